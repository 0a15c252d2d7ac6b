//! Tests of loading and validating, by example.

use std::ops::Range;

use super::*;
use crate::diag::Anchor;
use crate::yaml;

fn place(range: Range<usize>) -> Place {
    Place::front(&SourcePath::new("content/a.md"), range)
}

fn builtin_schema() -> Schema {
    let (schema, found) = Schema::load(&[]);
    assert_eq!(found, [], "built-in kinds have no problems");
    schema
}

/// Reads a front matter the way a page does.
fn read(text: &str, default: &str) -> (Fields, Vec<Diagnostic>) {
    let schema = builtin_schema();
    read_with(&schema, text, default)
}

fn read_with(schema: &Schema, text: &str, default: &str) -> (Fields, Vec<Diagnostic>) {
    let (node, mut found) = yaml::parse(text, &place);
    let (kind, more) = schema.kind_of(node.as_ref(), default, &place);
    found.extend(more);
    let Some(node) = node else { return (Value::map(), found) };
    let (fields, more) = validate(kind, &node, schema, &place);
    found.extend(more);
    (fields, found)
}

/// Returns code and quoted source of every finding.
fn spans<'t>(text: &'t str, found: &[Diagnostic]) -> Vec<(String, &'t str)> {
    found
        .iter()
        .map(|d| match d.place.as_ref().map(|place| &place.anchor) {
            Some(Anchor::Front(from, to) | Anchor::Text(from, to)) => {
                (d.code.clone(), &text[*from as usize..*to as usize])
            }
            other => panic!("{d:?} has no bytes: {other:?}"),
        })
        .collect()
}

/// Asserts the findings of a front matter of a kind: code and source text each.
#[track_caller]
fn finds(kind: &str, text: &str, wanted: &[(&str, &str)]) -> Vec<Diagnostic> {
    let (_, found) = read(text, kind);
    let got = spans(text, &found);
    let got: Vec<(&str, &str)> = got.iter().map(|(code, text)| (code.as_str(), *text)).collect();
    assert_eq!(got, wanted, "in {text:?}: {found:?}");
    found
}

fn arg<'d>(found: &'d Diagnostic, name: &str) -> Option<&'d str> {
    found.args.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

#[test]
fn every_builtin_kind_loads() {
    let schema = builtin_schema();
    let names: Vec<&str> = schema.kinds().iter().map(|kind| &*kind.name).collect();
    assert_eq!(names, ["page", "section", "pilot", "experience", "showcase", "unit", "series", "honour"]);
    for (word, kind) in [
        ("品牌", "pilot"),
        ("PILOT", "pilot"),
        ("典型经验", "experience"),
        ("栏目", "section"),
        ("荣誉", "honour"),
    ] {
        assert_eq!(&*schema.kind(word).expect(word).name, kind);
    }
    for kind in schema.kinds() {
        for spec in &kind.fields.specs {
            assert!(!spec.label.zh.is_empty() && !spec.label.en.is_empty(), "{}.{}", kind.name, spec.name);
        }
    }
}
