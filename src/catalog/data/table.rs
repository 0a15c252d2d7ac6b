//! Tables. CSV as office programs write it: a row of headings, then rows of cells, each of which knows where it stands.
//!
//! Commas, semicolons and tabs part cells, whichever the headings have most of. The `csv` crate reads; what it does not tell,
//! the bytes of a single cell, is looked for only when a finding points at it.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;

/// How many cells without a heading are reported in one table.
const MOST_STRAY: usize = 20;

/// A table with its cells as texts, trimmed.
pub struct Table<'t> {
    source: Source<'t>,
    path: SourcePath,
    /// Headings by column; empty where there is none or it is there twice.
    pub headings: Vec<Arc<str>>,
    /// Row of the headings.
    head: usize,
    /// Rows that hold anything.
    pub rows: Vec<Row>,
}

/// Where the cells of a table stand.
enum Source<'t> {
    /// In a text, parted by a mark.
    Text { text: &'t str, delimiter: u8 },
    /// In a workbook.
    Workbook,
}

/// One row.
pub struct Row {
    /// Byte of the text at which it begins, line ends before it included; in a workbook its number, from 1.
    start: usize,
    /// Its cells.
    pub cells: csv::StringRecord,
}

/// Returns the table of a text; reports what stands under no heading, headings that are there twice, and an open quote.
pub fn read<'t>(ask: &mut Ask<'_>, path: &SourcePath, text: &'t str) -> Table<'t> {
    let delimiter = delimiter_of(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    // A flexible reader of text that is UTF-8 knows no errors.
    let mut rows = reader
        .records()
        .filter_map(Result::ok)
        .map(|cells| Row { start: cells.position().map_or(0, |position| position.byte() as usize), cells });
    let (table, found) = Table::of(Source::Text { text, delimiter }, path, &mut rows);
    ask.report_all(found);
    table
}

/// Returns the table of a workbook's rows, each with its number; reports as [`read`] does.
pub fn of_rows(
    ask: &mut Ask<'_>,
    path: &SourcePath,
    rows: impl Iterator<Item = (usize, Vec<String>)>,
) -> Table<'static> {
    let mut rows = rows.map(|(start, cells)| Row { start, cells: csv::StringRecord::from(cells) });
    let (table, found) = Table::of(Source::Workbook, path, &mut rows);
    ask.report_all(found);
    table
}

impl<'t> Table<'t> {
    /// Returns a table and what is wrong with it; its first row that holds anything is that of the headings.
    fn of(
        source: Source<'t>,
        path: &SourcePath,
        mut rows: &mut dyn Iterator<Item = Row>,
    ) -> (Self, Vec<Diagnostic>) {
        let first = Iterator::find(&mut rows, Row::holds_anything);
        let first = first.unwrap_or_else(|| Row { start: 0, cells: csv::StringRecord::new() });
        let mut table = Table {
            source,
            path: path.clone(),
            headings: first.cells.iter().map(Arc::from).collect(),
            head: first.start,
            rows: vec![first],
        };
        table.rows.extend(rows.filter(Row::holds_anything));
        let found = table.problems();
        table.rows.remove(0);
        (table, found)
    }
}

impl Row {
    fn holds_anything(&self) -> bool {
        self.cells.iter().any(|cell| !cell.is_empty())
    }
}

/// Returns what parts the cells of the first line that holds anything.
fn delimiter_of(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |byte: u8| memchr::memchr_iter(byte, line.as_bytes()).count();
    // The last of equally frequent ones: the comma, if there is none at all.
    b"\t;,".iter().copied().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

impl Table<'_> {
    /// Returns the rows as maps of texts by heading.
    pub fn plain(&self) -> Value {
        let row = |row: &Row| {
            let headings = self.headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
            let value = |column| match row.cells.get(column) {
                None | Some("") => Value::Null,
                Some(text) => text.into(),
            };
            Value::Map(headings.map(|(column, heading)| (Arc::clone(heading), value(column))).collect())
        };
        Value::List(self.rows.iter().map(row).collect())
    }

    /// Returns the place of a cell of a row.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        self.place_in(row.start, column)
    }

    /// Returns the place of a heading.
    pub fn heading_place(&self, column: usize) -> Place {
        self.place_in(self.head, column)
    }

    fn place_in(&self, start: usize, column: usize) -> Place {
        match self.source {
            Source::Text { text, delimiter } => {
                Place::text(&self.path, cell(text, delimiter, start, column).0)
            }
            Source::Workbook => Place::cell(&self.path, start, column + 1),
        }
    }

    /// Returns what is wrong with the table; the first row is that of the headings. Headings that are there twice are emptied.
    fn problems(&mut self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut stray = Vec::new();
        for row in &self.rows[1..] {
            let under_nothing = |column: &usize| self.headings.get(*column).is_none_or(|one| one.is_empty());
            let cells = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            stray.extend(cells.map(|(column, _)| column).filter(under_nothing).map(|column| (row, column)));
        }
        for (row, column) in stray.iter().take(MOST_STRAY) {
            let text = row.cells.get(*column).unwrap_or_default();
            let one = Diagnostic::new("data-no-heading").at(self.place(row, *column)).arg("text", text);
            found.push(one.arg("count", stray.len()));
        }
        found.extend(self.open_quote());
        let mut seen = FxHashSet::default();
        for column in 0..self.headings.len() {
            let heading = Arc::clone(&self.headings[column]);
            if !heading.is_empty() && !seen.insert(Arc::clone(&heading)) {
                let twice = Diagnostic::new("data-heading-twice").at(self.heading_place(column));
                found.push(twice.arg("text", heading));
                self.headings[column] = "".into();
            }
        }
        found
    }

    /// Reports a quotation mark that opens a cell and is never closed: it swallows all that follows.
    fn open_quote(&self) -> Option<Diagnostic> {
        let row = self.rows.last()?;
        let Source::Text { text, delimiter } = self.source else { return None };
        let (range, closed) = cell(text, delimiter, row.start, row.cells.len().saturating_sub(1));
        let at = range.start..range.end.min(range.start + 1);
        (!closed).then(|| Diagnostic::new("data-open-quote").at(Place::text(&self.path, at)))
    }
}

/// Returns the bytes of a cell of the row that begins at a byte, and whether its quotation mark is closed.
fn cell(text: &str, delimiter: u8, start: usize, column: usize) -> (Range<usize>, bool) {
    let bytes = text.as_bytes();
    let blank = |at: &usize| matches!(bytes.get(*at), Some(b'\n' | b'\r'));
    let mut at = (start..).find(|at| !blank(at)).unwrap_or(start);
    for _ in 0..column {
        at = cell_end(text, delimiter, at).0;
        if bytes.get(at) != Some(&delimiter) {
            return (at..at, true);
        }
        at += 1;
    }
    let (end, closed) = cell_end(text, delimiter, at);
    let inner = &text[at..end];
    let lead = inner.len() - inner.trim_start().len();
    (at + lead..at + inner.trim_end().len().max(lead), closed)
}

/// Returns where the cell that begins at a byte ends, and whether its quotation mark is closed.
fn cell_end(text: &str, delimiter: u8, at: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut inside = bytes.get(at) == Some(&b'"');
    let mut next = at + usize::from(inside);
    while let Some(&byte) = bytes.get(next) {
        match byte {
            b'"' if inside && bytes.get(next + 1) == Some(&b'"') => next += 1,
            b'"' if inside => inside = false,
            b'\n' | b'\r' if !inside => break,
            byte if !inside && byte == delimiter => break,
            _ => {}
        }
        next += 1;
    }
    (next.min(bytes.len()), !inside)
}
