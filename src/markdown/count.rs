//! Counting as an office counts: 字数.

use memchr::{memchr2, memchr2_iter};
use unicode_normalization::char::is_combining_mark;

/// Returns the number of Han characters and the 字数 of a text.
///
/// *Source:* every Han character and every full-width mark counts 1, a run of Latin letters and digits counts 1.
/// *Cost:* there is no branch in what looks at each byte, so that the compiler makes vector code of it. In the usual text, of common
/// Han characters, marks and ASCII, two neighbouring bytes tell what begins there; in others five do.
pub(super) fn count(text: &str) -> (u32, u32) {
    match count_common(text.as_bytes()) {
        Some(counts) => counts,
        None if memchr2(0xe0, 0xe1, text.as_bytes()).is_some() => count_slowly(text),
        None => count_all(text.as_bytes()),
    }
}

/// Counts a text of ASCII, Han characters from U+4000 and marks from U+2000, U+3000 and U+F000; `None` for any other, and for none.
fn count_common(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, rest) = bytes.split_first()?;
    let (mut hanzi, mut words) = (0, 0);
    let mut add = |chunk: &[u8], before: &[u8]| {
        let (more_hanzi, more_words, rare) = count_firsts(chunk, before);
        hanzi += u32::from(more_hanzi);
        words += u32::from(more_words);
        rare == 0
    };
    let mut parts = rest.chunks(CHUNK).zip(bytes.chunks(CHUNK));
    if !add(&[*first], b" ") || !parts.all(|(chunk, before)| add(chunk, before)) {
        return None;
    }
    for at in memchr2_iter(0xe2, 0xe3, bytes) {
        let [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
        hanzi += u32::from(is_han(a, b));
        words += u32::from(is_han(a, b) | is_mark(a, b, c));
    }
    Some((hanzi, words))
}

/// Counts the characters of a chunk that their first byte tells, given the byte before each; tells also whether rare ones are among
/// them. Sums of bytes, for of those the compiler makes the best code.
fn count_firsts(chunk: &[u8], before: &[u8]) -> (u8, u8, u8) {
    let (mut hanzi, mut words, mut rare) = (0, 0, 0);
    for (&a, &before) in chunk.iter().zip(before) {
        hanzi += u8::from(within(a, 0xe4, 0xe9));
        words += u8::from(a >= 0xe4) - u8::from(a == 0xee);
        words += u8::from(is_ascii_letter(a) & !is_ascii_letter(before));
        rare |= u8::from(within(a, 0xc0, 0xe1)) + u8::from(a >= 0xf0);
    }
    (hanzi, words, rare)
}

/// Counts any text but those of [`count_slowly`].
fn count_all(bytes: &[u8]) -> (u32, u32) {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let (mut hanzi, mut words) = (0, 0);
    let mut add = |(more_hanzi, more_words): (u8, u8)| {
        hanzi += u32::from(more_hanzi);
        words += u32::from(more_words);
    };
    let inner = bytes.len().saturating_sub(2).max(2);
    for at in (0..2.min(bytes.len())).chain(inner..bytes.len()) {
        let before = [at.checked_sub(2).map_or(0, byte), at.checked_sub(1).map_or(0, byte)];
        add(judge(before, [bytes[at], byte(at + 1), byte(at + 2)]));
    }
    for start in (2..inner).step_by(CHUNK) {
        add(count_chunk(bytes, start, CHUNK.min(inner - start)));
    }
    (hanzi, words)
}

/// Counts a text that may hold letters of three bytes that are no Han characters: Tibetan, Mongolian, accented Vietnamese. Their words
/// are told apart by spaces and, in Tibetan, by the point between syllables.
fn count_slowly(text: &str) -> (u32, u32) {
    let (mut hanzi, mut words, mut inside) = (0, 0, false);
    for c in text.chars() {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes);
        let [a, b, d, _] = bytes;
        let (han, mark) = (is_han(a, b), is_mark(a, b, d));
        let letter = !han && !mark && (c.is_alphanumeric() || inside && is_combining_mark(c));
        hanzi += u32::from(han);
        words += u32::from(han || mark || letter && !inside);
        inside = letter;
    }
    (hanzi, words)
}

/// Bytes that are counted at once; few enough for sums of one byte.
const CHUNK: usize = 128;

/// Counts the characters that begin in a chunk with two bytes on each side.
fn count_chunk(bytes: &[u8], start: usize, length: usize) -> (u8, u8) {
    let part = |offset: usize| &bytes[start - 2 + offset..start - 2 + offset + length];
    let (a, b, c, d, e) = (part(0), part(1), part(2), part(3), part(4));
    let (mut hanzi, mut words) = (0u8, 0u8);
    for at in 0..length {
        let (more_hanzi, more_words) = judge([a[at], b[at]], [c[at], d[at], e[at]]);
        hanzi += more_hanzi;
        words += more_words;
    }
    (hanzi, words)
}

/// Returns what begins with three bytes, after two others: 1 for a Han character, 1 for what counts as a word.
#[inline(always)]
fn judge(before: [u8; 2], [a, b, c]: [u8; 3]) -> (u8, u8) {
    let han = is_han(a, b);
    let word = han | is_mark(a, b, c) | (is_letter(a) & !ends_letter(before));
    (u8::from(han), u8::from(word))
}

/// Tells whether a Han character begins with these bytes.
#[inline(always)]
fn is_han(a: u8, b: u8) -> bool {
    within(a, 0xe4, 0xe9) | ((a == 0xe3) & within(b, 0x90, 0xbf)) | ((a == 0xf0) & (b >= 0xa0))
}

/// Tells whether a full-width mark, or a letter of a script written like Chinese, begins with these bytes.
#[inline(always)]
fn is_mark(a: u8, b: u8, c: u8) -> bool {
    let is_space = (b == 0x80) & (c == 0x80);
    let is_early = (a == 0xe3) & (b < 0x90) & !is_space;
    is_early | (a == 0xef) | within(a, 0xea, 0xed) | ((a == 0xe2) & (b == 0x80) & (c >= 0x90))
}

/// Tells whether a Latin letter or digit begins with this byte (or one of Greek, Cyrillic, … in two bytes).
#[inline(always)]
fn is_letter(a: u8) -> bool {
    is_ascii_letter(a) | within(a, 0xc3, 0xdf)
}

/// Tells whether a byte is a Latin letter without accent or a digit.
#[inline(always)]
fn is_ascii_letter(a: u8) -> bool {
    within(a | 0x20, b'a', b'z') | within(a, b'0', b'9')
}

/// Tells whether these two bytes end in a letter or digit.
#[inline(always)]
fn ends_letter([a, b]: [u8; 2]) -> bool {
    (is_letter(b) & (b < 0x80)) | (within(a, 0xc3, 0xdf) & within(b, 0x80, 0xbf))
}

#[inline(always)]
fn within(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_sub(first) <= last - first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count("培训3600余人。"), (4, 6));
        assert_eq!(count("“三会一课”——制度"), (6, 10));
        assert_eq!(count("Rust 2024 and café"), (0, 4));
        assert_eq!(count("㙍𠅤䶮"), (3, 3));
        assert_eq!(count("　\n "), (0, 0));
        assert_eq!(count(""), (0, 0));
        assert_eq!(count("a"), (0, 1));
        assert_eq!(count("ab"), (0, 1));
        assert_eq!(count("学"), (1, 1));
        assert_eq!(count("é"), (0, 1));
        assert_eq!(count("aé b1学a。"), (1, 5));
        assert_eq!(count("བོད་ལྗོངས་ཀྱི་གནས་ཚུལ།"), (0, 5));
        assert_eq!(count("ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌"), (0, 2));
        assert_eq!(count("拉萨（ལྷ་ས）2024"), (2, 7));
        assert_eq!(count("ئۇيغۇر تىلى، يېزىق."), (0, 3));
        assert_eq!(count("Tiếng Việt 2 điểm"), (0, 4));
        assert_eq!(count(&"学ab。 ".repeat(500)), (500, 1500));
    }

    #[test]
    fn common_texts_are_counted_as_all() {
        let pieces = [
            "学", "a1", " ", "。", "，", "——", "“", "㙍", "\u{3000}", "\n", "①", "→", "가", "ab-c",
            "\u{e001}",
        ];
        for start in 0..pieces.len() {
            for step in 1..pieces.len() {
                let text: String = (0..200).map(|at| pieces[(start + at * step) % pieces.len()]).collect();
                assert_eq!(count_common(text.as_bytes()), Some(count_all(text.as_bytes())), "{start} {step}");
            }
        }
        assert_eq!(count_common("é".as_bytes()), None);
    }
}
