//! The end of the pass: footnotes, open directives, checks that need the whole page, summary and counts.

use std::ops::Range;

use super::body::Body;
use super::characters::{self, Finding};
use super::count::count;
use super::outline::tree;
use super::summary::summary;
use super::writer::Writer;
use crate::diag::{Diagnostic, Place, did_you_mean};

/// Most anchors that are compared for a suggestion.
const MOST_COMPARED: usize = 300;
/// Most plain text that is looked at for a summary without a paragraph, in bytes.
const LONGEST_LEAD: usize = 2000;

impl Writer<'_, '_> {
    /// Finishes the body.
    pub(super) fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        self.finish_line();
        self.close_all();
        self.write_notes();
        if self.body.pieces.is_empty() && !self.raw && !self.out.is_empty() {
            let mut html = std::mem::take(&mut self.out);
            html.shrink_to_fit();
            self.push_html(html);
        } else {
            self.flush();
        }
        self.check_anchors();
        self.check_lists();
        self.check_characters();
        self.body.outline = tree(std::mem::take(&mut self.headings));
        self.body.summary = self.summary();
        (self.body.hanzi, self.body.words) = count(&self.body.plain);
        self.body.plain.truncate(self.body.plain.trim_end().len());
        self.body.plain.shrink_to_fit();
        (self.body, self.diagnostics)
    }

    /// Returns the summary of the first paragraph, or of the first words if there is none.
    fn summary(&self) -> String {
        let plain = &self.body.plain;
        match self.lead.clone().or(self.lead_inside.clone()).and_then(|lead| plain.get(lead)) {
            Some(lead) => summary(lead),
            None => {
                let end = crate::base::text::floor_boundary(plain, LONGEST_LEAD);
                summary(&plain[..end].replace('\n', " "))
            }
        }
    }

    /// Reports links to anchors that the page does not have.
    fn check_anchors(&mut self) {
        for (written, range) in std::mem::take(&mut self.anchor_uses) {
            let anchor = percent_decoded(&written);
            if self.anchors.has(&written) || self.anchors.has(&anchor) || anchor == "top" {
                continue;
            }
            let headings = || self.headings.iter().take(MOST_COMPARED);
            let by_text = headings().find(|heading| heading.text == anchor);
            let ids = || headings().map(|heading| heading.id.as_str());
            let texts = || headings().map(|heading| heading.text.as_str());
            let near = || did_you_mean(&anchor, texts());
            let by_text = by_text.or_else(|| near().and_then(|near| headings().find(|one| one.text == near)));
            let suggestion =
                by_text.map(|heading| heading.id.as_str()).or_else(|| did_you_mean(&anchor, ids()));
            let found = self.diagnostic("link-anchor-missing", &range).arg("anchor", &anchor);
            let found = found.maybe("suggestion", suggestion);
            self.report(found);
        }
    }

    /// Reports lines that look like a list but are none.
    fn check_lists(&mut self) {
        if let Some((range, count)) = self.list_like.take() {
            let range = self.prepared.origins(&range);
            let line = self.prepared.original.get(range.clone()).unwrap_or_default();
            let start: String = line.chars().take(12).take_while(|&c| c != '\n').collect();
            let found = Diagnostic::new("list-by-hand").at(Place::body(self.file, range));
            self.report(found.arg("text", start).arg("count", count));
        }
    }

    /// Reports characters that should not be in a text.
    fn check_characters(&mut self) {
        if !self.options.chinese {
            return;
        }
        for found in characters::scan(self.prepared.original) {
            let is_mark = matches!(found.finding, Finding::FullWidth(..) | Finding::TightHeading(_));
            if !(is_mark && self.is_code(&found.range)) {
                let place = Place::body(self.file, found.range.clone());
                self.report(found.diagnostic().at(place));
            }
        }
    }

    /// Tells whether a range of the author's text is code.
    fn is_code(&self, range: &Range<usize>) -> bool {
        self.code_ranges.iter().any(|code| code.contains(&range.start))
    }
}

/// Returns an address with `%E9%99%84` turned back to characters, where that gives text.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.into())
}
