//! Rules about fields: what may stand in front matter.

use super::{Rule, Words, words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "unknown-kind",
        severity: Error,
        zh: words(
            "没有“{text}”这种类型",
            "类型决定这一页有哪些字段、用什么版式。",
            &["是不是想写“{suggestion}”？", "可用的类型有：{kinds_zh}。"],
        ),
        en: words(
            "There is no kind \"{text}\"",
            "The kind decides which fields a page has and how it looks.",
            &["Did you mean \"{suggestion}\"?", "Kinds are: {kinds_en}."],
        ),
        example: "类型: 品排",
    },
    Rule {
        code: "unknown-field",
        severity: Error,
        zh: words(
            "没有“{name}”这个字段",
            "名称写错时内容不会显示，所以这里不放过。",
            &[
                "是不是想写“{suggestion}”？",
                "它是“{kind_zh}”类页面的字段；请检查“类型”有没有写对。",
                "如果是主题另外需要的内容，请放到“附加”（extra）里。",
            ],
        ),
        en: words(
            "There is no field \"{name}\"",
            "A misspelt name would make its content vanish without a word.",
            &[
                "Did you mean \"{suggestion}\"?",
                "It is a field of the kind \"{kind_en}\"; check the kind of this page.",
                "What a theme needs besides belongs under \"extra\".",
            ],
        ),
        example: "标体: 通知",
    },
    Rule {
        code: "duplicate-field",
        severity: Error,
        zh: Words {
            message: "“{name}”和“{other}”是同一个字段，写了两次",
            why: "中文名和英文名指的是同一项，不知道以哪个为准。",
            help: &["请只留下一个。"],
            labels: &[("first", "第一次写在这里")],
        },
        en: Words {
            message: "\"{name}\" and \"{other}\" are one field, written twice",
            why: "Chinese and English names mean the same; nobody knows which one counts.",
            help: &["Keep one of them."],
            labels: &[("first", "the first one is here")],
        },
        example: "标题: 甲\ntitle: 乙",
    },
    Rule {
        code: "missing-field",
        severity: Error,
        zh: words(
            "缺少必填的“{label}”",
            "这一项是这类页面必须有的。",
            &["{help_zh}", "请加上一行：{label}: {example}"],
        ),
        en: words(
            "The field \"{name}\" is missing",
            "Pages of this kind cannot do without it.",
            &["{help_en}", "Add a line: {name}: {example}"],
        ),
        example: "日期: 2020-07-06",
    },
    Rule {
        code: "empty-field",
        severity: Error,
        zh: words(
            "“{label}”是必填的，还没有写",
            "这一项是这类页面必须有的。",
            &["{help_zh}", "例如：{label}: {example}"],
        ),
        en: words(
            "The field \"{name}\" must not be empty",
            "Pages of this kind cannot do without it.",
            &["{help_en}", "For example: {name}: {example}"],
        ),
        example: "标题:",
    },
    Rule {
        code: "empty-item",
        severity: Warning,
        zh: words(
            "“{name}”里有一项是空的，已跳过",
            "空的一项多半是忘了写，或者是没有删掉的短横线。",
            &["请补上内容，或删去这一项。"],
        ),
        en: words(
            "An item of \"{name}\" is empty; it is passed over",
            "Most likely it was forgotten, or its dash was left behind.",
            &["Write the item, or delete it."],
        ),
        example: "关键词: [学习, \"\"]",
    },
    Rule {
        code: "not-one-value",
        severity: Error,
        zh: words(
            "“{name}”只能写一个值，现在写成了：{text}",
            "方括号、横线和“名称: 值”会被当成几项内容。",
            &[
                "如果这些符号是文字的一部分，请加上英文引号：{quoted}",
                "请改成一个值；文字里有括号或冒号时，用英文引号把整个值包起来。",
            ],
        ),
        en: words(
            "\"{name}\" takes one value, but there is: {text}",
            "Brackets, dashes and \"name: value\" are read as several values.",
            &[
                "If the marks belong to the text, put it in quotes: {quoted}",
                "Write one value; put it in quotes if it holds brackets or colons.",
            ],
        ),
        example: "标题: [重要]",
    },
    Rule {
        code: "not-a-group",
        severity: Error,
        zh: words(
            "“{name}”要分几行写，现在只写了：{text}",
            "它由几个小项组成，每一小项占一行，前面多空两格。",
            &["它的小项有：{fields_zh}。"],
        ),
        en: words(
            "\"{name}\" has lines of its own, but there is only: {text}",
            "It is made of several fields, one to a line, two spaces deeper.",
            &["Its fields are: {fields_en}."],
        ),
        example: "数据:\n  - 3600",
    },
    Rule {
        code: "text-line-break",
        severity: Error,
        zh: words(
            "“{name}”只能写一行，里面有换行：{text}",
            "它会显示在标题、列表等只有一行的地方。",
            &["请把几行合成一行。"],
        ),
        en: words(
            "\"{name}\" must be one line, but it has several: {text}",
            "It is shown where there is room for one line only.",
            &["Join the lines."],
        ),
        example: "标题: |\n  第一行\n  第二行",
    },
    Rule {
        code: "text-too-short",
        severity: Error,
        zh: words(
            "“{name}”太短：现在是 {count} 个字，至少要 {bound} 个",
            "太短了读者看不明白。",
            &["请写得完整一些。"],
        ),
        en: words(
            "\"{name}\" is too short: {count} characters, at least {bound} are needed",
            "So short a text tells the reader too little.",
            &["Write more."],
        ),
        example: "",
    },
    Rule {
        code: "text-too-long",
        severity: Error,
        zh: words(
            "“{name}”太长：现在是 {count} 个字，最多 {bound} 个",
            "太长的内容在列表和卡片里放不下。",
            &["请缩短；详细内容可以写进正文。"],
        ),
        en: words(
            "\"{name}\" is too long: {count} characters, at most {bound} are allowed",
            "Lists and cards have no room for more.",
            &["Shorten it; details belong in the body."],
        ),
        example: "短标题: 关于进一步做好二〇二〇年度全院各支部品牌培育、展示推广和评选表彰工作有关事项及其时间安排的通知",
    },
    Rule {
        code: "pattern-mismatch",
        severity: Error,
        zh: words(
            "“{name}”的写法不合要求：{text}",
            "这一项有固定的写法，其他地方要按它来认。",
            &["{wanted_zh}。", "要求的写法（正则表达式）是：{pattern}", "例如：{example}", "请照要求改写。"],
        ),
        en: words(
            "\"{name}\" is not of the form that is wanted: {text}",
            "This field has a fixed form that is relied on elsewhere.",
            &[
                "It must be {wanted_en}.",
                "The pattern is: {pattern}",
                "For example: {example}",
                "Write it in that form.",
            ],
        ),
        example: "网址名: 读书活动",
    },
    Rule {
        code: "not-a-number",
        severity: Error,
        zh: words(
            "“{name}”要写数字，现在写的是：{text}",
            "数字要用来计算和画图，单位和“余”“约”这样的字要另写。",
            &["请只写数字：{digits}", "“{rest}”不要写在这里；单位写进“单位”，“余”“约”写进“概数”。"],
        ),
        en: words(
            "\"{name}\" must be a number, but there is: {text}",
            "Numbers are calculated with; units and words such as \"over\" have fields of their own.",
            &["Write the number alone: {digits}"],
        ),
        example: "人数: 23余人",
    },
    Rule {
        code: "not-a-whole-number",
        severity: Error,
        zh: words(
            "“{name}”要写整数，现在写的是：{text}",
            "它数的是一个一个的东西，没有半个。",
            &["请去掉小数部分。"],
        ),
        en: words(
            "\"{name}\" must be a whole number, but there is: {text}",
            "It counts things, and there are no halves of them.",
            &["Leave out the decimals."],
        ),
        example: "期号: 1.5",
    },
    Rule {
        code: "number-too-small",
        severity: Error,
        zh: words(
            "“{name}”太小：{text}，至少是 {bound}",
            "超出范围的数多半是多写、少写了一位，或者写错了地方。",
            &["请检查是不是写错了。"],
        ),
        en: words(
            "\"{name}\" is too small: {text}, the least is {bound}",
            "A number out of range is most likely a slip of the hand.",
            &["Check whether it is right."],
        ),
        example: "期号: 0",
    },
    Rule {
        code: "number-too-large",
        severity: Error,
        zh: words(
            "“{name}”太大：{text}，最多是 {bound}",
            "超出范围的数多半是多写、少写了一位，或者写错了地方。",
            &["请检查是不是写错了。"],
        ),
        en: words(
            "\"{name}\" is too large: {text}, the most is {bound}",
            "A number out of range is most likely a slip of the hand.",
            &["Check whether it is right."],
        ),
        example: "年份: 20199",
    },
    Rule {
        code: "too-few-items",
        severity: Error,
        zh: words(
            "“{name}”项数太少：现在 {count} 项，至少 {bound} 项",
            "这类页面至少要有这么多项才完整。",
            &["请补上缺少的各项。"],
        ),
        en: words(
            "\"{name}\" has too few items: {count}, at least {bound} are needed",
            "A page of this kind is not complete without them.",
            &["Add the missing ones."],
        ),
        example: "",
    },
    Rule {
        code: "too-many-items",
        severity: Error,
        zh: words(
            "“{name}”项数太多：现在 {count} 项，最多 {bound} 项",
            "太多了，网页上会排不下或看不过来。",
            &["请只保留最重要的几项。"],
        ),
        en: words(
            "\"{name}\" has too many items: {count}, at most {bound} are allowed",
            "More would not fit or not be read.",
            &["Keep the most important ones."],
        ),
        example: "",
    },
    Rule {
        code: "not-yes-no",
        severity: Error,
        zh: words(
            "“{name}”只能写“是”或“否”，现在写的是：{text}",
            "其他的字可能被理解成相反的意思。",
            &["请改成“是”或“否”（也可以写 true 或 false）。"],
        ),
        en: words(
            "\"{name}\" must be yes or no, but there is: {text}",
            "Any other word might be taken for the opposite.",
            &["Write true or false."],
        ),
        example: "草稿: 也许",
    },
    Rule {
        code: "not-a-date",
        severity: Error,
        zh: words(
            "“{name}”不是能看懂的日期：{text}",
            "日期要有年、月、日，而且这一天确实存在。",
            &[
                "{year}年{month}月只有 {days} 天。",
                "没有 {no_month} 月。",
                "没有 {no_time} 这个时间。",
                "年份要写四位数字，例如 {full_year}年。",
                "年份要写在最前面，例如 {year_first}。",
                "请去掉日期后面的“{rest}”，或者写到正文里。",
                "这里只写到日，请去掉时间 {clock}。",
                "例如：2020-07-06、2020年7月6日，允许写时间的地方可以写：2020-07-06 09:30",
            ],
        ),
        en: words(
            "\"{name}\" is not a date that can be understood: {text}",
            "A date has a year, a month and a day, and the day must exist.",
            &[
                "{year}-{month} has only {days} days.",
                "There is no month {no_month}.",
                "There is no time {no_time}.",
                "The year has four digits, as in {full_year}.",
                "The year comes first, as in {year_first}.",
                "Remove \"{rest}\" behind the date, or write it in the text.",
                "Only the day is wanted here: remove the time {clock}.",
                "For example: 2020-07-06, or 2020-07-06 09:30 where a time is allowed",
            ],
        ),
        example: "日期: 2020年2月30日",
    },
    Rule {
        code: "date-too-coarse",
        severity: Error,
        zh: words(
            "“{name}”的日期不完整：{text}",
            "列表要按日期排序，这里需要写到具体的一天。",
            &["请补全年、月、日，例如：2020-07-06"],
        ),
        en: words(
            "The date in \"{name}\" is not complete: {text}",
            "Lists are sorted by it, so the day is needed.",
            &["Write year, month and day, such as 2020-07-06"],
        ),
        example: "日期: 2020",
    },
    Rule {
        code: "isbn-wrong",
        severity: Error,
        zh: words(
            "“{name}”的值“{text}”不是正确的 ISBN",
            "ISBN 有 10 位或 13 位，最后一位由前面各位算出；算不对，多半是抄错了。",
            &["前面各位没有抄错的话，最后一位应当是 {digit}。", "请对照书的版权页改正。"],
        ),
        en: words(
            "\"{text}\" in \"{name}\" is no ISBN",
            "It has ten or thirteen digits, the last of which follows from the others; as a rule one was copied wrongly.",
            &["If the others are right, the last one should be {digit}.", "Compare it with the book."],
        ),
        example: "ISBN: 978-7-9999-9999-0",
    },
    Rule {
        code: "dates-reversed",
        severity: Error,
        zh: words(
            "“{name}”（{text}）的先后不对：“{other}”是 {date}",
            "“{first}”不能晚于“{second}”。",
            &["请核对这两个日期。"],
        ),
        en: words(
            "\"{name}\" ({text}) is out of order: \"{other}\" is {date}",
            "\"{first}\" cannot be later than \"{second}\".",
            &["Check both dates."],
        ),
        example: "日期: 2020-07-06\n有效期: 2020-07-01",
    },
    Rule {
        code: "dates-not-rising",
        severity: Error,
        zh: words(
            "这一条的日期是 {text}，却排在 {date} 的后面",
            "这些内容按时间先后排列，日期或顺序有一个不对。",
            &["请核对日期，或者调整先后顺序。"],
        ),
        en: words(
            "The date of this item is {text}, yet it stands after {date}",
            "These items go by date; either a date or the order is wrong.",
            &["Check the dates, or put the items in order."],
        ),
        example: "阶段:\n  - {步骤: 公示, 日期: 2020-06-01}\n  - {步骤: 申报, 日期: 2020-05-06}",
    },
    Rule {
        code: "number-above-other",
        severity: Error,
        zh: words(
            "“{name}”（{text}）不能大于“{other}”（{number}）",
            "后一步的数量只能从前一步里来。",
            &["请核对这两个数字。"],
        ),
        en: words(
            "\"{name}\" ({text}) cannot be greater than \"{other}\" ({number})",
            "What is chosen comes out of what was there before.",
            &["Check both numbers."],
        ),
        example: "数量: {申报: 26, 初步名单: 30}",
    },
    Rule {
        code: "not-a-duration",
        severity: Error,
        zh: words(
            "“{name}”不是能看懂的时间长度：{text}",
            "时间长度要用来计算和排序，所以要写成数字加单位。",
            &["例如：3天、2小时30分、90分钟"],
        ),
        en: words(
            "\"{name}\" is not a length of time that can be understood: {text}",
            "Lengths of time are calculated with, so they are a number and a unit.",
            &["For example: 3 days, 2 hours 30 minutes, P3D"],
        ),
        example: "更新周期: 很久",
    },
    Rule {
        code: "unknown-choice",
        severity: Error,
        zh: words(
            "“{name}”没有“{text}”这个选项",
            "这一项只能从固定的几个里选。",
            &["是不是想写“{suggestion}”？", "可以选：{choices_zh}。"],
        ),
        en: words(
            "\"{name}\" has no choice \"{text}\"",
            "It takes one of a fixed set of values.",
            &["Did you mean \"{suggestion}\"?", "Choices are: {choices_en}."],
        ),
        example: "状态: 推厂",
    },
    Rule {
        code: "local-path",
        severity: Error,
        zh: words(
            "“{name}”写的是您电脑里的位置：{text}",
            "网站上看不到您电脑里的文件。",
            &["请把文件复制到这一页所在的文件夹，然后只写文件名。"],
        ),
        en: words(
            "\"{name}\" names a place on your computer: {text}",
            "Nobody else can see it.",
            &["Copy the file into the folder of this page and write its name only."],
        ),
        example: "题图: C:\\照片\\a.jpg",
    },
    Rule {
        code: "not-an-address",
        severity: Error,
        zh: words(
            "“{name}”不是网址：{text}",
            "网址以 https:// 或 http:// 开头，站内的以 / 开头，中间没有空格和中文标点。",
            &["请重新从浏览器的地址栏里复制。"],
        ),
        en: words(
            "\"{name}\" is not a web address: {text}",
            "An address starts with https://, http:// or, on this site, with /, and has no spaces.",
            &["Copy it again from the address bar of the browser."],
        ),
        example: "来源网址: http：//example.com",
    },
    Rule {
        code: "full-width-list",
        severity: Hint,
        zh: words(
            "“{text}”用的是中文括号，已按列表理解",
            "列表的标准写法是英文方括号加英文逗号。",
            &["请改成：{fixed}"],
        ),
        en: words(
            "\"{text}\" is in full-width brackets; it was taken for a list",
            "The standard form has plain brackets and commas.",
            &["Write: {fixed}"],
        ),
        example: "关键词: 【教育培训，基层建设】",
    },
    Rule {
        code: "list-as-text",
        severity: Hint,
        zh: words(
            "“{text}”被当作一项，看上去像是几项",
            "作为一项时，它不会分开归类，也不会分开显示。",
            &["如果是几项，请改成：{fixed}"],
        ),
        en: words(
            "\"{text}\" counts as one item but looks like several",
            "As one item it is neither sorted under each word nor shown apart.",
            &["If so, write: {fixed}"],
        ),
        example: "关键词: 教育培训、基层建设",
    },
    Rule {
        code: "document-brackets",
        severity: Error,
        zh: words(
            "文号的写法不对：{text}",
            "年份要用六角括号〔〕，顺序号前不加“第”，也不用0补位。",
            &["请改成：{fixed}"],
        ),
        en: words(
            "This document number is written in another way than it should be: {text}",
            "Its year stands in 〔〕, and its number has neither 第 nor leading zeros.",
            &["Write: {fixed}"],
        ),
        example: "文号: 示院发[2020]第08号",
    },
    Rule {
        code: "dates-overlap",
        severity: Error,
        zh: words(
            "这一条从 {text} 开始，可是上一条到 {date} 才结束",
            "一步做完才能做下一步，两步的时间不应当重叠。",
            &["请核对这两条的日期。"],
        ),
        en: words(
            "This item begins on {text}, but the one above ends only on {date}",
            "One step follows another, so their times should not overlap.",
            &["Check the dates of both."],
        ),
        example: "阶段:\n  - {步骤: 公示, 日期: 2020-06-01, 截止: 2020-06-05}\n  - {步骤: 通报, 日期: 2020-06-04}",
    },
];
