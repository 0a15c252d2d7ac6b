//! Figures: stated once, shown wherever they belong, and checked against each other.

use crate::harness::{Site, codes, found_anew, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
data: {shuju: {kind: figure}}
//- content/_index.md
---
title: 首页
---
//- content/news/_index.md
---
title: 动态
---
//- content/news/own.md
---
标题: 写着数的页
数据:
  - {编号: zhijie, 指标: 直接培训, 范围: 省院, 数值: 3600, 概数: 余, 单位: 人, 时期: \"2019\", 基数: 2571, 变化: {方式: 同比, 数值: 40}}
---
正文。
//- content/news/use.md
---
标题: 引用的页
---
培训了**{{数据 zhijie}}**，{{数据 zhijie 变化}}。{{数据 zhijie 全句}}。

:::数据 两个数 编号=wangluo,zhijie
:::
//- content/news/quote.md
---
标题: 页首引用的页
引用数据: [wangluo]
---
正文。
//- content/news/none.md
---
标题: 不引用的页
---
正文。
//- content/news/all.md
---
标题: 数据一览
模板: figures.html
---
//- content/_data/shuju.csv
编号,指标,数值,概数,单位,时期,变化.方式,变化.数值,变化.方向
wangluo,网络培训,8000,余,人次,2019,,,
jiangtai,上讲台,486,,人次,2018年上半年,环比,5,下降
";

/// Returns the text of an output without tags, blanks left out.
fn words(site: &Site, output: &str) -> String {
    let html = site.read(output);
    let main = html.split_once("<main").unwrap().1;
    let text = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    text.collect::<String>().split_whitespace().collect()
}

#[track_caller]
fn shows(site: &Site, output: &str, wanted: &str) {
    let text = words(site, output);
    assert!(text.contains(wanted), "{wanted} is not in {text}");
}

#[test]
fn a_figure_is_shown_wherever_its_id_is_named() {
    let site = Site::from(SITE);
    site.build_well();
    shows(&site, "news/use.html", "培训了3600余人，同比增长40%。2019年，省院直接培训3600余人，同比增长40%。");
    shows(&site, "news/use.html", "两个数网络培训2019年8000余人次直接培训2019年3600余人同比增长40%");
    shows(&site, "news/quote.html", "网络培训2019年8000余人次");
    shows(
        &site,
        "news/all.html",
        "2019年网络培训2019年8000余人次用于：页首引用的页、引用的页直接培训2019年3600余人同比增长40%范围：省院写着数的页用于：引用的页",
    );
    shows(&site, "news/all.html", "2018年上讲台2018年上半年486人次环比下降5%");
    let html = site.read("news/use.html");
    assert!(html.contains("<strong>3600余人</strong>，同比增长40%。"), "nothing stands around it\n{html}");
}

#[test]
fn a_changed_figure_reaches_its_users_and_nobody_else() {
    let site = Site::from(SITE);
    site.build_well();
    site.replace("content/news/own.md", "数值: 3600", "数值: 3601");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/all.html", "news/own.html", "news/use.html"]);
    site.replace("content/_data/shuju.csv", "8000", "8001");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/all.html", "news/quote.html", "news/use.html"]);
    site.replace("content/_data/shuju.csv", "486", "487");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/all.html"]);
    assert_eq!((found_anew(&report, "Emit"), found_anew(&report, "Body")), (1, 0));
    site.replace("content/news/none.md", "不引用的页", "没有数的页");
    assert_eq!(found_anew(&site.build_well(), "Items"), 0, "pages without figures are not looked at");
}

#[test]
fn a_figure_moves_from_a_page_to_a_table_unnoticed() {
    let site = Site::from(SITE);
    site.build_well();
    site.edit("content/_data/shuju.csv", |text| {
        format!("{text}zhijie,直接培训,3600,余,人,2019,同比,40,增长\n")
    });
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["figure-id-twice"]);
    site.edit("content/news/own.md", |_| "---\n标题: 写着数的页\n---\n正文。\n".into());
    site.build_well();
    shows(&site, "news/use.html", "培训了3600余人，同比增长40%。");
}

#[test]
fn unknown_ids_are_found_at_their_line() {
    let site = Site::from(SITE);
    site.replace("content/news/use.md", "**{{数据 zhijie}}**", "{{数据 zhijei}}");
    site.replace("content/news/use.md", "wangluo,", "wanglou、");
    site.replace("content/news/quote.md", "[wangluo]", "[zhijie, 没有]");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["figure-unknown"; 3]);
    let run = site.cli(["check"]);
    for wanted in ["use.md:4:4", "use.md:6:1", "quote.md:3:16", "“zhijie”？", "“wangluo”？"] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
    site.write("content/news/quote.md", "---\n标题: 甲\n摘要: 培训{{数据 zhijie}}\n---\n");
    assert!(codes(&site.build().diagnostics).contains(&"figure-not-here"));
}

#[test]
fn a_hidden_page_states_nothing() {
    let site = Site::from(SITE);
    site.replace("content/news/own.md", "数据:", "草稿: 是\n数据:");
    assert!(site.build().diagnostics.iter().all(|found| found.code == "figure-page-hidden"));
    site.replace("content/news/own.md", "草稿: 是", "草稿: 否");
    site.build_well();
}

/// Returns the codes that a figure of a page leads to.
fn found(figure: &str) -> Vec<String> {
    let site = Site::from(SITE);
    site.write("content/news/x.md", format!("---\n标题: 甲\n数据:\n  - {figure}\n---\n"));
    let report = site.build();
    report.diagnostics.iter().map(|found| found.code.clone()).collect()
}

#[test]
fn figures_are_checked() {
    let with = |more: &str| found(&format!("{{指标: 培训, 数值: 3600, 单位: 人, 时期: 2019, {more}}}"));
    for (more, wanted) in [
        ("基数: 2571, 变化: {方式: 同比, 数值: 40}", ""),
        ("基数: 2600, 变化: {方式: 同比, 数值: 40}", "change-differs"),
        ("基数: 6000, 变化: {方式: 同比, 数值: 40, 方向: 下降}", ""),
        ("基数: 6000, 变化: {方式: 同比, 数值: 40}", "change-differs"),
        ("基数: 1800, 变化: {方式: 同比, 数值: 1, 单位: 倍}", ""),
        ("基数: 1800, 变化: {方式: 同比, 数值: 2, 单位: 倍}", "change-differs"),
        ("基数: 0, 变化: {方式: 同比, 数值: 40}", ""),
        ("基数: 3000, 变化: {方式: 同比, 数值: 600, 单位: 绝对数}", ""),
        ("变化: {方式: 增长到, 数值: 40}", "change-to-percent"),
        ("变化: {方式: 增长到, 数值: 3600, 单位: 绝对数}", ""),
        ("变化: {方式: 增长到, 数值: 3700, 单位: 绝对数}", "change-to-differs"),
        ("变化: {方式: 同比, 数值: 4, 单位: 个百分点}", "points-of-no-rate"),
    ] {
        let wanted: Vec<String> =
            Some(wanted.to_owned()).filter(|code| !code.is_empty()).into_iter().collect();
        assert_eq!(with(more), wanted, "{more}");
    }
    let rate = |more: &str| found(&format!("{{指标: 满意率, 数值: 96.5, 单位: \"%\", 时期: 2019, {more}}}"));
    assert_eq!(rate("基数: 94, 变化: {方式: 同比, 数值: 2.5, 单位: 个百分点}"), [""; 0]);
    assert_eq!(rate("基数: 90, 变化: {方式: 同比, 数值: 6.5}"), ["change-differs"]);
    assert_eq!(rate("变化: {方式: 同比, 数值: 2.5}"), ["percent-of-rate"]);
    assert_eq!(rate("变化: {方式: 增长到, 数值: 96.5}"), [""; 0]);
}

#[test]
fn figures_need_what_makes_them_clear() {
    assert_eq!(found("{指标: 培训, 数值: 3600, 时期: 2019}"), ["missing-field"]);
    assert_eq!(found("{指标: 培训, 数值: 约3600余, 单位: 人}"), ["not-a-number"]);
    assert_eq!(found("{指标: 培训, 数值: 3600, 概数: 约, 单位: 余人}"), ["pattern-mismatch"]);
    assert_eq!(
        found("{指标: 培训, 数值: 3600, 单位: 人, 变化: {方式: 同比, 数值: 4}}"),
        ["field-needs-other"]
    );
    assert_eq!(
        found("{指标: 培训, 数值: 3600, 单位: 人, 时期: x年x, 变化: {方式: 同比}}"),
        ["missing-field"]
    );
    assert_eq!(found("{编号: 甲 乙, 指标: 培训, 数值: 3600, 单位: 人}"), ["pattern-mismatch"]);
    assert_eq!(found("只有文字"), ["not-a-group"]);
    let site = Site::from(SITE);
    site.write("content/news/x.md", "---\n类型: 数据条目\n标题: 甲\n---\n");
    assert_eq!(codes(&site.build().diagnostics), ["kind-of-rows"]);
    assert!(!site.cli(["new", "figure", "甲"]).err.contains("figure.md"));
}

#[test]
fn cells_of_figures_are_named() {
    let site = Site::from(SITE);
    let table = "content/_data/shuju.csv";
    site.write(
        table,
        "编号,指标,数值,单位,时期,基数,变化.方式,变化.数值,变化.度\n甲,培训,3600,人,2019,2600,同比,40,\n甲,培训,1,人,,,同比,4,\n乙,培训,1,,,,,,\n",
    );
    let run = site.cli(["check"]);
    for wanted in [
        "没有“变化.度”这个字段",
        "shuju.csv:1:31",
        "shuju.csv:2:26", // 40% is not what 2600 to 3600 makes
        "是增长 38.46%",
        "shuju.csv:3:1", // the id of the row above
        "shuju.csv:4:8", // no unit
    ] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
}

#[test]
fn a_figure_tells_where_it_is_used() {
    let site = Site::from(SITE);
    site.build_well();
    shows(&site, "news/all.html", "网络培训2019年8000余人次用于：页首引用的页、引用的页");
    shows(&site, "news/all.html", "同比增长40%范围：省院写着数的页用于：引用的页");
    let main = words(&site, "news/all.html");
    assert!(!main.contains("486人次环比下降5%用于"), "nobody uses it: {main}");
}

#[test]
fn whoever_begins_or_ceases_to_use_a_figure_renders_the_overview_alone() {
    let site = Site::from(SITE);
    site.replace("content/news/none.md", "标题:", "摘要: 一句话\n标题:");
    site.build_well();
    site.replace("content/news/none.md", "正文。", "共**{{数据 jiangtai}}**。");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/all.html", "news/none.html"]);
    assert_eq!((found_anew(&report, "FiguresIn"), found_anew(&report, "Body")), (1, 1), "{:?}", report.work);
    shows(&site, "news/all.html", "环比下降5%用于：不引用的页");
    // Another text around the same figure: the list of its users stays.
    site.replace("content/news/none.md", "共**", "一共**");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["news/none.html"]);
    assert_eq!((found_anew(&report, "FiguresIn"), found_anew(&report, "UseGroups")), (0, 0));
}

#[test]
fn strict_figures_name_their_source() {
    let site = Site::from(SITE);
    site.replace("pilothouse.yaml", "data:", "数据条目: {严格: 是}\ndata:");
    let run = site.cli(["check"]);
    for wanted in ["news/own.md:4:", "shuju.csv:1:1", "缺少必填的“出处”"] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
    site.replace("content/news/own.md", "{编号: zhijie,", "{编号: zhijie, 出处: 2019年度总结,");
    site.edit("content/_data/shuju.csv", |text| {
        text.replace("变化.方向\n", "变化.方向,出处\n").replace(",,,\n", ",,,,年报\n")
    });
    let run = site.cli(["check"]);
    assert!(run.err.contains("shuju.csv:3:") && !run.err.contains("own.md"), "{}", run.err);
    site.replace("content/_data/shuju.csv", "下降", "下降,台账");
    site.build_well();
    site.replace("pilothouse.yaml", "严格: 是", "严格: 否");
    site.replace("content/news/own.md", "出处: 2019年度总结, ", "");
    site.build_well();
}

#[test]
fn a_kind_file_may_ask_for_a_field_by_a_setting_of_its_site() {
    let site = Site::from(SITE);
    site.write("content/_kinds/figure.yaml", "fields:\n  scope: {required_by: extra.scopes}\n");
    site.build_well();
    site.edit("pilothouse.yaml", |text| format!("{text}\nextra: {{scopes: true}}\n"));
    let run = site.cli(["check"]);
    assert!(run.err.contains("缺少必填的“范围”") && run.err.contains("shuju.csv:1:1"), "{}", run.err);
    site.write("content/_kinds/figure.yaml", "fields:\n  scope: {required_by: figures.strickt}\n");
    let run = site.cli(["check"]);
    for wanted in ["kind-no-such-setting", "figure.yaml:2:24", "“figures.strict”"] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
}

#[test]
fn the_source_of_a_figure_may_be_a_page_or_a_row() {
    let site = Site::from(SITE);
    site.write(
        "content/news/bao.md",
        "---\n类型: 通知\n标题: 年度总结的通知\n发布时间: 2020-01-02\n---\n正文。\n",
    );
    site.replace("content/news/own.md", "编号: zhijie,", "编号: zhijie, 出处: news/bao,");
    site.edit("content/_data/shuju.csv", |text| {
        text.replace("变化.方向\n", "变化.方向,出处\n")
            .replace(",,,\n", ",,,,年度总结的通知\n")
            .replace("下降", "下降,台账")
    });
    site.build_well();
    let link = "<a href=\"bao.html\">年度总结的通知</a>";
    assert!(site.read("news/own.html").contains(&format!("出处：{link}")), "{}", site.read("news/own.html"));
    assert_eq!(
        site.read("news/all.html").matches(&format!("出处：{link}")).count(),
        2,
        "of the page and of the row"
    );
    shows(&site, "news/all.html", "出处：台账");
    // Both are told on the page itself.
    shows(&site, "news/bao.html", "被引用于写着数的页出处网络培训2019年出处");
    // A row of a table, by its id: its words are shown, and the page counts as one that uses it.
    site.replace("content/news/own.md", "出处: news/bao", "出处: shuju#jiangtai");
    site.build_well();
    shows(&site, "news/own.html", "出处：上讲台");
    shows(&site, "news/all.html", "环比下降5%出处：台账用于：写着数的页");
    // A title edit reaches whoever shows the title.
    site.replace("content/news/bao.md", "年度总结的通知", "2019年度总结的通知");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), [""; 0], "a title that is gone is plain text again");
    shows(&site, "news/all.html", "出处：年度总结的通知");
}

#[test]
fn a_source_that_is_an_address_must_lead_somewhere() {
    for (written, wanted) in [
        ("news/bao", "unknown-reference"),
        ("../news/bao.md", "unknown-reference"),
        ("shuju#wanglou", "unknown-reference"),
        ("news/use.md", ""),
        ("/news/use.md", ""),
        ("引用的页", ""),
        ("2018/2019年报", ""),
        ("统计月报 news/12", ""),
        ("月报#12", ""),
        ("shuju#wangluo", ""),
    ] {
        let wanted: Vec<&str> = Some(wanted).filter(|code| !code.is_empty()).into_iter().collect();
        let site = Site::from(SITE);
        site.replace("content/news/own.md", "编号: zhijie,", &format!("编号: zhijie, 出处: \"{written}\","));
        assert_eq!(codes(&site.build().diagnostics), wanted, "on a page: {written}");
        let site = Site::from(SITE);
        site.edit("content/_data/shuju.csv", |text| {
            text.replace("变化.方向\n", "变化.方向,出处\n").replace(",,,\n", &format!(",,,,{written}\n"))
        });
        assert_eq!(codes(&site.build().diagnostics), wanted, "in a row: {written}");
    }
    let site = Site::from(SITE);
    site.replace("content/news/own.md", "编号: zhijie,", "编号: zhijie, 出处: shuju#wanglou,");
    let run = site.cli(["check"]);
    for wanted in ["own.md:4:", "“shuju#wangluo”？"] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
}

#[test]
fn a_changed_source_reaches_those_who_show_it_alone() {
    let site = Site::from(SITE);
    site.write("content/news/bao.md", "---\n标题: 总结\n摘要: 一句话\n---\n正文。\n");
    site.replace("content/news/own.md", "编号: zhijie,", "编号: zhijie, 出处: 总结,");
    site.build_well();
    site.replace("content/news/own.md", "出处: 总结", "出处: 台账");
    let report = site.build_well();
    assert_eq!(
        paths(&report.changes.changed),
        ["news/all.html", "news/bao.html", "news/own.html", "news/use.html"],
        "who shows the figure, and the page that tells who refers to it"
    );
    site.replace("content/news/bao.md", "正文。", "正文。\n\n第二段。");
    assert_eq!(paths(&site.build_well().changes.changed), ["news/bao.html"]);
}
