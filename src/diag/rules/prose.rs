//! Rules about the text itself: punctuation, numbers, enumerations, tables.

use super::Rule;
use crate::diag::Severity::{Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule::new(
        "body-ending",
        Warning,
        (
            "{kind}的正文要以“{endings}”结尾，现在的结尾是“{text}”",
            "这段话每期都放在最前面，结尾不完整，读起来像没有写完。",
            &["请补上结尾：引出下文用“——”，说完了用“。”。"],
        ),
        (
            "The text of a page of the kind {kind_en} ends with \"{endings}\"; this one ends with \"{text}\"",
            "It introduces what follows, and without its ending it looks unfinished.",
            &["Complete it with one of these marks."],
        ),
        "现依次为您展示",
    ),
    Rule::new(
        "quotes-unpaired",
        Warning,
        (
            "“{text}”没有配对",
            "引号、书名号、括号要成对；缺一半时，读者分不清从哪里到哪里是引文或书名。",
            &["请补上缺的一半，或者删去多余的一半。"],
        ),
        (
            "“{text}” has no partner",
            "Quotation marks, titles and brackets come in pairs; with one missing nobody can tell what is quoted.",
            &["Add the missing one, or remove the one that is too many."],
        ),
        "他说：“好，就这样办。",
    ),
    Rule::new(
        "ascii-punctuation",
        Warning,
        (
            "中文里用了英文标点“{text}”",
            "中文用全角标点；半角的挤在字中间，行首行尾的避让也不对。",
            &["改成“{fix}”（用 pilothouse check --fix 自动改）。"],
        ),
        (
            "ASCII punctuation “{text}” in Chinese text",
            "Chinese uses full-width punctuation; narrow marks stick to the characters and break lines wrongly.",
            &["Write “{fix}” (`pilothouse check --fix` does it)."],
        ),
        "各支部要认真学习,做好准备。",
    ),
    Rule::new(
        "full-width-digits",
        Warning,
        (
            "数字或字母用了全角：{text}",
            "全角的数字、字母搜不到、算不了，读起来也松散。",
            &["改成“{fix}”（用 pilothouse check --fix 自动改）。"],
        ),
        (
            "Full-width digits or letters: {text}",
            "They are not found by a search for the usual ones and look loose.",
            &["Write “{fix}” (`pilothouse check --fix` does it)."],
        ),
        "共有２０２０人参加",
    ),
    Rule::new(
        "relative-date",
        Warning,
        (
            "{year} 年的稿件里写着“{text}”",
            "网页会一直留着：以后的读者不知道“{text}”是哪一天。",
            &["请改成确切的年月日。"],
        ),
        (
            "“{text}” in a text of {year}",
            "Pages stay: later readers cannot tell which day is meant.",
            &["Write the date."],
        ),
        "近日，我院召开会议。",
    ),
    Rule::new(
        "enumeration-gap",
        Warning,
        (
            "列举到“{text}”时缺了“{missing}”",
            "“一是……二是……”中间跳号，多半是删改时漏了一条，或者序号没有跟着改。",
            &["请补上缺的一条，或者把后面的序号改过来。"],
        ),
        (
            "The enumeration reaches “{text}” without “{missing}”",
            "Most likely an item was lost in editing, or the numbers were not changed along.",
            &["Add the missing item, or number the rest anew."],
        ),
        "一是抓学习，二是抓落实，四是抓督查。",
    ),
    Rule::new(
        "announced-count",
        Warning,
        (
            "这里说有“{text}”，后面列出的是 {counted} 条",
            "说的条数和列的条数不一致，一看就是漏了或多了。",
            &["请核对后改正数目，或者补上、合并条目。"],
        ),
        (
            "“{text}” is announced, but {counted} item(s) follow",
            "The number and the list do not agree: something is missing or too much.",
            &["Correct the number, or the list."],
        ),
        "主要有三点：一是抓学习，二是抓落实。",
    ),
    Rule::new(
        "table-without-header",
        Warning,
        (
            "表格没有表头",
            "没有表头，用读屏软件的人不知道每一列是什么；手机上也没法分列显示。",
            &["请在表格第一行写上每一列的名称。"],
        ),
        (
            "The table has no headings",
            "Without them a screen reader cannot say what a column is.",
            &["Write the names of the columns into the first line."],
        ),
        "|  |  |\n|---|---|\n| 甲 | 乙 |",
    ),
    Rule::new(
        "character-rare",
        Warning,
        (
            "“{text}”（{code}）是生僻字，多数电脑上显示不出来",
            "常用字体里没有这个字，读者看到的是方框。",
            &["请在后面用括号注音或说明字形，或者放一张字的图片。"],
        ),
        (
            "“{text}” ({code}) is a rare character that most computers cannot show",
            "Common fonts lack it, so readers see a box.",
            &["Explain it in brackets, or show a picture of it."],
        ),
        "𠅤镇",
    ),
    Rule::new(
        "thousands-mixed",
        Hint,
        (
            "同一篇里的大数有的分节、有的不分：{text} 和 {other}",
            "一篇之内，数字写法要一致。",
            &["请统一成一种写法。"],
        ),
        (
            "Large numbers are written in two ways: {text} and {other}",
            "Within one text numbers are written in one way.",
            &["Choose one of them."],
        ),
        "投入3,600元，另有12000元。",
    ),
    Rule::new(
        "comma-between-quotes",
        Hint,
        (
            "并列的引号或书名号之间不用顿号",
            "《标点符号用法》（GB/T 15834）：标有引号、书名号的并列成分之间通常不用顿号。",
            &["删去“、”（用 pilothouse check --fix 自动改）。"],
        ),
        (
            "No enumeration comma between quotations or titles",
            "GB/T 15834: between items in quotation marks or title marks it is usually left out.",
            &["Remove “、” (`pilothouse check --fix` does it)."],
        ),
        "《甲》、《乙》",
    ),
    Rule::new(
        "superlative-without-figure",
        Hint,
        (
            "“{text}”没有数字支撑",
            "“最”“第一”这样的话容易被追问；有数字才站得住。",
            &["请补上数字和范围，或者改得平实一些。"],
        ),
        (
            "“{text}” is not borne out by a figure",
            "Superlatives invite questions.",
            &["Add the figure and what it covers, or put it more plainly."],
        ),
        "规模最大。",
    ),
    Rule::new(
        "paragraph-long",
        Hint,
        (
            "这一段有 {count} 字，太长了",
            "超过 400 字的段落在手机上要翻好几屏。",
            &["请分成几段，或者加小标题。"],
        ),
        (
            "This paragraph has {count} characters",
            "On a telephone more than 400 characters fill several screens.",
            &["Divide it, or add headings."],
        ),
        "一段写了 600 字，中间没有分段",
    ),
    Rule::new(
        "summary-missing",
        Hint,
        ("没有写摘要", "列表和搜索结果里会用正文开头代替，常常不合适。", &["请在页首信息里写一两句摘要。"]),
        (
            "There is no summary",
            "Lists and search results show the start of the text instead, which often does not fit.",
            &["Write a sentence or two into the front matter."],
        ),
        "页首信息里没有 summary，正文有 800 字",
    ),
    Rule::new(
        "leads-uneven",
        Hint,
        (
            "几段的段首小标题字数不一样：{text}",
            "并列的小标题通常字数相同，读起来整齐。",
            &["请看看能不能改得一致。"],
        ),
        (
            "Run-in heads of different length: {text}",
            "Parallel heads usually have the same length.",
            &["See whether they can be made alike."],
        ),
        "**读经典。**甲\n\n**重方法求。**乙",
    ),
    Rule::new(
        "short-name-first",
        Hint,
        (
            "简称“{text}”出现在全称“{full}”之前",
            "第一次提到时用全称，读者才知道简称指谁。",
            &["第一次出现时写全称，后面再用简称。"],
        ),
        (
            "The short name “{text}” stands before the full name “{full}”",
            "Readers learn from the full name who is meant.",
            &["Use the full name first."],
        ),
        "由信息处承办……信息技术处表示……",
    ),
];
