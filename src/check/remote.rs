//! What a page loads from other sites, and which sites it links to.

use std::ops::Range;

use memchr::memmem;

/// Attributes whose addresses are loaded while a page is shown.
const LOADING: [&str; 8] =
    ["src", "srcset", "poster", "data", "background", "action", "formaction", "data-src"];

/// Returns the addresses of other sites that a page loads: in images, in raw HTML, in the front matter's pictures.
pub fn loaded(text: &str, body: &Range<usize>) -> Vec<(Range<usize>, String)> {
    outward(text, body).filter(|(range, _)| is_loaded(text, range.start, body)).collect()
}

/// Returns the addresses of other sites that a page links to.
pub fn linked(text: &str, body: &Range<usize>) -> Vec<(Range<usize>, String)> {
    outward(text, body)
        .filter(|(range, _)| range.start >= body.start && !is_loaded(text, range.start, body))
        .collect()
}

/// Returns all addresses with a host that stand outside of code.
fn outward<'t>(text: &'t str, body: &Range<usize>) -> impl Iterator<Item = (Range<usize>, String)> + use<'t> {
    let mut code = None;
    let body = body.clone();
    memmem::find_iter(text.as_bytes(), "//").filter_map(move |at| {
        let head = &text[..at];
        let scheme = ["https:", "http:", "HTTP:", "HTTPS:"]
            .iter()
            .find(|scheme| head.ends_with(**scheme))
            .map_or(0, |scheme| scheme.len());
        let start = at - scheme;
        let host = host(&text[at + 2..])?;
        let bare = scheme == 0 && !text[..start].ends_with(['(', '"', '\'', '<', '=']);
        if bare || in_code(text, start, &body, &mut code) {
            return None;
        }
        let stop = |c: char| {
            c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '>' | '<' | ']' | '}' | '，' | '。' | '）')
        };
        let length = text[start..].find(stop).unwrap_or(text.len() - start);
        Some((start..start + length, host))
    })
}

/// Returns the host at the beginning of an address.
fn host(rest: &str) -> Option<String> {
    let rest = rest
        .rsplit_once('@')
        .map_or(rest, |(user, after)| if user.contains(['/', ' ', '\n']) { rest } else { after });
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
    let host = rest[..end].to_lowercase();
    (host.contains('.') && !host.starts_with('.')).then_some(host)
}

/// Tells whether a host is an allowed one or below it.
pub fn is_under(host: &str, allowed: &str) -> bool {
    let allowed = allowed.trim_start_matches("*.").to_lowercase();
    host == allowed || host.strip_suffix(&*allowed).is_some_and(|head| head.ends_with('.'))
}

/// Tells whether an address is loaded with the page rather than followed by a click.
fn is_loaded(text: &str, start: usize, body: &Range<usize>) -> bool {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let head = &text[line..start];
    if start < body.start {
        let key = head.trim().trim_start_matches("- ").trim_end_matches(['"', '\'']).trim_end();
        return ["src:", "图片:", "logo:", "image:", "证书:", "certificate:"]
            .iter()
            .any(|name| key.ends_with(name));
    }
    // ![…](address
    if let Some(label) = head.strip_suffix('(').and_then(|head| head.strip_suffix(']')) {
        return opening(label).is_some_and(|open| label[..open].ends_with('!'));
    }
    if let Some(name) = definition(head) {
        return text[body.clone()].contains(&format!("][{name}]"))
            && is_image_label(&text[body.clone()], name);
    }
    in_tag(&text[..start]) || head.trim_end_matches(['"', '\'']).ends_with("url(")
}

/// Returns where the bracket of a label opens.
fn opening(label: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in label.char_indices().rev() {
        depth += i32::from(c == ']') - i32::from(c == '[');
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns the name that a line such as `[name]: ` defines.
fn definition(head: &str) -> Option<&str> {
    let name = head
        .trim_start()
        .strip_prefix('[')?
        .trim_end()
        .trim_end_matches('<')
        .strip_suffix(':')?
        .strip_suffix(']')?;
    (!name.contains(']')).then_some(name)
}

fn is_image_label(body: &str, name: &str) -> bool {
    body.match_indices(&format!("][{name}]"))
        .any(|(at, _)| opening(&body[..at]).is_some_and(|open| body[..open].ends_with('!')))
}

/// Tells whether an address stands in an attribute of a tag that loads it.
fn in_tag(head: &str) -> bool {
    let mut from = head.len().saturating_sub(600);
    while !head.is_char_boundary(from) {
        from += 1;
    }
    let near = &head[from..];
    let Some(open) = near.rfind('<').filter(|open| near.rfind('>').is_none_or(|close| close < *open)) else {
        return false;
    };
    let tag = near[open + 1..].to_lowercase();
    let attribute = tag.trim_end_matches(['"', '\'', ' ']).strip_suffix('=').unwrap_or_default();
    let attribute = attribute.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    LOADING.contains(&attribute)
        || (tag.starts_with("link") && attribute == "href")
        || tag.contains("srcset=")
        || (tag.contains("style=") && tag.contains("url("))
}

/// Tells whether a place stands in code; `known` remembers the blanked text of the page.
fn in_code(text: &str, start: usize, body: &Range<usize>, known: &mut Option<Vec<Range<usize>>>) -> bool {
    if start < body.start {
        return false;
    }
    let fences = known.get_or_insert_with(|| fences(&text[body.clone()]));
    let at = start - body.start;
    if fences.iter().any(|fence| fence.contains(&at)) {
        return true;
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    text[line..start].matches('`').count() % 2 == 1
}

/// Returns the bytes of fenced code.
fn fences(body: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (open, mark) {
            (None, Some(mark)) => open = Some((start, mark)),
            (Some((from, opened)), Some(mark)) if opened == mark => {
                all.push(from..start + line.len());
                open = None;
            }
            _ => {}
        }
        start += line.len();
    }
    all.extend(open.map(|(from, _)| from..body.len()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loaded_and_what_is_linked() {
        let text = "见[甲](https://a.example/x)和![图](http://b.example/y.png \"t\")，`![](http://c.example/z)`\n\
            <img alt=\"a\" src=\"//d.example/w.png\"> <a href='https://e.example/'>e</a> <script src=https://f.example/s.js></script>\n\
            ```\n<img src=\"http://g.example/\">\n```\n<link rel=stylesheet href=\"https://h.example/a.css\">\n![图][r]\n\n[r]: https://i.example/r.png\n";
        let hosts =
            |found: Vec<(Range<usize>, String)>| found.into_iter().map(|(_, host)| host).collect::<Vec<_>>();
        let body = 0..text.len();
        assert_eq!(
            hosts(loaded(text, &body)),
            ["b.example", "d.example", "f.example", "h.example", "i.example"]
        );
        assert_eq!(hosts(linked(text, &body)), ["a.example", "e.example"]);
        assert!(
            is_under("www.a.example", "a.example")
                && is_under("a.example", "*.a.example")
                && !is_under("ba.example", "a.example")
        );
    }
}
