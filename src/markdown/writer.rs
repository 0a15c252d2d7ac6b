//! From events to HTML: the one pass over what the parser found.
//!
//! Undecorated output is byte for byte what pulldown-cmark's own writer makes; the tests compare the two.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, OffsetIter, Options as Extensions, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::{Figure, OpenHeading, Title};
use super::body::{Body, Directive, Heading};
use super::escape;
use super::frames::Frame;
use super::host::Host;
use super::inline::{Dots, Features};
use super::notes::Notes;
use super::options::Options;
use super::outline::Anchors;
use super::prepared::Prepared;
use super::tables::Table;
use super::terms::Terms;
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
    pub(super) terms: Terms,
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
    pub(super) heading: Option<OpenHeading>,
    pub(super) table: Table,
    /// For each open quote, whether it is an alert.
    pub(super) quotes: Vec<bool>,
    /// The alert whose title comes next or is being written.
    pub(super) title: Option<Title>,
    /// How the running paragraph shows images.
    pub(super) figure: Figure,
    /// Where the class of the last `<li>` goes.
    pub(super) item_at: usize,
    /// Where the text of the running caption starts.
    pub(super) caption_at: usize,
    /// Images so far.
    pub(super) images: usize,
    too_deep: bool,
    /// Figures in the running text.
    pub(super) holes: Vec<Directive>,
    /// The number in the marks that are left in the output; none are if there is none.
    pub(super) marks: Option<usize>,
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

/// Returns the parser's switches.
pub(super) fn extensions(options: &Options) -> Extensions {
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
        let terms = Terms::of(host.terms());
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
            terms,
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
            figure: Figure::None,
            item_at: 0,
            images: 0,
            caption_at: 0,
            too_deep: false,
            holes: Vec::new(),
            marks: None,
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
        // What is left is text: no paragraph that an indent could end, no title of an alert.
        self.line.is_paragraph = false;
        self.title = None;
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
    pub(super) fn text_block(&mut self, tag: &str) {
        self.block(tag);
        self.begin_line();
    }

    /// Notes that text of a new block follows.
    pub(super) fn begin_line(&mut self) {
        self.line = Line { at_start: true, start: self.body.plain.len(), ..Line::default() };
        self.terms.begin_block();
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

    /// Writes ` name="value"`.
    pub(super) fn write_attribute(&mut self, name: &str, value: &str) {
        self.out.extend([" ", name, "=\""]);
        escape::attribute(&mut self.out, value);
        self.out.push('"');
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
pub(super) fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}
