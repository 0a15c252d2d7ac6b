//! Rows that have pages of their own: `data: {honours: {kind: honour, pages: true}}`.
//!
//! *Incremental:* which rows are pages depends on the tables alone, so the tree of pages can ask for it; what their references
//! mean is asked for as for any page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Parsed, kind_of};
use crate::base::Value;
use crate::catalog::sources::{Kinds, SETTINGS_FILE, setting};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Query};

/// Asks for all pages that are rows: the data file and the number of the row, by page.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowPages;

impl Query for RowPages {
    const NAME: &'static str = "RowPages";
    type Answer = BTreeMap<PageId, (String, u32)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut pages = Self::Answer::new();
        let (named, schema) = (setting(ask, "data"), ask.get(&Kinds));
        for (name, file) in named.entries() {
            let Some(section) = section_of(name, file) else { continue };
            if kind_of(ask, &schema, name).is_none_or(|kind| !kind.is_of_pages()) {
                let place = Place::field(&SETTINGS_FILE.into(), format!("data.{name}.pages"));
                ask.report(Diagnostic::new("rows-without-pages").at(place).arg("name", name));
                continue;
            }
            let parsed = ask.get(&Parsed(name.to_string()));
            let records = parsed.as_ref().as_ref().map(|rows| rows.records.as_slice()).unwrap_or_default();
            for (number, row) in (0..).zip(records) {
                let id = free_id(&pages, &section, &key_of(name, number, row));
                pages.insert(id, (name.to_string(), number));
            }
        }
        pages
    }
}

/// Returns the section of the pages of a file's rows, if they have pages: named in the settings, else called like the file.
fn section_of(name: &str, file: &Value) -> Option<String> {
    match file.get("pages") {
        Value::Bool(true) => Some(name.to_owned()),
        Value::Text(section) => {
            Some(section.trim_matches('/').to_owned()).filter(|section| !section.is_empty())
        }
        _ => None,
    }
}

/// Returns what the page of a row is called: its id, its slug, its title, or its number.
fn key_of(name: &str, number: u32, row: &Value) -> String {
    let own = ["id", "slug", "title"].into_iter().find_map(|field| row.get(field).text());
    let own = own.map(|own| own.replace(['/', '\\'], "-"));
    own.filter(|own| !matches!(own.as_str(), "index" | "_index" | "." | ".."))
        .unwrap_or_else(|| format!("{name}-{}", number + 1))
}

/// Returns the id of a page, with a number if an earlier row has it.
fn free_id(taken: &BTreeMap<PageId, (String, u32)>, section: &str, key: &str) -> PageId {
    let first = PageId::new(&format!("{section}/{key}"));
    let others = (2..).map(|number: u32| PageId::new(&format!("{section}/{key}-{number}")));
    let mut all = std::iter::once(first).chain(others);
    all.find(|id| !taken.contains_key(id)).expect("there are more numbers than rows")
}

/// Returns the rows of a file, each with the id of its page under `page_id` if it has one.
pub fn with_pages(ask: &mut Ask<'_>, name: &str, mut rows: Vec<Value>) -> Value {
    let has_pages = section_of(name, setting(ask, "data").get(name)).is_some();
    if has_pages {
        for (id, (file, number)) in ask.get(&RowPages).iter() {
            if let Some(row) = rows.get_mut(*number as usize).filter(|_| file == name) {
                row.set("page_id", id.as_str().into());
            }
        }
    }
    Value::List(rows)
}
