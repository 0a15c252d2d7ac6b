//! Markdown to HTML, right for Chinese.
//!
//! A pure function from a text to a [`Body`]: it knows no files, no sites and no templates; what only a site can answer
//! it asks a [`Host`]. The steps:
//!
//! 1. [`prepared`]: invisible changes to the text (emphasis beside Chinese marks, office file names, directive fences);
//! 2. pulldown-cmark turns the text into events;
//! 3. [`writer`] turns events into HTML in one pass, without a tree: line breaks ([`breaks`]), dots, ruby and bare
//!    addresses ([`inline`]), words of the glossary ([`terms`]), links and images ([`links`]), footnotes ([`notes`]), directives ([`frames`]);
//! 4. what the pass gathered is finished: [`typography`], outline, summary, counts, checks.
//!
//! Each Chinese rule only acts where a Chinese character stands, so Latin text comes out as CommonMark says.
//! Directives are not rendered: they are [`Piece`]s for the theme.
//!
//! *Incremental:* a body depends on its text, the options and the answers of the host, nothing else.
//! *Cost:* about twice the parser's own time; code is highlighted and raw HTML sanitised only where there is some.

mod alerts;
mod autolink;
mod blocks;
mod body;
mod breaks;
mod characters;
mod chars;
mod code;
mod count;
mod directives;
mod emphasis;
mod escape;
mod figures;
mod finish;
mod frames;
mod host;
mod images;
mod inline;
mod links;
mod marks;
mod notes;
mod options;
mod outline;
mod passages;
mod prepared;
mod raw;
mod repair;
mod sanitize;
mod slips;
mod summary;
mod tables;
mod tags;
mod terms;
mod typography;
mod writer;

pub use body::{Body, Directive, Heading, LinkUse, Piece};
pub use characters::check_characters;
pub use code::highlight;
pub use host::{Ending, Host, ImageAnswer, ImageSet, LinkAnswer, LinkProblem, TermAnswer, TermList};
pub use images::picture_finding;
pub use marks::{Mark, read_mark};
pub use options::{DirectiveName, Options, Words, default_directives};
pub use passages::{Passage, passages};

use crate::base::SourcePath;
use crate::diag::Diagnostic;

/// Deepest nesting of directives.
pub const DEEPEST_DIRECTIVE: usize = 32;

/// Returns the body of a page and everything that is wrong with it.
///
/// *Shape:* places are ranges of bytes of `text`. *Diagnostics:* every code in `diag/rules/markdown.rs`; at most
/// a thousand. *Cost:* linear in the text.
pub fn render(
    text: &str,
    file: &SourcePath,
    options: &Options,
    host: &mut dyn Host,
) -> (Body, Vec<Diagnostic>) {
    let prepared = prepare(text, options);
    let writer = writer::Writer::new(&prepared, file, options, host);
    writer.run()
}

/// Returns a body whose texts carry [`Mark`]s with a number: where in `text` each was written. But for them it is the body of
/// [`render`].
pub fn render_marked(
    text: &str,
    file: &SourcePath,
    options: &Options,
    host: &mut dyn Host,
    number: usize,
) -> Body {
    let prepared = prepare(text, options);
    let mut writer = writer::Writer::new(&prepared, file, options, host);
    writer.marks = Some(number);
    writer.run().0
}

/// Returns the text with the changes that the options ask for.
fn prepare<'a>(text: &'a str, options: &Options) -> prepared::Prepared<'a> {
    let mut edits = Vec::new();
    repair::nuls(text, &mut edits);
    let Some(set) = prepared::free_set(text) else { return prepared::Prepared::new(text, edits, 0) };
    if options.extensions {
        directives::edits(text, &mut edits);
    }
    if options.chinese {
        emphasis::edits(text, &mut edits);
        repair::destinations(text, &mut edits);
        repair::blank_lines(text, &mut edits);
        if options.extensions {
            repair::heading_ruby(text, &mut edits);
        }
    }
    prepared::Prepared::new(text, edits, set)
}
