//! Rules about images: what cannot be shown, and what was taken out.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Warning};

/// The rules of this area.
pub const RULES: &[Rule] = &[
    Rule {
        code: "image-format",
        severity: Error,
        zh: Words {
            message: "图片“{image}”是 {form} 格式，网页不能用",
            why: "多数浏览器打不开这种格式，里面的拍摄地点、作者等信息也去不掉。",
            help: &[
                "请用看图软件打开，另存为 JPEG（照片）或 PNG（截图），再换上新文件名。",
                "手机可在“设置—相机—格式”里选“兼容性最佳”，以后就直接拍成 JPEG。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” is {form}, which pages cannot show",
            why: "Most browsers do not open this form, and place and author cannot be taken out of it.",
            help: &["Open it in an image viewer and save it as JPEG (photos) or PNG (screenshots)."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-not-one",
        severity: Error,
        zh: Words {
            message: "“{image}”不是图片",
            why: "文件名像图片，里面却不是：可能下载时存成了网页，也可能只改了扩展名。",
            help: &["请重新取得这张图片，再换上。"],
            labels: &[],
        },
        en: Words {
            message: "“{image}” is no image",
            why: "Its name says so, but what is in it is something else, perhaps a saved page.",
            help: &["Get the image again and put it in its place."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-truncated",
        severity: Error,
        zh: Words {
            message: "图片“{image}”不完整，后面缺了一段",
            why: "复制或下载时可能中断了，读者只能看到一部分。",
            help: &["请重新复制或下载这张图片。"],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” is cut off",
            why: "Copying it was interrupted; readers would see a part of it.",
            help: &["Copy or download it again."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-broken",
        severity: Error,
        zh: Words {
            message: "图片“{image}”已损坏，打不开",
            why: "浏览器多半也打不开它。",
            help: &["请用看图软件打开后另存一份；打不开时请找原图。"],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” is damaged",
            why: "Browsers will hardly open it either.",
            help: &["Open it in an image viewer and save it anew, or find the original."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-too-large",
        severity: Error,
        zh: Words {
            message: "图片“{image}”太大：{width}×{height} 像素",
            why: "打开它要占很多内存，旧电脑和手机会卡住。",
            help: &["请缩小到长边 6000 像素以内再用，一般 2000 像素就够。"],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” is too large: {width} × {height} pixels",
            why: "Opening it takes more memory than old computers and phones have.",
            help: &["Reduce it to 6000 pixels along the longer side; 2000 are usually enough."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-extension",
        severity: Warning,
        zh: Words {
            message: "图片“{image}”其实是 {form} 格式，和扩展名不符",
            why: "有的服务器按扩展名告诉浏览器格式，图片可能显示不出来。",
            help: &["请把扩展名改成 .{ending}，这里的写法也跟着改。"],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” is {form}, which its name denies",
            why: "Servers tell the form by the ending; some browsers then show nothing.",
            help: &["Let its name end in .{ending}, here too."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "image-left-out",
        severity: Error,
        zh: Words {
            message: "图片“{image}”不能放进网站",
            why: "它已损坏或格式特殊，里面的拍摄地点、作者等信息去不掉。",
            help: &["不用时请删去；要用时请另存为 JPEG 或 PNG。"],
            labels: &[],
        },
        en: Words {
            message: "The image “{image}” cannot be put out",
            why: "It is damaged or of an unusual form, so place and author cannot be taken out of it.",
            help: &["Delete it if it is not used; else save it as JPEG or PNG."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "svg-cleaned",
        severity: Warning,
        zh: Words {
            message: "从 SVG 图“{image}”里去掉了：{what}",
            why: "这些内容能运行程序或向别处要文件，内网页面不能有。",
            help: &["图形本身没有动。请核对效果，最好在绘图软件里另存为“纯 SVG”。"],
            labels: &[],
        },
        en: Words {
            message: "Taken out of the SVG “{image}”: {what}",
            why: "It could run or ask for files elsewhere.",
            help: &["The drawing itself is as it was. Look at it, and best save it anew as plain SVG."],
            labels: &[],
        },
        example: "",
    },
];
