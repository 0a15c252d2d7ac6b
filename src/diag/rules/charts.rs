//! Rules about charts.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "chart-kind",
        severity: Error,
        zh: Words {
            message: "没有“{name}”这种图表",
            why: "不知道画成什么样，图就画不出来。",
            help: &[
                "是不是“{suggestion}”？",
                "可以写：条形、柱形、折线、变化，例如 :::图表 折线 | 培训人次。",
            ],
            labels: &[],
        },
        en: Words {
            message: "There is no kind of chart called “{name}”",
            why: "It is not known how to draw it.",
            help: &["Did you mean “{suggestion}”?", "There are bar, column, line and change."],
            labels: &[],
        },
        example: ":::图表 饼图",
    },
    Rule {
        code: "chart-empty",
        severity: Warning,
        zh: Words {
            message: "图表里没有数值",
            why: "没有画图，只留下表格。",
            help: &["请在指令块里写一个表格（第一列是名称，后面各列是数值），或者写 编号=… 引用数据。"],
            labels: &[],
        },
        en: Words {
            message: "The chart has no values",
            why: "Nothing was drawn; the table stays.",
            help: &[
                "Write a table between the fences (names first, then values), or name figures with ids=….",
            ],
            labels: &[],
        },
        example: ":::图表 折线",
    },
    Rule {
        code: "chart-too-many",
        severity: Warning,
        zh: Words {
            message: "图表的数值太多：{count} 项、{rows} 组",
            why: "这种图最多画 {most} 项、{most_rows} 组，再多就看不清，所以没有画，只留下表格。",
            help: &["请按月、按年合并，或者分成几张图；很多时间点请用折线。"],
            labels: &[],
        },
        en: Words {
            message: "The chart has too many values: {count} in {rows} rows",
            why: "At most {most} in {most_rows} rows can be told apart, so only the table is shown.",
            help: &["Sum them up by month or year, or make several charts; for many times use a line."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "chart-not-a-number",
        severity: Warning,
        zh: Words {
            message: "图表里的“{value}”不是数",
            why: "图上这一处空着。",
            help: &["请只写数字，单位写在 单位=… 里；没有数的格子留空或写“—”。"],
            labels: &[],
        },
        en: Words {
            message: "“{value}” in the chart is no number",
            why: "Its place in the drawing stays empty.",
            help: &["Write the number alone, and the unit as unit=…; leave cells without one empty."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "chart-data",
        severity: Error,
        zh: Words {
            message: "图表用的数据“{name}”读不出来：{problem}",
            why: "没有数据，图画不出来。",
            help: &["请检查 content/_data/ 里的文件名；写的时候不带扩展名。"],
            labels: &[],
        },
        en: Words {
            message: "The data “{name}” of the chart cannot be read: {problem}",
            why: "Without data there is nothing to draw.",
            help: &["Check the file's name in content/_data/; write it without its ending."],
            labels: &[],
        },
        example: ":::图表 柱形 数据=没有的表",
    },
    Rule {
        code: "chart-column",
        severity: Error,
        zh: Words {
            message: "数据“{name}”里没有“{column}”这一列",
            why: "图表要用这一列的内容。",
            help: &[
                "是不是“{suggestion}”？",
                "这个文件里有：{known}。横轴=… 写名称的列，数值=… 写数字的列。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The data “{name}” has no column “{column}”",
            why: "The chart shows what is in it.",
            help: &[
                "Did you mean “{suggestion}”?",
                "There are: {known}. x=… names the column of names, y=… those of numbers.",
            ],
            labels: &[],
        },
        example: ":::图表 柱形 数据=shuju 横轴=年 数值=人数",
    },
];
