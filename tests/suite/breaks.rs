//! What is right today and will not be, and what cannot be: told at its line, on the day it is written.

use crate::harness::{Site, codes};

const SITE: &str = "
//- content/units/chu.md
---
kind: unit
title: 某处
---
//- content/target.md
---
id: target
title: 目标
date: 2026-05-01
---
//- content/from.md
---
title: 来源
date: 2026-05-02
related: [target]
---
正文。
";

/// Returns what `check` says after a line was added to a page.
fn told(file: &str, lines: &str) -> String {
    let site = Site::plain(SITE);
    site.replace(file, "title:", &format!("{lines}\ntitle:"));
    site.cli(["check", "--as-of", "2026-06-01"]).err
}

#[track_caller]
fn says(told: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(told.contains(wanted), "{wanted} is not in\n{told}");
    }
}

#[test]
fn a_reference_says_on_which_day_it_will_break() {
    let end = told("content/target.md", "expires: 2026-09-30");
    says(&end, &["提示[reference-will-break]", "从 2026-10-01 起", "《目标》已过有效期", "from.md:4:11"]);
    let far = told("content/target.md", "expires: 2036-09-30");
    assert!(far.contains("没有发现问题"), "ten years are a long time: {far}");
    let both = told("content/from.md", "expires: 2026-09-30");
    assert!(!both.contains("will-break"), "who ends first breaks nothing: {both}");
}

#[test]
fn a_reference_of_a_page_to_come_to_one_that_is_hidden_is_told_at_once() {
    let site = Site::plain(SITE);
    site.replace("content/target.md", "2026-05-01", "2026-08-01");
    assert_eq!(codes(&site.build().diagnostics), ["reference-to-hidden"]);
    site.replace("content/from.md", "2026-05-02", "2026-07-01");
    let run = site.cli(["check", "--as-of", "2026-06-01"]);
    says(
        &run.err,
        &["提示[reference-will-break]", "从 2026-07-01 起", "《目标》还没到发布时间", "from.md:4:11"],
    );
    site.replace("content/from.md", "2026-07-01", "2026-08-01");
    site.build_well();
    site.replace("content/target.md", "title:", "draft: true\ntitle:");
    let run = site.cli(["check", "--as-of", "2026-06-01"]);
    says(&run.err, &["从 2026-08-01 起", "《目标》还是草稿"]);
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_draft_is_told_of_its_references_without_stopping_the_build() {
    let site = Site::plain(SITE);
    site.replace("content/from.md", "title:", "draft: true\nunit: nobody\ntitle:");
    let report = site.build();
    assert!(report.committed);
    assert_eq!(codes(&report.diagnostics), ["unknown-reference"]);
    site.replace("content/from.md", "unit: nobody", "unit: 目标");
    assert_eq!(codes(&site.build().diagnostics), ["reference-wrong-kind"]);
    site.replace("content/from.md", "unit: 目标", "unit: 某处");
    site.build_well();
    site.replace("content/target.md", "title:", "draft: true\ntitle:");
    let run = site.cli(["check", "--as-of", "2026-06-01"]);
    says(&run.err, &["reference-will-break", "《目标》还是草稿"]);
}

#[test]
fn a_link_in_a_text_says_on_which_day_it_will_break() {
    let site = Site::plain(SITE);
    site.replace("content/from.md", "正文。", "见[目标](target.md)。");
    site.replace("content/from.md", "related: [target]\n", "");
    site.build_well();
    site.replace("content/target.md", "title:", "expires: 2026-09-30\ntitle:");
    let run = site.cli(["check", "--as-of", "2026-06-01"]);
    says(&run.err, &["提示[reference-will-break]", "from.md:5:2", "从 2026-10-01 起"]);
    let (report, clean) = (site.build(), site.build_clean().0);
    assert_eq!(report.diagnostics, clean.diagnostics);
    // Where the page stays with a banner, nothing breaks.
    site.edit("pilothouse.yaml", |text| format!("{text}\nended: {{expired: banner}}\n"));
    site.build_well();
}

#[test]
fn a_pin_of_a_page_that_no_list_shows_is_told() {
    let superseded = told("content/from.md", "superseded_by: target\npin: 2026-07-01");
    says(&superseded, &["警告[pin-does-nothing]", "已被新的页面替代", "from.md:3:6"]);
    let past = told("content/from.md", "superseded_by: target\npin: 2026-05-20");
    assert!(!past.contains("pin-does-nothing"), "{past}");
}

#[test]
fn times_that_cannot_be_are_told_at_their_line() {
    let impossible = told("content/from.md", "expires: 2026-02-30");
    says(&impossible, &["from.md:2:10", "2026-02-30"]);
    let reversed = told("content/from.md", "expires: 2026-01-30");
    says(&reversed, &["from.md:2:10"]);
    let site = Site::plain(SITE);
    let round = |stages: &str| {
        site.write(
            "content/r.md",
            format!("---\nkind: round\ntitle: 评选\ndate: 2026-05-01\nstages:\n{stages}---\n"),
        );
        site.cli(["check", "--as-of", "2026-06-01"]).err
    };
    let short_in_long = round(
        "  - {stage: application, start: 2026-03-01, end: 2026-03-31}\n  - {stage: review, start: 2026-03-10, end: 2026-03-12}\n  - {stage: decision, start: 2026-03-20}\n",
    );
    assert_eq!(short_in_long.matches("dates-overlap").count(), 2, "{short_in_long}");
    says(&short_in_long, &["r.md:7:5", "r.md:8:5", "到 2026-03-31 才结束"]);
    let backwards = round("  - {stage: application, start: 2026-03-20, end: 2026-03-01}\n");
    says(&backwards, &["r.md:6:50"]);
    let wrong_order =
        round("  - {stage: decision, start: 2026-03-20}\n  - {stage: application, start: 2026-03-01}\n");
    says(&wrong_order, &["dates-not-rising", "r.md:7:5"]);
}

#[test]
fn states_that_contradict_their_history_are_told() {
    let site = Site::plain(SITE);
    let entry = |state: &str, more: &str| {
        site.write(
            "content/s.md",
            format!("---\nkind: showcase\ntitle: 入选\nunit: chu\ndate: 2026-04-01\nstate: {state}\nhistory:\n  - {{state: preliminary, date: 2026-03-01}}\n{more}---\n"),
        );
        codes(&site.build().diagnostics).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(entry("preliminary", ""), [""; 0]);
    assert_eq!(entry("promoted", ""), ["state-not-in-history"]);
    assert_eq!(entry("preliminary", "  - {state: notice, date: 2026-05-01}\n"), ["state-behind-history"]);
    assert_eq!(
        entry("notice", "  - {state: notice, date: 2026-02-01}\n"),
        ["dates-not-rising", "state-behind-history"]
    );
}

#[test]
fn a_kind_whose_items_are_like_itself_is_told_so() {
    let site = Site::plain(SITE);
    site.write(
        "content/_kinds/album.yaml",
        "fields:\n  parts: {zh: 部分, en: Parts, type: list(group), like: album}\n",
    );
    let run = site.cli(["check"]);
    says(&run.err, &["album → album", "album.yaml:2:", "没有尽头"]);
    site.write(
        "content/_kinds/album.yaml",
        "fields:\n  parts: {zh: 部分, en: Parts, type: list(group), like: plate}\n",
    );
    site.write("content/_kinds/plate.yaml", "fields:\n  of: {zh: 属于, en: Of, type: group, like: album}\n");
    let run = site.cli(["check"]);
    says(&run.err, &["kind-like-itself", "→ plate"]);
}
