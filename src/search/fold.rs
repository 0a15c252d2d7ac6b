//! The form in which texts and queries are compared, and the tables that the browser folds with too.
//!
//! Case, width, composed forms and traditional characters make no difference. Spaces and marks count only between letters
//! and digits: beside a Han character, and at the ends, they are left out. A line break ends a text: nothing is found across it.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::chinese::fold::half;
use crate::chinese::script::is_hanzi;

/// Pairs of a traditional and a simplified character. *Source:* `data/README.md`.
pub const SIMPLIFIED: &str = include_str!("data/simplified.txt");

/// First and last character of the ranges of spaces and marks, width folded. Signs that mean something by themselves (`%`, `+`,
/// `#`, `<`) are not among them. A range of one character has it twice.
pub const SEPARATORS: &str = "\u{0}\u{9}\u{b}\u{22}\u{27}\u{29}\u{2c}\u{2f}\u{3a}\u{3b}\u{3f}\u{3f}\u{5b}\u{5d}\u{5f}\u{5f}\u{7b}\u{9f}\
    \u{a0}\u{a1}\u{ab}\u{ab}\u{b7}\u{b7}\u{bb}\u{bb}\u{bf}\u{bf}\u{2000}\u{200a}\u{2010}\u{202f}\u{2032}\u{205f}\u{2e00}\u{2e2e}\u{2e30}\u{2e5d}\u{3000}\u{3003}\
    \u{3008}\u{3011}\u{3014}\u{301f}\u{3030}\u{3030}\u{30fb}\u{30fb}\u{4e28}\u{4e28}\u{fe10}\u{fe19}\u{fe30}\u{fe6b}\u{ff5f}\u{ff65}";

/// Ranges of characters that are left out: they join, or are not seen.
pub const UNSEEN: &str = "\u{ad}\u{ad}\u{200b}\u{200f}\u{2060}\u{206f}\u{fe00}\u{fe0f}\u{feff}\u{feff}";

/// Ranges of Han characters, beside which spaces and marks do not count; those of [`is_hanzi`].
pub const HAN: &str = "\u{3007}\u{3007}\u{3400}\u{4dbf}\u{4e00}\u{9fff}\u{f900}\u{faff}\u{20000}\u{323af}";

/// Ranges of marks above and below letters, which do not count where words are searched: accents, vowels of Arabic and Hebrew.
pub const ACCENTS: &str = "\u{300}\u{36f}\u{591}\u{5bd}\u{5bf}\u{5bf}\u{5c1}\u{5c2}\u{5c4}\u{5c5}\u{610}\u{61a}\u{640}\u{640}\u{64b}\u{652}\u{670}\u{670}\u{6d6}\u{6dc}\u{6df}\u{6e4}\u{6e7}\u{6e8}\u{6ea}\u{6ed}";

/// Ends a block of text in folded form.
pub const BREAK: char = '\n';

/// How a language is searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Script {
    /// Any characters, wherever they stand: Chinese.
    #[default]
    Letters,
    /// Words by their beginnings, whatever accents they have.
    Words,
}

impl Script {
    /// Returns how a language is searched.
    pub fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("zh" | "ja" | "yue" | "wuu" | "lzh") => Self::Letters,
            _ => Self::Words,
        }
    }

    /// Returns the form in which texts are compared.
    ///
    /// *Shape:* words have a space before each, so that what begins a word is what follows a space.
    pub fn fold(self, text: &str) -> String {
        match self {
            Self::Letters => fold(text),
            Self::Words => fold_words(text),
        }
    }
}

/// Returns a text in the form in which words are compared: each after a space, without marks and accents.
fn fold_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut free = true;
    for c in text.nfd() {
        if c == BREAK {
            if !out.is_empty() && !out.ends_with(BREAK) {
                out.push(BREAK);
            }
            free = true;
            continue;
        }
        let c = half(c);
        let han = is_hanzi(c);
        match class(c) {
            _ if han => {}
            Class::Unseen | Class::Accent => continue,
            Class::Separator => {
                free = true;
                continue;
            }
            Class::Letter => {}
        }
        if free || han {
            out.push(' ');
        }
        free = han;
        match han {
            true => out.push(simplified(c)),
            false => out.extend(c.to_lowercase().filter(|c| class(*c) != Class::Accent)),
        }
    }
    out
}

/// Returns the form in which texts are compared where any characters are searched.
///
/// *Cost:* one pass; about 30 ns a character.
pub fn fold(text: &str) -> String {
    let mut folder = Folder { out: String::with_capacity(text.len()), waiting: String::new(), free: true };
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.chars().for_each(|c| folder.push(c)),
        _ => text.nfc().for_each(|c| folder.push(c)),
    }
    folder.out
}

/// Returns a text with its characters composed, as it is stored: browsers then find places in it that folding has told.
pub fn composed(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        _ => text.nfc().collect(),
    }
}

struct Folder {
    out: String,
    /// Spaces and marks that count only if a letter follows.
    waiting: String,
    /// Whether what came last is a Han character or a beginning: spaces and marks after it do not count.
    free: bool,
}

impl Folder {
    fn push(&mut self, c: char) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            return self.letter(c, false);
        }
        if c == BREAK {
            self.waiting.clear();
            if !self.out.is_empty() && !self.out.ends_with(BREAK) {
                self.out.push(BREAK);
            }
            self.free = true;
            return;
        }
        let c = half(c);
        if is_hanzi(c) {
            return self.letter(simplified(c), true);
        }
        match class(c) {
            Class::Unseen => {}
            Class::Separator => self.separator(c),
            Class::Letter | Class::Accent => c.to_lowercase().for_each(|c| self.letter(c, false)),
        }
    }

    fn separator(&mut self, c: char) {
        let space = c.is_whitespace() || c.is_control();
        if !(self.free || space && self.waiting.ends_with(' ')) {
            self.waiting.push(if space { ' ' } else { c });
        }
    }

    fn letter(&mut self, c: char, han: bool) {
        if !han && !self.free {
            self.out.push_str(&self.waiting);
        }
        self.waiting.clear();
        self.out.push(c);
        self.free = han;
    }
}

/// What a character is for folding, by tables that are made once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Separator,
    Unseen,
    Accent,
}

/// Returns what a character is that is no Han character.
fn class(c: char) -> Class {
    const BASIC: usize = 0x1_0000;
    static TABLE: OnceLock<Vec<Class>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = vec![Class::Letter; BASIC];
        for (ranges, class) in
            [(ACCENTS, Class::Accent), (SEPARATORS, Class::Separator), (UNSEEN, Class::Unseen)]
        {
            let ends: Vec<usize> = ranges.chars().map(|c| c as usize).collect();
            ends.chunks_exact(2).for_each(|ends| table[ends[0]..=ends[1]].fill(class));
        }
        table
    });
    table.get(c as usize).copied().unwrap_or(Class::Letter)
}

/// Tells whether a character lies in one of the ranges.
#[cfg(test)]
fn is_in(c: char, ranges: &str) -> bool {
    let mut ends = ranges.chars();
    while let (Some(first), Some(last)) = (ends.next(), ends.next()) {
        if first <= c && c <= last {
            return true;
        }
    }
    false
}

/// Returns the simplified character for a traditional one; any other as it is.
fn simplified(c: char) -> char {
    static TABLE: OnceLock<FxHashMap<char, char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let all: Vec<char> = SIMPLIFIED.chars().collect();
        all.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    table.get(&c).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference() {
        assert_eq!(fold("Ｏ Ａ系统，ＯＡ"), "o a系统oa");
        assert_eq!(fold("《讀經典》、“學原著”。"), "读经典学原著");
        assert_eq!(fold("  v1.2 - Beta!  "), "v1.2 - beta");
        assert_eq!(fold("增长 40%，3600 余人"), "增长40%,3600余人");
        assert_eq!(fold("品牌丨支部|甲"), "品牌支部甲");
        assert_eq!(fold("一\n\n二，\n三"), "一\n二\n三");
        assert_eq!(fold("Hello,   world"), "hello, world");
        assert_eq!(fold("e\u{301}\u{200b}"), "é");
        assert_eq!(fold("，。！"), "");
    }

    #[test]
    fn the_tables_agree_with_the_house() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_in(c, HAN) && c != '\u{4e28}', is_hanzi(c), "{c:?}");
            assert!(
                !(c != '\u{4e28}' && is_in(c, SEPARATORS) && (is_hanzi(c) || c.is_alphanumeric())),
                "{c:?}"
            );
        }
        assert!(SIMPLIFIED.chars().step_by(2).all(|c| simplified(simplified(c)) == simplified(c)));
    }

    #[test]
    fn words_have_a_space_before_them() {
        let fold = |text| Script::Words.fold(text);
        assert_eq!(fold("Crème brûlée, O'Neil!"), " creme brulee o neil");
        assert_eq!(fold("一带 road\n\n— two"), " 一 带 road\n two");
        assert_eq!(fold("مُحَمَّد ﻻ"), " محمد ﻻ");
        assert_eq!(fold("ئۇيغۇر"), fold("\u{64a}\u{654}ۇيغۇر"));
        assert_eq!(Script::of("zh-CN"), Script::Letters);
        assert_eq!(Script::of("ug"), Script::Words);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Ａ, b 甲，乙", "a -甲- b", "\u{1F600}  x", "Σίσυφος", "«a» b"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
