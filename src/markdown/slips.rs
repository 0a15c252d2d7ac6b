//! Slips of the hand that no single character gives away: links with some marks full-width, headings without their space.

use std::ops::Range;

use super::characters::{LONGEST, first_line};
use super::chars::{Side, side};

/// Returns the links in which only some marks are full-width: where, what tells them apart, as typed and as they should be.
///
/// *Source:* `[文字]（地址）`, `[文字](地址）` and `！[图](地址)` are what an input method leaves when it is switched midway.
pub(super) fn mixed_links(text: &str) -> Vec<(usize, char, (String, String))> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b']', text.as_bytes()) {
        let is_wide = text[at + 1..].starts_with('（');
        if !is_wide && !text[at + 1..].starts_with('(') {
            continue;
        }
        let Some((start, words)) = words_before(text, at) else { continue };
        let line = first_line(&text[at + 1..]);
        let inner = &line[if is_wide { '（'.len_utf8() } else { 1 }..];
        let Some(end) = inner.find([')', '）']) else { continue };
        let (target, closing) = (&inner[..end], inner[end..].chars().next().unwrap_or(')'));
        let bang = text[..start].chars().next_back().filter(|c| matches!(c, '!' | '！'));
        let wide_bang = bang == Some('！') && is_picture(target);
        let wide = is_wide || closing == '）';
        if !(wide || wide_bang) || !is_address(target) {
            continue;
        }
        let bang = bang.filter(|bang| *bang == '!' || wide_bang);
        let start = start - bang.map_or(0, char::len_utf8);
        let end = text.len() - text[at + 1..].len() + (line.len() - inner.len()) + end + closing.len_utf8();
        let meant = format!("{}[{words}]({target})", if bang.is_some() { "!" } else { "" });
        found.push((start, if wide { '（' } else { '！' }, (text[start..end].to_owned(), meant)));
    }
    found.sort_by_key(|(start, ..)| *start);
    found
}

/// Returns the opening bracket that belongs to a closing one on its line, and what stands between them.
fn words_before(text: &str, close: usize) -> Option<(usize, &str)> {
    let from = crate::base::text::floor_boundary(text, close.saturating_sub(LONGEST));
    let open = from + text[from..close].rfind(['[', ']', '\n', '\r'])?;
    text[open..].starts_with('[').then(|| (open, &text[open + 1..close]))
}

/// Tells whether a text in brackets is rather an address than a remark.
fn is_address(text: &str) -> bool {
    let extension = text.rsplit_once('.').map_or("", |(_, extension)| extension);
    let has_extension = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    !text.contains([' ', '，', '。', '；', '（', '('])
        && (has_extension || text.contains('/') || text.starts_with('#'))
}

/// Tells whether an address is that of an image.
fn is_picture(target: &str) -> bool {
    let extension = target.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    matches!(&*extension, "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "bmp")
}

/// Returns the lines that would be headings with a space after their marks: where they stand and how they should be.
///
/// A line with further marks is a topic such as `#基层党建#`.
pub(super) fn tight_headings(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut after = 0;
    while let Some(at) = memchr::memchr(b'#', &text.as_bytes()[after..]).map(|at| after + at) {
        let line = first_line(&text[at..]);
        let words = line.trim_start_matches('#');
        let marks = line.len() - words.len();
        after = at + marks.max(1);
        let before = &text[..at];
        let starts = before.is_empty() || before.ends_with(['\n', '\r']);
        let is_heading = words.starts_with(|c| side(c) == Side::Chinese && c.is_alphabetic() || c == '“');
        if starts && marks <= 6 && is_heading && !words.contains('#') {
            found.push((at..at + line.trim_end().len(), format!("{} {}", &line[..marks], words.trim_end())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_without_their_space() {
        let found = |text| tight_headings(text).into_iter().map(|(_, meant)| meant).collect::<Vec<_>>();
        assert_eq!(found("#标题\n##“二”级 \n"), ["# 标题", "## “二”级"]);
        for fine in ["# 标题", "#基层党建#好", "见#标题", "#1 号", "#abc", "#######七", "#", ""] {
            assert_eq!(found(fine), [""; 0], "{fine}");
        }
        tight_headings(&"#".repeat(100_000));
        tight_headings(&"#甲".repeat(100_000));
    }
}
