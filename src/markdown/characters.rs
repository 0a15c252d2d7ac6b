//! Characters that should not be in a text: controls, private ones, look-alikes, and full-width marks typed for Markdown's.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::slips;
use crate::diag::{Diagnostic, Place};

/// A character worth a word to the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Invisible or reordering control.
    Control(char),
    /// Private-use character: shown differently, or not at all, on other machines.
    Private(char),
    /// Looks like an ordinary Han character but is another one: the second is meant.
    LookAlike(char, char),
    /// A full-width mark where Markdown wants its half-width form: as typed, and as it should be.
    FullWidth(String, String),
    /// A heading without the space after its marks; as it should be.
    TightHeading(String),
}

/// A finding, where it was first made and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What was found.
    pub finding: Finding,
    /// Bytes of the first one.
    pub range: Range<usize>,
    /// How many there are.
    pub count: usize,
}

impl Found {
    /// Returns the finding without its place.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let code_point = |c: char| format!("U+{:04X}", c as u32);
        let diagnostic = match &self.finding {
            Finding::Control(c) => Diagnostic::new("character-control").arg("code", code_point(*c)),
            Finding::Private(c) => Diagnostic::new("character-private").arg("code", code_point(*c)),
            Finding::LookAlike(c, meant) => Diagnostic::new("character-look-alike")
                .arg("typed", c)
                .arg("code", code_point(*c))
                .arg("meant", meant),
            Finding::FullWidth(typed, meant) => {
                Diagnostic::new("mark-full-width").arg("typed", typed).arg("meant", meant)
            }
            Finding::TightHeading(meant) => Diagnostic::new("heading-no-space").arg("meant", meant),
        };
        diagnostic.arg("count", self.count)
    }
}

/// Returns what is wrong with the characters of a text that is no Markdown, such as front matter.
///
/// Plain control characters are left to the reader of that text, to which most of them are an error.
pub fn check_characters(text: &str, place: &dyn Fn(Range<usize>) -> Place) -> Vec<Diagnostic> {
    let matters = |found: &Found| match found.finding {
        Finding::Control(c) => !c.is_ascii(),
        Finding::FullWidth(..) | Finding::TightHeading(_) => false,
        Finding::Private(_) | Finding::LookAlike(..) => true,
    };
    let found = scan(text).into_iter().filter(matters);
    found.map(|found| found.diagnostic().at(place(found.range))).collect()
}

/// Bytes that are judged at once.
const CHUNK: usize = 256;

/// Returns what is suspicious in `text`, each kind once, in order of first appearance.
///
/// *Cost:* most characters are told by their first byte, which the compiler does for many at once; only those that begin like a
/// common mark and chunks with something in them are walked through.
pub(super) fn scan(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut list = List::default();
    for (number, chunk) in bytes.chunks(CHUNK).enumerate() {
        if chunk.iter().fold(false, |any, &byte| any | is_always_odd(byte)) {
            for (at, _) in chunk.iter().enumerate().filter(|(_, byte)| is_always_odd(**byte)) {
                list.look(text, number * CHUNK + at);
            }
        }
    }
    for at in memchr::memchr2_iter(GENERAL, WIDE, bytes) {
        if is_odd_mark(bytes[at], bytes[at + 1], bytes[at + 2]) {
            list.look(text, at);
        }
    }
    for (at, key, (typed, meant)) in slips::mixed_links(text) {
        list.note(key, Finding::FullWidth(typed.clone(), meant), at..at + typed.len());
    }
    for (range, meant) in slips::tight_headings(text) {
        list.note('#', Finding::TightHeading(meant), range);
    }
    list.found.sort_by_key(|found| found.range.start);
    list.found
}

/// First byte of the characters from U+2000, among which are dashes and quotes.
const GENERAL: u8 = 0xe2;
/// First byte of the characters from U+F000, among which are the full-width marks.
const WIDE: u8 = 0xef;

/// Tells whether every character that begins with a byte needs a closer look. Free of branches.
#[inline(always)]
fn is_always_odd(a: u8) -> bool {
    let control = ((a < 0x20) & (a != b'\t') & (a != b'\n') & (a != b'\r')) | (a == 0x7f);
    let private = (a == 0xee) | (a == 0xf3) | (a == 0xf4);
    control | private | (a == 0xc2)
}

/// Tells whether a character of three bytes needs a closer look, though its first byte is that of common marks.
fn is_odd_mark(a: u8, b: u8, c: u8) -> bool {
    match (a, b) {
        (GENERAL, 0x80) => matches!(c, 0x8b | 0x8e..=0x8f | 0xaa..=0xae),
        (GENERAL, 0x81) => c >= 0xa0,
        (GENERAL, _) => b >= 0xbc,
        (_, 0xbc) => matches!(c, 0x83 | 0x8a | 0x8d | 0x9e | 0xbb),
        (_, 0xbd) => matches!(c, 0x80 | 0x9c),
        (_, 0xbb) => c == 0xbf,
        (_, _) => b <= 0xab,
    }
}

/// Findings so far.
#[derive(Default)]
struct List {
    found: Vec<Found>,
    /// Number of the finding for a character.
    known: FxHashMap<char, usize>,
}

impl List {
    /// Looks closely at the character at `at`.
    fn look(&mut self, text: &str, at: usize) {
        let Some(c) = text[at..].chars().next() else { return };
        let mut len = c.len_utf8();
        let finding = match c {
            '＃' | '＊' | '－' | '［' | '｀' | '＞' | '｜' => match full_width(text, at, c) {
                Some((typed, meant)) => {
                    len = typed.len();
                    Finding::FullWidth(typed, meant)
                }
                None => return,
            },
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Finding::Private(c),
            '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => match c.nfkc().next() {
                Some(meant) if meant != c => Finding::LookAlike(c, meant),
                _ => return,
            },
            _ if c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{206f}' | '\u{feff}') => {
                Finding::Control(c)
            }
            _ => return,
        };
        self.note(c, finding, at..at + len);
    }

    /// Adds a finding, or counts it if its character was found before.
    fn note(&mut self, c: char, finding: Finding, range: Range<usize>) {
        let index = *self.known.entry(c).or_insert(self.found.len());
        match self.found.get_mut(index) {
            Some(found) => found.count += 1,
            None => self.found.push(Found { finding, range, count: 1 }),
        }
    }
}

/// Longest line that is searched for the rest of a mark, in bytes.
pub(super) const LONGEST: usize = 300;

/// Returns the full-width mark at `at` as typed and as Markdown wants it, if it looks like one.
fn full_width(text: &str, at: usize, c: char) -> Option<(String, String)> {
    let rest = &text[at..];
    let run: String = rest.chars().take(6).take_while(|&other| other == c).collect();
    let after = rest[run.len()..].chars().next();
    let spaced = after.is_some_and(|c| matches!(c, ' ' | '\u{3000}'));
    match c {
        '［' => full_width_link(rest),
        '｀' if run.chars().count() >= 3 => Some((run, "```".into())),
        '＊' if run.chars().count() == 2 => Some((run, "**".into())),
        '＞' if starts_line(text, at) => Some((run.clone(), run.replace('＞', ">") + " ")),
        '｜' if starts_line(text, at) && first_line(rest).trim_end().ends_with('｜') => {
            Some((run, "|".into()))
        }
        '＃' | '＊' | '－' if starts_line(text, at) && (spaced || c == '＃') => {
            let meant = run.replace('＃', "#").replace('＊', "*").replace('－', "-");
            Some((run, meant + " "))
        }
        _ => None,
    }
}

/// Tells whether only spaces stand before `at` on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev().take(8).skip_while(|c| matches!(c, ' ' | '\u{3000}'));
    matches!(before.next(), None | Some('\n' | '\r'))
}

/// Returns a text up to the end of its first line, or as much of it as is searched.
pub(super) fn first_line(rest: &str) -> &str {
    let window = &rest[..crate::base::text::floor_boundary(rest, LONGEST)];
    window.split(['\n', '\r']).next().unwrap_or_default()
}

/// Returns a link typed as `［文字］（地址）` and how it should be.
fn full_width_link(rest: &str) -> Option<(String, String)> {
    let line = first_line(rest);
    let close = line.find('］')?;
    let target = line[close + '］'.len_utf8()..].strip_prefix('（')?;
    let target = &target[..target.find('）')?];
    let words = &line['［'.len_utf8()..close];
    let typed = format!("［{words}］（{target}）");
    Some((typed, format!("[{words}]({target})")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<Finding> {
        scan(text).into_iter().map(|found| found.finding).collect()
    }

    #[test]
    fn controls_are_counted_once() {
        let found = scan("甲\u{200b}乙\u{200b}丙\u{202e}");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].count, found[0].range.clone()), (2, 3..6));
        assert_eq!(findings("a\0b\u{7f}\u{feff}\u{85}").len(), 4);
        assert_eq!(findings("👨\u{200d}👩 \t\r\n“—…”"), []);
    }

    #[test]
    fn the_border_of_chunks_hides_nothing() {
        for length in (0..8).chain(CHUNK - 6..CHUNK + 6) {
            let text = format!("{}\u{200b}", "a".repeat(length));
            assert_eq!(scan(&text).first().map(|found| found.range.start), Some(length));
            let text = format!("{}{}", "学".repeat(length), "a\0");
            assert_eq!(scan(&text).first().map(|found| found.range.start), Some(3 * length + 1));
        }
    }

    #[test]
    fn look_alikes_and_private() {
        assert_eq!(findings("⼀"), [Finding::LookAlike('⼀', '一')]);
        assert_eq!(
            findings("\u{e5e5}\u{10fffd}"),
            [Finding::Private('\u{e5e5}'), Finding::Private('\u{10fffd}')]
        );
        assert_eq!(findings("一，。（）！《》㙍𠅤"), []);
    }

    #[test]
    fn full_width_marks() {
        let typed = |text: &str| match findings(text).pop() {
            Some(Finding::FullWidth(typed, meant)) => (typed, meant),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(typed("＃＃ 标题"), ("＃＃".into(), "## ".into()));
        assert_eq!(typed("见［文字］（a.md）。"), ("［文字］（a.md）".into(), "[文字](a.md)".into()));
        assert_eq!(typed("甲＊＊乙＊＊").1, "**");
        assert_eq!(typed("＊ 项").1, "* ");
        assert_eq!(typed("＞引用").1, "> ");
        assert_eq!(typed("｜甲｜乙｜\n").1, "|");
        assert_eq!(typed("见[文字]（a.md）。"), ("[文字]（a.md）".into(), "[文字](a.md)".into()));
        assert_eq!(typed("见[文字](a.md）。"), ("[文字](a.md）".into(), "[文字](a.md)".into()));
        assert_eq!(typed("![图]（b/图.png）"), ("![图]（b/图.png）".into(), "![图](b/图.png)".into()));
        assert_eq!(typed("！[图](图.png)"), ("！[图](图.png)".into(), "![图](图.png)".into()));
        let fine = "快来看！[链接](a.md)；[1]（见附件）；[甲](b（1）.pdf)；a]（b.md）；甲｜乙；3＞2";
        assert_eq!(findings(fine), []);
        assert_eq!(findings("3＊4，A＃楼，［2020］8号，３－４"), []);
    }
}
