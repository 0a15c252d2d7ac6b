//! What the search knows of a page: the words of its fields and of its body.

use serde::{Deserialize, Serialize};

use crate::base::Value;
use crate::catalog::body::field_text;
use crate::catalog::entry::Readings;
use crate::catalog::links::encode_percent;
use crate::catalog::record::language_of;
use crate::catalog::sources::setting;
use crate::catalog::{BodyOf, EntryOf, Kinds, LabelOf, Languages, RecordOf, Refs};
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::engine::{Again, Ask, Query};
use crate::markdown::Heading;
use crate::schema::{FieldSpec, FieldType};
use crate::search::{Document, Script, pinyin};

/// Fields that readers of the page do not see.
const UNSEEN: &[&str] = &[
    "id",
    "kind",
    "slug",
    "aliases",
    "template",
    "language",
    "extra",
    "menu",
    "secrecy",
    "also_in",
    "shown_to",
    "sensitivity",
    "evidence",
    "glossary",
    "search",
    "draft",
    "pin",
    "order",
    "superseded_by",
    "related",
    "quoted_figures",
    "source_url",
    "part",
    "series",
    "link",
    "logo",
    "src",
    "waivers",
    "faces",
    "print",
    "letterhead",
    "column_type",
    "label_pattern",
    "entries_from",
];

/// Fields of kinds that tell how their pages are made; a site's own kinds may show fields of these names.
const UNSEEN_OF: &[(&str, &str)] = &[
    ("section", "pages"),
    ("section", "keywords"),
    ("series", "parts"),
    ("series", "ordinal"),
    ("compendium", "sort"),
];

/// A choice that pages do not name: a number that says nothing else is exact.
const UNSAID: (&str, &str) = ("approx", "exact");

/// Fields whose words are names of the page.
const NAMES: &[&str] = &["title", "subtitle", "kicker", "brand", "unit", "name", "aka", "slogan"];

/// Asks what the search knows of a page.
///
/// It is not kept on the disk: a build after an edit needs those of the hundred pages that share a file of texts, and should
/// not have to read those of all.
#[derive(Debug, Serialize, Deserialize)]
pub struct SearchDoc(pub PageId);

impl Query for SearchDoc {
    const NAME: &'static str = "SearchDoc";
    const AGAIN: Again = Again::WhenAsked;
    type Answer = Document;

    fn run(&self, ask: &mut Ask<'_>) -> Document {
        let id = &self.0;
        let mut document = (*ask.get(&SearchCard(id.clone()))).clone();
        if document.url.is_empty() {
            return document;
        }
        let record = ask.get(&RecordOf(id.clone()));
        let language = language_of(ask, id);
        let without = without(ask);
        let mut gathered = Gathered { ask, id, language, without, names: Vec::new(), lines: Vec::new() };
        gathered.all(&record.kind, &record.fields);
        let Gathered { names, lines, .. } = gathered;
        let lines_of = |text: &String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        document.names = names.iter().flat_map(lines_of).filter(|line| !line.is_empty()).collect();
        let body = ask.get(&BodyOf(id.clone()));
        document.fields = lines.join("\n");
        document.text.clone_from(&body.plain);
        headings(&body.outline, &mut document.headings);
        if document.script == Script::Letters {
            let overrides = ask.get(&Readings);
            let read = document.names.iter().chain(&document.headings);
            document.readings = read.map(|name| pinyin::reading(name, &overrides)).collect();
        }
        document
    }
}

/// Asks what a result shows of a page, and what it can be narrowed by: all but its texts. Empty if it is not to be found.
#[derive(Debug, Serialize, Deserialize)]
pub struct SearchCard(pub PageId);

impl Query for SearchCard {
    const NAME: &'static str = "SearchCard";
    const AGAIN: Again = Again::WhenAsked;
    type Answer = Document;

    fn run(&self, ask: &mut Ask<'_>) -> Document {
        let record = ask.get(&RecordOf(self.0.clone()));
        match record.fields.get("search").bool() {
            Some(false) => Document::default(),
            _ => about(ask, &self.0),
        }
    }
}

/// Returns the fields that the settings leave out of the search.
fn without(ask: &mut Ask<'_>) -> Vec<String> {
    let listed = setting(ask, "search");
    listed.get("without").iter().filter_map(Value::text).map(str::to_owned).collect()
}

/// Returns what a result shows of a page, and what it can be narrowed by.
fn about(ask: &mut Ask<'_>, id: &PageId) -> Document {
    let record = ask.get(&RecordOf(id.clone()));
    let entry = ask.get(&EntryOf(id.clone()));
    let language = language_of(ask, id);
    let lang = if language.starts_with("zh") { Lang::Zh } else { Lang::En };
    let schema = ask.get(&Kinds);
    let kind = schema.kind(&record.kind).map(|kind| kind.label.get(lang).to_owned()).unwrap_or_default();
    let unit = ask
        .get(&Refs(id.clone()))
        .iter()
        .find(|target| target.field == "unit")
        .map(|target| target.page.clone());
    let unit = unit.map(|unit| title(ask, &unit)).unwrap_or_default();
    let level = match record.text("level") {
        "" => String::new(),
        level => label(ask, &record.kind, "level", level, &language),
    };
    let section =
        if id.is_section() { String::new() } else { title(ask, &PageId::of_section(&entry.section)) };
    let tags = record.fields.get("tags").iter().filter_map(Value::text).map(str::to_owned).collect();
    Document {
        script: script_of(ask, &entry.language),
        url: encode_percent(entry.output()),
        title: record.text("title").to_owned(),
        section,
        date: entry.date.to_string(),
        kind,
        unit,
        level,
        tags,
        ..Document::default()
    }
}

/// Returns how the index of a language is searched; the empty one is that of the site.
pub fn script_of(ask: &mut Ask<'_>, language: &str) -> Script {
    match language {
        "" => Script::of(&ask.get(&Languages).main),
        own => Script::of(own),
    }
}

fn title(ask: &mut Ask<'_>, id: &PageId) -> String {
    ask.get(&RecordOf(id.clone())).text("title").to_owned()
}

fn label(ask: &mut Ask<'_>, kind: &str, field: &str, value: &str, language: &str) -> String {
    let question = LabelOf {
        kind: kind.into(),
        field: field.into(),
        value: Some(value.into()),
        language: language.into(),
    };
    ask.get(&question).as_ref().clone().unwrap_or_else(|| value.to_owned())
}

fn headings(outline: &[Heading], found: &mut Vec<String>) {
    for heading in outline {
        found.push(heading.text.clone());
        headings(&heading.children, found);
    }
}

/// Words of a page's fields, while they are gathered.
struct Gathered<'a, 'e> {
    ask: &'a mut Ask<'e>,
    id: &'a PageId,
    language: String,
    without: Vec<String>,
    names: Vec<String>,
    lines: Vec<String>,
}

impl Gathered<'_, '_> {
    fn all(&mut self, kind: &str, fields: &Value) {
        let schema = self.ask.get(&Kinds);
        let Some(of_kind) = schema.kind(kind) else { return };
        for spec in of_kind.fields.specs.iter() {
            let before = self.lines.len();
            self.field(kind, spec, &spec.kind, fields.get(&spec.name), &spec.name);
            if NAMES.contains(&&*spec.name) {
                self.names.extend(self.lines.drain(before..));
            }
        }
    }

    /// Adds the words of a field; `path` is that of references, `spec.name` at the top.
    fn field(&mut self, kind: &str, spec: &FieldSpec, of: &FieldType, value: &Value, path: &str) {
        let unseen = spec.hidden || UNSEEN.contains(&&*spec.name) || UNSEEN_OF.contains(&(kind, &*spec.name));
        if unseen || self.without.iter().any(|name| *name == *spec.name) {
            return;
        }
        match (of, value) {
            (FieldType::List(item), Value::List(items)) => {
                for (at, value) in items.iter().enumerate() {
                    self.field(kind, spec, item, value, &format!("{path}[{at}]"));
                }
            }
            (FieldType::Group, value) => {
                for below in spec.fields.specs.iter() {
                    let path = format!("{path}.{}", below.name);
                    self.field(kind, below, &below.kind, value.get(&below.name), &path);
                }
            }
            (FieldType::Ref(_), Value::Text(text)) => {
                let target = self
                    .ask
                    .get(&Refs(self.id.clone()))
                    .iter()
                    .find(|one| one.field == path)
                    .map(|one| one.page.clone());
                let words = target.map(|page| title(self.ask, &page)).unwrap_or_else(|| text.to_string());
                self.lines.push(words);
            }
            (FieldType::Enum, Value::Text(text)) if (&*spec.name, &**text) != UNSAID => {
                let field = path.replace(|c: char| c == '[' || c == ']' || c.is_ascii_digit(), "");
                let words = label(self.ask, kind, &field, text, &self.language);
                self.lines.push(words);
            }
            (FieldType::Markdown | FieldType::Inline, Value::Text(text)) => {
                self.lines.push(field_text(self.ask, self.id, text));
            }
            (FieldType::Text, Value::Text(text)) => self.lines.push(text.to_string()),
            (FieldType::Int | FieldType::Decimal, Value::Int(number)) => self.lines.push(number.to_string()),
            (FieldType::Decimal, Value::Decimal(number)) => self.lines.push(number.to_string()),
            _ => {}
        }
    }
}
