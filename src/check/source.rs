//! The text of a body with everything blanked out that is not prose: code, addresses, tags, fences. Bytes stay where they are.

use std::ops::Range;

/// Returns a body of which only the prose is left; all else is spaces.
pub fn prose(body: &str) -> String {
    let mut text = body.as_bytes().to_vec();
    let mut fence: Option<String> = None;
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let trimmed = line.trim_start();
        let mark: String = trimmed.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        let opens = mark.len() >= 3;
        match &fence {
            Some(open) => {
                if mark.starts_with(open.as_str()) && trimmed[mark.len()..].trim().is_empty() {
                    fence = None;
                }
                blank(&mut text, range);
            }
            None if opens => {
                fence = Some(mark);
                blank(&mut text, range);
            }
            None if trimmed.starts_with(":::") || trimmed.starts_with("：：：") => blank(&mut text, range),
            None => inline(body, range, &mut text),
        }
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Blanks code, tags, addresses and comments of one line.
fn inline(body: &str, line: Range<usize>, text: &mut [u8]) {
    let mut at = line.start;
    while at < line.end {
        let rest = &body[at..line.end];
        let length = match rest.as_bytes()[0] {
            b'\\' => 0,
            b'`' => code(rest),
            b']' if rest.starts_with("](") => balanced(&rest[1..]).map_or(0, |length| length + 1),
            b'<' => rest.find('>').map_or(0, |end| end + 1).min(
                if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) {
                    usize::MAX
                } else {
                    0
                },
            ),
            b'h' | b'w' if is_address(rest) => {
                rest.find(|c: char| c.is_whitespace() || !c.is_ascii()).unwrap_or(rest.len())
            }
            b'{' => rest.find('}').map_or(0, |end| end + 1),
            b'$' => 0,
            _ => 0,
        };
        if length > 0 {
            let from = if rest.starts_with("](") { at + 1 } else { at };
            blank(text, from..at + length);
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
}

fn is_address(rest: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| rest.starts_with(start))
}

fn code(rest: &str) -> usize {
    let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
    rest[ticks..].find(&rest[..ticks]).map_or(0, |end| end + 2 * ticks)
}

/// Returns the length of `(…)` at the beginning.
fn balanced(rest: &str) -> Option<usize> {
    let mut open = 0_i32;
    for (at, c) in rest.char_indices() {
        open += i32::from(c == '(') - i32::from(c == ')');
        if open == 0 {
            return Some(at + 1);
        }
    }
    None
}

fn blank(text: &mut [u8], range: Range<usize>) {
    for byte in &mut text[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// Returns the paragraphs of a prose text: lines up to an empty one, a heading, an item of a list or a row of a table each by itself.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let trimmed = line.trim();
        let alone = trimmed.starts_with(['#', '|', '>', '-', '*', '+']) && !trimmed.starts_with("**");
        if trimmed.is_empty() || alone || is_numbered(trimmed) {
            all.extend(open.take().map(|from| from..start));
        }
        if alone && !trimmed.starts_with('>') {
            all.push(start..end);
        } else if !trimmed.is_empty() && open.is_none() {
            open = Some(start);
        }
        start = end;
    }
    all.extend(open.map(|from| from..start));
    all
}

fn is_numbered(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && line[digits..].starts_with(['.', ')', '、'])
}

/// Tells whether a character is Chinese.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_prose_is_left() {
        let body = "甲`b,c`乙[丙](d,e)丁 https://a.example/x,y 戊\n```\n己,庚\n```\n<b title=\"x,y\">辛</b>\n:::quote a,b\n壬\n:::\n";
        let text = prose(body);
        assert_eq!(text.len(), body.len());
        let left: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(left, "甲乙[丙]丁戊辛壬");
    }

    #[test]
    fn paragraphs_end_where_a_reader_sees_them_end() {
        let text = "甲\n乙\n\n# 丙\n丁\n- 戊\n- 己\n";
        let parts: Vec<&str> = paragraphs(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(parts, ["甲\n乙", "# 丙", "丁", "- 戊", "- 己"]);
    }
}
