//! When a text cannot be parsed as a whole: every top-level block on its own, so that one hides no other.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::position::Source;
use super::tree::{self, Stop};
use super::{Data, Node, Report, Scalar, repair, syntax};

/// Returns a map of the blocks that can be read; the value of every other block is [`Data::Broken`].
///
/// A block that already has a finding gets no second one. `stop` is reported if there are no blocks at all.
pub fn build(source: &Source, stop: &Stop, report: &mut Report) -> Option<Node> {
    let blocks = split(source.text());
    let anchors = repair::anchors(source.text());
    let mut pairs = tree::Pairs::default();
    for block in &blocks {
        let part = source.part(block.clone());
        let mut own = Report::new(report.place());
        match tree::build(&part, &mut own) {
            Ok(Some(Node { data: Data::Map(entries), .. })) => {
                report.extend(own);
                entries.into_iter().for_each(|pair| pairs.add(pair, report));
            }
            Ok(Some(_)) => {
                let stop = Stop { at: part.original(0), reason: "simple key expect ':'".into() };
                failed(&part, &stop, (&mut pairs, report));
            }
            Ok(None) => {}
            Err(stop) if is_elsewhere(&part, &stop, &anchors) => keep_key(&part, (&mut pairs, report)),
            Err(stop) => failed(&part, &stop, (&mut pairs, report)),
        }
    }
    if blocks.is_empty() {
        syntax::report(stop, source, report);
        return None;
    }
    let entries = pairs.into_entries();
    let start = entries.first().map_or(0, |(key, _)| key.span.0);
    let end = entries.last().map_or(0, |(key, value)| key.span.1.max(value.span.1));
    Some(Node { span: (start, end), data: Data::Map(entries) })
}

/// Reports a block that cannot be read and keeps its key.
fn failed(part: &Source, stop: &Stop, (pairs, report): (&mut tree::Pairs, &mut Report)) {
    if !report.touches(&(part.original(0)..part.original(part.text().len()))) {
        syntax::report(stop, part, report);
    }
    keep_key(part, (pairs, report));
}

/// Adds the key of a block with a broken value.
fn keep_key(part: &Source, (pairs, report): (&mut tree::Pairs, &mut Report)) {
    let Some(colon) = part.text().find(':') else { return };
    let name = part.text()[..colon].trim().trim_matches(['"', '\'']);
    let span = (part.original(0) as u32, part.original(colon) as u32);
    let key = Node { span, data: Data::Scalar(Scalar { text: name.to_owned(), plain: true }) };
    let value = Node { span: (span.1, part.original(part.text().len()) as u32), data: Data::Broken };
    if !name.is_empty() && !name.contains('\n') {
        pairs.add((key, value), report);
    }
}

/// Tells whether a block fails only because the value it refers to stands in another block.
fn is_elsewhere(part: &Source, stop: &Stop, anchors: &FxHashSet<&str>) -> bool {
    let name = part.original_text().get(stop.at..).and_then(|rest| rest.strip_prefix('*'));
    let name = name.and_then(|rest| rest.split([' ', ',', ']', '}', '\n', '\r']).next());
    stop.reason.contains("unknown anchor") && name.is_some_and(|name| anchors.contains(name))
}

/// Returns the byte ranges of the top-level blocks: each starts at a line without indentation that can be a key.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let first = line.chars().next().unwrap_or('\n');
        let entry = line.starts_with("- ") || line.starts_with("---") || line.starts_with("...");
        if !entry && !matches!(first, ' ' | '\t' | '\n' | '\r' | '#' | ']' | '}') {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}
