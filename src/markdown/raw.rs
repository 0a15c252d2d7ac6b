//! Addresses in raw HTML: found in its tags and led to where Markdown's own would lead.

use std::borrow::Cow;
use std::ops::Range;

use super::escape;
use super::writer::Writer;

/// Attributes that hold addresses, and whether they name something shown rather than a target.
const ATTRIBUTES: [(&str, &str, bool); 6] = [
    ("a", "href", false),
    ("img", "src", true),
    ("video", "src", true),
    ("video", "poster", true),
    ("audio", "src", true),
    ("source", "src", true),
];

/// Elements whose contents are no HTML.
const VERBATIM: [&str; 3] = ["script", "style", "textarea"];

/// An address in a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    /// First byte of the attribute's name.
    from: usize,
    /// Bytes of the value, quotes included.
    range: Range<usize>,
    /// The value without quotes and entities.
    written: String,
    /// It names something shown, as `src` does.
    shown: bool,
}

impl Writer<'_, '_> {
    /// Returns raw HTML with its addresses resolved like those of Markdown; what is wrong with them is reported.
    pub(super) fn resolve_raw<'t>(&mut self, html: &'t str, range: &Range<usize>) -> Cow<'t, str> {
        let addresses = if self.options.decorate { addresses(html) } else { Vec::new() };
        if addresses.is_empty() {
            return Cow::Borrowed(html);
        }
        let mut out = String::with_capacity(html.len() + 64);
        let (mut done, mut searched) = (0, range.start);
        for address in addresses {
            let place = self.place_of(&html[address.range.clone()], searched..range.end);
            searched = place.as_ref().map_or(searched, |place| place.end);
            let place = place.unwrap_or_else(|| range.clone());
            let resolved = match address.shown {
                true => Some(self.image_source(&address.written, &place).src).filter(|src| !src.is_empty()),
                false => self.link_target(&address.written, &place),
            };
            // One that may lead nowhere goes with its attribute.
            let kept = if resolved.is_some() { address.range.start } else { address.from };
            out.push_str(&html[done..kept]);
            if let Some(resolved) = resolved {
                out.push('"');
                escape::address(&mut out, &resolved);
                out.push('"');
            }
            done = address.range.end;
        }
        out.push_str(&html[done..]);
        Cow::Owned(out)
    }

    /// Returns where a piece of raw HTML stands in the prepared text.
    fn place_of(&self, piece: &str, within: Range<usize>) -> Option<Range<usize>> {
        let at = within.start + self.prepared.text.get(within)?.find(piece)?;
        Some(at..at + piece.len())
    }
}

/// Returns the addresses in the opening tags of raw HTML, in order.
fn addresses(html: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        let rest = &html[open..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| open + end + 3);
            continue;
        }
        let name: String = rest[1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        at = open + 1 + name.len();
        let name = name.to_ascii_lowercase();
        if !name.is_empty() {
            at = attributes(html, at, &name, &mut found);
        }
        if VERBATIM.contains(&&*name) {
            at = end_of(html, at, &name);
        }
    }
    found
}

/// Returns where the closing tag of an element stands, from `at` on.
fn end_of(html: &str, mut at: usize, name: &str) -> usize {
    while let Some(close) = html[at..].find("</").map(|close| at + close) {
        at = close + 2;
        if html.get(at..at + name.len()).is_some_and(|other| other.eq_ignore_ascii_case(name)) {
            return close;
        }
    }
    html.len()
}

/// Adds the addresses of one tag whose attributes begin at `at`; returns the byte after the tag.
fn attributes(html: &str, mut at: usize, element: &str, found: &mut Vec<Address>) -> usize {
    let skip = |at: usize, what: fn(char) -> bool| {
        html[at..].find(|c| !what(c)).map_or(html.len(), |length| at + length)
    };
    let is_name = |c: char| !c.is_whitespace() && !matches!(c, '=' | '>' | '/' | '"' | '\'' | '<');
    loop {
        at = skip(at, |c| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
        let end = skip(at, is_name);
        if end == at {
            return if html[at..].starts_with('>') { at + 1 } else { at };
        }
        let (from, name) = (at, html[at..end].to_ascii_lowercase());
        at = end;
        let equals = skip(at, char::is_whitespace);
        if !html[equals..].starts_with('=') {
            continue;
        }
        let value = skip(equals + 1, char::is_whitespace);
        let (inner, after) = value_at(html, value);
        at = after;
        let wanted = ATTRIBUTES.iter().find(|(tag, attribute, _)| *tag == element && *attribute == name);
        if let Some((_, _, shown)) = wanted {
            let written = plain(&html[inner]);
            found.push(Address { from, range: value..after, written, shown: *shown });
        }
    }
}

/// Returns the bytes of an attribute's value without its quotes, and the byte after it.
fn value_at(html: &str, at: usize) -> (Range<usize>, usize) {
    match html[at..].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = html[at + 1..].find(quote).map_or(html.len(), |length| at + 1 + length);
            (at + 1..end, (end + 1).min(html.len()))
        }
        _ => {
            let length = html[at..].find(|c: char| c.is_whitespace() || c == '>');
            let end = length.map_or(html.len(), |length| at + length);
            (at..end, end)
        }
    }
}

/// Returns the text of an attribute's value: without the entities that addresses hold, and blanks around it.
fn plain(value: &str) -> String {
    let value = value.trim();
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<(&str, String, bool)> {
        let all = addresses(html).into_iter();
        all.map(|one| (&html[one.range.clone()], one.written, one.shown)).collect()
    }

    #[test]
    fn addresses_of_tags() {
        let html = "<p>< a <A class=x HREF = 'a&amp;b.md'>甲</a><img alt=\"src=x\" src=图.png/><source src>";
        let expected =
            [("'a&amp;b.md'", "a&b.md".to_owned(), false), ("图.png/", "图.png/".to_owned(), true)];
        assert_eq!(found(html), expected);
        assert_eq!(found("<!-- <a href=x> --><script>'<a href=x>'</script><b href=x>"), []);
        assert_eq!(found("<a href=\"x"), [("\"x", "x".to_owned(), false)]);
        for odd in ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a =", "<a <a href=x>", "<script"] {
            let _ = addresses(odd);
        }
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        for piece in ["<", "<a ", "<a href=x ", "<a href=\"", "<!--", "</", "<a/\"'=", "<script>x</SCRIPT>"] {
            let _ = addresses(&piece.repeat(50_000));
        }
    }
}
