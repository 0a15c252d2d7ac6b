//! Rules about dates and states of pages.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "state-not-in-history",
        severity: Error,
        zh: Words {
            message: "状态“{state}”没有出现在历程里",
            why: "历程写明了每个状态从哪天起，没有“{state}”，就不知道它从哪天起算，只好当作一直如此。",
            help: &["请在历程里补上这一步和日期，或改正状态。"],
            labels: &[],
        },
        en: Words {
            message: "The state \"{state}\" does not occur in the history",
            why: "The history says since when each state holds; without this one it counts as having always been so.",
            help: &["Add this step with its date to the history, or correct the state."],
            labels: &[],
        },
        example: "state: 推广",
    },
    Rule {
        code: "state-behind-history",
        severity: Hint,
        zh: Words {
            message: "状态写的是“{state}”，但按历程从 {since} 起已经是“{now}”",
            why: "网站按历程显示；写的状态已经过时，会使人误解。",
            help: &["请把状态改成历程里最近的一个，或改正历程的日期。"],
            labels: &[],
        },
        en: Words {
            message: "The state is \"{state}\", but by the history it is \"{now}\" since {since}",
            why: "The site shows what the history says; the written state is out of date and misleads.",
            help: &["Write the latest state of the history, or correct its dates."],
            labels: &[],
        },
        example: "state: 初步名单",
    },
    Rule {
        code: "date-before-state",
        severity: Warning,
        zh: Words {
            message: "发布时间 {date} 早于进入“{state}”的日期 {since}",
            why: "页面进入这个状态以后才会公开，更早的发布时间像是倒填日期。",
            help: &["请核对发布时间和历程的日期。"],
            labels: &[],
        },
        en: Words {
            message: "The date {date} lies before {since}, when it came to be \"{state}\"",
            why: "The page is shown only from that state on; an earlier date looks like back-dating.",
            help: &["Check the date and the dates of the history."],
            labels: &[],
        },
        example: "date: 2020-06-01",
    },
    Rule {
        code: "date-before-published",
        severity: Error,
        zh: Words {
            message: "发布时间 {date} 早于首次发布的日期 {published}",
            why: "页面在那一天才公开，更早的发布时间像是倒填日期。",
            help: &[
                "请核对这两个日期；修改内容的时间请写“更新时间”。",
                "确有理由的，在页首信息的 waivers（豁免）里写明规则、批准人、理由和日期。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The date {date} lies before the first publication on {published}",
            why: "The page was first shown on that day; an earlier date looks like back-dating.",
            help: &[
                "Check the two dates; say in \"updated\" when the content changed.",
                "If there is a reason, write down in `waivers` who allowed it: rule, name, reason and date.",
            ],
            labels: &[],
        },
        example: "published: 2020-07-06",
    },
    Rule {
        code: "reference-will-break",
        severity: Hint,
        zh: Words {
            message: "从 {day} 起，这里指向的《{name}》{why}，读者打不开",
            why: "今天还看不出来；到那一天，这一页公开着，它指向的页面却没有。",
            help: &["请核对两页的日期和状态，或到时候去掉这处引用；`pilothouse agenda` 列出会变的日子。"],
            labels: &[("target", "到时候打不开的页面")],
        },
        en: Words {
            message: "From {day} on “{name}”, which this leads to, is {why_en} and cannot be opened",
            why: "It cannot be seen today: on that day this page is public and the one it leads to is not.",
            help: &[
                "Check dates and states of both, or remove the reference by then; `pilothouse agenda` lists the days.",
            ],
            labels: &[("target", "the page that cannot be opened then")],
        },
        example: "",
    },
    Rule {
        code: "dates-unusual",
        severity: Warning,
        zh: Words {
            message: "“{second}”（{later}）早于“{first}”（{earlier}）",
            why: "一般先有“{first}”，后有“{second}”；反过来多半是年份或月份写错了。",
            help: &["请核对这两个日期；确实如此的（例如预告）可以写进豁免。"],
            labels: &[],
        },
        en: Words {
            message: "\"{second_en}\" ({later}) lies before \"{first_en}\" ({earlier})",
            why: "Usually it is the other way round; mostly a year or a month is mistyped.",
            help: &["Check both dates; if they are right, as in an announcement, a waiver may say so."],
            labels: &[],
        },
        example: "date: 2021-05-01\nevent_date: 2021-09-09",
    },
    Rule {
        code: "pin-does-nothing",
        severity: Warning,
        zh: Words {
            message: "置顶到 {pin}，但这一页{why}，不在列表里",
            why: "不在列表里的页面，置顶不起作用。",
            help: &["请去掉置顶，或改置顶新的页面。"],
            labels: &[],
        },
        en: Words {
            message: "It is pinned until {pin} but {why_en}, so no list shows it",
            why: "The pin of a page that lists do not show does nothing.",
            help: &["Remove the pin, or pin the new page instead."],
            labels: &[],
        },
        example: "pin: 2026-12-31\nsuperseded_by: xin-tongzhi",
    },
    Rule {
        code: "pin-after-expiry",
        severity: Warning,
        zh: Words {
            message: "置顶到 {pin}，但有效期只到 {expires}",
            why: "过期的页面不在列表里，后面几天的置顶不起作用。",
            help: &["请把置顶的日期改到有效期以内。"],
            labels: &[],
        },
        en: Words {
            message: "It is pinned until {pin} but expires on {expires}",
            why: "A page that has expired is in no list: the last days of the pin do nothing.",
            help: &["Let the pin end when the page expires, or before."],
            labels: &[],
        },
        example: "pin: 2020-07-20",
    },
];
