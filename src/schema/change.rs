//! Stated changes: `同比增长40%` beside the number and the one it is compared with. What is written is computed and compared.
//!
//! The group that states a change has the fields `kind` (`to`: what the number became; anything else: by how much it
//! changed), `value`, `unit` (`percent`, `points`, `times`, `absolute`) and `dir` (`up`, `down`); kinds may leave some out.

use std::ops::Range;
use std::sync::Arc;

use super::between::written;
use super::check::Check;
use super::{ChangeOf, Group};
use crate::base::Value;
use crate::diag::Diagnostic;
use crate::yaml::Node;

/// How far a stated change may be from the computed one: texts round to whole per cents.
const TOLERANCE: f64 = 0.5;
/// The same for "N times", which are rounded to tenths.
const TOLERANCE_OF_TIMES: f64 = 0.05;
/// Units of rates. Of these, per cents and percentage points are not the same.
const RATES: [&str; 5] = ["%", "％", "‰", "百分比", "百分点"];

/// A change as stated, with the numbers it is about.
struct Change<'v> {
    kind: &'v str,
    unit: &'v str,
    stated: f64,
    from: Option<f64>,
    to: Option<f64>,
    is_rate: bool,
}

impl Check<'_> {
    /// Reports changes that do not fit the numbers they are about.
    pub fn changes(&mut self, group: &Group, entries: &[(Node, Node)], values: &[(Arc<str>, Value)]) {
        for spec in group.specs.iter() {
            let Some(of) = &spec.change_of else { continue };
            let value =
                |name: &str| values.iter().find(|(other, _)| **other == *name).map(|(_, value)| value);
            let Some(change) = value(&spec.name).and_then(|change| Change::of(change, of, &value)) else {
                continue;
            };
            let Some((key, node)) = written(group, entries, &spec.name) else { continue };
            let range = number_range(&spec.fields, key, node);
            if let Some(found) = change.problem() {
                self.add(found, range);
            }
        }
    }
}

/// Returns where the number of a change stands, else the change.
fn number_range(group: &Group, key: &Node, node: &Node) -> Range<usize> {
    let number = written(group, node.entries(), "value").map(|(_, number)| number.range());
    number.unwrap_or(if node.entries().is_empty() { node.range() } else { key.range() })
}

impl<'v> Change<'v> {
    /// Returns the change that a group states; `None` if it holds no number.
    fn of(change: &'v Value, of: &ChangeOf, value: &dyn Fn(&str) -> Option<&'v Value>) -> Option<Self> {
        let number = change.get("value").number()?;
        let down = change.get("dir").text() == Some("down");
        let unit = value(&of.unit).and_then(Value::text).unwrap_or_default();
        Some(Self {
            kind: change.get("kind").text().unwrap_or_default(),
            unit: change.get("unit").text().unwrap_or("percent"),
            stated: if down { -number } else { number },
            from: value(&of.from).and_then(Value::number),
            to: value(&of.to).and_then(Value::number),
            is_rate: RATES.contains(&unit.trim()),
        })
    }

    /// Returns what is wrong with it.
    fn problem(&self) -> Option<Diagnostic> {
        if self.kind == "to" {
            return self.wrong_level();
        }
        let shown = show(self.stated.abs());
        if self.unit == "points" && !self.is_rate {
            return Some(Diagnostic::new("points-of-no-rate").arg("text", shown));
        }
        match self.computed() {
            Some(computed) => self.differs(computed),
            None if self.unit == "percent" && self.is_rate => {
                Some(Diagnostic::new("percent-of-rate").arg("text", shown))
            }
            None => None,
        }
    }

    /// Returns what is wrong with "增长到": it must name the number itself.
    fn wrong_level(&self) -> Option<Diagnostic> {
        let to = self.to?;
        let level = self.stated.abs();
        if self.unit != "absolute" && !self.is_rate {
            let found = Diagnostic::new("change-to-percent").arg("text", show(level));
            return Some(found.arg("number", show(to)));
        }
        let found = || Diagnostic::new("change-to-differs").arg("text", show(level)).arg("number", show(to));
        ((to - level).abs() > TOLERANCE).then(found)
    }

    /// Returns the change between the two numbers, in the unit of the stated one.
    fn computed(&self) -> Option<f64> {
        let (from, to) = (self.from?, self.to?);
        let relative = || (from != 0.0).then(|| (to - from) / from.abs());
        match self.unit {
            "percent" => relative().map(|part| part * 100.0),
            "times" => relative(),
            _ => Some(to - from),
        }
    }

    /// Returns a finding if the stated change is not the computed one, with what may have been meant.
    fn differs(&self, computed: f64) -> Option<Diagnostic> {
        let tolerance = if self.unit == "times" { TOLERANCE_OF_TIMES } else { TOLERANCE };
        let near = |number: f64| (number - self.stated).abs() <= tolerance;
        // A hair's breadth of floating point is no difference: 40.5 against 40 is still 0.5.
        if near(computed) || ((computed - self.stated).abs() - tolerance).abs() < 1e-9 {
            return None;
        }
        let (from, to) = (self.from?, self.to?);
        let points = self.unit == "percent" && self.is_rate && near(to - from);
        let percent = self.unit == "points" && from != 0.0 && near((to - from) / from.abs() * 100.0);
        let level = self.unit == "percent" && from != 0.0 && near(to / from * 100.0);
        let turned = near(-computed);
        let found = Diagnostic::new("change-differs").arg("text", show(self.stated.abs()));
        let found = found.arg("computed", show((computed.abs() * 100.0).round() / 100.0));
        let (zh, en) = if computed < 0.0 { ("下降", "a fall of") } else { ("增长", "a rise of") };
        let found = found.arg("dir_zh", zh).arg("dir_en", en).arg("from", show(from)).arg("to", show(to));
        let found = found.arg("unit_zh", self.unit_words().0).arg("unit_en", self.unit_words().1);
        let found =
            found.maybe("points", points.then_some("个百分点")).maybe("percent", percent.then_some("%"));
        Some(found.maybe("level", level.then_some("%")).maybe("turned", turned.then_some("")))
    }

    /// Returns the unit of the stated change in words.
    fn unit_words(&self) -> (&'static str, &'static str) {
        match self.unit {
            "percent" => ("%", "%"),
            "points" => ("个百分点", " points"),
            "times" => ("倍", " times"),
            _ => ("", ""),
        }
    }
}

/// Returns a number as people write it.
fn show(number: f64) -> String {
    number.to_string()
}
