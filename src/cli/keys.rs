//! Key files: written once, for their owner alone, and read with the password that the environment holds.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::signature::Pair;

/// Environment variable with the password of a secret key.
pub(super) const PASSWORD: &str = "PILOTHOUSE_KEY_PASSWORD";

/// Returns the password of secret keys, if there is one.
pub(super) fn password() -> Option<String> {
    std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())
}

/// Writes both files of a pair, the public one beside the secret one, and returns its place. Files that are there are never written
/// over; tells which could not be written.
pub(super) fn write(pair: &Pair, secret: &Path) -> Result<PathBuf, (PathBuf, io::Error)> {
    let public = secret.with_extension("pub");
    let mut own = OpenOptions::new();
    own.write(true).create_new(true);
    let mut shared = own.clone();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut own, 0o600);
    for (options, place, text) in [(&mut own, secret, &pair.secret), (&mut shared, &*public, &pair.public)] {
        let written = options.open(place).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| (place.to_owned(), error))?;
    }
    Ok(public)
}
