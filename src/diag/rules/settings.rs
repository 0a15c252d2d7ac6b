//! Rules about the settings of a site.

use super::{Rule, Words};
use crate::diag::Severity::Error;

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "settings-not-a-file",
        severity: Error,
        zh: Words {
            message: "{name} 是一个文件夹，不是文件，里面的设置没有读到",
            why: "设置写在 {name} 这个文本文件里；没有它，标题、主题等都会用默认值。",
            help: &["请把文件夹改名或移走，再新建文本文件 {name}。"],
            labels: &[],
        },
        en: Words {
            message: "{name} is a folder, not a file; no settings were read",
            why: "Settings stand in the text file {name}; without it the title, the theme and all else are defaults.",
            help: &["Rename or move the folder and write a text file {name}."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "menu-target-missing",
        severity: Error,
        zh: Words {
            message: "导航里的“{to}”找不到对应的页面或文件",
            why: "每一页都会显示导航，点开就是“找不到网页”。",
            help: &[
                "是不是“{suggestion}”？",
                "请写页面编号（如 pilots/_index）、以 / 开头的路径，或完整的网址。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The menu leads to “{to}”, but there is no such page or file",
            why: "The menu stands on every page, and the link would be broken on each.",
            help: &[
                "Did you mean “{suggestion}”?",
                "Write a page id (as pilots/_index), a path from the root, or a whole address.",
            ],
            labels: &[],
        },
        example: "menu: [{title: 品牌, to: pilots/_indx}]",
    },
    Rule {
        code: "taxonomy-no-such-field",
        severity: Error,
        zh: Words {
            message: "分类“{name}”要按字段“{field}”来分，但没有哪个类型有这个字段",
            why: "这个分类会一直是空的。",
            help: &[
                "请写成：field: {suggestion}",
                "请写字段的英文名，例如 field: tags；各类型的字段见手册。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The taxonomy “{name}” goes by the field “{field}”, but no kind has it",
            why: "The taxonomy would stay empty.",
            help: &[
                "Write: field: {suggestion}",
                "Name a field by its English name, as in field: tags; the manual lists all.",
            ],
            labels: &[],
        },
        example: "taxonomies: {biaoqian: {field: tgas}}",
    },
    Rule {
        code: "taxonomy-no-such-kind",
        severity: Error,
        zh: Words {
            message: "分类“{name}”只收类型“{kind}”的页面，但没有这个类型",
            why: "这个分类会一直是空的。",
            help: &["请写成：{suggestion}", "可用的有：{known}。"],
            labels: &[],
        },
        en: Words {
            message: "The taxonomy “{name}” takes only pages of the kind “{kind}”, which does not exist",
            why: "The taxonomy would stay empty.",
            help: &["Write: {suggestion}", "Known are: {known}."],
            labels: &[],
        },
        example: "taxonomies: {tags: {kinds: [pilto]}}",
    },
    Rule {
        code: "unknown-lint",
        severity: Error,
        zh: Words {
            message: "没有代码为“{code}”的检查",
            why: "写错的代码不起作用，想调整的检查仍按原来的级别。",
            help: &[
                "是不是“{suggestion}”？",
                "每条信息方括号里的就是代码，例如 image-without-description；手册的“诊断代码”一页列出了全部。",
            ],
            labels: &[],
        },
        en: Words {
            message: "There is no finding with the code “{code}”",
            why: "A code that does not exist changes nothing; the finding that is meant keeps its severity.",
            help: &[
                "Did you mean “{suggestion}”?",
                "The code is what stands in square brackets in a message, as image-without-description; the manual lists all.",
            ],
            labels: &[],
        },
        example: "lints: {unknown-feild: off}",
    },
    Rule {
        code: "bad-severity",
        severity: Error,
        zh: Words {
            message: "“{text}”不是检查的级别",
            why: "级别决定是否显示、是否阻止生成网站。",
            help: &["请写其中之一：{choices}"],
            labels: &[],
        },
        en: Words {
            message: "“{text}” is no severity",
            why: "The severity tells whether a finding is shown and whether it keeps the site from being written.",
            help: &["Write one of: {choices}"],
            labels: &[],
        },
        example: "lints: {unknown-field: never}",
    },
    Rule {
        code: "unknown-setting",
        severity: Error,
        zh: Words {
            message: "这里没有“{key}”这一项",
            why: "名称写错的设置不起作用，所以这里不放过。",
            help: &["是不是“{suggestion}”？", "可以写的有：{known}"],
            labels: &[],
        },
        en: Words {
            message: "There is no setting “{key}” here",
            why: "A misspelt setting would do nothing without a word.",
            help: &["Did you mean “{suggestion}”?", "Known are: {known}"],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "bad-reading",
        severity: Error,
        zh: Words {
            message: "“{word}”的读音“{reading}”写得不对",
            why: "网址只能用拼音字母。",
            help: &["请用拼音字母书写，音节之间空一格，例如：重庆: chong qing"],
            labels: &[],
        },
        en: Words {
            message: "The reading “{reading}” of “{word}” is not right",
            why: "Addresses are made of Latin letters.",
            help: &["Write it in letters with a space between syllables: 重庆: chong qing"],
            labels: &[],
        },
        example: "readings: {行: 杭}",
    },
    Rule {
        code: "bad-target",
        severity: Error,
        zh: Words {
            message: "发布目标“{target}”的 {key} 写得不对",
            why: "发布到哪里、保留几版必须写清楚，程序才能放心改动那里的文件。",
            help: &[
                "请写成：{target}: {to: /srv/www/site, keep: 5}；to 必须有，keep 是 2 到 1000 的整数，switch 是 auto、link 或 files。",
            ],
            labels: &[],
        },
        en: Words {
            message: "{key} of the target “{target}” is not right",
            why: "The program changes files there: it must be clear where, and how many generations are kept.",
            help: &[
                "Write {target}: {to: /srv/www/site, keep: 5}; `to` is needed, `keep` is a number from 2 to 1000, `switch` is auto, link or files.",
            ],
            labels: &[],
        },
        example: "publish: {intranet: {keep: 5}}",
    },
];
