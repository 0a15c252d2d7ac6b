//! Text to HTML: escaping for text, attributes and addresses, byte for byte as pulldown-cmark does it.

use memchr::memchr3;

/// Appends `text` as HTML text.
pub(super) fn text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = memchr3(b'&', b'<', b'>', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Appends `value` for a quoted attribute.
pub(super) fn attribute(out: &mut String, value: &str) {
    let mut rest = value;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Bytes that stay as they are in an address. *Source:* the table of pulldown-cmark-escape 0.11.
fn is_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%()*+,-./:;=?@_~".contains(&byte)
}

/// Appends `address` for a quoted attribute, percent-encoding what an address may not hold.
pub(super) fn address(out: &mut String, address: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in address.bytes() {
        match byte {
            _ if is_safe(byte) => out.push(byte as char),
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            _ => out.extend(['%', HEX[(byte >> 4) as usize] as char, HEX[(byte & 15) as usize] as char]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut out = String::new();
        text(&mut out, "甲<乙>&\"'");
        attribute(&mut out, "<\"'&>");
        address(&mut out, "/附 (1).pdf?a&b'[");
        assert_eq!(out, "甲&lt;乙&gt;&amp;\"'&lt;&quot;&#39;&amp;&gt;/%E9%99%84%20(1).pdf?a&amp;b&#x27;%5B");
    }
}
