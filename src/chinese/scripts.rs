//! Latin spellings of the other scripts that names in China are written in: Uyghur and other Arabic letters, Mongolian, Tibetan, and
//! Hebrew. They make addresses that can be read and typed, no more: a scholar's transcription needs a dictionary.

/// Letters of Mongolian from U+1820.
const MONGOLIAN: [&str; 35] = [
    "a", "e", "i", "o", "u", "oe", "ue", "e", "n", "ng", "b", "p", "kh", "g", "m", "l", "s", "sh", "t", "d",
    "ch", "j", "y", "r", "w", "f", "k", "kh", "ts", "z", "h", "zr", "lh", "zh", "ch",
];

/// Letters of Hebrew from U+05D0.
const HEBREW: [&str; 27] = [
    "", "b", "g", "d", "h", "v", "z", "ch", "t", "y", "k", "k", "l", "m", "m", "n", "n", "s", "", "p", "p",
    "ts", "ts", "k", "r", "sh", "t",
];

/// Consonants of Tibetan from U+0F40; those below others stand 0x50 later. *Source:* Wylie's transcription.
const TIBETAN: [&str; 45] = [
    "k", "kh", "g", "gh", "ng", "c", "ch", "j", "", "ny", "t", "th", "d", "dh", "n", "t", "th", "d", "dh",
    "n", "p", "ph", "b", "bh", "m", "ts", "tsh", "dz", "dzh", "w", "zh", "z", "", "y", "r", "l", "sh", "sh",
    "s", "h", "", "ksh", "r", "k", "r",
];

/// Distance from a Tibetan consonant to the same one below another.
const BELOW: u32 = 0x50;

/// The letter that begins words with a vowel in Uyghur and has no sound.
pub(super) const UYGHUR_BEARER: char = '\u{626}';

/// Returns the spelling of a letter of these scripts; empty for any other character.
pub(super) fn latin(c: char) -> &'static str {
    match c {
        '\u{1820}'..='\u{1842}' => MONGOLIAN[c as usize - 0x1820],
        '\u{5D0}'..='\u{5EA}' => HEBREW[c as usize - 0x5D0],
        '\u{600}'..='\u{6FF}' => arabic(c),
        _ => "",
    }
}

/// Returns the spelling of an Arabic letter. *Source:* the Latin alphabet of Uyghur, for the others usual English ones.
fn arabic(c: char) -> &'static str {
    match c {
        'ا' => "a",
        'ە' | 'ې' | 'ے' => "e",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' | 'ٹ' => "t",
        'ث' => "th",
        'ج' => "j",
        'چ' => "ch",
        'ح' | 'ه' | 'ھ' | 'ة' => "h",
        'خ' => "x",
        'د' | 'ض' | 'ڈ' => "d",
        'ذ' => "dh",
        'ر' | 'ڑ' => "r",
        'ز' | 'ظ' => "z",
        'ژ' => "zh",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'گ' => "g",
        'ڭ' => "ng",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ں' => "n",
        'و' => "o",
        'ۇ' => "u",
        'ۆ' => "oe",
        'ۈ' => "ue",
        'ۋ' => "w",
        'ى' => "i",
        'ي' | 'ی' => "y",
        _ => "",
    }
}

/// Returns the spelling of a Tibetan syllable; `None` if it is something else.
///
/// The vowel a is not written: it follows the main letter, which is the one with letters below it, else the first, or the second
/// of three or more.
pub(super) fn tibetan(syllable: &str) -> Option<String> {
    let mut stacks: Vec<(String, bool)> = Vec::new();
    let mut has_vowel = false;
    for c in syllable.chars() {
        let code = c as u32;
        match code {
            0xF40..=0xF6C => stacks.push((consonant(code).to_owned(), false)),
            0xF90..=0xFBC => {
                let (spelling, deep) = stacks.last_mut()?;
                spelling.push_str(consonant(code - BELOW));
                *deep = true;
            }
            0xF71..=0xF84 => {
                let vowel = vowel(code);
                has_vowel |= !vowel.is_empty();
                stacks.last_mut()?.0.push_str(vowel);
            }
            _ => return None,
        }
    }
    let deep = stacks.iter().position(|(_, deep)| *deep);
    let main = deep.unwrap_or(usize::from(stacks.len() > 2));
    if !has_vowel {
        stacks.get_mut(main)?.0.push('a');
    }
    Some(stacks.into_iter().map(|(spelling, _)| spelling).collect())
}

fn consonant(code: u32) -> &'static str {
    TIBETAN.get(code as usize - 0xF40).copied().unwrap_or_default()
}

fn vowel(code: u32) -> &'static str {
    match code {
        0xF72 | 0xF80 => "i",
        0xF74 => "u",
        0xF7A | 0xF7B => "e",
        0xF7C | 0xF7D => "o",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_tibetan() {
        for (written, spelt) in [
            ("བོད", "bod"),
            ("ལྷ", "lha"),
            ("ས", "sa"),
            ("བཀྲ", "bkra"),
            ("ཤིས", "shis"),
            ("བར", "bar"),
            ("དཔལ", "dpal"),
            ("ཨ", "a"),
        ] {
            assert_eq!(tibetan(written).as_deref(), Some(spelt), "{written}");
        }
        assert_eq!(tibetan("\u{F90}"), None);
        assert_eq!(tibetan("bod"), None);
        assert_eq!(tibetan(""), None);
    }
}
