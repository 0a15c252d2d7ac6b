//! Directives: `:::name … :::` blocks that a theme renders.
//!
//! Fence lines are found before parsing, because CommonMark has no such block; the writer decides which of them count,
//! since only the parser knows what is code. Must not know what any directive looks like.

use std::ops::Range;

use memchr::memmem;

use super::prepared::{Edit, Shield};

/// Fewest colons of a fence.
const SHORTEST: usize = 3;

/// A line that opens a directive, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// Number of colons.
    pub colons: usize,
    /// Name as written; may be empty.
    pub name: String,
    /// The words after the name, parted at `|`.
    pub args: Vec<String>,
    /// `key=value` pairs in order.
    pub attrs: Vec<(String, String)>,
    /// The line also closes it: `:::数据 :::`.
    pub closed: bool,
}

/// A fence line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FenceLine {
    /// Opens a directive.
    Open(Opening),
    /// Closes one; the number of colons.
    Close(usize),
}

/// Adds an edit for every fence line outside code and raw HTML.
pub(super) fn edits(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let has_colon = memchr::memchr(b':', bytes).is_some();
    let has_narrow = has_colon && memmem::find(bytes, b":::").is_some();
    if !has_narrow && memmem::find(bytes, "：：：".as_bytes()).is_none() {
        return;
    }
    let mut verbatim = Verbatim::No;
    for line in lines(text) {
        let words = &text[line.clone()];
        if verbatim.covers(words) {
            continue;
        }
        let indent = words.bytes().take_while(|&byte| byte == b' ').count();
        if indent < 4 && colons(&words[indent..]).0 >= SHORTEST {
            edits.push(Edit { at: line.start, len: line.len(), shield: Shield::Fence });
        } else {
            verbatim = Verbatim::opened_by(words);
        }
    }
}

/// Returns the lines of `text` without their line breaks.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let rest = &text.as_bytes()[start..];
        let end = start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let line = start..end;
        start = end + 1;
        Some(line)
    })
}

/// Whether the lines that follow are code or raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verbatim {
    No,
    /// Inside a code fence of a character and a length; `nested` in a list or quote.
    Fence {
        mark: u8,
        length: usize,
        nested: bool,
    },
    /// Inside raw HTML that ends with one of these words.
    Html(&'static str),
}

impl Verbatim {
    /// Tells whether `line` is verbatim, and notices if it is the last such line.
    fn covers(&mut self, line: &str) -> bool {
        match self {
            Self::No => false,
            Self::Html(end) => {
                if line.to_ascii_lowercase().contains(*end) {
                    *self = Self::No;
                }
                true
            }
            Self::Fence { mark, length, nested } => {
                let inner = line.trim_start_matches([' ', '\t', '>']);
                if *nested && !line.is_empty() && !line.starts_with([' ', '\t', '>']) {
                    *self = Self::No;
                    return false;
                }
                let run = inner.bytes().take_while(|byte| byte == mark).count();
                if run >= *length && inner[run..].trim().is_empty() {
                    *self = Self::No;
                }
                true
            }
        }
    }

    /// Returns what begins with `line`.
    fn opened_by(line: &str) -> Self {
        let inner = line.trim_start_matches(is_container);
        let indent = line.len() - line.trim_start_matches(' ').len();
        match inner.bytes().next() {
            Some(mark @ (b'`' | b'~')) => {
                let length = inner.bytes().take_while(|&byte| byte == mark).count();
                let nested = inner.len() + indent < line.len();
                let is_code = length >= 3 && (mark == b'~' || !inner[length..].contains('`'));
                if is_code && (nested || indent < 4) {
                    Self::Fence { mark, length, nested }
                } else {
                    Self::No
                }
            }
            Some(b'<') if indent < 4 => Self::html(inner),
            _ => Self::No,
        }
    }

    /// Returns the raw HTML that begins with `line` and does not end in it.
    fn html(line: &str) -> Self {
        const KINDS: [(&str, &str); 5] = [
            ("<!--", "-->"),
            ("<script", "</script>"),
            ("<style", "</style>"),
            ("<pre", "</pre>"),
            ("<textarea", "</textarea>"),
        ];
        let line = line.to_ascii_lowercase();
        match KINDS.iter().find(|(start, _)| line.starts_with(start)) {
            Some((start, end)) if !line[start.len()..].contains(end) => Self::Html(end),
            _ => Self::No,
        }
    }
}

/// Tells whether `c` can belong to the marks of a quote or list at the start of a line.
fn is_container(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>' | '-' | '+' | '*' | '.' | ')') || c.is_ascii_digit()
}

/// Returns how many colons, of either width, `text` starts with, and their length in bytes.
fn colons(text: &str) -> (usize, usize) {
    let mut count = 0;
    let mut length = 0;
    for c in text.chars().take_while(|c| matches!(c, ':' | '：')) {
        count += 1;
        length += c.len_utf8();
    }
    (count, length)
}

/// Takes a fence line apart.
pub(super) fn parse(line: &str) -> FenceLine {
    let line = line.trim();
    let (count, length) = colons(line);
    let mut rest = line[length..].trim();
    if rest.is_empty() {
        return FenceLine::Close(count);
    }
    let body = rest.trim_end_matches([':', '：']);
    let closed = colons(&rest[body.len()..]).0 >= SHORTEST;
    if closed {
        rest = body.trim_end();
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '{' | '|' | '｜')).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let (args, attrs) = arguments(rest);
    FenceLine::Open(Opening { colons: count, name: name.into(), args, attrs, closed })
}

/// Parts the words after a name into arguments and `key=value` pairs.
fn arguments(text: &str) -> (Vec<String>, Vec<(String, String)>) {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
    let mut attrs = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.trim_start();
        words.push_str(&rest[..rest.len() - word.len()]);
        if let Some((key, value, after)) = attribute(word) {
            attrs.push((key.into(), value.into()));
            rest = after;
        } else {
            let end = word.find(char::is_whitespace).unwrap_or(word.len());
            words.push_str(&word[..end]);
            rest = &word[end..];
        }
    }
    let words = words.trim();
    let args = words.split(['|', '｜']).map(|part| part.trim().to_owned());
    (if words.is_empty() { Vec::new() } else { args.collect() }, attrs)
}

/// Takes `key=value` or `key="a value"` off the start of `text`.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))?;
    let value = text[end..].strip_prefix(['=', '＝']).filter(|_| end > 0)?;
    let close = match value.chars().next()? {
        '"' => '"',
        '“' => '”',
        c if c.is_whitespace() => return None,
        _ => {
            let stop = value.find(char::is_whitespace).unwrap_or(value.len());
            return Some((&text[..end], &value[..stop], &value[stop..]));
        }
    };
    let inner = value.trim_start_matches(['"', '“']);
    let stop = inner.find(close)?;
    Some((&text[..end], &inner[..stop], &inner[stop + close.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(line: &str) -> Opening {
        match parse(line) {
            FenceLine::Open(opening) => opening,
            FenceLine::Close(_) => panic!("{line} closes"),
        }
    }

    #[test]
    fn openings() {
        let pillar = open(":::板块 筑心|坚持理论武装，打牢共同思想基础");
        assert_eq!((pillar.colons, pillar.name.as_str()), (3, "板块"));
        assert_eq!(pillar.args, ["筑心", "坚持理论武装，打牢共同思想基础"]);
        assert_eq!(open(":::pillar Build the heart").args, ["Build the heart"]);
        assert_eq!(open("：：：点评　机关党委").args, ["机关党委"]);
        let gallery = open("::::gallery 活动 | 现场 columns=3 说明=“图 片” note=\"a b\"");
        assert_eq!(gallery.args, ["活动", "现场"]);
        assert_eq!(
            gallery.attrs,
            [("columns", "3"), ("说明", "图 片"), ("note", "a b")].map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
        assert!(open(":::数据 :::").closed);
        assert_eq!(open(":::figures{columns=2}").attrs.len(), 1);
        assert_eq!(open(":::a x=").args, ["x="]);
    }

    #[test]
    fn closings() {
        assert_eq!(parse(":::"), FenceLine::Close(3));
        assert_eq!(parse(" ：：：： "), FenceLine::Close(4));
    }

    fn found(text: &str) -> Vec<&str> {
        let mut list = Vec::new();
        edits(text, &mut list);
        list.iter().map(|edit| &text[edit.at..edit.at + edit.len]).collect()
    }

    #[test]
    fn fences_outside_code() {
        assert_eq!(found(":::a\n正文\n:::\n"), [":::a", ":::"]);
        assert_eq!(found("```\n:::a\n```\n:::b\n:::"), [":::b", ":::"]);
        assert_eq!(found("- ```\n  :::a\n  ```\n:::b"), [":::b"]);
        assert_eq!(found("<!--\n:::a\n-->\n:::b"), [":::b"]);
        assert_eq!(found("    :::a\n正文:::\n::x\n"), [""; 0]);
        assert_eq!(found(":::a\r\n:::\r\n"), [":::a", ":::"]);
        assert_eq!(found("~~~ x\n```\n:::a\n~~~\n:::b"), [":::b"]);
    }
}
