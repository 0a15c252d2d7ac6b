//! What themes may rely on, what sites may set, what old browsers know, and that no page asks another host for anything.

use pilothouse::diag::Severity;

use crate::harness::{Site, all_below, codes};

const PAGE: &str = "//- pilothouse.yaml\nsite: {title: 示例站}\n//- content/_index.md\n---\ntitle: 首页\n---\n//- content/a.md\n---\ntitle: 甲\n---\n正文。\n";

fn settings(more: &str) -> Site {
    let site = Site::from(PAGE);
    site.write("pilothouse.yaml", format!("site: {{title: 示例站}}\n{more}\n"));
    site
}

#[test]
fn options_are_checked_like_content() {
    for (options, code, says) in [
        ("theme_options: {pallete: blue}", "unknown-field", "palette"),
        ("theme_options: {palette: bleu}", "option-no-file", "blue"),
        ("theme_options: {nav: tpo}", "", "top"),
        ("theme_options: 红", "options-no-map", "palette"),
    ] {
        let site = settings(options);
        let report = site.build();
        assert!(!report.committed, "{options}");
        let found = report.diagnostics.iter().find(|one| one.severity == Severity::Error).unwrap();
        assert!(code.is_empty() || found.code == code, "{options}: {found:?}");
        assert_eq!(found.place.as_ref().unwrap().file.as_str(), "pilothouse.yaml");
        let told = site.cli(["check", "--lang", "en"]);
        let text = format!("{told:?}");
        assert!(text.contains("pilothouse.yaml:2:") && text.contains(says), "{options}: {text}");
    }
    let site = settings("主题选项: {配色: blue, 页脚: [第一行, 第二行], 导航: 只有一级, 名称: 报头}");
    site.build_well();
    let page = site.read("a.html");
    for part in ["palette-blue.", "<p>第二行</p>", ">报头</a>"] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_child_theme_adds_options_and_changes_those_it_has() {
    let site = settings("theme: child\ntheme_options: {motto: 实}");
    site.add(
        "//- themes/child/theme.yaml\nextends: default\noptions:\n  motto: {zh: 标语, type: text}\n  palette: {default: blue}\n//- themes/child/templates/page.html\n{% extends \"default/page.html\" %}{% block after %}<i>{{ site.theme_options.motto }}</i>{% endblock %}\n",
    );
    site.build_well();
    let page = site.read("a.html");
    assert!(page.contains("<i>实</i>") && page.contains("palette-blue."), "{page}");
    // An edit of an option is seen by what was built before it.
    site.replace("pilothouse.yaml", "实", "新");
    site.build_well();
    assert!(site.read("a.html").contains("<i>新</i>"));
}

const MISTAKES: &str = r#"
//- themes/_local/theme.yaml
label: {zh: 本地}
//- themes/_local/strings/zh-CN.yaml
own.only: 只有中文
//- themes/_local/assets/own.css
a:has(b) { color: red }
@import "https://h.example/x.css";
//- themes/_local/templates/mistakes.html
{% extends "bse.html" %}
{% block main %}
{{ page.titel }}{{ site.tilte }}{{ pager.nubmer }}{{ site.theme_options.pallete }}
{{ pgaes(kind="pilot") }}{{ page.title | plian }}{{<brith card={page} />}}{% if page is strign %}{% endif %}{{ unheard }}
{{ t(key="nav.hom") }}{{ t(key="own.only") }}{{ asset(name="style.cs") }}
<p style="color: red" onclick="x()"><script>x()</script></p>
<img src="https://h.example/a.png" alt=""><a href="https://h.example/">fine</a>
{% set own = page.title %}{{ own }}{% for one in page.tags or [] %}{{ one }}{{ loop.index }}{% endfor %}{{ page.content | safe }}
{% endblock %}
"#;

#[test]
fn what_is_outside_of_the_contract_is_found_where_it_stands() {
    let site = Site::from(PAGE);
    site.add(MISTAKES);
    let text = format!("{:?}", site.cli(["theme", "check", "--lang", "en", "--format", "json"]));
    for name in [
        "titel",
        "tilte",
        "nubmer",
        "pallete",
        "pgaes",
        "plian",
        "brith",
        "strign",
        "unheard",
        "bse.html",
        "nav.hom",
        "own.only",
        "style.cs",
        ":has(",
        "https://h.example/a.png",
        "https://h.example/x.css",
    ] {
        assert!(text.contains(name), "{name} is not found: {text}");
    }
    for code in [
        "theme-unknown-name",
        "missing-template",
        "theme-no-word",
        "theme-no-asset",
        "theme-inline",
        "external-request",
        "style-too-new",
    ] {
        assert!(text.contains(code), "{code}: {text}");
    }
    assert_eq!(text.matches("theme-inline").count(), 3, "{text}");
    let seen = format!("{:?}", site.cli(["theme", "check", "--lang", "en"]));
    assert!(seen.contains("mistakes.html:3:9") && seen.contains("title"), "{seen}");
}

#[test]
fn the_themes_that_come_with_the_program_keep_to_the_contract() {
    let site = Site::from(PAGE);
    for theme in ["default", "plain-paper"] {
        let text = format!("{:?}", site.cli(["theme", "check", theme, "--lang", "en"]));
        assert!(text.contains("No problems found"), "{theme}: {text}");
    }
}

#[test]
fn a_new_theme_can_be_used_at_once() {
    let site = Site::from(PAGE);
    let made = format!("{:?}", site.cli(["theme", "new", "blue", "--lang", "en"]));
    assert!(made.contains("themes/blue"), "{made}");
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme: blue\ntheme_options: {标语: 求实}\n");
    site.build_well();
    assert!(site.read("a.html").contains("标语：求实"));
    let text = format!("{:?}", site.cli(["theme", "check", "--lang", "en"]));
    assert!(text.contains("No problems found"), "{text}");
    assert!(format!("{:?}", site.cli(["theme", "new", "blue", "--lang", "en"])).contains("error"));
    assert!(format!("{:?}", site.cli(["theme", "new", "../x", "--lang", "en"])).contains("error"));
}

#[test]
fn old_browsers_are_named_by_the_settings() {
    let site = settings("browsers: {chromium: 86}");
    site.write("themes/_local/assets/own.css", "a { inset: 0; }\n@supports (inset: 0) { b { inset: 0; } }\n");
    site.write("content/static/own.js", "list.at(-1);\n");
    let report = site.build();
    assert!(report.committed);
    let mut found = codes(&report.diagnostics);
    found.retain(|code| code.contains("too-new"));
    assert_eq!(found, ["script-too-new", "style-too-new"]);
    site.replace("pilothouse.yaml", "browsers: {chromium: 86}", "浏览器: 92");
    let report = site.build();
    assert!(
        !codes(&report.diagnostics).iter().any(|code| code.contains("too-new")),
        "{:?}",
        report.diagnostics
    );
}

#[test]
fn a_page_that_asks_another_host_is_refused_at_its_template() {
    let site = settings("");
    site.write("themes/_local/templates/base.html", "{% extends \"default/base.html\" %}\n{% block head %}<script src=\"https://h.example/a.js\"></script>{% endblock %}\n");
    let report = site.build();
    assert!(!report.committed);
    let found = report.diagnostics.iter().find(|one| one.code == "external-request").unwrap();
    assert_eq!(found.place.as_ref().unwrap().file.as_str(), "themes/_local/templates/base.html");
    assert_eq!(found.severity, Severity::Error);
    site.remove("themes/_local/templates/base.html");
    assert!(!codes(&site.build_well().diagnostics).contains(&"external-request"));
    site.write("themes/_local/assets/own.css", "a { background: url(//h.example/a.png) }\n");
    assert!(codes(&site.build().diagnostics).contains(&"external-request"));
}

#[test]
fn profiles_print_what_they_must_and_nothing_empty() {
    for theme in ["default", "plain-paper"] {
        for (profile, wanted) in [("intranet", false), ("gov-internet", true)] {
            let site = Site::from(PAGE);
            site.write("pilothouse.yaml", format!("site: {{title: 示例站, url: \"https://www.example.org\", id_code: \"1234567890\", contact: 一二三, description: 示例}}\ntheme: {theme}\nprofile: {profile}\n"));
            site.write(
                "content/news/_index.md",
                "---\ntitle: 动态\ndescription: 动态栏目\nkeywords: [动态]\ncolumn_type: 工作动态\n---\n",
            );
            site.write(
                "content/news/b.md",
                "---\ntitle: 乙\ndate: 2020-01-02\nsource: 办公室\n---\n正文。\n",
            );
            site.write("content/_index.md", "---\ntitle: 首页\ndescription: 首页\nkeywords: [示例]\n---\n");
            site.remove("content/a.md");
            let report = site.build();
            assert!(report.committed, "{theme} {profile}: {:?}", report.diagnostics);
            let page = site.read("news/b.html");
            for tag in ["SiteName", "SiteIDCode", "ColumnName", "ArticleTitle", "PubDate", "ContentSource"] {
                assert_eq!(
                    page.matches(&format!("name=\"{tag}\"")).count(),
                    usize::from(wanted),
                    "{theme} {profile} {tag}"
                );
            }
            assert_eq!(page.contains("标识码"), wanted, "{theme} {profile}");
            assert!(page.contains("aria-label=\"当前位置\""), "breadcrumb: {page}");
            for empty in ["content=\"\"", "<p></p>", "<li></li>", "<dd></dd>", "<ul>\n</ul>", "href=\"\""] {
                assert!(!page.contains(empty), "{theme} {profile} {empty}: {page}");
            }
        }
    }
}

#[test]
fn the_plain_theme_has_no_script() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/plain-paper");
    for file in all_below(&folder).iter().filter(|file| file.is_file()) {
        assert!(file.extension().is_none_or(|ending| ending != "js"), "{file:?}");
        assert!(!std::fs::read_to_string(file).unwrap().contains("<script"), "{file:?}");
    }
}
