//! Sites in several languages: versions of a page, their lists, what stands in for a missing one, and what is wrong about them.

use crate::harness::{Site, assert_same, codes, errors, found_anew, paths};

/// Chinese at the top, English in a folder, Uyghur by suffix; the pages refer to each other by the ids they share.
pub const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
taxonomies:
  tags: {label: {zh-CN: 关键词, en: Keywords}}
languages:
  - {code: zh-CN, label: 中文}
  - {code: en, label: English, title: Sample site, menu: [{title: Pilots, to: pilots/_index}]}
  - {code: ug, label: ئۇيغۇرچە, suffix: ug, title: ئۈلگە بېكەت}
menu:
  - {title: 品牌, to: pilots/_index}
//- content/_index.md
---
title: 首页
---
//- content/_index.ug.md
---
title: باش بەت
---
//- content/en/_index.md
---
title: Home
---
//- content/pilots/_index.md
---
title: 品牌展示
pages: {kind: pilot}
---
//- content/pilots/_index.ug.md
---
title: ماركىلار
pages: {kind: pilot}
---
//- content/en/pilots/_index.md
---
title: Pilot brands
pages: {kind: pilot}
---
//- content/pilots/jia.md
---
title: 甲的品牌
unit: units/jia
tags: [学习]
date: 2026-01-01
---
甲的正文。
//- content/pilots/jia.ug.md
---
title: ماركا
unit: units/jia
date: 2026-01-01
---
ئۈلگە. [بۆلۈم](../units/jia.md) [首页](../_index.md)
//- content/en/pilots/jia.md
---
title: The first brand
unit: units/jia
tags: [learning]
date: 2026-01-01
---
Its text.
//- content/pilots/yi.md
---
title: 乙的品牌
unit: units/jia
date: 2026-01-02
---
乙的正文。
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/jia.md
---
title: 甲处
---
//- content/en/units/_index.md
---
title: Units
pages: {kind: unit}
---
//- content/en/units/jia.md
---
title: First office
---
";

#[test]
fn versions_of_a_page_know_each_other() {
    let site = Site::from(SITE);
    site.build_well();
    let page = site.read("pilots/jia.html");
    assert!(page.contains("<html lang=\"zh-CN\">"), "{page}");
    assert!(
        page.contains("<link rel=\"alternate\" hreflang=\"en\" href=\"../en/pilots/jia.html\">"),
        "{page}"
    );
    assert!(page.contains("hreflang=\"x-default\" href=\"jia.html\""), "{page}");
    assert!(
        page.contains("<a href=\"../ug/pilots/jia.html\" lang=\"ug\" dir=\"rtl\" hreflang=\"ug\""),
        "{page}"
    );
    let uyghur = site.read("ug/pilots/jia.html");
    assert!(uyghur.contains("<html lang=\"ug\" dir=\"rtl\">"), "{uyghur}");
    assert!(uyghur.contains("ئۈلگە بېكەت"), "the site's own name: {uyghur}");
    // There is no unit in Uyghur: the Chinese one stands in. Links to a file mean the version of the same language.
    assert!(uyghur.contains("href=\"../../units/jia.html\">بۆلۈم</a>"), "{uyghur}");
    assert!(uyghur.contains("<a href=\"../index.html\">首页</a>"), "{uyghur}");
}

#[test]
fn lists_sections_and_terms_are_those_of_one_language() {
    let site = Site::from(SITE);
    site.build_well();
    let (chinese, english) = (site.read("pilots/index.html"), site.read("en/pilots/index.html"));
    assert!(chinese.contains("甲的品牌") && chinese.contains("乙的品牌") && !chinese.contains("brand<"));
    assert!(english.contains("The first brand") && !english.contains("甲的品牌"), "{english}");
    let unit = site.read("en/units/jia.html");
    assert!(
        unit.contains("The first brand") && !unit.contains("的品牌"),
        "a reference by the shared id: {unit}"
    );
    let home = site.read("en/index.html");
    assert!(home.contains("The first brand") && !home.contains("的品牌"), "{home}");
    assert!(site.read("ug/index.html").contains("ماركىلار"));
    assert!(site.read("en/tags/learning/index.html").contains("Keywords"));
    assert!(site.read("tags/xue-xi/index.html").contains("关键词"));
    assert!(
        !site.names().iter().any(|name| name.starts_with("ug/tags") || name == "tags/learning/index.html")
    );
    // Breadcrumbs begin at the home page of the language.
    let page = site.read("en/pilots/jia.html");
    assert!(page.contains("<a href=\"../index.html\">Home</a>") && page.contains("Pilot brands"), "{page}");
    assert!(page.contains("<a href=\"index.html\" aria-current=\"true\">Pilots</a>"), "its own menu: {page}");
}

#[test]
fn a_missing_version_falls_back_or_is_hidden() {
    let site = Site::from(SITE);
    site.build_well();
    let page = site.read("pilots/yi.html");
    assert!(
        page.contains("<a href=\"../en/index.html\" lang=\"en\" dir=\"ltr\" class=\"stand-in\">English</a>"),
        "{page}"
    );
    assert!(!page.contains("hreflang"), "one version has no alternates: {page}");
    site.replace("pilothouse.yaml", "menu:\n", "missing_version: hide\nmenu:\n");
    site.build_well();
    let page = site.read("pilots/yi.html");
    assert!(page.contains("中文") && !page.contains("English"), "{page}");
    site.replace("pilothouse.yaml", "to: pilots/_index}]", "to: pilots/yi}]");
    site.build_well();
    assert!(!site.read("en/index.html").contains("Pilots</a>"), "nor does the menu lead to what is missing");
}

#[test]
fn faults_have_a_code_and_a_place() {
    for (change, code, file) in [
        ("//- content/about.fr.md\n---\ntitle: 法\n---\n", "language-undeclared", "content/about.fr.md"),
        ("//- content/fr/about.md\n---\ntitle: 法\n---\n", "language-undeclared", "content/fr/about.md"),
        ("//- content/a.md\n---\ntitle: 某页\nlanguage: fr\n---\n", "language-undeclared", "content/a.md"),
        ("//- content/a.md\n---\ntitle: 某页\nlanguage: en\n---\n", "language-differs", "content/a.md"),
        ("//- content/new.en.md\n---\ntitle: 新\n---\n", "version-elsewhere", "content/new.en.md"),
        ("//- content/pilots/jia.en.md\n---\ntitle: 新\n---\n", "version-twice", "content/pilots/jia.en.md"),
        (
            "//- content/pilots/jia.zh-CN.md\n---\ntitle: 新\n---\n",
            "version-twice",
            "content/pilots/jia.zh-CN.md",
        ),
        ("//- content/ug/pilots/jia.md\n---\ntitle: 新\n---\n", "version-twice", "content/ug/pilots/jia.md"),
        (
            "//- content/en/other.md\n---\ntitle: O\nid: x\n---\n//- content/b.md\n---\ntitle: 某页\nid: x\n---\n",
            "id-twice",
            "content/en/other.md",
        ),
    ] {
        let site = Site::from(SITE);
        site.add(change);
        let report = site.build();
        let found = report.diagnostics.iter().filter(|found| found.code != "address-taken");
        let found: Vec<_> = found.cloned().collect();
        assert_eq!(codes(&found), [code], "{change}: {found:#?}");
        let place = found[0].place.as_ref().map(|place| place.file.to_string());
        assert_eq!(place.as_deref(), Some(file), "{change}");
    }
    let site = Site::from(SITE);
    site.remove("content/en/_index.md");
    site.replace("pilothouse.yaml", "suffix: ug,", "suffix: ug, folder: en,");
    let found = site.build().diagnostics;
    assert!(errors(&found).contains(&"language-twice"), "{found:#?}");
    assert!(codes(&found).contains(&"language-without-home"), "{found:#?}");
}

#[test]
fn a_version_is_of_the_kind_of_its_section_elsewhere() {
    let site = Site::from(SITE);
    site.replace("content/en/pilots/_index.md", "pages: {kind: pilot}\n", "");
    site.remove("content/pilots/_index.ug.md");
    site.build_well();
    assert!(site.read("en/pilots/jia.html").contains("<body class=\"pilot\">"));
    assert!(site.read("ug/pilots/jia.html").contains("<body class=\"pilot\">"));
}

#[test]
fn commands_know_the_files_of_versions() {
    let site = Site::from(SITE);
    let run = site.cli(["render", "content/pilots/jia.ug.md"]);
    assert!(run.out.contains("<a href=\"/ug/index.html\">首页</a>"), "{run:?}");
    site.add("//- content/units/jia.ug.md\n---\ntitle: بۆلۈم\n---\n");
    let run = site.cli(["render", "content/pilots/jia.ug.md"]);
    assert!(run.out.contains("/ug/units/jia.html"), "the version of its own language: {run:?}");
    let run = site.cli(["new", "pilot", "新品牌"]);
    assert!(site.place("content/pilots/xin-pin-pai.md").exists(), "in the default language: {run:?}");
}

#[test]
fn odd_declarations_do_no_harm() {
    for languages in [
        "[{code: zh-CN}]",
        "[{code: zh-CN, folder: zh}, {code: en}]",
        "[{code: en}, {code: zh-CN, folder: zh}]",
        "[{code: zh-CN, suffix: zh}, {code: en, suffix: en}]",
        "[{code: zh-CN}, {code: zh-CN}, {code: en, folder: en}, {code: fr, folder: en}]",
        "[{}, {code: 中文}, {label: 甲}, 5]",
        "中文",
        "[]",
    ] {
        let site = Site::from(SITE);
        site.edit("pilothouse.yaml", |text| {
            let (before, rest) = text.split_once("languages:").unwrap();
            format!("{before}languages: {languages}\n{}", &rest[rest.find("menu:\n").unwrap()..])
        });
        let (report, clean) = (site.build(), site.build_clean().0);
        assert!(!codes(&report.diagnostics).iter().any(|code| code.starts_with("internal")), "{languages}");
        assert_eq!(report.diagnostics, clean.diagnostics, "{languages}");
    }
}

#[test]
fn versions_may_share_an_id() {
    let site = Site::from(SITE);
    for page in ["content/pilots/jia.md", "content/pilots/jia.ug.md", "content/en/pilots/jia.md"] {
        site.edit(page, |text| text.replacen("title:", "id: 2026-1\ntitle:", 1));
    }
    site.build_well();
}

#[test]
fn an_edit_reaches_the_pages_of_its_language() {
    let site = Site::from(SITE);
    site.age();
    site.build_well();
    site.replace("content/en/pilots/jia.md", "title: The first brand", "title: Another brand");
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    assert!(changed.iter().all(|path| path.starts_with("en/") || path.starts_with("feed")), "{changed:?}");
    // A version that comes makes the other versions link to it, and no other page.
    site.add(
        "//- content/en/pilots/yi.md\n---\ntitle: The second brand\nunit: units/jia\ndate: 2020-01-01\n---\n",
    );
    let report = site.build_well();
    let chinese: Vec<_> =
        paths(&report.changes.changed).into_iter().filter(|path| !path.starts_with("en/")).collect();
    assert_eq!(chinese, ["pilots/yi.html"]);
    assert!(found_anew(&report, "Emit") < 20);
    let (_, clean) = site.build_clean();
    assert_same(&site.files(), &clean, "after a version came");
}

#[test]
fn without_the_setting_there_is_one_list() {
    let site = Site::from(SITE);
    site.edit("pilothouse.yaml", |text| {
        let (before, rest) = text.split_once("languages:").unwrap();
        format!("{before}{}", &rest[rest.find("menu:\n").unwrap()..])
    });
    site.build_well();
    let page = site.read("en/pilots/jia.html");
    assert!(
        page.contains("<html lang=\"zh-CN\">") && !page.contains("hreflang") && !page.contains("languages\"")
    );
    assert!(site.names().contains(&"pilots/jia-ug.html".to_owned()), "{:?}", site.names());
}

/// A unit that only one language has is referred to by pages of all: what leads from page to page stays in the language of the reader.
#[test]
fn neighbours_citations_and_mentions_are_those_of_one_language() {
    let site = Site::from(SITE);
    site.add(
        "
//- content/notes/_index.md
---
title: 文章
---
//- content/en/notes/_index.md
---
title: Notes
---
//- content/notes/one.md
---
title: 第一篇
template: near.html
date: 2026-01-01
unit: chu
related: [chu]
---
首问单。
//- content/notes/two.md
---
title: 第二篇
template: near.html
date: 2026-01-03
unit: chu
---
首问单培训{{数据 px}}。
//- content/en/notes/three.md
---
title: Third
template: near.html
date: 2026-01-02
unit: chu
related: [chu]
---
The 首问单, {{数据 px}}.
//- content/units/chu.md
---
kind: unit
title: 某处
template: users.html
figures: [{id: px, label: 培训, value: 46, unit: 人次}]
---
//- content/units/danzi.md
---
kind: term
title: 首问单
template: where.html
expansion: 一张登记单
---
//- themes/_local/templates/near.html
{% set near = neighbours(of=\"unit\") %}[{% if near.previous %}{{ near.previous.title }}{% endif %}|{% if near.next %}{{ near.next.title }}{% endif %}]
//- themes/_local/templates/users.html
{% for one in cited() %}({{ one.card.title }}){% endfor %}{% for p in figure_uses(id=\"px\") %}<{{ p.title }}>{% endfor %}
{% for p in figure_uses(id=\"px\", language=\"*\") %}+{{ p.title }}{% endfor %}
//- themes/_local/templates/where.html
{% for p in mentions() %}({{ p.title }}){% endfor %}{% for p in mentions(language=\"en\") %}[{{ p.title }}]{% endfor %}
",
    );
    site.build_well();
    assert_eq!(site.read("notes/one.html").trim(), "[第二篇|]");
    assert_eq!(site.read("notes/two.html").trim(), "[|第一篇]");
    assert_eq!(site.read("en/notes/three.html").trim(), "[|]");
    let unit = site.read("units/chu.html");
    assert!(unit.contains("(第一篇)") && !unit.contains("(Third)"), "{unit}");
    assert!(unit.contains("<第二篇>") && !unit.contains("<Third>"), "{unit}");
    assert!(unit.contains("+第二篇") && unit.contains("+Third"), "{unit}");
    assert_eq!(site.read("units/danzi.html").trim(), "(第二篇)(第一篇)[Third]");
}
