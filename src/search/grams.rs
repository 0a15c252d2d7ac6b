//! The keys of a page, and where each stands: pairs of neighbours with what is before and behind them, single characters,
//! readings.

use rustc_hash::FxHashMap;

use super::Document;
use super::document::Place;
use super::fold::BREAK;
use super::pinyin;

/// Keys of readings begin here, beyond all characters: those of syllables, and those of two first letters.
const SYLLABLE: u32 = 0x18_0000;
const INITIALS: u32 = 0x19_0000;

/// Bits of a character, and of a place, in [`Found`].
const CHARACTER: u32 = 21;
const PLACE: u32 = 3;
const PAGE: u32 = 24;

/// A key: two characters; a single one is the second half, the first is zero.
pub type Key = (u32, u32);

/// One place of a key, packed so that sorting brings keys, places, and pages together.
///
/// *Shape:* from the highest bits: key, place, page, the character before, the character behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found(u128);

impl Found {
    /// Packs one place of a key.
    pub fn new(key: Key, place: u8, page: u32, around: (u32, u32)) -> Self {
        let mut all = u128::from(key.0);
        let parts = [(key.1, CHARACTER), (u32::from(place), PLACE), (page, PAGE)];
        for (part, bits) in parts.into_iter().chain([(around.0, CHARACTER), (around.1, CHARACTER)]) {
            all = all << bits | u128::from(part);
        }
        Self(all)
    }

    fn part(self, above: u32, bits: u32) -> u32 {
        (self.0 >> above) as u32 & ((1 << bits) - 1)
    }

    /// Returns the key.
    pub fn key(self) -> Key {
        let above = 2 * CHARACTER + PAGE + PLACE;
        (self.part(above + CHARACTER, CHARACTER), self.part(above, CHARACTER))
    }

    /// Returns the place, as its position in [`Place::ALL`].
    pub fn place(self) -> u8 {
        self.part(2 * CHARACTER + PAGE, PLACE) as u8
    }

    /// Returns the page's number.
    pub fn page(self) -> u32 {
        self.part(2 * CHARACTER, PAGE)
    }

    /// Returns the characters before and behind.
    pub fn around(self) -> (u32, u32) {
        (self.part(CHARACTER, CHARACTER), self.part(0, CHARACTER))
    }
}

/// Appends all places of all keys of a page.
pub fn gather(page: u32, document: &Document, found: &mut Vec<Found>) {
    let mut singles: FxHashMap<u32, Place> = FxHashMap::default();
    for (place, line) in document.lines() {
        let folded = document.script.fold(line);
        for block in folded.split(BREAK) {
            pairs(page, place, block, found);
            block.chars().for_each(|c| {
                singles.entry(c as u32).and_modify(|best| *best = place.min(*best)).or_insert(place);
            });
        }
    }
    found.extend(singles.into_iter().map(|(c, place)| Found::new((0, c), place as u8, page, (0, 0))));
    let readings = pinyin::keys(&document.readings).into_iter().filter_map(|key| reading_key(&key));
    found.extend(readings.map(|key| Found::new(key, Place::Name as u8, page, (0, 0))));
}

/// Appends the pairs of a block.
fn pairs(page: u32, place: Place, block: &str, found: &mut Vec<Found>) {
    let end = u32::from(BREAK);
    let (mut a, mut b, mut c) = (end, end, end);
    for d in block.chars().map(u32::from).chain([end]) {
        if b != end && c != end {
            found.push(Found::new((b, c), place as u8, page, (a, d)));
        }
        (a, b, c) = (b, c, d);
    }
}

/// Returns the key of a reading: `:jiao:` or `:jy`.
pub fn reading_key(written: &str) -> Option<Key> {
    let letters = written.trim_matches(':');
    let kind = if written.ends_with(':') { SYLLABLE } else { INITIALS };
    if letters.is_empty() || letters.len() > 6 || !letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let packed = letters.bytes().fold(0, |all, byte| all << 5 | u32::from(byte - b'a' + 1));
    Some((kind | packed >> 15, packed & 0x7fff))
}

/// Returns how a key is spelled in a file: one or two characters, or `:jiao:` and `:jy`.
pub fn spelled(key: Key) -> String {
    if key.0 < SYLLABLE {
        return [key.0, key.1].into_iter().filter(|half| *half != 0).filter_map(char::from_u32).collect();
    }
    let packed = (key.0 & 0x7fff) << 15 | key.1;
    let letters = (0..6).rev().map(|at| packed >> (5 * at) & 31).filter(|letter| *letter != 0);
    let letters: String = letters.map(|letter| char::from(b'a' + letter as u8 - 1)).collect();
    if key.0 < INITIALS { format!(":{letters}:") } else { format!(":{letters}") }
}

/// What sort of key something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Two characters.
    Pair,
    /// One character.
    Single,
    /// Letters of a reading.
    Reading,
}

impl Sort {
    /// Returns the sort of a key.
    pub fn of(key: Key) -> Self {
        match key.0 {
            0 => Self::Single,
            SYLLABLE.. => Self::Reading,
            _ => Self::Pair,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_as_they_are_read() {
        for text in [":jiao:", ":jy", ":zhuang:", ":a:"] {
            assert_eq!(spelled(reading_key(text).unwrap()), text);
        }
        assert_eq!(reading_key(":3a"), None);
        assert_eq!(spelled((u32::from('教'), u32::from('𠀀'))), "教𠀀");
        assert_eq!(spelled((0, u32::from('教'))), "教");
    }

    #[test]
    fn what_is_packed_comes_back() {
        let found = Found::new((0x2_0000, 0x10_ffff), 4, (1 << PAGE) - 1, (10, 0x10_fffe));
        assert_eq!((found.key(), found.place()), ((0x2_0000, 0x10_ffff), 4));
        assert_eq!((found.page(), found.around()), ((1 << PAGE) - 1, (10, 0x10_fffe)));
    }
}
