//! Archives: lists by year and month, where they are linked, and what a new page renders of them.

use crate::harness::{Site, codes, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
pagination: {size: 2}
归档: [{section: news}]
//- content/_index.md
---
title: 首页
---
[归档](/news/archive/)、[七月](/news/archive/2025/07/index.html)
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 甲
date: 2025-07-01
---
//- content/news/b.md
---
title: 乙
date: 2025-07-02
---
//- content/news/deep/c.md
---
title: 丙
date: 2025-07-03
---
//- content/news/d.md
---
title: 丁
date: 2024-01-01
---
//- content/news/e.md
---
title: 无日期
---
";

fn archived(site: &Site) -> Vec<String> {
    site.names().into_iter().filter(|name| name.contains("archive/")).collect()
}

#[test]
fn years_and_months_are_listed() {
    let site = Site::plain(SITE);
    site.build_well();
    assert_eq!(
        archived(&site),
        [
            "news/archive/2024/01/index.html",
            "news/archive/2024/index.html",
            "news/archive/2025/07/index.html",
            "news/archive/2025/07/page-2.html",
            "news/archive/2025/index.html",
            "news/archive/2025/page-2.html",
            "news/archive/index.html",
        ]
    );
    let years = site.read("news/archive/index.html");
    assert!(years.contains("<b>2025 3</b><a href=\"2025/07/index.html\">07 3</a><b>2024 1</b>"), "{years}");
    let july = site.read("news/archive/2025/07/index.html");
    assert!(july.find("丙").unwrap() < july.find("乙").unwrap() && !july.contains("甲"), "{july}");
    assert!(site.read("news/archive/2025/07/page-2.html").contains("甲"));
}

#[test]
fn a_new_page_reaches_its_month_and_year_alone() {
    let site = Site::plain(SITE);
    site.build_well();
    site.write("content/news/f.md", "---\ntitle: 新\ndate: 2024-01-02\n---\n");
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    let lists: Vec<_> = changed.iter().filter(|path| path.contains("archive/")).collect();
    assert_eq!(
        lists,
        [&"news/archive/2024/01/index.html", &"news/archive/2024/index.html", &"news/archive/index.html"]
    );
    site.remove("content/news/d.md");
    site.remove("content/news/f.md");
    site.build_well();
    assert!(!archived(&site).iter().any(|name| name.contains("2024")), "{:?}", archived(&site));
}

#[test]
fn settings_that_name_nothing_are_found() {
    let site = Site::plain(SITE);
    site.replace(
        "pilothouse.yaml",
        "[{section: news}]",
        "[{section: new}, {section: news, kinds: [notise]}]",
    );
    let run = site.cli(["check"]);
    assert!(run.err.contains("没有“new”这个栏目") && run.err.contains("pilothouse.yaml:4:"), "{}", run.err);
    assert!(run.err.contains("unknown-kind"), "{}", run.err);
    site.replace(
        "pilothouse.yaml",
        "[{section: new}, {section: news, kinds: [notise]}]",
        "[{section: news, path: news}]",
    );
    assert_eq!(codes(&site.build().diagnostics), ["link-file-missing", "link-file-missing", "address-taken"]);
}

#[test]
fn the_default_theme_links_to_the_archive() {
    let site = Site::from(&SITE.replace("theme: plain\n", ""));
    site.build_well();
    assert!(site.read("news/index.html").contains("<a href=\"archive/index.html\">动态归档</a>"));
    let month = site.read("news/archive/2025/07/index.html");
    assert!(
        month.contains("<h1>2025年7月</h1>") && month.contains("<a href=\"../../index.html\">动态归档</a>"),
        "{month}"
    );
    assert!(site.read("news/archive/2025/index.html").contains("<a href=\"07/index.html\">7月</a>"));
}

#[test]
fn addresses_of_archives_have_the_form_that_the_settings_give() {
    let site = Site::plain(SITE);
    for (pattern, all, year, month) in [
        ("guidang/{year}-{month}", "guidang/", "guidang/2025/", "guidang/2025-07/"),
        ("news/old/{year}/m{month}/list", "news/old/", "news/old/2025/m/", "news/old/2025/m07/list/"),
        ("guidang", "guidang/", "guidang/2025/", "guidang/2025/07/"),
    ] {
        site.write(
            "pilothouse.yaml",
            format!(
                "site: {{title: 示例站}}\ntheme: plain\npagination: {{size: 2}}\n归档: [{{section: news, path: \"{pattern}\"}}]\n"
            ),
        );
        site.write(
            "content/_index.md",
            format!("---\ntitle: 首页\n---\n[全部](/{all})、[年](/{year})、[月](/{month}index.html)\n"),
        );
        site.build_well();
        let names = site.names();
        for folder in [all, year, month] {
            assert!(
                names.contains(&format!("{folder}index.html")),
                "{pattern}: {folder} is not in {names:?}"
            );
        }
        assert!(names.contains(&format!("{month}page-2.html")), "{pattern}: {names:?}");
        let report = site.build_clean().0;
        assert!(report.diagnostics.is_empty());
    }
    for wrong in ["{year}/{month}", "guidang/{month}/{year}", "guidang/{year}", "guidang/{jahr}/{month}"] {
        site.write(
            "pilothouse.yaml",
            format!("site: {{title: 示例站}}\ntheme: plain\n归档: [{{section: news, path: \"{wrong}\"}}]\n"),
        );
        assert!(codes(&site.build().diagnostics).contains(&"pattern-mismatch"), "{wrong}");
    }
}
