//! The only door to what lies outside: files, folder listings, command options and today's date.
//!
//! Everything above asks a [`World`]; nothing above may open a file or look at a clock. A world is one consistent view:
//! the disk as it was when it was scanned ([`disk`]), or files in memory for tests and unsaved text ([`memory`]).

pub mod clock;
pub mod disk;
pub mod embedded;
pub mod kept;
pub mod memory;
mod touch;

use std::io::{Read, Seek};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{Fingerprint, SourcePath};

pub use disk::{DiskWorld, Times};
pub use kept::KeptFiles;
pub use memory::MemoryWorld;
pub use touch::Touched;

/// Cheap identity of a file's content: if it is equal, the content very likely is.
///
/// A hint to skip reading, never part of a fingerprint: times are cut, copied and reset by archives, shares and clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i64,
    /// File number where the system has one, else 0.
    pub inode: u64,
    /// False if the file was modified so shortly before the scan that a second change could have left the time equal.
    pub settled: bool,
}

impl Stamp {
    /// Tells whether an earlier stamp vouches for the content this one was taken of.
    pub fn vouched_by(&self, earlier: &Stamp) -> bool {
        earlier.settled && self.same_as(earlier)
    }

    /// Tells whether two stamps name the same file in the same state, as far as they can tell.
    pub fn same_as(&self, other: &Stamp) -> bool {
        (self.size, self.modified, self.inode) == (other.size, other.modified, other.inode)
    }
}

/// What a name in a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; links are not followed.
    Link,
    /// A device, a socket, or a name that cannot be used.
    Other,
    /// Something that could not be looked at, such as a folder without permission.
    Unreadable,
}

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The name alone.
    pub name: Arc<str>,
    /// What it is.
    pub kind: EntryKind,
}

/// Largest file that is held in memory, in bytes. Pages and pictures are far smaller; films and archives of photos are not.
pub const LARGEST: u64 = 64 << 20;

/// A large file that is looked through.
pub trait LargeFile: Read + Seek {}

impl<F: Read + Seek> LargeFile for F {}

/// Content of a file as a world answers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// There is no such file.
    #[default]
    Missing,
    /// Its bytes.
    Bytes(Arc<[u8]>),
    /// It is larger than [`LARGEST`]: the fingerprint of its bytes. Who needs them opens it.
    Large(Fingerprint),
    /// It is there but cannot be read; the system's words.
    Unreadable(String),
}

/// One consistent view of everything outside.
pub trait World: Send + Sync {
    /// Returns the cheap identity of a file, or `None` if there is none (or the world has no such thing).
    fn stamp(&self, path: &SourcePath) -> Option<Stamp>;

    /// Returns the content of a file.
    fn read(&self, path: &SourcePath) -> Content;

    /// Opens a file that is too large to be held; `None` if that cannot be done.
    fn open(&self, _path: &SourcePath) -> Option<Box<dyn LargeFile>> {
        None
    }

    /// Returns the names in a folder, sorted; empty if there is no such folder.
    fn list(&self, folder: &SourcePath) -> Arc<[Entry]>;

    /// Tells whether a file can be another by the time it is read again: people go on writing while a site is evaluated.
    fn may_move(&self) -> bool {
        false
    }

    /// Returns a named fact: `today` (`2026-12-01`), or a command option; empty if not set.
    fn fact(&self, name: &str) -> String;

    /// Returns where files lie that took long to make, if the world has such a place.
    fn kept_files(&self) -> Option<&KeptFiles> {
        None
    }
}
