//! Changing one line of a front matter without touching any other byte.

use crate::base::SourcePath;
use crate::content::{decode, split};

/// Stands behind a line for which a front matter was made: one that was there and empty must not go with the line.
const MADE: &str = " # front matter added";

/// Why a line cannot be put into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its bytes are two for each letter (UTF-16), or none of a text, or its lines end in a way that only old systems use.
    Encoding,
    /// Its front matter is in TOML or JSON.
    OtherFormat,
    /// It has the field already.
    There,
}

/// Returns the bytes of a page with a line of ASCII at the start of its front matter; a page without one gets one.
pub fn with_line(bytes: &[u8], key: &str, value: &str) -> Result<Vec<u8>, Fault> {
    let (text, found) = decode::decode(bytes, &SourcePath::new(""));
    if bytes.contains(&0) || found.iter().any(|one| one.code == "binary-file") {
        return Err(Fault::Encoding);
    }
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\r');
    if ends.any(|(at, _)| bytes.get(at + 1) != Some(&b'\n')) {
        return Err(Fault::Encoding);
    }
    let parts = split::split(&text);
    let other = |one: &split::Oddity| matches!(one.kind, split::OddityKind::Toml | split::OddityKind::Json);
    if parts.oddities.iter().any(other) {
        return Err(Fault::OtherFormat);
    }
    let front = &text[parts.front.clone()];
    if front.lines().any(|line| line.split([':', '：']).next().is_some_and(|name| name.trim() == key)) {
        return Err(Fault::There);
    }
    let end = if bytes.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    let line = format!("{key}: {value}{end}");
    if !parts.has_front() {
        let mark = mark_length(bytes);
        let block = format!("---{end}{key}: {value}{MADE}{end}---{end}");
        return Ok([&bytes[..mark], block.as_bytes(), &bytes[mark..]].concat());
    }
    // Lines are counted, not bytes: in another encoding the bytes before them are others, the line ends are not.
    let lines = text[..parts.front.start].matches('\n').count();
    let at = if lines == 0 { mark_length(bytes) } else { after_line(bytes, lines) };
    Ok([&bytes[..at], line.as_bytes(), &bytes[at..]].concat())
}

/// Returns the bytes of a page without a line that [`with_line`] put there; `None` if it is not there.
pub fn without_line(bytes: &[u8], key: &str, value: &str) -> Option<Vec<u8>> {
    let line = format!("{key}: {value}");
    let mut start = 0;
    for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
        let whole =
            piece.strip_prefix(&bytes[..if start == 0 { mark_length(bytes) } else { 0 }]).unwrap_or(piece);
        let (from, to) = (start + piece.len() - whole.len(), start + piece.len());
        let found = whole.trim_ascii_end();
        if found == line.as_bytes() {
            return Some([&bytes[..from], &bytes[to..]].concat());
        }
        if found == format!("{line}{MADE}").as_bytes() {
            return Some(without_empty_front(&bytes[..from], &bytes[to..]));
        }
        start += piece.len();
    }
    None
}

/// Joins what stood before and after a line, without the fences that were made for it.
fn without_empty_front(before: &[u8], after: &[u8]) -> Vec<u8> {
    let mark = mark_length(before);
    for fence in [&b"---\r\n"[..], b"---\n"] {
        if &before[mark..] == fence
            && let Some(rest) = after.strip_prefix(fence)
        {
            return [&before[..mark], rest].concat();
        }
    }
    [before, after].concat()
}

fn mark_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

fn after_line(bytes: &[u8], number: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| at + 1).nth(number - 1).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: &str = "2026-11-24";

    #[test]
    fn one_line_and_no_other_byte() {
        let put = |text: &[u8]| {
            with_line(text, "withdrawn", DAY).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        assert_eq!(
            put("---\ntitle: 甲\n---\n正文".as_bytes()).unwrap(),
            format!("---\nwithdrawn: {DAY}\ntitle: 甲\n---\n正文")
        );
        assert_eq!(
            put(b"---\r\ntitle: a\r\n---\r\n").unwrap(),
            format!("---\r\nwithdrawn: {DAY}\r\ntitle: a\r\n---\r\n")
        );
        assert_eq!(
            put("\u{feff}正文".as_bytes()).unwrap(),
            format!("\u{feff}---\nwithdrawn: {DAY}{MADE}\n---\n正文")
        );
        assert_eq!(put(b"---\nwithdrawn: 2020-01-01\n---\n"), Err(Fault::There));
        assert_eq!(put(b"+++\na = 1\n+++\n"), Err(Fault::OtherFormat));
        assert_eq!(put(b"\xff\xfe-\0-\0-\0\n\0"), Err(Fault::Encoding));
    }

    #[test]
    fn gbk_stays_gbk() {
        // 标题: 甲乙 in GBK.
        let text = b"---\n\xb1\xea\xcc\xe2: \xbc\xd7\xd2\xd2\n---\n\xd5\xfd\xce\xc4\xd5\xfd\xce\xc4\n";
        let with = with_line(text, "withdrawn", DAY).unwrap();
        assert_eq!(&with[..4], b"---\n");
        assert_eq!(&with[with.len() - 9..], &text[text.len() - 9..]);
        assert_eq!(without_line(&with, "withdrawn", DAY).unwrap(), text);
    }

    proptest! {
        #[test]
        fn undone_it_is_as_it_was(text in "(\u{feff}|)(---\n|——\n|)(标题：[甲乙]{0,3}\n|title: a\n|)(---\n|)[甲乙\n-]{0,12}", crlf in any::<bool>()) {
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if let Ok(with) = with_line(text.as_bytes(), "withdrawn", DAY) {
                let back = without_line(&with, "withdrawn", DAY).unwrap();
                prop_assert_eq!(String::from_utf8_lossy(&back), text.as_str());
            }
        }
    }
}
