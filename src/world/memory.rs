//! A world of files in memory: tests, generated sites, later unsaved text over a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Content, Entry, EntryKind, Stamp, World};
use crate::base::SourcePath;

/// Files and facts held in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<SourcePath, Arc<[u8]>>,
    facts: BTreeMap<String, String>,
}

impl MemoryWorld {
    /// Returns a world of the files in `text`: each begins with a line `//- path`.
    pub fn from_fixture(text: &str) -> Self {
        let mut world = Self::default();
        for part in text.split("//- ").skip(1) {
            let (path, content) = part.split_once('\n').unwrap_or((part, ""));
            world.write(path.trim(), content);
        }
        world
    }

    /// Sets the content of a file.
    pub fn write(&mut self, path: &str, content: impl AsRef<[u8]>) {
        self.files.insert(SourcePath::new(path), content.as_ref().into());
    }

    /// Removes a file; tells whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        self.files.remove(&SourcePath::new(path)).is_some()
    }

    /// Sets a fact.
    pub fn set_fact(&mut self, name: &str, value: &str) {
        self.facts.insert(name.into(), value.into());
    }

    /// Returns the paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }
}

impl World for MemoryWorld {
    fn stamp(&self, _: &SourcePath) -> Option<Stamp> {
        None
    }

    fn read(&self, path: &SourcePath) -> Content {
        let here = self.files.get(path).cloned();
        here.or_else(|| super::embedded::file(path)).map_or(Content::Missing, Content::Bytes)
    }

    fn list(&self, folder: &SourcePath) -> Arc<[Entry]> {
        let mut entries = BTreeSet::new();
        for below in self.files.keys().filter_map(|path| path.below(folder)) {
            let (name, kind) = match below.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (below, EntryKind::File),
            };
            entries.insert(Entry { name: name.into(), kind });
        }
        entries.extend(super::embedded::list(folder));
        entries.into_iter().collect()
    }

    fn fact(&self, name: &str) -> String {
        self.facts.get(name).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixtures_list_and_read() {
        let world = MemoryWorld::from_fixture("//- content/a.md\n甲\n//- content/b/c.md\n乙\n");
        assert_eq!(world.read(&"content/a.md".into()), Content::Bytes("甲\n".as_bytes().into()));
        assert_eq!(world.read(&"content/x.md".into()), Content::Missing);
        let names: Vec<_> =
            world.list(&"content".into()).iter().map(|e| (e.name.to_string(), e.kind)).collect();
        assert_eq!(names, [("a.md".into(), EntryKind::File), ("b".into(), EntryKind::Folder)]);
    }
}
