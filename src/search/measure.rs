//! How large an index is, and which file holds what.
//!
//! A page has a number that comes from its id alone, so that a new page moves no other; pages of near numbers share files of
//! texts and of cards. A key has its file by its hash. How many files there are grows with the site in steps.

/// Free numbers for each page, as a power of two: few pages then want the same one, and gaps stay small.
const ROOM: u32 = 1;

/// Pages for each file of keys. *Source:* `tests/bench/SEARCH.md`: more files make a query smaller, fewer are allowed.
const PAGES_OF_KEYS: usize = 26;

/// Pages for each file of texts and of cards, as powers of two, and the most files of texts.
const PAGES_OF_TEXTS: u32 = 7;
const PAGES_OF_CARDS: u32 = 6;
const MOST_TEXTS: u32 = 7;

/// How large an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Bits of a page's number.
    pub bits: u32,
    /// Number of files of keys.
    pub keys: u32,
    /// Bits of the number of a file of texts.
    pub texts: u32,
    /// Bits of the number of a file of cards.
    pub cards: u32,
}

impl Measure {
    /// Returns the measure for a number of pages.
    pub fn of(pages: usize) -> Self {
        let log = pages.max(1).next_power_of_two().trailing_zeros();
        let floor = usize::BITS - 1 - pages.max(1).leading_zeros();
        let texts = floor.saturating_sub(PAGES_OF_TEXTS - 1).min(MOST_TEXTS);
        let texts = if (pages >> texts) < (1 << PAGES_OF_TEXTS) { texts.saturating_sub(1) } else { texts };
        Self {
            bits: log.max(3) + ROOM,
            keys: step((pages / PAGES_OF_KEYS) as u32),
            texts,
            cards: floor.saturating_sub(PAGES_OF_CARDS),
        }
    }

    /// Returns the number of files of texts.
    pub fn text_files(self) -> u32 {
        1 << self.texts
    }

    /// Returns the number of files of cards.
    pub fn card_files(self) -> u32 {
        1 << self.cards
    }

    /// Returns the file of texts that holds a page.
    pub fn text_file(self, page: u32) -> u32 {
        page >> (self.bits - self.texts)
    }

    /// Returns the file of cards that holds a page.
    pub fn card_file(self, page: u32) -> u32 {
        page >> (self.bits - self.cards)
    }

    /// Returns the file of keys that holds a key.
    pub fn key_file(self, key: &str) -> u32 {
        hash(key.encode_utf16()) % self.keys
    }
}

/// Returns the largest of 1, 2, 3, 4, 6, 8, 12, 16, 24 … that is not above a number.
fn step(number: u32) -> u32 {
    let power = 1 << (31 - number.max(1).leading_zeros());
    if power > 1 && number >= power + power / 2 { power + power / 2 } else { power }
}

/// Returns numbers for pages, in the order of their ids: each its own, from the id unless another has it already.
pub fn numbers<'i>(ids: impl IntoIterator<Item = &'i str>, measure: Measure) -> Vec<u32> {
    let mut taken = rustc_hash::FxHashSet::default();
    let last = (1_u32 << measure.bits) - 1;
    let number = |id: &str| {
        let mut number = hash(id.encode_utf16()) & last;
        while !taken.insert(number) {
            number = (number + 1) & last;
        }
        number
    };
    ids.into_iter().map(number).collect()
}

/// Returns the hash that browsers compute too: FNV-1a over UTF-16, its halves folded together.
pub fn hash(units: impl Iterator<Item = u16>) -> u32 {
    let hash = units.fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_their_pages() {
        let ids: Vec<String> = (0..1000).map(|at| format!("notices/{at}")).collect();
        let measure = Measure::of(ids.len());
        let all = numbers(ids.iter().map(String::as_str), measure);
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 1000);
        let fewer = numbers(ids.iter().skip(1).map(String::as_str), measure);
        let moved = all.iter().skip(1).zip(&fewer).filter(|(one, other)| one != other).count();
        assert!(moved < 5, "{moved} pages moved");
    }

    #[test]
    fn files_are_few_and_grow_with_the_site() {
        let files = |pages| {
            let measure = Measure::of(pages);
            (measure.keys, measure.text_files(), measure.card_files())
        };
        assert_eq!(files(0), (1, 1, 1));
        assert_eq!(files(60), (2, 1, 1));
        assert_eq!(files(1_000), (32, 4, 8));
        assert_eq!(files(10_100), (384, 64, 128));
        assert_eq!(files(50_100), (1536, 128, 512));
        for pages in (1..200_000).step_by(37) {
            let measure = Measure::of(pages);
            assert!(measure.texts < measure.bits && measure.cards <= measure.bits, "{pages}");
            assert!(measure.texts <= measure.cards || measure.cards == 0, "{pages}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_browser() {
        let folded = |hash: u32| hash ^ (hash >> 15);
        assert_eq!(hash("a".encode_utf16()), folded(0xe40c_292c));
    }
}
