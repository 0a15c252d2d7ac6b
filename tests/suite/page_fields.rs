//! Fields that pages of all kinds have: where else they are listed, whom they are for, how they are to be handled, what readers see.

use crate::harness::{Site, arg, codes, ran};

const SITE: &str = "\
//- pilothouse.yaml
site: {title: 站}
taxonomies:
  tags: {label: 标签, terms: [教育培训, {name: 基层建设, also: [基层, 支部建设]}]}
//- content/_index.md
---
title: 首页
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/a.md
---
title: 第一篇
date: 2026-01-01
---
正文。
//- content/notices/_index.md
---
title: 通知
---
//- content/notices/b.md
---
title: 第二篇
date: 2026-02-01
---
正文。
//- content/notices/c.md
---
title: 第三篇
date: 2026-03-01
---
正文。
";

fn front(site: &Site, file: &str, line: &str) {
    site.edit(file, |text| text.replacen("---\n", &format!("---\n{line}\n"), 1));
}

#[test]
fn a_page_is_listed_in_further_sections_and_has_one_address() {
    let site = Site::plain(SITE);
    site.build_well();
    assert!(!site.read("news/index.html").contains("第二篇"));
    front(&site, "content/notices/b.md", "同时列在: [news/_index]");
    let report = site.build_well();
    assert!(
        site.read("news/index.html").contains("第二篇") && site.read("notices/index.html").contains("第二篇")
    );
    assert!(!site.names().contains(&"news/b.html".to_owned()), "it has one address");
    assert!(ran(&report, "Emit") <= 6, "{report:?}");
    let kept = site.files();
    crate::harness::assert_same(&kept, &site.build_clean().1, "further sections");
    // By its title too; its own section is said for nothing, one that does not exist is a mistake.
    site.replace("content/notices/b.md", "[news/_index]", "[动态, 通知]");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["also-in-own-section"]);
    assert!(site.read("news/index.html").contains("第二篇"));
    site.replace("content/notices/b.md", "[动态, 通知]", "[动太]");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["unknown-reference"]);
    assert_eq!(arg(&report.diagnostics[0], "suggestion"), Some("动态"));
    site.replace("content/notices/b.md", "[动太]", "[第一篇]");
    assert_eq!(codes(&site.build().diagnostics), ["reference-wrong-kind"]);
}

#[test]
fn a_build_is_for_one_audience() {
    let mut site = Site::plain(SITE);
    site.edit("pilothouse.yaml", |text| format!("{text}\naudiences: [本院内网, 全省]\n"));
    front(&site, "content/news/a.md", "发布范围: [全省]\ncover: {src: tu.svg, alt: 图}");
    site.write(
        "content/news/tu.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"></svg>",
    );
    front(&site, "content/notices/b.md", "shown_to: 本院内网");
    let shown = |site: &Site| {
        let names = site.names();
        ["news/a.html", "news/tu.svg", "notices/b.html", "notices/c.html"]
            .map(|name| names.contains(&name.to_owned()))
    };
    site.build_well();
    assert_eq!(shown(&site), [false, false, true, true], "the first audience is meant");
    site.options.made_for = Some("全省".into());
    site.build_well();
    assert_eq!(shown(&site), [true, true, false, true]);
    assert!(!site.read("notices/index.html").contains("第二篇"));
    site.options.drafts = true;
    site.build_well();
    assert_eq!(shown(&site), [true, true, false, true], "drafts of others are for others");
    site.options.drafts = false;
    // Who links to what others may not see is told.
    site.edit("content/news/a.md", |text| format!("{text}\n[看](../notices/b.md)\n"));
    assert_eq!(codes(&site.build().diagnostics), ["link-page-hidden"]);
    site.options.made_for = Some("全身".into());
    let report = site.build();
    assert!(codes(&report.diagnostics).contains(&"audience-unknown"), "{:?}", report.diagnostics);
    site.options.made_for = None;
    site.replace("content/notices/b.md", "shown_to: 本院内网", "shown_to: 本院内忘");
    let report = site.build();
    let unknown = report.diagnostics.iter().find(|one| one.code == "audience-unknown").unwrap();
    assert_eq!(arg(unknown, "suggestion"), Some("本院内网"));
    let run = site.cli(["build", "--for", "全省"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
}

#[test]
fn what_needs_caution_stays_out_of_feeds() {
    let site = Site::from(SITE);
    site.edit("pilothouse.yaml", |text| {
        format!("{text}\nfeeds: {{of: [site, sections, terms], formats: [atom, json], size: 2}}\n")
    });
    front(&site, "content/notices/c.md", "敏感程度: 慎重\ntags: [教育培训]");
    front(&site, "content/notices/b.md", "tags: [教育培训]");
    site.build_well();
    for feed in ["feed.xml", "feed.json"] {
        let text = site.read(feed);
        assert!(text.contains("第二篇") && text.contains("第一篇"), "the feed is as long as ever: {text}");
    }
    for feed in ["feed.xml", "feed.json", "notices/feed.xml", "tags/jiao-yu-pei-xun/feed.xml"] {
        let text = site.read(feed);
        assert!(!text.contains("第三篇") && text.contains("第二篇"), "{feed}: {text}");
    }
    assert!(site.read("notices/index.html").contains("第三篇"), "lists have it");
}

#[test]
fn what_needs_caution_is_read_by_one_more_person() {
    let site = Site::plain(SITE);
    site.edit("pilothouse.yaml", |text| format!("{text}\nreview: {{steps: [初审, 终审], kinds: [page]}}\n"));
    front(&site, "content/notices/c.md", "sensitivity: caution");
    let act = |action: &str, person: &str, page: &str| site.cli(["review", action, page, "--as", person]);
    for page in ["content/notices/b.md", "content/notices/c.md"] {
        assert_eq!(act("submit", "作者", page).code, Some(0));
        assert_eq!(act("approve", "甲", page).code, Some(0));
        let run = act("approve", "乙", page);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let more = page.ends_with("c.md");
        assert_eq!(run.err.contains("下一步：加审"), more, "{run:?}");
    }
    let again = act("approve", "乙", "content/notices/c.md");
    assert_eq!(again.code, Some(1), "nobody reads it twice: {}", again.out);
    let status = site.cli(["review", "status", "content/notices/b.md", "content/notices/c.md"]);
    assert!(status.out.contains("待加审"), "{}", status.out);
    let register = site.cli(["review", "register", "--csv"]);
    assert!(register.out.contains("加审（人、时间）"), "{}", register.out);
    assert_eq!(act("approve", "丙", "content/notices/c.md").code, Some(0));
    let status = site.cli(["review", "status", "content/notices/c.md"]);
    assert!(status.out.contains("已审完"), "{}", status.out);
    // The step has the name that the site gives it, and a page that needs no caution any more does not wait for it.
    site.replace("pilothouse.yaml", "steps: [初审, 终审],", "steps: [初审, 终审], caution_step: 院办复核,");
    let status = site.cli(["review", "status", "content/notices/c.md"]);
    assert!(status.out.contains("待院办复核"), "{}", status.out);
}

#[test]
fn a_taxonomy_knows_its_words() {
    let site = Site::from(SITE);
    front(&site, "content/news/a.md", "关键词: [基层, 教育陪训]");
    front(&site, "content/notices/b.md", "关键词: [基层建设, 支部建设]");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["term-synonym", "term-unknown", "term-synonym"]);
    assert_eq!(arg(&report.diagnostics[1], "suggestion"), Some("教育培训"));
    let list = site.read("tags/ji-ceng-jian-she/index.html");
    assert!(list.contains("第一篇") && list.contains("第二篇"), "{list}");
    assert_eq!(
        list.matches("notices/b.html").count(),
        site.read("tags/ji-ceng-jian-she/index.html").matches("news/a.html").count()
    );
    assert!(!site.names().contains(&"tags/ji-ceng/index.html".to_owned()));
    assert!(
        site.read("news/a.html").contains("../tags/ji-ceng-jian-she/index.html"),
        "the tag leads to its word"
    );
}

const KEPT: &str = "\
编审人员:
  - {职责: 责任编辑, 人员: 编甲}
  - {职责: 一审一校, 人员: 校乙}
kind: experience
unit: u
reprints:
  - {by: 某报, level: media, date: 2026-01-05, document: 某报〔2026〕3号, issue: 第7期, page: 第3版, link: \"http://a.example/\", evidence: jianbao.txt}";

#[test]
fn readers_see_editors_and_details_of_reprints_only_if_the_site_says_so() {
    for theme in ["default", "plain-paper"] {
        let site = Site::from(SITE);
        site.edit("pilothouse.yaml", |text| format!("{text}\ntheme: {theme}\nsearch: {{on: true}}\n"));
        site.add("//- content/units/_index.md\n---\ntitle: 单位\n---\n//- content/units/u.md\n---\nkind: unit\ntitle: 某处\n---\n");
        front(&site, "content/news/a.md", KEPT);
        site.write("content/news/jianbao.txt", "剪报");
        site.build_well();
        let hidden = ["编甲", "校乙", "某报〔2026〕3号", "第7期", "第3版", "a.example", "jianbao"];
        for (name, bytes) in site.files() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for word in hidden {
                assert!(!text.contains(word) && !name.contains(word), "{theme}: {word} is in {name}");
            }
        }
        if theme == "default" {
            assert!(site.read("news/a.html").contains("被某报转发"));
        }
        site.edit("pilothouse.yaml", |text| format!("{text}\nshown: {{editors: true, reprints: true}}\n"));
        site.build_well();
        let page = site.read("news/a.html");
        assert!(page.contains("责任编辑：编甲") && page.contains("一审一校：校乙"), "{theme}: {page}");
        if theme == "default" {
            assert!(hidden[2..].iter().all(|word| page.contains(word)), "{page}");
        }
        assert!(site.names().contains(&"news/jianbao.txt".to_owned()));
        crate::harness::assert_same(&site.files(), &site.build_clean().1, "shown fields");
    }
}

#[test]
fn a_file_that_readers_may_see_elsewhere_goes_out_with_that_place() {
    let site = Site::from(SITE);
    front(&site, "content/news/a.md", "reprints: [{by: 某报, date: 2026-01-05, evidence: jianbao.txt}]");
    site.write("content/news/jianbao.txt", "剪报");
    let is_out = || site.names().contains(&"news/jianbao.txt".to_owned());
    site.build_well();
    assert!(!is_out(), "no reader sees it");
    // Another page shows it, and then the page itself.
    for file in ["content/notices/b.md", "content/news/a.md"] {
        let before = std::fs::read(site.place(file)).unwrap();
        let link = if file.contains("news") { "jianbao.txt" } else { "../news/jianbao.txt" };
        site.edit(file, |text| format!("{text}\n见[剪报]({link})。\n"));
        site.build_well();
        assert!(is_out(), "{file} leads to it");
        site.write(file, before);
        site.build_well();
        assert!(!is_out(), "{file} does not any more");
    }
    crate::harness::assert_same(&site.files(), &site.build_clean().1, "files that are shown elsewhere");
}

#[test]
fn a_page_with_a_folder_of_its_own_keeps_back_what_readers_do_not_see() {
    let site = Site::from(SITE);
    site.write("content/news/d/index.md", "---\ntitle: 第四篇\ndate: 2026-04-01\nreprints: [{by: 某报, date: 2026-04-05, evidence: jianbao.txt}]\n---\n正文。\n");
    site.write("content/news/d/jianbao.txt", "剪报");
    site.write("content/news/d/tu.txt", "图");
    site.build_well();
    let names = site.names();
    let has = |name: &str| names.contains(&format!("news/d/{name}"));
    assert!(has("tu.txt") && !has("jianbao.txt"), "{names:?}");
}

#[test]
fn inspections_find_the_editor_where_there_is_no_author() {
    let site = Site::from(SITE);
    site.edit("pilothouse.yaml", |text| format!("{text}\nprofile: gov-internet\nshown: {{editors: true}}\n"));
    front(&site, "content/news/a.md", "编审人员: [{职责: 责任编辑, 人员: 编甲}]\nsource: 某处");
    for section in ["news", "notices"] {
        front(
            &site,
            &format!("content/{section}/_index.md"),
            "description: 说明\nkeywords: [词]\ncolumn_type: 工作动态",
        );
    }
    for page in ["b", "c"] {
        front(&site, &format!("content/notices/{page}.md"), "source: 某处");
    }
    site.replace("pilothouse.yaml", "title: 站", "title: 站, domain: www.example.org, id_code: bm12345678");
    site.build_well();
    assert!(site.read("news/a.html").contains("<meta name=\"Author\" content=\"编甲\">"));
}
