//! Directives in the making: opened and closed by fence lines, each a frame around the pieces inside it.

use std::ops::Range;

use super::DEEPEST_DIRECTIVE;
use super::body::{Directive, Piece};
use super::directives::{FenceLine, Opening, parse};
use super::sanitize;
use super::writer::Writer;
use crate::diag::{Diagnostic, Place, did_you_mean};

/// How many open directives a closing fence looks back for one of its own length.
const FARTHEST: usize = 64;

/// An open directive.
pub(super) struct Frame {
    /// What it will be; `None` for one whose contents stay where they are because its name is unknown or it
    /// is nested too deep.
    directive: Option<Directive>,
    /// Pieces around it.
    outer: Vec<Piece>,
    /// Length of its fence.
    colons: usize,
    /// Opening line in the author's text.
    line: Range<usize>,
    name: String,
}

impl Writer<'_, '_> {
    /// Opens or closes a directive at a fence line of the author's text.
    pub(super) fn fence(&mut self, line: Range<usize>) {
        if self.depth > 0 {
            return;
        }
        match parse(&self.prepared.original[line.clone()]) {
            FenceLine::Open(opening) => self.open_directive(opening, line),
            FenceLine::Close(colons) => self.close_directive(colons, line),
        }
    }

    fn open_directive(&mut self, opening: Opening, line: Range<usize>) {
        self.plain_newline();
        if self.frames.is_empty() {
            self.push_block(line.clone());
        }
        let directive = self.directive(&opening, &line);
        let outer = if directive.is_some() {
            self.flush();
            std::mem::take(&mut self.body.pieces)
        } else {
            Vec::new()
        };
        for arg in &opening.args {
            self.body.plain.push_str(arg);
            self.plain_newline();
        }
        let frame =
            Frame { directive, outer, colons: opening.colons, line: line.clone(), name: opening.name };
        self.frames.push(frame);
        if opening.closed {
            self.pop_frame(line.end);
        }
    }

    /// Returns what an opening line begins, if its name is known and it is not too deep.
    fn directive(&mut self, opening: &Opening, line: &Range<usize>) -> Option<Directive> {
        let known = &self.options.directives;
        let name = known.iter().find(|known| {
            known.name.eq_ignore_ascii_case(&opening.name) || known.synonyms.contains(&opening.name)
        });
        let Some(name) = name.map(|known| known.name.clone()) else {
            let names = known.iter().flat_map(|known| std::iter::once(&known.name).chain(&known.synonyms));
            let suggestion = did_you_mean(&opening.name, names.map(String::as_str));
            let english: Vec<&str> = known.iter().map(|known| &*known.name).collect();
            let chinese = known.iter().map(|known| known.synonyms.first().unwrap_or(&known.name).as_str());
            let found = self.at_line("directive-unknown", line).arg("name", &opening.name);
            let found = found.arg("known", english.join(", "));
            let found = found.arg("known_zh", chinese.collect::<Vec<_>>().join("、"));
            self.report(found.maybe("suggestion", suggestion));
            return None;
        };
        if self.real_frames >= DEEPEST_DIRECTIVE {
            let found = self.at_line("directive-too-deep", line).arg("limit", DEEPEST_DIRECTIVE);
            self.report(found);
            return None;
        }
        self.real_frames += 1;
        let count = self.counts.entry(name.clone()).or_default();
        *count += 1;
        Some(Directive {
            name,
            args: opening.args.clone(),
            attrs: opening.attrs.clone(),
            index: *count - 1,
            body: Vec::new(),
            span: (line.start as u32, line.end as u32),
        })
    }

    /// Closes the innermost directive with a fence of this length, else the innermost one.
    fn close_directive(&mut self, colons: usize, line: Range<usize>) {
        if self.frames.is_empty() {
            let found = self.at_line("directive-not-open", &line);
            return self.report(found);
        }
        let same = self.frames.iter().rev().take(FARTHEST).position(|frame| frame.colons == colons);
        for _ in 0..same.unwrap_or(0) {
            self.report_unclosed();
            self.pop_frame(line.start);
        }
        self.pop_frame(line.end);
    }

    /// Reports that the innermost directive has no closing fence.
    fn report_unclosed(&mut self) {
        if let Some(frame) = self.frames.last() {
            let colons = ":".repeat(frame.colons.min(20));
            let found = self.at_line("directive-not-closed", &frame.line);
            let found = found.arg("name", &frame.name).arg("fence", colons);
            self.report(found);
        }
    }

    /// Ends the innermost directive at `end` of the author's text.
    fn pop_frame(&mut self, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        self.plain_newline();
        if self.frames.is_empty()
            && let Some(block) = self.body.blocks.last_mut()
        {
            block.1 = block.1.max(end as u32);
        }
        if let Some(mut directive) = frame.directive {
            self.flush();
            self.real_frames -= 1;
            directive.span.1 = directive.span.1.max(end as u32);
            directive.body = std::mem::replace(&mut self.body.pieces, frame.outer);
            self.body.pieces.push(Piece::Directive(directive));
        }
    }

    /// Tells whether the innermost directive shows its images side by side.
    pub(super) fn is_in_gallery(&self) -> bool {
        let innermost = self.frames.last().and_then(|frame| frame.directive.as_ref());
        innermost.is_some_and(|directive| directive.name == "gallery")
    }

    /// Closes what is still open at the end of the text.
    pub(super) fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.report_unclosed();
            self.pop_frame(self.prepared.original.len());
        }
    }

    /// Ends the running piece of HTML.
    pub(super) fn flush(&mut self) {
        let is_raw = std::mem::take(&mut self.raw);
        if self.out.is_empty() {
            return;
        }
        let html = if is_raw { sanitize::sanitize(&self.out) } else { self.out.as_str().to_owned() };
        self.out.clear();
        self.push_html(html);
    }

    /// Returns a finding about a line of the author's text.
    fn at_line(&self, code: &str, line: &Range<usize>) -> Diagnostic {
        Diagnostic::new(code).at(Place::body(self.file, line.clone()))
    }
}
