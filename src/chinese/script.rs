//! Which characters are which: Han characters, full-width marks, marks above letters.
//!
//! *Source:* the block ranges of the Unicode Standard, version 16.

use unicode_normalization::char::is_combining_mark;

/// The stroke 丨, which headlines use as a bar (品牌展示丨某某支部): a mark here, not a character.
const BAR: char = '\u{4E28}';

/// Tells whether a character is a Han character (汉字), 〇 included.
pub fn is_hanzi(c: char) -> bool {
    c != BAR
        && matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3007}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// Tells whether a character is a syllable or letter of another East Asian script that is written without spaces.
pub fn is_kana_or_hangul(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7A3}' | '\u{3105}'..='\u{312F}'
        | '\u{A000}'..='\u{A48C}')
}

/// Tells whether a character is a mark of Chinese punctuation, which takes the width of a Han character.
pub fn is_full_width_mark(c: char) -> bool {
    let curly = matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '―' | '‖' | BAR);
    let cjk = matches!(c, '\u{3001}'..='\u{3006}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303D}' | '\u{30FB}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6B}');
    let form = matches!(c, '\u{FF01}'..='\u{FF65}' | '\u{FFE0}'..='\u{FFE6}') && !c.is_alphanumeric();
    curly || cjk || form
}

/// Tells whether a character only changes the one before it: combining marks, variation selectors, joiners.
pub fn is_attached(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{1F3FB}'..='\u{1F3FF}')
        || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_do_not_overlap() {
        for c in '\0'..=char::MAX {
            let classes = [is_hanzi(c), is_kana_or_hangul(c), is_full_width_mark(c)];
            assert!(classes.iter().filter(|&&is| is).count() <= 1, "{c:?}");
            assert!(!(c.is_ascii() && classes.contains(&true)), "{c:?}");
        }
    }

    #[test]
    fn typical_characters() {
        assert!("甲〇㐀𠅤鿿".chars().all(is_hanzi));
        assert!("，。！？；：、（）《》“”‘’—…【】「」·～％".chars().all(is_full_width_mark));
        assert!(!"Ａ９a甲あ".chars().any(is_full_width_mark));
        assert!(is_attached('\u{301}') && is_attached('\u{FE0F}') && !is_attached('a'));
    }
}
