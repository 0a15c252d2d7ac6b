//! What the search knows of a page: the words of its fields and of its body.

use serde::{Deserialize, Serialize};

use crate::base::Value;
use crate::catalog::body::field_text;
use crate::catalog::entry::Readings;
use crate::catalog::links::encode_percent;
use crate::catalog::record::language_of;
use crate::catalog::{BodyOf, EntryOf, Kinds, LabelOf, RecordOf, Refs};
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::engine::{Ask, Keep, Query};
use crate::markdown::Heading;
use crate::schema::{FieldSpec, FieldType};
use crate::search::{Document, pinyin};

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
];

/// Fields whose words are names of the page.
const NAMES: &[&str] = &["title", "subtitle", "kicker", "brand", "unit", "name", "aka", "slogan"];

/// Asks what the search knows of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct SearchDoc(pub PageId);

impl Query for SearchDoc {
    const NAME: &'static str = "SearchDoc";
    const KEEP: Keep = Keep::Disk;
    type Answer = Document;

    fn run(&self, ask: &mut Ask<'_>) -> Document {
        let id = &self.0;
        let record = ask.get(&RecordOf(id.clone()));
        if record.fields.get("search").bool() == Some(false) {
            return Document::default();
        }
        let language = language_of(ask, id);
        let mut gathered = Gathered { ask, id, language, names: Vec::new(), lines: Vec::new() };
        gathered.all(&record.kind, &record.fields);
        let Gathered { names, lines, .. } = gathered;
        let mut document = about(ask, id);
        document.names = names;
        let body = ask.get(&BodyOf(id.clone()));
        document.text = lines.join("\n");
        document.text.push('\n');
        document.text.push_str(&body.plain);
        headings(&body.outline, &mut document.headings);
        let overrides = ask.get(&Readings);
        let read = document.names.iter().chain(&document.headings);
        document.readings = read.map(|name| pinyin::reading(name, &overrides)).collect();
        document
    }
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
        if UNSEEN.contains(&&*spec.name) {
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
            (FieldType::Enum, Value::Text(text)) => {
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
