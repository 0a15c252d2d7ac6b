//! Which characters of a title stay on one line: a short clause, what stands in quotes or book marks, and the last few.
//!
//! Browsers break Chinese between any two characters; a name cut in two, or a last line of one character, is what a
//! typesetter would never leave. Nothing is inserted: the pieces joined are the title.

use super::script::is_hanzi;

/// Most characters of a name or clause, marks included, that are kept on one line. *Source:* at the size of titles ten
/// characters fill a phone of 360 pixels.
const LONGEST: usize = 10;

/// Titles of so many characters fit on any line.
const SHORT_TITLE: usize = 10;

/// Characters at the end of a title that stay together.
const LAST: usize = 3;

/// Marks that end a clause.
const ENDS: [char; 4] = ['：', '，', '、', '；'];

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

/// Adds what stands between names, clause by clause: a short one is whole.
fn push_clauses<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    for clause in text.split_inclusive(ENDS) {
        let short = clause.ends_with(ENDS) && clause.chars().count() <= LONGEST;
        pieces.push(if short { Piece::Whole(clause) } else { Piece::Loose(clause) });
    }
}

/// Adds what follows the last name; its end is kept together if it is written in Han characters: all of the last clause if that is
/// short, else a few characters.
fn push_end<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    let clause = text.rfind(ENDS).map_or(text, |at| text[at..].trim_start_matches(ENDS));
    let last = if clause.chars().count() <= LONGEST { clause.chars().count() } else { LAST };
    let tail = text.char_indices().rev().nth(last.max(1) - 1).map_or(0, |(at, _)| at);
    // `的` belongs to what it follows.
    let tail = if last >= LAST && text[tail..].starts_with('的') { tail + '的'.len_utf8() } else { tail };
    if last > 0 && text[tail..].chars().all(is_hanzi) {
        push_clauses(pieces, &text[..tail]);
        pieces.push(Piece::Whole(&text[tail..]));
    } else {
        push_clauses(pieces, text);
    }
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
            [Whole("荐读："), Loose("《怎样把一件小事写清楚》的三"), Whole("点体会")]
        );
        assert_eq!(
            together("教育指导处党支部：四项举措提升教育培训质效"),
            [Whole("教育指导处党支部："), Loose("四项举措提升教育培"), Whole("训质效")]
        );
        assert_eq!(
            together("一二三四五六七八九十：甲乙丙"),
            [Loose("一二三四五六七八九十："), Whole("甲乙丙")]
        );
        assert_eq!(together("关于推广典型经验的通报"), [Loose("关于推广典型经验的"), Whole("通报")]);
        assert_eq!(together("关于2020年工作的安排（试行）"), [Loose("关于2020年工作的安排（试行）")]);
        assert_eq!(together("荣誉榜“一”"), [Loose("荣誉榜“一”")], "it fits on a line");
        assert_eq!(together("只开不关的“引号在标题里面的")[0], Loose("只开不关的“引号在标题"));
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
