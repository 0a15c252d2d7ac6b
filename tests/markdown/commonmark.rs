//! CommonMark stays CommonMark: every example of the specification renders as stock pulldown-cmark renders it.

use pilothouse::markdown::{Options, Piece, render};
use pulldown_cmark::{Parser, html::push_html};

use super::TestHost;

/// Examples that a Chinese rule changes: number and reason.
const CHANGED: &[(usize, &str)] = &[(488, "an address with a space, as in office file names, is an address")];

/// The inputs of the examples; see `LICENCE.md` beside the file.
const EXAMPLES: &str = include_str!("commonmark/examples.txt");

fn examples() -> impl Iterator<Item = (usize, &'static str)> {
    EXAMPLES.split("%%%% ").skip(1).map(|example| {
        let (number, text) = example.split_once('\n').unwrap();
        (number.parse().unwrap(), text)
    })
}

fn stock(text: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, Parser::new(text));
    html
}

fn ours(text: &str, options: &Options) -> String {
    let (body, _) = render(text, &"page.md".into(), options, &mut TestHost);
    body.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) => html.as_str(),
            Piece::Directive(_) => panic!("no directives without extensions"),
        })
        .collect()
}

/// Returns the numbers of the examples that differ.
fn differing(options: &Options) -> Vec<usize> {
    let differs = |&(_, text): &(usize, &str)| ours(text, options) != stock(text);
    examples().filter(differs).map(|(number, _)| number).collect()
}

#[test]
fn there_are_all_examples() {
    assert_eq!(examples().count(), 652);
}

#[test]
fn plain_commonmark_is_untouched() {
    assert_eq!(differing(&Options::commonmark()), [0; 0]);
}

#[test]
fn the_chinese_rules_change_only_what_is_listed() {
    let options = Options { chinese: true, ..Options::commonmark() };
    let listed: Vec<usize> = CHANGED.iter().map(|(number, _)| *number).collect();
    assert_eq!(differing(&options), listed);
}
