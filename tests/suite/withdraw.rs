//! Taking pages back: what a name stands in, what leaves the site, and that nothing else is touched.

use crate::harness::{Site, files};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站, url: https://www.example.org/}
search: {on: true}
taxonomies: {tags: {label: 关键词}}
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
tags: [学习]
---
由张某三主讲。
//- content/news/yi.md
---
title: 乙的动态
date: 2026-05-02
aliases: [/old/yi.html]
cover: {src: 图.svg, alt: 图为张 某 三在讲课}
---
别的正文。
//- content/news/bing.md
---
title: 丙的动态
date: 2026-05-03
---
张**某**三。
//- content/news/ding.md
---
title: 丁的动态
date: 2026-05-04
---
没有这个名字。
//- content/news/图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>
//- content/news/张某三名单.txt
名单
//- content/_data/contacts.csv
name,phone
张　某　三,1
";

fn site() -> Site {
    Site::from(SITE)
}

#[test]
fn a_name_is_found_however_it_is_written_and_nothing_is_done_unasked() {
    let site = site();
    let before = files(site.root());
    let run = site.cli(["withdraw", "--person", "张某三"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for held in ["news/jia.md", "news/yi.md", "news/bing.md", "news/张某三名单.txt", "_data/contacts.csv"]
    {
        assert!(run.out.contains(&format!("content/{held}")), "{held}: {}", run.out);
    }
    assert!(!run.out.contains("ding.md") && run.out.contains("图为【张 某 三】在讲课"), "{}", run.out);
    assert!(run.err.contains("--yes"), "{}", run.err);
    let mut after = files(site.root());
    after.retain(|name, _| !name.starts_with(".pilothouse/"));
    assert_eq!(before, after);
}

#[test]
fn what_is_withdrawn_leaves_everything_and_comes_back_as_it_was() {
    let site = site();
    site.edit("content/news/yi.md", |text| text.replace('\n', "\r\n"));
    site.build_well();
    let (sources, outputs) = (files(&site.place("content")), site.files());
    let today = ["--as-of", "2026-06-01"];
    let run = site.cli(today.iter().copied().chain([
        "withdraw",
        "--person",
        "张某三",
        "--yes",
        "--reason",
        "测试",
        "--as",
        "管理员",
        "--except",
        "content/news/bing.md",
    ]));
    assert_eq!(run.code, Some(1), "a table and an attachment are left: {run:?}");
    assert!(run.err.contains("要手工改") && run.err.contains("contacts.csv"), "{}", run.err);
    site.build_well();
    let gone: Vec<String> =
        outputs.keys().filter(|name| !site.files().contains_key(*name)).cloned().collect();
    assert!(gone.contains(&"news/jia.html".into()) && gone.contains(&"news/yi.html".into()), "{gone:?}");
    assert!(gone.contains(&"old/yi.html".into()), "its old address goes too: {gone:?}");
    for (name, bytes) in
        site.files().iter().filter(|(name, _)| !name.ends_with(".txt") && *name != "news/bing.html")
    {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("甲的动态") && !text.contains("乙的动态") && !text.contains("由张某三"),
            "{name}: {text}"
        );
    }
    let log = std::fs::read_to_string(site.place("content/_review/withdrawals.yaml")).unwrap();
    assert!(
        log.contains("经办人: 管理员")
            && log.contains("原因: 测试")
            && log.matches("动作: 撤下").count() == 2,
        "{log}"
    );
    assert!(log.contains("时间: \"2026-06-01T"), "{log}");
    let run = site.cli(today.iter().copied().chain([
        "withdraw",
        "--undo",
        "--yes",
        "content/news/jia.md",
        "content/news/yi.md",
    ]));
    assert!(run.code == Some(0) && run.err.matches("一字不差").count() == 2, "{run:?}");
    let mut back = files(&site.place("content"));
    back.remove("_review/withdrawals.yaml");
    assert_eq!(back, sources);
    site.build_well();
    assert_eq!(site.files(), outputs);
}

#[test]
fn a_stub_says_nothing_of_the_page() {
    let site = site();
    site.replace("pilothouse.yaml", "taxonomies:", "ended: {withdrawn: stub}\ntaxonomies:");
    let run = site.cli(["--as-of", "2026-06-01", "withdraw", "甲的动态", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let report = site.build();
    assert!(report.committed, "{:?}", report.diagnostics);
    let stub = site.read("news/jia.html");
    assert!(
        stub.contains("该内容已撤下") && !stub.contains("甲的动态") && !stub.contains("张某三"),
        "{stub}"
    );
    assert!(!site.read("sitemap.xml").contains("jia.html"));
}

#[test]
fn what_cannot_be_changed_safely_is_left_alone() {
    let site = site();
    site.write("content/news/utf16.md", b"\xff\xfe-\0-\0-\0\n\0a\0");
    site.write("content/news/toml.md", "+++\ntitle = \"甲\"\n+++\n正文\n");
    for page in ["content/news/utf16.md", "content/news/toml.md"] {
        let before = std::fs::read(site.place(page)).unwrap();
        let run = site.cli(["withdraw", page, "--yes"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(std::fs::read(site.place(page)).unwrap(), before);
    }
    assert_eq!(
        site.cli(["withdraw", "--person", "张", "--yes"]).code,
        Some(2),
        "one character stands everywhere"
    );
    assert_eq!(site.cli(["withdraw"]).code, Some(2));
    assert_eq!(
        site.cli(["withdraw", "content/news/jia.md", "--undo", "--yes"]).code,
        Some(0),
        "nothing to do"
    );
    site.edit("content/news/jia.md", |text| text.replacen("---\n", "---\n撤下: 2026-05-05\n", 1));
    assert_eq!(
        site.cli(["withdraw", "content/news/jia.md", "--undo", "--yes"]).code,
        Some(1),
        "not by this program"
    );
}
