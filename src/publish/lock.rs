//! One publisher at a time for one target, also from several machines.
//!
//! The system's own lock tells whether a program on this machine holds the target, and ends with that program. Network shares often
//! know no such locks: beside it lies who holds the target since when, renewed while work goes on; what another machine has not
//! renewed for a while counts as left behind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::PublishError;
use crate::world::clock;

/// How long the writing of a mark may take.
const WRITING: Duration = Duration::from_millis(500);

/// A holder on another machine that has not been heard of for so long is taken for gone, in nanoseconds: ten minutes.
pub(super) const STALE: i64 = 600_000_000_000;

/// How often the holder renews its mark, in nanoseconds.
pub(super) const RENEWED: i64 = 20_000_000_000;

/// Who publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Name at the machine.
    pub user: String,
    /// The machine.
    pub host: String,
    /// Number of the program.
    pub process: u32,
    /// Since when.
    #[serde(default)]
    pub since: String,
}

impl Owner {
    /// Returns the error of others who come while this one holds a target.
    pub(super) fn holds(self, folder: &Path) -> PublishError {
        let owner = format!("{}@{} ({})", self.user, self.host, self.process);
        PublishError::Locked { folder: folder.into(), owner, since: self.since }
    }
}

/// Holds a target.
pub struct Lock {
    file: File,
    mark: PathBuf,
    owner: Owner,
    renewed: AtomicI64,
}

impl Lock {
    /// Takes the lock of a target's state folder; `folder` is what is told.
    pub fn take(state: &Path, folder: &Path, owner: &Owner) -> Result<Self, PublishError> {
        let place = state.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&place);
        let file = opened.map_err(PublishError::io(&place))?;
        let mark = state.join("lock.json");
        let held = match file.try_lock() {
            Ok(()) => settled(&mark).filter(|(other, age)| other.host != owner.host && *age < STALE),
            Err(TryLockError::WouldBlock) => Some(holder(&mark).unwrap_or_default()),
            // A share that cannot lock: only the mark tells.
            Err(TryLockError::Error(_)) => settled(&mark).filter(|(_, age)| *age < STALE),
        };
        if let Some((other, _)) = held {
            return Err(other.holds(folder));
        }
        let owner = Owner { since: clock::moment_for_people(), ..owner.clone() };
        // What lies there was left behind. Making it anew is one step on every share: of two at once, one is told.
        let _ = fs::remove_file(&mark);
        match File::create_new(&mark) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(holder(&mark).unwrap_or_default().0.holds(folder));
            }
            made => made.map_err(PublishError::io(&mark))?,
        };
        let lock = Self { file, mark, owner, renewed: AtomicI64::new(0) };
        lock.renew()?;
        Ok(lock)
    }

    /// Tells others that the holder is alive, every now and then.
    pub fn renew(&self) -> Result<(), PublishError> {
        let now = clock::now();
        if now - self.renewed.load(Ordering::Relaxed) < RENEWED {
            return Ok(());
        }
        let text = serde_json::to_vec(&self.owner).expect("values in memory can be encoded");
        fs::write(&self.mark, text).map_err(PublishError::io(&self.mark))?;
        self.renewed.store(now, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The mark goes first: nobody else has one while the lock is held.
        let _ = fs::remove_file(&self.mark);
        let _ = self.file.unlock();
    }
}

/// Returns who holds a target. A mark that says nothing is being written just now, or whoever made it was killed before it said
/// anything: it is looked at once more.
fn settled(mark: &Path) -> Option<(Owner, i64)> {
    let names = |found: &(Owner, i64)| !found.0.host.is_empty();
    if holder(mark).is_some_and(|found| !names(&found)) {
        std::thread::sleep(WRITING);
    }
    holder(mark).filter(names)
}

/// Returns who holds a target as its mark says, and how many nanoseconds ago that was said.
fn holder(mark: &Path) -> Option<(Owner, i64)> {
    let owner = serde_json::from_slice(&fs::read(mark).ok()?).unwrap_or_default();
    let said = fs::metadata(mark).and_then(|data| data.modified()).map_or(0, clock::nanoseconds);
    Some((owner, clock::now().saturating_sub(said)))
}
