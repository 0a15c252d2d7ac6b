//! A target at the end of a line that breaks at every single request: what is served stays, and a rerun completes. The line is in
//! memory here; `tests/remote` does it with real servers.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use pilothouse::base::SourcePath;
use pilothouse::publish::remote::{Address, Listing, Remote, RemoteSite, Server};
use pilothouse::publish::{Generation, Incoming, Outcome, Owner, PublishError, Row, disk};

pub type Files = BTreeMap<String, Vec<u8>>;

/// Storage in memory, with a number of requests until its line breaks.
#[derive(Default)]
struct Memory {
    files: Mutex<Files>,
    left: Mutex<Option<u64>>,
    asked: Mutex<u64>,
    writes: Mutex<Vec<String>>,
    /// Whether a write whose line breaks leaves half a file.
    cuts: bool,
}

impl Memory {
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

    fn served(&self) -> Files {
        self.below("site/")
    }

    fn below(&self, folder: &str) -> Files {
        let files = self.files.lock().unwrap();
        files
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes.clone())))
            .collect()
    }

    fn put(&self, path: &str, text: &str) {
        self.files.lock().unwrap().insert(path.into(), text.into());
    }
}

impl Remote for Memory {
    fn list(&self, folder: &str) -> io::Result<Listing> {
        self.step()?;
        Ok(self.below(folder).into_iter().map(|(path, bytes)| (path, bytes.len() as u64)).collect())
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.step()?;
        Ok(self.files.lock().unwrap().get(path).cloned())
    }

    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        if let Err(error) = self.step() {
            if self.cuts {
                let half = bytes[..bytes.len() / 2].to_vec();
                self.files.lock().unwrap().insert(path.into(), half);
            }
            return Err(error);
        }
        self.writes.lock().unwrap().push(path.into());
        self.files.lock().unwrap().insert(path.into(), bytes);
        Ok(())
    }

    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>> {
        if let Err(error) = self.step() {
            return Some(Err(error));
        }
        let mut files = self.files.lock().unwrap();
        let free = !files.contains_key(path);
        if free {
            files.insert(path.into(), bytes);
        }
        Some(Ok(free))
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.files.lock().unwrap().remove(path);
        Ok(())
    }

    fn remove_empty(&self, _: &str) -> io::Result<()> {
        self.step()
    }
}

/// Files in memory.
pub struct Given(pub Files);

impl Incoming for Given {
    fn open(&self, row: &Row) -> io::Result<Box<dyn io::Read + '_>> {
        let bytes = self.0.get(row.path.as_str()).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(bytes.as_slice()))
    }
}

impl Given {
    pub fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    pub fn generation(&self) -> Generation {
        let row = |(path, bytes): (&String, &Vec<u8>)| Row {
            path: SourcePath::new(path),
            size: bytes.len() as u64,
            sha256: disk::sum_of(bytes),
            note: None,
        };
        Generation::new("示例站", self.0.iter().map(row).collect())
    }
}

/// Generations that add, change and withdraw, and one that puts a folder where a file was and the other way round.
fn generations() -> [Given; 3] {
    [
        Given::new(&[
            ("index.html", "一 1"),
            ("a/x.html", "x 1"),
            ("b.css", "b 1"),
            ("c", "datei"),
            ("d/e", "ordner"),
        ]),
        Given::new(&[
            ("index.html", "二 2"),
            ("a/x.html", "x 1"),
            ("neu/y.html", "y 2"),
            ("c/d", "ordner"),
            ("d", "datei"),
        ]),
        Given::new(&[("index.html", "三 3"), ("a/x.html", "x 3")]),
    ]
}

struct Home {
    memory: Memory,
    address: Address,
    marks: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self::with(Memory::default())
    }

    fn with(memory: Memory) -> Self {
        Self {
            memory,
            address: Address::read("s3://bucket/www/site", &Server::default()).unwrap(),
            marks: tempfile::tempdir().unwrap(),
        }
    }

    fn site(&self) -> RemoteSite<'_> {
        let owner = Owner { user: "甲".into(), host: "here".into(), ..Owner::default() };
        RemoteSite::new(&self.memory, &self.address, 2, owner, self.marks.path())
    }

    fn publish(&self, given: &Given) -> Result<Outcome, PublishError> {
        self.site().publish(&given.generation(), given)
    }
}

#[test]
fn only_changed_files_travel_and_in_order() {
    let [old, new, _] = generations();
    let home = Home::new();
    assert_eq!(home.publish(&old).unwrap().brought, 5);
    assert_eq!(home.memory.served(), old.0);
    home.memory.writes.lock().unwrap().clear();
    let foretold = home.site().preview(&new.generation()).unwrap();
    assert_eq!(*home.memory.writes.lock().unwrap(), Vec::<String>::new());
    let outcome = home.publish(&new).unwrap();
    // The bytes of c and d are there already.
    assert_eq!((outcome.brought, foretold.brought), (2, 2));
    assert_eq!((outcome.bytes, foretold.bytes), (8, 8));
    let writes = home.memory.writes.lock().unwrap().clone();
    let at = |path: &str| {
        writes.iter().position(|one| one == path).unwrap_or_else(|| panic!("{path}: {writes:?}"))
    };
    assert!(at("site.pilothouse/journal") < at("site/c/d") && at("site/c/d") < at("site/neu/y.html"));
    assert!(
        at("site/neu/y.html") < at("site/index.html") && at("site/index.html") < at("site.pilothouse/live")
    );
    assert!(!writes.iter().any(|path| path == "site/a/x.html"), "{writes:?}");
    assert_eq!(home.memory.served(), new.0);
    home.memory.writes.lock().unwrap().clear();
    let again = home.publish(&new).unwrap();
    assert_eq!((again.brought, again.generation == again.before), (0, true));
    assert_eq!(*home.memory.writes.lock().unwrap(), Vec::<String>::new());
    let back = home.site().roll_back().unwrap();
    assert_eq!((home.memory.served(), back.brought), (old.0, 0));
    let (all, unfinished) = home.site().list().unwrap();
    assert!(all.len() == 2 && !all[0].is_live && all[1].is_live && !unfinished);
}

/// Publishes the second generation over the first with a line that breaks after each number of requests; returns how many there are.
fn break_everywhere(cuts: bool) -> u64 {
    let [old, new, third] = generations();
    for count in 0.. {
        let home = Home::with(Memory { cuts, ..Memory::default() });
        home.publish(&old).unwrap();
        *home.memory.asked.lock().unwrap() = 0;
        *home.memory.left.lock().unwrap() = Some(count);
        let done = home.publish(&new);
        let asked = *home.memory.asked.lock().unwrap();
        *home.memory.left.lock().unwrap() = None;
        let found = home.memory.served();
        match &done {
            Ok(_) => assert_eq!(found, new.0, "after {count}"),
            Err(PublishError::Unfinished { .. }) => {
                let whole = |(path, bytes): (&String, &Vec<u8>)| {
                    cuts || old.0.get(path) == Some(bytes) || new.0.get(path) == Some(bytes)
                };
                assert!(found.iter().all(whole), "after {count}: {found:?}");
            }
            Err(error) => assert_eq!(found, old.0, "after {count}: {error}"),
        }
        let next = if count % 3 == 2 { &third } else { &new };
        home.publish(next).unwrap_or_else(|error| panic!("after {count}: {error}"));
        assert_eq!(home.memory.served(), next.0, "after {count}");
        // The way back leads to what readers saw, not to what was only brought.
        home.site().roll_back().unwrap();
        let seen = if matches!(done, Err(PublishError::Unfinished { .. }) | Ok(_)) && count % 3 == 2 {
            &new
        } else {
            &old
        };
        assert_eq!(home.memory.served(), seen.0, "after {count}: {done:?}");
        if done.is_ok() && asked <= count {
            return count;
        }
    }
    unreachable!()
}

#[test]
fn a_line_that_breaks_anywhere() {
    let requests = break_everywhere(false);
    println!("broken after each of {requests} requests");
    assert!(requests > 40, "{requests}");
}

#[test]
fn a_server_that_keeps_halves_of_files() {
    assert!(break_everywhere(true) > 40);
}

#[test]
fn files_of_others_stay() {
    let [old, new, third] = generations();
    for stranger in ["site/neu/y.html", "site/neu", "site/neu/y.html/z"] {
        let home = Home::new();
        home.publish(&old).unwrap();
        home.memory.put("site/fremd.txt", "fremd");
        home.memory.put(stranger, "nicht von uns");
        let before = home.memory.served();
        let refused = home.publish(&new);
        assert!(matches!(refused, Err(PublishError::Foreign(_))), "{stranger}: {refused:?}");
        assert!(matches!(home.site().preview(&new.generation()), Err(PublishError::Foreign(_))));
        assert_eq!(home.memory.served(), before);
        home.publish(&third).unwrap();
        assert_eq!(home.memory.served().get("fremd.txt").unwrap(), b"fremd");
        assert!(home.memory.files.lock().unwrap().contains_key(stranger));
    }
}

#[test]
fn what_was_changed_by_hand_is_kept() {
    let [old, _, third] = generations();
    let home = Home::new();
    home.publish(&old).unwrap();
    home.memory.put("site/index.html", "von Hand");
    home.memory.put("site/b.css", "auch");
    let outcome = home.publish(&third).unwrap();
    assert_eq!((outcome.rescued.len(), home.memory.served()), (2, third.0));
    let kept = home.memory.below("site.pilothouse/rescued/");
    assert!(kept.values().any(|bytes| bytes == "von Hand".as_bytes()) && kept.len() == 2, "{kept:?}");
}

#[test]
fn old_generations_are_forgotten() {
    let home = Home::new();
    for count in 0..5 {
        home.publish(&Given::new(&[("index.html", &format!("nummer {count}")), ("a.css", "gleich")]))
            .unwrap();
    }
    assert_eq!(home.site().list().unwrap().0.len(), 2);
    assert_eq!(home.memory.below("site.pilothouse/objects/").len(), 3);
    assert!(
        home.memory.below("site.pilothouse/").keys().all(|path| path != "journal" && path != "lock.json")
    );
}

#[test]
fn damaged_bytes_are_not_made_live() {
    let [old, new, _] = generations();
    let home = Home::new();
    home.publish(&old).unwrap();
    home.publish(&new).unwrap();
    let object = format!("site.pilothouse/objects/{}", disk::sum_of("一 1".as_bytes()));
    home.memory.put(&object, "falsch");
    assert!(matches!(home.site().roll_back(), Err(PublishError::Damaged(_))));
    assert_eq!(home.memory.served(), new.0);
    let lying = Given(new.0.keys().map(|name| (name.clone(), b"lie".to_vec())).collect());
    let refused = home.site().publish(&old.generation(), &lying);
    assert!(matches!(refused, Err(PublishError::Changed(_))), "{refused:?}");
    assert_eq!(home.memory.served(), new.0);
}

#[test]
fn a_second_publisher_is_told_who_and_since_when() {
    let [old, new, _] = generations();
    let home = Home::new();
    home.publish(&old).unwrap();
    let now = i64::MAX / 2; // fresh for ever
    let mark = |host: &str, here: &std::path::Path, renewed: i64| {
        serde_json::json!({
            "owner": {"user": "乙", "host": host, "process": 7, "since": "2026-06-01 08:00"},
            "renewed": renewed, "here": here, "token": "other",
        })
        .to_string()
    };
    home.memory.put("site.pilothouse/lock.json", &mark("there", home.marks.path(), now));
    match home.publish(&new) {
        Err(PublishError::Locked { owner, since, .. }) => {
            assert_eq!((&*owner, &*since), ("乙@there (7)", "2026-06-01 08:00"));
        }
        other => panic!("{other:?}"),
    }
    assert!(home.memory.below("site.pilothouse/").contains_key("lock.json"));
    assert_eq!(home.memory.served(), old.0);
    // Left behind long ago.
    home.memory.put("site.pilothouse/lock.json", &mark("there", home.marks.path(), 1));
    home.publish(&new).unwrap();
    assert_eq!(home.memory.served(), new.0);
}
