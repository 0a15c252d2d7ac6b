//! Records that are no pages: rows of data files and items of fields of pages, gathered by their kind. Figures are such.
//!
//! *Incremental:* whoever asks for one item by its id is not noticed by a change of the others. Pages are looked at only if
//! their entry says that they hold any.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::data::{Data, named_with_kind};
use super::entry::EntryOf;
use super::record::RecordOf;
use super::roster::Roster;
use super::select::has_value;
use super::sources::Tree;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};
use crate::markdown::{Body, Piece};

/// Field of pages that names figures by their ids.
pub(super) const QUOTED: &str = "quoted_figures";

/// Kind of figures.
pub(super) const FIGURE: &str = "figure";

/// Asks for all items of a kind: those of data files, by name, then those of pages that may be shown, by id.
#[derive(Debug, Serialize, Deserialize)]
pub struct Items(pub String);

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its fields.
    pub fields: Value,
    /// The page that holds it; `None` for a row of a data file.
    pub page: Option<PageId>,
    /// Name of the data file, or path of the field.
    pub at: String,
}

impl Item {
    /// Returns its own id; empty if it has none.
    pub fn id(&self) -> &str {
        self.fields.get("id").text().unwrap_or_default()
    }

    /// Returns the year it is about: the first one that its period names; empty if there is none.
    pub fn year(&self) -> &str {
        let period = self.fields.get("period").text().unwrap_or_default();
        let runs = period.split(|c: char| !c.is_ascii_digit());
        runs.filter(|run| run.len() >= 4).map(|run| &run[..4]).next().unwrap_or_default()
    }
}

impl Query for Items {
    const NAME: &'static str = "Items";
    type Answer = Vec<Item>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Item> {
        let mut items = Vec::new();
        for name in named_with_kind(ask, &self.0) {
            let data = ask.get(&Data(name.clone()));
            let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
            let item = |row: &Value| Item { fields: row.clone(), page: None, at: name.clone() };
            items.extend(rows.iter().map(item));
        }
        let roster = ask.get(&Roster);
        for line in roster.iter() {
            for (_, field) in line.entry.items.iter().filter(|(kind, _)| **kind == *self.0) {
                let record = ask.get(&RecordOf(line.id.clone()));
                for (number, fields) in record.fields.get(field).iter().enumerate() {
                    let (fields, page) = (fields.clone(), Some(line.id.clone()));
                    items.push(Item { fields, page, at: format!("{field}[{number}]") });
                }
            }
        }
        items
    }
}

/// Asks for the figure of an id.
#[derive(Debug, Serialize, Deserialize)]
pub struct FigureOf(pub String);

impl Query for FigureOf {
    const NAME: &'static str = "Figure";
    const KEEP: Keep = Keep::Disk;
    type Answer = Option<Item>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<Item> {
        let items = ask.get(&Items(FIGURE.into()));
        items.iter().find(|item| item.id() == self.0).cloned()
    }
}

/// Asks for the figures that meet all conditions, in the order of their files and pages.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Of this year; of any if empty.
    pub year: String,
    /// With this field having this text, number or truth.
    pub with: Vec<(String, String)>,
}

impl Query for Figures {
    const NAME: &'static str = "Figures";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Item>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Item> {
        let items = ask.get(&Items(FIGURE.into()));
        let fits = |item: &&Item| {
            let has = |(field, wanted): &(String, String)| {
                item.fields.at(field).iter().any(|value| has_value(value, wanted))
            };
            (self.year.is_empty() || self.year == item.year()) && self.with.iter().all(has)
        };
        items.iter().filter(fits).cloned().collect()
    }
}

/// Reports ids that two figures have. Those of one data file were reported at their cells.
pub(super) fn check_ids(ask: &mut Ask<'_>) {
    let items = ask.get(&Items(FIGURE.into()));
    let mut first: BTreeMap<&str, &Item> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.id().is_empty()) {
        let Some(other) = first.get(item.id()) else {
            first.insert(item.id(), item);
            continue;
        };
        if item.page.is_none() && other.page.is_none() && item.at == other.at {
            continue;
        }
        let there = match &other.page {
            Some(page) => page.source().to_string(),
            None => other.at.clone(),
        };
        let place = match &item.page {
            Some(page) => Place::field(&page.source(), format!("{}.id", item.at)),
            None => Place::file(super::data::path_of(ask, &item.at)),
        };
        ask.report(Diagnostic::new("figure-id-twice").at(place).arg("id", item.id()).arg("other", there));
    }
}

/// Reports figures that a page names, in its body or its fields, and that do not exist.
pub fn check_uses(ask: &mut Ask<'_>, page: &PageId, body: &Body) {
    for (id, place) in named_in(ask, page, body) {
        check_use(ask, &id, place);
    }
}

/// Returns the ids of figures that a page names, in its body or its fields, each with its place.
pub(super) fn named_in(ask: &mut Ask<'_>, page: &PageId, body: &Body) -> Vec<(String, Place)> {
    let mut uses: Vec<(String, (u32, u32))> = Vec::new();
    uses.extend(body.figures.iter().map(|one| (one.written.clone(), one.span)));
    of_directives(&body.pieces, &mut uses);
    let source = page.source();
    let in_body =
        |(id, span): (String, (u32, u32))| (id, Place::body(&source, span.0 as usize..span.1 as usize));
    let mut named: Vec<(String, Place)> = uses.into_iter().map(in_body).collect();
    let record = ask.get(&RecordOf(page.clone()));
    for (number, id) in record.fields.get(QUOTED).iter().enumerate() {
        let place = Place::field(&source, format!("{QUOTED}[{number}]"));
        named.push((id.text().unwrap_or_default().to_owned(), place));
    }
    named
}

/// Reports an id that no figure has.
fn check_use(ask: &mut Ask<'_>, id: &str, place: Place) {
    if ask.get(&FigureOf(id.to_owned())).is_some() {
        return;
    }
    if let Some(page) = hidden_holder(ask, id) {
        let found = Diagnostic::new("figure-page-hidden").at(place).arg("id", id);
        return ask.report(found.related("target", Place::file(page.source())));
    }
    let items = ask.get(&Items(FIGURE.into()));
    let near = did_you_mean(id, items.iter().map(Item::id).filter(|id| !id.is_empty()));
    ask.report(Diagnostic::new("figure-unknown").at(place).arg("id", id).maybe("suggestion", near));
}

/// Returns the page that states a figure and is not shown.
fn hidden_holder(ask: &mut Ask<'_>, id: &str) -> Option<PageId> {
    let tree = ask.get(&Tree);
    tree.pages
        .iter()
        .find(|page| {
            let entry = ask.get(&EntryOf((*page).clone()));
            let fields = entry.items.iter().filter(|(kind, _)| **kind == *FIGURE);
            let record = ask.get(&RecordOf((*page).clone()));
            let mut stated = fields.flat_map(|(_, field)| record.fields.get(field).iter());
            stated.any(|one| one.get("id").text() == Some(id))
        })
        .cloned()
}

/// Names of the attribute with which the directive of figures names ids.
const IDS: [&str; 3] = ["ids", "id", "编号"];

/// Returns the ids that an attribute of a directive names.
pub fn ids_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、', ' ']).map(str::trim).filter(|id| !id.is_empty())
}

/// Collects the ids that directives of figures and charts name.
pub(super) fn of_directives(pieces: &[Piece], uses: &mut Vec<(String, (u32, u32))>) {
    for piece in pieces {
        let Piece::Directive(directive) = piece else { continue };
        if matches!(&*directive.name, "figures" | "chart") {
            let attrs = directive.attrs.iter().filter(|(name, _)| IDS.contains(&name.as_str()));
            let ids = attrs.flat_map(|(_, text)| ids_of(text));
            uses.extend(ids.map(|id| (id.to_owned(), directive.span)));
        }
        of_directives(&directive.body, uses);
    }
}
