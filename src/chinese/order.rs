//! Orders of titles and names: by pinyin, with numbers by value.
//!
//! Character by character, as directories of names are kept: letters of the syllable, tone, then the character, so that
//! the same surname stays together. Numbers come first, Latin letters after Han characters, marks and spaces do not
//! count. 第2期 comes before 第10期 and 第二 before 第十. *Source:* GB/T 13418, without the order by strokes among
//! homophones, for which the code point stands in.
//!
//! By strokes (笔画, 姓氏笔画) characters go by their number of strokes, then by their strokes as written. Of names with one
//! surname the short ones come first: 高富 before 高大富.

use serde::{Deserialize, Serialize};

use super::fold::half;
use super::numerals;
use super::overrides::Overrides;
use super::pinyin::{Piece, name_pieces, pieces};
use super::script::{is_attached, is_hanzi};
use super::{strokes, surnames};

/// Sort key: compares like the text it was made of. Different texts have different keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(#[serde(with = "serde_bytes")] Vec<u8>);

/// Classes of what is compared, in order; 0 ends a key.
const END: u8 = 0;
const NUMBER: u8 = 1;
const HANZI: u8 = 2;
const UNREAD_HANZI: u8 = 3;
const LETTER: u8 = 4;

/// Characters before a Chinese numeral, and behind it, that make it a number: 第二, （二）, 之二; 二、, 二期.
const BEFORE_NUMBER: &str = "第之（(〔";
const AFTER_NUMBER: &str = "、）)〕期章节批届辑讲卷集篇条";

/// Returns the key of a title.
pub fn key(text: &str, overrides: &Overrides) -> Key {
    let mut bytes = Vec::with_capacity(text.len() * 4);
    let mut start = 0;
    while let Some((at, length, digits)) = next_number(text, start) {
        push_pieces(&mut bytes, &pieces(&text[start..at], overrides));
        push_number(&mut bytes, &digits);
        start = at + length;
    }
    push_pieces(&mut bytes, &pieces(&text[start..], overrides));
    finish(bytes, text)
}

/// Returns the key of a personal name, whose surname is read as one (单 shan, 曾 zeng).
pub fn name_key(name: &str, overrides: &Overrides) -> Key {
    let mut bytes = Vec::with_capacity(name.len() * 4);
    push_pieces(&mut bytes, &name_pieces(name, overrides));
    finish(bytes, name)
}

/// Returns the key of a text for the order by strokes, character by character; numbers by value.
pub fn stroke_key(text: &str) -> Key {
    let mut bytes = Vec::with_capacity(text.len() * 4);
    let mut start = 0;
    while let Some((at, length, digits)) = next_number(text, start) {
        push_strokes(&mut bytes, &text[start..at]);
        push_number(&mut bytes, &digits);
        start = at + length;
    }
    push_strokes(&mut bytes, &text[start..]);
    finish(bytes, text)
}

/// Returns the key of a personal name for the order by strokes of surnames: first character, rest of a compound surname,
/// length of the given name, given name.
pub fn name_stroke_key(name: &str) -> Key {
    let mut bytes = Vec::with_capacity(name.len() * 4);
    let surname = surnames::length(name);
    push_strokes(&mut bytes, &name[..surname]);
    bytes.push(END);
    let given = &name[surname..];
    let length = given.chars().filter(|c| is_hanzi(*c)).count();
    bytes.push(u8::try_from(length).unwrap_or(u8::MAX));
    push_strokes(&mut bytes, given);
    finish(bytes, name)
}

/// Appends characters by their place in the order by strokes; others as in the order by pinyin.
fn push_strokes(bytes: &mut Vec<u8>, text: &str) {
    for c in text.chars() {
        let mut own = [0; 4];
        match strokes::rank(c) {
            Some(rank) => {
                bytes.push(HANZI);
                bytes.extend(rank.to_be_bytes());
            }
            None => push_letters(bytes, c.encode_utf8(&mut own)),
        }
    }
}

/// Closes a key; the text itself tells apart what is equal so far.
fn finish(mut bytes: Vec<u8>, text: &str) -> Key {
    bytes.push(END);
    bytes.extend_from_slice(text.as_bytes());
    Key(bytes)
}

/// Returns the next number behind `start`: its offset, its length in bytes and its value in ASCII digits.
fn next_number(text: &str, start: usize) -> Option<(usize, usize, String)> {
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if half(c).is_ascii_digit() {
            let length = rest.find(|c| !half(c).is_ascii_digit()).unwrap_or(rest.len());
            return Some((at, length, rest[..length].chars().map(half).collect()));
        }
        let length = rest.find(|c| !numerals::is_numeral(c)).unwrap_or(rest.len());
        if length > 0
            && stands_as_number(&text[..at], &rest[length..])
            && let Some(value) = numerals::integer(&rest[..length])
        {
            return Some((at, length, value.to_string()));
        }
        at += length.max(c.len_utf8());
    }
    None
}

/// Tells whether a Chinese numeral between two texts is meant as a number, not as part of a word like 一心.
fn stands_as_number(before: &str, after: &str) -> bool {
    before.ends_with(|c| BEFORE_NUMBER.contains(c)) || after.starts_with(|c| AFTER_NUMBER.contains(c))
}

/// Appends a number so that a greater one compares greater: its length, then its digits.
fn push_number(bytes: &mut Vec<u8>, digits: &str) {
    let digits = digits.trim_start_matches('0');
    bytes.push(NUMBER);
    bytes.extend((digits.len() as u32).to_be_bytes());
    bytes.extend(digits.as_bytes());
}

/// Appends syllables and letters.
fn push_pieces(bytes: &mut Vec<u8>, pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Syllable(syllable) => {
                bytes.push(HANZI);
                bytes.extend(syllable.letters.as_bytes());
                bytes.extend([END, syllable.tone]);
                let character = syllable.source.chars().next().unwrap_or_default();
                bytes.extend((character as u32).to_be_bytes());
            }
            Piece::Other(run) => push_letters(bytes, run),
        }
    }
}

/// Appends letters without case and width; marks and spaces are left out.
fn push_letters(bytes: &mut Vec<u8>, run: &str) {
    for c in run.chars().map(half).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() && !is_attached(c) {
            bytes.push(if is_hanzi(c) { UNREAD_HANZI } else { LETTER });
            bytes.extend((c as u32).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted<'a>(texts: &[&'a str], key: impl Fn(&str, &Overrides) -> Key) -> Vec<&'a str> {
        let none = Overrides::default();
        let mut sorted: Vec<&str> = texts.iter().rev().copied().collect();
        sorted.sort_by_cached_key(|text| key(text, &none));
        sorted
    }

    #[test]
    fn numbers_by_value() {
        for texts in [
            &["第1期", "第2期", "第10期", "第100期"][..],
            &["第一讲", "第二讲", "第九讲", "第十讲", "第十一讲", "第二十讲"],
            &["第二期", "第3期", "第十期", "第11期"],
            &["一、总则", "二、职责", "十、附则"],
            &["经验之一", "经验之二", "经验之十"],
            &["2019年总结", "2020年总结", "安全"],
            &["v1.9", "v1.10"],
            &["第７期", "第8期"],
            &["7", "07", "8"],
        ] {
            let mut expected = texts.to_vec();
            if texts[0] == "7" {
                expected = vec!["07", "7", "8"];
            }
            assert_eq!(sorted(texts, key), expected);
        }
    }

    #[test]
    fn numerals_inside_words_are_words() {
        assert_eq!(sorted(&["安全", "万众", "一心", "一意"], key), ["安全", "万众", "一心", "一意"]);
    }

    #[test]
    fn by_pinyin_then_tone_then_character() {
        let places = ["安徽", "北京", "长沙", "重庆", "广东", "广西", "陕西", "西安", "西藏"];
        assert_eq!(sorted(&places, key), places);
        let tones = ["妈", "麻", "马", "骂"];
        assert_eq!(sorted(&tones, key), tones);
        let prefixes = ["西", "西安", "先"];
        assert_eq!(sorted(&prefixes, key), prefixes);
    }

    #[test]
    fn marks_do_not_count_and_latin_is_last() {
        let titles = ["2020", "《安全》", "“保密”", "作风", "Apple", "banana"];
        assert_eq!(sorted(&titles, key), titles);
    }

    #[test]
    fn names_by_surname() {
        let names = ["曹甲", "单乙", "解丙", "曾丁"];
        assert_eq!(sorted(&names, name_key), names);
        let names = ["李明", "李一", "黎明"];
        assert_eq!(sorted(&names, name_key), ["黎明", "李明", "李一"]);
    }

    fn sorted_by<'a>(texts: &[&'a str], key: impl Fn(&str) -> Key) -> Vec<&'a str> {
        sorted(texts, |text, _| key(text))
    }

    #[test]
    fn by_strokes() {
        let surnames = ["丁", "王", "刘", "李", "吴", "张", "陈", "周", "赵", "黄"];
        assert_eq!(sorted_by(&surnames, stroke_key), surnames);
        // Seven strokes each: 李 一丨, 吴 丨, 何 丿, 沈 丶, 陈 乛.
        let seven = ["李", "吴", "何", "沈", "张", "陈"];
        assert_eq!(sorted_by(&seven, stroke_key), seven);
        let titles = ["第2期", "第10期", "第三期"];
        assert_eq!(sorted_by(&titles, stroke_key), ["第2期", "第三期", "第10期"]);
        let mixed = ["2020", "一心", "龙", "Apple"];
        assert_eq!(sorted_by(&mixed, stroke_key), mixed);
    }

    #[test]
    fn names_by_strokes_of_their_surnames() {
        let names = ["丁大勇", "王一", "王丁", "王一一", "司马甲", "欧乙", "欧阳甲", "高富", "高大富"];
        assert_eq!(sorted_by(&names, name_stroke_key), names);
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        for unit in ["9", "一", "第一", "重", "\u{301}", "a"] {
            let text = unit.repeat(1_000_000 / unit.len());
            assert!(key(&text, &Overrides::default()) > key("", &Overrides::default()));
        }
    }

    proptest! {
        #[test]
        fn keys_of_different_texts_differ(a in "[第一二十0-9甲乙a ]{0,8}", b in "[第一二十0-9甲乙a ]{0,8}") {
            let none = Overrides::default();
            prop_assert_eq!(a == b, key(&a, &none) == key(&b, &none));
            prop_assert_eq!(a == b, stroke_key(&a) == stroke_key(&b));
            prop_assert_eq!(a == b, name_stroke_key(&a) == name_stroke_key(&b));
        }

        #[test]
        fn numbers_sort_as_numbers(a in 0u64..100_000, b in 0u64..100_000) {
            let none = Overrides::default();
            let title = |n: u64| key(&format!("第{n}期"), &none);
            let chinese = |n: u64| key(&format!("第{}期", numerals::chinese(n)), &none);
            prop_assert_eq!(title(a).cmp(&title(b)), a.cmp(&b));
            prop_assert_eq!(chinese(a).cmp(&chinese(b)), a.cmp(&b));
        }
    }
}
