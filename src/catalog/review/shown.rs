//! What a page says and shows: its text, the files and the records that it names.
//!
//! Whatever has a page of its own is not counted with those that name it: it has an approval of its own. Lists, themes and the
//! addresses of links do not count either.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::data::{Parsed, kind_of, named_with_kind};
use super::super::items::{self, FIGURE, QUOTED};
use super::super::languages::Languages;
use super::super::links::file_meant;
use super::super::sources::{Kinds, Tree, bytes_of, setting};
use super::super::{EntryOf, RecordOf};
use super::beside::{Table, noted, of_tables, of_words};
use crate::base::{SourcePath, Value};
use crate::content::{decode, ids::PageId, split};
use crate::engine::{Ask, Keep, Query};
use crate::markdown::{self, Host, ImageAnswer, LinkAnswer, Options, Piece};
use crate::review::Statement;
use crate::schema::{FieldSpec, FieldType, Group};
use crate::signature::Digest;
use crate::world::{Content, EntryKind};

/// Asks for the statement of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatementOf(pub PageId);

impl Query for StatementOf {
    const NAME: &'static str = "Statement";
    const KEEP: Keep = Keep::Disk;
    /// `None` if there is nothing to approve: no file and no row of a table.
    type Answer = Option<Statement>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let tables = noted(ask, &self.0);
        statement(ask, &self.0, &tables)
    }
}

/// Asks for the statement of a page that shows some tables, whatever its record notes.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatementWith {
    /// The page.
    pub page: PageId,
    /// The tables.
    pub tables: Vec<Table>,
}

impl Query for StatementWith {
    const NAME: &'static str = "StatementWith";
    type Answer = Option<Statement>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        statement(ask, &self.page, &self.tables)
    }
}

fn statement(ask: &mut Ask<'_>, page: &PageId, tables: &[Table]) -> Option<Statement> {
    let record = ask.get(&RecordOf(page.clone()));
    let source = page.source();
    let written = bytes_of(ask, &source).map(|bytes| decode::decode(&bytes, &source).0.into_owned());
    let row = record.exists && !record.fields.entries().is_empty() && !page.is_section();
    let text = match written {
        Some(text) => text,
        None if row => record.fields.to_json().to_string(),
        None => return None,
    };
    let found = ask.get(&Shown(page.clone()));
    let files = found.files.union(&found.unseen).map(|file| digest_of(ask, file)).collect();
    let mut records = records_of(ask, page, &found.figures);
    records.extend(of_tables(ask, tables));
    records.extend(of_words(ask, page));
    Some(Statement::new(&text, files, records))
}

/// Asks which files and figures a page names: fewer edits change that than change its text.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown(pub PageId);

impl Query for Shown {
    const NAME: &'static str = "ShownFiles";
    const KEEP: Keep = Keep::Disk;
    type Answer = Found;

    fn run(&self, ask: &mut Ask<'_>) -> Found {
        let page = &self.0;
        let (record, source) = (ask.get(&RecordOf(page.clone())), page.source());
        let mut found = Found::default();
        if let Some(bytes) = bytes_of(ask, &source) {
            let text = decode::decode(&bytes, &source).0;
            found.take_text(ask, page, &text[split::split(&text).body]);
        }
        let schema = ask.get(&Kinds);
        if let Some(kind) = schema.kind(&record.kind) {
            found.take_group(ask, page, &kind.fields, &record.fields);
        }
        found.figures.extend(record.fields.get(QUOTED).iter().filter_map(|id| Some(id.text()?.to_owned())));
        found.take_folder(ask, page);
        let Found { files, unseen, .. } = &mut found;
        unseen.retain(|file| !files.contains(file));
        found
    }
}

fn digest_of(ask: &mut Ask<'_>, file: &SourcePath) -> (String, String) {
    (file.to_string(), ask.get(&FileDigest(file.clone())).to_string())
}

/// Asks for the digest of a file: one picture may stand on many pages.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileDigest(pub SourcePath);

impl Query for FileDigest {
    const NAME: &'static str = "FileDigest";
    const KEEP: Keep = Keep::Disk;
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        match ask.file(&self.0) {
            Content::Bytes(bytes) => Digest::of(&bytes).to_string(),
            Content::Large(_) => match ask.large(&self.0).map(Digest::of_reader) {
                Some(Ok(digest)) => digest.to_string(),
                _ => "missing".into(),
            },
            Content::Missing | Content::Unreadable(_) => "missing".into(),
        }
    }
}

/// Files and figures that a page names.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The files that readers are shown or led to.
    pub files: BTreeSet<SourcePath>,
    /// Further files, named only where readers do not see it.
    pub unseen: BTreeSet<SourcePath>,
    /// Ids of the figures.
    pub figures: BTreeSet<String>,
}

impl Found {
    /// Takes what a Markdown text names.
    fn take_text(&mut self, ask: &mut Ask<'_>, page: &PageId, text: &str) {
        let mut host = Collector { ask, page, files: &mut self.files };
        let options = Options { highlight: false, ..Options::default() };
        let (body, _) = markdown::render(text, &page.source(), &options, &mut host);
        self.figures.extend(body.figures.iter().map(|one| one.written.clone()));
        let mut uses = Vec::new();
        items::of_directives(&body.pieces, &mut uses);
        self.figures.extend(uses.into_iter().map(|(id, _)| id));
        self.take_directives(ask, page, &body.pieces);
    }

    /// Takes the files that directives name.
    fn take_directives(&mut self, ask: &mut Ask<'_>, page: &PageId, pieces: &[Piece]) {
        for piece in pieces {
            let Piece::Directive(directive) = piece else { continue };
            let words = directive.args.iter().chain(directive.attrs.iter().map(|(_, value)| value));
            for word in words.filter(|word| word.contains('.')) {
                if let Some((file, true)) = file_meant(ask, page, word) {
                    self.files.insert(file);
                }
            }
            self.take_directives(ask, page, &directive.body);
        }
    }

    /// Takes what the fields of a page name, groups and lists included.
    fn take_group(&mut self, ask: &mut Ask<'_>, page: &PageId, group: &Group, fields: &Value) {
        for (name, value) in fields.entries() {
            if let Some(spec) = group.find(name) {
                self.take_field(ask, page, spec, value);
            }
        }
    }

    /// Takes what a field names; of one that readers do not see, as unseen.
    fn take_field(&mut self, ask: &mut Ask<'_>, page: &PageId, spec: &FieldSpec, value: &Value) {
        if !spec.hidden {
            return self.take_value(ask, page, spec, &spec.kind, value);
        }
        let mut hidden = Self::default();
        hidden.take_value(ask, page, spec, &spec.kind, value);
        self.unseen.extend(hidden.files.into_iter().chain(hidden.unseen));
        self.figures.append(&mut hidden.figures);
    }

    fn take_value(
        &mut self,
        ask: &mut Ask<'_>,
        page: &PageId,
        spec: &FieldSpec,
        kind: &FieldType,
        value: &Value,
    ) {
        match (kind, value) {
            (FieldType::Image | FieldType::File | FieldType::Url, Value::Text(text)) => {
                self.files.extend(file_meant(ask, page, text).map(|(file, _)| file));
            }
            (FieldType::Inline | FieldType::Markdown, Value::Text(text)) => self.take_text(ask, page, text),
            (FieldType::List(item), Value::List(values)) => {
                values.iter().for_each(|value| self.take_value(ask, page, spec, item, value));
            }
            (FieldType::Group, Value::List(values)) => {
                values.iter().for_each(|value| self.take_group(ask, page, &spec.fields, value));
            }
            (FieldType::Group, value) => self.take_group(ask, page, &spec.fields, value),
            _ => {}
        }
    }

    /// Takes the files that lie in a page's own folder: they go out with it, but for those that only its unseen fields name.
    fn take_folder(&mut self, ask: &mut Ask<'_>, page: &PageId) {
        if !page.is_bundle() {
            return;
        }
        let folder = page.source().parent();
        for entry in ask.listing(&folder).iter().filter(|entry| entry.kind == EntryKind::File) {
            let file = folder.join(&entry.name);
            if !entry.name.ends_with(".md")
                && !entry.name.starts_with(['.', '_'])
                && !self.unseen.contains(&file)
            {
                self.files.insert(file);
            }
        }
    }
}

/// Collects the files that a text names, and knows nothing else of the site.
struct Collector<'a, 'e> {
    ask: &'a mut Ask<'e>,
    page: &'a PageId,
    files: &'a mut BTreeSet<SourcePath>,
}

impl Host for Collector<'_, '_> {
    fn link(&mut self, written: &str) -> LinkAnswer {
        self.files.extend(file_meant(self.ask, self.page, written).map(|(file, _)| file));
        LinkAnswer::default()
    }

    fn image(&mut self, written: &str) -> ImageAnswer {
        self.files.extend(file_meant(self.ask, self.page, written).map(|(file, _)| file));
        ImageAnswer::default()
    }

    fn heading_id(&mut self, _: &str) -> String {
        String::new()
    }

    fn highlight(&mut self, _: &str, _: &str) -> Option<String> {
        None
    }
}

/// Returns the records that a page shows: figures by their ids, rows of tables that name it.
fn records_of(ask: &mut Ask<'_>, page: &PageId, figures: &BTreeSet<String>) -> Vec<(String, String)> {
    let mut records = Vec::new();
    for id in figures {
        let fields = ask.get(&StatedFigure(id.clone()));
        records.push((id.clone(), fields.to_string()));
    }
    for name in names_of(ask, page) {
        records.extend(ask.get(&RowsOfName(name)).iter().cloned());
    }
    records
}

/// Returns what a row may call a page.
fn names_of(ask: &mut Ask<'_>, page: &PageId) -> BTreeSet<String> {
    let record = ask.get(&RecordOf(page.clone()));
    let shared = ask.get(&Languages).place(page).map(|(_, shared)| shared.to_owned());
    let folder = page.folder().rsplit('/').next().unwrap_or_default();
    let stem = if page.is_bundle() { folder } else { page.stem() };
    let fields = ["id", "title", "short", "short_title"].map(|field| record.text(field).to_owned());
    let names = fields.into_iter().chain(shared).chain([page.to_string(), stem.to_owned()]);
    names.filter(|name| !name.is_empty() && name != "_index").collect()
}

/// Asks for all figures by their ids, as JSON, whether the pages that state them are shown or not.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stated;

impl Query for Stated {
    const NAME: &'static str = "StatedFigures";
    type Answer = BTreeMap<String, Arc<str>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut stated = Self::Answer::new();
        let mut state = |fields: &Value| {
            if let Some(id) = fields.get("id").text() {
                stated.entry(id.to_owned()).or_insert_with(|| fields.to_json().to_string().into());
            }
        };
        for name in named_with_kind(ask, FIGURE) {
            if let Some(rows) = ask.get(&Parsed(name)).as_ref() {
                rows.records.iter().for_each(&mut state);
            }
        }
        for page in &ask.get(&Tree).pages {
            let entry = ask.get(&EntryOf(page.clone()));
            for (_, field) in entry.items.iter().filter(|(kind, _)| **kind == *FIGURE) {
                let record = ask.get(&RecordOf(page.clone()));
                record.fields.get(field).iter().for_each(&mut state);
            }
        }
        stated
    }
}

/// Asks for one figure as JSON; empty if there is none.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatedFigure(pub String);

impl Query for StatedFigure {
    const NAME: &'static str = "StatedFigure";
    const KEEP: Keep = Keep::Disk;
    type Answer = Arc<str>;

    fn run(&self, ask: &mut Ask<'_>) -> Arc<str> {
        ask.get(&Stated).get(&self.0).cloned().unwrap_or_default()
    }
}

/// Asks for the rows of tables by what they refer to, as written. Rows that are pages are not among them.
#[derive(Debug, Serialize, Deserialize)]
pub struct NamingRows;

impl Query for NamingRows {
    const NAME: &'static str = "NamingRows";
    type Answer = BTreeMap<String, Vec<(String, String)>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut naming = Self::Answer::new();
        let (named, schema) = (setting(ask, "data"), ask.get(&Kinds));
        for (name, file) in named.entries() {
            let own_pages = !matches!(file.get("pages"), Value::Null | Value::Bool(false));
            if own_pages || kind_of(ask, &schema, name).is_none() {
                continue;
            }
            let parsed = ask.get(&Parsed(name.to_string()));
            let Some(rows) = parsed.as_ref() else { continue };
            for (number, text) in rows.referring() {
                let Some(fields) = rows.records.get(number) else { continue };
                let title = ["id", "title"].into_iter().find_map(|field| fields.get(field).text());
                let label = format!("{name} {}", title.unwrap_or_default());
                naming.entry(text.to_owned()).or_default().push((label, fields.to_json().to_string()));
            }
        }
        naming
    }
}

/// Asks for the rows that refer to something by a name: what they are called, and their fields as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowsOfName(pub String);

impl Query for RowsOfName {
    const NAME: &'static str = "RowsOfName";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<(String, String)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        ask.get(&NamingRows).get(&self.0).cloned().unwrap_or_default()
    }
}
