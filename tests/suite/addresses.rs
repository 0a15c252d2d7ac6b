//! Where pages go, what old addresses do, and that every link of every output leads to a file.

use pilothouse::diag::Diagnostic;

use crate::harness::{Files, Site, codes, errors};
use crate::promises;

/// One page for every way a path can be odd.
const ODD: &str = "
//- content/pilots/重庆的品牌.md
---
title: 重庆的品牌
unit: jia-chu
date: 2024-05-06
---
[附件](附件/关于“开展”活动的通知 (1).docx)、[另一个](<附件/表 二.xlsx>)、[回首页](/)、[上一级](../)、[站外](https://www.example.org/a?b=c#d)。

![图](附件/图.svg) [自己的一节](#di-yi-jie) [带锚](../units/jia-chu.md#zhi-ze)

## 第一节
//- content/pilots/附件/关于“开展”活动的通知 (1).docx
docx
//- content/pilots/附件/表 二.xlsx
xlsx
//- content/pilots/附件/图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/units/jia-chu.md
---
title: 甲处
slug: jia
aliases: [/old/jia/, /dwjs/t1_2.shtml, older/jia.html]
---
## 职责
//- content/工作动态/_index.md
---
title: 工作动态
---
//- content/工作动态/2026/bundle/index.md
---
title: 一页一夹
tags: [学习, C++ 与 a/b, 学习 ]
cover: 图 1.svg
attachments: [表.txt]
---
[表](表.txt)
//- content/工作动态/2026/bundle/表.txt
表
//- content/工作动态/2026/bundle/图 1.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"4\"></svg>
//- content/static/说明 书.pdf
pdf
//- content/about.md
---
title: 关于
---
[说明书](/说明%20书.pdf) [动态](/工作动态/_index.md) [新闻](工作动态/2026/bundle/index.md) <a href=\"/about.html\">自己</a>
";

fn odd() -> Site {
    let site = Site::plain(promises::SITE);
    site.add(ODD);
    site
}

/// One address in an output, with the attribute it stands in.
struct Address {
    output: String,
    written: String,
}

/// Returns all addresses in attributes of all HTML outputs.
fn addresses(outputs: &Files) -> Vec<Address> {
    let mut found = Vec::new();
    for (output, bytes) in outputs.iter().filter(|(name, _)| name.ends_with("html") || name.ends_with("htm"))
    {
        let html = String::from_utf8_lossy(bytes);
        for attribute in ["href", "src", "action", "poster", "srcset"] {
            for (at, _) in html.match_indices(&format!(" {attribute}=\"")) {
                // What addresses begin at is none; only a page that is shown at any depth has it.
                if html[..at].ends_with("<base") {
                    assert_eq!(output, "404.html");
                    continue;
                }
                let value = &html[at + attribute.len() + 3..];
                let written =
                    value.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&quot;", "\"");
                found.push(Address { output: output.clone(), written });
            }
        }
        for (at, _) in html.match_indices("url=") {
            let written = html[at + 4..].split(['"', '\'']).next().unwrap_or_default().to_owned();
            found.push(Address { output: output.clone(), written });
        }
    }
    found
}

/// Returns what is wrong with the links of a set of outputs.
fn broken(outputs: &Files) -> Vec<String> {
    let mut wrong = Vec::new();
    for Address { output, written } in addresses(outputs) {
        if written.contains("://") || written.starts_with("mailto:") || written.starts_with("data:") {
            continue;
        }
        let mut say = |what: &str| wrong.push(format!("{output}: “{written}” {what}"));
        let (path, anchor) = written.split_once('#').unwrap_or((&written, ""));
        let path = path.split('?').next().unwrap_or_default();
        if path.starts_with('/') {
            say("is absolute");
            continue;
        }
        if path.is_empty() && anchor.is_empty() {
            say("is empty");
            continue;
        }
        let Some(target) = resolve(&output, path) else {
            say("climbs out of the site");
            continue;
        };
        match outputs.get(&target) {
            None => say(&format!("leads to {target}, which is no file")),
            Some(bytes) if !anchor.is_empty() && target.ends_with("html") => {
                let html = String::from_utf8_lossy(bytes);
                let anchor = decode(anchor);
                if !html.contains(&format!("id=\"{anchor}\"")) && anchor != "top" {
                    say(&format!("leads to a place that {target} does not have"));
                }
            }
            Some(_) => {}
        }
    }
    wrong
}

/// Returns the file an address means, seen from an output; `None` if it climbs out.
fn resolve(output: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(output.into());
    }
    let mut parts: Vec<String> = output.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(decode(name)),
        }
    }
    Some(parts.join("/"))
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn every_link_leads_to_a_file_with_the_plain_theme() {
    let site = odd();
    site.build_well();
    let files = site.files();
    assert_eq!(broken(&files), Vec::<String>::new());
    assert!(addresses(&files).len() > 60, "the fixture has lost its links: {}", addresses(&files).len());
}

#[test]
fn every_link_leads_to_a_file_with_the_default_theme() {
    let site = odd();
    site.replace("pilothouse.yaml", "theme: plain\n", "");
    let report = site.build();
    assert!(errors(&report.diagnostics).is_empty(), "{:#?}", report.diagnostics);
    assert_eq!(broken(&site.files()), Vec::<String>::new());
}

#[test]
fn every_address_names_its_file() {
    let site = odd();
    site.build_well();
    for Address { output, written } in addresses(&site.files()) {
        let path = written.split(['#', '?']).next().unwrap_or_default();
        let inside = !written.contains("://") && !path.is_empty();
        assert!(
            !inside || path.rsplit('/').next().is_some_and(|name| name.contains('.')),
            "{output}: {written}"
        );
    }
}

#[test]
fn addresses_of_pages_are_ascii() {
    let site = odd();
    site.build_well();
    let names = site.names();
    for name in names.iter().filter(|name| name.ends_with("html")) {
        assert!(name.is_ascii(), "{name}");
    }
    for expected in [
        "pilots/chong-qing-de-pin-pai.html",
        "gong-zuo-dong-tai/index.html",
        "gong-zuo-dong-tai/2026/bundle/index.html",
        "units/jia.html",
        "tags/xue-xi/index.html",
    ] {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:#?}");
    }
}

#[test]
fn patterns_of_kinds() {
    for (pattern, expected) in [
        ("{section}/{year}/{slug}", "pilots/2026/jia.html"),
        ("{kind}/{year}{month}/t{year}{month}{day}_{id}", "pilot/202601/t20260103_ph-1.html"),
        ("/brand/{slug}.html", "brand/jia.html"),
    ] {
        let site = Site::plain(promises::SITE);
        site.replace("content/pilots/jia.md", "title: 甲的品牌", "id: ph-1\ntitle: 甲的品牌");
        site.write("content/_kinds/pilot.yaml", format!("address: \"{pattern}\"\n"));
        site.build_well();
        assert!(site.names().contains(&expected.to_owned()), "{pattern}: {:#?}", site.names());
        assert_eq!(broken(&site.files()), Vec::<String>::new(), "{pattern}");
    }
}

#[test]
fn a_pattern_with_an_unknown_word_is_an_error() {
    let site = Site::plain(promises::SITE);
    site.write("content/_kinds/pilot.yaml", "address: \"{section}/{yeer}/{slug}\"\n");
    let report = site.build();
    let found =
        report.diagnostics.iter().find(|found| at(found).is_some_and(|file| file.ends_with("pilot.yaml")));
    assert!(report.has_errors() && found.is_some(), "{:#?}", report.diagnostics);
}

#[test]
fn readings_of_the_site_decide() {
    let site = Site::plain(
        "//- pilothouse.yaml\nsite: {title: 示例站}\ntheme: plain\nreadings: {单县: shan xian}\n//- content/单县经验.md\n---\ntitle: 单县经验\n---\n",
    );
    site.build_well();
    assert!(site.names().contains(&"shan-xian-jing-yan.html".to_owned()), "{:?}", site.names());
}

#[test]
fn old_addresses_forward() {
    let site = odd();
    site.build_well();
    for (stub, target) in [
        ("old/jia/index.html", "../../units/jia.html"),
        ("dwjs/t1_2.shtml", "../units/jia.html"),
        ("older/jia.html", "../units/jia.html"),
        ("old/t1.shtml", "../pilots/yi.html"),
    ] {
        let html = site.read(stub);
        assert!(
            html.contains(&format!("url={target}")) && html.contains(&format!("href=\"{target}\"")),
            "{stub}: {html}"
        );
    }
    site.replace("content/units/jia-chu.md", "slug: jia\n", "slug: jia-new\n");
    site.build_well();
    assert!(site.read("old/jia/index.html").contains("../../units/jia-new.html"));
}

#[test]
fn old_addresses_that_cannot_be_are_errors() {
    let mut accepted = Vec::new();
    for alias in [
        "https://other.example.org/a.html",
        "../../etc/passwd",
        "\"a\\nb.html\"",
        "\"con\\0.html\"",
        "/",
        "/a.html",
        "a?b*.html",
    ] {
        let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n");
        site.build_well();
        let before = site.files();
        site.replace("content/a.md", "title: 甲", &format!("title: 甲\naliases: [{alias}]"));
        let Ok((report, _)) = pilothouse::site::build(&site.options, &crate::harness::Silent) else {
            accepted.push((alias, site.names(), "the disk refuses it".into()));
            continue;
        };
        let named = report.diagnostics.iter().any(|found| at(found) == Some("content/a.md"));
        if report.has_errors() && named {
            crate::harness::assert_same(&site.files(), &before, alias);
        } else {
            accepted.push((alias, site.names(), codes(&report.diagnostics).join(" ")));
        }
    }
    assert!(accepted.is_empty(), "{accepted:#?}");
}

#[test]
fn a_folder_as_a_link_means_its_page() {
    let site = odd();
    site.build_well();
    site.replace("content/about.md", "[说明书]", "[一页一夹](工作动态/2026/bundle/) [说明书]");
    site.replace("content/工作动态/2026/bundle/index.md", "[表](表.txt)", "[自己](./) [表](表.txt)");
    site.build_well();
    assert_eq!(broken(&site.files()), Vec::<String>::new());
}

/// Builds a site with a collision and returns the finding, which must name both sources.
fn collision(extra: &str) -> Diagnostic {
    let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n");
    site.build_well();
    let before = site.files();
    site.add(extra);
    let report = site.build();
    crate::harness::assert_same(&site.files(), &before, extra);
    let errors = codes(&report.diagnostics);
    assert_eq!(errors.len(), 1, "{extra}: {:#?}", report.diagnostics);
    assert!(report.has_errors());
    let found = report.diagnostics[0].clone();
    assert!(at(&found).is_some() && found.related.len() == 1, "{found:#?}");
    found
}

fn at(found: &Diagnostic) -> Option<&str> {
    found.place.as_ref().map(|place| place.file.as_str())
}

fn sources(found: &Diagnostic) -> [String; 2] {
    let mut both = [at(found).unwrap().to_owned(), found.related[0].1.file.to_string()];
    both.sort();
    both
}

#[test]
fn collisions_name_both_sources() {
    let cases = [
        ("//- content/b.md\n---\ntitle: 乙\nslug: a\n---\n", "address-taken", "content/b.md"),
        ("//- content/b.md\n---\ntitle: 乙\naliases: [/a.html]\n---\n", "address-taken", "content/b.md"),
        ("//- content/static/a.html\n<p>\n", "address-taken", "content/static/a.html"),
        ("//- content/A.md\n---\ntitle: 大写\n---\n", "address-taken", "content/A.md"),
        ("//- content/static/A.HTML\n<p>\n", "address-case", "content/static/A.HTML"),
        (
            "//- content/a/index.md\n---\ntitle: 丙\n---\n//- content/static/a/Index.html\n<p>\n",
            "address-case",
            "",
        ),
        ("//- content/static/404.html\n<p>\n", "address-taken", "content/static/404.html"),
        ("//- content/static/feed.xml\n<x/>\n", "address-taken", "content/static/feed.xml"),
    ];
    for (extra, code, source) in cases {
        let found = collision(extra);
        assert_eq!(found.code, code, "{extra}");
        if !source.is_empty() {
            assert!(sources(&found).iter().any(|one| one == source), "{extra}: {:?}", sources(&found));
        }
    }
}

#[test]
fn two_old_addresses_at_one_place_collide() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\naliases: [/old/]\n---\n//- content/b.md\n---\ntitle: 乙\naliases: [/old/index.html]\n---\n",
    );
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["address-taken"]);
    assert_eq!(sources(&report.diagnostics[0]), ["content/a.md", "content/b.md"]);
}

#[test]
fn a_file_cannot_be_where_a_folder_must_be() {
    let site = Site::plain(
        "//- content/a.md\n---\ntitle: 甲\n---\n//- content/news/b.md\n---\ntitle: 乙\n---\n//- content/static/news\n没有扩展名\n",
    );
    let built = pilothouse::site::build(&site.options, &crate::harness::Silent);
    let (report, _) = built.map_err(|error| error.to_string()).expect("a finding, not a failure of the disk");
    assert!(report.has_errors(), "{:#?}", report.diagnostics);
    assert!(site.files().is_empty());
}

#[test]
fn a_page_cannot_take_the_place_of_a_numbered_list() {
    let site = Site::plain(
        "//- pilothouse.yaml\nsite: {title: 站}\ntheme: plain\npagination: {size: 1}\n//- content/n/_index.md\n---\ntitle: 列\n---\n//- content/n/a.md\n---\ntitle: 甲\n---\n//- content/n/page-2.md\n---\ntitle: 乙\n---\n",
    );
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["address-taken"]);
    assert_eq!(sources(&report.diagnostics[0]), ["content/n/_index.md", "content/n/page-2.md"]);
}

#[test]
fn bad_slugs_are_errors() {
    for slug in ["筑垒", "Has Space", "a/b", "../a", "CON", "a.html"] {
        let site = Site::plain("//- content/a.md\n---\ntitle: 甲\n---\n");
        site.replace("content/a.md", "title: 甲", &format!("title: 甲\nslug: {slug}"));
        let report = site.build();
        assert!(report.has_errors(), "{slug}: {:?}", site.names());
        assert!(site.files().is_empty(), "{slug}");
    }
}

#[test]
fn links_that_lead_nowhere_are_errors_with_a_suggestion() {
    let cases = [
        ("[x](jai.md)", "jia.md"),
        ("[x](../units/jia-cu.md)", "jia-chu.md"),
        ("[x](yi.md#zuo-fa2)", "zuo-fa"),
        ("[x](yi.md#做法)", "zuo-fa"),
        ("[x](登记表.doc)", "登记表.txt"),
        ("![x](没有.png)", ""),
        ("[x](../../../etc/passwd)", ""),
        ("[x](/units/)", "ok"),
        ("[x](JIA.md)", "jia.md"),
        ("[x](file:///C:/a.docx)", ""),
        ("[x](C:\\\\a.docx)", ""),
    ];
    let mut wrong = Vec::new();
    for (link, suggestion) in cases {
        let site = Site::plain(promises::SITE);
        site.replace("content/pilots/bing.md", "丙的正文。", &format!("丙的正文。\n\n{link}"));
        let report = site.build();
        let found = &report.diagnostics;
        let right = match (suggestion, found.as_slice()) {
            ("ok", []) => true,
            ("ok", _) | (_, []) => false,
            (_, [one, ..]) => {
                let suggested = one.args.iter().any(|(_, value)| value.contains(suggestion));
                report.has_errors()
                    && found.len() == 1
                    && at(one) == Some("content/pilots/bing.md")
                    && suggested
            }
        };
        if !right {
            wrong.push(format!("{link} should suggest “{suggestion}”: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_moved_page_takes_its_links_along() {
    let site = odd();
    site.build_well();
    let text = std::fs::read_to_string(site.place("content/units/jia-chu.md")).unwrap();
    site.write("content/units/sub/jia-chu.md", text.replace("slug: jia\n", "kind: unit\n"));
    site.remove("content/units/jia-chu.md");
    site.replace("content/pilots/重庆的品牌.md", "../units/jia-chu.md", "../units/sub/jia-chu.md");
    site.build_well();
    assert_eq!(broken(&site.files()), Vec::<String>::new());
    assert!(site.read("old/jia/index.html").contains("../../units/sub/jia-chu.html"));
}

#[test]
fn raw_html_leads_where_markdown_leads() {
    let site = Site::plain(promises::SITE);
    site.write(
        "content/static/tu.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"></svg>",
    );
    site.write(
        "content/pilots/wu.md",
        "---\ntitle: 戊\nunit: jia-chu\ndate: 2026-01-05\n---\n<p><a href=\"../units/yi-chu.md\">乙处</a><img src=\"/tu.svg\" alt=\"图\"></p>\n",
    );
    site.build_well();
    let html = site.read("pilots/wu.html");
    assert!(
        html.contains("<a href=\"../units/yi-chu.html\">") && html.contains("src=\"../tu.svg\""),
        "{html}"
    );
    site.replace("content/pilots/wu.md", "yi-chu.md", "yi-cu.md#x");
    let run = site.cli(["check"]);
    assert!(
        run.err.contains("content/pilots/wu.md:6:12") && run.err.contains("link-page-missing"),
        "{}",
        run.err
    );
}
