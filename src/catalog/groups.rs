//! Lists cut into groups: by year, month, kind, first letter, by what a field says or whom it refers to.
//!
//! *Incremental:* the list is one node, the groups are another: who asks for the newest of each group is rendered again only if one
//! of these changes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::EntryOf;
use super::entry::Readings;
use super::names::Refs;
use super::record::RecordOf;
use super::select::Select;
use super::sort::{FieldKey, Method, field_key};
use super::sources::Kinds;
use crate::base::Value;
use crate::chinese::{Overrides, slug};
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};
use crate::schema::{FieldSpec, FieldType};

/// By what a list is cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupBy {
    /// By the year that pages are about, the last one first.
    Year,
    /// By the month of their date, the last one first.
    Month,
    /// By kind, in the order asked for.
    Kind,
    /// By the first letter of the title's reading.
    Letter,
    /// By a field: choices as declared, all else like titles.
    Field(String),
    /// By the page that a field refers to, in the order of titles.
    Reference(String),
}

/// Asks for a list in groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouped {
    /// The list; its limit and offset hold within each group.
    pub select: Select,
    /// By what.
    pub by: GroupBy,
}

/// One group of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What its pages have in common: a year, a month, a letter, a value, the id of a page; empty for those without any.
    pub key: String,
    /// Its pages, as many as asked for.
    pub ids: Vec<PageId>,
    /// How many there are.
    pub total: usize,
}

/// Places of groups: those without a key come last.
type Place = (bool, Reverse<String>, Option<FieldKey>, String);

impl Query for Grouped {
    const NAME: &'static str = "Grouped";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Group>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Group> {
        let Select { limit, offset, .. } = self.select;
        let ids = ask.get(&Select { limit: 0, offset: 0, ..self.select.clone() });
        let overrides = ask.get(&Readings);
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for id in ids.iter() {
            for key in self.keys(ask, id, &overrides) {
                let group = groups.entry(key.clone()).or_insert_with(|| Group { key, ..Group::default() });
                group.total += 1;
                if group.total > offset && (limit == 0 || group.ids.len() < limit) {
                    group.ids.push(id.clone());
                }
            }
        }
        let mut groups: Vec<Group> = groups.into_values().filter(|group| !group.ids.is_empty()).collect();
        groups.sort_by_cached_key(|group| self.place(ask, &group.key, &overrides));
        groups
    }
}

impl Grouped {
    /// Returns the keys of the groups that a page belongs to: at least one, which may be empty.
    fn keys(&self, ask: &mut Ask<'_>, id: &PageId, overrides: &Overrides) -> Vec<String> {
        let mut keys = match &self.by {
            GroupBy::Year => vec![ask.get(&EntryOf(id.clone())).year.to_string()],
            GroupBy::Month => {
                vec![ask.get(&EntryOf(id.clone())).date.get(..7).unwrap_or_default().to_owned()]
            }
            GroupBy::Kind => vec![ask.get(&EntryOf(id.clone())).kind.to_string()],
            GroupBy::Letter => vec![letter(ask.get(&RecordOf(id.clone())).text("title"), overrides)],
            GroupBy::Field(name) => {
                ask.get(&RecordOf(id.clone())).fields.at(name).iter().filter_map(words).collect()
            }
            GroupBy::Reference(name) => {
                let within = format!("{name}[");
                let targets = ask.get(&Refs(id.clone()));
                let meant = targets.iter().filter(|one| one.field == *name || one.field.starts_with(&within));
                meant.map(|one| one.page.to_string()).collect()
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        keys.retain(|key| seen.insert(key.clone()));
        if keys.is_empty() { vec![String::new()] } else { keys }
    }

    /// Returns where a group stands among the others.
    fn place(&self, ask: &mut Ask<'_>, key: &str, overrides: &Overrides) -> Place {
        let order = |spec: Option<&FieldSpec>, text: &str| {
            let number = text.parse().map(Value::Int);
            let value = number.unwrap_or_else(|_| Value::Text(text.into()));
            Some(field_key(spec, &value, (Method::default(), overrides)))
        };
        let (falling, rising) = match &self.by {
            GroupBy::Year | GroupBy::Month => (key, None),
            GroupBy::Letter => ("", None),
            GroupBy::Kind => {
                let at = self.select.kinds.iter().position(|kind| kind == key).unwrap_or_default();
                ("", order(None, &at.to_string()))
            }
            GroupBy::Field(name) => {
                let schema = ask.get(&Kinds);
                ("", order(schema.kinds().find_map(|kind| kind.field(name)), key))
            }
            GroupBy::Reference(_) => {
                let record = ask.get(&RecordOf(PageId::new(key)));
                ("", order(None, record.text("title")))
            }
        };
        (key.is_empty() || key == OTHER, Reverse(falling.to_owned()), rising, key.to_owned())
    }
}

/// Key of the titles that begin with no letter.
const OTHER: &str = "#";

/// Returns the letter that a title is found under.
fn letter(title: &str, overrides: &Overrides) -> String {
    let first = slug::slug(title, overrides).chars().next().filter(char::is_ascii_alphabetic);
    first.map_or_else(|| OTHER.to_owned(), |first| first.to_ascii_uppercase().to_string())
}

/// Returns a value as a key.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Tells whether a field refers to pages.
pub fn is_reference(spec: &FieldSpec) -> bool {
    matches!(spec.kind.innermost(), FieldType::Ref(_))
}
