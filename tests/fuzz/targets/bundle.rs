//! A bundle as others may hand it over: read to a refusal or to something whole, never further than the bytes that are there.

use std::io::{Cursor, Read};

use pilothouse::base::SourcePath;
use pilothouse::publish::bundle::archive::{Packing, Writer, entries, open};
use pilothouse::publish::bundle::{Trust, read_head};
use pilothouse::publish::{Generation, Row, disk};

pub const PIECES: &[&str] = &[
    "files/",
    "../",
    "manifest.json",
    "changes.html",
    "PK\u{3}\u{4}",
    "PK\u{1}\u{2}",
    "PK\u{5}\u{6}",
    "\0\0",
    "\"path\": ",
    "\"size\": ",
    "18446744073709551615",
    "/",
    "\\",
    "A",
    "a",
];

pub fn run(bytes: &[u8]) {
    if let Ok(all) = entries(&mut Cursor::new(bytes)) {
        for entry in &all {
            assert!(entry.end() <= bytes.len() as u64);
            let mut limit = open(Cursor::new(bytes), entry).unwrap().take(1 << 24);
            let read = std::io::copy(&mut limit, &mut std::io::sink());
            assert!(read.is_err() || read.unwrap() <= entry.size + 1);
        }
    }
    if let Ok((manifest, carried, _)) = read_head(&mut Cursor::new(bytes), Trust::Anybody) {
        whole(&manifest.generation);
        assert!(carried.keys().all(|path| manifest.generation.files.iter().any(|row| row.path == *path)));
    }
}

/// Names that pass are names that stay inside a folder.
pub fn whole(generation: &Generation) {
    for row in &generation.files {
        assert!(row.path.is_normal() && !row.path.as_str().is_empty() && !row.path.as_str().starts_with('/'));
        assert!(!row.path.as_str().split('/').any(|part| part == ".."), "{}", row.path);
    }
}

pub fn with_manifest(manifest: &[u8]) -> Vec<u8> {
    archive(&[("files/index.html", b"x"), ("changes.html", b"y"), ("manifest.json", manifest)])
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = Writer::new(&mut bytes);
    for (name, text) in files {
        writer.add(name, Packing::Stored, &|| Ok(Box::new(*text))).unwrap();
    }
    writer.finish().unwrap();
    bytes.into_inner()
}

/// Returns a generation, and a manifest that fits [`with_manifest`].
pub fn sound() -> (Generation, String) {
    let row = Row { path: SourcePath::new("index.html"), size: 1, sha256: disk::sum_of(b"x"), note: None };
    let generation = Generation::new("站", vec![row]);
    let list = String::from_utf8(generation.encode()).unwrap();
    let manifest = format!(
        "{{\"format\":\"pilothouse-bundle-1\",\"digest\":\"{}\",\"base\":\"\",\"archive\":\"\",\"carried\":[\"index.html\"],\"generation\":{list}}}",
        generation.digest()
    );
    (generation, manifest)
}

pub fn seeds() -> Vec<Vec<u8>> {
    let whole = with_manifest(sound().1.as_bytes());
    assert!(read_head(&mut Cursor::new(&whole), Trust::Anybody).is_ok(), "the seed is no bundle");
    vec![whole, archive(&[("files/../x", b"x")]), archive(&[])]
}
