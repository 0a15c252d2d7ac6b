//! The kinds that come with the program, in the default theme: what their pages show, refuse and relate.

use crate::harness::{Site, codes, found_anew, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
//- content/_index.md
---
title: 首页
---
//- content/units/_index.md
---
title: 单位
pages: {kind: unit}
---
//- content/units/jia.md
---
title: 甲处
---
//- content/units/yi.md
---
title: 乙处
---
//- content/notices/_index.md
---
title: 通知公告
pages: {kind: notice}
---
//- content/notices/tongbao.md
---
标题: 关于推广典型经验的通报
发布时间: 2020-06-12
文种: 通报
文号: 甲发〔2020〕8号
主送: 各处室
发文单位: 甲处
成文日期: 2020-06-10
抄送: 乙处
---
正文。
//- content/news/_index.md
---
title: 动态
pages: {kind: activity}
---
//- content/news/forum.md
---
标题: 论坛第五讲
发布时间: 2020-06-29
活动日期: 2020-06-28
具体时间: 14:30—16:30
地点: 会议室
活动类型: 论坛
主讲单位: 乙处
参加人数: 46
单位: jia
照片: [{图片: tu.svg, 替代文字: 会场, 图注: 图为**会场**, 肖像: 已征得同意}]
---
正文。
//- content/news/tu.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"></svg>
";

/// Returns the text of an output without tags, blanks joined.
fn words(site: &Site, output: &str) -> String {
    let html = site.read(output);
    let main =
        html.split_once("<main").unwrap().1.split_once('>').unwrap().1.split_once("</main>").unwrap().0;
    let text = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    text.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Insists that an output shows words in this order.
fn shows(site: &Site, output: &str, wanted: &[&str]) {
    let text = words(site, output);
    let mut rest = text.as_str();
    for words in wanted {
        rest = rest
            .split_once(words)
            .unwrap_or_else(|| panic!("{words:?} is not there, or not next, in {text}"))
            .1;
    }
}

#[test]
fn a_notice_shows_its_number_addressee_and_signature() {
    let site = Site::from(SITE);
    site.build_well();
    let page = "notices/tongbao.html";
    shows(
        &site,
        page,
        &["甲发〔2020〕8号", "各处室：", "正文。", "甲处", "2020年6月10日", "文种 通报", "抄送 乙处"],
    );
    shows(&site, "notices/index.html", &["关于推广典型经验的", "通报", "甲发〔2020〕8号"]);
    site.replace("content/notices/tongbao.md", "发布时间", "language: en\n发布时间");
    site.build_well();
    shows(&site, page, &["各处室:", "10 June 2020", "Type circular", "Copy to 乙处"]);
}

#[test]
fn a_notice_with_a_wrong_number_or_date_is_refused() {
    let site = Site::from(SITE);
    site.replace("content/notices/tongbao.md", "〔2020〕", "[2020]");
    let run = site.cli(["check"]);
    assert!(run.err.contains("请改成：甲发〔2020〕8号") && run.err.contains("tongbao.md:5:"), "{}", run.err);
    site.replace("content/notices/tongbao.md", "[2020]", "〔2020〕");
    site.replace("content/notices/tongbao.md", "2020-06-10", "2020-06-13");
    assert_eq!(codes(&site.build().diagnostics), ["dates-reversed"]);
}

#[test]
fn an_activity_shows_when_where_and_who() {
    let site = Site::from(SITE);
    site.build_well();
    let page = "news/forum.html";
    shows(
        &site,
        page,
        &[
            "正文。",
            "图为 会场",
            "活动日期 2020年6月28日 14:30—16:30",
            "地点 会议室",
            "活动类型 论坛",
            "主办单位 乙处",
            "参加人数 46人",
            "单位 甲处",
        ],
    );
    shows(&site, "units/jia.html", &["活动 论坛第五讲"]);
    shows(&site, "news/index.html", &["论坛第五讲", "论坛 会议室"]);
    site.replace(
        "content/news/forum.md",
        "活动日期: 2020-06-28\n",
        "活动日期: 2020-06-28\n结束日期: 2020-06-27\n",
    );
    assert_eq!(codes(&site.build().diagnostics), ["dates-reversed"]);
    site.replace("content/news/forum.md", "活动日期: 2020-06-28\n结束日期: 2020-06-27\n", "");
    assert_eq!(codes(&site.build().diagnostics), ["missing-field"]);
}

#[test]
fn a_new_activity_renders_its_unit_and_what_lists_it() {
    let site = Site::from(SITE);
    site.build_well();
    site.write(
        "content/news/new.md",
        "---\n标题: 志愿服务\n发布时间: 2020-05-18\n活动日期: 2020-05-16\n单位: jia\n---\n正文。\n",
    );
    let report = site.build_well();
    let lists = ["feed.xml", "index.html", "news/forum.html", "news/index.html", "units/jia.html"];
    assert_eq!(paths(&report.changes.changed), lists, "the other activity has a neighbour now");
    assert_eq!(paths(&report.changes.added), ["news/new.html"]);
    site.replace("content/news/new.md", "正文。", "正文改了。");
    site.replace("content/news/new.md", "活动日期: 2020-05-16", "活动日期: 2020-05-17");
    let report = site.build_well();
    assert_eq!(
        (paths(&report.changes.changed).contains(&"units/jia.html"), found_anew(&report, "Select")),
        (false, 0)
    );
}

const ROUND: &str = "
//- content/rounds/_index.md
---
title: 评选
pages: {kind: round}
---
//- content/rounds/r.md
---
标题: 2020年度评选
发布时间: 2020-05-06
年度: 2020
组织单位: 甲处
名额: 10
数量: {申报单位: 4, 申报: 26, 初步名单: 2, 入选: 1}
阶段:
  - {步骤: 申报, 日期: 2020-05-06, 截止: 2020-05-15, 文件: 评选办法}
  - {步骤: 公示, 日期: 2020-06-01}
  - {步骤: 命名, 日期: 2020-06-12, 通知: tongbao}
排列说明: 排名不分先后
名单:
  - {单位: 乙处, 名称: 每月一课, 结果: 通报, 页面: case}
  - {单位: 丁处, 名称: 首问单, 结果: 初步名单}
---
正文。
//- content/rounds/case.md
---
kind: showcase
title: 乙处的每月一课
date: 2020-06-22
unit: yi
state: promoted
round: r
---
//- content/rounds/honour.md
---
kind: honour
title: 2020年度典型经验
date: 2020-06-23
round: r
---
";

fn with_round() -> Site {
    let site = Site::from(SITE);
    site.add(ROUND);
    site.build_well();
    site
}

#[test]
fn a_round_shows_its_stages_counts_and_entries() {
    let site = with_round();
    let stages =
        ["申报", "2020年5月6日", "至", "2020年5月15日", "评选办法", "公示", "通报", "关于推广典型经验的通报"];
    shows(&site, "rounds/r.html", &stages);
    shows(&site, "rounds/r.html", &["申报单位", "4", "个", "申报", "26", "项", "入选", "1", "正文。"]);
    shows(
        &site,
        "rounds/r.html",
        &["名单", "1", "乙处", "每月一课", "入选", "2", "丁处", "首问单", "排名不分先后"],
    );
    shows(
        &site,
        "rounds/r.html",
        &["展示条目 乙处的每月一课", "荣誉 2020年度典型经验", "年度 2020年", "名额 10项"],
    );
}

#[test]
fn a_round_is_named_by_all_that_belong_to_it() {
    let site = with_round();
    shows(&site, "notices/tongbao.html", &["评选 2020年度评选 通报"]);
    shows(&site, "rounds/case.html", &["评选 2020年度评选", "评选 2020年度评选"]);
    shows(&site, "rounds/honour.html", &["评选 2020年度评选"]);
    shows(&site, "units/jia.html", &["组织的评选 2020年度评选"]);
    shows(&site, "units/yi.html", &["参加的评选 2020年度评选"]);
    site.replace("content/rounds/r.md", "标题: 2020年度评选", "标题: 2020年度典型经验评选");
    site.build_well();
    for page in
        ["notices/tongbao.html", "rounds/case.html", "rounds/honour.html", "units/jia.html", "units/yi.html"]
    {
        shows(&site, page, &["2020年度典型经验评选"]);
    }
}

#[test]
fn a_round_that_does_not_add_up_is_refused() {
    for (from, to, code) in [
        ("初步名单: 2, 入选: 1", "初步名单: 2, 入选: 3", "number-above-other"),
        ("名额: 10", "名额: 0", "number-above-other"),
        ("文件: 评选办法", "文件: 甲发【2020】第08号", "document-brackets"),
        ("日期: 2020-06-01", "日期: 2020-05-01", "dates-not-rising"),
        ("截止: 2020-05-15", "截止: 2020-05-05", "dates-reversed"),
        ("通知: tongbao", "通知: honour", "reference-wrong-kind"),
    ] {
        let site = with_round();
        site.replace("content/rounds/r.md", from, to);
        assert_eq!(codes(&site.build().diagnostics).first(), Some(&code), "{to}");
    }
}

#[test]
fn the_list_of_a_round_is_counted() {
    for (from, to, wanted) in [
        ("入选: 1}", "入选: 2}", "“入选”写的是 2，名单里数出来是 1"),
        ("初步名单: 2,", "初步名单: 5,", "“初步名单”写的是 5，名单里数出来是 2"),
        (
            "申报: 26, 初步名单: 2, 入选: 1",
            "申报: 1, 初步名单: 1, 入选: 1",
            "“申报”写的是 1，名单里数出来是 2",
        ),
        ("日期: 2020-06-01}", "日期: 2020-06-01, 截止: 2020-06-04}", "公示只有 4 个工作日，至少要 5 个"),
        ("日期: 2020-06-01}", "日期: 2020-05-29, 截止: 2020-06-03}", "公示只有 4 个工作日"),
        (
            "日期: 2020-06-01}",
            "日期: 2020-05-15, 截止: 2020-06-03}",
            "从 2020-05-15 开始，可是上一条到 2020-05-15 才结束",
        ),
        ("文件: 评选办法", "文件: 甲发（２０２０）8号", "请改成：甲发〔2020〕8号"),
    ] {
        let site = with_round();
        site.replace("content/rounds/r.md", from, to);
        let run = site.cli(["check"]);
        assert!(run.err.contains(wanted), "{to}: {}", run.err);
    }
    let site = with_round();
    site.replace("content/rounds/r.md", "日期: 2020-06-01}", "日期: 2020-06-01, 截止: 2020-06-04}");
    site.write("pilothouse.yaml", "site: {title: 示例站}\nrounds: {publicity_days: 4}\n");
    site.build_well();
    site.write("pilothouse.yaml", "site: {title: 示例站}\n评选: {公示天数: 4, 放假日: [2020-06-02]}\n");
    assert_eq!(codes(&site.build().diagnostics), ["too-few-workdays"]);
}

#[test]
fn the_entries_of_a_round_may_be_a_table() {
    let site = Site::from(SITE);
    site.add(ROUND);
    site.write("pilothouse.yaml", "site: {title: 示例站}\ndata: {list: {kind: entry}}\n");
    site.replace("content/rounds/r.md", "排列说明", "名单文件: list\n排列说明");
    let table = "序号,单位,名称,结果,等次,评选\n7,甲处,窗口,申报,,r\n";
    site.write("content/_data/list.csv", table);
    assert_eq!(codes(&site.build().diagnostics), ["count-differs"], "26 were reported, 3 are listed");
    site.replace("content/rounds/r.md", "申报: 26", "申报: 3");
    site.build_well();
    shows(&site, "rounds/r.html", &["首问单", "7", "甲处", "窗口", "申报", "排名不分先后"]);
    shows(&site, "units/jia.html", &["参加的评选", "2020年度评选", "窗口", "申报"]);
    site.write("content/_data/list.csv", table.replace("窗口", "服务窗口"));
    assert_eq!(paths(&site.build_well().changes.changed), ["rounds/r.html", "units/jia.html"]);
    site.write("content/_data/list.csv", table.replace(",r", ",none"));
    assert_eq!(codes(&site.build().diagnostics), ["unknown-reference"]);
}

/// Returns what is found when the notice of the round announces numbers.
fn announced(numbers: &str) -> (Site, String) {
    let site = with_round();
    site.write(
        "content/rounds/announce.md",
        format!("---\n类型: 通知\n标题: 通报\n发布时间: 2020-06-12\n文号: 甲发〔2020〕8号\n公布数量: {numbers}\n---\n"),
    );
    let run = site.cli(["check"]);
    (site, run.err)
}

#[test]
fn a_notice_announces_as_many_as_the_lists_have() {
    for fits in
        ["[{数: 1, 名单: r}]", "[{数: 2, 名单: r, 步骤: 初步名单}]", "[{数: 26, 名单: r, 步骤: 申报}]", "3"]
    {
        let (site, err) = announced(fits);
        site.build_well();
        assert!(!err.contains("announced-differs"), "{fits}: {err}");
    }
    let (site, _) = announced("[{数: 2, 名单: r, 步骤: 初步名单}]");
    site.build_well();
    assert!(
        site.read("rounds/announce.html").contains("2020年度评选</a> 初步名单 2项</dd>"),
        "which list, and of what"
    );
    for (numbers, wanted) in [
        ("[{数: 2, 名单: r}]", "公布的是 2，“2020年度评选”里数出来是 1"),
        ("[{数: 3, 名单: r, 步骤: 初步名单}]", "公布的是 3，“2020年度评选”里数出来是 2"),
        ("[{数: 25, 名单: r, 步骤: 申报}]", "公布的是 25，“2020年度评选”里数出来是 26"),
    ] {
        let (_, err) = announced(numbers);
        for wanted in [wanted, "rounds/announce.md:6:", "announced-differs"] {
            assert!(err.contains(wanted), "{numbers}: {wanted} is not in\n{err}");
        }
    }
    assert!(announced("[{数: 2, 名单: none}]").1.contains("unknown-reference"));
}

#[test]
fn a_notice_announces_as_many_honours_as_there_are() {
    let (site, _) = announced("3");
    let honour = |name: &str, more: &str| {
        site.write(
            &format!("content/rounds/{name}.md"),
            format!(
                "---\n类型: 荣誉\n标题: {name}\n发布时间: 2020-06-15\n文号: 甲发〔2020〕8号\n{more}\n---\n"
            ),
        );
    };
    honour("gong", "获奖名单: [{单位: 乙处, 等次: 三等功}, {单位: 丁处, 等次: 嘉奖}]");
    assert_eq!(codes(&site.build().diagnostics), ["announced-differs"], "3 are announced, 2 are honoured");
    let err = site.cli(["check"]).err;
    assert!(
        err.contains("公布的是 3，甲发〔2020〕8号的荣誉里数出来是 2") && err.contains("announce.md:6:"),
        "{err}"
    );
    honour("chuang", "单位: 甲处\n等次: 嘉奖");
    site.build_well();
    let say = |numbers: &str| {
        site.edit("content/rounds/announce.md", |text| {
            let from = text.split_once("公布数量: ").unwrap().1.split_once('\n').unwrap().0;
            text.replace(from, numbers)
        });
        codes(&site.build().diagnostics).join(" ")
    };
    assert_eq!(say("[{数: 2, 等次: 嘉奖}, {数: 1, 等次: 三等功}]"), "");
    assert_eq!(say("[{数: 3, 等次: 嘉奖}, {数: 1, 等次: 三等功}]"), "announced-differs");
    assert_eq!(say("[{数: 1, 名单: gong, 等次: 嘉奖}, {数: 2, 名单: gong}]"), "");
    assert_eq!(say("[{数: 1, 名单: gong}]"), "announced-differs");
    // Rows of a table are honours too.
    site.write("pilothouse.yaml", "site: {title: 示例站}\ndata: {awards: {kind: honour}}\n");
    site.write(
        "content/_data/awards.csv",
        "标题,文号,等次,单位\n文明窗口,甲发〔2020〕8号,嘉奖,乙处\n其他,甲发〔2020〕9号,嘉奖,乙处\n",
    );
    assert_eq!(say("4"), "");
    assert_eq!(say("5"), "announced-differs");
    assert_eq!(say("4"), "");
    site.replace("content/_data/awards.csv", "9号", "8号");
    assert_eq!(codes(&site.build().diagnostics), ["announced-differs"], "a row came to it");
}

const HISTORIES: &str = "
//- content/units/bing.md
---
title: 丙处
沿革:
  - {日期: \"2017\", 变化: 成立, 当时名称: 培训处}
  - {日期: 2019-03, 变化: 整合, 来源单位: [培训处, 指导处], 文件: 甲发〔2019〕1号}
---
//- content/pilots/_index.md
---
title: 品牌
pages: {kind: pilot}
---
//- content/pilots/p.md
---
title: 丙处的品牌
date: 2020-07-06
unit: bing
培育过程:
  - {状态: 申报, 日期: 2019-03, 认定单位: 甲处}
  - {状态: 培育库, 日期: 2020-06-12, 通知: tongbao}
成效: 见效**快**。
---
正文。
//- content/series/_index.md
---
title: 系列
pages: {kind: series}
---
//- content/series/s.md
---
title: 领航
主办单位: jia
年限: 3
---
";

#[test]
fn brands_units_and_series_tell_their_history() {
    let site = Site::from(SITE);
    site.add(HISTORIES);
    site.build_well();
    let unit = [
        "沿革",
        "2017年",
        "成立",
        "原名培训处",
        "2019年3月",
        "合并",
        "由培训处、指导处组成",
        "甲发〔2019〕1号",
    ];
    shows(&site, "units/bing.html", &unit);
    let stages =
        ["培育过程", "2019年3月", "申报", "甲处", "2020年6月12日", "培育库", "关于推广典型经验的通报"];
    shows(&site, "pilots/p.html", &stages);
    shows(&site, "pilots/p.html", &["正文。", "成效", "见效 快"]);
    shows(&site, "series/s.html", &["年限 3年", "主办单位 甲处"]);
    site.replace("content/pilots/p.md", "日期: 2020-06-12", "日期: 2019-02");
    assert_eq!(codes(&site.build().diagnostics), ["dates-not-rising"]);
}

const PROGRAMME: &str = "
//- content/series/_index.md
---
title: 系列
pages: {kind: series}
---
//- content/series/s.md
---
标题: 领航展示
所属计划: 领航计划
标题样式: \"{series}丨{unit}：{headline}（{ordinal}）\"
---
//- content/series/plan.md
---
类型: 计划
标题: 领航计划
开始年份: \"2019\"
结束年份: \"2021\"
进展: 实施
文号: 甲发〔2019〕3号
---
正文。
//- content/series/part.md
---
类型: 品牌
标题: “筑垒”强
发布时间: 2020-07-06
单位: jia
系列: s
---
正文。
";

#[test]
fn a_programme_and_its_series_name_each_other() {
    let site = Site::from(SITE);
    site.add(PROGRAMME);
    site.build_well();
    shows(
        &site,
        "series/plan.html",
        &["正文。", "系列专栏 领航展示", "进展 进行中", "2019年", "至", "2021年"],
    );
    shows(&site, "series/s.html", &["领航计划"]);
    assert!(site.read("series/s.html").contains("plan.html"));
    site.replace("content/series/s.md", "所属计划: 领航计划", "所属计划: 别的计划");
    site.build_well();
    shows(&site, "series/s.html", &["别的计划"]);
}

#[test]
fn a_series_composes_the_titles_of_its_parts() {
    let site = Site::from(SITE);
    site.add(PROGRAMME);
    site.build_well();
    let html = site.read("series/part.html");
    assert!(html.contains("<title>领航展示丨甲处：“筑垒”强（第1期） - "), "{html}");
    assert!(html.contains("<h1>“筑垒”强</h1>"));
    site.replace("content/series/s.md", "{headline}", "{title}");
    assert_eq!(codes(&site.build().diagnostics), ["pattern-mismatch"]);
}

#[test]
fn a_unit_is_renamed_in_one_place() {
    let site = with_round();
    site.write("pilothouse.yaml", "site: {title: 示例站}\ndata: {awards: {kind: honour}}\n");
    site.write("content/_data/awards.csv", "标题,单位\n文明窗口,乙处\n");
    site.build_well();
    shows(&site, "rounds/r.html", &["乙处", "每月一课"]);
    // The old name stays where others wrote it: in the list of a round, and in a table.
    site.replace("content/units/yi.md", "title: 乙处", "title: 乙室\naka: [乙处]");
    site.build_well();
    shows(&site, "rounds/r.html", &["名单", "1", "乙室", "每月一课"]);
    assert!(!site.read("units/index.html").contains("乙处"));
    shows(&site, "units/yi.html", &["参加的评选", "2020年度评选", "文明窗口"]);
    // A new unit that takes the old name is meant by it from then on.
    site.write("content/units/xin.md", "---\nkind: unit\ntitle: 乙处\n---\n");
    site.build_well();
    shows(&site, "units/xin.html", &["参加的评选", "2020年度评选"]);
    assert!(!site.read("units/yi.html").contains("参加的评选"));
}
