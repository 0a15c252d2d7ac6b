//! Rows of a data file on demand: what the template function `rows(…)` answers.
//!
//! *Incremental:* equal arguments are one node. The answer holds the rows themselves, so a row that changed reaches only those who
//! got it, and a row that came only those whose conditions it meets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Data, kind_of};
use crate::base::Value;
use crate::catalog::entry::Readings;
use crate::catalog::select::has_value;
use crate::catalog::sort::{FieldKey, Method, Written, field_key};
use crate::catalog::sources::{Kinds, setting};
use crate::chinese::Overrides;
use crate::content::ids::PageId;
use crate::diag::did_you_mean;
use crate::engine::{Ask, Keep, Query};
use crate::schema::{FieldSpec, FieldType, Kind};

/// Asks for rows of a data file. Every condition must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// Name of the file.
    pub name: String,
    /// With this field having this text, number or truth.
    pub with: Vec<(String, String)>,
    /// By this field, a minus for falling order, a way of ordering texts behind it; as in the file if empty.
    pub sort: String,
    /// In groups by this field; in one list if empty.
    pub group_by: String,
    /// At most so many; all if 0.
    pub limit: usize,
    /// Without the first so many.
    pub offset: usize,
}

/// Asks for the numbers of rows by what they have in a field: every unit's page asks for its own rows, and none of them should
/// have to look at all.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowGroups {
    name: String,
    field: String,
}

impl Query for RowGroups {
    const NAME: &'static str = "RowGroups";
    type Answer = BTreeMap<String, Vec<u32>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let data = ask.get(&Data(self.name.clone()));
        let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
        let mut groups = Self::Answer::new();
        for (number, row) in (0..).zip(rows) {
            for words in row.at(&self.field).iter().filter_map(words_of) {
                let numbers = groups.entry(words).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        groups
    }
}

/// Returns a value as a condition would name it.
fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Rows, or why there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The rows in order.
    pub rows: Vec<Value>,
    /// The rows in groups instead, if that was asked for.
    pub groups: Vec<RowGroup>,
    /// The kind of the rows; empty if the file has none.
    pub kind: String,
    /// What is wrong with the question, for the template's author.
    pub problem: Option<String>,
}

/// Rows that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowGroup {
    /// What it is: the value of the field, as a condition would name it; empty for those without.
    pub key: String,
    /// The rows in order, as many as asked for.
    pub rows: Vec<Value>,
    /// How many there are.
    pub total: usize,
}

impl Query for Rows {
    const NAME: &'static str = "Rows";
    const KEEP: Keep = Keep::Disk;
    type Answer = Found;

    fn run(&self, ask: &mut Ask<'_>) -> Found {
        let name = &self.name;
        let data = ask.get(&Data(name.clone()));
        let Some(value) = data.as_ref() else { return problem(format!("there is no data file `{name}`")) };
        let schema = ask.get(&Kinds);
        let kind = kind_of(ask, &schema, name);
        if let Some(unknown) =
            kind.and_then(|kind| self.unknown_field(kind)).or_else(|| self.unknown_method())
        {
            return problem(unknown);
        }
        let mut rows = self.candidates(ask, value.list());
        rows.retain(|row| self.admits(row));
        let overrides = ask.get(&Readings);
        if !self.sort.is_empty() {
            self.order(&mut rows, kind, &overrides);
        }
        let kind_name = kind.map(|kind| kind.name.to_string()).unwrap_or_default();
        if !self.group_by.is_empty() {
            let groups = self.groups(&rows, kind, &overrides);
            return Found { groups, kind: kind_name, ..Found::default() };
        }
        let rows = self.part(rows).cloned().collect();
        Found { rows, kind: kind_name, ..Found::default() }
    }
}

/// Asks for the rows of all data files that refer to a page, and have no pages of their own.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowsNaming {
    /// The page.
    pub page: PageId,
    /// Kinds of the rows; any if empty.
    pub kinds: Vec<String>,
}

/// A row that refers to a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Naming {
    /// Kind of the row.
    pub kind: String,
    /// The field that refers.
    pub field: String,
    /// The row.
    pub row: Value,
}

impl Query for RowsNaming {
    const NAME: &'static str = "RowsNaming";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Naming>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Naming> {
        let (named, schema) = (setting(ask, "data"), ask.get(&Kinds));
        let mut names: Vec<&str> = named.entries().iter().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        let mut found = Vec::new();
        for name in names {
            let Some(kind) = kind_of(ask, &schema, name) else { continue };
            if !self.kinds.is_empty() && self.kinds.iter().all(|wanted| *wanted != *kind.name) {
                continue;
            }
            let refers = |spec: &&FieldSpec| matches!(spec.kind.innermost(), FieldType::Ref(_));
            for field in kind.fields.specs.iter().filter(refers) {
                found.extend(self.in_field(ask, name, kind, &field.name));
            }
        }
        found
    }
}

impl RowsNaming {
    /// Returns the rows of a file that refer to the page in a field.
    fn in_field(&self, ask: &mut Ask<'_>, name: &str, kind: &Kind, field: &str) -> Vec<Naming> {
        let groups = ask.get(&RowGroups { name: name.to_owned(), field: field.to_owned() });
        let Some(numbers) = groups.get(self.page.as_str()) else { return Vec::new() };
        let data = ask.get(&Data(name.to_owned()));
        let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
        let rows = numbers.iter().filter_map(|&number| rows.get(number as usize));
        let rows = rows.filter(|row| row.get("page_id").is_null());
        let naming =
            |row: &Value| Naming { kind: kind.name.to_string(), field: field.into(), row: row.clone() };
        rows.map(naming).collect()
    }
}

fn problem(words: String) -> Found {
    Found { problem: Some(words), ..Found::default() }
}

impl Rows {
    /// Returns the rows that meet the first condition, in the order of the file.
    fn candidates<'r>(&self, ask: &mut Ask<'_>, rows: &'r [Value]) -> Vec<&'r Value> {
        let Some((field, wanted)) = self.with.first() else { return rows.iter().collect() };
        let groups = ask.get(&RowGroups { name: self.name.clone(), field: field.clone() });
        let numbers = groups.get(wanted).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(|&number| rows.get(number as usize)).collect()
    }

    fn admits(&self, row: &Value) -> bool {
        self.with.iter().all(|(field, wanted)| row.at(field).iter().any(|value| has_value(value, wanted)))
    }

    /// Returns what limit and offset leave.
    fn part<'r>(&self, rows: Vec<&'r Value>) -> impl Iterator<Item = &'r Value> {
        let limit = if self.limit == 0 { usize::MAX } else { self.limit };
        rows.into_iter().skip(self.offset).take(limit)
    }

    /// Returns rows in groups: years with the last one first, choices as declared, all else in pinyin and number order.
    fn groups(&self, rows: &[&Value], kind: Option<&Kind>, overrides: &Overrides) -> Vec<RowGroup> {
        let field = &self.group_by;
        let spec = kind.and_then(|kind| kind.field(field));
        let mut groups: BTreeMap<String, (Option<FieldKey>, Vec<&Value>)> = BTreeMap::new();
        for row in rows {
            let mut put = |key: String, value: &Value| {
                let place = || Some(field_key(spec, value, (Method::default(), overrides)));
                groups.entry(key).or_insert_with(|| (place(), Vec::new())).1.push(*row);
            };
            let value = row.at(field);
            value.iter().for_each(|one| put(words_of(one).unwrap_or_default(), one));
            if value.iter().next().is_none() {
                put(String::new(), &Value::Null);
            }
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        let last_first = field == "year";
        groups.sort_by(|(key_a, (a, _)), (key_b, (b, _))| {
            let order = if last_first { b.cmp(a) } else { a.cmp(b) };
            key_a.is_empty().cmp(&key_b.is_empty()).then(order).then_with(|| key_a.cmp(key_b))
        });
        let group = |(key, (_, rows)): (String, (_, Vec<&Value>))| RowGroup {
            total: rows.len(),
            rows: self.part(rows).cloned().collect(),
            key,
        };
        groups.into_iter().map(group).collect()
    }

    fn sort_field(&self) -> &str {
        if self.sort.is_empty() { "" } else { Written::of(&self.sort).field }
    }

    /// Returns words about a way of ordering texts that does not exist.
    fn unknown_method(&self) -> Option<String> {
        let written = Written::of(&self.sort);
        if written.method.is_some() || written.rest.is_empty() {
            return None;
        }
        let near = did_you_mean(written.rest, Method::names());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Some(format!("there is no order `{}`{hint}", written.rest))
    }

    /// Returns words about a field that the kind does not have.
    fn unknown_field(&self, kind: &Kind) -> Option<String> {
        let names =
            self.with.iter().map(|(field, _)| field.as_str()).chain([self.sort_field(), &self.group_by]);
        let first = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
        let unknown = names.map(first).find(|name| !name.is_empty() && kind.field(name).is_none())?;
        let near = did_you_mean(&unknown, kind.fields.specs.iter().flat_map(FieldSpec::names));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Some(format!("rows of the kind `{}` have no field `{unknown}`{hint}", kind.name))
    }

    /// Puts rows in order; rows without the field come last, equals stay as in the file.
    fn order(&self, rows: &mut [&Value], kind: Option<&Kind>, overrides: &Overrides) {
        let written = Written::of(&self.sort);
        let (field, falling) = (written.field, written.falling);
        let method = written.method.unwrap_or_default();
        let spec = kind.and_then(|kind| kind.field(field));
        let key = |row: &Value| -> (bool, FieldKey) {
            let value = row.at(field).iter().next().unwrap_or(&Value::Null);
            (value.is_null(), field_key(spec, value, (method, overrides)))
        };
        let mut keyed: Vec<_> = rows.iter().map(|row| (key(row), *row)).collect();
        keyed.sort_by(|((no_a, a), _), ((no_b, b), _)| {
            no_a.cmp(no_b).then_with(|| if falling { b.cmp(a) } else { a.cmp(b) })
        });
        for (place, (_, row)) in rows.iter_mut().zip(keyed) {
            *place = row;
        }
    }
}
