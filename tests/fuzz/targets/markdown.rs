//! Bodies: whole tags, places in the text, printable findings, under all options.

use pilothouse::base::SourcePath;
use pilothouse::content::split::split;
use pilothouse::diag::rules;
use pilothouse::markdown::{Options, render};

use super::printed::{Part, check};
use super::sample;

#[path = "../../markdown/host.rs"]
mod host;
#[path = "../../markdown/sound.rs"]
mod sound;

pub const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "    ",
    "\t",
    "\r\n",
    "\u{3000}",
    "甲",
    "。",
    "“",
    "”",
    "（一）",
    "*",
    "**",
    "***",
    "_",
    "~~",
    "~",
    "==",
    "`",
    "```\n",
    "```rust\n",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "[甲]: a.md\n",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<a title=\"<b>\">",
    "&amp;",
    "&#0;",
    "\\",
    "# ",
    "## ",
    "{#a .b}",
    "{甲|jia}",
    "- ",
    "1. ",
    "- [ ] ",
    "> ",
    "> [!NOTE]\n",
    ": ",
    ":::",
    "：：：引用\n",
    "\n:::\n",
    ":::图集 a=\"b\"\n",
    "|a|b|\n|-|-|\n",
    "---\n",
    "http://a.example/",
    "$a$",
    "\0",
    "\u{fdd0}",
    "\u{200b}",
    "《",
    "》",
];

/// The first byte chooses the options; the rest is the text.
pub fn run(data: &[u8]) {
    let (switches, rest) = data.split_first().unwrap_or((&0, &[]));
    let on = |bit: u8| switches & (1 << bit) != 0;
    let options = Options {
        trust_html: on(0),
        highlight: on(1),
        math: on(2),
        chinese: !on(3),
        extensions: !on(4),
        decorate: !on(5),
        ..Options::default()
    };
    let text = String::from_utf8_lossy(rest);
    let file = SourcePath::new("content/page.md");
    let (body, findings) = render(&text, &file, &options, &mut host::TestHost);
    // Trusted HTML comes out as it is, whole or not.
    if !options.trust_html {
        sound::check_spans(&text, &body, &findings);
    }
    check(&text, Part::Alone, &findings);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let pages = sample::texts(&["content"], ".md").into_iter().map(|text| text[split(&text).body].to_owned());
    let cases = sample::texts(&["tests/markdown"], ".md");
    let examples = rules::all().map(|rule| rule.example.to_owned());
    let texts = pages.chain(cases).chain(examples).filter(|text| !text.is_empty());
    texts.map(|text| [&[0], text.as_bytes()].concat()).collect()
}
