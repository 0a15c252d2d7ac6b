//! All pages that lists may show, in order, and the lists that fall out of it: sections, kinds, neighbours.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::sort::section_sort;
pub use super::sort::{Method, Sort, SortBy, sort_lines};
use super::standing::{Present, Standing, StandingOf};
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for all pages that lists may show today; what is over or has a successor is not among them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Roster;

/// A page that may be shown, with what lists need of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The page.
    pub id: PageId,
    /// Its entry.
    pub entry: Arc<Entry>,
}

impl Query for Roster {
    const NAME: &'static str = "Roster";
    type Answer = Vec<Line>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Line> {
        let present = ask.get(&Present);
        let mut lines = Vec::with_capacity(present.len());
        for line in present.iter() {
            let stays = !line.entry.may_end() || ask.get(&StandingOf(line.id.clone())).0 == Standing::Shown;
            if stays {
                lines.push(line.clone());
            }
        }
        lines
    }
}

/// Asks for the pages of every section.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sections;

/// Pages and sub-sections of one folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Members {
    /// Pages, by id.
    pub pages: Vec<Line>,
    /// Sections directly below, by order and id.
    pub sections: Vec<PageId>,
}

impl Query for Sections {
    const NAME: &'static str = "Sections";
    type Answer = std::collections::BTreeMap<Arc<str>, Members>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let roster = ask.get(&Roster);
        let mut sections = Self::Answer::new();
        for line in roster.iter() {
            if line.id.is_section() {
                if !line.id.folder().is_empty() {
                    sections.entry(line.entry.section.clone()).or_default().sections.push(line.id.clone());
                }
                sections.entry(line.id.folder().into()).or_default();
            } else {
                sections.entry(line.entry.section.clone()).or_default().pages.push(line.clone());
            }
        }
        let order: FxHashMap<&PageId, i64> =
            roster.iter().filter_map(|line| Some((&line.id, line.entry.order?))).collect();
        for members in sections.values_mut() {
            members.sections.sort_by_key(|id| (order.get(id).copied().unwrap_or(i64::MAX), id.clone()));
        }
        sections
    }
}

/// Asks for the ordered pages of one section.
#[derive(Debug, Serialize, Deserialize)]
pub struct Section(pub String);

/// Pages of a section in their order, and the sections below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ordered {
    /// Pages in order, pinned ones first.
    pub pages: Vec<PageId>,
    /// How many of them are pinned.
    pub pinned: usize,
    /// The way in which texts are ordered, if it is one that a list says.
    pub method: Method,
    /// Sections directly below.
    pub sections: Vec<PageId>,
}

impl Query for Section {
    const NAME: &'static str = "Section";
    const KEEP: Keep = Keep::Disk;
    type Answer = Ordered;

    fn run(&self, ask: &mut Ask<'_>) -> Ordered {
        let in_order = ask.get(&InOrder(self.0.clone()));
        let mut lines = in_order.0.clone();
        let pinned = pinned_first(ask, &mut lines);
        let sections = ask.get(&Sections).get(self.0.as_str()).map(|members| members.sections.clone());
        Ordered {
            pages: lines.into_iter().map(|line| line.id).collect(),
            pinned,
            method: in_order.1,
            sections: sections.unwrap_or_default(),
        }
    }
}

/// Moves the lines that are pinned today to the front, as they follow each other; returns how many they are.
pub fn pinned_first(ask: &mut Ask<'_>, lines: &mut [Line]) -> usize {
    if lines.iter().all(|line| line.entry.pin.is_empty()) {
        return 0;
    }
    let today = ask.fact("today");
    let is_pinned = |line: &Line| *line.entry.pin >= *today;
    lines.sort_by_key(|line| !is_pinned(line));
    lines.iter().filter(|line| is_pinned(line)).count()
}

/// Asks for the pages of a section in their order, pinned or not: a pin must not change what follows what.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InOrder(String);

impl Query for InOrder {
    const NAME: &'static str = "InOrder";
    type Answer = (Vec<Line>, Method);

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let sections = ask.get(&Sections);
        let Some(members) = sections.get(self.0.as_str()) else { return Self::Answer::default() };
        let mut pages = members.pages.clone();
        let sort = section_sort(ask, &self.0, &pages);
        sort_lines(ask, &mut pages, &sort);
        (pages, sort.method)
    }
}

/// Asks for the pages of a kind, by id.
#[derive(Debug, Serialize, Deserialize)]
pub struct OfKind(pub String);

impl Query for OfKind {
    const NAME: &'static str = "OfKind";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let roster = ask.get(&Roster);
        roster.iter().filter(|line| *line.entry.kind == *self.0).map(|line| line.id.clone()).collect()
    }
}

/// Asks for the pages before and after a page in its section.
#[derive(Debug, Serialize, Deserialize)]
pub struct Neighbours(pub PageId);

impl Query for Neighbours {
    const NAME: &'static str = "Neighbours";
    const KEEP: Keep = Keep::Disk;
    /// The page before it in the list, and the one after.
    type Answer = (Option<PageId>, Option<PageId>);

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let positions = ask.get(&Positions(self.0.section().into()));
        let section = ask.get(&InOrder(self.0.section().into()));
        let Some(&at) = positions.0.get(&self.0) else { return (None, None) };
        let id = |at: usize| section.0.get(at).map(|line| line.id.clone());
        let at = at as usize;
        (at.checked_sub(1).and_then(id), id(at + 1))
    }
}

/// Asks for the place of every page in its section: ten thousand neighbours must not search ten thousand times.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Positions(String);

/// Place by page. Only ever looked up, never iterated.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Places(#[serde(with = "by_section")] FxHashMap<PageId, u32>);

impl Query for Positions {
    const NAME: &'static str = "Positions";
    type Answer = Places;

    fn run(&self, ask: &mut Ask<'_>) -> Places {
        let section = ask.get(&InOrder(self.0.clone()));
        Places(section.0.iter().enumerate().map(|(at, line)| (line.id.clone(), at as u32)).collect())
    }
}

/// Encodes the map in order of places, so that equal maps have equal fingerprints.
mod by_section {
    use super::{FxHashMap, PageId};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(map: &FxHashMap<PageId, u32>, to: S) -> Result<S::Ok, S::Error> {
        let mut pairs: Vec<(&u32, &PageId)> = map.iter().map(|(id, at)| (at, id)).collect();
        pairs.sort();
        pairs.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<FxHashMap<PageId, u32>, D::Error> {
        Ok(Vec::<(u32, PageId)>::deserialize(from)?.into_iter().map(|(at, id)| (id, at)).collect())
    }
}
