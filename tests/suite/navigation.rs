//! Menus, and the ways from page to page.

use pilothouse::diag::Place;

use crate::harness::{Site, codes, paths};

const SITE: &str = "
//- themes/plain/templates/frame.html
{% block title %}{% endblock %}<header>{% for one in menu() %}[{{ one.title }} {{ one.url }}{% if one.here %} here{% endif %}{% if one.inside %} inside{% endif %}{% for two in one.children %}({{ two.title }}{% for three in two.children %}<{{ three.title }}>{% endfor %}){% endfor %}]{% endfor %}</header>
{% block main %}{% endblock %}{% if page %}{% set kin = neighbours(of=\"unit\") %}<i>{{ kin.previous?.title or \"\" }}|{{ kin.next?.title or \"\" }}</i>{% endif %}
//- content/units/_index.md
---
title: 单位
order: 2
pages: {kind: unit}
---
//- content/units/jia.md
---
title: 甲处
---
//- content/news/_index.md
---
title: 动态
order: 1
---
//- content/news/a.md
---
title: 第一篇
unit: jia
date: 2026-01-03
---
//- content/news/b.md
---
title: 第二篇
unit: jia
date: 2026-01-02
---
//- content/news/c.md
---
title: 第三篇
date: 2026-01-01
---
";

fn header(site: &Site, output: &str) -> String {
    let html = site.read(output);
    html.split_once("<header>").unwrap().1.split_once("</header>").unwrap().0.to_owned()
}

fn site() -> Site {
    let site = Site::plain(SITE);
    site.build_well();
    site
}

#[test]
fn without_settings_the_sections_are_the_menu() {
    let site = site();
    assert_eq!(header(&site, "404.html"), "[ /index.html][动态 /news/index.html][单位 /units/index.html]");
    let here = header(&site, "news/a.html");
    assert!(here.contains("[动态 /news/index.html inside]"), "{here}");
    site.replace("content/units/_index.md", "order: 2", "menu: false");
    site.replace("content/news/c.md", "date:", "menu: {label: 介绍, weight: 5}\ndate:");
    site.replace("content/news/b.md", "date:", "menu: {under: c}\ndate:");
    site.build_well();
    assert_eq!(header(&site, "404.html"), "[ /index.html][介绍 /news/c.html(第二篇)][动态 /news/index.html]");
}

#[test]
fn settings_and_pages_make_one_menu() {
    let site = site();
    let menu = "menu:\n  - {title: 头, to: _index}\n  - title: 组\n    to: units/_index\n    children:\n      - {title: 甲, to: units/jia}\n";
    site.edit("pilothouse.yaml", |text| format!("{menu}{text}"));
    site.replace("content/news/a.md", "date:", "menu: {label: 插入, weight: 15}\ndate:");
    site.replace("content/news/b.md", "date:", "menu: {under: jia}\ndate:");
    site.build_well();
    assert_eq!(
        header(&site, "404.html"),
        "[头 /index.html][插入 /news/a.html][组 /units/index.html(甲<第二篇>)]"
    );
}

#[test]
fn what_leads_nowhere_is_found_at_its_line() {
    let site = site();
    let menu =
        "menu:\n  - title: 组\n    to: units/_index\n    children:\n      - {title: 甲, to: units/jai}\n";
    site.edit("pilothouse.yaml", |text| format!("{menu}{text}"));
    site.replace("content/news/a.md", "date:", "menu: {under: c}\ndate:");
    site.replace("content/news/b.md", "date:", "menu: {under: nobody}\ndate:");
    let found = site.build().diagnostics;
    assert_eq!(codes(&found), ["menu-parent-missing", "unknown-reference", "menu-target-missing"]);
    let places: Vec<_> = found.iter().map(|one| one.place.clone().unwrap()).collect();
    assert_eq!(places[0], Place::field(&"content/news/a.md".into(), "menu.under"));
    assert_eq!(places[1], Place::field(&"content/news/b.md".into(), "menu.under"));
    assert_eq!(places[2], Place::field(&"pilothouse.yaml".into(), "menu[0].children[0].to"));
}

#[test]
fn pages_that_stand_below_each_other_are_found() {
    let site = site();
    site.replace("content/news/a.md", "date:", "menu: {under: b}\ndate:");
    site.replace("content/news/b.md", "date:", "menu: {under: a}\ndate:");
    assert_eq!(codes(&site.build().diagnostics), ["menu-parent-missing", "menu-parent-missing"]);
    assert_eq!(header(&site, "404.html"), "[ /index.html][动态 /news/index.html][单位 /units/index.html]");
}

#[test]
fn a_title_reaches_other_pages_only_if_it_is_in_the_menu() {
    let site = site();
    site.replace("content/news/c.md", "第三篇", "改过的第三篇");
    let report = site.build_well();
    assert!(!paths(&report.changes.changed).contains(&"units/jia.html"), "{:?}", report.changes);
    site.replace("content/news/_index.md", "title: 动态", "title: 新闻");
    let report = site.build_well();
    assert!(paths(&report.changes.changed).contains(&"units/jia.html"), "{:?}", report.changes);
}

#[test]
fn a_page_leads_to_those_beside_it_in_its_unit() {
    let site = site();
    assert!(site.read("news/a.html").contains("<i>|第二篇</i>"), "{}", site.read("news/a.html"));
    assert!(site.read("news/b.html").contains("<i>第一篇|</i>"));
    assert!(site.read("news/c.html").contains("<i>|</i>"));
    site.write("content/news/d.md", "---\ntitle: 新的一篇\nunit: jia\ndate: 2026-02-01\n---\n");
    let report = site.build_well();
    assert!(site.read("news/a.html").contains("<i>新的一篇|第二篇</i>"));
    let changed = paths(&report.changes.changed);
    assert!(!changed.contains(&"news/b.html"), "two away: {changed:?}");
}
