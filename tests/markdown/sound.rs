//! What every body must be: whole tags, places that are in the text.

use pilothouse::diag::{Anchor, Diagnostic};
use pilothouse::markdown::{Body, Directive, Piece};

/// Fails unless every range lies in the text and on the borders of characters.
pub fn check_spans(text: &str, body: &Body, findings: &[Diagnostic]) {
    let sound = |(start, end): (u32, u32)| {
        assert!(text.get(start as usize..end as usize).is_some(), "{start}..{end} of {text:?}");
    };
    for finding in findings {
        match finding.place.as_ref().map(|place| &place.anchor) {
            Some(&Anchor::Body(start, end)) => sound((start, end)),
            other => panic!("{other:?}"),
        }
    }
    body.blocks.iter().for_each(|&block| sound(block));
    body.links.iter().chain(&body.figures).for_each(|link| sound(link.span));
    assert!(body.blocks.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{:?} of {text:?}", body.blocks);
    check_pieces(&body.pieces, &sound);
}

fn check_pieces(pieces: &[Piece], sound: &impl Fn((u32, u32))) {
    // A figure in the middle of a line parts the HTML around it.
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Directive(Directive { name, span, .. }) if name == "figure" => sound(*span),
            Piece::Directive(Directive { span, body, .. }) => {
                sound(*span);
                check_tags(&std::mem::take(&mut html));
                check_pieces(body, sound);
            }
            Piece::Html(part) => html.push_str(part),
        }
    }
    check_tags(&html);
}

/// Elements without an end.
const VOID: &[&str] = &["br", "hr", "img", "input", "wbr", "col", "area", "source"];

/// Fails unless every element opened in a piece is closed in it, in order, and no scaffolding is left in it.
fn check_tags(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or_default();
        let name: String =
            inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if inside.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} open in {html}");
}
