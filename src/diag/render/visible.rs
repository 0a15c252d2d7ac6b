//! Makes text safe to print: every control, direction or zero-width character gets a visible stand-in.
//!
//! Author's text must neither move the cursor, recolour the screen nor hide what is really there.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// Columns that stand for a tab. A fixed number keeps a cut line independent of what was cut away.
const TAB: &str = "    ";

/// Returns the text with a stand-in for each unprintable character; a tab becomes one space.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push(if c == '\t' { ' ' } else { c }, &mut out);
    }
    Cow::Owned(out)
}

/// Appends what is shown for a character of a source line, and returns its width in terminal cells.
pub(super) fn push(c: char, out: &mut String) -> usize {
    let before = out.len();
    match c {
        '\t' => out.push_str(TAB),
        '\0'..='\x1f' => out.extend(char::from_u32(0x2400 + c as u32)),
        '\x7f' => out.push('␡'),
        _ if is_hidden(c) => out.push_str(&format!("<U+{:04X}>", c as u32)),
        _ => {
            out.push(c);
            return cells(c);
        }
    }
    out[before..].chars().count()
}

/// Returns the width of a printable character in terminal cells.
///
/// *Source:* Unicode TR 11 with ambiguous characters such as “ and … as one cell: that is what terminals do unless told
/// otherwise (VTE, Windows Terminal, macOS, tmux), also under a Chinese locale.
pub(super) fn cells(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Returns the width of a printable text in terminal cells, counted as [`cells`] does.
pub(super) fn text_cells(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// Tells whether a character prints as nothing or changes how others print.
///
/// Variation selectors stay: Chinese text uses them to choose the form of a character.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_codes_lose_their_power() {
        assert_eq!(clean("\x1b[31m红\x1b]0;x\x07"), "␛[31m红␛]0;x␇");
        assert_eq!(clean("a\u{9b}31m\u{202e}b\u{200b}c\r\n"), "a<U+009B>31m<U+202E>b<U+200B>c␍␊");
        assert!(matches!(clean("第一行 “好”"), Cow::Borrowed(_)));
    }

    #[test]
    fn widths_follow_what_is_shown() {
        let mut out = String::new();
        assert_eq!(
            "a\t中\x1b“\u{200b}".chars().map(|c| push(c, &mut out)).sum::<usize>(),
            1 + 4 + 2 + 1 + 1 + 8
        );
        assert_eq!(out, "a    中␛“<U+200B>");
    }
}
