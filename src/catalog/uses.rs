//! Which pages use a figure: in their text, in a directive, or by their field.
//!
//! *Incremental:* only who asks for the users of a figure pays. Each page is looked through once and again when its body changes; an
//! edit that names no other figures than before stops at its page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::body::BodyOf;
use super::entry::EntryOf;
use super::items::{FIGURE, named_in};
use super::meant::row_meant;
use super::record::RecordOf;
use super::roster::{Line, Roster, Sort, sort_lines};
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for the ids of the figures that a page names.
#[derive(Debug, Serialize, Deserialize)]
pub struct FiguresIn(pub PageId);

impl Query for FiguresIn {
    const NAME: &'static str = "FiguresIn";
    const KEEP: Keep = Keep::Disk;
    /// In order, each once.
    type Answer = Vec<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<String> {
        let body = ask.get(&BodyOf(self.0.clone()));
        let mut ids: Vec<String> = named_in(ask, &self.0, &body).into_iter().map(|(id, _)| id).collect();
        ids.extend(sources_of(ask, &self.0));
        ids.sort();
        ids.dedup();
        ids
    }
}

/// Returns the ids of the figures of tables from which those of a page are taken.
fn sources_of(ask: &mut Ask<'_>, page: &PageId) -> Vec<String> {
    let (entry, record) = (ask.get(&EntryOf(page.clone())), ask.get(&RecordOf(page.clone())));
    let fields = entry.items.iter().filter(|(kind, _)| **kind == *FIGURE);
    let own = fields.flat_map(|(_, field)| record.fields.get(field).iter());
    let rows = own.filter_map(|figure| row_meant(ask, figure.get("source").text()?));
    rows.map(|row| row.id).collect()
}

/// Asks for the pages of each figure.
#[derive(Debug, Serialize, Deserialize)]
pub struct UseGroups;

impl Query for UseGroups {
    const NAME: &'static str = "UseGroups";
    /// Pages by id of the figure.
    type Answer = BTreeMap<String, Vec<PageId>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut groups = Self::Answer::new();
        for line in ask.get(&Roster).iter() {
            for id in ask.get(&FiguresIn(line.id.clone())).iter() {
                groups.entry(id.clone()).or_default().push(line.id.clone());
            }
        }
        groups
    }
}

/// Asks for the pages that use a figure, newest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct FigureUses(pub String);

impl Query for FigureUses {
    const NAME: &'static str = "FigureUses";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let groups = ask.get(&UseGroups);
        let mut lines: Vec<Line> = Vec::new();
        for id in groups.get(&self.0).into_iter().flatten() {
            lines.push(Line { id: id.clone(), entry: ask.get(&EntryOf(id.clone())) });
        }
        sort_lines(ask, &mut lines, &Sort::NEWEST);
        lines.into_iter().map(|line| line.id).collect()
    }
}
