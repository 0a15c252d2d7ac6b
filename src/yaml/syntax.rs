//! From the event parser's English reasons to rules.

use std::ops::Range;

use super::Report;
use super::position::Source;
use super::tree::{SEVERAL_DOCUMENTS, Stop};

/// A piece of the parser's words and the rule it means; the first that fits counts.
const REASONS: &[(&str, &str)] = &[
    (SEVERAL_DOCUMENTS, "yaml-several-documents"),
    ("unprintable", "yaml-control-character"),
    ("unknown anchor", "yaml-unknown-alias"),
    ("mapping values are not allowed", "yaml-colon-in-value"),
    ("end of stream", "yaml-unclosed-quote"),
    ("expected ',' or", "yaml-unclosed-bracket"),
    ("tab", "yaml-tab"),
    ("indentation in quoted", "yaml-unclosed-quote"),
    ("indent", "yaml-indent"),
    ("recursion limit", "yaml-too-deep"),
    ("unexpected character", "yaml-needs-quotes"),
    ("simple key expect", "yaml-no-colon"),
    ("escape", "yaml-escape"),
    ("hexadecimal", "yaml-escape"),
    ("byte order mark", "yaml-control-character"),
    ("block sequence entries", "yaml-list-on-key-line"),
    ("trailing content after double-quoted", "yaml-text-after-quote"),
];

/// Reports where and why the parser stopped.
pub fn report(stop: &Stop, source: &Source, report: &mut Report) {
    let code = REASONS
        .iter()
        .find(|(words, _)| stop.reason.contains(words))
        .map_or("yaml-syntax", |&(_, code)| code);
    let text = source.original_text();
    let at = if code == "yaml-escape" { bad_escape(text, stop.at) } else { stop.at };
    let range = range_at(text, at);
    let quoted = text[range.clone()].to_owned();
    report.add(code, range, |d| {
        d.arg("text", quoted).arg("reason", &stop.reason).arg("limit", super::DEPTH_LIMIT)
    });
}

/// Returns the byte of the first backslash from `at` on that starts no known escape.
fn bad_escape(text: &str, at: usize) -> usize {
    let mut from = at;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find('\\')) {
        let next = text[from + found + 1..].chars().next();
        if !next.is_some_and(|c| "0abt\tnvfre \"/\\N_LP\n".contains(c)) {
            return from + found;
        }
        from += found + 1 + next.map_or(0, char::len_utf8);
    }
    at
}

/// Returns the character at a byte, or the last one of the text.
fn range_at(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let line_left = text[at..].find(['\n', '\r']).unwrap_or(text.len() - at);
    match text[at..at + line_left].chars().next() {
        Some(c) => at..at + c.len_utf8(),
        None => {
            let before = text[..at].trim_end().char_indices().next_back();
            before.map_or(at..at, |(start, c)| start..start + c.len_utf8())
        }
    }
}
