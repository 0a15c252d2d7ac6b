//! Rules about reading a source: its encoding and the fences of its front matter.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Hint, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "converted-encoding",
        severity: Hint,
        zh: Words {
            message: "这个文件的编码是 {encoding}，不是 UTF-8，已自动转换后读入",
            why: "旧编码要靠猜，个别字有可能猜错；换一台电脑打开也可能变成乱码。",
            help: &["请用编辑器打开，确认文字无误后，另存为“UTF-8”编码。"],
            labels: &[],
        },
        en: Words {
            message: "This file is encoded as {encoding}, not UTF-8; it was converted while reading",
            why: "Older encodings have to be guessed, so single characters may come out wrong, here or on another computer.",
            help: &["Open it in an editor, check the text, and save it with the encoding UTF-8."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "undecodable-bytes",
        severity: Error,
        zh: Words {
            message: "文件里有 {count} 处内容不符合 {encoding} 编码，读不出是什么字",
            why: "这样的地方会显示成“�”。通常是文件在传输或复制时损坏，或者把两种编码的文字拼在了一起。",
            help: &["请对照原稿把标出的地方改正，再另存为“UTF-8”编码。"],
            labels: &[("more", "这里也读不出")],
        },
        en: Words {
            message: "The file has {count} place(s) that are not valid {encoding}, so the characters cannot be read",
            why: "Such places would appear as “�”. Usually the file was damaged on the way, or text of two encodings was joined.",
            help: &[
                "Correct the marked places after the original and save the file with the encoding UTF-8.",
            ],
            labels: &[("more", "unreadable as well")],
        },
        example: "",
    },
    Rule {
        code: "binary-file",
        severity: Error,
        zh: Words {
            message: "这个文件的内容不是文字，无法当作网页的稿件读入",
            why: "扩展名只是名字：Word 文档改名为 .md 以后，里面仍然是 Word 文档。",
            help: &[
                "从内容看，它其实是这种格式：{format}。",
                "如果是文档，请用原来的软件打开，把文字复制到新建的纯文本文件里，以“UTF-8”编码保存。",
                "如果是图片或附件，请改回原来的扩展名。",
            ],
            labels: &[],
        },
        en: Words {
            message: "This file does not hold text, so it cannot be read as a page",
            why: "An extension is only a name: a Word document renamed to .md is still a Word document.",
            help: &[
                "By its content it is really this: {format}.",
                "If it is a document, open it with its own program, copy the text to a new plain text file, and save that as UTF-8.",
                "If it is a picture or an attachment, give it back its own extension.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "zero-byte",
        severity: Error,
        zh: Words {
            message: "文字中间混进了看不见的控制字符（零字节）",
            why: "它不是文字，多半是软件出错或磁盘故障留下的，附近的内容可能已经丢失。",
            help: &["请检查标出的位置前后是否缺字，删掉这个字符后重新保存。"],
            labels: &[],
        },
        en: Words {
            message: "An invisible control character (a zero byte) stands in the text",
            why: "It is not text; most likely a program or a disk failed, and words next to it may be lost.",
            help: &["Check the text around the marked place, delete the character and save again."],
            labels: &[],
        },
        example: "断电以后，文件末尾成了一串看不见的零",
    },
    Rule {
        code: "fence-misspelt",
        severity: Warning,
        zh: Words {
            message: "“{line}”看起来是页首信息的分隔线，但分隔线应当是三个英文减号“---”",
            why: "中文输入法会把减号变成破折号或全角符号。这一次仍按分隔线处理了，别的软件未必认得。",
            help: &["切换到英文输入法，把这一行改成“---”，前后不留空格。"],
            labels: &[],
        },
        en: Words {
            message: "“{line}” looks like the fence of the front matter, but a fence is three hyphens, “---”",
            why: "Input methods and word processors turn hyphens into dashes. It was taken as a fence here; other programs may not do so.",
            help: &["Replace the line with “---”, with no spaces before it."],
            labels: &[],
        },
        example: "———\n标题: 先锋连队\n———",
    },
    Rule {
        code: "fence-blank-before",
        severity: Hint,
        zh: Words {
            message: "页首信息的分隔线“---”前面有空行",
            why: "分隔线应当是文件的第一行。这一次仍按页首信息处理了，别的软件会把它当成正文。",
            help: &["请删掉文件开头的空行。"],
            labels: &[],
        },
        en: Words {
            message: "There are blank lines before the fence “---” of the front matter",
            why: "The fence should be the first line of the file. It was accepted here; other programs would take it for the body.",
            help: &["Delete the blank lines at the start of the file."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "fence-never-opened",
        severity: Warning,
        zh: Words {
            message: "页首信息从“{line}”开始，但它的上面缺少一行“---”",
            why: "页首信息的上下各要有一行“---”。这一次仍按页首信息处理了，别的软件会把它当成正文显示出来。",
            help: &["请在文件的最前面加一行“---”。"],
            labels: &[],
        },
        en: Words {
            message: "The front matter begins with “{line}”, but the line “---” above it is missing",
            why: "Front matter has a line “---” above and below. It was accepted here; other programs would show it as text.",
            help: &["Add a line “---” at the very start of the file."],
            labels: &[],
        },
        example: "标题: 先锋连队\n单位: 某支部\n---\n正文",
    },
    Rule {
        code: "fence-never-closed",
        severity: Error,
        zh: Words {
            message: "页首信息从这一行“---”开始，但后面没有表示结束的“---”",
            why: "没有结束的一行，就分不清哪里是页首信息、哪里是正文。",
            help: &["请在页首信息的最后一行下面、正文的上面，单独加一行“---”。"],
            labels: &[],
        },
        en: Words {
            message: "The front matter begins with this line “---”, but no line “---” ends it",
            why: "Without the closing line nobody can tell the front matter from the body.",
            help: &["Add a line “---” below the last line of the front matter, above the body."],
            labels: &[],
        },
        example: "---\n标题: 先锋连队\n\n正文从这里开始。",
    },
    Rule {
        code: "front-not-yaml",
        severity: Error,
        zh: Words {
            message: "页首信息用的是 {format} 格式（“{line}”），本程序只认两行“---”之间的“名称: 内容”",
            why: "这一页的标题等信息因此都没有读到。",
            help: &["请把它改写成：上下各一行“---”，中间每行写一项，例如“title: 先锋连队”。"],
            labels: &[],
        },
        en: Words {
            message: "The front matter is written in {format} (“{line}”); only “name: value” lines between two lines “---” are read",
            why: "So the title and everything else about this page is missing.",
            help: &[
                "Rewrite it with a line “---” above and below and one “name: value” per line, such as “title: Pilot branch”.",
            ],
            labels: &[],
        },
        example: "+++\ntitle = \"先锋连队\"\n+++",
    },
];
