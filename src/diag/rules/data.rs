//! Rules about data files: tables and lists of records.

use super::Rule;
use super::schema::words;
use crate::diag::Severity::{Error, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "data-file-missing",
        severity: Error,
        zh: words(
            "没有名为“{name}”的数据文件",
            "设置里写了要检查它，可是 content/_data/ 里没有这个名字的 YAML、JSON 或 CSV 文件。",
            &["是不是想写“{suggestion}”？", "请把文件放进 content/_data/，或者从设置里删去这一行。"],
        ),
        en: words(
            "There is no data file \"{name}\"",
            "The settings say how to check it, but content/_data/ has no YAML, JSON or CSV file of this name.",
            &["Did you mean \"{suggestion}\"?", "Put the file into content/_data/, or delete this setting."],
        ),
        example: "data: {honuors: {kind: honour}}",
    },
    Rule {
        code: "data-not-rows",
        severity: Error,
        zh: words(
            "这里要一条一条的记录",
            "设置里给这个数据文件写了类型“{kind}”，所以每一条都要有自己的字段。",
            &["请写成列表：每条以短横线开头，下面是“名称: 值”。"],
        ),
        en: words(
            "A list of records is wanted here",
            "The settings give this data file the kind \"{kind}\", so every item has fields of its own.",
            &["Write a list: a dash for each record, then lines of the form \"name: value\"."],
        ),
        example: "- 2019年集体二等功",
    },
    Rule {
        code: "data-no-heading",
        severity: Warning,
        zh: words(
            "这一格没有表头，没有读入：{text}",
            "表格的每一列都要有名称，否则不知道它是什么。全表共有 {count} 格这样的内容。",
            &["请在第一行补上这一列的名称；如果这一格的文字里有逗号，请用英文引号把整格括起来。"],
        ),
        en: words(
            "This cell stands under no heading and is not read: {text}",
            "Without a heading nobody knows what a column is. The table has {count} such cell(s).",
            &["Give the column a heading in the first row; if the text has a comma, put the cell in quotes."],
        ),
        example: "标题,年度\n甲,2019,省级",
    },
    Rule {
        code: "data-heading-twice",
        severity: Error,
        zh: words(
            "表头“{text}”出现了两次，第二列没有读入",
            "不知道以哪一列为准。",
            &["请改名，或删去一列。"],
        ),
        en: words(
            "The heading \"{text}\" is there twice; the second column is not read",
            "Nobody knows which one counts.",
            &["Rename or delete one of the columns."],
        ),
        example: "标题,年度,年度",
    },
    Rule {
        code: "data-open-quote",
        severity: Error,
        zh: words(
            "这一格开头的引号没有结束",
            "引号后面直到文件末尾的内容都被当成了这一格的文字。",
            &["请在这一格的末尾补上英文引号；文字里面的英文引号要写两遍。"],
        ),
        en: words(
            "The quotation mark that opens this cell is never closed",
            "All that follows, to the end of the file, was taken for the text of this cell.",
            &["Close the quotation mark at the end of the cell; a mark inside the text is written twice."],
        ),
        example: "标题,年度\n\"甲,2019",
    },
];
