//! Readings of names: how they are stored, and the keys by which they are found.
//!
//! *Shape:* `教jiao 育yu O A` — a reading is a line of pieces, each a character with its letters, or a folded character
//! that has none. Keys are the letters of one syllable (`:jiao:`) and the first letters of two neighbours (`:jy`).

use std::collections::{BTreeMap, BTreeSet};

use crate::chinese::Overrides;
use crate::chinese::pinyin::{Piece, pieces};

/// Returns the reading of a name.
pub fn reading(name: &str, overrides: &Overrides) -> String {
    let mut all: Vec<String> = Vec::new();
    for piece in pieces(name, overrides) {
        match piece {
            Piece::Syllable(one) => all.push(format!("{}{}", super::fold(one.source), one.letters)),
            Piece::Other(run) => {
                all.extend(super::fold(run).chars().filter(|c| c.is_alphanumeric()).map(String::from));
            }
        }
    }
    all.join(" ")
}

/// Returns the letters of a piece of a reading.
fn letters(piece: &str) -> &str {
    piece.trim_start_matches(|c: char| !c.is_ascii())
}

/// Returns the keys of readings.
pub fn keys(readings: &[String]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for reading in readings {
        let all: Vec<&str> = reading.split(' ').map(letters).filter(|one| !one.is_empty()).collect();
        keys.extend(all.iter().map(|one| format!(":{one}:")));
        keys.extend(all.windows(2).map(|two| format!(":{}{}", &two[0][..1], &two[1][..1])));
    }
    keys
}

/// Returns the characters of readings that have letters, with their most frequent letters.
pub fn usual<'r>(readings: impl Iterator<Item = &'r String>) -> BTreeMap<&'r str, &'r str> {
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    readings.flat_map(|line| line.split(' ')).for_each(|piece| {
        let letters = letters(piece);
        let character = &piece[..piece.len() - letters.len()];
        if !character.is_empty() {
            *counts.entry((character, letters)).or_default() += 1;
        }
    });
    let mut best: BTreeMap<&str, (u32, &str)> = BTreeMap::new();
    for ((character, letters), count) in counts {
        let known = best.entry(character).or_insert((0, ""));
        if count > known.0 {
            *known = (count, letters);
        }
    }
    best.into_iter()
        .map(|(c, (_, letters))| (c, letters))
        .filter(|(_, letters)| !letters.is_empty())
        .collect()
}

/// Returns what is read otherwise in some readings, each as the line, the place in it and the letters: `0.3.chang;`.
pub fn exceptions(readings: &[String], usual: &BTreeMap<&str, &str>) -> String {
    let mut out = String::new();
    for (at, line) in readings.iter().enumerate() {
        for (place, piece) in line.split(' ').enumerate() {
            let letters = letters(piece);
            let character = &piece[..piece.len() - letters.len()];
            if !character.is_empty() && usual.get(character).copied().unwrap_or_default() != letters {
                out.push_str(&format!("{at}.{place}.{letters};"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_characters_are_read_otherwise() {
        let readings = ["长chang 期qi O A".to_owned(), "行hang 长zhang".into(), "长chang".into()];
        let usual = usual(readings.iter());
        assert_eq!(usual["长"], "chang");
        assert!(!usual.contains_key("o"));
        assert_eq!(exceptions(&readings, &usual), "1.1.zhang;");
    }
}
