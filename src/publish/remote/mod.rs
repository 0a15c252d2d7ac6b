//! Targets that are reached over a line and know no links: storage that speaks S3, folders that speak WebDAV.
//!
//! *Shape:* as beside a folder. `NAME/` is served; `NAME.pilothouse/` holds `objects/SUM`, `generations/ID.json`, `live`, `journal`
//! and `lock.json`. What is new travels there, is read back and compared; once the list of the generation is there too, a journal is
//! written and the files that are served are exchanged: what others point to, pages, lists, removals. No such target exchanges all at
//! once, so a reader may see both generations while that lasts, but each file is whole as far as the server puts files whole.
//! How bytes travel is behind [`Remote`]; what is to be done with them must not know it.

mod address;
#[cfg(feature = "remote")]
mod connect;
mod exchange;
mod lock;
mod secrets;
mod site;
mod state;

use std::collections::BTreeMap;
use std::io;

pub use address::Address;
#[cfg(feature = "remote")]
pub use connect::connect;
pub use secrets::Secrets;
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

    /// Puts a file where there is none, in one step; `false` if there is one. `None` if the server knows no such step.
    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>>;

    /// Removes a file; one that is gone already is fine.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// Removes a folder that holds nothing, where folders are things.
    fn remove_empty(&self, folder: &str) -> io::Result<()>;
}

/// This program was built without what reaches a target.
#[cfg(not(feature = "remote"))]
pub fn connect(address: &Address, _: &Secrets) -> Result<Box<dyn Remote>, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}
