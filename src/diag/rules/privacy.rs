//! Rules about what must not go out: personal data, secrecy marks, what files hide, things loaded from elsewhere.
//!
//! Words are shared: most of these rules differ in what was found, not in why it matters or how it is mended.

use super::{Rule, words};
use crate::diag::Severity::{self, Error, Warning};

/// Lines of help that hold for all of them.
const WAIVE_ZH: &str = "确实应当公开的，在页首信息的 waivers（豁免）里写明规则、批准人、理由和日期；常用的办公号码写进设置的 check.allow。";
const WAIVE_EN: &str = "If it is meant to be public, say so in `waivers` of the front matter with rule, name, reason and date; numbers of offices belong into `check.allow` of the settings.";

/// Returns a rule about personal data in a text.
const fn personal(
    code: &'static str,
    severity: Severity,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Rule {
    let why_zh = "网站谁都能看、能存、能搜；个人信息发出去就收不回来了。";
    let why_en = "Whoever sees the site can keep and search it; personal data cannot be taken back.";
    Rule { code, severity, zh: words(zh, why_zh, LEAK_HELP_ZH), en: words(en, why_en, LEAK_HELP_EN), example }
}

const LEAK_HELP_ZH: &[&str] = &[
    "在文件里的位置：{at}。",
    "可以改成：{masked}（用 pilothouse check --fix 自动改）。",
    "请删去，或只留必要的几位。",
    WAIVE_ZH,
];
const LEAK_HELP_EN: &[&str] = &[
    "Where in the file: {at}.",
    "It could be written {masked} (`pilothouse check --fix` does it).",
    "Remove it, or keep only the digits that are needed.",
    WAIVE_EN,
];

/// The rules of this area.
pub const RULES: &[Rule] = &[
    personal(
        "personal-identity",
        Error,
        "出现了身份证号 {text}",
        "An identity card number {text} is in the text",
        "证件号：110105××××××××002X（十八位都写出来）",
    ),
    personal(
        "personal-mobile",
        Error,
        "出现了手机号码 {text}",
        "A mobile telephone number {text} is in the text",
        "联系人电话 138××××5678（十一位都写出来）",
    ),
    personal(
        "personal-card",
        Error,
        "出现了银行卡号 {text}",
        "A bank card number {text} is in the text",
        "转入 6222 ×××× ×××× ××××（都写出来）",
    ),
    personal(
        "personal-document",
        Error,
        "出现了证件号码 {text}",
        "The number {text} of a document is in the text",
        "护照号码：E××××××××（都写出来）",
    ),
    personal(
        "personal-telephone",
        Warning,
        "电话 {text} 不在本单位公布的号码里",
        "The telephone number {text} is not among those that the unit has published",
        "联系电话 0551-6234××××（不在设置的 check.phones 里）",
    ),
    personal(
        "personal-plate",
        Warning,
        "出现了车牌号 {text}",
        "A licence plate {text} is in the text",
        "车牌皖A×××××（都写出来）",
    ),
    personal(
        "personal-mail",
        Warning,
        "出现了电子邮箱 {text}",
        "An e-mail address {text} is in the text",
        "请寄 某人的拼音加“@”和单位的网址",
    ),
    personal(
        "personal-address",
        Warning,
        "出现了详细到门牌的住址 {text}",
        "A home address down to the flat is in the text: {text}",
        "家住某路某号某栋某单元某室（数字都写出来）",
    ),
    Rule {
        code: "secrecy-mark",
        severity: Error,
        zh: words(
            "出现了密级或内部标志“{text}”",
            "标有密级、“内部资料”“不予公开”的材料不得上网；哪怕只是忘了删标志，也要先弄清来源。",
            &[
                "在文件里的位置：{at}。",
                "请停止发布，按保密规定核对这份材料能不能公开。",
                "确认可以公开后删去标志；批准公开的，在 waivers（豁免）里写明规则、批准人、理由和日期。",
            ],
        ),
        en: words(
            "A mark of secrecy or of internal use is in the text: “{text}”",
            "Papers marked like this must not go online; even a forgotten mark means that their origin has to be cleared up first.",
            &[
                "Where in the file: {at}.",
                "Stop, and have it decided whether this may be published.",
                "Then remove the mark, or write down who allowed it in `waivers`: rule, name, reason and date.",
            ],
        ),
        example: "“秘密”“机密”后面跟着五角星和年限",
    },
    Rule {
        code: "attachment-changes",
        severity: Error,
        zh: words(
            "附件里留有 {count} 处修订记录",
            "修订记录里看得到删掉的原话和修改人；下载的人打开就能看见。",
            &["在文件里的位置：{at}。", "请在文字处理软件里“接受全部修订”，保存后重新放进来。"],
        ),
        en: words(
            "The attachment keeps {count} tracked change(s)",
            "They show what was deleted and by whom to everybody who opens the file.",
            &[
                "Where in the file: {at}.",
                "Accept or reject all changes in the word processor and save the file again.",
            ],
        ),
        example: "总结.docx：修订没有接受，看得到删去的原话",
    },
    Rule {
        code: "attachment-comments",
        severity: Error,
        zh: words(
            "附件里留有 {count} 条批注",
            "批注是写给内部看的，下载的人打开就能看见。",
            &["在文件里的位置：{at}。", "请删除全部批注，保存后重新放进来。"],
        ),
        en: words(
            "The attachment has {count} comment(s)",
            "Comments are for colleagues; everybody who opens the file sees them.",
            &["Where in the file: {at}.", "Delete all comments and save the file again."],
        ),
        example: "总结.docx：旁边留着“此处待核”的批注",
    },
    Rule {
        code: "attachment-hidden-text",
        severity: Error,
        zh: words(
            "附件里有 {count} 处隐藏文字",
            "隐藏的文字只要改一下显示设置就能看到。",
            &["在文件里的位置：{at}。", "请显示隐藏文字，逐处删去或改为不隐藏，再重新放进来。"],
        ),
        en: words(
            "The attachment has {count} stretch(es) of hidden text",
            "Hidden text is seen as soon as somebody changes how the file is shown.",
            &[
                "Where in the file: {at}.",
                "Show the hidden text, remove it or make it visible, and save the file again.",
            ],
        ),
        example: "总结.docx：字体设为“隐藏”的一段话",
    },
    Rule {
        code: "attachment-hidden-cells",
        severity: Warning,
        zh: words(
            "附件里有隐藏的行、列或工作表（{count} 处）",
            "隐藏的行列取消隐藏就能看到；名单里的身份证号、电话常常这样漏出去。",
            &["在文件里的位置：{at}。", "请把不公开的行、列、工作表删掉，而不是隐藏。"],
        ),
        en: words(
            "The attachment has hidden rows, columns or sheets ({count})",
            "They are shown with one click; numbers in lists often leak this way.",
            &["Where in the file: {at}.", "Delete what is not to be published instead of hiding it."],
        ),
        example: "名单.xlsx：C 列（手机号）设为隐藏",
    },
    Rule {
        code: "attachment-hidden-slides",
        severity: Warning,
        zh: words(
            "附件里有隐藏的幻灯片或演讲备注（{count} 处）",
            "下载的人打开就能看见备注和隐藏页。",
            &["在文件里的位置：{at}。", "请删去不公开的备注和隐藏页，或者只放 PDF。"],
        ),
        en: words(
            "The attachment has hidden slides or notes for the speaker ({count})",
            "Everybody who opens the file can see them.",
            &["Where in the file: {at}.", "Delete them, or publish a PDF instead."],
        ),
        example: "汇报.pptx：第 5 页设为隐藏，备注里写着讲稿",
    },
    Rule {
        code: "attachment-macros",
        severity: Error,
        zh: words(
            "附件里带有宏程序",
            "宏会在读者的电脑上运行，各单位的防病毒软件大多直接拦下。",
            &["在文件里的位置：{at}。", "请另存为不带宏的格式（.docx、.xlsx、.pptx），或者转成 PDF。"],
        ),
        en: words(
            "The attachment has macros",
            "Macros are programs that run on the reader's computer; most virus scanners stop them.",
            &["Where in the file: {at}.", "Save it as .docx, .xlsx or .pptx, or as PDF."],
        ),
        example: "报表.xlsm：里面有 vbaProject.bin",
    },
    Rule {
        code: "attachment-author",
        severity: Warning,
        zh: words(
            "文件属性里写着作者“{text}”",
            "文件属性会随附件一起公开，常常露出个人姓名。",
            &[
                "在文件里的位置：{at}。",
                "请在软件的“文件—信息—检查文档”里删去个人信息，或者把作者改成单位名称。",
            ],
        ),
        en: words(
            "The properties of the file name an author: “{text}”",
            "Properties are published along with the file and often name a person.",
            &[
                "Where in the file: {at}.",
                "Remove personal data with “File – Info – Inspect Document”, or put the name of the unit there.",
            ],
        ),
        example: "总结.docx：属性“作者”是一个人的姓名",
    },
    Rule {
        code: "picture-location",
        severity: Warning,
        zh: words(
            "照片里记着拍摄地点",
            "手机拍的照片会记下经纬度，看照片的人能查到在哪里拍的。",
            &["在文件里的位置：{at}。", "请去掉照片里的位置信息后重新放进来；手机相机可以关掉“保存位置”。"],
        ),
        en: words(
            "The picture tells where it was taken",
            "Telephones write the coordinates into pictures; whoever has the picture can read them.",
            &[
                "Where in the file: {at}.",
                "Remove the location from the picture; cameras can be told not to store it.",
            ],
        ),
        example: "题图.jpg：手机拍的原图，属性里有经纬度",
    },
    Rule {
        code: "attachment-closed",
        severity: Warning,
        zh: words(
            "这个文件没能看完，不能保证里面没有不该公开的内容：{why_zh}",
            "检查不了的文件要靠人来看；没有检查过不等于没有问题。",
            &["在文件里的位置：{at}。", "请人工核对后再发布；能转成 PDF、.docx、.xlsx 的请转换。"],
        ),
        en: words(
            "The file could not be looked into completely: {why}",
            "What cannot be checked by a program has to be looked at by a person.",
            &[
                "Where in the file: {at}.",
                "Look at it before it goes out; if possible save it as PDF, .docx or .xlsx.",
            ],
        ),
        example: "名单.xlsx：打开要输密码",
    },
    Rule {
        code: "attachment-type",
        severity: Error,
        zh: words(
            "不能发布“.{ending}”文件",
            "程序、脚本和快捷方式会在读者的电脑上运行，网闸和防病毒软件也会拦下。",
            &["请换成文档、表格、图片或 PDF；确需发布的，在设置的 check.types 里加上这种扩展名。"],
        ),
        en: words(
            "Files of the type “.{ending}” are not published",
            "Programs, scripts and shortcuts run on the reader's computer; gateways and virus scanners stop them.",
            &[
                "Publish a document, a table, a picture or a PDF; types that are really needed belong into `check.types` of the settings.",
            ],
        ),
        example: "[下载](安装.exe)",
    },
    Rule {
        code: "remote-resource",
        severity: Error,
        zh: words(
            "页面要从别的网站取内容：{text}",
            "内网打不开外面的地址，这里会是空白；在外网，对方能知道谁看了这一页，还能随时换掉内容。",
            &["请把图片、脚本、字体下载到本站，用本站的文件。"],
        ),
        en: words(
            "The page loads something from another site: {text}",
            "On an intranet it stays blank; elsewhere the other site sees who reads the page and may change what is shown.",
            &["Put the file into this site and refer to it there."],
        ),
        example: "![图](https://other.example/a.png)",
    },
    Rule {
        code: "link-outward",
        severity: Error,
        zh: words(
            "链接到了不在允许名单里的网站：{host}",
            "设置的 check.hosts 列出了可以链接的网站；别的链接要先经批准。",
            &["请删去链接，或者经批准后把这个网站加进 check.hosts。"],
        ),
        en: words(
            "A link leads to a site that is not allowed: {host}",
            "`check.hosts` of the settings lists the sites that may be linked to; others need approval first.",
            &["Remove the link, or add the site to `check.hosts` once that is approved."],
        ),
        example: "[查看](https://other.example/a.html)",
    },
];
