//! Stable 128-bit fingerprints of bytes and of encoded values.
//!
//! A fingerprint depends on content only: never on addresses, times, threads or the machine. Source: XXH3, 128 bits;
//! it is not a cryptographic hash and guards against change, not against an attacker.

use std::fmt;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Bytes of a stream that are held at once.
const PIECE: usize = 256 * 1024;

/// Returns equal values for equal content; 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Fingerprint(pub u128);

impl Fingerprint {
    /// Returns the fingerprint of a byte string.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes))
    }

    /// Returns the fingerprint of the pieces put together.
    pub fn of_all<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut hasher = Xxh3::new();
        pieces.into_iter().for_each(|piece| hasher.update(piece));
        Self(hasher.digest128())
    }

    /// Returns the fingerprint of all that a stream yields.
    pub fn of_stream(from: &mut dyn Read) -> io::Result<Self> {
        let (mut hasher, mut piece) = (Xxh3::new(), vec![0; PIECE]);
        loop {
            match from.read(&mut piece) {
                Ok(0) => return Ok(Self(hasher.digest128())),
                Ok(read) => hasher.update(&piece[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the first `digits` hexadecimal digits, for use in file names. At most 32.
    pub fn short(self, digits: usize) -> String {
        let mut text = format!("{:032x}", self.0);
        text.truncate(digits);
        text
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}
