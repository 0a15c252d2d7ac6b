//! One publisher at a time for one remote target.
//!
//! At the target lies who holds it, renewed while work goes on; what has not been renewed for a while counts as left behind. Servers
//! that put a file only where there is none decide in one step; with others the mark is read again after a moment: of two that came
//! at once, one finds the other's. A program on this machine is known to be gone by a lock of the system, which ends with it.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::PublishError;
use super::super::disk::sum_of;
use super::super::lock::{Owner, RENEWED, STALE};
use super::state::State;
use crate::world::clock;

/// How long a mark must lie undisturbed where the server cannot decide in one step.
const MOMENT: Duration = Duration::from_millis(1500);

/// What lies at the target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    owner: Owner,
    /// When it was last renewed, as the holder's clock said, in nanoseconds.
    renewed: i64,
    /// The file on the holder's machine that is locked as long as it runs.
    here: PathBuf,
    /// Tells two holders apart that look alike.
    token: String,
}

/// Holds a target.
pub struct Lock<'r> {
    state: State<'r>,
    mark: Mark,
    renewed: AtomicI64,
    _here: File,
}

impl<'r> Lock<'r> {
    /// Takes the lock of a target.
    pub fn take(state: State<'r>, owner: &Owner, marks: &Path) -> Result<Self, PublishError> {
        let here = place_here(&state, marks);
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&here);
        let file = opened.map_err(PublishError::io(&here))?;
        let there = holder(&state)?;
        if file.try_lock().is_err() {
            return Err(held_by(&state, there.unwrap_or_default().owner));
        }
        if let Some(other) = there {
            let is_dead = other.owner.host == owner.host && other.here == here;
            if !is_dead && clock::now().saturating_sub(other.renewed) < STALE {
                return Err(held_by(&state, other.owner));
            }
            state.remove(&state.path("lock.json"))?;
        }
        let owner = Owner { since: clock::moment_for_people(), ..owner.clone() };
        let now = clock::now();
        let token = sum_of(format!("{owner:?} {now} {here:?}").as_bytes());
        let mark = Mark { owner, renewed: now, here, token };
        let lock = Self { state, mark, renewed: AtomicI64::new(now), _here: file };
        lock.put_first()?;
        Ok(lock)
    }

    /// Puts the mark where none should be.
    fn put_first(&self) -> Result<(), PublishError> {
        let path = self.state.path("lock.json");
        match self.state.remote.create(&path, encode(&self.mark)) {
            // An answer that was lost makes the library ask twice: the mark that is there may be this one.
            Some(made) => match made.map_err(self.state.failed(&path))? {
                true => Ok(()),
                false => self.check(),
            },
            None => {
                self.state.write(&path, encode(&self.mark))?;
                std::thread::sleep(MOMENT);
                self.check()
            }
        }
    }

    /// Insists that the mark at the target is still this one: nobody takes over what is thought to be left behind unnoticed.
    pub fn check(&self) -> Result<(), PublishError> {
        match holder(&self.state)? {
            Some(mark) if mark.token == self.mark.token => Ok(()),
            other => Err(held_by(&self.state, other.unwrap_or_default().owner)),
        }
    }

    /// Tells others that the holder is alive, every now and then.
    pub fn renew(&self) -> Result<(), PublishError> {
        let now = clock::now();
        if now - self.renewed.load(Ordering::Relaxed) < RENEWED {
            return Ok(());
        }
        self.check()?;
        let mark = Mark { renewed: now, ..self.mark.clone() };
        self.state.write(&self.state.path("lock.json"), encode(&mark))?;
        self.renewed.store(now, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        if self.check().is_ok() {
            let _ = self.state.remove(&self.state.path("lock.json"));
        }
    }
}

fn encode(mark: &Mark) -> Vec<u8> {
    serde_json::to_vec(mark).expect("values in memory can be encoded")
}

/// Returns who holds a target; a mark that cannot be read was cut off and counts as left behind.
fn holder(state: &State<'_>) -> Result<Option<Mark>, PublishError> {
    let bytes = state.read(&state.path("lock.json"))?;
    Ok(bytes.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_default()))
}

fn held_by(state: &State<'_>, owner: Owner) -> PublishError {
    owner.holds(&state.address.shown())
}

/// Returns the file on this machine that is locked while the target is held.
fn place_here(state: &State<'_>, marks: &Path) -> PathBuf {
    let sum = sum_of(format!("{:?}", state.address).as_bytes());
    marks.join(format!("pilothouse-{}.lock", &sum[..16]))
}
