//! Whether the fields exist that a kind file names in order to count, compare or measure: a slip there would make the rule do
//! nothing, without a word.

use super::field::Reader;
use super::{FieldSpec, FieldType, Group};
use crate::diag::did_you_mean;
use crate::yaml::Node;

/// Checks what the fields written in `node` name; `top` holds the fields of the whole kind, `group` those that `node` is about.
pub fn check(top: &Group, group: &Group, node: &Node, reader: &mut Reader) {
    for (key, written) in node.entries() {
        let name = key.text().unwrap_or_default().trim();
        let Some(spec) = exact(group, name) else { continue };
        check_field(top, group, (spec, written), reader);
        if let Some(inner) = written.get("fields") {
            check(top, &spec.fields, inner, reader);
        }
    }
}

fn check_field(top: &Group, group: &Group, (spec, written): (&FieldSpec, &Node), reader: &mut Reader) {
    if let Some(node) = written.get("tally") {
        let items = known(top, node, "of", reader).map(|list| &list.fields);
        known(top, node, "from", reader);
        let field = items.filter(|items| !items.specs.is_empty());
        let field = field.and_then(|items| known(items, node, "field", reader));
        check_choices(field, node, "values", reader);
    }
    if let Some(node) = written.get("lasting") {
        known(&spec.fields, node, "from", reader);
        known(&spec.fields, node, "to", reader);
        check_choices(known(&spec.fields, node, "field", reader), node, "value", reader);
    }
    if let Some(node) = written.get("change_of") {
        for name in ["from", "to", "unit"] {
            known(group, node, name, reader);
        }
    }
    if let Some(node) = written.get("among") {
        known(top, node, "of", reader);
        known(top, node, "alone", reader);
        for (own, _) in node.get("same").into_iter().flat_map(Node::entries) {
            let name = own.text().unwrap_or_default().trim();
            if exact(&spec.fields, name).is_none() {
                report(&spec.fields, name, own, reader);
            }
        }
    }
    if let Some(node) = written.get("announces") {
        known(&spec.fields, node, "number", reader);
        known(&spec.fields, node, "page", reader);
        known(top, node, "same", reader);
        for (_, counted) in node.get("of").into_iter().flat_map(Node::entries) {
            known(&spec.fields, counted, "by", reader);
        }
    }
    known(&spec.fields, written, "apart", reader);
    check_path(group, written, reader);
}

/// Checks `at_least`, which may name a field of a group beside it: `counts.final`.
fn check_path(group: &Group, written: &Node, reader: &mut Reader) {
    let Some(node) = written.get("at_least") else { return };
    let path = node.text().unwrap_or_default().trim();
    let (name, inner) = path.split_once('.').unwrap_or((path, ""));
    let outer = exact(group, name);
    match outer {
        Some(outer) if !inner.is_empty() && exact(&outer.fields, inner).is_none() => {
            report(&outer.fields, inner, node, reader);
        }
        Some(_) => {}
        None => report(group, name, node, reader),
    }
}

/// Returns the field that a key names; reports one that does not exist.
fn known<'g>(group: &'g Group, node: &Node, key: &str, reader: &mut Reader) -> Option<&'g FieldSpec> {
    let named = node.get(key)?;
    let name = named.text().unwrap_or_default().trim();
    let found = exact(group, name);
    if found.is_none() {
        report(group, name, named, reader);
    }
    found
}

/// Reports values of a key that are no choices of a field.
fn check_choices(field: Option<&FieldSpec>, node: &Node, key: &str, reader: &mut Reader) {
    let Some(field) = field.filter(|field| field.kind == FieldType::Enum) else { return };
    let Some(node) = node.get(key) else { return };
    for one in std::iter::once(node).chain(node.items()) {
        let Some(text) = one.text().map(str::trim) else { continue };
        if field.of.iter().all(|choice| *choice.value != *text) {
            let near = did_you_mean(text, field.of.iter().map(|choice| &*choice.value));
            reader.add(one, "kind-no-such-choice", |d| d.arg("text", text).maybe("suggestion", near));
        }
    }
}

/// Returns the field of a canonical name: rules find values by no other.
fn exact<'g>(group: &'g Group, name: &str) -> Option<&'g FieldSpec> {
    group.find(name).filter(|spec| *spec.name == *name)
}

fn report(group: &Group, name: &str, node: &Node, reader: &mut Reader) {
    let same = group.find(name).map(|spec| &*spec.name);
    let near = same.or_else(|| did_you_mean(name, group.specs.iter().map(|spec| &*spec.name)));
    reader.add(node, "kind-no-such-field", |d| d.arg("text", name).maybe("suggestion", near));
}
