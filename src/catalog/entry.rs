//! What lists and links need to know of a page: its address, its place in orders, its relations. No titles.
//!
//! *Incremental:* a title, summary or body edit leaves the entry equal, so no list is built again.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::audience;
use super::groups::is_reference;
use super::languages::Languages;
use super::links::is_external;
use super::menu::MenuPlace;
use super::record::{Record, RecordOf};
use super::sources::{Kinds, setting};
use super::standing::{self, Phase, phases};
use super::terms::field_of;
use super::tongue_faults::check_field;
use super::vocabulary::Vocabulary;
use crate::base::Value;
use crate::chinese::{Overrides, slug};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::review::{SENSITIVITY, Sensitivity};
use crate::schema::{FieldSpec, FieldType, Group, Kind};

/// Asks for the entry of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct EntryOf(pub PageId);

/// What lists and links need to know of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// False if there is no such page.
    pub exists: bool,
    /// Its own `id`; empty if it has none.
    pub id: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
    /// Code of the declared language that it is in by its place; empty if the site declares none.
    pub language: Arc<str>,
    /// Folder of its section below `content/`.
    pub section: Arc<str>,
    /// Address from the root: `/pilots/jiaoyu.html`, `/pilots/index.html`.
    pub url: Arc<str>,
    /// Publication date in ISO form; empty if there is none.
    pub date: Arc<str>,
    /// The year it is about: as written, else that of its date; empty if it has neither.
    pub year: Arc<str>,
    /// Order by hand.
    pub order: Option<i64>,
    /// Last day on which it is shown, ISO; empty if there is no end.
    pub expires: Arc<str>,
    /// Day from which it is withdrawn, ISO; empty if it is not.
    pub withdrawn: Arc<str>,
    /// First place in lists until this day, ISO; empty if it has none.
    pub pin: Arc<str>,
    /// A draft.
    pub draft: bool,
    /// Whom it is for; everybody if empty.
    pub audience: Vec<Arc<str>>,
    /// To be handled with caution: it stays out of feeds.
    pub caution: bool,
    /// It names files in fields that readers do not see.
    pub hides_files: bool,
    /// State of its workflow as written; empty if it has none.
    pub state: Arc<str>,
    /// Field that holds the state.
    pub state_field: Arc<str>,
    /// States of its workflow by date; without any it is shown.
    pub phases: Vec<Phase>,
    /// Terms by taxonomy name.
    pub terms: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// References to other pages, as written.
    pub refs: Vec<Ref>,
    /// Fields that hold items of a kind: the kind and the field.
    pub items: Vec<(Arc<str>, Arc<str>)>,
    /// Old addresses that forward here.
    pub aliases: Vec<Arc<str>>,
    /// Its place in the menu, if it asks for one or for none.
    pub menu: Option<Arc<MenuPlace>>,
}

/// A reference in the front matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ref {
    /// Path of the field, as `comment.by` or `related[1]`.
    pub field: Arc<str>,
    /// Kinds the page may be of; any if empty.
    pub kinds: Vec<String>,
    /// Whether a text without a target is a plain name, not a mistake.
    pub loose: bool,
    /// Id, title or short name as written.
    pub text: Arc<str>,
}

impl Entry {
    /// Returns the file of the output folder that the page is written to: the address without its first slash.
    pub fn output(&self) -> &str {
        self.url.trim_start_matches('/')
    }

    /// Returns the folder part of the address, with a slash at both ends: `/pilots/`.
    pub fn directory(&self) -> &str {
        self.url.rfind('/').map_or("/", |at| &self.url[..=at])
    }
}

impl Query for EntryOf {
    const NAME: &'static str = "Entry";
    const KEEP: Keep = Keep::Disk;
    type Answer = Entry;

    fn run(&self, ask: &mut Ask<'_>) -> Entry {
        let id = &self.0;
        let record = ask.get(&RecordOf(id.clone()));
        if !record.exists && !id.is_section() {
            return Entry::default();
        }
        check_field(ask, id, &record);
        let schema = ask.get(&Kinds);
        let kind = schema.kind(&record.kind);
        let mut refs = Vec::new();
        if let Some(kind) = kind {
            collect_refs(&kind.fields, &record.fields, "", &mut refs);
        }
        let fields = &record.fields;
        let text = |name: &str| -> Arc<str> { record.text(name).into() };
        let list =
            |name: &str| fields.get(name).iter().filter_map(|value| Some(value.text()?.into())).collect();
        let states = kind.and_then(|kind| kind.states.as_ref());
        let state_field = states.map_or("", |states| states.field.as_str());
        let entry = Entry {
            exists: record.exists,
            id: text("id"),
            kind: record.kind.clone(),
            language: ask.get(&Languages).code_of(id),
            section: id.section().into(),
            url: address(id, &record, kind, ask).into(),
            date: text("date"),
            year: year(fields).into(),
            order: fields.get("order").int(),
            expires: text("expires"),
            withdrawn: text("withdrawn"),
            pin: text("pin"),
            draft: fields.get("draft").bool() == Some(true),
            audience: list(audience::FIELD),
            caution: Sensitivity::of(record.text(SENSITIVITY)) == Sensitivity::Caution,
            hides_files: kind.is_some_and(|kind| hides_files(&kind.fields, fields)),
            state: text(state_field),
            state_field: state_field.into(),
            phases: kind.map(|kind| phases(kind, fields)).unwrap_or_default(),
            terms: terms(ask, id, &record),
            refs,
            items: kind.map(|kind| items(kind, fields)).unwrap_or_default(),
            aliases: list("aliases"),
            menu: MenuPlace::of(fields.get("menu")),
        };
        if let Some(kind) = kind {
            standing::check(ask, id, &entry, kind, fields);
        }
        audience::check(ask, id, &entry.audience);
        entry
    }
}

/// Returns the year that fields are about: that of an honour is not the one in which its page appeared.
pub(super) fn year(fields: &Value) -> String {
    match fields.get("year") {
        Value::Int(year) => year.to_string(),
        _ => fields.get("date").text().and_then(|date| date.get(..4)).unwrap_or_default().to_owned(),
    }
}

/// Returns the fields of a page that hold items of another kind.
fn items(kind: &Kind, fields: &Value) -> Vec<(Arc<str>, Arc<str>)> {
    let like = |name: &str| kind.fields.find(name).and_then(|spec| spec.like.as_deref());
    let held = fields.entries().iter().filter_map(|(name, _)| Some((like(name)?.into(), Arc::clone(name))));
    held.collect()
}

/// Returns the terms of a page for each taxonomy of the settings.
fn terms(ask: &mut Ask<'_>, id: &PageId, record: &Record) -> Vec<(Arc<str>, Vec<Arc<str>>)> {
    let (taxonomies, schema) = (setting(ask, "taxonomies"), ask.get(&Kinds));
    let mut found = Vec::new();
    for (name, taxonomy) in taxonomies.entries() {
        let field = field_of(name, taxonomy);
        let mut kinds = taxonomy.get("kinds").iter().filter_map(Value::text).peekable();
        if kinds.peek().is_some() && !kinds.any(|kind| *kind == *record.kind) {
            continue;
        }
        let spec = schema.kind(&record.kind).and_then(|kind| kind.field(field));
        if spec.is_some_and(is_reference) {
            continue; // what it refers to is known once all pages are
        }
        let is_date = spec.is_some_and(|spec| spec.is_date());
        let term = |value: &Value| match term_text(value) {
            Some(date) if is_date => date.get(..4).map(Arc::from),
            other => other,
        };
        let mut terms: Vec<Arc<str>> = record.fields.at(field).iter().filter_map(term).collect();
        if let Some(vocabulary) = Vocabulary::of(taxonomy) {
            terms =
                vocabulary.settle(ask, (id, field), (taxonomy.get("label").text().unwrap_or(name), terms));
        }
        if !terms.is_empty() {
            found.push((name.clone(), terms));
        }
    }
    found
}

/// Tells whether fields that readers do not see name files, or texts that may.
fn hides_files(group: &Group, fields: &Value) -> bool {
    group.specs.iter().filter(|spec| spec.holds_hidden()).any(|spec| {
        fields.get(&spec.name).iter().any(|value| match (spec.kind.innermost(), value) {
            (FieldType::Group, value) => hides_files(&spec.fields, value),
            (FieldType::File | FieldType::Image | FieldType::Inline | FieldType::Markdown, _) => true,
            (FieldType::Url, Value::Text(text)) => !is_external(text),
            _ => false,
        })
    })
}

fn term_text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// Collects the references in the fields of a page, groups and lists included.
pub(super) fn collect_refs(group: &Group, fields: &Value, prefix: &str, refs: &mut Vec<Ref>) {
    for (name, value) in fields.entries() {
        if let Some(spec) = group.find(name) {
            let path = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
            refs_of(spec, &spec.kind, value, path, refs);
        }
    }
}

fn refs_of(spec: &FieldSpec, kind: &FieldType, value: &Value, path: String, refs: &mut Vec<Ref>) {
    match (kind, value) {
        (FieldType::Ref(kinds), Value::Text(text)) => {
            refs.push(Ref {
                field: path.into(),
                kinds: kinds.clone(),
                loose: spec.loose,
                text: text.clone(),
            });
        }
        (FieldType::List(item), Value::List(values)) => {
            for (index, value) in values.iter().enumerate() {
                refs_of(spec, item, value, format!("{path}[{index}]"), refs);
            }
        }
        (FieldType::Group, value) => collect_refs(&spec.fields, value, &path, refs),
        _ => {}
    }
}

/// Returns the address of a page.
fn address(id: &PageId, record: &Record, kind: Option<&Kind>, ask: &mut Ask<'_>) -> String {
    if id.as_str() == "_index" {
        return "/index.html".into();
    }
    if let Some(mark) = id.mark().filter(|_| id.is_section() && id.section().is_empty()) {
        return format!("/{}/index.html", mark.to_lowercase());
    }
    let above = ask.get(&EntryOf(PageId::of_section(id.section())));
    let directory = if id.section().is_empty() { "/" } else { above.directory() };
    let slug = slug_of(id, record, ask);
    if id.is_section() {
        return format!("{directory}{slug}/index.html");
    }
    let default = if id.is_bundle() { "{section}/{slug}/index" } else { "{section}/{slug}" };
    let pattern =
        kind.map(|kind| kind.address.as_str()).filter(|pattern| !pattern.is_empty()).unwrap_or(default);
    let pattern = if id.is_bundle() && pattern == "{section}/{slug}" { default } else { pattern };
    let filled = fill(pattern, |word| match word {
        "section" => directory.trim_matches('/').to_owned(),
        "slug" => slug.clone(),
        word => address_word(word, record, &slug, ask),
    });
    format!("/{}.html", filled.trim_end_matches(".html"))
}

/// Returns a pattern of addresses with its words in braces filled in; pieces that come out empty are left out.
fn fill(pattern: &str, mut value: impl FnMut(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, opened)) = rest.split_once('{')
        && let Some((word, after)) = opened.split_once('}')
    {
        filled.push_str(before);
        filled.push_str(&value(word));
        rest = after;
    }
    filled.push_str(rest);
    let pieces: Vec<&str> = filled.split('/').filter(|piece| !piece.is_empty()).collect();
    pieces.join("/")
}

/// Returns what a word other than section and slug means in the address of a page: a part of its date, or one of its fields.
fn address_word(word: &str, record: &Record, slug: &str, ask: &mut Ask<'_>) -> String {
    let date = record.text("date");
    match word {
        "id" => record.fields.get("id").text().unwrap_or(slug).to_owned(),
        "kind" => record.kind.to_string(),
        "year" => date.get(..4).unwrap_or("0000").to_owned(),
        "month" => date.get(5..7).unwrap_or("00").to_owned(),
        "day" => date.get(8..10).unwrap_or("00").to_owned(),
        "part" => record.fields.get("part").int().map(|part| format!("{part:02}")).unwrap_or_default(),
        field => match record.fields.at(field) {
            Value::Text(text) => slug::slug(text, &ask.get(&Readings)),
            Value::Int(number) => number.to_string(),
            _ => String::new(),
        },
    }
}

/// Returns the last piece of a page's address: its `slug`, else its file name if that is ASCII, else pinyin of its title.
fn slug_of(id: &PageId, record: &Record, ask: &mut Ask<'_>) -> String {
    let written = record.text("slug");
    if !written.is_empty() {
        if !slug::is_slug(written) {
            let place = Place::field(&id.source(), "slug");
            let overrides = ask.get(&Readings);
            let suggestion = slug::slug(written, &overrides);
            ask.report(
                Diagnostic::new("bad-slug").at(place).arg("slug", written).arg("suggestion", suggestion),
            );
        }
        return written.to_ascii_lowercase();
    }
    let name = if id.is_section() || id.is_bundle() {
        let folder = id.source_folder();
        folder.rsplit_once('/').map_or(folder, |(_, name)| name)
    } else {
        id.stem()
    };
    let plain = name.to_ascii_lowercase();
    if slug::is_slug(&plain) {
        return plain;
    }
    let title = record.text("title");
    // A row whose title an earlier row has is called like it, with a number.
    let numbered = name.strip_prefix(title).is_some_and(|rest| rest.starts_with('-'));
    let own = title.is_empty() || name.is_ascii() || id.is_section() || numbered;
    let source = if own { name } else { title };
    slug::slug(source, &ask.get(&Readings))
}

/// Asks for the site's own readings, for slugs and orders.
#[derive(Debug, Serialize, Deserialize)]
pub struct Readings;

impl Query for Readings {
    const NAME: &'static str = "Readings";
    type Answer = Overrides;

    fn run(&self, ask: &mut Ask<'_>) -> Overrides {
        let words = setting(ask, "readings");
        let pairs = words.entries().iter();
        let pairs = pairs.filter_map(|(word, reading)| Some((word.to_string(), reading.text()?.to_owned())));
        // Faulty readings are reported where the settings are read.
        Overrides::new(pairs.collect::<Vec<_>>()).0
    }
}
