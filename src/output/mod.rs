//! The output folder: what is in it, what changes, and how a change is put there without a reader ever seeing half of it.
//!
//! State lies beside the output folder in `.pilothouse/<name>/`: the manifest of what was written, the journal of a change under
//! way, staged files, the lock, the cache. Deleting it is always safe and never needed. This module knows files, not pages.

mod commit;
pub mod compress;
mod journal;
mod lock;
mod manifest;
mod mourning;

pub use commit::{Changes, Commit, Source, class};
pub use journal::recover;
pub use lock::Lock;
pub use manifest::{Kept, Manifest, is_intact};
pub use mourning::{Mourning, mourning, set_mourning};

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// An output folder and the state beside it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The output folder.
    pub folder: PathBuf,
    /// Folder of the state.
    pub state: PathBuf,
}

/// What can go wrong with the output folder, always with the path.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file or folder could not be written, read or removed.
    #[error("{path}: {error}")]
    Io {
        /// Where.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// The change was begun but could not be finished; the next build finishes it.
    #[error("{path}: {error}")]
    Unfinished {
        /// Where.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// Another build is writing to the same folder.
    #[error("{0} is locked by another build")]
    Locked(PathBuf),
    /// A file is in the way that this program did not write.
    #[error("{0} was not written by this program")]
    Foreign(PathBuf),
}

impl OutputError {
    /// Returns the error of a change whose journal stands.
    fn unfinished(self) -> Self {
        match self {
            Self::Io { path, error } => Self::Unfinished { path, error },
            other => other,
        }
    }

    /// Returns the error of a path.
    pub fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.into(), error }
    }
}

impl Target {
    /// Returns the target of an output folder.
    pub fn new(folder: &Path) -> Self {
        let name = folder.file_name().unwrap_or_default();
        let state = folder.parent().unwrap_or(Path::new("")).join(".pilothouse").join(name);
        Self { folder: folder.into(), state }
    }

    fn journal(&self) -> PathBuf {
        self.state.join("journal")
    }

    fn stage(&self) -> PathBuf {
        self.state.join("stage")
    }

    fn manifest(&self) -> PathBuf {
        self.state.join("manifest")
    }

    /// Returns the folder of smaller images as they were made once.
    pub fn images(&self) -> PathBuf {
        self.state.join("images")
    }

    /// Returns the place of the cache file.
    pub fn cache(&self) -> PathBuf {
        self.state.join("cache")
    }

    /// Returns the place of the file of nodes that belongs to the cache file.
    pub fn nodes(&self) -> PathBuf {
        self.state.join("nodes")
    }
}

/// Writes a file so that it is there as a whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write_parts(path, &[bytes])
}

/// Writes a file of several parts so that it is there as a whole or not at all.
pub fn write_parts(path: &Path, parts: &[impl AsRef<[u8]>]) -> Result<(), OutputError> {
    write_beside(path, parts, |_| Ok(()))
}

/// Does the same with what nobody can make anew: it has reached the disk before it takes the place of what was there.
pub fn write_parts_synced(path: &Path, parts: &[impl AsRef<[u8]>]) -> Result<(), OutputError> {
    write_beside(path, parts, File::sync_all)
}

fn write_beside(
    path: &Path,
    parts: &[impl AsRef<[u8]>],
    end: fn(&File) -> io::Result<()>,
) -> Result<(), OutputError> {
    let beside = path.with_extension("new");
    let write = || {
        let mut file = File::create(&beside)?;
        parts.iter().try_for_each(|part| file.write_all(part.as_ref()))?;
        end(&file)
    };
    let written = write()
        .map_err(|error| OutputError::io(&beside, error))
        .and_then(|()| rename(&beside, path).map_err(|error| OutputError::io(path, error)));
    if written.is_err() {
        // On a full disk the half of a file takes the room that others need.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Renames a file over another. On Windows a scanner or server may hold that one open for a moment: tries again for about a second.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut wait = std::time::Duration::from_millis(10);
    loop {
        match std::fs::rename(from, to) {
            Err(error)
                if cfg!(windows)
                    && wait.as_millis() < 700
                    && error.kind() == io::ErrorKind::PermissionDenied =>
            {
                std::thread::sleep(wait);
                wait *= 2;
            }
            done => return done,
        }
    }
}
