//! Files that took long to make, under names that stand for their bytes.
//!
//! A memory, not a source: whoever asks could make the same bytes again. So a damaged or missing file is no answer at all, and
//! a disk that refuses one costs time and nothing else.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use crate::base::Fingerprint;

/// Bytes of the sum before the content.
const SUM: usize = 16;

/// Halves of one file that may lie there: more were left by programs that were killed, and are swept one day.
const MOST_AT_ONCE: u32 = 100;

/// A folder of such files.
#[derive(Clone, Debug)]
pub struct KeptFiles(pub PathBuf);

impl KeptFiles {
    /// Returns the bytes of a name, if they are there as they were put there.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.0.join(name)).ok()?;
        let sum = u128::from_le_bytes(*bytes.first_chunk()?);
        bytes.drain(..SUM);
        (Fingerprint::of(&bytes).0 == sum).then_some(bytes)
    }

    /// Puts bytes there, as a whole or not at all.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let Some((beside, mut file)) = self.beside(name) else { return };
        let sum = Fingerprint::of(bytes).0.to_le_bytes();
        let written = file.write_all(&sum).and_then(|()| file.write_all(bytes));
        drop(file);
        if written.and_then(|()| fs::rename(&beside, self.0.join(name))).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }

    /// Returns a file of its own beside a name: two programs may make the same at the same time.
    fn beside(&self, name: &str) -> Option<(PathBuf, File)> {
        fs::create_dir_all(&self.0).ok()?;
        (0..MOST_AT_ONCE).find_map(|number| {
            let place = self.0.join(format!("{name}.{number}.new"));
            Some((place.clone(), File::create_new(place).ok()?))
        })
    }

    /// Tells whether anything was ever put there.
    pub fn exists(&self) -> bool {
        self.0.is_dir()
    }

    /// Drops what is not among the names, which are sorted, and the folder with the last of it.
    pub fn sweep(&self, names: &[String]) {
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if names.binary_search(&name).is_err() {
                let _ = fs::remove_file(entry.path());
            }
        }
        if names.is_empty() {
            let _ = fs::remove_dir(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_files_are_no_answer() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptFiles(folder.path().join("images"));
        assert_eq!(kept.read("a.webp"), None);
        kept.write("a.webp", b"abc");
        kept.write("b.webp", b"");
        assert_eq!(kept.read("a.webp").as_deref(), Some(&b"abc"[..]));
        assert_eq!(kept.read("b.webp").as_deref(), Some(&b""[..]));
        fs::write(kept.0.join("a.webp"), b"0123456789abcdefabc").unwrap();
        assert_eq!(kept.read("a.webp"), None);
        kept.sweep(&["b.webp".into()]);
        assert_eq!(fs::read_dir(&kept.0).unwrap().count(), 1);
        kept.sweep(&[]);
        assert!(!kept.exists());
    }
}
