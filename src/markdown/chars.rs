//! What kind of character this is: Chinese, Korean, punctuation, full-width.
//!
//! Tables of constants only; must not know Markdown. *Source:* Unicode 17, East Asian Width (UAX #11) and scripts.

/// How a character behaves at a line break inside a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Han, kana, bopomofo, full-width marks: written without spaces.
    Chinese,
    /// Korean letters: written with spaces.
    Korean,
    /// Marks shared by Chinese and Latin, such as “ ” … —: the neighbours decide.
    Shared,
    /// Everything else.
    Spaced,
}

/// Returns how `c` behaves at a line break.
pub(super) fn side(c: char) -> Side {
    match c {
        '\u{0}'..='\u{b6}' => Side::Spaced,
        '\u{b7}' | '\u{2014}' | '\u{2015}' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}'
        | '\u{2022}' | '\u{2025}' | '\u{2026}' => Side::Shared,
        _ if is_korean(c) => Side::Korean,
        _ if is_wide(c) => Side::Chinese,
        _ => Side::Spaced,
    }
}

/// Tells whether `c` is a Korean letter.
pub(super) fn is_korean(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{ffa0}'..='\u{ffdc}')
}

/// Tells whether `c` is a "CJK character" of the CJK-friendly emphasis rule.
///
/// *Source:* East Asian Width W, F or H without the characters that are emoji by default, or script Hangul.
pub(super) fn is_wide(c: char) -> bool {
    if c < '\u{1100}' {
        return false;
    }
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303e}' | '\u{ff01}'..='\u{ffdc}' | '\u{3041}'..='\u{4dff}'
        | '\u{1100}'..='\u{11ff}' | '\u{20a9}' | '\u{2329}' | '\u{232a}' | '\u{2630}'..='\u{2637}'
        | '\u{268a}'..='\u{268f}' | '\u{2e80}'..='\u{2fff}' | '\u{a000}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ffe0}'..='\u{ffee}' | '\u{16fe0}'..='\u{18dff}' | '\u{1aff0}'..='\u{1b2ff}'
        | '\u{1d300}'..='\u{1d376}' | '\u{20000}'..='\u{3fffd}')
        || is_wide_sign(c)
}

/// Tells whether `c` is an enclosed ideograph that is not an emoji by default.
fn is_wide_sign(c: char) -> bool {
    matches!(c, '\u{1f200}' | '\u{1f202}' | '\u{1f210}'..='\u{1f219}' | '\u{1f21b}'..='\u{1f22e}'
        | '\u{1f230}' | '\u{1f231}' | '\u{1f237}' | '\u{1f23b}' | '\u{1f240}'..='\u{1f248}'
        | '\u{1f260}'..='\u{1f265}')
}

/// Tells whether `c` is punctuation or a symbol, as near as the standard library can tell.
///
/// Marks, joiners and private characters are not; that is all the emphasis rule needs.
pub(super) fn is_mark(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Tells whether `c` is a combining mark, a joiner, a selector or has no meaning of its own.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fff8}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Tells whether `c` chooses a glyph for the character before it, other than "as emoji".
pub(super) fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0e}')
}

/// Tells whether `c` chooses a variant of the Han character before it.
pub(super) fn is_han_selector(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides() {
        for c in "重あ。，《》（）Ａ！＝〇々㙍𠅤①".chars() {
            let want = if c == '①' { Side::Spaced } else { Side::Chinese };
            assert_eq!(side(c), want, "{c}");
        }
        assert_eq!(side('한'), Side::Korean);
        assert_eq!(side('“'), Side::Shared);
        for c in "aZ1.,!é😀❌".chars() {
            assert_eq!(side(c), Side::Spaced, "{c}");
        }
    }

    #[test]
    fn marks() {
        for c in "。，“”《》（）!*_~❌—…￥＋".chars() {
            assert!(is_mark(c), "{c}");
        }
        for c in "a重1é \u{3000}\u{fe00}\u{200d}\u{fdd0}".chars() {
            assert!(!is_mark(c), "{c:?}");
        }
    }
}
