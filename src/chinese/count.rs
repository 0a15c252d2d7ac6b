//! Counting as editors count: 字数 and reading time.

use super::script::{is_attached, is_full_width_mark, is_hanzi, is_kana_or_hangul};

/// Usual reading speed. *Units:* characters a minute. *Source:* editors' guide; sites choose 300 to 500.
pub const READING_SPEED: usize = 400;

/// Usual reading speed of writing in words. *Units:* words a minute.
const WORD_SPEED: usize = 200;

/// Number of characters of a text, in the two ways an office asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// 字数: every Han character and full-width mark is 1, a run of anything else without spaces is 1.
    pub characters: usize,
    /// 字数（不计标点）: the same without marks and without runs that hold no letter or digit.
    pub without_marks: usize,
}

/// Counts the characters of a plain text.
///
/// *Source:* the word count of office programs. *Cost:* one pass.
pub fn count(text: &str) -> Count {
    let mut count = Count::default();
    let mut run = Run::None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_attached(c) {
            continue;
        }
        let apostrophe = c == '’' && run == Run::Word && chars.peek().is_some_and(char::is_ascii_alphabetic);
        let han = is_hanzi(c) || is_kana_or_hangul(c);
        let mark = is_full_width_mark(c) && !apostrophe;
        if !(han || mark || c.is_whitespace() || c.is_control()) {
            run = if run == Run::Word || c.is_alphanumeric() || apostrophe { Run::Word } else { Run::Marks };
            continue;
        }
        count.close(&mut run);
        count.characters += usize::from(han || mark);
        count.without_marks += usize::from(han);
    }
    count.close(&mut run);
    count
}

/// Returns the minutes it takes to read so many characters, rounded, at least 1.
///
/// *Units:* `speed` in characters a minute, usually [`READING_SPEED`]; 0 counts as 1.
pub fn reading_minutes(characters: usize, speed: usize) -> usize {
    let speed = speed.max(1);
    (characters.saturating_add(speed / 2) / speed).max(1)
}

/// Returns the minutes it takes to read a text of so many words, some of which are Han characters: who reads Chinese reads
/// characters, who reads anything else reads words.
pub fn minutes(hanzi: usize, words: usize) -> usize {
    if hanzi.saturating_mul(2) >= words {
        reading_minutes(hanzi, READING_SPEED)
    } else {
        reading_minutes(words, WORD_SPEED)
    }
}

/// What the characters since the last gap are.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    None,
    Marks,
    Word,
}

impl Count {
    /// Counts the run that ends here.
    fn close(&mut self, run: &mut Run) {
        self.characters += usize::from(*run != Run::None);
        self.without_marks += usize::from(*run == Run::Word);
        *run = Run::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_as_an_office_counts_them() {
        for (text, characters, without_marks) in [
            ("", 0, 0),
            ("中国，你好。", 6, 4),
            ("共3600余人参加", 6, 6),
            ("使用 Pilot House 2.0 版", 6, 6),
            ("“三会一课”制度", 8, 6),
            ("don’t stop", 2, 2),
            ("2019/8/1—2020年", 4, 3),
            ("a、b", 3, 2),
            ("甲 -- 乙", 3, 2),
            ("\n\t　甲\u{FE0F}", 1, 1),
            ("ＡＢ１２", 1, 1),
            ("👨‍👩‍👧", 1, 0),
        ] {
            assert_eq!(count(text), Count { characters, without_marks }, "{text}");
        }
    }

    #[test]
    fn minutes_are_rounded_and_never_none() {
        assert_eq!(reading_minutes(0, 400), 1);
        assert_eq!(reading_minutes(599, 400), 1);
        assert_eq!(reading_minutes(600, 400), 2);
        assert_eq!(reading_minutes(4000, 400), 10);
        assert_eq!(reading_minutes(usize::MAX, 0), usize::MAX);
        assert_eq!((minutes(800, 900), minutes(0, 900), minutes(3, 900), minutes(0, 0)), (2, 5, 5, 1));
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        for unit in ["重", "\u{301}", "a", "“", "’"] {
            assert!(count(&unit.repeat(1_000_000 / unit.len())).characters <= 1_000_000);
        }
    }
}
