//! The bytes of a target's generations, each kept once under its own sum, and the lists that name them.
//!
//! *Shape:* `objects/ab/ab12…` and `generations/000007-3f2a….json`. A file gets its name once it was read back and is right; a list,
//! once all its files are there.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{Disk, sum};
use super::{Generation, Incoming, PublishError, Row};

/// The store of a target.
pub struct Store<'d> {
    pub root: PathBuf,
    pub disk: &'d Disk,
}

impl Store<'_> {
    /// Returns where the bytes of a file lie.
    pub fn object(&self, row: &Row) -> PathBuf {
        self.root.join("objects").join(&row.sha256[..2]).join(&row.sha256)
    }

    /// Tells whether the bytes of a file are there, as far as the size shows.
    pub fn has(&self, row: &Row) -> bool {
        fs::symlink_metadata(self.object(row)).is_ok_and(|data| data.is_file() && data.len() == row.size)
    }

    /// Brings the bytes of a file: written, read back, compared, and only then named.
    pub fn bring(&self, row: &Row, incoming: &dyn Incoming) -> Result<(), PublishError> {
        let place = self.object(row);
        let beside = place.with_extension("part");
        self.disk.make_folder(place.parent().unwrap_or(&self.root)).map_err(PublishError::io(&place))?;
        let mut bytes = incoming.open(row).map_err(PublishError::io(Path::new(row.path.as_str())))?;
        let written = self.disk.write(&beside, &mut *bytes).map_err(PublishError::io(&beside))?;
        let wanted = (row.size, row.sha256.clone());
        if written != wanted {
            let _ = self.disk.remove(&beside);
            return Err(PublishError::Changed(row.path.clone()));
        }
        if sum(&beside).map_err(PublishError::io(&beside))? != wanted {
            let _ = self.disk.remove(&beside);
            return Err(PublishError::Damaged(beside));
        }
        // A share that knows no permissions is no reason to stop.
        let _ = self.disk.protect(&beside);
        self.disk.rename(&beside, &place).map_err(PublishError::io(&place))
    }

    /// Insists that the kept bytes of a file are what they were.
    pub fn verify(&self, row: &Row) -> Result<(), PublishError> {
        let place = self.object(row);
        let right = sum(&place).is_ok_and(|found| found == (row.size, row.sha256.clone()));
        if right { Ok(()) } else { Err(PublishError::Damaged(place)) }
    }

    fn lists(&self) -> PathBuf {
        self.root.join("generations")
    }

    fn list(&self, id: &str) -> PathBuf {
        self.lists().join(format!("{id}.json"))
    }

    /// Keeps a generation's list, and the sheet of its changes beside it.
    pub fn keep(&self, generation: &Generation, sheet: &str) -> Result<(), PublishError> {
        let folder = self.lists();
        self.disk.make_folder(&folder).map_err(PublishError::io(&folder))?;
        let place = self.list(&generation.id());
        let html = place.with_extension("html");
        self.disk.write(&html, &mut sheet.as_bytes()).map_err(PublishError::io(&html))?;
        self.disk.write_whole(&place, &generation.encode()).map_err(PublishError::io(&place))?;
        self.disk.sync_folder(&folder);
        Ok(())
    }

    /// Returns a kept generation; `None` if there is none of this name.
    pub fn read(&self, id: &str) -> Result<Option<Generation>, PublishError> {
        let place = self.list(id);
        let bytes = match fs::read(&place) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PublishError::Io { path: place, error }),
        };
        let generation = Generation::decode(&bytes).filter(|read| read.id() == id);
        generation.map(Some).ok_or(PublishError::Unreadable(place))
    }

    /// Returns the names of all kept generations, oldest first.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.lists()).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| Some(entry.file_name().to_str()?.strip_suffix(".json")?.to_owned());
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        names
    }

    /// Forgets a generation's list.
    pub fn forget(&self, id: &str) -> Result<(), PublishError> {
        let place = self.list(id);
        let _ = self.disk.remove(&place.with_extension("html"));
        self.disk.remove(&place).map_err(PublishError::io(&place))
    }

    /// Removes what was being written into the folder of lists when somebody was interrupted: halves, and sheets without a list.
    pub fn tidy(&self) {
        for entry in fs::read_dir(self.lists()).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_half = match path.extension().and_then(|end| end.to_str()) {
                Some("new") => true,
                Some("html") => !path.with_extension("json").exists(),
                _ => false,
            };
            if is_half {
                let _ = self.disk.remove(&path);
            }
        }
    }

    /// Removes the bytes that no kept generation names, and halves of files that were never finished.
    pub fn sweep(&self, kept: &[Generation]) {
        let named: HashSet<&str> =
            kept.iter().flat_map(|one| one.files.iter().map(|row| &*row.sha256)).collect();
        let folders = fs::read_dir(self.root.join("objects")).into_iter().flatten().flatten();
        for folder in folders {
            for object in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                if !object.file_name().to_str().is_some_and(|name| named.contains(name)) {
                    let _ = self.disk.remove(&object.path());
                    let _ = fs::remove_dir(folder.path()); // only if nothing is left in it
                }
            }
        }
    }
}
