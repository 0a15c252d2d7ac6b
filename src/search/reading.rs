//! Queries in letters: how they may be cut into syllables and first letters, and which names are read so.
//!
//! The browser cuts and compares in the same way.

/// Longest query that is looked at, in characters, and most ways of cutting it.
const LONGEST: usize = 30;
const MOST_WAYS: usize = 48;

/// How syllables begin and end; of two that fit, the earlier is taken.
const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c",
    "s", "y", "w",
];
const FINALS: [&str; 36] = [
    "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uan", "uai", "ai", "ei", "ao", "ou",
    "an", "en", "in", "un", "vn", "ia", "ie", "iu", "ua", "ui", "uo", "ue", "ve", "er", "a", "e", "i", "o",
    "u", "v", "",
];

/// A character of a name, and the letters that it is read by; none if it has no reading.
pub struct Read {
    /// The folded character.
    pub written: char,
    /// Its letters.
    pub letters: String,
}

/// Returns the letters of a query's folded words, if they may be a reading.
pub fn letters(words: &[String]) -> Option<String> {
    let letters: String = words.concat().chars().filter(|c| !matches!(c, '\'' | ' ' | '-')).collect();
    let fits = |c: char| c.is_ascii_lowercase() || !c.is_ascii();
    let any = letters.contains(|c: char| c.is_ascii_lowercase());
    let count = letters.encode_utf16().count();
    (any && (2..=LONGEST).contains(&count) && letters.chars().all(fits)).then_some(letters)
}

/// Returns how many letters the syllable has with which a text begins; zero for none.
fn syllable(text: &str) -> usize {
    let ends = |from: usize| {
        let rest = &text[from..];
        FINALS.iter().find(|end| !end.is_empty() && rest.starts_with(**end)).map(|end| from + end.len())
    };
    let begun = INITIALS.iter().filter(|begin| text.starts_with(**begin));
    begun.map(|begin| begin.len()).chain([0]).find_map(ends).unwrap_or_default()
}

/// Returns the ways in which letters may be read: lists of syllables, first letters and Han characters.
pub fn ways(word: &str) -> Vec<Vec<&str>> {
    let mut ways = Vec::new();
    cut(word, &mut Vec::new(), &mut ways);
    ways
}

fn cut<'w>(rest: &'w str, way: &mut Vec<&'w str>, ways: &mut Vec<Vec<&'w str>>) {
    if ways.len() >= MOST_WAYS {
        return;
    }
    let Some(first) = rest.chars().next() else { return ways.push(way.clone()) };
    let most = match (first.is_ascii_lowercase(), rest) {
        (false, _) => first.len_utf8(),
        // A syllable that was begun.
        (true, "zh" | "ch" | "sh") => 2,
        (true, _) => syllable(rest).max(1),
    };
    let least = if first.is_ascii_lowercase() { 1 } else { most };
    for length in (least..=most).rev() {
        let (piece, behind) = rest.split_at(length);
        if length == least || syllable(piece) == length || behind.is_empty() {
            way.push(piece);
            cut(behind, way, ways);
            way.pop();
        }
    }
}

/// Returns the keys by which pages are found that may be read in a way, as they are spelled: pairs of first letters, or else
/// syllables and single characters.
pub fn keys(way: &[&str]) -> Vec<String> {
    let is_read = |piece: &&str| piece.starts_with(|c: char| c.is_ascii_lowercase());
    let pairs = way.windows(2).filter(|two| two.iter().all(&is_read));
    let pairs: Vec<String> = pairs.map(|two| format!(":{}{}", &two[0][..1], &two[1][..1])).collect();
    if !pairs.is_empty() {
        return pairs;
    }
    way.iter().map(|piece| if is_read(piece) { format!(":{piece}:") } else { (*piece).to_owned() }).collect()
}

/// Tells whether a name holds a word in letters: each character wholly, by its first letter, or as written; the last may be begun.
pub fn reads(name: &[Read], word: &str) -> bool {
    (0..name.len()).any(|at| reads_on(&name[at..], word))
}

fn reads_on(name: &[Read], word: &str) -> bool {
    if word.is_empty() {
        return true;
    }
    let Some((one, behind)) = name.split_first() else { return false };
    let letters = one.letters.as_str();
    let goes_on = |rest: Option<&str>| rest.is_some_and(|rest| reads_on(behind, rest));
    if goes_on(word.strip_prefix(one.written)) {
        return true;
    }
    let Some(first) = letters.chars().next() else { return false };
    goes_on(word.strip_prefix(letters))
        || goes_on(word.strip_prefix(first))
        || word.len() > 1 && letters.starts_with(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(read: &[(char, &str)]) -> Vec<Read> {
        read.iter().map(|(written, letters)| Read { written: *written, letters: (*letters).into() }).collect()
    }

    #[test]
    fn letters_are_cut_into_syllables() {
        let joined = |word| ways(word).into_iter().map(|way| way.join("'")).collect::<Vec<_>>();
        assert!(joined("jiaoyu").contains(&"jiao'yu".to_owned()));
        assert!(joined("jyzd").contains(&"j'y'z'd".to_owned()));
        assert!(joined("jiaoyu指导").contains(&"jiao'yu'指'导".to_owned()));
        assert!(joined("xian").contains(&"xian".to_owned()) && joined("xian").contains(&"xi'an".to_owned()));
        assert!(joined(&"xianxian".repeat(9)).len() <= MOST_WAYS);
    }

    #[test]
    fn a_name_is_read_wholly_by_first_letters_and_mixed() {
        let name =
            name(&[('教', "jiao"), ('育', "yu"), ('指', "zhi"), ('导', "dao"), ('o', "o"), ('a', "a")]);
        for word in ["jiaoyuzhidao", "jyzd", "jiaoyu指导", "yuzh", "zdoa", "教yuz", "daooa"] {
            assert!(reads(&name, word), "{word}");
        }
        for word in ["jiaozhi", "yj", "jyzx", "daoob"] {
            assert!(!reads(&name, word), "{word}");
        }
    }

    #[test]
    fn only_letters_are_a_reading() {
        let of = |word: &str| letters(&[word.to_owned()]);
        assert_eq!(of("jiao yu'zhi").as_deref(), Some("jiaoyuzhi"));
        assert_eq!(of("oa3"), None);
        assert_eq!(of("j"), None);
        assert_eq!(of("教育"), None);
        assert_eq!(of(&"j".repeat(31)), None);
    }
}
