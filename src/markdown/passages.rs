//! Where the blocks of a text stand in its source, for jumping from a page to the line that made it.
//!
//! Made on demand and kept nowhere: a build does not pay for it, and the HTML holds no marks.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::options::Options;
use super::writer::extensions;

/// A block of text that a reader can point at: a paragraph, a heading, an item, a row, a piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Bytes of the source.
    pub range: Range<usize>,
    /// Its text, without marks.
    pub text: String,
}

/// Returns the blocks of a text in order; those that hold others come before them, with the text of all.
pub fn passages(text: &str, options: &Options) -> Vec<Passage> {
    let prepared = super::prepare(text, options);
    let mut found: Vec<Passage> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (event, range) in Parser::new_ext(&prepared.text, extensions(options)).into_offset_iter() {
        match event {
            Event::Start(tag) if is_block(&tag) => {
                open.push(found.len());
                found.push(Passage { range: prepared.origins(&range), text: String::new() });
            }
            Event::End(tag) if is_end(tag) => drop(open.pop()),
            Event::Text(piece) | Event::Code(piece) => {
                let piece = prepared.unshield(super::writer::cow(piece), range.start);
                open.iter().for_each(|&at| found[at].text.push_str(&piece));
            }
            _ => {}
        }
    }
    found
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::CodeBlock(_)
            | Tag::Item
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::BlockQuote(_)
    )
}

fn is_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::BlockQuote(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_where_they_were_written() {
        let text = "# 甲\n\n第一段**要点。**接着\n\n:::note 注意\n里面\n:::\n\n- 一\n- 二\n\n| 头 |\n|---|\n| 格 |\n";
        let all = passages(text, &Options::default());
        let at = |wanted: &str| {
            let passage = all.iter().rfind(|passage| passage.text == wanted).unwrap();
            text[..passage.range.start].matches('\n').count() + 1
        };
        assert_eq!((at("甲"), at("第一段要点。接着"), at("里面")), (1, 3, 6));
        assert_eq!((at("一"), at("二"), at("头"), at("格")), (9, 10, 12, 14));
    }
}
