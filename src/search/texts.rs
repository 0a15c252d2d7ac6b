//! Texts made short: characters and frequent neighbours are numbers, and a number is two printable characters.
//!
//! *Shape:* a table of characters; a list of pairs of numbers that stand for what follows the table, each pair made of earlier
//! numbers; then each text as numbers. The last number says that a character of the next two numbers follows. The browser
//! unpacks it in a few lines. Tables belong to one shard, so that an edit changes no other.

use rustc_hash::FxHashMap;

use super::bits::{push_word, words};

/// How many numbers there are.
const NUMBERS: u32 = 91 * 91;

/// Says that a character follows that the table does not have.
const ESCAPE: u32 = NUMBERS - 1;

/// Most characters of a table: the rest is for pairs.
const CHARACTERS: usize = 5000;

/// A character stands in the table if it occurs so often, a pair in the list likewise.
const OFTEN: u32 = 2;
const OFTEN_TOGETHER: u32 = 6;

/// How often pairs are joined: pairs of pairs of pairs are eight characters.
const ROUNDS: u32 = 3;

/// Texts that share their tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// The characters of the first numbers.
    pub table: String,
    /// The pairs of the numbers after them.
    pub pairs: String,
    /// The texts.
    pub texts: Vec<String>,
}

/// Makes texts short.
pub fn pack(texts: &[&str]) -> Packed {
    let table = table(texts);
    let mut coded = Coded::of(texts, &table);
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        pairs.extend(coded.join((table.len() + pairs.len()) as u32));
    }
    let mut written = String::with_capacity(pairs.len() * 4);
    pairs.into_iter().flat_map(|(one, two)| [one, two]).for_each(|number| push_word(number, &mut written));
    Packed { table: table.into_iter().collect(), pairs: written, texts: coded.written(texts.len()) }
}

/// Returns the characters that are worth a number, in their order.
fn table(texts: &[&str]) -> Vec<char> {
    let mut counts = vec![0_u32; char::MAX as usize + 1];
    let mut seen = Vec::new();
    for c in texts.iter().flat_map(|text| text.chars()) {
        let count = &mut counts[c as usize];
        if *count == 0 {
            seen.push(c);
        }
        *count += 1;
    }
    seen.retain(|c| counts[*c as usize] >= OFTEN);
    seen.sort_unstable_by_key(|c| (u32::MAX - counts[*c as usize], *c));
    seen.truncate(CHARACTERS);
    seen.sort_unstable();
    seen
}

/// Texts as numbers, one after the other, each with [`STOP`] behind it.
struct Coded(Vec<u16>);

/// Ends a text.
const STOP: u16 = 1 << 15;

/// Marks a number that is part of an escaped character, and never joined.
const PART: u16 = 1 << 14;

/// In place of a pair or of its number: there is none.
const NONE: u32 = u32::MAX;

impl Coded {
    fn of(texts: &[&str], table: &[char]) -> Self {
        let mut numbers = vec![ESCAPE as u16; char::MAX as usize + 1];
        table.iter().zip(0..).for_each(|(c, number)| numbers[*c as usize] = number);
        let mut all =
            Vec::with_capacity(texts.iter().map(|text| text.len()).sum::<usize>() / 3 + texts.len());
        for text in texts {
            for c in text.chars() {
                let number = numbers[c as usize];
                all.push(number);
                if u32::from(number) == ESCAPE {
                    all.extend([c as u32 / NUMBERS, c as u32 % NUMBERS].map(|part| PART | part as u16));
                }
            }
            all.push(STOP);
        }
        Self(all)
    }

    /// Gives numbers to the pairs of neighbours that are worth one, from `first` on, most frequent first, and puts them in
    /// their place; returns the pairs.
    fn join(&mut self, first: u32) -> Vec<(u32, u32)> {
        let mut known: FxHashMap<u32, u32> = FxHashMap::default();
        let mut counts = Vec::new();
        // The pair that begins at each place. It is looked up once: that is most of the work.
        let mut begins = Vec::with_capacity(self.0.len());
        for two in self.0.windows(2) {
            let Some(pair) = together(two[0], two[1]) else {
                begins.push(NONE);
                continue;
            };
            let pair = *known.entry(pair).or_insert(counts.len() as u32);
            if pair as usize == counts.len() {
                counts.push(0_u32);
            }
            counts[pair as usize] += 1;
            begins.push(pair);
        }
        let mut often: Vec<(u32, u32, u32)> =
            known.into_iter().map(|(pair, at)| (u32::MAX - counts[at as usize], pair, at)).collect();
        often.retain(|(rest, ..)| u32::MAX - rest >= OFTEN_TOGETHER);
        often.sort_unstable();
        often.truncate((ESCAPE - first) as usize);
        let mut numbers = vec![NONE; counts.len()];
        often.iter().zip(first..).for_each(|((_, _, at), number)| numbers[*at as usize] = number);
        begins.iter_mut().filter(|pair| **pair != NONE).for_each(|pair| *pair = numbers[*pair as usize]);
        self.put(&begins);
        often.into_iter().map(|(_, pair, _)| (pair / NUMBERS, pair % NUMBERS)).collect()
    }

    /// Puts the numbers of pairs in their place, from the left, but not where the next two are the more frequent pair.
    fn put(&mut self, begins: &[u32]) {
        let at = |place: usize| begins.get(place).copied().unwrap_or(NONE);
        let (mut from, mut to, mut here) = (0, 0, at(0));
        while from < self.0.len() {
            let next = at(from + 1);
            if here != NONE && here <= next {
                self.0[to] = here as u16;
                from += 2;
                here = at(from);
            } else {
                self.0[to] = self.0[from];
                from += 1;
                here = next;
            }
            to += 1;
        }
        self.0.truncate(to);
    }

    fn written(&self, texts: usize) -> Vec<String> {
        let written = |numbers: &[u16]| {
            let mut out = String::with_capacity(numbers.len() * 2);
            numbers.iter().for_each(|number| push_word(u32::from(number & !PART), &mut out));
            out
        };
        self.0.split(|number| *number == STOP).take(texts).map(written).collect()
    }
}

/// Returns two numbers as one, unless one of them stands for no text by itself.
fn together(one: u16, two: u16) -> Option<u32> {
    let (one, two) = (u32::from(one), u32::from(two));
    (one.max(two) < ESCAPE).then_some(one * NUMBERS + two)
}

/// What is needed to unpack texts.
pub struct Unpacker {
    known: Vec<String>,
}

impl Unpacker {
    /// Reads the tables.
    pub fn new(table: &str, pairs: &str) -> Option<Self> {
        let mut known: Vec<String> = table.chars().map(String::from).collect();
        let numbers: Vec<u32> = words(pairs).collect();
        for pair in numbers.chunks_exact(2) {
            let joined = format!("{}{}", known.get(pair[0] as usize)?, known.get(pair[1] as usize)?);
            known.push(joined);
        }
        Some(Self { known })
    }

    /// Returns a text as it was.
    pub fn text(&self, packed: &str) -> Option<String> {
        let mut out = String::with_capacity(packed.len() * 2);
        let mut numbers = words(packed);
        while let Some(number) = numbers.next() {
            if number == ESCAPE {
                out.push(char::from_u32(numbers.next()? * NUMBERS + numbers.next()?)?);
            } else {
                out.push_str(self.known.get(number as usize)?);
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn back(packed: &Packed) -> Vec<String> {
        let unpacker = Unpacker::new(&packed.table, &packed.pairs).unwrap();
        packed.texts.iter().map(|text| unpacker.text(text).unwrap()).collect()
    }

    proptest! {
        #[test]
        fn texts_come_back(texts in prop::collection::vec("[教育指导处abc \n]{0,80}|\\PC{0,20}", 0..9)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            prop_assert_eq!(back(&pack(&texts)), texts);
        }
    }

    #[test]
    fn a_text_with_all_characters_comes_back() {
        let all: String = ('\0'..='\u{2ffff}').chain('\u{4e00}'..='\u{9fff}').collect();
        assert_eq!(back(&pack(&[&all])), [all]);
    }

    #[test]
    fn words_that_come_again_are_short() {
        let text = "单位服务群众学习".repeat(40);
        let packed = pack(&[&text]);
        assert!(packed.texts[0].len() <= 40 * 4 + 2, "{}", packed.texts[0].len());
    }
}
