//! A target at the end of a line whose link is led on in one step: the line breaks at every single request, making a folder being one.
//! What is served stays whole, a rerun completes, and then nothing is left that no list names.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use pilothouse::publish::remote::{Address, At, Links, Listing, Remote, RemoteSite, Server};
use pilothouse::publish::{Outcome, Owner, PublishError};

use crate::publish_remote::Given;

/// A folder as a server shows it, with a number of requests until the line breaks.
struct Far {
    top: tempfile::TempDir,
    left: Mutex<Option<u64>>,
    asked: Mutex<u64>,
}

impl Far {
    fn at(&self, path: &str) -> PathBuf {
        self.top.path().join(path.trim_end_matches('/'))
    }

    fn step(&self) -> io::Result<()> {
        *self.asked.lock().unwrap() += 1;
        match &mut *self.left.lock().unwrap() {
            Some(0) => Err(io::Error::other("the line is broken")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Makes the folders above a path, each with a request of its own.
    fn make_way(&self, path: &str) -> io::Result<()> {
        for (end, _) in path.match_indices('/') {
            let folder = self.at(&path[..end]);
            if !folder.is_dir() {
                self.step()?;
                // Another thread may have been first.
                fs::create_dir(&folder).or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
            }
        }
        Ok(())
    }

    /// Returns all that lies below a folder: paths in it; those of folders end with a slash.
    fn below(&self, folder: &str) -> BTreeSet<String> {
        let top = self.at(folder);
        let walk = walkdir::WalkDir::new(&top).min_depth(1);
        let shown = |entry: walkdir::DirEntry| {
            let path = entry.path().strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
            if entry.file_type().is_dir() { path + "/" } else { path }
        };
        walk.into_iter().filter_map(Result::ok).map(shown).collect()
    }
}

fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

impl Remote for Far {
    fn list(&self, folder: &str) -> io::Result<Listing> {
        self.step()?;
        let files = self.below(folder).into_iter().filter(|path| !path.ends_with('/'));
        Ok(files
            .map(|path| {
                (
                    path.clone(),
                    fs::metadata(self.at(&(folder.to_owned() + &path))).map_or(0, |data| data.len()),
                )
            })
            .collect())
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.step()?;
        Ok(fs::read(self.at(path)).ok())
    }

    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.make_way(path)?;
        self.step()?;
        let beside = self.top.path().join(format!("beside-{:?}", std::thread::current().id()));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, self.at(path))
    }

    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>> {
        if let Err(error) = self.make_way(path).and_then(|()| self.step()) {
            return Some(Err(error));
        }
        let free = !self.at(path).exists();
        Some(if free { fs::write(self.at(path), bytes).map(|()| true) } else { Ok(false) })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.step()?;
        unless_gone(fs::remove_file(self.at(path)))
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        self.step()?;
        let _ = fs::remove_dir(self.at(folder));
        Ok(())
    }

    fn links(&self) -> Option<&dyn Links> {
        Some(self)
    }
}

impl Links for Far {
    fn look(&self, path: &str) -> io::Result<At> {
        self.step()?;
        let path = self.at(path);
        Ok(match fs::symlink_metadata(&path) {
            Ok(data) if data.is_symlink() => At::Link(fs::read_link(&path)?.to_str().unwrap().to_owned()),
            Ok(data) if data.is_dir() => At::Folder,
            Ok(_) => At::File,
            Err(_) => At::Nothing,
        })
    }

    fn point(&self, link: &str, to: &str) -> io::Result<()> {
        self.step()?;
        let beside = self.top.path().join("beside");
        let _ = fs::remove_file(&beside);
        std::os::unix::fs::symlink(to, &beside)?;
        self.step()?;
        fs::rename(&beside, self.at(link))
    }

    fn double(&self, from: &str, to: &str) -> io::Result<()> {
        self.make_way(to)?;
        self.step()?;
        fs::hard_link(self.at(from), self.at(to))
    }

    fn name(&self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        fs::rename(self.at(from), self.at(to))
    }

    fn folders(&self, folder: &str) -> io::Result<BTreeSet<String>> {
        self.step()?;
        Ok(self.below(folder).into_iter().filter(|path| path.ends_with('/')).collect())
    }
}

/// Generations of which each has folders that the others lack.
fn generations() -> [Given; 4] {
    [
        Given::new(&[("index.html", "一"), ("a/b/c/x.html", "x 一"), ("a.css", "a")]),
        Given::new(&[("index.html", "二"), ("d/e/x.html", "x 二"), ("a.css", "a")]),
        Given::new(&[("index.html", "三"), ("f/g/h/x.html", "x 三"), ("f/g/i/y.html", "y"), ("a.css", "a")]),
        Given::new(&[("index.html", "四"), ("k/l/x.html", "x 四"), ("a.css", "a")]),
    ]
}

struct Home {
    far: Far,
    address: Address,
    marks: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let far = Far { top: tempfile::tempdir().unwrap(), left: Mutex::default(), asked: Mutex::default() };
        Self {
            far,
            address: Address::read("s3://bucket/www/site", &Server::default()).unwrap(),
            marks: tempfile::tempdir().unwrap(),
        }
    }

    fn site(&self) -> RemoteSite<'_> {
        let owner = Owner { user: "甲".into(), host: "here".into(), ..Owner::default() };
        RemoteSite::new(&self.far, &self.address, 2, owner, self.marks.path())
    }

    fn publish(&self, given: &Given) -> Result<Outcome, PublishError> {
        self.site().publish(&given.generation(), given)
    }

    /// Insists that what is served is this, whole.
    fn serves(&self, given: &Given, when: &str) {
        let tree = fs::canonicalize(self.far.at("site")).unwrap();
        let whole =
            |(path, bytes): (&String, &Vec<u8>)| fs::read(tree.join(path)).is_ok_and(|read| read == *bytes);
        assert!(given.0.iter().all(whole), "{when}: {:?}", self.far.below("site"));
    }

    /// Insists that nothing lies there which no list names.
    fn is_tidy(&self, when: &str) {
        let (all, unfinished) = self.site().list().unwrap();
        let mut wanted = BTreeSet::new();
        for generation in all.iter().map(|one| &one.generation) {
            for row in &generation.files {
                let path = format!("{}/{}", generation.id(), row.path);
                wanted.extend(path.match_indices('/').map(|(end, _)| path[..=end].to_owned()));
                wanted.insert(path);
            }
        }
        assert!(!unfinished, "{when}");
        let left: Vec<String> =
            self.far.below("site.pilothouse/trees").difference(&wanted).cloned().collect();
        assert_eq!(left, Vec::<String>::new(), "{when}");
        let tops: BTreeSet<String> = fs::read_dir(self.far.top.path().join("site.pilothouse"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let known = ["generations", "objects", "trees"].map(str::to_owned);
        assert_eq!(tops, BTreeSet::from(known), "{when}");
    }
}

/// Publishes the third generation after two others with a line that breaks after each number of requests, and then another; returns how
/// many requests there are.
fn break_everywhere(then: usize) -> u64 {
    let all = generations();
    let ([first, second, third, _], then) = (&all, &all[then]);
    for count in 0.. {
        let home = Home::new();
        home.publish(first).unwrap();
        home.publish(second).unwrap();
        *home.far.asked.lock().unwrap() = 0;
        *home.far.left.lock().unwrap() = Some(count);
        let done = home.publish(third);
        let asked = *home.far.asked.lock().unwrap();
        *home.far.left.lock().unwrap() = None;
        let when = format!("after {count} requests");
        home.serves(if done.is_ok() { third } else { second }, &when);
        home.publish(then).unwrap_or_else(|error| panic!("{when}: {error}"));
        home.serves(then, &when);
        home.is_tidy(&when);
        if done.is_ok() && asked <= count {
            return count;
        }
    }
    unreachable!()
}

#[test]
fn a_line_that_breaks_anywhere_and_the_same_again() {
    let requests = break_everywhere(2);
    println!("broken after each of {requests} requests");
    assert!(requests > 50, "{requests}");
}

#[test]
fn a_line_that_breaks_anywhere_and_something_else() {
    assert!(break_everywhere(3) > 50);
}

#[test]
fn folders_that_an_older_run_left_go() {
    let home = Home::new();
    let [first, second, ..] = generations();
    home.publish(&first).unwrap();
    let trees = home.far.at("site.pilothouse/trees");
    for left in ["0001-abc.part/a/b", "0001-def/c"] {
        fs::create_dir_all(trees.join(left)).unwrap();
    }
    // Somebody's file stays, and what is above it.
    fs::create_dir_all(trees.join("0001-xyz/d")).unwrap();
    fs::write(trees.join("0001-xyz/d/e.txt"), "fremd").unwrap();
    // So does an empty folder in a tree that a list names: it may be somebody's too.
    let live = Path::new(&fs::read_link(home.far.at("site")).unwrap()).file_name().unwrap().to_owned();
    fs::create_dir(trees.join(&live).join("leer")).unwrap();
    home.publish(&second).unwrap();
    let left = home.far.below("site.pilothouse/trees");
    assert!(!left.iter().any(|path| path.contains("abc") || path.contains("def")), "{left:?}");
    assert!(left.contains("0001-xyz/d/e.txt"), "{left:?}");
    assert!(left.contains(&format!("{}/leer/", live.display())), "{left:?}");
}
