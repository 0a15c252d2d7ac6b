//! A page's fields: front matter as meant.
//!
//! *Incremental:* reads the page's file, the kinds and nothing else. A body edit runs it again and finds the same answer.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::data::{Parsed, RowPages};
use super::languages::Languages;
use super::sources::{Kinds, bytes_of};
use crate::base::Value;
use crate::content::{decode, ids::PageId, split};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::markdown::check_characters;
use crate::schema;
use crate::yaml;

/// Findings after which some lines of a front matter were not read, whatever stood in them.
const LOSING: &[&str] = &[
    "binary-file",
    "front-not-yaml",
    "yaml-no-colon",
    "yaml-not-a-map",
    "yaml-indent",
    "yaml-too-deep",
    "yaml-syntax",
];

/// Asks for the record of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordOf(pub PageId);

/// Validated fields of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// False if there is no such file; all else is then empty.
    pub exists: bool,
    /// Canonical name of its kind.
    pub kind: Arc<str>,
    /// Fields by canonical name, defaults filled in.
    pub fields: Value,
}

impl Query for RecordOf {
    const NAME: &'static str = "Record";
    const KEEP: Keep = Keep::Disk;
    type Answer = Record;

    fn run(&self, ask: &mut Ask<'_>) -> Record {
        let file = self.0.source();
        let Some(bytes) = bytes_of(ask, &file) else { return self.without_file(ask) };
        let (text, mut found) = decode::decode(&bytes, &file);
        let split = split::split(&text);
        found.extend(split.diagnostics(&text, &file));
        let schema = ask.get(&Kinds);
        let place = |range| Place::front(&file, range);
        let front = &text[split.front.clone()];
        ask.report_all(check_characters(front, &place));
        let (node, diagnostics) = yaml::parse(front, &place);
        found.extend(diagnostics);
        let partial = found.iter().any(loses_fields);
        ask.report_all(found);
        let default = self.default_kind(ask);
        let (kind, diagnostics) = schema.kind_of(node.as_ref(), &default, &place);
        ask.report_all(diagnostics);
        let empty = yaml::Node { span: (0, 0), data: yaml::Data::Map(Vec::new()) };
        let (fields, diagnostics) = schema::validate(kind, node.as_ref().unwrap_or(&empty), &schema, &place);
        // Whether a field is missing cannot be told of a text that was read in part.
        ask.report_all(diagnostics.into_iter().filter(|found| !partial || found.code != "missing-field"));
        Record { exists: true, kind: kind.name.clone(), fields }
    }
}

/// Tells whether names of fields may be lost where something was found.
fn loses_fields(found: &Diagnostic) -> bool {
    LOSING.contains(&&*found.code)
}

impl RecordOf {
    /// Returns the record of a page without a file: a row of a table may be one.
    fn without_file(&self, ask: &mut Ask<'_>) -> Record {
        let pages = ask.get(&RowPages);
        let Some((name, number)) = pages.get(&self.0) else { return self.absent() };
        let parsed = ask.get(&Parsed(name.clone()));
        let rows = parsed.as_ref().as_ref().map(|rows| rows.records.as_slice()).unwrap_or_default();
        let Some(fields) = rows.get(*number as usize) else { return self.absent() };
        Record {
            exists: true,
            kind: fields.get("kind").text().unwrap_or("page").into(),
            fields: fields.clone(),
        }
    }

    /// Returns the record of a page that is no row either: every site has a home page, others do not exist.
    fn absent(&self) -> Record {
        if self.0.as_str() != "_index" {
            return Record::default();
        }
        Record { exists: true, kind: "section".into(), fields: Value::map() }
    }

    /// Returns the kind of a page that does not name its own: `section` for a section, else what its section says.
    fn default_kind(&self, ask: &mut Ask<'_>) -> String {
        if self.0.is_section() {
            return "section".into();
        }
        let id = PageId::of_section(self.0.section());
        let section = ask.get(&RecordOf(id.clone()));
        match section.fields.at("pages.kind").text() {
            Some(kind) => kind.into(),
            None => self.kind_elsewhere(ask, &id).unwrap_or_else(|| "page".into()),
        }
    }

    /// Returns the kind that the section names in the default language: a version need not say it again.
    fn kind_elsewhere(&self, ask: &mut Ask<'_>, section: &PageId) -> Option<String> {
        let tongues = ask.get(&Languages);
        let (own, shared) = tongues.place(section)?;
        let main = tongues.all.first().filter(|main| main.code != own.code)?;
        let record = ask.get(&RecordOf(main.version(shared)));
        record.fields.at("pages.kind").text().map(str::to_owned)
    }
}

impl Record {
    /// Returns a text field; empty if it is not set.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).text().unwrap_or_default()
    }
}

/// Returns the language of a page: its own, else that of its place, else that of the site.
pub fn language_of(ask: &mut Ask<'_>, page: &PageId) -> String {
    let record = ask.get(&RecordOf(page.clone()));
    match record.text("language") {
        "" => {
            let tongues = ask.get(&Languages);
            tongues.place(page).map_or(&tongues.main, |(tongue, _)| &tongue.code).to_string()
        }
        own => own.into(),
    }
}

/// Returns the language of the site's interface.
pub fn site_language(ask: &mut Ask<'_>) -> String {
    ask.get(&Languages).main.to_string()
}
