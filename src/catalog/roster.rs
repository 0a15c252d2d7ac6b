//! All public pages in order, and the lists that fall out of it: sections, kinds, neighbours.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, EntryOf};
use super::languages::Languages;
use super::sort::section_sort;
pub use super::sort::{Sort, SortBy, sort_lines};
use super::sources::Tree;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for all pages that may be shown today.
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
        let tree = ask.get(&Tree);
        let mut lines = Vec::with_capacity(tree.pages.len());
        for id in &tree.pages {
            let entry = ask.get(&EntryOf(id.clone()));
            if is_public(ask, &entry) {
                lines.push(Line { id: id.clone(), entry });
            }
        }
        lines
    }
}

/// Tells whether a page may be shown, in view of the command's options and date.
pub fn is_public(ask: &mut Ask<'_>, entry: &Entry) -> bool {
    if &*ask.fact("drafts") == "true" {
        return entry.exists;
    }
    entry.is_public(&ask.fact("today"))
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
    /// Pages in order.
    pub pages: Vec<PageId>,
    /// Sections directly below.
    pub sections: Vec<PageId>,
}

impl Query for Section {
    const NAME: &'static str = "Section";
    const KEEP: Keep = Keep::Disk;
    type Answer = Ordered;

    fn run(&self, ask: &mut Ask<'_>) -> Ordered {
        let sections = ask.get(&Sections);
        let Some(members) = sections.get(self.0.as_str()) else { return Ordered::default() };
        let mut pages = members.pages.clone();
        let sort = section_sort(ask, &self.0, &pages);
        sort_lines(ask, &mut pages, &sort);
        Ordered { pages: pages.into_iter().map(|line| line.id).collect(), sections: members.sections.clone() }
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
        let section = ask.get(&Section(self.0.section().into()));
        let Some(at) = positions.place(&self.0) else { return (None, None) };
        let before = at.checked_sub(1).and_then(|before| section.pages.get(before));
        (before.cloned(), section.pages.get(at + 1).cloned())
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
}

impl Query for Positions {
    const NAME: &'static str = "Positions";
    type Answer = Places;

    fn run(&self, ask: &mut Ask<'_>) -> Places {
        let section = ask.get(&Section(self.0.clone()));
        Places::of(&section.pages)
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
