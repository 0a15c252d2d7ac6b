//! Keeping one scan of the disk current: looking again at single places, or taking over a later scan.
//!
//! A watcher tells which places may have changed; everything else stays trusted. What a place was does not matter and what
//! happened to it neither: it is looked at anew, with all below it, and compared. So creating, writing, renaming, replacing and
//! removing are one case.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{DiskWorld, Found, RACY, is_hidden, listings, scan_below, stamp};
use super::{Entry, EntryKind, clock};
use crate::base::SourcePath;

/// Files that are looked at again at a time: they are read for it, while nobody is answered.
const SETTLED: usize = 500;

/// Which answers of a world may be others than before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Files that came, went, or may have other bytes.
    pub files: BTreeSet<SourcePath>,
    /// Folders that came, went, or hold other names.
    pub folders: BTreeSet<SourcePath>,
    /// Facts with other values.
    pub facts: BTreeSet<String>,
}

impl Touched {
    /// Tells whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty() && self.facts.is_empty()
    }

    /// Adds what another view was told.
    pub fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
        self.facts.extend(other.facts);
    }
}

impl DiskWorld {
    /// Looks again at places on disk and all that lies below them; what lies in no mount is ignored.
    ///
    /// *Cost:* one look at each place; folders are walked.
    pub fn touch(&mut self, places: &[PathBuf]) -> Touched {
        let mut touched = Touched::default();
        let mut seen = BTreeSet::new();
        for place in places {
            let Some((top, top_place)) = self.mount_of(place) else { continue };
            if place.strip_prefix(&top_place).is_ok_and(is_hidden) {
                continue;
            }
            let Some(place) = self.nearest(&top, &top_place, place) else { continue };
            if seen.insert(place.clone()) {
                self.look(&top, &top_place, &place, &mut touched);
            }
        }
        touched
    }

    /// Looks again at the files whose times could not vouch for them when they were last looked at, and now can.
    pub fn settle(&mut self) -> Touched {
        let now = clock::now();
        let mut touched = Touched::default();
        let is_ripe = |path: &&SourcePath| {
            self.files.get(*path).is_none_or(|known| known.modified.saturating_add(RACY) < now)
        };
        let fresh: Vec<SourcePath> = self.fresh.iter().filter(is_ripe).take(SETTLED).cloned().collect();
        for path in fresh {
            let data = self.place(&path).and_then(|place| place.symlink_metadata().ok());
            match data.map(|data| stamp(&data, now)) {
                Some(settled) if settled.settled => {
                    self.fresh.remove(&path);
                    self.files.insert(path.clone(), settled);
                }
                // Written again; its event or the next scan tells of it.
                Some(newer) => {
                    self.files.insert(path.clone(), newer);
                }
                None => {
                    self.fresh.remove(&path);
                }
            }
            touched.files.insert(path);
        }
        touched
    }

    /// Takes over a later scan of the same mounts; returns what it shows that was not known.
    pub fn replace(&mut self, later: Self) -> Touched {
        let mut touched = Touched::default();
        let both = |here: &Self, there: &Self, touched: &mut Touched| {
            for (path, stamp) in &here.files {
                if !there.files.get(path).is_some_and(|other| stamp.same_as(other)) {
                    touched.files.insert(path.clone());
                }
            }
            for (folder, entries) in &here.folders {
                if there.folders.get(folder) != Some(entries) {
                    touched.folders.insert(folder.clone());
                }
            }
        };
        both(self, &later, &mut touched);
        both(&later, self, &mut touched);
        let changed = later.facts.iter().filter(|(name, value)| self.facts.get(*name) != Some(value));
        touched.facts.extend(changed.map(|(name, _)| name.clone()));
        *self = later;
        touched
    }

    /// Sets a fact; tells whether it was another.
    pub fn set_fact(&mut self, name: &str, value: String) -> Touched {
        let mut touched = Touched::default();
        if self.facts.get(name) != Some(&value) {
            self.facts.insert(name.into(), value);
            touched.facts.insert(name.into());
        }
        touched
    }

    /// Tells whether a file has other bytes, or other times, than when it was last looked at.
    pub fn is_outdated(&self, path: &SourcePath) -> bool {
        let Some(place) = self.place(path) else { return false };
        let now = place.symlink_metadata().ok().filter(std::fs::Metadata::is_file);
        match (now.map(|data| stamp(&data, 0)), self.files.get(path)) {
            (None, None) => false,
            (Some(now), Some(known)) => !now.same_as(known),
            _ => true,
        }
    }

    /// Tells whether a place that was a file with bytes in it is now missing or empty: most likely it is being replaced.
    pub fn is_being_replaced(&self, place: &Path) -> bool {
        let Some((top, top_place)) = self.mount_of(place) else { return false };
        let path = path_below(&top, &top_place, place);
        let had_bytes = self.files.get(&path).is_some_and(|stamp| stamp.size > 0);
        had_bytes && place.symlink_metadata().map_or(true, |data| data.is_file() && data.len() == 0)
    }

    /// Returns name and place of the mount that a place lies in, the innermost one.
    fn mount_of(&self, place: &Path) -> Option<(SourcePath, PathBuf)> {
        let holds = self.mounts.iter().filter(|mount| place.starts_with(&mount.path));
        let mount = holds.max_by_key(|mount| mount.path.components().count())?;
        Some((SourcePath::new(&mount.name), mount.path.clone()))
    }

    /// Returns the uppermost place on the way down to this one whose folder does not know it; the place itself most often.
    fn nearest(&self, top: &SourcePath, top_place: &Path, place: &Path) -> Option<PathBuf> {
        let mut nearest = place.to_path_buf();
        while nearest != top_place
            && !self.folders.contains_key(&path_below(top, top_place, nearest.parent()?))
        {
            nearest = nearest.parent()?.to_path_buf();
        }
        Some(nearest)
    }

    /// Looks at one place with all below it and notes what is different.
    fn look(&mut self, top: &SourcePath, top_place: &Path, place: &Path, touched: &mut Touched) {
        let mut found = Vec::new();
        if place.symlink_metadata().is_ok() {
            scan_below(top, top_place, place, &mut found);
        }
        let path = match found.first() {
            Some((path, ..)) => path.clone(),
            None => path_below(top, top_place, place),
        };
        self.forget(&path, touched);
        let kind = found.first().map(|(_, kind, _)| *kind);
        self.learn(&found, &path, touched);
        self.note_in_parent(&path, kind, touched);
    }

    /// Forgets a path and all below it. Everything that was there counts as touched.
    fn forget(&mut self, path: &SourcePath, touched: &mut Touched) {
        self.fresh.remove(path);
        self.renamed.remove(path);
        if self.files.remove(path).is_some() {
            touched.files.insert(path.clone());
        }
        let Some(entries) = self.folders.remove(path) else { return };
        touched.folders.insert(path.clone());
        for entry in entries.iter() {
            self.forget(&path.join(&entry.name), touched);
        }
    }

    /// Takes over what was found at a path and below.
    fn learn(&mut self, found: &[Found], top: &SourcePath, touched: &mut Touched) {
        let now = clock::now();
        for (path, kind, place) in found {
            if !place.to_string_lossy().ends_with(path.name()) {
                self.renamed.insert(path.clone(), place.clone());
            }
            let data = place.metadata().ok().filter(|_| *kind == EntryKind::File);
            if let Some(stamp) = data.map(|data| stamp(&data, now)) {
                if !stamp.settled {
                    self.fresh.insert(path.clone());
                }
                self.files.insert(path.clone(), stamp);
                touched.files.insert(path.clone());
            }
        }
        for (folder, entries) in listings(found) {
            if folder == *top || folder.below(top).is_some() {
                touched.folders.insert(folder.clone());
                self.folders.insert(folder, entries);
            }
        }
    }

    /// Sets or removes a name in the listing that holds it.
    fn note_in_parent(&mut self, path: &SourcePath, kind: Option<EntryKind>, touched: &mut Touched) {
        let parent = path.parent();
        let known = self.folders.get(&parent).cloned().unwrap_or_else(|| Arc::from([]));
        // A file that was there and is there: most often, and in a folder of thousands nothing is copied for it.
        let at = known.partition_point(|entry| *entry.name < *path.name());
        if known.get(at).filter(|entry| *entry.name == *path.name()).map(|entry| entry.kind) == kind {
            return;
        }
        let mut entries: Vec<Entry> =
            known.iter().filter(|entry| *entry.name != *path.name()).cloned().collect();
        if let Some(kind) = kind {
            entries.push(Entry { name: path.name().into(), kind });
            entries.sort();
        }
        if *entries != *known {
            self.folders.insert(parent.clone(), entries.into());
            touched.folders.insert(parent);
        }
    }
}

/// Returns the path of a place in a mount.
fn path_below(top: &SourcePath, top_place: &Path, place: &Path) -> SourcePath {
    super::disk::site_path(top, place.strip_prefix(top_place).unwrap_or(Path::new(""))).0
}
