//! Themes of a site's own over the default one.

use crate::harness::Site;

const PAGE: &str =
    "//- content/_index.md\n---\ntitle: 首页\n---\n//- content/a.md\n---\ntitle: 甲\n---\n正文。\n";

#[test]
fn a_theme_with_a_frame_of_its_own_need_not_know_the_blocks_of_the_default_theme() {
    let site = Site::from(PAGE);
    site.add(
        "
//- pilothouse.yaml
site: {title: 示例站}
theme: own
//- themes/own/theme.yaml
label: {zh: 自己的, en: Own}
//- themes/own/templates/base.html
<title>{{ site.title }}</title>{% block mine %}{% endblock %}
//- themes/own/templates/page.html
{% extends \"base.html\" %}{% block mine %}{{ page.content }}{% endblock %}
//- themes/own/templates/home.html
{% extends \"base.html\" %}{% block mine %}{{ page.title }}{% endblock %}
//- themes/own/templates/404.html
{% extends \"base.html\" %}{% block mine %}404{% endblock %}
",
    );
    site.build_well();
    assert!(site.read("a.html").contains("<p>正文。</p>"));
}

#[test]
fn one_file_is_enough_to_change_one_template() {
    let site = Site::from(PAGE);
    site.add(
        "//- pilothouse.yaml\nsite: {title: 示例站}\n//- themes/_local/templates/404.html\n没有这一页\n",
    );
    site.build_well();
    assert_eq!(site.read("404.html"), "没有这一页\n");
    assert!(site.read("a.html").contains("<p>正文。</p>"));
    site.write(
        "themes/_local/templates/page.html",
        "{% extends \"default/page.html\" %}{% block title %}我的{{ page.title }}{% endblock %}",
    );
    site.build_well();
    assert!(site.read("a.html").contains("<title>我的甲"), "{}", site.read("a.html"));
}

#[test]
fn ways_within_the_page_for_what_is_missing_lead_to_that_page() {
    for theme in ["default", "plain-paper"] {
        let site = Site::from(PAGE);
        site.write(
            "pilothouse.yaml",
            format!("site: {{title: 示例站, url: https://site.example/b/}}\ntheme: {theme}\n"),
        );
        site.build_well();
        let html = site.read("404.html");
        assert!(html.contains("<base href=\"/b/\">"), "{theme}: else addresses would not begin there");
        let ways = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let within: Vec<&str> = ways.filter(|way| way.contains('#')).collect();
        assert_eq!(within, ["404.html#main", "404.html#top"], "{theme}");
    }
}

#[test]
fn a_child_theme_inherits_templates_words_and_assets() {
    let site = Site::from(PAGE);
    site.add(crate::harness::PLAIN_THEME);
    site.add(
        "
//- pilothouse.yaml
site: {title: 示例站}
theme: child
//- themes/child/theme.yaml
label: {zh: 子主题, en: Child}
extends: plain
//- themes/child/strings/zh-CN.yaml
plain.list: 一共 {count} 篇
//- themes/child/assets/paper.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"></svg>
//- content/news/_index.md
---
title: 动态
---
",
    );
    site.build_well();
    assert!(site.read("news/index.html").contains("一共 0 篇"));
    let files = site.files();
    let asset = |start: &str| {
        let found: Vec<_> = files.keys().filter(|name| name.starts_with(start)).cloned().collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    };
    let svg = asset("assets/paper.");
    assert!(String::from_utf8_lossy(&files[&svg]).contains("width=\"9\""));
    let css = asset("assets/plain.");
    let name = svg.trim_start_matches("assets/");
    assert!(String::from_utf8_lossy(&files[&css]).contains(name), "the style names the file by its new name");
}

/// What the oldest browser that the default theme serves, Chromium 86, does not know: it would drop the whole rule or script.
const TOO_NEW: [(&str, &[&str]); 2] = [
    (
        "css",
        &[
            ":has(",
            ":is(",
            ":where(",
            "@container",
            "@layer",
            "oklch(",
            "color-mix(",
            "aspect-ratio:",
            "inset:",
            "\n  & ",
            "dvh;",
        ],
    ),
    ("js", &["??=", "||=", "&&=", ".at(", "structuredClone(", "\nimport ", "\nexport "]),
];

#[test]
fn styles_and_scripts_of_the_default_theme_keep_to_its_oldest_browser() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/assets");
    let mut seen = 0;
    for file in crate::harness::all_below(&folder) {
        let ending = file.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        for (_, words) in TOO_NEW.iter().filter(|(of, _)| *of == ending) {
            let text = std::fs::read_to_string(&file).unwrap();
            let found: Vec<&&str> = words.iter().filter(|word| text.contains(**word)).collect();
            assert!(found.is_empty(), "{}: {found:?}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 4);
}

#[test]
fn pages_of_the_default_theme_hold_no_style_and_no_script_of_their_own() {
    let site = Site::from(PAGE);
    site.add("//- pilothouse.yaml\nsite: {title: 示例站, url: \"https://www.example.org\"}\ntheme_options: {palette: blue}\n");
    site.build_well();
    let page = site.read("a.html");
    assert!(page.contains("palette-blue."), "{page}");
    for inline in ["<style", " style=", "<script>", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline} in {page}");
    }
}

#[test]
fn blocks_and_sections_of_the_home_page_are_chosen_by_option() {
    let site = Site::from(PAGE);
    site.add(
        "
//- content/news/_index.md
---
title: 动态
---
//- content/news/one.md
---
title: 一条动态
date: 2020-01-01
---
//- content/notices/_index.md
---
title: 通知
---
//- content/notices/one.md
---
title: 一条通知
date: 2020-01-01
---
",
    );
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme_options: {home_sections: [notices, none]}\n");
    site.build_well();
    let home = site.read("index.html");
    let main = home.split_once("<main").unwrap().1;
    assert!(main.contains("一条通知") && !main.contains("一条动态"), "{main}");
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme_options: {home: [text]}\n");
    site.build_well();
    assert!(!site.read("index.html").contains("一条通知"));
}

#[test]
fn the_file_for_days_of_mourning_keeps_its_name() {
    let site = Site::from(PAGE);
    site.write("themes/_local/assets/fixed/mourning.css", "html { filter: grayscale(1); }\n");
    site.build_well();
    assert!(site.read("a.html").contains("href=\"assets/fixed/mourning.css\""));
    assert_eq!(site.read("assets/fixed/mourning.css"), "html { filter: grayscale(1); }\n");
}

#[test]
fn a_new_theme_brings_a_palette_and_files_of_themes_can_be_looked_at() {
    let site = Site::from(PAGE);
    assert_eq!(site.cli(["theme", "new", "blue"]).code, Some(0));
    site.write("pilothouse.yaml", "theme: blue\ntheme_options: {palette: own}\n");
    site.build_well();
    assert!(site.read("a.html").contains("palette-own."));
    assert_eq!(site.cli(["theme", "check"]).code, Some(0));
    let themes = site.cli(["theme", "show"]);
    assert_eq!(themes.code, Some(0));
    assert!(
        ["blue/\n", "default/\n", "plain-paper/\n"].iter().all(|name| themes.out.contains(name)),
        "{themes:?}"
    );
    let folder = site.cli(["theme", "show", "default/templates"]);
    assert!(folder.out.contains("notice.html\n") && folder.out.contains("components/\n"), "{folder:?}");
    let file = site.cli(["theme", "show", "default/assets/palette-red.css"]);
    assert_eq!(
        file.out,
        std::fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/themes/default/assets/palette-red.css"
        ))
        .unwrap()
    );
    assert_eq!(site.cli(["theme", "show", "blue/theme.yaml"]).code, Some(0), "also of the site's own");
    let missing = site.cli(["theme", "show", "default/templates/none.html"]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(2), ""));
}
