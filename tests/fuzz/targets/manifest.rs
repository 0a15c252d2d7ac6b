//! The manifest of a bundle and the list of a generation, as they may lie at a target or come from elsewhere: what is accepted is
//! read again as the same, and leads nowhere but into the folder.

use std::io::Cursor;

use pilothouse::publish::Generation;
use pilothouse::publish::bundle::{Trust, read_head};

use super::bundle::{sound, whole, with_manifest};

pub const PIECES: &[&str] = &[
    "../",
    "./",
    "/",
    "\\",
    "A",
    "a",
    "\"path\": ",
    "\"size\": ",
    "\"sha256\": ",
    "\"carried\": ",
    "\"note\": ",
    "\"index.html\"",
    "18446744073709551615",
    "-1",
    "1e999",
    "null",
    "[",
    "]",
    "{",
    "}",
    ",",
    "con.html",
    "\u{0}",
];

/// The first byte tells which of the two the rest is.
pub fn run(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    if kind % 2 == 0 {
        let Some(generation) = Generation::decode(rest) else { return };
        assert_eq!(Generation::decode(&generation.encode()).as_ref(), Some(&generation));
        assert!(generation.since(Some(&generation)).is_empty());
        return whole(&generation);
    }
    if let Ok((manifest, carried, _)) = read_head(&mut Cursor::new(with_manifest(rest)), Trust::Anybody) {
        whole(&manifest.generation);
        assert!(carried.keys().all(|path| manifest.generation.files.iter().any(|row| row.path == *path)));
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let (generation, manifest) = sound();
    vec![[&[1][..], manifest.as_bytes()].concat(), [&[0][..], &generation.encode()].concat()]
}
