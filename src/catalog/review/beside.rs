//! What a page shows beside its text and the files it names: tables that its template reads, and words of the glossary.
//!
//! Which tables a template reads is known once it has run, and it may run only after it is known who is approved. So whoever
//! submits a page notes them in its record ([`crate::site`] finds them in the trace of the page), and from then on their rows are
//! a part of what is approved. Rows are taken as written: what they refer to may depend on approvals again.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::data::{Data, Parsed, kind_of};
use super::super::glossary::{self, Source, WordList};
use super::super::meant::called;
use super::super::select::has_value;
use super::super::sources::{Kinds, Tree, bytes_of, setting};
use super::super::{EntryOf, RecordOf};
use super::{ReviewRules, read_record, record_file};
use crate::base::Value;
use crate::content::{decode, ids::PageId, split};
use crate::engine::{Ask, Keep, Query};
use crate::review::{Act, record};

/// Parts the tables in a record.
const BETWEEN: char = '、';

/// A table, or the rows of it that meet conditions, as records name it: `awards level=province`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Table(String);

impl Table {
    /// Returns the rows of a data file that have a text in each of some fields.
    pub fn new(name: &str, with: &[(String, String)]) -> Self {
        let is_plain = |text: &str| !text.contains([' ', '=', BETWEEN]);
        let mut table = name.to_owned();
        // Fewer conditions are more rows: too much is approved rather than too little.
        for (field, wanted) in with.iter().filter(|(field, wanted)| is_plain(field) && is_plain(wanted)) {
            table.push_str(&format!(" {field}={wanted}"));
        }
        Self(table)
    }

    /// Returns tables as they stand in a record.
    pub fn written(tables: &[Self]) -> String {
        let names: Vec<&str> = tables.iter().map(|table| table.0.as_str()).collect();
        names.join(&BETWEEN.to_string())
    }

    fn read(written: &str) -> Vec<Self> {
        written.split(BETWEEN).filter(|one| !one.is_empty()).map(|one| Self(one.to_owned())).collect()
    }
}

/// Returns the tables that were noted when a page was last submitted.
pub fn noted(ask: &mut Ask<'_>, page: &PageId) -> Vec<Table> {
    let file = record_file(page);
    let Some(bytes) = bytes_of(ask, &file) else { return Vec::new() };
    // Most records note none, and what is wrong with them is told where they are counted.
    if !record::TABLES.iter().any(|key| memchr::memmem::find(&bytes, key.as_bytes()).is_some()) {
        return Vec::new();
    }
    let (record, _) = read_record(&bytes, &file);
    let submitted = record.entries.iter().rfind(|entry| entry.act == Act::Submit);
    submitted.map(|entry| Table::read(&entry.tables)).unwrap_or_default()
}

/// Returns the rows of tables, each with a name, as JSON.
pub fn of_tables(ask: &mut Ask<'_>, tables: &[Table]) -> Vec<(String, String)> {
    tables.iter().flat_map(|table| ask.get(&TableRows(table.clone())).to_vec()).collect()
}

/// Asks for the rows of a table: what they are called, and their fields as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct TableRows(Table);

impl Query for TableRows {
    const NAME: &'static str = "TableRows";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<(String, String)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut words = self.0.0.split(' ');
        let name = words.next().unwrap_or_default();
        let with: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
        let rows = rows_of(ask, name);
        let admits = |row: &&Value| {
            with.iter().all(|(field, wanted)| row.at(field).iter().any(|value| has_value(value, wanted)))
        };
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        let mut named = |row: &Value| {
            let first = || row.entries().iter().find_map(|(_, value)| value.text());
            let mut label = format!("{name} {}", called(row).or_else(first).unwrap_or_default());
            let count = taken.entry(label.clone()).or_default();
            *count += 1;
            if *count > 1 {
                label.push_str(&format!(" #{count}"));
            }
            (label, row.to_json().to_string())
        };
        rows.iter().filter(admits).map(&mut named).collect()
    }
}

/// Returns the rows of a data file as written; one for all that is no list.
fn rows_of(ask: &mut Ask<'_>, name: &str) -> Vec<Value> {
    let schema = ask.get(&Kinds);
    if kind_of(ask, &schema, name).is_some() {
        let parsed = ask.get(&Parsed(name.to_owned()));
        return parsed.as_ref().as_ref().map(|rows| rows.records.clone()).unwrap_or_default();
    }
    match ask.get(&Data(name.to_owned())).as_ref() {
        Some(Value::List(rows)) => rows.clone(),
        Some(other) => vec![other.clone()],
        None => Vec::new(),
    }
}

/// Asks for the words of the glossary that nobody reviews for themselves: rows of tables, and pages of a kind that needs no review.
#[derive(Debug, Serialize, Deserialize)]
pub struct LooseWords;

/// Words with what they are said to mean.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Said {
    words: WordList,
    expansions: BTreeMap<Source, String>,
}

impl Query for LooseWords {
    const NAME: &'static str = "LooseWords";
    type Answer = Said;

    fn run(&self, ask: &mut Ask<'_>) -> Said {
        let mut words: BTreeMap<Arc<str>, Source> = BTreeMap::new();
        let mut expansions = BTreeMap::new();
        let mut add = |source: Source, fields: &Value| {
            let expansion = fields.get("expansion").text().unwrap_or_default();
            expansions.insert(source.clone(), expansion.to_owned());
            for (word, _) in glossary::words_of(fields) {
                words.entry(word).or_insert_with(|| source.clone());
            }
        };
        if !ask.get(&ReviewRules).concern(glossary::KIND) {
            for page in &ask.get(&Tree).pages {
                let entry = ask.get(&EntryOf(page.clone()));
                if *entry.kind == *glossary::KIND && entry.exists && !entry.draft {
                    let record = ask.get(&RecordOf(page.clone()));
                    add(Source::Page(page.clone()), &record.fields);
                }
            }
        }
        for name in glossary::tables(ask) {
            let parsed = ask.get(&Parsed(name.clone()));
            for row in parsed.as_ref().as_ref().map(|rows| rows.records.as_slice()).unwrap_or_default() {
                let title = row.get("title").text().unwrap_or_default();
                add(Source::Row(name.clone(), title.into()), row);
            }
        }
        Said { words: WordList::new(words), expansions }
    }
}

/// Returns the words of the glossary that a page shows with their meanings.
pub fn of_words(ask: &mut Ask<'_>, page: &PageId) -> Vec<(String, String)> {
    let said = ask.get(&LooseWords);
    if said.words.is_empty() || ask.get(&RecordOf(page.clone())).fields.get("glossary").bool() == Some(false)
    {
        return Vec::new();
    }
    let source = page.source();
    let Some(bytes) = bytes_of(ask, &source) else { return Vec::new() };
    let text = decode::decode(&bytes, &source).0;
    // Where words are marked by hand alone, a text without such a mark shows none.
    let by_hand = setting(ask, "glossary").get("mark").text() == Some("none");
    if by_hand && !text[split::split(&text).body].contains("{{") {
        return Vec::new();
    }
    let shown = said
        .words
        .found_in(&text)
        .filter_map(|(word, source)| Some((format!("术语 {word}"), said.expansions.get(source)?.clone())));
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_as_they_are_written() {
        let with = |field: &str, wanted: &str| vec![(field.to_owned(), wanted.to_owned())];
        let tables = [
            Table::new("contacts", &[]),
            Table::new("awards", &with("level", "province")),
            Table::new("awards", &with("title", "甲 乙、丙")),
        ];
        let written = Table::written(&tables);
        assert_eq!(written, "contacts、awards level=province、awards");
        assert_eq!(Table::read(&written), tables);
        assert_eq!(Table::read(""), []);
    }
}
