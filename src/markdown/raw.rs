//! Addresses in raw HTML: found in its tags and led to where Markdown's own would lead.

use std::borrow::Cow;
use std::ops::Range;

use super::escape;
use super::writer::Writer;

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// To be followed.
    Target,
    /// A picture that is shown.
    Picture,
    /// Sound or video that is played.
    Media,
}

/// Attributes that hold addresses.
const ATTRIBUTES: [(&str, &str, Use); 6] = [
    ("a", "href", Use::Target),
    ("img", "src", Use::Picture),
    ("video", "src", Use::Media),
    ("video", "poster", Use::Picture),
    ("audio", "src", Use::Media),
    ("source", "src", Use::Media),
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
    /// What it is for.
    wanted_as: Use,
    /// It is an image whose tag states no size.
    unsized_image: bool,
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
            let (resolved, size) = self.resolve_address(&address, &place);
            // One that may lead nowhere goes with its attribute.
            let kept = if resolved.is_some() { address.range.start } else { address.from };
            out.push_str(&html[done..kept]);
            if let Some(resolved) = resolved {
                out.push('"');
                escape::address(&mut out, &resolved);
                out.push('"');
            }
            if let Some((width, height)) = size.filter(|_| address.unsized_image) {
                out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            }
            done = address.range.end;
        }
        out.push_str(&html[done..]);
        Cow::Owned(out)
    }

    /// Returns where an address leads, if it may lead anywhere, and how large the picture there is.
    fn resolve_address(
        &mut self,
        address: &Address,
        place: &Range<usize>,
    ) -> (Option<String>, Option<(u32, u32)>) {
        let answer = match address.wanted_as {
            Use::Target => return (self.link_target(&address.written, place), None),
            Use::Picture => self.image_source(&address.written, place),
            Use::Media => self.media_source(&address.written, place),
        };
        (Some(answer.src).filter(|src| !src.is_empty()), answer.size)
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
            let first = found.len();
            at = attributes(html, at, &name, &mut found);
            mark_unsized(&html[open..at], &name, &mut found[first..]);
        }
        if VERBATIM.contains(&&*name) {
            at = end_of(html, at, &name);
        }
    }
    found
}

/// Marks the address of an image whose tag says neither how wide nor how tall it is: a page must not move when it comes.
fn mark_unsized(tag: &str, element: &str, found: &mut [Address]) {
    if element == "img" && !found.is_empty() {
        let tag = tag.to_ascii_lowercase();
        let states = |name: &str| {
            tag.match_indices(name).any(|(at, _)| {
                tag[..at].ends_with(char::is_whitespace)
                    && tag[at + name.len()..].trim_start().starts_with('=')
            })
        };
        found[0].unsized_image = !states("width") && !states("height");
    }
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
        if let Some((_, _, wanted_as)) = wanted {
            let (range, written) = (value..after, plain(&html[inner]));
            found.push(Address { from, range, written, wanted_as: *wanted_as, unsized_image: false });
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

    fn found(html: &str) -> Vec<(&str, String, Use)> {
        let all = addresses(html).into_iter();
        all.map(|one| (&html[one.range.clone()], one.written, one.wanted_as)).collect()
    }

    #[test]
    fn addresses_of_tags() {
        let html = "<p>< a <A class=x HREF = 'a&amp;b.md'>甲</a><img alt=\"src=x\" src=图.png/><source src>";
        let expected = [
            ("'a&amp;b.md'", "a&b.md".to_owned(), Use::Target),
            ("图.png/", "图.png/".to_owned(), Use::Picture),
        ];
        assert_eq!(found(html), expected);
        let player = "<video poster=a.png src=a.mp4><source src=b.webm></video><audio src=c.mp3>";
        let uses: Vec<Use> = found(player).into_iter().map(|(.., wanted_as)| wanted_as).collect();
        assert_eq!(uses, [Use::Picture, Use::Media, Use::Media, Use::Media]);
        assert_eq!(found("<!-- <a href=x> --><script>'<a href=x>'</script><b href=x>"), []);
        assert_eq!(found("<a href=\"x"), [("\"x", "x".to_owned(), Use::Target)]);
        for odd in ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a =", "<a <a href=x>", "<script"] {
            let _ = addresses(odd);
        }
    }

    #[test]
    fn images_without_a_size_are_known() {
        let marks = |html: &str| addresses(html).iter().map(|one| one.unsized_image).collect::<Vec<_>>();
        assert_eq!(marks("<img src=a.png><IMG alt='宽 width' src='a.png' />"), [true, true]);
        assert_eq!(marks("<img width=9 src=a.png><img src=a.png HEIGHT = '9'>"), [false, false]);
        assert_eq!(marks("<img src=a.png data-width=9><video src=a.mp4>"), [true, false]);
    }

    #[test]
    fn hostile_html_takes_linear_time() {
        for piece in ["<", "<a ", "<a href=x ", "<a href=\"", "<!--", "</", "<a/\"'=", "<script>x</SCRIPT>"] {
            let _ = addresses(&piece.repeat(50_000));
        }
    }
}
