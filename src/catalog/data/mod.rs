//! Data files under `content/_data/`: YAML, JSON, CSV and workbooks, as plain values or, where the settings name a kind, as records.
//!
//! *Incremental:* a file is read as a whole, but templates ask for [`Rows`] that meet conditions: whoever got the same rows as
//! before is not rendered again. Knows no templates and no pages but those that rows refer to.

mod pages;
mod plain;
mod records;
mod rows;
mod table;
mod workbook;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sources::{Kinds, SETTINGS_FILE, bytes_of, report_no_file, setting, text_of};
use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::schema::Kind;
use crate::world::EntryKind;

pub use pages::RowPages;
pub use rows::{Found, RowGroup, RowGroups, Rows, RowsNaming};

/// Folder of the data files.
const FOLDER: &str = "content/_data";

/// Endings of data files, in the order in which they are looked for.
const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "csv", WORKBOOK];

/// Ending of workbooks.
const WORKBOOK: &str = "xlsx";

/// Endings of tables that cannot be read, but could be saved as one that can.
const OTHER_TABLES: [&str; 6] = ["xls", "et", "ods", "xlsm", "xlsb", "numbers"];

/// Asks for a data file by name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Data(pub String);

impl Query for Data {
    const NAME: &'static str = "Data";
    /// The file's content, a list of records if it has a kind; `None` if there is no such file.
    type Answer = Option<Value>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<Value> {
        let schema = ask.get(&Kinds);
        if kind_of(ask, &schema, &self.0).is_some() {
            let parsed = ask.get(&Parsed(self.0.clone()));
            let rows = parsed.as_ref().as_ref()?;
            let rows = records::resolved(ask, rows);
            return Some(pages::with_pages(ask, &self.0, rows));
        }
        let Some((path, written)) = read(ask, &self.0) else {
            report_links(ask, &self.0);
            return None;
        };
        Some(match (table_of(ask, &path, &written), &written) {
            (Some(table), _) => table.plain(),
            (None, Written::Text(text)) => plain::read(ask, &path, text),
            (None, Written::Workbook(_)) => Value::Null,
        })
    }
}

/// Asks for the rows of a data file that has a kind, their references as written: what they mean depends on all pages, and rows
/// may be pages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parsed(pub String);

impl Query for Parsed {
    const NAME: &'static str = "ParsedRows";
    /// `None` if there is no such file, or it has no kind.
    type Answer = Option<records::ParsedRows>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let schema = ask.get(&Kinds);
        let kind = kind_of(ask, &schema, &self.0)?;
        let Some((path, written)) = read(ask, &self.0) else {
            report_links(ask, &self.0);
            return None;
        };
        Some(match (table_of(ask, &path, &written), &written) {
            (Some(table), _) => records::of_table(ask, kind, &table),
            (None, Written::Text(text)) => records::of_tree(ask, kind, &path, text),
            (None, Written::Workbook(_)) => records::ParsedRows::default(),
        })
    }
}

/// Returns the table of a file that is one.
fn table_of<'w>(ask: &mut Ask<'_>, path: &SourcePath, written: &'w Written) -> Option<table::Table<'w>> {
    match written {
        Written::Workbook(bytes) => Some(workbook::read(ask, path, bytes)),
        Written::Text(text) if path.extension() == "csv" => Some(table::read(ask, path, text)),
        Written::Text(_) => None,
    }
}

/// What a data file holds.
enum Written {
    Text(Arc<str>),
    Workbook(Arc<[u8]>),
}

/// Returns the path and content of the file of a name.
fn read(ask: &mut Ask<'_>, name: &str) -> Option<(SourcePath, Written)> {
    ENDINGS.iter().find_map(|ending| {
        let path = SourcePath::new(&format!("{FOLDER}/{name}.{ending}"));
        let written = match *ending {
            WORKBOOK => Written::Workbook(bytes_of(ask, &path)?),
            _ => Written::Text(text_of(ask, &path)?),
        };
        Some((path, written))
    })
}

/// Returns the place in a data file where a word last stands by itself, else the file's line in the settings.
pub(super) fn place_of_word(ask: &mut Ask<'_>, name: &str, word: &str) -> Place {
    let alone = |text: &str, at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    let found = read(ask, name).and_then(|(path, written)| match written {
        Written::Text(text) => {
            let (at, _) = text.rmatch_indices(word).find(|(at, _)| alone(&text, *at))?;
            Some(Place::text(&path, at..at + word.len()))
        }
        Written::Workbook(_) => Some(Place::file(path)),
    });
    found.unwrap_or_else(|| Place::field(&SETTINGS_FILE.into(), format!("data.{name}")))
}

/// Reports data files of one name, of which only the first is read, and tables of programs whose files are not.
fn check_endings(ask: &mut Ask<'_>) {
    let listing = ask.listing(&FOLDER.into());
    let mut first: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let mut files: Vec<(usize, &str, &str)> = Vec::new();
    for entry in listing.iter().filter(|entry| entry.kind == EntryKind::File) {
        let Some((stem, ending)) = entry.name.rsplit_once('.') else { continue };
        let place = || Place::file(SourcePath::new(&format!("{FOLDER}/{}", entry.name)));
        if let Some(rank) = ENDINGS.iter().position(|known| *known == ending) {
            files.push((rank, stem, &entry.name));
        } else if OTHER_TABLES.contains(&ending) {
            ask.report(Diagnostic::new("data-format").at(place()).arg("ending", ending));
        }
    }
    files.sort_unstable();
    for (rank, stem, name) in files {
        match first.get(stem) {
            None => drop(first.insert(stem, (rank, name))),
            Some((_, read)) => {
                let place = Place::file(SourcePath::new(&format!("{FOLDER}/{name}")));
                ask.report(Diagnostic::new("data-file-twice").at(place).arg("name", stem).arg("read", read));
            }
        }
    }
}

/// Returns the kind that the settings name for a data file: `data: {honours: {kind: honour}}` or shorter `honours: honour`.
fn kind_name(ask: &mut Ask<'_>, name: &str) -> Option<String> {
    let data = setting(ask, "data");
    let file = data.get(name);
    file.text().or(file.get("kind").text()).map(str::to_owned)
}

/// Returns the kind of a data file's rows, if it has one.
pub(super) fn kind_of<'s>(
    ask: &mut Ask<'_>,
    schema: &'s crate::schema::Schema,
    name: &str,
) -> Option<&'s Kind> {
    kind_name(ask, name).and_then(|kind| schema.kind(&kind))
}

/// Returns the names of the data files that have a kind.
pub fn named(ask: &mut Ask<'_>) -> Vec<String> {
    let (named, schema) = (setting(ask, "data"), ask.get(&Kinds));
    let mut names: Vec<String> = named.entries().iter().map(|(name, _)| name.to_string()).collect();
    names.retain(|name| kind_of(ask, &schema, name).is_some());
    names
}

/// Returns the names of the data files whose rows are of a kind, in order.
pub fn named_with_kind(ask: &mut Ask<'_>, kind: &str) -> Vec<String> {
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
    check_endings(ask);
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
