//! The world on disk: scans the site's folders once and answers from that scan.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, Metadata};
use std::io::{Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use walkdir::WalkDir;

use super::{Content, Entry, EntryKind, KeptFiles, LARGEST, LargeFile, Stamp, World, clock, embedded};
use crate::base::{Fingerprint, SourcePath};

/// A file changed this shortly before a scan may change again without its time moving. Nanoseconds; the coarsest file
/// times in use are those of FAT, two seconds.
pub(super) const RACY: i64 = 2_000_000_000;

/// Bytes of a thread's read buffer that are kept from one file to the next.
const KEPT_BUFFER: usize = 1 << 20;

/// Where a top-level folder or file of the site lies on disk.
#[derive(Clone, Debug)]
pub struct Mount {
    /// Name in the site: `content`, `themes`, `pilothouse.yaml`.
    pub name: String,
    /// Place on disk.
    pub path: PathBuf,
}

/// One scan of a site's folders.
pub struct DiskWorld {
    pub(super) mounts: Vec<Mount>,
    pub(super) files: FxHashMap<SourcePath, Stamp>,
    /// Files whose stamps do not vouch yet.
    pub(super) fresh: BTreeSet<SourcePath>,
    /// Places of names that are written in another Unicode form on disk.
    pub(super) renamed: FxHashMap<SourcePath, PathBuf>,
    pub(super) folders: FxHashMap<SourcePath, Arc<[Entry]>>,
    pub(super) facts: BTreeMap<String, String>,
    times: Times,
    kept: Option<KeptFiles>,
}

/// What the times of files are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// A file whose time and size did not change is the same.
    Trusted,
    /// Every file is read again.
    Doubted,
}

/// What lies somewhere: its path in the site, what it is, its place on disk.
pub(super) type Found = (SourcePath, EntryKind, PathBuf);

impl DiskWorld {
    /// Scans the mounts.
    ///
    /// *Cost:* about 2 µs a file. Names that are not UTF-8 are left out of the listing as `Other`.
    pub fn scan(mounts: Vec<Mount>, facts: BTreeMap<String, String>, times: Times) -> Self {
        let mut found: Vec<Found> = Vec::new();
        for mount in &mounts {
            scan_below(&SourcePath::new(&mount.name), &mount.path, &mount.path, &mut found);
        }
        let now = clock::now();
        let files: FxHashMap<SourcePath, Stamp> = found
            .par_iter()
            .filter(|(_, kind, _)| *kind == EntryKind::File)
            .filter_map(|(path, _, place)| Some((path.clone(), stamp(&place.metadata().ok()?, now))))
            .collect();
        let fresh = files.iter().filter(|(_, stamp)| !stamp.settled).map(|(path, _)| path.clone()).collect();
        let renamed = found.iter().filter(|(path, _, place)| !place.to_string_lossy().ends_with(path.name()));
        let renamed = renamed.map(|(path, _, place)| (path.clone(), place.clone())).collect();
        Self { mounts, files, fresh, renamed, folders: listings(&found), facts, times, kept: None }
    }

    /// Returns the world with a folder for files that took long to make.
    pub fn keeping(self, folder: PathBuf) -> Self {
        Self { kept: Some(KeptFiles(folder)), ..self }
    }

    /// Returns the place of a site path on disk, if it lies in a mount.
    pub fn place(&self, path: &SourcePath) -> Option<PathBuf> {
        if let Some(place) = self.renamed.get(path) {
            return Some(place.clone());
        }
        self.mounts.iter().find_map(|mount| {
            let name = SourcePath::new(&mount.name);
            if *path == name { Some(mount.path.clone()) } else { Some(mount.path.join(path.below(&name)?)) }
        })
    }
}

/// Adds what lies at a place in a mount and below it, the place itself included. Hidden names are no part of a site: editors,
/// copying programs and version control lay files beside others that nobody is to see, often for the moment of a save.
pub(super) fn scan_below(top: &SourcePath, top_place: &Path, place: &Path, found: &mut Vec<Found>) {
    let walk = WalkDir::new(place).follow_root_links(place == top_place).into_iter();
    // The folders that hold what is looked at, from the place on, and whether their names cannot be used.
    let mut above: Vec<(SourcePath, bool)> = Vec::new();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(Path::new(entry.file_name()))) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unreadable(top, top_place, &error, found);
                continue;
            }
        };
        above.truncate(entry.depth());
        let (path, odd) = match above.last() {
            Some((folder, odd)) => {
                let (path, is_odd) = site_path(folder, Path::new(entry.file_name()));
                (path, is_odd || *odd)
            }
            None => site_path(top, entry.path().strip_prefix(top_place).unwrap_or(Path::new(""))),
        };
        if entry.file_type().is_dir() {
            above.push((path.clone(), odd));
        }
        let kind = match entry.file_type() {
            _ if odd => EntryKind::Other,
            kind if kind.is_file() => EntryKind::File,
            kind if kind.is_dir() => EntryKind::Folder,
            kind if kind.is_symlink() => EntryKind::Link,
            _ => EntryKind::Other,
        };
        found.push((path, kind, entry.into_path()));
    }
}

/// Tells whether a place below a mount has a name that begins with a dot, or lies in a folder that has.
pub(super) fn is_hidden(below: &Path) -> bool {
    let mut names = below.components().map(Component::as_os_str);
    names.any(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Notes something that the system would not show; a mount that is not there is no such thing.
fn unreadable(top: &SourcePath, top_place: &Path, error: &walkdir::Error, found: &mut Vec<Found>) {
    let Some(place) = error.path().filter(|place| *place != top_place || place.exists()) else { return };
    let (path, _) = site_path(top, place.strip_prefix(top_place).unwrap_or(Path::new("")));
    // A folder that cannot be entered was found as a folder before.
    found.retain(|(other, _, _)| *other != path);
    found.push((path, EntryKind::Unreadable, place.to_path_buf()));
}

/// Returns the place of something below a mount, and whether its name cannot be used: not UTF-8, with control characters,
/// or with a backslash where that is no separator.
pub(super) fn site_path(top: &SourcePath, below: &Path) -> (SourcePath, bool) {
    let text = below.to_string_lossy();
    if text.is_empty() {
        return (top.clone(), false);
    }
    let backslash = cfg!(not(windows)) && text.contains('\\');
    let odd = below.to_str().is_none() || backslash || text.chars().any(char::is_control);
    if !odd {
        return (top.join(&text), false);
    }
    let visible = |c: char| if c.is_control() || (backslash && c == '\\') { '\u{FFFD}' } else { c };
    (top.join(&text.chars().map(visible).collect::<String>()), true)
}

/// Groups what was found by folder; every folder has a listing, also an empty one.
pub(super) fn listings(found: &[Found]) -> FxHashMap<SourcePath, Arc<[Entry]>> {
    let mut folders: FxHashMap<SourcePath, Vec<Entry>> = FxHashMap::default();
    for (path, kind, _) in found {
        if *kind == EntryKind::Folder {
            folders.entry(path.clone()).or_default();
        }
        folders.entry(path.parent()).or_default().push(Entry { name: path.name().into(), kind: *kind });
    }
    folders
        .into_iter()
        .map(|(folder, mut entries)| {
            entries.sort();
            (folder, entries.into())
        })
        .collect()
}

/// Returns the stamp of a file.
pub fn stamp(metadata: &Metadata, now: i64) -> Stamp {
    let modified = metadata.modified().map_or(0, clock::nanoseconds);
    Stamp {
        size: metadata.len(),
        modified,
        inode: inode(metadata),
        settled: modified.saturating_add(RACY) < now,
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// Returns the content of a file that is not to be held.
fn read_large(place: &Path) -> std::io::Result<Content> {
    Ok(Content::Large(Fingerprint::of_stream(&mut File::open(place)?)?))
}

/// Returns the content of a file, read through a buffer that each thread keeps: only what is kept costs fresh memory.
fn read_content(place: &Path) -> std::io::Result<Content> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        let mut file = File::open(place)?;
        // With a limit, the size is not asked for first.
        (&mut file).take(LARGEST + 1).read_to_end(buffer)?;
        let content = if buffer.len() as u64 > LARGEST {
            file.rewind()?;
            Content::Large(Fingerprint::of_stream(&mut file)?)
        } else {
            Content::Bytes(buffer.as_slice().into())
        };
        buffer.shrink_to(KEPT_BUFFER);
        Ok(content)
    })
}

impl World for DiskWorld {
    fn may_move(&self) -> bool {
        true
    }

    fn stamp(&self, path: &SourcePath) -> Option<Stamp> {
        self.files.get(path).copied().filter(|_| self.times == Times::Trusted)
    }

    fn read(&self, path: &SourcePath) -> Content {
        if let Some(bytes) = embedded::file(path) {
            return Content::Bytes(bytes);
        }
        let Some(stamp) = self.files.get(path) else { return Content::Missing };
        // What was large when it was listed is not even begun to be held.
        let read = if stamp.size > LARGEST { read_large } else { read_content };
        match self.place(path).map(|place| read(&place)) {
            None => Content::Missing,
            Some(Ok(content)) => content,
            Some(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Content::Missing,
            Some(Err(error)) => Content::Unreadable(error.to_string()),
        }
    }

    fn open(&self, path: &SourcePath) -> Option<Box<dyn LargeFile>> {
        Some(Box::new(File::open(self.place(path)?).ok()?))
    }

    fn list(&self, folder: &SourcePath) -> Arc<[Entry]> {
        match self.folders.get(folder) {
            Some(entries) => entries.clone(),
            None => embedded::list(folder).into(),
        }
    }

    fn fact(&self, name: &str) -> String {
        self.facts.get(name).cloned().unwrap_or_default()
    }

    fn kept_files(&self) -> Option<&KeptFiles> {
        self.kept.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most disks list names in an order of their own; a test cannot choose it, but what is found can come in any order.
    #[test]
    fn the_order_of_the_disk_is_not_seen() {
        let names =
            ["content/b.md", "content", "content/a", "content/a/c.md", "content/a.md", "content/甲.md"];
        let of_name = |name: &&str| {
            let kind = if name.contains('.') { EntryKind::File } else { EntryKind::Folder };
            (SourcePath::new(name), kind, PathBuf::from(name))
        };
        let found: Vec<_> = names.iter().map(of_name).collect();
        let expected = listings(&found);
        assert_eq!(expected[&SourcePath::new("content")].len(), 4);
        for turn in 0..names.len() {
            let mut turned = found.clone();
            turned.rotate_left(turn);
            turned.swap(0, 3);
            assert_eq!(listings(&turned), expected);
        }
    }
}
