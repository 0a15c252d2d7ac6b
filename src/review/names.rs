//! Where a name stands in a text, however it is written: with spaces between the characters, in full width, cut by markup.
//!
//! Finds rather too much than too little: people look through the list before anything is done.

use std::ops::Range;

use crate::search::fold::fold;

/// Characters of the surroundings that are shown on each side.
const AROUND: usize = 12;

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// The name with what stands around it, on one line.
    pub shown: String,
}

/// Returns all places of a name in a text.
pub fn find(text: &str, name: &str) -> Vec<Hit> {
    let wanted: Vec<char> = letters(name).map(|(c, _)| c).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let folded: Vec<(char, Range<usize>)> = letters(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= folded.len() {
        let fits = folded[at..].iter().zip(&wanted).all(|((c, _), wanted)| c == wanted);
        if fits {
            let last = at + wanted.len() - 1;
            found.push(hit(text, folded[at].1.start..folded[last].1.end));
            at = last;
        }
        at += 1;
    }
    found
}

/// Tells whether a name has enough letters to look for it: one character stands everywhere.
pub fn is_enough(name: &str) -> bool {
    letters(name).count() >= 2
}

/// Returns the letters of a text that count, folded, with the bytes they come from.
fn letters(text: &str) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = text[at..].chars().next() {
            let start = at;
            at += skipped(&text[at..]).unwrap_or(c.len_utf8());
            if at > start + c.len_utf8() || is_between(c) {
                continue;
            }
            return Some((start, c));
        }
        None
    })
    .flat_map(|(start, c)| {
        let range = start..start + c.len_utf8();
        let mut folded: Vec<char> = fold(c.encode_utf8(&mut [0; 4])).chars().collect();
        if folded.is_empty() {
            folded.push(c); // a mark, which parts what the search joins
        }
        folded.into_iter().map(move |c| (c, range.clone()))
    })
}

/// Tells whether a character may stand between two characters of a name without parting them.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '*' | '_' | '~' | '`' | '\\' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

/// Returns the length of a tag or of a written space (`&nbsp;`) that begins here.
fn skipped(text: &str) -> Option<usize> {
    for entity in ["&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&zwnj;", "&#160;"] {
        if text.starts_with(entity) {
            return Some(entity.len());
        }
    }
    let inside = text.strip_prefix('<')?;
    let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let end = inside.find(['>', '<']).filter(|end| named && *end < 200)?;
    inside[end..].starts_with('>').then_some(end + 2)
}

fn hit(text: &str, range: Range<usize>) -> Hit {
    let before: String =
        text[..range.start].chars().rev().take(AROUND).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[range.end..].chars().take(AROUND).collect();
    let line = text[..range.start].matches('\n').count() + 1;
    let shown = format!("{before}【{}】{after}", &text[range.clone()]);
    Hit { range, line, shown: shown.split_whitespace().collect::<Vec<_>>().join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, "张某三").into_iter().map(|hit| &text[hit.range]).collect()
    }

    #[test]
    fn however_it_is_written() {
        for text in [
            "张某三",
            "张 某 三",
            "张　某　三",
            "张**某**三",
            "张<b>某</b>三",
            "張某三",
            "张\u{200b}某三",
            "张某\n三",
            "张&nbsp;某三",
            "**张**某三",
            "张\\_某三",
        ] {
            assert_eq!(found(&format!("前面{text}后面")).len(), 1, "{text}");
        }
        for text in ["张三", "张某，三", "某张三", "张某<三", ""] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(found("张某三、张 某三和张某三"), ["张某三", "张 某三", "张某三"]);
        assert_eq!(find("ＡＢＣ 某人", "abc").len(), 1);
        assert_eq!(find("a\nb 张某三 c", "张某三")[0].line, 2);
    }

    #[test]
    fn a_name_alone() {
        assert!(is_enough("张三") && !is_enough("张") && !is_enough(" * "));
        assert_eq!(find("任何文字", ""), vec![]);
        assert!(find("<<<<张<", "张三").is_empty());
    }
}
