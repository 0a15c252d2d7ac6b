//! One change of the output folder: what is equal stays untouched, the rest is written and put in place at the end.
//!
//! *First build* (nothing there): files are written straight into place, without a rename each. *Update*: files are staged on the
//! same disk while the site is still being rendered; if all goes well, a journal is written and they are renamed into place:
//! assets, then pages, then lists and indexes, then removals. If it does not, the stage is dropped and nothing has changed.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rustc_hash::FxHashSet;

use super::journal::{Journal, Plan, make_parent, undo_first};
use super::manifest::{Kept, is_intact};
use super::{Manifest, OutputError, Target};
use crate::base::{Fingerprint, SourcePath};
use crate::world::clock;

/// Bytes of an output.
pub enum Source<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// A file to copy.
    File(PathBuf),
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New files.
    pub added: Vec<SourcePath>,
    /// Files with other bytes than before.
    pub changed: Vec<SourcePath>,
    /// Files removed.
    pub removed: Vec<SourcePath>,
    /// Files that stayed as they were.
    pub unchanged: usize,
}

/// A change under way. [`Commit::put`] may be called from several threads.
pub struct Commit<'t> {
    target: &'t Target,
    old: Manifest,
    first: bool,
    /// Whether files without a manifest entry may be replaced: an earlier build wrote them, but its manifest is gone.
    ours: bool,
    /// Sorted.
    planned: Vec<SourcePath>,
    made: Mutex<FxHashSet<PathBuf>>,
    /// What is not as the old manifest says.
    done: Mutex<Vec<Done>>,
    unchanged: AtomicUsize,
    staged: AtomicU64,
}

struct Done {
    path: SourcePath,
    what: What,
}

/// What became of an output.
#[derive(Clone, Copy)]
enum What {
    Added(Kept, Option<u64>),
    Changed(Kept, Option<u64>),
    /// Its bytes are those that were there, but the manifest said otherwise.
    Same(Kept),
    /// There is none after all.
    None,
}

impl<'t> Commit<'t> {
    /// Begins a change; `old` is the manifest there is, `planned` are all paths that will be put, kept or left out, sorted.
    pub fn begin(
        target: &'t Target,
        old: Option<Manifest>,
        planned: Vec<SourcePath>,
    ) -> Result<Self, OutputError> {
        let first = old.is_none() && is_empty(&target.folder);
        let ours = old.is_none() && (first || looks_like_ours(&target.folder));
        std::fs::create_dir_all(&target.folder).map_err(|error| OutputError::io(&target.folder, error))?;
        if first {
            Journal::First(planned.clone()).write(target)?;
        } else {
            let stage = target.stage();
            std::fs::create_dir_all(&stage).map_err(|error| OutputError::io(&stage, error))?;
        }
        Ok(Self {
            target,
            old: old.unwrap_or_default(),
            first,
            ours,
            planned,
            made: Mutex::default(),
            done: Mutex::default(),
            unchanged: AtomicUsize::new(0),
            staged: AtomicU64::new(0),
        })
    }

    /// Tells whether the file at a path is what an output with this fingerprint was written as.
    pub fn has(&self, path: &SourcePath, fingerprint: Fingerprint) -> bool {
        let place = self.target.folder.join(path.as_str());
        self.old
            .files
            .get(path)
            .is_some_and(|kept| kept.fingerprint == fingerprint && is_intact(&place, kept))
    }

    /// Notes an output that [`Self::has`] already.
    pub fn keep(&self) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes an output that cannot be made.
    pub fn leave_out(&self, path: &SourcePath) {
        self.note(path, What::None);
    }

    /// Writes an output, unless the file there is equal already.
    pub fn put(
        &self,
        path: &SourcePath,
        fingerprint: Fingerprint,
        source: &Source<'_>,
    ) -> Result<(), OutputError> {
        let place = self.target.folder.join(path.as_str());
        if self.first {
            self.make_parent(&place)?;
            let (size, modified) = write(&place, source)?;
            self.note(path, What::Added(Kept { fingerprint, size, modified }, None));
            return Ok(());
        }
        let existing = std::fs::symlink_metadata(&place).ok();
        if let Some(data) =
            existing.as_ref().filter(|data| data.is_file() && equal(&place, data.len(), source))
        {
            let modified = data.modified().map_or(0, clock::nanoseconds);
            self.note(path, What::Same(Kept { fingerprint, size: data.len(), modified }));
            return Ok(());
        }
        let known = self.old.files.contains_key(path);
        if existing.as_ref().is_some_and(|data| !data.is_dir()) && !known && !self.ours {
            return Err(OutputError::Foreign(place));
        }
        let number = self.staged.fetch_add(1, Ordering::Relaxed);
        let (size, modified) = write(&self.target.stage().join(number.to_string()), source)?;
        let what = if existing.is_some() { What::Changed } else { What::Added };
        self.note(path, what(Kept { fingerprint, size, modified }, Some(number)));
        Ok(())
    }

    /// Puts everything in place.
    pub fn finish(mut self) -> Result<Changes, OutputError> {
        let done =
            std::mem::take(&mut self.done).into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (plan, changes) = self.plan(done);
        if self.first {
            let manifest = Manifest { files: plan.kept.into_iter().collect() };
            manifest.write(self.target)?;
            Journal::remove(self.target)?;
        } else if plan.moves.is_empty() && plan.removals.is_empty() {
            if !plan.kept.is_empty() {
                plan.after(self.old).write(self.target)?;
            }
        } else {
            prepare_folders(self.target, &plan)?;
            let journal = Journal::Update(plan);
            journal.write(self.target)?;
            journal.apply(self.target, Some(self.old)).map_err(OutputError::unfinished)?;
        }
        let _ = std::fs::remove_dir_all(self.target.stage());
        Ok(changes)
    }

    /// Returns what is to be done, and the same as it is told.
    fn plan(&self, done: Vec<Done>) -> (Plan, Changes) {
        let mut changes = Changes { unchanged: self.unchanged.load(Ordering::Relaxed), ..Changes::default() };
        let mut plan = Plan { removals: not_in(&self.old, &self.planned), ..Plan::default() };
        for Done { path, what } in done {
            match what {
                What::Added(..) => changes.added.push(path.clone()),
                What::Changed(..) => changes.changed.push(path.clone()),
                What::Same(_) => changes.unchanged += 1,
                What::None if self.old.files.contains_key(&path) => plan.removals.push(path.clone()),
                What::None => {}
            }
            match what {
                What::Added(kept, Some(number)) | What::Changed(kept, Some(number)) => {
                    plan.moves.push((number, path, kept));
                }
                What::Added(kept, None) | What::Changed(kept, None) | What::Same(kept) => {
                    plan.kept.push((path, kept));
                }
                What::None => {}
            }
        }
        changes.added.sort_by_cached_key(order);
        changes.changed.sort_by_cached_key(order);
        plan.moves.sort_by_cached_key(|(_, path, _)| order(path));
        plan.kept.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        plan.removals.sort_unstable();
        changes.removed.clone_from(&plan.removals);
        (plan, changes)
    }

    /// Leaves the folder as it was.
    pub fn abandon(self) -> Result<(), OutputError> {
        if self.first {
            // Also what was being written when it went wrong: the folder held none of these before.
            undo_first(self.target, &self.planned);
            Journal::remove(self.target)?;
        }
        let _ = std::fs::remove_dir_all(self.target.stage());
        Ok(())
    }

    fn note(&self, path: &SourcePath, what: What) {
        let mut done = self.done.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        done.push(Done { path: path.clone(), what });
    }

    /// Makes the folder of a file unless this commit has made it before.
    fn make_parent(&self, place: &Path) -> Result<(), OutputError> {
        let Some(parent) = place.parent() else { return Ok(()) };
        let known = self.made.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(parent);
        if !known {
            make_parent(place)?;
            self.made.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(parent.into());
        }
        Ok(())
    }
}

/// Returns the files of a manifest that are not among some sorted paths.
fn not_in(manifest: &Manifest, sorted: &[SourcePath]) -> Vec<SourcePath> {
    let mut sorted = sorted.iter().peekable();
    let mut missing = |path: &&SourcePath| {
        while sorted.next_if(|next| next < path).is_some() {}
        sorted.peek() != Some(path)
    };
    manifest.files.keys().filter(|path| missing(path)).cloned().collect()
}

/// Makes the folders of the files to come, while nothing has been changed yet: a folder that may not be written is found here.
fn prepare_folders(target: &Target, plan: &Plan) -> Result<(), OutputError> {
    use std::io::ErrorKind::{AlreadyExists, NotADirectory};
    for (_, path, _) in &plan.moves {
        match make_parent(&target.folder.join(path.as_str())) {
            // An old file stands where a folder is to be; it is removed when the change is made.
            Err(OutputError::Io { error, .. }) if matches!(error.kind(), AlreadyExists | NotADirectory) => {}
            made => made?,
        }
    }
    Ok(())
}

/// Returns the place of a file in the order of a change.
fn order(path: &SourcePath) -> (u8, SourcePath) {
    (class(path), path.clone())
}

/// Returns when in a change a file is put in place: what others point to comes before those who point.
pub fn class(path: &SourcePath) -> u8 {
    match path.extension() {
        "html" if path.name() == "index.html" || path.name().starts_with("page-") => 2,
        "html" | "htm" | "shtml" => 1,
        "xml" => 3,
        _ => 0,
    }
}

/// Writes a file; returns its size and time.
fn write(place: &Path, source: &Source<'_>) -> Result<(u64, i64), OutputError> {
    let failed = |error| OutputError::io(place, error);
    let data = match source {
        Source::Bytes(bytes) => {
            let mut file = File::create(place).map_err(failed)?;
            file.write_all(bytes).map_err(failed)?;
            file.metadata().map_err(failed)?
        }
        Source::File(from) => {
            std::fs::copy(from, place).map_err(failed)?;
            std::fs::metadata(place).map_err(failed)?
        }
    };
    Ok((data.len(), data.modified().map_or(0, clock::nanoseconds)))
}

/// Tells whether the file at a place has the bytes already.
fn equal(place: &Path, size: u64, source: &Source<'_>) -> bool {
    match source {
        Source::Bytes(bytes) => {
            bytes.len() as u64 == size && std::fs::read(place).is_ok_and(|now| now == **bytes)
        }
        Source::File(from) => {
            let same_size = std::fs::metadata(from).is_ok_and(|data| data.len() == size);
            same_size && same_bytes(from, place).unwrap_or(false)
        }
    }
}

/// Tells whether two files have the same bytes, holding little of them at once.
fn same_bytes(one: &Path, other: &Path) -> std::io::Result<bool> {
    let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

/// Tells whether a folder holds nothing but hidden files such as `.gitignore`.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| {
        entries.all(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with('.')))
    })
}

/// Tells whether an earlier build wrote this folder, though its manifest is gone.
fn looks_like_ours(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("index.html")).is_ok_and(|html| html.contains(GENERATOR))
}

/// What every home page says of its origin; see the default theme.
const GENERATOR: &str = "name=\"generator\" content=\"Pilothouse";
