//! Rules about stated numbers: their changes, what they need to be understood, what they count, and where their ids are used.

use super::{Rule, Words, words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "not-among-chosen",
        severity: Error,
        zh: Words {
            message: "“{name}”不在“{title}”入选的 {count} 项里",
            why: "在这次评选里获得荣誉的，应当在它最后的名单上。",
            help: &["请核对名称，或核对评选名单里这一项的结果是不是“入选”。"],
            labels: &[("list", "这次评选的名单")],
        },
        en: Words {
            message: "\"{name}\" is not among the {count} that \"{title}\" chose",
            why: "Whoever is honoured in a round stands in its final list.",
            help: &["Check the name, or the result of its entry in the list of the round."],
            labels: &[("list", "the list of the round")],
        },
        example: "评选: pingxuan-2020\n获奖名单: [{单位: 乙处}]",
    },
    Rule {
        code: "field-needs-other",
        severity: Error,
        zh: words(
            "写了“{name}”，也要写“{label}”",
            "没有“{label}”，读的人不知道它说的是什么。",
            &["请补上“{label}”（{other}），例如：{example}"],
        ),
        en: words(
            "\"{name}\" needs \"{other}\" beside it",
            "Without it nobody can tell what is meant.",
            &["Add \"{other}\" ({label}), for example: {example}"],
        ),
        example: "数据: [{指标: 培训人数, 数值: 3600, 单位: 人, 变化: {方式: 同比, 数值: 40}}]",
    },
    Rule {
        code: "change-differs",
        severity: Warning,
        zh: words(
            "写的变化是 {text}{unit_zh}，从 {from} 到 {to} 算出来是{dir_zh} {computed}{unit_zh}",
            "同一组数字算出来和写出来的不一样，相差超过 0.5，其中必有一个不对。",
            &[
                "算出来的差正好是 {text}{points}：两个百分数相减，单位要写“个百分点”。",
                "算出来的增幅正好是 {text}{percent}：按比例算的，单位要写“%”。",
                "现在的数正好是基数的 {text}{level}：这是“达到基数的百分之几”，不是增长了多少。",
                "{turned}只有方向相反：请核对“方向”写的是增长还是下降。",
                "请核对数值、基数和变化。",
            ],
        ),
        en: words(
            "The change is stated as {text}{unit_en}, but from {from} to {to} is {dir_en} {computed}{unit_en}",
            "What is written and what is computed differ by more than 0.5, so one of the numbers is wrong.",
            &[
                "The difference is {text}: of two percentages that is percentage points ({points}).",
                "The ratio is {text}{percent}: its unit is per cent.",
                "The number is {text}{level} of the baseline: that is a level, not a rise.",
                "{turned}Only the direction differs: check whether it rose or fell.",
                "Check the value, the baseline and the change.",
            ],
        ),
        example: "{指标: 培训人数, 数值: 3600, 单位: 人, 时期: 2019, 基数: 2600, 变化: {方式: 同比, 数值: 40}}",
    },
    Rule {
        code: "change-to-percent",
        severity: Warning,
        zh: words(
            "“增长到{text}”说的是现在的数，可是现在的数是 {number}，不是百分数",
            "“增长40%”是增加了多少，“增长到40%”是增加以后有多少，意思不同。",
            &[
                "如果增加了 {text}%，方式请写“同比”或“环比”。",
                "如果说的是现在的数，请写这个数，单位写“绝对数”。",
            ],
        ),
        en: words(
            "\"Up to {text}%\" names the number itself, but the number is {number} and no percentage",
            "A rise by 40% and a rise to 40% are not the same.",
            &[
                "If it rose by {text}%, choose \"year on year\" or \"on the previous period\".",
                "If the number itself is meant, write it with the unit \"absolute\".",
            ],
        ),
        example: "{指标: 培训人数, 数值: 3600, 单位: 人, 时期: 2019, 变化: {方式: 增长到, 数值: 40}}",
    },
    Rule {
        code: "change-to-differs",
        severity: Warning,
        zh: words(
            "写的是“到 {text}”，可是数值是 {number}",
            "“到”后面应当就是现在的数。",
            &["请核对这两个数；如果说的是增加了多少，方式请写“同比”或“环比”。"],
        ),
        en: words(
            "The change is \"to {text}\", but the value is {number}",
            "What stands after \"to\" is the number itself.",
            &["Check both; if it rose by that much, choose \"year on year\" or \"on the previous period\"."],
        ),
        example: "{指标: 满意率, 数值: 98, 单位: \"%\", 时期: 2019, 变化: {方式: 增长到, 数值: 96}}",
    },
    Rule {
        code: "points-of-no-rate",
        severity: Warning,
        zh: words(
            "这个数的单位不是百分数，不能说变化了 {text} 个百分点",
            "“个百分点”只用在两个百分数相减的时候。",
            &["请把变化的单位改成“%”；如果数值本身是百分数，请把它的单位写成“%”。"],
        ),
        en: words(
            "This number is no percentage, so it cannot change by {text} percentage points",
            "Percentage points are the difference of two percentages.",
            &["Write % as the unit of the change, or % as the unit of the number if it is a percentage."],
        ),
        example: "{指标: 培训人数, 数值: 3600, 单位: 人, 时期: 2019, 变化: {方式: 同比, 数值: 40, 单位: 个百分点}}",
    },
    Rule {
        code: "percent-of-rate",
        severity: Hint,
        zh: words(
            "这个数本身是百分数：变化 {text}% 还是 {text} 个百分点？",
            "从90%到93%，是提高了3个百分点，也是提高了3.33%，两种说法不一样。",
            &["相减得到的，请把单位写成“个百分点”；再写上“基数”就能自动核对。"],
        ),
        en: words(
            "This number is a percentage itself: did it change by {text}% or by {text} percentage points?",
            "From 90% to 93% is 3 percentage points, which is 3.33%.",
            &[
                "If one was subtracted from the other, write percentage points; with a baseline it is checked.",
            ],
        ),
        example: "{指标: 满意率, 数值: 98, 单位: \"%\", 时期: 2019, 变化: {方式: 同比, 数值: 3}}",
    },
    Rule {
        code: "figure-id-twice",
        severity: Error,
        zh: Words {
            message: "数据的编号“{id}”用了两次，另一处在 {other}",
            why: "别处引用这个编号时，不知道用哪一个数。",
            help: &["同一个数只写一处，别处用编号引用；不同的数请换一个编号。"],
            labels: &[("first", "第一处在这里")],
        },
        en: Words {
            message: "Two figures have the id \"{id}\"; the other one is in {other}",
            why: "Nobody knows which one is meant where the id is used.",
            help: &["State a number once and refer to it; give different numbers different ids."],
            labels: &[("first", "the first one is here")],
        },
        example: "- {编号: peixun-2019, 指标: 培训人数, 数值: 3600, 单位: 人}\n- {编号: peixun-2019, 指标: 场次, 数值: 12, 单位: 场}",
    },
    Rule {
        code: "figure-unknown",
        severity: Error,
        zh: words(
            "没有编号为“{id}”的数据",
            "这里要显示的数字找不到，网页上会缺一块。",
            &[
                "是不是想写“{suggestion}”？",
                "请核对编号；数据写在页首的“数据”里，或者 content/_data/ 的数据表里。",
            ],
        ),
        en: words(
            "There is no figure with the id \"{id}\"",
            "The number to be shown here would be missing.",
            &[
                "Did you mean \"{suggestion}\"?",
                "Check the id; figures stand in the front matter of pages or in tables under content/_data/.",
            ],
        ),
        example: "培训{{数据 peixun-2019}}。",
    },
    Rule {
        code: "figure-page-hidden",
        severity: Error,
        zh: Words {
            message: "编号为“{id}”的数据写在没有公开的页面上",
            why: "那一页是草稿、未到发布日期、已过期或已撤下，它的数字也就不能公开。",
            help: &["请先公开那个页面，或者把这个数写到公开的页面或数据表里。"],
            labels: &[("target", "写着这个数的页面")],
        },
        en: Words {
            message: "The figure \"{id}\" is stated on a page that is not shown",
            why: "That page is a draft, not due yet, expired or withdrawn; so its numbers are not public.",
            help: &["Publish that page, or state the number on a public page or in a table."],
            labels: &[("target", "the page that states it")],
        },
        example: "培训{{数据 peixun-2019}}。",
    },
    Rule {
        code: "figure-not-here",
        severity: Error,
        zh: words(
            "这里不能用编号引用数据：{text}",
            "只有正文里能引用；页首的摘要等内容要显示在列表里，数字请直接写。",
            &["请直接写出数字，或者把这句话放进正文。"],
        ),
        en: words(
            "A figure cannot be named by its id here: {text}",
            "Only bodies can; summaries and other fields are shown in lists of other pages.",
            &["Write the number itself, or move the sentence to the body."],
        ),
        example: "摘要: 培训{{数据 peixun-2019}}。",
    },
    Rule {
        code: "count-differs",
        severity: Warning,
        zh: words(
            "“{label}”写的是 {number}，名单里数出来是 {counted}",
            "公布的数量和名单对不上，看的人不知道哪一个对。入选的也算在初步名单里，初步名单的也算在申报里。",
            &["请核对这个数和名单；名单里每一条走到了哪一步，看“结果”。"],
        ),
        en: words(
            "\"{name}\" is {number}, but the list has {counted}",
            "The number and the list disagree. What was chosen counts as preliminary too, and that as reported.",
            &["Check the number and the list; \"result\" tells how far each entry came."],
        ),
        example: "数量: {申报: 26, 初步名单: 15, 入选: 10}",
    },
    Rule {
        code: "announced-differs",
        severity: Warning,
        zh: Words {
            message: "公布的是 {number}，{what}里数出来是 {counted}",
            why: "通知里公布的数量和名单对不上，看的人不知道哪一个对。",
            help: &["请核对这个数、名单，以及“步骤”或“等次”指的是不是这份名单。"],
            labels: &[("list", "名单在这里")],
        },
        en: Words {
            message: "{number} are announced, but {what_en} has {counted}",
            why: "The notice and the list disagree, and nobody can tell which is right.",
            help: &["Check the number, the list, and whether step or grade name this list."],
            labels: &[("list", "the list")],
        },
        example: "公布数量: [{数: 10, 名单: selection-2020}]",
    },
    Rule {
        code: "too-few-workdays",
        severity: Warning,
        zh: words(
            "公示只有 {days} 个工作日，至少要 {least} 个",
            "公示期按工作日算，周末和放假日不算。",
            &["请核对起止日期；天数、放假日和调休上班日在设置的“评选”（rounds）里写。"],
        ),
        en: words(
            "The time of public notice has {days} working day(s); there must be at least {least}",
            "Weekends and holidays do not count.",
            &[
                "Check its dates; the number of days, holidays and working weekends stand in the settings under rounds.",
            ],
        ),
        example: "{步骤: 公示, 日期: 2020-06-01, 截止: 2020-06-04}",
    },
];
