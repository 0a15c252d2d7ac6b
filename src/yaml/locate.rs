//! From a field path such as `milestones[2].year` to the bytes it means.

use std::ops::Range;

use super::{Data, Node, parse};
use crate::diag::{Part, Place};

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A name of a map.
    Name(&'a str),
    /// A position in a list, from 0.
    Index(usize),
}

/// Returns the steps of a path such as `milestones[2].year`.
pub fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').flat_map(|part| {
        let (name, indexes) = part.split_once('[').unwrap_or((part, ""));
        let name = (!name.is_empty()).then_some(Step::Name(name));
        let indexes = indexes.split('[').filter_map(|index| index.trim_end_matches(']').parse().ok());
        name.into_iter().chain(indexes.map(Step::Index))
    })
}

/// Returns the bytes of the value at a path, or of its key; of the nearest thing above if it is not there.
///
/// *Shape:* `None` if not even the first step is there. Names are compared as written.
pub fn locate(text: &str, path: &str, part: Part) -> Option<Range<usize>> {
    let nowhere = |_: Range<usize>| Place::file("");
    let (root, _) = parse(text, &nowhere);
    root?.locate(path, part, &mut |_, name, written| name == written)
}

impl Node {
    /// Returns the bytes of the value at a path, or of its key; of the nearest thing above if it is not there.
    ///
    /// `same(depth, name, written)` tells whether a key as written means a name of the path; `depth` counts names.
    pub fn locate(
        &self,
        path: &str,
        part: Part,
        same: &mut dyn FnMut(usize, &str, &str) -> bool,
    ) -> Option<Range<usize>> {
        let (mut node, mut key_node, mut found, mut depth) = (self, None, false, 0);
        for step in steps(path) {
            let next = match (step, &node.data) {
                (Step::Name(name), Data::Map(entries)) => {
                    depth += 1;
                    let hit = entries.iter().find(|(k, _)| same(depth - 1, name, k.text().unwrap_or("")));
                    hit.map(|(k, value)| (Some(k), value))
                }
                (Step::Index(index), Data::List(items)) => items.get(index).map(|item| (None, item)),
                (Step::Index(0), _) => Some((key_node, node)),
                _ => None,
            };
            let Some((next_key, next_node)) = next else { break };
            (key_node, node, found) = (next_key, next_node, true);
        }
        found.then(|| match key_node {
            Some(k) if part == Part::Key || node.span.0 == node.span.1 => k.range(),
            _ => node.range(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "标题: 甲\nmilestones:\n  - year: 2017\n  - {year: 2019, text: 乙}\n空:\n";

    fn at(path: &str, part: Part) -> Option<&'static str> {
        locate(TEXT, path, part).map(|range| &TEXT[range])
    }

    #[test]
    fn finds_values_and_keys() {
        assert_eq!(at("标题", Part::Value), Some("甲"));
        assert_eq!(at("标题", Part::Key), Some("标题"));
        assert_eq!(at("milestones[0].year", Part::Value), Some("2017"));
        assert_eq!(at("milestones[1].text", Part::Value), Some("乙"));
        assert_eq!(at("milestones[1].year", Part::Key), Some("year"));
        assert_eq!(at("标题[0]", Part::Value), Some("甲"));
        assert_eq!(at("空", Part::Value), Some("空"));
        assert_eq!(at("none", Part::Value), None);
    }

    #[test]
    fn falls_back_to_what_is_above() {
        assert_eq!(at("milestones[1].nothing", Part::Value), Some("{year: 2019, text: 乙}"));
        assert_eq!(at("milestones[7]", Part::Value).map(|text| &text[..6]), Some("- year"));
    }

    #[test]
    fn hostile_paths_are_harmless() {
        for path in ["", ".", "[", "[[", "]]", "a[99999999999999999999]", "..[0]..", "标题[0][0][0]"] {
            let _ = at(path, Part::Key);
        }
    }
}
