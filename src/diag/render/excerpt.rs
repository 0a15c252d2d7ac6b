//! The lines of a source that a spot covers, fit for a terminal: cut to its width, with the cells to underline.

use std::ops::Range;

use super::place::Spot;
use super::visible;

/// What stands for the part of a long line that was cut away.
const CUT: &str = "...";

/// One line of an excerpt.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Line number, from 1.
    pub number: usize,
    /// What to show; printable characters only.
    pub text: String,
    /// Cells before the underline.
    pub indent: usize,
    /// Cells to underline; at least 1.
    pub marks: usize,
}

/// Returns the first line of a spot and, if it goes on, its last line; `room` is the width in cells.
pub(super) fn rows(spot: &Spot, room: usize) -> Vec<Row> {
    let first = spot.line(spot.range.start);
    let mut rows = vec![row(&spot.text, first.clone(), clip(&spot.range, &first), (spot.start.line, room))];
    // A spot that ends with a line break ends on its own line, not on the next.
    let last_byte = spot.range.end.saturating_sub(1).max(spot.range.start);
    let last = spot.line(last_byte);
    if last.start > first.start {
        let number = spot.end.line - usize::from(spot.range.end > last.end && spot.end.column == 1);
        let blank = spot.text[last.clone()].len() - spot.text[last.clone()].trim_start().len();
        let marked = clip(&(last.start + blank..spot.range.end), &last);
        rows.push(row(&spot.text, last, marked, (number, room)));
    }
    rows
}

/// Returns the part of a range that lies in a line; the line's end if it lies behind.
fn clip(range: &Range<usize>, line: &Range<usize>) -> Range<usize> {
    let start = range.start.clamp(line.start, line.end);
    start..range.end.clamp(start, line.end)
}

/// Returns one line with its underline, cut to the room on both sides of the marked bytes if need be.
///
/// *Cost:* looks at no more of the line than fits.
fn row(text: &str, line: Range<usize>, marked: Range<usize>, (number, room): (usize, usize)) -> Row {
    let room = room.max(4 * CUT.len());
    let mut shown = window(text, &line, &marked, room);
    let cut_left = shown.start > line.start;
    let cut_right = shown.end < line.end;
    let mut out = String::from(if cut_left { CUT } else { "" });
    let mut before = out.len();
    let mut marks = 0;
    if marked.start > shown.end {
        shown.end = marked.start;
    }
    for (at, c) in text[shown.clone()].char_indices() {
        let cells = visible::push(c, &mut out);
        let at = shown.start + at;
        if at < marked.start {
            before += cells;
        } else if at < marked.end {
            marks += cells;
        }
    }
    if cut_right {
        out.push_str(CUT);
    }
    Row { number, text: out.trim_end().into(), indent: before, marks: marks.max(1) }
}

/// Returns the bytes of a line to show: all of it if it fits, else the marked bytes with what fits around them.
fn window(text: &str, line: &Range<usize>, marked: &Range<usize>, room: usize) -> Range<usize> {
    let whole = forward(text, line.clone(), room);
    if whole.0 == line.end {
        return line.clone();
    }
    let room = room - 2 * CUT.len();
    // At most two thirds for the marked bytes and what follows: the rest shows what comes before.
    let (_, ahead) = forward(text, marked.start..line.end, room * 2 / 3);
    let (start, behind) = backward(text, line.start..marked.start, room - ahead);
    let (end, _) = forward(text, marked.start..line.end, room - behind);
    start..end
}

/// Walks forward through `range` while the cells fit into `room`; returns where it stops and the cells walked.
fn forward(text: &str, range: Range<usize>, room: usize) -> (usize, usize) {
    let mut used = 0;
    for (at, c) in text[range.clone()].char_indices() {
        let cells = visible::push(c, &mut String::new());
        if used + cells > room {
            return (range.start + at, used);
        }
        used += cells;
    }
    (range.end, used)
}

/// Walks backward from the end of `range` while the cells fit into `room`.
fn backward(text: &str, range: Range<usize>, room: usize) -> (usize, usize) {
    let mut used = 0;
    let mut start = range.end;
    for (at, c) in text[range.clone()].char_indices().rev() {
        let cells = visible::push(c, &mut String::new());
        if used + cells > room {
            break;
        }
        used += cells;
        start = range.start + at;
    }
    (start, used)
}

#[cfg(test)]
mod tests {
    use super::super::place::resolve;
    use super::super::samples::*;
    use super::super::visible::text_cells;
    use super::*;
    use crate::diag::Place;

    fn rows_of(text: &str, range: Range<usize>, room: usize) -> Vec<Row> {
        let sources = Texts::new(&[("a.md", text)]);
        rows(&resolve(&Place::text(&"a.md".into(), range), &sources).spot.unwrap(), room)
    }

    /// Returns the characters of a row that stand above the underline.
    fn under(row: &Row) -> String {
        let mut at = 0;
        let mut out = String::new();
        for c in row.text.chars() {
            if at >= row.indent && at < row.indent + row.marks {
                out.push(c);
            }
            at += visible::cells(c);
        }
        out
    }

    #[test]
    fn carets_stand_under_what_is_meant() {
        for (text, word) in [
            ("标题: 先锋连队", "先锋"),
            ("\t\t单位：甲", "单位"),
            ("a\tb\t“引号”里的错误", "错误"),
            ("e\u{301}cole 中", "中"),
            ("\x1b[31m红字", "红字"),
            ("零\u{200b}宽 here", "here"),
            ("😀😀 笑 x", "笑"),
        ] {
            let at = text.find(word).unwrap();
            assert_eq!(under(&rows_of(text, at..at + word.len(), 80)[0]), word, "{text:?}");
        }
    }

    #[test]
    fn an_empty_spot_has_one_caret() {
        let row = &rows_of("标题", 6..6, 80)[0];
        assert_eq!((row.indent, row.marks), (4, 1));
        let row = &rows_of("", 0..0, 80)[0];
        assert_eq!((row.indent, row.marks, row.text.as_str()), (0, 1, ""));
        let row = &rows_of("a\r\nb", 1..3, 80)[0];
        assert_eq!((row.indent, row.marks, row.text.as_str()), (1, 1, "a"));
    }

    #[test]
    fn long_lines_are_cut_around_the_spot() {
        let text = format!("{}错误{}", "前".repeat(5000), "后".repeat(5000));
        for room in [0, 20, 40, 79, 80, 200] {
            let row = &rows_of(&text, 15000..15006, room)[0];
            assert!(text_cells(&row.text) <= room.max(12), "{room}: {row:?}");
            assert!(row.text.starts_with("...") && row.text.ends_with("..."));
            if room >= 20 {
                assert_eq!(under(row), "错误", "{room}");
                assert!(row.text.contains('前') && row.text.contains('后'));
            }
        }
        let row = &rows_of(&text, text.len()..text.len(), 40)[0];
        assert!(row.text.ends_with('后') && row.indent >= 30, "{row:?}");
        let row = &rows_of(&text, 0..3, 40)[0];
        assert!(row.text.starts_with('前') && row.indent == 0 && row.text.ends_with("..."));
    }

    #[test]
    fn a_spot_wider_than_the_line_is_cut_too() {
        let text = "宽".repeat(500);
        let row = &rows_of(&text, 0..text.len(), 60)[0];
        assert!(row.indent + row.marks <= 60, "{row:?}");
    }

    #[test]
    fn several_lines_show_the_first_and_the_last() {
        let text = "一二\n  三四\n  五六\n七";
        let rows = rows_of(text, 3..text.find('六').unwrap(), 80);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].number, under(&rows[0]).as_str()), (1, "二"));
        assert_eq!((rows[1].number, under(&rows[1]).as_str()), (3, "五"));
        let whole_line = rows_of(text, 0..7, 80);
        assert_eq!(whole_line.len(), 1, "a line with its break is one line");
        let two = rows_of(text, 0..text.find("  五").unwrap(), 80);
        assert_eq!((two.len(), two[1].number), (2, 2));
    }
}
