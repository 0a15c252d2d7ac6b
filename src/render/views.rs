//! What templates can see of a page: the card that lists show, and the full record.
//!
//! A view never holds a body and never embeds another page: a reference is the id of its target, to be asked for with `get()`.
//! So no body edit can reach another page through a view.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::Value as TeraValue;
use tera::value::Key;

pub use super::value::View;
use super::value::{map, to_tera};
use crate::base::Value;
use crate::catalog::body;
use crate::catalog::languages::{Tongue, home_url};
use crate::catalog::meant::row_called;
use crate::catalog::pictures::{self, Shown};
use crate::catalog::{BodyOf, EntryOf, Kinds, Languages, RecordOf, Refs, Settings, StateOf, links};
use crate::config;
use crate::content::ids::PageId;
use crate::diag::Place;
use crate::engine::{Ask, Keep, Query};
use crate::markdown::Piece;
use crate::schema::{FieldSpec, FieldType};
use crate::theme::Options;

/// Asks for what every template may know of the site in a declared language (empty if there is none): its identity. A change renders
/// every page again.
#[derive(Debug, Serialize, Deserialize)]
pub struct SiteView(pub Arc<str>);

impl Query for SiteView {
    const NAME: &'static str = "SiteView";
    type Answer = View;

    fn run(&self, ask: &mut Ask<'_>) -> View {
        let settings = ask.get(&Settings);
        let written = settings.get("site");
        let declared = ask.get(&SiteFields);
        let own = self.own(settings.get("languages"));
        let value =
            |name: &str| Some(own.get(name)).filter(|own| !own.is_null()).unwrap_or(written.get(name));
        let mut site: Vec<(Key<'static>, TeraValue)> =
            declared.iter().map(|name| (Key::String(name.clone()), to_tera(value(name)))).collect();
        if value("title").is_null() {
            let tongues = ask.get(&Languages);
            let home = tongues.tongue(&self.0).map_or_else(|| PageId::new("_index"), Tongue::home);
            let home = ask.get(&RecordOf(home));
            site.retain(|(name, _)| name.as_str() != Some("title"));
            site.push((Key::Str("title"), TeraValue::from(home.text("title"))));
        }
        site.push((Key::Str("profile"), to_tera(settings.get("profile"))));
        site.push((Key::Str("theme_options"), to_tera(&ask.get(&Options))));
        // The menu of the settings is in the default language; the others have their own, or list their sections.
        let main = own.is_null() || own.get("code") == settings.get("languages").at("0.code");
        let menu = if main && own.get("menu").is_null() { settings.get("menu") } else { own.get("menu") };
        site.push((Key::Str("menu"), to_tera(menu)));
        site.push((Key::Str("home"), TeraValue::from(&*home_url(ask, &self.0))));
        View(map(site))
    }
}

/// Asks for the names of the settings that templates see as `site`. The next build does not read the declaration of all settings
/// for them: that took a quarter of the time of an edit.
#[derive(Debug, Serialize, Deserialize)]
pub struct SiteFields;

impl Query for SiteFields {
    const NAME: &'static str = "SiteFields";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Arc<str>>;

    fn run(&self, _: &mut Ask<'_>) -> Vec<Arc<str>> {
        let site = config::kind().field("site");
        site.map(|site| site.fields.specs.iter().map(|spec| spec.name.clone()).collect()).unwrap_or_default()
    }
}

impl SiteView {
    /// Returns what the settings say of the site in this language.
    fn own<'s>(&self, languages: &'s Value) -> &'s Value {
        let own = languages.iter().find(|one| one.get("code").text() == Some(&*self.0));
        own.unwrap_or(&Value::Null)
    }
}

/// Asks for the card of a page: the fields its kind shows in lists.
#[derive(Debug, Serialize, Deserialize)]
pub struct Card(pub PageId);

impl Query for Card {
    const NAME: &'static str = "Card";
    type Answer = View;

    fn run(&self, ask: &mut Ask<'_>) -> View {
        fields(ask, &self.0, |spec| spec.card).map(|fields| View(map(fields))).unwrap_or_default()
    }
}

/// Asks for the full view of a page, without its body. A page's own output makes its view itself, with [`full`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Full(pub PageId);

impl Query for Full {
    const NAME: &'static str = "Full";
    type Answer = View;

    fn run(&self, ask: &mut Ask<'_>) -> View {
        full(ask, &self.0).map(|fields| View(map(fields))).unwrap_or_default()
    }
}

/// Values of a view by their names, in the order in which templates see them; of two with one name the later one is seen.
pub type Fields = Vec<(Key<'static>, TeraValue)>;

/// Returns all that templates can see of a page but its body; `None` if there is no such page.
pub fn full(ask: &mut Ask<'_>, id: &PageId) -> Option<Fields> {
    fields(ask, id, |_| true)
}

/// Asks for the start of a page's body, as plain text.
#[derive(Debug, Serialize, Deserialize)]
pub struct BodySummary(pub PageId);

impl Query for BodySummary {
    const NAME: &'static str = "BodySummary";
    const KEEP: Keep = Keep::Disk;
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        ask.get(&BodyOf(self.0.clone())).summary.clone()
    }
}

/// Values of a view that are no fields: what a page has by its place and its kind, and what its body adds.
const DERIVED: usize = 6 + 4;

/// Returns the name of a field as a key that shares its text.
fn key(spec: &FieldSpec) -> Key<'static> {
    Key::String(spec.name.clone())
}

/// Builds a view from the fields that `shows` admits, plus what every view has.
fn fields(ask: &mut Ask<'_>, id: &PageId, shows: impl Fn(&FieldSpec) -> bool) -> Option<Fields> {
    let record = ask.get(&RecordOf(id.clone()));
    let schema = ask.get(&Kinds);
    let kind = schema.kind(&record.kind).filter(|_| record.exists)?;
    let entry = ask.get(&EntryOf(id.clone()));
    let targets = if entry.refs.is_empty() { BTreeMap::new() } else { targets(ask, id) };
    let mut builder = Builder { ask, id, targets };
    let mut fields = Fields::with_capacity(kind.fields.specs.len() + DERIVED);
    let identity = [
        ("id", id.as_str()),
        ("kind", &*kind.name),
        ("kind_label", &*kind.label.zh),
        ("kind_label_en", &*kind.label.en),
        ("url", &*entry.url),
        ("section", &*entry.section),
    ];
    fields.extend(identity.map(|(name, value)| (Key::Str(name), TeraValue::from(value))));
    // `id` and `kind` as written say less than the page's own.
    let shown = |spec: &FieldSpec| shows(spec) && !matches!(&*spec.name, "id" | "kind");
    let mut written = record.fields.entries().iter().peekable();
    for spec in kind.fields.specs.iter() {
        // A record has its fields in the order of the kind, only fewer.
        let value = written.next_if(|(name, _)| *name == spec.name).map_or(&Value::Null, |(_, value)| value);
        if shown(spec) {
            fields.push((key(spec), builder.field(spec, &spec.kind, value, &spec.name)));
        }
    }
    debug_assert!(written.next().is_none(), "a record has the fields of its kind, in their order");
    // A history reaches its states by themselves: readers see the one of today.
    if entry.phases.len() > 1
        && let Some(state) = value_of(&mut fields, &entry.state_field)
    {
        *state = TeraValue::from(&**builder.ask.get(&StateOf(id.clone())));
    }
    if let Some(value) = value_of(&mut fields, "summary").filter(|value| value.is_none()) {
        let summary = builder.ask.get(&BodySummary(id.clone()));
        *value = if summary.is_empty() { TeraValue::none() } else { TeraValue::from(summary.as_str()) };
    }
    Some(fields)
}

/// Returns the value of a view that has this name.
fn value_of<'v>(fields: &'v mut Fields, name: &str) -> Option<&'v mut TeraValue> {
    fields.iter_mut().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// Returns the targets of a page's references by field path.
fn targets(ask: &mut Ask<'_>, id: &PageId) -> BTreeMap<String, PageId> {
    ask.get(&Refs(id.clone())).iter().map(|target| (target.field.clone(), target.page.clone())).collect()
}

struct Builder<'a, 'e> {
    ask: &'a mut Ask<'e>,
    id: &'a PageId,
    targets: BTreeMap<String, PageId>,
}

impl Builder<'_, '_> {
    /// Returns a field's value as templates see it: references as ids, Markdown as HTML, files as addresses.
    fn field(&mut self, spec: &FieldSpec, kind: &FieldType, value: &Value, path: &str) -> TeraValue {
        match (kind, value) {
            (_, Value::Null) => TeraValue::none(),
            _ if spec.hidden => TeraValue::none(),
            (FieldType::Ref(_), value) => match self.targets.get(path) {
                Some(page) => TeraValue::from(page.as_str()),
                None if spec.loose => TeraValue::from(loose_words(self.ask, value).as_str()),
                None => to_tera(value),
            },
            (FieldType::Markdown | FieldType::Inline, Value::Text(text)) => {
                TeraValue::safe_string(&self.markdown(text, path, kind))
            }
            (FieldType::Image, Value::Text(text)) => self.image(text, path),
            // Old addresses lead nowhere by their nature.
            (FieldType::Url, value) if &*spec.name == "aliases" => to_tera(value),
            (FieldType::File | FieldType::Url, Value::Text(text)) => {
                TeraValue::from(self.file(text, path).as_str())
            }
            (FieldType::Group, value) => map(spec.fields.specs.iter().map(|spec| {
                let below = format!("{path}.{}", spec.name);
                (key(spec), self.field(spec, &spec.kind, value.get(&spec.name), &below))
            })),
            (FieldType::List(item), value) if is_plain(item) => to_tera(value),
            (FieldType::List(item), Value::List(items)) => {
                let items = items.iter().enumerate();
                items
                    .map(|(at, value)| self.field(spec, item, value, &format!("{path}[{at}]")))
                    .collect::<Vec<_>>()
                    .into()
            }
            (_, value) => to_tera(value),
        }
    }

    fn markdown(&mut self, text: &str, path: &str, kind: &FieldType) -> String {
        let body = body::render_field(self.ask, self.id, path, text);
        let html: String = body
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Html(html) => html.as_str(),
                Piece::Directive(_) => "",
            })
            .collect();
        let html = html.trim();
        match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
            Some(inner) if *kind == FieldType::Inline && !inner.contains("<p>") => inner.into(),
            _ => html.into(),
        }
    }

    fn image(&mut self, written: &str, path: &str) -> TeraValue {
        let answer = self.resolve(written, path);
        let shown = answer.file.as_ref().map(|file| pictures::shown(self.ask, file)).unwrap_or_default();
        if let Some(problem) = shown.problem.as_ref().filter(|_| answer.problem.is_none()) {
            let place = Place::field(&self.id.source(), path);
            self.ask.report(links::diagnostic(problem, written, place));
        }
        image_value(&links::address(&answer), &shown)
    }

    fn file(&mut self, written: &str, path: &str) -> String {
        links::address(&self.resolve(written, path))
    }

    fn resolve(&mut self, written: &str, path: &str) -> links::Link {
        let answer = links::link(self.ask, self.id, written);
        if let Some(problem) = &answer.problem {
            let place = Place::field(&self.id.source(), path);
            self.ask.report(links::diagnostic(problem, written, place));
        }
        answer
    }
}

/// Tells whether values of a type are shown as they are written.
fn is_plain(kind: &FieldType) -> bool {
    use FieldType::{File, Group, Image, Inline, List, Markdown, Ref, Url};
    !matches!(kind, Ref(_) | Markdown | Inline | Image | File | Url | Group | List(_))
}

/// Returns what is shown of a reference without a page that may be a name: the name, or what people call the row it means.
pub(super) fn loose_words(ask: &mut Ask<'_>, value: &Value) -> String {
    let text = value.text().unwrap_or_default();
    row_called(ask, text).map_or_else(|| text.to_owned(), |row| row.words)
}

/// Returns an image as templates see it.
fn image_value(src: &str, shown: &Shown) -> TeraValue {
    let side = |side: Option<u32>| side.map_or_else(TeraValue::none, TeraValue::from);
    let set = shown.set.clone().unwrap_or_default();
    map([
        ("src", TeraValue::from(src)),
        ("width", side(shown.size.map(|size| size.0))),
        ("height", side(shown.size.map(|size| size.1))),
        ("shown", TeraValue::from(shown.src.as_deref().unwrap_or(src))),
        ("srcset", TeraValue::from(&*set.own)),
        ("webp", TeraValue::from(&*set.in_webp)),
        ("sizes", TeraValue::from(&*set.sizes)),
        ("small", TeraValue::from(&*set.small)),
    ])
}
