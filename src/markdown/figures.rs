//! Figures in the text: `{{数据 编号}}` becomes a directive in the middle of a line, which the theme fills with the number.
//!
//! A directive, because only a theme knows how a number is written in its language, and because a body must not depend on
//! templates. Its place in the running HTML is held by a mark that survives the sanitiser; when a piece of HTML is finished
//! it is parted there. Whether there is such a figure is not known here.

use std::ops::Range;

use super::body::{Directive, LinkUse, Piece};
use super::typography;
use super::writer::Writer;

/// Name of the directive.
const NAME: &str = "figure";
/// Words that may stand before the id.
const WORDS: [&str; 3] = ["数据", "数字", NAME];
/// Longest figure in the text, in bytes.
const LONGEST: usize = 300;
/// Marks around the number of a hole: noncharacters, which no text means to hold. Should one hold them all the same, the worst
/// that can come of it is a figure shown twice.
const MARKS: (char, char) = ('\u{1fffe}', '\u{1ffff}');
/// What stands for the number in the plain text: a theme that could write it is not known here.
const PLAIN: &str = "……";

/// Takes `{{数据 id 全句}}` off the start of a text: the words after the first, and its length.
pub(super) fn parse(text: &str) -> Option<(Vec<String>, usize)> {
    let inner = text.strip_prefix("{{")?;
    let window = crate::base::text::floor_boundary(inner, LONGEST);
    let close = inner[..window].find("}}")?;
    let mut words = inner[..close].split(|c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '：' | ':'));
    let mut words = words.by_ref().filter(|word| !word.is_empty());
    let name = words.next()?;
    let args: Vec<String> = words.map(str::to_owned).collect();
    let is_figure = WORDS.contains(&name.to_ascii_lowercase().as_str()) && !args.is_empty();
    is_figure.then_some((args, 2 + close + 2))
}

impl Writer<'_, '_> {
    /// Writes `{{数据 编号}}` as a hole, if it is one; returns its end.
    pub(super) fn figure_hole(
        &mut self,
        text: &str,
        (done, at): (usize, usize),
        offset: usize,
    ) -> Option<usize> {
        let (args, length) = parse(&text[at..])?;
        self.plain_text(&text[done..at]);
        let span = self.prepared.origins(&(offset + at..offset + at + length));
        let span = (span.start as u32, span.end as u32);
        self.body.figures.push(LinkUse { written: args[0].clone(), span });
        let (open, close) = MARKS;
        self.out.push_str(&format!("{open}{}{close}", self.holes.len()));
        self.body.plain.push_str(PLAIN);
        let (index, attrs, body) = (self.holes.len(), Vec::new(), Vec::new());
        self.holes.push(Directive { name: NAME.into(), args, attrs, index, body, span });
        Some(at + length)
    }

    /// Adds a finished piece of HTML, parted at its holes.
    pub(super) fn push_html(&mut self, html: String) {
        let html = if self.options.typography { typography::set(html) } else { html };
        if self.holes.is_empty() {
            return self.body.pieces.push(Piece::Html(html));
        }
        let mut rest = html.as_str();
        while let Some((range, hole)) = first_hole(rest).and_then(|(r, n)| Some((r, self.holes.get(n)?))) {
            let before = &rest[..range.start];
            if !before.is_empty() {
                self.body.pieces.push(Piece::Html(before.to_owned()));
            }
            self.body.pieces.push(Piece::Directive(hole.clone()));
            rest = &rest[range.end..];
        }
        if !rest.is_empty() {
            self.body.pieces.push(Piece::Html(rest.to_owned()));
        }
    }
}

/// Returns where the first hole of some HTML stands, and its number.
fn first_hole(html: &str) -> Option<(Range<usize>, usize)> {
    let start = html.find(MARKS.0)?;
    let inner = &html[start + MARKS.0.len_utf8()..];
    let length = inner.find(MARKS.1)?;
    let number = inner[..length].parse().ok()?;
    Some((start..start + MARKS.0.len_utf8() + length + MARKS.1.len_utf8(), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_text() {
        let parsed = |text| parse(text).map(|(args, length)| (args.join("|"), length));
        assert_eq!(parsed("{{数据 a-1}}。"), Some(("a-1".into(), "{{数据 a-1}}".len())));
        assert_eq!(parsed("{{ 数据：a 全句 }}").map(|one| one.0), Some("a|全句".into()));
        assert_eq!(parsed("{{Figure|a}}").map(|one| one.0), Some("a".into()));
        for text in ["{{数据}}", "{{数据 }}", "{{ page.title }}", "{{数据 a}", "{数据 a}", "{{"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
