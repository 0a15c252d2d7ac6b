//! Carries bytes to servers: each kind of server through a library of its own, which only the module of that kind knows, and a runtime
//! for waiting on several lines at once.

#[cfg(feature = "publish-sftp")]
mod sftp;
#[cfg(feature = "storage")]
mod storage;

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::time::Duration;

use tokio::runtime::Builder;
#[cfg(not(all(feature = "storage", feature = "publish-sftp")))]
use tokio::runtime::Runtime;

use super::super::PublishError;
use super::address::Speech;
use super::{Address, Listing, Remote, Secrets};

/// Longest time to wait for an answer that moves no bytes, and for the next piece of one that does.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connects to a target.
pub fn connect(address: &Address, secrets: &Secrets) -> Result<Box<dyn Remote>, PublishError> {
    let started = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = started.map_err(PublishError::io(&address.shown()))?;
    match &address.speech {
        Speech::Sftp(host) => by_sftp(address, host, secrets, runtime),
        _ => by_storage(address, secrets, runtime),
    }
}

/// What lies in a folder: the path of each from the top, and the size of a file.
type Entries = Vec<(String, Option<u64>)>;

/// Returns the files below a folder with their sizes, and the folders, each with a slash at its end, given how to look into one. All by
/// their paths in it.
fn below(
    folder: &str,
    look: impl Fn(&str) -> io::Result<Entries>,
) -> io::Result<(Listing, BTreeSet<String>)> {
    let (mut files, mut folders) = (Listing::new(), BTreeSet::new());
    let mut left = VecDeque::from([folder.to_owned()]);
    while let Some(next) = left.pop_front() {
        for (path, size) in look(&next)? {
            match (size, path.strip_prefix(folder)) {
                (Some(size), Some(rest)) => drop(files.insert(rest.to_owned(), size)),
                // Some servers count a folder among what is in it.
                (None, Some(rest)) if path != next => {
                    folders.insert(rest.to_owned());
                    left.push_back(path);
                }
                _ => {}
            }
        }
    }
    Ok((files, folders))
}

#[cfg(feature = "publish-sftp")]
use sftp::connect as by_sftp;
#[cfg(feature = "storage")]
use storage::connect as by_storage;

#[cfg(not(feature = "publish-sftp"))]
fn by_sftp(
    address: &Address,
    _: &super::address::Host,
    _: &Secrets,
    _: Runtime,
) -> Result<Box<dyn Remote>, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}

#[cfg(not(feature = "storage"))]
fn by_storage(address: &Address, _: &Secrets, _: Runtime) -> Result<Box<dyn Remote>, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}
