//! From a diagnostic to text: terminal, plain lines, JSON. One value, several readers.
//!
//! Words and places are joined here and nowhere earlier: [`words`] fills a rule's sentences, [`Resolver`] turns anchors
//! into lines and columns. This module must not know where texts come from; it asks [`Sources`].

mod excerpt;
mod html;
mod json;
mod manual;
mod place;
mod plain;
mod sarif;
mod terminal;
mod visible;
pub mod words;
mod wrap;

use std::ops::Range;
use std::sync::Arc;

use super::{Diagnostic, Lang, Part, Severity};
use crate::base::SourcePath;

pub use html::html;
pub use json::json;
pub use manual::manual;
pub use place::{Resolved, Resolver, Spot, resolve};
pub use plain::plain;
pub use sarif::sarif;
pub use terminal::{Look, terminal};

/// What printing needs to know about the files a diagnostic names.
pub trait Sources {
    /// Returns the decoded text of a file; `None` if it cannot be read or is not text.
    fn text(&self, file: &SourcePath) -> Option<Arc<str>>;

    /// Returns the offset of the first byte of the front matter, after the opening fence line.
    fn front_start(&self, text: &str) -> usize;

    /// Returns the offset of the first byte of the body, after the closing fence line.
    fn body_start(&self, text: &str) -> usize;

    /// Returns the bytes of a part of the field at a path such as `milestones[2].year`, if the text has it.
    fn locate(&self, text: &str, path: &str, part: Part) -> Option<Range<usize>>;
}

/// A finding that somebody took the responsibility for, as a report tells it.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The finding.
    pub found: Diagnostic,
    /// Who allowed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub date: String,
    /// Last day; without end if empty.
    pub until: String,
}

/// Returns the diagnostics in one fixed order, by file, anchor and code, each once; those without a place come last.
///
/// Needs no texts, so two builds can be compared by it. Printing then puts each file's findings in reading order.
pub fn sort_and_dedupe(mut diags: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diags.sort_by(|a, b| {
        let placed = |d: &Diagnostic| d.place.is_none();
        placed(a).cmp(&placed(b)).then_with(|| a.cmp(b))
    });
    diags.dedup();
    diags
}

/// Returns the closing line, such as `2 个错误，1 个警告`; empty if there is nothing to count.
pub fn summary(diags: &[Diagnostic], lang: Lang) -> String {
    let counted = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| {
        let count = diags.iter().filter(|d| d.severity == severity).count();
        (count, words::severity(severity, lang))
    });
    let parts: Vec<String> = counted
        .into_iter()
        .filter(|&(count, _)| count > 0)
        .map(|(count, word)| match lang {
            Lang::Zh => format!("{count} 个{word}"),
            Lang::En if count == 1 => format!("1 {word}"),
            Lang::En => format!("{count} {word}s"),
        })
        .collect();
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

#[cfg(test)]
pub(super) mod samples;

#[cfg(test)]
mod tests {
    use super::samples::*;
    use super::*;
    use crate::diag::Place;

    #[test]
    fn order_is_total_and_free_of_duplicates() {
        let diags = vec![
            sample().at(Place::body(&"b.md".into(), 3..4)),
            sample(),
            sample().at(Place::body(&"b.md".into(), 1..2)),
            sample().at(Place::file("a.md")),
            sample().at(Place::body(&"b.md".into(), 3..4)),
        ];
        let mut turned = diags.clone();
        turned.reverse();
        let sorted = sort_and_dedupe(diags);
        assert_eq!(sorted, sort_and_dedupe(turned));
        let files: Vec<_> = sorted.iter().map(|d| d.place.as_ref().map(|p| p.file.as_str())).collect();
        assert_eq!(files, [Some("a.md"), Some("b.md"), Some("b.md"), None]);
    }

    #[test]
    fn summaries_count_by_severity() {
        let mut warning = sample();
        warning.severity = Severity::Warning;
        let mut hint = sample();
        hint.severity = Severity::Hint;
        let diags = [sample(), sample(), warning, hint.clone(), hint];
        assert_eq!(summary(&diags, Lang::Zh), "2 个错误，1 个警告，2 个提示");
        assert_eq!(summary(&diags, Lang::En), "2 errors, 1 warning, 2 hints");
        assert_eq!(summary(&diags[2..3], Lang::En), "1 warning");
        assert_eq!(summary(&[], Lang::Zh), "");
    }
}
