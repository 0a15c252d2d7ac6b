//! Style sheets: a small scanner over blocks and declarations.
//!
//! What stands within `@supports` is fine: that is what it is for. So is a value that an older one of the same property stands before,
//! for a browser keeps the last it knows.

use std::ops::Range;

use super::Young;
use super::features::{NESTING, RANGES, STYLE, Sign};

/// Returns what in a style sheet a browser of this version does not know.
pub fn young(style: &str, floor: u32) -> Vec<Young> {
    let code = blanked(style);
    let mut scan = Scan { code: &code, floor, blocks: Vec::new(), found: Vec::new() };
    let (mut start, mut parens) = (0, 0_u32);
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' => parens += 1,
            b')' => parens = parens.saturating_sub(1),
            b'{' => {
                scan.open(start..at);
                (start, parens) = (at + 1, 0);
            }
            b'}' => {
                scan.declaration(start..at);
                scan.blocks.pop();
                (start, parens) = (at + 1, 0);
            }
            b';' if parens == 0 => {
                scan.declaration(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    scan.found
}

/// A block that is open.
struct Block {
    kind: Kind,
    /// Properties that have a value every browser knows.
    settled: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// `@supports`: whatever stands in it is asked for first.
    Guarded,
    /// Another at-rule.
    Condition,
    /// Declarations of a selector, or of `@font-face` and `@page`.
    Rule,
}

struct Scan<'a> {
    code: &'a str,
    floor: u32,
    blocks: Vec<Block>,
    found: Vec<Young>,
}

impl Scan<'_> {
    fn is_guarded(&self) -> bool {
        self.blocks.iter().any(|block| block.kind == Kind::Guarded)
    }

    /// Tells whether the block has a value of a property that every browser knows.
    fn is_settled(&self, name: &str) -> bool {
        self.blocks.last().is_some_and(|block| block.settled.iter().any(|one| one == name))
    }

    fn add(&mut self, what: &str, since: u32, range: Range<usize>) {
        if since > self.floor {
            self.found.push(Young::new(what, since, range));
        }
    }

    /// Enters a block.
    fn open(&mut self, range: Range<usize>) {
        let range = trimmed(self.code, range);
        let prelude = &self.code[range.clone()];
        let within_rule = self.blocks.iter().any(|block| block.kind == Kind::Rule);
        let kind = match prelude.split([' ', '(', '\n', '\t']).next().unwrap_or_default() {
            "@supports" => Kind::Guarded,
            "@font-face" | "@page" | "@property" | "@counter-style" => Kind::Rule,
            name if name.starts_with('@') => Kind::Condition,
            _ => Kind::Rule,
        };
        if !self.is_guarded() {
            if within_rule && !prelude.starts_with('@') {
                self.add("{ … { … } }", NESTING, range.clone());
            }
            self.prelude(range);
        }
        self.blocks.push(Block { kind, settled: Vec::new() });
    }

    /// Looks at what stands before a block.
    fn prelude(&mut self, range: Range<usize>) {
        let prelude = &self.code[range.clone()];
        let is_rule = prelude.starts_with('@');
        if is_rule && prelude.starts_with("@media") && prelude.contains(['<', '>']) {
            self.add("(width >= …)", RANGES, range.clone());
        }
        for feature in STYLE {
            let sign = match feature.sign {
                Sign::AtRule(sign) if is_rule && prelude.split_whitespace().next() == Some(sign) => sign,
                Sign::Selector(sign) if !is_rule => sign,
                _ => continue,
            };
            let mut hits = prelude.match_indices(sign).map(|(at, _)| at);
            let whole = |at: &usize| {
                sign.ends_with('(') || !goes_on(prelude.as_bytes().get(at + sign.len()).copied())
            };
            if let Some(at) = hits.find(whole) {
                self.add(sign, feature.since, range.start + at..range.start + at + sign.len());
            }
        }
    }

    /// Looks at one declaration, or at an at-rule without a block.
    fn declaration(&mut self, range: Range<usize>) {
        let range = trimmed(self.code, range);
        let text = &self.code[range.clone()];
        if self.is_guarded() || text.is_empty() {
            return;
        }
        if text.starts_with('@') {
            return self.prelude(range);
        }
        let Some((name, value)) = text.split_once(':') else { return };
        let name = name.trim().to_ascii_lowercase();
        let prefixed = format!("-webkit-{name}");
        if self.is_settled(&prefixed) {
            return;
        }
        if let Some(since) = of_property(&name) {
            self.add(&name, since, range.start..range.start + name.len());
        }
        let start = range.end - value.len();
        let young = self.value(&name, value, start);
        let settled = self.is_settled(&name);
        match young.is_empty() {
            true => self.blocks.last_mut().into_iter().for_each(|block| block.settled.push(name.clone())),
            false if settled => {}
            false => self.found.extend(young),
        }
    }

    /// Returns what is too young in a value.
    fn value(&self, name: &str, value: &str, start: usize) -> Vec<Young> {
        let mut found = Vec::new();
        for feature in STYLE.iter().filter(|feature| feature.since > self.floor) {
            let hit = match feature.sign {
                Sign::Function(sign) => function(value, sign).map(|at| (at, sign)),
                Sign::Unit(sign) => unit(value, sign).map(|at| (at, sign)),
                Sign::Value(of, sign) if of == name => value.find(sign).map(|at| (at, sign)),
                _ => None,
            };
            if let Some((at, sign)) = hit {
                let what = match feature.sign {
                    Sign::Function(_) => format!("{sign}()"),
                    Sign::Value(of, _) => format!("{of}: {sign}").trim_end_matches(": ").to_owned(),
                    _ => sign.to_owned(),
                };
                let at = start + at;
                found.push(Young::new(&what, feature.since, at..at + sign.len().max(1)));
            }
        }
        found
    }
}

/// Returns the Chromium that brought a property: as its row says, else as that of all that begin like it.
fn of_property(name: &str) -> Option<u32> {
    let rows = || {
        STYLE.iter().filter_map(|row| {
            if let Sign::Property(sign) = row.sign { Some((sign, row.since)) } else { None }
        })
    };
    let exact = rows().find(|(sign, _)| *sign == name);
    let family = || rows().find(|(sign, _)| sign.ends_with('-') && name.starts_with(sign));
    exact.or_else(family).map(|(_, since)| since)
}

/// Returns where a function is called in a value.
fn function(value: &str, name: &str) -> Option<usize> {
    let is_call = |at: usize| {
        value.as_bytes().get(at + name.len()) == Some(&b'(')
            && (at == 0 || !goes_on(value.as_bytes().get(at - 1).copied()))
    };
    value.match_indices(name).map(|(at, _)| at).find(|&at| is_call(at))
}

/// Returns where a unit follows a number in a value.
fn unit(value: &str, name: &str) -> Option<usize> {
    let bytes = value.as_bytes();
    let is_unit =
        |at: usize| at > 0 && bytes[at - 1].is_ascii_digit() && !goes_on(bytes.get(at + name.len()).copied());
    value.match_indices(name).map(|(at, _)| at).find(|&at| is_unit(at))
}

/// Tells whether a byte is part of a name.
fn goes_on(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn trimmed(code: &str, range: Range<usize>) -> Range<usize> {
    let text = &code[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..(start + text.trim().len())
}

/// Returns a style sheet of the same length with nothing in its comments, strings and addresses.
fn blanked(style: &str) -> String {
    let bytes = style.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &style.as_bytes()[at..];
        let end = if rest.starts_with(b"/*") {
            style[at + 2..].find("*/").map_or(bytes.len(), |end| at + end + 4)
        } else if matches!(rest[0], b'"' | b'\'') {
            end_of_string(bytes, at)
        } else if rest.len() > 4
            && rest[..4].eq_ignore_ascii_case(b"url(")
            && !matches!(rest[4], b'"' | b'\'')
        {
            code.extend(b"url(");
            at += 4;
            memchr::memchr(b')', &bytes[at..]).map_or(bytes.len(), |end| at + end)
        } else {
            code.push(if rest[0].is_ascii() { rest[0] } else { b'x' });
            at += 1;
            continue;
        };
        code.resize(code.len() + end - at, b' ');
        at = end;
    }
    String::from_utf8(code).unwrap_or_default()
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == bytes[start] => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(style: &str) -> Vec<String> {
        young(style, 86).into_iter().map(|young| format!("{} {}", young.what, young.since)).collect()
    }

    #[test]
    fn what_is_too_young_is_seen() {
        for (style, wanted) in [
            ("a:has(b){}", ":has( 105"),
            ("a{inset:0}", "inset 87"),
            ("a{inset-inline-start:0}", "inset-inline-start 87"),
            ("a{height:50dvh}", "dvh 108"),
            ("a { color: red; b { color: blue } }", "{ … { … } } 112"),
            ("@layer base, more;", "@layer 99"),
            ("@layer base { a { color: red } }", "@layer 99"),
            ("@media print { a { color: oklch(1 0 0) } }", "oklch() 111"),
            ("a{text-wrap:balance}", "text-wrap 114"),
            ("@media (width >= 40rem) { a { color: red } }", "(width >= …) 104"),
            ("a{color:oklch(1 0 0);color:red}", "oklch() 111"),
            ("a{text-emphasis:filled dot}", "text-emphasis 99"),
            ("a{overflow:clip}", "overflow: clip 90"),
            ("a,b:is(c){color:red}", ":is( 88"),
        ] {
            assert_eq!(found(style), [wanted], "{style}");
        }
        let style = "/* 甲 */ a::before{content:\"；{\"} b{aspect-ratio:1}";
        assert_eq!(&style[young(style, 86)[0].range.clone()], "aspect-ratio");
        assert_eq!(young("a{display:flex;gap:1em}", 80).len(), 1);
        assert_eq!(young("a{display:flex;gap:1em}", 84).len(), 0);
    }

    #[test]
    fn what_is_old_enough_guarded_or_has_an_older_one_before_is_not() {
        for fine in [
            "/* :has( */ a:focus-visible{color:red}",
            "a{box-shadow:inset 0 0 1px}",
            ".x-inset:hover{}",
            ".advhc{}",
            "@supports (color: oklch(1 0 0)) { a { color: oklch(1 0 0) } b:has(c) { inset: 0 } }",
            "@supports selector(:has(a)) { @media print { a:has(b) { color: red } } }",
            "a { color: red; color: oklch(1 0 0) }",
            "a { -webkit-text-emphasis: filled dot; text-emphasis: filled dot }",
            "a { min-height: 100vh; min-height: 100dvh }",
            "@media screen { @media (prefers-color-scheme: dark) { a { color: red } } }",
            "a{background:url(data:image/svg+xml;utf8,<svg aspect-ratio:1>)}",
            "a{content:':has( dvh'}",
            ":root{--inset:0;--scale:2}",
            "a{",
            "}}",
            "a{b",
            "\"",
            "url(",
        ] {
            assert_eq!(found(fine), [""; 0], "{fine}");
        }
    }
}
