//! Builds one site with two programs and shows which outputs and findings differ, and how.
//!
//!     cargo run --example compare -- OLD NEW [--root SITE] [--content FOLDER]
//!
//! For a change of `markdown`, `render`, `emit` or a theme: OLD is the program before it. Names of assets carry fingerprints of
//! their content; they are left out of the comparison, so that a changed style is one difference and not one of every page.
//! Ends with 0 if nothing differs, 1 if something does, 2 if it could not be found out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// The day taken for today by both programs.
const TODAY: &str = "2026-06-01";

/// Places shown of one output; the rest is counted.
const PLACES: usize = 3;

/// Words shown before and after a change.
const AROUND: usize = 12;

/// Longest piece shown of either side, in characters.
const LONGEST: usize = 160;

/// Hexadecimal digits of a fingerprint in the name of an asset.
const DIGITS: usize = 10;

struct Args {
    programs: [PathBuf; 2],
    root: PathBuf,
    content: Option<PathBuf>,
}

/// What a program made: outputs by name, and findings as lines of JSON.
struct Made {
    outputs: BTreeMap<String, Vec<u8>>,
    findings: BTreeSet<String>,
}

fn main() -> ExitCode {
    match args().and_then(|args| compared(&args)) {
        Ok((differences, words)) => {
            // Whoever reads it may have seen enough.
            let _ = std::io::stdout().write_all(words.as_bytes());
            ExitCode::from(u8::from(differences > 0))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn args() -> Result<Args, String> {
    let (mut programs, mut root, mut content) = (Vec::new(), PathBuf::from("."), None);
    let mut words = std::env::args_os().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().map(PathBuf::from).ok_or("a folder is missing");
        match word.to_str() {
            Some("--root") => root = value()?,
            Some("--content") => content = Some(value()?),
            _ => programs.push(PathBuf::from(word)),
        }
    }
    let programs =
        programs.try_into().map_err(|_| "usage: compare OLD NEW [--root SITE] [--content FOLDER]")?;
    Ok(Args { programs, root, content })
}

/// Returns the number of differences, and all of them in words.
fn compared(args: &Args) -> Result<(usize, String), String> {
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let [old, new] = &args.programs;
    let old = made(old, args, &home.path().join("old"))?;
    let new = made(new, args, &home.path().join("new"))?;
    let (mut differences, mut shown) = (0, String::new());
    for name in old.outputs.keys().chain(new.outputs.keys()).collect::<BTreeSet<_>>() {
        let words = match (old.outputs.get(name), new.outputs.get(name)) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) => changes(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new)),
            (Some(_), None) => "  only the old program makes it\n".into(),
            (None, _) => "  only the new program makes it\n".into(),
        };
        shown.push_str(&format!("{name}\n{words}\n"));
        differences += 1;
    }
    let gone = old.findings.difference(&new.findings).map(|line| format!("- {line}\n"));
    let come = new.findings.difference(&old.findings).map(|line| format!("+ {line}\n"));
    for line in gone.chain(come) {
        shown.push_str(&line);
        differences += 1;
    }
    shown.push_str(&format!("{} outputs, {differences} differences\n", new.outputs.len()));
    Ok((differences, shown))
}

/// Builds the site with a program into a folder of its own.
fn made(program: &Path, args: &Args, home: &Path) -> Result<Made, String> {
    let named = |error: std::io::Error| format!("{}: {error}", program.display());
    fs::create_dir(home).map_err(named)?;
    let folder = home.join("site");
    let mut command = Command::new(program);
    command.args(["build", "--quiet", "--format", "json", "--as-of", TODAY]);
    command.arg("--root").arg(&args.root).arg("--output").arg(&folder);
    if let Some(content) = &args.content {
        command.arg("--content").arg(content);
    }
    let run = command.output().map_err(named)?;
    if !matches!(run.status.code(), Some(0 | 1)) {
        return Err(format!("{}: {}", program.display(), String::from_utf8_lossy(&run.stderr)));
    }
    let mut outputs = BTreeMap::new();
    read(&folder, &folder, &mut outputs).map_err(named)?;
    let findings = String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect();
    Ok(Made { outputs: without_fingerprints(outputs), findings })
}

fn read(top: &Path, folder: &Path, outputs: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(()); // nothing was written because of errors
    }
    for entry in fs::read_dir(folder)? {
        let place = entry?.path();
        if place.is_dir() {
            read(top, &place, outputs)?;
        } else {
            let name = place.strip_prefix(top).unwrap_or(&place).to_string_lossy().replace('\\', "/");
            outputs.insert(name, fs::read(&place)?);
        }
    }
    Ok(())
}

/// Gives assets the names of their sources, in names and in texts.
fn without_fingerprints(outputs: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let assets = outputs.keys().filter(|name| name.starts_with("assets/"));
    let renamed: Vec<(String, String)> = assets
        .filter_map(|name| Some((last(name).to_owned(), last(&plain_name(name)?).to_owned())))
        .collect();
    let rename = |(name, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
        Ok(text) => {
            let text = renamed.iter().fold(text, |text, (from, to)| text.replace(from, to));
            (plain_name(&name).unwrap_or(name), text.into_bytes())
        }
        Err(binary) => (plain_name(&name).unwrap_or(name), binary.into_bytes()),
    };
    outputs.into_iter().map(rename).collect()
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Returns `assets/style.css` for `assets/style.0123456789.css`.
fn plain_name(name: &str) -> Option<String> {
    let (stem, ending) = name.strip_prefix("assets/")?.rsplit_once('.')?;
    let (stem, digits) = stem.rsplit_once('.')?;
    let is_fingerprint = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_fingerprint.then(|| format!("assets/{stem}.{ending}"))
}

/// Returns the first places at which two texts differ, each on a line with a few words around it.
fn changes(old: &str, new: &str) -> String {
    let (old, new) = (words(old), words(new));
    let places = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), AROUND);
    let mut shown = String::new();
    for place in places.iter().take(PLACES) {
        let pieces = place.iter().map(|op| piece(op, &old, &new));
        shown.push_str(&format!("  …{}…\n", pieces.collect::<String>().replace('\n', "⏎")));
    }
    if places.len() > PLACES {
        shown.push_str(&format!("  and {} more places\n", places.len() - PLACES));
    }
    shown
}

fn piece(op: &DiffOp, old: &[&str], new: &[&str]) -> String {
    let (before, after) = (short(&old[op.old_range()]), short(&new[op.new_range()]));
    match op {
        DiffOp::Equal { .. } => before,
        DiffOp::Delete { .. } => format!("[-{before}-]"),
        DiffOp::Insert { .. } => format!("{{+{after}+}}"),
        DiffOp::Replace { .. } => format!("[-{before}-]{{+{after}+}}"),
    }
}

fn short(words: &[&str]) -> String {
    let text = words.concat();
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

/// Cuts a text into words, single marks and characters of other scripts, and blanks.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            _ if first.is_ascii_alphanumeric() => end_of(rest, |c| c.is_ascii_alphanumeric()),
            _ if first.is_whitespace() => end_of(rest, char::is_whitespace),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

fn end_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_shown_by_words() {
        let shown = changes("<p class=\"a\">第一处 2020 年</p>", "<p class=\"a\">第二处 2020 年！</p>");
        assert_eq!(shown, "  …<p class=\"a\">第[-一-]{+二+}处 2020 年{+！+}</p>…\n");
        assert_eq!(changes("同", "同"), "");
    }

    #[test]
    fn fingerprints_of_assets_are_no_difference() {
        let site = |digits: &str| {
            let page = format!("<link href=\"../assets/style.{digits}.css\">");
            [(format!("assets/style.{digits}.css"), b"a".to_vec()), ("a/b.html".into(), page.into_bytes())]
        };
        let [old, new] = ["0123456789", "abcdef0123"].map(|digits| without_fingerprints(site(digits).into()));
        assert_eq!(old, new);
        assert!(old.contains_key("assets/style.css"));
    }
}
