//! Data files: tables as records, findings at their cells, and who is rendered again when a row changes.

use pilothouse::diag::Lang;
use pilothouse::site::{self, WorldSources};

use crate::harness::{Silent, Site, codes, found_anew, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
data: {honours: {kind: honour}}
//- themes/plain/templates/unit.html
{% for one in rows(name=\"honours\", with={\"unit\": page.id}, sort=\"-year\") %}[{{ one.year }} {{ one.title }} {{ label(kind=\"honour\", field=\"level\", value=one.level) }} {{ one.tags | default(value=[]) | join(sep=\"/\") }}]{% endfor %}
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
//- content/_data/honours.csv
标题,年度,级别,单位,关键词
集体二等功,2019,省级,甲处,表彰、年度考核
\"先进, 集体\",2020,市级,jia,
文明窗口,2018,市级,乙处,\"服务
窗口\"
";

/// Returns the findings of a site as `code file:line:column`, sorted as a reader meets them.
fn found(site: &Site) -> Vec<String> {
    let (report, world) = site::check(&site.options, &Silent).unwrap();
    let shown = pilothouse::diag::render::plain(&report.diagnostics, &WorldSources::new(&world), Lang::En);
    let places =
        shown.lines().filter(|line| line.contains("content/_data/") || line.contains("pilothouse.yaml"));
    let mut places: Vec<String> = places.map(str::to_owned).collect();
    places.dedup();
    places
}

#[test]
fn rows_of_a_table_are_records() {
    let site = Site::plain(SITE);
    site.build_well();
    assert_eq!(
        site.read("units/jia.html").trim(),
        "[2020 先进, 集体 市级 ][2019 集体二等功 省级 表彰/年度考核]"
    );
    assert_eq!(site.read("units/yi.html").trim(), "[2018 文明窗口 市级 服务/窗口]");
}

#[test]
fn a_changed_row_renders_only_who_got_it() {
    let site = Site::plain(SITE);
    site.build_well();
    let file = "content/_data/honours.csv";
    site.replace(file, "文明窗口", "文明服务窗口");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/yi.html"]);
    assert_eq!((found_anew(&report, "Rows"), found_anew(&report, "Emit")), (1, 1));
    site.replace(file, "文明服务窗口,2018", "文明服务窗口,2021");
    assert_eq!(paths(&site.build_well().changes.changed), ["units/yi.html"]);
    site.edit(file, |text| format!("{text}新荣誉,2022,省级,甲处,\n"));
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/jia.html"]);
    site.edit(file, |text| format!("{text},,,,\n\n"));
    let report = site.build_well();
    assert_eq!((report.changes.changed.len(), found_anew(&report, "Rows")), (0, 0), "an empty row is none");
}

#[test]
fn a_renamed_unit_keeps_its_rows_by_id() {
    let site = Site::plain(SITE);
    site.build_well();
    site.replace("content/units/yi.md", "乙处", "乙办");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["unknown-reference"]);
    site.replace("content/_data/honours.csv", "乙处", "乙办");
    site.build_well();
    assert!(site.read("units/yi.html").contains("文明窗口"));
}

#[test]
fn findings_point_at_cells() {
    let site = Site::plain(SITE);
    site.write(
        "content/_data/honours.csv",
        "标题,年渡,级别,单位,备用\n甲,2019,省极,甲处,x\n\n乙,2020,市级,\"丙\n处\",,多\n,,市级,甲处,\n",
    );
    let shown = found(&site).join("\n");
    for wanted in [
        "honours.csv:1:4", // unknown column, with what was meant
        "honours.csv:1:13",
        "honours.csv:2:8",  // no such level
        "honours.csv:4:11", // a line break in a reference
        "honours.csv:5:5",  // no heading
        "honours.csv:6:1",  // no title
    ] {
        assert!(shown.contains(wanted), "{wanted} is not in\n{shown}");
    }
    let run = site.cli(["check"]);
    assert!(run.err.contains("“年度”") && run.err.contains("“省级”"), "{}", run.err);
    assert_eq!(run.err.matches("missing-field").count(), 0, "{}", run.err);
}

#[test]
fn a_missing_column_is_said_once() {
    let site = Site::plain(SITE);
    site.write("content/_data/honours.csv", "年度,级别\n2019,省级\n2020,省级\n");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["missing-field"]);
    site.write("content/_data/honours.csv", "");
    site.build_well();
}

#[test]
fn a_reference_to_nowhere_is_at_its_cell() {
    let site = Site::plain(SITE);
    site.replace("content/_data/honours.csv", "省级,甲处", "省级,甲出");
    let run = site.cli(["check"]);
    assert!(run.err.contains("honours.csv:2:15") && run.err.contains("“甲处”"), "{}", run.err);
}

#[test]
fn gbk_semicolons_and_tabs_are_read() {
    let site = Site::plain(SITE);
    let table = "标题;年度;单位\n集体二等功;2019;甲处\n";
    let (gbk, _, _) = encode_gbk(table);
    site.write("content/_data/honours.csv", gbk);
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["converted-encoding"]);
    assert!(site.read("units/jia.html").contains("2019 集体二等功"));
    site.write("content/_data/honours.csv", table.replace(';', "\t").replace('\n', "\r\n"));
    site.build_well();
    site.replace("content/_data/honours.csv", "2019", "二〇");
    assert!(site.cli(["check"]).err.contains("honours.csv:2:7"));
}

/// Returns a text as GBK: what a spreadsheet on a Chinese desk saves. Only the characters of these tests are known.
fn encode_gbk(text: &str) -> (Vec<u8>, (), ()) {
    const KNOWN: &[(char, [u8; 2])] = &[
        ('标', [0xB1, 0xEA]),
        ('题', [0xCC, 0xE2]),
        ('年', [0xC4, 0xEA]),
        ('度', [0xB6, 0xC8]),
        ('单', [0xB5, 0xA5]),
        ('位', [0xCE, 0xBB]),
        ('集', [0xBC, 0xAF]),
        ('体', [0xCC, 0xE5]),
        ('二', [0xB6, 0xFE]),
        ('等', [0xB5, 0xC8]),
        ('功', [0xB9, 0xA6]),
        ('甲', [0xBC, 0xD7]),
        ('处', [0xB4, 0xA6]),
    ];
    let bytes = |c: char| match KNOWN.iter().find(|(known, _)| *known == c) {
        Some((_, bytes)) => bytes.to_vec(),
        None => vec![u8::try_from(c).unwrap()],
    };
    (text.chars().flat_map(bytes).collect(), (), ())
}

#[test]
fn yaml_and_json_become_records_too() {
    let site = Site::plain(SITE);
    site.remove("content/_data/honours.csv");
    site.write(
        "content/_data/honours.json",
        "[\n\t{\"标题\": \"集体二等功\", \"年度\": 2019, \"单位\": \"甲处\"}\n]\n",
    );
    site.build_well();
    assert!(site.read("units/jia.html").contains("2019 集体二等功"));
    site.remove("content/_data/honours.json");
    site.write(
        "content/_data/honours.yaml",
        "- 标题: 集体二等功\n  年度: 2019\n  单位: 甲出\n- 乙\n- {标题: 丙, 级别: 省极}\n",
    );
    let shown = found(&site).join("\n");
    for wanted in ["honours.yaml:3:7", "honours.yaml:4:3", "honours.yaml:5:15"] {
        assert!(shown.contains(wanted), "{wanted} is not in\n{shown}");
    }
    site.write("content/_data/honours.yaml", "标题: 集体二等功\n");
    assert_eq!(codes(&site.build().diagnostics), ["data-not-rows"]);
    site.write("content/_data/honours.yaml", "- {标题: 丙\n");
    assert!(site.build().has_errors());
}

#[test]
fn tables_without_a_kind_are_texts_by_heading() {
    let site = Site::plain(SITE);
    site.write("content/_data/contacts.csv", "部门,电话\n综合科,0800\n\"宣传\"\"科\"\"\",8001\n");
    site.write(
        "themes/plain/templates/pilot.html",
        "{% for row in data(name=\"contacts\") %}{{ row[\"部门\"] | safe }}{{ row[\"电话\"] }};{% endfor %}{% for row in rows(name=\"contacts\", with={\"电话\": \"8001\"}) %}{{ row[\"部门\"] | safe }}{% endfor %}",
    );
    site.write("content/units/p.md", "---\nkind: pilot\ntitle: 品牌\nunit: jia\ndate: 2026-01-01\n---\n");
    site.build_well();
    assert_eq!(site.read("units/p.html").trim(), "综合科0800;宣传\"科\"8001;宣传\"科\"");
    site.write("content/_data/contacts.csv", "部门,电话,部门\n\"综合科,0800\n");
    assert_eq!(codes(&site.build().diagnostics), ["data-heading-twice", "data-open-quote"]);
}

#[test]
fn settings_that_name_nothing_are_found() {
    let site = Site::plain(SITE);
    site.replace(
        "pilothouse.yaml",
        "{honours: {kind: honour}}",
        "{honuors: {kind: honor, as: x}, honours: 荣誉}",
    );
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["data-file-missing", "unknown-setting", "unknown-kind"]);
    site.replace("pilothouse.yaml", "{honuors: {kind: honor, as: x}, honours: 荣誉}", "{honours: 荣誉}");
    site.build_well();
    site.replace("themes/plain/templates/unit.html", "{\"unit\": page.id}", "{\"units_\": page.id}");
    let run = site.cli(["check"]);
    assert!(run.err.contains("没有“units_”这个字段，是不是"), "{}", run.err);
}

#[test]
fn a_large_table_is_read_once_and_not_again_for_a_page() {
    let site = Site::plain(SITE);
    let rows: String = (0..10_000).map(|n| format!("荣誉{n},{},省级,甲处,表彰\n", 1950 + n % 70)).collect();
    site.write("content/_data/honours.csv", format!("标题,年度,级别,单位,关键词\n{rows}"));
    let report = site.build_well();
    assert_eq!((found_anew(&report, "Data"), found_anew(&report, "Rows")), (1, 2));
    site.replace("content/units/yi.md", "乙处", "乙办");
    let report = site.build_well();
    assert_eq!(found_anew(&report, "Data"), 0);
}

/// The same, its rows with pages of their own in the section of honours.
fn with_pages() -> Site {
    let site = Site::plain(SITE);
    site.replace("pilothouse.yaml", "{kind: honour}", "{kind: honour, pages: rongyu}");
    site.write("content/rongyu/_index.md", "---\ntitle: 荣誉榜\n---\n");
    site.write(
        "themes/plain/templates/honour.html",
        "{{ page.title }} {{ page.year }} {% set unit = card(id=page.unit) %}{{ unit?.title or \"\" }}",
    );
    site.build_well();
    site
}

#[test]
fn rows_may_have_pages() {
    let site = with_pages();
    assert_eq!(site.read("rongyu/ji-ti-er-deng-gong.html").trim(), "集体二等功 2019 甲处");
    let list = site.read("rongyu/index.html");
    assert!(list.contains("wen-ming-chuang-kou.html") && list.contains("文明窗口"), "{list}");
    site.replace(
        "themes/plain/templates/unit.html",
        "[{{ one.year }}",
        "{% set own = card(id=one.page_id) %}[{{ own.url }}",
    );
    site.build_well();
    assert!(
        site.read("units/yi.html").contains("[/rongyu/wen-ming-chuang-kou.html"),
        "{}",
        site.read("units/yi.html")
    );
}

#[test]
fn a_changed_row_renders_its_page_and_those_that_got_it() {
    let site = with_pages();
    let file = "content/_data/honours.csv";
    site.replace(file, "文明窗口,2018", "文明窗口,2017");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["rongyu/wen-ming-chuang-kou.html", "units/yi.html"]);
    site.edit(file, |text| format!("{text}新荣誉,2022,省级,甲处,\n"));
    let report = site.build_well();
    assert_eq!(paths(&report.changes.added), ["rongyu/xin-rong-yu.html"]);
    assert!(!paths(&report.changes.changed).contains(&"units/yi.html"));
    site.edit(file, |text| {
        text.lines().filter(|line| !line.starts_with("文明")).map(|l| format!("{l}\n")).collect()
    });
    assert_eq!(paths(&site.build_well().changes.removed), ["rongyu/wen-ming-chuang-kou.html"]);
}

#[test]
fn pages_of_rows_that_cannot_be() {
    let site = with_pages();
    site.replace("content/_data/honours.csv", "省级,甲处", "省级,甲出");
    assert_eq!(codes(&site.build().diagnostics), ["unknown-reference"], "said once, at the cell");
    site.replace("content/_data/honours.csv", "省级,甲出", "省级,甲处");
    site.write("content/rongyu/文明窗口.md", "---\ntitle: 文明窗口\n---\n");
    assert_eq!(codes(&site.build().diagnostics), ["row-page-taken"]);
    site.remove("content/rongyu/文明窗口.md");
    site.edit("content/_data/honours.csv", |text| {
        format!("{text}文明窗口,2015,省级,甲处,\nindex,2015,省级,甲处,\n")
    });
    site.build();
    assert!(site.files().contains_key("rongyu/wen-ming-chuang-kou-2.html"), "{:?}", site.names());
    site.replace("pilothouse.yaml", "honour, pages", "figure, pages");
    assert!(codes(&site.build().diagnostics).contains(&"rows-without-pages"));
}

#[test]
fn rows_that_name_a_page_are_told_to_it() {
    let site = Site::plain(SITE);
    site.write(
        "themes/plain/templates/unit.html",
        "{% for one in row_backlinks() %}{{ one.kind }} {{ one.field }} {{ one.row.title }};{% endfor %}{{ row_backlinks(kind=\"entry\") | length }}",
    );
    site.build_well();
    assert_eq!(site.read("units/yi.html").trim(), "honour unit 文明窗口;0");
    site.replace("content/_data/honours.csv", "文明窗口", "文明服务窗口");
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/yi.html"]);
    assert_eq!(found_anew(&report, "RowsNaming"), 1);
}
