//! Findings must not only be in range: they must be printable in every form.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use pilothouse::base::SourcePath;
use pilothouse::content::split::split;
use pilothouse::diag::render::{Look, Sources, json, plain, terminal};
use pilothouse::diag::{Anchor, Diagnostic, Lang};
use pilothouse::schema::Schema;

/// The kinds of a site that declares none.
pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::load(&[]).0);

/// Where the part of a text begins to which anchors are relative.
#[derive(Clone, Copy)]
pub enum Part {
    /// The text is a whole file.
    Whole,
    /// The text is a front matter or a body alone.
    Alone,
}

struct OneText<'t>(&'t str, Part);

impl Sources for OneText<'_> {
    fn text(&self, _: &SourcePath) -> Option<Arc<str>> {
        Some(self.0.into())
    }

    fn front_start(&self, text: &str) -> usize {
        if let Part::Whole = self.1 { split(text).front.start } else { 0 }
    }

    fn body_start(&self, text: &str) -> usize {
        if let Part::Whole = self.1 { split(text).body.start } else { 0 }
    }

    fn locate(&self, text: &str, path: &str, part: pilothouse::diag::Part) -> Option<Range<usize>> {
        SCHEMA.locate(text, path, part)
    }
}

/// Fails unless all findings lie in the text, on borders of characters, and can be printed.
pub fn check(text: &str, part: Part, findings: &[Diagnostic]) {
    for finding in findings {
        let related = finding.related.iter().map(|(_, place)| place);
        for place in finding.place.iter().chain(related) {
            let (start, end) = match (&place.anchor, part) {
                (Anchor::Text(start, end), _) => (*start, *end),
                (Anchor::Front(start, end) | Anchor::Body(start, end), Part::Alone) => (*start, *end),
                _ => continue,
            };
            assert!(text.get(start as usize..end as usize).is_some(), "{finding:?} is not in {text:?}");
        }
    }
    let sources = OneText(text, part);
    // One language for each text: printing takes longer than all else.
    let lang = if text.len().is_multiple_of(2) { Lang::Zh } else { Lang::En };
    plain(findings, &sources, lang);
    json(findings, &sources, lang);
    terminal(findings, &sources, Look { lang, width: 60, color: true });
}
