//! Rules about sites in several languages.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "language-undeclared",
        severity: Warning,
        zh: Words {
            message: "“{code}”是一种语言，但设置里没有声明它",
            why: "没有声明的语言不算作另一个版本：这一页会当作默认语言的页面，出现在默认语言的列表里。",
            help: &[
                "请在 pilothouse.yaml 的 languages 里加一行“- code: {code}”；已经有的是：{known}。",
                "如果它不是一种语言，请给文件或文件夹换个名字。",
            ],
            labels: &[],
        },
        en: Words {
            message: "“{code}” is a language, but the settings do not declare it",
            why: "A language that is not declared makes no version: the page counts as one in the default language and stands in its lists.",
            help: &[
                "Add a line “- code: {code}” to languages in pilothouse.yaml; declared are: {known}.",
                "Give the file or folder another name if it is no language.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "language-differs",
        severity: Error,
        zh: Words {
            message: "这里写的语言是“{written}”，但这一页放在“{code}”的位置",
            why: "页面属于哪种语言，由它所在的文件夹或文件名后缀决定；两处说法不同，列表和语言切换就会出错。",
            help: &["请删掉 language 这一行，或者把文件移到“{written}”的位置。"],
            labels: &[],
        },
        en: Words {
            message: "The language is “{written}” here, but the page lies where those in “{code}” do",
            why: "The folder or the end of the file name decides in which language a page is; lists and the links between versions would be wrong.",
            help: &["Remove the line, or move the file to the place of “{written}”."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "language-twice",
        severity: Error,
        zh: Words {
            message: "语言“{code}”和前面的一种用了相同的代码、文件夹或后缀",
            why: "一页属于哪种语言就分不清了；后写的这一种没有生效。",
            help: &["请改成不同的代码、文件夹或后缀，或者删掉这一行。"],
            labels: &[],
        },
        en: Words {
            message: "The language “{code}” has the code, folder or suffix of one before it",
            why: "It could not be told in which of both a page is; this one has no effect.",
            help: &["Give it a code and a folder or suffix of its own, or remove it."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "language-without-home",
        severity: Warning,
        zh: Words {
            message: "“{language}”没有首页",
            why: "切换到这种语言时无处可去。",
            help: &["请新建 {wanted}。"],
            labels: &[],
        },
        en: Words {
            message: "“{language}” has no home page",
            why: "Whoever changes to this language has nowhere to go.",
            help: &["Write {wanted}."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "version-elsewhere",
        severity: Error,
        zh: Words {
            message: "这个文件的名字像是“{language}”的版本，但那种语言的页面不放在这里",
            why: "同一种语言的页面要放在一处，否则不会和别的版本连起来，也不在那种语言的列表里。",
            help: &[
                "请把它移到 {wanted}。",
                "或者在 pilothouse.yaml 的 languages 里改“{code}”的 folder 或 suffix。",
            ],
            labels: &[],
        },
        en: Words {
            message: "This file is named like a version in “{language}”, but the pages in that language lie elsewhere",
            why: "All pages in a language lie in one place; here it would neither be linked with the other versions nor stand in the lists of its language.",
            help: &[
                "Move it to {wanted}.",
                "Or change folder or suffix of “{code}” under languages in pilothouse.yaml.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "version-twice",
        severity: Error,
        zh: Words {
            message: "同一页的“{language}”版本有两个文件",
            why: "只能有一个；不知道该用哪一个。",
            help: &["请留下 {wanted}，把这个文件的内容并进去，再删掉这个文件。"],
            labels: &[("first", "另一个在这里")],
        },
        en: Words {
            message: "There are two files for the version in “{language}” of one page",
            why: "There can be one only, and it cannot be told which is meant.",
            help: &["Keep {wanted}, move what this file has into it, and delete this file."],
            labels: &[("first", "the other one")],
        },
        example: "",
    },
];
