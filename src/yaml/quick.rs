//! Reads the plain front matter that nearly every page has, in one pass and without events.
//!
//! Knows block maps and lists, one-line scalars, simple quotes, and brackets on one line. At anything else (anchors,
//! block texts, escapes, texts over several lines, errors of any kind) it gives up, and the event parser reads the
//! text. Where it does not give up it must agree with [`super::tree`] to the byte: a test compares the two.
//! *Source:* measured; the event parser takes 36 ns per byte, this pass 6, and a site has a front matter per page.

use super::tree::{Pairs, plain};
use super::{Data, Node, Report, Scalar};

/// Deeper nesting than this is left to the event parser.
const DEPTH_LIMIT: usize = 16;
/// Longer keys than this are left to the event parser. *Source:* YAML allows 1024 characters.
const KEY_LIMIT: usize = 256;

/// Returns the tree of a plain text whose root is a map; `None` if it must be read by the event parser.
pub fn build(text: &str, report: &mut Report) -> Option<Node> {
    let odd = |byte: u8| byte < b' ' && byte != b'\n' && byte != b'\r';
    if text.bytes().any(odd) || text.contains('\u{feff}') {
        return None;
    }
    let mut quick = Quick { text, next: 0, line: None, report };
    quick.advance()?;
    let column = quick.line?.indent;
    let root = quick.map(column, 0)?;
    quick.line.is_none().then_some(root)
}

/// A line with content: its indentation, and its content without trailing spaces.
#[derive(Clone, Copy)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

struct Quick<'t, 'r, 'p> {
    text: &'t str,
    /// First byte after the current line.
    next: usize,
    /// The current line; nothing at the end.
    line: Option<Line>,
    report: &'r mut Report<'p>,
}

// In all functions below `None` means: give up.
impl Quick<'_, '_, '_> {
    /// Goes to the next line that is neither blank nor a comment.
    fn advance(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        while self.next < bytes.len() {
            let from = self.next;
            let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at);
            self.next = end + 1;
            let line = self.text[from..end].strip_suffix('\r').unwrap_or(&self.text[from..end]);
            let content = line.trim_end_matches(' ');
            let indent = content.len() - content.trim_start_matches(' ').len();
            let (start, end) = (from + indent, from + content.len());
            match bytes[start..end].first() {
                None | Some(b'#') => continue,
                Some(b'-' | b'.')
                    if indent == 0 && matches!(bytes.get(start..start + 3), Some(b"---" | b"...")) =>
                {
                    return None;
                }
                Some(_) => {}
            }
            if bytes[start..end].contains(&b'\r') {
                return None;
            }
            self.line = Some(Line { indent, start, end });
            return Some(());
        }
        self.line = None;
        Some(())
    }

    fn starts_item(&self, line: Line) -> bool {
        let content = &self.text.as_bytes()[line.start..line.end];
        content == b"-" || content.starts_with(b"- ")
    }

    /// Reads a map whose keys stand in a column, from the current line on.
    fn map(&mut self, column: usize, depth: usize) -> Option<Node> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        let first = self.line?.start;
        let mut pairs = Pairs::default();
        while let Some(line) = self.line.filter(|line| line.indent >= column) {
            if line.indent > column || self.starts_item(line) {
                return None;
            }
            let colon = self.colon(line.start, line.end)?;
            let key = self.scalar(line.start, colon);
            if key.is_null() || self.text[line.start..colon].ends_with(' ') {
                return None;
            }
            let start = self.skip_spaces(colon + 1, line.end);
            let value = if start == line.end || self.text.as_bytes()[start] == b'#' {
                self.below(column, colon, depth)?
            } else {
                let value = self.inline(start, line.end)?;
                self.advance()?;
                value
            };
            pairs.add((key, value), self.report);
        }
        let entries = pairs.into_entries();
        let end = entries.last().map(|(key, value)| value.span.1.max(key.span.1))?;
        let span = (first as u32, end);
        Some(Node { span, data: Data::Map(entries) })
    }

    /// Reads the value of a key that has none on its line.
    fn below(&mut self, column: usize, colon: usize, depth: usize) -> Option<Node> {
        self.advance()?;
        match self.line {
            Some(line) if line.indent >= column && self.starts_item(line) => {
                self.list(line.indent, depth + 1)
            }
            Some(line) if line.indent > column => self.map(line.indent, depth + 1),
            _ => Some(Node { span: (colon as u32, colon as u32), data: Data::Null }),
        }
    }

    /// Reads a list whose dashes stand in a column, from the current line on.
    fn list(&mut self, column: usize, depth: usize) -> Option<Node> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        let first = self.line?.start;
        let mut items: Vec<Node> = Vec::new();
        while let Some(line) = self.line.filter(|line| line.indent >= column && self.starts_item(*line)) {
            if line.indent > column {
                return None;
            }
            let start = self.skip_spaces(line.start + 1, line.end);
            if start == line.end || matches!(self.text.as_bytes()[start], b'#') {
                return None;
            }
            let rest = Line { indent: line.indent + (start - line.start), start, end: line.end };
            if self.starts_item(rest) {
                return None;
            }
            if self.colon(start, line.end).is_some() {
                self.line = Some(rest);
                items.push(self.map(rest.indent, depth + 1)?);
            } else {
                items.push(self.inline(start, line.end)?);
                self.advance()?;
            }
            // A deeper line would go on with the item.
            if self.line.is_some_and(|line| line.indent > column) {
                return None;
            }
        }
        Some(Node { span: (first as u32, items.last()?.span.1), data: Data::List(items) })
    }

    fn skip_spaces(&self, from: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        (from..end).find(|&at| bytes[at] != b' ').unwrap_or(end)
    }

    /// Returns the colon after the plain key that a content starts with.
    fn colon(&self, start: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if is_indicator(bytes[start]) {
            return None;
        }
        let mut from = start;
        while let Some(at) = memchr::memchr2(b':', b'#', &bytes[from..end]).map(|at| from + at) {
            if bytes[at] == b'#' {
                if bytes[at - 1] == b' ' {
                    return None;
                }
            } else if at + 1 == end || bytes[at + 1] == b' ' {
                return (at - start <= KEY_LIMIT).then_some(at);
            }
            from = at + 1;
        }
        None
    }

    /// Reads a value that stands on one line, with nothing behind it but a comment.
    fn inline(&mut self, start: usize, end: usize) -> Option<Node> {
        let bytes = self.text.as_bytes();
        let (node, after) = match bytes[start] {
            b'[' | b'{' => self.flow(start, end, 0)?,
            b'"' | b'\'' => self.quoted(start, end)?,
            b'-' if bytes.get(start + 1).is_none_or(|next| matches!(next, b' ' | b'\r' | b'\n')) => {
                return None;
            }
            first if first != b'-' && is_indicator(first) => return None,
            _ => return self.plain(start, end),
        };
        let rest = self.skip_spaces(after, end);
        let clean = rest == end || (bytes[rest] == b'#' && rest > after);
        clean.then_some(node)
    }

    /// Reads a plain text up to the end of the line or a comment.
    fn plain(&self, start: usize, end: usize) -> Option<Node> {
        let bytes = self.text.as_bytes();
        let (mut from, mut stop) = (start, end);
        while let Some(at) = memchr::memchr2(b':', b'#', &bytes[from..end]).map(|at| from + at) {
            match bytes[at] {
                b':' if at + 1 == end || bytes[at + 1] == b' ' => return None,
                b'#' if bytes[at - 1] == b' ' => {
                    stop = start + self.text[start..at].trim_end_matches(' ').len();
                    break;
                }
                _ => from = at + 1,
            }
        }
        Some(self.scalar(start, stop))
    }

    fn scalar(&self, start: usize, end: usize) -> Node {
        Node { span: (start as u32, end as u32), data: plain(self.text[start..end].to_owned()) }
    }

    /// Reads a text in quotes without escapes; returns the byte after it.
    fn quoted(&self, start: usize, end: usize) -> Option<(Node, usize)> {
        let bytes = self.text.as_bytes();
        let quote = bytes[start];
        let escape = if quote == b'"' { b'\\' } else { quote };
        let close = start + 1 + memchr::memchr2(quote, escape, &bytes[start + 1..end])?;
        let text = &self.text[start + 1..close];
        if bytes[close] != quote || bytes.get(close + 1) == Some(&quote) {
            return None;
        }
        let data = Data::Scalar(Scalar { text: text.to_owned(), plain: false });
        Some((Node { span: (start as u32, close as u32 + 1), data }, close + 1))
    }

    /// Reads brackets; returns the byte after them.
    fn flow(&mut self, start: usize, end: usize, depth: usize) -> Option<(Node, usize)> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        let is_map = self.text.as_bytes()[start] == b'{';
        let close = if is_map { b'}' } else { b']' };
        let (mut items, mut pairs) = (Vec::new(), Pairs::default());
        let mut at = self.skip_spaces(start + 1, end);
        if self.byte(at, end)? != close {
            loop {
                let key = if is_map { Some(self.flow_key(&mut at, end)?) } else { None };
                let (value, after) = self.flow_value(at, end, depth)?;
                match key {
                    Some(key) => pairs.add((key, value), self.report),
                    None => items.push(value),
                }
                at = self.skip_spaces(after, end);
                match self.byte(at, end)? {
                    b',' => at = self.skip_spaces(at + 1, end),
                    mark if mark == close => break,
                    _ => return None,
                }
            }
        }
        let data = if is_map { Data::Map(pairs.into_entries()) } else { Data::List(items) };
        Some((Node { span: (start as u32, at as u32 + 1), data }, at + 1))
    }

    fn byte(&self, at: usize, end: usize) -> Option<u8> {
        (at < end).then(|| self.text.as_bytes()[at])
    }

    /// Reads a plain key inside brackets and steps to its value.
    fn flow_key(&self, at: &mut usize, end: usize) -> Option<Node> {
        let bytes = self.text.as_bytes();
        let start = *at;
        if is_indicator(self.byte(start, end)?) {
            return None;
        }
        let stop = |at: &usize| matches!(bytes[*at], b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#');
        let colon = (start..end.min(start + KEY_LIMIT)).find(stop)?;
        if bytes[colon] != b':' || self.byte(colon + 1, end)? != b' ' || bytes[colon - 1] == b' ' {
            return None;
        }
        *at = self.skip_spaces(colon + 1, end);
        Some(self.scalar(start, colon)).filter(|key| !key.is_null())
    }

    /// Reads a value inside brackets; returns the byte after it.
    fn flow_value(&mut self, start: usize, end: usize, depth: usize) -> Option<(Node, usize)> {
        let bytes = self.text.as_bytes();
        match self.byte(start, end)? {
            b'[' | b'{' => return self.flow(start, end, depth + 1),
            b'"' | b'\'' => return self.quoted(start, end),
            b'-' if matches!(self.byte(start + 1, end)?, b' ' | b',' | b'[' | b']' | b'{' | b'}') => {
                return None;
            }
            first if first != b'-' && is_indicator(first) => return None,
            _ => {}
        }
        let mut at = start;
        loop {
            match self.byte(at, end)? {
                b',' | b']' | b'}' => break,
                b'[' | b'{' => return None,
                b'#' if bytes[at - 1] == b' ' => return None,
                b':' if matches!(self.byte(at + 1, end)?, b' ' | b',' | b'[' | b']' | b'{' | b'}') => {
                    return None;
                }
                _ => at += 1,
            }
        }
        let stop = start + self.text[start..at].trim_end_matches(' ').len();
        Some((self.scalar(start, stop), at))
    }
}

/// Tells whether a mark at the start of a text means something in YAML.
fn is_indicator(byte: u8) -> bool {
    b"-?:,[]{}#&*!|>'\"%@`".contains(&byte)
}
