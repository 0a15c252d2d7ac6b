//! Findings as authors meet them: which there are for a slip, no more than those, and the line each of them names.

use pilothouse::diag::Lang;
use pilothouse::diag::render::plain;
use pilothouse::site::{self, WorldSources};

use crate::harness::{Silent, Site};
use crate::promises;

const PAGE: &str = "content/pilots/坏.md";

/// Returns all findings of a site, each as `file:line code: message`.
fn found(site: &Site) -> Vec<String> {
    let (report, world) = site::check(&site.options, &Silent).unwrap();
    let shown = plain(&report.diagnostics, &WorldSources::new(&world), Lang::En);
    let line = |line: &str| {
        let (place, rest) = line.split_once(": ").unwrap();
        let (rest, message) = rest.split_once("]: ").unwrap_or((rest, ""));
        let code = rest.split_once('[').map_or(rest, |(_, code)| code);
        let mut place = place.split(':');
        let (file, line) = (place.next().unwrap(), place.next().unwrap_or("-"));
        format!("{file}:{line} {code}: {message}")
    };
    shown.lines().map(line).collect()
}

/// Returns file, line and code of each finding.
fn places(site: &Site) -> Vec<String> {
    found(site).iter().map(|line| line.split_once(": ").unwrap().0.to_owned()).collect()
}

/// Asserts the findings (`line code`) of one page among good ones.
#[track_caller]
fn page(text: &str, expected: &[&str]) {
    let site = Site::plain(promises::SITE);
    site.write(PAGE, text);
    let expected: Vec<String> = expected.iter().map(|one| format!("{PAGE}:{one}")).collect();
    assert_eq!(places(&site), expected, "in {text:?}");
}

const HEAD: &str = "title: 标题\nunit: jia-chu\ndate: 2026-01-01\n";

#[test]
fn front_matter_in_two_pieces_loses_nothing() {
    let twice = "yaml-several-documents";
    for fence in ["...", "---"] {
        let text = format!("---\n{HEAD}{fence}\nsummary: 摘要\ntitel: 甲\n---\n正文。\n");
        page(&text, &[&format!("5 {twice}"), "7 unknown-field"]);
    }
    page(
        &format!("---\n{HEAD}---\n\n---\nsummary: 摘要\n---\n正文。\n"),
        &[&format!("5 {twice}"), &format!("7 {twice}")],
    );
    page(&format!("---\n{HEAD}...\n正文。\n"), &[]);
}

#[test]
fn unreadable_front_matter_is_one_finding() {
    page("+++\ntitle = \"甲\"\n+++\n正文。\n", &["1 front-not-yaml"]);
    page("---\n- 一\n- 二\n---\n", &["2 yaml-not-a-map"]);
    page("---\n标题 甲\n单位: jia-chu\ndate: 2026-01-01\n---\n", &["2 yaml-no-colon"]);
    page("\u{89}PNG\r\n\u{1a}\n\0\0\0\rIHDR\0\0\0\u{1}\0\0\0\u{1}\0\0\0\0\0\0\0\0\0\0", &["- binary-file"]);
    page(
        "---\nsummary: \"没有结束\n---\n",
        &["2 missing-field", "2 missing-field", "2 missing-field", "2 yaml-unclosed-quote"],
    );
}

#[test]
fn markdown_in_fields_is_reported_at_the_field() {
    let fields = "summary: 见[甲](没有.md)\nmeaning: |\n  一\n\n  见[乙](#没有)和[办法](#ban-fa)\n";
    let lists = "milestones:\n  - year: 2020\n    text: 见[丙](也没有.md)\n";
    page(
        &format!("---\n{HEAD}{fields}{lists}---\n正文。\n\n## 办法\n"),
        &["5 link-page-missing", "7 link-anchor-missing", "12 link-page-missing"],
    );
}

#[test]
fn names_that_windows_cannot_hold() {
    let site = Site::plain(promises::SITE);
    site.write("content/pilots/a:b.txt", "x");
    site.write("content/con.md", "---\ntitle: 控制台\n---\n");
    site.write("content/static/甲. ", "x");
    let code = "name-not-portable";
    let files = ["content/con.md:-", "content/pilots/a:", "content/static/甲. :-"];
    let found = found(&site);
    assert_eq!(found.len(), 3, "{found:?}");
    for (line, file) in found.iter().zip(files) {
        assert!(line.starts_with(file) && line.contains(code), "{line}");
    }
    site.remove("content/static/甲. ");
    site.remove("content/pilots/a:b.txt");
    site.replace("content/con.md", "title", "slug: kong-zhi\ntitle");
    site.build_well();
}

#[test]
fn folders_and_links_in_the_place_of_files() {
    let site = Site::plain(promises::SITE);
    let outside = site.beside("outside.html");
    std::fs::write(&outside, "甲").unwrap();
    site.remove("themes/plain/templates/unit.html");
    for place in ["themes/plain/templates/unit.html", "content/pilots/out.md", "content/_kinds/x.yaml"] {
        std::fs::create_dir_all(site.place(place).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&outside, site.place(place)).unwrap();
    }
    let link = "- link-not-followed";
    let expected = ["content/_kinds/x.yaml", "content/pilots/out.md", "themes/plain/templates/unit.html"];
    assert_eq!(places(&site), expected.map(|file| format!("{file}:{link}")));
    let site = Site::plain(promises::SITE);
    site.write("themes/plain/templates/unit.html", "{{ data(name=\"list\") }}");
    std::fs::create_dir_all(site.place("content/_data")).unwrap();
    std::os::unix::fs::symlink(&outside, site.place("content/_data/list.yaml")).unwrap();
    assert_eq!(places(&site)[0], format!("content/_data/list.yaml:{link}"));
    let site = Site::plain(promises::SITE);
    site.remove("pilothouse.yaml");
    std::fs::create_dir(site.place("pilothouse.yaml")).unwrap();
    assert!(
        places(&site).contains(&"pilothouse.yaml:- settings-not-a-file".to_owned()),
        "{:?}",
        found(&site)
    );
}

#[test]
fn themes_that_are_not_there() {
    let site = Site::plain(promises::SITE);
    site.replace("pilothouse.yaml", "theme: plain", "theme: plian");
    let found_now = found(&site);
    assert!(found_now[0].starts_with("pilothouse.yaml:2 unknown-theme"), "{found_now:?}");
    let run = site.cli(["check"]);
    assert!(run.err.contains("是不是“plain”？"), "{}", run.err);
    site.replace("pilothouse.yaml", "theme: plian", "theme: plain");
    site.write("themes/plain/theme.yaml", "label: {zh: 朴素}\nextends: defualt\n");
    assert_eq!(places(&site)[0], "themes/plain/theme.yaml:2 unknown-theme");
    assert!(site.cli(["check"]).err.contains("是不是“default”？"));
}

#[test]
fn odd_characters_in_front_matter() {
    page(
        &format!("---\n{HEAD}summary: 一\u{202e}二\ntags: [甲\u{e000}]\n---\n"),
        &["5 character-control", "6 character-private"],
    );
}

#[test]
fn empty_items_of_lists() {
    page(
        &format!("---\n{HEAD}aliases: [\"\"]\ntags:\n  - 学习\n  -\n---\n"),
        &["5 empty-item", "8 empty-item"],
    );
    page(&format!("---\n{HEAD}aliases: \"\"\ntags:\n---\n"), &[]);
}

#[test]
fn anchors_that_are_nearly_right() {
    let site = Site::plain(promises::SITE);
    site.write(PAGE, format!("---\n{HEAD}---\n[上](#主要作法)，[另](yi.md#作发)\n\n## 主要做法\n"));
    let run = site.cli(["check"]);
    assert!(run.err.contains("#zhu-yao-zuo-fa") && run.err.contains("#zuo-fa"), "{}", run.err);
}

#[test]
fn a_menu_that_leads_nowhere() {
    let site = Site::plain(promises::SITE);
    site.replace(
        "themes/plain/templates/frame.html",
        "<header>",
        "<header>{% for m in site.menu or [] %}<a href=\"{{ url(to=m.to) }}\">{{ m.title }}</a>{% endfor %}",
    );
    let menu = "menu:\n  - {title: 品牌, to: pilots/_indx}\n  - {title: 外, to: https://www.example.org/}\n  - {title: 乙, to: pilots/yi}\n  - {title: 栏目, to: /units/}\n";
    site.edit("pilothouse.yaml", |text| format!("{menu}{text}"));
    assert_eq!(places(&site), ["pilothouse.yaml:2 menu-target-missing"]);
    assert!(site.cli(["check"]).err.contains("是不是“pilots/_index”？"));
    site.replace("pilothouse.yaml", "_indx", "_index");
    site.build_well();
    site.replace("content/pilots/yi.md", "title:", "draft: true\ntitle:");
    assert!(
        places(&site).contains(&"pilothouse.yaml:4 reference-to-hidden".to_owned()),
        "{:?}",
        found(&site)
    );
}

#[test]
fn templates_are_not_blamed_for_a_page_without_what_its_kind_demands() {
    let site = Site::from("//- pilothouse.yaml\nsite: {title: 示例站}\n");
    site.write("content/a.md", "---\ndate: 2026-01-01\n---\n正文。\n");
    site.write("content/b.md", "---\nkind: showcase\ntitle: 条目\nstate:\n---\n正文。\n");
    let codes =
        ["a.md:2 missing-field", "b.md:2 missing-field", "b.md:2 missing-field", "b.md:4 empty-field"];
    assert_eq!(places(&site), codes.map(|line| format!("content/{line}")));
}

#[test]
fn one_broken_template_is_one_finding() {
    let overrides = "themes/_local/templates";
    for (text, line) in [
        ("{% extends \"default/page.html\" %}\n{% block near %}{{ page.title }\n{% endblock %}", 2),
        ("{% extends \"default/page.html\" %}\n{% block near %}{{ page.title | nothing }}{% endblock %}", 2),
        ("{% extends \"default/page.html\" %}\n{% block nothing %}{% endblock %}", 2),
        ("{% extends \"default/nothing.html\" %}", 1),
        ("{% extends \"page.html\" %}", 1),
    ] {
        let site = Site::from("//- pilothouse.yaml\nsite: {title: 示例站}\n");
        site.write("content/a.md", "---\ntitle: 甲\n---\n正文。\n");
        site.write(&format!("{overrides}/page.html"), text);
        let expected = match line {
            1 => format!("{overrides}/page.html:- template-error"),
            _ => format!("{overrides}/page.html:{line} template-error"),
        };
        assert_eq!(places(&site), [expected], "{text}");
    }
    let site = Site::from("//- pilothouse.yaml\nsite: {title: 示例站}\n");
    site.write("content/a.md", "---\ntitle: 甲\n---\n正文。\n");
    site.write(&format!("{overrides}/page.html"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    assert_eq!(places(&site), [format!("{overrides}/page.html:- binary-file")]);
    // A page template without the frames that other kinds fill is no mistake as long as no page is of those kinds.
    site.write(&format!("{overrides}/page.html"), "<h1>{{ page.title }}</h1>");
    assert_eq!(places(&site), [""; 0]);
    site.write("content/b.md", "---\nkind: experience\ntitle: 乙\ndate: 2026-01-01\nunit: c\n---\n");
    site.write("content/c.md", "---\nkind: unit\ntitle: 丙\n---\n");
    let places_of_kinds = places(&site);
    assert!(places_of_kinds.iter().any(|line| line.contains("experience.html")), "{places_of_kinds:?}");
    let site = Site::from("//- pilothouse.yaml\nsite: {title: 示例站}\ntheme: own\n");
    site.add("//- content/a.md\n---\ntitle: 甲\n---\n//- themes/own/theme.yaml\nextends: none\n//- themes/own/templates/base.html\n{% block a %}{% endblock %}{{ x }\n");
    site.add(
        "//- themes/own/templates/page.html\n{% extends \"base.html\" %}{% block a %}甲{% endblock %}\n",
    );
    site.add(
        "//- themes/own/templates/unit.html\n{% extends \"page.html\" %}{% block a %}乙{% endblock %}\n",
    );
    let places = places(&site);
    let templates: Vec<&String> = places.iter().filter(|line| line.ends_with("template-error")).collect();
    assert_eq!(templates, ["themes/own/templates/base.html:1 template-error"]);
}
