//! Marks in a rendered text that tell where it was written, for those who point at a page and want its source.
//!
//! A body is rendered with them aside, when somebody asks; no output ever holds any. They are text of characters that nobody
//! types, so that they pass through whatever a theme does with the text around them.

use std::fmt::Write;

use super::writer::Writer;

/// Characters around a mark, of the private use area.
const AROUND: [char; 2] = ['\u{F8F0}', '\u{F8F1}'];

/// Where a text was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The number that was asked for: which text it is.
    pub number: usize,
    /// Bytes before it in that text.
    pub offset: usize,
}

/// Returns the mark that a text begins with, and its length in bytes.
pub fn read_mark(text: &str) -> Option<(Mark, usize)> {
    let rest = text.strip_prefix(AROUND[0])?;
    let inner = &rest[..rest.find(AROUND[1])?];
    let (number, offset) = inner.split_once('.')?;
    let mark = Mark { number: number.parse().ok()?, offset: offset.parse().ok()? };
    Some((mark, AROUND[0].len_utf8() + inner.len() + AROUND[1].len_utf8()))
}

impl Writer<'_, '_> {
    /// Leaves a mark before what was written at an offset of the prepared text, if marks are wanted.
    pub(super) fn leave_mark(&mut self, offset: usize) {
        let Some(number) = self.marks else { return };
        let offset = self.prepared.origin(offset);
        let written = write!(self.out, "{}{number}.{offset}{}", AROUND[0], AROUND[1]);
        written.expect("a string takes everything");
    }

    /// Leaves a mark behind a block, before the end of its line: whoever writes next looks for that.
    pub(super) fn leave_mark_behind(&mut self, offset: usize) {
        if self.marks.is_none() {
            return;
        }
        let ends_line = self.out.ends_with('\n');
        self.out.truncate(self.out.len() - usize::from(ends_line));
        self.leave_mark(offset);
        self.out.push_str(if ends_line { "\n" } else { "" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SourcePath;
    use crate::markdown::{Body, Host, ImageAnswer, LinkAnswer, Options, Piece, render, render_marked};

    /// Answers as a site without other pages.
    struct Nobody;

    impl Host for Nobody {
        fn link(&mut self, written: &str) -> LinkAnswer {
            LinkAnswer { href: written.into(), problem: None }
        }

        fn image(&mut self, written: &str) -> ImageAnswer {
            ImageAnswer { src: written.into(), ..ImageAnswer::default() }
        }

        fn heading_id(&mut self, text: &str) -> String {
            text.into()
        }
    }

    fn html(pieces: &[Piece]) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Html(html) => html.clone(),
            Piece::Directive(directive) => format!("[{}{}]", directive.name, html(&directive.body)),
        };
        pieces.iter().map(piece).collect()
    }

    fn bodies(text: &str) -> (Body, Body) {
        let options = Options { typography: true, ..Options::default() };
        let file = SourcePath::new("content/a.md");
        let marked = render_marked(text, &file, &options, &mut Nobody, 7);
        (render(text, &file, &options, &mut Nobody).0, marked)
    }

    #[test]
    fn but_for_the_marks_a_marked_body_is_the_same() {
        let text = "# 甲 {#jia}\n\n## 教育指导处：“筑垒行动”筑牢战斗堡垒\n\n用Excel看《甲》，\n**《乙》**，\n`码`（丙）。\n\n第一段**要点**，\n接着[^1]。\n\u{3000}\u{3000}缩进的一段。\n\n> [!注意] 题\n> 话\n\n- 一\n  二\n- `码`\n\n\
            ```rust\nlet a;\n```\n\n| 头 | |\n|---|---|\n| 格 | 格 |\n\n:::pillar 筑心\n里面\n:::\n\n<div>生</div>\n\n一、甲。\n二、乙。\n\n[^1]: 脚注。\n";
        let (plain, marked) = bodies(text);
        let written = html(&marked.pieces);
        let (mut rest, mut without, mut marks) = (&*written, String::new(), Vec::new());
        while let Some(next) = rest.chars().next() {
            let length = match read_mark(rest) {
                Some((mark, length)) => {
                    marks.push(mark);
                    length
                }
                None => {
                    without.push(next);
                    next.len_utf8()
                }
            };
            rest = &rest[length..];
        }
        assert_eq!(without, html(&plain.pieces));
        assert_eq!((marked.plain, marked.summary), (plain.plain, plain.summary));
        assert!(marks.len() > 20 && marks.iter().all(|mark| mark.number == 7));
        let is_marked = |words: &str| marks.iter().any(|mark| text[mark.offset..].starts_with(words));
        for words in [
            "甲 {",
            "第一段",
            "接着",
            "缩进",
            "话",
            "一\n",
            "二\n-",
            "```rust",
            "头",
            "格 | 格",
            "里面",
            "<div>",
            "二、乙",
            "脚注",
        ] {
            assert!(is_marked(words) || is_marked(&format!("\u{3000}\u{3000}{words}")), "{words}");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for text in ["", "甲", "\u{F8F0}", "\u{F8F0}1\u{F8F1}", "\u{F8F0}1.x\u{F8F1}", "x\u{F8F0}1.2\u{F8F1}"]
        {
            assert_eq!(read_mark(text), None, "{text}");
        }
    }
}
