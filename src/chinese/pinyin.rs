//! Pinyin of Chinese text by longest match over phrases, without tone marks, `v` for ü.
//!
//! The order of authorities: the site's overrides, the surname table (for names only), the phrases, the character.

use super::lexicon::{longest_phrase, spell};
use super::overrides::{Overrides, Spelling};
use super::surnames::surname;

/// One spoken piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syllable<'a> {
    /// What is read: one character; for an override whose pieces do not match its characters, the first piece has the
    /// whole word and the others have nothing.
    pub source: &'a str,
    /// Letters, `a`–`z`; an override may hold digits too.
    pub letters: &'a str,
    /// Tone 1–5, 5 for the neutral one; 0 where unknown. The tone is that of the character alone unless its letters
    /// change too: it is good for sorting, not for teaching.
    pub tone: u8,
}

/// Part of a text: a syllable, or a run of characters that have no reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A Han character, or a piece of an overridden word.
    Syllable(Syllable<'a>),
    /// Letters, digits, marks, spaces and whatever else stands between Han characters.
    Other(&'a str),
}

/// Returns the syllables of the Han characters of a text; everything else is left out.
///
/// *Cost:* linear; about 0.25 µs per character in a release build.
pub fn readings<'a>(text: &'a str, overrides: &'a Overrides) -> Vec<Syllable<'a>> {
    syllables(pieces(text, overrides))
}

/// Returns the syllables of a personal name, whose first characters are read as a surname (单 shan, 曾 zeng).
pub fn name_readings<'a>(name: &'a str, overrides: &'a Overrides) -> Vec<Syllable<'a>> {
    syllables(name_pieces(name, overrides))
}

/// Returns the first letters of the syllables, with Latin letters and digits kept: `jyzdc`, `c919dfj`.
pub fn initials(text: &str, overrides: &Overrides) -> String {
    let mut found = String::new();
    for piece in pieces(text, overrides) {
        match piece {
            Piece::Syllable(syllable) => found.extend(syllable.letters.chars().take(1)),
            Piece::Other(run) => super::slug::romanise(run, &mut found),
        }
    }
    found
}

/// Returns all parts of a text in order; their sources together are the text.
pub fn pieces<'a>(text: &'a str, overrides: &'a Overrides) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(text.len() / 3 + 1);
    append(&mut pieces, text, overrides);
    pieces
}

/// Returns all parts of a personal name in order.
pub fn name_pieces<'a>(name: &'a str, overrides: &'a Overrides) -> Vec<Piece<'a>> {
    let name = name.trim();
    let mut pieces = Vec::new();
    let mut rest = name;
    if let Some((surname, compact)) = surname(name).filter(|_| overrides.longest(name).is_none()) {
        let (first, given) = name.split_at(surname.len());
        push_spelled(&mut pieces, first, compact);
        rest = given;
    }
    append(&mut pieces, rest, overrides);
    pieces
}

/// Cuts a text into parts and appends them.
fn append<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, overrides: &'a Overrides) {
    let (mut at, mut other) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let inside_word =
            c.is_ascii_alphanumeric() && text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let chosen = if inside_word { None } else { overrides.longest(rest) };
        let phrase = if chosen.is_some() { None } else { longest_phrase(rest) };
        let (length, compact) = match (chosen, phrase) {
            (Some((word, _)), _) => (word.len(), ""),
            (None, Some((word, compact))) => (word.len(), compact),
            (None, None) => (c.len_utf8(), ""),
        };
        let source = &rest[..length];
        let is_read = chosen.is_some() || spell(source, compact).next().is_some();
        if is_read {
            push_other(pieces, &text[other..at]);
            other = at + length;
        }
        match chosen {
            Some((_, spellings)) => push_chosen(pieces, source, spellings),
            None => push_spelled(pieces, source, compact),
        }
        at += length;
    }
    push_other(pieces, &text[other..]);
}

/// Appends a word with its readings in compact notation; characters without a reading add nothing.
fn push_spelled<'a>(pieces: &mut Vec<Piece<'a>>, word: &'a str, compact: &'static str) {
    pieces.extend(spell(word, compact).map(|(source, reading)| {
        Piece::Syllable(Syllable { source, letters: reading.letters, tone: reading.tone })
    }));
}

/// Appends an overridden word.
fn push_chosen<'a>(pieces: &mut Vec<Piece<'a>>, word: &'a str, spellings: &'a [Spelling]) {
    let matching = word.chars().count() == spellings.len();
    let mut rest = word;
    for spelling in spellings {
        let length = if matching { rest.chars().next().map_or(0, char::len_utf8) } else { rest.len() };
        let (source, after) = rest.split_at(length);
        rest = after;
        pieces.push(Piece::Syllable(Syllable { source, letters: &spelling.letters, tone: spelling.tone }));
    }
}

/// Appends a run without readings, if there is one.
fn push_other<'a>(pieces: &mut Vec<Piece<'a>>, run: &'a str) {
    if !run.is_empty() {
        pieces.push(Piece::Other(run));
    }
}

/// Returns the syllables among the parts.
fn syllables(pieces: Vec<Piece<'_>>) -> Vec<Syllable<'_>> {
    let syllable = |piece| match piece {
        Piece::Syllable(syllable) => Some(syllable),
        Piece::Other(_) => None,
    };
    pieces.into_iter().filter_map(syllable).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        joined(&readings(text, &Overrides::default()))
    }

    fn joined(syllables: &[Syllable]) -> String {
        syllables.iter().map(|syllable| syllable.letters).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_word_list_is_read_right() {
        let mut wrong = Vec::new();
        let list = include_str!("data/words.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut count = 0;
        for line in list {
            let (word, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
            count += 1;
            let found = read(word);
            if found != expected {
                wrong.push(format!("{word}: {found}, should be {expected}"));
            }
        }
        assert!(count >= 220, "only {count} words");
        assert!(wrong.len() * 100 <= count, "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn names_begin_with_a_surname() {
        let none = Overrides::default();
        let name = |text| joined(&name_readings(text, &none));
        assert_eq!(name("单一鸣"), "shan yi ming");
        assert_eq!(name("解晓东方"), "xie xiao dong fang");
        assert_eq!(name("曾长青"), "zeng chang qing");
        assert_eq!(name("万俟某"), "mo qi mou");
        assert_eq!(name("尉迟某"), "yu chi mou");
        assert_eq!(name("欧阳某"), "ou yang mou");
        assert_eq!(name("区某"), "ou mou");
        assert_eq!(name("长孙某"), "zhang sun mou");
        assert_eq!(name("王乐"), "wang le");
        assert_eq!(name(""), "");
        assert_eq!(read("单一"), "dan yi");
    }

    #[test]
    fn overrides_come_first() {
        let (overrides, _) = Overrides::new([
            ("重庆".to_string(), "zhong qing".to_string()),
            ("曾".to_string(), "ceng".to_string()),
            ("教育指导处".to_string(), "jiaoyu zhidao chu".to_string()),
        ]);
        assert_eq!(joined(&readings("在重庆的银行", &overrides)), "zai zhong qing de yin hang");
        assert_eq!(joined(&name_readings("曾某", &overrides)), "ceng mou");
        let pieces = readings("教育指导处", &overrides);
        assert_eq!(joined(&pieces), "jiaoyu zhidao chu");
        assert_eq!((pieces[0].source, pieces[1].source), ("教育指导处", ""));
    }

    #[test]
    fn first_letters() {
        let none = Overrides::default();
        assert_eq!(initials("教育指导处", &none), "jyzdc");
        assert_eq!(initials("C919大飞机", &none), "c919dfj");
        assert_eq!(initials("“银行”，行长", &none), "yhhz");
        assert_eq!(initials("🎉", &none), "");
    }

    #[test]
    fn parts_make_up_the_text() {
        let text = "庆祝ＣＰＣ成立100周年！🎉 \u{301}重庆";
        let overrides = Overrides::default();
        let joined: String = pieces(text, &overrides)
            .iter()
            .map(|piece| match piece {
                Piece::Syllable(syllable) => syllable.source,
                Piece::Other(run) => run,
            })
            .collect();
        assert_eq!(joined, text);
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        let overrides = Overrides::new([("重".repeat(50), "a".to_string())]).0;
        for unit in ["重", "一不", "a", "\u{301}", "🎉", "不一不一而足"] {
            let text = unit.repeat(1_000_000 / unit.len());
            assert!(readings(&text, &overrides).len() <= text.len());
        }
    }
}
