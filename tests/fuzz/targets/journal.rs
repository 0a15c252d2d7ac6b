//! A journal that was left behind: whatever it says, nothing outside the output folder is touched.

use std::collections::BTreeMap;
use std::fs;

use pilothouse::base::Fingerprint;
use pilothouse::output::{Target, recover};
use tempfile::TempDir;

pub const PIECES: &[&str] =
    &["a.html", "b/c.html", "../outside.txt", "/", "..", "", "b", "b/", "\\", "\0", "./a.html"];

/// The first byte tells whether the rest is a whole journal or what comes after its checksum, which is then right.
pub fn run(data: &[u8]) {
    let (kind, rest) = data.split_first().unwrap_or((&0, &[]));
    let sum = Fingerprint::of(rest).0.to_le_bytes();
    let journal = if kind % 2 == 0 { [&sum, rest].concat() } else { rest.to_vec() };
    let (_home, target) = interrupted(&journal);
    let beside = target.folder.parent().unwrap();
    // A journal that names what cannot be written is an error, no panic.
    let first = recover(&target).is_ok();
    assert_eq!(fs::read(beside.join("outside.txt")).unwrap(), b"outside", "{journal:?}");
    assert_eq!(
        fs::read_dir(beside).unwrap().count(),
        3,
        "{journal:?} made something beside the output folder"
    );
    assert!(!first || recover(&target).is_ok(), "{journal:?} is fine only once");
}

/// Returns a folder in which a build was interrupted after it wrote this journal.
fn interrupted(journal: &[u8]) -> (TempDir, Target) {
    let home = tempfile::Builder::new().prefix("pilothouse-fuzz-").tempdir().unwrap();
    let target = Target::new(&home.path().join("site"));
    let stage = target.state.join("stage");
    fs::create_dir_all(target.folder.join("b")).unwrap();
    fs::create_dir_all(&stage).unwrap();
    fs::write(home.path().join("outside.txt"), "outside").unwrap();
    for place in
        [target.folder.join("a.html"), target.folder.join("b/c.html"), stage.join("0"), stage.join("1")]
    {
        fs::write(place, "old or new").unwrap();
    }
    fs::write(target.state.join("journal"), journal).unwrap();
    (home, target)
}

/// The encoding of a file of the manifest: fingerprint, size, time.
type Kept = (u128, u64, i64);

/// The encoding of a change: staged files, removals, manifest.
type Update<'a> = (Vec<(u64, &'a str, Kept)>, Vec<&'a str>, BTreeMap<&'a str, Kept>);

pub fn seeds() -> Vec<Vec<u8>> {
    let first = |paths: &[&str]| postcard::to_allocvec(&(0u8, 0u8, paths)).unwrap();
    let update = |moves: &[&str], removals: &[&str]| {
        let kept: Kept = (7, 10, 1_700_000_000_000_000_000);
        let moves: Vec<_> = (0..).zip(moves).map(|(number, path)| (number, *path, kept)).collect();
        let manifest: BTreeMap<&str, Kept> = [("a.html", kept)].into();
        let plan: Update<'_> = (moves, removals.to_vec(), manifest);
        postcard::to_allocvec(&(0u8, 1u8, plan)).unwrap()
    };
    vec![
        first(&["a.html", "b/c.html"]),
        update(&["a.html", "d/e.html"], &["b/c.html"]),
        update(&["b"], &["b/c.html"]),
        update(&["a.html/index.html"], &["a.html"]),
        update(&[], &[]),
        first(&["../outside.txt"]),
        update(&["../outside.txt"], &["b/../../outside.txt"]),
    ]
}
