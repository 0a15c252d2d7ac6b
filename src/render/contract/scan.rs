//! A template as pieces and tokens, each with its place. Lexical: the engine's own parser keeps its tree to itself.

use std::ops::Range;

/// A tag of the template language, without its braces.
pub struct Tag {
    /// What stands between the braces.
    pub inside: Range<usize>,
}

/// Returns the tags of a template, comments left out; and the template with blanks in their place, for those who look at HTML alone.
pub fn tags(text: &str) -> (Vec<Tag>, String) {
    let (mut found, mut html) = (Vec::new(), String::with_capacity(text.len()));
    let mut at = 0;
    while let Some(open) = text[at..].find("{").map(|found| at + found) {
        let close = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                html.push_str(&text[at..=open]);
                at = open + 1;
                continue;
            }
        };
        let inner = open + 2;
        let end = if close == "#}" {
            text[inner..].find(close).map_or(text.len(), |found| inner + found)
        } else {
            end_of_tag(text, inner, close)
        };
        let after = (end + 2).min(text.len());
        html.push_str(&text[at..open]);
        // A letter: an attribute whose value is a tag alone has a value. A comment is nothing.
        let filler = if close == "#}" { ' ' } else { 'x' };
        html.extend(std::iter::repeat_n(filler, after - open));
        if close != "#}" {
            found.push(Tag { inside: inner..end });
        }
        at = after;
    }
    html.push_str(&text[at..]);
    (found, html)
}

/// Returns where the closing braces of a tag begin: not those of a map or of a component's argument, nor those in a text.
fn end_of_tag(text: &str, start: usize, close: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' | b'`' => at = end_of_literal(bytes, at) - 1,
            _ if depth == 0 && bytes[at..].starts_with(close.as_bytes()) => return at,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn end_of_literal(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start + 1..];
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if *byte == bytes[start] => return start + 2 + at,
            _ => {}
        }
    }
    bytes.len()
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A name.
    Name,
    /// A text in quotes, the range without them.
    Text,
    /// A number.
    Number,
    /// Anything else.
    Mark,
}

/// A token of a tag.
#[derive(Clone, Debug)]
pub struct Token<'t> {
    /// What it is.
    pub sort: Sort,
    /// Its text.
    pub text: &'t str,
    /// Its place in the template.
    pub range: Range<usize>,
}

impl Token<'_> {
    /// Tells whether it is this mark.
    pub fn is(&self, mark: &str) -> bool {
        self.sort == Sort::Mark && self.text == mark
    }
}

/// Marks of two characters.
const PAIRS: &[&str] = &["==", "!=", "<=", ">=", "?.", "</", "/>", "//"];

/// Returns the tokens of a part of a template.
pub fn tokens(text: &str, part: Range<usize>) -> Vec<Token<'_>> {
    let (mut found, mut at) = (Vec::new(), part.start);
    while at < part.end {
        let rest = &text[at..part.end];
        let first = rest.chars().next().unwrap_or(' ');
        let (sort, length) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' | '\'' | '`' => {
                let end = end_of_literal(text.as_bytes(), at).min(part.end);
                let inner = at + 1..(end - 1).max(at + 1);
                found.push(Token { sort: Sort::Text, text: &text[inner.clone()], range: inner });
                at = end;
                continue;
            }
            c if c.is_alphabetic() || c == '_' => {
                (Sort::Name, run(rest, |c| c.is_alphanumeric() || c == '_'))
            }
            c if c.is_ascii_digit() => (Sort::Number, run(rest, |c| c.is_ascii_alphanumeric() || c == '_')),
            _ if PAIRS.iter().any(|pair| rest.starts_with(pair)) => (Sort::Mark, 2),
            c => (Sort::Mark, c.len_utf8()),
        };
        found.push(Token { sort, text: &rest[..length], range: at..at + length });
        at += length;
    }
    found
}

fn run(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_where_the_engine_ends_them() {
        let text = "甲{{ a }}{# {{ b }} #}<p class=\"{% if c == \"}}\" %}x{% endif %}\">{{<card page={p} />}}{{ {\"a\": {\"b\": 1}} }}{ d }";
        let (found, html) = tags(text);
        let inside: Vec<&str> = found.iter().map(|tag| text[tag.inside.clone()].trim()).collect();
        assert_eq!(inside, ["a", "if c == \"}}\"", "endif", "<card page={p} />", "{\"a\": {\"b\": 1}}"]);
        assert_eq!(html.len(), text.len());
        assert!(html.contains("<p class=\"xxx"));
        for broken in ["{{", "{%", "{#", "{{ \"", "{", "{{ { }}"] {
            assert_eq!(tags(broken).1.len(), broken.len());
        }
    }

    #[test]
    fn tokens_have_their_places() {
        let text = "if page?.title == \"甲\" and x.y[0] | f(a=1)";
        let words: Vec<&str> = tokens(text, 0..text.len()).iter().map(|token| token.text).collect();
        let wanted = [
            "if", "page", "?.", "title", "==", "甲", "and", "x", ".", "y", "[", "0", "]", "|", "f", "(", "a",
            "=", "1", ")",
        ];
        assert_eq!(words, wanted);
        assert!(tokens(text, 0..text.len()).iter().all(|token| &text[token.range.clone()] == token.text));
    }
}
