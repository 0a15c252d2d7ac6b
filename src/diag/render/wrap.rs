//! Breaks sentences into lines of a terminal, by the simple half of the Chinese and Latin line-breaking rules.

use super::visible::cells;

/// Marks that must not begin a line.
const NOT_FIRST: &str = "，。、；：？！”’）》】〉」』〕…—,.;:?!)]}%";

/// Marks that must not end a line.
const NOT_LAST: &str = "“‘（《【〈「『〔([{";

/// Returns the lines of a text: the first at most `first` cells wide, the others at most `rest`.
///
/// A word that is wider than a line is broken. *Cost:* linear.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut width = 0;
    // Where the line may end, and the width up to there.
    let mut break_at = (0, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > start && may_break(before, c) {
            break_at = (at, width);
        }
        width += cells(c);
        let room = if lines.is_empty() { first } else { rest };
        if width > room.max(2) && c != ' ' && at > start {
            let (end, done) = if break_at.0 > start { break_at } else { (at, width - cells(c)) };
            lines.push(text[start..end].trim_end());
            start = end;
            width -= done;
        }
        before = c;
    }
    lines.push(&text[start..]);
    lines
}

/// Tells whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    if NOT_LAST.contains(before) || NOT_FIRST.contains(after) || after == ' ' {
        return false;
    }
    before == ' '
        || cells(before) == 2
        || cells(after) == 2
        || NOT_FIRST.contains(before) && !before.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_people_break_them() {
        assert_eq!(wrap("请把“标题”写成一行。", 9, 13), ["请把“标", "题”写成一行。"]);
        assert_eq!(wrap("write the title on one line", 10, 12), ["write the", "title on one", "line"]);
        assert_eq!(wrap("请把《标题》写", 7, 12), ["请把", "《标题》写"], "an opening mark never ends one");
        assert_eq!(wrap("一二三。", 6, 6), ["一二", "三。"], "a full stop never begins a line");
        assert_eq!(wrap("", 5, 5), [""]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_hangs() {
        let long = "无".repeat(50) + &"x".repeat(200) + "。。。。。。。。。。";
        for width in [0, 1, 2, 7, 40] {
            let lines = wrap(&long, width, width);
            assert_eq!(lines.concat(), long);
            assert!(lines.iter().all(|line| !line.is_empty()));
        }
    }
}
