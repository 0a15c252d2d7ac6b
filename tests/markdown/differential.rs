//! Emphasis compared with comrak, whose CJK option implements the same amendment.
//!
//! Random lines over an alphabet of delimiters, Chinese, marks, Korean and Latin are rendered by both. Over stars and
//! underscores they must agree on every line. With `~~` there is a tolerance, because the parsers differ without any
//! Chinese rule: pulldown-cmark lets `~~` open before a mark where GFM does not, and comrak looks past `~`
//! when it judges the neighbours of `*`. So there may not be more lines that differ than differ without the rule.

use pilothouse::markdown::{Options, Piece, render};
use pulldown_cmark::{Parser, html::push_html};

use super::TestHost;

const ALPHABET: &[&str] = &[
    "*", "*", "**", "**", "**", "***", "甲", "乙", "。", "，", "“", "”", "《", "》", "（", "）", "a", "b",
    "1", ".", ")", "\"", " ", "한", "—", "…", "❌", "`x`", "[l](u)", "_", "__",
];

/// A small generator of numbers, so that every run sees the same lines. *Source:* splitmix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize
    }

    fn line(&mut self, alphabet: &[&str]) -> String {
        let length = 3 + self.next() % 12;
        let middle: String = (0..length).map(|_| alphabet[self.next() % alphabet.len()]).collect();
        format!("甲{middle}乙")
    }
}

/// Returns only the tags of emphasis and the text between them.
fn structure(html: &str) -> String {
    html.replace("<p>", "").replace("</p>", "").replace("&quot;", "\"").trim().to_owned()
}

fn comrak(line: &str, cjk: bool) -> String {
    let mut options = comrak::Options::default();
    options.extension.cjk_friendly_emphasis = cjk;
    options.extension.strikethrough = true;
    structure(&comrak::markdown_to_html(line, &options))
}

fn stock(line: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(line, pulldown_cmark::Options::ENABLE_STRIKETHROUGH));
    structure(&html)
}

fn ours(line: &str) -> String {
    let options = Options { chinese: true, extensions: true, ..Options::commonmark() };
    let (body, _) = render(line, &"page.md".into(), &options, &mut TestHost);
    match body.pieces.as_slice() {
        [Piece::Html(html)] => structure(html),
        other => panic!("{line}: {other:?}"),
    }
}

/// How often the renderings of random lines differ from comrak's.
#[derive(Debug, Default)]
struct Tally {
    /// With the rule in both.
    differ: usize,
    /// The lines.
    differing: Vec<String>,
    /// With the rule in comrak alone.
    without_rule: usize,
    /// Without the rule in either.
    parsers: usize,
}

fn tally(alphabet: &[&str], lines: usize) -> Tally {
    let mut numbers = Numbers(1);
    let mut tally = Tally::default();
    for _ in 0..lines {
        let line = numbers.line(alphabet);
        let (with, stock) = (comrak(&line, true), stock(&line));
        tally.parsers += usize::from(stock != comrak(&line, false));
        tally.without_rule += usize::from(stock != with);
        let ours = ours(&line);
        if ours != with {
            tally.differ += 1;
            tally.differing.push(format!("{line}\n  comrak {with}\n  ours   {ours}"));
        }
    }
    tally
}

#[test]
fn stars_agree_with_comrak() {
    let tally = tally(ALPHABET, 20_000);
    assert_eq!(tally.differ, 0, "{}", tally.differing.join("\n"));
    assert!(tally.without_rule > 1000, "the lines do not test the rule: {}", tally.without_rule);
}

#[test]
fn strikethrough_agrees_with_comrak_as_far_as_the_parsers_do() {
    let alphabet: Vec<&str> = ALPHABET.iter().copied().chain(["~~"; 3]).collect();
    let tally = tally(&alphabet, 10_000);
    assert!(tally.differ < tally.parsers && tally.differ * 10 < tally.without_rule, "{tally:#?}");
}
