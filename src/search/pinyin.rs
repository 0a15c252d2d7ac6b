//! Readings of names: how they are stored, and the keys by which they are found.
//!
//! *Shape:* `教jiao 育yu O A` — a reading is a line of pieces, each a character with its letters, or a folded character
//! that has none. Keys are the letters of one syllable (`:jiao:`) and the first letters of two neighbours (`:jy`).

use std::collections::BTreeSet;

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
