//! Footnotes: numbered in the order of their first reference, listed at the end of the page.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::writer::{Line, Writer};

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Number of a label in `list`.
    index: FxHashMap<String, usize>,
    list: Vec<Note>,
    /// Notes in the order of their numbers.
    order: Vec<usize>,
    /// Outputs set aside while a note is written, with the note's place in `list`.
    outer: Vec<(usize, String)>,
    /// A note holds raw HTML.
    raw: bool,
}

/// One footnote.
#[derive(Debug, Default)]
struct Note {
    /// From 1; 0 until it is referred to.
    number: usize,
    /// How often it is referred to.
    references: usize,
    html: String,
    range: Range<usize>,
    label: String,
    is_defined: bool,
}

impl Notes {
    /// Returns the place of a label, which is the same in upper and lower case.
    fn place(&mut self, label: &str) -> usize {
        *self.index.entry(label.to_lowercase()).or_insert_with(|| {
            self.list.push(Note { label: label.into(), ..Note::default() });
            self.list.len() - 1
        })
    }

    /// Gives a note its number.
    fn number(&mut self, place: usize) -> usize {
        if self.list[place].number == 0 {
            self.order.push(place);
            self.list[place].number = self.order.len();
        }
        self.list[place].number
    }
}

impl Writer<'_, '_> {
    /// Writes a reference to a footnote.
    pub(super) fn note_reference(&mut self, label: &str) {
        let place = self.notes.place(label);
        let number = self.notes.number(place);
        self.notes.list[place].references += 1;
        let id = reference_id(number, self.notes.list[place].references);
        self.out.push_str("<sup class=\"note\"><a href=\"#fn:");
        self.out.push_str(&number.to_string());
        self.out.push('"');
        self.write_attribute("id", &id);
        self.out.push_str(" role=\"doc-noteref\"");
        let label = format!("{}{number}", self.options.words.note);
        self.write_attribute("aria-label", &label);
        self.out.push_str(&format!(">〔{number}〕</a></sup>"));
    }

    /// Begins a footnote: what follows is written aside.
    pub(super) fn start_note(&mut self, label: &str, range: &Range<usize>) {
        let place = self.notes.place(label);
        let outer = std::mem::take(&mut self.out);
        self.notes.outer.push((place, outer));
        let note = &mut self.notes.list[place];
        (note.range, note.is_defined) = (range.clone(), true);
        self.line = Line::default();
    }

    /// Ends a footnote.
    pub(super) fn end_note(&mut self) {
        self.finish_line();
        self.plain_newline();
        if let Some((place, outer)) = self.notes.outer.pop() {
            self.notes.list[place].html = std::mem::replace(&mut self.out, outer);
            self.notes.raw |= self.raw;
        }
    }

    /// Writes the list of footnotes.
    pub(super) fn write_notes(&mut self) {
        self.number_unused_notes();
        let order = std::mem::take(&mut self.notes.order);
        if order.is_empty() {
            return;
        }
        self.raw |= self.notes.raw;
        self.newline();
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        let options = self.options;
        self.write_attribute("aria-label", &options.words.note);
        self.out.push_str(">\n<ol>\n");
        for place in order {
            let note = std::mem::take(&mut self.notes.list[place]);
            self.write_note(&note);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// Reports footnotes that nothing refers to, and numbers them last: no word of the author is lost.
    fn number_unused_notes(&mut self) {
        for place in 0..self.notes.list.len() {
            let note = &self.notes.list[place];
            if note.is_defined && note.number == 0 {
                let found = self.diagnostic("footnote-unused", &note.range).arg("label", &note.label);
                self.report(found);
                self.notes.number(place);
            }
        }
    }

    /// Writes one footnote with the ways back to its references.
    fn write_note(&mut self, note: &Note) {
        self.out.push_str(&format!("<li id=\"fn:{}\">", note.number));
        let html = note.html.trim_end();
        let (text, close) = match html.strip_suffix("</p>") {
            Some(text) => (text, "</p>"),
            None => (html, ""),
        };
        self.out.push_str(text);
        for reference in 1..=note.references {
            let id = reference_id(note.number, reference);
            self.out.push_str(" <a");
            self.write_attribute("href", &format!("#{id}"));
            self.out.push_str(" class=\"note-back\" role=\"doc-backlink\"");
            let label = format!("{}{}", self.options.words.back, note.number);
            self.write_attribute("aria-label", &label);
            self.out.push_str(">↩</a>");
        }
        self.out.push_str(close);
        self.out.push_str("</li>\n");
    }
}

/// Returns the anchor of the nth reference to a footnote.
fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref:{number}") } else { format!("fnref:{number}-{reference}") }
}
