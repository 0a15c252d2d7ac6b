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

/// Returns the bytes of all values that hold names of the past; see [`Kind::former_names`].
pub fn former_names(kind: &Kind, text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if let Some(node) = yaml::parse(text, &|_| Place::file("")).0 {
        collect_former(&kind.fields, &node, &mut found);
    }
    found
}

fn collect_former(group: &Group, node: &yaml::Node, found: &mut Vec<Range<usize>>) {
    for (key, value) in node.entries() {
        let Some(spec) = key.text().and_then(|name| group.find(name.trim())) else { continue };
        if spec.former {
            // The span of a list is that of its first mark.
            found.push(value.range());
            found.extend(value.items().iter().map(yaml::Node::range));
        }
        for item in value.items() {
            collect_former(&spec.fields, item, found);
        }
        collect_former(&spec.fields, value, found);
    }
}
