//! The places of one key, as a file holds them.
//!
//! *Shape:* the characters that stand before the key and those behind it, most frequent first; then for each place (title, name,
//! heading, field, text) how many there are, and for each the distance to the page before, and which two characters are around
//! it. Keys of one character and of readings have nothing around them. How many bits a number has by itself is chosen for
//! each list, whatever is shortest.

use rustc_hash::FxHashMap;

use super::bits::{Reader, Writer, open_cost};
use super::document::Place;
use super::grams::{Found, Key, Sort};

/// One place of a key, as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Number of the page.
    pub page: u32,
    /// Position in [`Place::ALL`].
    pub place: u8,
    /// The characters before and behind; zero if the key has none.
    pub around: (u32, u32),
}

/// Characters that stand on one side of a key.
struct Side {
    /// Most frequent first.
    characters: Vec<u32>,
    rank: FxHashMap<u32, u32>,
    low: u32,
}

impl Side {
    fn of(all: impl Iterator<Item = u32>) -> Self {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        all.for_each(|c| *counts.entry(c).or_default() += 1);
        let mut sorted: Vec<(u32, u32)> =
            counts.into_iter().map(|(c, count)| (u32::MAX - count, c)).collect();
        sorted.sort_unstable();
        let cost = |low: u32| -> u64 {
            let all = sorted.iter().enumerate();
            all.map(|(rank, (count, _))| u64::from(u32::MAX - count) * u64::from(open_cost(rank as u32, low)))
                .sum()
        };
        let low = (0..16).min_by_key(|low| cost(*low)).unwrap_or_default();
        let characters: Vec<u32> = sorted.iter().map(|(_, c)| *c).collect();
        let rank = characters.iter().enumerate().map(|(rank, c)| (*c, rank as u32)).collect();
        Self { characters, rank, low }
    }

    fn write(&self, table: &[u32], writer: &mut Writer) {
        let width = width(table.len());
        writer.open(self.characters.len() as u32 - 1, 1);
        for c in &self.characters {
            writer.bits(table.binary_search(c).unwrap_or_default() as u32, width);
        }
        if self.characters.len() > 1 {
            writer.bits(self.low, 4);
        }
    }

    fn write_one(&self, c: u32, writer: &mut Writer) {
        if self.characters.len() > 1 {
            writer.open(self.rank.get(&c).copied().unwrap_or_default(), self.low);
        }
    }
}

/// Returns how many bits tell a line of a table.
fn width(lines: usize) -> u32 {
    usize::BITS - lines.saturating_sub(1).leading_zeros()
}

/// Returns the postings of a key as text; `found` is sorted and all of that key, `table` holds all characters around keys.
pub fn written(found: &[Found], table: &[u32]) -> String {
    let mut writer = Writer::default();
    let around = found.first().is_some_and(|one| Sort::of(one.key()) == Sort::Pair);
    let sides = around.then(|| {
        let before = Side::of(found.iter().map(|one| one.around().0));
        let behind = Side::of(found.iter().map(|one| one.around().1));
        before.write(table, &mut writer);
        behind.write(table, &mut writer);
        (before, behind)
    });
    for place in 0..Place::ALL.len() as u8 {
        let from = found.partition_point(|one| one.place() < place);
        let to = found.partition_point(|one| one.place() <= place);
        list(&found[from..to], sides.as_ref(), &mut writer);
    }
    writer.done()
}

/// Writes the postings of one place.
fn list(found: &[Found], sides: Option<&(Side, Side)>, writer: &mut Writer) {
    writer.open(found.len() as u32, 0);
    if found.is_empty() {
        return;
    }
    let gaps = || {
        let before = [0].into_iter().chain(found.iter().map(|one| one.page()));
        found.iter().zip(before).map(|(one, before)| one.page() - before)
    };
    let cost = |low: u32| {
        gaps().map(|gap| u64::from(gap >> low)).sum::<u64>() + (found.len() as u64) * u64::from(low)
    };
    // The mean tells nearly where the best is.
    let mean = found[found.len() - 1].page() / found.len() as u32;
    let near = (32 - mean.leading_zeros()).min(15);
    let low = (near.saturating_sub(2)..=near).min_by_key(|low| cost(*low)).unwrap_or_default();
    writer.bits(low, 4);
    for (one, gap) in found.iter().zip(gaps()) {
        writer.rice(gap, low);
        if let Some((before, behind)) = sides {
            before.write_one(one.around().0, writer);
            behind.write_one(one.around().1, writer);
        }
    }
}

/// Reads the postings of a key of a sort; `None` if the text is broken.
pub fn read(text: &str, sort: Sort, table: &[u32]) -> Option<Vec<Posting>> {
    let mut reader = Reader::new(text);
    let side = |reader: &mut Reader<'_>| -> Option<(Vec<u32>, u32)> {
        if sort != Sort::Pair {
            return Some((vec![0], 0));
        }
        let count = reader.open(1) + 1;
        let mut all = Vec::new();
        for _ in 0..count.min(table.len() as u32) {
            all.push(*table.get(reader.bits(width(table.len())) as usize)?);
        }
        let low = if all.len() > 1 { reader.bits(4) } else { 0 };
        Some((all, low))
    };
    let (before, low_before) = side(&mut reader)?;
    let (behind, low_behind) = side(&mut reader)?;
    let mut all = Vec::new();
    for place in 0..Place::ALL.len() as u8 {
        let count = reader.open(0);
        let low = if count > 0 { reader.bits(4) } else { 0 };
        let mut page = 0_u32;
        for _ in 0..count {
            page = page.checked_add(reader.rice(low))?;
            let mut one = |side: &[u32], low| match side {
                [only] => Some(*only),
                side => side.get(reader.open(low) as usize).copied(),
            };
            let around = (one(&before, low_before)?, one(&behind, low_behind)?);
            if reader.over() {
                return None;
            }
            all.push(Posting { page, place, around });
        }
    }
    (!reader.over()).then_some(all)
}

/// Appends the places of sorted keys, as they wait to be brought together with those of other pages.
pub fn push_slice(found: &[Found], out: &mut Vec<u8>) {
    for own in found.chunk_by(|one, next| one.key() == next.key()) {
        let key = own[0].key();
        let sizes = [character(key.0), character(key.1), own.len() as u32];
        sizes.into_iter().for_each(|number| push(number, out));
        let mut before = (0, 0);
        for one in own {
            if one.place() != before.0 {
                before = (one.place(), 0);
            }
            // Places rise, and few keys have more than one.
            push((one.page() - before.1) << 3 | u32::from(one.place()), out);
            before.1 = one.page();
            if Sort::of(key) == Sort::Pair {
                push(character(one.around().0), out);
                push(character(one.around().1), out);
            }
        }
    }
}

/// Reads what [`push_slice`] appended.
pub fn read_slice(mut slice: &[u8], found: &mut Vec<Found>) {
    while !slice.is_empty() {
        let key: Key = (back(take(&mut slice)), back(take(&mut slice)));
        let mut before = (0, 0);
        for _ in 0..take(&mut slice) {
            let number = take(&mut slice);
            let place = (number & 7) as u8;
            if place != before.0 {
                before = (place, 0);
            }
            before.1 += number >> 3;
            let around = match Sort::of(key) {
                Sort::Pair => (back(take(&mut slice)), back(take(&mut slice))),
                _ => (0, 0),
            };
            found.push(Found::new(key, place, before.1, around));
        }
    }
}

/// Turns the numbers of characters so that the usual ones are small.
fn character(c: u32) -> u32 {
    c.wrapping_sub(0x4e00) & 0x1f_ffff
}

fn back(turned: u32) -> u32 {
    turned.wrapping_add(0x4e00) & 0x1f_ffff
}

fn push(mut number: u32, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(slice: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let [byte, rest @ ..] = *slice {
        *slice = rest;
        number |= u32::from(byte & 127) << shift;
        shift += 7;
        if *byte < 128 || shift > 28 {
            break;
        }
    }
    number
}
