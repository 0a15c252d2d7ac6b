//! Which words of a text have changed, in pieces that people can compare: Chinese by characters, numbers and Latin by words.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Above this many pairs of words a passage counts as rewritten: nobody compares it word by word.
const MOST_PAIRS: usize = 1 << 22;

/// Characters of the surroundings that are shown on each side of a change.
const AROUND: usize = 4;

/// Unchanged characters between two changes that are swallowed: a character that two words happen to share is no island.
const ISLAND: usize = 1;

/// A piece of a comparison, in the order of the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both texts.
    Same(String),
    /// Only in the one (removed) or the other (added); one of them may be empty.
    Changed {
        /// What stood there.
        old: String,
        /// What stands there.
        new: String,
    },
}

/// Compares two texts: all `Same` and `old` together are the first one, all `Same` and `new` the second.
pub fn compare(old: &str, new: &str) -> Vec<Piece> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut pieces = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (one, other) = (before[change.old_range()].concat(), after[change.new_range()].concat());
        match change.tag() {
            DiffTag::Equal => push_same(&mut pieces, &one),
            _ => compare_words(&one, &other, &mut pieces),
        }
    }
    without_islands(pieces)
}

fn compare_words(old: &str, new: &str, pieces: &mut Vec<Piece>) {
    let (before, after) = (words(old), words(new));
    if before.len().saturating_mul(after.len()) > MOST_PAIRS {
        return push_changed(pieces, old, new);
    }
    for change in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (one, other) = (before[change.old_range()].concat(), after[change.new_range()].concat());
        match change.tag() {
            DiffTag::Equal => push_same(pieces, &one),
            _ => push_changed(pieces, &one, &other),
        }
    }
}

/// Cuts a text into words: runs of Latin letters, numbers with their points and marks, else single characters.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |within: fn(char) -> bool| rest.find(|c| !within(c)).unwrap_or(rest.len());
        let length = match first {
            '0'..='9' => {
                let end = run(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ':'));
                // A point or comma behind a number belongs to the sentence.
                rest[..end].trim_end_matches(['.', ',', ':']).len()
            }
            'a'..='z' | 'A'..='Z' => run(|c| c.is_ascii_alphabetic()),
            other => other.len_utf8(),
        };
        words.push(&rest[..length]);
        rest = &rest[length..];
    }
    words
}

fn push_same(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Same(last)) => last.push_str(text),
        _ => pieces.push(Piece::Same(text.into())),
    }
}

fn push_changed(pieces: &mut Vec<Piece>, one: &str, other: &str) {
    match pieces.last_mut() {
        _ if one.is_empty() && other.is_empty() => {}
        Some(Piece::Changed { old, new }) => {
            old.push_str(one);
            new.push_str(other);
        }
        _ => pieces.push(Piece::Changed { old: one.into(), new: other.into() }),
    }
}

/// Joins changes that only a character or so keeps apart.
fn without_islands(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let between = matches!(joined.last(), Some(Piece::Changed { .. })) && pieces.peek().is_some();
        match piece {
            Piece::Same(text) if between && is_island(&text) => push_changed(&mut joined, &text, &text),
            Piece::Same(text) => push_same(&mut joined, &text),
            Piece::Changed { old, new } => push_changed(&mut joined, &old, &new),
        }
    }
    joined
}

fn is_island(text: &str) -> bool {
    text.chars().count() <= ISLAND && text.chars().all(char::is_alphanumeric)
}

/// A change with a few characters around it, so that people see which word it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What stood there; empty if something was added.
    pub old: String,
    /// What stands there; empty if something was removed.
    pub new: String,
    /// Where it begins in the new text, in bytes.
    pub at: usize,
}

/// Returns the changes with their surroundings, in order.
pub fn shown(pieces: &[Piece]) -> Vec<Shown> {
    let mut at = 0;
    let mut found = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => at += text.len(),
            Piece::Changed { old, new } => {
                let before = number.checked_sub(1).map_or("", |before| tail(&pieces[before]));
                let after = pieces.get(number + 1).map_or("", head);
                // What only came or went is a phrase of its own; what became something else is a part of one.
                let around = |text: &str| match old.is_empty() || new.is_empty() {
                    true => one_line(text),
                    false => one_line(&format!("{before}{text}{after}")),
                };
                found.push(Shown { old: around(old), new: around(new), at });
                at += new.len();
            }
        }
    }
    found
}

/// Returns the last characters of an unchanged piece that belong to the same phrase.
fn tail(piece: &Piece) -> &str {
    let Piece::Same(text) = piece else { return "" };
    let kept = text.chars().rev().take(AROUND).take_while(|c| c.is_alphanumeric());
    &text[text.len() - kept.map(char::len_utf8).sum::<usize>()..]
}

fn head(piece: &Piece) -> &str {
    let Piece::Same(text) = piece else { return "" };
    let kept = text.chars().take(AROUND).take_while(|c| c.is_alphanumeric());
    &text[..kept.map(char::len_utf8).sum::<usize>()]
}

/// Returns a text on one line, so that it can stand in a sentence.
fn one_line(text: &str) -> String {
    let inner = text.trim_matches('\n');
    if inner.is_empty() { text } else { inner }.replace('\n', "↵")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn piece_old(piece: &Piece) -> &str {
        match piece {
            Piece::Same(text) | Piece::Changed { old: text, .. } => text,
        }
    }

    fn piece_new(piece: &Piece) -> &str {
        match piece {
            Piece::Same(text) | Piece::Changed { new: text, .. } => text,
        }
    }

    fn joined(pieces: &[Piece]) -> (String, String) {
        (pieces.iter().map(piece_old).collect(), pieces.iter().map(piece_new).collect())
    }

    fn changes(old: &str, new: &str) -> Vec<(String, String)> {
        shown(&compare(old, new)).into_iter().map(|one| (one.old, one.new)).collect()
    }

    #[test]
    fn words_that_people_see() {
        let pair = |old: &str, new: &str| vec![(old.to_owned(), new.to_owned())];
        assert_eq!(changes("同比增长40%。", "同比增长41%。"), pair("同比增长40%", "同比增长41%"));
        assert_eq!(changes("由教育处组织", "由教务处组织"), pair("由教育处组织", "由教务处组织"));
        assert_eq!(changes("一段话。\n", "一段话。\n又一段。\n"), pair("", "又一段。"));
        assert_eq!(changes("甲，乙，丙", "甲，丙"), pair("乙，", ""));
        assert_eq!(changes("2020年6月", "2021年7月").len(), 1, "a single shared character is no island");
        assert_eq!(changes("一样", "一样"), vec![]);
        assert_eq!(changes("末尾", "末尾\n").len(), 1, "the last byte counts");
    }

    #[test]
    fn a_rewritten_book_takes_no_hour() {
        let old: String = (0..60_000).map(|n| char::from_u32(0x4E00 + n * 7 % 20_000).unwrap()).collect();
        let new: String = (0..60_000).map(|n| char::from_u32(0x4E00 + n * 11 % 20_000).unwrap()).collect();
        let begun = std::time::Instant::now();
        assert_eq!(joined(&compare(&old, &new)), (old.clone(), new.clone()));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    proptest! {
        #[test]
        fn both_texts_are_kept(old in "[甲乙丙，。 a-c0-9\n]{0,60}", new in "[甲乙丙，。 a-c0-9\n]{0,60}") {
            let pieces = compare(&old, &new);
            prop_assert_eq!(joined(&pieces), (old.clone(), new.clone()));
            prop_assert_eq!(pieces.iter().any(|piece| matches!(piece, Piece::Changed { .. })), old != new);
            for one in shown(&pieces) {
                prop_assert!(new.is_char_boundary(one.at));
                prop_assert!(!one.old.is_empty() || !one.new.is_empty());
            }
        }

        #[test]
        fn one_changed_character_is_one_change(text in "[一-龥]{1,80}", at in 0_usize..80, c in "[0-9]") {
            let letters: Vec<char> = text.chars().collect();
            let at = at % letters.len();
            let new: String = letters.iter().enumerate()
                .map(|(place, letter)| if place == at { c.clone() } else { letter.to_string() }).collect();
            prop_assert_eq!(shown(&compare(&text, &new)).len(), 1);
        }
    }
}
