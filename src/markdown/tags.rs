//! Tags of finished HTML, as far as text beside them is concerned: which part it from its neighbours, which hide it.

use memchr::{memchr, memmem};

/// What a tag is to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// Text goes on as if it were not there.
    Inline,
    /// Something in the line that is not text, its content included: code, a formula, a picture, a number of a note.
    Object,
    /// A block or a line begins or ends.
    Block,
    /// A heading begins.
    Heading,
}

/// A tag, or an element that counts as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub kind: TagKind,
    pub end: usize,
}

/// Elements inside of which text goes on.
const INLINE: [&str; 19] = [
    "a", "abbr", "b", "bdi", "big", "cite", "del", "em", "font", "i", "ins", "mark", "q", "s", "small",
    "span", "strong", "time", "u",
];
/// Elements whose text is not running text.
const OBJECTS: [&str; 14] = [
    "code", "kbd", "math", "option", "pre", "ruby", "samp", "script", "style", "sub", "sup", "svg",
    "textarea", "var",
];
/// Elements in the line without content.
const VOID: [&str; 3] = ["img", "input", "wbr"];

/// Returns the tag or comment that begins at `at`, if one does.
pub(super) fn tag_at(html: &str, at: usize) -> Option<Tag> {
    let rest = &html[at..];
    if rest.starts_with("<!--") {
        let end = memmem::find(rest.as_bytes(), b"-->").map_or(html.len(), |length| at + length + 3);
        return Some(Tag { kind: TagKind::Inline, end });
    }
    let closes = rest.starts_with("</");
    let name = name(&rest[1 + usize::from(closes)..]);
    if name.is_empty() {
        return None;
    }
    let end = tag_end(html, at);
    let kind = kind(name);
    let end = if kind == TagKind::Object && !closes && is_listed(&OBJECTS, name) {
        element_end(html, end, name)
    } else {
        end
    };
    let kind = if kind == TagKind::Heading && closes { TagKind::Block } else { kind };
    Some(Tag { kind, end })
}

fn kind(name: &str) -> TagKind {
    let bytes = name.as_bytes();
    if bytes.len() == 2 && bytes[0].eq_ignore_ascii_case(&b'h') && (b'1'..=b'6').contains(&bytes[1]) {
        return TagKind::Heading;
    }
    match name {
        _ if is_listed(&INLINE, name) => TagKind::Inline,
        _ if is_listed(&OBJECTS, name) || is_listed(&VOID, name) => TagKind::Object,
        _ => TagKind::Block,
    }
}

fn is_listed(names: &[&str], name: &str) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// Returns the name that a tag begins with.
fn name(tag: &str) -> &str {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let length = tag.bytes().take_while(is_name).count();
    if tag.starts_with(|c: char| c.is_ascii_alphabetic()) { &tag[..length] } else { "" }
}

/// Returns the end of the tag at `at`; a `>` inside a value does not end it.
fn tag_end(html: &str, at: usize) -> usize {
    let mut quote = None;
    for (offset, &byte) in html.as_bytes()[at..].iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + offset + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Returns the end of an element whose start tag ends at `at`.
fn element_end(html: &str, mut at: usize, element: &str) -> usize {
    let is_text_alone = is_listed(&["script", "style", "textarea"], element);
    let mut depth = 1;
    while let Some(length) = memchr(b'<', &html.as_bytes()[at..]) {
        at += length;
        let closes = html[at..].starts_with("</");
        let is_same = name(&html[at + 1 + usize::from(closes)..]).eq_ignore_ascii_case(element);
        if !is_same {
            at += 1;
            continue;
        }
        at = tag_end(html, at);
        match closes {
            true => depth -= 1,
            false if !is_text_alone => depth += 1,
            false => {}
        }
        if depth == 0 {
            return at;
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Option<(TagKind, &str)> {
        tag_at(html, 0).map(|tag| (tag.kind, &html[tag.end..]))
    }

    #[test]
    fn tags_end_where_browsers_end_them() {
        assert_eq!(read("<a title=\"x>y\" href='>'>甲"), Some((TagKind::Inline, "甲")));
        assert_eq!(read("<h2 id=\"a\">甲"), Some((TagKind::Heading, "甲")));
        assert_eq!(read("</h2>甲"), Some((TagKind::Block, "甲")));
        assert_eq!(read("<hr>甲"), Some((TagKind::Block, "甲")));
        assert_eq!(read("<code>》，<b></code>甲"), Some((TagKind::Object, "甲")));
        assert_eq!(read("<svg><svg></svg>乙</svg>甲"), Some((TagKind::Object, "甲")));
        assert_eq!(read("<script>a<b;\"</b>\"</script>甲"), Some((TagKind::Object, "甲")));
        assert_eq!(read("<img alt=\"》，\">甲"), Some((TagKind::Object, "甲")));
        assert_eq!(read("<!-- <p> -->甲"), Some((TagKind::Inline, "甲")));
        for none in ["< 3", "<3", "<", "<甲"] {
            assert_eq!(read(none), None, "{none}");
        }
        for unended in ["<a title=\"", "<code>甲", "<!-- 甲"] {
            assert_eq!(read(unended).map(|(_, rest)| rest), Some(""), "{unended}");
        }
    }
}
