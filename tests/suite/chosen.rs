//! Who is honoured in a round stands in its final list.

use crate::harness::{Site, codes};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
//- content/units/jia.md
---
kind: unit
title: 甲处
---
//- content/units/yi.md
---
kind: unit
title: 乙处
---
//- content/r.md
---
类型: 评选
标题: 品牌评选
发布时间: 2020-06-01
名单:
  - {单位: jia, 名称: 窗口, 结果: 入选}
  - {单位: 乙处, 名称: 热线, 结果: 初步名单}
---
//- content/h.md
---
类型: 荣誉
标题: 优秀品牌
发布时间: 2020-07-01
评选: 品牌评选
获奖名单:
  - {单位: 甲处}
  - {单位: jia, 姓名: 窗口}
---
";

fn found(recipient: &str) -> Vec<String> {
    let site = Site::plain(SITE);
    site.replace("content/h.md", "  - {单位: 甲处}", &format!("  - {recipient}"));
    site.build().diagnostics.iter().map(|found| found.code.clone()).collect()
}

#[test]
fn recipients_that_were_not_chosen_are_told_at_their_line() {
    Site::plain(SITE).build_well();
    for (recipient, wanted) in [
        ("{单位: 乙处}", "not-among-chosen"),
        ("{单位: 甲处, 姓名: 热线}", "not-among-chosen"),
        ("{姓名: 窗口}", ""),
        ("{姓名: 丙同志}", "not-among-chosen"),
        ("{备注: 空着}", ""),
    ] {
        let wanted: Vec<&str> = Some(wanted).filter(|code| !code.is_empty()).into_iter().collect();
        assert_eq!(found(recipient), wanted, "{recipient}");
    }
    let site = Site::plain(SITE);
    site.replace("content/h.md", "{单位: 甲处}", "{单位: 乙处}");
    let run = site.cli(["check"]);
    for wanted in ["h.md:7:5", "“乙处”不在“品牌评选”入选的 1 项里", "r.md:5:1", "这次评选的名单"]
    {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
}

#[test]
fn a_round_that_chose_nobody_yet_and_a_plain_name_say_nothing() {
    let site = Site::plain(SITE);
    site.replace("content/h.md", "{单位: 甲处}", "{单位: 乙处}");
    site.replace("content/r.md", "结果: 入选", "结果: 申报");
    site.build_well();
    site.replace("content/r.md", "结果: 申报", "结果: 入选");
    site.replace("content/h.md", "评选: 品牌评选", "评选: 外面的评选");
    site.build_well();
}

#[test]
fn an_honour_of_its_page_and_lists_in_tables_are_compared_too() {
    let site = Site::plain(SITE);
    site.write("pilothouse.yaml", "site: {title: 示例站}\ntheme: plain\ndata: {list: entry, won: honour}\n");
    site.replace("content/r.md", "名单:", "名单文件: list\n名单:");
    site.write("content/_data/list.csv", "单位,名称,结果\n乙处,台账,入选\n");
    site.write(
        "content/one.md",
        "---\n类型: 荣誉\n标题: 一项\n发布时间: 2020-07-01\n评选: r\n单位: yi\n---\n",
    );
    site.write("content/_data/won.csv", "标题,单位,评选\n甲的荣誉,甲处,r\n乙的荣誉,乙处,r\n");
    site.build_well();
    site.write("content/_data/list.csv", "单位,名称,结果\n乙处,台账,申报\n");
    assert_eq!(codes(&site.build().diagnostics), ["not-among-chosen"; 2]);
    let run = site.cli(["check"]);
    assert!(run.err.contains("won.csv:3:9") && run.err.contains("one.md:6:5"), "{}", run.err);
}
