//! All that the sample puts out, judged by the Nu HTML checker: pages, notes in place of pages, old addresses, booklets, styles, drawings.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::install::checker;
use crate::paper::on_paper;
use crate::server::BELOW;
use crate::stage::Built;

/// Pages that are over, so that the notes in their place are judged too.
const ENDED: [(&str, &str); 2] = [("guoqi", "有效期: 2021-01-01"), ("chexia", "撤下: 2021-01-01")];

/// What a government site must say of each section, and of each other page.
const SECTION_TAGS: [(&str, &str, &str); 3] = [
    ("说明", "description", "本栏目的内容。"),
    ("栏目类型", "column_type", "专题专栏"),
    ("栏目关键词", "keywords", "[示例]"),
];
const PAGE_TAGS: [(&str, &str, &str); 2] =
    [("发布时间", "date", "2020-07-06 09:30"), ("来源", "source", "宣传处党支部")];

#[test]
fn all_that_is_put_out_is_valid() {
    let mut problems = Vec::new();
    for (name, site) in sites() {
        assert!(site.pages.iter().any(|page| page.ends_with("guoqi.html")), "{name} has a note");
        assert!(!site.redirects.is_empty() && site.pages.contains("404.html"), "{name}");
        let html = site.pages.iter().map(String::as_str);
        let html: Vec<&str> = html.chain(site.redirects.iter().map(|(old, _)| old.as_str())).collect();
        let (styles, drawings) = (files(&site.folder, "css"), files(&site.folder, "svg"));
        assert!(html.len() > 100 && !styles.is_empty() && drawings.len() > 10, "{name}");
        for (sort, files) in [("--html", html), ("--css", strs(&styles)), ("--svg", strs(&drawings))] {
            problems
                .extend(judged(&site.folder, sort, &files).into_iter().map(|one| format!("{name}: {one}")));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn what_is_wrong_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.html"),
        "<!doctype html><html lang=zh><title>题</title><p role=box>文</div>",
    )
    .unwrap();
    fs::write(folder.path().join("a.css"), "p { colour: red; }").unwrap();
    fs::write(folder.path().join("a.svg"), "<svg xmlns='http://www.w3.org/2000/svg'><p/></svg>").unwrap();
    for (sort, file) in [("--html", "a.html"), ("--css", "a.css"), ("--svg", "a.svg")] {
        assert!(!judged(folder.path(), sort, &[file]).is_empty(), "{file}");
    }
}

/// Returns the sample in both themes, as an intranet and as a government site.
fn sites() -> Vec<(&'static str, Built)> {
    let paper = |settings: &str| on_paper(&with_notes(settings));
    vec![
        ("default, intranet", Built::with_changes(add_ended, with_notes)),
        (
            "default, gov-internet",
            Built::with_changes(make_official, |settings| official(&with_notes(settings))),
        ),
        ("plain-paper, intranet", Built::with_changes(add_ended, paper)),
        (
            "plain-paper, gov-internet",
            Built::with_changes(make_official, |settings| official(&paper(settings))),
        ),
    ]
}

/// Returns the sample as a site of the government, with all that inspections ask.
pub fn government() -> Built {
    Built::with_changes(make_official, official)
}

fn with_notes(settings: &str) -> String {
    format!("{settings}\nended: {{expired: stub, withdrawn: stub, superseded: banner}}\n")
}

/// Returns settings for a site of the government: it has tags of inspection, an address of its own and asks before it is left.
pub fn official(settings: &str) -> String {
    // The address ends as that of the server of these tests does: the page of what is missing names its files from the top.
    let site = format!(
        "site:\n  url: https://site.example{BELOW}\n  domain: site.example\n  id_code: \"1234567890\"\n  undertaker: 信息技术处党支部\n"
    );
    let changed =
        settings.replace("profile: intranet", "profile: gov-internet").replacen("site:\n", &site, 1);
    assert!(changed.contains("gov-internet") && changed.contains("id_code"));
    changed
}

fn add_ended(root: &Path) {
    for (name, field) in ENDED {
        let text = format!(
            "---\n标题: 旧的一页\n发布时间: 2020-07-06\n来源: 宣传处党支部\n{field}\n---\n\n旧的内容。\n"
        );
        fs::write(root.join(format!("content/garden/{name}.md")), text).unwrap();
    }
}

/// Makes a copy of the sample what a site of the government has to be.
pub fn make_official(root: &Path) {
    add_ended(root);
    tag_pages(&root.join("content"));
}

/// Adds what inspections ask of every page and the sample, an intranet, does not say.
fn tag_pages(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            tag_pages(&path);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            let text = fs::read_to_string(&path).unwrap();
            let tags: &[_] = if path.ends_with("_index.md") { &SECTION_TAGS } else { &PAGE_TAGS };
            if let Some(body) = text.strip_prefix("---\n") {
                let head = body.split("\n---").next().unwrap();
                let known = |name: &str| head.lines().any(|line| line.starts_with(&format!("{name}:")));
                let missing = tags.iter().filter(|(zh, en, _)| !known(zh) && !known(en));
                let added: String = missing.map(|(zh, _, value)| format!("{zh}: {value}\n")).collect();
                fs::write(&path, format!("---\n{added}{body}")).unwrap();
            }
        }
    }
}

/// Returns what the checker has against files of a folder, errors and warnings.
fn judged(folder: &Path, sort: &str, files: &[&str]) -> Vec<String> {
    let (java, jar) = checker();
    let mut command = Command::new(java);
    command.current_dir(folder).arg("-jar").arg(jar).args([sort, "--format", "json"]).args(files);
    let answer = command.output().unwrap();
    let said = String::from_utf8_lossy(&answer.stderr);
    let said: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    said["messages"].as_array().unwrap().iter().filter(|one| counts(one)).map(in_words).collect()
}

/// A remark that is no warning is that an empty element ends with a stroke, which Markdown writes; and the language of a page is
/// guessed by the checker, wrongly where a Chinese page is mostly names of functions.
fn counts(message: &Value) -> bool {
    let guess = message["message"]
        .as_str()
        .is_some_and(|text| text.starts_with("This document appears to be written in"));
    message["type"] != "info" || message["subType"] == "warning" && !guess
}

fn in_words(message: &Value) -> String {
    let text = |key: &str| message[key].as_str().unwrap_or_default().replace('\n', " ");
    let file = text("url");
    let file = file.rsplit("/").take(2).collect::<Vec<_>>();
    format!("{file:?}:{} {} {}", message["lastLine"], text("message"), text("extract"))
}

/// Returns the files of an ending below a folder, as paths from there.
fn files(folder: &Path, ending: &str) -> Vec<String> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let fitting = all.filter(|entry| entry.path().extension().is_some_and(|found| found == ending));
    fitting.map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
