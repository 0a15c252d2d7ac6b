//! The site's search: what its index finds, whom it leaves out, and how little of it an edit writes.

use pilothouse::search::read;
use pilothouse::site::Session;

use crate::harness::{Site, TODAY, assert_same, found_anew, paths};
use crate::preview::{ran, verify_doubtful};

/// Pages with words in every place that readers see.
const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
search: {on: true}
//- content/_index.md
---
title: 首页
---
欢迎。
//- content/units/jia-chu.md
---
title: 教育指导处
kind: unit
---
//- content/pilots/jia.md
---
title: “筑壘行動”品牌
kind: pilot
unit: jia-chu
brand: 知行课堂
date: 2026-01-03
summary: 摘要里的**强调**字
tags: [基层建设]
cover: {src: 图.svg, alt: 替代, caption: 题图说明}
pillars:
  - {name: 筑心, gist: 要点一句, measures: [{lead: 读经典, body: 举措内容}]}
figures: [{label: 培训人次, value: 3600, unit: 人}]
milestones: [{year: 2019, text: 入选培育库}]
---
正文第一段，ＯＡ系统上线。

## 小标题在此

| 表头 | 数量 |
|---|---|
| 单元格 | 3600余 |

:::quote
引文内容
:::

![图片说明](图.svg)
//- content/pilots/图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/notices/caogao.md
---
title: 草稿页面
draft: true
---
秘密文字
//- content/notices/guoqi.md
---
title: 过期页面
expires: 2020-01-01
---
秘密文字
//- content/notices/buzhao.md
---
title: 不让找的页面
search: false
---
秘密文字
//- content/notices/tidai.md
---
title: 旧版页面
superseded_by: xinban
---
秘密文字
//- content/notices/xinban.md
---
title: 新版页面
---
<script>alert(1)</script>公开文字
";

fn found(site: &Site, query: &str) -> Vec<String> {
    let load = |name: &str| std::fs::read_to_string(site.output().join(format!("_search/{name}.js"))).ok();
    read::search(query, &load).unwrap().into_iter().map(|hit| hit.url).collect()
}

#[test]
fn every_visible_word_finds_its_page() {
    let site = Site::from(SITE);
    site.build();
    for query in [
        "筑垒行动",
        "教育指导处",
        "知行课堂",
        "摘要里的强调字",
        "基层建设",
        "题图说明",
        "筑心",
        "要点一句",
        "读经典",
        "举措内容",
        "培训人次",
        "3600",
        "入选培育库",
        "第一段oa系统",
        "OA",
        "小标题在此",
        "表头",
        "3600余",
        "单元格",
        "引文内容",
        "小",
        "筑心 正文 oa",
        "“筑垒”行动",
    ] {
        assert!(
            found(&site, query).contains(&"pilots/jia.html".to_owned()),
            "{query}: {:?}",
            found(&site, query)
        );
    }
    for query in ["筑心正文", "行垒", "正文 无此词", "＊＊", "强调**", ""] {
        assert_eq!(found(&site, query), [""; 0], "{query}");
    }
}

#[test]
fn only_what_lists_show_is_found() {
    let site = Site::from(SITE);
    site.build();
    assert_eq!(found(&site, "秘密文字"), [""; 0]);
    assert_eq!(found(&site, "公开文字"), ["notices/xinban.html"]);
    for name in site.names().iter().filter(|name| name.starts_with("_search/")) {
        let text = site.read(name);
        assert!(!text.contains("秘密") && !text.contains("草稿页面") && !text.contains("不让找"), "{name}");
    }
}

/// Fields for those who make and check pages; no page shows them.
const UNSEEN: &str = "
//- content/notices/neibu.md
---
title: 印出来的通知
kind: notice
date: 2026-01-01
print: gongwen
letterhead: 红头文字
figures: [{label: 培训场次, value: 12, unit: 场, period: 2019}]
waivers: [{rule: phone, text: 原文甲, by: 批准者乙, reason: 理由丙}]
---
正文。
//- content/activities/zhaopian.md
---
title: 有照片的活动
kind: activity
date: 2026-01-01
event_date: 2026-01-01
photos: [{src: 图.svg, alt: 替代文字, caption: 图注文字, faces: none}]
---
正文。
//- content/activities/图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/series/xilie.md
---
title: 一个系列
kind: series
parts: date
ordinal: circled
label_pattern: '{series}丨{headline}'
---
系列的话。
//- content/notices/_index.md
---
title: 通知
pages: {sort: title}
keywords: [检查用词]
column_type: 检查用类型
---
栏目的话。
";

#[test]
fn what_no_page_shows_is_not_found() {
    let site = Site::from(SITE);
    site.add(UNSEEN);
    site.build();
    let unseen = [
        "原文甲",
        "批准者乙",
        "理由丙",
        "公文",
        "红头文字",
        "没有可辨认",
        "按日期",
        "headline",
        "检查用",
        "准确",
    ];
    for query in unseen {
        assert_eq!(found(&site, query), [""; 0], "{query}");
    }
    for (query, page) in [
        ("培训场次", "notices/neibu.html"),
        ("图注文字", "activities/zhaopian.html"),
        ("系列的话", "series/xilie.html"),
    ] {
        assert_eq!(found(&site, query), [page], "{query}");
    }
}

#[test]
fn without_the_setting_there_is_no_trace_of_it() {
    let site = Site::from(SITE);
    site.replace("pilothouse.yaml", "search: {on: true}", "search: {on: false}");
    site.build();
    assert!(!site.names().iter().any(|name| name.contains("search")));
    assert!(!site.read("index.html").contains("search"), "no box, no script");
}

#[test]
fn the_settings_leave_fields_out() {
    let site = Site::from(SITE);
    site.replace("pilothouse.yaml", "{on: true}", "{on: true, without: [summary, brand]}");
    site.build();
    for query in ["摘要里的强调字", "知行课堂"] {
        assert_eq!(found(&site, query), [""; 0], "{query}");
    }
    assert_eq!(found(&site, "要点一句"), ["pilots/jia.html"]);
}

/// Pages that hold the same words at different places.
const RANKED: &str = "
//- content/notices/a.md
---
title: 别的甲
date: 2026-01-01
---
说到读书月活动一次。
//- content/notices/b.md
---
title: 别的乙
date: 2026-02-01
---
说到读书月活动两次。
//- content/notices/c.md
---
title: 别的丙
date: 2020-01-01
---
## 读书月活动的做法

正文。
//- content/notices/d.md
---
title: 别的丁
subtitle: 关于读书月活动
date: 2019-01-01
---
正文。
//- content/notices/e.md
---
title: 关于读书月活动的通知
date: 2018-01-01
---
正文。
//- content/notices/f.md
---
title: 读书月活动
date: 2017-01-01
---
正文。
//- content/notices/g.md
---
title: 别的戊
summary: 提到读书月活动
date: 2016-01-01
---
活动，后来才说读书月。
//- content/notices/h.md
---
title: 别的己
date: 2026-03-01
---
活动在先，后来才说读书月。
";

#[test]
fn the_best_place_comes_first_and_then_the_newest() {
    let site = Site::from(SITE);
    site.add(RANKED);
    site.build();
    let order = |query: &str| -> String {
        let urls = found(&site, query);
        urls.iter().map(|url| url.trim_start_matches("notices/").trim_end_matches(".html")).collect()
    };
    assert_eq!(order("读书月活动"), "fedcgba", "whole title, title, name, heading, field, text by date");
    assert_eq!(order("读书月 活动"), "fedcgbah", "scattered words come last, however new");
    assert_eq!(order("“读书月 活动”"), "fedcgba", "quotation marks keep words together");
    site.replace("pilothouse.yaml", "{on: true}", "{on: true, weights: {title: 1, name: 2, text: 900}}");
    site.build();
    assert!(order("书月活").starts_with("ba"), "{}", order("书月活"));
}

#[test]
fn languages_have_indexes_of_their_own() {
    let site = Site::from(SITE);
    site.add("//- content/en/_index.md\n---\ntitle: Home\n---\nWelcome\n//- content/en/a.md\n---\ntitle: Alpha\n---\nSome words, OA.\n");
    site.edit("pilothouse.yaml", |text| format!("{text}\nlanguages: [{{code: zh-CN}}, {{code: en}}]\n"));
    site.build();
    assert_eq!(found(&site, "Some words"), [""; 0]);
    let load = |name: &str| std::fs::read_to_string(site.output().join(format!("en/_search/{name}.js"))).ok();
    let hits = read::search("\"some words, oa\"", &load).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.url.as_str()).collect::<Vec<_>>(), ["en/a.html"]);
    assert!(site.read("en/_search/head.js").contains("\"up\":\"../../\""));
    assert!(site.read("en/search.html").contains("data-href=\"_search/\""));
}

/// Returns a site of four hundred pages with some thousand different characters.
fn large() -> Site {
    let site = Site::plain(
        "//- themes/plain/templates/search.html\n{% extends \"frame.html\" %}{% block title %}搜索{% endblock %}\n",
    );
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme: plain\nsearch: {on: true}\n");
    for page in 0..400_u32 {
        let word = |at: u32| char::from_u32(0x4e00 + (page * 131 + at * at * 7) % 5000).unwrap();
        let text: String = (0..60).map(word).collect();
        site.write(&format!("content/notices/n{page}.md"), format!("---\ntitle: 通知{page}\n---\n{text}\n"));
    }
    site
}

#[test]
fn an_edited_body_writes_few_shards() {
    let site = large();
    site.build_well();
    let shards = site.names().iter().filter(|name| name.starts_with("_search/")).count();
    assert_eq!(shards, 3 + 192 + 24 + 3, "head, facets, order; keys, texts, cards");
    site.edit("content/notices/n7.md", |text| format!("{text}新词\n"));
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    let texts = changed.iter().filter(|path| path.starts_with("_search/t")).count();
    let keys = changed.iter().filter(|path| path.starts_with("_search/k")).count();
    assert_eq!((texts, changed.len()), (1, 2 + keys), "{changed:?}");
    assert!(keys <= 6, "two characters, their pair, and what is beside the end: {changed:?}");
    assert_eq!(found_anew(&report, "SearchDoc"), 1);
    assert_eq!(found_anew(&report, "SearchBlock"), 1);
    assert_eq!(found_anew(&report, "SearchCard"), 0, "no body changes a card");
    assert!(found_anew(&report, "SearchSlice") <= 6);
    assert_same(&site.files(), &site.build_clean().1, "after an edit");
    site.write("content/notices/more.md", "---\ntitle: 多一页\n---\n甲乙丙\n");
    let report = site.build_well();
    let texts = paths(&report.changes.changed).iter().filter(|path| path.starts_with("_search/t")).count();
    assert!(texts <= 2, "a new page moves no other: {:?}", paths(&report.changes.changed));
}

/// Asserts that a held site answers for the index what a clean build writes.
fn assert_answers(session: &Session, site: &Site) {
    let files = site.build_clean().1;
    let index: Vec<_> =
        files.iter().filter(|(name, _)| name.starts_with("_search/") && name.ends_with("js")).collect();
    assert_eq!(index.len(), 222);
    for (name, bytes) in index {
        let output = session.output(&session.find(name).unwrap());
        assert!(output.bytes.as_deref() == Some(bytes.as_slice()), "{name} is another");
    }
}

#[test]
fn a_preview_makes_of_the_index_what_is_asked_for() {
    let site = large();
    site.age();
    let mut session = Session::open(&site.options).unwrap();
    verify_doubtful(&mut session);
    let edit = |session: &mut Session, word: &str| {
        session.take_work();
        site.edit("content/notices/n7.md", |text| format!("{text}{word}\n"));
        assert!(!session.touch(&[session.options().root.join("content/notices/n7.md")]).is_empty());
        verify_doubtful(session);
        session.take_work()
    };
    for word in ["新词", "又一词"] {
        let work = edit(&mut session, word);
        assert_eq!(ran(&work, "Emit"), 1, "the page alone");
        assert_eq!((ran(&work, "SearchBlock"), ran(&work, "SearchSlice")), (0, 0));
        assert_answers(&session, &site);
    }
    let page = session.find("_search/k000.js").unwrap();
    assert_eq!(session.documents(&page).len(), 401, "whose words it is made of");
    session.take_work();
    session.verify_documents(&session.documents(&page));
    assert_eq!(ran(&session.take_work(), "SearchDoc"), 0, "and they are known");
}

#[test]
fn a_comment_in_the_source_writes_nothing() {
    let site = large();
    site.build_well();
    site.edit("content/notices/n7.md", |text| format!("{text}\n<!-- 给编辑看 -->\n"));
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    assert!(!changed.iter().any(|path| path.starts_with("_search/")), "{changed:?}");
}

#[test]
fn the_command_answers_from_the_index() {
    let site = Site::from(SITE);
    let before = site.cli(["search", "教育"]);
    assert_eq!(before.code, Some(3), "{before:?}");
    assert!(before.err.contains("pilothouse build"), "{}", before.err);
    assert_eq!(site.cli(["build", "--as-of", TODAY]).code, Some(0));
    let run = site.cli(["search", "ＯＡ系统"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("pilots/jia.html") && run.out.contains("筑壘行動"), "{}", run.out);
    let none = site.cli(["search", "无此词语"]);
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
    assert!(none.err.contains("没有找到"), "{}", none.err);
    for letters in ["jiaoyu zhidao", "jyzd", "jiaoyu指导", "zhixingketang", "xbt"] {
        let run = site.cli(["search", letters]);
        let page = if letters.starts_with('j') { "units/jia-chu.html" } else { "pilots/jia.html" };
        assert!(run.out.contains(page), "{letters}: {}", run.out);
    }
    let json = site.cli(["search", "教育 指导", "--format", "json"]);
    let first: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["url"], "units/jia-chu.html");
}
