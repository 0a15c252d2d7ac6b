//! Slips that editors make, found line by line, each with the mended text.
//!
//! The scan follows the structure of a text just far enough to know where a key must stand: open maps by column, block
//! texts, quotes and brackets over several lines. Each slip becomes a finding and, where the meaning is plain, an
//! [`Edit`]; what is left unmended fails in the parser and is kept apart by its block.
//! If the parser took the text (`failed` is false), only marks that change no valid meaning are mended.

mod flow;
mod line;
mod value;

use rustc_hash::FxHashSet;

use super::Report;
use super::position::Edit;
pub use line::close_of;
use line::{Colon, Line};

/// How far ahead the scan looks to tell a map from a text. *Source:* bounds the cost of hostile files.
const LOOK_AHEAD: usize = 40;

/// Tells whether a text may mean something else than the parser would read: full-width marks or colons without a
/// space at places where they would be structure.
pub fn is_suspicious(text: &str) -> bool {
    text.bytes().any(is_control) || text.split('\n').any(line::is_suspicious)
}

/// Returns the edits that mend a text and reports each slip; only harmless ones unless `failed`.
pub fn scan(text: &str, failed: bool, report: &mut Report) -> Vec<Edit> {
    let mut scan = Scan {
        text,
        lines: line::lines(text),
        failed,
        report,
        edits: Vec::new(),
        maps: Vec::new(),
        last: Last::Open(None),
        list: None,
        anchors: anchors(text),
    };
    let mut at = 0;
    while at < scan.lines.len() {
        at = scan.line(at).max(at + 1);
    }
    scan.controls();
    let mut edits = scan.edits;
    edits.sort_by_key(|edit| edit.start);
    let mut end = 0;
    edits.retain(|edit| {
        let apart = edit.start >= end;
        end = if apart { edit.end } else { end };
        apart
    });
    edits
}

/// Returns all names that may be anchors: words after `&`.
pub fn anchors(text: &str) -> FxHashSet<&str> {
    let word = |(at, _)| {
        let rest: &str = &text[at + 1..];
        rest.split([' ', '\t', '\n', '\r', ',', ']', '}']).next().unwrap_or("")
    };
    text.match_indices('&').map(word).filter(|name| !name.is_empty()).collect()
}

/// Tells whether a byte is a control character that no text should hold.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// What the line before left open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Last {
    /// A key or dash in this column without a value; at the start of the text, nothing.
    Open(Option<usize>),
    /// A text that deeper lines than this column go on with.
    Text(usize),
    /// A value that is complete.
    Closed,
    /// Something already reported; lines deeper than this column belong to it.
    Lost(usize),
}

/// Where the content of a line stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Position {
    /// In the column of an open map: it must be a key.
    Sibling,
    /// Where the first key of the whole text stands.
    Root,
    /// Where any value may start.
    Fresh,
    /// In no column that means anything.
    Astray,
}

struct Scan<'a, 'b> {
    text: &'a str,
    lines: Vec<Line>,
    failed: bool,
    report: &'a mut Report<'b>,
    edits: Vec<Edit>,
    /// Columns of the open maps, outermost first.
    maps: Vec<usize>,
    last: Last,
    /// Column of the dashes of the innermost list, while its lines go on.
    list: Option<usize>,
    anchors: FxHashSet<&'a str>,
}

impl Scan<'_, '_> {
    /// Looks at a line; returns the number of the next line to look at.
    fn line(&mut self, at: usize) -> usize {
        let line = self.lines[at].clone();
        let content = line.content(self.text);
        if content.is_empty() || content.starts_with('#') {
            return at + 1;
        }
        if line.column == 0 && line::is_marker(content) {
            if !self.parts(&line) {
                (self.maps, self.last) = (Vec::new(), Last::Open(None));
            }
            return at + 1;
        }
        if matches!(self.last, Last::Text(column) if line.column > column) {
            self.continuation(&line);
            return at + 1;
        }
        if matches!(self.last, Last::Lost(column) if line.column > column) {
            return at + 1;
        }
        self.mend_indent(&line);
        let column = line.column;
        let (line, dash) = self.dashes(line);
        self.list = if dash.is_some() { Some(column) } else { self.list.filter(|list| column > *list) };
        let content = line.content(self.text);
        if content.is_empty() || content.starts_with('#') {
            self.last = Last::Open(dash);
            return at + 1;
        }
        self.maps.truncate(self.maps.partition_point(|&column| column <= line.column));
        let position = self.position(line.column, dash);
        self.content(at, &line, (position, dash))
    }

    /// Looks at the content of a line, behind its dashes.
    fn content(&mut self, at: usize, line: &Line, (position, dash): (Position, Option<usize>)) -> usize {
        let content = line.content(self.text);
        let key = line::find_colon(content);
        let is_key = match (&key, position) {
            (_, Position::Astray) => {
                self.error("yaml-indent", line.start..line.end, content);
                self.last = Last::Lost(self.maps.last().copied().unwrap_or(0));
                return at + 1;
            }
            (None, Position::Sibling) if content.starts_with("? ") || content.starts_with(": ") => {
                self.last = Last::Text(line.column);
                return at + 1;
            }
            (None, Position::Sibling) => {
                self.no_colon(line);
                self.last = Last::Lost(line.column);
                return at + 1;
            }
            (None, Position::Root) if self.failed && !content.starts_with(['[', '{']) => {
                self.no_colon(line);
                return at + 1;
            }
            (None, _) => false,
            (Some(Colon::Proper { .. }), _) | (Some(_), Position::Sibling | Position::Root) => true,
            (Some(colon), Position::Fresh) => self.is_map(at, line, colon),
        };
        match key {
            Some(colon) if is_key => {
                if position != Position::Sibling {
                    self.maps.push(line.column);
                }
                let value = self.mend_colon(line, &colon);
                let whole = line.start..line.end;
                self.value(at, value..line.end, value::Owner { column: line.column, line: whole })
            }
            _ => {
                let column = dash.or(self.maps.last().copied()).unwrap_or(0);
                let owner = value::Owner { column, line: line.start..line.end };
                self.value(at, line.start..line.end, owner)
            }
        }
    }

    /// Tells where content in a column stands.
    fn position(&self, column: usize, dash: Option<usize>) -> Position {
        match (dash, self.maps.last(), self.last) {
            (Some(_), ..) => Position::Fresh,
            (None, Some(&open), _) if open == column => Position::Sibling,
            (None, None, Last::Open(None)) => Position::Root,
            (None, _, Last::Open(Some(open))) if column > open => Position::Fresh,
            _ => Position::Astray,
        }
    }

    /// Steps over the dashes of a list; returns the rest of the line and the column of the last dash.
    fn dashes(&mut self, mut line: Line) -> (Line, Option<usize>) {
        let mut dash = None;
        while let Some(rest) = line.content(self.text).strip_prefix('-') {
            let gap = line::blank(rest);
            if gap.bytes == 0 && !rest.is_empty() {
                if dash.is_some() || !self.is_item(&line, rest) {
                    break;
                }
                let fixed = format!("- {rest}");
                self.report
                    .add("missing-space-after-dash", line.start..line.start + 1, |d| d.arg("fixed", fixed));
                let start = line.start + 1;
                self.edits.push(Edit { start, end: start, put: " ".into() });
                let column = line.column;
                self.maps.truncate(self.maps.partition_point(|&open| open <= column));
                return (Line { column: column + 2, start, ..line }, Some(column));
            }
            self.maps.truncate(self.maps.partition_point(|&column| column <= line.column));
            dash = Some(line.column);
            let (from, to) = (line.start + 1, line.start + 1 + gap.bytes);
            if gap.wide {
                self.hint("full-width-space", from..to, " ".repeat(gap.columns));
            }
            line = Line { column: line.column + 1 + gap.columns, start: to, ..line };
        }
        (line, dash)
    }

    /// Tells whether a dash without a space begins an item: where a list must begin, or in line with the items above.
    fn is_item(&self, line: &Line, rest: &str) -> bool {
        let begins = matches!(self.last, Last::Open(Some(column)) if line.column >= column);
        line::lacks_space(rest) && (begins || self.list == Some(line.column))
    }

    /// Reports invisible control characters and takes them out.
    fn controls(&mut self) {
        for at in (0..self.text.len()).filter(|&at| is_control(self.text.as_bytes()[at])) {
            self.report.add("yaml-control-character", at..at + 1, |d| d);
            self.edits.push(Edit { start: at, end: at + 1, put: String::new() });
        }
    }

    /// Replaces full-width spaces and tabs before the content by spaces.
    fn mend_indent(&mut self, line: &Line) {
        if line.indent.tab && self.failed {
            self.error("yaml-tab", line.whole..line.start, line.content(self.text));
        } else if !line.indent.wide || line.indent.tab {
            return;
        } else {
            self.report.add("full-width-space", line.whole..line.start, |d| d);
        }
        let put = " ".repeat(line.column);
        self.edits.push(Edit { start: line.whole, end: line.start, put });
    }

    /// Makes a colon one that the parser sees; returns where the value starts.
    fn mend_colon(&mut self, line: &Line, colon: &Colon) -> usize {
        let (at, next) = (line.start + colon.at(), line.start + colon.value());
        let code = match colon {
            Colon::Proper { blank: false, .. } => return next,
            Colon::Proper { .. } => "full-width-space",
            Colon::Wide { .. } => "full-width-colon",
            Colon::Tight { .. } => "missing-space",
        };
        let end = line.start + colon.end();
        let marked = if code == "full-width-space" { end..next } else { at..end };
        let put = if next == line.end { ":" } else { ": " };
        let key = self.text[line.start..at].trim_end();
        self.report.add(code, marked, |d| d.arg("key", key));
        self.edits.push(Edit { start: at, end: next, put: put.into() });
        next
    }

    /// Tells whether a line whose colon is not proper starts a map: it has no value, or its neighbours are keys.
    fn is_map(&self, at: usize, line: &Line, colon: &Colon) -> bool {
        if line.start + colon.value() == line.end {
            return true;
        }
        for next in self.lines.iter().skip(at + 1).take(LOOK_AHEAD) {
            let content = next.content(self.text);
            if content.is_empty() || content.starts_with('#') || next.column > line.column {
                continue;
            }
            return next.column == line.column && line::find_colon(content).is_some();
        }
        false
    }

    /// Looks at a line that goes on with a text: a key in it is too far to the right.
    fn continuation(&mut self, line: &Line) {
        let content = line.content(self.text);
        if let Some(Colon::Proper { at, .. }) = line::find_colon(content) {
            self.error("yaml-indent", line.start..line.start + at, content);
        }
    }

    /// Reports a line of dashes or dots with content above it, where another text would start, and makes it a comment, so that
    /// what stands below is read along; tells whether it did.
    fn parts(&mut self, line: &Line) -> bool {
        let above = &self.text[..line.whole];
        let is_content = |line: &str| !matches!(line.chars().next(), None | Some('#' | '%'));
        if !self.failed || !above.lines().any(|line| is_content(line.trim())) {
            return false;
        }
        self.error("yaml-several-documents", line.start..line.end, line.content(self.text));
        self.edits.push(Edit { start: line.start, end: line.start, put: "#".into() });
        true
    }

    /// Reports a line without a colon where a key must stand, and leaves it out.
    fn no_colon(&mut self, line: &Line) {
        let content = line.content(self.text);
        if self.error("yaml-no-colon", line.start..line.end, content) {
            self.edits.push(Edit { start: line.start, end: line.start, put: "#".into() });
        }
    }

    /// Reports a slip that the text means only one thing by, and mends it.
    fn hint(&mut self, code: &str, range: std::ops::Range<usize>, put: String) {
        self.report.add(code, range.clone(), |d| d);
        self.edits.push(Edit { start: range.start, end: range.end, put });
    }

    /// Reports an error that quotes a text, if the parser failed; tells whether it did.
    fn error(&mut self, code: &str, range: std::ops::Range<usize>, text: &str) -> bool {
        if self.failed {
            self.report.add(code, range, |d| d.arg("text", text));
        }
        self.failed
    }
}
