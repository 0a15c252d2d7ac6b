//! Rules about themes: which there are, their files, their templates, the data they read.

use super::{Rule, Words};
use crate::diag::Severity::{Error, Warning};

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
    Rule {
        code: "options-no-map",
        severity: Error,
        zh: Words {
            message: "主题选项要写成“名称: 值”的样子",
            why: "主题读不出这里写的内容，用的是默认的样子。",
            help: &["请一行写一项，例如 palette: red。", "可用的有：{known}。"],
            labels: &[],
        },
        en: Words {
            message: "Options of a theme are written as name: value",
            why: "The theme cannot read what stands here and uses its defaults.",
            help: &["Write one a line, such as palette: red.", "Known are: {known}."],
            labels: &[],
        },
        example: "theme_options: red",
    },
    Rule {
        code: "option-no-file",
        severity: Error,
        zh: Words {
            message: "主题选项 {option} 写的是“{text}”，但主题里没有文件 {file}",
            why: "没有这个文件，网页做不出来。",
            help: &[
                "是不是“{suggestion}”？",
                "可用的有：{known}。",
                "自己的文件放在 themes/_local/assets/{file}。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The option {option} of the theme says “{text}”, but there is no file {file} in the theme",
            why: "Without the file no page can be made.",
            help: &[
                "Did you mean “{suggestion}”?",
                "Known are: {known}.",
                "A file of your own goes into themes/_local/assets/{file}.",
            ],
            labels: &[],
        },
        example: "theme_options: {palette: rde}",
    },
    Rule {
        code: "style-too-new",
        severity: Warning,
        zh: Words {
            message: "“{what}”要 Chromium {since} 才认识，网站要照顾到 {floor}",
            why: "旧浏览器会忽略这一条，或者整个规则。",
            help: &[
                "请换一种写法，或在前面先写一条旧浏览器认识的，或放进 @supports 里。",
                "不需要照顾旧浏览器时，在 pilothouse.yaml 里写 browsers: {chromium: {since}}。",
            ],
            labels: &[],
        },
        en: Words {
            message: "“{what}” needs Chromium {since}; the site serves {floor}",
            why: "An older browser ignores the declaration, or the whole rule.",
            help: &[
                "Write it another way, put one that old browsers know before it, or put it into @supports.",
                "If old browsers need not be served, write browsers: {chromium: {since}} in pilothouse.yaml.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "script-too-new",
        severity: Warning,
        zh: Words {
            message: "“{what}”要 Chromium {since} 才认识，网站要照顾到 {floor}",
            why: "旧浏览器运行到这里会出错，或者整个脚本都不运行。",
            help: &[
                "请换一种写法。",
                "不需要照顾旧浏览器时，在 pilothouse.yaml 里写 browsers: {chromium: {since}}。",
            ],
            labels: &[],
        },
        en: Words {
            message: "“{what}” needs Chromium {since}; the site serves {floor}",
            why: "An older browser fails here, or does not run the script at all.",
            help: &[
                "Write it another way.",
                "If old browsers need not be served, write browsers: {chromium: {since}} in pilothouse.yaml.",
            ],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "script-module",
        severity: Warning,
        zh: Words {
            message: "脚本用了“{what}”，是模块",
            why: "双击打开网页时，浏览器不加载模块。",
            help: &["请写成普通的脚本，用 <script src> 引入。"],
            labels: &[],
        },
        en: Words {
            message: "The script uses “{what}”: it is a module",
            why: "Browsers load no modules where pages are opened from a disk.",
            help: &["Write a classic script and load it with <script src>."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "external-request",
        severity: Error,
        zh: Words {
            message: "网页会向站外请求“{address}”",
            why: "内网里打不开，网页会变慢、缺图，也会把访问情况告诉站外。",
            help: &[
                "请把文件下载下来，放到稿件旁边或 content/static 里，引用本站的文件。",
                "只是给人点的链接不受影响。",
            ],
            labels: &[],
        },
        en: Words {
            message: "The page requests “{address}” from outside of the site",
            why: "It fails on an intranet, slows the page down, and tells others who reads it.",
            help: &[
                "Download the file, put it beside the page or into content/static, and refer to that.",
                "Links for people to follow are not meant.",
            ],
            labels: &[],
        },
        example: "<img src=\"https://example.org/a.png\" alt=\"\">",
    },
    Rule {
        code: "theme-unknown-name",
        severity: Error,
        zh: Words {
            message: "没有“{name}”这个{sort_zh}",
            why: "主题约定里没有的名称，程序不保证有；用到它的网页会出错或显示为空。",
            help: &["是不是“{suggestion}”？", "手册的“主题约定”一页列出了全部。"],
            labels: &[],
        },
        en: Words {
            message: "There is no {sort} “{name}”",
            why: "What the contract does not name is not promised: pages fail or lack it.",
            help: &["Did you mean “{suggestion}”?", "The manual's page about the contract lists all."],
            labels: &[],
        },
        example: "{{ page.titel }}",
    },
    Rule {
        code: "theme-no-word",
        severity: Error,
        zh: Words {
            message: "文字“{key}”在这些语言里没有：{languages}",
            why: "用这些语言的网页做不出来。",
            help: &["是不是“{suggestion}”？", "请在主题的 strings 文件夹里补上。"],
            labels: &[],
        },
        en: Words {
            message: "The word “{key}” is missing in: {languages}",
            why: "Pages in these languages cannot be made.",
            help: &["Did you mean “{suggestion}”?", "Add it in the folder strings of the theme."],
            labels: &[],
        },
        example: "{{ t(key=\"nav.hom\") }}",
    },
    Rule {
        code: "theme-no-asset",
        severity: Error,
        zh: Words {
            message: "主题里没有文件“{name}”",
            why: "用到它的网页做不出来。",
            help: &["是不是“{suggestion}”？", "请把文件放到主题的 assets 文件夹。"],
            labels: &[],
        },
        en: Words {
            message: "There is no file “{name}” in the theme",
            why: "Pages that use it cannot be made.",
            help: &["Did you mean “{suggestion}”?", "Put the file into the folder assets of the theme."],
            labels: &[],
        },
        example: "{{ asset(name=\"style.cs\") }}",
    },
    Rule {
        code: "theme-inline",
        severity: Error,
        zh: Words {
            message: "“{what}”写在网页里，严格的安全策略不允许",
            why: "服务器设置了 Content-Security-Policy: default-src 'self' 时，浏览器会拦下它。",
            help: &["请把样式、脚本放到 assets 文件夹的文件里引用。"],
            labels: &[],
        },
        en: Words {
            message: "“{what}” stands within the page, which a strict policy forbids",
            why: "Where a server sends Content-Security-Policy: default-src 'self', browsers block it.",
            help: &["Put styles and scripts into files in the folder assets."],
            labels: &[],
        },
        example: "<p style=\"color: red\">",
    },
    Rule {
        code: "theme-lacks",
        severity: Error,
        zh: Words {
            message: "主题缺少 {what}（{zh}）",
            why: "没有它，任何网站都做不出来。",
            help: &["请补上这个模板，或在 theme.yaml 里写 extends: default。"],
            labels: &[],
        },
        en: Words {
            message: "The theme lacks {what} ({en})",
            why: "No site can be made without it.",
            help: &["Add the template, or write extends: default in theme.yaml."],
            labels: &[],
        },
        example: "",
    },
    Rule {
        code: "theme-lacks-some",
        severity: Warning,
        zh: Words {
            message: "主题缺少 {what}（{zh}）",
            why: "用到它的网站做不出来；用不到的不受影响。",
            help: &["请补上，或在 theme.yaml 里写 extends: default。"],
            labels: &[],
        },
        en: Words {
            message: "The theme lacks {what} ({en})",
            why: "Sites that need it cannot be made; others can.",
            help: &["Add it, or write extends: default in theme.yaml."],
            labels: &[],
        },
        example: "",
    },
];
