//! The generated pages of the manual are those that the code makes now, and nothing in them is without an example.
//! `PILOTHOUSE_UPDATE=1 cargo test --test manual` rewrites them.

use std::fs;
use std::path::Path;

use pilothouse::config;
use pilothouse::diag::Place;
use pilothouse::schema::{Group, Schema};
use pilothouse::site::manual::examples;
use pilothouse::yaml::{self, Data, Node};

#[test]
fn manual_pages_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in pilothouse::site::manual::pages() {
        let place = root.join(path.as_str());
        if std::env::var_os("PILOTHOUSE_UPDATE").is_some() {
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(&place, &text).unwrap();
        }
        let written = fs::read_to_string(&place).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(written, text, "{path} is not what the code makes; run with PILOTHOUSE_UPDATE=1");
    }
}

#[test]
fn every_kind_has_an_example() {
    let schema = Schema::load(&[]).0;
    let page = text_of("kinds");
    for kind in schema.kinds() {
        let example = examples::of_kind(&kind.name).unwrap_or_else(|| panic!("{} has no example", kind.name));
        assert!(page.contains(&example), "the manual does not show the example of {}", kind.name);
    }
    assert_eq!(examples::KINDS.len(), schema.kinds().count());
}

#[test]
fn every_function_has_an_example_that_calls_it() {
    for function in pilothouse::render::FUNCTIONS {
        assert!(function.example.contains(&format!("{}(", function.name)), "{}", function.name);
    }
}

#[test]
fn every_setting_has_an_example_and_all_of_them_are_right() {
    assert_eq!(config::parse(examples::SETTINGS, &"pilothouse.yaml".into()).1, []);
    let place = |range| Place::text(&"pilothouse.yaml".into(), range);
    let mut written = Vec::new();
    keys(&yaml::parse(examples::SETTINGS, &place).0.expect("a map"), "", &mut written);
    let mut declared = Vec::new();
    labels(&config::kind().fields, "", &mut declared);
    declared.retain(|label| !written.contains(label));
    assert_eq!(declared, [""; 0], "settings without an example");
    let page = text_of("settings");
    for (setting, example) in examples::of_settings() {
        assert!(page.contains(example), "the manual does not show the example of {setting}");
    }
}

/// Returns the text of a page of the manual.
fn text_of(name: &str) -> String {
    let path = format!("content/manual/{name}.md");
    let mut pages = pilothouse::site::manual::pages().into_iter();
    pages.find(|(place, _)| place.as_str() == path).expect("a page of the manual").1
}

/// Adds the Chinese names along the path of every field.
fn labels(group: &Group, path: &str, out: &mut Vec<String>) {
    for spec in group.specs.iter() {
        let path = format!("{path}{}", spec.label.zh);
        labels(&spec.fields, &format!("{path}."), out);
        out.push(path);
    }
}

/// Adds the path of every key of a text, lists passed over.
fn keys(node: &Node, path: &str, out: &mut Vec<String>) {
    match &node.data {
        Data::Map(entries) => {
            for (key, value) in entries {
                let Data::Scalar(name) = &key.data else { continue };
                let path = format!("{path}{}", name.text);
                keys(value, &format!("{path}."), out);
                out.push(path);
            }
        }
        Data::List(items) => items.iter().for_each(|item| keys(item, path, out)),
        _ => {}
    }
}
