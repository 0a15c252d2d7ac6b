//! Time and states: which pages are shown on a day, what becomes of those that are over, and what a new day costs.

use crate::harness::{Site, assert_same, codes, errors, found_anew, paths, ran};

const SITE: &str = "
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 甲
date: 2026-01-01
---
//- content/news/b.md
---
title: 乙
date: 2026-02-01
expires: 2026-06-10
---
//- content/news/c.md
---
title: 丙
date: 2026-03-01
---
//- content/units/chu.md
---
kind: unit
title: 某处
---
//- content/shown/x.md
---
kind: showcase
title: 入选
unit: chu
date: 2026-03-01
state: notice
history:
  - {state: preliminary, date: 2026-03-01}
  - {state: notice, date: 2026-04-01}
  - {state: withdrawn, date: 2026-07-01}
---
";

fn site() -> Site {
    let site = Site::plain(SITE);
    site.build_well();
    site
}

fn as_of(site: &mut Site, day: &str) {
    site.options.as_of = Some(day.into());
}

fn has(site: &Site, output: &str) -> bool {
    site.names().iter().any(|name| name == output)
}

/// Returns the titles that a section lists, in order.
fn listed(site: &Site) -> String {
    let html = site.read("news/index.html");
    let list = html.split_once("<ul>").unwrap().1.split_once("</ul>").unwrap().0;
    list.split("</a>").filter_map(|item| item.rsplit_once('>')).map(|(_, title)| title.trim()).collect()
}

#[test]
fn pages_come_and_go_by_one_date() {
    let mut site = site();
    assert_eq!(listed(&site), "丙乙甲");
    as_of(&mut site, "2026-02-15");
    site.build_well();
    assert_eq!(listed(&site), "乙甲");
    as_of(&mut site, "2026-06-11");
    site.build_well();
    assert_eq!(listed(&site), "丙甲");
    assert!(!has(&site, "news/b.html"));
}

#[test]
fn what_is_over_stays_as_the_settings_say() {
    let mut site = site();
    as_of(&mut site, "2026-07-02");
    site.write("themes/plain/templates/stub.html", "{% set now = standing() %}{{ now.state }}");
    site.write("pilothouse.yaml", "site: {title: 示例站, url: https://www.example.org/}\ntheme: plain\nended: {expired: banner, withdrawn: stub}\n");
    assert!(site.build().committed);
    assert_eq!(listed(&site), "丙甲", "a list has what is valid");
    assert!(has(&site, "news/b.html"));
    assert!(!site.read("sitemap.xml").contains("news/b.html"));
    assert!(!site.read("feed.xml").contains('乙'));
    assert_eq!(site.read("shown/x.html"), "withdrawn");
    as_of(&mut site, "2026-06-30");
    site.build_well();
    assert!(site.read("shown/x.html").contains("入选"));
}

#[test]
fn a_successor_takes_the_place_once_it_is_shown() {
    let mut site = site();
    site.replace("content/news/a.md", "title: 甲", "title: 甲\nsuperseded_by: 丁");
    site.write("content/news/d.md", "---\ntitle: 丁\ndate: 2026-06-05\n---\n");
    site.write("themes/plain/templates/page.html", "{% if page.superseded_by %}{% set now = standing() %}{{ now.state }} {% if now.successor %}{{ now.successor.title }}{% endif %}{% endif %}");
    as_of(&mut site, "2026-06-05");
    site.build_well();
    assert_eq!(listed(&site), "丁丙乙");
    assert_eq!(site.read("news/a.html").trim(), "superseded 丁");
    site.replace("content/news/d.md", "title: 丁", "title: 丁\nsuperseded_by: 甲");
    assert!(codes(&site.build().diagnostics).contains(&"reference-loop"));
}

#[test]
fn a_state_is_reached_by_its_date() {
    let mut site = site();
    site.write("themes/plain/templates/showcase.html", "{{ page.state }}");
    site.build_well();
    assert_eq!(site.read("shown/x.html"), "notice");
    as_of(&mut site, "2026-03-15");
    site.build_well();
    assert_eq!(site.read("shown/x.html"), "preliminary");
    as_of(&mut site, "2026-07-01");
    site.build();
    assert!(!has(&site, "shown/x.html"));
}

#[test]
fn what_was_taken_back_stays_so() {
    let site = site();
    let history = "  - {state: promoted, date: 2026-05-01}\n  - {state: withdrawn, date: 2026-07-01}";
    site.replace("content/shown/x.md", "  - {state: withdrawn, date: 2026-07-01}", history);
    site.replace(
        "content/shown/x.md",
        "  - {state: notice, date: 2026-04-01}",
        "  - {state: withdrawn, date: 2026-04-01}",
    );
    site.replace("content/shown/x.md", "state: notice\n", "state: withdrawn\n");
    site.replace("content/shown/x.md", "  - {state: withdrawn, date: 2026-07-01}\n", "");
    site.build();
    assert!(!has(&site, "shown/x.html"), "a later entry publishes nothing that was withdrawn");
}

#[test]
fn dates_and_states_that_cannot_be_true() {
    let site = site();
    for (file, from, to, code) in [
        ("content/shown/x.md", "state: notice\n", "state: promoted\n", "state-not-in-history"),
        ("content/shown/x.md", "state: notice\n", "state: preliminary\n", "state-behind-history"),
        ("content/shown/x.md", "date: 2026-03-01\nstate", "date: 2026-02-01\nstate", "date-before-state"),
        ("content/shown/x.md", "2026-07-01", "2026-03-20", "dates-not-rising"),
        ("content/news/a.md", "date:", "published: 2026-01-05\ndate:", "date-before-published"),
        ("content/news/b.md", "date:", "pin: 2026-12-01\ndate:", "pin-after-expiry"),
        ("content/news/a.md", "date:", "event_date: 2027-01-05\ndate:", "dates-unusual"),
        ("content/news/a.md", "date:", "updated: 2025-01-05\ndate:", "dates-unusual"),
        ("content/news/a.md", "date:", "pin: 2025-01-05\ndate:", "dates-unusual"),
        ("content/news/b.md", "2026-06-10", "2026-02-30", "bad-date"),
    ] {
        site.replace(file, from, to);
        let found = site.build().diagnostics;
        let there = codes(&found);
        assert!(there.contains(&code) || code == "bad-date" && !there.is_empty(), "{code}: {there:?}");
        assert!(found.iter().all(|one| one.place.is_some()), "{found:?}");
        site.replace(file, to, from);
    }
    site.build_well();
}

/// Stages that a page cannot have been through keep the site as it was; but what is taken back in haste goes at once.
#[test]
fn a_contradictory_state_changes_nothing_unless_it_takes_back() {
    let site = site();
    site.build_well();
    let before = site.files();
    site.replace("content/shown/x.md", "state: notice\n", "state: promoted\n");
    assert!(site.build().has_errors());
    assert_same(&site.files(), &before, "a state that its history lacks");
    site.replace("content/shown/x.md", "state: promoted\n", "state: withdrawn\n");
    site.replace("content/shown/x.md", "  - {state: withdrawn, date: 2026-07-01}\n", "");
    let report = site.build();
    assert!(report.committed);
    assert_eq!(codes(&report.diagnostics), ["state-not-in-history"]);
    assert!(!has(&site, "shown/x.html"));
}

#[test]
fn back_dating_needs_a_name_and_a_reason() {
    let site = site();
    site.replace("content/news/a.md", "date:", "published: 2026-01-05\ndate:");
    let report = site.build();
    assert!(!report.committed && errors(&report.diagnostics) == ["date-before-published"], "{report:?}");
    let waiver = "waivers: [{rule: date-before-published, by: 值班编辑, reason: 补录旧稿, date: 2026-01-05}]";
    site.replace("content/news/a.md", "date:", &format!("{waiver}\ndate:"));
    site.build_well();
}

#[test]
fn a_pin_stands_first_and_ends_by_itself() {
    let mut site = site();
    site.replace("content/news/a.md", "date:", "pin: 2026-06-01\ndate:");
    site.write(
        "themes/plain/templates/page.html",
        "{% set near = neighbours() %}{% if near.next %}{{ near.next.title }}{% endif %}",
    );
    site.build_well();
    assert_eq!(listed(&site), "甲丙乙");
    assert_eq!(site.read("news/b.html"), "甲", "a pin does not change what follows what");
    as_of(&mut site, "2026-06-02");
    let report = site.build_well();
    assert_eq!(listed(&site), "丙乙甲");
    assert_eq!(paths(&report.changes.changed), ["news/index.html"]);
    assert_eq!(ran(&report, "Emit"), 1, "{:?}", report.work);
}

#[test]
fn a_new_day_renders_nothing_that_looks_the_same() {
    let mut site = site();
    as_of(&mut site, "2026-06-02");
    let report = site.build_well();
    assert_eq!(ran(&report, "Emit"), 0, "{:?}", report.work);
    assert_eq!(found_anew(&report, "Roster") + found_anew(&report, "Plan"), 0, "{:?}", report.work);
}

#[test]
fn a_section_by_strokes_says_so() {
    let site = Site::from(
        "//- content/_index.md\n---\ntitle: 首页\n---\n//- content/people/_index.md\n---\ntitle: 名单\npages: {sort: 姓氏笔画}\n---\n",
    );
    for (at, name) in ["李明", "丁一一", "欧阳甲", "王一"].iter().enumerate() {
        site.write(&format!("content/people/p{at}.md"), format!("---\ntitle: {name}\n---\n"));
    }
    site.build_well();
    let html = site.read("people/index.html");
    let place = |name: &str| html.find(name).unwrap();
    assert!(html.contains("以姓氏笔画为序"));
    let names = ["丁一一", "王一", "李明", "欧阳甲"];
    assert!(names.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{html}");
    site.replace("content/people/_index.md", "姓氏笔画", "title 笔话");
    assert!(codes(&site.build().diagnostics).contains(&"unknown-sort"));
}

#[test]
fn a_new_activity_renders_its_unit_and_what_lists_it() {
    let site = Site::plain(
        "//- content/units/chu.md\n---\nkind: unit\ntitle: 某处\n---\n//- content/units/bie.md\n---\nkind: unit\ntitle: 别处\n---\n//- content/acts/_index.md\n---\ntitle: 活动\npages: {kind: activity}\n---\n",
    );
    let write = |at: usize| {
        let (month, day) = (1 + at % 500 / 28 % 12, 1 + at % 28);
        let year = if at == 500 { 2026 } else { 2024 + at / 336 };
        let text = format!(
            "---\ntitle: 活动{at}\nunit: chu\ndate: {year}-{month:02}-{day:02}\nevent_date: {year}-{month:02}-{day:02}\n---\n正文。\n"
        );
        site.write(&format!("content/acts/a{at}.md"), text);
    };
    (0..500).for_each(write);
    site.build_well();
    site.write(
        "content/acts/a500.md",
        "---\ntitle: 新活动\nunit: chu\ndate: 2026-05-30\nevent_date: 2026-05-30\n---\n正文。\n",
    );
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    let foreign: Vec<_> = changed.iter().copied().filter(|path| !path.starts_with("acts/page-")).collect();
    assert_eq!(
        foreign,
        ["acts/index.html", "feed.xml", "index.html", "units/chu.html"],
        "its lists and its unit"
    );
    // The pages of its section move on by one; no other activity and no other unit is rendered.
    assert_eq!(
        ran(&report, "Emit") as usize,
        changed.len() + report.changes.added.len(),
        "{:?}",
        report.work
    );
    assert_eq!(found_anew(&report, "Body"), 1, "{:?}", report.work);
}
