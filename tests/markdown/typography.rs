//! Spans for typography: around what is there, and nothing else.

use pilothouse::markdown::Body;
use proptest::prelude::*;

use super::{rendered, rendered_as, shown, sound, typographic};

/// Returns HTML without the spans of typography.
fn without_spans(html: &str) -> String {
    let (mut out, mut rest, mut open) = (String::new(), html, Vec::new());
    while let Some(at) = rest.find("<span").into_iter().chain(rest.find("</span>")).min() {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find('>').unwrap() + 1;
        let tag = &rest[at..end];
        let is_ours = match tag.strip_prefix("<span class=\"") {
            Some(class) => ["trim-", "gap", "whole"].iter().any(|ours| class.starts_with(ours)),
            None => tag == "</span>" && open.last() == Some(&true),
        };
        match tag {
            "</span>" => drop(open.pop()),
            _ => open.push(is_ours),
        }
        if !is_ours {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out + rest
}

fn check(text: &str) -> Body {
    let (plain, plain_findings) = rendered(text);
    let (body, findings) = rendered_as(text, &typographic());
    sound::check_spans(text, &body, &findings);
    assert_eq!(without_spans(&shown(&body.pieces)), shown(&plain.pieces), "{text:?}");
    assert_eq!(findings, plain_findings);
    let others = |body: Body| Body { pieces: Vec::new(), ..body };
    assert_eq!(others(body.clone()), others(plain), "what search, counts and outlines see is the same");
    body
}

#[test]
fn nothing_but_spans_is_added_in_long_texts() {
    for path in ["01-emphasis", "02-lines", "03-links", "04-blocks", "05-directives", "06-slips"] {
        let path = format!("{}/tests/markdown/{path}.md", env!("CARGO_MANIFEST_DIR"));
        check(&std::fs::read_to_string(path).unwrap().replace("~~~~", ""));
    }
}

#[test]
fn raw_html_stays_whole() {
    for text in [
        "<span title=\"a>》，\">《甲》，</span>Excel里",
        "<div>“甲。”<img alt=\"》，\">Excel做</div>\n\n## 甲<b>乙丙丁</b>",
        "<svg><text>》，</text></svg>",
        "甲 < 乙》，< 3》，</b>",
        "&lt;甲》，&amp;Excel里&hellip;",
    ] {
        check(text);
    }
}

proptest! {
    #[test]
    fn nothing_but_spans_is_added(text in "([甲乙a3“”《》（），。、·—…&\\-# \n*`\\[\\]{}=:|<>/]|<b>|</b>|<br>|\\{\\{数据 a\\}\\}|\u{f8f0}1.2\u{f8f1}){0,40}") {
        check(&text);
    }
}
