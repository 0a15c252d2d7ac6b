//! The glossary: words are marked where pages use them, and a page is made again only for the words it holds.

use crate::harness::{Site, assert_same, codes, found_anew, paths, ran};

const SITE: &str = "
//- content/terms/_index.md
---
title: 术语
pages: {kind: term}
---
//- content/terms/sanhui.md
---
title: 三会一课
expansion: 支部党员大会、支部委员会会议、党小组会和党课
---
三会一课要按时开。
//- content/terms/danghui.md
---
title: 三会
expansion: 三种会议
---
//- content/a.md
---
title: 三会一课在标题里
---
落实三会一课，再说三会一课和三会。
//- content/b.md
---
title: 乙
---
只说三会。
//- content/c.md
---
title: 丙
---
什么也不说。
";

fn site() -> Site {
    let site = Site::plain(SITE);
    site.build_well();
    site
}

#[test]
fn the_first_use_of_each_word_is_marked() {
    let site = site();
    let html = site.read("a.html");
    let mark = "落实<a class=\"term\" href=\"terms/sanhui.html\"><abbr title=\"支部党员大会、支部委员会会议、党小组会和党课\">三会一课</abbr></a>，再说三会一课和<a";
    assert!(html.contains(mark), "{html}");
    assert_eq!(html.matches("<abbr").count(), 2, "{html}");
    assert!(!site.read("terms/sanhui.html").contains("三会一课</abbr>"), "its own page is left out");
}

#[test]
fn settings_and_pages_decide_whether_words_are_marked() {
    let site = site();
    site.edit("pilothouse.yaml", |text| format!("{text}\nglossary: {{mark: all}}\n"));
    site.build_well();
    assert_eq!(site.read("a.html").matches("<abbr").count(), 3);
    site.replace("content/a.md", "title:", "glossary: false\ntitle:");
    site.build_well();
    assert_eq!(site.read("a.html").matches("<abbr").count(), 0);
    assert_eq!(site.read("b.html").matches("<abbr").count(), 1);
    site.replace("pilothouse.yaml", "mark: all", "mark: none");
    site.build_well();
    assert_eq!(site.read("b.html").matches("<abbr").count(), 0);
}

#[test]
fn a_changed_expansion_reaches_only_pages_with_the_word() {
    let site = site();
    site.age();
    site.build_well();
    site.replace("content/terms/danghui.md", "三种会议", "三种会");
    let report = site.build_well();
    // a, b, the term's own page; its list shows the expansion only in the default theme.
    assert_eq!(found_anew(&report, "Body"), 2, "{:?}", report.work);
    assert_eq!(paths(&report.changes.changed), ["a.html", "b.html"]);
    assert_same(&site.files(), &site.build_clean().1, "after the edit");
}

#[test]
fn a_new_word_reaches_only_pages_that_hold_it() {
    let site = site();
    site.write("content/terms/ban.md", "---\ntitle: 只说\nexpansion: 不做别的\n---\n");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["b.html", "terms/index.html"]);
    assert!(ran(&report, "Body") <= 3, "b and the new page: {:?}", report.work);
    site.remove("content/terms/ban.md");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["b.html", "terms/index.html"]);
    assert_same(&site.files(), &site.build_clean().1, "after it is gone");
}

#[test]
fn a_draft_explains_nothing() {
    let site = site();
    site.replace("content/terms/danghui.md", "title:", "draft: true\ntitle:");
    site.build_well();
    assert!(!site.read("b.html").contains("<abbr"));
}

#[test]
fn words_may_come_from_a_table() {
    let site = site();
    site.edit("pilothouse.yaml", |text| format!("{text}\ndata: {{words: {{kind: term}}}}\n"));
    site.write("content/_data/words.csv", "标题,全称,其他写法\n什么,泛指,不说\n别的,另外的,\n");
    site.build_well();
    assert!(site.read("c.html").contains("<abbr title=\"泛指\">什么</abbr>"));
    site.replace("content/_data/words.csv", "另外的", "其余的");
    let report = site.build_well();
    assert_eq!(ran(&report, "Body"), 0, "no page holds that row: {:?}", report.work);
}

#[test]
fn a_term_knows_the_pages_it_stands_in() {
    let site = Site::from(SITE);
    site.build_well();
    let listed = |site: &Site| {
        let html = site.read("terms/danghui.html");
        ["三会一课在标题里", "乙", "丙"].map(|title| html.contains(&format!(">{title}</a>")))
    };
    assert_eq!(listed(&site), [true, true, false]);
    site.replace("content/c.md", "什么也不说", "也说三会");
    let report = site.build_well();
    assert_eq!(listed(&site), [true, true, true]);
    assert!(!paths(&report.changes.changed).contains(&"b.html"), "{:?}", report.changes);
    site.replace("content/c.md", "也说", "再说");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["c.html"], "the same words as before");
}

#[test]
fn a_word_of_a_table_given_twice_is_found_in_its_cell() {
    let site = site();
    site.edit("pilothouse.yaml", |text| format!("{text}\ndata: {{words: {{kind: term}}}}\n"));
    site.write("content/_data/words.csv", "标题,全称\n党课,甲\n三会,乙\n主题党课,丙\n");
    let found = site.build().diagnostics;
    assert_eq!(codes(&found), ["term-twice"]);
    let place = found[0].place.clone().unwrap();
    assert_eq!(place.file.as_str(), "content/_data/words.csv");
    let start = "标题,全称\n党课,甲\n".len();
    assert_eq!(
        place,
        pilothouse::diag::Place::text(&"content/_data/words.csv".into(), start..start + "三会".len())
    );
}

#[test]
fn words_given_twice_or_too_short_are_found_at_their_lines() {
    let site = site();
    site.write("content/terms/er.md", "---\ntitle: 又一条\nexpansion: 甲\nforms: [三会一课, 会]\n---\n");
    site.write("content/terms/kong.md", "---\ntitle: \"\"\nexpansion: 甲\n---\n");
    site.write("content/terms/yi.md", "---\ntitle: 一\n---\n");
    let found = site.build().diagnostics;
    let mut all = codes(&found);
    all.sort_unstable();
    assert_eq!(all, ["empty-field", "missing-field", "term-too-short", "term-twice", "text-too-short"]);
    let place = |code: &str| found.iter().find(|one| one.code == code).unwrap().place.clone().unwrap();
    assert_eq!(
        place("term-too-short"),
        pilothouse::diag::Place::field(&"content/terms/er.md".into(), "forms[1]")
    );
    assert_eq!(place("term-twice").file.as_str(), "content/terms/sanhui.md");
}

#[test]
fn a_hundred_thousand_words() {
    let site = site();
    site.edit("pilothouse.yaml", |text| format!("{text}\ndata: {{words: {{kind: term}}}}\n"));
    let rows: String = (0..100_000).map(|number| format!("词语{number},解释{number}\n")).collect();
    site.write("content/_data/words.csv", format!("标题,全称\n{rows}"));
    site.write("content/c.md", "---\ntitle: 丙\n---\n词语99999和词语12。\n");
    site.build_well();
    let html = site.read("c.html");
    assert!(html.contains("<abbr title=\"解释99999\">词语99999</abbr>和<abbr title=\"解释12\">"), "{html}");
}

#[test]
fn fields_of_paragraphs_mark_their_words_and_lines_do_not() {
    let site = site();
    site.write(
        "content/d.md",
        "---\ntitle: 丁\nkind: experience\nunit: chu\ndate: 2026-01-01\nsummary: 摘要说三会\nbackground: 背景说三会，再说三会。\npractice: [做法说三会一课]\ncomment: {by: 某会, text: 点评不说它}\n---\n正文说三会。\n",
    );
    site.write("content/chu.md", "---\nkind: unit\ntitle: 某处\n---\n");
    site.write(
        "themes/plain/templates/experience.html",
        "{{ page.summary }}|{{ page.background }}|{% for one in page.practice %}{{ one }}{% endfor %}|{{ page.comment.text }}|{{ page.content }}",
    );
    site.build_well();
    let html = site.read("d.html");
    let marks: Vec<usize> = html.split('|').map(|part| part.matches("<abbr").count()).collect();
    assert_eq!(marks, [0, 1, 1, 0, 1], "{html}");
    site.write(
        "themes/plain/templates/glossary_term.html",
        "{% for p in mentions() %}{{ p.title }};{% endfor %}",
    );
    site.build_well();
    assert!(site.read("terms/sanhui.html").contains("丁;"), "a word in a field is a mention");
    // The body and the fields do not wait for each other: an edit of one leaves the marks of the other.
    site.replace("content/d.md", "正文说三会。", "正文不说。");
    let report = site.build_well();
    assert!(site.read("d.html").contains("背景说<a"));
    assert_eq!(paths(&report.changes.changed), ["d.html"], "the term lists it no less");
    site.replace("content/d.md", "title: 丁", "title: 丁\nglossary: false");
    site.build_well();
    assert_eq!(site.read("d.html").matches("<abbr").count(), 0);
    assert_same(&site.files(), &site.build_clean().1, "after the edits");
}
