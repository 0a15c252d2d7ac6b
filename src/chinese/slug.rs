//! Slugs: the last piece of a page's address, made from its title.
//!
//! One rule without exceptions: a hyphen between all syllables and all runs of Latin letters and digits
//! (`jiao-yu-zhi-dao-chu`). Words cannot be told apart without a segmenter, and joining only some would be
//! unpredictable; a site that wants `jiaoyu` gives an override.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::overrides::Overrides;
use super::pinyin::{Piece, name_pieces, pieces};
use super::scripts;
use crate::base::Fingerprint;

/// Longest slug that is made, in characters. *Source:* editors' guide; keeps whole paths under 200 characters.
pub const MAX_SLUG: usize = 60;
/// Longest slug that is accepted when a person wrote it, in characters.
pub const MAX_WRITTEN_SLUG: usize = 80;
/// Longest title looked at, in characters.
const MAX_TITLE: usize = 1000;
/// Names Windows keeps for devices, with or without an extension. *Source:* "Naming Files", Windows documentation.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Returns the slug of a title: `[a-z0-9-]`, 1 to [`MAX_SLUG`] characters, cut at a syllable.
///
/// Full-width letters, accents, Cyrillic and Greek become Latin; marks and spaces become one hyphen. A title without
/// any readable character gets `p-` and 8 hexadecimal digits of its fingerprint.
pub fn slug(title: &str, overrides: &Overrides) -> String {
    assemble(title, |text| words(&pieces(text, overrides)))
}

/// Returns the slug of a personal name, read as one: `shan-yi-ming`.
pub fn name_slug(name: &str, overrides: &Overrides) -> String {
    assemble(name, |text| words(&name_pieces(text, overrides)))
}

/// Tells whether a text can stand as a slug: 1–80 of `[a-z0-9-]`, no hyphen at either end.
pub fn is_slug(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=MAX_WRITTEN_SLUG).contains(&text.len())
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Returns the words of a title joined by hyphens, within the length, or a stand-in.
fn assemble(title: &str, words: impl Fn(&str) -> Vec<String>) -> String {
    let text: String = title.chars().take(MAX_TITLE).nfkc().collect();
    let mut slug = String::new();
    for word in words(&text) {
        let hyphen = usize::from(!slug.is_empty());
        if slug.len() + hyphen + word.len() > MAX_SLUG {
            if slug.is_empty() {
                slug.push_str(&word[..MAX_SLUG]);
            }
            break;
        }
        if hyphen == 1 {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if slug.is_empty() {
        return format!("p-{}", Fingerprint::of(title.as_bytes()).short(8));
    }
    if DEVICES.contains(&slug.as_str()) { format!("p-{slug}") } else { slug }
}

/// Returns the syllables and the runs of letters and digits; every word is ASCII letters and digits.
fn words(pieces: &[Piece]) -> Vec<String> {
    let mut words = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Syllable(syllable) => words.push(syllable.letters.to_string()),
            Piece::Other(run) => {
                let parts =
                    run.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !is_apostrophe(c));
                words.extend(parts.map(|part| {
                    if let Some(syllable) = scripts::tibetan(part) {
                        return syllable;
                    }
                    let mut word = String::new();
                    romanise(part, &mut word);
                    word
                }));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Tells whether a mark joins the letters around it: `don't`.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Appends the letters and digits of a run in lower-case ASCII; what cannot be written so is left out.
pub(super) fn romanise(run: &str, out: &mut String) {
    let heard = run.chars().filter(|&c| c != scripts::UYGHUR_BEARER);
    for c in heard.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !c.is_ascii() {
            out.push_str(latin(c));
        }
    }
}

/// Returns a plain Latin spelling of a letter that has no decomposition.
fn latin(c: char) -> &'static str {
    const CYRILLIC: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    const GREEK: [&str; 25] = [
        "a", "b", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t",
        "y", "f", "ch", "ps", "o",
    ];
    match c {
        'а'..='я' => CYRILLIC[c as usize - 'а' as usize],
        'α'..='ω' => GREEK[c as usize - 'α' as usize],
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ð' | 'đ' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "ng",
        'і' | 'ї' => "i",
        'є' => "ye",
        'ґ' => "g",
        'ё' => "e",
        'ў' => "u",
        'ђ' => "dj",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'џ' => "dz",
        other => scripts::latin(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(title: &str) -> String {
        slug(title, &Overrides::default())
    }

    #[test]
    fn golden() {
        for (title, expected) in [
            ("教育指导处", "jiao-yu-zhi-dao-chu"),
            ("重庆银行行长赴六安、蚌埠调研", "chong-qing-yin-hang-hang-zhang-fu-lu-an-beng-bu-diao-yan"),
            ("“十四五”规划：2020年工作总结", "shi-si-wu-gui-hua-2020-nian-gong-zuo-zong-jie"),
            ("C919大飞机", "c919-da-fei-ji"),
            ("ＡＩ＋党建 第１期", "ai-dang-jian-di-1-qi"),
            ("女职工绿色行动", "nv-zhi-gong-lv-se-xing-dong"),
            ("Größe café Ærø", "grosse-cafe-aero"),
            ("don't stop", "dont-stop"),
            ("Привет, мир", "privet-mir"),
            ("Ελλάδα", "ellada"),
            ("ئۇيغۇرچە ئۈلگە", "uyghurche-uelge"),
            ("བོད་ལྗོངས།", "bod-ljongs"),
            ("ᠮᠣᠩᠭᠣᠯ", "monggol"),
            ("拉萨 ལྷ་ས", "la-sa-lha-sa"),
            ("3.5%", "3-5"),
            ("品牌展示丨教育指导处支部", "pin-pai-zhan-shi-jiao-yu-zhi-dao-chu-zhi-bu"),
            ("  ——  a  ——  ", "a"),
            ("①②", "12"),
            ("㎡与℃", "m2-yu-c"),
            ("nul", "p-nul"),
            ("読み", "du"),
        ] {
            assert_eq!(made(title), expected, "{title}");
        }
    }

    #[test]
    fn unreadable_titles_get_a_stand_in() {
        for title in ["🎉🎉", "", "！！！", "한국", "\u{301}"] {
            let slug = made(title);
            assert!(slug.starts_with("p-") && slug.len() == 10, "{title:?}: {slug}");
        }
        assert_ne!(made("🎉"), made("🎊"));
    }

    #[test]
    fn long_titles_are_cut_at_a_syllable() {
        let slug = made(&"装".repeat(40));
        assert_eq!(slug, ["zhuang"; 8].join("-"));
        assert_eq!(made(&"x".repeat(90)), "x".repeat(60));
        assert_eq!(made(&format!("甲{}乙", "x".repeat(90))), "jia");
    }

    #[test]
    fn overrides_join_words() {
        let entries = [("教育指导处".to_string(), "jiaoyu zhidao chu".to_string())];
        assert_eq!(slug("教育指导处简介", &Overrides::new(entries).0), "jiaoyu-zhidao-chu-jian-jie");
    }

    #[test]
    fn names() {
        assert_eq!(name_slug("单一鸣", &Overrides::default()), "shan-yi-ming");
    }

    #[test]
    fn what_may_stand_as_a_slug() {
        for good in ["a", "a-b", "2020-07", "a--b"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a_b", "甲", "a b", &"a".repeat(81)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        for unit in ["重", "\u{301}", "a\u{301}", "🎉", "\u{FDFA}", "-"] {
            assert!(is_slug(&made(&unit.repeat(1_000_000 / unit.len()))));
        }
    }

    proptest! {
        #[test]
        fn always_a_slug(title in "\\PC{0,80}") {
            let slug = made(&title);
            prop_assert!(is_slug(&slug), "{}", slug);
            prop_assert!(slug.len() <= MAX_SLUG);
            prop_assert_eq!(&slug, &made(&title));
        }

        #[test]
        fn always_a_slug_of_chinese(title in "[一-龥a-zA-Z0-9，。“”（） -]{0,60}") {
            let slug = made(&title);
            prop_assert!(is_slug(&slug) && slug.len() <= MAX_SLUG && !slug.contains("--"), "{}", slug);
        }
    }
}
