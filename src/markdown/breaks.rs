//! Line breaks inside a paragraph: dropped where Chinese stands, kept where words are parted by spaces.

use super::chars::{Side, side};

/// Tells whether a line break between two texts must stay visible as a space.
///
/// Korean and Latin keep it; beside a Chinese character or mark it goes, for spacing is typography's business. Marks
/// shared by both scripts (“ ” … —) follow the nearest character that is not shared.
pub(super) fn keeps_space(before: &str, after: &str) -> bool {
    let before = decided(before.chars().rev());
    let after = decided(after.chars());
    match (before, after) {
        (Side::Korean, _) | (_, Side::Korean) => true,
        (Side::Chinese, _) | (_, Side::Chinese) => false,
        _ => true,
    }
}

/// Farthest look for a character that decides, in characters.
const FARTHEST: usize = 8;

/// Returns the first side that is not shared.
fn decided(chars: impl Iterator<Item = char>) -> Side {
    chars.take(FARTHEST).map(side).find(|&side| side != Side::Shared).unwrap_or(Side::Spaced)
}

/// Tells whether a line starts with a dash that sets it off: `——坚持理论武装`, or the author under a quotation.
pub(super) fn starts_with_dash(line: &str) -> bool {
    line.starts_with("——")
}

/// Tells whether a line starts like an item of a Chinese list that is no Markdown list: `1、` `（一）` `①` `一、` `1．`, or of
/// one whose mark is another: `•甲`, `-甲` without the space.
pub(super) fn starts_like_item(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    match first {
        '①'..='⑳' | '㈠'..='㈩' | '⑴'..='⒇' => true,
        '•' | '●' | '■' | '◆' | '★' | '▪' | '➢' => true,
        '-' => line[1..].starts_with(|c: char| side(c) == Side::Chinese || matches!(c, '“' | '[')),
        '（' | '(' => is_bracketed_number(&line[first.len_utf8()..]),
        '0'..='9' | '０'..='９' => {
            let rest = line.trim_start_matches(|c| matches!(c, '0'..='9' | '０'..='９'));
            line[..line.len() - rest.len()].chars().count() <= 3 && follows_number(rest, true)
        }
        _ if is_chinese_digit(first) => {
            let rest = line.trim_start_matches(is_chinese_digit);
            line.chars().count() - rest.chars().count() <= 3 && follows_number(rest, false)
        }
        _ => false,
    }
}

/// Tells whether `rest` continues an item after its number.
fn follows_number(rest: &str, is_digit: bool) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('、') => true,
        Some('．' | '.' | '）' | ')') if is_digit => {
            chars.find(|c| *c != ' ').is_some_and(|c| side(c) == Side::Chinese)
        }
        _ => false,
    }
}

/// Tells whether `rest` is a number and a closing bracket.
fn is_bracketed_number(rest: &str) -> bool {
    let end = rest.char_indices().take(4).find(|&(_, c)| matches!(c, '）' | ')')).map_or(0, |(at, _)| at);
    let number = &rest[..end];
    !number.is_empty() && (number.chars().all(is_chinese_digit) || number.chars().all(|c| c.is_ascii_digit()))
}

/// Tells whether `c` is a Chinese numeral used to number headings.
fn is_chinese_digit(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Tells whether `text` ends like a sentence, a clause of a list or its announcement.
pub(super) fn ends_clause(text: &str) -> bool {
    text.ends_with(['。', '；', '：', '！', '？', ';', ':', '.', '!', '?', '”', '）'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces() {
        for (before, after) in [
            ("中", "文"),
            ("，", "A"),
            ("A", "中"),
            ("说：“", "Hello"),
            ("word", "“中”"),
            ("3", "月"),
            ("……", "中"),
        ] {
            assert!(!keeps_space(before, after), "{before}|{after}");
        }
        for (before, after) in [("word", "word"), ("한국", "어"), ("中", "한"), ("said", "“hello”"), ("", "")]
        {
            assert!(keeps_space(before, after), "{before}|{after}");
        }
    }

    #[test]
    fn items() {
        for line in [
            "1、甲",
            "12、甲",
            "（一）甲",
            "(1)甲",
            "（12）甲",
            "①甲",
            "一、甲",
            "十二、甲",
            "1．甲",
            "1.甲",
            "2）甲",
            "２. 甲",
            "•甲",
            "-甲",
            "-“甲”",
        ] {
            assert!(starts_like_item(line), "{line}");
        }
        for line in [
            "",
            "1 甲",
            "2019年",
            "（示例）",
            "（一）".trim_end_matches('）'),
            "一是",
            "1.5倍",
            "1. a",
            "十",
            "3.14",
            "-3",
            "--",
            "-a",
        ] {
            assert!(!starts_like_item(line), "{line}");
        }
    }
}
