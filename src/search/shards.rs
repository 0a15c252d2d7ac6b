//! The files of an index: which shard holds what, and how postings are written.
//!
//! *Places:* a page has a number that comes from its id alone, so that a new page moves no other; pages of near numbers share a
//! shard of texts. A key has its shard by its hash. Both numbers of shards are powers of two that grow with the site.

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::document::Document;
use super::pairs::{HEADING, NAME, TEXT, TITLE, keys};

/// Characters of numbers in postings: five bits each, the upper half for those that another follows.
pub const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Pages in a shard of texts, as a power of two, if the site is full.
const PAGES: u32 = 6;

/// Free numbers for each page, as a power of two: few pages then want the same one.
const ROOM: u32 = 3;

/// How large an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Bits of a page's number.
    pub bits: u32,
    /// Bits of a shard's number, of both sorts.
    pub shards: u32,
}

impl Measure {
    /// Returns the measure for a number of pages.
    pub fn of(pages: usize) -> Self {
        let log = pages.max(1).next_power_of_two().trailing_zeros();
        Self { bits: log.max(3) + ROOM, shards: log.saturating_sub(PAGES) }
    }

    /// Returns the number of shards of each sort.
    pub fn count(self) -> u32 {
        1 << self.shards
    }

    /// Returns the shard of texts that holds a page.
    pub fn text_shard(self, number: u32) -> u32 {
        number >> (self.bits - self.shards)
    }

    /// Returns the shard of postings that holds a key.
    pub fn key_shard(self, key: &str) -> u32 {
        hash(key) & (self.count() - 1)
    }
}

/// Returns numbers for pages, in the order of their ids: each its own, from the id unless another has it already.
pub fn numbers<'i>(ids: impl IntoIterator<Item = &'i str>, measure: Measure) -> Vec<u32> {
    let mut taken = rustc_hash::FxHashSet::default();
    let last = (1_u32 << measure.bits) - 1;
    let number = |id: &str| {
        let mut number = hash(id) & last;
        while !taken.insert(number) {
            number = (number + 1) & last;
        }
        number
    };
    ids.into_iter().map(number).collect()
}

/// Returns the hash that browsers compute too: FNV-1a over UTF-16, its halves folded together.
fn hash(text: &str) -> u32 {
    let hash = text
        .encode_utf16()
        .fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// Returns the postings of some pages, one text for each shard of keys: lines of a key, a tab and its pages.
pub fn slices(pages: &[(u32, &Document)], measure: Measure) -> Vec<String> {
    let mut all: FxHashMap<String, Postings> = FxHashMap::default();
    for (number, document) in pages {
        for (key, places) in keys(document) {
            all.entry(key).or_default().add(*number, places);
        }
    }
    let mut sorted: Vec<(String, Postings)> = all.into_iter().collect();
    sorted.sort_unstable_by(|left, right| left.0.cmp(&right.0));
    let mut slices = vec![String::new(); measure.count() as usize];
    for (key, postings) in sorted {
        let slice = &mut slices[measure.key_shard(&key) as usize];
        let _ = writeln!(slice, "{key}\t{}", postings.written());
    }
    slices
}

/// The pages of a key: all, those with it in a heading, those with it in a name, and those in the title.
/// Numbers rise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postings(pub [Vec<u32>; 4]);

impl Postings {
    fn add(&mut self, number: u32, places: u8) {
        for (list, place) in self.0.iter_mut().zip([TEXT, HEADING, NAME, TITLE]) {
            if places & place != 0 {
                list.push(number);
            }
        }
    }

    /// Returns the lists as text: numbers as differences, lists parted by commas, empty ones at the end left out.
    pub fn written(&self) -> String {
        let mut out = String::new();
        for (at, list) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            let mut before = 0;
            for number in list {
                push_number(number - before, &mut out);
                before = *number;
            }
        }
        out.truncate(out.trim_end_matches(',').len());
        out
    }

    /// Reads what was written; what is no posting is left out.
    pub fn read(text: &str) -> Self {
        let mut postings = Self::default();
        for (list, written) in postings.0.iter_mut().zip(text.split(',')) {
            let (mut before, mut value, mut shift) = (0_u32, 0_u32, 0);
            for digit in written.bytes().filter_map(|byte| DIGITS.iter().position(|one| *one == byte)) {
                value |= (digit as u32 & 31) << shift;
                shift += 5;
                if digit < 32 || shift > 25 {
                    before += value;
                    list.push(before);
                    (value, shift) = (0, 0);
                }
            }
        }
        postings
    }
}

fn push_number(mut number: u32, out: &mut String) {
    while number >= 32 {
        out.push(char::from(DIGITS[(32 + (number & 31)) as usize]));
        number >>= 5;
    }
    out.push(char::from(DIGITS[number as usize]));
}

/// Returns a shard of keys, made of the slices of all pages, in the order of the pages' numbers.
pub fn key_file<'s>(number: u32, slices: impl IntoIterator<Item = &'s str>) -> String {
    let mut all: BTreeMap<&str, Postings> = BTreeMap::new();
    for line in slices.into_iter().flat_map(str::lines) {
        let Some((key, written)) = line.split_once('\t') else { continue };
        let own = all.entry(key).or_default();
        for (list, more) in own.0.iter_mut().zip(Postings::read(written).0) {
            list.extend(more);
        }
    }
    let mut body = String::from("{");
    for (key, postings) in &all {
        let comma = if body.len() > 1 { "," } else { "" };
        let _ = write!(body, "{comma}\n{}:\"{}\"", quoted(key), postings.written());
    }
    body.push_str("\n}");
    script(&key_name(number), &body)
}

/// Returns a shard of texts.
pub fn text_file(number: u32, pages: &[(u32, &Document)]) -> String {
    let mut body = String::from("{");
    for (page, document) in pages.iter().filter(|(_, document)| !document.url.is_empty()) {
        let comma = if body.len() > 1 { "," } else { "" };
        let readings = document.readings.join("\n");
        let text = super::fold::composed(&document.visible());
        let parts = [&document.url, &document.title, &document.section, &document.date, &document.kind];
        let parts = parts.into_iter().chain([&text, &readings]).map(|part| quoted(part));
        let names = document.names.len();
        let _ = write!(body, "{comma}\n\"{page}\":[{},{names}]", parts.collect::<Vec<_>>().join(","));
    }
    body.push_str("\n}");
    script(&text_name(number), &body)
}

/// Returns the file that is loaded first: the measure, the tables of folding, and the way `up` from the index to the root.
pub fn head_file(pages: usize, measure: Measure, up: &str) -> String {
    let Measure { bits, shards } = measure;
    let tables = [super::fold::SIMPLIFIED, super::fold::SEPARATORS, super::fold::UNSEEN, super::fold::HAN];
    let tables: Vec<String> = tables.into_iter().map(quoted).collect();
    let body = format!(
        "{{\"form\":1,\"pages\":{pages},\"bits\":{bits},\"shards\":{shards},\"up\":\"{up}\",\n\"tables\":[{}]}}",
        tables.join(",\n")
    );
    script("head", &body)
}

/// Returns the file with what results can be narrowed by: five lists of words, and for each page its number, date and words.
pub fn facet_file(pages: &[(u32, &Document)]) -> String {
    let shown = || pages.iter().filter(|(_, document)| !document.url.is_empty());
    let words = |of: fn(&Document) -> Vec<&str>| -> Vec<String> {
        let mut words: Vec<String> =
            shown().flat_map(|(_, document)| of(document)).map(str::to_owned).collect();
        words.sort();
        words.dedup();
        words.retain(|word| !word.is_empty());
        words
    };
    let lists = [
        words(|one| vec![&one.kind]),
        words(|one| vec![&one.unit]),
        words(|one| vec![&one.level]),
        words(|one| one.tags.iter().map(String::as_str).collect()),
    ];
    let place = |list: usize, word: &str| {
        lists[list].binary_search_by(|one| one.as_str().cmp(word)).map_or(-1, |at| at as i64)
    };
    let mut body = String::from("{\"words\":");
    body.push_str(&serde_json::to_string(&lists).unwrap_or_default());
    body.push_str(",\n\"pages\":[");
    for (at, (number, one)) in shown().enumerate() {
        let tags: Vec<String> = one.tags.iter().map(|tag| place(3, tag).to_string()).collect();
        let comma = if at > 0 { "," } else { "" };
        let date = one.date.get(..10).unwrap_or(&one.date);
        let _ = write!(
            body,
            "{comma}\n[{number},\"{date}\",{},{},{},[{}]]",
            place(0, &one.kind),
            place(1, &one.unit),
            place(2, &one.level),
            tags.join(",")
        );
    }
    body.push_str("\n]}");
    script("facets", &body)
}

/// Returns the name of a shard of keys, without its ending.
pub fn key_name(number: u32) -> String {
    format!("k{number:03x}")
}

/// Returns the name of a shard of texts, without its ending.
pub fn text_name(number: u32) -> String {
    format!("t{number:03x}")
}

/// Returns a script that hands something over.
fn script(name: &str, body: &str) -> String {
    format!("pilothouse_search(\"{name}\",{body});\n")
}

/// Returns what a script hands over, if it is whole.
pub fn handed_over(script: &str) -> Option<serde_json::Value> {
    let (_, body) = script.split_once(',')?;
    serde_json::from_str(body.trim_end().strip_suffix(");")?).ok()
}

/// Returns a text as it stands in a script.
fn quoted(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap_or_default();
    if text.contains(['\u{2028}', '\u{2029}']) {
        return text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    }
    text
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
    fn postings_come_back() {
        let postings = Postings([vec![0, 31, 32, 1_000_000], vec![], vec![32], vec![7]]);
        assert_eq!(Postings::read(&postings.written()), postings);
        assert_eq!(Postings::read(""), Postings::default());
        assert_eq!(Postings::read("\u{7532}?").0[0], [0_u32; 0]);
    }

    #[test]
    fn the_hash_is_that_of_the_browser() {
        assert_eq!(hash("a") & 0xfff, (0xe40c_292c_u32 ^ (0xe40c_292c_u32 >> 15)) & 0xfff);
    }
}
