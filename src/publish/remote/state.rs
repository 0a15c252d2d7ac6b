//! What lies beside the folder that is served: bytes by their sums, lists of generations, which of them is live.

use std::collections::HashSet;
use std::io::{self, Read};

use rayon::prelude::*;

use super::super::disk::{copy, sum_of};
use super::super::switch::Way;
use super::super::{Generation, Incoming, PublishError, Row};
use super::{Address, Listing, Remote};
use crate::signature::Hasher;

/// The state of a target.
#[derive(Clone, Copy)]
pub struct State<'r> {
    pub remote: &'r dyn Remote,
    pub address: &'r Address,
    /// How a generation is made live.
    pub way: Way,
}

impl State<'_> {
    /// Returns the path of a file of the state.
    pub fn path(&self, rest: &str) -> String {
        format!("{}.pilothouse/{rest}", self.address.name)
    }

    /// Returns the path of a file that is served.
    pub fn served(&self, rest: &str) -> String {
        format!("{}/{rest}", self.address.name)
    }

    /// Returns the error of a path.
    pub fn failed(&self, path: &str) -> impl FnOnce(io::Error) -> PublishError + use<> {
        PublishError::io(&self.address.place(path))
    }

    /// Returns the bytes of a file; `None` if there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        self.remote.read(path).map_err(self.failed(path))
    }

    /// Puts a file.
    pub fn write(&self, path: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        self.remote.write(path, bytes).map_err(self.failed(path))
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) -> Result<(), PublishError> {
        self.remote.remove(path).map_err(self.failed(path))
    }

    /// Returns all files below a folder.
    pub fn list(&self, folder: &str) -> Result<Listing, PublishError> {
        self.remote.list(folder).map_err(self.failed(folder))
    }

    /// Puts a file and insists that it can be read back.
    fn write_surely(&self, path: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        let sum = sum_of(&bytes);
        self.write(path, bytes)?;
        let back = self.read(path)?;
        let right = back.is_some_and(|back| sum_of(&back) == sum);
        if right { Ok(()) } else { Err(PublishError::Damaged(self.address.place(path))) }
    }

    /// Returns the sum of a file of so many bytes; `None` if there is none.
    pub fn sum(&self, path: &str, size: u64) -> Result<Option<String>, PublishError> {
        let Some(mut bytes) = self.remote.open(path, size).map_err(self.failed(path))? else {
            return Ok(None);
        };
        let (_, sum) = copy(&mut bytes, &mut |_| Ok(())).map_err(self.failed(path))?;
        Ok(Some(sum))
    }

    /// Puts bytes of a known sum; other bytes are not put where the server can take that back.
    pub fn put(&self, path: &str, row: &Row, from: &mut dyn Read) -> Result<(), PublishError> {
        let mut from = Checked { from, sum: Hasher::default(), wanted: &row.sha256, wrong: false };
        let put = self.remote.put(path, &mut from, row.size);
        match put {
            Err(_) if from.wrong => Err(PublishError::Changed(row.path.clone())),
            put => put.map_err(self.failed(path)),
        }
    }

    /// Puts a file of the new generation somewhere.
    fn take(&self, path: &str, row: &Row, incoming: &dyn Incoming) -> Result<(), PublishError> {
        let place = std::path::Path::new(row.path.as_str());
        self.put(path, row, &mut *incoming.open(row).map_err(PublishError::io(place))?)
    }

    /// Puts a kept file somewhere.
    pub fn lay(&self, path: &str, row: &Row) -> Result<(), PublishError> {
        let object = self.object(&row.sha256);
        let damaged = || PublishError::Damaged(self.address.place(&object));
        let from = self.remote.open(&object, row.size).map_err(self.failed(&object))?;
        self.put(path, row, &mut *from.ok_or_else(damaged)?).map_err(|error| match error {
            PublishError::Changed(_) => damaged(),
            other => other,
        })
    }

    /// Copies a file of so many bytes.
    pub fn copy(&self, from: &str, to: &str, size: u64) -> Result<(), PublishError> {
        let Some(mut bytes) = self.remote.open(from, size).map_err(self.failed(from))? else { return Ok(()) };
        self.remote.put(to, &mut *bytes, size).map_err(self.failed(to))
    }

    /// Returns the name of the generation that is live.
    pub fn live_id(&self) -> Result<Option<String>, PublishError> {
        if self.way == Way::Link {
            return self.linked();
        }
        let bytes = self.read(&self.path("live"))?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    /// Returns the generation that is live.
    pub fn live(&self) -> Result<Option<Generation>, PublishError> {
        self.live_id()?.map(|id| self.generation(&id)).transpose()
    }

    /// Returns the names of all kept generations, oldest first.
    pub fn names(&self) -> Result<Vec<String>, PublishError> {
        let all = self.list(&self.path("generations/"))?;
        Ok(all.keys().filter_map(|path| path.strip_suffix(".json")).map(str::to_owned).collect())
    }

    /// Returns a kept generation.
    pub fn generation(&self, id: &str) -> Result<Generation, PublishError> {
        let path = self.path(&format!("generations/{id}.json"));
        let read = self.read(&path)?.and_then(|bytes| Generation::decode(&bytes));
        read.filter(|read| read.id() == id).ok_or_else(|| PublishError::Unreadable(self.address.place(&path)))
    }

    /// Keeps a generation's list, and the sheet of its changes beside it.
    pub fn keep(&self, generation: &Generation, sheet: String) -> Result<(), PublishError> {
        let path = |end: &str| self.path(&format!("generations/{}.{end}", generation.id()));
        self.write_surely(&path("html"), sheet.into_bytes())?;
        self.write_surely(&path("json"), generation.encode())
    }

    /// Returns where the bytes of a sum lie.
    pub fn object(&self, sum: &str) -> String {
        self.path(&format!("objects/{sum}"))
    }

    /// Insists that the kept bytes of a file are what they were.
    pub fn verify(&self, row: &Row) -> Result<(), PublishError> {
        let path = self.object(&row.sha256);
        let right = self.sum(&path, row.size)?.is_some_and(|found| found == row.sha256);
        if right { Ok(()) } else { Err(PublishError::Damaged(self.address.place(&path))) }
    }

    /// Returns the files whose bytes are not there, once each. What a list names was read back when it was brought; what lies there
    /// without one was left by an interruption, and is read now.
    pub fn missing<'g>(
        &self,
        next: &'g Generation,
        kept: &[Generation],
    ) -> Result<Vec<&'g Row>, PublishError> {
        let there = self.list(&self.path("objects/"))?;
        let sure: HashSet<&str> =
            kept.iter().flat_map(|one| one.files.iter().map(|row| &*row.sha256)).collect();
        let mut seen = HashSet::new();
        let lacks = |row: &&Row| {
            let same_size = there.get(&row.sha256) == Some(&row.size);
            !(same_size && (sure.contains(&*row.sha256) || self.verify(row).is_ok()))
        };
        Ok(next.files.iter().filter(|row| seen.insert(&*row.sha256)).filter(lacks).collect())
    }

    /// Brings files: each is sent, read back and compared.
    pub fn bring(&self, rows: &[&Row], incoming: &dyn Incoming) -> Result<(), PublishError> {
        rows.par_iter().try_for_each(|row| {
            self.take(&self.object(&row.sha256), row, incoming)?;
            self.verify(row)
        })
    }

    /// Forgets the lists of some generations.
    pub fn forget(&self, ids: &[String]) -> Result<(), PublishError> {
        for id in ids {
            for end in ["html", "json"] {
                self.remove(&self.path(&format!("generations/{id}.{end}")))?;
            }
        }
        Ok(())
    }

    /// Forgets some generations and all bytes that no list names. An error leaves them for the next time.
    pub fn prune(&self, old: &[String]) -> Result<(), PublishError> {
        self.forget(old)?;
        let kept: Vec<Generation> =
            self.names()?.iter().map(|id| self.generation(id)).collect::<Result<_, _>>()?;
        let named: HashSet<&str> =
            kept.iter().flat_map(|one| one.files.iter().map(|row| &*row.sha256)).collect();
        let there = self.list(&self.path("objects/"))?;
        let loose: Vec<&String> = there.keys().filter(|sum| !named.contains(sum.as_str())).collect();
        loose.par_iter().try_for_each(|sum| self.remove(&self.object(sum)))
    }
}

/// Reads what must have a sum; the end of anything else is an error.
struct Checked<'b> {
    from: &'b mut dyn Read,
    sum: Hasher,
    wanted: &'b str,
    wrong: bool,
}

impl Read for Checked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.sum.update(&into[..read]);
        if read == 0 && !into.is_empty() {
            self.wrong = self.sum.clone().finish().to_string() != self.wanted;
        }
        if self.wrong { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
    }
}
