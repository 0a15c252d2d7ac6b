//! Marks of secrecy and of papers for internal use.
//!
//! They are told from the same words in prose by where they stand: with a star, after `密级：`, or alone in a line.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::Kind;
use super::leaks::Leak;
use crate::base::text::line_range;

/// Levels of secrecy.
const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];

/// What is looked for, each with the marks that it is a part of. Those are meant if they are all, or nearly all, that a line says: with
/// the most characters of such a line. Marks share what is looked for, so that few passes over a text find them.
const SOUGHT: [(&str, &[(&str, usize)]); 4] = [
    (LAST_OF_LEVELS, &[("注意保密", 10)]),
    ("内部", &[("内部资料", 16), ("内部文件", 16), ("内部材料", 16), ("内部刊物", 16), ("内部明电", 16)]),
    ("不予公开", &[("不予公开", 16)]),
    ("特急", &[("特急", 6)]),
];

/// The character that all levels of secrecy end with.
const LAST_OF_LEVELS: &str = "密";

/// Made once: making one takes as long as looking through a kilobyte.
static FINDERS: LazyLock<[memmem::Finder<'static>; SOUGHT.len()]> =
    LazyLock::new(|| SOUGHT.map(|(part, _)| memmem::Finder::new(part)));

/// What makes a mark of the words before it, wherever they stand.
const CAUTIONS: [&str; 7] =
    ["注意保存", "注意保密", "不得外传", "请勿外传", "禁止外传", "严禁外传", "妥善保管"];

/// Adds the marks of a text.
pub fn find(text: &str, found: &mut Vec<Leak>) {
    for (finder, (part, marks)) in FINDERS.iter().zip(SOUGHT) {
        for at in finder.find_iter(text.as_bytes()) {
            if part == LAST_OF_LEVELS {
                found.extend(level_at(text, at));
            }
            let whole = marks.iter().filter_map(|(word, most)| Some((around(text, at, part, word)?, *most)));
            found.extend(whole.filter_map(|(word, most)| line_mark(text, word, most)));
        }
    }
}

/// Returns the place of a word of which a part stands at a place.
fn around(text: &str, at: usize, part: &str, word: &str) -> Option<Range<usize>> {
    let start = at.checked_sub(word.find(part)?)?;
    text.get(start..)?.starts_with(word).then_some(start..start + word.len())
}

/// Returns the mark whose level of secrecy ends with the character at a place.
fn level_at(text: &str, at: usize) -> Option<Leak> {
    let level = LEVELS.iter().find_map(|level| around(text, at, LAST_OF_LEVELS, level))?;
    level_mark(text, level)
}

/// Returns the mark that a level of secrecy is: `机密★10年`, `密级：机密`, or alone in its line.
fn level_mark(text: &str, level: Range<usize>) -> Option<Leak> {
    let rest = &text[level.end..];
    let after = rest.trim_start_matches([' ', '\u{3000}']);
    let gap = rest.len() - after.len();
    if let Some(star) = after.chars().next().filter(|c| matches!(c, '★' | '☆' | '⭐' | '✯' | '*')) {
        let bold = star == '*'
            && (after.starts_with("**")
                || !after[1..].trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '长'));
        if !bold {
            let end = level.end + gap + star.len_utf8();
            return Some(leak(level.start..end + term(&text[end..])));
        }
    }
    let head = text[..level.start].trim_end_matches([' ', '\u{3000}', ':', '：', '"', '“']);
    let named = ["密级", "保密等级", "涉密等级"].iter().any(|word| head.ends_with(word));
    (named || is_alone(text, &level, 4)).then(|| leak(level))
}

/// Returns the length of the time of secrecy after a star: `10年`, `长期`.
fn term(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\u{3000}']);
    let gap = text.len() - rest.len();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match rest[digits..].chars().next() {
        Some(c @ ('年' | '月')) if (1..=2).contains(&digits) => gap + digits + c.len_utf8(),
        _ if rest.starts_with("长期") => gap + "长期".len(),
        _ => 0,
    }
}

fn line_mark(text: &str, word: Range<usize>, most: usize) -> Option<Leak> {
    let rest = &text[word.end..];
    let after = rest.trim_start_matches([' ', '\u{3000}', '，', ',', '·', '（', '(', '、']);
    let caution = CAUTIONS.iter().find(|caution| after.starts_with(*caution));
    if let Some(caution) = caution {
        return Some(leak(word.start..word.end + (rest.len() - after.len()) + caution.len()));
    }
    is_alone(text, &word, most).then(|| leak(word))
}

/// Tells whether a line says little besides a word: no more than so many characters, and no sentence.
fn is_alone(text: &str, word: &Range<usize>, most: usize) -> bool {
    let line = text[line_range(text, word.start)].trim();
    // In front matter and tables a mark stands alone in its value or cell.
    let (from, to) = (&text[..word.start], &text[word.end..]);
    let open = from.trim_end_matches([' ', '\u{3000}', '*', '_', '#', '>', '“', '"', '【', '（', '(']);
    let close = to.trim_start_matches([' ', '\u{3000}', '*', '_', '#', '”', '"', '】', '）', ')']);
    let starts = open.is_empty() || open.ends_with(['\n', '|', '：', ':', '\t', '、']);
    let ends = close.is_empty() || close.starts_with(['\n', '\r', '|', '\t', '，']);
    starts && ends && line_is_short(line, most)
}

fn line_is_short(line: &str, most: usize) -> bool {
    let said = line.chars().filter(|c| c.is_alphanumeric()).count();
    said <= most || line.starts_with('|')
}

fn leak(range: Range<usize>) -> Leak {
    Leak { kind: Kind::Secrecy, range }
}
