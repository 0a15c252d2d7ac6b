//! Pages related to a page: parts of the same series, pages with the same key words, of the same unit.
//!
//! Found by index, never by looking at all pages: of each thing that a page has to do with, only those pages are weighed that stand
//! near it by date, so a unit with ten thousand pages costs each of them no more than one with fifty.
//!
//! *Incremental:* a page asks for what stands around it, not for the list: a new page of a unit with five hundred reaches those beside
//! it in time, not all.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, EntryOf};
use super::names::Refs;
use super::roster::{Places, Sort};
use super::select::Select;
use super::sources::{Kinds, setting};
use super::terms::field_of;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// How many pages on each side of a page, by date, are weighed of one unit, series or key word.
const NEAR: usize = 20;

/// Fields that relate pages, with their weight: a series is a closer tie than a unit, which may have hundreds of pages.
const FIELDS: [(&str, u32); 3] = [("series", 4), ("unit", 2), ("units", 1)];

/// Weight of a key word in common.
const TERM: u32 = 3;

/// Asks for the pages related to a page, the closest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Related {
    /// The page.
    pub page: PageId,
    /// At most so many.
    pub limit: usize,
}

impl Query for Related {
    const NAME: &'static str = "Related";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let entry = ask.get(&EntryOf(self.page.clone()));
        let mut scores: BTreeMap<PageId, Score> = BTreeMap::new();
        for (weight, list) in self.ties(ask, &entry) {
            for (distance, page) in ask.get(&Around { page: self.page.clone(), list }).iter() {
                let score = scores.entry(page.clone()).or_insert((0, *distance));
                *score = (score.0 + weight, score.1.min(*distance));
            }
        }
        let mut scored: Vec<(PageId, Score)> = scores.into_iter().collect();
        // The closest first; among equals the nearest in time, then by id.
        scored.sort_by_key(|(_, (weight, distance))| (Reverse(*weight), *distance));
        scored.into_iter().map(|(page, _)| page).take(self.limit).collect()
    }
}

/// Weight of all that two pages have in common, and how near they stand in the list where they stand nearest.
type Score = (u32, u32);

impl Related {
    /// Returns what the page has to do with: the weight of each, and the list of all pages that have to do with it, newest first.
    fn ties(&self, ask: &mut Ask<'_>, entry: &Entry) -> Vec<(u32, Select)> {
        let all = Select { language: entry.language.clone(), sort: Sort::NEWEST, ..Select::default() };
        let mut ties = Vec::new();
        let targets = ask.get(&Refs(self.page.clone()));
        for target in targets.iter() {
            let field = target.field.split('[').next().unwrap_or_default();
            let Some((_, weight)) = FIELDS.iter().find(|(name, _)| *name == field) else { continue };
            let refers_to = vec![(field.to_owned(), target.page.clone())];
            ties.push((*weight, Select { refers_to, ..all.clone() }));
        }
        for (taxonomy, terms) in &entry.terms {
            if is_of_words(ask, &entry.kind, taxonomy) {
                let term = |term: &Arc<str>| vec![(taxonomy.to_string(), term.to_string())];
                ties.extend(terms.iter().map(|one| (TERM, Select { terms: term(one), ..all.clone() })));
            }
        }
        ties
    }
}

/// Asks for the pages around a page in a list, each with its distance.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Around {
    page: PageId,
    list: Select,
}

impl Query for Around {
    const NAME: &'static str = "Around";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<(u32, PageId)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let Some(at) = ask.get(&InList(self.list.clone())).place(&self.page) else { return Vec::new() };
        let pages = ask.get(&self.list);
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(pages.len());
        let others = near.filter(|place| *place != at);
        others
            .map(|place| (u32::try_from(place.abs_diff(at)).unwrap_or(u32::MAX), pages[place].clone()))
            .collect()
    }
}

/// Asks for the place of every page in a list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InList(Select);

impl Query for InList {
    const NAME: &'static str = "InList";
    type Answer = Places;

    fn run(&self, ask: &mut Ask<'_>) -> Places {
        Places::of(&ask.get(&self.0))
    }
}

/// Tells whether a taxonomy is one of words that say what a page is about: a year or a level in common relates nothing.
fn is_of_words(ask: &mut Ask<'_>, kind: &str, taxonomy: &str) -> bool {
    let taxonomies = setting(ask, "taxonomies");
    let field = field_of(taxonomy, taxonomies.get(taxonomy));
    let schema = ask.get(&Kinds);
    let spec = schema.kind(kind).and_then(|kind| kind.field(field));
    spec.is_some_and(|spec| spec.taxonomy.is_some())
}
