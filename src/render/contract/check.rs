//! `theme check`: what in a theme no version of the contract promises, or what will not work where it is read.
//!
//! Reads templates, words and assets of the themes along the chain, and nothing of the site but its kinds and languages. The engine
//! itself finds what is written wrong; here is found what is written right and does not hold.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::scan::{Sort, Tag, Token, tags, tokens};
use super::values::Fields;
use super::{COMPONENTS, ENGINE_FILTERS, ENGINE_FUNCTIONS, ENGINE_TESTS, Need, TEMPLATES, VALUES};
use crate::base::SourcePath;
use crate::catalog::{Kinds, Languages};
use crate::config;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::render::compiled::Compile;
use crate::render::filters::FILTERS;
use crate::render::functions::FUNCTIONS;
use crate::theme::{
    Chain, Compat, Library, OptionKind, Template, Templates, ThemeAssets, Words, reached_by, requests,
};

/// Words of the template language that are no names of anything.
const KEYWORDS: &[&str] = &[
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "in",
    "set",
    "set_global",
    "endset",
    "block",
    "endblock",
    "extends",
    "include",
    "component",
    "endcomponent",
    "filter",
    "endfilter",
    "raw",
    "endraw",
    "break",
    "continue",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "True",
    "False",
    "none",
    "None",
    "loop",
    "body",
    "rest",
    "self",
];

/// Languages in which the program speaks: a theme has words in both.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Asks for a theme to be looked through; findings are all there is to its answer. Without a name: all themes along the chain.
#[derive(Debug, Serialize, Deserialize)]
pub struct ThemeCheck(pub Option<String>);

impl Query for ThemeCheck {
    const NAME: &'static str = "ThemeCheck";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let chain = ask.get(&Chain);
        let wanted = |name: &str| self.0.as_deref().map_or(!is_parent(name), |own| own == name);
        let themes: Vec<_> = chain.iter().filter(|theme| wanted(&theme.name)).collect();
        let promised = Promised::of(ask);
        ask.get(&Compile);
        for theme in &themes {
            let start = format!("{}/", theme.name);
            for (name, template) in &promised.library.templates {
                if name.starts_with(&start) {
                    look(ask, &promised, name, template);
                }
            }
            look_at_words(ask, &theme.folder);
            look_at_assets(ask, &theme.folder);
        }
        missing_templates(ask, &promised.library, chain.last().map(|theme| theme.folder.join("theme.yaml")));
    }
}

/// Tells whether a theme is looked at only if it is named: that of the program, which its own tests look at.
fn is_parent(name: &str) -> bool {
    name == "default"
}

/// All names that a template may use.
struct Promised {
    library: std::sync::Arc<Library>,
    filters: Vec<&'static str>,
    functions: Vec<&'static str>,
    components: BTreeSet<String>,
    /// Fields of pages of all kinds.
    page: BTreeSet<String>,
    site: BTreeSet<String>,
    options: BTreeSet<String>,
    assets: BTreeSet<String>,
    /// Keys of words by language.
    words: Vec<(String, BTreeSet<String>)>,
}

impl Promised {
    fn of(ask: &mut Ask<'_>) -> Self {
        let library = ask.get(&Templates);
        let kinds = ask.get(&Kinds);
        let names =
            |specs: &[crate::schema::FieldSpec]| specs.iter().map(|spec| spec.name.to_string()).collect();
        let page = kinds.kinds().flat_map(|kind| kind.fields.specs.iter());
        let page = page.map(|spec| spec.name.to_string()).collect();
        let site = config::kind().field("site").map(|site| names(&site.fields.specs)).unwrap_or_default();
        let options = names(&ask.get(&OptionKind).kind.fields.specs);
        let assets = ask.get(&ThemeAssets).keys().cloned().collect();
        let mut languages: BTreeSet<String> = LANGUAGES.map(str::to_owned).into();
        languages.insert(ask.get(&Languages).main.to_string());
        let words = languages.into_iter().map(|language| {
            let words = ask.get(&Words(language.clone())).keys().cloned().collect();
            (language, words)
        });
        let words = words.collect();
        Self {
            components: components(&library),
            library,
            filters: FILTERS.iter().map(|one| one.name).chain(ENGINE_FILTERS.iter().copied()).collect(),
            functions: FUNCTIONS.iter().map(|one| one.name).chain(ENGINE_FUNCTIONS.iter().copied()).collect(),
            page,
            site,
            options,
            assets,
            words,
        }
    }

    /// Returns the fields that a value has; `None` if whatever is asked of it may be there.
    fn fields(&self, name: &str) -> Option<Vec<&str>> {
        let value = VALUES.iter().find(|value| value.name == name)?;
        match value.fields {
            Fields::Text => None,
            Fields::Of(fields) => Some(fields.to_vec()),
            Fields::OfKind(more) => {
                Some(self.page.iter().map(String::as_str).chain(more.iter().copied()).collect())
            }
            Fields::OfSite(more) => {
                Some(self.site.iter().map(String::as_str).chain(more.iter().copied()).collect())
            }
        }
    }
}

/// Returns the names of all components along the chain.
fn components(library: &Library) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for template in library.templates.values() {
        let (found, _) = tags(&template.text);
        for tag in found {
            let tokens = tokens(&template.text, tag.inside);
            let tokens = without_dash(&tokens);
            if let [keyword, name, ..] = tokens
                && keyword.text == "component"
            {
                names.insert(name.text.to_owned());
            }
        }
    }
    names
}

/// Drops the dash that trims the white space before a tag.
fn without_dash<'a, 't>(tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    let from = usize::from(tokens.first().is_some_and(|token| token.is("-")));
    &tokens[from..]
}

/// Looks through one template.
fn look(ask: &mut Ask<'_>, promised: &Promised, name: &str, template: &Template) {
    let text = &*template.text;
    let (found, html) = tags(text);
    let reached = reached_by(&promised.library, name);
    let above = reached.iter().filter_map(|name| promised.library.templates.get(*name));
    let mut declared = BTreeSet::new();
    for template in above {
        declare(&template.text, &mut declared);
    }
    let mut looker = Looker { ask, promised, template, declared };
    for tag in &found {
        looker.tag(tag);
    }
    for range in requests::external(&html) {
        looker.report(Diagnostic::new("external-request").arg("address", &text[range.clone()]), range);
    }
    if name.ends_with(".html") {
        for range in requests::inline(&html) {
            looker.report(Diagnostic::new("theme-inline").arg("what", &text[range.clone()]), range);
        }
    }
}

/// Adds the names that a template gives to values of its own.
fn declare(text: &str, declared: &mut BTreeSet<String>) {
    let (found, _) = tags(text);
    for tag in found {
        let tokens = tokens(text, tag.inside);
        let tokens = without_dash(&tokens);
        let is_component = tokens.first().is_some_and(|token| token.text == "component");
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.sort == Sort::Name) {
            let before = at.checked_sub(1).map_or("", |at| tokens[at].text);
            let loops = before == "for" || before == "," && at >= 3 && tokens[at - 3].text == "for";
            if loops || matches!(before, "set" | "set_global") || is_component && at > 1 {
                declared.insert(token.text.to_owned());
            }
        }
    }
}

/// Looks through the tags of one template.
struct Looker<'a, 'e> {
    ask: &'a mut Ask<'e>,
    promised: &'a Promised,
    template: &'a Template,
    declared: BTreeSet<String>,
}

impl Looker<'_, '_> {
    fn report(&mut self, found: Diagnostic, range: std::ops::Range<usize>) {
        self.ask.report(found.at(Place::text(&self.template.path, range)));
    }

    /// Reports a name that the contract does not know; `sort` says in both languages what it would be the name of.
    fn unknown<'c>(
        &mut self,
        token: &Token<'_>,
        sort: (&str, &str),
        known: impl IntoIterator<Item = &'c str>,
    ) {
        let near = did_you_mean(token.text, known);
        let found = Diagnostic::new("theme-unknown-name").arg("name", token.text);
        let found = found.arg("sort_zh", sort.0).arg("sort", sort.1).maybe("suggestion", near);
        self.report(found, token.range.clone());
    }

    fn tag(&mut self, tag: &Tag) {
        let text = std::sync::Arc::clone(&self.template.text);
        let tokens = tokens(&text, tag.inside.clone());
        let tokens = without_dash(&tokens);
        match tokens.first().map_or("", |token| token.text) {
            "component" | "endcomponent" | "block" | "endblock" | "raw" => return,
            "extends" | "include" => self.templates(tokens),
            _ => {}
        }
        for at in 0..tokens.len() {
            if tokens[at].sort == Sort::Name {
                self.name(tokens, at);
            }
        }
    }

    /// Looks at the templates that a tag names.
    fn templates(&mut self, tokens: &[Token<'_>]) {
        for token in tokens.iter().filter(|token| token.sort == Sort::Text) {
            if self.promised.library.find(token.text).is_none() {
                let found = Diagnostic::new("missing-template").arg("template", token.text);
                self.report(found, token.range.clone());
            }
        }
    }

    /// Looks at a name in a tag.
    fn name(&mut self, tokens: &[Token<'_>], at: usize) {
        let promised = self.promised;
        let token = &tokens[at];
        let before = at.checked_sub(1).map(|at| &tokens[at]);
        let is_mark = |mark: &str| before.is_some_and(|before| before.is(mark));
        let after = |mark: &str| tokens.get(at + 1).is_some_and(|after| after.is(mark));
        let word_before = before.filter(|before| before.sort == Sort::Name).map_or("", |before| before.text);
        let is_test = word_before == "is" || word_before == "not" && at >= 2 && tokens[at - 2].text == "is";
        if is_mark(".") || is_mark("?.") {
            return;
        }
        if is_mark("|") {
            if !promised.filters.contains(&token.text) {
                self.unknown(token, ("过滤器", "filter"), promised.filters.iter().copied());
            }
        } else if is_test && token.text != "not" {
            if !ENGINE_TESTS.contains(&token.text) && token.text != "none" {
                self.unknown(token, ("判断", "test"), ENGINE_TESTS.iter().copied());
            }
        } else if (is_mark("<") || is_mark("</")) && begins_component(tokens, at - 1) {
            if !promised.components.contains(token.text) {
                self.unknown(token, ("组件", "component"), promised.components.iter().map(String::as_str));
            }
        } else if after("(") && !KEYWORDS.contains(&token.text) {
            self.function(tokens, at);
        } else if !after("=") && !KEYWORDS.contains(&token.text) {
            self.value(tokens, at);
        }
    }

    /// Looks at a call.
    fn function(&mut self, tokens: &[Token<'_>], at: usize) {
        let token = &tokens[at];
        if !self.promised.functions.contains(&token.text) {
            let functions = self.promised.functions.clone();
            return self.unknown(token, ("函数", "function"), functions);
        }
        // Only an argument that is one text and nothing more can be judged here.
        let [_, _, name, equals, value, end, ..] = &tokens[at..] else { return };
        if !equals.is("=") || value.sort != Sort::Text || !(end.is(")") || end.is(",")) {
            return;
        }
        match (token.text, name.text) {
            ("t", "key") => self.word(value),
            ("asset", "name") if !self.promised.assets.contains(value.text) => {
                let near = did_you_mean(value.text, self.promised.assets.iter().map(String::as_str));
                let found =
                    Diagnostic::new("theme-no-asset").arg("name", value.text).maybe("suggestion", near);
                self.report(found, value.range.clone());
            }
            _ => {}
        }
    }

    /// Looks whether a word of the interface is there in all languages.
    fn word(&mut self, key: &Token<'_>) {
        let without = |(language, words): &(String, BTreeSet<String>)| {
            (!words.contains(key.text)).then(|| language.clone())
        };
        let missing: Vec<String> = self.promised.words.iter().filter_map(without).collect();
        if missing.is_empty() {
            return;
        }
        let known = self.promised.words.iter().flat_map(|(_, words)| words.iter().map(String::as_str));
        let near = did_you_mean(key.text, known).map(str::to_owned);
        let found =
            Diagnostic::new("theme-no-word").arg("key", key.text).arg("languages", missing.join(", "));
        self.report(found.maybe("suggestion", near), key.range.clone());
    }

    /// Looks at a value and what is asked of it.
    fn value(&mut self, tokens: &[Token<'_>], at: usize) {
        let (promised, token) = (self.promised, &tokens[at]);
        let is_given = VALUES.iter().any(|value| value.name == token.text);
        if !is_given {
            if !self.declared.contains(token.text) {
                let known = VALUES.iter().map(|value| value.name);
                self.unknown(token, ("值", "value"), known);
            }
            return;
        }
        let Some(field) = member(tokens, at) else { return };
        let Some(fields) = promised.fields(token.text) else { return };
        // A component may call one of its own arguments so.
        let own = self.declared.contains(token.text) && !matches!(token.text, "page" | "site" | "pager");
        if !own && !fields.contains(&field.text) {
            return self.unknown(field, ("字段", "field"), fields);
        }
        if field.text == "theme_options"
            && let Some(option) = member(tokens, at + 2)
            && !promised.options.contains(option.text)
        {
            self.unknown(option, ("主题选项", "option"), promised.options.iter().map(String::as_str));
        }
    }
}

/// Returns the name that is asked of the token here, if it follows directly.
fn member<'a, 't>(tokens: &'a [Token<'t>], at: usize) -> Option<&'a Token<'t>> {
    let dot = tokens.get(at + 1)?;
    tokens.get(at + 2).filter(|name| (dot.is(".") || dot.is("?.")) && name.sort == Sort::Name)
}

/// Tells whether the bracket here begins a component, and compares nothing.
fn begins_component(tokens: &[Token<'_>], bracket: usize) -> bool {
    let Some(before) = bracket.checked_sub(1).map(|at| &tokens[at]) else { return true };
    match before.sort {
        Sort::Name => KEYWORDS.contains(&before.text) && !matches!(before.text, "true" | "false" | "none"),
        Sort::Text | Sort::Number => false,
        Sort::Mark => !matches!(before.text, ")" | "]" | "}"),
    }
}

/// Reports words that a theme has in one of the two languages only.
fn look_at_words(ask: &mut Ask<'_>, folder: &SourcePath) {
    let files = LANGUAGES.map(|language| folder.join(&format!("strings/{language}.yaml")));
    let mut read = Vec::new();
    for file in &files {
        let text = crate::catalog::sources::text_of(ask, file);
        let keys = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with([' ', '#']));
            lines.filter_map(|line| Some(line.split_once(':')?.0.trim().to_owned())).collect::<BTreeSet<_>>()
        };
        read.push(text.as_deref().map(keys));
    }
    if read.iter().all(Option::is_none) {
        return;
    }
    let inherited = LANGUAGES.map(|language| ask.get(&Words(language.to_owned())));
    for (at, language) in LANGUAGES.iter().enumerate() {
        let other = read[1 - at].clone().unwrap_or_default();
        for key in other.iter().filter(|key| !inherited[at].contains_key(*key)) {
            let found = Diagnostic::new("theme-no-word").arg("key", key).arg("languages", language);
            ask.report(found.at(Place::field(&files[1 - at], format!("[{key}]"))));
        }
    }
}

/// Looks at the styles and scripts of a theme.
fn look_at_assets(ask: &mut Ask<'_>, folder: &SourcePath) {
    let start = format!("{folder}/");
    let own: Vec<SourcePath> =
        ask.get(&ThemeAssets).values().filter(|path| path.as_str().starts_with(&start)).cloned().collect();
    for path in own {
        Compat::of(ask, &path);
    }
}

/// Reports templates and components that the program asks for and that are nowhere along the chain.
fn missing_templates(ask: &mut Ask<'_>, library: &Library, manifest: Option<SourcePath>) {
    let Some(manifest) = manifest else { return };
    for template in TEMPLATES.iter().filter(|template| library.find(template.name).is_none()) {
        let code = if template.need == Need::Always { "theme-lacks" } else { "theme-lacks-some" };
        let found =
            Diagnostic::new(code).arg("what", template.name).arg("zh", template.zh).arg("en", template.en);
        ask.report(found.at(Place::file(manifest.clone())));
    }
    let known = components(library);
    for component in COMPONENTS.iter().filter(|component| !known.contains(component.name)) {
        let found = Diagnostic::new("theme-lacks-some").arg("what", component.name);
        ask.report(found.arg("zh", component.zh).arg("en", component.en).at(Place::file(manifest.clone())));
    }
}
