//! Bare addresses in text: where they start and, in Chinese, where they end.

use std::ops::Range;

/// An address found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Where it lies, in bytes.
    pub range: Range<usize>,
    /// What is missing in front of it: `http://` for `www.`.
    pub prefix: &'static str,
}

/// Returns the address that starts at `at` of `text`, if one does.
///
/// It ends before a space, a quote or angle bracket, and before any character outside ASCII: an address written in
/// running Chinese text is followed by Chinese. Trailing punctuation is not part of it, nor an unpaired `)`.
pub(super) fn address_at(text: &str, at: usize) -> Option<Address> {
    let bytes = text.as_bytes();
    if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || b"/@._-".contains(&bytes[at - 1])) {
        return None;
    }
    let (scheme, prefix) = scheme(&text[at..])?;
    let length = bytes[at..].iter().take_while(|&&byte| is_address_byte(byte)).count();
    let length = without_trailing_marks(&bytes[at..at + length]);
    let host = &text[at + scheme.min(length)..at + length];
    let named = match prefix {
        "http://" => host.contains('.'),
        _ if text[at..].starts_with('m') => {
            host.find('@').is_some_and(|at| at > 0 && host[at..].contains('.'))
        }
        _ => host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['),
    };
    named.then_some(Address { range: at..at + length, prefix })
}

/// Returns the length of the scheme that `text` starts with and what must be put in front.
fn scheme(text: &str) -> Option<(usize, &'static str)> {
    ["https://", "http://", "mailto:"]
        .iter()
        .find(|scheme| text.starts_with(**scheme))
        .map(|scheme| (scheme.len(), ""))
        .or_else(|| text.starts_with("www.").then_some((4, "http://")))
}

/// Tells whether a byte may stand in an address.
fn is_address_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"<>\"'`{}|\\^".contains(&byte)
}

/// Returns the length of an address without the punctuation after it.
fn without_trailing_marks(address: &[u8]) -> usize {
    let mut end = address.len();
    let count = |byte: u8| address.iter().filter(|&&other| other == byte).count();
    let (mut open, mut close) = (count(b'('), count(b')'));
    while let Some(&last) = address[..end].last() {
        match last {
            b')' if close > open => close -= 1,
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'*' | b'_' | b'~' | b']' => {}
            b'(' => open -= 1,
            _ => break,
        }
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let at = text.find("http").or(text.find("www")).or(text.find("mailto"))?;
        address_at(text, at).map(|address| &text[address.range])
    }

    #[test]
    fn addresses_end_before_chinese() {
        assert_eq!(found("见https://a.example/b。后文"), Some("https://a.example/b"));
        assert_eq!(found("见https://a.example/b后文"), Some("https://a.example/b"));
        assert_eq!(found("（http://a.example）"), Some("http://a.example"));
        assert_eq!(found("http://a.example/x?a=1&b=2，好"), Some("http://a.example/x?a=1&b=2"));
        assert_eq!(found("(http://a.example/b(1))."), Some("http://a.example/b(1)"));
        assert_eq!(found("www.a.example, x"), Some("www.a.example"));
        assert_eq!(found("mailto:a@b.example。"), Some("mailto:a@b.example"));
    }

    #[test]
    fn not_every_word_is_an_address() {
        for text in ["http", "http://", "https://，", "xhttp://a.b", "www.", "mailto:a", "mailto:@a.b"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
