//! From events to HTML: the one pass over what the parser found.
//!
//! Undecorated output is byte for byte what pulldown-cmark's own writer makes; the tests compare the two.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, OffsetIter, Options as Extensions, Parser, Tag,
    TagEnd,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::alerts::{self, Mark};
use super::body::{Body, Heading};
use super::escape;
use super::frames::Frame;
use super::host::Host;
use super::inline::{Dots, Features};
use super::notes::Notes;
use super::options::Options;
use super::outline::Anchors;
use super::prepared::Prepared;
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place};

/// Deepest nesting of elements; deeper ones are left out, their text stays. Browsers themselves stop at 512.
const DEEPEST: usize = 100;
/// Most diagnostics of one page.
const MOST_DIAGNOSTICS: usize = 1000;

/// The state of the pass.
pub(super) struct Writer<'a, 'h> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) options: &'a Options,
    pub(super) file: &'a SourcePath,
    pub(super) host: &'h mut dyn Host,
    pub(super) events: Peekable<OffsetIter<'a>>,
    pub(super) features: Features,
    /// What is finished.
    pub(super) body: Body,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// HTML of the running piece (or footnote).
    pub(super) out: String,
    /// The running piece holds raw HTML.
    pub(super) raw: bool,
    /// Raw elements so far on the page.
    pub(super) raw_tags: usize,
    /// Elements reported as removed.
    pub(super) removed: FxHashSet<String>,
    /// Open elements, and how many of them are inline.
    pub(super) depth: usize,
    pub(super) inline: usize,
    /// Open links.
    pub(super) in_link: usize,
    pub(super) line: Line,
    pub(super) dots: Option<Dots>,
    /// Headings so far, flat.
    pub(super) headings: Vec<Heading>,
    pub(super) anchors: Anchors,
    /// Same-page anchors that links lead to.
    pub(super) anchor_uses: Vec<(String, Range<usize>)>,
    pub(super) notes: Notes,
    /// Open directives.
    pub(super) frames: Vec<Frame>,
    /// How many of them become pieces.
    pub(super) real_frames: usize,
    /// Number of directives of each name.
    pub(super) counts: FxHashMap<String, usize>,
    /// Plain text of the first paragraph, outside and inside directives.
    pub(super) lead: Option<Range<usize>>,
    pub(super) lead_inside: Option<Range<usize>>,
    /// Lines that look like a list: the first one and their number.
    pub(super) list_like: Option<(Range<usize>, usize)>,
    /// Bytes of code in the author's text.
    pub(super) code_ranges: Vec<Range<usize>>,
    heading: Option<OpenHeading>,
    table: Table,
    /// For each open quote, whether it is an alert.
    quotes: Vec<bool>,
    /// The alert whose title comes next or is being written.
    pub(super) title: Option<Title>,
    /// The paragraph is a single image.
    pub(super) figure: bool,
    /// Where the class of the last `<li>` goes.
    item_at: usize,
    too_deep: bool,
}

/// The running line of text.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Nothing was written yet: an indent goes.
    pub(super) at_start: bool,
    /// The line starts like an item of a Chinese list.
    pub(super) is_item: bool,
    /// A line break that is not yet written: where it would go.
    pub(super) pending: Option<usize>,
    /// The block is a paragraph, which may be parted in two.
    pub(super) is_paragraph: bool,
    /// Start of the block in the plain text.
    pub(super) start: usize,
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

/// A heading whose end was not met yet.
struct OpenHeading {
    level: u8,
    /// The author's anchor.
    id: Option<String>,
    /// Where a made anchor goes.
    at: usize,
}

/// The running table.
#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_body: bool,
    /// Where the last cell ends in the prepared text.
    cell_end: usize,
}

/// Returns the parser's switches.
fn extensions(options: &Options) -> Extensions {
    let mut on = Extensions::empty();
    if options.extensions {
        on |= Extensions::ENABLE_TABLES
            | Extensions::ENABLE_FOOTNOTES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_TASKLISTS
            | Extensions::ENABLE_HEADING_ATTRIBUTES
            | Extensions::ENABLE_DEFINITION_LIST;
    }
    if options.math {
        on |= Extensions::ENABLE_MATH;
    }
    on
}

impl<'a, 'h> Writer<'a, 'h> {
    /// Returns a writer at the start of a text.
    pub(super) fn new(
        prepared: &'a Prepared<'a>,
        file: &'a SourcePath,
        options: &'a Options,
        host: &'h mut dyn Host,
    ) -> Self {
        let text = &*prepared.text;
        Self {
            prepared,
            options,
            file,
            host,
            events: Parser::new_ext(text, extensions(options)).into_offset_iter().peekable(),
            features: Features::of(prepared.original, options),
            body: Body { plain: String::with_capacity(text.len()), ..Body::default() },
            diagnostics: Vec::new(),
            out: String::with_capacity(text.len() * 3 / 2),
            raw: false,
            raw_tags: 0,
            removed: FxHashSet::default(),
            depth: 0,
            inline: 0,
            in_link: 0,
            line: Line::default(),
            dots: None,
            headings: Vec::new(),
            anchors: Anchors::default(),
            anchor_uses: Vec::new(),
            notes: Notes::default(),
            frames: Vec::new(),
            real_frames: 0,
            counts: FxHashMap::default(),
            lead: None,
            lead_inside: None,
            list_like: None,
            code_ranges: Vec::new(),
            heading: None,
            table: Table::default(),
            quotes: Vec::new(),
            title: None,
            figure: false,
            item_at: 0,
            too_deep: false,
        }
    }

    /// Writes everything and returns it.
    pub(super) fn run(mut self) -> (Body, Vec<Diagnostic>) {
        while let Some((event, range)) = self.events.next() {
            self.event(event, range);
        }
        self.finish()
    }

    /// Writes one event.
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text_run(text, range),
            Event::Code(code) => self.code_span(&code, range),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(&html, range),
            Event::Rule => {
                self.top_level_block(&range);
                self.newline();
                self.out.push_str("<hr />\n");
            }
            Event::FootnoteReference(label) => self.note_reference(&label),
            Event::TaskListMarker(done) => self.task(done),
            Event::InlineMath(math) => self.formula("math-inline", &math, range),
            Event::DisplayMath(math) => self.formula("math-display", &math, range),
        }
    }

    /// Notes a block of the top level.
    pub(super) fn top_level_block(&mut self, range: &Range<usize>) {
        if self.depth == 0 && self.frames.is_empty() {
            self.push_block(self.prepared.origins(range));
        }
    }

    /// Notes a range of the author's text as a block; the one before ends there at the latest.
    pub(super) fn push_block(&mut self, range: Range<usize>) {
        if let Some(last) = self.body.blocks.last_mut() {
            last.1 = last.1.min(range.start as u32).max(last.0);
        }
        self.body.blocks.push((range.start as u32, range.end as u32));
    }

    /// Writes the start of an element.
    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if let Tag::HtmlBlock = tag {
            return self.html_block(range);
        }
        if !matches!(tag, Tag::FootnoteDefinition(_)) {
            self.top_level_block(&range);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.skip_element(&range);
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(&range),
            Tag::Heading { level, id, classes, attrs } => {
                self.start_heading(level, id.as_deref(), &range);
                self.heading_attributes(&classes, &attrs);
            }
            Tag::BlockQuote(_) => self.start_quote(&range),
            Tag::CodeBlock(kind) => self.code_block(kind, range),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(label) => self.start_note(&label, &range),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.start_in_table(&tag),
            Tag::DefinitionList => self.block("<dl>\n"),
            Tag::DefinitionListTitle => self.text_block("<dt>"),
            Tag::DefinitionListDefinition => self.text_block("<dd>"),
            Tag::Emphasis => self.start_inline("<em>"),
            Tag::Strong => self.start_inline("<strong>"),
            Tag::Strikethrough => self.start_inline("<del>"),
            Tag::Superscript => self.start_inline("<sup>"),
            Tag::Subscript => self.start_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, dest_url, title, range);
            }
            Tag::Image { dest_url, title, .. } => self.image(dest_url, title, range),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    /// Writes the end of an element.
    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        let is_skipped = self.depth > DEEPEST;
        self.depth = self.depth.saturating_sub(1);
        if is_skipped {
            return self.finish_block("\n");
        }
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.end_heading(level, &range),
            TagEnd::BlockQuote(_) => {
                self.title = None;
                let is_alert = self.quotes.pop().unwrap_or(false);
                self.finish_block(if is_alert { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::List(true) => self.finish_block("</ol>\n"),
            TagEnd::List(false) => self.finish_block("</ul>\n"),
            TagEnd::Item => self.finish_block("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::DefinitionList => self.finish_block("</dl>\n"),
            TagEnd::DefinitionListTitle => self.finish_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.finish_block("</dd>\n"),
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => {
                self.end_in_table(tag, &range)
            }
            TagEnd::Emphasis => self.end_inline("</em>"),
            TagEnd::Strong => self.end_inline("</strong>"),
            TagEnd::Strikethrough => self.end_inline("</del>"),
            TagEnd::Superscript => self.end_inline("</sup>"),
            TagEnd::Subscript => self.end_inline("</sub>"),
            TagEnd::Link => {
                self.in_link = self.in_link.saturating_sub(1);
                self.end_inline("</a>");
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Reports, once, that elements are nested too deep to be written.
    fn skip_element(&mut self, range: &Range<usize>) {
        if !self.too_deep {
            self.too_deep = true;
            let found = self.diagnostic("nested-too-deep", range).arg("limit", DEEPEST);
            self.report(found);
        }
    }

    /// Returns a finding about a range of the prepared text.
    pub(super) fn diagnostic(&self, code: &str, range: &Range<usize>) -> Diagnostic {
        Diagnostic::new(code).at(Place::body(self.file, self.prepared.origins(range)))
    }

    /// Keeps a finding.
    pub(super) fn report(&mut self, found: Diagnostic) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS {
            self.diagnostics.push(found);
        }
    }

    /// Makes sure that the output stands at the start of a line.
    pub(super) fn newline(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Writes the start of a block that holds blocks.
    pub(super) fn block(&mut self, tag: &str) {
        self.newline();
        self.out.push_str(tag);
    }

    /// Writes the start of a block that may hold text.
    fn text_block(&mut self, tag: &str) {
        self.block(tag);
        self.begin_line();
    }

    /// Notes that text of a new block follows.
    pub(super) fn begin_line(&mut self) {
        self.line = Line { at_start: true, start: self.body.plain.len(), ..Line::default() };
        self.dots = None;
    }

    /// Writes the end of a block.
    pub(super) fn finish_block(&mut self, tag: &str) {
        self.finish_line();
        self.out.push_str(tag);
        self.plain_newline();
    }

    /// Ends the running line of the plain text.
    pub(super) fn plain_newline(&mut self) {
        if !self.body.plain.is_empty() && !self.body.plain.ends_with('\n') {
            self.body.plain.push('\n');
        }
    }

    fn start_inline(&mut self, tag: &str) {
        self.inline += 1;
        self.out.push_str(tag);
    }

    fn end_inline(&mut self, tag: &str) {
        self.inline = self.inline.saturating_sub(1);
        if self.dots.as_ref().is_some_and(|dots| dots.depth > self.inline) {
            self.dots = None;
        }
        self.out.push_str(tag);
    }

    fn start_paragraph(&mut self, range: &Range<usize>) {
        self.newline();
        self.figure = false;
        if self.title.is_some() {
            self.out.push_str("<p class=\"alert-title\">");
        } else if self.options.decorate && self.is_single_image(range) {
            self.figure = true;
            self.out.push_str("<figure>");
        } else {
            self.out.push_str("<p>");
        }
        self.begin_line();
        self.line.is_paragraph = !self.figure && self.title.is_none();
    }

    /// Tells whether a paragraph is nothing but one image.
    fn is_single_image(&mut self, range: &Range<usize>) -> bool {
        let Some((Event::Start(Tag::Image { .. }), image)) = self.events.peek() else { return false };
        let text = &self.prepared.text;
        text.get(range.start..image.start).is_some_and(|before| before.trim().is_empty())
            && text.get(image.end..range.end).is_some_and(|after| after.trim().is_empty())
    }

    fn end_paragraph(&mut self) {
        self.finish_line();
        let text = self.line.start.min(self.body.plain.len())..self.body.plain.len();
        if self.depth == 0 && !self.figure && !text.is_empty() {
            let is_inside = self.real_frames > 0;
            let lead = if is_inside { &mut self.lead_inside } else { &mut self.lead };
            lead.get_or_insert(text);
        }
        self.finish_block(if self.figure { "</figure>\n" } else { "</p>\n" });
        (self.figure, self.title) = (false, None);
    }

    fn start_heading(&mut self, level: HeadingLevel, id: Option<&str>, range: &Range<usize>) {
        self.newline();
        let level = level as u8;
        self.out.extend(["<h", ["1", "2", "3", "4", "5", "6"][level as usize - 1]]);
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
    fn heading_attributes(&mut self, classes: &[CowStr<'a>], attrs: &[(CowStr<'a>, Option<CowStr<'a>>)]) {
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

    /// Writes ` name="value"`.
    pub(super) fn write_attribute(&mut self, name: &str, value: &str) {
        self.out.extend([" ", name, "=\""]);
        escape::attribute(&mut self.out, value);
        self.out.push('"');
    }

    fn end_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        self.finish_line();
        let text = self.body.plain[self.line.start.min(self.body.plain.len())..].trim().to_owned();
        if let Some(heading) = self.heading.take() {
            self.name_heading(heading, text, range);
        }
        self.out.extend(["</h", ["1", "2", "3", "4", "5", "6"][level as usize - 1], ">\n"]);
        self.plain_newline();
    }

    /// Gives a heading its anchor and its place in the outline.
    fn name_heading(&mut self, heading: OpenHeading, text: String, range: &Range<usize>) {
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

    fn start_quote(&mut self, range: &Range<usize>) {
        self.newline();
        let mark = if self.options.extensions { alerts::mark(self.quote_text(range)) } else { None };
        self.quotes.push(matches!(mark, Some(Mark::Known { .. })));
        match mark {
            Some(Mark::Known { kind, name, len }) => {
                let word = name.map_or_else(|| self.options.words.alerts[kind].clone(), str::to_owned);
                self.out.extend(["<aside class=\"alert alert-", alerts::CLASSES[kind], "\">\n"]);
                self.title = Some(Title { mark: len, word, begun: false });
                return;
            }
            Some(Mark::Unknown(name)) => {
                let suggestion = crate::diag::did_you_mean(name, alerts::all_names());
                let found = self.diagnostic("alert-unknown", range).arg("name", name);
                self.report(found.maybe("suggestion", suggestion));
            }
            None => {}
        }
        self.out.push_str("<blockquote>\n");
    }

    /// Returns the text of a quote after its first `>`.
    fn quote_text(&self, range: &Range<usize>) -> &'a str {
        let text = self.prepared.text.get(range.clone()).unwrap_or_default();
        text.strip_prefix('>').unwrap_or(text).trim_start_matches(' ')
    }

    fn start_list(&mut self, first: Option<u64>) {
        self.finish_line();
        match first {
            None => self.block("<ul>\n"),
            Some(1) => self.block("<ol>\n"),
            Some(first) => self.block(&format!("<ol start=\"{first}\">\n")),
        }
        self.plain_newline();
    }

    fn start_item(&mut self) {
        self.block("<li>");
        self.item_at = self.out.len() - 1;
        self.begin_line();
    }

    /// Writes the box of a task.
    fn task(&mut self, done: bool) {
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

    fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.table = Table { alignments, ..Table::default() };
        if self.options.decorate {
            self.block("<div class=\"table\"><table>\n");
        } else {
            self.out.push_str("<table>");
        }
    }

    fn start_in_table(&mut self, tag: &Tag<'a>) {
        match tag {
            Tag::TableHead => {
                (self.table.in_head, self.table.cell) = (true, 0);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                if !self.table.has_body {
                    self.out.push_str("<tbody>\n");
                }
                (self.table.has_body, self.table.cell) = (true, 0);
                self.out.push_str("<tr>");
            }
            _ => {
                self.out.push_str(if self.table.in_head { "<th scope=\"col\"" } else { "<td" });
                self.out.push_str(match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Left) => " class=\"left\">",
                    Some(Alignment::Center) => " class=\"center\">",
                    Some(Alignment::Right) => " class=\"right\">",
                    _ => ">",
                });
                self.begin_line();
                self.line.at_start = false;
            }
        }
    }

    fn end_in_table(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::TableCell => {
                self.finish_line();
                self.out.push_str(if self.table.in_head { "</th>" } else { "</td>" });
                (self.table.cell, self.table.cell_end) = (self.table.cell + 1, range.end);
                self.body.plain.push(' ');
            }
            TagEnd::Table => {
                if self.table.has_body {
                    self.out.push_str("</tbody>");
                }
                self.out.push_str(if self.options.decorate { "</table></div>\n" } else { "</table>\n" });
            }
            _ => {
                self.out.push_str(if self.table.in_head { "</tr></thead>\n" } else { "</tr>\n" });
                self.table.in_head = false;
                self.check_row(range);
                self.body.plain.truncate(self.body.plain.trim_end_matches(' ').len());
                self.plain_newline();
            }
        }
    }

    /// Reports a row with more cells than the head, for the parser leaves them out.
    fn check_row(&mut self, range: &Range<usize>) {
        let rest = self.prepared.text.get(self.table.cell_end..range.end).unwrap_or_default();
        let rest = rest.trim_matches(|c: char| c == '|' || c.is_whitespace());
        if !rest.is_empty() {
            let lost = self.unshield(rest, range.start).into_owned();
            let found = self.diagnostic("table-row-too-long", range).arg("lost", lost);
            self.report(found.arg("columns", self.table.alignments.len()));
        }
    }

    /// Writes a code block; takes its text and its end from the events.
    fn code_block(&mut self, kind: CodeBlockKind<'a>, range: Range<usize>) {
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
        let info = match kind {
            CodeBlockKind::Fenced(info) => self.unshield_cow(info, range.start),
            CodeBlockKind::Indented => Cow::Borrowed(""),
        };
        self.write_code(&info, &code);
        self.body.plain.push_str(&code);
        self.plain_newline();
    }

    /// Writes the element of a code block.
    fn write_code(&mut self, info: &str, code: &str) {
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

    /// Returns `text` as the author wrote it.
    pub(super) fn unshield<'t>(&self, text: &'t str, offset: usize) -> Cow<'t, str> {
        self.prepared.unshield(Cow::Borrowed(text), offset)
    }

    /// Returns a piece of the parser as the author wrote it.
    pub(super) fn unshield_cow(&self, text: CowStr<'a>, offset: usize) -> Cow<'a, str> {
        self.prepared.unshield(cow(text), offset)
    }
}

/// Turns the parser's string into the standard one.
fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}
