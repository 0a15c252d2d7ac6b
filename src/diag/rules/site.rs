//! Rules about the site as a whole: settings, addresses, outputs.

use super::{Rule, Words};
use crate::diag::Severity::Error;

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "internal-error",
        severity: Error,
        zh: Words {
            message: "程序内部出错：{what}",
            why: "这是程序的缺陷，不是内容的问题；其他页面不受影响。",
            help: &["请把这条信息和出错的文件发给维护者。"],
            labels: &[],
        },
        en: Words {
            message: "The program failed inside: {what}",
            why: "This is a defect of the program, not of the content; other pages are not affected.",
            help: &["Please send this message and the file to the maintainers."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "internal-cycle",
        severity: Error,
        zh: Words {
            message: "程序内部出错：计算“{what}”时绕回了自身。",
            why: "这是程序的缺陷，不是内容的问题。",
            help: &["请把这条信息发给维护者。"],
            labels: &[],
        },
        en: Words {
            message: "The program failed inside: computing {what} led back to itself.",
            why: "This is a defect of the program, not of the content.",
            help: &["Please send this message to the maintainers."],
            labels: &[],
        },
        example: "",
    },
];
