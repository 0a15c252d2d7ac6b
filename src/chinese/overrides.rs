//! Readings a site gives itself: words of its own names that no dictionary knows.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::lexicon::longest_prefix;

/// Words with the readings a site wants, found before everything built in; the longest word wins.
///
/// *Shape:* serialised as a map `{"重庆": "chong qing"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Overrides {
    words: BTreeMap<String, Vec<Spelling>>,
}

/// One spoken piece of an override.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    /// Letters `a`–`z` and digits.
    pub letters: String,
    /// Tone 1–5; 0 where none was given.
    pub tone: u8,
}

/// Entry of an override list that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideProblem {
    /// The word as given.
    pub word: String,
    /// The reading as given.
    pub reading: String,
    /// What is wrong with it.
    pub fault: OverrideFault,
}

/// What can be wrong with an override.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverrideFault {
    /// The word is empty.
    EmptyWord,
    /// The reading is empty.
    EmptyReading,
    /// The reading holds something that is no letter, digit or tone mark.
    NotLetters,
}

impl Overrides {
    /// Returns the overrides that could be taken, and what is wrong with the others. A later entry replaces an earlier.
    ///
    /// *Shape:* a reading is one or more pieces parted by spaces, `-` or `'`; tone marks (`chóng`) or tone digits
    /// (`chong2`) may be given; ü may be written `v` or `u:`. Pieces need not match characters: `("教育指导处",
    /// "jiaoyu zhidao chu")` gives three.
    pub fn new(entries: impl IntoIterator<Item = (String, String)>) -> (Self, Vec<OverrideProblem>) {
        let mut words = BTreeMap::new();
        let mut problems = Vec::new();
        for (word, reading) in entries {
            match parse(&word, &reading) {
                Ok((word, pieces)) => drop(words.insert(word, pieces)),
                Err(fault) => problems.push(OverrideProblem { word, reading, fault }),
            }
        }
        (Self { words }, problems)
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns the longest word that `text` begins with. A word that ends in a Latin letter or digit must end there.
    pub(super) fn longest(&self, text: &str) -> Option<(&str, &[Spelling])> {
        if self.words.is_empty() {
            return None;
        }
        longest_prefix(text, |probe| {
            let upto = (Bound::Unbounded, Bound::Included(probe));
            let mut entries = self.words.range::<str, _>(upto).rev();
            entries.next().map(|(word, pieces)| (word.as_str(), pieces.as_slice()))
        })
        .filter(|(word, _)| {
            let joined = text[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            !(joined && word.ends_with(|c: char| c.is_ascii_alphanumeric()))
        })
    }
}

impl From<BTreeMap<String, String>> for Overrides {
    fn from(words: BTreeMap<String, String>) -> Self {
        Self::new(words).0
    }
}

impl From<Overrides> for BTreeMap<String, String> {
    fn from(overrides: Overrides) -> Self {
        let reading = |pieces: Vec<Spelling>| -> String {
            pieces.iter().map(Spelling::written).collect::<Vec<_>>().join(" ")
        };
        overrides.words.into_iter().map(|(word, pieces)| (word, reading(pieces))).collect()
    }
}

impl Spelling {
    /// Returns the piece as it can be read in again.
    fn written(&self) -> String {
        if self.tone == 0 { self.letters.clone() } else { format!("{}{}", self.letters, self.tone) }
    }
}

/// Returns the word in composed form and the pieces of its reading.
fn parse(word: &str, reading: &str) -> Result<(String, Vec<Spelling>), OverrideFault> {
    let word: String = word.trim().nfkc().collect();
    if word.is_empty() {
        return Err(OverrideFault::EmptyWord);
    }
    let between = |c: char| c.is_whitespace() || matches!(c, '-' | '\'' | '’' | '·');
    let written = reading.to_lowercase().replace("u:", "v");
    let pieces: Vec<Spelling> = written
        .split(between)
        .filter(|piece| !piece.is_empty())
        .map(parse_piece)
        .collect::<Result<_, _>>()?;
    if pieces.is_empty() { Err(OverrideFault::EmptyReading) } else { Ok((word, pieces)) }
}

/// Returns one piece without its tone mark or tone digit. `c919` keeps its digits: a tone stands alone behind letters.
fn parse_piece(piece: &str) -> Result<Spelling, OverrideFault> {
    let (mut letters, mut tone) = (String::new(), 0);
    for c in piece.nfkd() {
        match c {
            '\u{304}' => tone = 1,
            '\u{301}' => tone = 2,
            '\u{30C}' => tone = 3,
            '\u{300}' => tone = 4,
            '\u{308}' if letters.ends_with('u') => letters.replace_range(letters.len() - 1.., "v"),
            'a'..='z' | '0'..='9' => letters.push(c),
            _ => return Err(OverrideFault::NotLetters),
        }
    }
    let digits = letters.bytes().filter(u8::is_ascii_digit).count();
    if tone == 0 && digits == 1 && letters.len() > 1 && letters.ends_with(['1', '2', '3', '4', '5']) {
        tone = letters.pop().map_or(0, |digit| digit as u8 - b'0');
    }
    if letters.is_empty() { Err(OverrideFault::NotLetters) } else { Ok(Spelling { letters, tone }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(entries: &[(&str, &str)]) -> (Overrides, Vec<OverrideProblem>) {
        Overrides::new(entries.iter().map(|(word, reading)| (word.to_string(), reading.to_string())))
    }

    #[test]
    fn readings_may_be_written_in_many_ways() {
        for reading in ["chong2 lv4", "chóng lǜ", "CHÓNG-LǛ".to_lowercase().as_str(), "chong2'lu:4"] {
            let (made, problems) = overrides(&[("重绿", reading)]);
            assert!(problems.is_empty());
            let letters: Vec<_> = made.words["重绿"].iter().map(|piece| piece.letters.as_str()).collect();
            assert_eq!(letters, ["chong", "lv"], "{reading}");
            assert_eq!(made.words["重绿"][0].tone, 2);
        }
    }

    #[test]
    fn faults_are_told_and_the_rest_is_kept() {
        let (made, problems) = overrides(&[(" ", "a"), ("甲", " - "), ("乙", "yǐ！"), ("丙", "bing")]);
        let faults: Vec<_> = problems.iter().map(|problem| problem.fault).collect();
        assert_eq!(
            faults,
            [OverrideFault::EmptyWord, OverrideFault::EmptyReading, OverrideFault::NotLetters]
        );
        assert_eq!(made.words.len(), 1);
    }

    #[test]
    fn serialises_as_a_map() {
        let (made, _) = overrides(&[("重庆", "chóng qìng"), ("C919", "c919")]);
        let text = serde_json::to_string(&made).unwrap();
        assert_eq!(text, r#"{"C919":"c919","重庆":"chong2 qing4"}"#);
        assert_eq!(serde_json::from_str::<Overrides>(&text).unwrap(), made);
    }

    #[test]
    fn the_longest_word_wins_and_latin_words_end_where_they_end() {
        let (made, _) = overrides(&[("重", "a"), ("重庆", "b"), ("重庆市委", "c"), ("AI", "zhineng")]);
        assert_eq!(made.longest("重庆市政府").unwrap().0, "重庆");
        assert_eq!(made.longest("重阳").unwrap().0, "重");
        assert_eq!(made.longest("AI学习").unwrap().0, "AI");
        assert!(made.longest("AIM").is_none());
    }
}
