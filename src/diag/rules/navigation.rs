//! Rules about the ways through a site: words of the glossary, menus.

use super::{Rule, Words};
use crate::diag::Severity::Warning;

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        code: "term-twice",
        severity: Warning,
        zh: Words {
            message: "术语“{word}”已经在别处解释过",
            why: "同一个词语只能有一个解释；正文标注时用先出现的那一个。",
            help: &["请合并成一条，或者改其中一条的标题、其他写法。"],
            labels: &[("first", "已有的解释在这里")],
        },
        en: Words {
            message: "The term “{word}” is explained elsewhere already",
            why: "A word has one expansion; bodies use the one that comes first.",
            help: &["Make them one, or change the title or the forms of one of them."],
            labels: &[("first", "the other one is here")],
        },
        example: "---\nkind: term\ntitle: 会议\nexpansion: 开会\nforms: [会议]\n---\n",
    },
    Rule {
        code: "term-too-short",
        severity: Warning,
        zh: Words {
            message: "术语的写法“{word}”太短，没有标注",
            why: "一个字的词语会在别的词语中间到处出现。",
            help: &["请写至少两个字的词语，或者删去这一项。"],
            labels: &[],
        },
        en: Words {
            message: "The form “{word}” of the term is too short and not marked",
            why: "A word of one character would be found in the middle of others everywhere.",
            help: &["Write a word of two characters or more, or leave it out."],
            labels: &[],
        },
        example: "---\nkind: term\ntitle: 会议\nexpansion: 开会\nforms: [会]\n---\n",
    },
    Rule {
        code: "menu-parent-missing",
        severity: Warning,
        zh: Words {
            message: "导航里没有“{name}”这一项，这一页放不到它下面",
            why: "上级要写导航里已有的一项；那一项自己也可能没有地方放，例如两页互为上级。",
            help: &["请写导航里已有的页面编号，或者删去“上级”，放在第一层。"],
            labels: &[("target", "写的是这一页")],
        },
        en: Words {
            message: "The menu has no entry of “{name}” for this page to stand below",
            why: "`under` names a page that is in the menu. That one may have no place itself, as when two pages name each other.",
            help: &["Name a page that is in the menu, or leave `under` out."],
            labels: &[("target", "this page is named")],
        },
        example: "menu: {under: a}",
    },
    Rule {
        code: "archive-without-section",
        severity: Warning,
        zh: Words {
            message: "没有“{section}”这个栏目，它的归档没有生成",
            why: "归档列的是一个栏目的页面，栏目用 content 里的文件夹名。",
            help: &["请核对栏目的文件夹名。"],
            labels: &[],
        },
        en: Words {
            message: "There is no section “{section}”, so its archive is not made",
            why: "An archive lists the pages of a section, which is named by its folder in content.",
            help: &["Check the name of the folder."],
            labels: &[],
        },
        example: "archive:\n  - {section: notice}\n",
    },
];
