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
    /// In which way texts are ordered.
    pub method: Method,
}

/// In which way texts are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// By pinyin, numbers by value.
    #[default]
    Pinyin,
    /// By pinyin, as names of persons: the surname first, read as one.
    SurnamePinyin,
    /// By the number of strokes, character by character.
    Strokes,
    /// By strokes, as names of persons: the surname first, then short names before long ones.
    SurnameStrokes,
}

impl Method {
    /// Words that name the ways, the ones of templates first.
    const NAMES: [(&'static str, &'static str, Self); 4] = [
        ("pinyin", "拼音", Self::Pinyin),
        ("surname-pinyin", "姓氏拼音", Self::SurnamePinyin),
        ("strokes", "笔画", Self::Strokes),
        ("surname-strokes", "姓氏笔画", Self::SurnameStrokes),
    ];

    /// Returns the way that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(en, zh, _)| *en == word || *zh == word).map(|(.., method)| *method)
    }

    /// Returns the words that name the ways.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().flat_map(|(en, zh, _)| [*en, *zh])
    }

    /// Returns the word that templates use.
    pub fn word(self) -> &'static str {
        Self::NAMES.iter().find(|(.., method)| *method == self).map_or("", |(en, ..)| en)
    }

    /// Returns the key of a text.
    pub fn key(self, text: &str, overrides: &Overrides) -> order::Key {
        match self {
            Self::Pinyin => order::key(text, overrides),
            Self::SurnamePinyin => order::name_key(text, overrides),
            Self::Strokes => order::stroke_key(text),
            Self::SurnameStrokes => order::name_stroke_key(text),
        }
    }
}

/// By what a list is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// By date.
    Date,
    /// By `order`.
    Order,
    /// By title.
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
    pub const NEWEST: Self = Self { by: SortBy::Date, falling: true, by_hand: false, method: Method::Pinyin };

    /// Returns the order of a name as in settings and templates: `-date`, `order`, `title`, a field; a minus turns it round.
    /// A way of ordering texts may follow, or stand alone for the title: `title strokes`, `strokes`.
    pub fn of(name: &str) -> Self {
        let written = Written::of(name);
        let by = match written.field {
            "" => return Self::default(),
            "date" => SortBy::Date,
            "order" => SortBy::Order,
            "title" => SortBy::Title,
            field => SortBy::Field(field.into()),
        };
        let method = written.method.unwrap_or_default();
        Self { by, falling: written.falling, by_hand: false, method }
    }

    /// Returns the order that a kind declares for lists of its pages; `order` by hand goes before it.
    pub fn of_kind(kind: &Kind) -> Self {
        Self { by_hand: true, ..Self::of(&kind.sort) }
    }
}

/// An order as written, taken apart.
pub(super) struct Written<'t> {
    pub(super) field: &'t str,
    pub(super) falling: bool,
    /// The way of ordering texts, if one is named that exists.
    pub(super) method: Option<Method>,
    /// What is written behind the field.
    pub(super) rest: &'t str,
}

impl<'t> Written<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.trim();
        let (text, falling) = text.strip_prefix('-').map_or((text, false), |text| (text.trim_start(), true));
        if let Some(method) = Method::named(text) {
            return Self { field: "title", falling, method: Some(method), rest: text };
        }
        let (field, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        Self { field, falling, method: Method::named(rest.trim()), rest: rest.trim() }
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
    let taken = Written::of(written);
    let name = taken.field;
    let others = schema.kinds().filter(|_| kind.is_none());
    let kinds = || kind.into_iter().chain(others.clone());
    let spec = kinds().find_map(|kind| kind.fields.find(name));
    let Some(spec) = spec.filter(|_| taken.rest.is_empty() || taken.method.is_some()) else {
        let names = kinds().flat_map(|kind| kind.fields.specs.iter().flat_map(FieldSpec::names));
        let near = match spec {
            Some(_) => did_you_mean(taken.rest, Method::names()),
            None => did_you_mean(name, names),
        };
        let found = Diagnostic::new("unknown-sort").at(Place::field(&index.source(), "pages.sort"));
        ask.report(found.arg("text", written).maybe("suggestion", near));
        return Sort::default();
    };
    let method = taken.method.unwrap_or_default();
    Sort { falling: taken.falling, method, ..Sort::of(&spec.name) }
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
                (false, sort.method.key(record.text("title"), &overrides))
            });
        }
        SortBy::Field(name) => {
            let (schema, overrides) = (ask.get(&Kinds), ask.get(&Readings));
            by_key(lines, sort, |line| {
                let record = ask.get(&RecordOf(line.id.clone()));
                let spec = schema.kind(&record.kind).and_then(|kind| kind.field(name));
                let value = record.fields.at(name).iter().next().unwrap_or(&Value::Null);
                (value.is_null(), field_key(spec, value, (sort.method, &overrides)))
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
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FieldKey {
    /// Bits of a number that compare as the number does.
    Number(u64),
    /// Pinyin and number order.
    Text(order::Key),
}

/// Returns the key of a value: choices go in the order of their declaration.
pub(super) fn field_key(
    spec: Option<&FieldSpec>,
    value: &Value,
    (method, overrides): (Method, &Overrides),
) -> FieldKey {
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
        None => FieldKey::Text(method.key(text, overrides)),
    }
}
