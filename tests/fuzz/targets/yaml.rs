//! Front matter: read, mended, checked against a kind, printed.

use pilothouse::base::SourcePath;
use pilothouse::config;
use pilothouse::content::split::split;
use pilothouse::diag::{Place, rules};
use pilothouse::schema::{self, Schema};
use pilothouse::yaml::{Data, Node, parse};

use super::printed::{Part, SCHEMA, check};
use super::sample;

pub const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    ": ",
    "：",
    "- ",
    "－ ",
    "#",
    " # ",
    "\"",
    "'",
    "“",
    "”",
    "[",
    "]",
    "{",
    "}",
    "，",
    ", ",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    ">-\n",
    "? ",
    "~",
    "null",
    "\t",
    "\u{3000}",
    "\r\n",
    "\r",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: ",
    "\\",
    "@",
    "`",
    "\u{feff}",
    "\0",
    "标题: ",
    "title: ",
    "date: 2026-1-2",
    "日期: 二〇二六年一月",
    "单位: ",
    "tags: [a, b]",
    "kind: pilot",
    "milestones:\n  - year: 2020\n",
];

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let file = SourcePath::new("content/page.md");
    let place = |range| Place::front(&file, range);
    let (root, mut findings) = parse(&text, &place);
    if let Some(root) = &root {
        assert!(matches!(root.data, Data::Map(_)), "the root of {text:?} is no map");
        check_node(root, &text);
        let (kind, more) = SCHEMA.kind_of(Some(root), "page", &place);
        findings.extend(more);
        findings.extend(schema::validate(kind, root, &SCHEMA, &place).1);
    }
    check(&text, Part::Alone, &findings);
    assert_eq!(parse(&text, &place).0, root, "not the same twice: {text:?}");
    // The same text as the site's settings and as a kind of its own; the latter reads the built-in kinds too and takes its time.
    config::parse(&text, &file);
    if text.contains("fields") {
        Schema::load(&[(SourcePath::new("content/_kinds/own.yaml"), text.as_ref().into())]);
    }
}

/// Fails unless every place is in the text, every key is a text, and none occurs twice.
fn check_node(node: &Node, text: &str) {
    assert!(text.get(node.range()).is_some(), "{:?} is not in {text:?}", node.span);
    node.entries().iter().enumerate().for_each(|(at, (key, value))| {
        let name = key.text().unwrap_or_else(|| panic!("a key of {text:?} is no text"));
        let earlier = &node.entries()[..at];
        assert!(
            earlier.iter().all(|(key, _)| key.text() != Some(name)),
            "{name:?} is there twice in {text:?}"
        );
        check_node(key, text);
        check_node(value, text);
    });
    if let Data::List(items) = &node.data {
        items.iter().for_each(|item| check_node(item, text));
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let pages =
        sample::texts(&["content"], ".md").into_iter().map(|text| text[split(&text).front].to_owned());
    let kinds = sample::texts(&["content/_kinds", "src/schema"], ".yaml");
    let examples = rules::all().map(|rule| rule.example.to_owned());
    pages.chain(kinds).chain(examples).filter(|text| !text.is_empty()).map(String::into_bytes).collect()
}
