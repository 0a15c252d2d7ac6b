//! What a piece of HTML asks of other hosts, and what of it a strict policy forbids.
//!
//! An address is looked at only where `//` stands in a text, so a page without one costs a single pass at the speed of memory. Links
//! for people to follow are no requests.

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};

/// Attributes whose address a browser fetches, or sends a form to, by itself or at a press of a button.
const FETCHED: &[&str] = &[
    "src",
    "srcset",
    "imagesrcset",
    "poster",
    "data",
    "background",
    "action",
    "formaction",
    "ping",
    "manifest",
];

/// Relations for which a browser fetches what a `link` leads to.
const RELATIONS: &[&str] = &[
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "mask-icon",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "prerender",
];

/// Elements of drawings whose `href` is fetched.
const DRAWN: &[&str] = &["use", "image", "feImage", "pattern", "script"];

/// Returns the addresses on other hosts that a browser would ask, with their places.
pub fn external(html: &str) -> Vec<Range<usize>> {
    let bytes = html.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memmem::find_iter(bytes, b"//") {
        let Some(start) = start_of_address(html, at) else { continue };
        if found.last().is_some_and(|last| last.contains(&start)) {
            continue;
        }
        let Some(open) = memrchr(b'<', &bytes[..start]) else { continue };
        let Some(tag) = Tag::at(html, open) else { continue };
        let end = end_of_address(html, at);
        let asked = match tag.attributes.iter().find(|one| one.value.contains(&start)) {
            Some(one) => tag.fetches(one, &html[one.value.clone()], html),
            None => tag.name == "style" && is_loaded_by_style(&html[tag.end..start]),
        };
        if asked {
            found.push(start..end);
        }
    }
    found
}

/// Returns the addresses on other hosts that a style sheet loads.
pub fn external_in_style(style: &str) -> Vec<Range<usize>> {
    let hits = memmem::find_iter(style.as_bytes(), b"//");
    let starts = hits.filter_map(|at| Some((start_of_address(style, at)?, at)));
    starts
        .filter(|(start, _)| is_loaded_by_style(&style[..*start]))
        .map(|(start, at)| start..end_of_address(style, at))
        .collect()
}

/// Tells whether what stands before an address in a style sheet loads it.
fn is_loaded_by_style(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', ' ']);
    before.ends_with("url(") || before.ends_with("@import")
}

/// Returns where the address begins that has `//` here: at its scheme, or here if it has none and nothing stands before it.
fn start_of_address(html: &str, at: usize) -> Option<usize> {
    let before = &html[..at];
    for scheme in ["https:", "http:", "ftp:", "wss:", "ws:"] {
        let start = at.checked_sub(scheme.len())?;
        if html.get(start..at).is_some_and(|written| written.eq_ignore_ascii_case(scheme)) {
            return Some(start);
        }
    }
    before.ends_with(['"', '\'', '=', '(', ' ', ',']).then_some(at)
}

fn end_of_address(html: &str, at: usize) -> usize {
    let end = html[at..].find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | ')' | ','));
    end.map_or(html.len(), |end| at + end)
}

/// Returns what in a piece of HTML stands against a policy without exceptions (`default-src 'self'`): scripts and styles within it.
pub fn inline(html: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr(b'<', &html.as_bytes()[at..]).map(|found| at + found) {
        at = open + 1;
        let Some(tag) = Tag::at(html, open) else { continue };
        let value = |name: &str| {
            tag.attributes
                .iter()
                .find(|one| html[one.name.clone()].eq_ignore_ascii_case(name))
                .map(|one| &html[one.value.clone()])
        };
        let is_data = value("type").is_some_and(|kind| kind.contains("json"));
        if tag.name == "style" || tag.name == "script" && value("src").is_none() && !is_data {
            found.push(open..open + 1 + tag.name.len());
        }
        for one in &tag.attributes {
            let name = html[one.name.clone()].to_ascii_lowercase();
            let handler = name.starts_with("on") && name.len() > 4;
            let script = html[one.value.clone()].trim_start().to_ascii_lowercase().starts_with("javascript:");
            if name == "style" || handler || script {
                found.push(one.name.clone());
            }
        }
        at = tag.end;
    }
    found
}

/// A tag with its attributes.
struct Tag<'h> {
    name: &'h str,
    attributes: Vec<Attribute>,
    /// Where it ends.
    end: usize,
}

/// Places of an attribute's name and value; the value is empty if there is none.
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
}

impl<'h> Tag<'h> {
    /// Reads the tag that opens here; `None` if it is a comment, a closing tag or no tag at all.
    fn at(html: &'h str, open: usize) -> Option<Self> {
        let bytes = html.as_bytes();
        let name = word(bytes, open + 1);
        bytes.get(open + 1).filter(|byte| byte.is_ascii_alphabetic())?;
        let (mut attributes, mut at) = (Vec::new(), name.end);
        loop {
            match *bytes.get(at)? {
                b'>' => break,
                byte if byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'=') => at += 1,
                _ => {
                    let name = word(bytes, at);
                    let value = value(bytes, name.end);
                    at = value.as_ref().map_or(name.end, |value| value.end).max(at + 1);
                    attributes.push(Attribute { name, value: value.unwrap_or(at..at) });
                }
            }
        }
        Some(Self { name: &html[name], attributes, end: at + 1 })
    }

    /// Tells whether a browser fetches what stands in an attribute.
    fn fetches(&self, attribute: &Attribute, value: &str, html: &str) -> bool {
        let own = |name: &str| {
            self.attributes
                .iter()
                .find(|one| html[one.name.clone()].eq_ignore_ascii_case(name))
                .map(|one| &html[one.value.clone()])
        };
        match html[attribute.name.clone()].to_ascii_lowercase().as_str() {
            name if FETCHED.contains(&name) => true,
            "href" | "xlink:href" if self.name == "link" => own("rel").is_some_and(|rel| {
                rel.split_whitespace()
                    .any(|one| RELATIONS.iter().any(|known| known.eq_ignore_ascii_case(one)))
            }),
            "href" | "xlink:href" => DRAWN.contains(&self.name),
            "style" => value.contains("url("),
            "content" => own("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh")),
            _ => false,
        }
    }
}

/// Returns the name that begins here.
fn word(bytes: &[u8], start: usize) -> Range<usize> {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/' | b'"' | b'\'');
    let rest = bytes.get(start..).unwrap_or_default();
    start..start + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Returns the value that an attribute has, whose name ends here.
fn value(bytes: &[u8], end: usize) -> Option<Range<usize>> {
    let skip = |from: usize| {
        from + bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let equals = skip(end);
    if bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let start = skip(equals + 1);
    match *bytes.get(start)? {
        quote @ (b'"' | b'\'') => {
            let close = memchr(quote, &bytes[start + 1..]).map_or(bytes.len(), |found| start + 1 + found);
            Some(start + 1..close)
        }
        _ => {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
            let length = bytes[start..].iter().position(ends).unwrap_or(bytes.len() - start);
            Some(start..start + length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_other_hosts_are_seen() {
        for html in [
            r#"<img src="https://h.example/a.png" alt="">"#,
            r#"<img alt='x > y' src='//h.example/a.png'>"#,
            r#"<img srcset="/a.png 1x, https://h.example/b.png 2x">"#,
            r#"<link rel="stylesheet" href="http://h.example/a.css">"#,
            r#"<link rel="preload icon" href="HTTPS://h.example/a.ico">"#,
            r#"<meta http-equiv="refresh" content="0; url=https://h.example/">"#,
            r#"<form action="https://h.example/q"><button formaction="/x">"#,
            r#"<p style="background: url(https://h.example/a.png)">"#,
            r#"<style>a { background: url("//h.example/a.png") }</style>"#,
            r#"<style>@import "https://h.example/a.css";</style>"#,
            r#"<video poster="https://h.example/a.png"></video>"#,
            r#"<iframe src=https://h.example/></iframe>"#,
            r#"<svg><image xlink:href="https://h.example/a.png"/></svg>"#,
            r#"<script src="https://h.example/a.js"></script>"#,
        ] {
            let found = external(html);
            assert_eq!(found.len(), 1, "{html}: {found:?}");
            assert!(html[found[0].clone()].to_lowercase().contains("//h.example"), "{html}");
        }
    }

    #[test]
    fn links_and_texts_are_no_requests() {
        for html in [
            r#"<a href="https://h.example/">https://h.example/</a>"#,
            r#"<link rel="canonical" href="https://h.example/a.html">"#,
            r#"<meta property="og:image" content="https://h.example/a.png">"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>"#,
            r#"<script type="application/ld+json">{"@context": "https://schema.org"}</script>"#,
            "<!-- <img src='x'> https://h.example/ -->",
            "<p>src=\"https://h.example/\"</p>",
            "<img src=\"/a//b.png\">",
            "<",
            "<a href=\"//",
            "甲//乙<img 丙=//",
        ] {
            assert_eq!(external(html), [], "{html}");
        }
    }

    #[test]
    fn what_a_strict_policy_forbids_is_seen() {
        let count = |html: &str| inline(html).len();
        assert_eq!(
            count("<script>x</script><style></style><p style='a' onclick='b'><a href='javascript:c'>"),
            5
        );
        assert_eq!(
            count(
                "<script src='/a.js'></script><script type='application/ld+json'>{}</script><p title='style=' class='on'>"
            ),
            0
        );
    }
}
