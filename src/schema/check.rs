//! From what was written to typed fields, with every problem on the way.

use std::ops::Range;
use std::sync::Arc;

use super::scalar::{self, Fault};
use super::{FieldSpec, FieldType, Fields, Group, Kind, Schema};
use crate::base::Value;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::yaml::{Data, Node, Scalar};

/// How much of a value a message quotes, in characters.
const QUOTE: usize = 30;

/// Returns the kind that a front matter names; see [`Schema::kind_of`].
pub fn kind_of<'s>(
    schema: &'s Schema,
    node: Option<&Node>,
    default: &str,
    place: &dyn Fn(Range<usize>) -> Place,
) -> (&'s Kind, Vec<Diagnostic>) {
    let fallback = schema.kind(default).or_else(|| schema.kind("page"));
    let fallback = fallback.or_else(|| schema.kinds().next()).expect("the kind `page` is built in");
    let is_kind = |key: &Node| {
        key.text().and_then(|name| fallback.fields.find(name)).is_some_and(|s| &*s.name == "kind")
    };
    let entry = node.and_then(|node| node.entries().iter().find(|(key, _)| is_kind(key)));
    let Some((value, name)) = entry.and_then(|(_, value)| Some((value, value.text()?))) else {
        return (fallback, Vec::new());
    };
    match schema.kind(name) {
        Some(kind) if !kind.is_of_pages() => {
            let found = Diagnostic::new("kind-of-rows").arg("text", quote(name));
            (fallback, vec![found.at(place(value.range()))])
        }
        Some(kind) => (kind, Vec::new()),
        None if name.trim().is_empty() => (fallback, Vec::new()),
        None => (fallback, vec![unknown_kind(schema, name).at(place(value.range()))]),
    }
}

/// Returns the finding for a kind that does not exist.
pub fn unknown_kind(schema: &Schema, name: &str) -> Diagnostic {
    let labels = |zh: bool| {
        let label = |kind: &Kind| if zh { kind.label.zh.to_string() } else { kind.name.to_string() };
        schema.kinds().map(label).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    let words = schema.kinds().flat_map(|kind| {
        [&*kind.name, &*kind.label.zh, &*kind.label.en]
            .into_iter()
            .chain(kind.also.iter().map(String::as_str))
    });
    Diagnostic::new("unknown-kind")
        .arg("text", quote(name))
        .arg("kinds_zh", labels(true))
        .arg("kinds_en", labels(false))
        .maybe("suggestion", did_you_mean(name.trim(), words))
}

/// Returns the fields of a page; see [`super::validate`].
pub fn validate(
    kind: &Kind,
    node: &Node,
    schema: &Schema,
    place: &dyn Fn(Range<usize>) -> Place,
) -> (Fields, Vec<Diagnostic>) {
    let mut check = Check { schema: Some(schema), place, found: Vec::new() };
    let head = node.entries().first().map_or(node.range(), |(key, _)| key.range());
    let mut fields = check.group(&kind.fields, node.entries(), head);
    if kind.fields.find("kind").is_some() {
        let entry = (Arc::from("kind"), Value::Text(Arc::clone(&kind.name)));
        match fields.iter_mut().find(|(name, _)| &**name == "kind") {
            Some(old) => *old = entry,
            None => fields.insert(0, entry),
        }
    }
    (Value::Map(fields), check.found)
}

/// What became of a value.
pub enum Outcome {
    /// It is fine.
    Value(Value),
    /// There is none.
    Empty,
    /// It has been reported.
    Failed,
}

/// A run over one tree.
pub struct Check<'a> {
    /// All kinds, for hints about fields of other kinds.
    pub schema: Option<&'a Schema>,
    /// Turns bytes into places.
    pub place: &'a dyn Fn(Range<usize>) -> Place,
    /// What was found.
    pub found: Vec<Diagnostic>,
}

/// What is known of a field while its group is read.
enum Slot<'n> {
    Absent,
    Seen(&'n Node, Outcome),
}

impl Check<'_> {
    /// Returns the values of a group in the order of its declaration. `head` is where a missing field is reported.
    fn group(
        &mut self,
        group: &Group,
        entries: &[(Node, Node)],
        head: Range<usize>,
    ) -> Vec<(Arc<str>, Value)> {
        let mut slots: Vec<Slot> = Vec::new();
        slots.resize_with(group.specs.len(), || Slot::Absent);
        for (key, value) in entries {
            let Some(at) = key.text().and_then(|name| group.index_of(name.trim())) else {
                self.unknown(group, key);
                continue;
            };
            if let Slot::Seen(first, _) = slots[at] {
                self.twice(&group.specs[at], key, first);
                continue;
            }
            let spec = &group.specs[at];
            slots[at] = Slot::Seen(key, self.value(spec, &spec.kind, (key, value)));
        }
        let mut values = Vec::with_capacity(slots.len());
        for (spec, slot) in group.specs.iter().zip(slots) {
            if let Some(value) = self.settle(spec, slot, &head) {
                values.push((Arc::clone(&spec.name), value));
            }
        }
        self.orders(group, entries, &values);
        self.limits(group, entries, &values);
        self.needs(group, entries, &values);
        self.changes(group, entries, &values);
        values
    }

    /// Reports dates that do not lie before or after another one of their group as they must.
    fn orders(&mut self, group: &Group, entries: &[(Node, Node)], values: &[(Arc<str>, Value)]) {
        let value = |name: &str| values.iter().find(|(other, _)| **other == *name).map(|(_, value)| value);
        let date = |name: &str| match value(name)? {
            Value::Int(year) => Some(year.to_string()),
            value => value.text().map(str::to_owned),
        };
        for spec in group.specs.iter().filter(|spec| spec.after.is_some() || spec.before.is_some()) {
            let Some(own) = date(&spec.name) else { continue };
            for (other, is_after) in [(&spec.after, true), (&spec.before, false)] {
                let Some((other, theirs)) = other.as_deref().and_then(|name| Some((name, date(name)?)))
                else {
                    continue;
                };
                let (first, second) = if is_after { (&theirs, &own) } else { (&own, &theirs) };
                if !is_reversed(first, second) {
                    continue;
                }
                let written = |name: &str| {
                    let is_it = |key: &Node| {
                        key.text()
                            .and_then(|key| group.find(key.trim()))
                            .is_some_and(|spec| *spec.name == *name)
                    };
                    entries.iter().find(|(key, _)| is_it(key))
                };
                let Some((key, node)) = written(&spec.name) else { continue };
                let name = key.text().unwrap_or_default();
                let other_name = written(other).and_then(|(key, _)| key.text()).unwrap_or(other);
                let names = if is_after { (other_name, name) } else { (name, other_name) };
                let found = Diagnostic::new("dates-reversed").arg("name", name).arg("text", &own);
                let found = found.arg("other", other_name).arg("date", &theirs);
                self.add(found.arg("first", names.0).arg("second", names.1), node.range());
            }
        }
    }

    /// Returns the final value of a field: what was written, or the default; reports a required one that is missing.
    fn settle(&mut self, spec: &FieldSpec, slot: Slot, head: &Range<usize>) -> Option<Value> {
        match slot {
            Slot::Seen(_, Outcome::Value(value)) => return Some(value),
            Slot::Seen(_, Outcome::Failed) => {}
            Slot::Absent if spec.required && spec.default.is_none() => {
                self.needed("missing-field", spec, head.clone());
            }
            Slot::Seen(key, Outcome::Empty) if spec.required && spec.default.is_none() => {
                self.needed("empty-field", spec, key.range());
            }
            Slot::Absent | Slot::Seen(_, Outcome::Empty) => {}
        }
        spec.default.clone()
    }

    fn needed(&mut self, code: &str, spec: &FieldSpec, range: Range<usize>) {
        let label = if spec.label.zh.is_empty() { &spec.name } else { &spec.label.zh };
        let choice = spec.of.first().map(|choice| &*choice.label.zh);
        let example = spec.example.as_deref().or(choice).unwrap_or("…");
        let found = Diagnostic::new(code)
            .arg("label", label)
            .arg("name", &spec.name)
            .arg("example", example)
            .maybe("help_zh", Some(&*spec.help.zh).filter(|help| !help.is_empty()))
            .maybe("help_en", Some(&*spec.help.en).filter(|help| !help.is_empty()));
        self.add(found, range);
    }

    /// Reports a name that the group does not have.
    fn unknown(&mut self, group: &Group, key: &Node) {
        let Some(name) = key.text() else { return };
        let trimmed = name.trim();
        let lower = trimmed.to_lowercase();
        let names = || group.specs.iter().flat_map(FieldSpec::names);
        let near = did_you_mean(trimmed, names()).or_else(|| did_you_mean(&lower, names()));
        let has = |kind: &&Kind| kind.fields.find(trimmed).is_some();
        let other = self.schema.filter(|_| near.is_none()).and_then(|schema| schema.kinds().find(has));
        let found = Diagnostic::new("unknown-field")
            .arg("name", quote(trimmed))
            .maybe("suggestion", near)
            .maybe("kind_zh", other.map(|kind| kind.label.zh.to_string()))
            .maybe("kind_en", other.map(|kind| kind.name.to_string()));
        self.add(found, key.range());
    }

    fn twice(&mut self, spec: &FieldSpec, key: &Node, first: &Node) {
        let found = Diagnostic::new("duplicate-field")
            .arg("name", key.text().unwrap_or_default())
            .arg("other", first.text().unwrap_or_default())
            .arg("field", &spec.name)
            .related("first", (self.place)(first.range()));
        self.add(found, key.range());
    }

    /// Returns what a value means in a field of a type.
    pub fn value(&mut self, spec: &FieldSpec, kind: &FieldType, (key, node): (&Node, &Node)) -> Outcome {
        match (kind, &node.data) {
            (_, Data::Broken) => Outcome::Failed,
            (_, Data::Null) => Outcome::Empty,
            (FieldType::Any, _) => Outcome::Value(free(node)),
            (FieldType::List(of), _) => self.list(spec, of, (key, node)),
            (FieldType::Group, Data::Map(entries)) => {
                let head = entries.first().map_or(node.range(), |(first, _)| first.range());
                Outcome::Value(Value::Map(self.group(&spec.fields, entries, head)))
            }
            (FieldType::Group, Data::Scalar(_)) => self.short_group(spec, (key, node)),
            (FieldType::Group, Data::List(_)) => self.wrong("not-a-group", spec, (key, node)),
            (_, Data::List(_) | Data::Map(_)) => self.wrong("not-one-value", spec, (key, node)),
            (_, Data::Scalar(scalar)) => match scalar::read(spec, kind, &scalar.text) {
                Ok(Value::Null) => Outcome::Empty,
                Ok(value) => Outcome::Value(value),
                Err(fault) => self.fault(fault, (key, node)),
            },
        }
    }

    /// Returns the items of a list; a single value is its only item.
    fn list(&mut self, spec: &FieldSpec, of: &FieldType, (key, node): (&Node, &Node)) -> Outcome {
        if matches!(node.data, Data::Map(_)) && *of != FieldType::Group {
            return self.wrong("not-one-value", spec, (key, node));
        }
        let split = self.wide_list(spec, of, node);
        let mut failed = false;
        let (mut items, mut places) = (Vec::new(), Vec::new());
        for item in split.as_deref().unwrap_or(node.items()) {
            match self.value(spec, of, (key, item)) {
                Outcome::Value(value) => {
                    items.push(value);
                    places.push(item.range());
                }
                Outcome::Empty if matches!(node.data, Data::List(_)) => {
                    let name = key.text().unwrap_or_default();
                    self.add(Diagnostic::new("empty-item").arg("name", name), item.range());
                }
                Outcome::Empty => {}
                Outcome::Failed => failed = true,
            }
        }
        if items.is_empty() && !failed {
            return Outcome::Empty;
        }
        if let Some(field) = &spec.rising {
            self.rising((field, spec.apart.as_deref()), &items, &places);
        }
        if let Err(fault) = scalar::within(spec, items.len() as f64, ("too-few-items", "too-many-items")) {
            return self.fault(fault, (key, node));
        }
        if items.is_empty() { Outcome::Failed } else { Outcome::Value(Value::List(items)) }
    }

    /// Returns the items of a list that was written as `【甲，乙】`, with a hint; hints at a text that looks like several.
    fn wide_list(&mut self, spec: &FieldSpec, of: &FieldType, node: &Node) -> Option<Vec<Node>> {
        let text = node.text().filter(|_| *of != FieldType::Group)?;
        let inner = text.strip_prefix(['【', '［']).and_then(|rest| rest.strip_suffix(['】', '］']));
        let pieces = inner.unwrap_or(text).split(['，', '、', ',', ';', '；']).map(str::trim);
        let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
        let names = spec.taxonomy.is_some() || matches!(of, FieldType::Ref(_));
        let several = pieces.len() > 1 && pieces.iter().all(|piece| piece.chars().count() <= 12);
        let code = match inner {
            Some(_) => "full-width-list",
            None if names && several => "list-as-text",
            None => return None,
        };
        let fixed = format!("[{}]", pieces.join(", "));
        self.add(Diagnostic::new(code).arg("text", quote(text)).arg("fixed", fixed), node.range());
        inner.map(|_| pieces.iter().map(|piece| scalar_node(node.span, piece)).collect())
    }

    /// Returns a group that was written as one value: `题图: a.jpg`, or `名称：值` with a full-width colon.
    fn short_group(&mut self, spec: &FieldSpec, (key, node): (&Node, &Node)) -> Outcome {
        let text = node.text().unwrap_or("");
        if let Some((name, rest)) =
            text.split_once('：').filter(|(name, _)| spec.fields.find(name.trim()).is_some())
        {
            let found = Diagnostic::new("full-width-colon").arg("key", name.trim());
            self.add(found, node.range());
            let entries = [(scalar_node(node.span, name.trim()), scalar_node(node.span, rest.trim()))];
            return Outcome::Value(Value::Map(self.group(&spec.fields, &entries, node.range())));
        }
        let short = spec.short.as_deref().and_then(|short| spec.fields.find(short));
        let Some(short) = short else {
            if text.trim().is_empty() {
                return Outcome::Empty;
            }
            return self.wrong("not-a-group", spec, (key, node));
        };
        let name = scalar_node(key.span, &short.name);
        let entries = [(name, node.clone())];
        Outcome::Value(Value::Map(self.group(&spec.fields, &entries, node.range())))
    }

    /// Reports a value of the wrong shape.
    fn wrong(&mut self, code: &str, spec: &FieldSpec, (key, node): (&Node, &Node)) -> Outcome {
        let names = spec.fields.specs.iter().filter(|spec| !spec.rare);
        let zh =
            names.clone().map(|spec| if spec.label.zh.is_empty() { &*spec.name } else { &*spec.label.zh });
        let written = show(node);
        let pair =
            matches!(&node.data, Data::Map(entries) if entries.len() == 1 && entries[0].1.text().is_some());
        let found = Diagnostic::new(code)
            .arg("name", key.text().unwrap_or_default())
            .arg("text", quote(&written))
            .arg("fields_zh", zh.collect::<Vec<_>>().join("、"))
            .arg("fields_en", names.map(|spec| spec.name.to_string()).collect::<Vec<_>>().join(", "))
            .maybe("quoted", pair.then(|| format!("\"{}\"", written.trim_matches(['{', '}']))));
        self.add(found, node.range());
        Outcome::Failed
    }

    /// Reports a value that breaks a rule of its field.
    fn fault(&mut self, fault: Fault, (key, node): (&Node, &Node)) -> Outcome {
        let mut found = Diagnostic::new(fault.code)
            .arg("name", key.text().unwrap_or_default())
            .arg("text", quote(&show(node)));
        for (name, value) in fault.args {
            found = found.arg(name, value);
        }
        self.add(found, node.range());
        Outcome::Failed
    }

    /// Adds a finding.
    pub fn add(&mut self, found: Diagnostic, range: Range<usize>) {
        self.found.push(found.at((self.place)(range)));
    }
}

/// Tells whether the first of two ISO dates lies after the second, as far as both say.
pub fn is_reversed(first: &str, second: &str) -> bool {
    let length = first.len().min(second.len());
    first[..length] > second[..length]
}

/// Returns a text as a node that stands elsewhere in the source.
fn scalar_node(span: (u32, u32), text: &str) -> Node {
    Node { span, data: Data::Scalar(Scalar { text: text.to_owned(), plain: true }) }
}

/// Returns a value of the free zone: plain words that are numbers or yes and no become such, if nothing is lost.
fn free(node: &Node) -> Value {
    match &node.data {
        Data::Null | Data::Broken => Value::Null,
        Data::List(items) => Value::List(items.iter().map(free).collect()),
        Data::Map(entries) => {
            let entry =
                |(key, value): &(Node, Node)| (Arc::from(key.text().unwrap_or_default()), free(value));
            Value::Map(entries.iter().map(entry).collect())
        }
        Data::Scalar(scalar) if !scalar.plain => scalar.text.as_str().into(),
        Data::Scalar(scalar) => match scalar.text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match text.parse::<i64>() {
                Ok(number) if number.to_string() == text => Value::Int(number),
                _ => match text.parse::<f64>() {
                    Ok(number) if number.is_finite() && number.to_string() == text => Value::Decimal(number),
                    _ => text.into(),
                },
            },
        },
    }
}

/// Returns a node as one line of YAML, roughly as it was written.
fn show(node: &Node) -> String {
    let mut out = String::new();
    show_into(node, &mut out);
    out
}

fn show_into(node: &Node, out: &mut String) {
    if out.len() > 4 * QUOTE {
        return;
    }
    match &node.data {
        Data::Null | Data::Broken => {}
        Data::Scalar(scalar) => out.extend(scalar.text.chars().take(QUOTE + 1)),
        Data::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate().take(QUOTE) {
                out.push_str(if at == 0 { "" } else { ", " });
                show_into(item, out);
            }
            out.push(']');
        }
        Data::Map(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate().take(QUOTE) {
                out.push_str(if at == 0 { "" } else { ", " });
                show_into(key, out);
                out.push_str(": ");
                show_into(value, out);
            }
            out.push('}');
        }
    }
}

/// Returns a text short enough for a message, on one line.
fn quote(text: &str) -> String {
    let mut out: String = text.chars().take(QUOTE).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTE).is_some() {
        out.push('…');
    }
    out
}
