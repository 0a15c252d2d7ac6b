//! Charts in pages: from a table, from figures, from data.

use crate::harness::{Site, codes, ran};

const DATA: &str = "//- pilothouse.yaml\nsite: {title: 示例站}\ndata: {shuju: figure}\n//- content/_index.md\n---\ntitle: 首页\n---\n
//- content/_data/shuju.csv
编号,指标,数值,单位,时期,基数
kc-18,网络课程,38,门,2018,30
kc-19,网络课程,46,门,2019,38
//- content/_data/renci.csv
年份,机关,基层
2018,1200,3400
2019,,5200
";

fn site(body: &str) -> Site {
    let site = Site::from(DATA);
    site.write("content/a.md", format!("---\ntitle: 甲\n---\n{body}\n"));
    site
}

#[test]
fn a_table_becomes_a_drawing_and_stays_a_table() {
    let site = site(
        ":::图表 折线 | 培训人次 单位=人次\n| 年份 | 人次 |\n|---|---|\n| 2018 | 1,200 |\n| 2019 | 1.5万 |\n:::",
    );
    site.build_well();
    let html = site.read("a.html");
    assert!(html.contains("<title id=\"chart-1-title\">培训人次</title>"), "{html}");
    assert!(html.contains("最大15000（2019）") && html.contains("最小1200（2018）"), "{html}");
    assert!(
        html.contains("<polyline")
            && html.contains("<td>1.5万</td>")
            && html.contains("<th scope=\"row\">2018</th>")
    );
    let figure = html.split("<figure class=\"chart").nth(1).unwrap().split("</figure>").next().unwrap();
    assert!(!figure.contains("style=") && !figure.contains("<script"), "{figure}");
}

#[test]
fn figures_and_data_are_drawn_and_read_one_by_one() {
    let site = site(
        ":::图表 变化 | 课程 编号=kc-19\n:::\n\n:::图表 柱形 | 人次 数据=renci 横轴=年份 数值=机关,基层\n:::",
    );
    site.age();
    site.build_well();
    let html = site.read("a.html");
    assert!(html.contains("38 → 46（+21.1%）"), "{html}");
    assert!(html.contains("chart-missing"), "a missing value is told apart from nought");
    site.replace("content/_data/shuju.csv", "kc-18,网络课程,38", "kc-18,网络课程,39");
    let other = site.build_well();
    assert_eq!(ran(&other, "Emit"), 0, "a figure that the page does not show: {:?}", other.work);
    site.replace("content/_data/shuju.csv", "kc-19,网络课程,46", "kc-19,网络课程,57");
    site.build_well();
    assert!(site.read("a.html").contains("38 → 57（+50%）"));
}

/// Figures of which one has no baseline are compared by their changes alone: those are per cents, whatever is counted.
#[test]
fn changes_alone_are_per_cents() {
    let site = site(":::图表 变化 | 增长 编号=kc,px\n:::");
    site.write("pilothouse.yaml", "site: {title: 示例站}\ndata: {shuju: {kind: figure}}\n");
    site.write(
        "content/_data/shuju.csv",
        "编号,指标,数值,单位,时期,基数,变化.方式,变化.数值\nkc,网络课程,46,门,2019,38,同比,21\npx,直接培训,3600,人,2019,,同比,40\n",
    );
    site.build_well();
    let html = site.read("a.html");
    assert!(html.contains("<th scope=\"col\">%</th>"), "{html}");
    assert!(html.contains("40%") && !html.contains("40门"), "{html}");
}

#[test]
fn what_cannot_be_drawn_is_told_with_its_place() {
    let many = (0..1000).map(|number| format!("| {number} | {number} |\n")).collect::<String>();
    let cases = [
        (":::图表 饼图\n| 年 | 数 |\n|---|---|\n| 1 | 2 |\n:::".to_owned(), "chart-kind"),
        (":::图表 柱形\n没有表格\n:::".into(), "chart-empty"),
        (":::图表 柱形\n| 年 | 数 |\n|---|---|\n| 1 | 三百 |\n| 2 | 5 |\n:::".into(), "chart-not-a-number"),
        (format!(":::图表 折线\n| 年 | 数 |\n|---|---|\n{many}:::"), "chart-too-many"),
        (":::图表 柱形 数据=renci 横轴=年 数值=机关\n:::".into(), "chart-column"),
        (":::图表 柱形 数据=没有 横轴=年 数值=机关\n:::".into(), "chart-data"),
        (":::图表 柱形 编号=meiyou\n:::".into(), "figure-unknown"),
    ];
    for (body, code) in cases {
        let site = site(&body);
        let report = site.build();
        assert!(codes(&report.diagnostics).contains(&code), "{code}: {:?}", report.diagnostics);
        let found = report.diagnostics.iter().find(|found| found.code == code).unwrap();
        assert_eq!(found.place.as_ref().unwrap().file.as_str(), "content/a.md", "{code}");
        let run = site.cli(["check"]);
        let shown = format!("{}{}", run.out, run.err);
        assert!(shown.contains("a.md:4"), "{code} has its place: {shown}");
    }
}

#[test]
fn a_thousand_values_stay_a_table() {
    let rows = (0..1000).map(|number| format!("| {number} | {number} |\n")).collect::<String>();
    let site = site(&format!(":::图表 折线\n| 年 | 数 |\n|---|---|\n{rows}:::"));
    site.build();
    let html = site.read("a.html");
    assert!(html.contains("<details class=\"chart-data\" open>") && html.contains("<td>999</td>"));
    assert!(!html.contains("<polyline"));
}
