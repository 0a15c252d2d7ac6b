//! Orders of lists: by date, by hand, by title or by any field; as a section, a kind or a template says.

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::Readings;
use super::record::RecordOf;
use super::roster::Line;
use super::sources::Kinds;
use crate::base::Value;
use crate::chinese::{Overrides, order};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Ask;
use crate::schema::{FieldSpec, Kind};

/// How a list is ordered. The default is by hand where `order` is set, then newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Turned round: newest first, last title first.
    pub falling: bool,
    /// Pages with an `order` come first, in that order.
    pub by_hand: bool,
}

/// By what a list is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// By date.
    Date,
    /// By `order`.
    Order,
    /// By title: pinyin, numbers in number order.
    Title,
    /// By a field: numbers by size, choices as declared, all else like titles. Pages without it come last.
    Field(Arc<str>),
}

impl Default for Sort {
    fn default() -> Self {
        Self { by_hand: true, ..Self::NEWEST }
    }
}

impl Sort {
    /// Newest first.
    pub const NEWEST: Self = Self { by: SortBy::Date, falling: true, by_hand: false };

    /// Returns the order of a name as in settings and templates: `-date`, `order`, `title`, a field; a minus turns it round.
    pub fn of(name: &str) -> Self {
        let (name, falling) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
        let by = match name.trim() {
            "" => return Self::default(),
            "date" => SortBy::Date,
            "order" => SortBy::Order,
            "title" => SortBy::Title,
            field => SortBy::Field(field.into()),
        };
        Self { by, falling, by_hand: false }
    }

    /// Returns the order that a kind declares for lists of its pages; `order` by hand goes before it.
    pub fn of_kind(kind: &Kind) -> Self {
        Self { by_hand: true, ..Self::of(&kind.sort) }
    }
}

/// Returns the order of a section's pages: its own, else that of the one kind that all of them have.
pub fn section_sort(ask: &mut Ask<'_>, folder: &str, pages: &[Line]) -> Sort {
    let index = PageId::of_section(folder);
    let record = ask.get(&RecordOf(index.clone()));
    let schema = ask.get(&Kinds);
    let kind = match record.fields.at("pages.kind").text() {
        Some(named) => schema.kind(named),
        None => one_kind(pages).and_then(|name| schema.kind(name)),
    };
    let Some(written) = record.fields.at("pages.sort").text() else {
        return kind.map(Sort::of_kind).unwrap_or_default();
    };
    let name = written.trim_start_matches('-').trim();
    let kinds = kind.map_or(schema.kinds(), std::slice::from_ref);
    let Some(spec) = kinds.iter().find_map(|kind| kind.fields.find(name)) else {
        let names = kinds.iter().flat_map(|kind| kind.fields.specs.iter().flat_map(FieldSpec::names));
        let found = Diagnostic::new("unknown-sort").at(Place::field(&index.source(), "pages.sort"));
        ask.report(found.arg("text", written).maybe("suggestion", did_you_mean(name, names)));
        return Sort::default();
    };
    Sort { falling: written.starts_with('-'), ..Sort::of(&spec.name) }
}

/// Returns the kind that all pages have.
fn one_kind(pages: &[Line]) -> Option<&str> {
    let first = &pages.first()?.entry.kind;
    pages.iter().all(|line| line.entry.kind == *first).then_some(first)
}

/// Orders lines; ties go by id, so the order is total. Records are read only if they decide.
pub fn sort_lines(ask: &mut Ask<'_>, lines: &mut [Line], sort: &Sort) {
    match &sort.by {
        SortBy::Date => by_key(lines, sort, |line| (false, line.entry.date.clone())),
        SortBy::Order => by_key(lines, sort, |line| (false, by_hand(line))),
        SortBy::Title => {
            let overrides = ask.get(&Readings);
            by_key(lines, sort, |line| {
                let record = ask.get(&RecordOf(line.id.clone()));
                (false, order::key(record.text("title"), &overrides))
            });
        }
        SortBy::Field(name) => {
            let (schema, overrides) = (ask.get(&Kinds), ask.get(&Readings));
            by_key(lines, sort, |line| {
                let record = ask.get(&RecordOf(line.id.clone()));
                let spec = schema.kind(&record.kind).and_then(|kind| kind.field(name));
                let value = record.fields.at(name).iter().next().unwrap_or(&Value::Null);
                (value.is_null(), field_key(spec, value, &overrides))
            });
        }
    }
}

fn by_hand(line: &Line) -> i64 {
    line.entry.order.unwrap_or(i64::MAX)
}

/// Orders lines by a key; those of which it says that they have none come last in either direction.
fn by_key<K: Ord>(lines: &mut [Line], sort: &Sort, mut key: impl FnMut(&Line) -> (bool, K)) {
    let mut keyed: Vec<((bool, K), Line)> = lines.iter().map(|line| (key(line), line.clone())).collect();
    let turned = |order: Ordering| if sort.falling { order.reverse() } else { order };
    // By hand first and newest first among equals: only where nobody asked for one order alone.
    let hand = |line: &Line| if sort.by_hand { by_hand(line) } else { 0 };
    let newest = |a: &Line, b: &Line| match sort.by_hand {
        true => b.entry.date.cmp(&a.entry.date),
        false => Ordering::Equal,
    };
    keyed.sort_by(|((no_a, a), line_a), ((no_b, b), line_b)| {
        hand(line_a)
            .cmp(&hand(line_b))
            .then_with(|| no_a.cmp(no_b))
            .then_with(|| turned(a.cmp(b)))
            .then_with(|| newest(line_a, line_b))
            .then_with(|| line_a.id.cmp(&line_b.id))
    });
    for (place, (_, line)) in lines.iter_mut().zip(keyed) {
        *place = line;
    }
}

/// What decides between two values of a field.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FieldKey {
    /// Bits of a number that compare as the number does.
    Number(u64),
    /// Pinyin and number order.
    Text(order::Key),
}

/// Returns the key of a value: choices go in the order of their declaration.
pub(super) fn field_key(spec: Option<&FieldSpec>, value: &Value, overrides: &Overrides) -> FieldKey {
    let text = value.text().unwrap_or_default();
    let choices = spec.map(|spec| spec.of.as_slice()).unwrap_or_default();
    let choice = choices.iter().position(|choice| *choice.value == *text);
    let number = match value {
        Value::Int(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => choice.map(|at| at as f64),
    };
    match number {
        Some(number) if number.is_sign_negative() => FieldKey::Number(!number.to_bits()),
        Some(number) => FieldKey::Number(number.to_bits() | (1 << 63)),
        None => FieldKey::Text(order::key(text, overrides)),
    }
}
