//! All pages that lists may show, in order, and the lists that fall out of it: sections, kinds, neighbours.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::languages::Languages;
use super::names::Refs;
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
        let tongues = ask.get(&Languages);
        let mut sections = Self::Answer::new();
        for line in roster.iter() {
            if line.id.is_section() {
                // The home page of a language stands beside that of the site, not below it.
                if !tongues.is_home(&line.id) {
                    sections.entry(line.entry.section.clone()).or_default().sections.push(line.id.clone());
                }
                sections.entry(line.id.folder().into()).or_default();
            } else {
                sections.entry(line.entry.section.clone()).or_default().pages.push(line.clone());
                for (_, section) in further_sections(ask, line) {
                    let pages = &mut sections.entry(section.folder().into()).or_default().pages;
                    if pages.iter().all(|other| other.id != line.id) {
                        pages.push(line.clone());
                    }
                }
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

/// Field that names further sections which list a page.
const ALSO_IN: &str = "also_in";

/// Returns the further sections that a page names, each with the path of its field.
pub(super) fn further_sections(ask: &mut Ask<'_>, line: &Line) -> Vec<(String, PageId)> {
    let names = |path: &str| path.split('[').next() == Some(ALSO_IN);
    if !line.entry.refs.iter().any(|one| names(&one.field)) {
        return Vec::new();
    }
    let targets = ask.get(&Refs(line.id.clone()));
    let named = targets.iter().filter(|target| names(&target.field) && target.page.is_section());
    named.map(|target| (target.field.clone(), target.page.clone())).collect()
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
        let (pages, pinned) = in_order.pinned_first(ask);
        let sections = ask.get(&Sections).get(self.0.as_str()).map(|members| members.sections.clone());
        Ordered { pages, pinned, method: in_order.method, sections: sections.unwrap_or_default() }
    }
}

/// Asks for the pages of a section in their order, pinned or not: a pin must not change what follows what.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InOrder(String);

/// Pages in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sequence {
    pub(super) pages: Vec<PageId>,
    /// Last days of pins, by place.
    pins: Vec<(u32, Arc<str>)>,
    method: Method,
}

impl Sequence {
    fn of(lines: &[Line], method: Method) -> Self {
        let pins = (0..).zip(lines).filter(|(_, line)| !line.entry.pin.is_empty());
        let pins = pins.map(|(at, line)| (at, line.entry.pin.clone())).collect();
        Self { pages: lines.iter().map(|line| line.id.clone()).collect(), pins, method }
    }

    /// Returns the pages with those in front that are pinned today, as they follow each other, and how many these are.
    fn pinned_first(&self, ask: &mut Ask<'_>) -> (Vec<PageId>, usize) {
        if self.pins.is_empty() {
            return (self.pages.clone(), 0);
        }
        let today = ask.fact("today");
        let pinned: Vec<usize> =
            self.pins.iter().filter(|(_, last)| **last >= *today).map(|(at, _)| *at as usize).collect();
        let mut places: Vec<usize> = (0..self.pages.len()).collect();
        places.sort_by_key(|at| pinned.binary_search(at).is_err());
        (places.into_iter().map(|at| self.pages[at].clone()).collect(), pinned.len())
    }
}

impl Query for InOrder {
    const NAME: &'static str = "InOrder";
    type Answer = Sequence;

    fn run(&self, ask: &mut Ask<'_>) -> Sequence {
        let sections = ask.get(&Sections);
        let Some(members) = sections.get(self.0.as_str()) else { return Sequence::default() };
        let mut pages = members.pages.clone();
        let sort = section_sort(ask, &self.0, &pages);
        sort_lines(ask, &mut pages, &sort);
        Sequence::of(&pages, sort.method)
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
        positions.beside(&self.0, &section.pages)
    }
}

/// Asks for the place of every page in its section: ten thousand neighbours must not search ten thousand times.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Positions(String);

/// Place by page. Only ever looked up, never iterated.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Places(#[serde(with = "by_section")] FxHashMap<PageId, u32>);

impl Places {
    /// Returns the places of pages in a list.
    pub(super) fn of(pages: &[PageId]) -> Self {
        Self(pages.iter().enumerate().map(|(at, id)| (id.clone(), at as u32)).collect())
    }

    /// Returns the place of a page.
    pub(super) fn place(&self, page: &PageId) -> Option<usize> {
        self.0.get(page).map(|at| *at as usize)
    }

    /// Returns the pages before and after one in the list that these are the places of.
    pub(super) fn beside(&self, page: &PageId, list: &[PageId]) -> (Option<PageId>, Option<PageId>) {
        let Some(at) = self.place(page) else { return (None, None) };
        let before = at.checked_sub(1).and_then(|before| list.get(before));
        (before.cloned(), list.get(at + 1).cloned())
    }
}

impl Query for Positions {
    const NAME: &'static str = "Positions";
    type Answer = Places;

    fn run(&self, ask: &mut Ask<'_>) -> Places {
        Places::of(&ask.get(&InOrder(self.0.clone())).pages)
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
