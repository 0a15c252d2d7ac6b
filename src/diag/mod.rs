//! Diagnostics as values: what is wrong, where, and how to mend it.
//!
//! A [`Diagnostic`] carries a code, arguments and places, never a finished sentence: the words are chosen when it is
//! printed, in the reader's language. So cached diagnostics and machine-readable output are free of any language.
//! This module must not know files, pages or terminals; [`render`] turns a value into text for each kind of reader.

pub mod render;
pub mod rules;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::SourcePath;

pub use rules::{Lang, Rule, rule};

/// How bad it is. An error keeps a build from changing anything on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site must not be written like this.
    Error,
    /// Very likely a mistake.
    Warning,
    /// Could be better.
    Hint,
}

/// Which bytes of a file a place means.
///
/// Each pair is start and end in bytes, end excluded. They are relative to a *part* of the file, so that a remembered diagnostic of a body stays right when only the front
/// matter above it grew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Anchor {
    /// The file as a whole.
    File,
    /// Bytes of the whole decoded text.
    Text(u32, u32),
    /// Bytes of the front matter: 0 is the first byte after the opening `---` line.
    Front(u32, u32),
    /// Bytes of the body: 0 is the first byte after the closing `---` line.
    Body(u32, u32),
    /// A cell of a workbook, named as spreadsheets do: `B7`.
    Cell {
        /// Row, from 1.
        row: u32,
        /// Column, from 1.
        column: u32,
    },
    /// A field at a path such as `milestones[2].year` in the front matter or YAML file.
    Field {
        /// Keys and indexes as in `milestones[2].year`.
        path: String,
        /// What of it is meant.
        part: Part,
    },
}

/// What of a field is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// What it is called.
    Key,
    /// What it holds.
    Value,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: SourcePath,
    /// The bytes in it.
    pub anchor: Anchor,
}

impl Place {
    /// Returns the place that means a whole file.
    pub fn file(file: impl Into<SourcePath>) -> Self {
        Self { file: file.into(), anchor: Anchor::File }
    }

    /// Returns a place in the body of a page.
    pub fn body(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), anchor: Anchor::Body(range.start as u32, range.end as u32) }
    }

    /// Returns a place in the front matter of a page.
    pub fn front(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), anchor: Anchor::Front(range.start as u32, range.end as u32) }
    }

    /// Returns a place in the whole text of a file.
    pub fn text(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), anchor: Anchor::Text(range.start as u32, range.end as u32) }
    }

    /// Returns the place of a cell of a workbook; row and column count from 1.
    pub fn cell(file: &SourcePath, row: usize, column: usize) -> Self {
        Self { file: file.clone(), anchor: Anchor::Cell { row: row as u32, column: column as u32 } }
    }

    /// Returns the place of the value at a path such as `milestones[2].year`.
    pub fn field(file: &SourcePath, path: impl Into<String>) -> Self {
        Self { file: file.clone(), anchor: Anchor::Field { path: path.into(), part: Part::Value } }
    }

    /// Returns the place of the key at a path.
    pub fn key(file: &SourcePath, path: impl Into<String>) -> Self {
        Self { file: file.clone(), anchor: Anchor::Field { path: path.into(), part: Part::Key } }
    }
}

/// Returns the name of a column of a workbook, counted from 1: `A`, `Z`, `AA`.
pub fn column_name(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(b'A' + ((column - 1) % 26) as u8);
        column = (column - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// One finding. Build it with [`Diagnostic::new`] and the chaining methods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is; `None` for findings about the site as a whole.
    pub place: Option<Place>,
    /// Kebab-case name of a rule in [`rules`].
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Named values that the rule's sentences refer to as `{name}`.
    pub args: Vec<(String, String)>,
    /// Further places, each with the name of a label of the rule (`first`, `page`, …).
    pub related: Vec<(String, Place)>,
}

impl Diagnostic {
    /// Returns a finding of the rule `code` with the rule's own severity.
    ///
    /// An unknown code is a mistake of the program; it is shown as an error under its own name.
    pub fn new(code: &str) -> Self {
        let severity = rule(code).map_or(Severity::Error, |rule| rule.severity);
        debug_assert!(rule(code).is_some(), "the rule {code} is not listed in diag/rules");
        Self { place: None, code: code.into(), severity, args: Vec::new(), related: Vec::new() }
    }

    /// Sets where it is.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds a named value for the rule's sentences.
    pub fn arg(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// Adds a named value if there is one; help lines that need it are left out otherwise.
    pub fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.arg(name, value),
            None => self,
        }
    }

    /// Adds a further place under a label of the rule.
    pub fn related(mut self, label: &str, place: Place) -> Self {
        self.related.push((label.into(), place));
        self
    }
}

/// Returns the candidate that is most like `word`, if one is close enough to be what the author meant.
///
/// *Source:* restricted edit distance, at most a third of the word's length (one character for short words), the usual
/// bound of compilers.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bound = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|&(distance, candidate)| distance <= bound && distance < candidate.chars().count())
        // The first of equally near ones: candidates come in the order of their importance.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_names() {
        let names: Vec<String> = [1, 26, 27, 52, 703].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "AZ", "AAA"]);
    }

    #[test]
    fn suggestions_are_close() {
        let keys = ["title", "标题", "unit", "series"];
        assert_eq!(did_you_mean("titel", keys), Some("title"));
        assert_eq!(did_you_mean("标体", keys), Some("标题"));
        assert_eq!(did_you_mean("甲", keys), None);
        assert_eq!(did_you_mean("zzz", keys), None);
    }
}
