//! Lists as readers see them: which pages, in which order, with which words.

use crate::harness::Site;

const SITE: &str = "
//- content/_kinds/meeting.yaml
label: {zh: 会议, en: Meeting}
sort: -scale
fields:
  scale: {zh: 规模, type: enum, of: {small: {zh: 小型, en: Small}, big: {zh: 大型, en: Big}}, card: true}
  seats: {zh: 座位, type: int, card: true}
//- content/events/_index.md
---
title: 活动
pages: {kind: meeting}
---
//- content/events/a.md
---
title: 甲
规模: small
座位: 100
---
//- content/events/b.md
---
title: 乙
规模: 大型
座位: 20
---
//- content/events/c.md
---
title: 丙
座位: 3
---
//- content/events/d.md
---
title: 丁
规模: small
date: 2026-01-01
---
";

/// Returns the titles that an output lists, in order.
fn titles(site: &Site, output: &str) -> String {
    let html = site.read(output);
    let list = html.split_once("<ul>").unwrap().1.split_once("</ul>").unwrap().0.to_owned();
    list.split("</a>").filter_map(|item| item.rsplit_once('>')).map(|(_, title)| title.trim()).collect()
}

fn site() -> Site {
    let site = Site::plain(SITE);
    site.replace("themes/plain/templates/home.html", "sort=\"-date\", limit=3", "kind=\"meeting\"");
    site
}

#[test]
fn a_kind_says_how_its_lists_are_sorted() {
    let site = site();
    site.build_well();
    assert_eq!(titles(&site, "events/index.html"), "乙丁甲丙", "by declared choice, then newest first");
    assert_eq!(titles(&site, "index.html"), "乙丁甲丙");
    site.replace("content/events/c.md", "座位: 3", "座位: 3\norder: 1");
    site.build_well();
    assert_eq!(titles(&site, "events/index.html"), "丙乙丁甲", "by hand before all else");
    site.replace("content/_kinds/meeting.yaml", "-scale", "seats");
    site.replace("content/events/c.md", "\norder: 1", "");
    site.build_well();
    assert_eq!(titles(&site, "events/index.html"), "丙乙甲丁", "numbers by size, nothing last");
}

#[test]
fn a_section_sorts_by_any_field() {
    let site = site();
    for (sort, expected) in
        [("-座位", "甲乙丙丁"), ("seats", "丙乙甲丁"), ("title", "丙丁甲乙"), ("-date", "丁甲乙丙")]
    {
        site.write(
            "content/events/_index.md",
            format!("---\ntitle: 活动\npages: {{kind: meeting, sort: {sort}}}\n---\n"),
        );
        site.build_well();
        assert_eq!(titles(&site, "events/index.html"), expected, "{sort}");
    }
    site.replace("content/events/_index.md", "-date", "-sets");
    let run = site.cli(["check"]);
    assert!(run.err.contains("unknown-sort") && run.err.contains("_index.md:3:"), "{}", run.err);
    assert!(run.err.contains("是不是“seats”？"), "{}", run.err);
    site.replace("content/events/_index.md", "-sets", "-seats");
    site.replace("themes/plain/templates/home.html", "kind=\"meeting\"", "kind=\"meeting\", sort=\"sets\"");
    assert!(site.cli(["check"]).err.contains("没有哪个类型有这个字段"));
}

#[test]
fn choices_of_ones_own_kind_have_their_labels() {
    let site = site();
    let template = "{{ label(field=\"scale\", value=page.scale) }}、{{ label(field=\"scale\") }}、{{ label(field=\"scale\", value=[\"big\", \"other\"]) | join(sep=\"/\") }}、{{ label(field=\"grade\", kind=\"honour\", value=none) }}。";
    site.write("themes/plain/templates/meeting.html", template);
    site.build_well();
    assert_eq!(site.read("events/a.html"), "小型、规模、大型/other、。");
    site.replace("content/_kinds/meeting.yaml", "zh: 小型", "zh: 小规模");
    let report = site.build_well();
    assert_eq!(site.read("events/a.html"), "小规模、规模、大型/other、。");
    assert_eq!(crate::harness::paths(&report.changes.changed), ["events/a.html", "events/d.html"]);
    site.replace("content/events/a.md", "title: 甲", "title: 甲\nlanguage: en");
    site.build_well();
    assert_eq!(site.read("events/a.html"), "Small、规模、Big/other、。");
}

#[test]
fn an_address_may_hold_fields() {
    let site = site();
    site.replace(
        "content/_kinds/meeting.yaml",
        "sort:",
        "address: \"{section}/{scale}/{seats}-{slug}\"\nsort:",
    );
    site.replace("content/events/c.md", "座位: 3", "座位: 3\n规模: big");
    site.replace("content/events/d.md", "date:", "座位: 7\ndate:");
    site.build_well();
    let names = site.names();
    for page in ["events/small/100-a.html", "events/big/20-b.html", "events/big/3-c.html"] {
        assert!(names.iter().any(|name| name == page), "{names:?}");
    }
}

/// The site of the benchmark with two pages: what is measured must build without a finding.
#[test]
fn the_site_of_the_benchmark() {
    let site = Site::from(
        r#"//- content/branches/a.md
---
title: "甲"
date: 2021-09-20
summary: "一句话。"
tags: ["关爱职工", "一网通办"]
kind: "典型经验"
year: 2021
level: "省级"
organisation: "某公司"
---

见[同一年](/year/2021/)、[全部标签](/tags/index.html)、[订阅](/feed.xml)和[地图](/sitemap.xml)。
//- content/branches/_index.md
---
title: "支部"
---
"#,
    );
    let bench = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/site");
    for file in crate::harness::all_below(&bench).into_iter().filter(|file| file.is_file()) {
        let path = file.strip_prefix(&bench).unwrap().to_str().unwrap().replace('\\', "/");
        site.write(&path, std::fs::read(&file).unwrap());
    }
    site.build_well();
    assert!(site.read("branches/a.html").contains(r#"<a href="../year/2021/index.html">同一年</a>"#));
    site.replace("content/branches/a.md", "/year/2021/", "/year/2022/");
    assert_eq!(crate::harness::codes(&site.build().diagnostics), ["link-file-missing"]);
}
