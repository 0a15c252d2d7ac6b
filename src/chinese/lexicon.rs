//! Embedded dictionary of readings: one per character, and the phrases that are read otherwise.
//!
//! Searched straight in the embedded bytes; nothing is loaded or built at run time. How the files are made and what
//! they may contain: `data/README.md`.

use memchr::{memchr, memrchr};

use super::script::is_hanzi;

/// Syllables in order, each in a slot of [`SLOT`] bytes: padded with spaces and closed with a line break.
static SYLLABLES: &str = include_str!("data/syllables.txt");
/// Two bytes a character, little-endian: number of the syllable from 1 (9 bits), tone (3), bit 15 "starts a phrase".
static CHARACTERS: &[u8] = include_bytes!("data/characters.bin");
/// Lines `word readings` sorted by bytes.
static PHRASES: &str = include_str!("data/phrases.txt");
/// For every first character of [`PHRASES`], in order: the character and the offset of its lines, `u32` little-endian.
static HEADS: &[u8] = include_bytes!("data/heads.bin");

const SLOT: usize = 7;
/// Blocks [`CHARACTERS`] holds one after the other: Extension A, then the unified ideographs.
const BLOCKS: [(u32, u32); 2] = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)];

/// How one character or piece is spoken. *Shape:* letters `a`–`z` with `v` for ü; tone 1–5, 0 where unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Letters without tone mark.
    pub letters: &'static str,
    /// Tone, 5 for the neutral one.
    pub tone: u8,
}

/// Returns how a character is read by itself.
pub(super) fn alone(c: char) -> Option<Reading> {
    if !is_hanzi(c) {
        return None;
    }
    let Some(packed) = packed(c) else { return rare(c) };
    let number = usize::from(packed & 0x1FF).checked_sub(1)?;
    let letters = SYLLABLES[number * SLOT..][..SLOT].trim_ascii_end();
    Some(Reading { letters, tone: (packed >> 9 & 7) as u8 })
}

/// Returns the longest phrase of the dictionary that `text` begins with, and its readings in compact notation.
pub(super) fn longest_phrase(text: &str) -> Option<(&'static str, &'static str)> {
    let first = text.chars().next()?;
    let may_start = packed(first).map_or(is_hanzi(first), |packed| packed >> 15 == 1);
    let lines = if may_start { lines_of(first)? } else { return None };
    let shortest = first.len_utf8() + 1; // a phrase has two characters
    longest_prefix(text, |probe| if probe.len() < shortest { None } else { last_not_after(lines, probe) })
}

/// Returns the readings of a word written in compact notation.
///
/// *Shape:* `.hang2`: a dot is the reading of the character by itself; empty means a dot for every character.
pub(super) fn spell<'a>(word: &'a str, compact: &'static str) -> impl Iterator<Item = (&'a str, Reading)> {
    let mut rest = compact;
    word.char_indices().filter_map(move |(at, c)| {
        let source = &word[at..at + c.len_utf8()];
        let end = rest.find(|c: char| c.is_ascii_digit());
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        } else if let Some(end) = end {
            let reading = Reading { letters: &rest[..end], tone: rest.as_bytes()[end] - b'0' };
            rest = &rest[end + 1..];
            return Some((source, reading));
        }
        Some((source, alone(c)?))
    })
}

/// Returns the longest entry that `text` begins with, where `last_not_after` finds the last entry `<=` a text.
///
/// Every entry that begins `text` also begins the entry found, so what both have in common is all that is left to try.
pub(super) fn longest_prefix<'a, E>(
    text: &str,
    last_not_after: impl Fn(&str) -> Option<(&'a str, E)>,
) -> Option<(&'a str, E)> {
    let mut probe = text;
    while !probe.is_empty() {
        let (word, entry) = last_not_after(probe)?;
        let common = common_prefix(word, probe);
        if common == word.len() {
            return Some((word, entry));
        }
        probe = &probe[..common];
    }
    None
}

/// Returns the length in bytes of what two texts begin with alike, in whole characters.
fn common_prefix(left: &str, right: &str) -> usize {
    left.chars().zip(right.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Returns the entry of a character in the table, if it lies in one of the two blocks.
fn packed(c: char) -> Option<u16> {
    let code = c as u32;
    let mut before = 0;
    for (first, last) in BLOCKS {
        if (first..=last).contains(&code) {
            let at = (before + code - first) as usize * 2;
            return Some(u16::from_le_bytes([CHARACTERS[at], CHARACTERS[at + 1]]));
        }
        before += last - first + 1;
    }
    None
}

/// Returns the reading of a character outside the table: a phrase of one character, or a compatibility form.
fn rare(c: char) -> Option<Reading> {
    let unified = unicode_normalization::UnicodeNormalization::nfd(std::iter::once(c)).next()?;
    if unified != c {
        return alone(unified);
    }
    let (word, compact) = lines_of(c)?.lines().next()?.split_once(' ')?;
    if word.chars().nth(1).is_some() {
        return None;
    }
    let (letters, tone) = compact.split_at(compact.len().checked_sub(1)?);
    Some(Reading { letters, tone: tone.as_bytes()[0] - b'0' })
}

/// Returns the lines of the phrases that begin with a character.
fn lines_of(first: char) -> Option<&'static str> {
    let (heads, _) = HEADS.as_chunks::<8>();
    let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let at = heads.binary_search_by_key(&(first as u32), |head| number(head)).ok()?;
    let offset = |at: usize| heads.get(at).map_or(PHRASES.len(), |head| number(&head[4..]) as usize);
    Some(&PHRASES[offset(at)..offset(at + 1)])
}

/// Returns the last line whose word is not after `probe`, by binary search over the bytes of sorted lines.
fn last_not_after<'a>(lines: &'a str, probe: &str) -> Option<(&'a str, &'a str)> {
    let bytes = lines.as_bytes();
    let (mut low, mut high, mut best) = (0, bytes.len(), None);
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr(b'\n', &bytes[start..high]).map_or(high, |at| start + at);
        let word_end = memchr(b' ', &bytes[start..end]).map_or(end, |at| start + at);
        if &bytes[start..word_end] <= probe.as_bytes() {
            best = Some((&lines[start..word_end], lines[word_end..end].trim_ascii_start()));
            low = end + 1;
        } else {
            high = start;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_sorted_well_formed_and_small() {
        let lines: Vec<&str> = PHRASES.lines().collect();
        assert!(lines.windows(2).all(|pair| word(pair[0]) < word(pair[1])));
        for line in &lines {
            let (word, compact) = line.split_once(' ').unwrap_or((line, ""));
            let spelled: Vec<_> = spell(word, compact).collect();
            assert_eq!(spelled.len(), word.chars().count(), "{line}");
            for (_, reading) in spelled {
                assert!((1..=5).contains(&reading.tone), "{line}");
                assert!(reading.letters.bytes().all(|b| b.is_ascii_lowercase()), "{line}");
            }
            if word.chars().count() > 1 {
                assert_eq!(longest_phrase(word).map(|found| found.0), Some(word));
            }
        }
        assert!(SYLLABLES.len() + CHARACTERS.len() + PHRASES.len() + HEADS.len() <= 250_000);
    }

    fn word(line: &str) -> &str {
        line.split(' ').next().unwrap()
    }

    #[test]
    fn characters_of_every_block() {
        let letters = |c| alone(c).map(|reading| reading.letters);
        assert_eq!(letters('一'), Some("yi"));
        assert_eq!(letters('龥'), Some("yu"));
        assert_eq!(letters('女'), Some("nv"));
        assert_eq!(letters('㐀'), Some("qiu"));
        assert_eq!(letters('〇'), Some("ling"));
        assert_eq!(letters('𬭚'), Some("chun"));
        assert_eq!(letters('\u{F90A}'), Some("jin"), "compatibility form of 金");
        assert_eq!(letters('A'), None);
        assert_eq!(letters('，'), None);
        for c in '\u{2E80}'..='\u{32FFF}' {
            let _ = alone(c);
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(longest_phrase("银行业务").unwrap().0, "银行业");
        assert_eq!(longest_phrase("重庆").unwrap().1, "chong2.");
        assert_eq!(longest_phrase("，重庆"), None);
        assert_eq!(longest_phrase(""), None);
    }
}
