//! Rules about YAML as it is written: front matter, settings, kinds.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Hint};

/// Returns words without labels.
const fn words(message: &'static str, why: &'static str, help: &'static [&'static str]) -> Words {
    Words { message, why, help, labels: &[] }
}

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "full-width-colon",
        severity: Hint,
        zh: words(
            "“{key}”后面用的是中文冒号“：”，已按英文冒号理解",
            "标准写法是英文冒号加一个空格，其他软件只认这一种。",
            &["请改成“{key}: ”。"],
        ),
        en: words(
            "\"{key}\" is followed by a full-width colon, taken for a plain one",
            "The standard form is a plain colon and a space; other software knows no other.",
            &["Write \"{key}: \"."],
        ),
        example: "标题：通知",
    },
    Rule {
        code: "full-width-space",
        severity: Hint,
        zh: words(
            "这里用的是全角空格，已按普通空格理解",
            "全角空格和普通空格看上去一样，但其他软件会把它当成文字。",
            &["请换成英文状态下的空格，一个全角空格换两个。"],
        ),
        en: words(
            "There is a full-width space here, taken for plain spaces",
            "It looks like spaces, but other software takes it for a letter.",
            &["Replace it by plain spaces, two for each."],
        ),
        example: "题图:\n　　src: a.jpg",
    },
    Rule {
        code: "full-width-comma",
        severity: Hint,
        zh: words(
            "括号里用了中文逗号“，”，已按英文逗号理解",
            "方括号和花括号里的各项要用英文逗号隔开。",
            &["请改成英文逗号；如果逗号是文字的一部分，请给这一项加上英文引号。"],
        ),
        en: words(
            "There is a full-width comma between brackets, taken for a plain one",
            "Items in brackets are separated by plain commas.",
            &["Write a plain comma; if the comma belongs to the text, put that item in quotes."],
        ),
        example: "标签: [教育培训，基层建设]",
    },
    Rule {
        code: "missing-space",
        severity: Hint,
        zh: words(
            "“{key}”的冒号后面缺一个空格，已自动补上",
            "没有空格时，其他软件会把整行当成一段文字。",
            &["请改成“{key}: ”，冒号后面加一个空格。"],
        ),
        en: words(
            "There is no space after the colon of \"{key}\"; one was assumed",
            "Without it other software takes the whole line for one text.",
            &["Write \"{key}: \", with a space after the colon."],
        ),
        example: "标题:通知",
    },
    Rule {
        code: "missing-space-after-dash",
        severity: Hint,
        zh: words(
            "短横线后面缺一个空格，已自动补上",
            "没有空格时，其他软件会把横线当成文字的一部分，几行也会连成一段。",
            &["请改成：{fixed}"],
        ),
        en: words(
            "There is no space after the dash; one was assumed",
            "Without it other software takes the dash for a part of the text, and several lines for one text.",
            &["Write: {fixed}"],
        ),
        example: "关键词:\n  -学习\n  -基层",
    },
    Rule {
        code: "yaml-text-after-quote",
        severity: Hint,
        zh: words(
            "引号只包住了前半段，整行已连同引号一起当作文字",
            "值以英文引号开头时，引号应该包住整个值。",
            &["如果引号是文字的一部分，请改用中文引号“”，或者写成：{fixed}", "如果不是，请删掉引号。"],
        ),
        en: words(
            "The quotes hold only the first part; the whole line, quotes included, was taken as text",
            "A value that starts with a quote should end with it.",
            &["If the quotes belong to the text, write: {fixed}", "If not, remove them."],
        ),
        example: "title: \"Bridge\" project",
    },
    Rule {
        code: "yaml-tab",
        severity: Error,
        zh: words(
            "这一行用制表符（Tab 键）缩进",
            "缩进只能用空格：制表符在不同软件里宽度不同，会弄错层次。",
            &["请删掉行首的制表符，改成空格，每一层两个。"],
        ),
        en: words(
            "This line is indented by a tab",
            "Only spaces may be used: a tab has another width in every program.",
            &["Replace the tab by spaces, two for each level."],
        ),
        example: "题图:\n\tsrc: a.jpg",
    },
    Rule {
        code: "yaml-colon-in-value",
        severity: Error,
        zh: words(
            "值“{text}”里有英文冒号加空格，会被当成另一个名称",
            "英文冒号加空格专门用来分开名称和值。",
            &["请用英文引号把整个值包起来：{fixed}", "或者把文字里的冒号改成中文冒号“：”。"],
        ),
        en: words(
            "The value \"{text}\" holds a colon and a space, which would start another name",
            "A colon and a space separate a name from its value.",
            &["Put the whole value in quotes: {fixed}"],
        ),
        example: "标题: 通知: 附件",
    },
    Rule {
        code: "yaml-needs-quotes",
        severity: Error,
        zh: words(
            "“{text}”开头的符号有特殊含义，不能直接写",
            "以 @ % * & ! ` [ | > 或花括号等符号开头的值，会被当成特殊写法。",
            &["请用英文引号把整个值包起来：{fixed}"],
        ),
        en: words(
            "\"{text}\" starts with a mark that has a meaning of its own",
            "Values that start with a brace or one of @ % * & ! ` [ | > are read as something else than text.",
            &["Put the whole value in quotes: {fixed}"],
        ),
        example: "标题: **重要**通知",
    },
    Rule {
        code: "yaml-unclosed-quote",
        severity: Error,
        zh: words(
            "这里的引号没有配对：{text}",
            "从引号开始，后面的内容都会被当成同一段文字。",
            &["请在结尾补上同样的英文引号；或者写成：{fixed}"],
        ),
        en: words(
            "This quote is not closed: {text}",
            "Everything after it would be taken for one text.",
            &["Close it with the same mark: {fixed}"],
        ),
        example: "标题: \"通知",
    },
    Rule {
        code: "yaml-unclosed-bracket",
        severity: Error,
        zh: words(
            "这里的括号没有配对：{text}",
            "方括号、花括号要成对，都用英文括号；各项之间用英文逗号隔开。",
            &["请补上缺少的括号；如果括号是文字的一部分，请用英文引号把整个值包起来。"],
        ),
        en: words(
            "This bracket is not closed: {text}",
            "Brackets and braces come in pairs, and items between them are separated by plain commas.",
            &["Add the missing bracket; if it belongs to the text, put the whole value in quotes."],
        ),
        example: "标签: [甲, 乙",
    },
    Rule {
        code: "yaml-text-after-bracket",
        severity: Error,
        zh: words(
            "括号后面多出了文字：{text}",
            "括号收尾以后，这一行不能再有别的内容。",
            &["请删掉多余的文字，或者把它移到括号里面。"],
        ),
        en: words(
            "There is text after the bracket: {text}",
            "Nothing may follow on the line where a bracket closes.",
            &["Remove the text or move it inside the brackets."],
        ),
        example: "标签: [甲,\n  乙] 丙",
    },
    Rule {
        code: "yaml-indent",
        severity: Error,
        zh: words(
            "这一行的缩进和上下文对不齐：{text}",
            "同一层的各行要对齐，下一层要比上一层多空两格。",
            &["如果它和上面是同一层，请让行首对齐；如果上面那行应该包含它，上面那行的冒号后面就不能再写值。"],
        ),
        en: words(
            "The indentation of this line fits nothing around it: {text}",
            "Lines of one level start in one column; the next level is two spaces deeper.",
            &["Align it with its neighbours; a line that is to hold it must have no value after its colon."],
        ),
        example: "标题: 通知\n  单位: 甲",
    },
    Rule {
        code: "yaml-no-colon",
        severity: Error,
        zh: words(
            "这一行不是“名称: 值”的形式：{text}",
            "每一行都要先写名称，再写英文冒号和一个空格，然后写值。",
            &["请补上名称和冒号；如果它是上一行文字的继续，请在行首空两格；如果是说明，请在行首加 #。"],
        ),
        en: words(
            "This line is not of the form \"name: value\": {text}",
            "Every line has a name, a colon, a space and a value.",
            &[
                "Add the name; indent the line if it goes on with the text above; start it with # if it is a remark.",
            ],
        ),
        example: "标题: 通知\n教育指导处",
    },
    Rule {
        code: "yaml-list-on-key-line",
        severity: Error,
        zh: words(
            "列表的横线不能和名称写在同一行：{text}",
            "用横线写列表时，每一项单独占一行。",
            &["请把“- …”移到下一行并空两格，或者改成“[甲, 乙]”的写法。"],
        ),
        en: words(
            "The dash of a list cannot stand on the line of its name: {text}",
            "With dashes, every item has a line of its own.",
            &["Move \"- …\" to the next line, two spaces deeper, or write \"[a, b]\"."],
        ),
        example: "标签: - 甲",
    },
    Rule {
        code: "yaml-escape",
        severity: Error,
        zh: words(
            "英文双引号里的反斜杠“\\”用法不对",
            "在双引号里，反斜杠表示特殊字符，比如 \\n 是换行。",
            &["请改用英文单引号；文件路径请用“/”。"],
        ),
        en: words(
            "The backslash in these double quotes is not understood",
            "In double quotes a backslash starts a special character; \\n is a line break.",
            &["Use single quotes; write paths with \"/\"."],
        ),
        example: "文件: \"附件\\通知.pdf\"",
    },
    Rule {
        code: "yaml-control-character",
        severity: Error,
        zh: words(
            "这里有一个看不见的控制字符",
            "它通常是从别的软件复制时带进来的。",
            &["请删掉这里的几个字，重新输入。"],
        ),
        en: words(
            "There is an invisible control character here",
            "It usually comes along when text is copied from another program.",
            &["Delete the characters around here and type them again."],
        ),
        example: "",
    },
    Rule {
        code: "yaml-unknown-alias",
        severity: Error,
        zh: words(
            "“*”后面的名字没有定义过",
            "值以“*”开头，表示引用前面用“&”定义的内容。",
            &["如果星号是文字的一部分，请用英文引号把整个值包起来。"],
        ),
        en: words(
            "Nothing of the name after \"*\" was defined",
            "A value that starts with \"*\" stands for one that was marked with \"&\".",
            &["If the star belongs to the text, put the whole value in quotes."],
        ),
        example: "标签: [*甲]",
    },
    Rule {
        code: "yaml-alias-loop",
        severity: Error,
        zh: words("“*”引用了包含它自己的内容", "这样会无穷无尽地重复下去。", &["请直接写出内容。"]),
        en: words(
            "\"*\" stands for something that holds it",
            "That would go on without end.",
            &["Write the content itself."],
        ),
        example: "extra: &a [*a]",
    },
    Rule {
        code: "yaml-alias-budget",
        severity: Error,
        zh: words(
            "“*”引用展开后的内容太多（上限是 {limit} 项）",
            "为了不耗尽内存，引用展开有上限。",
            &["请减少引用，直接写出内容。"],
        ),
        en: words(
            "The aliases of this text stand for too much (the limit is {limit} values)",
            "The limit keeps a file from using up the memory.",
            &["Use fewer aliases and write the content itself."],
        ),
        example: "",
    },
    Rule {
        code: "yaml-too-deep",
        severity: Error,
        zh: words(
            "层次太多，超过了 {limit} 层",
            "正常的内容不会有这么多层，多半是括号或缩进写错了。",
            &["请检查这附近的括号和缩进。"],
        ),
        en: words(
            "There are more than {limit} levels here",
            "No proper content is that deep; a bracket or an indentation is wrong.",
            &["Check the brackets and the indentation around here."],
        ),
        example: "",
    },
    Rule {
        code: "yaml-several-documents",
        severity: Error,
        zh: words(
            "“{text}”这一行把上下的内容分成了两份",
            "别的软件读到这一行就停下，它下面的内容会丢掉。",
            &["请删掉这一行，让上下的内容连在一起。"],
        ),
        en: words(
            "“{text}” cuts the values in two",
            "A file holds one set only: other programs stop at this line and lose what stands below.",
            &["Delete the line, so that everything stands together."],
        ),
        example: "标题: 先锋连队\n...\n单位: 某支部",
    },
    Rule {
        code: "yaml-not-a-map",
        severity: Error,
        zh: words(
            "这里应该是一行行“名称: 值”，现在不是",
            "每一行先写名称，再写英文冒号和一个空格，然后写值。",
            &["例如：`标题: 关于开展学习活动的通知`"],
        ),
        en: words(
            "There should be lines of the form \"name: value\" here",
            "Every line has a name, a colon, a space and a value.",
            &["For example: title: A day of learning"],
        ),
        example: "- 甲\n- 乙",
    },
    Rule {
        code: "yaml-merge-key",
        severity: Error,
        zh: words(
            "不支持“<<”合并写法",
            "合并后看不出值写在哪里，容易改错。",
            &["请把要合并的各行直接写出来。"],
        ),
        en: words(
            "Merging with \"<<\" is not supported",
            "It hides where a value was written.",
            &["Write the lines themselves."],
        ),
        example: "<<: *默认",
    },
    Rule {
        code: "yaml-tag",
        severity: Error,
        zh: words(
            "以“!”开头的写法有特殊含义，这里不支持",
            "值以“!”开头会被当成类型标记，文字会丢失。",
            &["如果感叹号是文字的一部分，请用英文引号把整个值包起来；否则请删掉它。"],
        ),
        en: words(
            "A mark that starts with \"!\" is not supported",
            "It is read as a type, and the text is lost.",
            &["If it belongs to the text, put the whole value in quotes; otherwise remove it."],
        ),
        example: "标题: !important",
    },
    Rule {
        code: "yaml-key-not-text",
        severity: Error,
        zh: words(
            "这里的名称不是文字",
            "冒号前面的名称只能是文字，不能是空的，也不能是列表。",
            &["请写一个名称；如果括号是文字的一部分，请加上英文引号。"],
        ),
        en: words(
            "The name here is not text",
            "What stands before a colon must be a text, not a list and not nothing.",
            &["Write a name; if brackets belong to the text, put it in quotes."],
        ),
        example: "[甲, 乙]: 丙",
    },
    Rule {
        code: "yaml-duplicate-key",
        severity: Error,
        zh: Words {
            message: "“{name}”写了两次",
            why: "同一层里一个名称只能出现一次，否则不知道以哪个为准。",
            help: &["请只留下一个。"],
            labels: &[("first", "第一次写在这里")],
        },
        en: Words {
            message: "\"{name}\" is there twice",
            why: "A name may occur only once at a level; else nobody knows which one counts.",
            help: &["Keep one of them."],
            labels: &[("first", "the first one is here")],
        },
        example: "标题: 甲\n标题: 乙",
    },
    Rule {
        code: "yaml-syntax",
        severity: Error,
        zh: words(
            "这里的写法读不懂（{reason}）",
            "多半是冒号、引号、括号或缩进写错了。",
            &["请检查这一行和它上面的一行；拿不准的值，用英文引号包起来。"],
        ),
        en: words(
            "This cannot be read ({reason})",
            "Most often a colon, a quote, a bracket or an indentation is wrong.",
            &["Check this line and the one above; put doubtful values in quotes."],
        ),
        example: "",
    },
];
