//! Folding for comparing and searching: full and half width, case, composed form.
//!
//! Not here yet: traditional to simplified characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Returns the text with full-width letters, digits, marks and spaces as their ASCII counterparts; `。、《》“”` have
/// none and stay.
///
/// *Cost:* borrows where there is nothing to change.
pub fn half_width(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| half(c) == c) { Cow::Borrowed(text) } else { text.chars().map(half).collect() }
}

/// Returns the form in which two texts are the same for a reader: half width, lower case, composed.
pub fn fold(text: &str) -> String {
    text.chars().map(half).flat_map(char::to_lowercase).nfc().collect()
}

/// Tells whether two texts are the same for a reader.
pub fn same(left: &str, right: &str) -> bool {
    left == right || fold(left) == fold(right)
}

/// Returns the ASCII counterpart of a full-width form.
pub fn half(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from((c as u32 - 0xFEE0) as u8),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_case() {
        assert_eq!(half_width("ＡＢＣ：１２３　（甲）。"), "ABC:123 (甲)。");
        assert!(matches!(half_width("甲，".trim_end_matches('，')), Cow::Borrowed("甲")));
        assert_eq!(fold("Ｐｉｌｏｔ　ＤＡＹ～"), "pilot day~");
        assert!(same("标题：Ａ", "标题:a"));
        assert!(same("e\u{301}", "É"));
        assert!(!same("甲", "乙"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["ＡÀ", "İ", "ß", "Σ", "\u{F90A}", "\u{301}\u{301}"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
