//! The file operations of a target, each of which may fail: the one place where they are counted, so that tests break every one.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::output;
use crate::signature::{Digest, Hasher};

/// Bytes that are held of a file at once.
const PIECE: usize = 64 * 1024;

/// Does what a target needs done to files.
#[derive(Debug, Default)]
pub struct Disk {
    left: Option<AtomicU64>,
    done: AtomicU64,
}

impl Disk {
    /// Returns a disk that refuses everything after so many operations, as one that is unplugged; a write in pieces is several.
    pub fn failing_after(operations: u64) -> Self {
        Self { left: Some(AtomicU64::new(operations)), done: AtomicU64::new(0) }
    }

    /// Returns how many operations were asked for.
    pub fn operations(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Counts an operation.
    fn step(&self) -> io::Result<()> {
        self.done.fetch_add(1, Ordering::Relaxed);
        let Some(left) = &self.left else { return Ok(()) };
        let had = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        had.map(drop).map_err(|_| io::Error::other("the disk was unplugged"))
    }

    /// Makes a folder and those above it.
    pub fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step()?;
        fs::create_dir_all(path)
    }

    /// Writes a file from a stream, to the disk itself; returns its size and SHA-256.
    pub fn write(&self, path: &Path, from: &mut dyn Read) -> io::Result<(u64, String)> {
        self.step()?;
        let mut file = File::create(path)?;
        let summed = copy(from, &mut |piece| {
            self.step()?;
            file.write_all(piece)
        })?;
        file.sync_all()?;
        Ok(summed)
    }

    /// Guards a file against being edited in place: other generations share its bytes. Windows would not let it be replaced either.
    pub fn protect(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        read_only(path)
    }

    /// Writes a small file as a whole: beside its place first.
    pub fn write_whole(&self, path: &Path, mut bytes: &[u8]) -> io::Result<()> {
        let beside = path.with_extension("new");
        self.write(&beside, &mut bytes)?;
        self.rename(&beside, path)
    }

    /// Renames a file over another.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        output::rename(from, to)
    }

    /// Gives the bytes of a file a second name; copies them where a disk knows no such thing.
    pub fn link_or_copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        if fs::hard_link(from, to).is_ok() {
            return Ok(());
        }
        self.write(to, &mut File::open(from)?).map(drop)
    }

    /// Makes a link to a folder.
    pub fn link_folder(&self, to: &Path, link: &Path) -> io::Result<()> {
        self.step()?;
        symlink(to, link)
    }

    /// Removes a file or link; one that is gone already is fine.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a folder with all that is in it; one that is gone already is fine.
    pub fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a folder if nothing is in it; tells whether it did.
    pub fn remove_empty(&self, path: &Path) -> bool {
        self.step().is_ok() && fs::remove_dir(path).is_ok()
    }

    /// Makes sure that the names in a folder are on the disk itself. Systems that cannot are believed.
    pub fn sync_folder(&self, path: &Path) {
        if let Ok(folder) = File::open(path) {
            let _ = folder.sync_all();
        }
    }
}

#[cfg(unix)]
fn symlink(to: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, link)
}

/// Windows exchanges no link to a folder in one step: its targets have their files exchanged.
#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(unix)]
fn read_only(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o444))
}

#[cfg(not(unix))]
fn read_only(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns size and SHA-256 of a file.
pub fn sum(path: &Path) -> io::Result<(u64, String)> {
    copy(&mut File::open(path)?, &mut |_| Ok(()))
}

/// Returns the SHA-256 of bytes.
pub fn sum_of(bytes: &[u8]) -> String {
    Digest::of(bytes).to_string()
}

/// Hands a stream on in pieces; returns its size and SHA-256.
pub(super) fn copy(
    from: &mut dyn Read,
    to: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<(u64, String)> {
    let (mut sum, mut size, mut piece) = (Hasher::default(), 0, vec![0; PIECE]);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok((size, sum.finish().to_string())),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        sum.update(&piece[..read]);
        size += read as u64;
        to(&piece[..read])?;
    }
}
