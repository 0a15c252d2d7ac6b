//! What lies beside the folder that is served: bytes by their sums, lists of generations, which of them is live.

use std::collections::HashSet;
use std::io;

use rayon::prelude::*;

use super::super::disk::sum_of;
use super::super::{Generation, Incoming, PublishError, Row};
use super::{Address, Listing, Remote};

/// The state of a target.
#[derive(Clone, Copy)]
pub struct State<'r> {
    pub remote: &'r dyn Remote,
    pub address: &'r Address,
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

    /// Returns the name of the generation that is live.
    pub fn live_id(&self) -> Result<Option<String>, PublishError> {
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

    fn object(&self, sum: &str) -> String {
        self.path(&format!("objects/{sum}"))
    }

    /// Returns the kept bytes of a file, which must be what they were.
    pub fn kept(&self, row: &Row) -> Result<Vec<u8>, PublishError> {
        let path = self.object(&row.sha256);
        let bytes = self.read(&path)?.filter(|bytes| sum_of(bytes) == row.sha256);
        bytes.ok_or_else(|| PublishError::Damaged(self.address.place(&path)))
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
            !(same_size && (sure.contains(&*row.sha256) || self.kept(row).is_ok()))
        };
        Ok(next.files.iter().filter(|row| seen.insert(&*row.sha256)).filter(lacks).collect())
    }

    /// Brings files: each is sent, read back and compared.
    pub fn bring(&self, rows: &[&Row], incoming: &dyn Incoming) -> Result<(), PublishError> {
        rows.par_iter()
            .try_for_each(|row| self.write_surely(&self.object(&row.sha256), taken(row, incoming)?))
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

/// Reads a file of the new generation, which must be what its list says.
pub fn taken(row: &Row, incoming: &dyn Incoming) -> Result<Vec<u8>, PublishError> {
    let place = std::path::Path::new(row.path.as_str());
    let mut bytes = Vec::new();
    let mut from = incoming.open(row).map_err(PublishError::io(place))?;
    io::Read::read_to_end(&mut from, &mut bytes).map_err(PublishError::io(place))?;
    if sum_of(&bytes) == row.sha256 { Ok(bytes) } else { Err(PublishError::Changed(row.path.clone())) }
}
