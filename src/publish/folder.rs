//! A folder as a target: on this machine, on a network share, on a stick.

use std::fs;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::lock::{Lock, Owner};
use super::store::Store;
use super::switch::{Served, Switch, Way};
use super::{Changes, Generation, Incoming, PublishError, sheet};
use crate::site;
use crate::world::clock;

/// Fewest generations that are kept: the one that is live and the one to go back to.
pub(super) const FEWEST: usize = 2;

/// A folder that is served.
pub struct Folder<'d> {
    served: Served<'d>,
    wish: Switch,
    keep: usize,
    owner: Owner,
}

/// What came of publishing or going back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The generation that is live now.
    pub generation: String,
    /// The one before it; empty if there was none, and equal if nothing changed.
    pub before: String,
    /// What readers see otherwise than before.
    pub changes: Changes,
    /// Files that were brought to the target.
    pub brought: usize,
    /// Bytes of these.
    pub bytes: u64,
    /// Whether readers saw one exchange of all files at once.
    pub at_once: bool,
    /// Whether an exchange that was interrupted earlier was finished first.
    pub finished_earlier: bool,
    /// Where the bytes of published files lie that somebody had changed by hand.
    pub rescued: Vec<PathBuf>,
    /// Files of others that are not in the new generation; they lie where they were.
    pub strangers: Vec<PathBuf>,
    /// Where the sheet of the changes lies.
    pub sheet: PathBuf,
}

/// A generation that a target keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The generation.
    pub generation: Generation,
    /// Whether it is the one that is served.
    pub is_live: bool,
}

impl<'d> Folder<'d> {
    /// Returns the target at a folder; its state lies beside it, in `NAME.pilothouse`.
    pub fn new(
        to: &Path,
        wish: Switch,
        keep: usize,
        owner: Owner,
        disk: &'d Disk,
    ) -> Result<Self, PublishError> {
        let none = || PublishError::NoTarget(to.into());
        let name = to.file_name().ok_or_else(none)?;
        // The last piece may be a link of ours: only what lies above it is looked up.
        let to = site::absolute(to.parent().ok_or_else(none)?).join(name);
        let mut beside = name.to_owned();
        beside.push(".pilothouse");
        let state = to.with_file_name(beside);
        Ok(Self { served: Served { to, state, disk }, wish, keep: keep.max(FEWEST), owner })
    }

    /// Returns the folder that is served.
    pub fn place(&self) -> &Path {
        &self.served.to
    }

    fn store(&self) -> Store<'d> {
        Store { root: self.served.state.clone(), disk: self.served.disk }
    }

    fn live(&self, way: Way) -> Result<Option<Generation>, PublishError> {
        let Some(id) = self.served.live(way) else { return Ok(None) };
        let missing = || PublishError::Unreadable(self.served.state.join("generations").join(&id));
        self.store().read(&id)?.ok_or_else(missing).map(Some)
    }

    /// Returns what publishing a generation would change; touches nothing.
    pub fn preview(&self, next: &Generation, base: Option<&str>) -> Result<Outcome, PublishError> {
        next.check_names()?;
        let way = self.served.way(self.wish)?;
        let live = self.live(way)?;
        self.check_base(live.as_ref(), base)?;
        let store = self.store();
        let missing: Vec<_> = next.files.iter().filter(|row| !store.has(row)).collect();
        if way == Way::Files && !self.served.is_unfinished() {
            self.served.exchange(next, live.as_ref())?;
        }
        Ok(Outcome {
            before: live.as_ref().map(Generation::id).unwrap_or_default(),
            changes: next.since(live.as_ref()),
            brought: missing.len(),
            bytes: missing.iter().map(|row| row.size).sum(),
            at_once: way == Way::Link,
            ..Outcome::default()
        })
    }

    /// Makes a generation live: all of it or nothing. With `base`, only if that is what is live now.
    pub fn publish(
        &self,
        next: &Generation,
        incoming: &dyn Incoming,
        base: Option<&str>,
    ) -> Result<Outcome, PublishError> {
        next.check_names()?;
        let lock = self.lock()?;
        let mut outcome = Outcome { finished_earlier: self.served.finish()?, ..Outcome::default() };
        let way = self.served.way(self.wish)?;
        let live = self.live(way)?;
        let store = self.store();
        if live.as_ref().is_none_or(|live| live.digest() != next.digest()) {
            self.check_base(live.as_ref(), base)?;
        }
        for row in next.files.iter().filter(|row| !store.has(row)) {
            lock.renew()?;
            if store.has(row) {
                continue; // two files have the same bytes
            }
            store.bring(row, incoming)?;
            outcome.brought += 1;
            outcome.bytes += row.size;
        }
        self.drop_loose(next, live.as_ref(), &mut outcome)?;
        let next = self.numbered(next, live.as_ref());
        outcome.changes = next.since(live.as_ref());
        if live.as_ref() != Some(&next) {
            store.keep(&next, &sheet::html(&next, &outcome.changes))?;
        }
        self.switch(way, &next, live.as_ref(), &mut outcome)?;
        lock.renew()?;
        self.prune(&next, &mut outcome);
        Ok(outcome)
    }

    /// Makes the generation before the live one live again.
    pub fn roll_back(&self) -> Result<Outcome, PublishError> {
        let _lock = self.lock()?;
        let mut outcome = Outcome { finished_earlier: self.served.finish()?, ..Outcome::default() };
        let way = self.served.way(self.wish)?;
        let none = || PublishError::NoEarlier(self.served.to.clone());
        let live = self.live(way)?.ok_or_else(none)?;
        let store = self.store();
        let id = store.names().into_iter().rfind(|id| *id < live.id()).ok_or_else(none)?;
        let earlier = store.read(&id)?.ok_or_else(none)?;
        outcome.changes = earlier.since(Some(&live));
        let differing = outcome.changes.added.iter().chain(&outcome.changes.changed);
        differing.into_iter().try_for_each(|row| store.verify(row))?;
        self.switch(way, &earlier, Some(&live), &mut outcome)?;
        Ok(outcome)
    }

    /// Returns all generations that are kept, newest first, and whether an exchange is unfinished.
    pub fn list(&self) -> Result<(Vec<Status>, bool), PublishError> {
        let way = self.served.way(self.wish)?;
        let live = self.served.live(way);
        let store = self.store();
        let mut all = Vec::new();
        for id in store.names().into_iter().rev() {
            if let Some(generation) = store.read(&id)? {
                all.push(Status { is_live: live.as_ref() == Some(&id), generation });
            }
        }
        Ok((all, self.served.is_unfinished()))
    }

    fn lock(&self) -> Result<Lock, PublishError> {
        let state = &self.served.state;
        self.served.disk.make_folder(state).map_err(PublishError::io(state))?;
        Lock::take(state, &self.served.to, &self.owner)
    }

    fn check_base(&self, live: Option<&Generation>, base: Option<&str>) -> Result<(), PublishError> {
        let Some(wanted) = base else { return Ok(()) };
        let digest = live.map(Generation::digest).unwrap_or_default();
        if digest == wanted {
            return Ok(());
        }
        Err(PublishError::OtherBase { folder: self.served.to.clone(), live: digest, wanted: wanted.into() })
    }

    /// Returns a generation with the number it has here: that of the live one if readers see the same, else the next.
    fn numbered(&self, next: &Generation, live: Option<&Generation>) -> Generation {
        if let Some(live) = live.filter(|live| live.digest() == next.digest()) {
            return live.clone();
        }
        let store = self.store();
        let names = store.names();
        let newest = names.last().filter(|id| live.is_none_or(|live| **id > live.id()));
        let left = newest.and_then(|id| store.read(id).ok().flatten());
        let number = match left.filter(|left| left.digest() == next.digest()) {
            Some(left) => left.number,
            None => {
                let numbers = names.iter().filter_map(|id| id.split('-').next()?.parse::<u64>().ok());
                numbers.max().unwrap_or(0) + 1
            }
        };
        Generation { number, made: clock::moment_for_people(), ..next.clone() }
    }

    /// Forgets the lists that are newer than what is live: left by an interrupted run, or gone back from. Going back again is to lead
    /// to what readers saw, not to them. One that is as the new generation is taken up again.
    fn drop_loose(
        &self,
        next: &Generation,
        live: Option<&Generation>,
        outcome: &mut Outcome,
    ) -> Result<(), PublishError> {
        let (store, digest) = (self.store(), next.digest());
        store.tidy();
        for id in store.names().into_iter().filter(|id| live.is_none_or(|live| *id > live.id())) {
            match store.read(&id) {
                Ok(Some(left)) if left.digest() == digest => continue,
                Ok(Some(left)) => outcome.strangers.extend(self.served.fell(&left)),
                Ok(None) | Err(PublishError::Unreadable(_)) => {}
                Err(error) => return Err(error),
            }
            store.forget(&id)?;
        }
        Ok(())
    }

    fn switch(
        &self,
        way: Way,
        next: &Generation,
        live: Option<&Generation>,
        outcome: &mut Outcome,
    ) -> Result<(), PublishError> {
        let store = self.store();
        outcome.generation = next.id();
        outcome.before = live.map(Generation::id).unwrap_or_default();
        outcome.sheet = self.served.state.join("generations").join(format!("{}.html", next.id()));
        match way {
            Way::Link => {
                outcome.at_once = true;
                outcome.strangers = live.map(|live| self.served.strangers(live)).unwrap_or_default();
                self.served.make_tree(next, &store)?;
                if outcome.generation != outcome.before {
                    self.served.relink(&next.id())?;
                }
            }
            Way::Files => {
                let exchange = self.served.exchange(next, live)?;
                if outcome.generation != outcome.before || !exchange.is_empty() {
                    self.served.ready(&exchange, &store, next)?;
                    self.served.finish()?;
                }
                outcome.rescued = exchange.rescued();
            }
        }
        Ok(())
    }

    /// Forgets generations beyond those to keep. What cannot be removed now is tried again next time.
    fn prune(&self, live: &Generation, outcome: &mut Outcome) {
        let store = self.store();
        let names = store.names();
        let (old, _) = names.split_at(names.len().saturating_sub(self.keep));
        for id in old.iter().filter(|id| **id != live.id() && **id != outcome.before) {
            if let Ok(Some(generation)) = store.read(id) {
                outcome.strangers.extend(self.served.fell(&generation));
                let _ = store.forget(id);
            }
        }
        let left: Result<Vec<Generation>, _> =
            store.names().iter().filter_map(|id| store.read(id).transpose()).collect();
        // A list that cannot be read may name anything: nothing is swept then.
        if let Ok(left) = left {
            store.sweep(&left);
        }
        self.drop_parts();
    }

    /// Removes trees that were never finished.
    fn drop_parts(&self) {
        for entry in fs::read_dir(self.served.state.join("trees")).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|end| end == "part") {
                let _ = self.served.disk.remove_folder(&entry.path());
            }
        }
    }
}
