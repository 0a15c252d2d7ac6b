//! Scripts and styles that the program hands out are understood by Chromium 86: nothing in them is younger.
//!
//! Code alone is looked at: comments, strings and regular expressions are taken out first by a small scanner.

use std::path::{Path, PathBuf};

/// What scripts may not hold, and the Chromium that brought it.
const SCRIPT: &[(&str, u32)] = &[
    (".at(", 92),
    (".findLast(", 97),
    (".findLastIndex(", 97),
    (".hasOwn(", 93),
    (".toSorted(", 110),
    (".toReversed(", 110),
    (".toSpliced(", 110),
    (".with(", 110),
    (".groupBy(", 117),
    (".fromAsync(", 121),
    (".withResolvers(", 119),
    (".isWellFormed(", 111),
    (".randomUUID(", 92),
    (".showPicker(", 99),
    (".showPopover(", 114),
    (".togglePopover(", 114),
    (".startViewTransition(", 111),
    (".checkVisibility(", 105),
    (".setHTML", 124),
    (".scrollend", 114),
    ("structuredClone(", 98),
    ("AbortSignal.timeout", 103),
    ("AbortSignal.any", 116),
    ("Intl.Segmenter", 87),
    ("navigation.", 102),
    ("CSS.highlights", 105),
    ("new URLPattern", 95),
    ("URL.canParse", 120),
    ("URL.parse(", 126),
    ("scheduler.", 94),
    ("new Highlight(", 105),
    ("static {", 94),
    ("Error.cause", 93),
    ("import(", 200), // pages are opened from disk, where modules do not load
    ("import ", 200),
    ("export ", 200),
    ("await ", 200), // nothing needs it, and outside of functions it is from 89 on
];

/// What styles may not hold.
const STYLE: &[(&str, u32)] = &[
    (":has(", 105),
    (":is(", 88),
    (":where(", 88),
    (":user-valid", 119),
    (":user-invalid", 119),
    (":popover-open", 114),
    (":autofill", 110),
    ("inset:", 87),
    ("inset-inline", 87),
    ("inset-block", 87),
    ("margin-inline:", 87),
    ("margin-block:", 87),
    ("padding-inline:", 87),
    ("padding-block:", 87),
    ("border-inline:", 87),
    ("border-block:", 87),
    ("border-start-start-radius", 89),
    ("aspect-ratio:", 88),
    ("accent-color", 93),
    ("color-mix(", 111),
    ("oklch(", 111),
    ("light-dark(", 123),
    ("@layer", 99),
    ("@container", 105),
    ("@scope", 118),
    ("@starting-style", 117),
    ("dvh", 108),
    ("svh", 108),
    ("lvh", 108),
    ("cqw", 105),
    ("subgrid", 117),
    ("text-wrap", 114),
    ("scrollbar-gutter", 94),
    ("overflow: clip", 90),
    ("overflow:clip", 90),
    ("translate:", 104),
    ("rotate:", 104),
    ("scale:", 104),
];

/// Whether a character ends an expression: then a slash divides, and begins no regular expression.
fn ends_expression(code: &str) -> bool {
    let word: String =
        code.trim_end().chars().rev().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let word: String = word.chars().rev().collect();
    if ["return", "typeof", "case", "in", "of", "delete", "void"].contains(&&*word) {
        return false;
    }
    code.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | ')' | ']' | '}'))
}

/// Returns a script without what stands in comments, strings and regular expressions, and the flags of the latter.
fn code_of(script: &str) -> (String, Vec<String>) {
    let (mut code, mut flags) = (String::new(), Vec::new());
    let chars: Vec<char> = script.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        match chars[at] {
            '/' if next == '/' => at = end_of(&chars, at, "\n"),
            '/' if next == '*' => at = end_of(&chars, at + 2, "*/"),
            quote @ ('"' | '\'' | '`') => {
                code.push_str("\"\"");
                at = end_of_quoted(&chars, at + 1, quote);
            }
            '/' if !ends_expression(&code) => {
                at = end_of_quoted(&chars, at + 1, '/');
                let own: String = chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
                at += own.len();
                flags.push(own);
                code.push_str("0 ");
            }
            other => {
                code.push(other);
                at += 1;
            }
        }
    }
    (code, flags)
}

fn end_of(chars: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    (from..chars.len()).find(|&at| chars[at..].starts_with(&end)).map_or(chars.len(), |at| at + end.len())
}

/// Returns where a string or a regular expression ends; a slash in brackets ends none.
fn end_of_quoted(chars: &[char], from: usize, quote: char) -> usize {
    let (mut at, mut class) = (from, false);
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' if quote == '/' => class = true,
            ']' if quote == '/' => class = false,
            end if end == quote && !class => return at + 1,
            '\n' if quote != '`' => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Returns what is too young in a script.
fn young_script(script: &str) -> Vec<String> {
    let (code, flags) = code_of(script);
    let mut found: Vec<String> = SCRIPT
        .iter()
        .filter(|(part, _)| code.contains(part))
        .map(|(part, since)| format!("{part} ({since})"))
        .collect();
    found.extend(flags.iter().filter(|flags| flags.contains(['v', 'd'])).map(|flags| format!("/{flags}")));
    // Private and public fields of classes, and `#x in y`, came in parts up to 91.
    if code.contains('#') {
        found.push("# (91)".into());
    }
    found
}

/// Returns what is too young in a style sheet.
fn young_style(style: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let begins = |at: usize| !plain[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let is_young =
        |part: &str| plain.match_indices(part).any(|(at, _)| part.starts_with([':', '@']) || begins(at));
    let is_unit = |part: &str| {
        part.len() == 3
            && plain.match_indices(part).any(|(at, _)| plain[..at].ends_with(|c: char| c.is_ascii_digit()))
    };
    STYLE
        .iter()
        .filter(|(part, _)| if part.len() == 3 { is_unit(part) } else { is_young(part) })
        .map(|(part, since)| format!("{part} ({since})"))
        .collect()
}

/// Returns the files of a folder with an ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    all.retain(|path| path.extension().is_some_and(|own| own == ending));
    all.sort();
    all
}

#[test]
fn scripts_and_styles_suit_chromium_86() {
    let mut young = Vec::new();
    let mut look = |folder: &str, ending: &str, judge: fn(&str) -> Vec<String>| {
        let all = files(folder, ending);
        assert!(!all.is_empty(), "{folder}: {ending}");
        for path in &all {
            let found = judge(&std::fs::read_to_string(path).unwrap());
            young.extend(found.into_iter().map(|one| format!("{}: {one}", path.display())));
        }
    };
    look("src/preview", "js", young_script);
    look("src/preview", "css", young_style);
    // A theme's styles may hold what older browsers leave out; a script that they cannot read is none at all.
    look("themes/default/assets", "js", young_script);
    // The styles within the panel stand in its strings.
    let panel =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/preview/panel.js")).unwrap();
    let styles: String = panel.split("var STYLE =").nth(1).unwrap().split(";\n\n").next().unwrap().into();
    assert!(styles.contains("position:fixed"));
    young.extend(young_style(&styles));
    assert!(young.is_empty(), "{young:#?}");
}

#[test]
fn what_is_too_young_is_seen() {
    for (script, wanted) in [
        ("list.at(-1)", ".at( (92)"),
        ("var a = b / c.at(1) / d;", ".at( (92)"),
        ("x = structuredClone(y)", "structuredClone( (98)"),
        ("class A { #x = 1 }", "# (91)"),
        ("s.replace(/a/v, '')", "/v"),
        ("return /x'/.test(a) || b.at(0)", ".at( (92)"),
    ] {
        assert!(young_script(script).contains(&wanted.to_owned()), "{script}: {:?}", young_script(script));
    }
    for fine in [
        "a.at = 1; // b.at(1)",
        "say('list.at(-1)', \"#x\")",
        "/* structuredClone(x) */ a?.b ?? c",
        "a = `#x\n.at(`; b ??= 1; s.replace(/[/'#]\\/x/gu, '').replaceAll('a', 'b')",
        "x = (a + b) / 2 / c; y = 'it\\'s .at('",
    ] {
        assert_eq!(young_script(fine), [""; 0], "{fine}");
    }
    for (style, wanted) in
        [("a:has(b){}", ":has( (105)"), ("a{inset:0}", "inset: (87)"), ("a{height:50dvh}", "dvh (108)")]
    {
        assert!(young_style(style).contains(&wanted.to_owned()), "{style}");
    }
    for fine in [
        "/* :has( */ a:focus-visible{color:red}",
        "a{box-shadow:inset 0 0 1px}",
        ".x-inset:hover{}",
        ".advhc{}",
    ] {
        assert_eq!(young_style(fine), [""; 0], "{fine}");
    }
}
