//! Workbooks as data files: cells as they are seen, findings at cells, and what is hidden.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Site, codes, found_anew, paths};

const SITE: &str = "
//- pilothouse.yaml
site: {title: 示例站}
theme: plain
data: {honours: {kind: honour}}
//- themes/plain/templates/unit.html
{% for one in rows(name=\"honours\", with={\"unit\": page.id}, sort=\"-year\") %}[{{ one.year }} {{ one.title }} {{ one?.date or \"\" }} {{ one.tags | default(value=[]) | join(sep=\"/\") }}]{% endfor %}
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
";

const FILE: &str = "content/_data/honours.xlsx";

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns a workbook; each sheet is its name, its attributes and its XML. Style 1 is a date, 2 a month, 3 per cents.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let office = "http://schemas.openxmlformats.org/package/2006/relationships";
    add(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{office}\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, (name, attributes, xml)) in (1..).zip(sheets) {
        list += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" {attributes} r:id=\"s{number}\"/>");
        relations += &format!(
            "<Relationship Id=\"s{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        add(
            &format!("xl/worksheets/sheet{number}.xml"),
            &format!("<worksheet xmlns=\"{MAIN}\">{xml}</worksheet>"),
        );
    }
    relations += &format!("<Relationship Id=\"st\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>");
    add(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{list}</sheets></workbook>"),
    );
    add(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{office}\">{relations}</Relationships>"),
    );
    let formats = "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>";
    let styles = "<cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"9\"/></cellXfs>";
    add("xl/styles.xml", &format!("<styleSheet xmlns=\"{MAIN}\">{formats}{styles}</styleSheet>"));
    zip.finish().unwrap().into_inner()
}

/// Returns a row of texts and numbers; `@1:43983` has style 1.
fn row(number: usize, attributes: &str, cells: &[&str]) -> String {
    let mut out = format!("<row r=\"{number}\" {attributes}>");
    for (column, text) in ('A'..).zip(cells) {
        let (style, value) = match text.strip_prefix('@').and_then(|rest| rest.split_once(':')) {
            Some((style, value)) => (style, value),
            None => ("0", *text),
        };
        out += &match value {
            "" => String::new(),
            value if value.parse::<f64>().is_ok() => {
                format!("<c r=\"{column}{number}\" s=\"{style}\"><v>{value}</v></c>")
            }
            value if value.starts_with('#') => {
                format!("<c r=\"{column}{number}\" t=\"e\"><v>{value}</v></c>")
            }
            value => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
        };
    }
    out + "</row>"
}

const HEADINGS: &[&str] = &["标题", "年度", "单位", "关键词", "日期"];

fn sheet(before: &str, rows: &[String], after: &str) -> String {
    format!("{before}<sheetData>{}</sheetData>{after}", rows.concat())
}

fn with(xml: &str) -> Site {
    let site = Site::plain(SITE);
    site.write(FILE, workbook(&[("名单", "", xml)]));
    site
}

#[test]
fn cells_are_read_as_they_are_seen() {
    let rows = [
        row(1, "", &["2019年度荣誉一览"]),
        row(3, "", HEADINGS),
        row(4, "", &["集体二等功", "2019", "甲处", "表彰、考核", "@1:43983"]),
        row(5, "", &["先进集体", "2020", "", "@3:0.4", "@1:43984.5"]),
        row(7, "", &["文明窗口", "2018", "乙处", "", "2020年6月3日"]),
    ];
    let site = with(&sheet("", &rows, "<mergeCells count=\"1\"><mergeCell ref=\"C4:C5\"/></mergeCells>"));
    site.build_well();
    assert_eq!(
        site.read("units/jia.html").trim(),
        "[2020 先进集体 2020-06-02T12:00 40%][2019 集体二等功 2020-06-01 表彰/考核]"
    );
    assert_eq!(site.read("units/yi.html").trim(), "[2018 文明窗口 2020-06-03 ]");
}

#[test]
fn findings_name_the_cell() {
    let rows = [
        row(2, "", &["标题", "年渡", "单位", "", ""]),
        row(3, "", &["甲", "2019", "甲出", "", "多余"]),
        row(4, "", &["乙", "2020", "#REF!", "", ""]),
        row(12, "", &["", "2020", "甲处", "", ""]),
    ];
    let site = with(&sheet("", &rows, ""));
    let run = site.cli(["check"]);
    for wanted in [
        "honours.xlsx:B2",
        "“年度”",
        "honours.xlsx:C3",
        "“甲处”",
        "honours.xlsx:E3",
        "honours.xlsx:C4",
        "#REF!",
        "honours.xlsx:A12",
    ] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
    let json = site.cli(["check", "--format", "json"]);
    assert!(json.out.contains("\"cell\":\"C3\""), "{}{}", json.out, json.err);
}

#[test]
fn what_is_hidden_is_told_and_not_read() {
    let phone = ["标题", "年度", "单位", "电话"];
    let rows = [
        row(1, "", &phone),
        row(2, "", &["甲的荣誉", "2019", "甲处", "13800000000"]),
        row(3, "hidden=\"1\"", &["旧荣誉", "2018", "甲处", ""]),
    ];
    let columns = "<cols><col min=\"4\" max=\"4\" width=\"9\" hidden=\"1\"/></cols>";
    let list = sheet(columns, &rows, "");
    let site = Site::plain(SITE);
    let secret = sheet("", &[row(1, "", &["身份证号"])], "");
    site.write(
        FILE,
        workbook(&[("底稿", "state=\"hidden\"", &secret), ("名单", "", &list), ("说明", "", &secret)]),
    );
    let report = site.build();
    let mut found = codes(&report.diagnostics);
    found.sort_unstable();
    let wanted =
        ["workbook-hidden-column", "workbook-hidden-row", "workbook-hidden-sheet", "workbook-more-sheets"];
    assert_eq!(found, wanted);
    assert_eq!(site.read("units/jia.html").trim(), "[2019 甲的荣誉  ]");
    let run = site.cli(["check"]);
    for wanted in ["底稿", "honours.xlsx:D1", "honours.xlsx:A3", "说明"] {
        assert!(run.err.contains(wanted), "{wanted} is not in\n{}", run.err);
    }
}

#[test]
fn files_that_are_no_workbooks_say_so() {
    let good = workbook(&[("名单", "", &sheet("", &[row(1, "", HEADINGS)], ""))]);
    let cut = good[..good.len() / 2].to_vec();
    let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let site = Site::plain(SITE);
    for (bytes, code) in [
        (cut, "workbook-broken"),
        (b"PK\x03\x04".to_vec(), "workbook-broken"),
        (Vec::new(), "workbook-broken"),
        ("标题,年度\n".as_bytes().to_vec(), "workbook-broken"),
        (old, "workbook-locked"),
        (
            workbook(&[("名单", "", "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c>")]),
            "workbook-broken",
        ),
    ] {
        site.write(FILE, bytes);
        let report = site.build();
        assert_eq!(codes(&report.diagnostics), [code]);
        assert!(!report.committed);
    }
    site.write(FILE, workbook(&[("名单", "", "<sheetData/>")]));
    site.build_well();
}

#[test]
fn names_and_endings_of_data_files() {
    let site = with(&sheet("", &[row(1, "", HEADINGS)], ""));
    site.write("content/_data/honours.csv", "标题,年度\n甲,2019\n");
    site.write("content/_data/old.xls", "x");
    let report = site.build();
    assert_eq!(codes(&report.diagnostics), ["data-file-twice", "data-format"]);
    let run = site.cli(["check"]);
    assert!(run.err.contains("读的是 honours.csv") && run.err.contains("另存为 .xlsx"), "{}", run.err);
}

#[test]
fn a_changed_cell_renders_only_who_got_it() {
    let rows = |title: &str| {
        let rows =
            [row(1, "", HEADINGS), row(2, "", &["甲", "2019", "甲处"]), row(3, "", &[title, "2018", "乙处"])];
        workbook(&[("名单", "", &sheet("", &rows, ""))])
    };
    let site = Site::plain(SITE);
    site.write(FILE, rows("乙"));
    site.build_well();
    site.write(FILE, rows("丙"));
    let report = site.build_well();
    assert_eq!(paths(&report.changes.changed), ["units/yi.html"]);
    assert_eq!(found_anew(&report, "Rows"), 1);
}
