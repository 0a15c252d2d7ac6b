//! How large an index is, and which file holds what.
//!
//! A page has a number that comes from its id alone, so that a new page moves no other; pages of near numbers share files of
//! texts and of cards. A key has its file by its hash. How many there are of all grows with the site in steps of a quarter.
//!
//! *The shares.* From 10,000 pages on there may be about 0.059 files a page, a twentieth of what Pagefind writes. Postings are
//! 2.9 KB a page as they are sent, texts 1.29 KB, cards 0.034 KB. A query of four characters loads a file of keys and the cards of ten
//! results, then the texts of six in sight; an edit writes about nine files of keys and one of texts. Files of frequent keys are
//! larger, and asked for more often. Measured at 10,004 pages with 579 files (400 queries cut at random; packed by gzip, KB):
//!
//! | files of keys, texts, cards | query: median, mean | texts of six in sight | an edit, not packed |
//! |---|---|---|---|
//! | 384, 64, 128, and numbers up to 3.3 times the pages (before) | 116, 141 | 1139 | 2.07 % |
//! | 384, 112, 80 | 119, 145 | 674 | 1.85 % |
//! | 384, 96, 96 (reckoned from the others) | 113, 139 | 780 | 1.9 % |
//! | 320, 160, 96 (likewise) | 127, 153 | 480 | 2.1 % |
//!
//! A query has a limit (120 KB), and so has an edit (2 %): within them texts get what is left, for they are most of what a reader
//! waits for. There are at most 1.6 times as many numbers as pages: a bit of a distance is a twentieth of all postings.
//!
//! *Fewer pages* may have as many files as 10,000, but no file is much smaller than ten kilobytes. The part of all
//! bytes that an edit writes depends on how many files there are, not on how many pages: at 1,004 pages a twentieth were 32 files of
//! keys and 10 of texts, and an edit wrote 17 to 22 %; with 384 and 64 it writes 1.9 %, all are 7.4 MB instead of 6.6, and a file
//! of keys is 11 KB as it is sent instead of 120. At 10,004 pages an edit writes 1.6 to 1.9 %.
//!
//! *More pages.* At 50,004 there are 2,710 files with 263 MB. A query of four characters loads 223 KB (median of 110 queries; mean 360,
//! one of four more than 400): the file of a frequent pair has up to 1.3 MB, and 135 KB tell the order if hits are everywhere.

/// Free numbers beside each four pages, at least: few pages then want the same one, and gaps stay small.
const ROOM: usize = 1;

/// Pages for each file of keys, of texts and of cards; see above.
const PAGES_OF_KEYS: usize = 26;
const PAGES_OF_TEXTS: usize = 100;
const PAGES_OF_CARDS: usize = 104;

/// Fewest pages for each file of keys and of texts, and how many files of them a site has before one file holds more.
const FEWEST_OF_KEYS: usize = 2;
const FEWEST_OF_TEXTS: usize = 15;
const MANY_KEYS: usize = 384;
const MANY_TEXTS: usize = 96;

/// Most pages whose order is one file, which is loaded before anybody asks: a site up to here answers with the first file of
/// keys. Beyond, so much would be too much before the first query, and queries load the parts that hold what they find.
const PAGES_OF_ONE_ORDER: usize = 11_000;
const PAGES_OF_ORDERS: usize = 2_500;

/// Pages for each block, whose keys are gathered together, and the most blocks: each has a slice for each file of keys. An edit has
/// the words of all pages of its block looked through again.
const PAGES_OF_BLOCKS: usize = 50;
const MOST_BLOCKS: usize = 96;

/// How large an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Number of numbers for pages.
    pub room: u32,
    /// Number of files of keys.
    pub keys: u32,
    /// Number of files of texts.
    pub texts: u32,
    /// Number of files of cards.
    pub cards: u32,
    /// Number of files that tell the order.
    pub orders: u32,
    /// Number of blocks; not more than files of texts.
    pub blocks: u32,
}

impl Measure {
    /// Returns the measure for a number of pages.
    pub fn of(pages: usize) -> Self {
        let texts = step((pages / PAGES_OF_TEXTS).max(MANY_TEXTS.min(pages / FEWEST_OF_TEXTS)));
        Self {
            // The step above: a quarter more, less one, is below it.
            room: step((pages + pages * ROOM / 4) * 5 / 4).max(16),
            keys: step((pages / PAGES_OF_KEYS).max(MANY_KEYS.min(pages / FEWEST_OF_KEYS))),
            texts,
            cards: step(pages / PAGES_OF_CARDS),
            orders: if pages > PAGES_OF_ONE_ORDER { step(pages / PAGES_OF_ORDERS) } else { 1 },
            blocks: step((pages / PAGES_OF_BLOCKS).min(MOST_BLOCKS)).min(texts),
        }
    }

    /// Returns which of some parts of all numbers holds a page.
    fn part(self, parts: u32, page: u32) -> u32 {
        (u64::from(page) * u64::from(parts) / u64::from(self.room)) as u32
    }

    /// Returns the file of texts that holds a page.
    pub fn text_file(self, page: u32) -> u32 {
        self.part(self.texts, page)
    }

    /// Returns the file of cards that holds a page.
    pub fn card_file(self, page: u32) -> u32 {
        self.part(self.cards, page)
    }

    /// Returns the file that tells where in the order a page stands.
    pub fn order_file(self, page: u32) -> u32 {
        self.part(self.orders, page)
    }

    /// Returns the block that holds a page.
    pub fn block(self, page: u32) -> u32 {
        self.part(self.blocks, page)
    }

    /// Returns the file of keys that holds a key.
    pub fn key_file(self, key: impl Iterator<Item = char>) -> u32 {
        let units = key.flat_map(|c| {
            let mut units = [0; 2];
            let count = c.encode_utf16(&mut units).len();
            units.into_iter().take(count)
        });
        hash(units) % self.keys
    }
}

/// Returns the largest of 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20 … that is not above a number.
fn step(number: usize) -> u32 {
    let number = u32::try_from(number).unwrap_or(u32::MAX).max(1);
    let below = (31 - number.leading_zeros()).saturating_sub(2);
    number >> below << below
}

/// Returns numbers for pages, in the order of their ids: each its own, from the id unless another has it already.
pub fn numbers<'i>(ids: impl IntoIterator<Item = &'i str>, measure: Measure) -> Vec<u32> {
    let mut taken = rustc_hash::FxHashSet::default();
    let number = |id: &str| {
        let mut number = hash(id.encode_utf16()) % measure.room;
        while !taken.insert(number) {
            number = (number + 1) % measure.room;
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
            (measure.keys, measure.texts, measure.cards, measure.orders)
        };
        assert_eq!(files(0), (1, 1, 1, 1));
        assert_eq!(files(60), (28, 4, 1, 1));
        assert_eq!(files(1_004), (384, 64, 8, 1));
        assert_eq!(files(3_000), (384, 96, 28, 1));
        assert_eq!(files(10_004), (384, 96, 96, 1));
        assert_eq!(files(50_004), (1792, 448, 448, 20));
        for pages in (0..200_000).step_by(37) {
            let measure = Measure::of(pages);
            assert!(measure.blocks <= measure.texts, "{pages}");
            let room = measure.room as usize;
            assert!(room * 4 >= pages * 5 && (pages < 16 || room * 4 <= pages * 7), "{pages} in {room}");
            let last = measure.room - 1;
            assert_eq!(measure.text_file(last) + 1, measure.texts, "{pages}");
            let files = (2 + measure.keys + measure.texts + measure.cards + measure.orders) as usize;
            // A twentieth of 1.18 for each page, and of a broken file the whole; what 10,000 pages have so, fewer may have too.
            let most = (pages.max(10_004) * 118).div_ceil(2000);
            assert!(files <= most && files <= 6 + pages * 6 / 10, "{files} files for {pages} pages");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_browser() {
        let folded = |hash: u32| hash ^ (hash >> 15);
        assert_eq!(hash("a".encode_utf16()), folded(0xe40c_292c));
    }
}
