//! Related pages: which, in which order, and how few pages a new one renders again.

use crate::harness::{Site, found_anew, paths, ran};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
taxonomies:
  tags: {label: 关键词}
  level: {label: 级别, field: level}
//- themes/plain/templates/page.html
{% for p in related(limit=4) %}{{ p.title }};{% endfor %}
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/jia-chu.md
---
title: 甲处
---
//- content/news/_index.md
---
title: 动态
pages: {size: 1000}
---
";

fn page(site: &Site, name: &str, date: &str, more: &str) {
    site.write(
        &format!("content/news/{name}.md"),
        format!("---\ntitle: {name}\ndate: {date}\n{more}\n---\n"),
    );
}

#[test]
fn the_closest_come_first() {
    let site = Site::plain(SITE);
    page(&site, "a", "2025-01-01", "tags: [学习, 安全]\nunit: jia-chu");
    page(&site, "b", "2025-01-02", "tags: [学习]");
    page(&site, "c", "2025-01-03", "tags: [学习, 安全]");
    page(&site, "d", "2025-01-04", "unit: jia-chu");
    page(&site, "e", "2025-01-05", "tags: [学习]\nunit: jia-chu");
    page(&site, "f", "2025-01-06", "tags: [保密]");
    page(&site, "g", "2025-01-07", "expires: 2025-02-01\ntags: [学习, 安全]\nunit: jia-chu");
    site.build_well();
    assert_eq!(
        site.read("news/a.html").trim(),
        "c;e;b;d;",
        "two words, a word and the unit, a word, the unit"
    );
    assert_eq!(site.read("news/f.html").trim(), "", "nothing in common, and nothing that has ended");
    site.replace("content/news/d.md", "unit: jia-chu", "");
    site.build_well();
    assert_eq!(site.read("news/a.html").trim(), "c;e;b;");
}

#[test]
fn a_new_page_of_a_large_unit_renders_its_neighbours() {
    let site = Site::plain(SITE);
    for number in 0..200u32 {
        let date = format!("20{:02}-{:02}-01", 8 + number / 12, 1 + number % 12);
        page(&site, &format!("n{number:03}"), &date, "unit: jia-chu");
    }
    site.build_well();
    page(&site, "new", "2025-01-01", "unit: jia-chu");
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    assert!(changed.contains(&"news/n199.html"), "{changed:?}");
    let rendered = changed.iter().filter(|path| path.starts_with("news/n")).count();
    assert!(rendered <= 5, "{changed:?}");
    assert!(found_anew(&report, "Related") <= 6, "{}", found_anew(&report, "Related"));
    // Those within reach are weighed anew, but not two hundred.
    assert!(ran(&report, "Related") <= 25, "{}", ran(&report, "Related"));
    site.replace("content/news/n100.md", "title: n100", "title: 改名");
    let report = site.build_well();
    assert_eq!(ran(&report, "Related"), 0);
    assert!(paths(&report.changes.changed).contains(&"news/n101.html"));
}
