//! Small repairs before parsing: file names as offices write them, ruby at the end of a heading, blank lines that are not
//! quite blank.
//!
//! CommonMark wants addresses without spaces and with paired brackets; `[附件](附件/通知 (1).pdf)` would stay plain text.
//! Only what CommonMark would not take for a link is touched, and only if it looks like a file.

use memchr::memmem;

use crate::base::text::floor_boundary;

use super::prepared::{Edit, Shield};

/// Longest destination that is looked at, in bytes. Keeps the search linear.
const LONGEST: usize = 400;

/// Adds an edit for every NUL, which may not reach a page.
pub(super) fn nuls(text: &str, edits: &mut Vec<Edit>) {
    for at in memchr::memchr_iter(0, text.as_bytes()) {
        edits.push(Edit { at, len: 1, shield: Shield::Replacement });
    }
}

/// Adds the edits that let addresses with spaces and odd brackets be addresses.
pub(super) fn destinations(text: &str, edits: &mut Vec<Edit>) {
    for at in memmem::find_iter(text.as_bytes(), b"](") {
        let start = at + 2;
        let line = first_line(&text[start..]);
        let line = line.find("](").map_or(line, |next| &line[..next]);
        if let Some(range) = broken_destination(line) {
            shield(&line[range.clone()], start + range.start, edits);
        }
    }
}

/// Returns the rest of the line that `text` starts in, cut to a sensible length.
fn first_line(text: &str) -> &str {
    let window = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr2(b'\n', b'\r', window).unwrap_or(window.len());
    &text[..floor_boundary(text, end)]
}

/// Returns where the destination lies in `line` (which starts after `](`) if it needs help.
fn broken_destination(line: &str) -> Option<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    if matches!(bytes.first(), None | Some(b'<' | b')')) {
        return None;
    }
    let (end, spaced) = closing(bytes);
    let end = match end {
        Some(end) => match glued_extension(&line[end + 1..]) {
            Some(more) => end + 1 + more,
            None if !spaced => return None,
            None => end,
        },
        None => line.rfind(')')?,
    };
    let start = line.len() - line.trim_start_matches([' ', '\t']).len();
    let path = without_title(line.get(start..end)?);
    let is_broken = path.contains([' ', '\t']) || !is_paired(path);
    (is_broken && looks_like_file(path)).then_some(start..start + path.len())
}

/// Returns where the `)` stands that closes the destination, and whether a space lies before it.
fn closing(bytes: &[u8]) -> (Option<usize>, bool) {
    let (mut depth, mut spaced, mut at) = (0u32, false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => return (Some(at), spaced),
            b')' => depth -= 1,
            b' ' | b'\t' => spaced = true,
            _ => {}
        }
        at += 1;
    }
    (None, spaced)
}

/// Returns the length up to the `)` of a rest such as `.pdf)` that was parted from `通知1)`.
fn glued_extension(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('.')?;
    let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    ((2..=5).contains(&letters) && name.as_bytes().get(letters) == Some(&b')')).then_some(1 + letters)
}

/// Returns a destination without the title that may follow it.
fn without_title(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t']);
    let open = match text.as_bytes().last() {
        Some(b'"') => [" \"", "\t\""],
        Some(b'\'') => [" '", "\t'"],
        Some(b')') => [" (", "\t("],
        _ => return text,
    };
    let at = open.iter().filter_map(|open| text.find(open)).min();
    at.map_or(text, |at| text[..at].trim_end_matches([' ', '\t']))
}

/// Tells whether `path` reads like a file or a page rather than like words in brackets.
fn looks_like_file(path: &str) -> bool {
    let path = path.split(['#', '?']).next().unwrap_or(path);
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    path.contains('/')
        || ((1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Adds shields for the spaces and unpaired brackets of a destination.
fn shield(path: &str, start: usize, edits: &mut Vec<Edit>) {
    let paired = is_paired(path);
    for (at, byte) in path.bytes().enumerate() {
        let shield = match byte {
            b' ' | b'\t' => Shield::Space,
            b'(' if !paired => Shield::Open,
            b')' if !paired => Shield::Close,
            _ => continue,
        };
        edits.push(Edit { at: start + at, len: 1, shield });
    }
}

/// Tells whether the brackets of a destination are paired.
fn is_paired(path: &str) -> bool {
    let mut depth = 0i32;
    for byte in path.bytes() {
        depth += match byte {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Adds edits for a `{字|音}` or `{{数据 编号}}` that ends a heading, which the parser would take for heading attributes.
pub(super) fn heading_ruby(text: &str, edits: &mut Vec<Edit>) {
    for hash in memchr::memchr_iter(b'#', text.as_bytes()) {
        if hash > 0 && !matches!(text.as_bytes()[hash - 1], b'\n' | b'\r' | b' ' | b'>') {
            continue;
        }
        let line = first_line(&text[hash..]).trim_end();
        let Some(open) = line.rfind('{').filter(|_| line.ends_with('}')) else { continue };
        let is_figure = line[..open].ends_with('{');
        if is_figure {
            edits.push(Edit { at: hash + open - 1, len: 1, shield: Shield::Brace });
        }
        if is_figure || line[open..].contains(['|', '｜']) {
            edits.push(Edit { at: hash + open, len: 1, shield: Shield::Brace });
        }
    }
}

/// Adds edits that make lines of nothing but ideographic spaces truly blank.
pub(super) fn blank_lines(text: &str, edits: &mut Vec<Edit>) {
    const WIDE_SPACE: &str = "\u{3000}";
    let mut next = 0;
    for at in memmem::find_iter(text.as_bytes(), WIDE_SPACE.as_bytes()) {
        let start = at.max(next);
        if start != at || !text[..at].ends_with(['\n', '\r']) && at != 0 && !text[..at].ends_with([' ', '\t'])
        {
            continue;
        }
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start_matches(['\u{3000}', ' ', '\t']).len();
        next = at + blank;
        let ends_line = matches!(text.as_bytes().get(next), None | Some(b'\n' | b'\r'));
        let before = text[..at].trim_end_matches([' ', '\t']);
        if ends_line && (before.is_empty() || before.ends_with(['\n', '\r'])) {
            edits.push(Edit { at, len: blank, shield: Shield::Blank });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(line: &str) -> Option<&str> {
        broken_destination(line).map(|range| &line[range])
    }

    #[test]
    fn office_file_names() {
        assert_eq!(broken("附件/通知 (1).pdf)。"), Some("附件/通知 (1).pdf"));
        assert_eq!(broken("a b.png \"题\")"), Some("a b.png"));
        assert_eq!(broken("通知(1.pdf)后"), Some("通知(1.pdf"));
        assert_eq!(broken("通知1).pdf)后"), Some("通知1).pdf"));
        assert_eq!(broken("a.pdf)后"), None);
        assert_eq!(broken("a(1).pdf)后"), None);
        assert_eq!(broken("见第 3 页)"), None);
        assert_eq!(broken("<a b.pdf>)"), None);
        assert_eq!(broken(")"), None);
        assert_eq!(broken("没有结尾 a.pdf"), None);
    }

    #[test]
    fn titles_alone_need_no_help() {
        let mut edits = Vec::new();
        destinations("[a](b.pdf \"题 目\")", &mut edits);
        assert!(edits.is_empty());
    }

    #[test]
    fn blank_lines_of_wide_spaces() {
        let mut edits = Vec::new();
        blank_lines("甲\n\u{3000}\u{3000}\n　　乙　丙\n \u{3000}", &mut edits);
        assert_eq!(edits.iter().map(|edit| (edit.at, edit.len)).collect::<Vec<_>>(), [(4, 6), (28, 3)]);
    }
}
