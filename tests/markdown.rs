//! Specification by example: every `tests/markdown/*.md` holds prose and blocks of input and expected output.
//!
//! A case is a block `~~~~ md` followed by `~~~~ html` and, if there are findings, `~~~~ diag` with a line
//! `code "quoted text"` for each. `UPDATE=1 cargo test --test markdown` writes what is rendered into the files, to be
//! read and judged before it is committed. Files whose names end in `typography` are rendered with that option.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "markdown/body.rs"]
mod body;
#[path = "markdown/commonmark.rs"]
mod commonmark;
#[path = "markdown/differential.rs"]
mod differential;
#[path = "markdown/host.rs"]
mod host;
#[path = "markdown/hostile.rs"]
mod hostile;
#[path = "markdown/properties.rs"]
mod properties;
#[path = "markdown/sound.rs"]
mod sound;
#[path = "markdown/typography.rs"]
mod typography;

use std::fmt::Write as _;
use std::path::Path;

use host::TestHost;
use pilothouse::diag::{Anchor, Diagnostic};
use pilothouse::markdown::{Body, Options, Piece, render};

/// Returns a body and its findings under the default options.
pub fn rendered(text: &str) -> (Body, Vec<Diagnostic>) {
    rendered_as(text, &Options::default())
}

/// Returns a body and its findings.
pub fn rendered_as(text: &str, options: &Options) -> (Body, Vec<Diagnostic>) {
    render(text, &"page.md".into(), options, &mut TestHost)
}

/// Returns the default options with spans for typography.
pub fn typographic() -> Options {
    Options { typography: true, ..Options::default() }
}

/// Writes pieces as text: a directive as `[[name#index (args) key=value` … `]]`.
pub fn shown(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Directive(directive) => {
                write!(out, "[[{}#{}", directive.name, directive.index).unwrap();
                if !directive.args.is_empty() {
                    write!(out, " ({})", directive.args.join("|")).unwrap();
                }
                for (key, value) in &directive.attrs {
                    write!(out, " {key}={value}").unwrap();
                }
                write!(out, "\n{}]]\n", shown(&directive.body)).unwrap();
            }
        }
    }
    out
}

/// Writes findings as lines `code "quoted text"`.
fn shown_findings(text: &str, findings: &[Diagnostic]) -> String {
    let mut out = String::new();
    for finding in findings {
        let quoted = match finding.place.as_ref().map(|place| &place.anchor) {
            Some(Anchor::Body(start, end)) => &text[*start as usize..*end as usize],
            _ => "?",
        };
        writeln!(out, "{} {quoted:?}", finding.code).unwrap();
    }
    out
}

/// Returns what a case renders to, as the blocks of a file.
fn answer(input: &str, options: &Options) -> String {
    let text =
        input.replace("\\u{200b}", "\u{200b}").replace("␍", "\r").replace("␠", " ").replace("␣", "\u{3000}");
    let (body, findings) = rendered_as(&text, options);
    let mut html = shown(&body.pieces);
    if !html.ends_with('\n') {
        html.push('\n');
    }
    let findings = shown_findings(&text, &findings);
    let diag = if findings.is_empty() { String::new() } else { format!("~~~~ diag\n{findings}~~~~\n") };
    format!("~~~~ html\n{html}~~~~\n{diag}")
}

/// Returns a file with every expected block replaced by what is rendered now, and the number of cases.
fn answered(text: &str, options: &Options) -> (String, usize) {
    let (mut out, mut cases) = (String::new(), 0);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.trim_end() != "~~~~ md" {
            continue;
        }
        cases += 1;
        let input: String = lines.by_ref().take_while(|line| line.trim_end() != "~~~~").collect();
        out.push_str(&input);
        out.push_str("~~~~\n");
        while lines.next_if(|line| line.starts_with("~~~~ html") || line.starts_with("~~~~ diag")).is_some() {
            lines.by_ref().find(|line| line.trim_end() == "~~~~");
        }
        out.push_str(&answer(input.strip_suffix('\n').unwrap_or(&input), options));
    }
    (out, cases)
}

#[test]
fn every_example_renders_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let (mut total, mut wrong) = (0, Vec::new());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_typographic = path.file_stem().unwrap().to_string_lossy().ends_with("typography");
        let options = if is_typographic { typographic() } else { Options::default() };
        let (now, cases) = answered(&text, &options);
        total += cases;
        if now != text && std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &now).unwrap();
        } else if let Some((was, is)) = text.lines().zip(now.lines()).find(|(was, is)| was != is) {
            wrong.push(format!("{}:\n  expected: {was}\n  rendered: {is}", path.display()));
        } else if now.len() != text.len() {
            wrong.push(format!("{}: the end differs", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(total >= 150, "only {total} cases");
}
