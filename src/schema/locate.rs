//! From a path of canonical names to the bytes where its field was written, under whichever name.

use std::ops::Range;

use super::{Group, Kind, Schema, check};
use crate::diag::{Part, Place};
use crate::yaml;

/// Returns the bytes of a field's value, or of its key; see [`Schema::locate`].
pub fn locate(schema: &Schema, front: &str, path: &str, part: Part) -> Option<Range<usize>> {
    let nowhere = |_: Range<usize>| Place::file("");
    let node = yaml::parse(front, &nowhere).0?;
    let (kind, _) = check::kind_of(schema, Some(&node), "page", &nowhere);
    // A page that names no kind may be of any: its section says which.
    std::iter::once(kind).chain(schema.kinds()).find_map(|kind| in_kind(kind, &node, path, part))
}

/// Returns the bytes of a field in a text of one kind; see [`Kind::locate`].
pub fn of_kind(kind: &Kind, text: &str, path: &str, part: Part) -> Option<Range<usize>> {
    let nowhere = |_: Range<usize>| Place::file("");
    in_kind(kind, &yaml::parse(text, &nowhere).0?, path, part)
}

pub fn in_kind(kind: &Kind, node: &yaml::Node, path: &str, part: Part) -> Option<Range<usize>> {
    // Names of the groups on the way down, as far as the kind declares them.
    let mut group: Option<&Group> = Some(&kind.fields);
    let mut at = 0;
    let names: Vec<&str> = yaml::steps(path)
        .filter_map(|step| if let yaml::Step::Name(name) = step { Some(name) } else { None })
        .collect();
    node.locate(path, part, &mut |depth, name, written| {
        while at < depth {
            group = group.and_then(|group| group.find(names[at])).map(|spec| &spec.fields);
            at += 1;
        }
        name == written
            || group
                .is_some_and(|group| group.index_of(name).is_some_and(|n| group.index_of(written) == Some(n)))
    })
}
