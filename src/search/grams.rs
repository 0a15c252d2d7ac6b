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

/// Bits of a character, and of a page, in [`Found`].
const CHARACTER: u32 = 21;
const PAGE: u32 = 19;

/// A key: two characters; a single one is the second half, the first is zero.
pub type Key = (u32, u32);

/// One place of a key, packed so that sorting brings places and pages together.
///
/// *Shape:* from the highest bits: place, page counted from the first of the block, the character before, the one behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found(u64);

impl Found {
    fn new(place: u8, page: u32, around: (u32, u32)) -> Self {
        debug_assert!(page < 1 << PAGE, "a block is no site");
        let high = u64::from(place) << PAGE | u64::from(page);
        Self((high << CHARACTER | u64::from(around.0)) << CHARACTER | u64::from(around.1))
    }

    fn part(self, above: u32, bits: u32) -> u32 {
        (self.0 >> above) as u32 & ((1 << bits) - 1)
    }

    /// Returns the place, as its position in [`Place::ALL`].
    pub fn place(self) -> u8 {
        (self.0 >> (2 * CHARACTER + PAGE)) as u8
    }

    /// Returns the page's number, counted from the first of the block.
    pub fn page(self) -> u32 {
        self.part(2 * CHARACTER, PAGE)
    }

    /// Returns the characters before and behind.
    pub fn around(self) -> (u32, u32) {
        (self.part(CHARACTER, CHARACTER), self.part(0, CHARACTER))
    }
}

/// Gathers the keys of the pages of a block, one page after the other.
///
/// *Cost:* each place is looked up and moved once; sorted are the few places of one key, never all of a block.
pub struct Gatherer {
    /// Number of the first page.
    first: u32,
    /// The number of each key, in the order in which they came.
    numbers: FxHashMap<u64, u32>,
    /// How many places each key has.
    counts: Vec<u32>,
    /// All places, and the number of the key of each.
    found: Vec<Found>,
    keys: Vec<u32>,
    /// For each character of the page at hand one more than the best place it has; zero for none.
    best: Vec<u8>,
    /// The characters it has.
    seen: Vec<u32>,
}

impl Gatherer {
    /// Returns one that has gathered nothing, with room for `places`; no page has a number before `first`.
    pub fn new(first: u32, places: usize) -> Self {
        Self {
            first,
            numbers: FxHashMap::default(),
            counts: Vec::new(),
            found: Vec::with_capacity(places),
            keys: Vec::with_capacity(places),
            best: vec![0; char::MAX as usize + 1],
            seen: Vec::new(),
        }
    }

    /// Adds all places of all keys of a page.
    pub fn add(&mut self, page: u32, document: &Document) {
        let page = page - self.first;
        for (place, line) in document.lines() {
            let folded = document.script.fold(line);
            for block in folded.split(BREAK) {
                self.pairs(page, place as u8, block);
            }
        }
        for c in std::mem::take(&mut self.seen) {
            let place = std::mem::take(&mut self.best[c as usize]) - 1;
            self.push((0, c), Found::new(place, page, (0, 0)));
        }
        let readings = pinyin::keys(&document.readings).into_iter().filter_map(|key| reading_key(&key));
        for key in readings {
            self.push(key, Found::new(Place::Name as u8, page, (0, 0)));
        }
    }

    /// Adds the pairs of a text in one piece, and notes its characters.
    fn pairs(&mut self, page: u32, place: u8, block: &str) {
        let end = u32::from(BREAK);
        let (mut a, mut b, mut c) = (end, end, end);
        for d in block.chars().map(u32::from).chain([end]) {
            if b != end && c != end {
                self.push((b, c), Found::new(place, page, (a, d)));
            }
            if d != end {
                self.note(d, place + 1);
            }
            (a, b, c) = (b, c, d);
        }
    }

    fn push(&mut self, key: Key, found: Found) {
        let next = self.counts.len() as u32;
        let number = *self.numbers.entry(u64::from(key.0) << 32 | u64::from(key.1)).or_insert(next);
        if number == next {
            self.counts.push(0);
        }
        self.counts[number as usize] += 1;
        self.found.push(found);
        self.keys.push(number);
    }

    fn note(&mut self, c: u32, place: u8) {
        let best = &mut self.best[c as usize];
        match *best {
            0 => {
                *best = place;
                self.seen.push(c);
            }
            known => *best = known.min(place),
        }
    }

    /// Hands over each key with its places, in the order of `first_by`, then of the keys.
    pub fn hand_over(self, first_by: impl Fn(Key) -> usize, mut take: impl FnMut(usize, Key, &[Found])) {
        let mut ends = self.counts;
        let mut sum = 0;
        ends.iter_mut().for_each(|count| sum += std::mem::replace(count, sum));
        let mut all = vec![Found::default(); self.found.len()];
        for (found, number) in self.found.into_iter().zip(self.keys) {
            let end = &mut ends[number as usize];
            all[*end as usize] = found;
            *end += 1;
        }
        let start = |number: u32| if number == 0 { 0 } else { ends[number as usize - 1] as usize };
        let key_of = |packed: u64| ((packed >> 32) as u32, packed as u32);
        let mut keys: Vec<(usize, u64, u32)> =
            self.numbers.into_iter().map(|(key, number)| (first_by(key_of(key)), key, number)).collect();
        keys.sort_unstable();
        for (first, key, number) in keys {
            let own = &mut all[start(number)..ends[number as usize] as usize];
            own.sort_unstable();
            take(first, key_of(key), own);
        }
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
        return characters(key).collect();
    }
    let packed = (key.0 & 0x7fff) << 15 | key.1;
    let letters = (0..6).rev().map(|at| packed >> (5 * at) & 31).filter(|letter| *letter != 0);
    let letters: String = letters.map(|letter| char::from(b'a' + letter as u8 - 1)).collect();
    if key.0 < INITIALS { format!(":{letters}:") } else { format!(":{letters}") }
}

/// Returns the characters of a key that is no reading.
pub fn characters(key: Key) -> impl Iterator<Item = char> {
    [key.0, key.1].into_iter().filter(|half| *half != 0).filter_map(char::from_u32)
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
        let found = Found::new(4, (1 << PAGE) - 1, (10, 0x10_fffe));
        assert_eq!((found.place(), found.page(), found.around()), (4, (1 << PAGE) - 1, (10, 0x10_fffe)));
    }

    #[test]
    fn places_come_by_key() {
        let mut gatherer = Gatherer::new(7, 0);
        let page = |text: &str| Document { text: text.into(), ..Document::default() };
        gatherer.add(7, &page("甲乙甲乙"));
        gatherer.add(9, &page("乙甲"));
        let mut found = Vec::new();
        gatherer.hand_over(
            |_| 0,
            |_, key, own| found.push((spelled(key), own.iter().map(|one| one.page()).collect::<Vec<_>>())),
        );
        let expected = [("乙", vec![0, 2]), ("甲", vec![0, 2]), ("乙甲", vec![0, 2]), ("甲乙", vec![0, 0])];
        assert_eq!(found, expected.map(|(key, pages)| (key.to_owned(), pages)));
    }
}
