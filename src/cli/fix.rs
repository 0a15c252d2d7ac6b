//! Mends what can be mended without thinking: shows every change first, keeps what was there, and writes each file at once or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::args::{Args, Status};
use super::check::{remedy, say};
use super::show::{err, out, reason};
use crate::base::SourcePath;
use crate::diag::Lang;
use crate::diag::render::{Sources, resolve};
use crate::site::{Report, WorldSources};
use crate::world::DiskWorld;

/// Folder, in the site's, that keeps what files were before.
const KEPT: &str = ".pilothouse/fixed";

/// One file with its changes.
struct Change {
    file: SourcePath,
    place: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
    count: usize,
}

/// Whether somebody has said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// On the command line.
    Given,
    /// The terminal is asked.
    Asked,
}

/// Mends what the findings of a report say how to mend.
pub fn fix(args: &Args, report: &Report, world: &DiskWorld, consent: Consent) -> Status {
    let (changes, left_out) = changes(report, world);
    for file in &left_out {
        match args.lang {
            Lang::Zh => err(&format!("{file}：不是 UTF-8 编码，或者刚刚改过，没有动。\n")),
            Lang::En => err(&format!("{file}: not UTF-8, or just changed; left alone.\n")),
        }
    }
    if changes.is_empty() {
        say(args, "没有可以自动改的地方。\n", "There is nothing to mend.\n");
        return Status::Success;
    }
    changes.iter().for_each(|change| out(&difference(change)));
    let (files, count) = (changes.len(), changes.iter().map(|change| change.count).sum::<usize>());
    if consent == Consent::Asked && !agrees(args, files, count) {
        return Status::Success;
    }
    match write_all(args, &changes) {
        Ok(kept) => {
            let kept = kept.display();
            err(&match args.lang {
                Lang::Zh => format!("已改 {files} 个文件，共 {count} 处；原来的文件保存在 {kept}。\n"),
                Lang::En => format!(
                    "Mended {count} place(s) in {files} file(s); the files as they were are in {kept}.\n"
                ),
            });
            Status::Success
        }
        Err((place, error)) => {
            let place = place.display();
            err(&match args.lang {
                Lang::Zh => format!(
                    "错误：无法写入 {place}：{}。前面的文件已改好，这个文件保持原样。\n",
                    reason(&error)
                ),
                Lang::En => format!(
                    "error: cannot write {place}: {error}. It is as it was; the files before it are mended.\n"
                ),
            });
            Status::Environment
        }
    }
}

/// Returns what would be changed, and files that must be left alone.
fn changes(report: &Report, world: &DiskWorld) -> (Vec<Change>, Vec<SourcePath>) {
    let sources = WorldSources::new(world);
    let mut edits: BTreeMap<SourcePath, Vec<(Range<usize>, String)>> = BTreeMap::new();
    for found in &report.diagnostics {
        let (Some(place), Some(text)) = (&found.place, remedy(found)) else { continue };
        if let Some(spot) = resolve(place, &sources).spot {
            edits.entry(place.file.clone()).or_default().push((spot.range, text.to_owned()));
        }
    }
    let (mut changes, mut left_out) = (Vec::new(), Vec::new());
    for (file, edits) in edits {
        match change(&file, edits, &sources, world) {
            Some(change) => changes.push(change),
            None => left_out.push(file),
        }
    }
    (changes, left_out)
}

fn change(
    file: &SourcePath,
    mut edits: Vec<(Range<usize>, String)>,
    sources: &WorldSources<'_>,
    world: &DiskWorld,
) -> Option<Change> {
    let place = world.place(file)?;
    let before = fs::read(&place).ok()?;
    let text = sources.text(file)?;
    // Bytes of the text are bytes of the file only if nothing was decoded on the way.
    let shift = before.len().checked_sub(text.len())?;
    if &before[shift..] != text.as_bytes() {
        return None;
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.dedup();
    let mut after = before[..shift].to_vec();
    let (mut end, mut count) = (0, 0);
    for (range, fix) in edits {
        // Of two changes at one place the first counts; the next run finds what is left.
        if range.start >= end && text.get(range.clone()).is_some() {
            after.extend_from_slice(&text.as_bytes()[end..range.start]);
            after.extend_from_slice(fix.as_bytes());
            end = range.end;
            count += 1;
        }
    }
    after.extend_from_slice(&text.as_bytes()[end..]);
    Some(Change { file: file.clone(), place, before, after, count })
}

/// Returns the lines that change, as they were and as they will be.
fn difference(change: &Change) -> String {
    let (before, after) = (String::from_utf8_lossy(&change.before), String::from_utf8_lossy(&change.after));
    let mut text = format!("--- {0}\n+++ {0}\n", change.file);
    for (number, (old, new)) in before.lines().zip(after.lines()).enumerate() {
        if old != new {
            text.push_str(&format!("@@ {} @@\n-{old}\n+{new}\n", number + 1));
        }
    }
    text
}

/// Asks whether to go on; without a person at the keyboard the answer is no.
fn agrees(args: &Args, files: usize, count: usize) -> bool {
    if !io::stdin().is_terminal() {
        say(
            args,
            "以上只是预览，没有写入；要写入请加 --yes。\n",
            "This was a preview, nothing was written; add --yes to write.\n",
        );
        return false;
    }
    err(&match args.lang {
        Lang::Zh => format!("要改 {files} 个文件，共 {count} 处。改吗？输入 y 并回车："),
        Lang::En => format!("{count} place(s) in {files} file(s) will change. Go on? [y/N] "),
    });
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer).is_ok();
    read && matches!(answer.trim(), "y" | "Y" | "yes" | "是")
}

/// Writes all changes; returns the folder with the files as they were. Stops at the first file that cannot be written.
fn write_all(args: &Args, changes: &[Change]) -> Result<PathBuf, (PathBuf, io::Error)> {
    let kept = free_folder(&args.common.root.join(KEPT));
    for change in changes {
        let copy = kept.join(change.file.as_str());
        let failed = |error| (change.place.clone(), error);
        keep(&copy, &change.before).map_err(|error| (copy.clone(), error))?;
        replace(&change.place, change).map_err(failed)?;
    }
    Ok(kept)
}

/// Returns the first folder of a number that is not there yet.
fn free_folder(above: &Path) -> PathBuf {
    (1_u32..)
        .map(|number| above.join(number.to_string()))
        .find(|folder| !folder.exists())
        .unwrap_or_else(|| above.join("0"))
}

fn keep(copy: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(above) = copy.parent() {
        fs::create_dir_all(above)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(copy)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts the new text in the place of the old one in one step, if that is still there.
fn replace(place: &Path, change: &Change) -> io::Result<()> {
    if fs::read(place)? != change.before {
        return Err(io::Error::other("changed meanwhile"));
    }
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.pilothouse"));
    let written = fs::write(&beside, &change.after)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(place)?.permissions()))
        .and_then(|()| fs::File::open(&beside)?.sync_all())
        .and_then(|()| fs::rename(&beside, place));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
