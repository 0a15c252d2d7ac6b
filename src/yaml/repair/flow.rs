//! Slips inside `[…]` and `{…}`: full-width commas and colons, brackets left open.

use std::ops::Range;

use super::line::{close_of, is_key};
use super::value::{Owner, without_comment};
use super::{Last, Scan};
use crate::yaml::position::Edit;

/// A slip inside brackets: rule, bytes, what to put.
type Slip = (&'static str, Range<usize>, &'static str);

impl Scan<'_, '_> {
    /// Looks at a value in brackets; returns the number of the next line to look at.
    pub fn flow(&mut self, at: usize, range: Range<usize>, owner: Owner) -> usize {
        let limit = self.flow_limit(at, owner.column);
        let mut walk =
            Walk { text: &self.text[..self.lines[limit].end], levels: Vec::new(), slips: Vec::new() };
        let close = walk.run(range.start);
        let slips = walk.slips;
        self.last = Last::Lost(owner.column);
        let Some(close) = close else {
            let first = range.start..range.start + 1;
            self.error("yaml-unclosed-bracket", first, &self.text[range]);
            return at + 1;
        };
        let line = at + self.lines[at..=limit].iter().position(|line| line.end >= close).unwrap_or(0);
        let after = without_comment(&self.text[close..self.lines[line].end.max(close)]);
        if after.is_empty() {
            self.last = Last::Closed;
            self.mend_flow(slips);
        } else if line == at {
            let whole = range.start..close + after.len();
            self.needs_quotes("yaml-needs-quotes", range.start..range.start + 1, (&whole, &owner));
        } else {
            self.error("yaml-text-after-bracket", close..close + after.len(), after);
        }
        line + 1
    }

    /// Reports and mends slips inside brackets.
    fn mend_flow(&mut self, slips: Vec<Slip>) {
        for (code, slip, put) in slips {
            let before = self.text[..slip.start].rsplit(['{', '[', ',', '，', ' ', '\n']).next();
            self.report.add(code, slip.clone(), |d| d.arg("key", before.unwrap_or("")));
            self.edits.push(Edit { start: slip.start, end: slip.end, put: put.into() });
        }
    }

    /// Returns the last line that brackets opened in line `at` can reach.
    fn flow_limit(&self, at: usize, column: usize) -> usize {
        let inside = |line: &&super::Line| {
            let content = line.content(self.text);
            line.column > column || content.is_empty() || content.starts_with([']', '}'])
        };
        at + self.lines[at + 1..].iter().take_while(inside).count()
    }
}

/// A bracket that is open.
struct Level {
    bracket: char,
    /// First byte of the item or key that is being read.
    item: Option<usize>,
    /// The next mark starts a value.
    fresh: bool,
    /// A colon was seen in this item.
    colon: bool,
    commas: usize,
    wide_commas: Vec<usize>,
}

impl Level {
    fn next_item(&mut self) {
        (self.item, self.fresh, self.colon) = (None, true, false);
    }
}

/// A walk over brackets from their opening; collects slips.
struct Walk<'t> {
    text: &'t str,
    levels: Vec<Level>,
    slips: Vec<Slip>,
}

impl Walk<'_> {
    /// Returns the byte after the bracket that closes the first one; nothing if it does not close.
    fn run(&mut self, start: usize) -> Option<usize> {
        let mut at = start;
        while let Some(c) = self.text[at..].chars().next() {
            let next = at + c.len_utf8();
            let fresh = self.levels.last().is_some_and(|level| level.fresh);
            at = match c {
                '[' | '{' => {
                    self.open(c);
                    next
                }
                ']' | '}' => {
                    if self.close(c)? {
                        return Some(next);
                    }
                    next
                }
                '"' | '\'' if fresh => {
                    self.begin(at);
                    at + close_of(&self.text[at..], c)?
                }
                '#' if self.text[..at].ends_with([' ', '\t', '\n']) => {
                    at + self.text[at..].find('\n').unwrap_or(self.text.len() - at)
                }
                ' ' | '\t' | '\n' | '\r' => next,
                _ => {
                    self.mark(at..next);
                    next
                }
            };
        }
        None
    }

    fn open(&mut self, bracket: char) {
        let level =
            Level { bracket, item: None, fresh: true, colon: false, commas: 0, wide_commas: Vec::new() };
        self.levels.push(level);
    }

    /// Closes a bracket; tells whether it was the first one, or nothing if it does not fit.
    fn close(&mut self, bracket: char) -> Option<bool> {
        let level = self.levels.pop()?;
        if (level.bracket == '[') != (bracket == ']') {
            return None;
        }
        if level.commas == 0 {
            self.slips.extend(level.wide_commas.into_iter().map(|at| ("full-width-comma", at..at + 3, ", ")));
        }
        if let Some(outer) = self.levels.last_mut() {
            outer.fresh = false;
        }
        Some(self.levels.is_empty())
    }

    /// Notes that an item goes on at a byte.
    fn begin(&mut self, at: usize) {
        if let Some(level) = self.levels.last_mut() {
            level.item.get_or_insert(at);
            level.fresh = false;
        }
    }

    /// Looks at a character that is no bracket, quote or blank.
    fn mark(&mut self, range: Range<usize>) {
        let Some(level) = self.levels.last_mut() else { return };
        let rest = &self.text[range.end..];
        let in_key = level.bracket == '{' && !level.colon;
        let item = level.item.map_or("", |item| &self.text[item..range.start]);
        match &self.text[range.clone()] {
            "," => {
                level.commas += 1;
                return level.next_item();
            }
            "，" if level.bracket == '[' => level.wide_commas.push(range.start),
            "，" if level.colon && starts_with_key(rest) => {
                level.next_item();
                return self.slips.push(("full-width-comma", range, ", "));
            }
            ":" if rest.starts_with([' ', '\n', '\r', '\t', '"', '\'', ',', '}', ']', '[', '{']) => {
                return (level.colon, level.fresh) = (true, true);
            }
            ":" if in_key && is_key(item) && !rest.starts_with("//") => {
                (level.colon, level.fresh) = (true, true);
                return self.slips.push(("missing-space", range, ": "));
            }
            "：" if in_key && is_key(item) => {
                (level.colon, level.fresh) = (true, true);
                return self.slips.push(("full-width-colon", range, ": "));
            }
            _ => {}
        }
        self.begin(range.start);
    }
}

/// Tells whether a text starts with a key and its colon.
fn starts_with_key(text: &str) -> bool {
    let Some((end, mark)) = text.char_indices().take(30).find(|(_, c)| ":：,，{}[]\n".contains(*c)) else {
        return false;
    };
    matches!(mark, ':' | '：') && is_key(text[..end].trim_start())
}
