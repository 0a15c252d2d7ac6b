//! Settings of the Markdown renderer. The defaults are right for Chinese.

use serde::{Deserialize, Serialize};

/// How Markdown is read and written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Leave raw HTML as it is. Otherwise it is sanitised.
    pub trust_html: bool,
    /// Colour code blocks of known languages.
    pub highlight: bool,
    /// `$…$` is a formula. Off: `价格$5至$10元` is not.
    pub math: bool,
    /// The Chinese rules: emphasis, line breaks, indents by U+3000, typed numbers, single `~`, office file names.
    pub chinese: bool,
    /// Everything beyond CommonMark: tables, footnotes, task lists, alerts, definition lists, heading attributes,
    /// strikethrough, bare addresses, dots, ruby, directives.
    pub extensions: bool,
    /// Anchors on headings, sizes and captions of images, `rel` of links, classes of code.
    pub decorate: bool,
    /// Spans for the typography of browsers whose styles lack it; the theme must know their classes.
    pub typography: bool,
    /// Directives the theme knows.
    pub directives: Vec<DirectiveName>,
    /// Words that are written into pages.
    pub words: Words,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            trust_html: false,
            highlight: true,
            math: false,
            chinese: true,
            extensions: true,
            decorate: true,
            typography: false,
            directives: default_directives(),
            words: Words::default(),
        }
    }
}

impl Options {
    /// Returns options under which everything is plain CommonMark, as pulldown-cmark renders it.
    pub fn commonmark() -> Self {
        Self {
            trust_html: true,
            highlight: false,
            chinese: false,
            extensions: false,
            decorate: false,
            ..Self::default()
        }
    }
}

/// A directive's name and the other names it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectiveName {
    /// Canonical name, lower-case ASCII.
    pub name: String,
    /// Names with the same meaning.
    pub synonyms: Vec<String>,
}

/// Names of the built-in directives, canonical name first.
const DIRECTIVES: [&[&str]; 10] = [
    &["pillar", "板块"],
    &["comment", "点评"],
    &["editor-note", "编者按"],
    &["figures", "数据"],
    &["timeline", "大事记"],
    &["quote", "引用"],
    &["gallery", "图集"],
    &["chart", "图表"],
    &["attachments", "附件"],
    &["namelist", "名单"],
];

/// Returns the built-in directives.
pub fn default_directives() -> Vec<DirectiveName> {
    DIRECTIVES
        .iter()
        .map(|names| DirectiveName {
            name: names[0].into(),
            synonyms: names[1..].iter().map(|&name| name.into()).collect(),
        })
        .collect()
}

/// Words that are written into pages, so that a site in another language can replace them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Label of the list of footnotes and of a reference, which its number follows.
    pub note: String,
    /// Label of the way back from a footnote.
    pub back: String,
    /// Label of a ticked task.
    pub done: String,
    /// Label of a task not ticked.
    pub open: String,
    /// Titles of the alerts note, tip, important, warning, caution.
    pub alerts: [String; 5],
}

impl Default for Words {
    fn default() -> Self {
        Self {
            note: "注释".into(),
            back: "返回引用处".into(),
            done: "已完成".into(),
            open: "未完成".into(),
            alerts: ["说明", "提示", "重要", "注意", "警告"].map(String::from),
        }
    }
}
