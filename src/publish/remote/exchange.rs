//! The exchange of the files that are served: what is to be done is written down first, so that the next run can finish it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::{Generation, Incoming, PublishError, Row};
use super::Listing;
use super::lock::Lock;
use super::state::State;
use crate::base::SourcePath;
use crate::output;

/// What an exchange does, as it is written down before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Journal {
    generation: String,
    moves: Vec<SourcePath>,
    removals: Vec<SourcePath>,
}

/// An exchange that can be made.
#[derive(Default)]
pub struct Exchange {
    pub moves: Vec<Row>,
    pub removals: Vec<SourcePath>,
    /// Files that somebody changed by hand, with their sizes, and where their bytes are to be kept.
    rescued: Vec<(String, u64, String)>,
}

impl Exchange {
    /// Tells whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.removals.is_empty()
    }

    /// Returns where the bytes of files lie that somebody changed by hand.
    pub fn rescued(&self, state: &State<'_>) -> Vec<PathBuf> {
        self.rescued.iter().map(|(_, _, to)| state.address.place(to)).collect()
    }
}

impl State<'_> {
    /// Returns what is to be exchanged, looking at what really is there; refuses if something of others stands in the way.
    pub fn exchange(&self, next: &Generation, live: Option<&Generation>) -> Result<Exchange, PublishError> {
        let there = self.list(&self.served(""))?;
        let (old, new) = (live.map(Generation::by_path).unwrap_or_default(), next.by_path());
        self.refuse_foreign(&there, &old, &new)?;
        let mut exchange = Exchange::default();
        for (path, row) in old.iter().filter(|(path, _)| !new.contains_key(*path)) {
            if let Some(size) = there.get(path.as_str()) {
                self.rescue(&[&row.sha256], path, *size, &mut exchange)?;
                exchange.removals.push((*path).clone());
            }
        }
        for row in &next.files {
            let before = old.get(&row.path);
            let size = there.get(row.path.as_str());
            let same_as_before = before.is_some_and(|before| before.sha256 == row.sha256);
            if same_as_before && size == Some(&row.size) {
                continue;
            }
            if let (Some(before), Some(size)) = (before, size) {
                self.rescue(&[&before.sha256, &row.sha256], &row.path, *size, &mut exchange)?;
            }
            exchange.moves.push(row.clone());
        }
        exchange.moves.sort_by_cached_key(|row| (output::class(&row.path), row.path.clone()));
        Ok(exchange)
    }

    /// Refuses files of others in the place of new ones, above or below them. The same bytes are welcome.
    fn refuse_foreign(
        &self,
        there: &Listing,
        old: &BTreeMap<&SourcePath, &Row>,
        new: &BTreeMap<&SourcePath, &Row>,
    ) -> Result<(), PublishError> {
        let folders: BTreeSet<SourcePath> = new.keys().flat_map(|path| above(path)).collect();
        for (path, size) in there {
            let path = SourcePath::new(path);
            if old.contains_key(&path) {
                continue;
            }
            let in_place = new.get(&path);
            let stands = in_place.is_some()
                || folders.contains(&path)
                || above(&path).any(|folder| new.contains_key(&folder));
            let same = |row: &&Row| {
                let found = (row.size == *size).then(|| self.sum(&self.served(path.as_str()), *size));
                matches!(found, Some(Ok(Some(sum))) if sum == row.sha256)
            };
            if stands && !in_place.is_some_and(same) {
                return Err(PublishError::Foreign(self.address.place(&self.served(path.as_str()))));
            }
        }
        Ok(())
    }

    /// Notes a file of ours that somebody changed: its bytes are to be kept.
    fn rescue(
        &self,
        known: &[&String],
        path: &SourcePath,
        size: u64,
        exchange: &mut Exchange,
    ) -> Result<(), PublishError> {
        let served = self.served(path.as_str());
        let Some(sum) = self.sum(&served, size)? else { return Ok(()) };
        if !known.contains(&&sum) {
            let name = format!("rescued/{}-{}", &sum[..12], path.name());
            exchange.rescued.push((served, size, self.path(&name)));
        }
        Ok(())
    }

    /// Makes an exchange: written down, done, and forgotten.
    pub fn make(
        &self,
        exchange: &Exchange,
        next: &Generation,
        incoming: Option<&dyn Incoming>,
        lock: &Lock<'_>,
    ) -> Result<(), PublishError> {
        for (from, size, to) in &exchange.rescued {
            self.copy(from, to, *size)?;
        }
        let journal = Journal {
            generation: next.id(),
            moves: exchange.moves.iter().map(|row| row.path.clone()).collect(),
            removals: exchange.removals.clone(),
        };
        let text = serde_json::to_vec(&journal).expect("values in memory can be encoded");
        // Who was thought gone and is not must not go on beside another.
        lock.check()?;
        self.write(&self.path("journal"), text)?;
        self.apply(&journal, next, incoming, lock).map_err(PublishError::unfinished)
    }

    /// Tells whether an exchange was begun and not finished.
    pub fn is_unfinished(&self) -> Result<bool, PublishError> {
        Ok(self.read(&self.path("journal"))?.is_some())
    }

    /// Finishes the exchange that the journal says, if there is one; tells whether there was.
    pub fn finish(&self, lock: &Lock<'_>) -> Result<bool, PublishError> {
        let path = self.path("journal");
        let Some(bytes) = self.read(&path)? else { return Ok(false) };
        let unreadable = || PublishError::Unreadable(self.address.place(&path));
        let Ok(journal) = serde_json::from_slice::<Journal>(&bytes) else {
            // A server may cut a file off that it was being sent: nothing was exchanged then, for that comes after.
            return if is_cut(&bytes) { self.remove(&path).map(|()| false) } else { Err(unreadable()) };
        };
        if !journal.moves.iter().chain(&journal.removals).all(SourcePath::is_normal) {
            return Err(unreadable());
        }
        let next = self.generation(&journal.generation)?;
        self.apply(&journal, &next, None, lock).map_err(PublishError::unfinished)?;
        Ok(true)
    }

    fn apply(
        &self,
        journal: &Journal,
        next: &Generation,
        incoming: Option<&dyn Incoming>,
        lock: &Lock<'_>,
    ) -> Result<(), PublishError> {
        self.clear_the_way(journal)?;
        let rows = next.by_path();
        let moves: Vec<&Row> = journal.moves.iter().filter_map(|path| rows.get(path).copied()).collect();
        for part in moves.chunk_by(|a, b| output::class(&a.path) == output::class(&b.path)) {
            part.par_iter().try_for_each(|row| {
                lock.renew()?;
                let path = self.served(row.path.as_str());
                match incoming.and_then(|incoming| incoming.open(row).ok()) {
                    Some(mut from) => self.put(&path, row, &mut *from).or_else(|error| match error {
                        PublishError::Changed(_) => self.lay(&path, row),
                        other => Err(other),
                    }),
                    None => self.lay(&path, row),
                }
            })?;
        }
        self.check_sizes(&moves)?;
        journal.removals.par_iter().try_for_each(|path| {
            let taken = rows.keys().any(|new| above(new).any(|folder| folder == *path));
            if taken { Ok(()) } else { self.remove(&self.served(path.as_str())) }
        })?;
        self.write(&self.path("live"), next.id().into_bytes())?;
        self.remove(&self.path("journal"))
    }

    /// Insists that what was put is there, before anything is removed.
    fn check_sizes(&self, moves: &[&Row]) -> Result<(), PublishError> {
        let there = self.list(&self.served(""))?;
        match moves.iter().find(|row| there.get(row.path.as_str()) != Some(&row.size)) {
            Some(row) => Err(PublishError::Damaged(self.address.place(&self.served(row.path.as_str())))),
            None => Ok(()),
        }
    }

    /// Removes what must go first: a file where a folder is to be, and what lies in a folder where a file is to be.
    fn clear_the_way(&self, journal: &Journal) -> Result<(), PublishError> {
        let moved: BTreeSet<&SourcePath> = journal.moves.iter().collect();
        let folders: BTreeSet<SourcePath> = journal.moves.iter().flat_map(above).collect();
        let mut emptied = BTreeSet::new();
        for path in &journal.removals {
            let inside: Vec<SourcePath> = above(path).collect();
            let blocks = inside.iter().any(|folder| moved.contains(folder));
            if blocks {
                self.remove(&self.served(path.as_str()))?;
                emptied.extend(inside);
            } else if folders.contains(path) && self.is_file(path)? {
                self.remove(&self.served(path.as_str()))?;
            }
        }
        // The deepest first.
        for folder in emptied.iter().rev().filter(|folder| !folders.contains(*folder)) {
            let path = self.served(&format!("{folder}/"));
            self.remote.remove_empty(&path).map_err(self.failed(&path))?;
        }
        Ok(())
    }

    /// Tells whether a file lies there: an earlier run may have put a folder in its place already.
    fn is_file(&self, path: &SourcePath) -> Result<bool, PublishError> {
        Ok(self.list(&self.served(""))?.contains_key(path.as_str()))
    }
}

/// Tells whether bytes are the beginning of a journal.
fn is_cut(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Journal>(bytes).is_err_and(|error| error.is_eof())
}

/// Returns the folders that hold a path.
fn above(path: &SourcePath) -> impl Iterator<Item = SourcePath> + use<> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent()))
        .take_while(|folder| !folder.as_str().is_empty())
}
