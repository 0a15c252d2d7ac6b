//! The places of one key, as a file holds them.
//!
//! *Shape:* the characters that stand before the key and those behind it, most frequent first; then for each place (title, name,
//! heading, field, text) how many there are, and for each the distance to the page before, and which two characters are around
//! it. Keys of one character and of readings have nothing around them. How many bits a number has by itself is chosen for
//! each list, whatever is shortest.

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

/// The characters around the keys of one file, each on a line of its own: a set that tells how many are before one.
pub struct Around {
    bits: Vec<u64>,
    /// How many characters there are before each word of bits.
    before: Vec<u32>,
}

impl Around {
    /// Gathers the characters.
    pub fn of(found: &[Found]) -> Self {
        let mut bits = vec![0_u64; (char::MAX as usize + 1) / 64];
        for one in found.iter().filter(|one| Sort::of(one.key()) == Sort::Pair) {
            let (a, d) = one.around();
            for c in [a, d] {
                bits[c as usize / 64] |= 1 << (c % 64);
            }
        }
        let mut sum = 0;
        let before = bits.iter().map(|word| {
            sum += word.count_ones();
            sum - word.count_ones()
        });
        Self { before: before.collect(), bits }
    }

    /// Returns the characters in the order of their lines.
    pub fn characters(&self) -> String {
        let words = self.bits.iter().zip(0_u32..).filter(|(word, _)| **word != 0);
        let all = words.flat_map(|(word, at)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        });
        all.filter_map(char::from_u32).collect()
    }

    fn len(&self) -> usize {
        let last = self.bits.last().map_or(0, |word| word.count_ones());
        (self.before.last().copied().unwrap_or_default() + last) as usize
    }

    /// Returns the line of a character.
    fn line(&self, c: u32) -> u32 {
        let (at, bit) = (c as usize / 64, c % 64);
        self.before[at] + (self.bits[at] & ((1 << bit) - 1)).count_ones()
    }
}

/// Characters that stand on one side of a key, as lines. One for all keys of a file: it keeps its room.
#[derive(Default)]
struct Side {
    /// The line of each place.
    all: Vec<u32>,
    /// How often each line is there.
    counts: Vec<u32>,
    /// The lines that are there, most frequent first.
    lines: Vec<u32>,
    /// The rank of each of them.
    ranks: Vec<u32>,
    low: u32,
}

impl Side {
    fn of(lines: usize) -> Self {
        Self { counts: vec![0; lines], ranks: vec![0; lines], ..Self::default() }
    }

    fn fill(&mut self, all: impl Iterator<Item = u32>) {
        self.lines.drain(..).for_each(|line| self.counts[line as usize] = 0);
        self.all.clear();
        self.all.extend(all);
        for line in &self.all {
            let count = &mut self.counts[*line as usize];
            if *count == 0 {
                self.lines.push(*line);
            }
            *count += 1;
        }
        let counts = &self.counts;
        self.lines.sort_unstable_by_key(|line| (u32::MAX - counts[*line as usize], *line));
        self.lines.iter().zip(0..).for_each(|(line, rank)| self.ranks[*line as usize] = rank);
        self.low = self.best_low();
    }

    /// Returns how many bits of a rank are best written as they are. From the width of the ranks on it only gets worse.
    fn best_low(&self) -> u32 {
        let cost = |low: &u32| -> u64 {
            let ranked = self.lines.iter().map(|line| self.counts[*line as usize]).zip(0..);
            ranked.map(|(count, rank)| u64::from(count) * u64::from(open_cost(rank, *low))).sum()
        };
        (0..=width(self.lines.len()).min(15)).min_by_key(cost).unwrap_or_default()
    }

    fn write(&self, writer: &mut Writer) {
        let width = width(self.counts.len());
        writer.open(self.lines.len() as u32 - 1, 1);
        self.lines.iter().for_each(|line| writer.bits(*line, width));
        if self.lines.len() > 1 {
            writer.bits(self.low, 4);
        }
    }

    /// Writes what stands beside a place, told by its number.
    fn write_one(&self, at: usize, writer: &mut Writer) {
        if self.lines.len() > 1 {
            writer.open(self.ranks[self.all[at] as usize], self.low);
        }
    }
}

/// Returns how many bits tell a line of a table.
fn width(lines: usize) -> u32 {
    usize::BITS - lines.saturating_sub(1).leading_zeros()
}

/// Writes the postings of the keys of one file.
pub struct Scribe<'t> {
    around: &'t Around,
    before: Side,
    behind: Side,
}

impl<'t> Scribe<'t> {
    /// Returns one that tells characters by their lines.
    pub fn new(around: &'t Around) -> Self {
        let [before, behind] = [(); 2].map(|()| Side::of(around.len()));
        Self { around, before, behind }
    }

    /// Appends the postings of a key; `found` is sorted and all of that key.
    pub fn write(&mut self, found: &[Found], out: &mut String) {
        let mut writer = Writer::after(std::mem::take(out));
        let around = found.first().is_some_and(|one| Sort::of(one.key()) == Sort::Pair);
        if around {
            let lines = self.around;
            self.before.fill(found.iter().map(|one| lines.line(one.around().0)));
            self.behind.fill(found.iter().map(|one| lines.line(one.around().1)));
            self.before.write(&mut writer);
            self.behind.write(&mut writer);
        }
        let sides = around.then_some((&self.before, &self.behind));
        let mut from = 0;
        for place in 0..Place::ALL.len() as u8 {
            let to = from + found[from..].partition_point(|one| one.place() <= place);
            list(&found[from..to], from, sides, &mut writer);
            from = to;
        }
        *out = writer.done();
    }
}

/// Writes the postings of one place; `first` is the number of the first among all of the key.
fn list(found: &[Found], first: usize, sides: Option<(&Side, &Side)>, writer: &mut Writer) {
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
    for (at, gap) in (first..).zip(gaps()) {
        writer.rice(gap, low);
        if let Some((before, behind)) = sides {
            before.write_one(at, writer);
            behind.write_one(at, writer);
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
