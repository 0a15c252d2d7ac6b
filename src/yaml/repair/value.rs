//! Slips in a value: marks at its start that mean something else in YAML, colons inside it, quotes left open.

use std::ops::Range;

use super::line::{blank, close_of};
use super::{Last, Scan};
use crate::yaml::position::Edit;

/// What a value belongs to.
#[derive(Clone)]
pub struct Owner {
    /// Column of the key or dash; lines deeper than this belong to the value.
    pub column: usize,
    /// Bytes of the line from the key on, for quoting it mended.
    pub line: Range<usize>,
}

impl Scan<'_, '_> {
    /// Looks at a value that starts in line `at`; returns the number of the next line to look at.
    pub fn value(&mut self, at: usize, range: Range<usize>, owner: Owner) -> usize {
        let range = self.behind_anchor(range);
        let range = range.start..range.start + without_comment(&self.text[range.clone()]).len();
        let value = &self.text[range.clone()];
        let (first, rest) = match value.chars().next() {
            None => {
                self.last = Last::Open(Some(owner.column));
                return at + 1;
            }
            Some(first) => (first, &value[first.len_utf8()..]),
        };
        self.last = Last::Text(owner.column);
        match first {
            '|' | '>' if rest.chars().all(|c| matches!(c, '+' | '-' | '1'..='9')) => {
                return self.block(at, owner.column);
            }
            '"' | '\'' => return self.quoted(at, range, owner),
            '[' | '{' => return self.flow(at, range, owner),
            '*' if self.anchors.contains(rest) => {}
            '|' | '>' | '*' | '&' | '!' | '@' | '`' | '%' | ',' | ']' | '}' => {
                self.needs_quotes("yaml-needs-quotes", range.start..range.start + 1, (&range, &owner));
            }
            '-' if rest.starts_with(' ') => {
                self.error("yaml-list-on-key-line", range.start..range.start + 1, value);
                self.last = Last::Lost(owner.column);
            }
            _ => {
                if let Some(colon) = inner_colon(value).filter(|_| range.start > owner.line.start) {
                    let marked = range.start + colon..range.start + colon + 1;
                    self.needs_quotes("yaml-colon-in-value", marked, (&range, &owner));
                }
            }
        }
        at + 1
    }

    /// Steps over an anchor before a value.
    fn behind_anchor(&self, range: Range<usize>) -> Range<usize> {
        let value = &self.text[range.clone()];
        match value.strip_prefix('&') {
            Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => {
                let name = rest.find(' ').unwrap_or(rest.len());
                range.start + 1 + name + blank(&rest[name..]).bytes..range.end
            }
            _ => range,
        }
    }

    /// Steps over a block text; mends full-width spaces before its lines.
    fn block(&mut self, at: usize, column: usize) -> usize {
        self.last = Last::Closed;
        let mut next = at + 1;
        while let Some(line) = self.lines.get(next).cloned() {
            if !line.content(self.text).is_empty() {
                if line.column <= column {
                    break;
                }
                if self.text[line.whole..line.start].bytes().take_while(|&b| b == b' ').count() <= column {
                    self.mend_indent(&line);
                }
            }
            next += 1;
        }
        next
    }

    /// Looks at a value in quotes.
    fn quoted(&mut self, at: usize, range: Range<usize>, owner: Owner) -> usize {
        let value = &self.text[range.clone()];
        let quote = if value.starts_with('"') { '"' } else { '\'' };
        // The comment, if any, was cut off with a `#` that may stand inside the quotes: look at the whole line.
        let line_end = self.lines[at].end;
        if let Some(close) =
            close_of(&self.text[range.start..line_end], quote).map(|close| range.start + close)
        {
            let after = without_comment(&self.text[close..line_end]);
            if after.is_empty() {
                self.last = Last::Closed;
            } else if self.failed {
                let marked = close..close + after.len();
                self.needs_quotes(
                    "yaml-text-after-quote",
                    marked,
                    (&(range.start..close + after.len()), &owner),
                );
            }
            return at + 1;
        }
        if let Some(next) = self.close_below(at, range.start, (quote, owner.column)) {
            self.last = Last::Closed;
            return next;
        }
        if self.failed {
            let inner = &value[1..];
            let meant = match inner.strip_suffix('”') {
                Some(_) if quote == '"' => format!("“{inner}"),
                _ => quote_of(inner),
            };
            let fixed = format!("{}{meant}", &self.text[owner.line.start..range.start]);
            let text = value.to_owned();
            self.report.add("yaml-unclosed-quote", range.start..range.start + 1, |d| {
                d.arg("text", text).arg("fixed", fixed)
            });
            self.edits.push(Edit { start: range.start, end: range.end, put: quote_of(inner) });
        }
        self.last = Last::Lost(owner.column);
        at + 1
    }

    /// Returns the line after the one where quotes opened at a byte are closed, if they are closed properly.
    fn close_below(&self, at: usize, start: usize, (quote, column): (char, usize)) -> Option<usize> {
        let deeper = |line: &&super::Line| line.column > column || line.content(self.text).is_empty();
        let count = self.lines[at + 1..].iter().take_while(deeper).count();
        let end = self.lines[at + count].end;
        let close = start + close_of(&self.text[start..end], quote)?;
        let line = at + self.lines[at..=at + count].iter().position(|line| line.end >= close)?;
        without_comment(&self.text[close..self.lines[line].end]).is_empty().then_some(line + 1)
    }

    /// Reports a value that must stand in quotes, with the mended line, and puts it in quotes.
    pub fn needs_quotes(
        &mut self,
        code: &str,
        marked: Range<usize>,
        (range, owner): (&Range<usize>, &Owner),
    ) {
        if !self.failed {
            return;
        }
        let value = &self.text[range.clone()];
        let quoted = quote_of(value);
        let fixed = format!("{}{quoted}", &self.text[owner.line.start..range.start]);
        self.last = Last::Lost(owner.column);
        self.report.add(code, marked, |d| d.arg("text", value).arg("fixed", fixed));
        self.edits.push(Edit { start: range.start, end: range.end, put: quoted });
    }
}

/// Returns a text in quotes, readable and correct.
fn quote_of(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// Returns a text without a trailing comment and trailing blanks.
pub fn without_comment(text: &str) -> &str {
    let comment = text.match_indices('#').find(|&(at, _)| text[..at].ends_with([' ', '\t']));
    text[..comment.map_or(text.len(), |(at, _)| at)].trim_end()
}

/// Returns the byte of a colon in a plain text that the parser would take for the end of a key.
fn inner_colon(text: &str) -> Option<usize> {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    text.match_indices(':').find(|&(at, _)| ends(&text[at + 1..])).map(|(at, _)| at)
}
