//! Carries bytes to servers that speak SFTP through the libraries `russh` and `russh-sftp`: no program of the system is needed.
//!
//! A file is written beside the folder that is served and renamed over the old one, which servers of OpenSSH do in one step
//! (`posix-rename@openssh.com`); with others the old one is removed just before. Where that step is known, a link can be exchanged too.

mod file;
mod login;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use russh::client::Handle;
use russh_sftp::client::error::Error;
use russh_sftp::client::rawsession::SftpResult;
use russh_sftp::client::{Config, RawSftpSession, SftpSession};
use russh_sftp::protocol::{FileAttributes, Packet, StatusCode};
use tokio::runtime::Runtime;

use super::super::super::PublishError;
use super::super::address::Host;
use super::super::{Address, At, Links, Listing, Remote, Secrets};
use super::{Entries, PATIENCE, below};
use crate::world::clock;
use login::Guard;

const RENAME: &str = "posix-rename@openssh.com";
const HARDLINK: &str = "hardlink@openssh.com";

/// Beginning of the names of files that are being written.
const PART: &str = "part-";

/// In which order a server takes the two names of a link.
#[derive(Clone, Copy)]
enum Order {
    /// Where it leads comes first: OpenSSH, and those that take after it.
    TargetFirst,
    /// The link comes first, as the standard says.
    LinkFirst,
}

/// A connection. Bytes of files and names go over channels of their own.
struct Line {
    runtime: Runtime,
    files: SftpSession,
    names: RawSftpSession,
    /// The folder above the one that is served, with a slash at its end; empty for where the server lets one in.
    above: String,
    /// The folder of the state, where files are written.
    state: String,
    secrets: Secrets,
    can_replace: bool,
    can_double: bool,
    /// When the connection was made: tells files of two publishers apart that come for the lock at once.
    since: i64,
    written: AtomicU64,
    /// In which order names of links are taken, once that was tried.
    order: Mutex<Option<Order>>,
    /// Folders that are there for certain.
    known: Mutex<BTreeSet<String>>,
    _session: Handle<Guard>,
}

/// Connects to a target.
pub fn connect(
    address: &Address,
    host: &Host,
    secrets: &Secrets,
    runtime: Runtime,
) -> Result<Box<dyn Remote>, PublishError> {
    let session = runtime.block_on(login::log_in(address, host, secrets))?;
    let opened = runtime.block_on(open(&session));
    let (files, names, extensions) =
        opened.map_err(|error| PublishError::io(&address.shown())(told(&error, secrets)))?;
    let has = |name: &str| extensions.iter().any(|one| one == name);
    Ok(Box::new(Line {
        runtime,
        files,
        names,
        above: address.above.strip_prefix("/~/").unwrap_or(&address.above).to_owned(),
        state: format!("{}.pilothouse/", address.name),
        secrets: secrets.clone(),
        can_replace: has(RENAME),
        can_double: has(HARDLINK),
        since: clock::now(),
        written: AtomicU64::new(0),
        order: Mutex::default(),
        known: Mutex::default(),
        _session: session,
    }))
}

/// Opens both channels; also returns what the server knows besides the standard.
async fn open(session: &Handle<Guard>) -> Result<(SftpSession, RawSftpSession, Vec<String>), Trouble> {
    let config = || Config { request_timeout_secs: PATIENCE.as_secs(), ..Config::default() };
    let channel = session.channel_open_session().await?;
    channel.request_subsystem(true, "sftp").await?;
    let files = SftpSession::new_with_config(channel.into_stream(), config()).await?;
    let channel = session.channel_open_session().await?;
    channel.request_subsystem(true, "sftp").await?;
    let names = RawSftpSession::new_with_config(channel.into_stream(), config());
    let extensions = names.init().await?.extensions.into_keys().collect();
    Ok((files, names, extensions))
}

/// What either of the libraries has to say.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Line(#[from] russh::Error),
    #[error("{0}")]
    Files(#[from] Error),
}

/// Returns an error of the libraries as one of the system, without what is secret.
fn told(error: &dyn std::fmt::Display, secrets: &Secrets) -> io::Error {
    io::Error::other(secrets.hide(&error.to_string()))
}

fn is(error: &Error, code: StatusCode) -> bool {
    matches!(error, Error::Status(status) if status.status_code == code)
}

impl Line {
    fn at(&self, path: &str) -> String {
        format!("{}{}", self.above, path.trim_end_matches('/'))
    }

    fn wait<T>(&self, asked: impl Future<Output = SftpResult<T>>) -> io::Result<T> {
        self.runtime.block_on(asked).map_err(|error| self.error(&error))
    }

    fn error(&self, error: &Error) -> io::Error {
        let kind = match error {
            error if is(error, StatusCode::NoSuchFile) => io::ErrorKind::NotFound,
            error if is(error, StatusCode::PermissionDenied) => io::ErrorKind::PermissionDenied,
            Error::Timeout => io::ErrorKind::TimedOut,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, self.secrets.hide(&error.to_string()))
    }

    /// Returns a name for a file that is being written.
    fn part(&self) -> String {
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        format!("{}{PART}{:x}-{number}", self.state, self.since)
    }

    /// Makes the folders above a path.
    fn make_way(&self, path: &str) -> io::Result<()> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            if self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
                continue;
            }
            let made = self.wait(self.names.mkdir(self.at(folder), FileAttributes::empty()));
            // Servers do not say why: the folder may be there.
            if let Err(error) = made
                && self.look(folder)? != At::Folder
            {
                return Err(error);
            }
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.into());
        }
        Ok(())
    }

    fn forget_folders(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Puts one name in the place of another.
    fn replace(&self, from: &str, to: &str) -> io::Result<()> {
        if self.can_replace {
            return self.extended(RENAME, from, to);
        }
        match self.wait(self.names.remove(self.at(to))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.wait(self.names.rename(self.at(from), self.at(to))).map(drop)
    }

    /// Makes a link.
    fn link(&self, link: &str, to: &str) -> io::Result<()> {
        let link = self.at(link);
        let made = match self.order()? {
            Order::TargetFirst => self.names.symlink(to, &*link),
            Order::LinkFirst => self.names.symlink(&*link, to),
        };
        self.wait(made).map(drop)
    }

    /// Returns in which order the server takes the names of a link. Nothing that it says tells that, so two names that are nobody's
    /// are tried once.
    fn order(&self) -> io::Result<Order> {
        let mut known = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = *known {
            return Ok(order);
        }
        let (one, other) = (self.part(), self.part());
        self.make_way(&one)?;
        // Whether it was made is seen below.
        let _ = self.wait(self.names.symlink(self.at(&one), self.at(&other)));
        let is_link = |path: &str| self.look(path).map(|found| matches!(found, At::Link(_)));
        *known = match (is_link(&other)?, is_link(&one)?) {
            (true, _) => Some(Order::TargetFirst),
            (_, true) => Some(Order::LinkFirst),
            _ => None,
        };
        self.remove(&one)?;
        self.remove(&other)?;
        known.ok_or_else(|| io::ErrorKind::Unsupported.into())
    }

    /// Asks for something beyond the standard that takes two names.
    fn extended(&self, name: &str, from: &str, to: &str) -> io::Result<()> {
        let mut data = Vec::new();
        for path in [self.at(from), self.at(to)] {
            data.extend((path.len() as u32).to_be_bytes());
            data.extend(path.as_bytes());
        }
        match self.wait(self.names.extended(name, data))? {
            Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
            Packet::Status(status) => Err(self.error(&Error::Status(status))),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Does something with a file that is written beside; it is gone if that fails.
    fn beside(&self, from: &mut dyn Read, then: impl FnOnce(&str) -> io::Result<()>) -> io::Result<()> {
        let part = self.part();
        self.make_way(&part)?;
        let done = file::fill(self, &part, from).and_then(|()| then(&part));
        if done.is_err() {
            let _ = self.remove(&part);
        }
        done
    }

    fn entries(&self, folder: &str) -> io::Result<Entries> {
        let entry = |(name, data): (String, FileAttributes)| match data.file_type().is_dir() {
            true => (format!("{folder}{name}/"), None),
            false => (format!("{folder}{name}"), Some(data.size.unwrap_or(0))),
        };
        Ok(self.names_in(folder)?.into_iter().map(entry).collect())
    }

    /// Returns the names in a folder with what they are; none if there is no such folder.
    fn names_in(&self, folder: &str) -> io::Result<Vec<(String, FileAttributes)>> {
        let asked = async {
            let handle = match self.names.opendir(self.at(folder)).await {
                Err(error) if is(&error, StatusCode::NoSuchFile) => return Ok(Vec::new()),
                handle => handle?.handle,
            };
            let mut found = Vec::new();
            loop {
                match self.names.readdir(&*handle).await {
                    Ok(some) => found.extend(some.files.into_iter().map(|one| (one.filename, one.attrs))),
                    // Some servers look for the folder only now.
                    Err(error) if is(&error, StatusCode::Eof) || is(&error, StatusCode::NoSuchFile) => break,
                    Err(error) => return Err(error),
                }
            }
            self.names.close(handle).await?;
            found.retain(|(name, _)| name != "." && name != "..");
            Ok(found)
        };
        self.wait(asked)
    }
}

impl Remote for Line {
    fn list(&self, folder: &str) -> io::Result<Listing> {
        Ok(below(folder, |folder| self.entries(folder))?.0)
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(mut from) = self.open(path, 0)? else { return Ok(None) };
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn open(&self, path: &str, _: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        file::open(self, path)
    }

    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.put(path, &mut &*bytes, bytes.len() as u64)
    }

    fn put(&self, path: &str, from: &mut dyn Read, _: u64) -> io::Result<()> {
        self.beside(from, |part| {
            self.make_way(path)?;
            self.replace(part, path)
        })
    }

    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>> {
        // By the standard a rename does not replace anything.
        let made = self.beside(&mut &*bytes, |part| {
            self.wait(self.names.rename(self.at(part), self.at(path))).map(drop)
        });
        Some(made.map(|()| true).or_else(|error| match self.look(path) {
            Ok(At::Nothing) | Err(_) => Err(error),
            Ok(_) => Ok(false),
        }))
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match self.wait(self.names.remove(self.at(path))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done.map(drop),
        }
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        self.forget_folders();
        match self.runtime.block_on(self.names.rmdir(self.at(folder))) {
            Ok(_) => Ok(()),
            // Servers do not say why: something may be in it.
            Err(error) if is(&error, StatusCode::NoSuchFile) || is(&error, StatusCode::Failure) => Ok(()),
            Err(error) => Err(self.error(&error)),
        }
    }

    fn sweep(&self) -> io::Result<()> {
        let mut parts = self.names_in(&self.state)?.into_iter().filter(|(name, _)| name.starts_with(PART));
        parts.try_for_each(|(name, _)| self.remove(&format!("{}{name}", self.state)))
    }

    fn links(&self) -> Option<&dyn Links> {
        self.can_replace.then_some(self)
    }
}

impl Links for Line {
    fn look(&self, path: &str) -> io::Result<At> {
        let data = match self.wait(self.names.lstat(self.at(path))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(At::Nothing),
            data => data?.attrs.file_type(),
        };
        if data.is_symlink() {
            let to = self.wait(self.names.readlink(self.at(path)))?;
            return Ok(At::Link(to.files.into_iter().next().map(|file| file.filename).unwrap_or_default()));
        }
        Ok(if data.is_dir() { At::Folder } else { At::File })
    }

    fn point(&self, link: &str, to: &str) -> io::Result<()> {
        let part = self.part();
        self.make_way(&part)?;
        self.link(&part, to)?;
        let made = self.look(&part)?;
        let there = self.look(link)?;
        let put = || match made {
            At::Link(found) if found == to => {
                if there == At::Folder {
                    self.remove_empty(link)?;
                }
                self.replace(&part, link)
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        };
        put().inspect_err(|_| drop(self.remove(&part)))
    }

    fn double(&self, from: &str, to: &str) -> io::Result<()> {
        if !self.can_double {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.make_way(to)?;
        self.extended(HARDLINK, from, to)
    }

    fn name(&self, from: &str, to: &str) -> io::Result<()> {
        self.forget_folders();
        self.make_way(to)?;
        self.extended(RENAME, from, to)
    }

    fn folders(&self, folder: &str) -> io::Result<BTreeSet<String>> {
        Ok(below(folder, |folder| self.entries(folder))?.1)
    }
}
