//! Rules about themes: which there are, their files, their templates, the data they read.

use super::{Rule, Words};
use crate::diag::Severity::Error;

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "unknown-theme",
        severity: Error,
        zh: Words {
            message: "没有名为“{theme}”的主题",
            why: "没有主题就没有模板，网页做不出来。",
            help: &[
                "是不是“{suggestion}”？",
                "请检查 pilothouse.yaml 里的 theme（或主题里的 extends）；自带的主题是 default。",
                "自己的主题请放到 themes/{theme}/ 文件夹。",
            ],
            labels: &[],
        },
        en: Words {
            message: "There is no theme “{theme}”",
            why: "Without a theme there are no templates to make pages with.",
            help: &[
                "Did you mean “{suggestion}”?",
                "Check `theme` in pilothouse.yaml (or `extends` in a theme); the built-in one is `default`.",
                "Put a theme of your own into themes/{theme}/.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "theme-engine",
        severity: Error,
        zh: Words {
            message: "主题“{theme}”需要模板接口 {engine}，本程序提供的是 1",
            why: "接口不同的主题，模板里的函数和名称可能对不上。",
            help: &["请换用适合本程序的主题版本。"],
            labels: &[],
        },
        en: Words {
            message: "The theme “{theme}” needs template interface {engine}; this program has 1",
            why: "Functions and names in its templates may differ.",
            help: &["Use a version of the theme made for this program."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "broken-theme-file",
        severity: Error,
        zh: Words {
            message: "主题文件的写法有误，读不出来",
            why: "这不是稿件的问题。",
            help: &["请转告网站管理员，按提示的行改正。"],
            labels: &[],
        },
        en: Words {
            message: "This file of the theme is not valid YAML: {why}",
            why: "This is not a problem of the content.",
            help: &["Correct the line named."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "broken-data-file",
        severity: Error,
        zh: Words {
            message: "数据文件的写法有误，读不出来",
            why: "用到这些数据的网页会缺内容。",
            help: &["请按提示的行改正：键后面要有冒号和空格，缩进用空格，引号和括号要成对。"],
            labels: &[],
        },
        en: Words {
            message: "This data file cannot be read: {why}",
            why: "Pages that show its data would lack it.",
            help: &["Correct the line named."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "template-error",
        severity: Error,
        zh: Words {
            message: "模板出错：{why_zh}",
            why: "这不是稿件的问题。",
            help: &["请转告网站管理员改正模板的这一处。", "另有 {more} 个页面也因此出错。"],
            labels: &[("page", "正在生成的页面")],
        },
        en: Words {
            message: "The template failed: {why}",
            why: "This is not a problem of the content.",
            help: &["Correct this place of the template.", "{more} more pages fail here too."],
            labels: &[("page", "the page being rendered")],
        },
        example: "",
    },
    Rule {
        code: "missing-template",
        severity: Error,
        zh: Words {
            message: "主题里没有模板“{template}”",
            why: "没有模板，这一页做不出来。",
            help: &["请检查 template 的写法，或在主题中补上这个模板。"],
            labels: &[],
        },
        en: Words {
            message: "The theme has no template “{template}”",
            why: "Without it this page cannot be made.",
            help: &["Check `template`, or add it to the theme."],
            labels: &[],
        },
        example: "",
    },
];
