//! One build at a time for one output folder.

use std::fs::{File, OpenOptions, TryLockError};

use super::{OutputError, Target};

/// Holds the output folder for one build; the system lets go of it when the program ends, however it ends.
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, or tells that somebody else has it.
    pub fn take(target: &Target) -> Result<Self, OutputError> {
        std::fs::create_dir_all(&target.state).map_err(|error| OutputError::io(&target.state, error))?;
        let path = target.state.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|error| OutputError::io(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(OutputError::Locked(target.folder.clone())),
            // Some network shares cannot lock: better to build than to refuse.
            Err(TryLockError::Error(_)) => Ok(Self { file }),
        }
    }
}

impl Drop for Lock {
    /// Lets go at once: a program that was just being started by another thread may still share the open file.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}
