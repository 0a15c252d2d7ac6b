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
