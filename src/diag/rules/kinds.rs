//! Rules about kinds: how they are declared.

use super::{Rule, words};
use crate::diag::Severity::Error;

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "kind-unknown-key",
        severity: Error,
        zh: words(
            "类型文件里没有“{name}”这种设置",
            "名称写错的设置不起作用，所以这里不放过。",
            &["是不是想写“{suggestion}”？", "这里可以写：{known}。"],
        ),
        en: words(
            "Kind files have no setting \"{name}\" here",
            "A misspelt setting would do nothing without a word.",
            &["Did you mean \"{suggestion}\"?", "Known here are: {known}."],
        ),
        example: "fields:\n  地点: {typ: text}",
    },
    Rule {
        code: "kind-template-missing",
        severity: Error,
        zh: words(
            "主题里没有这个类型的模板“{template}”",
            "没有它，这个类型的页面只好都用 page.html，自己的字段一个也不显示。",
            &[
                "是不是想写“{suggestion}”？",
                "请在 themes/_local/templates/ 里放上这个模板，或者去掉这一行：没有写模板的类型用 page.html。",
            ],
        ),
        en: words(
            "The theme has no template \"{template}\", which this kind names",
            "Without it the pages of the kind are made with page.html and show none of its own fields.",
            &[
                "Did you mean \"{suggestion}\"?",
                "Put it into themes/_local/templates/, or leave this line out: a kind without a template uses page.html.",
            ],
        ),
        example: "template: contac.html",
    },
    Rule {
        code: "kind-bad-value",
        severity: Error,
        zh: words(
            "“{name}”这里要写{wanted_zh}",
            "写成别的样子，这个设置就不起作用。",
            &["请改成{wanted_zh}；可以对照手册“页面类型与字段”一页里“自己加类型”的例子。"],
        ),
        en: words(
            "\"{name}\" must be {wanted_en}",
            "In any other form the setting would have no effect.",
            &["See the chapter on kinds in the manual."],
        ),
        example: "fields:\n  地点: {required: 也许}",
    },
    Rule {
        code: "kind-unknown-type",
        severity: Error,
        zh: words(
            "没有“{text}”这种字段类型",
            "字段类型决定怎样检查和显示内容。",
            &["是不是想写“{suggestion}”？", "可用的有：{known}；例如 list(text)、ref(unit)、list(group)。"],
        ),
        en: words(
            "There is no field type \"{text}\"",
            "The type tells how what is written is checked and shown.",
            &[
                "Did you mean \"{suggestion}\"?",
                "Types are: {known}; for example list(text), ref(unit), list(group).",
            ],
        ),
        example: "fields:\n  地点: {type: string}",
    },
    Rule {
        code: "kind-incomplete-field",
        severity: Error,
        zh: words(
            "字段“{name}”还缺“{needs}”",
            "选项类型（enum）要用 of 列出选项，分组类型（group）要用 fields 列出小项。",
            &["请补上“{needs}”。"],
        ),
        en: words(
            "The field \"{name}\" lacks \"{needs}\"",
            "An enum lists its choices under of, a group its fields under fields.",
            &["Add \"{needs}\"."],
        ),
        example: "fields:\n  等次: {type: enum}",
    },
    Rule {
        code: "kind-bad-pattern",
        severity: Error,
        zh: words(
            "看不懂这个格式：{text}",
            "格式可以用文字、[a-z]、\\d、( )、|、* + ? 和花括号里的次数。",
            &["请检查括号和反斜杠是否成对。"],
        ),
        en: words(
            "This pattern is not understood: {text}",
            "Patterns know letters, [a-z], \\d, ( ), |, * + ? and counts in braces.",
            &["Check that brackets and backslashes are complete."],
        ),
        example: "fields:\n  文号: {pattern: \"[a\"}",
    },
    Rule {
        code: "kind-bad-default",
        severity: Error,
        zh: words(
            "字段“{name}”的默认值不合它自己的要求",
            "没有写这一项的页面都会用这个默认值，于是都不合要求。",
            &["请让默认值符合字段的类型、范围和选项。"],
        ),
        en: words(
            "The default of the field \"{name}\" does not fit the field",
            "Every page that leaves the field out would have this value, and none would be right.",
            &["Make it fit the type, range and choices."],
        ),
        example: "fields:\n  人数: {type: int, default: 许多}",
    },
    Rule {
        code: "kind-bad-bounds",
        severity: Error,
        zh: words(
            "字段“{name}”的下限 {min} 比上限 {max} 还大",
            "什么内容都不能同时符合，于是每一页都会出错。",
            &["请改正 min 或 max。"],
        ),
        en: words(
            "The field \"{name}\" has a min of {min}, above its max of {max}",
            "Nothing can fit both, so every page would be wrong.",
            &["Correct min or max."],
        ),
        example: "fields:\n  人数: {type: int, min: 9, max: 1}",
    },
    Rule {
        code: "kind-no-such-kind",
        severity: Error,
        zh: words(
            "引用的类型“{text}”不存在",
            "这一项写什么都会找不到对应的页面。",
            &["是不是想写“{suggestion}”？", "可用的有：{known}。"],
        ),
        en: words(
            "There is no kind \"{text}\" to refer to",
            "Whatever a page names there could not be found.",
            &["Did you mean \"{suggestion}\"?", "Known are: {known}."],
        ),
        example: "fields:\n  承办: ref(untis)",
    },
    Rule {
        code: "kind-no-such-setting",
        severity: Error,
        zh: words(
            "没有“{text}”这项是与否的设置",
            "这个字段就永远不是必填的。",
            &["是不是想写“{suggestion}”？", "自己加的设置可以放在 extra 里，例如 extra.strict。"],
        ),
        en: words(
            "There is no setting \"{text}\" that can be on or off",
            "The field would never be required.",
            &[
                "Did you mean \"{suggestion}\"?",
                "A setting of your own may stand below extra, as extra.strict.",
            ],
        ),
        example: "",
    },
    Rule {
        code: "kind-like-itself",
        severity: Error,
        zh: words(
            "类型的小项不能和它自己的字段一样：{path}",
            "“{text}”的字段里又有“{text}”的字段，没有尽头。",
            &["请在 like 后面写另一个类型，例如 figure；或用 fields 列出小项。"],
        ),
        en: words(
            "The fields of a kind cannot be its own: {path}",
            "The fields of \"{text}\" would hold those of \"{text}\" again, without end.",
            &["Name another kind after \"like\", such as figure, or list the fields under \"fields\"."],
        ),
        example: "fields:\n  parts: {type: list(group), like: activities}",
    },
    Rule {
        code: "kind-bad-field-name",
        severity: Error,
        zh: words(
            "“{name}”不能用作字段名",
            "字段名不能是空的，也不能有点号、括号和换行。",
            &["请换一个名称，例如 place。"],
        ),
        en: words(
            "\"{name}\" cannot be the name of a field",
            "A name is not empty and has no dots, brackets or line breaks.",
            &["Choose another one, such as place."],
        ),
        example: "fields:\n  a.b: text",
    },
    Rule {
        code: "kind-field-clash",
        severity: Error,
        zh: words(
            "字段“{name}”和“{other}”都叫“{text}”",
            "写“{text}”时不知道指哪一个。",
            &["请给其中一个换个名称。"],
        ),
        en: words(
            "The fields \"{name}\" and \"{other}\" are both called \"{text}\"",
            "Nobody can tell which one is meant.",
            &["Rename one of them."],
        ),
        example: "fields:\n  place: {zh: 标题}",
    },
    Rule {
        code: "kind-name-clash",
        severity: Error,
        zh: words("类型“{other}”已经叫“{text}”了", "写“类型: {text}”时不知道指哪一个。", &["请换一个名称。"]),
        en: words(
            "The kind \"{other}\" is called \"{text}\" already",
            "Nobody can tell which one is meant.",
            &["Choose another name."],
        ),
        example: "label: {zh: 品牌}",
    },
    Rule {
        code: "kind-name-differs",
        severity: Error,
        zh: words(
            "这里写的类型名“{text}”和文件名“{file}”不一样",
            "类型以文件名为准。",
            &["请改成一样的，或者删掉这一行。"],
        ),
        en: words(
            "The kind is called \"{text}\" here but the file \"{file}\"",
            "The name of the file counts.",
            &["Make them equal or remove this line."],
        ),
        example: "kind: activity",
    },
    Rule {
        code: "kind-extends-unknown",
        severity: Error,
        zh: words(
            "要扩展的类型“{text}”不存在",
            "字段要从被扩展的类型那里继承，找不到就没有这些字段。",
            &["是不是想写“{suggestion}”？", "请检查名称，或者删掉 extends 这一行（默认扩展 page）。"],
        ),
        en: words(
            "The kind \"{text}\" that this one extends does not exist",
            "Fields are taken over from that kind; without it they are missing.",
            &["Did you mean \"{suggestion}\"?", "Check the name, or remove the line: page is the default."],
        ),
        example: "extends: pge",
    },
    Rule {
        code: "kind-extends-loop",
        severity: Error,
        zh: words(
            "类型互相扩展，绕成了一圈：{path}",
            "每个类型都要等另一个先定下来，谁也定不下来。",
            &["请改掉其中一个的 extends。"],
        ),
        en: words(
            "Kinds extend each other in a circle: {path}",
            "Each waits for the other, so none of them has any fields.",
            &["Change extends in one of them."],
        ),
        example: "extends: pilot",
    },
    Rule {
        code: "kind-no-such-field",
        severity: Error,
        zh: words(
            "这里提到的字段“{text}”不存在",
            "排序、归类、计数、先后要求都要用到真有的字段。",
            &["是不是想写“{suggestion}”？", "请写字段的英文名，也就是 fields 里冒号前面的名称。"],
        ),
        en: words(
            "The field \"{text}\" named here does not exist",
            "Sorting, dates in order and the like need a field that exists.",
            &["Did you mean \"{suggestion}\"?", "Use the name that stands before the colon under fields."],
        ),
        example: "sort: -dat",
    },
    Rule {
        code: "kind-no-such-choice",
        severity: Error,
        zh: words(
            "这里提到的“{text}”不是选项",
            "没有页面能选它，这条规定不起作用。",
            &["是不是想写“{suggestion}”？", "请写 of 里冒号前面的名称。"],
        ),
        en: words(
            "The choice \"{text}\" named here does not exist",
            "No page can have it, so the rule would do nothing.",
            &["Did you mean \"{suggestion}\"?", "Use the name that stands before the colon under of."],
        ),
        example: "states: {field: secrecy, hidden: [gone]}",
    },
    Rule {
        code: "kind-of-rows",
        severity: Error,
        zh: words(
            "“{text}”不是页面的类型",
            "这种类型只用在数据表的行和页首的分组里，没有标题和网址。",
            &["请换一个类型；这样的内容写进数据表，或者写进页面的同名字段。"],
        ),
        en: words(
            "\"{text}\" is no kind of pages",
            "It describes rows of data files and items of fields, and has neither a title nor an address.",
            &["Choose another kind; put this into a data file or a field of a page."],
        ),
        example: "类型: 数据条目",
    },
];
