//! Files inside the binary: the default themes and the sites to start from, under `builtin/`.
//!
//! Every world answers these below its own files, so a site needs the binary alone.

use std::sync::Arc;

use super::{Entry, EntryKind};
use crate::base::SourcePath;

/// Path and bytes of every embedded file, sorted by path; made by the build script.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Where embedded files appear in a world.
const PREFIX: &str = "builtin/";

/// Returns an embedded file; `path` begins with `builtin/`.
pub fn file(path: &SourcePath) -> Option<Arc<[u8]>> {
    let name = path.as_str().strip_prefix(PREFIX)?;
    let at = FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok()?;
    Some(FILES[at].1.into())
}

/// Returns the names in an embedded folder; empty for any other folder.
pub fn list(folder: &SourcePath) -> Vec<Entry> {
    let Some(name) = folder.as_str().strip_prefix(PREFIX) else { return Vec::new() };
    let folder = SourcePath::new(name);
    let mut entries: Vec<Entry> = FILES
        .iter()
        .filter_map(|(file, _)| file.strip_prefix(folder.as_str())?.strip_prefix('/'))
        .map(|below| match below.split_once('/') {
            Some((name, _)) => Entry { name: name.into(), kind: EntryKind::Folder },
            None => Entry { name: below.into(), kind: EntryKind::File },
        })
        .collect();
    entries.sort();
    entries.dedup();
    entries
}

/// Returns path and bytes of the embedded files below a folder such as `content/`.
pub fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().filter_map(move |(file, bytes)| Some((file.strip_prefix(folder)?, *bytes)))
}
