//! What holds for every text.

use pilothouse::markdown::{Heading, Options, render};
use proptest::prelude::*;

use super::sound::check_spans;
use super::{TestHost, rendered};

/// Pieces of text that mean something to the renderer.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "\r\n",
    "\r",
    "\u{3000}",
    "\u{3000}\u{3000}",
    "甲",
    "乙丙",
    "学习",
    "a",
    "word",
    "1",
    "3~5",
    "。",
    "，",
    "：",
    "；",
    "“",
    "”",
    "《",
    "》",
    "（一）",
    "1、",
    "①",
    "——",
    "……",
    "한국",
    "😀",
    "𠅤",
    "葛\u{e0100}",
    "\u{200b}",
    "⼀",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "~~~",
    "`",
    "``",
    "```",
    "```rust\n",
    "==",
    "{",
    "|",
    "}",
    "{重庆|chóng qìng}",
    "[",
    "]",
    "(",
    ")",
    "](",
    "![",
    "[^1]",
    "[^1]: ",
    "[甲](没有.md)",
    "[甲](a b (1).pdf)",
    "![图](a.png \"题\")",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "<br>",
    "&amp;",
    "&",
    "\\",
    "#",
    "# ",
    "## ",
    "{#id .c}",
    "- ",
    "1. ",
    "- [ ] ",
    "> ",
    "> [!NOTE] ",
    "> [!注意]",
    ": ",
    ":::",
    ":::板块 甲|乙\n",
    "：：：引用\n",
    "::::",
    "\n:::\n",
    "|a|b|\n|-|-|\n",
    "---\n",
    "===\n",
    "http://a.example/",
    "www.b.example",
    "mailto:a@b.example",
    "$",
    "$$",
    "\0",
    "\u{fdd0}",
    "［",
    "］",
    "＃ ",
    "＊＊",
    "[a]: b\n",
    "&emsp;",
    "&#x4e00;",
    "\u{e000}",
];

fn texts() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => words, 1 => any::<String>()]
}

fn ids(headings: &[Heading], found: &mut Vec<String>) {
    for heading in headings {
        assert!(!heading.id.is_empty());
        found.push(heading.id.clone());
        ids(&heading.children, found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_sound_body(text in texts()) {
        let (body, findings) = rendered(&text);
        check_spans(&text, &body, &findings);
        let again = rendered(&text);
        let html = super::shown(&body.pieces);
        let is_scaffold = |c: char| ('\u{fdd0}'..='\u{fdef}').contains(&c) || c == '\u{1bc9f}';
        prop_assert!(!html.contains(|c| is_scaffold(c) && !text.contains(c)), "{}", html);
        prop_assert!(again == (body.clone(), findings), "not the same twice");
        let mut found = Vec::new();
        ids(&body.outline, &mut found);
        prop_assert!(body.plain.contains(body.summary.trim_end_matches('…').trim()) || body.summary.contains(' '));
    }

    #[test]
    fn every_option_is_sound(text in texts(), switches in 0..64u8) {
        let on = |bit: u8| switches & (1 << bit) != 0;
        let options = Options {
            trust_html: on(0), highlight: on(1), math: on(2), chinese: on(3), extensions: on(4), decorate: on(5),
            ..Options::default()
        };
        let (body, findings) = render(&text, &"page.md".into(), &options, &mut TestHost);
        if !options.trust_html {
            check_spans(&text, &body, &findings);
        }
    }

    /// Where there is no markup but emphasis, lists, quotes, headings and directives, no Han character is lost or doubled.
    #[test]
    fn no_word_is_lost(pieces in prop::collection::vec(prop::sample::select(&[
        "\n", "\n\n", " ", "甲", "乙丙", "学习", "a", "。", "“", "”", "（一）", "1、", "\u{3000}\u{3000}", "*", "**", "甲~~", "~", "==", "`甲`", "# ", "- ", "1. ",
        "> ", "> [!注意] ", ":::板块 甲|乙\n", "\n:::\n", "：：：引用\n", "\n\n|甲|\n|-|\n\n", "[甲](页.md)", "http://a.example/",
    ][..]), 0..40)) {
        let text = pieces.concat();
        // A fence of code: what stands behind it names the language.
        prop_assume!(!text.contains("~~~"));
        let (body, _) = rendered(&text);
        let count = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        // Not visible: the name of a directive, the address of a link, the mark of an alert.
        let hidden: usize = ["板块", "引用", "页.md"].iter().map(|word| text.matches(word).count() * count(word)).sum();
        let visible = count(&body.plain);
        prop_assert!(visible <= count(&text) && visible + hidden + 2 * text.matches("[!注意]").count() >= count(&text),
            "{} of {} in {:?}", body.plain, text, body.pieces);
    }
}
