//! What is in the output folder, as this program wrote it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{OutputError, Target, write_whole};
use crate::base::{Fingerprint, SourcePath};
use crate::world::clock;

/// First bytes of the file; the digit is the version of the layout.
const MAGIC: &[u8; 8] = b"PHMANIF1";

/// One file as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Fingerprint of the output's answer.
    pub fingerprint: Fingerprint,
    /// Bytes.
    pub size: u64,
    /// Modification time after it was written, in nanoseconds since 1970.
    pub modified: i64,
}

/// All files that this program wrote, by path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The files.
    pub files: BTreeMap<SourcePath, Kept>,
}

impl Manifest {
    /// Reads the manifest of a target; `None` if there is none or it is damaged.
    pub fn read(target: &Target) -> Option<Self> {
        Self::decode(&std::fs::read(target.manifest()).ok()?)
    }

    /// Returns the sum of the manifest of a target, which is another one whenever the manifest is.
    pub fn sum(target: &Target) -> Option<Fingerprint> {
        let mut head = [0; MAGIC.len() + size_of::<u128>()];
        File::open(target.manifest()).ok()?.read_exact(&mut head).ok()?;
        Some(Fingerprint(u128::from_le_bytes(*head.last_chunk()?)))
    }

    /// Writes the manifest of a target.
    pub fn write(&self, target: &Target) -> Result<(), OutputError> {
        write_whole(&target.manifest(), &self.encode())
    }

    /// Returns the manifest as bytes with a checksum.
    pub fn encode(&self) -> Vec<u8> {
        let body = postcard::to_allocvec(self).expect("values in memory can be encoded");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(Fingerprint::of(&body).0.to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (sum, body) = rest.split_at_checked(16)?;
        let right = Fingerprint::of(body).0.to_le_bytes() == *sum;
        right.then(|| postcard::from_bytes(body).ok()).flatten()
    }

    /// Tells whether every file is still there as it was written.
    ///
    /// *Cost:* one look at each file, about 2 µs.
    pub fn is_intact(&self, folder: &Path) -> bool {
        self.files.par_iter().all(|(path, kept)| is_intact(&folder.join(path.as_str()), kept))
    }
}

/// Returns what the manifest keeps of a file as it lies there now.
pub(super) fn kept(place: &Path, fingerprint: Fingerprint) -> std::io::Result<Kept> {
    let now = std::fs::symlink_metadata(place)?;
    Ok(Kept { fingerprint, size: now.len(), modified: clock::nanoseconds(now.modified()?) })
}

/// Tells whether a file is as it was written, as far as size and time show.
pub fn is_intact(place: &Path, kept: &Kept) -> bool {
    std::fs::symlink_metadata(place).is_ok_and(|now| {
        now.is_file()
            && now.len() == kept.size
            && now.modified().is_ok_and(|time| clock::nanoseconds(time) == kept.modified)
    })
}
