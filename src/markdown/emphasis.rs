//! Emphasis that is right for Chinese: `**“三会一课”**制度` is bold.
//!
//! CommonMark decides whether a run of `*` opens or closes by looking for spaces and punctuation around it, which
//! Chinese does not have. The published amendment (CommonMark issue 650, "CJK-friendly emphasis") lets a run also open
//! after, and close before, a Chinese character, and takes Chinese marks for letters. Here that rule is
//! brought to a stock parser: where the amendment lets a run flank and CommonMark does not, a shield between the run
//! and the mark inside makes it flank. Where both agree nothing is done, so Latin text is never touched.

use memchr::memchr2_iter;

use super::chars::{is_han_selector, is_mark, is_selector, is_wide};
use super::prepared::{Edit, Shield};

/// Adds the edits that make runs of `*` and `~~` in `text` flank as they should.
///
/// A single `~` is parted from its neighbours instead, so that `1~3月` and `（~5人）` never strike anything out.
pub(super) fn edits(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let mut next = 0;
    for at in memchr2_iter(b'*', b'~', bytes) {
        if at < next {
            continue;
        }
        let mark = bytes[at];
        let mut start = at;
        next = at + bytes[at..].iter().take_while(|&&byte| byte == mark).count();
        if is_escaped(bytes, at) {
            start += 1;
        }
        if start == next {
            continue;
        }
        let run = Run::new(text, start, next);
        match (mark, next - start) {
            (b'~', 1) => run.neutralise(edits),
            (b'~', 2) | (b'*', _) => run.amend(edits),
            _ => {}
        }
    }
}

/// Tells whether the byte at `at` follows an odd number of backslashes.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// A run of one delimiter and what stands beside it.
struct Run {
    start: usize,
    end: usize,
    before: Option<char>,
    second_before: Option<char>,
    after: Option<char>,
}

impl Run {
    fn new(text: &str, start: usize, end: usize) -> Self {
        let mut back = text[..start].chars().rev();
        let before = back.next();
        let opens_line = match before {
            Some('|') => true,
            Some('>') => is_container_prefix(text, start),
            _ => false,
        };
        let before = if opens_line { None } else { before };
        let second_before = back.next();
        Self { start, end, before, second_before, after: text[end..].chars().next() }
    }

    /// Adds the shields that the amendment asks for. A run beside a space or a line end needs none.
    fn amend(&self, edits: &mut Vec<Edit>) {
        let (Some(before), Some(after)) = (self.before, self.after) else { return };
        if before.is_whitespace() || after.is_whitespace() {
            return;
        }
        let (mark_before, mark_after) = (is_mark(before), is_mark(after));
        if mark_after && !mark_before && (is_wide(after) || self.follows_wide(before)) {
            self.part_after(edits);
        }
        if mark_before && !mark_after && (is_wide(before) || is_wide(after)) {
            self.part_before(edits);
        }
    }

    /// Makes the run see a letter after it; a delimiter that follows still sees a mark before it.
    fn part_after(&self, edits: &mut Vec<Edit>) {
        let shield = if self.after.is_some_and(is_delimiter) { Shield::LetterMark } else { Shield::Letter };
        edits.push(Edit { at: self.end, len: 0, shield });
    }

    /// Makes the run see a letter before it; a delimiter before it still sees a mark after it.
    fn part_before(&self, edits: &mut Vec<Edit>) {
        let shield = if self.before.is_some_and(is_delimiter) { Shield::MarkLetter } else { Shield::Letter };
        edits.push(Edit { at: self.start, len: 0, shield });
    }

    /// Tells whether what stands before is a Chinese character, maybe with a variation selector.
    fn follows_wide(&self, before: char) -> bool {
        is_wide(before)
            || is_han_selector(before)
            || (is_selector(before) && self.second_before.is_some_and(is_wide))
    }

    /// Parts a single `~` from both neighbours if CommonMark could take it for a delimiter.
    fn neutralise(&self, edits: &mut Vec<Edit>) {
        let delimits = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || is_mark(c));
        if delimits(self.before) || delimits(self.after) {
            self.part_before(edits);
            self.part_after(edits);
        }
    }
}

/// Tells whether `c` can be part of another run.
fn is_delimiter(c: char) -> bool {
    matches!(c, '*' | '_' | '~')
}

/// Tells whether everything before `at` on its line are marks of quotes and lists.
fn is_container_prefix(text: &str, at: usize) -> bool {
    text.as_bytes()[..at]
        .iter()
        .rev()
        .take(200)
        .take_while(|&&byte| byte != b'\n' && byte != b'\r')
        .all(|byte| b" \t>-+*.)0123456789".contains(byte))
}
