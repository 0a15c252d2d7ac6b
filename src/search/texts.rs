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
    let mut counts: FxHashMap<char, u32> = FxHashMap::default();
    texts.iter().flat_map(|text| text.chars()).for_each(|c| *counts.entry(c).or_default() += 1);
    let mut often: Vec<(u32, char)> = counts
        .into_iter()
        .filter(|(_, count)| *count >= OFTEN)
        .map(|(c, count)| (u32::MAX - count, c))
        .collect();
    often.sort_unstable();
    often.truncate(CHARACTERS);
    let mut table: Vec<char> = often.into_iter().map(|(_, c)| c).collect();
    table.sort_unstable();
    let numbers: FxHashMap<char, u32> = table.iter().enumerate().map(|(at, c)| (*c, at as u32)).collect();
    let mut coded: Vec<Vec<u32>> = texts.iter().map(|text| code(text, &numbers)).collect();
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        let first = (table.len() + pairs.len()) as u32;
        let chosen = frequent(&coded, (ESCAPE - first) as usize);
        let ranks: FxHashMap<(u32, u32), u32> =
            chosen.iter().zip(first..).map(|(pair, at)| (*pair, at)).collect();
        coded.iter_mut().for_each(|text| *text = joined(text, &ranks));
        pairs.extend(chosen);
    }
    let written = |numbers: &mut dyn Iterator<Item = u32>| {
        let mut out = String::new();
        numbers.for_each(|number| push_word(number, &mut out));
        out
    };
    Packed {
        table: table.into_iter().collect(),
        pairs: written(&mut pairs.into_iter().flat_map(|(one, two)| [one, two])),
        texts: coded.into_iter().map(|text| written(&mut text.into_iter())).collect(),
    }
}

fn code(text: &str, numbers: &FxHashMap<char, u32>) -> Vec<u32> {
    let mut all = Vec::with_capacity(text.len() / 3 + 1);
    for c in text.chars() {
        match numbers.get(&c) {
            Some(number) => all.push(*number),
            None => all.extend([ESCAPE, c as u32 / NUMBERS, c as u32 % NUMBERS]),
        }
    }
    all
}

/// Tells at which places of a text a number stands for itself, not for a part of an escaped character.
fn free(text: &[u32]) -> impl Iterator<Item = bool> + '_ {
    let mut escaped = 0;
    text.iter().map(move |number| {
        if escaped > 0 {
            escaped -= 1;
            return false;
        }
        if *number == ESCAPE {
            escaped = 2;
            return false;
        }
        true
    })
}

/// Returns the pairs of neighbours that are worth a number, most frequent first.
fn frequent(coded: &[Vec<u32>], most: usize) -> Vec<(u32, u32)> {
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for text in coded {
        let mut before = None;
        for (number, free) in text.iter().zip(free(text)) {
            let number = free.then_some(*number);
            if let Some(pair) = before.zip(number) {
                *counts.entry(pair).or_default() += 1;
            }
            before = number;
        }
    }
    let mut often: Vec<(u32, (u32, u32))> = counts
        .into_iter()
        .filter(|(_, count)| *count >= OFTEN_TOGETHER)
        .map(|(pair, count)| (u32::MAX - count, pair))
        .collect();
    often.sort_unstable();
    often.truncate(most);
    often.into_iter().map(|(_, pair)| pair).collect()
}

/// Joins pairs from the left, but not where the next two are the more frequent pair.
fn joined(text: &[u32], ranks: &FxHashMap<(u32, u32), u32>) -> Vec<u32> {
    let mut out = Vec::with_capacity(text.len());
    let free: Vec<bool> = free(text).collect();
    let rank = |at: usize| match (free.get(at), free.get(at + 1)) {
        (Some(true), Some(true)) => ranks.get(&(text[at], text[at + 1])).copied(),
        _ => None,
    };
    let (mut at, mut here) = (0, rank(0));
    while at < text.len() {
        let next = rank(at + 1);
        match here {
            Some(pair) if next.is_none_or(|next| pair <= next) => {
                out.push(pair);
                at += 2;
                here = rank(at);
            }
            _ => {
                out.push(text[at]);
                at += 1;
                here = next;
            }
        }
    }
    out
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
