//! Data files under `content/_data/`: YAML, JSON and CSV, as plain values or, where the settings name a kind, as records.
//!
//! *Incremental:* a file is read as a whole, but templates ask for [`Rows`] that meet conditions: whoever got the same rows as
//! before is not rendered again. Knows no templates and no pages but those that rows refer to.

mod plain;
mod records;
mod rows;
mod table;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sources::{Kinds, SETTINGS_FILE, report_no_file, setting, text_of};
use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::schema::Kind;
use crate::world::EntryKind;

pub use rows::{Found, RowGroups, Rows};

/// Folder of the data files.
const FOLDER: &str = "content/_data";

/// Endings of data files, in the order in which they are looked for.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "csv"];

/// Asks for a data file by name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Data(pub String);

impl Query for Data {
    const NAME: &'static str = "Data";
    /// The file's content, a list of records if it has a kind; `None` if there is no such file.
    type Answer = Option<Value>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<Value> {
        let Some((path, text)) = read(ask, &self.0) else {
            report_links(ask, &self.0);
            return None;
        };
        let schema = ask.get(&Kinds);
        let kind = kind_name(ask, &self.0).and_then(|name| schema.kind(&name));
        let is_table = path.as_str().ends_with(".csv");
        Some(match (kind, is_table) {
            (Some(kind), true) => records::of_table(ask, kind, &path, &text),
            (Some(kind), false) => records::of_tree(ask, kind, &path, &text),
            (None, true) => table::read(ask, &path, &text).plain(),
            (None, false) => plain::read(ask, &path, &text),
        })
    }
}

/// Returns the path and text of the file of a name.
fn read(ask: &mut Ask<'_>, name: &str) -> Option<(SourcePath, Arc<str>)> {
    ENDINGS.iter().find_map(|ending| {
        let path = SourcePath::new(&format!("{FOLDER}/{name}.{ending}"));
        let text = text_of(ask, &path)?;
        Some((path, text))
    })
}

/// Returns the kind that the settings name for a data file: `data: {honours: {kind: honour}}` or shorter `honours: honour`.
fn kind_name(ask: &mut Ask<'_>, name: &str) -> Option<String> {
    let data = setting(ask, "data");
    let file = data.get(name);
    file.text().or(file.get("kind").text()).map(str::to_owned)
}

/// Returns the kind of a data file's rows, if it has one.
fn kind_of<'s>(ask: &mut Ask<'_>, schema: &'s crate::schema::Schema, name: &str) -> Option<&'s Kind> {
    kind_name(ask, name).and_then(|kind| schema.kind(&kind))
}

/// Returns the names of the data files whose rows are of a kind, in order.
pub(super) fn named_with_kind(ask: &mut Ask<'_>, kind: &str) -> Vec<String> {
    let (named, schema) = (setting(ask, "data"), ask.get(&Kinds));
    let mut names: Vec<String> = named.entries().iter().map(|(name, _)| name.to_string()).collect();
    names.sort();
    names.retain(|name| kind_of(ask, &schema, name).is_some_and(|found| *found.name == *kind));
    names
}

/// Returns the path of a data file.
pub(super) fn path_of(ask: &mut Ask<'_>, name: &str) -> SourcePath {
    let listing = ask.listing(&FOLDER.into());
    let ending = ENDINGS.iter().find(|ending| {
        listing.iter().any(|entry| entry.name.strip_suffix(**ending) == Some(&format!("{name}.")))
    });
    SourcePath::new(&format!("{FOLDER}/{name}.{}", ending.copied().unwrap_or(ENDINGS[0])))
}

/// Reports a data file that is a link: without a word it would seem to be missing.
fn report_links(ask: &mut Ask<'_>, name: &str) {
    let path = SourcePath::new(&format!("{FOLDER}/{name}.x"));
    for entry in ask.listing(&path.parent()).iter().filter(|entry| entry.kind == EntryKind::Link) {
        let link = path.parent().join(&entry.name);
        if link.stem() == path.stem() {
            report_no_file(ask, link, EntryKind::Link);
        }
    }
}

/// Asks for every data file that the settings name, so that its findings come out whatever the theme shows.
pub(super) fn check_data(ask: &mut Ask<'_>) {
    let named = setting(ask, "data");
    let schema = ask.get(&Kinds);
    for (name, _) in named.entries() {
        let place = |field: &str| Place::field(&SETTINGS_FILE.into(), format!("data.{name}{field}"));
        if let Some(kind) = kind_name(ask, name).filter(|kind| schema.kind(kind).is_none()) {
            ask.report(schema.unknown_kind(&kind).at(place(".kind")));
        }
        if ask.get(&Data(name.to_string())).is_none() {
            let names = names(ask);
            let near = did_you_mean(name, names.iter().map(String::as_str));
            let missing = Diagnostic::new("data-file-missing").at(place("")).arg("name", name);
            ask.report(missing.maybe("suggestion", near));
        }
    }
}

/// Returns the names of all data files.
fn names(ask: &mut Ask<'_>) -> Vec<String> {
    let listing = ask.listing(&FOLDER.into());
    let files = listing.iter().filter(|entry| entry.kind == EntryKind::File);
    files.filter_map(|entry| Some(entry.name.rsplit_once('.')?.0.to_owned())).collect()
}
