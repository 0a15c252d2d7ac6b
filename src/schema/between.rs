//! Rules between fields of one group and between items of one list; those between dates of a group stand in [`super::check`].

use std::ops::Range;
use std::sync::Arc;

use super::Group;
use super::check::{Check, is_reversed};
use crate::base::Value;
use crate::diag::Diagnostic;
use crate::yaml::{Data, Node};

/// Returns the key and value of a field as they were written, under whichever of its names.
pub(super) fn written<'n>(
    group: &Group,
    entries: &'n [(Node, Node)],
    name: &str,
) -> Option<&'n (Node, Node)> {
    let is_it = |key: &Node| key.text().and_then(|key| group.find(key.trim()));
    entries.iter().find(|(key, _)| is_it(key).is_some_and(|spec| *spec.name == *name))
}

impl Check<'_> {
    /// Reports numbers that are greater than another one of their group which they must not exceed.
    pub fn limits(&mut self, group: &Group, entries: &[(Node, Node)], values: &[(Arc<str>, Value)]) {
        let number = |name: &str| values.iter().find(|(other, _)| **other == *name)?.1.number();
        let written = |name: &str| written(group, entries, name);
        self.lower_limits(group, entries, values);
        for spec in group.specs.iter() {
            let Some(other) = spec.at_most.as_deref() else { continue };
            let (Some(own), Some(theirs)) = (number(&spec.name), number(other)) else { continue };
            let Some((key, node)) = written(&spec.name).filter(|_| own > theirs) else { continue };
            let other_name = written(other).and_then(|(key, _)| key.text()).unwrap_or(other);
            let found = Diagnostic::new("number-above-other").arg("name", key.text().unwrap_or_default());
            self.add(
                found.arg("text", own).arg("other", other_name.trim()).arg("number", theirs),
                node.range(),
            );
        }
    }

    /// Reports numbers that are less than another one, of their group or of a group beside them.
    fn lower_limits(&mut self, group: &Group, entries: &[(Node, Node)], values: &[(Arc<str>, Value)]) {
        for spec in group.specs.iter() {
            let Some(path) = spec.at_least.as_deref() else { continue };
            let (name, inner) = path.split_once('.').unwrap_or((path, ""));
            let value =
                |name: &str| values.iter().find(|(other, _)| **other == *name).map(|(_, value)| value);
            let other = value(name).map(|value| if inner.is_empty() { value } else { value.at(inner) });
            let (Some(own), Some(theirs)) =
                (value(&spec.name).and_then(Value::number), other.and_then(Value::number))
            else {
                continue;
            };
            let Some((key, node)) = written(group, entries, &spec.name).filter(|_| own < theirs) else {
                continue;
            };
            let fields = group.find(name).map(|outer| &outer.fields);
            let label = fields.and_then(|fields| fields.find(inner)).map(|spec| &*spec.label.zh);
            let found = Diagnostic::new("number-above-other").arg("name", label.unwrap_or(path));
            let found = found.arg("text", theirs).arg("other", key.text().unwrap_or_default());
            self.add(found.arg("number", own), node.range());
        }
    }

    /// Reports fields without the other one that they need to be understood.
    pub fn needs(&mut self, group: &Group, entries: &[(Node, Node)], values: &[(Arc<str>, Value)]) {
        for spec in group.specs.iter() {
            let Some(other) = spec.needs.as_deref().and_then(|other| group.find(other)) else { continue };
            let has = |name: &str| values.iter().any(|(other, _)| **other == *name);
            if !has(&spec.name) || has(&other.name) {
                continue;
            }
            let Some((key, _)) = written(group, entries, &spec.name) else { continue };
            // One that was written and could not be read has been reported.
            if written(group, entries, &other.name).is_some_and(|(_, node)| node.data != Data::Null) {
                continue;
            }
            let found = Diagnostic::new("field-needs-other").arg("name", key.text().unwrap_or_default());
            let label = if other.label.zh.is_empty() { &other.name } else { &other.label.zh };
            let found = found.arg("label", label).arg("other", &other.name);
            self.add(found.maybe("example", other.example.as_deref()), key.range());
        }
    }

    /// Reports items of a list whose date in a field lies before that of the item above. `places` are those of the items.
    pub fn rising(&mut self, (field, end): (&str, Option<&str>), items: &[Value], places: &[Range<usize>]) {
        let mut last: Option<&str> = None;
        let mut ended: Option<&str> = None;
        for (item, place) in items.iter().zip(places) {
            let Some(date) = item.get(field).text() else { continue };
            // An item of the same length of date only: a month says nothing about the days in it.
            let overlaps = |end: &&str| end.len() == date.len() && date <= *end;
            if let Some(end) = ended.filter(overlaps) {
                let found = Diagnostic::new("dates-overlap").arg("text", date).arg("date", end);
                self.add(found, place.clone());
            }
            // A short stage in the middle of a long one does not end the long one.
            ended = ended.max(end.and_then(|end| item.get(end).text()));
            if let Some(last) = last.filter(|last| is_reversed(last, date)) {
                let found = Diagnostic::new("dates-not-rising").arg("text", date).arg("date", last);
                self.add(found, place.clone());
            }
            last = Some(date);
        }
    }
}
