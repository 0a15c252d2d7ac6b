//! Bringing a built site to where it is read: generations at a target, one switch, and the way back.
//!
//! A *generation* is one published set of files, named by number and digest. A target keeps the bytes of its generations in a store
//! beside the folder that is served ([`store`]); what is new is brought there, read back and compared before anything that readers
//! see is touched. Then one *switch* makes the generation live ([`switch`]): the folder is a link and is exchanged in one step, or,
//! where there can be no link, its files are exchanged in an order that never shows a page before what it needs, with a journal.
//! Folders at servers ([`remote`]) have the same, without a link. Bundles ([`bundle`]) carry generations to where there is no line. This module reads the manifest of the output folder and files;
//! it must not know pages, templates or how outputs are made.

pub mod bundle;
pub mod disk;
mod folder;
mod generation;
mod lock;
mod output;
pub mod remote;
pub mod server;
mod settings;
pub mod sheet;
mod store;
mod switch;
mod target;

use std::io;
use std::path::{Path, PathBuf};

pub use disk::Disk;
pub use folder::{Folder, Outcome, Status};
pub use generation::{Changes, Generation, Note, Row};
pub use lock::Owner;
pub use output::OutputFiles;
pub use settings::{Place, Settings, SettingsFault, targets};
pub use switch::Switch;
pub use target::Target;

use crate::base::SourcePath;

/// Where the bytes of a new generation come from.
pub trait Incoming: Sync {
    /// Opens a file of the generation.
    fn open(&self, row: &Row) -> io::Result<Box<dyn io::Read + '_>>;
}

/// What can go wrong at a target. Unless it says otherwise, what is served is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file or folder could not be written, read or removed.
    #[error("{path}: {error}")]
    Io {
        /// Where.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// The exchange of files was begun but could not be finished; the next run finishes it.
    #[error("{path}: {error}")]
    Unfinished {
        /// Where.
        path: PathBuf,
        /// The system's own words.
        error: io::Error,
    },
    /// Somebody else is publishing to the target.
    #[error("{folder} is locked by {owner} since {since}")]
    Locked {
        /// The folder that is served.
        folder: PathBuf,
        /// Who holds it.
        owner: String,
        /// Since when, in the words of the holder's clock.
        since: String,
    },
    /// Something stands in the way that this program did not put there.
    #[error("{0} was not published by this program")]
    Foreign(PathBuf),
    /// What was read back is not what was written, or a kept file is damaged.
    #[error("{0} is damaged")]
    Damaged(PathBuf),
    /// A file of the generation is not what its list says: somebody changed it meanwhile.
    #[error("{0} changed while it was being published")]
    Changed(SourcePath),
    /// A name in the site that the target cannot hold, or two that it cannot tell apart.
    #[error("{0} cannot be published under this name")]
    Name(SourcePath),
    /// There is no generation to go back to.
    #[error("{0} has no earlier generation")]
    NoEarlier(PathBuf),
    /// The target can hold no link, but one was demanded.
    #[error("{0} cannot be a link")]
    NoLink(PathBuf),
    /// The place cannot be a target: it has no folder above it, or it lies in the site's own folders.
    #[error("{0} cannot be a target")]
    NoTarget(PathBuf),
    /// A list of files or a journal that the program left at the target cannot be understood.
    #[error("{0} cannot be understood")]
    Unreadable(PathBuf),
    /// The address of a remote target cannot be understood.
    #[error("{0} is no address of a folder at a server")]
    NoAddress(String),
    /// This program was built without what reaches a target.
    #[error("this program was built without {0}")]
    NotBuilt(&'static str),
    /// Names and passwords for a target are not given.
    #[error("{0} are not set")]
    NoSecrets(&'static str),
    /// The settings do not know the key of the host.
    #[error("{host} is not known; its key is {fingerprint}")]
    UnknownHost {
        /// Name and port.
        host: String,
        /// What its key is known by.
        fingerprint: String,
    },
    /// The host has another key than the settings say.
    #[error("{host} has another key than it should: {fingerprint}")]
    OtherHost {
        /// Name and port.
        host: String,
        /// What the key is known by that it showed.
        fingerprint: String,
    },
    /// The host does not let the user in.
    #[error("{host} does not let {user} in")]
    NoEntry {
        /// Name.
        host: String,
        /// Who came.
        user: String,
    },
    /// The file with names and passwords lies in the site.
    #[error("{0} lies in the site")]
    SecretsInSite(PathBuf),
    /// The generation that is live is another one than the new one is made for.
    #[error("{folder} holds {live}, not {wanted}")]
    OtherBase {
        /// The folder that is served.
        folder: PathBuf,
        /// Digest of what is live; empty if nothing is.
        live: String,
        /// Digest of what should be.
        wanted: String,
    },
}

impl PublishError {
    /// Returns the error of a path.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        |error| Self::Io { path, error }
    }

    /// Returns the error of an exchange whose journal stands.
    fn unfinished(self) -> Self {
        match self {
            Self::Io { path, error } => Self::Unfinished { path, error },
            other => other,
        }
    }
}
