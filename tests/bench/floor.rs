//! The floor of a build: reads every source, parses it with pulldown-cmark and writes files of the same number and size as
//! the site, on the same threads, and nothing else. What a real build takes beyond it is the price of everything it does.
//!
//! ```text
//! bench-floor CORPUS LISTING OUTPUT
//! ```
//!
//! `LISTING` holds a line `SIZE PATH` for every file of the site as it was built. A page's HTML goes to the path of its
//! source with `.html`, cut or filled up to the size; all other files consist of filling.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use walkdir::WalkDir;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [corpus, listing, output] = args.as_slice() else {
        return Err("usage: bench-floor CORPUS LISTING OUTPUT".into());
    };
    let listing = fs::read_to_string(listing)?;
    let files: HashMap<&str, usize> = listing.lines().filter_map(|line| entry(line)).collect();
    make_folders(files.keys().copied(), output)?;
    let sources: Vec<PathBuf> = WalkDir::new(corpus)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect();
    let of_page = |source: &PathBuf| {
        let page = source.strip_prefix(corpus).ok()?.with_extension("html");
        Some(page.to_str()?.replace('\\', "/"))
    };
    let pages: Vec<(&PathBuf, Option<String>)> =
        sources.iter().map(|source| (source, of_page(source))).collect();
    pages.par_iter().try_for_each(|(source, page)| -> io::Result<()> {
        let html = html_of(source)?;
        match page.as_deref().and_then(|page| Some((page, *files.get(page)?))) {
            Some((page, size)) => write(&output.join(page), html, size),
            None => Ok(()),
        }
    })?;
    let taken: BTreeSet<&str> = pages.iter().filter_map(|(_, page)| page.as_deref()).collect();
    let others: Vec<(&&str, &usize)> = files.iter().filter(|(path, _)| !taken.contains(**path)).collect();
    others.par_iter().try_for_each(|(path, size)| write(&output.join(path), Vec::new(), **size))?;
    Ok(())
}

fn entry(line: &str) -> Option<(&str, usize)> {
    let (size, path) = line.split_once(' ')?;
    Some((path, size.parse().ok()?))
}

fn make_folders<'p>(paths: impl Iterator<Item = &'p str>, output: &Path) -> io::Result<()> {
    let folders: BTreeSet<PathBuf> =
        paths.filter_map(|path| Some(output.join(path).parent()?.to_owned())).collect();
    folders.iter().try_for_each(fs::create_dir_all)
}

/// Reads a source and returns the HTML of its body; a file that is no Markdown is only read.
fn html_of(source: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(source)?;
    if source.extension().is_none_or(|extension| extension != "md") {
        return Ok(bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let body =
        text.strip_prefix("---\n").and_then(|rest| Some(rest.split_once("\n---\n")?.1)).unwrap_or(&text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut page = String::with_capacity(body.len() * 2);
    html::push_html(&mut page, Parser::new_ext(body, options));
    Ok(page.into_bytes())
}

/// Writes a file of exactly this size.
fn write(path: &Path, mut bytes: Vec<u8>, size: usize) -> io::Result<()> {
    bytes.resize(size, b' ');
    fs::write(path, bytes)
}
