//! The places of one key, as a file holds them.
//!
//! *Shape:* the characters that stand before the key and those behind it, most frequent first; then for each place (title, name,
//! heading, field, text) how many there are, and for each the distance to the page before, and which two characters are around
//! it. Keys of one character and of readings have nothing around them. How many bits a number has by itself is chosen for
//! each list, whatever is shortest.

use super::bits::{Reader, Writer};
use super::document::Place;
use super::grams::{Found, Key, Sort, characters, spelled};

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

/// The characters around the keys of one file, each on a line of its own.
#[derive(Default)]
struct Around {
    /// The line of each character, as far as the highest; of no meaning for others.
    lines: Vec<u32>,
    /// The characters in the order of their lines.
    characters: Vec<u32>,
}

impl Around {
    /// Gathers the characters around the keys of what was gathered.
    fn of(gathered: &Gathered) -> Self {
        let mut around = Self::default();
        for run in gathered.runs.iter().filter(|run| Sort::of(run.key) == Sort::Pair) {
            gathered.postings(run).iter().for_each(|one| around.note(one.around));
        }
        around.characters.sort_unstable();
        around.characters.iter().zip(0..).for_each(|(c, line)| around.lines[*c as usize] = line);
        around
    }

    fn note(&mut self, around: (u32, u32)) {
        for c in [around.0, around.1] {
            if c as usize >= self.lines.len() {
                self.lines.resize(c as usize + 1, 0);
            }
            let seen = &mut self.lines[c as usize];
            if *seen == 0 {
                *seen = 1;
                self.characters.push(c);
            }
        }
    }

    /// Returns the characters in the order of their lines.
    fn characters(&self) -> String {
        self.characters.iter().filter_map(|c| char::from_u32(*c)).collect()
    }

    fn len(&self) -> usize {
        self.characters.len()
    }

    /// Returns the line of a character.
    fn line(&self, c: u32) -> u32 {
        self.lines[c as usize]
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
    /// How many places have a rank below each.
    sums: Vec<u32>,
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
        self.sums.clear();
        self.sums.push(0);
        let mut sum = 0;
        for (line, rank) in self.lines.iter().zip(0..) {
            self.ranks[*line as usize] = rank;
            sum += counts[*line as usize];
            self.sums.push(sum);
        }
        self.low = self.best_low();
    }

    /// Returns how many bits of a rank are best written as they are. From the width of the ranks on it only gets worse.
    fn best_low(&self) -> u32 {
        (0..=width(self.lines.len()).min(15)).min_by_key(|low| self.cost(*low)).unwrap_or_default()
    }

    /// Returns how many bits all ranks need, with so many as they are. Ranks whose rest has one length stand side by side.
    fn cost(&self, low: u32) -> u64 {
        let (mut bits, mut from, mut length) = (0, 0, 1);
        while from < self.lines.len() {
            let to = (((1 << length) - 1) << low).min(self.lines.len());
            bits += u64::from(self.sums[to] - self.sums[from]) * u64::from(2 * length - 1 + low);
            (from, length) = (to, length + 1);
        }
        bits
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
struct Scribe<'t> {
    around: &'t Around,
    before: Side,
    behind: Side,
    /// Distances between pages. Kept for its room alone.
    gaps: Vec<u32>,
}

impl<'t> Scribe<'t> {
    /// Returns one that tells characters by their lines.
    fn new(around: &'t Around) -> Self {
        let [before, behind] = [(); 2].map(|()| Side::of(around.len()));
        Self { around, before, behind, gaps: Vec::new() }
    }

    /// Appends the postings of a key, which are in the order of places, then of pages.
    fn write(&mut self, sort: Sort, all: &[Posting], writer: &mut Writer) {
        let around = sort == Sort::Pair;
        if around {
            let lines = self.around;
            self.before.fill(all.iter().map(|one| lines.line(one.around.0)));
            self.behind.fill(all.iter().map(|one| lines.line(one.around.1)));
            self.before.write(writer);
            self.behind.write(writer);
        }
        let sides = around.then_some((&self.before, &self.behind));
        let mut from = 0;
        for place in 0..Place::ALL.len() as u8 {
            let to = from + all[from..].partition_point(|one| one.place <= place);
            list(&all[from..to], &mut self.gaps, from, sides, writer);
            from = to;
        }
        writer.end();
    }
}

/// Writes the postings of one place; `first` is the number of the first among all of the key.
fn list(
    all: &[Posting],
    gaps: &mut Vec<u32>,
    first: usize,
    sides: Option<(&Side, &Side)>,
    writer: &mut Writer,
) {
    writer.open(all.len() as u32, 0);
    let Some(last) = all.last() else { return };
    let mut before = 0;
    gaps.clear();
    gaps.extend(all.iter().map(|one| one.page - std::mem::replace(&mut before, one.page)));
    // All gaps together are less than a number of a page.
    let cost = |low: u32| gaps.iter().map(|gap| gap >> low).sum::<u32>() as usize + all.len() * low as usize;
    // The mean tells nearly where the best is.
    let mean = last.page / all.len() as u32;
    let near = (32 - mean.leading_zeros()).min(15);
    let low = (near.saturating_sub(2)..=near).min_by_key(|low| cost(*low)).unwrap_or_default();
    writer.bits(low, 4);
    for (at, gap) in (first..).zip(gaps.iter()) {
        writer.rice(*gap, low);
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

/// Appends the places of a key, as they wait to be brought together with those of other pages; `first` is the number of the
/// first page of their block, with which a slice begins.
///
/// *Shape:* the two characters; which places there are, as bits; for each how many, and each as the distance to the page
/// before, the character before, the one behind.
pub fn push_slice(first: u32, key: Key, own: &[Found], out: &mut Vec<u8>) {
    if out.is_empty() {
        push(first, out);
    }
    push_character(key.0, out);
    push_character(key.1, out);
    out.push(own.iter().fold(0, |places, one| places | 1 << one.place()));
    for own in own.chunk_by(|one, next| one.place() == next.place()) {
        push(own.len() as u32, out);
        let mut before = 0;
        for one in own {
            push(one.page() - before, out);
            before = one.page();
            if Sort::of(key) == Sort::Pair {
                push_character(one.around().0, out);
                push_character(one.around().1, out);
            }
        }
    }
}

/// About how many bytes a place has in a slice.
const BYTES: usize = 5;

/// The places of the keys of one file, gathered from slices.
#[derive(Default)]
pub struct Gathered {
    all: Vec<Posting>,
    runs: Vec<Run>,
}

/// The places of a key that one slice has in one sort of place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    key: Key,
    place: u8,
    from: u32,
    to: u32,
}

impl Gathered {
    /// Brings slices together, which come in the order of their pages: so only runs need to be sorted.
    pub fn of<'s>(slices: impl IntoIterator<Item = &'s [u8]>) -> Self {
        let mut gathered = Self::default();
        for slice in slices {
            gathered.all.reserve(slice.len() / BYTES);
            gathered.read(slice);
        }
        gathered.runs.sort_unstable();
        gathered
    }

    /// Reads what [`push_slice`] appended.
    fn read(&mut self, mut slice: &[u8]) {
        let first = take(&mut slice);
        while !slice.is_empty() {
            let key: Key = (take_character(&mut slice), take_character(&mut slice));
            let places = take(&mut slice);
            for place in (0..Place::ALL.len() as u8).filter(|place| places >> place & 1 == 1) {
                let from = self.all.len() as u32;
                let mut page = first;
                for _ in 0..take(&mut slice) {
                    page += take(&mut slice);
                    let around = match Sort::of(key) {
                        Sort::Pair => (take_character(&mut slice), take_character(&mut slice)),
                        _ => (0, 0),
                    };
                    self.all.push(Posting { page, place, around });
                }
                self.runs.push(Run { key, place, from, to: self.all.len() as u32 });
            }
        }
    }

    fn postings(&self, run: &Run) -> &[Posting] {
        &self.all[run.from as usize..run.to as usize]
    }

    /// Returns the characters around the keys, and for each sort of key the keys and their postings, both as a file holds them.
    pub fn written(&self) -> (String, [(String, String); 3]) {
        let around = Around::of(self);
        let mut scribe = Scribe::new(&around);
        let mut parts: [(String, Writer); 3] = Default::default();
        let mut own = Vec::new();
        for runs in self.runs.chunk_by(|one, next| one.key == next.key) {
            let (key, sort) = (runs[0].key, Sort::of(runs[0].key));
            let (keys, lists) = &mut parts[sort as usize];
            match sort {
                // They have no length of their own.
                Sort::Reading => keys.extend([&spelled(key), " "]),
                _ => keys.extend(characters(key)),
            }
            own.clear();
            runs.iter().for_each(|run| own.extend_from_slice(self.postings(run)));
            scribe.write(sort, &own, lists);
        }
        let parts = parts.map(|(keys, lists)| {
            let mut lists = lists.done();
            lists.truncate(lists.trim_end().len());
            (keys, lists)
        });
        (around.characters(), parts)
    }
}

/// Appends a character: one byte if it is below 128, two for nearly all others, else four.
fn push_character(c: u32, out: &mut Vec<u8>) {
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x2000 => out.extend([0x80 | (c >> 8) as u8, c as u8]),
        HAN..LATER => out.extend([0xa0 + ((c - HAN) >> 8) as u8, (c - HAN) as u8]),
        _ => out.extend([0xff, (c >> 16) as u8, (c >> 8) as u8, c as u8]),
    }
}

/// Characters between these, and those before 0x2000, need two bytes: 32 and 95 times 256.
const HAN: u32 = 0x4400;
const LATER: u32 = HAN + 0x5f00;

fn take_character(slice: &mut &[u8]) -> u32 {
    let (first, rest) = slice.split_first().map_or((0, &[][..]), |(first, rest)| (u32::from(*first), rest));
    let byte = |at: usize| rest.get(at).map_or(0, |byte| u32::from(*byte));
    let (c, length) = match first {
        0..0x80 => (first, 0),
        0x80..0xa0 => ((first - 0x80) << 8 | byte(0), 1),
        0xa0..0xff => (HAN + ((first - 0xa0) << 8 | byte(0)), 1),
        _ => (byte(0) << 16 | byte(1) << 8 | byte(2), 3),
    };
    *slice = rest.get(length..).unwrap_or_default();
    c
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_come_back() {
        let all =
            || (0..0x1a_0000).step_by(3).chain([0x7f, 0x80, 0x1fff, 0x2000, HAN - 1, HAN, LATER - 1, LATER]);
        let mut bytes = Vec::new();
        all().for_each(|c| push_character(c, &mut bytes));
        let mut rest = bytes.as_slice();
        assert!(all().all(|c| take_character(&mut rest) == c));
        assert!(rest.is_empty());
    }
}
