//! Lists on demand: what the template function `pages(…)` answers.
//!
//! *Incremental:* an answer is ids in order. Equal arguments are one node, so a "latest ten" box on ten thousand pages is
//! computed once.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::EntryOf;
use super::dates::InYear;
use super::languages::Languages;
use super::names::Backlinks;
use super::record::RecordOf;
use super::roster::{Line, OfKind, Roster, Section, Sort, sort_lines};
use super::sources::Kinds;
use super::standing::StateOf;
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
    /// With all these terms, as (taxonomy, term).
    pub terms: Vec<(String, String)>,
    /// Referring to all these pages, as (field or empty for any, page).
    pub refers_to: Vec<(String, PageId)>,
    /// About this year.
    pub year: Option<String>,
    /// Dated in this month, such as `2020-07`.
    pub month: Option<String>,
    /// Having reached one of these states; any if empty.
    pub states: Vec<String>,
    /// Pinned today, or not.
    pub pinned: Option<bool>,
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
        let (ids, ordered) = self.candidates(ask);
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let line = Line { entry: ask.get(&EntryOf(id.clone())), id };
            if self.admits(ask, &line) {
                lines.push(line);
            }
        }
        self.narrow(ask, &mut lines);
        let unsaid = self.sort == Sort::default();
        if !(unsaid && ordered) {
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
    /// Returns a small list at hand that holds all that can be meant, and whether it is in the order of a section.
    fn candidates(&self, ask: &mut Ask<'_>) -> (Vec<PageId>, bool) {
        if let Some(first) = self.refers_to.first() {
            return (referring(ask, first), false);
        }
        if let Some(first) = self.terms.first() {
            return (self.with_term(ask, first), false);
        }
        if let Some(section) = &self.section {
            return (ask.get(&Section(section.clone())).pages.clone(), true);
        }
        let dated = self.month.as_ref().and_then(|month| month.get(..4));
        match (dated.or(self.year.as_deref()), self.kinds.as_slice()) {
            (_, [kind]) => (ask.get(&OfKind(kind.clone())).to_vec(), false),
            (Some(year), _) => (ask.get(&InYear(year.to_owned())).to_vec(), false),
            _ => (ask.get(&Roster).iter().map(|line| line.id.clone()).collect(), false),
        }
    }

    /// Returns the pages of a term in the language asked for, or in all.
    fn with_term(&self, ask: &mut Ask<'_>, (taxonomy, term): &(String, String)) -> Vec<PageId> {
        let languages = match &*self.language {
            "" => ask.get(&Languages).in_order(""),
            _ => vec![self.language.clone()],
        };
        let of = |language| Term { taxonomy: taxonomy.clone(), term: term.clone(), language };
        languages.into_iter().flat_map(|language| ask.get(&of(language)).to_vec()).collect()
    }

    /// Keeps what the further references and terms hold too.
    fn narrow(&self, ask: &mut Ask<'_>, lines: &mut Vec<Line>) {
        // The first reference, or without one the first term, gave the candidates.
        for one in self.refers_to.iter().skip(1) {
            let ids: BTreeSet<PageId> = referring(ask, one).into_iter().collect();
            lines.retain(|line| ids.contains(&line.id));
        }
        for one in self.terms.iter().skip(usize::from(self.refers_to.is_empty())) {
            let ids: BTreeSet<PageId> = self.with_term(ask, one).into_iter().collect();
            lines.retain(|line| ids.contains(&line.id));
        }
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
        kind_ok
            && (self.language.is_empty() || entry.language == self.language)
            && self.except.as_ref() != Some(id)
            && self.section.as_ref().is_none_or(|section| *entry.section == **section)
            && self.under.as_ref().is_none_or(|under| is_under(&entry.section, under))
            && self.year.as_ref().is_none_or(|year| *entry.year == **year)
            && self.month.as_ref().is_none_or(|month| entry.date.starts_with(month.as_str()))
            && (self.states.is_empty() || self.is_in_state(ask, line))
            && self.pinned.is_none_or(|wanted| wanted == is_pinned(ask, line))
            && self.with.iter().all(|(field, wanted)| has(ask, id, field, wanted))
    }

    fn is_in_state(&self, ask: &mut Ask<'_>, line: &Line) -> bool {
        !line.entry.phases.is_empty() && {
            let reached = ask.get(&StateOf(line.id.clone()));
            self.states.iter().any(|state| **state == **reached)
        }
    }
}

/// Returns the pages that refer to a page by a field, or by any.
fn referring(ask: &mut Ask<'_>, (field, page): &(String, PageId)) -> Vec<PageId> {
    let links = ask.get(&Backlinks(page.clone()));
    let by = |path: &str| field.is_empty() || path == field || path.starts_with(&format!("{field}["));
    let mut ids: Vec<PageId> = links.iter().filter(|(path, _)| by(path)).map(|(_, id)| id.clone()).collect();
    ids.dedup();
    ids
}

fn is_pinned(ask: &mut Ask<'_>, line: &Line) -> bool {
    !line.entry.pin.is_empty() && *line.entry.pin >= *ask.fact("today")
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
