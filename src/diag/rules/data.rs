//! Rules about data files: tables and lists of records.

use super::{Rule, words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "data-file-missing",
        severity: Error,
        zh: words(
            "没有名为“{name}”的数据文件",
            "设置里写了要检查它，可是 content/_data/ 里没有这个名字的 xlsx、CSV、YAML 或 JSON 文件。",
            &["是不是想写“{suggestion}”？", "请把文件放进 content/_data/，或者从设置里删去这一行。"],
        ),
        en: words(
            "There is no data file \"{name}\"",
            "The settings say how to check it, but content/_data/ has no workbook, CSV, YAML or JSON file of this name.",
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
    Rule {
        code: "data-file-twice",
        severity: Warning,
        zh: words(
            "有两个数据文件都叫“{name}”，读的是 {read}，这个文件没有读",
            "模板和设置里只写名字，不写扩展名，分不清是哪一个。",
            &["请改名，或删去一个。"],
        ),
        en: words(
            "Two data files are called \"{name}\"; {read} is read, this one is not",
            "Templates and settings name data files without their endings.",
            &["Rename or delete one of them."],
        ),
        example: "",
    },
    Rule {
        code: "data-format",
        severity: Warning,
        zh: words(
            "读不了 .{ending} 文件",
            "数据文件可以是 xlsx、CSV、YAML 和 JSON。",
            &["请用表格软件打开，另存为 .xlsx，再放进 content/_data/。"],
        ),
        en: words(
            "Files of the type .{ending} cannot be read",
            "A data file is a workbook (.xlsx), CSV, YAML or JSON.",
            &["Open it in a spreadsheet program and save it as .xlsx."],
        ),
        example: "",
    },
    Rule {
        code: "workbook-broken",
        severity: Error,
        zh: words(
            "这个表格文件读不出来",
            "文件可能没有传完整，或者只是把扩展名改成了 .xlsx。",
            &["请用表格软件打开它，另存为 .xlsx；打不开就请重新要一份。"],
        ),
        en: words(
            "This workbook cannot be read: {why}",
            "It may be cut short, or something else with the ending .xlsx.",
            &[
                "Open it in a spreadsheet program and save it as .xlsx; if it does not open, ask for it again.",
            ],
        ),
        example: "",
    },
    Rule {
        code: "workbook-locked",
        severity: Error,
        zh: words(
            "这个表格文件加了密码，或者是旧格式（.xls）改的扩展名",
            "加密的内容读不出来，旧格式也读不了。",
            &["请用表格软件打开，去掉密码，另存为 .xlsx。"],
        ),
        en: words(
            "This workbook is locked by a password, or is of the old format (.xls) with another ending",
            "Neither can be read.",
            &["Open it in a spreadsheet program, remove the password and save it as .xlsx."],
        ),
        example: "",
    },
    Rule {
        code: "workbook-too-large",
        severity: Error,
        zh: words(
            "这个表格文件展开以后太大，没有读",
            "正常的表格不会这么大，多半是文件坏了。",
            &["请删去多余的工作表和图片，另存为 .xlsx，或者改用 CSV。"],
        ),
        en: words(
            "This workbook unpacks to too much and is not read",
            "No ordinary table is as large; it is probably broken.",
            &["Remove sheets and pictures that are not needed and save it again, or use CSV."],
        ),
        example: "",
    },
    Rule {
        code: "workbook-hidden-sheet",
        severity: Warning,
        zh: words(
            "有隐藏的工作表，没有读：{names}",
            "隐藏的内容常常是不该公开的，例如电话、身份证号；文件交出去时别人看得到。",
            &["请在表格软件里取消隐藏，看过以后删去，或者确认可以公开。"],
        ),
        en: words(
            "Hidden sheets are not read: {names}",
            "What is hidden is often not meant to be published, yet goes with the file.",
            &["Unhide them in a spreadsheet program, look, and delete them or decide to keep them."],
        ),
        example: "名单.xlsx：“底稿”工作表设为隐藏",
    },
    Rule {
        code: "workbook-more-sheets",
        severity: Hint,
        zh: words(
            "只读了第一个工作表“{first}”，没有读：{names}",
            "一个数据文件只能有一张表。",
            &["其他工作表如果也要用，请各存成一个文件。"],
        ),
        en: words(
            "Only the first sheet \"{first}\" is read, not: {names}",
            "A data file holds one table.",
            &["Save other sheets that are needed as files of their own."],
        ),
        example: "",
    },
    Rule {
        code: "workbook-hidden-column",
        severity: Warning,
        zh: words(
            "{name} 列是隐藏的，没有读",
            "隐藏的列常常是不该公开的，例如电话、身份证号；文件交出去时别人看得到。",
            &["请取消隐藏看一看：不该公开就删去这一列，要用就让它显示。"],
        ),
        en: words(
            "Column {name} is hidden and not read",
            "What is hidden is often not meant to be published, yet goes with the file.",
            &["Unhide it and look: delete it, or leave it visible if it is needed."],
        ),
        example: "名单.xlsx：D 列设为隐藏",
    },
    Rule {
        code: "workbook-hidden-row",
        severity: Warning,
        zh: words(
            "有 {count} 行是隐藏的，没有读：第 {names} 行",
            "可能是筛选时隐藏的，也可能是不该公开的内容。",
            &["请取消筛选和隐藏：要用的行让它显示，不用的删去。"],
        ),
        en: words(
            "{count} row(s) are hidden and not read: {names}",
            "A filter may have hidden them, or they are not meant to be published.",
            &["Remove filters and unhide rows that are needed; delete the others."],
        ),
        example: "名单.xlsx：第 3 行、第 8 行设为隐藏",
    },
    Rule {
        code: "workbook-cell-error",
        severity: Error,
        zh: words(
            "这一格的公式出错了：{text}",
            "网页上没法显示它。",
            &["请在表格软件里改正公式，或者直接写上内容。"],
        ),
        en: words(
            "The formula of this cell has failed: {text}",
            "There is nothing to be shown.",
            &["Mend the formula in a spreadsheet program, or write the content itself."],
        ),
        example: "",
    },
    Rule {
        code: "rows-without-pages",
        severity: Error,
        zh: words(
            "数据文件“{name}”的行不能有自己的页面",
            "要有页面，先要知道每一行是哪一类页面。",
            &["请给它写上页面的类型，例如 kind: honour；或者删去 pages。"],
        ),
        en: words(
            "The rows of the data file \"{name}\" cannot have pages",
            "A page needs a kind that describes pages.",
            &["Give the file such a kind, for example kind: honour, or delete pages."],
        ),
        example: "data: {contacts: {pages: true}}",
    },
    Rule {
        code: "row-page-taken",
        severity: Error,
        zh: words(
            "数据文件“{name}”里有一行也要用编号 {id}",
            "两个页面不能用同一个编号，显示的是这个文件。",
            &["请给那一行另写一个编号，或者删去其中一个。"],
        ),
        en: words(
            "A row of the data file \"{name}\" wants the id {id} as well",
            "Two pages cannot have one id; this file is shown.",
            &["Give the row another id, or delete one of them."],
        ),
        example: "",
    },
];
