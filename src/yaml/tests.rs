//! Tests of reading YAML as editors write it: what is accepted, what is reported and where.

use std::ops::Range;

use super::*;
use crate::base::SourcePath;
use crate::diag::{Anchor, Part, rules};

fn place(range: Range<usize>) -> Place {
    Place::front(&SourcePath::new("content/a.md"), range)
}

fn span(place: &Option<Place>) -> Range<usize> {
    match place.as_ref().map(|place| &place.anchor) {
        Some(Anchor::Front(from, to)) => *from as usize..*to as usize,
        other => panic!("no bytes: {other:?}"),
    }
}

/// Returns a node as JSON-like text: `{k: v, l: [a, b]}`, `~` for nothing, `!` for what is broken.
fn show(node: &Node) -> String {
    match &node.data {
        Data::Null => "~".into(),
        Data::Broken => "!".into(),
        Data::Scalar(scalar) if scalar.plain => scalar.text.clone(),
        Data::Scalar(scalar) => format!("{:?}", scalar.text),
        Data::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Data::Map(entries) => {
            let pair = |(key, value): &(Node, Node)| format!("{}: {}", show(key), show(value));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Asserts the tree and the findings (code and source text) of a text.
#[track_caller]
fn reads(text: &str, tree: &str, findings: &[(&str, &str)]) -> Vec<Diagnostic> {
    let (node, found) = parse(text, &place);
    let got: Vec<(&str, &str)> = found.iter().map(|d| (d.code.as_str(), &text[span(&d.place)])).collect();
    assert_eq!((node.as_ref().map_or("-".into(), show).as_str(), &got[..]), (tree, findings), "in {text:?}");
    for d in &found {
        assert!(rules::rule(&d.code).is_some(), "{} is a rule", d.code);
    }
    found
}

fn arg<'d>(found: &'d Diagnostic, name: &str) -> &'d str {
    found.args.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
}

#[test]
fn scalars_stay_as_written() {
    reads(
        "标题: 2020\n编号: 007\n草稿: yes\n空:\n无: ~\n",
        "{标题: 2020, 编号: 007, 草稿: yes, 空: ~, 无: ~}",
        &[],
    );
    reads(
        "a: \"x: y\"\nb: 'it''s'\nc: “引号”\nd: 【通知】甲\n",
        "{a: \"x: y\", b: \"it's\", c: “引号”, d: 【通知】甲}",
        &[],
    );
    reads("网址: http://a.b/c?d=e#f\n时间: 10:30\n", "{网址: http://a.b/c?d=e#f, 时间: 10:30}", &[]);
    reads("a: |\n  一\n  二\nb: >-\n  三\n  四\n", "{a: \"一\\n二\\n\", b: \"三四\"}", &[]);
}

#[test]
fn spans_are_bytes_of_what_was_written() {
    let text =
        "# 说明\r\n标题: 甲 乙   # 注\r\n引: \"丙\"\r\n列:\r\n  - 丁\r\n  - {戊: 己}\r\n块: |\r\n  庚\r\n";
    let (node, found) = parse(text, &place);
    assert_eq!(found, []);
    let node = node.expect("a map");
    let at = |path: &str| &text[node.locate(path, Part::Value, &mut |_, a, b| a == b).expect(path)];
    assert_eq!(at("标题"), "甲 乙");
    assert_eq!(at("引"), "\"丙\"");
    assert_eq!(at("列[0]"), "丁");
    assert_eq!(at("列[1]"), "{戊: 己}");
    assert_eq!(at("列[1].戊"), "己");
    assert_eq!(at("列"), "- 丁\r\n  - {戊: 己}");
}

#[test]
fn chinese_lines_join_without_a_space() {
    reads("摘要: 第一行，\n  第二行\n  Excel 表\n", "{摘要: 第一行，第二行 Excel 表}", &[]);
}

#[test]
fn full_width_colon_after_a_key() {
    let found = reads("标题：通知\n单位: 甲\n", "{标题: 通知, 单位: 甲}", &[("full-width-colon", "：")]);
    assert_eq!(arg(&found[0], "key"), "标题");
    reads("标题： 通知：附件\n", "{标题: 通知：附件}", &[("full-width-colon", "：")]);
    reads("标题: 教育处：通知\n", "{标题: 教育处：通知}", &[]);
    reads("标题：\n  甲\n", "{标题: 甲}", &[("full-width-colon", "：")]);
    reads(
        "题图:\n  文件：a.jpg\n  说明: 乙\n",
        "{题图: {文件: a.jpg, 说明: 乙}}",
        &[("full-width-colon", "：")],
    );
    reads(
        "题图:\n  文件：a.jpg\n  说明：乙\n",
        "{题图: {文件: a.jpg, 说明: 乙}}",
        &[("full-width-colon", "："), ("full-width-colon", "：")],
    );
    reads(
        "大事记：\n  - 年份：2017\n    内容：首批\n  - 年份: 2019\n    内容：入选\n",
        "{大事记: [{年份: 2017, 内容: 首批}, {年份: 2019, 内容: 入选}]}",
        &[("full-width-colon", "：")].repeat(4)[..],
    );
    reads("- 甲\n", "-", &[("yaml-not-a-map", "- 甲")]);
}

#[test]
fn full_width_colon_in_text_is_text() {
    reads("摘要:\n  注意：今天开会\n", "{摘要: 注意：今天开会}", &[]);
    reads("标签:\n  - 说明：甲\n  - 乙\n", "{标签: [说明：甲, 乙]}", &[]);
    reads("摘要: 第一\n  注意：第二\n", "{摘要: 第一注意：第二}", &[]);
    reads("正文: |\n  标题：甲\n  单位：乙\n次: 丙\n", "{正文: \"标题：甲\\n单位：乙\\n\", 次: 丙}", &[]);
    reads("引: \"甲\n  标题：乙\"\n", "{引: \"甲标题：乙\"}", &[]);
}

#[test]
fn full_width_marks_in_brackets() {
    reads(
        "数据: [{指标：人数, 数值：3}]\n",
        "{数据: [{指标: 人数, 数值: 3}]}",
        &[("full-width-colon", "："); 2],
    );
    reads("数据: {指标: 人数，数值: 3}\n", "{数据: {指标: 人数, 数值: 3}}", &[("full-width-comma", "，")]);
    reads("标签: [甲，乙]\n", "{标签: [甲, 乙]}", &[("full-width-comma", "，")]);
    reads("标签: [学习，提高, 乙]\n", "{标签: [学习，提高, 乙]}", &[]);
    reads("标签: [\"甲，乙\"]\n", "{标签: [\"甲，乙\"]}", &[]);
    reads("标签: 【甲，乙】\n", "{标签: 【甲，乙】}", &[]);
    reads(
        "变化: {方式:同比, 网址: http://a.b}\n",
        "{变化: {方式: 同比, 网址: http://a.b}}",
        &[("missing-space", ":")],
    );
    reads("数据: {说明: 甲：乙，丙}\n", "{数据: {说明: 甲：乙，丙}}", &[]);
}

#[test]
fn full_width_spaces() {
    reads("题图:\n　文件: a\n　说明: b\n", "{题图: {文件: a, 说明: b}}", &[("full-width-space", "　"); 2]);
    reads("标题:　通知\n", "{标题: 通知}", &[("full-width-space", "　")]);
    reads("标签:\n-　甲\n- 乙\n", "{标签: [甲, 乙]}", &[("full-width-space", "　")]);
    reads("标题:\u{a0}通知\n", "{标题: 通知}", &[("full-width-space", "\u{a0}")]);
    reads(
        "正文: |\n　　第一段\n　　第二段\n",
        "{正文: \"第一段\\n第二段\\n\"}",
        &[("full-width-space", "　　"); 2],
    );
    reads("标题: 甲　乙\n", "{标题: 甲　乙}", &[]);
}

#[test]
fn missing_space_after_colon() {
    let found = reads("标题:通知\n单位: 甲\n", "{标题: 通知, 单位: 甲}", &[("missing-space", ":")]);
    assert_eq!(arg(&found[0], "key"), "标题");
    reads("题图:\n  文件:a.jpg\n  说明: b\n", "{题图: {文件: a.jpg, 说明: b}}", &[("missing-space", ":")]);
    reads("列:\n  - 10:30\n  - http://a.b\n", "{列: [10:30, http://a.b]}", &[]);
}

#[test]
fn tabs() {
    reads("题图:\n\t文件: a\n标题: 乙\n", "{题图: {文件: a}, 标题: 乙}", &[("yaml-tab", "\t")]);
    reads("标题:\t乙\n", "{标题: 乙}", &[]);
}

#[test]
fn colon_inside_a_value() {
    let found = reads(
        "标题: 通知: 附件\n单位: 甲\n",
        "{标题: \"通知: 附件\", 单位: 甲}",
        &[("yaml-colon-in-value", ":")],
    );
    assert_eq!(arg(&found[0], "fixed"), "标题: \"通知: 附件\"");
    assert_eq!(span(&found[0].place), 14..15);
    let found = reads("列:\n  - 名: a: b # 注\n", "{列: [{名: \"a: b\"}]}", &[("yaml-colon-in-value", ":")]);
    assert_eq!(arg(&found[0], "fixed"), "名: \"a: b\"");
    let found =
        reads("标题: 说\"好\": 甲\n", "{标题: \"说\\\"好\\\": 甲\"}", &[("yaml-colon-in-value", ":")]);
    assert_eq!(arg(&found[0], "fixed"), "标题: '说\"好\": 甲'");
}

#[test]
fn values_that_start_with_a_mark() {
    for value in [
        "@甲",
        "%5",
        "`代码`",
        "**粗体**",
        "*强调* 文字",
        "|甲",
        ">引用",
        "& 乙",
        "]甲",
        "[重要] 通知",
        "{甲} 乙",
        "*没有",
    ] {
        let text = format!("标题: {value}\n单位: 甲\n");
        let first = &value[..1];
        let found = reads(&text, &format!("{{标题: {value:?}, 单位: 甲}}"), &[("yaml-needs-quotes", first)]);
        assert_eq!(arg(&found[0], "fixed"), format!("标题: \"{value}\""));
    }
    reads("标题: !important\n次: 乙\n", "{标题: ~, 次: 乙}", &[("yaml-tag", "!important")]);
    reads("标签:\n  - @甲\n  - 乙\n", "{标签: [\"@甲\", 乙]}", &[("yaml-needs-quotes", "@")]);
}

#[test]
fn quotes() {
    let found =
        reads("标题: \"通知\n单位: 甲\n", "{标题: \"通知\", 单位: 甲}", &[("yaml-unclosed-quote", "\"")]);
    assert_eq!((span(&found[0].place), arg(&found[0], "fixed")), (8..9, "标题: \"通知\""));
    let found =
        reads("标题: \"通知”\n单位: 甲\n", "{标题: \"通知”\", 单位: 甲}", &[("yaml-unclosed-quote", "\"")]);
    assert_eq!(arg(&found[0], "fixed"), "标题: “通知”");
    reads("标题: '通知\n单位: 甲\n", "{标题: \"通知\", 单位: 甲}", &[("yaml-unclosed-quote", "'")]);
    let found = reads(
        "title: \"Bridge\" project\n",
        "{title: \"\\\"Bridge\\\" project\"}",
        &[("yaml-text-after-quote", " project")],
    );
    assert_eq!(arg(&found[0], "fixed"), "title: '\"Bridge\" project'");
    assert_eq!(found[0].severity, crate::diag::Severity::Hint);
    reads("标题: \"第一\n  第二\"\n次: 乙\n", "{标题: \"第一第二\", 次: 乙}", &[]);
    reads("文件: \"附件\\通知.pdf\"\n次: 乙\n", "{文件: !, 次: 乙}", &[("yaml-escape", "\\")]);
}

#[test]
fn brackets() {
    let found = reads("标签: [甲, 乙\n单位: 丙\n", "{标签: !, 单位: 丙}", &[("yaml-unclosed-bracket", "[")]);
    assert_eq!(span(&found[0].place), 8..9);
    reads("标签: [甲, {乙: 丙]\n单位: 丁\n", "{标签: !, 单位: 丁}", &[("yaml-unclosed-bracket", "[")]);
    reads("标签: [甲,\n  乙] 丙\n单位: 丁\n", "{标签: !, 单位: 丁}", &[("yaml-text-after-bracket", " 丙")]);
    reads("标签: [甲,\n  乙\n]\n单位: 丁\n", "{标签: [甲, 乙], 单位: 丁}", &[]);
    reads("]\n单位: 丁\n", "{单位: 丁}", &[("yaml-no-colon", "]")]);
    reads("标签:\n  ]\n单位: 丁\n", "{标签: \"]\", 单位: 丁}", &[("yaml-needs-quotes", "]")]);
}

#[test]
fn indentation_and_lines_without_colon() {
    reads("标题: 通知\n  单位: 甲\n日期: 2020\n", "{标题: !, 日期: 2020}", &[("yaml-indent", "单位")]);
    reads(
        "题图:\n    文件: a\n  说明: b\n日期: 2020\n",
        "{题图: !, 日期: 2020}",
        &[("yaml-indent", "说明: b")],
    );
    reads(
        "标题: 通知\n教育指导处\n日期: 2020\n",
        "{标题: 通知, 日期: 2020}",
        &[("yaml-no-colon", "教育指导处")],
    );
    let found = reads("标签: - 甲\n日期: 2020\n", "{标签: !, 日期: 2020}", &[("yaml-list-on-key-line", "-")]);
    assert_eq!(arg(&found[0], "text"), "- 甲");
}

#[test]
fn duplicate_keys_at_any_depth() {
    let text = "标题: 甲\n图: {a: 1, a: 2}\n标题: 乙\n列:\n  - x: 1\n    x: 2\n";
    let found = reads(
        text,
        "{标题: 甲, 图: {a: 1}, 列: [{x: 1}]}",
        &[("yaml-duplicate-key", "a"), ("yaml-duplicate-key", "标题"), ("yaml-duplicate-key", "x")],
    );
    assert_eq!(found[1].related, [("first".to_owned(), place(0..6))]);
    let many: String = (0..100).map(|n| format!("k{n}: 1\n")).chain(["k77: 2\n".into()]).collect();
    let (node, found) = parse(&many, &place);
    assert_eq!((node.expect("a map").entries().len(), found.len()), (100, 1));
    assert_eq!(&many[span(&found[0].place)], "k77");
}

#[test]
fn everything_wrong_is_reported_at_once() {
    reads(
        "标题: 甲: 乙\n单位：丙\n标签: [a, b\n来源: \"丁\n\t备注: 戊\n日期: @x\n末: 好\n",
        "{标题: \"甲: 乙\", 单位: 丙, 标签: !, 来源: !, 日期: \"@x\", 末: 好}",
        &[
            ("yaml-colon-in-value", ":"),
            ("full-width-colon", "："),
            ("yaml-unclosed-bracket", "["),
            ("yaml-unclosed-quote", "\""),
            ("yaml-needs-quotes", "@"),
        ],
    );
}

#[test]
fn dashes_without_their_space() {
    let code = "missing-space-after-dash";
    let found = reads("a:\n  -学习\n  -基层\nb: 1\n", "{a: [学习, 基层], b: 1}", &[(code, "-"), (code, "-")]);
    assert_eq!(arg(&found[0], "fixed"), "- 学习");
    reads("a:\n-学习\n- 基层\n", "{a: [学习, 基层]}", &[(code, "-")]);
    reads("a:\n  - 学习\n  -基层\n", "{a: [学习, 基层]}", &[(code, "-")]);
    reads("a:\n  -year: 2017\n    text: b\n", "{a: [{year: 2017, text: b}]}", &[(code, "-")]);
    reads("a:\n  -5\nb: -x\nc: d\n  -e\n", "{a: -5, b: -x, c: d -e}", &[]);
    reads("a: |\n  -学习\nb: \"c\n  -d\"\n", "{a: \"-学习\\n\", b: \"c -d\"}", &[]);
}

#[test]
fn a_second_document_is_read_along() {
    let both = "{a: 1, b: 2}";
    let code = "yaml-several-documents";
    reads("a: 1\n--- \nb: 2\n", both, &[(code, "---")]);
    let found = reads("# 注\n---\na: 1\n...\nb: 2\n", both, &[(code, "...")]);
    assert_eq!(arg(&found[0], "text"), "...");
    reads("a: 1\n...\n\n---\nb: 2\n", both, &[(code, "..."), (code, "---")]);
    reads("a: 1\n...\nb\n", "{a: 1}", &[(code, "..."), ("yaml-no-colon", "b")]);
    reads("a: [1\n...\nb: 2\n", "{a: !, b: 2}", &[("yaml-unclosed-bracket", "["), (code, "...")]);
    reads("%YAML 1.2\n---\na: 1\n...\n", "{a: 1}", &[]);
}

#[test]
fn refused_features() {
    reads("a: &x 甲\nb: *x\n", "{a: 甲, b: 甲}", &[]);
    reads("a: &x {k: v}\nb:\n  <<: *x\n  c: d\n", "{a: {k: v}, b: {c: d}}", &[("yaml-merge-key", "<<")]);
    reads("[甲, 乙]: 丙\na: b\n", "{a: b}", &[("yaml-key-not-text", "[甲, 乙]")]);
    reads("a: !!str 007\n", "{a: 007}", &[("yaml-tag", "!!str 007")]);
    reads("只有文字\n", "-", &[("yaml-not-a-map", "只有文字")]);
    reads("a: [*x]\n", "{a: !}", &[("yaml-unknown-alias", "*")]);
    reads(
        "a: \"b\u{0}\"\nc: d\u{b}e\n",
        "{a: \"b\", c: de}",
        &[("yaml-control-character", "\u{0}"), ("yaml-control-character", "\u{b}")],
    );
    for text in ["", "\n\n", "# 只有注释\n", "~", "---\n---\n"] {
        assert_eq!(parse(text, &place).0, None, "{text:?}");
    }
}

#[test]
fn aliases_have_a_budget() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let inner = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb += &format!("a{n}: &a{n} [{inner}]\n");
    }
    let (node, found) = parse(&bomb, &place);
    assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["yaml-alias-budget"]);
    let node = node.expect("a map");
    assert!(node.size().0 < 3 * ALIAS_NODES, "{}", node.size().0);
    let long = format!("a: &a {}\nb: [{}]\n", "字".repeat(100_000), vec!["*a"; 1000].join(", "));
    let (node, found) = parse(&long, &place);
    assert_eq!(found.len(), 1);
    assert!(node.expect("a map").size().1 <= 2 * ALIAS_BYTES);
    reads("a: &a [*a]\n", "{a: [!]}", &[("yaml-alias-loop", "*a")]);
    let deep: String = (0..80)
        .map(|n| format!("a{n}: &a{n} [{}]\n", if n > 0 { format!("*a{}", n - 1) } else { "x".into() }))
        .collect();
    assert_eq!(parse(&deep, &place).1[0].code, "yaml-alias-budget");
}

#[test]
fn depth_has_a_limit() {
    let nested = |n: usize| format!("a: {}{}\nb: 1\n", "[".repeat(n), "]".repeat(n));
    assert_eq!(parse(&nested(60), &place).1, []);
    for text in [
        nested(65),
        nested(20_000),
        format!("a: {}", "[".repeat(20_000)),
        format!("a: {}", "{x: ".repeat(20_000)),
        format!("a:\n{}x", "- ".repeat(20_000)),
        format!("{}x", "? ".repeat(20_000)),
        (0..300).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
    ] {
        let (_, found) = parse(&text, &place);
        let codes: Vec<&str> = found.iter().map(|d| d.code.as_str()).collect();
        assert!(!codes.is_empty(), "{}", &text[..20]);
    }
    assert_eq!(parse(&nested(65), &place).1[0].code, "yaml-too-deep");
    assert_eq!(parse(&nested(20_000), &place).1[0].code, "yaml-too-deep");
}

#[test]
fn large_texts_take_linear_time() {
    let n = 20_000;
    let texts = [
        "标题: 甲\n".repeat(n),
        format!("a: {}", "[".repeat(n)),
        format!("a: \"{}", "字\n".repeat(n)),
        format!("a: [{}]", "甲：乙，".repeat(n)),
        format!("a: {{{}}}", "甲：乙，".repeat(n)),
        format!("a: {{{}", "：".repeat(n)),
        format!("a: {{ {} ：：：：", " ".repeat(n)),
        format!("a:\n{}", "  - 甲：乙\n".repeat(n)),
        "a: \"b\n".repeat(n),
        "a: *b\n".repeat(n),
        "a: [b\n".repeat(n),
        format!("a: {}", "甲: ".repeat(n)),
        format!("a: {}", "# ".repeat(n)),
        "：".repeat(n),
        ": ".repeat(n),
        "\t".repeat(n),
        "- ".repeat(n),
        "&a ".repeat(n),
        "\"".repeat(n),
        "'".repeat(n),
        "　".repeat(n),
        (0..n).map(|i| format!("键{i}：值\n")).collect(),
        format!("a: |\n{}", "　字\n".repeat(n)),
    ];
    for text in texts {
        let _ = parse(&text, &place);
    }
}

mod random {
    use proptest::prelude::*;

    use super::*;

    /// Pieces that meet in front matter, in any order.
    const PIECES: &[&str] = &[
        "标题", "a", ": ", ":", "：", "\n", "\n  ", "\n- ", "\n  - ", "- ", "[", "]", "{", "}", ", ", "，",
        "\"", "'", "“", "”", "#", " # ", "　", "\t", "\r\n", "|", ">", "&x ", "*x", "!", "@", "%", "`", "~",
        "---", "...", "? ", "\\", "<<", "\u{0}", "\u{feff}", "\u{a0}", "1", "通知", "\n    ", " ",
    ];

    fn check(text: &str) {
        let (node, found) = parse(text, &place);
        for d in &found {
            for range in
                [&d.place].into_iter().map(span).chain(d.related.iter().map(|(_, p)| span(&Some(p.clone()))))
            {
                assert!(
                    range.start <= range.end && text.get(range.clone()).is_some(),
                    "{range:?} in {text:?}: {d:?}"
                );
            }
        }
        if let Some(node) = &node {
            inside(node, text);
        }
        if super::super::tree::build(&Source::plain(text), &mut Report::new(&place)).is_ok() {
            let errors = [
                "yaml-no-colon",
                "yaml-needs-quotes",
                "yaml-colon-in-value",
                "yaml-unclosed-quote",
                "yaml-syntax",
            ];
            assert!(
                found.iter().all(|d| !errors.contains(&d.code.as_str())),
                "valid text {text:?} has {found:?}"
            );
        }
    }

    fn inside(node: &Node, text: &str) {
        assert!(text.get(node.range()).is_some(), "{:?} in {text:?}", node.span);
        match &node.data {
            Data::List(items) => items.iter().for_each(|item| inside(item, text)),
            Data::Map(entries) => entries.iter().for_each(|(key, value)| {
                inside(key, text);
                inside(value, text);
            }),
            _ => {}
        }
    }

    /// Lines of plain front matter, more often right than not.
    const LINES: &[&str] = &[
        "标题: 甲",
        "a: b # c",
        "a:",
        "  b: c",
        "  d:",
        "    e: f",
        "- x",
        "  - y",
        "  - k: v",
        "    l: m",
        "- k: v",
        "  l: [1, 2]",
        "t: [a, \"b\", {c: d, e: [f]}]",
        "u: {a: b, c: d}",
        "q: \"r\"",
        "s: 'it'",
        "n: ~",
        "网址: http://a.b/c#d",
        "# 注",
        "",
        "  ",
        "p:  q  ",
        "v: -3",
        "w: a:b",
        "x: []",
        "y: {}",
        "z: a #b",
        "k k: v v",
        "m: [a,b]",
        "o: {a: 1,b: 2}",
        "r: [a, ]",
        "a: \"b\" #c",
        "null: 1",
        "e : f",
        "    - g",
        "g: -",
        "h: - i",
        "j: {k}",
        "l: [m: n]",
        "  text",
        "- - z",
        "-",
        "- # c",
        "<<: a",
        "A: [a#b, c #d]",
        "B: {a: http://b}",
        "C: [-1, -]",
    ];

    fn agrees(text: &str) {
        let mut quick_report = Report::new(&place);
        let Some(quick) = super::super::quick::build(text, &mut quick_report) else { return };
        let mut report = Report::new(&place);
        let tree = super::super::tree::build(&Source::plain(text), &mut report);
        assert_eq!(tree.expect("the event parser takes it"), Some(quick), "{text:?}");
        assert_eq!(report.found, quick_report.found, "{text:?}");
    }

    #[test]
    fn the_quick_pass_takes_plain_texts() {
        let text = "标题: 甲 # 注\r\n标签: [a, \"b\", {c: d}]\n列:\n- 一\n- k: v\n  l: 'm'\n图:\n  文件: a.jpg\n  空:\n末: {}\n";
        assert!(super::super::quick::build(text, &mut Report::new(&place)).is_some());
        agrees(text);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_pieces(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
            check(&pieces.iter().map(|&at| PIECES[at]).collect::<String>());
        }

        #[test]
        fn both_ways_of_reading_agree(lines in proptest::collection::vec(0..LINES.len(), 0..10), breaks in 0usize..2) {
            let end = ["\n", "\r\n"][breaks];
            agrees(&lines.iter().map(|&at| format!("{}{end}", LINES[at])).collect::<String>());
        }

        #[test]
        fn both_ways_agree_on_pieces(pieces in proptest::collection::vec(0..PIECES.len(), 0..12)) {
            agrees(&format!("a: {}", pieces.iter().map(|&at| PIECES[at]).collect::<String>()));
        }

        #[test]
        fn any_text(text in "\\PC{0,60}") {
            check(&text);
        }

        #[test]
        fn a_slip_in_a_good_text(at in 0usize..120, piece in 0..PIECES.len()) {
            let good = "标题: 通知\n单位: 甲\n标签: [甲, 乙]\n题图:\n  文件: a.jpg\n  说明: \"乙\"\n列:\n  - x: 1\n    y: 2\n末: 好\n";
            let at = crate::base::text::floor_boundary(good, at);
            check(&format!("{}{}{}", &good[..at], PIECES[piece], &good[at..]));
        }

        #[test]
        fn paths_never_panic(path in "[a标\\[\\]\\.0-9]{0,12}") {
            let _ = locate("标: [1, {a: 2}]\na: b\n", &path, Part::Key);
        }
    }
}
