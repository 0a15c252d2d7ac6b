//! Chinese typography for browsers whose styles cannot do it: which characters of finished HTML a style sheet shall move.
//!
//! A pass over a piece of HTML that puts `span`s around characters and never adds, drops or changes one, so that copying and
//! searching give the text as it was written:
//!
//! | Class | Around | For |
//! |---|---|---|
//! | `trim-end` | a closing mark before a closing one: `》` of `》，` | half a blank less behind it |
//! | `trim-start` | an opening mark behind a mark: `《` of `，《` | half a blank less before it |
//! | `trim-quote` | a quote in such a place, whose width depends on the font | its narrow form, if the font has one |
//! | `gaps`, `gap-start`, `gap-end` | a Latin word beside a Han character | a gap on both sides, before, behind |
//! | `whole` | in headings a short name in quotes and the last characters; a middle dot with what it follows | one line |
//!
//! Which of two marks is trimmed is what `text-spacing-trim` does, so that a browser that knows it shows the same. Digits alone
//! get no gap: dates and document numbers have none in official texts, and they would double the work. Dashes and ellipses need
//! no span: no browser breaks `——` or `……`. It must not know Markdown. *Cost:* one look at each character; a text without
//! candidates is handed back as it is.

use std::ops::Range;

use memchr::memchr;

use super::marks::read_mark;
use super::tags::{Tag, TagKind, tag_at};
use crate::chinese::together::{Piece, together};

/// Longest reference to a character, such as `&quot;`.
const LONGEST_REFERENCE: usize = 10;

const CLOSE: &str = "</span>";
const TRIM_END: &str = "<span class=\"trim-end\">";
const TRIM_START: &str = "<span class=\"trim-start\">";
const TRIM_QUOTE: &str = "<span class=\"trim-quote\">";
const GAP: &str = "<span class=\"gaps\">";
const GAP_START: &str = "<span class=\"gap-start\">";
const GAP_END: &str = "<span class=\"gap-end\">";
const WHOLE: &str = "<span class=\"whole\">";

/// Returns a piece of HTML with the spans that its text needs.
pub(super) fn set(html: String) -> String {
    if html.is_ascii() {
        return html;
    }
    let mut pass = Pass { html: &html, inserts: Vec::new(), before: Kind::Edge, pending: None };
    pass.run();
    if pass.inserts.is_empty() {
        return html;
    }
    // The end of a span comes before the start of another; of two starts the outer one was noted first.
    pass.inserts.sort_by_key(|&(at, tag)| (at, tag != CLOSE));
    let added: usize = pass.inserts.iter().map(|(_, tag)| tag.len()).sum();
    let mut out = String::with_capacity(html.len() + added);
    let mut done = 0;
    for (at, tag) in pass.inserts {
        out.extend([&html[done..at], tag]);
        done = at;
    }
    out.push_str(&html[done..]);
    out
}

/// What a character is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The start or end of a block or line.
    Edge,
    Han,
    /// An opening mark, full-width in every font.
    Open,
    /// “ or ‘.
    OpenQuote,
    /// A closing mark or stop, full-width in every font.
    Close,
    /// ” or ’.
    CloseQuote,
    /// A Latin letter.
    Letter,
    Digit,
    /// A sign that may stand inside a Latin word.
    Joint,
    Other,
}

impl Kind {
    /// Returns the kind of a character.
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' => Self::Letter,
            '0'..='9' => Self::Digit,
            '.' | '-' | '_' | '/' | '+' | '#' | '@' => Self::Joint,
            '“' | '‘' => Self::OpenQuote,
            '”' | '’' => Self::CloseQuote,
            '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '〖' | '［' | '｛' => Self::Open,
            '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '〗' | '］' | '｝' => Self::Close,
            '，' | '。' | '、' | '；' | '：' => Self::Close,
            '\u{3005}' | '\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => Self::Han,
            '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}' => Self::Han,
            _ => Self::Other,
        }
    }

    fn opens(self) -> bool {
        matches!(self, Self::Open | Self::OpenQuote)
    }

    fn closes(self) -> bool {
        matches!(self, Self::Close | Self::CloseQuote)
    }
}

/// Something of which the next character decides whether it gets a span.
enum Pending {
    /// A closing mark.
    Mark(Range<usize>, Kind),
    /// A Latin word, whether it follows a Han character, and whether a letter is in it.
    Word { range: Range<usize>, follows_han: bool, has_letter: bool },
}

/// The state of the pass.
struct Pass<'h> {
    html: &'h str,
    /// Tags to be put in, and where.
    inserts: Vec<(usize, &'static str)>,
    before: Kind,
    pending: Option<Pending>,
}

impl Pass<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.html.len() {
            at = if self.html.as_bytes()[at] == b'<' { self.tag(at) } else { self.text(at) };
        }
        self.meet(Kind::Edge);
    }

    /// Passes a tag and what nobody sees behind it; returns its end.
    fn tag(&mut self, at: usize) -> usize {
        let Some(tag) = tag_at(self.html, at) else {
            self.meet(Kind::Other);
            return at + 1;
        };
        match tag.kind {
            TagKind::Inline => {}
            TagKind::Object => self.meet(Kind::Other),
            TagKind::Block => self.meet(Kind::Edge),
            TagKind::Heading => {
                self.meet(Kind::Edge);
                self.keep_title(&tag);
            }
        }
        tag.end
    }

    /// Keeps the names and the end of a heading whole, if it is nothing but text.
    fn keep_title(&mut self, tag: &Tag) {
        let rest = &self.html[tag.end..];
        let Some(title) = memchr(b'<', rest.as_bytes()).map(|end| &rest[..end]) else { return };
        if !rest[title.len()..].starts_with("</h") {
            return;
        }
        let bare = without_places(title);
        let mut at = tag.end;
        for piece in together(&bare) {
            let (Piece::Loose(text) | Piece::Whole(text)) = piece;
            let range = self.span_of(at, text.len());
            at = range.end;
            if matches!(piece, Piece::Whole(_)) {
                self.wrap(range, WHOLE);
            }
        }
    }

    /// Returns where the next `length` bytes of text stand, not counting marks of places.
    fn span_of(&self, at: usize, length: usize) -> Range<usize> {
        let mut start = at;
        while let Some(end) = place_end(self.html, start) {
            start = end;
        }
        let (mut end, mut left) = (start, length);
        while left > 0 {
            match place_end(self.html, end) {
                Some(after) => end = after,
                None => (end, left) = (end + 1, left - 1),
            }
        }
        start..end
    }

    /// Looks at the text up to the next tag; returns its end.
    fn text(&mut self, start: usize) -> usize {
        let rest = &self.html.as_bytes()[start..];
        let end = memchr(b'<', rest).map_or(self.html.len(), |length| start + length);
        let mut at = start;
        while let Some(c) = self.html[at..end].chars().next() {
            at = match c {
                '&' => self.reference(at),
                '\u{e000}'..='\u{f8ff}' => place_end(self.html, at).unwrap_or_else(|| self.character(at, c)),
                '·' => self.middle_dot(at),
                _ => self.character(at, c),
            };
        }
        end
    }

    /// Passes a reference to a character: it is no mark and no word.
    fn reference(&mut self, at: usize) -> usize {
        self.meet(Kind::Other);
        let window = &self.html.as_bytes()[at..self.html.len().min(at + LONGEST_REFERENCE)];
        at + memchr(b';', window).map_or(1, |end| end + 1)
    }

    /// Keeps the dot inside a name off the start of a line.
    fn middle_dot(&mut self, at: usize) -> usize {
        let end = at + '·'.len_utf8();
        let holder = self.html[..at].chars().next_back().filter(|&c| Kind::of(c) == Kind::Han);
        self.meet(Kind::Other);
        if let Some(c) = holder {
            self.wrap(at - c.len_utf8()..end, WHOLE);
        }
        end
    }

    /// Takes in one character; returns its end.
    fn character(&mut self, at: usize, c: char) -> usize {
        let end = at + c.len_utf8();
        let kind = Kind::of(c);
        match kind {
            Kind::Letter | Kind::Digit | Kind::Joint => self.extend_word(at..end, kind),
            _ if kind.opens() => {
                let trims = self.before.opens() || self.before.closes();
                self.meet(kind);
                if trims {
                    self.wrap(at..end, if kind == Kind::Open { TRIM_START } else { TRIM_QUOTE });
                }
            }
            _ if kind.closes() => {
                self.meet(kind);
                self.pending = Some(Pending::Mark(at..end, kind));
            }
            _ => self.meet(kind),
        }
        end
    }

    /// Lets a Latin word begin or go on.
    fn extend_word(&mut self, at: Range<usize>, kind: Kind) {
        if let Some(Pending::Word { range, has_letter, .. }) = &mut self.pending
            && range.end == at.start
        {
            range.end = at.end;
            *has_letter |= kind == Kind::Letter;
            self.before = kind;
            return;
        }
        let follows_han = self.before == Kind::Han;
        self.meet(kind);
        if kind != Kind::Joint {
            self.pending = Some(Pending::Word { range: at, follows_han, has_letter: kind == Kind::Letter });
        }
    }

    /// Settles what waits for the next character, which is of this kind.
    fn meet(&mut self, kind: Kind) {
        self.before = kind;
        match self.pending.take() {
            Some(Pending::Mark(range, mark)) if kind.closes() => {
                self.wrap(range, if mark == Kind::Close { TRIM_END } else { TRIM_QUOTE });
            }
            Some(Pending::Word { range, follows_han, has_letter: true }) => {
                match (follows_han, kind == Kind::Han) {
                    (true, true) => self.wrap(range, GAP),
                    (true, false) => self.wrap(range, GAP_START),
                    (false, true) => self.wrap(range, GAP_END),
                    (false, false) => {}
                }
            }
            _ => {}
        }
    }

    fn wrap(&mut self, range: Range<usize>, tag: &'static str) {
        self.inserts.extend([(range.start, tag), (range.end, CLOSE)]);
    }
}

/// Returns the end of the mark of a place in the source that stands at `at`. It is seen through.
fn place_end(html: &str, at: usize) -> Option<usize> {
    html.get(at..).and_then(read_mark).map(|(_, length)| at + length)
}

/// Returns a text without marks of places.
fn without_places(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        at = place_end(text, at).unwrap_or_else(|| {
            bare.push(c);
            at + c.len_utf8()
        });
    }
    bare
}
