//! Lines of one Chinese text are joined without a space.
//!
//! YAML joins the lines of a text with spaces. Between two Chinese characters nobody wants one. Source: CSS Text 3,
//! segment break transformation: a break between two wide characters vanishes.

use crate::base::text::display_width;

/// Returns a folded text without the spaces that stand for line breaks between two wide characters.
///
/// `written` is the text as it stands in the source, quotes or block header included. If the two do not run side by
/// side (escapes, deeper lines), the text stays as it is.
pub fn join_han_lines(text: String, written: &str) -> String {
    if !written.contains('\n') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    for line in written.lines().map(|line| line.trim_matches([' ', '\t', '\r', '"', '\''])) {
        let Some(after) = rest.strip_prefix(line) else { continue };
        out.push_str(line);
        rest = after;
        let next = after.strip_prefix(' ').and_then(|next| next.chars().next());
        if is_wide(line.chars().next_back()) && is_wide(next) {
            rest = &rest[1..];
        } else if let Some(white) = after.chars().next().filter(|c| c.is_whitespace()) {
            out.push(white);
            rest = &rest[white.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
}

/// Tells whether a character takes two cells: Han characters and the marks that go with them.
fn is_wide(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_ascii() && display_width(c.encode_utf8(&mut [0; 4])) == 2)
}

#[cfg(test)]
mod tests {
    use super::join_han_lines;

    #[test]
    fn chinese_lines_join_without_a_space() {
        let join = |text: &str, written: &str| join_han_lines(text.into(), written);
        assert_eq!(join("第一行， 第二行", "第一行，\n  第二行"), "第一行，第二行");
        assert_eq!(join("one two", "one\n  two"), "one two");
        assert_eq!(join("张 三 李四", "张 三\n  李四"), "张 三李四");
        assert_eq!(join("使用 Excel 表", "使用\n  Excel\n  表"), "使用 Excel 表");
        assert_eq!(join("甲 乙\n", ">\n  甲\n  乙\n"), "甲乙\n");
        assert_eq!(join("甲\n乙", "甲\n\n  乙"), "甲\n乙");
        assert_eq!(join("张 三", "张 三"), "张 三");
    }
}
