//! Taking pages back: what a name stands in, what leaves the site, and that nothing else is touched.

use crate::harness::{Site, files};
use crate::planted::{archive, docx, jpeg, paragraph, pdf, pptx, xlsx};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站, url: https://www.example.org/}
search: {on: true}
taxonomies: {tags: {label: 关键词}}
//- content/_index.md
---
title: 首页
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/jia.md
---
title: 甲的动态
date: 2026-05-01
tags: [学习]
---
由张某三主讲。
//- content/news/yi.md
---
title: 乙的动态
date: 2026-05-02
aliases: [/old/yi.html]
cover: {src: 图.svg, alt: 图为张 某 三在讲课}
---
别的正文。
//- content/news/bing.md
---
title: 丙的动态
date: 2026-05-03
---
张**某**三。
//- content/news/ding.md
---
title: 丁的动态
date: 2026-05-04
---
没有这个名字。
//- content/news/图.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>
//- content/news/张某三名单.txt
名单
//- content/_data/contacts.csv
name,phone
张　某　三,1
";

fn site() -> Site {
    Site::from(SITE)
}

#[test]
fn a_name_is_found_however_it_is_written_and_nothing_is_done_unasked() {
    let site = site();
    let before = files(site.root());
    let run = site.cli(["withdraw", "--person", "张某三"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for held in ["news/jia.md", "news/yi.md", "news/bing.md", "news/张某三名单.txt", "_data/contacts.csv"]
    {
        assert!(run.out.contains(&format!("content/{held}")), "{held}: {}", run.out);
    }
    assert!(!run.out.contains("ding.md") && run.out.contains("图为【张 某 三】在讲课"), "{}", run.out);
    assert!(run.err.contains("--yes"), "{}", run.err);
    let mut after = files(site.root());
    after.retain(|name, _| !name.starts_with(".pilothouse/"));
    assert_eq!(before, after);
}

#[test]
fn what_is_withdrawn_leaves_everything_and_comes_back_as_it_was() {
    let site = site();
    site.edit("content/news/yi.md", |text| text.replace('\n', "\r\n"));
    site.build_well();
    let (sources, outputs) = (files(&site.place("content")), site.files());
    let today = ["--as-of", "2026-06-01"];
    let run = site.cli(today.iter().copied().chain([
        "withdraw",
        "--person",
        "张某三",
        "--yes",
        "--reason",
        "测试",
        "--as",
        "管理员",
        "--except",
        "content/news/bing.md",
    ]));
    assert_eq!(run.code, Some(1), "a table and an attachment are left: {run:?}");
    assert!(run.err.contains("要手工改") && run.err.contains("contacts.csv"), "{}", run.err);
    site.build_well();
    let gone: Vec<String> =
        outputs.keys().filter(|name| !site.files().contains_key(*name)).cloned().collect();
    assert!(gone.contains(&"news/jia.html".into()) && gone.contains(&"news/yi.html".into()), "{gone:?}");
    assert!(gone.contains(&"old/yi.html".into()), "its old address goes too: {gone:?}");
    for (name, bytes) in
        site.files().iter().filter(|(name, _)| !name.ends_with(".txt") && *name != "news/bing.html")
    {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("甲的动态") && !text.contains("乙的动态") && !text.contains("由张某三"),
            "{name}: {text}"
        );
    }
    let log = std::fs::read_to_string(site.place("content/_review/withdrawals.yaml")).unwrap();
    assert!(
        log.contains("经办人: 管理员")
            && log.contains("原因: 测试")
            && log.matches("动作: 撤下").count() == 2,
        "{log}"
    );
    assert!(log.contains("时间: \"2026-06-01T"), "{log}");
    let run = site.cli(today.iter().copied().chain([
        "withdraw",
        "--undo",
        "--yes",
        "content/news/jia.md",
        "content/news/yi.md",
    ]));
    assert!(run.code == Some(0) && run.err.matches("一字不差").count() == 2, "{run:?}");
    let mut back = files(&site.place("content"));
    back.remove("_review/withdrawals.yaml");
    assert_eq!(back, sources);
    site.build_well();
    assert_eq!(site.files(), outputs);
}

#[test]
fn a_stub_says_nothing_of_the_page() {
    let site = site();
    site.replace("pilothouse.yaml", "taxonomies:", "ended: {withdrawn: stub}\ntaxonomies:");
    let run = site.cli(["--as-of", "2026-06-01", "withdraw", "甲的动态", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let report = site.build();
    assert!(report.committed, "{:?}", report.diagnostics);
    let stub = site.read("news/jia.html");
    assert!(
        stub.contains("该内容已撤下") && !stub.contains("甲的动态") && !stub.contains("张某三"),
        "{stub}"
    );
    assert!(!site.read("sitemap.xml").contains("jia.html"));
}

#[test]
fn what_cannot_be_changed_safely_is_left_alone() {
    let site = site();
    site.write("content/news/utf16.md", b"\xff\xfe-\0-\0-\0\n\0a\0");
    site.write("content/news/toml.md", "+++\ntitle = \"甲\"\n+++\n正文\n");
    for page in ["content/news/utf16.md", "content/news/toml.md"] {
        let before = std::fs::read(site.place(page)).unwrap();
        let run = site.cli(["withdraw", page, "--yes"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(std::fs::read(site.place(page)).unwrap(), before);
    }
    assert_eq!(
        site.cli(["withdraw", "--person", "张", "--yes"]).code,
        Some(2),
        "one character stands everywhere"
    );
    assert_eq!(site.cli(["withdraw"]).code, Some(2));
    assert_eq!(
        site.cli(["withdraw", "content/news/jia.md", "--undo", "--yes"]).code,
        Some(0),
        "nothing to do"
    );
    site.edit("content/news/jia.md", |text| text.replacen("---\n", "---\n撤下: 2026-05-05\n", 1));
    assert_eq!(
        site.cli(["withdraw", "content/news/jia.md", "--undo", "--yes"]).code,
        Some(1),
        "not by this program"
    );
}

#[test]
fn two_who_withdraw_at_once_write_one_log() {
    let site = site();
    let pages = ["jia", "yi", "bing", "ding"];
    let mut children: Vec<_> = pages
        .iter()
        .chain(&pages)
        .map(|page| {
            let words = ["--as-of", "2026-06-01", "withdraw", "--yes"].map(String::from);
            let page = format!("content/news/{page}.md");
            crate::harness::spawn(site.command(words.into_iter().chain([page])))
        })
        .collect();
    for child in &mut children {
        child.wait().unwrap();
    }
    let log = std::fs::read_to_string(site.place("content/_review/withdrawals.yaml")).unwrap();
    assert_eq!(log.matches("# 撤稿记录").count(), 1, "{log}");
    assert_eq!(log.matches("动作: 撤下").count(), 4, "each page once: {log}");
    for page in pages {
        let text = std::fs::read_to_string(site.place(&format!("content/news/{page}.md"))).unwrap();
        assert_eq!(text.matches("withdrawn:").count(), 1, "{text}");
    }
}

#[test]
fn files_leave_with_the_pages_that_show_them() {
    let site = site();
    site.write(
        "content/news/合影.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"></svg>",
    );
    site.edit("content/news/jia.md", |text| format!("{text}\n![合影](合影.svg)\n![图](图.svg)\n"));
    site.build_well();
    let there = |name: &str| site.names().contains(&format!("news/{name}"));
    assert!(there("合影.svg") && there("图.svg"));
    let run = site.cli(["--as-of", "2026-06-01", "withdraw", "甲的动态", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    site.build_well();
    assert!(!there("合影.svg"), "a photograph stays at its address: {:?}", site.names());
    assert!(there("图.svg"), "another page shows it");
    assert!(there("张某三名单.txt"), "without reviews nobody asks who shows a file");
}

#[test]
fn a_name_inside_an_attachment_is_found_where_it_stands() {
    let site = site();
    let cells = "<sheetData><row r=\"1\"><c r=\"B1\" t=\"s\"><v>1</v></c></row></sheetData>";
    let table = xlsx(&["姓名", "张某三"], &[("名单", "", cells)], &[]);
    let inner = docx(&paragraph("由张某三主讲"), &[]);
    for (name, bytes) in [
        ("通知.docx", docx(&paragraph("主讲人：张某三（综合科）"), &[])),
        (
            "批注.docx",
            docx(
                &paragraph("正文"),
                &[(
                    "word/comments.xml",
                    "<w:comments xmlns:w=\"http://w\"><w:comment><w:p><w:r><w:t>请张某三核对</w:t></w:r></w:p></w:comment></w:comments>",
                )],
            ),
        ),
        ("属性.docx", docx(&paragraph("正文"), &[("docProps/core.xml", "<p><creator>张某三</creator></p>")])),
        ("名单.xlsx", table.clone()),
        (
            "讲稿.pptx",
            pptx(&[(
                "ppt/slides/slide1.xml",
                "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>张 某 三</a:t></a:r></a:p></p:sld>",
            )]),
        ),
        ("报告.pdf", pdf("主讲张某三", "x")),
        ("作者.jpg", jpeg("ZhangMouSan")),
        ("包.zip", archive(&[("里面/通知.docx", &inner), ("表.xlsx", &table)])),
        ("别的.docx", docx(&paragraph("主讲人：李某四"), &[])),
    ] {
        site.write(&format!("content/news/{name}"), bytes);
    }
    site.write("content/_data/biao.xlsx", &table);
    let out = site.cli(["withdraw", "--person", "张某三"]).out;
    for (file, place) in [
        ("news/通知.docx", "word/document.xml：主讲人：【张某三】（综合科）"),
        ("news/批注.docx", "word/comments.xml：请【张某三】核对"),
        ("news/属性.docx", "docProps/core.xml：【张某三】"),
        ("news/名单.xlsx", "名单!B1：【张某三】"),
        ("news/讲稿.pptx", "ppt/slides/slide1.xml：【张 某 三】"),
        ("news/报告.pdf", "p.1：主讲【张某三】"),
        ("news/包.zip", "里面/通知.docx › word/document.xml：由【张某三】主讲"),
        ("news/包.zip", "表.xlsx › 名单!B1：【张某三】"),
        ("_data/biao.xlsx", "名单!B1：【张某三】"),
    ] {
        let (_, after) =
            out.split_once(&format!("content/{file}")).unwrap_or_else(|| panic!("{file}: {out}"));
        let own = after.split("content/").next().unwrap();
        assert!(own.contains(place), "{file}: {place} is not in\n{out}");
    }
    assert!(!out.contains("别的.docx"), "{out}");
    assert!(site.cli(["withdraw", "--person", "ZhangMouSan"]).out.contains("作者.jpg"));
    // As JSON, for programs.
    let run = site.cli(["--format", "json", "withdraw", "--person", "张某三"]);
    assert!(run.out.contains("\"at\":\"名单!B1\",\"text\":\"【张某三】\""), "{}", run.out);
}

#[test]
fn what_cannot_be_looked_into_is_told() {
    let site = site();
    site.write("content/news/坏.docx", b"PK\x03\x04 broken");
    site.write("content/news/包.rar", b"Rar!\x1a\x07\x00");
    let run = site.cli(["withdraw", "--person", "张某三"]);
    assert!(run.out.contains("没有看到的：文件损坏，读不出来"), "{}", run.out);
    assert!(run.out.contains("没有看到的：这种格式看不了"), "{}", run.out);
    // Nothing is asked of whoever cannot do anything about it.
    assert!(!run.err.contains("包.rar"), "{}", run.err);
}
