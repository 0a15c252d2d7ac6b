//! Where features meet: languages and tables, figures and drafts, pins and successors, menus and days. After each step of a
//! sequence a build with memory must leave what one without leaves.

use crate::harness::{Site, assert_same, codes, errors, paths};

/// Builds and compares with a clean build: files if there are no errors, findings always. Returns the codes.
#[track_caller]
fn step(site: &Site, what: &str) -> Vec<String> {
    let report = site.build();
    let (clean, files) = site.build_clean();
    assert_eq!(report.diagnostics, clean.diagnostics, "{what}");
    if errors(&report.diagnostics).is_empty() {
        assert_same(&site.files(), &files, what);
        let again = site.build();
        assert!(again.changes.changed.is_empty() && again.changes.added.is_empty(), "{what}: not at rest");
    }
    codes(&report.diagnostics).into_iter().map(str::to_owned).collect()
}

const TONGUES: &str = "
//- pilothouse.yaml
site: {title: 示例站}
languages:
  - {code: zh-CN, label: 中文}
  - {code: en, label: English, title: Sample, menu: [{title: Home, to: _index}]}
menu: [{title: 动态, to: news/_index}, {title: English, to: en/_index}]
feeds: {of: [site, sections], formats: [atom, json]}
sitemap_page: true
//- content/_index.md
---
title: 首页
---
//- content/en/_index.md
---
title: Home
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 甲
date: 2026-01-01
---
";

#[test]
fn a_menu_may_lead_to_another_language() {
    let site = Site::from(TONGUES);
    site.build_well();
    let home = site.read("index.html");
    let menu = home.split_once("class=\"menu\"").unwrap().1.split_once("</nav>").unwrap().0;
    assert!(menu.contains("<a href=\"en/index.html\">English</a>"), "{menu}");
    let english = site.read("en/index.html");
    assert!(english.contains("<a href=\"index.html\" aria-current=\"page\">Home</a>"), "{english}");
}

#[test]
fn a_language_without_a_home_has_no_feed_and_no_map() {
    let site = Site::from(TONGUES);
    site.build_well();
    assert!(site.names().contains(&"en/feed.xml".to_owned()));
    site.remove("content/en/_index.md");
    site.replace("pilothouse.yaml", ", {title: English, to: en/_index}", "");
    assert_eq!(step(&site, "no home"), ["language-without-home"]);
    let english: Vec<String> = site.names().into_iter().filter(|name| name.starts_with("en/")).collect();
    assert!(english.is_empty(), "{english:?}");
    site.write("content/en/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n");
    step(&site, "a page without a home");
    assert!(!site.read("en/a.html").contains("feed.xml"), "a page leads to a feed that does not exist");
}

#[test]
fn a_language_goes_and_comes_back() {
    let mut site = Site::plain(TONGUES);
    site.replace(
        "pilothouse.yaml",
        "feeds: {of: [site, sections], formats: [atom, json]}\nsitemap_page: true",
        "theme: plain",
    );
    step(&site, "two languages");
    let declared = "  - {code: en, label: English, title: Sample, menu: [{title: Home, to: _index}]}\n";
    site.replace("pilothouse.yaml", declared, "");
    assert_eq!(step(&site, "one language"), ["language-undeclared"]);
    site.replace("pilothouse.yaml", "menu:", "missing_version: hide\nmenu:");
    step(&site, "nothing stands in");
    site.replace("pilothouse.yaml", "languages:\n", &format!("languages:\n{declared}"));
    step(&site, "the other one first");
    site.write("content/en/news/a.md", "---\ntitle: A\ndate: 2026-02-30\n---\n");
    assert!(step(&site, "a version with an impossible date").contains(&"not-a-date".to_owned()));
    site.write("content/en/news/a.md", "---\ntitle: A\nexpires: 2026-05-01\n---\n");
    step(&site, "a version that is over");
    site.options.as_of = Some("2020-01-01".into());
    step(&site, "before the first page");
}

const NUMBERS: &str = "
//- pilothouse.yaml
site: {title: 示例站}
data: {shu: {kind: figure}}
//- content/_index.md
---
title: 首页
---
//- content/_data/shu.csv
编号,指标,数值,单位,时期
biao,场次,12,场,2019
//- content/a.md
---
title: 写着数的页
数据: [{编号: ye, 指标: 培训, 数值: 3600, 单位: 人, 时期: \"2019\"}]
---
//- content/b.md
---
title: 引用的页
引用数据: [biao]
---
培训{{数据 ye}}。
";

#[test]
fn a_figure_of_a_page_that_is_not_shown_is_not_quoted() {
    let site = Site::from(NUMBERS);
    assert!(step(&site, "both public").is_empty());
    site.replace("content/a.md", "---\ntitle", "---\ndraft: 是\ntitle");
    assert_eq!(step(&site, "the page is a draft"), ["figure-page-hidden"]);
    let found = site.build().diagnostics.remove(0);
    let places = format!("{found:?}");
    assert!(places.contains("content/b.md") && places.contains("content/a.md"), "{places}");
    site.replace("content/a.md", "draft: 是", "expires: 2026-01-01");
    assert_eq!(step(&site, "the page is over"), ["figure-page-hidden"]);
    site.replace("content/_data/shu.csv", "biao", "ye");
    assert_eq!(step(&site, "the number moved to the table"), ["figure-unknown"]);
    site.replace("content/b.md", "[biao]", "[ye]");
    assert!(step(&site, "quoted from the table").is_empty());
    site.replace("content/a.md", "expires: 2026-01-01", "expires: 2027-01-01");
    assert!(step(&site, "stated twice again").contains(&"figure-id-twice".to_owned()));
}

const ROWS: &str = "
//- pilothouse.yaml
site: {title: 示例站}
languages:
  - {code: zh-CN, label: 中文}
  - {code: en, label: English, title: Sample}
theme: plain
data: {huodong: {kind: activity, pages: true}}
//- content/_index.md
---
title: 首页
---
//- content/en/_index.md
---
title: Home
---
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/jia.md
---
title: 甲处
---
//- content/_data/huodong.csv
编号,标题,发布时间,活动日期,单位
yi,第一次活动,2026-01-01,2026-01-01,甲处
er,第二次活动,2026-02-01,2026-02-01,甲处
";

#[test]
fn rows_that_are_pages_come_go_and_move() {
    let site = Site::plain(ROWS);
    assert!(step(&site, "two rows").is_empty());
    assert!(site.names().contains(&"huodong/er.html".to_owned()), "{:?}", site.names());
    let file = "content/_data/huodong.csv";
    site.replace(file, "er,第二次活动", ",第二次活动");
    assert!(step(&site, "a row loses its id").is_empty());
    site.replace(file, ",第二次活动", "yi,第二次活动");
    assert!(!step(&site, "two rows have one id").is_empty());
    site.replace(file, "yi,第二次活动", "er,第二次活动");
    assert!(step(&site, "and again its own").is_empty());
    site.write("content/huodong/yi.md", "---\ntitle: 同名的页\n---\n");
    assert_eq!(step(&site, "a page in the place of a row"), ["row-page-taken"]);
    site.write("content/en/huodong/yi.md", "---\ntitle: A version\n---\n");
    step(&site, "a version of that page");
    site.remove("content/huodong/yi.md");
    assert!(step(&site, "a version of a row").is_empty());
    let text = std::fs::read(site.place(file)).unwrap();
    site.remove(file);
    site.write("content/_data/dongtai.csv", text);
    assert!(step(&site, "the file has another name").contains(&"data-file-missing".to_owned()));
    site.replace("pilothouse.yaml", "huodong: {kind", "dongtai: {kind");
    assert!(step(&site, "the settings follow").is_empty());
    site.replace("content/units/jia.md", "甲处", "甲办");
    assert!(step(&site, "the unit is renamed").contains(&"unknown-reference".to_owned()));
    site.edit("content/_data/dongtai.csv", |text| text.replace("甲处", "甲办"));
    assert!(step(&site, "the rows follow").is_empty());
}

#[test]
fn a_pinned_page_with_a_successor_stands_in_no_list() {
    let site = Site::plain(
        "
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 甲
date: 2026-01-01
pin: 2026-12-01
---
//- content/news/b.md
---
title: 乙
date: 2026-01-02
---
",
    );
    step(&site, "pinned");
    site.replace("content/news/a.md", "pin:", "superseded_by: b\npin:");
    step(&site, "pinned, with a successor");
    assert!(!site.read("news/index.html").contains(">甲<"));
    site.replace("content/news/b.md", "date: 2026-01-02", "date: 2026-01-02\ndraft: true");
    step(&site, "its successor is a draft");
    site.replace("content/news/b.md", "draft: true", "superseded_by: a");
    assert!(step(&site, "a circle").contains(&"reference-loop".to_owned()));
}

#[test]
fn a_kind_of_the_sites_own_may_change_what_the_built_in_one_asks() {
    let site = Site::plain(ROWS);
    assert!(step(&site, "as built in").is_empty());
    site.write(
        "content/_kinds/activity.yaml",
        "kind: activity\nfields:\n  numbers:\n    zh: 数\n    en: Numbers\n    type: list(group)\n    like: figure\n  many: {zh: 多少, en: Many, type: int, needs: numbers, tally: {of: numbers}}\n",
    );
    assert!(step(&site, "own fields").is_empty());
    site.write(
        "content/act.md",
        "---\ntitle: 活动\nkind: activity\ndate: 2026-01-01\nevent_date: 2026-01-01\nunit: jia\nmany: 2\nnumbers: [{指标: 人数, 数值: 3, 单位: 人, 时期: \"2019\"}]\n---\n",
    );
    let found = step(&site, "a count that does not fit");
    assert!(found.iter().any(|code| code == "count-differs"), "{found:?}");
    site.replace("content/act.md", "many: 2", "many: 1");
    assert!(step(&site, "one that fits").is_empty());
    site.replace("content/_kinds/activity.yaml", "like: figure", "like: nothing");
    assert!(!step(&site, "like a kind that does not exist").is_empty());
    site.replace("content/_kinds/activity.yaml", "like: nothing", "like: activity");
    step(&site, "like itself");
    site.replace("content/_kinds/activity.yaml", "like: activity", "like: figure");
    site.replace("content/_kinds/activity.yaml", "of: numbers", "of: 数");
    assert_eq!(step(&site, "counts a list that no rule can find"), ["kind-no-such-field"]);
    site.remove("content/_kinds/activity.yaml");
    assert!(!step(&site, "own fields gone").is_empty());
}

const WORDS: &str = "
//- pilothouse.yaml
site: {title: 示例站}
glossary: {mark: first}
//- content/_index.md
---
title: 首页
---
//- content/words/jia.md
---
kind: term
title: 甲词
expansion: 第一个词
---
//- content/a.md
---
title: 用词的页
---
用到甲词。
";

#[test]
fn a_word_that_is_over_is_not_marked() {
    let site = Site::from(WORDS);
    step(&site, "the word is there");
    assert!(site.read("a.html").contains("words/jia.html"));
    site.replace("content/words/jia.md", "expansion", "expires: 2026-01-01\nexpansion");
    step(&site, "the word is over");
    assert!(!site.read("a.html").contains("words/jia.html"));
    site.replace("content/words/jia.md", "expires: 2026-01-01", "draft: 否");
    step(&site, "and comes back");
    let report = site.build();
    assert!(paths(&report.changes.changed).is_empty());
    assert!(site.read("a.html").contains("words/jia.html"));
}
