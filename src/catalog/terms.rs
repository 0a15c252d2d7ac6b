//! Taxonomies: the terms of a classification and the pages of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::{EntryOf, Readings};
use super::groups::is_reference;
use super::languages::directory;
use super::names::Refs;
use super::record::{RecordOf, site_language};
use super::roster::{Line, Roster, Sort, sort_lines};
use super::sources::{Kinds, setting};
use super::vocabulary::Vocabulary;
use crate::base::Value;
use crate::chinese::{order, slug};
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::engine::{Ask, Keep, Query};

/// Asks for the pages of every term of a taxonomy.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermGroups {
    /// Name of the taxonomy.
    pub taxonomy: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for TermGroups {
    const NAME: &'static str = "TermGroups";
    /// Pages by term, newest first.
    type Answer = BTreeMap<String, Vec<PageId>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let roster = ask.get(&Roster);
        let reference = reference_of(ask, &self.taxonomy);
        let mut groups: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for line in roster.iter().filter(|line| line.entry.language == self.language) {
            let terms = match &reference {
                Some(reference) => reference.terms(ask, line),
                None => self.terms(line),
            };
            for term in terms {
                let lines = groups.entry(term).or_default();
                if lines.last().is_none_or(|last| last.id != line.id) {
                    lines.push(line.clone());
                }
            }
        }
        groups
            .into_iter()
            .map(|(term, mut lines)| {
                sort_lines(ask, &mut lines, &Sort::NEWEST);
                (term, lines.into_iter().map(|line| line.id).collect())
            })
            .collect()
    }
}

impl TermGroups {
    fn terms(&self, line: &Line) -> Vec<String> {
        let own = line.entry.terms.iter().filter(|(taxonomy, _)| **taxonomy == *self.taxonomy);
        own.flat_map(|(_, terms)| terms.iter().map(|term| term.to_string())).collect()
    }
}

/// A taxonomy whose terms are the pages that a field refers to.
struct Reference {
    field: String,
    kinds: Vec<String>,
}

/// Returns what a taxonomy goes by if that is a field which refers to pages.
fn reference_of(ask: &mut Ask<'_>, taxonomy: &str) -> Option<Reference> {
    let taxonomies = setting(ask, "taxonomies");
    let written = taxonomies.get(taxonomy);
    let field = field_of(taxonomy, written);
    let schema = ask.get(&Kinds);
    let spec = schema.kinds().find_map(|kind| kind.field(field))?;
    let kinds = written.get("kinds").iter().filter_map(|kind| Some(kind.text()?.to_owned())).collect();
    is_reference(spec).then(|| Reference { field: spec.name.to_string(), kinds })
}

impl Reference {
    fn terms(&self, ask: &mut Ask<'_>, line: &Line) -> Vec<String> {
        let is_meant = self.kinds.is_empty() || self.kinds.iter().any(|kind| **kind == *line.entry.kind);
        if !is_meant || line.entry.refs.is_empty() {
            return Vec::new();
        }
        let targets = ask.get(&Refs(line.id.clone()));
        let by_field = |path: &str| path.split(['[', '.']).next() == Some(self.field.as_str());
        targets
            .iter()
            .filter(|target| by_field(&target.field))
            .map(|target| target.page.to_string())
            .collect()
    }
}

/// Returns the field that a taxonomy goes by: `field`, or `from` where that is a date or refers to pages.
pub(super) fn field_of<'t>(name: &'t str, taxonomy: &'t Value) -> &'t str {
    taxonomy.get("field").text().or_else(|| taxonomy.get("from").text()).unwrap_or(name)
}

/// Asks for the terms of a taxonomy.
#[derive(Debug, Serialize, Deserialize)]
pub struct Terms {
    /// Name of the taxonomy.
    pub taxonomy: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

/// One term of a taxonomy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermInfo {
    /// The term as written; the canonical value of a choice.
    pub name: String,
    /// What people read: the label of a choice, else the term itself.
    pub label: String,
    /// Address of its page.
    pub url: String,
    /// Number of its pages.
    pub count: usize,
}

impl Query for Terms {
    const NAME: &'static str = "Terms";
    const KEEP: Keep = Keep::Disk;
    /// Terms in pinyin and number order.
    type Answer = Vec<TermInfo>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<TermInfo> {
        let groups =
            ask.get(&TermGroups { taxonomy: self.taxonomy.clone(), language: self.language.clone() });
        let overrides = ask.get(&Readings);
        let directory = taxonomy_directory(ask, &self.taxonomy, &self.language);
        let labels = choice_labels(ask, &self.taxonomy, &self.language);
        let refers = reference_of(ask, &self.taxonomy).is_some();
        let mut used = BTreeSet::new();
        let mut terms = Vec::with_capacity(groups.len());
        for (name, pages) in groups.iter() {
            let (label, slug) = match refers {
                true => page_term(ask, name),
                false => (labels.get(name).unwrap_or(name).clone(), slug::slug(name, &overrides)),
            };
            let url = format!("{directory}{}/index.html", unused(slug, &mut used));
            terms.push(TermInfo { name: name.clone(), label, url, count: pages.len() });
        }
        let word = |term: &TermInfo| if refers { term.label.clone() } else { term.name.clone() };
        terms.sort_by_cached_key(|term| (order::key(&word(term), &overrides), term.name.clone()));
        terms
    }
}

/// Returns what people call a term that is a page, and the last piece of that page's address.
fn page_term(ask: &mut Ask<'_>, id: &str) -> (String, String) {
    let id = PageId::new(id);
    let url = ask.get(&EntryOf(id.clone())).url.clone();
    let piece =
        url.trim_end_matches("/index.html").trim_end_matches(".html").rsplit('/').next().unwrap_or_default();
    (ask.get(&RecordOf(id)).text("title").to_owned(), piece.to_owned())
}

/// Returns what people call the values of a taxonomy whose field is a choice, in a language or that of the site.
fn choice_labels(ask: &mut Ask<'_>, taxonomy: &str, language: &str) -> BTreeMap<String, String> {
    let taxonomies = setting(ask, "taxonomies");
    let field = field_of(taxonomy, taxonomies.get(taxonomy));
    let language = if language.is_empty() { site_language(ask) } else { language.to_owned() };
    let lang = if language.starts_with("zh") { Lang::Zh } else { Lang::En };
    let schema = ask.get(&Kinds);
    let choices = schema.kinds().filter_map(|kind| kind.field(field)).flat_map(|spec| &spec.of);
    choices.map(|choice| (choice.value.to_string(), choice.label.get(lang).to_owned())).collect()
}

/// Returns the folder of a taxonomy's pages in a language, with a slash at both ends.
pub fn taxonomy_directory(ask: &mut Ask<'_>, name: &str, language: &str) -> String {
    let taxonomies = setting(ask, "taxonomies");
    let path = taxonomies.get(name).get("path").text().unwrap_or(name).trim_matches('/');
    format!("{}{path}/", directory(ask, language))
}

/// Returns what a taxonomy is called in a language: `label` is one text, or one for each language.
pub fn taxonomy_label(ask: &mut Ask<'_>, name: &str, language: &str) -> String {
    let taxonomies = setting(ask, "taxonomies");
    let label = taxonomies.get(name).get("label");
    let own = label.get(language).text().or_else(|| label.text());
    own.or_else(|| label.entries().first()?.1.text()).unwrap_or(name).to_owned()
}

/// Returns the slug, or the slug with the first free number behind it: two terms may read alike.
fn unused(slug: String, used: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let free = std::iter::once(slug.clone()).chain(numbered).find(|candidate| !used.contains(candidate));
    let free = free.unwrap_or(slug);
    used.insert(free.clone());
    free
}

/// Asks for the pages of a term, newest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Term {
    /// Name of the taxonomy.
    pub taxonomy: String,
    /// The term.
    pub term: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for Term {
    const NAME: &'static str = "Term";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let query = TermGroups { taxonomy: self.taxonomy.clone(), language: self.language.clone() };
        ask.get(&query).get(&self.term).cloned().unwrap_or_default()
    }
}

/// Asks for the address of a term's page; empty if there is no such term.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermUrl {
    /// Name of the taxonomy.
    pub taxonomy: String,
    /// The term.
    pub term: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for TermUrl {
    const NAME: &'static str = "TermUrl";
    const KEEP: Keep = Keep::Disk;
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        let terms = ask.get(&Terms { taxonomy: self.taxonomy.clone(), language: self.language.clone() });
        let url = |name: &str| terms.iter().find(|term| term.name == name).map(|term| term.url.clone());
        url(&self.term).unwrap_or_else(|| {
            let taxonomies = setting(ask, "taxonomies");
            let vocabulary = Vocabulary::of(taxonomies.get(&self.taxonomy));
            vocabulary.and_then(|words| url(words.word(&self.term)?)).unwrap_or_default()
        })
    }
}
