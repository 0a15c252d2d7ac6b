//! A YAML tree that remembers where everything was written.
//!
//! Front matter, settings and kinds are read through this one door, so this folder is the only one that knows the
//! span-keeping event parser. A scalar keeps its text as written (`007` keeps its zeros, `yes` stays a word, `2020` in
//! a title stays text): what a text means is decided by whoever asked for it. This module must not know kinds, pages
//! or files.
//!
//! Main function: [`parse`]. It never fails; it returns what could be read and every problem it saw. How:
//! 1. Plain text is read in one pass ([`quick`]); [`tree`] builds a [`Node`] from the events of the parser. Clean text needs only this.
//! 2. Text that fails, or that holds full-width marks at structural places, is looked at line by line ([`repair`]):
//!    each slip becomes a diagnostic with the mended line, and the mended text is parsed instead.
//! 3. If that fails too, every top-level block is parsed on its own, so that one bad block hides no other
//!    ([`Data::Broken`] marks its value).

mod blocks;
mod fold;
mod locate;
mod position;
mod quick;
mod repair;
mod report;
mod syntax;
mod tree;

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Place};

pub use locate::{Step, locate, steps};
use position::Source;
use report::Report;

/// How deep lists and maps may lie in one another. *Source:* nothing an editor writes is deeper than ten.
pub const DEPTH_LIMIT: usize = 64;
/// How many nodes all aliases of a text may stand for. *Source:* the alias bombs; real files use a handful.
pub const ALIAS_NODES: usize = 10_000;
/// How many bytes of text all aliases may stand for.
pub const ALIAS_BYTES: usize = 1 << 20;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Start and end in bytes of the parsed text, end excluded; quotes and brackets belong to it. An alias has the
    /// place of its anchor's value.
    pub span: (u32, u32),
    /// What was written.
    pub data: Data,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Data {
    /// Nothing, `~` or `null`.
    Null,
    /// Text.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Pairs of key and value in order. Keys are scalars, none occurs twice.
    Map(Vec<(Node, Node)>),
    /// Something that could not be read and has been reported; ask nothing of it.
    Broken,
}

/// A text and how it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scalar {
    /// The text, without quotes and escapes.
    pub text: String,
    /// Was written without quotes and not as a block.
    pub plain: bool,
}

/// Returns the tree of a YAML or JSON text, whatever its root is, and all problems.
///
/// *Shape:* `None` for an empty text, or if nothing could be read. *Cost:* as [`parse`], a list that of the event parser.
pub fn parse_any(text: &str, place: &dyn Fn(Range<usize>) -> Place) -> (Option<Node>, Vec<Diagnostic>) {
    let (root, report) = read(text, place);
    let is_nothing = |root: &Node| matches!(root.data, Data::Null | Data::Broken);
    (root.filter(|root| !is_nothing(root)), report.found)
}

/// Returns the tree of a YAML text whose root is a map, and all problems.
///
/// *Shape:* `None` for an empty text or one whose root is no map. `place` turns a byte range of `text` into a place.
/// *Cost:* linear; about 20 ns per byte for clean text.
pub fn parse(text: &str, place: &dyn Fn(Range<usize>) -> Place) -> (Option<Node>, Vec<Diagnostic>) {
    let (root, report) = read(text, place);
    finish(root, report)
}

/// Returns the tree of a text, and what was found on the way.
fn read<'p>(text: &str, place: &'p dyn Fn(Range<usize>) -> Place) -> (Option<Node>, Report<'p>) {
    let suspicious = repair::is_suspicious(text);
    let mut report = Report::new(place);
    if !suspicious && let Some(root) = quick::build(text, &mut report) {
        return (Some(root), report);
    }
    report = Report::new(place);
    let source = Source::plain(text);
    let raw = tree::build(&source, &mut report);
    if raw.is_ok() && !suspicious {
        return (raw.unwrap_or_default(), report);
    }
    let mut slips = Report::new(place);
    let edits = repair::scan(text, raw.is_err(), &mut slips);
    let source = Source::edited(text, &edits);
    let mut mended_report = Report::new(place);
    match (tree::build(&source, &mut mended_report), raw) {
        (Ok(mended), _) => {
            slips.extend(mended_report);
            (mended, slips)
        }
        (Err(_), Ok(raw)) => (raw, report),
        (Err(stop), Err(_)) => (blocks::build(&source, &stop, &mut slips), slips),
    }
}

/// Checks the root.
fn finish(root: Option<Node>, mut report: Report) -> (Option<Node>, Vec<Diagnostic>) {
    let root = match root {
        Some(root) if matches!(root.data, Data::Map(_)) => Some(root),
        Some(Node { data: Data::Null | Data::Broken, .. }) | None => None,
        Some(other) => {
            report.add("yaml-not-a-map", other.range(), |d| d);
            None
        }
    };
    (root, report.found)
}

impl Node {
    /// Returns the bytes it was written in.
    pub fn range(&self) -> Range<usize> {
        self.span.0 as usize..self.span.1 as usize
    }

    /// Returns the text of a scalar.
    pub fn text(&self) -> Option<&str> {
        if let Data::Scalar(scalar) = &self.data { Some(&scalar.text) } else { None }
    }

    /// Returns the pairs of a map; nothing for anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        if let Data::Map(entries) = &self.data { entries } else { &[] }
    }

    /// Returns the items of a list, a single value as the only item, nothing for `Null` and what is broken.
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::List(items) => items,
            Data::Null | Data::Broken => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns the value under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Returns the pair under a key of a map.
    pub fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key))
    }

    /// Tells whether nothing is written here.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Returns how many nodes there are and how many bytes of text.
    fn size(&self) -> (usize, usize) {
        let add = |(n, b): (usize, usize), node: &Node| {
            let (nodes, bytes) = node.size();
            (n + nodes, b + bytes)
        };
        match &self.data {
            Data::Scalar(scalar) => (1, scalar.text.len()),
            Data::List(items) => items.iter().fold((1, 0), add),
            Data::Map(entries) => entries.iter().fold((1, 0), |sum, (key, value)| add(add(sum, key), value)),
            Data::Null | Data::Broken => (1, 0),
        }
    }
}
