//! Lists on demand: what the template function `pages(…)` answers.
//!
//! *Incremental:* an answer is ids in order. Equal arguments are one node, so a "latest ten" box on ten thousand pages is
//! computed once.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::EntryOf;
use super::names::Backlinks;
use super::record::RecordOf;
use super::roster::{Line, OfKind, Roster, Section, Sort, sort_lines};
use super::sources::Kinds;
use super::terms::Term;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for pages. Every condition that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Select {
    /// In this declared language; any if empty.
    pub language: Arc<str>,
    /// Of these kinds; any if empty.
    pub kinds: Vec<String>,
    /// Directly in this section.
    pub section: Option<String>,
    /// In this section or below it.
    pub under: Option<String>,
    /// With this term, as (taxonomy, term).
    pub term: Option<(String, String)>,
    /// Referring to this page, as (field or empty for any, page).
    pub refers_to: Option<(String, PageId)>,
    /// With this field having this text, number or truth.
    pub with: Vec<(String, String)>,
    /// Not this page.
    pub except: Option<PageId>,
    /// In this order.
    pub sort: Sort,
    /// The order turned round.
    pub reverse: bool,
    /// At most so many; all if 0.
    pub limit: usize,
    /// Without the first so many.
    pub offset: usize,
}

impl Query for Select {
    const NAME: &'static str = "Select";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let mut lines = self.candidates(ask);
        lines.retain(|line| self.admits(ask, line));
        let unsaid = self.sort == Sort::default();
        if !(unsaid && self.section.is_some()) {
            let of_kind = if unsaid { self.sort_of_kind(ask) } else { None };
            sort_lines(ask, &mut lines, of_kind.as_ref().unwrap_or(&self.sort));
        }
        if self.reverse {
            lines.reverse();
        }
        let limit = if self.limit == 0 { usize::MAX } else { self.limit };
        lines.into_iter().map(|line| line.id).skip(self.offset).take(limit).collect()
    }
}

impl Select {
    /// Returns the smallest list at hand that holds all that can be meant.
    fn candidates(&self, ask: &mut Ask<'_>) -> Vec<Line> {
        let ids: Vec<PageId> = if let Some((field, page)) = &self.refers_to {
            let mut ids: Vec<PageId> = ask
                .get(&Backlinks(page.clone()))
                .iter()
                .filter(|(path, _)| {
                    field.is_empty() || path == field || path.starts_with(&format!("{field}["))
                })
                .map(|(_, id)| id.clone())
                .collect();
            ids.dedup();
            ids
        } else if let Some((taxonomy, term)) = &self.term {
            let query =
                Term { taxonomy: taxonomy.clone(), term: term.clone(), language: self.language.clone() };
            ask.get(&query).to_vec()
        } else if let Some(section) = &self.section {
            ask.get(&Section(section.clone())).pages.clone()
        } else if let [kind] = self.kinds.as_slice() {
            ask.get(&OfKind(kind.clone())).to_vec()
        } else {
            return ask.get(&Roster).to_vec();
        };
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let entry = ask.get(&EntryOf(id.clone()));
            lines.push(Line { id, entry });
        }
        lines
    }

    /// Returns the order that the one kind asked for declares.
    fn sort_of_kind(&self, ask: &mut Ask<'_>) -> Option<Sort> {
        let [kind] = self.kinds.as_slice() else { return None };
        ask.get(&Kinds).kind(kind).map(Sort::of_kind)
    }

    fn admits(&self, ask: &mut Ask<'_>, line: &Line) -> bool {
        let Line { id, entry } = line;
        let kind_ok = match self.kinds.as_slice() {
            [] => !id.is_section(),
            kinds => kinds.iter().any(|kind| **kind == *entry.kind),
        };
        let term_ok = self.term.as_ref().is_none_or(|(taxonomy, term)| {
            entry
                .terms
                .iter()
                .any(|(name, terms)| **name == **taxonomy && terms.iter().any(|one| **one == **term))
        });
        kind_ok
            && term_ok
            && (self.language.is_empty() || entry.language == self.language)
            && self.except.as_ref() != Some(id)
            && self.section.as_ref().is_none_or(|section| *entry.section == **section)
            && self.under.as_ref().is_none_or(|under| is_under(&entry.section, under))
            && self.with.iter().all(|(field, wanted)| has(ask, id, field, wanted))
    }
}

fn is_under(section: &str, under: &str) -> bool {
    under.is_empty()
        || section
            .strip_prefix(under)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || under.ends_with(':'))
}

/// Tells whether a page has a field with a value; a list has it if one of its items has.
fn has(ask: &mut Ask<'_>, id: &PageId, field: &str, wanted: &str) -> bool {
    let record = ask.get(&RecordOf(id.clone()));
    record.fields.at(field).iter().any(|value| has_value(value, wanted))
}

/// Tells whether a value is what a condition of a template wants.
pub(super) fn has_value(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Text(text) => **text == *wanted,
        Value::Int(number) => number.to_string() == wanted,
        Value::Bool(flag) => flag.to_string() == wanted,
        _ => false,
    }
}
