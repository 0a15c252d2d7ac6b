//! Taxonomies: the terms of a classification and the pages of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::Readings;
use super::languages::directory;
use super::record::site_language;
use super::roster::{Line, Roster, Sort, sort_lines};
use super::sources::{Kinds, setting};
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
        let mut groups: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for line in roster.iter().filter(|line| line.entry.language == self.language) {
            for (_, terms) in line.entry.terms.iter().filter(|(taxonomy, _)| **taxonomy == *self.taxonomy) {
                for term in terms {
                    let lines = groups.entry(term.to_string()).or_default();
                    if lines.last().is_none_or(|last| last.id != line.id) {
                        lines.push(line.clone());
                    }
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
        let mut used = BTreeSet::new();
        let mut terms: Vec<TermInfo> = groups
            .iter()
            .map(|(name, pages)| {
                let slug = unused(slug::slug(name, &overrides), &mut used);
                let label = labels.get(name).cloned().unwrap_or_else(|| name.clone());
                TermInfo {
                    name: name.clone(),
                    label,
                    url: format!("{directory}{slug}/index.html"),
                    count: pages.len(),
                }
            })
            .collect();
        terms.sort_by_cached_key(|term| (order::key(&term.name, &overrides), term.name.clone()));
        terms
    }
}

/// Returns what people call the values of a taxonomy whose field is a choice, in a language or that of the site.
fn choice_labels(ask: &mut Ask<'_>, taxonomy: &str, language: &str) -> BTreeMap<String, String> {
    let taxonomies = setting(ask, "taxonomies");
    let field = taxonomies.get(taxonomy).get("field").text().unwrap_or(taxonomy);
    let language = if language.is_empty() { site_language(ask) } else { language.to_owned() };
    let lang = if language.starts_with("zh") { Lang::Zh } else { Lang::En };
    let schema = ask.get(&Kinds);
    let choices = schema.kinds().iter().filter_map(|kind| kind.field(field)).flat_map(|spec| &spec.of);
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
        terms.iter().find(|term| term.name == self.term).map(|term| term.url.clone()).unwrap_or_default()
    }
}
