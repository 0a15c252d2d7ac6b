//! Text inside a block: line breaks, indents, dots, ruby, bare addresses, code, raw HTML.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{CowStr, Event};

use super::autolink;
use super::blocks::Figure;
use super::breaks::{ends_clause, keeps_space, starts_like_item, starts_with_dash};
use super::chars::is_wide;
use super::escape;
use super::options::Options;
use super::sanitize;
use super::writer::Writer;

/// Most raw elements of one page; further tags are shown as text. Keeps the sanitiser's work in bounds.
const MOST_RAW_TAGS: usize = 5000;
/// Longest base or reading of a ruby, in bytes.
const LONGEST_RUBY: usize = 90;

/// What the page holds at all, so that most texts are written without a search.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Features {
    dots: bool,
    ruby: bool,
    address: bool,
    note: bool,
    figure: bool,
}

impl Features {
    /// Returns what occurs in a text.
    pub(super) fn of(text: &str, options: &Options) -> Self {
        if !options.extensions {
            return Self::default();
        }
        let byte = |byte: u8| memchr::memchr(byte, text.as_bytes()).is_some();
        let word = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        Self {
            dots: byte(b'=') && word("=="),
            ruby: byte(b'{') && (byte(b'|') || word("｜")),
            address: byte(b':') && (word("://") || word("mailto:")) || word("www."),
            note: byte(b'^') && word("[^"),
            figure: byte(b'{') && word("{{"),
        }
    }

    fn any(self) -> bool {
        self.dots || self.ruby || self.address || self.note || self.figure
    }
}

/// The opening `==` of emphasis dots.
#[derive(Debug)]
pub(super) struct Dots {
    /// Number of open inline elements around it.
    pub(super) depth: usize,
    /// Where it stands in the output and in the plain text.
    out_at: usize,
    plain_at: usize,
}

/// Characters that indent a line by hand.
const INDENT: [char; 2] = ['\u{3000}', '\u{2003}'];

impl<'a> Writer<'a, '_> {
    /// Writes a text, together with the texts that follow it at once.
    pub(super) fn text_run(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if !matches!(self.events.peek(), Some((Event::Text(_), _))) {
            if !self.prepared.is_shielded(&range) {
                return self.text(&text, range.start);
            }
            let text = self.unshield_cow(text, range.start);
            return self.text(&text, range.start);
        }
        let mut run = text.into_string();
        let mut end = range.end;
        while let Some((Event::Text(more), place)) =
            self.events.next_if(|(event, _)| matches!(event, Event::Text(_)))
        {
            run.push_str(&more);
            end = place.end;
        }
        if self.prepared.is_shielded(&(range.start..end)) {
            run = self.unshield(&run, range.start).into_owned();
        }
        self.text(&run, range.start);
    }

    /// Writes a text that starts at `offset` of the prepared text.
    fn text(&mut self, text: &str, offset: usize) {
        let text = self.without_alert_mark(text);
        let text = self.open_line(text, offset);
        if text.is_empty() {
            return;
        }
        if self.features.any() { self.rich_text(text, offset) } else { self.words(text) }
    }

    /// Takes the mark of an alert off the start of its title; an empty title gets the kind's word.
    fn without_alert_mark<'t>(&mut self, text: &'t str) -> &'t str {
        let Some(title) = self.title.as_mut().filter(|title| !title.begun) else { return text };
        title.begun = true;
        let rest =
            text.get(title.mark..).filter(|_| text.starts_with(['[', '［'])).unwrap_or(text).trim_start();
        let ends =
            matches!(self.events.peek(), Some((Event::SoftBreak | Event::HardBreak | Event::End(_), _)));
        if rest.is_empty() && ends {
            let word = std::mem::take(&mut title.word);
            self.plain_text(&word);
        }
        rest
    }

    /// Settles what comes before the first words of a line: a pending break, a typed indent.
    pub(super) fn open_line<'t>(&mut self, text: &'t str, offset: usize) -> &'t str {
        let text = self.begin_words(text, offset);
        self.leave_mark(offset);
        text
    }

    fn begin_words<'t>(&mut self, text: &'t str, offset: usize) -> &'t str {
        let text = self.resolve_break(text, offset);
        if !self.line.at_start {
            return text;
        }
        self.line.at_start = false;
        if !self.options.chinese {
            return text;
        }
        let text = if text.starts_with(INDENT) { text.trim_start_matches(is_indent) } else { text };
        self.line.is_item = starts_like_item(text) || starts_with_dash(text);
        self.line.at_start = text.is_empty();
        text
    }

    /// Writes the pending line break, if any, as the text after it demands; returns that text without its indent.
    fn resolve_break<'t>(&mut self, text: &'t str, offset: usize) -> &'t str {
        let Some(at) = self.line.pending.take() else { return text };
        if !self.options.chinese {
            self.insert_break(at, "\n", ' ');
            return text;
        }
        if text.starts_with(INDENT) {
            let parts = self.line.is_paragraph && self.inline == 0 && at == self.out.len();
            self.insert_break(at, if parts { "</p>\n<p>" } else { "<br />\n" }, '\n');
            if parts {
                self.dots = None; // what a paragraph leaves open ends with it
            }
            self.line.at_start = true;
            return text;
        }
        let before = &self.body.plain[self.line.start.min(self.body.plain.len())..];
        let is_numbered = starts_like_item(text);
        let is_item = is_numbered || starts_with_dash(text);
        if is_item && (self.line.is_item || ends_clause(before)) {
            self.insert_break(at, "<br />\n", '\n');
            if is_numbered {
                let line = offset..offset + text.len();
                self.list_like.get_or_insert((line, 0)).1 += 1;
            }
        } else if keeps_space(before, text) {
            self.insert_break(at, "\n", ' ');
        }
        self.line.is_item = is_item;
        text
    }

    /// Writes a line break at `at` of the output.
    fn insert_break(&mut self, at: usize, html: &str, plain: char) {
        self.out.insert_str(at, html);
        self.body.plain.push(plain);
    }

    /// Uses a line break where it means more than a new line: after a title, after a picture. Returns whether it did.
    fn spends_break(&mut self) -> bool {
        match self.figure {
            _ if self.title.is_some() && self.inline == 0 => self.end_title(),
            Figure::Each => {}
            Figure::Captioned => self.open_caption(),
            _ => return false,
        }
        true
    }

    /// Notes a line break; it is written when the text after it is known.
    pub(super) fn soft_break(&mut self) {
        if self.spends_break() {
            return;
        }
        self.finish_pending();
        self.line.pending = Some(self.out.len());
    }

    /// Writes a line break that the author wants.
    pub(super) fn hard_break(&mut self) {
        if self.spends_break() {
            return;
        }
        self.finish_pending();
        self.out.push_str("<br />\n");
        self.body.plain.push('\n');
        self.line.at_start = true;
    }

    /// Ends the title of an alert; the rest of its paragraph is an ordinary one.
    fn end_title(&mut self) {
        self.title = None;
        self.dots = None;
        self.out.push_str("</p>\n<p>");
        self.plain_newline();
        self.begin_line();
        self.line.is_paragraph = true;
    }

    /// Writes a pending break that no text follows.
    fn finish_pending(&mut self) {
        if let Some(at) = self.line.pending.take() {
            self.insert_break(at, "\n", ' ');
        }
    }

    /// Ends the text of a block.
    pub(super) fn finish_line(&mut self) {
        self.finish_pending();
        self.dots = None;
        self.line.at_start = false;
    }

    /// Writes text in which nothing is special.
    pub(super) fn plain_text(&mut self, text: &str) {
        escape::text(&mut self.out, text);
        self.body.plain.push_str(text);
    }

    /// Writes text that may hold dots, ruby, addresses or references.
    fn rich_text(&mut self, text: &str, offset: usize) {
        let bytes = text.as_bytes();
        let (mut done, mut at) = (0, 0);
        while at < bytes.len() {
            let end = match bytes[at] {
                b'=' if self.features.dots => self.dots(text, done, at),
                b'{' => self.braces(text, (done, at), offset),
                b'h' | b'w' | b'm' if self.features.address && self.in_link == 0 => {
                    self.bare_address(text, done, at, offset)
                }
                b'[' if self.features.note => {
                    self.check_note(&text[at..], offset + at);
                    None
                }
                _ => None,
            };
            match end {
                Some(end) => (done, at) = (end, end),
                None => at += 1,
            }
        }
        self.words(&text[done..]);
    }

    /// Writes `==` as the start or end of emphasis dots, if it is one; returns its end.
    fn dots(&mut self, text: &str, done: usize, at: usize) -> Option<usize> {
        let before = text[..at].chars().next_back();
        let rest = text[at..].strip_prefix("==")?;
        let after = rest.chars().next();
        if before == Some('=') || after == Some('=') {
            return None;
        }
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let closes = before.is_none_or(|c| !c.is_whitespace()) && !(word(before) && word(after));
        let opens = after.is_none_or(|c| !c.is_whitespace()) && !(word(before) && word(after));
        match self.dots.take() {
            Some(dots) if closes && dots.depth == self.inline => {
                self.words(&text[done..at]);
                self.out.replace_range(dots.out_at..dots.out_at + 2, "<em class=\"dots\">");
                self.body.plain.replace_range(dots.plain_at..dots.plain_at + 2, "");
                self.out.push_str("</em>");
            }
            None if opens => {
                self.words(&text[done..at]);
                self.dots = Some(Dots {
                    depth: self.inline,
                    out_at: self.out.len(),
                    plain_at: self.body.plain.len(),
                });
                self.plain_text("==");
            }
            kept => {
                self.dots = kept;
                return None;
            }
        }
        Some(at + 2)
    }

    /// Writes a figure or a ruby, if there is one at `at`; returns its end.
    fn braces(&mut self, text: &str, (done, at): (usize, usize), offset: usize) -> Option<usize> {
        let figure = self.features.figure.then(|| self.figure_hole(text, (done, at), offset)).flatten();
        figure.or_else(|| self.features.ruby.then(|| self.ruby(text, done, at)).flatten())
    }

    /// Writes `{重庆|Chóngqìng}` as ruby, if it is one; returns its end.
    fn ruby(&mut self, text: &str, done: usize, at: usize) -> Option<usize> {
        let inner = &text[at + 1..];
        let window = &inner.as_bytes()[..inner.len().min(2 * LONGEST_RUBY)];
        let close = memchr::memchr(b'}', window)?;
        let (base, reading) = inner[..close].split_once(['|', '｜'])?;
        let (base, reading) = (base.trim(), reading.trim());
        let is_sound = base.contains(is_wide) && !reading.is_empty() && !reading.contains(['|', '｜', '{']);
        if !is_sound || base.contains('{') || base.len().max(reading.len()) > LONGEST_RUBY {
            return None;
        }
        self.words(&text[done..at]);
        self.out.push_str("<ruby>");
        let syllables: Vec<&str> = reading.split_whitespace().collect();
        if syllables.len() == base.chars().count() {
            let mut buffer = [0; 4];
            for (c, syllable) in base.chars().zip(syllables) {
                self.ruby_pair(c.encode_utf8(&mut buffer), syllable);
            }
        } else {
            self.ruby_pair(base, reading);
        }
        self.out.push_str("</ruby>");
        self.body.plain.push_str(base);
        Some(at + 1 + close + 1)
    }

    /// Writes one base and its reading; the brackets are for browsers without ruby.
    fn ruby_pair(&mut self, base: &str, reading: &str) {
        escape::text(&mut self.out, base);
        self.out.push_str("<rp>（</rp><rt>");
        escape::text(&mut self.out, reading);
        self.out.push_str("</rt><rp>）</rp>");
    }

    /// Writes a bare address as a link, if there is one at `at`; returns its end.
    fn bare_address(&mut self, text: &str, done: usize, at: usize, offset: usize) -> Option<usize> {
        let address = autolink::address_at(text, at)?;
        self.words(&text[done..at]);
        let shown = &text[address.range.clone()];
        let range = offset + at..offset + address.range.end;
        self.open_anchor(&format!("{}{shown}", address.prefix), "", range);
        self.plain_text(shown);
        self.out.push_str("</a>");
        Some(address.range.end)
    }

    /// Reports a footnote reference that stayed text because no such footnote is there.
    fn check_note(&mut self, text: &str, offset: usize) {
        let Some(rest) = text.strip_prefix("[^") else { return };
        // The range of an escaped character begins at its backslash.
        if self.prepared.text.as_bytes().get(offset) == Some(&b'\\') {
            return;
        }
        let window = rest.char_indices().take(60);
        let Some(end) = window.take_while(|&(_, c)| !c.is_whitespace()).find(|&(_, c)| c == ']') else {
            return;
        };
        if end.0 > 0 {
            let found = self.diagnostic("footnote-missing", &(offset..offset + end.0 + 3));
            self.report(found.arg("label", &rest[..end.0]));
        }
    }

    /// Writes code in a line of text.
    pub(super) fn code_span(&mut self, code: &str, range: Range<usize>) {
        let code = self.unshield(code, range.start).into_owned();
        self.open_line(if code.is_empty() { " " } else { &code }, range.start);
        self.line.at_start = false;
        self.code_ranges.push(self.prepared.origins(&range));
        self.out.push_str("<code>");
        self.plain_text(&code);
        self.out.push_str("</code>");
    }

    /// Writes a formula for a script to typeset.
    pub(super) fn formula(&mut self, class: &str, formula: &str, range: Range<usize>) {
        let formula = self.unshield(formula, range.start).into_owned();
        self.open_line("x", range.start);
        self.out.extend(["<span class=\"math ", class, "\">"]);
        escape::attribute(&mut self.out, &formula);
        self.out.push_str("</span>");
        self.body.plain.push_str(&formula);
    }

    /// Writes a block of raw HTML, or opens or closes a directive; takes its end from the events.
    pub(super) fn html_block(&mut self, range: Range<usize>) {
        let mut html = String::new();
        while let Some((event, piece)) = self.events.next() {
            match event {
                Event::Html(text) | Event::Text(text) => html.push_str(&self.unshield(&text, piece.start)),
                _ => break,
            }
        }
        if let Some(fence) = self.prepared.fence_at(range.start) {
            return self.fence(fence.line.clone());
        }
        self.top_level_block(&range);
        self.leave_mark(range.start);
        if self.raw_html(&html, &range) {
            sanitize::append_text(&mut self.body.plain, &html);
            self.plain_newline();
        }
        self.leave_mark_behind(range.start);
    }

    /// Writes a raw tag in a line of text.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        let html = self.unshield(html, range.start).into_owned();
        let is_break = matches!(html.as_str(), "<br>" | "<br/>" | "<br />");
        if is_break {
            self.body.plain.push('\n');
        }
        if is_break && !self.options.trust_html {
            self.out.push_str("<br />");
        } else {
            self.raw_html(&html, &range);
        }
    }

    /// Writes raw HTML, to be sanitised with its piece; false if it is shown as text or left out.
    fn raw_html(&mut self, html: &str, range: &Range<usize>) -> bool {
        if self.options.trust_html {
            self.terms.note_raw(html);
            let html = self.resolve_raw(html, range);
            self.out.push_str(&html);
            return true;
        }
        let words = html.trim();
        let is_comment =
            words.starts_with("<!--") && words.find("-->") == Some(words.len().saturating_sub(3));
        if is_comment {
            return false;
        }
        self.raw_tags += memchr::memchr_iter(b'<', html.as_bytes()).count();
        if self.raw_tags > MOST_RAW_TAGS {
            if self.removed.insert(String::new()) {
                let found = self.diagnostic("html-too-much", range).arg("limit", MOST_RAW_TAGS);
                self.report(found);
            }
            self.plain_text(html);
            return false;
        }
        self.check_html(html, range);
        self.terms.note_raw(html);
        self.raw = true;
        let html = self.resolve_raw(html, range);
        self.out.push_str(&html);
        true
    }

    /// Reports elements and attributes that the sanitiser takes out, each name once.
    fn check_html(&mut self, html: &str, range: &Range<usize>) {
        for tag in sanitize::opening_tags(html) {
            if !sanitize::allows(&tag.name) && self.removed.insert(tag.name.clone()) {
                let found = self.diagnostic("html-element-removed", range).arg("element", &tag.name);
                self.report(found);
            }
            for name in tag.refused {
                if self.removed.insert(format!("{name}=")) {
                    let found = self.diagnostic("html-attribute-removed", range).arg("attribute", &name);
                    self.report(found);
                }
            }
        }
        for id in sanitize::ids(html) {
            self.anchors.take(id);
        }
    }
}

/// Tells whether `c` is blank space at the start of a line.
fn is_indent(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{2003}' | '\u{a0}' | ' ' | '\t')
}
