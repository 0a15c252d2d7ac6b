//! From parser events to the tree: aliases, duplicate keys, depth. Knows the event parser; nothing else does.

use std::ops::Range;

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use super::position::Source;
use super::repair::close_of;
use super::{ALIAS_BYTES, ALIAS_NODES, DEPTH_LIMIT, Data, Node, Report, Scalar, fold};

/// Maps of this size are searched by hand for duplicates; larger ones get an index.
const SMALL_MAP: usize = 16;

/// Reason to stop at a second document.
pub const SEVERAL_DOCUMENTS: &str = "several documents";

/// Why the parser stopped.
#[derive(Debug)]
pub struct Stop {
    /// Where, in bytes of the original text.
    pub at: usize,
    /// The parser's own words, in English.
    pub reason: String,
}

/// Returns the tree of a text, or where and why the parser stopped. Other problems go to `report`.
pub fn build(source: &Source, report: &mut Report) -> Result<Option<Node>, Stop> {
    let mut builder = Builder {
        source,
        report,
        frames: Vec::new(),
        root: None,
        anchors: FxHashMap::default(),
        nodes: 0,
        bytes: 0,
    };
    let mut parser = Parser::new_from_str(source.text());
    let result = builder.run(&mut parser);
    let root = builder.root.take();
    result.map(|()| root)
}

/// A list or map that is being filled.
struct Frame {
    start: usize,
    /// Has brackets, so that its end is known.
    flow: bool,
    anchor: usize,
    depth_below: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { pairs: Pairs, key: Option<Node> },
}

/// A value that an alias can stand for.
struct Anchored {
    node: Node,
    height: usize,
    nodes: usize,
    bytes: usize,
}

struct Builder<'a, 'b> {
    source: &'a Source<'a>,
    report: &'a mut Report<'b>,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: FxHashMap<usize, Anchored>,
    nodes: usize,
    bytes: usize,
}

impl Builder<'_, '_> {
    /// Feeds all events; a second document is a reason to stop.
    fn run(&mut self, parser: &mut Parser<'_, StrInput<'_>>) -> Result<(), Stop> {
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| Stop {
                at: self.original(error.marker().index()),
                reason: error.info().to_owned(),
            })?;
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        return Err(Stop { at: self.range(&span).start, reason: SEVERAL_DOCUMENTS.into() });
                    }
                }
                event => {
                    if !self.event(event, &span) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes one event; answers no if the rest must not be read.
    fn event(&mut self, event: Event<'_>, span: &Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let range = self.range(span);
                if tag.is_some() {
                    self.report.add("yaml-tag", range.clone(), |d| d);
                }
                let node = self.scalar(text.into_owned(), style, range);
                self.put(node, anchor, 1);
            }
            Event::SequenceStart(anchor, tag) => {
                return self.open(span, anchor, tag.is_some(), Content::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map { pairs: Pairs::default(), key: None };
                return self.open(span, anchor, tag.is_some(), content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            _ => {}
        }
        true
    }

    fn original(&self, index: usize) -> usize {
        self.source.original(self.source.byte(index))
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let start = self.original(span.start.index());
        start..self.original(span.end.index()).max(start)
    }

    /// Makes the node of a scalar.
    fn scalar(&self, text: String, style: ScalarStyle, mut range: Range<usize>) -> Node {
        let written = &self.source.original_text()[range.clone()];
        // The event ends behind blanks, comments and line breaks that do not belong to the text.
        let length = match style {
            ScalarStyle::Plain => written.len(),
            ScalarStyle::Literal | ScalarStyle::Folded => written.trim_end().len(),
            ScalarStyle::SingleQuoted => close_of(written, '\'').unwrap_or(written.len()),
            ScalarStyle::DoubleQuoted => close_of(written, '"').unwrap_or(written.len()),
        };
        range.end = range.start + length;
        let is_plain = style == ScalarStyle::Plain;
        let text = match style {
            ScalarStyle::Literal => text,
            _ => fold::join_han_lines(text, &self.source.original_text()[range.clone()]),
        };
        let data = if is_plain { plain(text) } else { Data::Scalar(Scalar { text, plain: false }) };
        Node { span: (range.start as u32, range.end as u32), data }
    }

    /// Starts a list or map; answers no if it lies too deep.
    fn open(&mut self, span: &Span, anchor: usize, tagged: bool, content: Content) -> bool {
        let mut range = self.range(span);
        if tagged {
            self.report.add("yaml-tag", range.clone(), |d| d);
        }
        if self.frames.len() >= DEPTH_LIMIT {
            self.report.add("yaml-too-deep", range, |d| d.arg("limit", DEPTH_LIMIT));
            self.unwind();
            return false;
        }
        if let (Content::List(_), Some(Frame { content: Content::Map { .. }, .. })) =
            (&content, self.frames.last())
        {
            range.start = dash_before(self.source.original_text(), range.start);
        }
        let flow = self.source.original_text()[range.start..].starts_with(['[', '{']);
        self.frames.push(Frame { start: range.start, flow, anchor, depth_below: 0, content });
        true
    }

    /// Closes everything that is open: the innermost value is lost.
    fn unwind(&mut self) {
        while let Some(frame) = self.frames.pop() {
            let span = (frame.start as u32, frame.start as u32);
            self.put(Node { span, data: Data::Broken }, 0, 1);
        }
    }

    /// Ends the innermost list or map.
    fn close(&mut self, span: &Span) {
        let Some(frame) = self.frames.pop() else { return };
        let (data, last) = match frame.content {
            Content::List(items) => {
                let last = items.last().map(|node| node.span.1);
                (Data::List(items), last)
            }
            Content::Map { pairs, .. } => {
                let entries = pairs.into_entries();
                let last = entries.last().map(|(key, value)| value.span.1.max(key.span.1));
                (Data::Map(entries), last)
            }
        };
        let end = match self.range(span).start {
            // The event of a closing bracket ends behind the comment after it.
            bracket if frame.flow && self.source.original_text()[bracket..].starts_with([']', '}']) => {
                bracket as u32 + 1
            }
            _ => last.unwrap_or(frame.start as u32),
        };
        let node = Node { span: (frame.start as u32, end.max(frame.start as u32)), data };
        self.put(node, frame.anchor, frame.depth_below + 1);
    }

    /// Puts a finished value where it belongs, and remembers it if it is anchored.
    fn put(&mut self, node: Node, anchor: usize, height: usize) {
        if anchor != 0 {
            let (nodes, bytes) = node.size();
            self.anchors.insert(anchor, Anchored { node: node.clone(), height, nodes, bytes });
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        frame.depth_below = frame.depth_below.max(height);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map { key, .. } if key.is_none() => *key = Some(node),
            Content::Map { pairs, key } => {
                let key = key.take().expect("the arm above takes the other case");
                pairs.add((key, node), self.report);
            }
        }
    }

    /// Puts the value that an alias stands for.
    fn alias(&mut self, id: usize, span: &Span) {
        let range = self.range(span);
        let broken = Node { span: (range.start as u32, range.end as u32), data: Data::Broken };
        let Some(anchored) = self.anchors.get(&id) else {
            self.report.add("yaml-alias-loop", range, |d| d);
            return self.put(broken, 0, 1);
        };
        self.nodes += anchored.nodes;
        self.bytes += anchored.bytes;
        let height = anchored.height;
        if self.nodes > ALIAS_NODES || self.bytes > ALIAS_BYTES || self.frames.len() + height > DEPTH_LIMIT {
            self.report.once("yaml-alias-budget", range, |d| d.arg("limit", ALIAS_NODES));
            return self.put(broken, 0, 1);
        }
        let node = anchored.node.clone();
        self.put(node, 0, height);
    }
}

/// Returns the byte of the dash just before the first item of a list: a list without indentation of its own starts
/// behind it for the event parser.
fn dash_before(text: &str, start: usize) -> usize {
    let before = text[..start].trim_end_matches(' ');
    if before.ends_with('-') { before.len() - 1 } else { start }
}

/// Returns what a text without quotes is: nothing, or itself.
pub fn plain(text: String) -> Data {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        _ => Data::Scalar(Scalar { text, plain: true }),
    }
}

/// Pairs of a map that is being filled; no key twice.
#[derive(Default)]
pub struct Pairs {
    entries: Vec<(Node, Node)>,
    /// Index of every key, once there are more than [`SMALL_MAP`].
    seen: FxHashMap<String, usize>,
}

impl Pairs {
    /// Adds a pair unless its key is unfit or taken.
    pub fn add(&mut self, (key, mut value): (Node, Node), report: &mut Report) {
        if value.span.0 == value.span.1 {
            value.span = (key.span.1, key.span.1);
        }
        let Some(name) = key.text() else {
            if key.data != Data::Broken {
                report.add("yaml-key-not-text", key.range(), |d| d);
            }
            return;
        };
        if name == "<<" {
            report.add("yaml-merge-key", key.range(), |d| d);
            return;
        }
        if let Some(first) = self.find(name) {
            report.duplicate(name, &key, &self.entries[first].0);
            return;
        }
        if self.entries.len() >= SMALL_MAP {
            self.seen.insert(name.to_owned(), self.entries.len());
        }
        self.entries.push((key, value));
    }

    /// Returns where a name is.
    fn find(&mut self, name: &str) -> Option<usize> {
        if self.entries.len() < SMALL_MAP {
            return self.entries.iter().position(|(key, _)| key.text() == Some(name));
        }
        if self.seen.is_empty() {
            let named = self.entries.iter().enumerate();
            self.seen = named.map(|(at, (key, _))| (key.text().unwrap_or("").to_owned(), at)).collect();
        }
        self.seen.get(name).copied()
    }

    /// Returns all pairs in order.
    pub fn into_entries(self) -> Vec<(Node, Node)> {
        self.entries
    }
}
