//! Makes the addresses in an HTML page relative to the page's own path.
//!
//! Only attributes of tags are touched, and only addresses that begin with a single slash. Text, comments, scripts and styles
//! stay as they are.

use memchr::{memchr, memmem};

/// Attributes that hold one address.
const ADDRESS: &[&str] = &["href", "src", "action", "poster", "data", "cite", "data-src", "data-href"];

/// Returns the page with addresses relative to `path`, its place in the output folder.
///
/// *Cost:* one pass; text between tags is skipped at the speed of memory.
pub fn relative(html: &str, path: &str) -> String {
    let bytes = html.as_bytes();
    let out = String::with_capacity(html.len() + html.len() / 16);
    let mut pass = Pass { html, path: Seat::new(path), copied: 0, out };
    let mut at = 0;
    while let Some(open) = next(bytes, at, b'<') {
        at = match bytes.get(open + 1) {
            Some(b'!') if bytes[open..].starts_with(b"<!--") => skip_past(bytes, open + 4, b"-->"),
            // A closing tag holds no address, and no `<` either.
            Some(b'/') => open + 2,
            // What addresses begin at is no address of the page.
            Some(b'b') if bytes[open..].starts_with(b"<base ") => open + 2,
            Some(b's') => {
                let end = pass.tag(open);
                raw_text_end(html, open).map_or(end, |close| skip_to(bytes, end, close))
            }
            _ => pass.tag(open),
        };
    }
    pass.out.push_str(&html[pass.copied..]);
    pass.out
}

/// One pass over a page.
struct Pass<'a> {
    html: &'a str,
    path: Seat<'a>,
    /// What lies before this is in `out` already.
    copied: usize,
    out: String,
}

impl Pass<'_> {
    /// Rewrites the addresses in a tag's quoted values; returns the end of the tag.
    fn tag(&mut self, open: usize) -> usize {
        let bytes = self.html.as_bytes();
        let mut at = open + 1;
        while let Some(found) = next_in_tag(bytes, at) {
            let quote = bytes[found];
            if quote == b'>' {
                return found + 1;
            }
            let Some(close) = next(bytes, found + 1, quote) else { break };
            if bytes[found - 1] == b'=' {
                self.value(open, found + 1..close);
            }
            at = close + 1;
        }
        bytes.len()
    }

    /// Rewrites a value if its attribute holds addresses.
    fn value(&mut self, open: usize, value: std::ops::Range<usize>) {
        let written = &self.html[value.clone()];
        let equals = value.start - 2;
        let from_root = written.starts_with('/');
        // Of the other attributes only `srcset` and `content` may hold an address that does not come first.
        if !from_root && self.html.as_bytes()[equals - 1] != b't' {
            return;
        }
        let name = attribute_name(&self.html[open..equals]);
        let rewritten = match name {
            name if from_root && ADDRESS.contains(&name) => {
                if !written.starts_with("//") {
                    self.out.push_str(&self.html[self.copied..value.start]);
                    self.path.push_relative(&mut self.out, &written[1..]);
                    self.copied = value.end;
                }
                return;
            }
            "srcset" => srcset(written, self.path.path),
            "content" => match refresh(written, self.path.path) {
                Some(rewritten) => rewritten,
                None => return,
            },
            _ => return,
        };
        self.out.push_str(&self.html[self.copied..value.start]);
        self.out.push_str(&rewritten);
        self.copied = value.end;
    }
}

/// Returns the attribute name that ends a piece of a tag.
fn attribute_name(text: &str) -> &str {
    let text = text.trim_end();
    let start = text
        .rfind(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'' || c == '/')
        .map_or(0, |at| at + 1);
    &text[start..]
}

/// Returns a root-absolute address relative to `path`; `None` for any other address.
fn address(written: &str, path: &str) -> Option<String> {
    if !written.starts_with('/') || written.starts_with("//") {
        return None;
    }
    Some(to_relative(&written[1..], path))
}

/// Returns the address of `target` (a path in the output folder, with query and anchor) as seen from `path`.
pub fn to_relative(target: &str, path: &str) -> String {
    let mut relative = String::with_capacity(target.len() + 16);
    Seat::new(path).push_relative(&mut relative, target);
    relative
}

/// Where addresses are seen from.
struct Seat<'a> {
    path: &'a str,
    /// How many folders it lies deep.
    depth: usize,
}

impl<'a> Seat<'a> {
    fn new(path: &'a str) -> Self {
        Self { path, depth: path.bytes().filter(|&byte| byte == b'/').count() }
    }

    /// Appends the address of `target` as seen from here.
    fn push_relative(&self, out: &mut String, target: &str) {
        let (shared, folders) = self.shared_folders(target);
        let up = self.depth - folders;
        let rest = &target[shared..];
        for _ in 0..up {
            out.push_str("../");
        }
        // A first piece with a colon would read as a scheme.
        let scheme = |first: &str| first.contains(':');
        if up == 0 && (rest.is_empty() || rest.split(['/', '?', '#']).next().is_some_and(scheme)) {
            out.push_str("./");
        }
        out.push_str(rest);
    }

    /// Returns the length of the common leading folders, with the slash, and how many they are.
    fn shared_folders(&self, target: &str) -> (usize, usize) {
        let (mut shared, mut folders) = (0, 0);
        for (at, (a, b)) in target.bytes().zip(self.path.bytes()).enumerate() {
            match a {
                _ if a != b => break,
                b'?' | b'#' => break,
                b'/' => (shared, folders) = (at + 1, folders + 1),
                _ => {}
            }
        }
        (shared, folders)
    }
}

fn srcset(written: &str, path: &str) -> String {
    let each = |candidate: &str| {
        let candidate = candidate.trim();
        let (url, rest) =
            candidate.split_once(' ').map_or((candidate, ""), |(url, _)| (url, &candidate[url.len()..]));
        format!("{}{rest}", address(url, path).unwrap_or_else(|| url.to_owned()))
    };
    written.split(',').map(each).collect::<Vec<_>>().join(", ")
}

/// Rewrites the address in `0; url=/a.html`, the content of a refresh.
fn refresh(written: &str, path: &str) -> Option<String> {
    let (delay, url) = written.split_once("url=")?;
    delay.trim_end().ends_with(';').then(|| address(url, path).map(|url| format!("{delay}url={url}")))?
}

/// Returns the closing tag that ends the raw text of an element, if its content is raw text.
fn raw_text_end(html: &str, open: usize) -> Option<&'static [u8]> {
    let rest = &html[open + 1..];
    if rest.starts_with("script") {
        Some(b"</script")
    } else if rest.starts_with("style") {
        Some(b"</style")
    } else {
        None
    }
}

/// How many times eight bytes are looked at before the search that is quicker over long distances and slower to begin.
const NEAR: usize = 4;

/// A byte in each place of a word: to be multiplied with it.
const EACH: u64 = u64::MAX / 255;

/// Returns where `wanted` stands next, from `at` on.
fn next(bytes: &[u8], mut at: usize, wanted: u8) -> Option<usize> {
    for _ in 0..NEAR {
        let Some(word) = bytes.get(at..)?.first_chunk() else { break };
        let hits = places(u64::from_le_bytes(*word), wanted);
        if hits != 0 {
            return Some(at + first_place(hits));
        }
        at += 8;
    }
    memchr(wanted, &bytes[at..]).map(|found| at + found)
}

/// Returns where a quote or the end of the tag stands next, from `at` on.
fn next_in_tag(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(word) = bytes.get(at..)?.first_chunk() {
        let word = u64::from_le_bytes(*word);
        let hits = places(word, b'"') | places(word, b'>') | places(word, b'\'');
        if hits != 0 {
            return Some(at + first_place(hits));
        }
        at += 8;
    }
    let is_end = |byte: &u8| matches!(byte, b'"' | b'>' | b'\'');
    bytes[at..].iter().position(is_end).map(|found| at + found)
}

/// Returns a word whose lowest set bit lies in the first place that holds `wanted`. *Source:* the usual trick: less one, a zero byte alone
/// borrows; what lies above the first hit may be wrong.
#[inline(always)]
fn places(word: u64, wanted: u8) -> u64 {
    let zero = word ^ (EACH * u64::from(wanted));
    zero.wrapping_sub(EACH) & !zero & (EACH << 7)
}

/// Returns the number of the first byte that is marked.
#[inline(always)]
fn first_place(hits: u64) -> usize {
    (hits.trailing_zeros() / 8) as usize
}

fn skip_past(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    skip(bytes, from, needle).map_or(bytes.len(), |at| at + needle.len())
}

fn skip_to(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    skip(bytes, from, needle).unwrap_or(bytes.len())
}

fn skip(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, needle).map(|found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_relative() {
        let cases = [
            ("pilots/a.html", "pilots/b.html", "a.html"),
            ("pilots/a.html", "index.html", "pilots/a.html"),
            ("index.html", "pilots/b.html", "../index.html"),
            ("units/x/index.html#top", "pilots/2020/b.html", "../../units/x/index.html#top"),
            ("pilots/a.html", "pilots/a.html", "a.html"),
            ("pilots/", "pilots/a.html", "./"),
            ("", "a.html", "./"),
            ("", "x/a.html", "../"),
            ("a:b.html", "c.html", "./a:b.html"),
            ("pilots-old/a.html", "pilots/b.html", "../pilots-old/a.html"),
        ];
        for (target, path, expected) in cases {
            assert_eq!(to_relative(target, path), expected, "{target} from {path}");
        }
    }

    #[test]
    fn only_attributes_of_tags_are_touched() {
        let html = r#"<!-- <a href="/x"> --><a title='a > b' href="/x/y.html">href="/x"</a><img srcset="/a.png 1x, /b.png 2x" alt="="><script>a="/x"; b='<a href="/x">'</script><meta content="0; url=/z.html"><a href="//h/x"><a href="https://h/x">"#;
        let expected = r#"<!-- <a href="/x"> --><a title='a > b' href="../x/y.html">href="/x"</a><img srcset="../a.png 1x, ../b.png 2x" alt="="><script>a="/x"; b='<a href="/x">'</script><meta content="0; url=../z.html"><a href="//h/x"><a href="https://h/x">"#;
        assert_eq!(relative(html, "p/q.html"), expected);
    }

    #[test]
    fn a_base_stays() {
        let html = r#"<base href="/a/b/"><b title="/x"><a href="/c.html">"#;
        let expected = r#"<base href="/a/b/"><b title="/x"><a href="../c.html">"#;
        assert_eq!(relative(html, "d/e.html"), expected);
    }

    #[test]
    fn bytes_are_found_at_any_distance() {
        for length in 0..80 {
            let text = format!("{}\u{ff}<\"'>", "=".repeat(length));
            let at = |wanted: char| text.find(wanted);
            for from in 0..length {
                assert_eq!(next(text.as_bytes(), from, b'<'), at('<'));
                assert_eq!(next(text.as_bytes(), from, b'>'), at('>'));
                assert_eq!(next(text.as_bytes(), from, b'!'), None);
                assert_eq!(next_in_tag(text.as_bytes(), from), at('"'));
            }
        }
    }

    #[test]
    fn broken_html_is_kept() {
        for html in
            ["<", "<a href=\"/x", "<a href='/x\">", "<!--", "<script>", "中<a", "<a href=>", "a=\"/b\""]
        {
            assert_eq!(relative(html, "p/q.html"), html);
        }
    }
}
