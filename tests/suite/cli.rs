//! Every command once, in Chinese and in English, as a shell sees it.

use std::fs;

use crate::harness::{Run, Site, files, program, run};
use crate::promises;

fn site() -> Site {
    Site::plain(promises::SITE)
}

/// A site with one error and one warning.
fn faulty() -> Site {
    let site = site();
    site.replace("content/pilots/jia.md", "unit: jia-chu", "unit: jia-cuh");
    site
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
}

fn lines(run: &Run) -> Vec<serde_json::Value> {
    run.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn build_says_what_it_wrote() {
    let site = site();
    let first = site.cli(["build"]);
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""));
    assert_eq!(first.err.lines().count(), 1, "one line of summary: {}", first.err);
    assert!(first.err.starts_with("已写入") && first.err.contains("新增"), "{}", first.err);
    let again = site.cli(["build", "--lang", "en"]);
    assert_eq!(again.code, Some(0));
    assert!(again.err.starts_with("Nothing changed"), "{}", again.err);
    let quiet = site.cli(["build", "--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (Some(0), "", ""));
    assert_eq!(site.cli(["build", "--rehash", "--jobs", "1"]).code, Some(0));
}

#[test]
fn build_with_errors_fails_in_both_languages() {
    let site = faulty();
    let chinese = site.cli(["build"]);
    assert_eq!(chinese.code, Some(1));
    for words in ["content/pilots/jia.md:3:7", "jia-cuh", "jia-chu", "没有写入"] {
        assert!(chinese.err.contains(words), "{words}: {}", chinese.err);
    }
    let english = site.cli(["--lang=en", "build"]);
    assert_eq!(english.code, Some(1));
    assert!(
        english.err.contains("There is no “jia-cuh”") && english.err.contains("Nothing written"),
        "{}",
        english.err
    );
    let own: String = english.err.lines().filter(|line| !line.contains('│') && !line.contains('|')).collect();
    assert!(!has_han(&own), "only the quoted source is Chinese: {own}");
    let quiet = site.cli(["build", "--quiet"]);
    assert_eq!(quiet.code, Some(1));
    assert!(quiet.err.contains("jia-cuh") && !quiet.err.contains("没有写入"), "{}", quiet.err);
    assert!(!site.output().join("index.html").exists());
}

#[test]
fn json_is_one_object_a_line() {
    let site = faulty();
    site.write(
        "content/pilots/new.md",
        "\u{feff}---\r\n标题：新\r\nunit: 没有\r\ndate: 2026-13-01\r\n---\r\n[a](b.md)\r\n",
    );
    for command in ["build", "check"] {
        let run = site.cli([command, "--format", "json"]);
        assert_eq!(run.code, Some(1));
        let found = lines(&run);
        assert!(found.len() >= 4, "{}", run.out);
        for line in &found {
            for key in [
                "code",
                "severity",
                "file",
                "line",
                "column",
                "endLine",
                "endColumn",
                "message",
                "why",
                "help",
                "args",
                "related",
            ] {
                assert!(line.get(key).is_some(), "{key} is missing in {line}");
            }
            let code = line["code"].as_str().unwrap();
            assert!(pilothouse::diag::rule(code).is_some(), "{code}");
            assert!(line["line"].as_u64().is_none_or(|line| line >= 1));
        }
        assert!(has_han(found[0]["message"].as_str().unwrap()));
        let english = lines(&site.cli([command, "--format", "json", "--lang", "en"]));
        let codes =
            |found: &[serde_json::Value]| found.iter().map(|line| line["code"].clone()).collect::<Vec<_>>();
        assert_eq!(codes(&found), codes(&english));
    }
}

#[test]
fn check_writes_nothing() {
    let site = site();
    let before = files(site.root());
    let well = site.cli(["check"]);
    assert_eq!(well.code, Some(0));
    assert!(well.err.contains("没有发现问题"), "{}", well.err);
    assert!(site.cli(["check", "--lang", "en"]).err.contains("No problems found"));
    assert_eq!(files(site.root()), before, "not even a folder");
    assert_eq!(faulty().cli(["check"]).code, Some(1));
}

#[test]
fn a_paranoid_check_finds_nothing_in_a_sound_program() {
    let site = site();
    // Also compares with what another process remembered.
    assert_eq!(site.cli(["build"]).code, Some(0));
    let before = files(site.root());
    let well = site.cli(["check", "--paranoid"]);
    assert_eq!(well.code, Some(0), "{}", well.err);
    assert!(well.err.contains("没有发现问题"), "{}", well.err);
    assert_eq!(files(site.root()), before);
    let faulty = faulty();
    let codes =
        |found: Vec<serde_json::Value>| found.iter().map(|line| line["code"].clone()).collect::<Vec<_>>();
    let thorough = codes(lines(&faulty.cli(["check", "--paranoid", "--format", "json"])));
    assert_eq!(thorough, codes(lines(&faulty.cli(["check", "--format", "json"]))));
}

#[test]
fn render_prints_a_body() {
    let site = site();
    let run = site.cli(["render", "content/pilots/yi.md"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("<p>乙的正文。</p>") && !run.out.contains("<html"), "{}", run.out);
    assert_eq!(site.cli(["render", "pilots/yi.md"]).out, run.out, "named from the folder of the pages");
    for missing in ["content/pilots/none.md", "pilothouse.yaml", "/etc/passwd", "content"] {
        let run = site.cli(["render", missing]);
        assert_eq!(run.code, Some(3), "{missing}: {}", run.err);
        assert!(run.err.contains(missing) && has_han(&run.err) && run.out.is_empty(), "{}", run.err);
    }
    assert!(site.cli(["render", "none.md", "--lang", "en"]).err.contains("is no page"));
}

#[test]
fn explain_shows_why_and_for_whom() {
    let site = site();
    assert_eq!(site.cli(["build"]).code, Some(0));
    let trace = site.cli(["explain", "site/pilots/jia.html"]);
    assert_eq!(trace.code, Some(0), "{}", trace.err);
    assert!(trace.out.starts_with("网站文件 pilots/jia\n"), "{}", trace.out);
    assert!(trace.out.contains("\n  正文 pilots/jia\n") && trace.out.lines().count() > 3, "{}", trace.out);
    assert!(trace.out.lines().all(|line| has_han(line) && !line.contains("PageId")), "{}", trace.out);
    let whole = site.output().join("pilots/jia.html");
    assert_eq!(site.cli(["explain".as_ref(), whole.as_os_str()]).out, trace.out);
    let fresh = site.cli(["explain", "pilots/jia.html", "--why"]);
    assert!(fresh.out.contains("最新"), "{} {}", fresh.out, fresh.err);
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    let why = site.cli(["explain", "pilots/jia.html", "--why"]);
    assert_eq!(why.code, Some(0), "{}", why.err);
    assert!(why.out.contains("文件 content/pilots/jia.md"), "{}", why.out);
    let english = site.cli(["explain", "pilots/jia.html", "--why", "--lang", "en"]);
    assert!(english.out.contains("body pilots/jia\n    file content/pilots/jia.md"), "{}", english.out);
    let users = site.cli(["explain", "--used-by", "content/units/jia-chu.md"]);
    assert_eq!(users.code, Some(0));
    for user in ["units/jia-chu.html", "pilots/jia.html", "pilots/bing.html"] {
        assert!(users.out.lines().any(|line| line == user), "{user}: {}", users.out);
    }
    assert!(!users.out.contains("404.html"), "{}", users.out);
    let by_page = site.cli(["explain", "--used-by", "units/jia-chu.md"]);
    assert_eq!(by_page.out, users.out, "named from the folder of the pages");
    let nobody = site.cli(["explain", "--used-by", "content/none.md"]);
    assert!(
        nobody.code == Some(0) && nobody.out.is_empty() && nobody.err.contains("没有任何输出"),
        "{nobody:?}"
    );
    let stats = site.cli(["explain", "--stats", "--lang", "en"]);
    assert!(
        stats.code == Some(0) && stats.out.contains("query") && stats.out.contains("output"),
        "{}",
        stats.out
    );
    let chinese = site.cli(["explain", "--stats"]);
    assert!(chinese.out.lines().all(has_han), "{}", chinese.out);
    let missing = site.cli(["explain", "pilots/none.html"]);
    assert!(missing.code == Some(2) && missing.err.contains("pilots/none.html"), "{missing:?}");
}

#[test]
fn schema_is_json_schema_of_all_kinds() {
    let site = site();
    site.write(
        "content/_kinds/meeting.yaml",
        "label: {zh: 会议, en: Meeting}\nfields:\n  place: {zh: 地点, en: Place, type: text}\n",
    );
    let run = site.cli(["schema"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    for kind in [
        "page",
        "pilot",
        "experience",
        "showcase",
        "unit",
        "series",
        "honour",
        "round",
        "entry",
        "notice",
        "activity",
        "section",
        "meeting",
    ] {
        assert!(schema["$defs"][kind].is_object(), "{kind}");
    }
    assert!(run.out.contains("地点"));
}

#[test]
fn completions_for_every_shell() {
    let site = site();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = site.cli(["completions", shell]);
        assert!(
            run.code == Some(0) && run.out.contains("pilothouse") && run.out.contains("build"),
            "{shell}: {run:?}"
        );
    }
    assert_eq!(site.cli(["completions", "dosbox"]).code, Some(2));
}

#[test]
fn new_writes_a_page_that_builds_once_filled_in() {
    let site = site();
    assert_eq!(site.cli(["build"]).code, Some(0));
    let kinds = ["page", "pilot", "experience", "showcase", "unit", "series", "honour"];
    for kind in kinds {
        let run = site.cli(["new", kind, "“新”的标题: 一二三"]);
        assert_eq!(run.code, Some(0), "{kind}: {}", run.err);
        let path = run.err.trim().rsplit(['：', ' ']).next().unwrap().to_owned();
        let text =
            fs::read_to_string(site.root().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(text.contains("“新”的标题: 一二三") && text.contains('#'), "{text}");
        let twice = site.cli(["new", kind, "“新”的标题: 一二三"]);
        assert!(twice.code == Some(3) && twice.err.contains("已经存在"), "{twice:?}");
        fs::remove_file(site.root().join(&path)).unwrap();
    }
    let chinese = site.cli(["new", "品牌", "乙的第二个品牌"]);
    assert!(chinese.code == Some(0) && chinese.err.contains("content/pilots/"), "{chinese:?}");
    let wrong = site.cli(["new", "pilto", "标题"]);
    assert!(
        wrong.code == Some(2) && wrong.err.contains("pilot") && wrong.err.contains("是不是"),
        "{wrong:?}"
    );
    assert!(site.cli(["new", "pilto", "标题", "--lang", "en"]).err.contains("Did you mean"));
    for empty in ["", " \n", "　"] {
        let run = site.cli(["new", "page", empty]);
        assert!(run.code == Some(2) && run.err.contains("标题是空的"), "{run:?}");
    }
    let lines = site.cli(["new", "page", "两行\n标题"]);
    assert_eq!(lines.code, Some(0), "{lines:?}");
    let written = fs::read_to_string(site.place("content/liang-hang-biao-ti.md")).unwrap();
    assert!(written.contains("标题: 两行 标题\n"), "{written}");
}

#[test]
fn new_knows_the_day_and_the_readings_of_the_site() {
    let site = site();
    site.edit("pilothouse.yaml", |text| format!("{text}\nreadings: {{单读: shan du}}\n"));
    let run = site.cli(["new", "pilot", "单读", "--as-of", "2026-06-01"]);
    let written = fs::read_to_string(site.place("content/pilots/shan-du.md"));
    assert!(
        written.as_ref().is_ok_and(|text| text.contains("发布时间: 2026-06-01\n")),
        "{run:?} {written:?}"
    );
}

#[test]
fn new_writes_only_front_matter_that_the_program_understands() {
    let site = Site::plain("");
    for kind in ["page", "series", "honour", "unit"] {
        assert_eq!(site.cli(["new", kind, "新的一页"]).code, Some(0));
        let check = site.cli(["check", "--format", "json"]);
        for line in lines(&check) {
            let code = line["code"].as_str().unwrap_or_default();
            assert!(!code.contains("yaml") && code != "unknown-key", "{kind}: {line}");
        }
        let page = files(&site.place("content")).into_keys().find(|name| name != "_index.md").unwrap();
        site.remove(&format!("content/{page}"));
    }
}

#[test]
fn a_title_cannot_lead_out_of_the_content_folder() {
    let site = site();
    for title in ["../../etc/passwd", "/abs", "a/b", "..", "\u{202e}", "", " ", "\n---\nid: x"] {
        let run = site.cli(["new", "page", title]);
        assert!(matches!(run.code, Some(0 | 2 | 3)), "{title:?}: {run:?}");
        let outside: Vec<_> =
            fs::read_dir(site.root()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(outside.len() <= 4, "{title:?}: {outside:?}");
        assert_ne!(site.cli(["check"]).code, Some(101));
    }
}

#[test]
fn init_then_build_needs_nothing_else() {
    let site = Site::from("");
    let folder = site.beside("new site");
    fs::create_dir(&folder).unwrap();
    let say = |args: &[&str]| {
        let mut command = program(&folder);
        command.args(args);
        run(command)
    };
    let init = say(&["init"]);
    assert!(init.code == Some(0) && init.err.contains("pilothouse build"), "{init:?}");
    assert!(
        folder.join("pilothouse.yaml").exists() && folder.join("content/_index.md").exists(),
        "{:?}",
        files(&folder).keys()
    );
    let build = say(&["build"]);
    assert_eq!(build.code, Some(0), "{}", build.err);
    assert_eq!(build.err.lines().count(), 1, "no warnings: {}", build.err);
    assert!(folder.join("site/index.html").exists());
    let again = say(&["init"]);
    assert!(again.code == Some(3) && again.err.contains("不是空的"), "{again:?}");
    assert!(say(&["init", "--lang", "en"]).err.contains("not empty"));
}

#[test]
fn help_and_mistakes_of_the_command_line() {
    let site = site();
    for args in [&["--help"][..], &["help"], &["build", "--help"], &["help", "explain"]] {
        let chinese = site.cli(args);
        assert!(
            chinese.code == Some(0) && has_han(&chinese.out) && chinese.err.is_empty(),
            "{args:?}: {chinese:?}"
        );
        let mut english = args.to_vec();
        english.extend(["--lang", "en"]);
        let english = site.cli(english);
        assert!(english.code == Some(0) && !has_han(&english.out), "{args:?}: {english:?}");
    }
    assert!(site.cli(["--version"]).out.starts_with("pilothouse "));
    for args in [
        &[][..],
        &["biuld"],
        &["build", "--jobs", "0"],
        &["build", "--as-of", "昨天"],
        &["new", "pilot"],
        &["explain"],
    ] {
        let run = site.cli(args);
        assert!(run.code == Some(2) && has_han(&run.err) && run.out.is_empty(), "{args:?}: {run:?}");
    }
}

#[test]
fn the_wrong_folder_is_told() {
    let site = Site::from("");
    for command in [&["build"][..], &["check"], &["explain", "index.html"], &["render", "a.md"]] {
        let run = site.cli(command);
        assert!(run.code == Some(3) && run.err.contains("没有站点"), "{command:?}: {run:?}");
    }
    assert!(site.cli(["build", "--lang", "en"]).err.contains("There is no site"));
    assert!(
        files(site.root()).keys().all(|name| name.starts_with(".pilothouse")),
        "{:?}",
        files(site.root()).keys()
    );
}

#[test]
fn other_folders_by_option() {
    let site = site();
    let elsewhere = site.beside("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let content = site.beside("内容");
    fs::rename(site.place("content"), &content).unwrap();
    let output = site.beside("输出/site");
    let mut command = program(&elsewhere);
    command
        .arg("build")
        .arg("--root")
        .arg(site.root())
        .arg("--content")
        .arg(&content)
        .arg("--output")
        .arg(&output);
    let run = run(command);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(output.join("pilots/jia.html").exists() && !site.place("site").exists());
    assert!(files(&elsewhere).is_empty());
}

#[test]
fn drafts_and_dates() {
    let site = site();
    site.write("content/draft.md", "---\ntitle: 草稿\ndraft: true\n---\n");
    site.write("content/later.md", "---\ntitle: 以后\ndate: 2027-01-01\n---\n");
    let shown = |args: &[&str]| {
        assert_eq!(site.cli(args).code, Some(0));
        (site.output().join("draft.html").exists(), site.output().join("later.html").exists())
    };
    assert_eq!(shown(&["build", "--as-of", "2026-06-01"]), (false, false));
    assert_eq!(shown(&["build", "--as-of", "2027-01-01"]), (false, true));
    assert_eq!(shown(&["build", "--drafts", "--as-of", "2026-06-01"]), (true, true));
    assert_eq!(shown(&["build", "--as-of", "2026-06-01"]), (false, false));
}
