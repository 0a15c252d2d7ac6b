//! The keys of a page: single characters and pairs of neighbours, with the weight of where they stand.

use super::Document;
use super::fold::{BREAK, fold};
use super::pinyin;

/// Somewhere in the text.
pub const TEXT: u8 = 1;
/// In a heading.
pub const HEADING: u8 = 2;
/// In a name of the page.
pub const NAME: u8 = 4;

/// In the title.
pub const TITLE: u8 = 8;

/// One key of one page: the key, and the places where it stands as bits.
pub type Keyed = (String, u8);

/// Returns the keys of a page, sorted, none twice.
pub fn keys(document: &Document) -> Vec<Keyed> {
    let mut found: Vec<(u64, u8)> = Vec::with_capacity(document.text.len());
    push(&fold(&document.visible()), TEXT, &mut found);
    document.headings.iter().for_each(|line| push(&fold(line), HEADING, &mut found));
    document.names.iter().for_each(|line| push(&fold(line), NAME, &mut found));
    push(&fold(&document.title), TITLE, &mut found);
    found.sort_unstable();
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 |= if same { next.1 } else { 0 };
        same
    });
    let mut keys: Vec<Keyed> = found.into_iter().map(|(pair, places)| (spelled(pair), places)).collect();
    keys.extend(pinyin::keys(&document.readings).into_iter().map(|key| (key, NAME)));
    keys
}

/// Returns the keys that all pages with a folded text have: its pairs, or itself if it is one character.
pub fn keys_of(folded: &str) -> Vec<String> {
    let mut found = Vec::new();
    push(folded, TEXT, &mut found);
    let long = folded.chars().nth(1).is_some();
    let mut keys: Vec<String> = found
        .into_iter()
        .filter(|(pair, _)| !long || pair >> 32 != 0)
        .map(|(pair, _)| spelled(pair))
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Appends the characters and pairs of a folded text.
fn push(folded: &str, place: u8, found: &mut Vec<(u64, u8)>) {
    let mut before = BREAK;
    for c in folded.chars() {
        if c != BREAK {
            found.push((u64::from(u32::from(c)), place));
            if before != BREAK {
                found.push((u64::from(u32::from(before)) << 32 | u64::from(u32::from(c)), place));
            }
        }
        before = c;
    }
}

fn spelled(pair: u64) -> String {
    let halves = [(pair >> 32) as u32, pair as u32];
    halves.into_iter().filter(|half| *half != 0).filter_map(char::from_u32).collect()
}
