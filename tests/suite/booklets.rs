//! Compendia: booklets of other pages. What they hold, and which edits make them anew.

use crate::harness::{Site, assert_same, codes, found_anew, paths, ran};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
//- content/_index.md
---
title: 首页
---
//- content/series/_index.md
---
title: 系列
pages: {kind: series}
---
//- content/series/lianzai.md
---
title: 连载
---
//- content/pilots/_index.md
---
title: 品牌
---
//- content/pilots/jia.md
---
title: 甲的品牌
date: 2026-01-02
series: lianzai
summary: 甲的摘要
---
甲的正文。[^1]

## 做法

见[做法](#zuo-fa)。

[^1]: 甲的注。
//- content/pilots/yi.md
---
title: 乙的品牌
date: 2026-01-03
series: lianzai
summary: 乙的摘要
---
乙的正文。[^1]

## 做法

[^1]: 乙的注。
//- content/news/_index.md
---
title: 动态
---
//- content/news/bing.md
---
title: 丙事
date: 2026-01-04
summary: 丙的摘要
---
丙的正文。
//- content/books/_index.md
---
title: 汇编
pages: {kind: compendium}
---
//- content/books/all.md
---
title: 连载汇编
date: 2026-02-01
of: [lianzai, news/_index]
summary: 一册
---
前言的话。
//- content/books/news.md
---
类型: 汇编
标题: 动态汇编
发布时间: 2026-02-01
收录: [news/_index]
摘要: 又一册
---
";

/// Returns where some words stand in a text.
fn places(text: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| text.find(word).unwrap_or_else(|| panic!("{word} is not there"))).collect()
}

#[test]
fn a_booklet_holds_its_pages_in_full_and_in_order() {
    let site = Site::from(SITE);
    site.build_well();
    let book = site.read("books/all.html");
    let order = places(&book, &["前言的话", "甲的正文", "甲的注", "乙的正文", "乙的注", "丙的正文"]);
    assert!(order.is_sorted(), "{order:?}");
    let mut ids: Vec<&str> = book.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice: {ids:?}");
    assert!(count > 8, "{ids:?}");
    for target in book.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(target == "top" || ids.contains(&target), "#{target} leads nowhere: {ids:?}");
    }
    assert!(!site.read("books/news.html").contains("甲的正文"));
}

#[test]
fn a_changed_body_makes_its_page_and_the_booklets_that_hold_it_anew() {
    let site = Site::from(SITE);
    site.build_well();
    site.replace("content/pilots/yi.md", "乙的正文。", "乙的正文改了。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["books/all.html", "pilots/yi.html"]);
    assert_eq!(ran(&report, "Emit"), 2, "{:?}", report.work);
    assert_eq!(found_anew(&report, "Body"), 1, "the others are looked at, not changed: {:?}", report.work);
    site.replace("content/news/bing.md", "丙的正文。", "丙的正文改了。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["books/all.html", "books/news.html", "news/bing.html"]);
    assert_eq!(ran(&report, "Emit"), 3, "{:?}", report.work);
    site.replace("content/books/all.md", "前言的话。", "前言的新话。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["books/all.html"]);
    assert_same(&site.files(), &site.build_clean().1, "after the edits");
}

#[test]
fn a_new_part_and_a_withdrawn_one_reach_the_booklet() {
    let site = Site::from(SITE);
    site.build_well();
    site.write(
        "content/pilots/ding.md",
        "---\ntitle: 丁的品牌\ndate: 2026-01-05\nseries: lianzai\n---\n丁的正文。\n",
    );
    site.build_well();
    assert!(site.read("books/all.html").contains("丁的正文"));
    site.replace("content/pilots/jia.md", "title: 甲的品牌", "title: 甲的品牌\ndraft: true");
    site.build_well();
    assert!(!site.read("books/all.html").contains("甲的正文"), "a draft is in no booklet");
    assert_same(&site.files(), &site.build_clean().1, "after the edits");
}

#[test]
fn what_a_booklet_cannot_hold_is_told() {
    let site = Site::from(SITE);
    site.replace("content/books/all.md", "of: [lianzai, news/_index]", "of: [lianzai, nowhere]");
    assert_eq!(codes(&site.build().diagnostics), ["unknown-reference"]);
    site.replace("content/books/all.md", "of: [lianzai, nowhere]\n", "");
    assert_eq!(codes(&site.build().diagnostics), ["missing-field"]);
}

#[test]
fn a_booklet_does_not_hold_itself_nor_a_page_twice() {
    let site = Site::from(SITE);
    site.replace(
        "content/books/all.md",
        "of: [lianzai, news/_index]",
        "of: [books/_index, books/all, news/bing, news/_index]",
    );
    site.build_well();
    assert_eq!(site.read("books/all.html").matches("前言的话").count(), 1);
    assert_eq!(site.read("books/all.html").matches("丙的正文").count(), 1);
}
