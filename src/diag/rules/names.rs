//! Rules about names, posts and words, by the lists of the institution.

use super::Rule;
use crate::diag::Severity::{Error, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule::new(
        "post-wrong",
        Error,
        (
            "“{text}”的职务不对：名单里 {name} 的职务是{posts}",
            "领导姓名、职务写错是最严重的差错；名单里没有“{name}＋{post}”这一对，或者当时不在任。",
            &["请核对后改正；名单过时的，更新名单里的职务和任期。"],
        ),
        (
            "“{text}”: by the list {name} is {posts}",
            "A wrong name or post of a leader is the worst of mistakes. The list has no such pair, or not at that time.",
            &["Correct the text, or bring the list up to date."],
        ),
        "某某某副主任（名单里某某某的职务是主任）",
    ),
    Rule::new(
        "person-misspelt",
        Error,
        (
            "“{text}”像是“{name}”写错了",
            "名单里任{post}的是“{name}”，只差一个字。",
            &["请核对后改成“{name}”；确有其人的，把他加进名单。"],
        ),
        (
            "“{text}” looks like “{name}” misspelt",
            "By the list {name} holds the post {post}; one character differs.",
            &["Correct it to “{name}”, or add the person to the list."],
        ),
        "主任某小名（名单里的主任是某小明）",
    ),
    Rule::new(
        "person-withdrawn",
        Error,
        (
            "出现了名单里注明不再宣传的人：{name}",
            "单位的人员名单里，这个人标了“撤下”。",
            &["请删去或改写有关内容；可以用名单里的说明核对原因。"],
        ),
        (
            "A person who is not to be shown any more is named: {name}",
            "The list of people marks this person as withdrawn.",
            &["Remove or rewrite the passage."],
        ),
        "人员名单里“撤下”写着“是”的人出现在正文里",
    ),
    Rule::new(
        "word-forbidden",
        Error,
        (
            "不应使用“{text}”",
            "单位的用语表里，这个说法标了“禁用”。",
            &["请改成“{fix}”。", "请改用别的说法。"],
        ),
        (
            "“{text}” is not to be used",
            "The list of words of the unit forbids it.",
            &["Write “{fix}”.", "Choose other words."],
        ),
        "用语表里标了“禁用”的说法出现在正文里",
    ),
    Rule::new(
        "word-retired",
        Warning,
        (
            "“{text}”是旧称",
            "单位的用语表里，这个名称已经改了。",
            &["请改成“{fix}”；讲历史确需用旧称的，在 waivers（豁免）里说明。", "请核对现在的名称。"],
        ),
        (
            "“{text}” is a name of the past",
            "By the list of words of the unit it has another name now.",
            &[
                "Write “{fix}”, or say in `waivers` why the old name is meant.",
                "Find out what it is called now.",
            ],
        ),
        "由科技处组织（用语表：科技处，改为信息技术处，旧称）",
    ),
    Rule::new(
        "word-required",
        Warning,
        (
            "应当写“{fix}”，这里写成了“{text}”",
            "单位的用语表里规定了这个提法的标准写法。",
            &["请改成“{fix}”。"],
        ),
        (
            "It has to read “{fix}”, not “{text}”",
            "The list of words of the unit says how this is written.",
            &["Write “{fix}”."],
        ),
        "十佳案例（用语表的标准写法是“十佳优秀案例”）",
    ),
];
