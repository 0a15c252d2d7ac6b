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
use crate::catalog::sort::{FieldKey, Method, field_key};
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
    /// By this field, a minus for falling order; as in the file if empty.
    pub sort: String,
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
    /// What is wrong with the question, for the template's author.
    pub problem: Option<String>,
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
        if let Some(unknown) = kind.and_then(|kind| self.unknown_field(kind)) {
            return problem(unknown);
        }
        let mut rows = self.candidates(ask, value.list());
        rows.retain(|row| self.admits(row));
        if !self.sort.is_empty() {
            let overrides = ask.get(&Readings);
            self.order(&mut rows, kind, &overrides);
        }
        let limit = if self.limit == 0 { usize::MAX } else { self.limit };
        let rows = rows.into_iter().skip(self.offset).take(limit).cloned().collect();
        Found { rows, problem: None }
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
    Found { rows: Vec::new(), problem: Some(words) }
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

    fn sort_field(&self) -> &str {
        self.sort.trim_start_matches('-').trim()
    }

    /// Returns words about a field that the kind does not have.
    fn unknown_field(&self, kind: &Kind) -> Option<String> {
        let names = self.with.iter().map(|(field, _)| field.as_str()).chain([self.sort_field()]);
        let first = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
        let unknown = names.map(first).find(|name| !name.is_empty() && kind.field(name).is_none())?;
        let near = did_you_mean(&unknown, kind.fields.specs.iter().flat_map(FieldSpec::names));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Some(format!("rows of the kind `{}` have no field `{unknown}`{hint}", kind.name))
    }

    /// Puts rows in order; rows without the field come last, equals stay as in the file.
    fn order(&self, rows: &mut [&Value], kind: Option<&Kind>, overrides: &Overrides) {
        let field = self.sort_field();
        let spec = kind.and_then(|kind| kind.field(field));
        let key = |row: &Value| -> (bool, FieldKey) {
            let value = row.at(field).iter().next().unwrap_or(&Value::Null);
            (value.is_null(), field_key(spec, value, (Method::default(), overrides)))
        };
        let falling = self.sort.starts_with('-');
        let mut keyed: Vec<_> = rows.iter().map(|row| (key(row), *row)).collect();
        keyed.sort_by(|((no_a, a), _), ((no_b, b), _)| {
            no_a.cmp(no_b).then_with(|| if falling { b.cmp(a) } else { a.cmp(b) })
        });
        for (place, (_, row)) in rows.iter_mut().zip(keyed) {
            *place = row;
        }
    }
}
