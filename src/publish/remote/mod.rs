//! Targets that are reached over a line: storage that speaks S3, folders that speak WebDAV or SFTP.
//!
//! *Shape:* as beside a folder. `NAME/` is served; `NAME.pilothouse/` holds `objects/SUM`, `generations/ID.json`, `live`, `journal`
//! and `lock.json`. What is new travels there, is read back and compared; once the list of the generation is there too, a journal is
//! written and the files that are served are exchanged: what others point to, pages, lists, removals. A reader may see both generations
//! while that lasts, but each file is whole as far as the server puts files whole. Where the server can exchange a link in one step
//! ([`Links`]), `NAME` is one, to `NAME.pilothouse/trees/ID`, and readers see one generation or the other.
//! How bytes travel is behind [`Remote`]; what is to be done with them must not know it.

mod address;
#[cfg(feature = "remote")]
mod connect;
mod exchange;
mod link;
mod lock;
mod secrets;
mod site;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read};

pub use address::{Address, Server};
#[cfg(feature = "remote")]
pub use connect::connect;
pub use secrets::{Secrets, outside};
pub use site::RemoteSite;

#[cfg(not(feature = "remote"))]
use super::PublishError;

/// Files by path, with their sizes.
pub type Listing = BTreeMap<String, u64>;

/// What can be done at the other end of a line. Paths have no leading slash; a folder ends with one.
pub trait Remote: Sync {
    /// Returns all files below a folder by their paths in it; none if there is no such folder.
    fn list(&self, folder: &str) -> io::Result<Listing>;

    /// Returns the bytes of a file; `None` if there is none.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;

    /// Puts a file in the place of what is there.
    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()>;

    /// Opens a file of so many bytes, to be read piece by piece; `None` if there is none.
    fn open(&self, path: &str, _size: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        Ok(self.read(path)?.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read>))
    }

    /// Puts a file of so many bytes, piece by piece where the server takes pieces. If they cannot be read to their end, nothing is put.
    fn put(&self, path: &str, from: &mut dyn Read, _size: u64) -> io::Result<()> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        self.write(path, bytes)
    }

    /// Puts a file where there is none, in one step; `false` if there is one. `None` if the server knows no such step.
    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>>;

    /// Removes a file; one that is gone already is fine.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// Removes a folder that holds nothing, where folders are things.
    fn remove_empty(&self, folder: &str) -> io::Result<()>;

    /// Removes what writing leaves beside files when it is interrupted. Nobody else may be writing.
    fn sweep(&self) -> io::Result<()> {
        Ok(())
    }

    /// Returns what can be done besides where a link can be exchanged in one step.
    fn links(&self) -> Option<&dyn Links> {
        None
    }
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// Nothing.
    Nothing,
    /// A file, or something that is none of the others.
    File,
    /// A folder.
    Folder,
    /// A link, and where it leads.
    Link(String),
}

/// What servers can do that exchange a link in one step.
pub trait Links {
    /// Returns what stands at a path.
    fn look(&self, path: &str) -> io::Result<At>;

    /// Leads a link somewhere else, in one step; an empty folder may stand in its place.
    fn point(&self, link: &str, to: &str) -> io::Result<()>;

    /// Gives the bytes of a file a second name.
    fn double(&self, from: &str, to: &str) -> io::Result<()>;

    /// Gives a folder another name.
    fn name(&self, from: &str, to: &str) -> io::Result<()>;

    /// Returns all folders below a folder by their paths in it, each with a slash at its end; none if there is no such folder.
    fn folders(&self, folder: &str) -> io::Result<BTreeSet<String>>;
}

/// This program was built without what reaches a target.
#[cfg(not(feature = "remote"))]
pub fn connect(address: &Address, _: &Secrets) -> Result<Box<dyn Remote>, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}
