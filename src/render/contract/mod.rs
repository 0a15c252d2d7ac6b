//! What the program promises to themes, in one place: templates, values, functions, filters, tests and components.
//!
//! The page of the manual and `theme check` are made from these tables; tests hold them against what is registered and against
//! what templates are really given. What is not here is not promised, and may go with any version.

mod check;
mod manual;
mod scan;
mod values;

pub use check::ThemeCheck;
pub use manual::manual;
pub use values::{Fields, VALUES, ValueDoc};

/// What a template is rendered for.
pub struct TemplateDoc {
    /// Name.
    pub name: &'static str,
    /// Whether a theme that extends none must have it.
    pub need: Need,
    /// For what, in Chinese.
    pub zh: &'static str,
    /// For what, in English.
    pub en: &'static str,
    /// Values it is given besides those of all templates.
    pub given: &'static [&'static str],
}

/// Whether a theme that extends none must have something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// No site can be built without it.
    Always,
    /// Sites need it that turn something on, or have pages that want it.
    Sometimes,
}

const fn template(
    name: &'static str,
    need: Need,
    (zh, en): (&'static str, &'static str),
    given: &'static [&'static str],
) -> TemplateDoc {
    TemplateDoc { name, need, zh, en, given }
}

/// The templates that the program asks for by name. A kind adds `KIND.html`, and a page whatever its `template` says.
pub const TEMPLATES: &[TemplateDoc] = &[
    template("home.html", Need::Always, ("首页", "the home page"), &["page"]),
    template(
        "page.html",
        Need::Always,
        ("没有自己模板的页面", "a page whose kind has no template of its own"),
        &["page"],
    ),
    template("section.html", Need::Always, ("栏目和它的列表", "a section with its list"), &["page", "pager"]),
    template("404.html", Need::Always, ("网址不存在时的页面", "an address that does not exist"), &[]),
    template(
        "taxonomy.html",
        Need::Sometimes,
        ("一种分类的全部词条", "all terms of a taxonomy"),
        &["taxonomy"],
    ),
    template(
        "term.html",
        Need::Sometimes,
        ("一个词条的页面", "the pages of one term"),
        &["taxonomy", "term", "term_name", "pager"],
    ),
    template(
        "archive.html",
        Need::Sometimes,
        ("归档：各年、一年或一月", "an archive: its years, one year or month"),
        &["archive", "pager"],
    ),
    template("redirect.html", Need::Sometimes, ("旧网址的跳转", "an old address"), &["target"]),
    template(
        "stub.html",
        Need::Sometimes,
        ("不再显示的页面留下的说明", "what stands in the place of a page that is over"),
        &["page"],
    ),
    template("feed.xml", Need::Sometimes, ("Atom 订阅源", "an Atom feed"), &["feed", "pager"]),
    template("feed.json", Need::Sometimes, ("JSON 订阅源", "a JSON feed"), &["feed", "pager"]),
    template("sitemap.html", Need::Sometimes, ("给人看的站点地图", "the list of all pages for people"), &[]),
    template("search.html", Need::Sometimes, ("搜索页", "the page to search on"), &[]),
];

/// A component that the program calls.
pub struct ComponentDoc {
    /// Name.
    pub name: &'static str,
    /// For what, in Chinese.
    pub zh: &'static str,
    /// For what, in English.
    pub en: &'static str,
}

/// Arguments of the components of directives; `body` is what stands between the fences, as HTML.
pub const DIRECTIVE_ARGUMENTS: &str = "args, attrs, number, page";

const fn component(name: &'static str, zh: &'static str, en: &'static str) -> ComponentDoc {
    ComponentDoc { name, zh, en }
}

/// The components that the program calls: one for each directive. All take [`DIRECTIVE_ARGUMENTS`].
pub const COMPONENTS: &[ComponentDoc] = &[
    component("directive_pillar", "一条做法", "one pillar"),
    component("directive_comment", "点评", "a comment"),
    component("directive_editor_note", "编者按", "an editor's note"),
    component("directive_figures", "几个数", "figures in a row"),
    component("directive_chart", "图表", "a chart"),
    component("directive_timeline", "大事记", "milestones"),
    component("directive_quote", "引文", "a quotation"),
    component("directive_gallery", "图集", "pictures"),
    component("directive_attachments", "附件", "files"),
    component("directive_namelist", "名单", "names"),
    component("directive_figure", "文中的一个数", "a figure in the running text"),
];

/// Filters of the template engine.
pub const ENGINE_FILTERS: &[&str] = &[
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
];

/// Tests of the template engine, as in `is string`.
pub const ENGINE_TESTS: &[&str] = &[
    "string",
    "number",
    "map",
    "bool",
    "array",
    "integer",
    "float",
    "none",
    "iterable",
    "defined",
    "undefined",
    "odd",
    "even",
    "divisible_by",
    "starting_with",
    "ending_with",
    "containing",
];

/// Functions of the template engine.
pub const ENGINE_FUNCTIONS: &[&str] = &["range", "throw", "super"];

#[cfg(test)]
mod tests {
    use super::super::{FUNCTIONS, filters::FILTERS};
    use super::*;
    use crate::markdown::default_directives;

    #[test]
    fn every_directive_has_its_component() {
        let mut wanted: Vec<String> = default_directives()
            .iter()
            .map(|one| format!("directive_{}", one.name.replace('-', "_")))
            .collect();
        wanted.push("directive_figure".into());
        let known: Vec<&str> = COMPONENTS.iter().map(|one| one.name).collect();
        wanted.sort();
        let mut sorted = known.clone();
        sorted.sort_unstable();
        assert_eq!(wanted, sorted);
    }

    /// Names that are promised are there, and a name that is not promised is not.
    #[test]
    fn what_is_promised_is_what_is_registered() {
        let works = |source: String| {
            let mut tera = tera::Tera::default();
            super::super::frame::register(&mut tera);
            super::super::filters::register(&mut tera);
            tera.add_raw_template("t", &source).is_ok()
        };
        for filter in FILTERS.iter().map(|one| one.name).chain(ENGINE_FILTERS.iter().copied()) {
            assert!(works(format!("{{{{ 1 | {filter} }}}}")), "{filter}");
        }
        for test in ENGINE_TESTS {
            assert!(works(format!("{{% if 1 is {test} %}}{{% endif %}}")), "{test}");
        }
        for function in FUNCTIONS.iter().map(|one| one.name).chain(["range", "throw"]) {
            assert!(works(format!("{{{{ {function}() }}}}")), "{function}");
        }
        assert!(!works("{{ 1 | nothing }}".into()) && !works("{{ nothing() }}".into()));
    }

    #[test]
    fn what_templates_are_given_is_described() {
        let described: Vec<&str> = VALUES.iter().map(|value| value.name).collect();
        for template in TEMPLATES {
            assert!(template.given.iter().all(|name| described.contains(name)), "{}", template.name);
        }
    }
}
