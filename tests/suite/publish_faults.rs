//! A target whose disk fails at every single operation: what is served stays whole, and a rerun completes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

use pilothouse::base::SourcePath;
use pilothouse::publish::{Disk, Folder, Generation, Incoming, Owner, PublishError, Row, Switch, disk};
use tempfile::TempDir;

use crate::harness::{Files, files};

/// Files in memory.
struct Given(BTreeMap<String, Vec<u8>>);

impl Incoming for Given {
    fn open(&self, row: &Row) -> io::Result<Box<dyn Read + '_>> {
        let bytes = self.0.get(row.path.as_str()).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(bytes.as_slice()))
    }
}

impl Given {
    fn new(files: &[(&str, &str)]) -> Self {
        let long = vec![b'x'; 200_000]; // several writes
        let mut all: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        if let Some((_, text)) = files.first() {
            all.insert("long.bin".into(), [long, text.as_bytes().to_vec()].concat());
        }
        Self(all)
    }

    fn generation(&self) -> Generation {
        let row = |(path, bytes): (&String, &Vec<u8>)| Row {
            path: SourcePath::new(path),
            size: bytes.len() as u64,
            sha256: disk::sum_of(bytes),
            note: None,
        };
        Generation::new("示例站", self.0.iter().map(row).collect())
    }

    fn files(&self) -> Files {
        self.0.clone()
    }
}

fn publish(to: &Path, way: Switch, given: &Given, disk: &Disk) -> Result<(), PublishError> {
    let folder = Folder::new(to, way, 2, Owner::default(), disk)?;
    folder.publish(&given.generation(), given, None).map(drop)
}

fn served(to: &Path) -> Files {
    to.canonicalize().map(|place| files(&place)).unwrap_or_default()
}

fn home() -> TempDir {
    tempfile::Builder::new().prefix("pilothouse-faults-").tempdir().unwrap()
}

/// Generations that add, change and withdraw, and one that puts a folder where a file was and the other way round.
fn generations() -> [Given; 3] {
    [
        Given::new(&[
            ("index.html", "1"),
            ("a/x.html", "1"),
            ("b.html", "1"),
            ("c", "datei"),
            ("d/e", "ordner"),
        ]),
        Given::new(&[
            ("index.html", "2"),
            ("a/x.html", "1"),
            ("neu/y.html", "2"),
            ("c/d", "ordner"),
            ("d", "datei"),
        ]),
        Given::new(&[("index.html", "3"), ("a/x.html", "3")]),
    ]
}

/// Publishes the second generation over the first with a disk that fails after each number of operations; returns how many there are.
fn fail_everywhere(way: Switch) -> u64 {
    let [old, new, third] = generations();
    let mut count = 0;
    loop {
        let home = home();
        let to = home.path().join("site");
        publish(&to, way, &old, &Disk::default()).unwrap();
        assert_eq!(served(&to), old.files());
        let failing = Disk::failing_after(count);
        let failed = publish(&to, way, &new, &failing);
        let found = served(&to);
        match &failed {
            Ok(()) => assert_eq!(found, new.files(), "after {count}"),
            Err(PublishError::Unfinished { .. }) => {
                assert_eq!(way, Switch::Files);
                let whole = |(name, bytes): (&String, &Vec<u8>)| {
                    name.ends_with('/') || old.0.get(name) == Some(bytes) || new.0.get(name) == Some(bytes)
                };
                assert!(found.iter().all(whole), "after {count}: {:?}", found.keys());
            }
            Err(error) => assert!(
                found == old.files() || found == new.files(),
                "after {count}: {error}: {:?}",
                found.keys()
            ),
        }
        // The disk is there again; some go on with yet another generation.
        let next = if count % 3 == 2 { &third } else { &new };
        publish(&to, way, next, &Disk::default()).unwrap_or_else(|error| panic!("after {count}: {error}"));
        assert_eq!(served(&to), next.files(), "after {count}");
        let half = files(&home.path().join("site.pilothouse"));
        assert!(
            !half.keys().any(|name| name.contains(".part") || name.starts_with("stage")),
            "after {count}"
        );
        lists_are_whole(&home.path().join("site.pilothouse"));
        // The way back leads to what readers saw, not to what was only brought.
        let saw_new = found == new.files() || matches!(failed, Err(PublishError::Unfinished { .. }));
        let seen = if saw_new && count % 3 == 2 { &new } else { &old };
        Folder::new(&to, way, 2, Owner::default(), &Disk::default()).unwrap().roll_back().unwrap();
        assert_eq!(served(&to), seen.files(), "after {count}: {failed:?}");
        if failed.is_ok() && failing.operations() <= count {
            return count;
        }
        count += 1;
    }
}

/// Insists that two lists are kept, each with its sheet, and nothing else beside them.
fn lists_are_whole(state: &Path) {
    let names: Vec<String> = files(&state.join("generations")).into_keys().collect();
    let stems: BTreeSet<&str> = names.iter().filter_map(|name| Some(name.split_once('.')?.0)).collect();
    let wanted: Vec<String> =
        stems.iter().flat_map(|id| [format!("{id}.html"), format!("{id}.json")]).collect();
    assert!(names == wanted && stems.len() == 2, "{names:?}");
}

#[test]
fn a_disk_that_fails_anywhere_before_the_link_is_exchanged() {
    let operations = fail_everywhere(Switch::Link);
    println!("link: failed after each of {operations} operations");
    assert!(operations > 25, "{operations}");
}

#[test]
fn a_disk_that_fails_anywhere_while_files_are_exchanged() {
    let operations = fail_everywhere(Switch::Files);
    println!("files: failed after each of {operations} operations");
    assert!(operations > 40, "{operations}");
}

#[test]
fn going_back_fails_and_works_likewise() {
    for way in [Switch::Link, Switch::Files] {
        let [old, new, _] = generations();
        for count in 0.. {
            let home = home();
            let to = home.path().join("site");
            publish(&to, way, &old, &Disk::default()).unwrap();
            publish(&to, way, &new, &Disk::default()).unwrap();
            let disk = Disk::failing_after(count);
            let done = Folder::new(&to, way, 2, Owner::default(), &disk).unwrap().roll_back();
            if done.is_ok() {
                assert_eq!(served(&to), old.files());
                break;
            }
            if !matches!(done, Err(PublishError::Unfinished { .. })) {
                assert!(served(&to) == new.files() || served(&to) == old.files(), "{way:?} after {count}");
            }
            publish(&to, way, &new, &Disk::default()).unwrap();
            assert_eq!(served(&to), new.files(), "{way:?} after {count}");
        }
    }
}

#[test]
fn damaged_bytes_are_not_made_live() {
    for way in [Switch::Link, Switch::Files] {
        let [old, new, _] = generations();
        let home = home();
        let to = home.path().join("site");
        publish(&to, way, &old, &Disk::default()).unwrap();
        publish(&to, way, &new, &Disk::default()).unwrap();
        let objects = home.path().join("site.pilothouse/objects");
        for place in crate::harness::all_below(&objects).iter().filter(|place| place.is_file()) {
            if std::fs::read(place).unwrap() == b"1" {
                std::fs::remove_file(place).unwrap();
                std::fs::write(place, "7").unwrap();
            }
        }
        let disk = Disk::default();
        let refused = Folder::new(&to, way, 2, Owner::default(), &disk).unwrap().roll_back();
        assert!(matches!(refused, Err(PublishError::Damaged(_))), "{refused:?}");
        assert_eq!(served(&to), new.files());
        let lying = Given(new.0.keys().map(|name| (name.clone(), b"lie".to_vec())).collect());
        let folder = Folder::new(&to, way, 2, Owner::default(), &disk).unwrap();
        let other = Given::new(&[("index.html", "ganz neu")]);
        let refused = folder.publish(&other.generation(), &lying, None);
        assert!(matches!(refused, Err(PublishError::Changed(_))), "{refused:?}");
        assert_eq!(served(&to), new.files());
    }
}
