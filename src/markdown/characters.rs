//! Characters that should not be in a text: controls, private ones, look-alikes, and full-width marks typed for Markdown's.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

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

/// First bytes of the characters that are looked at; all others are skipped at once.
const SUSPICIOUS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    table[0x7f] = true;
    table[0xc2] = true;
    table[0xe2] = true;
    table[0xee] = true;
    table[0xef] = true;
    table[0xf3] = true;
    table[0xf4] = true;
    table
};

/// Returns what is suspicious in `text`, each kind once, in order of first appearance.
pub(super) fn scan(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut list = List::default();
    for (at, &byte) in bytes.iter().enumerate() {
        if SUSPICIOUS[byte as usize] && is_candidate(bytes, at) {
            list.look(text, at);
        }
    }
    list.found
}

/// Tells quickly whether the character at `at` needs a closer look.
fn is_candidate(bytes: &[u8], at: usize) -> bool {
    let second = || bytes.get(at + 1).copied().unwrap_or(0);
    match bytes[at] {
        0xc2 => second() < 0xa0 || second() == 0xad,
        0xe2 => match second() {
            0x80 => matches!(bytes[at + 2], 0x8b | 0x8e | 0x8f | 0xaa..=0xae),
            0x81 => bytes[at + 2] >= 0xa0,
            0xbc..=0xbf => true,
            _ => false,
        },
        0xef => match second() {
            0xbc => matches!(bytes[at + 2], 0x83 | 0x8a | 0x8d | 0xbb),
            0xbd => bytes[at + 2] == 0x80,
            0xbb => bytes[at + 2] == 0xbf,
            second => second < 0xac,
        },
        0xf3 => second() >= 0xb0,
        _ => true,
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
            '＃' | '＊' | '－' | '［' | '｀' => match full_width(text, at, c) {
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
        let index = *self.known.entry(c).or_insert(self.found.len());
        match self.found.get_mut(index) {
            Some(found) => found.count += 1,
            None => self.found.push(Found { finding, range: at..at + len, count: 1 }),
        }
    }
}

/// Longest line that is searched for the rest of a mark, in bytes.
const LONGEST: usize = 300;

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

/// Returns a link typed as `［文字］（地址）` and how it should be.
fn full_width_link(rest: &str) -> Option<(String, String)> {
    let window = &rest[..crate::base::text::floor_boundary(rest, LONGEST)];
    let line = window.split(['\n', '\r']).next()?;
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
        assert_eq!(findings("3＊4，A＃楼，［2020］8号，３－４"), []);
    }
}
