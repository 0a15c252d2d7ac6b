//! Pages that refer to each other: both sides show it, and what does not fit is found at its line.

use pilothouse::diag::Place;

use crate::harness::{Site, codes, paths, ran};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
//- content/_kinds/reading.yaml
label: {zh: 荐读, en: Reading}
fields:
  recommender: {zh: 荐读单位, en: Recommender, type: ref(unit), card: true}
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/yuan.md
---
title: 示范院
---
//- content/units/jia.md
---
title: 甲处
parent: yuan
---
//- content/pilots/pinpai.md
---
title: 甲处的品牌
kind: pilot
unit: jia
date: 2026-01-01
honours: [rongyu]
comment: {by: yuan, text: 好。}
---
//- content/a/jingyan.md
---
title: 甲处的经验
kind: experience
unit: jia
date: 2026-01-02
promotion_notice: tongbao
related: [pinpai]
---
//- content/a/tiaomu.md
---
title: 甲处的条目
kind: showcase
unit: jia
date: 2026-01-03
state: notice
round: pingxuan
experience: jingyan
pilot: pinpai
---
//- content/a/rongyu.md
---
title: 甲处的荣誉
kind: honour
date: 2026-01-04
round: pingxuan
recipients: [{unit: jia}]
---
//- content/a/dushu.md
---
title: 甲处荐的书
kind: reading
recommender: jia
---
//- content/a/huodong.md
---
title: 甲处的活动
kind: activity
unit: jia
date: 2026-01-06
event_date: 2026-01-06
---
//- content/a/tongbao.md
---
title: 通报一件
kind: notice
date: 2026-01-05
---
//- content/a/pingxuan.md
---
title: 评选一次
kind: round
date: 2026-01-07
stages: [{stage: decision, start: 2026-01-05, notice: tongbao}]
entries: [{title: 参评的经验, unit: jia, page: jingyan}]
---
";

fn site() -> Site {
    let site = Site::from(SITE);
    site.build_well();
    site
}

#[test]
fn both_sides_of_a_relation_show_it() {
    let site = site();
    for (output, titles) in [
        (
            "units/jia.html",
            "甲处的品牌 甲处的经验 甲处的条目 甲处的荣誉 甲处荐的书 甲处的活动 评选一次 示范院",
        ),
        ("units/yuan.html", "甲处 甲处的品牌"),
        ("a/pingxuan.html", "甲处的条目 甲处的荣誉 参评的经验 通报一件"),
        ("a/tongbao.html", "甲处的经验 评选一次"),
        ("a/jingyan.html", "甲处的条目 评选一次 甲处的品牌 通报一件"),
        ("pilots/pinpai.html", "甲处的条目 甲处的荣誉 甲处的经验"),
        ("a/rongyu.html", "甲处的品牌 评选一次"),
    ] {
        let html = site.read(output);
        for title in titles.split(' ') {
            assert!(html.contains(&format!(">{title}<")), "{output} lacks {title}: {html}");
        }
    }
}

#[test]
fn a_page_is_named_once_with_the_field_that_names_it() {
    let site = site();
    let html = site.read("units/jia.html");
    let cited = html.split_once(" cited\">").unwrap().1.split_once("</section>").unwrap().0.to_owned();
    assert_eq!(cited.matches("<li>").count(), 1, "what has a list of its own is left out: {cited}");
    assert!(cited.contains("甲处荐的书") && cited.contains("荐读单位"), "{cited}");
}

#[test]
fn a_reference_reaches_the_page_it_names_and_no_other() {
    let site = site();
    site.replace("content/a/dushu.md", "recommender: jia", "recommender: yuan");
    let report = site.build_well();
    let changed = paths(&report.changes.changed);
    for page in ["units/jia.html", "units/yuan.html"] {
        assert!(changed.contains(&page), "{page}: {changed:?}");
    }
    assert!(!changed.contains(&"pilots/pinpai.html"), "{changed:?}");
    assert!(ran(&report, "Emit") <= 8, "{:?}", report.work);
}

/// Returns the codes and places of what is found after an edit.
fn found(file: &str, from: &str, to: &str) -> Vec<(String, Place)> {
    let site = Site::from(SITE);
    site.replace(file, from, to);
    let report = site.build();
    assert!(!report.committed, "{to}: {:?}", codes(&report.diagnostics));
    report.diagnostics.into_iter().map(|one| (one.code.clone(), one.place.unwrap())).collect()
}

#[test]
fn what_does_not_fit_is_found_at_its_line() {
    for (file, from, to, code, field) in [
        ("content/units/jia.md", "parent: yuan", "parent: yuna", "unknown-reference", "parent"),
        ("content/units/jia.md", "parent: yuan", "parent: pinpai", "reference-wrong-kind", "parent"),
        ("content/units/jia.md", "parent: yuan", "parent: jia", "reference-loop", "parent"),
        ("content/pilots/pinpai.md", "[rongyu]", "[rongyu, jingyan]", "reference-wrong-kind", "honours[1]"),
        ("content/pilots/pinpai.md", "unit: jia", "unit: bing", "unknown-reference", "unit"),
        ("content/a/tiaomu.md", "round: pingxuan", "round: rongyu", "reference-wrong-kind", "round"),
        ("content/a/tiaomu.md", "pilot: pinpai", "pilot: jingyan", "reference-wrong-kind", "pilot"),
        (
            "content/a/jingyan.md",
            "notice: tongbao",
            "notice: pingxuan",
            "reference-wrong-kind",
            "promotion_notice",
        ),
        (
            "content/a/pingxuan.md",
            "notice: tongbao",
            "notice: rongyu",
            "reference-wrong-kind",
            "stages[0].notice",
        ),
        ("content/a/pingxuan.md", "page: jingyan", "page: jingyna", "unknown-reference", "entries[0].page"),
        ("content/a/dushu.md", "recommender: jia", "recommender: 甲", "unknown-reference", "recommender"),
    ] {
        let place = Place::field(&file.into(), field);
        assert_eq!(found(file, from, to), [(code.to_owned(), place)], "{to}");
    }
}

/// Units of one name cannot be told apart, and two with the same place below one unit have no order.
#[test]
fn units_have_names_and_places_of_their_own() {
    let site = Site::plain("//- content/units/_index.md\n---\ntitle: 单位\n---\n");
    let unit = |name: &str, text: &str| {
        site.write(&format!("content/units/{name}.md"), format!("---\nkind: unit\n{text}\n---\n"))
    };
    unit("yuan", "title: 某院\nshort: 院\norder: 1");
    unit("jia", "title: 甲处\nparent: 某院\norder: 1");
    unit("yi", "title: 乙处\nparent: yuan\norder: 2");
    unit("bing", "title: 丙处\nparent: jia\norder: 2");
    site.build_well();
    assert_eq!(codes(&site.build().diagnostics), [""; 0]);
    unit("yi", "title: 乙处\nparent: yuan\norder: 1");
    let run = site.cli(["check"]);
    assert!(
        run.err.contains("[value-twice]：“排序”写的是“1”") && run.err.contains("content/units/yi.md:5:8"),
        "{}",
        run.err
    );
    unit("yi", "title: 甲处\nparent: yuan\norder: 2");
    assert_eq!(codes(&site.build().diagnostics), ["value-twice"]);
}

#[test]
fn a_loop_of_units_is_found_once_with_its_way() {
    let site = Site::from(SITE);
    site.replace("content/units/yuan.md", "title:", "parent: jia\ntitle:");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["reference-loop"]);
    let way = &report.diagnostics[0].args;
    assert!(way.iter().any(|(_, value)| value == "units/jia → units/yuan → units/jia"), "{way:?}");
}

#[test]
fn one_more_activity_of_a_busy_unit_reaches_its_unit_and_those_beside_it() {
    let site = Site::from(SITE);
    site.write("content/news/_index.md", "---\ntitle: 动态\npages: {kind: activity}\n---\n");
    let activity = |day: &str| {
        format!("---\ntitle: 第{day}次\nunit: jia\ndate: {day}\nevent_date: {day}\n---\n正文。\n")
    };
    for number in 0..300 {
        let day = format!("{}-{:02}-{:02}", 2000 + number / 300, number / 28 + 1, number % 28 + 1);
        site.write(&format!("content/news/n{number:03}.md"), activity(&day));
    }
    site.build_well();
    site.write("content/news/older.md", activity("1999-12-31"));
    let report = site.build_well();
    let is_list = |path: &&str| *path == "news/index.html" || path.starts_with("news/page-");
    let (lists, pages): (Vec<_>, Vec<_>) = paths(&report.changes.changed).into_iter().partition(is_list);
    let expected = ["news/n000.html", "news/n001.html", "units/jia.html"];
    assert_eq!(pages, expected, "the unit, and those whose nearest activities it is one of");
    assert_eq!(lists.len(), 15, "all tell how many there are");
    assert!(ran(&report, "Emit") <= 20, "{:?}", report.work);
}
