//! The plan of the house as a test: which module may use which, who may touch what, and how large things may grow.
//!
//! Reads the sources of the program as text. Comments, strings and unit tests do not count, except for sizes.

use std::fs;
use std::path::Path;

use crate::harness::all_below;

/// Modules from the ground up. A module may use only those before it.
const ORDER: &[&str] = &[
    "base",
    "signature",
    "diag",
    "chinese",
    "search",
    "scan",
    "media",
    "chart",
    "yaml",
    "world",
    "engine",
    "schema",
    "config",
    "content",
    "review",
    "markdown",
    "catalog",
    "check",
    "theme",
    "render",
    "emit",
    "output",
    "site",
    "preview",
    "publish",
    "cli",
];

/// Names that say nothing of what a module is for.
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "types", "misc", "shared"];

/// Lines a file may have. The design asks for 500 without tests.
const LONGEST_FILE: usize = 600;

/// Lines a function may have.
const LONGEST_FUNCTION: usize = 90;

/// What only some places may name, and the beginnings of the paths that may.
const DOORS: &[(&str, &[&str])] = &[
    ("tera", &["render/", "theme/"]),
    ("saphyr_parser", &["yaml/"]),
    ("serde_yaml", &["theme/", "catalog/data/plain.rs"]),
    ("csv", &["catalog/data/table.rs"]),
    ("calamine", &["catalog/data/workbook"]),
    ("zip", &["catalog/data/workbook", "scan/files"]),
    ("flate2", &["publish/bundle/", "output/compress.rs", "scan/files/pdf/"]),
    ("pulldown_cmark", &["markdown/"]),
    ("ammonia", &["markdown/sanitize.rs"]),
    ("syntect", &["markdown/code"]),
    ("two_face", &["markdown/code"]),
    ("walkdir", &["world/"]),
    ("std::fs", &["world/", "output/", "cli/", "site/", "publish/"]),
    ("File::open", &["world/", "output/", "cli/", "site/", "publish/"]),
    ("SystemTime", &["world/clock.rs"]),
    ("UNIX_EPOCH", &["world/clock.rs"]),
    ("Timestamp::now", &["world/clock.rs"]),
    ("Zoned::now", &["world/clock.rs"]),
    ("Instant", &["site/", "preview/", "cli/"]),
    ("rayon", &["site/", "world/", "output/", "publish/", "cli/"]),
    ("std::thread", &["output/", "preview/", "publish/", "cli/"]),
    ("std::net", &["preview/"]),
    ("httparse", &["preview/http.rs"]),
    ("notify", &["preview/watch.rs"]),
    ("minisign", &["signature/"]),
    ("ed25519_dalek", &["signature/"]),
    ("blake2", &["signature/"]),
    ("sha2", &["signature/"]),
    ("similar", &["review/diff.rs"]),
    ("getrandom", &["preview/guard.rs"]),
    ("opendal", &["publish/remote/connect/storage.rs"]),
    ("tokio", &["publish/remote/connect/"]),
    ("rustls", &["publish/remote/connect/storage.rs"]),
    ("russh", &["publish/remote/connect/sftp/"]),
    ("russh_sftp", &["publish/remote/connect/sftp/"]),
    ("brotli", &["output/compress.rs"]),
    ("std::process", &["main.rs", "cli/", "publish/switch.rs"]),
    ("std::env", &["main.rs", "cli/"]),
    ("clap", &["cli/"]),
    ("indicatif", &["cli/progress.rs"]),
    ("annotate_snippets", &["diag/render/"]),
    ("encoding_rs", &["content/decode"]),
    ("chardetng", &["content/decode"]),
    ("image", &["media/"]),
    ("fast_image_resize", &["media/make.rs"]),
    ("webp", &["media/"]),
    ("quick_xml", &["media/svg.rs", "scan/files/xml.rs"]),
    ("jiff", &["world/clock.rs", "cli/", "chinese/dates/", "schema/"]),
    ("postcard", &["engine/", "output/", "site/"]),
    ("catch_unwind", &["engine/"]),
    ("unsafe", &[]),
    ("static mut", &["render/frame.rs"]),
    ("println!", &[]),
    ("eprintln!", &[]),
];

/// One source file.
struct Source {
    /// Path below `src/`.
    path: String,
    text: String,
    /// The text with comments and strings blanked, line by line as before.
    code: String,
}

impl Source {
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Returns number and text of the lines of code that are not unit tests.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.path.ends_with("/tests.rs");
        let end = self.code.find("#[cfg(test)]\nmod tests {").unwrap_or(self.code.len());
        let end = if is_test_file { 0 } else { end };
        self.code[..end].lines().enumerate().map(|(number, line)| (number + 1, line))
    }
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = all_below(&top).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let all: Vec<Source> = files
        .map(|place| {
            let text = fs::read_to_string(&place).unwrap();
            let path = place.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
            Source { path, code: blank(&text), text }
        })
        .collect();
    assert!(all.len() > 100, "the sources were not found");
    all
}

/// Returns the text with comments and the insides of strings and characters turned into spaces.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = if rest.starts_with(b"//") {
            at + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            at + text[at..].find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(bytes, at) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = at + 2 + hashes;
            open + text[open..].find(&close).map_or(0, |end| end + close.len())
        } else if rest[0] == b'"' {
            string_end(bytes, at)
        } else if let Some(end) = char_end(text, at) {
            end
        } else {
            at += 1;
            continue;
        };
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).unwrap()
}

/// Returns the number of hashes if a raw string begins here.
fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    let after_name =
        at > 0 && (bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'b' || bytes[at - 1] == b'_');
    if bytes[at] != b'r' || after_name {
        return None;
    }
    let hashes = bytes[at + 1..].iter().take_while(|&&byte| byte == b'#').count();
    (bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes)
}

fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the end of the character literal that begins here, if one does; a lifetime is none.
fn char_end(text: &str, open: usize) -> Option<usize> {
    let mut inside = text.get(open..)?.strip_prefix('\'')?.char_indices();
    let (_, first) = inside.next()?;
    if first == '\\' {
        return text[open + 3..].find('\'').map(|end| open + 3 + end + 1);
    }
    let (at, close) = inside.next()?;
    (close == '\'').then_some(open + 1 + at + 1)
}

/// Insists that a list of violations is empty, showing all of them.
fn none(violations: Vec<String>) {
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}

/// Returns the modules of this crate that a piece of code names: in `crate::name` and `crate::{name, other::…}`.
fn named_modules(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_i32;
            let mut start = true;
            for (offset, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && depth == 0 && !c.is_whitespace() => {
                        found.push((at + 8 + offset, identifier(&group[offset..])));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.push((at, identifier(rest)));
        }
    }
    found
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn a_module_uses_only_those_below_it() {
    let place = |module: &str| ORDER.iter().position(|one| *one == module);
    let mut violations = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.path.as_str(), "lib.rs" | "main.rs")) {
        let Some(own) = place(source.module()) else {
            violations.push(format!(
                "src/{}: the module {} has no place in the order",
                source.path,
                source.module()
            ));
            continue;
        };
        let kept: usize = source.lines().map(|(_, line)| line.len() + 1).sum();
        let code = &source.code[..kept.min(source.code.len())];
        for (at, module) in named_modules(code) {
            let line = code[..at].matches('\n').count() + 1;
            match place(&module) {
                Some(other) if other <= own => {}
                Some(_) => {
                    violations.push(format!("src/{}:{line}: {} uses {module}", source.path, source.module()))
                }
                None => violations.push(format!("src/{}:{line}: {module} is no module", source.path)),
            }
        }
    }
    none(violations);
}

#[test]
fn only_the_doorkeepers_touch_what_lies_outside() {
    let mut violations = Vec::new();
    for source in sources() {
        for (number, line) in source.lines() {
            for (name, allowed) in DOORS {
                let used = line.match_indices(name).any(|(at, _)| is_whole_word(line, at, name));
                if used && !allowed.iter().any(|start| source.path.starts_with(start)) {
                    violations.push(format!("src/{}:{number}: {name}: {}", source.path, line.trim()));
                }
            }
        }
    }
    none(violations);
}

/// Tells whether a match is the name of a crate or item and not a piece of another name or a path inside this crate.
fn is_whole_word(line: &str, at: usize, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let before = line[..at].chars().next_back();
    let after = line[at + name.len()..].chars().next();
    let is_crate =
        name.chars().all(|c| c.is_lowercase() || c == '_') && !matches!(name, "unsafe" | "catch_unwind");
    let is_path =
        !is_crate || after == Some(':') || line.trim_start().trim_start_matches("pub ").starts_with("use ");
    !before.is_some_and(|c| word(c) || c == ':' || c == '.') && !after.is_some_and(word) && is_path
}

#[test]
fn a_folder_on_the_disk_is_used_only_through_its_door() {
    // `use std::fs;` in one place and `fs::read` in another would slip past the list above: the import is what counts.
    let fs_users: Vec<String> = sources()
        .iter()
        .filter(|source| {
            source.lines().any(|(_, line)| line.contains("fs::read") || line.contains("fs::write"))
        })
        .map(|source| source.module().to_owned())
        .filter(|module| !matches!(module.as_str(), "world" | "output" | "site" | "publish" | "cli"))
        .collect();
    none(fs_users);
}

#[test]
fn names_say_what_a_module_is_for() {
    let all = sources();
    let bad = all
        .iter()
        .flat_map(|source| source.path.trim_end_matches(".rs").split('/').map(move |piece| (source, piece)));
    none(
        bad.filter(|(_, piece)| EMPTY_NAMES.contains(piece))
            .map(|(source, _)| format!("src/{}", source.path))
            .collect(),
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! "));
    none(silent.map(|source| format!("src/{}", source.path)).collect());
}

#[test]
fn every_dependency_is_justified_and_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    let (cargo, architecture) = (read("Cargo.toml"), read("src/ARCHITECTURE.md"));
    let tests =
        ["suite/harness.rs", "markdown/differential.rs", "markdown/properties.rs", "bench/compare.rs"];
    let tests: String = tests.iter().map(|name| read(&format!("tests/{name}"))).collect();
    let code: String = sources().into_iter().map(|source| source.text).collect::<String>() + &tests;
    let mut violations = Vec::new();
    for section in ["[dependencies]", "[dev-dependencies]"] {
        let lines = cargo.split_once(section).unwrap().1.lines().skip(1);
        for line in lines.take_while(|line| !line.is_empty()) {
            let name = line.split_once(" =").unwrap().0;
            if !architecture.contains(&format!("`{name}`")) {
                violations.push(format!("{name} is not in ARCHITECTURE.md"));
            }
            let used = ["::", "!", "\""].map(|after| format!("{}{after}", name.replace('-', "_")));
            if !used.iter().any(|used| code.contains(used)) {
                violations.push(format!("{name} is not used"));
            }
        }
    }
    none(violations);
}

#[test]
fn files_stay_short() {
    let long = sources().into_iter().map(|source| (source.text.lines().count(), source.path));
    none(
        long.filter(|(lines, _)| *lines > LONGEST_FILE)
            .map(|(lines, path)| format!("src/{path}: {lines} lines"))
            .collect(),
    );
}

#[test]
fn functions_stay_short() {
    let mut violations = Vec::new();
    for source in sources() {
        for (at, _) in source.code.match_indices("fn ") {
            let starts = at == 0 || source.code.as_bytes()[at - 1].is_ascii_whitespace();
            let Some(lines) = starts.then(|| function_lines(&source.code[at..])).flatten() else { continue };
            if lines > LONGEST_FUNCTION {
                let line = source.code[..at].matches('\n').count() + 1;
                violations.push(format!(
                    "src/{}:{line}: {} has {lines} lines",
                    source.path,
                    identifier(&source.code[at + 3..])
                ));
            }
        }
    }
    none(violations);
}

/// Returns the number of lines of the function that begins here; `None` if it has no body.
fn function_lines(code: &str) -> Option<usize> {
    let end_of_head = code.find(['{', ';'])?;
    if code.as_bytes()[end_of_head] == b';' {
        return None;
    }
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(code[..at].matches('\n').count() + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[test]
fn the_reader_of_sources_sees_code_only() {
    let text = "let a = \"crate::site\"; // crate::cli\nlet b = r#\"crate::emit \"x\" \"#; let c = '\\''; let d: &'static str; /* {\n */ let e = b\"{\"; let f = '{'; use crate::{base::{A, B}, diag, world::World};";
    let code = blank(text);
    assert_eq!(code.len(), text.len());
    let modules: Vec<String> = named_modules(&code).into_iter().map(|(_, name)| name).collect();
    assert_eq!(modules, ["base", "diag", "world"]);
    assert!(
        !code.contains("site") && code.contains("&'static str") && code.matches('{').count() == 2,
        "{code}"
    );
    assert_eq!(function_lines("fn a() {\n if x {\n }\n}\nfn b() {}"), Some(4));
    assert_eq!(function_lines("fn a(&self);\nfn b() {}"), None);
}
