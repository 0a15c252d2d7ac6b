//! What kinds may ask of their pages: templates, endings, numbers with a check digit, years before dates, names of the past.

use crate::harness::{Site, arg, codes};

const SITE: &str = "\
//- content/_index.md
---
title: 首页
---
//- content/_kinds/reading.yaml
label: 荐读
fields:
  isbn: {zh: ISBN, type: text, checksum: isbn}
//- content/a.md
---
kind: reading
title: 甲
---
";

#[test]
fn a_kind_that_names_a_template_has_it() {
    let site = Site::from(SITE);
    site.build_well();
    site.edit("content/_kinds/reading.yaml", |text| format!("template: experienc.html\n{text}"));
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["kind-template-missing"]);
    assert_eq!(arg(&report.diagnostics[0], "suggestion"), Some("experience.html"));
    let run = site.cli(["build"]);
    assert!(run.err.contains("content/_kinds/reading.yaml:1:11"), "{}", run.err);
    site.write("themes/_local/templates/experienc.html", "甲模板");
    site.build_well();
    assert_eq!(site.read("a.html"), "甲模板");
    site.remove("themes/_local/templates/experienc.html");
    assert_eq!(codes(&site.build().diagnostics), ["kind-template-missing"]);
}

#[test]
fn the_number_of_a_book_has_its_last_digit() {
    let site = Site::from(SITE);
    let told = |isbn: &str| {
        site.write("content/a.md", format!("---\nkind: reading\ntitle: 甲\nISBN: {isbn}\n---\n"));
        site.build().diagnostics
    };
    for right in
        ["978-7-111-54742-6", "9787111547426", "7-302-02368-9", "0-8044-2957-X", "０８０４４２９５７x"]
    {
        assert_eq!(told(right), [], "{right}");
    }
    for (wrong, digit) in [
        ("978-7-111-54742-5", Some("6")),
        ("0-8044-2957-1", Some("X")),
        ("978-7-111-5474-6", None),
        ("977-7-111-54742-6", None),
        ("待补", None),
    ] {
        let found = told(wrong);
        assert_eq!(codes(&found), ["isbn-wrong"], "{wrong}");
        assert_eq!(arg(&found[0], "digit"), digit, "{wrong}");
    }
}

#[test]
fn a_brand_is_not_younger_than_its_page() {
    let site = Site::from(
        "//- content/_index.md\n---\ntitle: 首页\n---\n//- content/u.md\n---\nkind: unit\ntitle: 某处\n---\n\
         //- content/b.md\n---\nkind: pilot\ntitle: 乙\nunit: u\n发布时间: 2020-07-06 09:30\n创建年份: 2021\n---\n",
    );
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["dates-reversed"]);
    assert!(site.cli(["build"]).err.contains("“创建年份”不能晚于“发布时间”"));
    site.replace("content/b.md", "2021", "2020");
    site.build_well();
}

#[test]
fn the_note_of_a_series_is_complete() {
    let site = Site::from(
        "//- content/_index.md\n---\ntitle: 首页\n---\n//- content/s.md\n---\nkind: series\ntitle: 系列\n---\n第一段。\n\n现依次为您展示\n",
    );
    let told = || site.cli(["check"]).err.contains("body-ending");
    assert!(told() && !site.cli(["build"]).err.contains("body-ending"), "{}", site.cli(["check"]).err);
    for end in ["展示——\n", "展示。\n", "**展示。**\n"] {
        site.edit("content/s.md", |text| {
            format!(
                "{}展示{end}",
                text.rsplit_once("展示").unwrap().0.trim_end_matches('*').trim_end_matches("展示")
            )
        });
        assert!(!told(), "{end}: {}", site.cli(["check"]).err);
    }
    site.write("content/s.md", "---\nkind: series\ntitle: 系列\nlanguage: en\n---\nOne after the other:\n");
    assert!(!told(), "marks of Chinese are for Chinese");
}

#[test]
fn names_of_the_past_may_stand_where_they_belong() {
    let site = Site::from(
        "//- pilothouse.yaml\ndata: {yongyu: {kind: wording}}\n//- content/_index.md\n---\ntitle: 首页\n---\n\
         //- content/_data/yongyu.csv\n词语,改为,类别\n科技处,信息技术处,旧称\n\
         //- content/u.md\n---\nkind: unit\ntitle: 信息技术处\n曾用名: [科技处]\n沿革:\n  - {日期: 2019, 变化: 更名, 当时名称: 科技处}\n  - {日期: 2020, 变化: 合并, 合并自: [科技处二科]}\n---\n本处不错。\n",
    );
    let told = || site.cli(["check", "--format", "json"]).out.matches("word-retired").count();
    assert_eq!(told(), 0, "{}", site.cli(["check"]).err);
    site.edit("content/u.md", |text| {
        text.replace("kind: unit\n", "kind: unit\nsubtitle: 原科技处\n") + "科技处的事。\n"
    });
    assert_eq!(told(), 2, "{}", site.cli(["check"]).err);
}
