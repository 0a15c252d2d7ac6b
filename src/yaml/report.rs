//! Collects findings of one text, with places, and no more than a reader can use.

use std::ops::Range;

use super::Node;
use crate::diag::{Diagnostic, Place};

/// At most this many findings per text. *Source:* a file with more is not the file its author meant.
const FINDINGS_LIMIT: usize = 200;

/// Findings of one text.
pub struct Report<'a> {
    place: &'a dyn Fn(Range<usize>) -> Place,
    /// What was found, in the order of finding.
    pub found: Vec<Diagnostic>,
    /// Byte ranges of the findings.
    ranges: Vec<Range<usize>>,
}

impl<'a> Report<'a> {
    /// Returns an empty report for a text whose ranges become places through `place`.
    pub fn new(place: &'a dyn Fn(Range<usize>) -> Place) -> Self {
        Self { place, found: Vec::new(), ranges: Vec::new() }
    }

    /// Returns what turns ranges into places.
    pub fn place(&self) -> &'a dyn Fn(Range<usize>) -> Place {
        self.place
    }

    /// Adds a finding of a rule; `more` adds its arguments.
    pub fn add(&mut self, code: &str, range: Range<usize>, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        if self.found.len() < FINDINGS_LIMIT {
            self.found.push(more(Diagnostic::new(code).at((self.place)(range.clone()))));
            self.ranges.push(range);
        }
    }

    /// Adds a finding unless one of the same rule is there already.
    pub fn once(&mut self, code: &str, range: Range<usize>, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        if self.found.iter().all(|found| found.code != code) {
            self.add(code, range, more);
        }
    }

    /// Adds that a name is there twice.
    pub fn duplicate(&mut self, name: &str, key: &Node, first: &Node) {
        let first = (self.place)(first.range());
        self.add("yaml-duplicate-key", key.range(), |d| d.arg("name", name).related("first", first));
    }

    /// Tells whether something was found inside a range.
    pub fn touches(&self, range: &Range<usize>) -> bool {
        self.ranges.iter().any(|found| found.start >= range.start && found.start < range.end)
    }

    /// Adds all findings of another report.
    pub fn extend(&mut self, other: Report) {
        self.found.extend(other.found);
        self.ranges.extend(other.ranges);
    }
}
