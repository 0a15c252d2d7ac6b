//! A remote target as a whole: publishing, going back, what is kept.

use std::path::{Path, PathBuf};

use super::super::folder::FEWEST;
use super::super::switch::{Switch, Way};
use super::super::{Generation, Incoming, Outcome, Owner, PublishError, Status, sheet};
use super::lock::Lock;
use super::state::State;
use super::{Address, Remote};
use crate::world::clock;

/// A site at a remote target.
pub struct RemoteSite<'r> {
    state: State<'r>,
    wish: Switch,
    keep: usize,
    owner: Owner,
    marks: PathBuf,
}

impl<'r> RemoteSite<'r> {
    /// Returns the site at an address; the files of the remote begin above the folder that is served. In the folder `marks` of this
    /// machine programs tell each other that they run.
    pub fn new(
        remote: &'r dyn Remote,
        address: &'r Address,
        keep: usize,
        owner: Owner,
        marks: &Path,
    ) -> Self {
        let state = State { remote, address, way: Way::Files };
        Self { state, wish: Switch::Auto, keep: keep.max(FEWEST), owner, marks: marks.into() }
    }

    /// Returns it with another wish of how a generation is made live.
    pub fn switched(self, wish: Switch) -> Self {
        Self { wish, ..self }
    }

    /// Returns where it is.
    pub fn place(&self) -> PathBuf {
        self.state.address.shown()
    }

    /// Returns what publishing a generation would change; touches nothing.
    pub fn preview(&self, next: &Generation) -> Result<Outcome, PublishError> {
        next.check_names()?;
        let state = self.state.found(self.wish)?;
        let live = state.live()?;
        let missing = state.missing(next, live.as_slice())?;
        if state.way == Way::Files && !state.is_unfinished()? {
            state.exchange(next, live.as_ref())?;
        }
        Ok(Outcome {
            before: live.as_ref().map(Generation::id).unwrap_or_default(),
            changes: next.since(live.as_ref()),
            brought: missing.len(),
            bytes: missing.iter().map(|row| row.size).sum(),
            at_once: state.way == Way::Link,
            ..Outcome::default()
        })
    }

    /// Brings a generation and makes it live.
    pub fn publish(&self, next: &Generation, incoming: &dyn Incoming) -> Result<Outcome, PublishError> {
        next.check_names()?;
        let lock = Lock::take(self.state, &self.owner, &self.marks)?;
        let mut outcome = Outcome { finished_earlier: self.state.finish(&lock)?, ..Outcome::default() };
        let state = self.state.found(self.wish)?;
        let live = state.live()?;
        let missing = state.missing(next, live.as_slice())?;
        for some in missing.chunks(64) {
            lock.renew()?;
            state.bring(some, incoming)?;
            outcome.brought += some.len();
            outcome.bytes += some.iter().map(|row| row.size).sum::<u64>();
        }
        let names = self.without_loose(state, next, live.as_ref(), &mut outcome)?;
        let next = self.numbered(next, live.as_ref(), &names);
        outcome.changes = next.since(live.as_ref());
        if live.as_ref() != Some(&next) {
            state.keep(&next, sheet::html(&next, &outcome.changes))?;
        }
        self.switch(state, &next, live.as_ref(), Some(incoming), &lock, &mut outcome)?;
        self.prune(state, &names, &mut outcome);
        Ok(outcome)
    }

    /// Makes the generation before the live one live again.
    pub fn roll_back(&self) -> Result<Outcome, PublishError> {
        let lock = Lock::take(self.state, &self.owner, &self.marks)?;
        let mut outcome = Outcome { finished_earlier: self.state.finish(&lock)?, ..Outcome::default() };
        let none = || PublishError::NoEarlier(self.place());
        let state = self.state.found(self.wish)?;
        let live = state.live()?.ok_or_else(none)?;
        let id = state.names()?.into_iter().rfind(|id| *id < live.id()).ok_or_else(none)?;
        let earlier = state.generation(&id)?;
        outcome.changes = earlier.since(Some(&live));
        let differing = outcome.changes.added.iter().chain(&outcome.changes.changed);
        differing.into_iter().try_for_each(|row| state.verify(row))?;
        self.switch(state, &earlier, Some(&live), None, &lock, &mut outcome)?;
        Ok(outcome)
    }

    /// Returns all generations that are kept, newest first, and whether an exchange is unfinished.
    pub fn list(&self) -> Result<(Vec<Status>, bool), PublishError> {
        let live = self.state.found(self.wish)?.live_id()?;
        let status = |id: &String| {
            Ok(Status { is_live: live.as_ref() == Some(id), generation: self.state.generation(id)? })
        };
        let all = self.state.names()?.iter().rev().map(status).collect::<Result<_, PublishError>>()?;
        Ok((all, self.state.is_unfinished()?))
    }

    /// Forgets the lists that are newer than what is live: left by an interrupted run, perhaps as halves, or gone back from. Going back
    /// again is to lead to what readers saw, not to them. Returns the names of the others, and of one that is as the new generation.
    fn without_loose(
        &self,
        state: State<'_>,
        next: &Generation,
        live: Option<&Generation>,
        outcome: &mut Outcome,
    ) -> Result<Vec<String>, PublishError> {
        let digest = next.digest();
        let (mut loose, mut names) = (Vec::new(), Vec::new());
        for id in state.names()? {
            let is_newer = live.is_none_or(|live| id > live.id());
            let stays = !is_newer
                || match state.generation(&id) {
                    Ok(left) => left.digest() == digest,
                    Err(PublishError::Unreadable(_)) => false,
                    Err(error) => return Err(error),
                };
            if stays { names.push(id) } else { loose.push(id) }
        }
        if state.way == Way::Link {
            let old: Vec<Generation> = loose.iter().filter_map(|id| state.generation(id).ok()).collect();
            outcome.strangers.extend(state.fell(&old)?);
        }
        state.forget(&loose)?;
        Ok(names)
    }

    /// Returns a generation with the number it has here; one that an interrupted run left is taken up again.
    fn numbered(&self, next: &Generation, live: Option<&Generation>, names: &[String]) -> Generation {
        let digest = next.digest();
        if let Some(live) = live.filter(|live| live.digest() == digest) {
            return live.clone();
        }
        let newest = names.last().filter(|id| live.is_none_or(|live| **id > live.id()));
        if let Some(left) = newest.and_then(|id| self.state.generation(id).ok())
            && left.digest() == digest
        {
            return Generation { number: left.number, made: clock::moment_for_people(), ..next.clone() };
        }
        let numbers = names.iter().filter_map(|id| id.split('-').next()?.parse::<u64>().ok());
        Generation {
            number: numbers.max().unwrap_or(0) + 1,
            made: clock::moment_for_people(),
            ..next.clone()
        }
    }

    fn switch(
        &self,
        state: State<'_>,
        next: &Generation,
        live: Option<&Generation>,
        incoming: Option<&dyn Incoming>,
        lock: &Lock<'_>,
        outcome: &mut Outcome,
    ) -> Result<(), PublishError> {
        outcome.generation = next.id();
        outcome.before = live.map(Generation::id).unwrap_or_default();
        outcome.sheet = state.address.place(&state.path(&format!("generations/{}.html", next.id())));
        let changed = outcome.generation != outcome.before;
        if state.way == Way::Link {
            outcome.at_once = true;
            state.make_tree(next)?;
            // Who was thought gone and is not must not go on beside another.
            lock.check()?;
            return if changed { state.relink(&next.id()) } else { Ok(()) };
        }
        let exchange = state.exchange(next, live)?;
        if changed || !exchange.is_empty() {
            exchange.moves.iter().filter(|_| incoming.is_none()).try_for_each(|row| state.verify(row))?;
            state.make(&exchange, next, incoming, lock)?;
        }
        outcome.rescued = exchange.rescued(&state);
        Ok(())
    }

    /// Forgets generations beyond those to keep. What cannot be removed now is tried again next time.
    fn prune(&self, state: State<'_>, names: &[String], outcome: &mut Outcome) {
        let mut all = names.to_vec();
        if !all.contains(&outcome.generation) {
            all.push(outcome.generation.clone());
        }
        all.sort();
        all.truncate(all.len().saturating_sub(self.keep));
        all.retain(|id| *id != outcome.generation && *id != outcome.before);
        let left = if state.way == Way::Link { self.fell(state, &all) } else { Ok(Vec::new()) };
        if let Ok(strangers) = left {
            outcome.strangers.extend(strangers);
            let _ = state.prune(&all);
        }
        let _ = state.remote.sweep();
    }

    /// Removes the trees of generations that are to be forgotten.
    fn fell(&self, state: State<'_>, old: &[String]) -> Result<Vec<PathBuf>, PublishError> {
        let old: Vec<Generation> = old.iter().map(|id| state.generation(id)).collect::<Result<_, _>>()?;
        state.fell(&old)
    }
}
