//! Scripts: code alone is looked at; comments, strings and regular expressions are blanked out first by a small scanner.

use super::Young;
use super::features::{FLAGS, MODULE, PRIVATE, SCRIPT};

/// Returns what in a script a browser of this version does not know.
pub fn young(script: &str, floor: u32) -> Vec<Young> {
    let (code, mut found) = code_of(script, floor);
    for (piece, since) in SCRIPT.iter().filter(|(_, since)| *since > floor) {
        let hits = code.match_indices(piece).map(|(at, _)| at).filter(|&at| is_meant(&code, at, piece));
        found.extend(hits.map(|at| Young::new(piece.trim_matches('.'), *since, at..at + piece.len())));
    }
    if PRIVATE > floor {
        found.extend(code.match_indices('#').map(|(at, _)| Young::new("#", PRIVATE, at..at + 1)));
    }
    for word in MODULE {
        let hits = code.match_indices(word).map(|(at, _)| at).filter(|&at| is_statement(&code, at, word));
        found.extend(hits.map(|at| Young::module(word, at..at + word.len())));
    }
    found
}

/// Tells whether a piece is the feature and not a part of something else.
fn is_meant(code: &str, at: usize, piece: &str) -> bool {
    let after = code.as_bytes().get(at + piece.len()).copied().unwrap_or(b' ');
    match piece {
        // `a ?.5 : 1` is a number.
        "?." => !after.is_ascii_digit(),
        "??" => after != b'=',
        _ if piece.starts_with(|c: char| c.is_ascii_alphabetic()) => !continues(&code[..at]),
        _ => true,
    }
}

/// Tells whether a name goes on: after a letter it is another one, after a dot a member of something.
fn continues(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
}

/// Tells whether a word stands where a statement of that name begins, or is called.
fn is_statement(code: &str, at: usize, word: &str) -> bool {
    let after = code[at + word.len()..].trim_start();
    let goes_on = code[at + word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
    // `{import: 1}` and `import = 1` are names.
    !continues(&code[..at]) && !goes_on && !after.starts_with([':', '=', '.', ')', ','])
}

/// Whether what stands before ends an expression: then a slash divides, and begins no regular expression.
fn ends_expression(code: &str) -> bool {
    let code = code.trim_end();
    let start = code.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let words = ["return", "typeof", "case", "in", "of", "delete", "void"];
    let start = if code.is_char_boundary(start) { start } else { 0 };
    !words.contains(&&code[start..])
        && code.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | ')' | ']' | '}'))
}

/// Returns a script of the same length without what stands in comments, strings and regular expressions; and flags of the latter that
/// are too young.
fn code_of(script: &str, floor: u32) -> (String, Vec<Young>) {
    let (mut code, mut found) = (String::with_capacity(script.len()), Vec::new());
    let mut at = 0;
    while at < script.len() {
        let rest = &script[at..];
        let first = rest.chars().next().unwrap_or(' ');
        let end = match first {
            '/' if rest.starts_with("//") => at + rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => at + rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '"' | '\'' | '`' => end_of_quoted(script, at + 1, first),
            '/' if !ends_expression(&code) => {
                let end = end_of_quoted(script, at + 1, '/');
                let flags = script[end..].bytes().take_while(u8::is_ascii_alphabetic).count();
                found.extend(young_flags(&script[end..end + flags], end, floor));
                // Something that ends an expression, as the regular expression did.
                code.push('0');
                blank(&mut code, end + flags - at - 1);
                at = end + flags;
                continue;
            }
            other => {
                // One byte for each byte, so that places stay what they are.
                if other.is_ascii() {
                    code.push(other)
                } else {
                    code.extend(std::iter::repeat_n('x', other.len_utf8()))
                }
                at += other.len_utf8();
                continue;
            }
        };
        let is_text = matches!(first, '"' | '\'' | '`') && end - at >= 2;
        code.push_str(if is_text { "\"\"" } else { "" });
        blank(&mut code, end - at - if is_text { 2 } else { 0 });
        at = end;
    }
    // A string ends an expression: its quotes stand first, and blanks are trimmed where it matters.
    (code.replace('"', "0"), found)
}

fn blank(code: &mut String, bytes: usize) {
    code.extend(std::iter::repeat_n(' ', bytes));
}

fn young_flags(flags: &str, start: usize, floor: u32) -> Vec<Young> {
    let known = |(at, flag): (usize, char)| {
        let since = FLAGS.iter().find(|(known, since)| *known == flag && *since > floor)?.1;
        Some(Young::new(&format!("/…/{flag}"), since, start + at..start + at + 1))
    };
    flags.char_indices().filter_map(known).collect()
}

/// Returns where a string or a regular expression ends; a slash in brackets ends none.
fn end_of_quoted(script: &str, from: usize, quote: char) -> usize {
    let mut chars = script[from..].char_indices();
    let mut class = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' if quote == '/' => class = true,
            ']' if quote == '/' => class = false,
            end if end == quote && !class => return from + at + end.len_utf8(),
            '\n' if quote != '`' => return from + at,
            _ => {}
        }
    }
    script.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Vec<String> {
        young(script, 86).into_iter().map(|young| format!("{} {}", young.what, young.since)).collect()
    }

    #[test]
    fn what_is_too_young_is_seen() {
        for (script, wanted) in [
            ("list.at(-1)", "at( 92"),
            ("var a = b / c.at(1) / d;", "at( 92"),
            ("x = structuredClone(y)", "structuredClone( 98"),
            ("class A { #x = 1 }", "# 91"),
            ("s.replace(/a/v, '')", "/…/v 112"),
            ("return /x'/.test(a) || b.at(0)", "at( 92"),
            ("甲 = '乙'; list.at(-1)", "at( 92"),
            ("import x from './x.js'", "import 0"),
            ("export default 1", "export 0"),
        ] {
            assert_eq!(found(script), [wanted], "{script}");
        }
        let at = young("甲 = '乙'; list.at(-1)", 86)[0].range.clone();
        assert_eq!(&"甲 = '乙'; list.at(-1)"[at], ".at(");
        assert_eq!(young("a?.b ?? c; d ??= 1", 60).len(), 3);
    }

    #[test]
    fn what_is_old_enough_is_not() {
        for fine in [
            "a.at = 1; // b.at(1)",
            "say('list.at(-1)', \"#x\")",
            "/* structuredClone(x) */ a?.b ?? c",
            "a = `#x\n.at(`; b ??= 1; s.replace(/[/'#]\\/x/gu, '').replaceAll('a', 'b')",
            "x = (a + b) / 2 / c; y = 'it\\'s .at('",
            "my.structuredClone(x); reimport(a); x.import(1); y = {import: 1, export: 2}",
            "important = exported",
            "'unfinished",
            "/unfinished[",
            "`",
            "/*",
        ] {
            assert_eq!(found(fine), [""; 0], "{fine}");
        }
    }
}
