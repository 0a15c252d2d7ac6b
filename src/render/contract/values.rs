//! The values that templates are given by name, and their fields.

/// A value given by name.
pub struct ValueDoc {
    /// Name in templates.
    pub name: &'static str,
    /// What can be asked of it.
    pub fields: Fields,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

/// Which fields a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// None: it is a text.
    Text,
    /// These.
    Of(&'static [&'static str]),
    /// Those of its kind, and these.
    OfKind(&'static [&'static str]),
    /// Those of the setting `site`, and these.
    OfSite(&'static [&'static str]),
}

/// What a page has besides the fields of its kind.
pub const PAGE: &[&str] = &[
    "id",
    "kind",
    "kind_label",
    "kind_label_en",
    "url",
    "section",
    "content",
    "outline",
    "words",
    "minutes",
];

/// What `site` has besides what the settings say under `site`.
pub const SITE: &[&str] = &["profile", "theme_options", "menu", "home"];

/// What `pager` has.
pub const PAGER: &[&str] =
    &["ids", "number", "count", "total", "pinned", "order", "previous", "next", "pages"];

/// What `archive` has.
pub const ARCHIVE: &[&str] = &["title", "section_title", "up", "url", "year", "year_url", "month", "years"];

/// What `feed` has.
pub const FEED: &[&str] = &["title", "path", "home", "up", "is_site", "has_others"];

/// What `taxonomy` has.
pub const TAXONOMY: &[&str] = &["name", "label", "url"];

const fn value(name: &'static str, fields: Fields, zh: &'static str, en: &'static str) -> ValueDoc {
    ValueDoc { name, fields, zh, en }
}

/// All values.
pub const VALUES: &[ValueDoc] = &[
    value(
        "site",
        Fields::OfSite(SITE),
        "站点：设置里 site 的各项，以及这些",
        "the site: what the settings say under `site`, and these",
    ),
    value("lang", Fields::Text, "这一页的语言代码", "code of the output's language"),
    value("dir", Fields::Text, "书写方向：ltr 或 rtl", "direction of writing: ltr or rtl"),
    value(
        "page",
        Fields::OfKind(PAGE),
        "这一页：它的类型的各个字段，以及这些；不是稿件的页面（404、词条等）没有，写 page?.title",
        "the page: the fields of its kind, and these; outputs that are no page have none, write page?.title",
    ),
    value("pager", Fields::Of(PAGER), "列表的这一段", "this part of a list"),
    value("taxonomy", Fields::Of(TAXONOMY), "分类", "the taxonomy"),
    value("term", Fields::Text, "词条显示的名称", "what the term is called"),
    value("term_name", Fields::Text, "词条本来的名称", "the term as it is written"),
    value("archive", Fields::Of(ARCHIVE), "归档的一段", "a period of an archive"),
    value("feed", Fields::Of(FEED), "订阅源", "the feed"),
    value("target", Fields::Text, "跳转到的网址", "where an old address leads"),
];
