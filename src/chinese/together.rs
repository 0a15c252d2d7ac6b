//! Which characters of a title stay on one line: a short clause, what stands in quotes or book marks, and the last few.
//!
//! Browsers break Chinese between any two characters; a name cut in two, or a last line of one character, is what a
//! typesetter would never leave. Nothing is inserted: the pieces joined are the title.

use super::script::is_hanzi;

/// Most characters of a name or clause, marks included, that are kept on one line. *Source:* at the size of titles twelve
/// characters fit a phone of 360 pixels.
const LONGEST: usize = 12;

/// Titles of so many characters fit on any line.
const SHORT_TITLE: usize = 10;

/// Characters at the end of a title that stay together: two words, as most words have two characters.
const LAST: usize = 4;

/// Marks that end a clause.
const ENDS: [char; 4] = ['：', '，', '、', '；'];

/// Words before which a long clause may be broken: what they join stays as it is.
const JOINS: [char; 4] = ['和', '与', '及', '暨'];

/// Words with one of these characters that join nothing.
const NO_JOINS: [&str; 12] =
    ["共和", "和平", "和谐", "和睦", "缓和", "参与", "与会", "普及", "以及", "涉及", "及时", "及格"];

/// Words that begin with `年` where a year does not end.
const NO_YEARS: [&str; 9] = ["年度", "年级", "年轻", "年龄", "年终", "年初", "年底", "年中", "年会"];

/// Marks that open a name, and those that close it.
const NAMES: [(char, char); 3] = [('“', '”'), ('《', '》'), ('〈', '〉')];

/// A part of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// May be broken anywhere.
    Loose(&'a str),
    /// Stays on one line.
    Whole(&'a str),
}

/// Cuts a title into pieces. *Shape:* `甲：“乙”筑牢` gives whole `甲：`, whole `“乙”`, whole `筑牢`.
pub fn together(title: &str) -> Vec<Piece<'_>> {
    if title.chars().count() <= SHORT_TITLE {
        return vec![Piece::Loose(title)];
    }
    let mut pieces = Vec::new();
    let mut rest = title;
    while let Some((start, end)) = next_name(rest) {
        push_clauses(&mut pieces, &rest[..start]);
        pieces.push(Piece::Whole(&rest[start..end]));
        rest = &rest[end..];
    }
    push_end(&mut pieces, rest);
    pieces
}

/// Returns where the next name that is short enough begins and ends.
fn next_name(text: &str) -> Option<(usize, usize)> {
    text.char_indices().find_map(|(start, open)| {
        let (_, close) = NAMES.iter().find(|(one, _)| *one == open)?;
        let end = start + text[start..].find(*close)? + close.len_utf8();
        (text[start..end].chars().count() <= LONGEST).then_some((start, end))
    })
}

/// Adds what stands between names, clause by clause: a short one is whole, and so are the short parts of a long one.
fn push_clauses<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    for clause in text.split_inclusive(ENDS) {
        let mut rest = clause;
        while let Some(at) = next_part(rest).filter(|_| width(rest) > LONGEST) {
            pieces.push(piece(&rest[..at]));
            rest = &rest[at..];
        }
        pieces.push(piece(rest));
    }
}

/// Returns a part as a piece. Words with spaces between them may be broken there, however short they are.
fn piece(part: &str) -> Piece<'_> {
    if width(part) <= LONGEST && !part.contains(' ') { Piece::Whole(part) } else { Piece::Loose(part) }
}

/// Returns where the second part of a clause begins: at a word that joins, or after a year.
fn next_part(clause: &str) -> Option<usize> {
    let begins = |at: usize, words: &[&str]| words.iter().any(|word| clause[at..].starts_with(word));
    clause.char_indices().skip(1).find_map(|(at, character)| {
        let before = clause[..at].char_indices().next_back().map_or(0, |(before, _)| before);
        let joins = JOINS.contains(&character) && !begins(at, &NO_JOINS) && !begins(before, &NO_JOINS);
        let ends_year = clause[..at].ends_with('年') && !begins(before, &NO_YEARS) && is_hanzi(character);
        (joins || ends_year).then_some(at)
    })
}

/// Returns how many Han characters wide a text is: two letters or digits take the room of one.
fn width(text: &str) -> usize {
    let narrow = text.chars().filter(char::is_ascii).count();
    text.chars().count() - narrow + narrow.div_ceil(2)
}

/// Adds what follows the last name; its end is kept together if it is written in Han characters.
fn push_end<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    let clause = text.rfind(ENDS).map_or(text, |at| text[at..].trim_start_matches(ENDS));
    let end = end_of(clause);
    if !end.is_empty() && end.chars().all(is_hanzi) {
        push_clauses(pieces, &text[..text.len() - end.len()]);
        pieces.push(Piece::Whole(end));
    } else {
        push_clauses(pieces, text);
    }
}

/// Returns the end of a clause that stays together: all of it or its last part if that is short, else a few characters.
fn end_of(clause: &str) -> &str {
    let mut part = clause;
    while let Some(at) = next_part(part).filter(|_| width(part) > LONGEST) {
        part = &part[at..];
    }
    if width(part) <= LONGEST {
        return part;
    }
    let few = part.char_indices().rev().nth(LAST - 1).map_or(part, |(at, _)| &part[at..]);
    // `的` belongs to what it follows, unless that leaves one character alone.
    few.split_once('的').map(|(_, end)| end).filter(|end| end.chars().nth(1).is_some()).unwrap_or(few)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_the_end_stay_together() {
        use Piece::{Loose, Whole};
        let title = "教育指导处党支部：“筑垒行动”筑牢坚强战斗堡垒";
        let expected = [Whole("教育指导处党支部："), Whole("“筑垒行动”"), Whole("筑牢坚强战斗堡垒")];
        assert_eq!(together(title), expected);
        let title = "信息技术处党支部：“数据先锋岗”让系统更可靠、服务更快捷";
        let end = [Whole("让系统更可靠、"), Whole("服务更快捷")];
        assert_eq!(together(title)[2..], end);
        assert_eq!(
            together("荐读：《怎样把一件小事写清楚》的三点体会"),
            [Whole("荐读："), Whole("《怎样把一件小事写清楚》"), Whole("的三点体会")]
        );
        assert_eq!(
            together("教育指导处党支部：四项举措提升教育培训质效"),
            [Whole("教育指导处党支部："), Whole("四项举措提升教育培训质效")]
        );
        assert_eq!(
            together("关于进一步做好基层建设各项重点任务安排"),
            [Loose("关于进一步做好基层建设各项重点"), Whole("任务安排")]
        );
        assert_eq!(
            together("一二三四五六七八九十一二：甲乙丙"),
            [Loose("一二三四五六七八九十一二："), Whole("甲乙丙")]
        );
        assert_eq!(
            together("关于进一步推广各单位典型经验的通报"),
            [Loose("关于进一步推广各单位典型经验的"), Whole("通报")]
        );
        assert_eq!(
            together("关于2020年工作的安排（试行）"),
            [Whole("关于2020年"), Whole("工作的安排（试行）")]
        );
        assert_eq!(together("荣誉榜“一”"), [Loose("荣誉榜“一”")], "it fits on a line");
        assert_eq!(together("只开不关的“引号在标题里面的")[0], Whole("只开不关的“引号在标"));
    }

    #[test]
    fn a_long_clause_is_broken_before_what_it_joins_and_after_a_year() {
        use Piece::Whole;
        assert_eq!(
            together("关于推广基层建设典型经验和品牌的通知"),
            [Whole("关于推广基层建设典型经验"), Whole("和品牌的通知")]
        );
        assert_eq!(
            together("2020年度基层典型经验和品牌评选"),
            [Whole("2020年度基层典型经验"), Whole("和品牌评选")]
        );
        assert_eq!(
            together("2020年基层建设年重点任务清单"),
            [Whole("2020年"), Whole("基层建设年重点任务清单")]
        );
        let no_joins = "各单位参与和谐社区建设的及时性";
        assert!(!together(no_joins).contains(&Whole("各单位参")), "{:?}", together(no_joins));
        assert!(!together(no_joins).contains(&Whole("各单位参与")), "{:?}", together(no_joins));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_added(title in "[“”《》甲乙的a1，：]{0,30}") {
            let text = |piece: &Piece<'_>| match *piece { Piece::Loose(text) | Piece::Whole(text) => text.to_owned() };
            let texts: Vec<String> = together(&title).iter().map(text).collect();
            prop_assert_eq!(texts.concat(), &*title);
            prop_assert!(title.is_empty() || texts.iter().all(|text| !text.is_empty()), "{:?}", texts);
        }
    }
}
