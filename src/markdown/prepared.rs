//! The text that is given to the parser: the author's text with a few invisible changes, and the way back.
//!
//! Stock CommonMark does not know Chinese. Instead of another parser, single *shield* characters are put into the text
//! before parsing: one that parts a run of `*` from a mark, one that stands for a space inside a file name, and so on.
//! They are taken out of every piece of text that the parser gives back, so none is ever seen. Shields are Unicode
//! noncharacters; if the author's text holds some, another set is used.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

/// What a shield character stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shield {
    /// Nothing: it only parts its neighbours, and counts as a letter for both.
    Letter,
    /// A space inside a link destination.
    Space,
    /// `(` that does not open a link destination.
    Open,
    /// `)` that does not close a link destination.
    Close,
    /// `{` that does not open heading attributes.
    Brace,
    /// The fence line of a directive, as an HTML comment.
    Fence,
    /// Nothing; written as spaces: an otherwise blank line of ideographic spaces.
    Blank,
    /// U+FFFD instead of a NUL, as CommonMark demands; it stays.
    Replacement,
    /// Nothing: a letter for what stands before it, a mark for the delimiter after it.
    LetterMark,
    /// Nothing: a mark for the delimiter before it, a letter for what follows.
    MarkLetter,
}

/// One change: `len` bytes at `at` become a shield.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    /// Start in the author's text, in bytes.
    pub at: usize,
    /// Bytes that are replaced; 0 for an insertion.
    pub len: usize,
    /// What stands there instead.
    pub shield: Shield,
}

/// The fence line of a directive.
#[derive(Clone, Debug)]
pub(super) struct Fence {
    /// Where its comment starts in the prepared text.
    at: usize,
    /// The line in the author's text, without its line break.
    pub line: Range<usize>,
}

/// A text made ready for the parser.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    /// The author's text.
    pub original: &'a str,
    /// The text for the parser.
    pub text: Cow<'a, str>,
    /// After each change: offset in the prepared text and in the author's text.
    map: Vec<(usize, usize)>,
    /// Fence lines in order.
    fences: Vec<Fence>,
    /// Number of the set of shield characters in use.
    set: u32,
    /// The text does not hold [`MARK`] itself.
    has_mark: bool,
}

/// First noncharacter of the block U+FDD0..U+FDEF. *Source:* Unicode, section 23.7.
const FIRST: u32 = 0xfdd0;
/// Shields per set; the block holds four sets.
const SET: u32 = 8;
/// A punctuation mark of a dead shorthand, which stands between two delimiters where one must see a letter and the other
/// a mark. Not used for a text that holds it.
const MARK: char = '\u{1bc9f}';
/// The first byte of [`MARK`] in UTF-8.
const MARK_LEAD: u8 = 0xf0;
/// Length of the longest insertion that is taken out again, in bytes.
const LONGEST_SHIELD: usize = 16;
/// The first two bytes of every shield in UTF-8.
const LEAD: [u8; 2] = [0xef, 0xb7];

/// Returns the number of a set of shields of which `text` holds none.
pub(super) fn free_set(text: &str) -> Option<u32> {
    if memmem::find(text.as_bytes(), &LEAD).is_none() {
        return Some(0);
    }
    let mut used = [false; 4];
    for c in text.chars().filter(|&c| (FIRST..FIRST + 4 * SET).contains(&(c as u32))) {
        used[((c as u32 - FIRST) / SET) as usize] = true;
    }
    used.iter().position(|used| !used).map(|set| set as u32)
}

impl<'a> Prepared<'a> {
    /// Returns `text` with `edits` made; edits that overlap an earlier one are left out.
    pub(super) fn new(text: &'a str, mut edits: Vec<Edit>, set: u32) -> Self {
        let mut prepared = Self {
            original: text,
            text: Cow::Borrowed(text),
            map: Vec::new(),
            fences: Vec::new(),
            set,
            has_mark: false,
        };
        if edits.is_empty() {
            return prepared;
        }
        prepared.has_mark =
            edits.iter().any(|edit| matches!(edit.shield, Shield::LetterMark | Shield::MarkLetter))
                && !text.contains(MARK);
        edits.sort_by_key(|edit| (edit.at, std::cmp::Reverse(edit.len), edit.shield == Shield::MarkLetter));
        let mut out = String::with_capacity(text.len() + 4 * edits.len() + 64);
        let mut done = 0;
        for edit in edits {
            if edit.at < done {
                continue;
            }
            out.push_str(&text[done..edit.at]);
            done = edit.at + edit.len;
            prepared.write(&mut out, edit);
            prepared.map.push((out.len(), done));
        }
        out.push_str(&text[done..]);
        prepared.text = Cow::Owned(out);
        prepared
    }

    /// Writes what stands in the prepared text for one edit.
    fn write(&mut self, out: &mut String, edit: Edit) {
        match edit.shield {
            Shield::Fence => {
                out.push('\n');
                self.fences.push(Fence { at: out.len(), line: edit.at..edit.at + edit.len });
                out.push_str("<!--");
                out.push(self.char(Shield::Fence));
                out.push_str("-->");
            }
            Shield::Blank => out.extend(std::iter::repeat_n(' ', edit.len)),
            Shield::Replacement => out.push('\u{fffd}'),
            Shield::LetterMark => {
                out.push(self.char(Shield::Letter));
                out.extend(self.has_mark.then_some(MARK));
            }
            Shield::MarkLetter => {
                out.extend(self.has_mark.then_some(MARK));
                out.push(self.char(Shield::Letter));
            }
            shield => out.push(self.char(shield)),
        }
    }

    /// Returns the character of a shield.
    fn char(&self, shield: Shield) -> char {
        char::from_u32(FIRST + self.set * SET + shield as u32).expect("U+FDD0..U+FDEF are characters")
    }

    /// Returns the offset in the author's text for an offset in the prepared text.
    pub(super) fn origin(&self, offset: usize) -> usize {
        let after = self.map.partition_point(|&(at, _)| at <= offset);
        let before = after.checked_sub(1).map_or((0, 0), |index| self.map[index]);
        let limit = self.map.get(after).map_or(self.original.len(), |&(_, at)| at);
        crate::base::text::floor_boundary(self.original, (before.1 + (offset - before.0)).min(limit))
    }

    /// Returns the range in the author's text for a range in the prepared text.
    pub(super) fn origins(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        start..self.origin(range.end).max(start)
    }

    /// Returns the fence whose comment starts at `offset` of the prepared text.
    pub(super) fn fence_at(&self, offset: usize) -> Option<&Fence> {
        let index = self.fences.binary_search_by_key(&offset, |fence| fence.at).ok()?;
        self.fences.get(index)
    }

    /// Tells whether a range of the prepared text may hold shields.
    pub(super) fn is_shielded(&self, range: &Range<usize>) -> bool {
        let next = self.map.partition_point(|&(at, _)| at <= range.start);
        self.map.get(next).is_some_and(|&(at, _)| at <= range.end + LONGEST_SHIELD)
    }

    /// Returns `text`, which starts at `offset` of the prepared text, as the author wrote it.
    pub(super) fn unshield<'t>(&self, text: Cow<'t, str>, offset: usize) -> Cow<'t, str> {
        if self.map.is_empty() || memchr::memchr(LEAD[0], text.as_bytes()).is_none() {
            return text;
        }
        Cow::Owned(self.unshielded(&text, offset))
    }

    /// Returns `text` with every shield turned back.
    fn unshielded(&self, text: &str, offset: usize) -> String {
        let first = FIRST + self.set * SET;
        let mut out = String::with_capacity(text.len());
        let mut fence = self.fences.partition_point(|fence| fence.at < offset);
        let mut rest = text;
        while let Some((at, c)) = self.next_shield(rest) {
            out.push_str(&rest[..at]);
            rest = &rest[at + c.len_utf8()..];
            match (c as u32).wrapping_sub(first) {
                1 => out.push(' '),
                2 => out.push('('),
                3 => out.push(')'),
                4 => out.push('{'),
                5 => {
                    out.truncate(out.trim_end_matches("<!--").trim_end_matches('\n').len());
                    rest = rest.strip_prefix("-->").unwrap_or(rest);
                    if !out.is_empty() {
                        out.push('\n');
                    }
                    if let Some(fence) = self.fences.get(fence) {
                        out.push_str(&self.original[fence.line.clone()]);
                    }
                    fence += 1;
                }
                _ => {}
            }
        }
        out.push_str(rest);
        out
    }

    /// Returns the first shield in a text, and where it stands.
    fn next_shield(&self, text: &str) -> Option<(usize, char)> {
        let first = FIRST + self.set * SET;
        let starts = memchr::memchr2_iter(LEAD[0], MARK_LEAD, text.as_bytes());
        starts
            .filter_map(|at| Some((at, text[at..].chars().next()?)))
            .find(|(_, c)| (first..first + SET).contains(&(*c as u32)) || (*c == MARK && self.has_mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_taken_back() {
        let text = "甲**“乙”**[x](a b.pdf)";
        let edits = vec![
            Edit { at: 3, len: 0, shield: Shield::Letter },
            Edit { at: text.find(" b").unwrap(), len: 1, shield: Shield::Space },
        ];
        let prepared = Prepared::new(text, edits, 0);
        assert_ne!(prepared.text, text);
        assert_eq!(prepared.unshield(prepared.text.clone(), 0), text);
        for (at, _) in text.char_indices() {
            let there = prepared.text.find(&text[at..]).unwrap_or(0);
            if there > 0 {
                assert_eq!(prepared.origin(there), at);
            }
        }
    }

    #[test]
    fn the_authors_own_noncharacters_stay() {
        assert_eq!(free_set("甲"), Some(0));
        assert_eq!(free_set("\u{fdd0}"), Some(1));
        assert_eq!(free_set("\u{fdd0}\u{fdd8}\u{fde0}\u{fde8}"), None);
    }
}
