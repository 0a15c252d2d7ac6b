//! Reviews: what was approved goes out, what has changed since does not, and nobody pays who has none.

use std::process::Command;

use pilothouse::diag::Lang;
use pilothouse::site::Session;

use crate::harness::{Run, Site, codes, errors, found_anew, paths, ran, run};
use crate::promises;

/// Reviews in three steps; one page shows a figure of a table, a picture and an attachment.
const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
feed: false
审批: {步骤: [初审, 复审, 终审], 类型: [page]}
data: {shuju: {kind: figure}, awards: {kind: honour}}
//- content/_index.md
---
title: 首页
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/jia.md
---
title: 甲的动态
date: 2026-05-01
cover: {src: 题图.svg, alt: 题图}
---
培训了{{数据 peixun}}，同比增长40%。

[附件](biao.txt)
//- content/news/题图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>
//- content/news/biao.txt
表
//- content/news/yi.md
---
title: 乙的动态
date: 2026-05-02
---
乙的正文。
//- content/_data/shuju.csv
id,label,value,unit,period
peixun,培训,3600,人,2019
changci,场次,12,场,2019
//- content/_data/awards.csv
title,year,level,unit
文明窗口,2018,province,
";

const PAGES: [&str; 2] = ["content/news/jia.md", "content/news/yi.md"];

fn site() -> Site {
    Site::plain(SITE)
}

impl Site {
    /// Runs `review` as somebody.
    fn review<'a>(&self, action: &'a str, person: &'a str, more: &[&'a str]) -> Run {
        let mut words = vec!["--as-of", "2026-06-01", "review", action, "--as", person];
        words.extend(more);
        self.cli(words)
    }

    /// Takes a page through all steps.
    fn approve(&self, page: &str) {
        for (action, person) in [("submit", "作者"), ("approve", "甲"), ("approve", "乙"), ("approve", "丙")]
        {
            let run = self.review(action, person, &[page]);
            assert_eq!(run.code, Some(0), "{action}: {run:?}");
        }
    }

    fn status(&self, page: &str) -> serde_json::Value {
        let run = self.cli(["--format", "json", "--as-of", "2026-06-01", "review", "status", page]);
        assert_eq!(run.code, Some(0), "{run:?}");
        serde_json::from_str(run.out.lines().last().unwrap()).unwrap()
    }

    fn stage(&self, page: &str) -> String {
        self.status(page)["stage"].as_str().unwrap().to_owned()
    }
}

/// Returns a site in which all pages are approved and that was built.
fn approved() -> Site {
    let site = site();
    PAGES.iter().for_each(|page| site.approve(page));
    site.build_well();
    site
}

#[test]
fn what_is_not_approved_does_not_go_out() {
    let site = site();
    let report = site.build();
    assert_eq!(errors(&report.diagnostics), ["review-missing", "review-missing"]);
    assert!(!report.committed && site.names().is_empty());
    site.approve(PAGES[0]);
    let run = site.cli(["build", "--as-of", "2026-06-01"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("“乙的动态”还没有审完：未送审") && run.err.contains("content/news/yi.md"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("甲的动态"), "{}", run.err);
    site.approve(PAGES[1]);
    site.build_well();
    assert!(site.read("news/jia.html").contains("同比增长40%"));
}

#[test]
fn the_list_of_all_pages_says_how_far_each_review_is() {
    let site = site();
    let stands = |page: &str| {
        let rows = Session::open(&site.options).unwrap().rows(Lang::Zh);
        let row = rows.into_iter().find(|row| row.file == page).unwrap();
        (row.standing, row.review)
    };
    let is = |standing, review: &str| (standing, review.to_owned());
    assert_eq!(stands(PAGES[0]), is("unreviewed", "未送审"));
    assert_eq!(site.review("submit", "作者", &[PAGES[0]]).code, Some(0));
    assert_eq!(stands(PAGES[0]), is("unreviewed", "待初审"));
    site.approve(PAGES[1]);
    assert_eq!(stands(PAGES[1]), is("shown", ""));
    // It drops back once it says something else.
    site.replace(PAGES[1], "乙的正文", "乙的另一正文");
    assert_eq!(stands(PAGES[1]), is("unreviewed", "改动后未送审"));
    // A draft is kept back by more than its review, and needs none of some kinds.
    site.replace(PAGES[1], "title:", "draft: true\ntitle:");
    assert_eq!(stands(PAGES[1]), is("draft", ""));
    assert_eq!(stands("content/news/_index.md"), is("shown", ""));
}

#[test]
fn each_step_by_another_person_and_in_turn() {
    let site = site();
    let page = PAGES[1];
    assert_eq!(site.review("approve", "甲", &[page]).code, Some(1), "nothing was submitted");
    assert!(!site.place("content/_review").exists(), "what is refused leaves nothing");
    assert_eq!(site.review("submit", "作者", &[page]).code, Some(0));
    assert_eq!(site.review("submit", "作者", &[page]).code, Some(1), "it is submitted already");
    assert_eq!(site.review("approve", "甲", &[page]).code, Some(0));
    let again = site.review("approve", "甲", &[page]);
    assert!(again.code == Some(1) && again.err.contains("同一人"), "{again:?}");
    assert_eq!(site.status(page)["next"], "复审");
    assert!(site.review("reject", "乙", &[page]).code == Some(2), "a reason is wanted");
    assert_eq!(site.review("reject", "乙", &[page, "--opinion", "数字请核对"]).code, Some(0));
    assert_eq!(site.stage(page), "rejected");
    site.approve(page);
    assert_eq!(site.stage(page), "approved");
    assert_eq!(site.review("approve", "丁", &[page]).code, Some(1), "nothing is left to approve");
    let record = std::fs::read_to_string(site.place("content/_review/news/yi.md.yaml")).unwrap();
    assert!(record.contains("意见: 数字请核对") && record.matches("- 动作: 通过").count() == 4, "{record}");
}

#[test]
fn any_change_drops_the_page_back_and_is_shown() {
    let edits: [(&str, &str, &str, &str); 5] = [
        ("content/news/jia.md", "增长40%", "增长41%", "“同比增长40%”改为“同比增长41%”"),
        ("content/news/jia.md", "甲的动态", "丁的动态", "“甲的动态”改为“丁的动态”"),
        ("content/_data/shuju.csv", "3600", "3700", "“3600”改为“3700”"),
        ("content/news/题图.svg", "width=\"3\"", "width=\"4\"", "文件 content/news/题图.svg 换过"),
        ("content/news/biao.txt", "表", "表二", "文件 content/news/biao.txt 换过"),
    ];
    for (file, from, to, told) in edits {
        let site = approved();
        site.replace(file, from, to);
        let run = site.cli(["build", "--as-of", "2026-06-01"]);
        assert_eq!(run.code, Some(1), "{file}");
        assert!(run.err.contains(told) && run.err.contains("content/news/jia.md"), "{file}: {}", run.err);
        assert!(!run.err.contains("乙的动态"), "{file}: {}", run.err);
        assert_eq!(
            (site.stage(PAGES[0]), site.stage(PAGES[1])),
            ("changed".into(), "approved".into()),
            "{file}"
        );
        // Taken back, the approval holds again; what was approved are the bytes.
        site.replace(file, to, from);
        site.build_well();
    }
    let site = approved();
    site.edit("content/news/yi.md", |text| format!("{text}\n"));
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"], "the last byte counts");
}

#[test]
fn what_says_nothing_drops_nothing() {
    let site = approved();
    site.edit("content/news/yi.md", |text| text.replace('\n', "\r\n"));
    site.replace("content/_data/shuju.csv", "12,场", "13,场");
    site.replace("content/_data/awards.csv", "2018", "2019");
    site.write("themes/_local/templates/page.html", "<p>{{ page.title }}</p>{{ page.content }}");
    site.replace("pilothouse.yaml", "示例站", "新的示例站");
    site.build_well();
}

#[test]
fn an_act_renders_its_page_at_most() {
    let site = approved();
    site.edit("content/news/yi.md", |text| text.replace("乙的正文", "乙的新正文"));
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"]);
    site.approve(PAGES[1]);
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/yi.html"]);
    assert_eq!(found_anew(&report, "Approval"), 1, "{:?}", report.work);
    // An act that changes nothing for the public renders nothing at all.
    let file = "content/_review/news/yi.md.yaml";
    site.edit(file, |text| format!("{text}# 备注\n"));
    let report = site.build_well();
    assert_eq!((ran(&report, "Approval"), ran(&report, "Emit")), (1, 0), "{:?}", report.work);
    // A figure that nobody shows reaches the statements of nobody.
    site.replace("content/_data/shuju.csv", "12,场", "13,场");
    let report = site.build_well();
    assert_eq!(
        (found_anew(&report, "Statement"), found_anew(&report, "Approval")),
        (0, 0),
        "{:?}",
        report.work
    );
    // One that a page shows reaches that page alone.
    site.replace("content/_data/shuju.csv", "3600", "3700");
    let report = site.build();
    assert_eq!(errors(&report.diagnostics), ["review-changed"]);
    assert_eq!(found_anew(&report, "Statement"), 1, "{:?}", report.work);
}

#[test]
fn who_has_no_reviews_pays_nothing() {
    let site = Site::plain(promises::SITE);
    let report = site.build_well();
    for query in ["Statement", "Approval", "FileDigest", "StatedFigures", "NamingRows"] {
        assert_eq!(ran(&report, query), 0, "{query}: {:?}", report.work);
    }
    assert_eq!(ran(&report, "ReviewRules"), 1);
}

#[test]
fn a_preview_is_made_elsewhere_and_says_so() {
    let site = site();
    site.approve(PAGES[0]);
    let run = site.cli(["build", "--preview", "--as-of", "2026-06-01"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(site.names().is_empty(), "nothing lies where the public site would be");
    let page = |name: &str| std::fs::read_to_string(site.place(&format!("preview/{name}"))).unwrap();
    assert!(page("news/yi.html").contains("未审核：未送审"), "{}", page("news/yi.html"));
    assert!(page("news/jia.html").contains("预览：已审完"));
    assert!(page("index.html").contains("这是预览"));
    site.approve(PAGES[1]);
    site.build_well();
    assert!(site.files().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("review-band")));
}

#[test]
fn unapproved_pages_can_be_left_out() {
    let site = site();
    site.replace("pilothouse.yaml", "类型: [page]", "类型: [page], 未审完: 不放进网站");
    site.approve(PAGES[0]);
    let report = site.build();
    assert!(report.committed);
    assert_eq!(codes(&report.diagnostics), ["review-left-out"]);
    assert!(site.names().contains(&"news/jia.html".into()) && !site.names().contains(&"news/yi.html".into()));
    assert!(!site.read("news/index.html").contains("乙的动态"));
    site.approve(PAGES[1]);
    let report = site.build_well();
    assert_eq!(paths(&report.changes.added), ["news/yi.html"]);
    assert!(site.read("news/index.html").contains("乙的动态"));
    // The page that shows a changed figure leaves with its files, and no other page does.
    site.replace("content/_data/shuju.csv", "3600", "3700");
    let removed = site.build().changes.removed;
    assert_eq!(paths(&removed), ["news/biao.txt", "news/jia.html", "news/题图.svg"]);
}

#[test]
fn pages_that_link_to_each_other_may_be_left_out() {
    let site = site();
    site.replace("pilothouse.yaml", "类型: [page]", "类型: [page], 未审完: 不放进网站");
    site.edit("content/news/jia.md", |text| format!("{text}\n[乙](yi.md)\n"));
    site.edit("content/news/yi.md", |text| format!("{text}\n[甲](jia.md)\n"));
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["review-left-out", "review-left-out"]);
    PAGES.iter().for_each(|page| site.approve(page));
    site.build_well();
}

#[test]
fn records_are_merged_mended_and_never_believed() {
    let site = approved();
    let file = "content/_review/news/yi.md.yaml";
    let good = std::fs::read_to_string(site.place(file)).unwrap();
    let found = |text: &str| {
        site.write(file, text);
        let report = site.build();
        let found: Vec<String> = errors(&report.diagnostics).iter().map(|code| (*code).to_owned()).collect();
        found
    };
    let conflict =
        good.replacen("- 动作: 通过", "<<<<<<< HEAD\n- 动作: 通过", 1) + "=======\n>>>>>>> other\n";
    assert_eq!(found(&conflict), ["review-record-conflict", "review-missing"]);
    assert_eq!(found(&good.replacen("姓名: 乙", "性名: 乙", 1)), ["review-entry-broken", "review-missing"]);
    assert_eq!(found(&good.replacen("姓名: 乙", "姓名: 甲", 1)), ["review-missing"], "one person, two steps");
    assert_eq!(found("{"), ["review-record-broken", "yaml-unclosed-bracket", "review-missing"]);
    assert_eq!(found(&good.replace('\n', "\r\n")), Vec::<String>::new());
    // Two people at once: the act that came second is not counted and hurts nobody.
    let twice = good.clone() + &good[good.find("- 动作: 通过").unwrap()..].replace("姓名: 甲", "姓名: 戊");
    assert_eq!(found(&twice), Vec::<String>::new());
    site.write(file, good.as_bytes().iter().chain(&[0xff, 0xfe]).copied().collect::<Vec<u8>>());
    let run = site.review("submit", "作者", &[PAGES[1]]);
    assert!(run.code == Some(1) && run.err.contains("UTF-8"), "{run:?}");
}

#[test]
fn a_renamed_page_is_told_and_reviewed_again() {
    let site = approved();
    let text = std::fs::read_to_string(site.place(PAGES[1])).unwrap();
    site.remove(PAGES[1]);
    site.write("content/news/bing.md", text);
    let run = site.cli(["build", "--as-of", "2026-06-01"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("content/news/bing.md 的")
            || run.err.contains("内容相同的稿件是 content/news/bing.md"),
        "{}",
        run.err
    );
    // A copied record is that of another page.
    let record = std::fs::read(site.place("content/_review/news/yi.md.yaml")).unwrap();
    site.remove("content/_review/news/yi.md.yaml");
    site.write("content/_review/news/bing.md.yaml", record);
    assert_eq!(errors(&site.build().diagnostics), ["review-missing"]);
}

#[test]
fn two_reviewers_at_once_lose_nothing() {
    let site = site();
    site.review("submit", "作者", &[PAGES[1]]);
    let mut children: Vec<_> = (0..6)
        .map(|number| {
            let name = format!("审核人{number}");
            let words = ["--as-of", "2026-06-01", "review", "approve", PAGES[1], "--as"].map(String::from);
            crate::harness::spawn(site.command(words.into_iter().chain([name])))
        })
        .collect();
    for child in &mut children {
        child.wait().unwrap();
    }
    let record = std::fs::read_to_string(site.place("content/_review/news/yi.md.yaml")).unwrap();
    assert_eq!(record.matches("- 动作: 通过").count(), 3, "three steps, each once: {record}");
    assert_eq!(record.matches("姓名: ").count(), 4);
    assert_eq!(site.stage(PAGES[1]), "approved");
}

/// Makes a key; returns its public line.
fn key(site: &Site, name: &str) -> String {
    let place = site.beside(&format!("{name}.key"));
    let run = site.cli(["review", "keygen", "--key", place.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.out.trim().to_owned()
}

#[test]
fn with_keys_no_text_editor_approves() {
    let site = site();
    let keys = ["甲", "乙", "丙"].map(|name| (name, key(&site, name)));
    let reviewers =
        keys.iter().map(|(name, key)| format!("{{姓名: {name}, 公钥: {key}}}")).collect::<Vec<_>>();
    let reviewers = format!("类型: [page], 审核人: [{}]", reviewers.join(", "));
    site.replace("pilothouse.yaml", "类型: [page]", &reviewers);
    let act = |action: &str, person: &str, key: &str, page: &str| {
        let place = site.beside(&format!("{key}.key"));
        site.review(action, person, &[page, "--key", place.to_str().unwrap()]).code
    };
    let page = PAGES[1];
    assert_eq!(site.review("submit", "作者", &[page]).code, Some(0), "handing in needs no key");
    assert_eq!(site.review("approve", "甲", &[page]).code, Some(2), "a key is needed");
    assert_eq!(act("approve", "甲", "乙", page), Some(1), "the key of another");
    assert_eq!(site.review("approve", "丁", &[page]).code, Some(2), "no reviewer");
    for person in ["甲", "乙", "丙"] {
        assert_eq!(act("approve", person, person, page), Some(0));
    }
    assert_eq!(site.stage(page), "approved");
    let file = "content/_review/news/yi.md.yaml";
    let good = std::fs::read_to_string(site.place(file)).unwrap();
    for forged in [
        good.replacen("姓名: 丙", "姓名: 甲", 1),
        good.replace("签名: ", "签名: x"),
        good.replacen("时间: \"2026", "时间: \"2025", 3),
        good.lines().filter(|line| !line.contains("签名")).collect::<Vec<_>>().join("\n"),
    ] {
        assert_ne!(forged, good);
        site.write(file, forged);
        assert_eq!(site.stage(page), "waiting");
    }
    site.write(file, &good);
    assert_eq!(site.stage(page), "approved");
}

#[test]
fn the_original_program_checks_an_approval() {
    let minisign = crate::install::minisign();
    let site = site();
    let public = key(&site, "甲");
    let place = site.beside("甲.key");
    site.review("submit", "作者", &[PAGES[1]]);
    let run = site.review("approve", "甲", &[PAGES[1], "--key", place.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let text = std::fs::read_to_string(site.place("content/_review/news/yi.md.yaml")).unwrap();
    let (record, _) = pilothouse::review::record::parse(&text, &"content/_review/a.yaml".into());
    let act = record.entries.last().unwrap();
    let (file, signature) = (site.beside("act.txt"), site.beside("act.txt.minisig"));
    std::fs::write(&file, act.signed_text()).unwrap();
    std::fs::write(&signature, &act.signature).unwrap();
    let mut command = Command::new(minisign);
    command.args(["-V", "-P", &public, "-m", file.to_str().unwrap()]);
    assert_eq!(run_it(command), Some(0));
}

fn run_it(command: Command) -> Option<i32> {
    run(command).code
}

#[test]
fn sheet_and_register() {
    let site = approved();
    site.replace("content/news/yi.md", "乙的正文", "乙的<b>新</b>正文");
    let sheet = site.cli(["review", "sheet", PAGES[0], PAGES[1]]);
    assert_eq!(sheet.code, Some(0), "{sheet:?}");
    for words in [
        "稿件审批单",
        "甲的动态",
        "初审",
        "content/news/biao.txt",
        "peixun",
        "改动后未送审",
        "&lt;b&gt;新&lt;/b&gt;",
    ] {
        assert!(sheet.out.contains(words), "{words}: {}", sheet.out);
    }
    assert!(!sheet.out.contains("<b>新") && !sheet.out.contains("http"));
    let register = site.cli(["review", "register", "--csv"]);
    let lines: Vec<&str> = register.out.lines().collect();
    assert!(lines[0].starts_with("\u{feff}序号,标题,摘要,采集人（作者）,来源,发布时间"), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("甲的动态") && line.contains("已审完")), "{lines:?}");
    let place = site.beside("登记簿.html");
    let run = site.cli(["review", "register", "--to", place.to_str().unwrap()]);
    assert!(run.code == Some(0) && std::fs::read_to_string(place).unwrap().contains("信息发布登记簿"));
}

#[test]
fn a_forged_act_puts_no_words_into_a_mouth() {
    let site = approved();
    let file = "content/_review/news/yi.md.yaml";
    let record = std::fs::read_to_string(site.place(file)).unwrap();
    let last = &record[record.rfind("- 动作: 通过").unwrap()..];
    site.write(file, format!("{record}{last}  意见: 并非本人\n"));
    let run = site.cli(["review", "status", PAGES[1]]);
    assert!(run.out.contains("没有计入") && !run.out.contains("并非本人"), "{}", run.out);
    // The history of the sheet shows all that stands in the record, and which of it does not count.
    let sheet = site.cli(["review", "sheet", PAGES[1]]).out;
    let (opinions, history) = sheet.split_once("经过</h2>").unwrap();
    assert!(!opinions.contains("并非本人") && history.contains("并非本人"), "{sheet}");
    assert!(history.contains("没有计入：丙的终审"), "{sheet}");
}

#[test]
fn who_signs_sees_what_was_waived() {
    let site = site();
    let waiver = "rule: personal-plate, by: 值班编辑, reason: 公务车, date: 2026-01-01";
    site.replace(PAGES[1], "date: 2026-05-02", &format!("date: 2026-05-02\nwaivers: [{{{waiver}}}]"));
    let sheet = site.cli(["--as-of", "2026-06-01", "review", "sheet", PAGES[1]]).out;
    for words in ["豁免", "personal-plate", "值班编辑", "公务车", "2026-01-01"] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    let waiver = waiver.replace("公务车", "附件里的公务车");
    let settings = std::fs::read_to_string(site.place("pilothouse.yaml")).unwrap();
    site.write("pilothouse.yaml", format!("{settings}\nwaivers: [{{page: news/biao.txt, {waiver}}}]\n"));
    let sheet = |page: &str| site.cli(["--as-of", "2026-06-01", "review", "sheet", page]).out;
    assert!(sheet(PAGES[0]).contains("附件里的公务车"), "{}", sheet(PAGES[0]));
    assert!(!sheet(PAGES[1]).contains("附件里的公务车"));
}

#[test]
fn settings_that_mean_nobody_are_told() {
    let site = site();
    site.replace(
        "pilothouse.yaml",
        "类型: [page]",
        "类型: [paeg], 审核人: [{姓名: 甲, 公钥: abc, 步骤: [出审]}]",
    );
    let report = site.build();
    let mut found = errors(&report.diagnostics);
    found.sort_unstable();
    assert_eq!(found, ["review-bad-key", "review-unknown-name", "review-unknown-name"]);
}

#[test]
fn a_file_added_to_a_pages_own_folder_counts() {
    let site = site();
    site.write("content/news/bing/index.md", "---\ntitle: 丙的动态\ndate: 2026-05-03\n---\n正文。\n");
    PAGES.iter().for_each(|page| site.approve(page));
    site.approve("content/news/bing/index.md");
    site.build_well();
    site.write("content/news/bing/附件.txt", "没有审过");
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"]);
}

#[test]
fn what_nobody_has_reviewed_is_not_put_out() {
    let site = approved();
    let report = |site: &Site| {
        errors(&site.build().diagnostics).iter().map(|code| (*code).to_owned()).collect::<Vec<_>>()
    };
    site.write("content/news/名单.txt", "没有页面用到");
    assert_eq!(report(&site), ["review-loose-file"]);
    // Tables and settings name files too; what lies in the static folder is the site's own.
    site.write("content/_data/links.csv", "file\n/news/名单.txt\n");
    site.write("content/static/icon.ico", "图标");
    site.build_well();
    site.remove("content/_data/links.csv");
    site.replace("pilothouse.yaml", "类型: [page]", "类型: [page], 未审完: 不放进网站");
    let left = site.build();
    assert_eq!(codes(&left.diagnostics), ["review-loose-left-out"]);
    assert!(left.committed && !site.names().contains(&"news/名单.txt".into()));
    site.remove("content/news/名单.txt");
    // What only an unapproved page shows leaves with it, and comes back with it.
    let shown = ["news/biao.txt", "news/题图.svg"].map(String::from);
    let there = |site: &Site| shown.iter().filter(|name| site.names().contains(name)).count();
    site.build_well();
    assert_eq!(there(&site), 2);
    site.replace(PAGES[0], "同比", "环比");
    assert_eq!(codes(&site.build().diagnostics), ["review-left-out"]);
    assert_eq!(there(&site), 0, "{:?}", site.names());
    site.replace(PAGES[0], "环比", "同比");
    site.build_well();
    assert_eq!(there(&site), 2);
}

#[test]
fn a_draft_brings_no_file_into_the_open() {
    let site = approved();
    site.write("content/news/底稿.txt", "还没有审");
    site.write("content/news/ding.md", "---\ntitle: 丁\ndraft: true\n---\n[底稿](底稿.txt)\n");
    site.build_well();
    assert!(!site.names().contains(&"news/底稿.txt".into()));
}

#[test]
fn html_by_hand_shows_files_too() {
    let site = site();
    site.replace(PAGES[1], "乙的正文。", "<img src=\"图二.svg\" alt=\"图\"> <a href='biao.txt'>表</a>");
    site.write(
        "content/news/图二.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>",
    );
    PAGES.iter().for_each(|page| site.approve(page));
    site.build_well();
    site.replace("content/news/图二.svg", "width=\"3\"", "width=\"4\"");
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"]);
}

#[test]
fn clocks_that_are_wrong_decide_nothing() {
    let site = site();
    let page = PAGES[1];
    let on = |day: &str, action: &str, person: &str| {
        let run = site.cli(["--as-of", day, "review", action, "--as", person, page]);
        assert_eq!(run.code, Some(0), "{action} on {day}: {run:?}");
    };
    on("2026-06-01", "submit", "作者");
    on("2031-01-01", "approve", "甲");
    on("1999-01-01", "approve", "乙");
    on("2026-06-01", "approve", "丙");
    assert_eq!(site.stage(page), "approved");
    site.approve(PAGES[0]);
    let report = site.build();
    assert!(report.committed);
    let told = report.diagnostics.iter().filter(|found| found.code == "review-record-time").count();
    assert_eq!(told, 1, "{:?}", report.diagnostics);
}

#[test]
fn leaving_out_reaches_lists_and_no_other_page() {
    let site = site();
    site.replace("pilothouse.yaml", "类型: [page]", "类型: [page], 未审完: 不放进网站");
    PAGES.iter().for_each(|page| site.approve(page));
    let first = site.build_well();
    assert!(ran(&first, "ShownFiles") > 0);
    site.replace(PAGES[1], "乙的正文", "乙的新正文");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["review-left-out"]);
    assert_eq!(paths(&report.changes.removed), ["news/yi.html"]);
    assert_eq!(
        (found_anew(&report, "Approval"), found_anew(&report, "Statement")),
        (1, 1),
        "{:?}",
        report.work
    );
    assert_eq!(
        (found_anew(&report, "ShownFiles"), ran(&report, "FilesKeptBack")),
        (0, 1),
        "{:?}",
        report.work
    );
    assert!(
        !paths(&report.changes.changed).contains(&"news/jia.html")
            || site.read("news/jia.html").contains("甲")
    );
    // A second edit of a page that is out already reaches nothing that readers see.
    site.replace(PAGES[1], "乙的新正文", "乙的又一稿");
    let report = site.build();
    assert!(report.changes.changed.is_empty() && ran(&report, "Emit") == 0, "{:?}", report.work);
    assert_eq!(ran(&report, "FilesKeptBack"), 0, "{:?}", report.work);
}

#[test]
fn publishing_names_those_who_approved() {
    let site = site();
    let served = site.beside("www/site");
    std::fs::create_dir(served.parent().unwrap()).unwrap();
    site.edit("pilothouse.yaml", |text| format!("{text}\npublish:\n  内网: {{to: ../www/site}}\n"));
    PAGES.iter().for_each(|page| site.approve(page));
    let run = site.cli(["publish", "--as-of", "2026-06-01"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("《甲的动态》  审核：初审 甲、复审 乙、终审 丙"), "{}", run.out);
    assert!(run.out.lines().any(|line| line.contains("《动态》") && !line.contains("审核")), "{}", run.out);
    site.replace(PAGES[1], "乙的正文", "乙的新正文");
    let run = site.cli(["publish", "--as-of", "2026-06-01"]);
    assert!(run.code == Some(1) && run.err.contains("乙的新正文"), "{run:?}");
}

/// A page whose template reads a table without a kind, rows of one with a kind, and whose text has words of the glossary.
const SHOWING: &str = "
//- themes/_local/templates/tel.html
{% extends \"plain/frame.html\" %}
{% block main %}{{ page.content }}{% for row in data(name=\"contacts\") %}<p>{{ row.name }} {{ row.phone }}</p>{% endfor %}
{% for row in rows(name=\"awards\", with={\"level\": \"province\"}) %}<p>{{ row.title }} {{ row.year }}</p>{% endfor %}{% endblock %}
//- content/_data/contacts.csv
name,phone
综合科,8000
宣传科,8001
//- content/_data/awards.csv
title,year,level,unit
文明窗口,2018,province,
先进集体,2019,city,
//- content/_data/words.csv
title,expansion
三会一课,三种会议和一堂课
无关的词,没有人用
//- content/news/tel.md
---
title: 联系电话
template: tel.html
date: 2026-05-03
---
按三会一课安排。
";

fn showing() -> Site {
    let site = site();
    site.add(SHOWING);
    site.replace("pilothouse.yaml", "awards: {kind: honour}", "awards: {kind: honour}, words: {kind: term}");
    [PAGES[0], PAGES[1], "content/news/tel.md"].iter().for_each(|page| site.approve(page));
    site.build_well();
    site
}

#[test]
fn tables_that_a_template_reads_are_a_part_of_what_is_approved() {
    for (file, from, to, told) in [
        ("contacts", "8001", "8009", "数据“contacts 宣传科”：“8001”改为“8009”"),
        ("awards", "文明窗口,2018", "文明窗口,2017", "数据“awards 文明窗口”：“2018”改为“2017”"),
        ("words", "一堂课", "两堂课", "数据“术语 三会一课”"),
    ] {
        let site = showing();
        site.replace(&format!("content/_data/{file}.csv"), from, to);
        let run = site.cli(["--as-of", "2026-06-01", "build"]);
        assert_eq!(run.code, Some(1), "{file}: {run:?}");
        assert!(
            run.err.contains("news/tel.md") && run.err.contains(told),
            "{file}: {told} is not in\n{}",
            run.err
        );
        assert_eq!(errors(&site.build().diagnostics), ["review-changed"], "{file}: no other page shows it");
        // What is changed back is as it was, and what is handed in again can be approved.
        site.replace(&format!("content/_data/{file}.csv"), to, from);
        site.build_well();
        site.replace(&format!("content/_data/{file}.csv"), from, to);
        site.approve("content/news/tel.md");
        site.build_well();
    }
}

#[test]
fn rows_and_words_that_a_page_does_not_show_change_nothing() {
    let site = showing();
    for (file, from, to) in [("awards", "先进集体,2019", "先进集体,2020"), ("words", "没有人用", "谁也不用")]
    {
        site.replace(&format!("content/_data/{file}.csv"), from, to);
        site.build_well();
    }
    // A row that comes to those that are shown counts.
    site.edit("content/_data/awards.csv", |text| format!("{}\n红旗窗口,2021,province,\n", text.trim_end()));
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"]);
}

#[test]
fn a_record_cannot_hide_a_table() {
    let site = showing();
    let record = "content/_review/news/tel.md.yaml";
    let text = std::fs::read_to_string(site.place(record)).unwrap();
    assert!(text.contains("数据: \"awards level=province、contacts\""), "{text}");
    site.edit(record, |text| text.replace("  数据: \"awards level=province、contacts\"\n", ""));
    assert_eq!(errors(&site.build().diagnostics), ["review-changed"], "what was approved had the rows in it");
}

#[test]
fn a_word_with_a_page_has_a_review_of_its_own() {
    let site = showing();
    let word = "---\nkind: term\ntitle: 上讲台\nexpansion: 干部讲课\ndate: 2026-05-01\n---\n";
    site.write("content/news/word.md", word);
    site.replace("content/news/tel.md", "安排。", "安排上讲台。");
    site.approve("content/news/tel.md");
    site.build_well();
    site.replace("content/news/word.md", "干部讲课", "干部上课");
    assert_eq!(
        errors(&site.build().diagnostics),
        ["review-changed"],
        "words need no review here, so their meaning is the page's"
    );
    site.replace("pilothouse.yaml", "类型: [page]", "类型: [page, term]");
    site.approve("content/news/word.md");
    site.approve("content/news/tel.md");
    site.build_well();
    site.replace("content/news/word.md", "干部上课", "干部授课");
    let found = site.build().diagnostics;
    assert_eq!(errors(&found), ["review-changed"], "{found:?}");
    assert!(site.cli(["--as-of", "2026-06-01", "check"]).err.contains("news/word.md"));
}

#[test]
fn what_comes_next_and_why_a_page_came_back_is_said() {
    let site = site();
    site.replace(
        "pilothouse.yaml",
        "类型: [page]}",
        "类型: [page], 审核人: [{姓名: 审核人甲, 职务: 综合科, 步骤: [初审]}, {姓名: 审核人乙, 步骤: [复审]}, {姓名: 审核人丙, 步骤: [终审]}]}",
    );
    let page = PAGES[1];
    let says = |action: &str, person: &str, more: &[&str], wanted: &str| {
        let run = site.review(action, person, &[&[page], more].concat());
        assert!(run.err.contains(wanted), "{action} {person}: {wanted} is not in\n{}", run.err);
    };
    says("approve", "审核人甲", &[], "请先送审：pilothouse review submit content/news/yi.md");
    says("submit", "作者", &[], "，下一步：初审（审核人甲）");
    says("approve", "审核人乙", &[], "不是这一步的审核人，现在轮到初审（审核人甲）");
    says("approve", "审核人甲", &["--opinion", "同意，数字已核"], "，下一步：复审（审核人乙）");
    let status = || site.cli(["--as-of", "2026-06-01", "review", "status", page]).out;
    assert!(
        status().contains("初审  审核人甲 综合科") && status().contains("：同意，数字已核"),
        "{}",
        status()
    );
    says("reject", "审核人乙", &[], "退回要用 --opinion 写明原因");
    says("reject", "审核人乙", &["--opinion", "附件名称请核对"], "，改好后重新送审");
    assert!(status().contains("已退回") && status().contains("退回：附件名称请核对"), "{}", status());
    says("submit", "作者", &[], "已送审");
    says("approve", "审核人甲", &[], "复审（审核人乙）");
    says("approve", "审核人乙", &[], "终审（审核人丙）");
    says("approve", "审核人丙", &[], "，已经审完，可以公开");
}
