//! Cuts a text into front matter and body at the fence lines.
//!
//! Forgives what input methods and hands do to a fence (`———`, `－－－`, blank lines before it, a lost line) and says so.
//! Knows lines, not YAML: whether the front matter can be read is decided elsewhere.

use std::ops::Range;

use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place};

/// Longest name, in characters, that a line may have before its colon to look like `name: value`.
const LONGEST_KEY: usize = 24;

/// Where the two parts of a text lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Bytes of the front matter, without the fence lines. Empty, at the start of the body, if there is none.
    pub front: Range<usize>,
    /// Bytes of the body.
    pub body: Range<usize>,
    /// What is odd about the fences, in order of place.
    pub oddities: Vec<Oddity>,
}

/// Something odd about a fence, with its bytes in the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What it is.
    pub kind: OddityKind,
    /// Bytes of the line, without its line break.
    pub range: Range<usize>,
}

/// Kinds of oddities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// Dashes that are not three hyphens: `———`, `－－－`, `--`. Taken as a fence.
    Misspelt,
    /// Blank lines before the opening fence. Taken as if they were not there.
    BlankBefore,
    /// Lines of `name: value` at the top, ended by a fence that never began. Taken as front matter.
    NeverOpened,
    /// The opening fence has no closing one. The front matter is taken to end where the prose begins.
    NeverClosed,
    /// A front matter in TOML (`+++`). Left out of both parts.
    Toml,
    /// A front matter in JSON (`{`). Left out of both parts.
    Json,
}

impl Split {
    /// Tells whether the text has a front matter, be it empty.
    pub fn has_front(&self) -> bool {
        self.front.start > 0 || !self.front.is_empty()
    }

    /// Returns the oddities as diagnostics: `fence-misspelt`, `fence-blank-before`, `fence-never-opened`,
    /// `fence-never-closed`, `front-not-yaml`.
    pub fn diagnostics(&self, text: &str, file: &SourcePath) -> Vec<Diagnostic> {
        let diagnostic = |oddity: &Oddity| {
            let line = text[oddity.range.clone()].trim();
            match oddity.kind {
                OddityKind::Misspelt => Diagnostic::new("fence-misspelt").arg("line", line),
                OddityKind::BlankBefore => Diagnostic::new("fence-blank-before"),
                OddityKind::NeverOpened => Diagnostic::new("fence-never-opened").arg("line", line),
                OddityKind::NeverClosed => Diagnostic::new("fence-never-closed"),
                OddityKind::Toml => Diagnostic::new("front-not-yaml").arg("format", "TOML").arg("line", line),
                OddityKind::Json => Diagnostic::new("front-not-yaml").arg("format", "JSON").arg("line", line),
            }
            .at(Place::text(file, oddity.range.clone()))
        };
        self.oddities.iter().map(diagnostic).collect()
    }
}

/// Returns where front matter and body lie; a text without front matter is all body.
///
/// The opening fence is `---` on the first line, the closing one `---` or `...` at the start of a line; spaces after
/// them are allowed. One that more front matter follows does not close: the whole is one text for the YAML reader, which
/// reports the line, so that nothing below it becomes body unnoticed. The byte order mark must be gone already. *Cost:* one pass to the end of the front matter.
pub fn split(text: &str) -> Split {
    let mut lines = Lines { text, at: 0 };
    let Some(first) = lines.by_ref().find(|line| !is_blank(line.text)) else { return all_body(text) };
    let next = Lines { text, at: first.next }.find(|line| !is_blank(line.text));
    let is_key_next = next.is_some_and(|line| is_key_line(line.text));
    match fence(first.text) {
        Some(Fence::Exact) if first.start == 0 => fenced(text, first, Vec::new()),
        Some(Fence::Exact) if is_key_next => {
            fenced(text, first, vec![Oddity { kind: OddityKind::BlankBefore, range: 0..first.start }])
        }
        Some(Fence::Misspelt) if is_key_next => fenced(text, first, vec![first.oddity(OddityKind::Misspelt)]),
        Some(_) => all_body(text),
        None if first.text.trim_end() == "+++" => foreign(text, first, OddityKind::Toml),
        None if is_json(first.text) => foreign(text, first, OddityKind::Json),
        None if is_key_line(first.text) && is_key_next => never_opened(text, first),
        None => all_body(text),
    }
}

fn all_body(text: &str) -> Split {
    Split { front: 0..0, body: 0..text.len(), oddities: Vec::new() }
}

/// Returns the parts of a text with an opening fence.
fn fenced(text: &str, opening: Line, mut oddities: Vec<Oddity>) -> Split {
    let front_start = opening.next;
    // Start of the last blank lines, and whether there are any right before the line at hand.
    let mut blank_from = None;
    // Where front matter goes on after a line that could have closed it.
    let mut resumed = 0;
    for line in (Lines { text, at: front_start }) {
        if is_blank(line.text) {
            blank_from.get_or_insert(line.start);
            continue;
        }
        if let Some(closing) = closing_fence(line.text) {
            blank_from = None;
            if let Some(at) = goes_on(text, line) {
                resumed = at;
            }
            if line.start < resumed {
                continue;
            }
            if closing == Fence::Misspelt {
                oddities.push(line.oddity(OddityKind::Misspelt));
            }
            return Split { front: front_start..line.start, body: line.next..text.len(), oddities };
        }
        if blank_from.is_some() && is_prose(line.text) {
            break;
        }
        blank_from = None;
    }
    oddities.push(opening.oddity(OddityKind::NeverClosed));
    let front_end = blank_from.unwrap_or(text.len());
    Split { front: front_start..front_end, body: front_end..text.len(), oddities }
}

/// Returns where front matter goes on after a line that could close it, if it does: `name: value` lines without gaps, ended by a fence.
///
/// After `---`, which closes nearly always, it takes more to believe so: a second opening fence, or names right below it, at
/// least two or one that only a program would use.
fn goes_on(text: &str, closing: Line) -> Option<usize> {
    let mut sure = closing.text.starts_with('.');
    let (mut keys, mut gap, mut fenced, mut at) = (0, false, false, closing.next);
    for line in (Lines { text, at: closing.next }) {
        if is_blank(line.text) && keys == 0 {
            gap = true;
        } else if closing_fence(line.text).is_some() {
            if keys > 0 || fenced {
                return (keys > 1).then_some(at);
            }
            (fenced, sure, at) = (true, true, line.next);
        } else if is_key_line(line.text) && (sure || !gap && is_plain_key(line.text)) {
            keys += if sure || line.text.starts_with(|c: char| c.is_ascii_lowercase()) { 2 } else { 1 };
        } else if keys == 0 || is_blank(line.text) || is_prose(line.text) {
            return None;
        }
    }
    None
}

/// Tells whether the colon of a key line is the one that YAML wants.
fn is_plain_key(line: &str) -> bool {
    line.find([':', '：']).is_some_and(|at| line[at..].starts_with(':'))
}

/// Returns the parts of a text that begins with `name: value` lines and a fence after them, or all of it as body.
fn never_opened(text: &str, first: Line) -> Split {
    for line in (Lines { text, at: first.start }) {
        match fence(line.text) {
            Some(Fence::Exact) => {
                return Split {
                    front: first.start..line.start,
                    body: line.next..text.len(),
                    oddities: vec![first.oddity(OddityKind::NeverOpened)],
                };
            }
            _ if is_key_line(line.text) || line.text.starts_with([' ', '\t', '-', '#']) => {}
            _ => break,
        }
    }
    all_body(text)
}

/// Returns the parts of a text with a front matter of another format: only what follows it is body.
fn foreign(text: &str, opening: Line, kind: OddityKind) -> Split {
    let closing = if kind == OddityKind::Toml { "+++" } else { "}" };
    let at = if closing == "}" { opening.start } else { opening.next };
    let body =
        Lines { text, at }.find(|line| line.text.trim_end() == closing).map_or(text.len(), |line| line.next);
    Split { front: body..body, body: body..text.len(), oddities: vec![opening.oddity(kind)] }
}

/// How well a line is spelt as a fence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fence {
    Exact,
    Misspelt,
}

/// Tells whether a line is a fence of dashes.
fn fence(line: &str) -> Option<Fence> {
    if line.trim_end_matches([' ', '\t', '\r']) == "---" {
        return Some(Fence::Exact);
    }
    let marks = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    let mut count = 0;
    for c in marks.chars() {
        if !is_dash(c) {
            return None;
        }
        count += 1;
    }
    (count >= 2).then_some(Fence::Misspelt)
}

/// Tells whether a line closes a front matter: not indented, for an indented one belongs to a value.
fn closing_fence(line: &str) -> Option<Fence> {
    match fence(line) {
        Some(found) => (!line.starts_with(char::is_whitespace)).then_some(found),
        None => (line.trim_end_matches([' ', '\t', '\r']) == "...").then_some(Fence::Exact),
    }
}

/// The hyphen and what input methods, word processors and chat programs make of it.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Tells whether a line looks like `name: value`; the colon may be full-width.
fn is_key_line(line: &str) -> bool {
    let Some((end, colon)) = line.char_indices().take(LONGEST_KEY + 1).find(|(_, c)| matches!(c, ':' | '：'))
    else {
        return false;
    };
    let (key, value) = (line[..end].trim_end(), &line[end + colon.len_utf8()..]);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\'' | '.' | ' ');
    let starts_well = key.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\''));
    starts_well
        && key.chars().all(is_name)
        && (colon == '：' || value.is_empty() || value.starts_with(char::is_whitespace))
}

/// Tells whether a line after a blank one cannot belong to a front matter.
fn is_prose(line: &str) -> bool {
    !line.starts_with([' ', '\t', '-', '#', ']', '}', '?', '&', '*', '!']) && !is_key_line(line)
}

/// Tells whether a first line begins a front matter in JSON.
fn is_json(line: &str) -> bool {
    let line = line.trim();
    line == "{" || line.starts_with("{\"") || line.starts_with("{ \"")
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
}

/// A line: its bytes without LF, and where the next one starts.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
    next: usize,
}

impl Line<'_> {
    fn oddity(&self, kind: OddityKind) -> Oddity {
        Oddity { kind, range: self.start..self.start + self.text.trim_end().len() }
    }
}

/// Lines of a text from an offset on.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        let length = memchr::memchr(b'\n', &self.text.as_bytes()[start..]);
        let end = length.map_or(self.text.len(), |length| start + length);
        self.at = length.map_or(end, |_| end + 1);
        Some(Line { text: &self.text[start..end], start, next: self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::OddityKind::*;
    use super::*;

    fn parts(text: &str) -> (&str, &str, Vec<OddityKind>) {
        let split = split(text);
        (
            &text[split.front.clone()],
            &text[split.body.clone()],
            split.oddities.iter().map(|o| o.kind).collect(),
        )
    }

    #[test]
    fn fences_as_they_should_be() {
        assert_eq!(parts("---\na: 1\n---\n正文\n"), ("a: 1\n", "正文\n", vec![]));
        assert_eq!(parts("---  \r\na: 1\r\n---\t\r\n正文\r\n"), ("a: 1\r\n", "正文\r\n", vec![]));
        assert_eq!(parts("---\na: 1\n...\nb"), ("a: 1\n", "b", vec![]));
        assert_eq!(parts("---\n---"), ("", "", vec![]));
        assert_eq!(parts("---\na: 1\n---"), ("a: 1\n", "", vec![]));
        assert_eq!(parts("---\na: |\n  ---\n  b\n---\nc\n---\n"), ("a: |\n  ---\n  b\n", "c\n---\n", vec![]));
        assert!(split("---\n---\nb").has_front() && !split("b").has_front());
    }

    #[test]
    fn front_matter_may_go_on_after_a_fence() {
        for (text, front) in [
            ("---\na: 1\n...\nb: 2\n---\nc", "a: 1\n...\nb: 2\n"),
            ("---\n标题：一\n\n...\n\n单位：二\n---\nc", "标题：一\n\n...\n\n单位：二\n"),
            ("---\na: 1\n---\nb: 2\n---\nc", "a: 1\n---\nb: 2\n"),
            (
                "---\n标题: 一\n---\n单位: 二\n标签:\n  - 三\n---\nc",
                "标题: 一\n---\n单位: 二\n标签:\n  - 三\n",
            ),
            ("---\na: 1\n---\n\n---\n单位：二\n---\nc", "a: 1\n---\n\n---\n单位：二\n"),
            ("---\n---\na: 1\n---\nc", "---\na: 1\n"),
        ] {
            assert_eq!(parts(text), (front, "c", vec![]), "{text:?}");
        }
        for body in [
            "注意: 明天开会\n---\n正文",
            "\nnote: 明天开会\n---\n正文",
            "问：好不好\n答：好\n---\n",
            "问: 好不好\n答: 好\n\n---\n",
            "\n---\n\n正文\n\n---\n",
            "a: 1\nb: 2\n",
        ] {
            assert_eq!(parts(&format!("---\nt: 1\n---\n{body}")).1, body);
        }
    }

    #[test]
    fn no_front_matter_is_fine() {
        for text in [
            "",
            "\n\n",
            "# 标题\n",
            "正文\n---\n又一段\n",
            "正文——破折号\n",
            "注意：明天开会\n---\n正文",
            "——\n——\n诗",
            "\n---\n\n正文\n",
        ] {
            assert_eq!(parts(text), ("", text, vec![]), "{text:?}");
        }
    }

    #[test]
    fn fences_from_an_input_method() {
        for dashes in
            ["———", "－－－", "——", "——————", "—-", "─────", "----", "--", " ---", "---　", "\u{200b}---"]
        {
            let text = format!("{dashes}\n标题：一\n---\n正文");
            assert_eq!(parts(&text), ("标题：一\n", "正文", vec![Misspelt]), "{dashes}");
        }
        for dashes in ["———", "－－－", "——", "----", "--"] {
            let text = format!("---\n标题: 一\n{dashes}\n正文");
            assert_eq!(parts(&text), ("标题: 一\n", "正文", vec![Misspelt]), "{dashes}");
        }
        let split = split("———\r\na: 1\r\n－－－\r\nb");
        assert_eq!(split.oddities.iter().map(|o| o.range.clone()).collect::<Vec<_>>(), [0..9, 17..26]);
    }

    #[test]
    fn blank_lines_before_the_fence() {
        let (front, body, odd) = parts("\n \u{3000}\n---\ntitle: a\n---\nb");
        assert_eq!((front, body, odd), ("title: a\n", "b", vec![BlankBefore]));
    }

    #[test]
    fn a_lost_opening_fence() {
        assert_eq!(
            parts("标题: 一\nunit: 二\n---\n正文"),
            ("标题: 一\nunit: 二\n", "正文", vec![NeverOpened])
        );
        let (front, ..) = parts("title: a\ntags:\n  - b\n- c\n# d\n---\nb");
        assert_eq!(front, "title: a\ntags:\n  - b\n- c\n# d\n");
        assert_eq!(parts("甲：你好。\n乙：你好。\n丙笑。\n---\n").2, vec![], "a dialogue is no front matter");
    }

    #[test]
    fn a_lost_closing_fence() {
        let text = "---\n标题: 一\n\nunit: 二\n\n正文从这里开始，很长。\n- 甲\n";
        assert_eq!(
            parts(text),
            ("标题: 一\n\nunit: 二\n", "\n正文从这里开始，很长。\n- 甲\n", vec![NeverClosed])
        );
        assert_eq!(split(text).oddities[0].range, 0..3);
        assert_eq!(parts("---\na: 1\n").0, "a: 1\n");
        assert_eq!(parts("---").2, vec![NeverClosed]);
        let rule = "---\na: 1\n\n正文说了很多话。\n\n---\n\n再说。\n";
        assert_eq!(
            parts(rule),
            ("a: 1\n", "\n正文说了很多话。\n\n---\n\n再说。\n", vec![NeverClosed]),
            "a rule in the body"
        );
        let block = "---\na: |\n  一\n\n  二\nb: \"x\n\n  y\"\n---\nc";
        assert_eq!(parts(block).2, vec![], "blank lines inside values");
    }

    #[test]
    fn front_matter_of_other_programs() {
        assert_eq!(parts("+++\ntitle = \"a\"\n+++\nb"), ("", "b", vec![Toml]));
        assert_eq!(parts("{\n  \"title\": \"a\"\n}\nb"), ("", "b", vec![Json]));
        assert_eq!(parts("{\"title\": \"a\"\n}\nb"), ("", "b", vec![Json]));
        assert_eq!(parts("+++\ntitle = 1\n"), ("", "", vec![Toml]));
        assert_eq!(parts("{{ name }} 正文"), ("", "{{ name }} 正文", vec![]));
    }

    #[test]
    fn every_oddity_has_its_words() {
        for text in ["——\na: 1\n---\n", "\n---\na: 1\n---\n", "a: 1\nb: 2\n---\n", "---\n", "+++\n", "{\n"]
        {
            let split = split(text);
            let diags = split.diagnostics(text, &"a.md".into());
            assert_eq!(diags.len(), 1, "{text:?}");
            assert!(crate::diag::rule(&diags[0].code).is_some());
        }
    }

    #[test]
    fn hostile_texts_split_within_bounds() {
        for piece in
            ["---\n", "\n", "——", "a: 1\n", "\u{feff}", "{\n", "+++\n", "---\na: 1\n\n", " \t", "---\n\n"]
        {
            let text = piece.repeat(100_000);
            let split = split(&text);
            assert!(split.front.start <= split.front.end && split.front.end <= split.body.start);
            assert_eq!(split.body.end, text.len());
            assert!(text.get(split.front).is_some() && text.get(split.body).is_some());
        }
    }
}
