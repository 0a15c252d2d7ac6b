//! The journal of a change under way, and what is done with one that was left behind.
//!
//! A change of an existing output folder is rolled *forward*: everything was staged before the journal was written. A first
//! build writes straight into place, so an interrupted one is rolled *back*: the folder held none of these files before.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::Kept;
use super::{Manifest, OutputError, Target, rename, write_whole};
use crate::base::{Fingerprint, SourcePath};
use crate::world::clock;

/// A change that is about to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Journal {
    /// A first build into a folder without our files; these paths may have been written.
    First(Vec<SourcePath>),
    /// A change of what is there.
    Update(Plan),
}

/// Everything that makes the folder what it is to be. All else stays as the manifest has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Staged file number, place, and what it will be, in the order in which they are put in place.
    pub moves: Vec<(u64, SourcePath, Kept)>,
    /// Files to remove.
    pub removals: Vec<SourcePath>,
    /// Files that are in place already but not as the manifest has them.
    pub kept: Vec<(SourcePath, Kept)>,
}

impl Plan {
    /// Returns the manifest after the change, given the one before; times of moved files are still to be filled in. The same if
    /// the change was made already.
    pub fn after(&self, mut manifest: Manifest) -> Manifest {
        for path in &self.removals {
            manifest.files.remove(path);
        }
        let moved = self.moves.iter().map(|(_, path, kept)| (path.clone(), *kept));
        manifest.files.extend(moved.chain(self.kept.iter().cloned()));
        manifest
    }
}

impl Journal {
    /// Writes the journal as a whole.
    pub fn write(&self, target: &Target) -> Result<(), OutputError> {
        let body = postcard::to_allocvec(self).expect("values in memory can be encoded");
        let mut bytes = Fingerprint::of(&body).0.to_le_bytes().to_vec();
        bytes.extend(body);
        write_whole(&target.journal(), &bytes)
    }

    /// Returns the journal that was left behind, if it is whole and means files of the output folder alone.
    fn read(target: &Target) -> Option<Self> {
        let bytes = std::fs::read(target.journal()).ok()?;
        let (sum, body) = bytes.split_at_checked(16)?;
        let right = Fingerprint::of(body).0.to_le_bytes() == *sum;
        let journal: Self = right.then(|| postcard::from_bytes(body).ok()).flatten()?;
        Some(journal).filter(|journal| journal.paths().all(SourcePath::is_normal))
    }

    /// Returns all paths that are written or removed.
    fn paths(&self) -> Box<dyn Iterator<Item = &SourcePath> + '_> {
        match self {
            Self::First(paths) => Box::new(paths.iter()),
            Self::Update(plan) => {
                let moved = plan.moves.iter().map(|(_, path, _)| path);
                Box::new(moved.chain(&plan.removals).chain(plan.kept.iter().map(|(path, _)| path)))
            }
        }
    }

    /// Does what it says, given the manifest before; may be repeated after an interruption. Nothing for a first build.
    ///
    /// Without a manifest there will be none afterwards: one of the changed files alone would make all others foreign.
    pub fn apply(&self, target: &Target, manifest: Option<Manifest>) -> Result<(), OutputError> {
        match self {
            Self::First(_) => Ok(()),
            Self::Update(plan) => apply(target, plan, manifest),
        }
    }

    /// Removes the journal: the change is done.
    pub fn remove(target: &Target) -> Result<(), OutputError> {
        let path = target.journal();
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OutputError::io(&path, error)),
            _ => Ok(()),
        }
    }
}

/// Finishes or undoes a change that an earlier run left behind.
pub fn recover(target: &Target) -> Result<(), OutputError> {
    match Journal::read(target) {
        Some(Journal::First(paths)) => {
            undo_first(target, &paths);
            Journal::remove(target)?;
        }
        Some(journal @ Journal::Update(_)) => {
            journal.apply(target, Manifest::read(target))?;
        }
        None => {}
    }
    let stage = target.stage();
    match std::fs::remove_dir_all(&stage) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(OutputError::io(&stage, error)),
        _ => Ok(()),
    }
}

/// Removes what a first build wrote.
pub(super) fn undo_first(target: &Target, paths: &[SourcePath]) {
    for path in paths {
        remove(&target.folder, path);
    }
}

/// Puts a staged change in place; may be repeated after an interruption.
fn apply(target: &Target, plan: &Plan, manifest: Option<Manifest>) -> Result<(), OutputError> {
    let mut manifest = manifest.map(|manifest| plan.after(manifest));
    for path in in_the_way(plan) {
        remove(&target.folder, &path);
    }
    for (number, path, kept) in &plan.moves {
        let staged = target.stage().join(number.to_string());
        let place = target.folder.join(path.as_str());
        if staged.exists() {
            make_parent(&place)?;
            rename(&staged, &place).map_err(|error| OutputError::io(&place, error))?;
        }
        let modified =
            std::fs::metadata(&place).and_then(|data| data.modified()).map_or(0, clock::nanoseconds);
        if let Some(manifest) = &mut manifest {
            manifest.files.insert(path.clone(), Kept { modified, ..*kept });
        }
    }
    for path in &plan.removals {
        remove(&target.folder, path);
    }
    manifest.iter().try_for_each(|manifest| manifest.write(target))?;
    Journal::remove(target)
}

/// Returns the removals that must come first: a file where a folder is to be, and what lies in a folder where a file is to be.
fn in_the_way(plan: &Plan) -> Vec<SourcePath> {
    let moved: BTreeSet<&str> = plan.moves.iter().map(|(_, path, _)| path.as_str()).collect();
    let folders: BTreeSet<SourcePath> = plan.moves.iter().flat_map(|(_, path, _)| above(path)).collect();
    let blocks = |path: &&SourcePath| {
        folders.contains(path.as_str()) || above(path).any(|folder| moved.contains(folder.as_str()))
    };
    plan.removals.iter().filter(blocks).cloned().collect()
}

/// Returns the folders that hold a path, innermost first, without the output folder itself.
fn above(path: &SourcePath) -> impl Iterator<Item = SourcePath> {
    let first = Some(path.parent()).filter(|folder| !folder.as_str().is_empty());
    std::iter::successors(first, |folder| Some(folder.parent()).filter(|folder| !folder.as_str().is_empty()))
}

/// Makes the folder of a file.
pub(super) fn make_parent(place: &Path) -> Result<(), OutputError> {
    let Some(parent) = place.parent() else { return Ok(()) };
    std::fs::create_dir_all(parent).map_err(|error| OutputError::io(parent, error))
}

/// Removes a file and the folders that it leaves empty. A file that is gone already is fine.
///
/// A manifest that was tampered with may name a file outside; it stays.
fn remove(folder: &Path, path: &SourcePath) {
    if !path.is_normal() {
        return;
    }
    let place = folder.join(path.as_str());
    // Failing to remove is not worth stopping for: the next build sees the file again.
    let _ = std::fs::remove_file(&place);
    let mut above = path.parent();
    while !above.as_str().is_empty() && std::fs::remove_dir(folder.join(above.as_str())).is_ok() {
        above = above.parent();
    }
}
