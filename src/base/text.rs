//! Lines, columns and display width of source text.
//!
//! Offsets are bytes into UTF-8 text; lines and columns are for people: 1-based, columns counted in characters.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// Place in a text as a person names it. Both numbers start at 1; `column` counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Returns the line and column of a byte offset; an offset past the end counts as the end.
///
/// *Cost:* linear in the offset; meant for printing, not for loops.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let offset = floor_boundary(text, offset);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    LineColumn { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// Returns the byte range of the line that holds `offset`, without its line break.
pub fn line_range(text: &str, offset: usize) -> Range<usize> {
    let offset = floor_boundary(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    start..end
}

/// Returns the largest character boundary that is not past `offset`.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the width in terminal cells: a Han character is 2, a Latin letter 1.
pub fn display_width(text: &str) -> usize {
    text.width_cjk()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "标题: 甲\n单位: 乙\n";
        assert_eq!(line_column(text, text.find('乙').unwrap()), LineColumn { line: 2, column: 5 });
        assert_eq!(line_column(text, 9999), LineColumn { line: 3, column: 1 });
        assert_eq!(&text[line_range(text, 12)], "单位: 乙");
    }
}
