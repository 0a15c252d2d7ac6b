//! Blocks of text: paragraphs, headings, quotes, lists, code.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::alerts::{self, Mark};
use super::body::Heading;
use super::escape;
use super::writer::{Writer, cow};
use crate::diag::did_you_mean;

/// A heading whose end was not met yet.
pub(super) struct OpenHeading {
    level: u8,
    /// The author's anchor.
    id: Option<String>,
    /// Where a made anchor goes.
    at: usize,
}

/// The title line of an alert.
#[derive(Debug)]
pub(super) struct Title {
    /// Length of the mark in front of it.
    pub(super) mark: usize,
    /// What to write if it is empty.
    pub(super) word: String,
    /// The mark was met.
    pub(super) begun: bool,
}

/// How the running paragraph shows images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Figure {
    /// As parts of its text.
    #[default]
    None,
    /// It is a single image.
    One,
    /// It is an image whose caption is still to come.
    Captioned,
    /// It is the caption of an image.
    Caption,
    /// It holds nothing but images, each of which is an item of a gallery.
    Each,
}

/// The tags of headings.
const LEVELS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

impl<'a> Writer<'a, '_> {
    pub(super) fn start_paragraph(&mut self, range: &Range<usize>) {
        self.newline();
        let follows = std::mem::take(&mut self.figure) == Figure::Captioned;
        if follows {
            self.open_caption();
        } else if self.title.is_some() {
            self.out.push_str("<p class=\"alert-title\">");
        } else if self.options.decorate && self.is_single_image(range) {
            self.figure = Figure::One;
            self.out.push_str("<figure>");
        } else if self.options.decorate && self.is_captioned_image(range) {
            self.figure = Figure::Captioned;
            self.out.push_str("<figure>");
        } else if self.is_in_gallery() && self.is_images(range) {
            self.figure = Figure::Each;
        } else {
            self.out.push_str("<p>");
        }
        self.begin_line();
        self.line.is_paragraph = self.figure == Figure::None && self.title.is_none();
    }

    /// Tells whether a paragraph is nothing but one image.
    pub(super) fn is_single_image(&mut self, range: &Range<usize>) -> bool {
        let Some((Event::Start(Tag::Image { .. }), image)) = self.events.peek() else { return false };
        let text = &self.prepared.text;
        text.get(range.start..image.start).is_some_and(|before| before.trim().is_empty())
            && text.get(image.end..range.end).is_some_and(|after| after.trim().is_empty())
    }

    /// Tells whether a paragraph is nothing but images. *Cost:* parses the paragraph once more; asked in galleries only.
    fn is_images(&self, range: &Range<usize>) -> bool {
        let Some(text) = self.prepared.text.get(range.clone()) else { return false };
        let mut open = 0;
        text.trim_start().starts_with("![")
            && Parser::new(text).all(|event| match event {
                Event::Start(Tag::Image { .. }) => {
                    open += 1;
                    true
                }
                Event::End(TagEnd::Image) => {
                    open -= 1;
                    true
                }
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => true,
                Event::SoftBreak | Event::HardBreak => true,
                Event::Text(text) => open > 0 || text.trim().is_empty(),
                _ => open > 0,
            })
    }

    /// Begins the caption of an image.
    pub(super) fn open_caption(&mut self) {
        self.figure = Figure::Caption;
        self.out.push_str("<figcaption>");
        self.begin_line();
        self.caption_at = self.out.len();
    }

    pub(super) fn end_paragraph(&mut self) {
        self.finish_line();
        if self.figure == Figure::Caption {
            self.mark_credit(self.caption_at.min(self.out.len()));
        }
        let text = self.line.start.min(self.body.plain.len())..self.body.plain.len();
        if self.depth == 0 && self.figure == Figure::None && !text.is_empty() {
            let is_inside = self.real_frames > 0;
            let lead = if is_inside { &mut self.lead_inside } else { &mut self.lead };
            lead.get_or_insert(text);
        }
        let is_captioned = self.figure == Figure::One && self.caption_follows();
        self.finish_block(match self.figure {
            Figure::None => "</p>\n",
            Figure::One if is_captioned => "",
            Figure::One | Figure::Captioned => "</figure>\n",
            Figure::Caption => "</figcaption></figure>\n",
            Figure::Each => "",
        });
        (self.figure, self.title) = (if is_captioned { Figure::Captioned } else { Figure::None }, None);
    }

    pub(super) fn start_heading(&mut self, level: HeadingLevel, id: Option<&str>, range: &Range<usize>) {
        self.newline();
        let level = level as u8;
        self.out.extend(["<h", LEVELS[level as usize - 1]]);
        let at = self.out.len();
        let id = id.map(|id| self.unshield(id, range.start).into_owned());
        if let Some(id) = &id {
            if !self.anchors.take(id) {
                let found = self.diagnostic("heading-id-twice", range).arg("id", id);
                self.report(found);
            }
            self.write_attribute("id", id);
        }
        self.heading = Some(OpenHeading { level, id, at });
        self.begin_line();
    }

    /// Writes the classes and harmless attributes of a heading and closes its tag.
    pub(super) fn heading_attributes(
        &mut self,
        classes: &[CowStr<'a>],
        attrs: &[(CowStr<'a>, Option<CowStr<'a>>)],
    ) {
        if !classes.is_empty() {
            let classes: Vec<&str> = classes.iter().map(|class| &**class).collect();
            self.write_attribute("class", &classes.join(" "));
        }
        for (name, value) in attrs {
            let is_harmless = matches!(&**name, "lang" | "title" | "dir") || name.starts_with("data-");
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if is_name && (is_harmless || self.options.trust_html) {
                self.write_attribute(name, value.as_deref().unwrap_or(""));
            }
        }
        self.out.push('>');
    }

    /// Reports a line of dashes that made a heading of the sentence above it: a rule between paragraphs was meant.
    fn report_underline(&mut self, range: &Range<usize>) {
        let Some(source) = self.prepared.text.get(range.clone()) else { return };
        let source = source.trim_end();
        let line = source.len() - source.rsplit('\n').next().unwrap_or_default().trim_start().len();
        if !source.trim_start().starts_with('#') && line > 0 {
            let found =
                self.diagnostic("heading-by-underline", &(range.start + line..range.start + source.len()));
            self.report(found);
        }
    }

    pub(super) fn end_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        self.finish_line();
        let text = self.body.plain[self.line.start.min(self.body.plain.len())..].trim().to_owned();
        if self.options.chinese && text.ends_with(['。', '；', '，', '！', '：']) {
            self.report_underline(range);
        }
        if let Some(heading) = self.heading.take() {
            self.name_heading(heading, text, range);
        }
        self.out.extend(["</h", LEVELS[level as usize - 1], ">\n"]);
        self.plain_newline();
    }

    /// Gives a heading its anchor and its place in the outline.
    pub(super) fn name_heading(&mut self, heading: OpenHeading, text: String, range: &Range<usize>) {
        let id = match heading.id {
            Some(id) => id,
            None if self.options.decorate => {
                let id = self.anchors.unique(&self.host.heading_id(&text));
                let mut attribute = String::with_capacity(id.len() + 6);
                attribute.push_str(" id=\"");
                escape::attribute(&mut attribute, &id);
                attribute.push('"');
                self.out.insert_str(heading.at, &attribute);
                id
            }
            None => String::new(),
        };
        if self.depth > 0 {
            return;
        }
        let skipped = self.headings.last().is_some_and(|last| heading.level > last.level + 1);
        if skipped && self.options.decorate {
            let found = self.diagnostic("heading-level-skipped", range).arg("text", &text);
            let found = found.arg("level", heading.level);
            self.report(found);
        }
        self.headings.push(Heading { level: heading.level, id, text, children: Vec::new() });
    }

    pub(super) fn start_quote(&mut self, range: &Range<usize>) {
        self.newline();
        // The mark of an alert and its title are a paragraph; in a heading, a term or a table it is text like any other.
        let is_text = matches!(self.events.peek(), Some((Event::Start(Tag::Paragraph), _)));
        let mark =
            (self.options.extensions && is_text).then(|| alerts::mark(self.quote_text(range))).flatten();
        self.quotes.push(matches!(mark, Some(Mark::Known { .. })));
        match mark {
            Some(Mark::Known { kind, name, len }) => {
                let word = name.map_or_else(|| self.options.words.alerts[kind].clone(), str::to_owned);
                self.out.extend([
                    "<aside role=\"note\" class=\"alert alert-",
                    alerts::CLASSES[kind],
                    "\">\n",
                ]);
                self.title = Some(Title { mark: len, word, begun: false });
                return;
            }
            Some(Mark::Unknown(name)) => {
                let suggestion = did_you_mean(name, alerts::all_names());
                let found = self.diagnostic("alert-unknown", range).arg("name", name);
                self.report(found.maybe("suggestion", suggestion));
            }
            None => {}
        }
        self.out.push_str("<blockquote>\n");
    }

    /// Returns the text of a quote after its first `>`.
    pub(super) fn quote_text(&self, range: &Range<usize>) -> &'a str {
        let text = self.prepared.text.get(range.clone()).unwrap_or_default();
        text.strip_prefix('>').unwrap_or(text).trim_start_matches(' ')
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.finish_line();
        match first {
            None => self.block("<ul>\n"),
            Some(1) => self.block("<ol>\n"),
            Some(first) => self.block(&format!("<ol start=\"{first}\">\n")),
        }
        self.plain_newline();
    }

    pub(super) fn start_item(&mut self) {
        self.block("<li>");
        self.item_at = self.out.len() - 1;
        self.begin_line();
    }

    /// Writes the box of a task.
    pub(super) fn task(&mut self, done: bool) {
        if !self.options.decorate {
            self.out.push_str("<input disabled=\"\" type=\"checkbox\"");
            self.out.push_str(if done { " checked=\"\"/>\n" } else { "/>\n" });
            return;
        }
        if self.out.get(self.item_at..=self.item_at) == Some(">") {
            self.out.insert_str(self.item_at, " class=\"task\"");
        }
        self.out.push_str("<input type=\"checkbox\" disabled=\"\"");
        if done {
            self.out.push_str(" checked=\"\"");
        }
        let options = self.options;
        self.write_attribute("aria-label", if done { &options.words.done } else { &options.words.open });
        self.out.push_str(" /> ");
    }

    /// Writes a code block; takes its text and its end from the events.
    pub(super) fn code_block(&mut self, kind: CodeBlockKind<'a>, range: Range<usize>) {
        let mut code: Cow<'a, str> = Cow::Borrowed("");
        while let Some((event, piece)) = self.events.next() {
            match event {
                Event::Text(text) if code.is_empty() => code = self.unshield_cow(text, piece.start),
                Event::Text(text) => code.to_mut().push_str(&self.prepared.unshield(cow(text), piece.start)),
                _ => break,
            }
        }
        self.depth -= 1;
        self.code_ranges.push(self.prepared.origins(&range));
        self.newline();
        self.leave_mark(range.start);
        let info = match kind {
            CodeBlockKind::Fenced(info) => self.unshield_cow(info, range.start),
            CodeBlockKind::Indented => Cow::Borrowed(""),
        };
        self.write_code(&info, &code);
        self.leave_mark_behind(range.start);
        self.body.plain.push_str(&code);
        self.plain_newline();
    }

    /// Writes the element of a code block.
    pub(super) fn write_code(&mut self, info: &str, code: &str) {
        let language = info.split(' ').next().unwrap_or_default();
        self.out.push_str("<pre><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            escape::attribute(&mut self.out, language);
            self.out.push('"');
        }
        self.out.push('>');
        let name = language.split([',', '{', ':']).next().unwrap_or_default();
        let painted =
            if self.options.highlight && !name.is_empty() { self.host.highlight(name, code) } else { None };
        match painted {
            Some(html) => self.out.push_str(&html),
            None => escape::text(&mut self.out, code),
        }
        self.out.push_str("</code></pre>\n");
    }
}
