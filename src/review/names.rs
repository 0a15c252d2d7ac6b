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

/// How markup is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markup {
    /// Tags and targets of links part nothing: what readers see.
    Skipped,
    /// As text: what stands in attributes, addresses and alternative texts.
    Kept,
}

/// Returns all places of a name in a text, markup skipped and markup itself.
pub fn find(text: &str, name: &str) -> Vec<Hit> {
    let wanted: Vec<char> = letters(name, Markup::Kept).map(|(c, _)| c).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = places(text, &wanted, Markup::Skipped);
    for range in places(text, &wanted, Markup::Kept) {
        if found.iter().all(|other| range.end <= other.start || other.end <= range.start) {
            found.push(range);
        }
    }
    found.sort_by_key(|range| range.start);
    found.into_iter().map(|range| hit(text, range)).collect()
}

fn places(text: &str, wanted: &[char], markup: Markup) -> Vec<Range<usize>> {
    let folded: Vec<(char, Range<usize>)> = letters(text, markup).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= folded.len() {
        let fits = folded[at..].iter().zip(wanted).all(|((c, _), wanted)| c == wanted);
        if fits {
            let last = at + wanted.len() - 1;
            found.push(folded[at].1.start..folded[last].1.end);
            at = last;
        }
        at += 1;
    }
    found
}

/// Tells whether a name has enough letters to look for it: one character stands everywhere.
pub fn is_enough(name: &str) -> bool {
    letters(name, Markup::Kept).count() >= 2
}

/// Returns the letters of a text that count, folded, with the bytes they come from.
fn letters(text: &str, markup: Markup) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(c) = text[at..].chars().next() {
            let start = at;
            if let Some((written, length)) = numbered(&text[at..]) {
                at += length;
                return Some((start..at, written));
            }
            at += skipped(&text[at..], markup).unwrap_or(c.len_utf8());
            if at > start + c.len_utf8() || is_between(c) {
                continue;
            }
            return Some((start..at, c));
        }
        None
    })
    .flat_map(|(range, c)| {
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
            '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '\u{200b}'
                ..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

/// Returns the character that is written here by its number (`&#24352;`), and how long that is.
fn numbered(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix("&#")?;
    let end = inside.find(';').filter(|end| *end < 10)?;
    let (digits, base) = match inside[..end].strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (&inside[..end], 10),
    };
    let c = char::from_u32(u32::from_str_radix(digits, base).ok()?)?;
    (!is_between(c)).then_some((c, "&#;".len() + end))
}

/// Returns the length of a tag, the target of a link or a written space (`&nbsp;`) that begins here.
fn skipped(text: &str, markup: Markup) -> Option<usize> {
    for entity in ["&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&zwnj;", "&#160;"] {
        if text.starts_with(entity) {
            return Some(entity.len());
        }
    }
    if markup == Markup::Kept {
        return None;
    }
    if let Some(target) = text.strip_prefix("](") {
        let end = target.find([')', '\n']).filter(|end| *end < 500 && target[*end..].starts_with(')'));
        return end.map(|end| end + "]()".len());
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
            "[张某](a.html)三",
            "张[某](某%20.html \"标题\")三",
            "&#24352;&#x67D0;三",
            "<img src=\"a.png\" alt=\"张某三\">",
            "![图](张某三.png)",
            "张<!-- -->某三",
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
