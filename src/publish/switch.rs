//! The one switch that makes a generation live.
//!
//! *Link:* the folder that is served is a link to a tree of the generation; the tree is made aside, complete, and the link exchanged in
//! one step of the file system. A reader who has opened the folder sees one generation whatever happens. *Files:* where the folder is
//! a real one, its files are exchanged one by one: what others point to first, then pages, then lists, then removals. All of them lie
//! ready on the same disk before, and a journal says what is to be done, so that an interrupted exchange is finished by the next run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::{Disk, sum};
use super::store::Store;
use super::{Generation, PublishError, Row};
use crate::base::SourcePath;
use crate::output;

/// Which switch is wished for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// A link where the folder is one, or is not there yet and the disk can hold one; else files.
    #[default]
    Auto,
    /// A link or nothing.
    Link,
    /// Files one by one.
    Files,
}

/// Which switch a target has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Exchanges a link.
    Link,
    /// Exchanges files.
    Files,
}

/// What an exchange of files does, as it is written down before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Journal {
    generation: String,
    moves: Vec<SourcePath>,
    removals: Vec<SourcePath>,
}

/// The folder that is served, and its state beside it.
pub struct Served<'d> {
    pub to: PathBuf,
    pub state: PathBuf,
    pub disk: &'d Disk,
}

/// An exchange of files that is ready to be made.
#[derive(Default)]
pub struct Exchange {
    moves: Vec<Row>,
    removals: Vec<SourcePath>,
    /// Files that somebody changed by hand: their bytes are kept.
    rescued: Vec<(SourcePath, PathBuf)>,
}

impl Exchange {
    /// Tells whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.removals.is_empty()
    }

    /// Returns where the bytes of files lie that somebody changed by hand.
    pub fn rescued(&self) -> Vec<PathBuf> {
        self.rescued.iter().map(|(_, place)| place.clone()).collect()
    }
}

impl Served<'_> {
    /// Returns the switch of the target, given the one wished for.
    pub fn way(&self, wish: Switch) -> Result<Way, PublishError> {
        let here = fs::symlink_metadata(&self.to);
        match here {
            Ok(data) if data.is_symlink() => {
                let ours = self.linked().is_some() && wish != Switch::Files;
                if ours { Ok(Way::Link) } else { Err(PublishError::Foreign(self.to.clone())) }
            }
            Ok(data) if data.is_dir() => match wish {
                Switch::Link => self.replaced_by_link(),
                _ => Ok(Way::Files),
            },
            Ok(_) => Err(PublishError::Foreign(self.to.clone())),
            Err(_) => match wish {
                Switch::Files => Ok(Way::Files),
                Switch::Auto if self.state.join("live").exists() => Ok(Way::Files),
                Switch::Auto if !self.can_link() => Ok(Way::Files),
                Switch::Link if !self.can_link() => Err(PublishError::NoLink(self.to.clone())),
                _ => Ok(Way::Link),
            },
        }
    }

    /// A link may take the place of an empty folder.
    fn replaced_by_link(&self) -> Result<Way, PublishError> {
        let is_empty = fs::read_dir(&self.to).is_ok_and(|mut entries| entries.next().is_none());
        if is_empty && self.can_link() { Ok(Way::Link) } else { Err(PublishError::NoLink(self.to.clone())) }
    }

    /// Tells whether the disk can hold a link, by making one; a folder that is not there yet is asked above.
    fn can_link(&self) -> bool {
        let there = self.state.ancestors().find(|folder| folder.is_dir()).unwrap_or(&self.state);
        let probe = there.join(format!(".pilothouse-link-{}", std::process::id()));
        let made = self.disk.link_folder(Path::new("nowhere"), &probe).is_ok();
        let _ = fs::remove_file(&probe);
        made
    }

    /// Returns the name of the generation that is live.
    pub fn live(&self, way: Way) -> Option<String> {
        match way {
            Way::Link => self.linked(),
            Way::Files => Some(fs::read_to_string(self.state.join("live")).ok()?.trim().to_owned()),
        }
    }

    /// Returns the generation that the link leads to, if it is one of ours.
    fn linked(&self) -> Option<String> {
        let to = fs::read_link(&self.to).ok()?;
        let trees = Path::new(self.state.file_name()?).join("trees");
        (to.parent()? == trees).then(|| to.file_name()?.to_str().map(str::to_owned))?
    }

    /// Returns where the tree of a generation lies.
    pub fn tree(&self, id: &str) -> PathBuf {
        self.state.join("trees").join(id)
    }

    /// Makes the tree of a generation unless it is there.
    pub fn make_tree(&self, generation: &Generation, store: &Store<'_>) -> Result<(), PublishError> {
        let tree = self.tree(&generation.id());
        if is_whole(&tree, generation) {
            return Ok(());
        }
        if tree.is_dir() {
            return self.mend_tree(&tree, generation, store);
        }
        let part = tree.with_extension("part");
        self.disk.remove_folder(&part).map_err(PublishError::io(&part))?;
        self.disk.make_folder(&part).map_err(PublishError::io(&part))?;
        for row in &generation.files {
            self.lay(row, store, &part.join(row.path.as_str()))?;
        }
        if !is_whole(&part, generation) {
            return Err(PublishError::Damaged(part));
        }
        self.disk.rename(&part, &tree).map_err(PublishError::io(&tree))
    }

    /// Puts files back that somebody removed from a tree; what somebody changed is not written over.
    fn mend_tree(&self, tree: &Path, generation: &Generation, store: &Store<'_>) -> Result<(), PublishError> {
        for row in &generation.files {
            let place = tree.join(row.path.as_str());
            match fs::symlink_metadata(&place) {
                Ok(data) if data.is_file() && data.len() == row.size => {}
                Ok(_) => return Err(PublishError::Damaged(place)),
                Err(_) => self.lay(row, store, &place)?,
            }
        }
        Ok(())
    }

    /// Puts the kept bytes of a file somewhere.
    fn lay(&self, row: &Row, store: &Store<'_>, place: &Path) -> Result<(), PublishError> {
        self.disk.make_folder(place.parent().unwrap_or(place)).map_err(PublishError::io(place))?;
        self.disk.link_or_copy(&store.object(row), place).map_err(PublishError::io(place))
    }

    /// Leads the link to a generation, in one step.
    pub fn relink(&self, id: &str) -> Result<(), PublishError> {
        let name = self.state.file_name().unwrap_or_default();
        let fresh = self.state.join("link.new");
        self.disk.remove(&fresh).map_err(PublishError::io(&fresh))?;
        let to = Path::new(name).join("trees").join(id);
        self.disk.link_folder(&to, &fresh).map_err(PublishError::io(&fresh))?;
        if fs::symlink_metadata(&self.to).is_ok_and(|data| data.is_dir()) {
            fs::remove_dir(&self.to).map_err(PublishError::io(&self.to))?;
        }
        self.disk.rename(&fresh, &self.to).map_err(PublishError::io(&self.to))?;
        self.disk.sync_folder(self.to.parent().unwrap_or(&self.to));
        Ok(())
    }

    /// Returns what is to be exchanged, looking at what really is there; refuses if something of others stands in the way.
    pub fn exchange(&self, next: &Generation, live: Option<&Generation>) -> Result<Exchange, PublishError> {
        let old = live.map(Generation::by_path).unwrap_or_default();
        let new = next.by_path();
        let mut exchange = Exchange::default();
        for row in live.into_iter().flat_map(|live| &live.files) {
            let place = self.to.join(row.path.as_str());
            if !new.contains_key(&row.path) && fs::symlink_metadata(&place).is_ok() {
                self.rescue(row, &place, &mut exchange)?;
                exchange.removals.push(row.path.clone());
            }
        }
        let gone: BTreeSet<SourcePath> = exchange.removals.iter().cloned().collect();
        let mut folders = BTreeSet::new();
        for row in &next.files {
            self.weigh(row, old.get(&row.path).copied(), &gone, &mut folders, &mut exchange)?;
        }
        exchange.moves.sort_by_cached_key(|row| (output::class(&row.path), row.path.clone()));
        Ok(exchange)
    }

    /// Finds out whether a file is to be put.
    fn weigh(
        &self,
        row: &Row,
        before: Option<&Row>,
        gone: &BTreeSet<SourcePath>,
        folders: &mut BTreeSet<SourcePath>,
        exchange: &mut Exchange,
    ) -> Result<(), PublishError> {
        self.check_folders(&row.path, gone, folders)?;
        let place = self.to.join(row.path.as_str());
        let Ok(data) = fs::symlink_metadata(&place) else {
            exchange.moves.push(row.clone());
            return Ok(());
        };
        let foreign = || Err(PublishError::Foreign(place.clone()));
        if data.is_dir() {
            let below = files_below(&place);
            let ours = |path: &PathBuf| {
                let path = path.strip_prefix(&self.to).ok().and_then(Path::to_str);
                path.is_some_and(|path| gone.contains(&SourcePath::new(path)))
            };
            if !below.iter().all(ours) {
                return foreign();
            }
            exchange.moves.push(row.clone());
            return Ok(());
        }
        let same_as_before = before.is_some_and(|before| before.sha256 == row.sha256);
        if data.is_file() && same_as_before && data.len() == row.size {
            return Ok(());
        }
        let is_new = data.is_file() && sum(&place).is_ok_and(|(_, found)| found == row.sha256);
        match before {
            _ if is_new => return Ok(()),
            None => return foreign(),
            Some(before) => self.rescue(before, &place, exchange)?,
        }
        exchange.moves.push(row.clone());
        Ok(())
    }

    /// Refuses a folder that is a link, or a file of others: what is written below it would land elsewhere.
    fn check_folders(
        &self,
        path: &SourcePath,
        gone: &BTreeSet<SourcePath>,
        known: &mut BTreeSet<SourcePath>,
    ) -> Result<(), PublishError> {
        let mut folder = path.parent();
        while !folder.as_str().is_empty() && known.insert(folder.clone()) {
            let place = self.to.join(folder.as_str());
            let bad = fs::symlink_metadata(&place).is_ok_and(|data| !data.is_dir());
            if bad && !gone.contains(&folder) {
                return Err(PublishError::Foreign(place));
            }
            folder = folder.parent();
        }
        Ok(())
    }

    /// Notes a file of ours that somebody changed: its bytes are to be kept.
    fn rescue(&self, row: &Row, place: &Path, exchange: &mut Exchange) -> Result<(), PublishError> {
        let data = fs::symlink_metadata(place).map_err(PublishError::io(place))?;
        if !data.is_file() {
            return Err(PublishError::Foreign(place.into()));
        }
        let (_, found) = sum(place).map_err(PublishError::io(place))?;
        if found != row.sha256 {
            let name = format!("{}-{}", &found[..12], row.path.name());
            exchange.rescued.push((row.path.clone(), self.state.join("rescued").join(name)));
        }
        Ok(())
    }

    /// Lays all files of an exchange ready and writes down what is to be done.
    pub fn ready(
        &self,
        exchange: &Exchange,
        store: &Store<'_>,
        generation: &Generation,
    ) -> Result<(), PublishError> {
        for (path, place) in &exchange.rescued {
            self.disk.make_folder(place.parent().unwrap_or(place)).map_err(PublishError::io(place))?;
            if fs::symlink_metadata(place).is_err() {
                let from = self.to.join(path.as_str());
                self.disk.link_or_copy(&from, place).map_err(PublishError::io(place))?;
            }
        }
        let stage = self.state.join("stage");
        self.disk.remove_folder(&stage).map_err(PublishError::io(&stage))?;
        for (number, row) in exchange.moves.iter().enumerate() {
            let place = stage.join(number.to_string());
            self.lay(row, store, &place)?;
            if !fs::metadata(&place).is_ok_and(|data| data.len() == row.size) {
                return Err(PublishError::Damaged(place));
            }
        }
        let journal = Journal {
            generation: generation.id(),
            moves: exchange.moves.iter().map(|row| row.path.clone()).collect(),
            removals: exchange.removals.clone(),
        };
        let place = self.journal();
        let text = serde_json::to_vec(&journal).expect("values in memory can be encoded");
        self.disk.make_folder(&self.to).map_err(PublishError::io(&self.to))?;
        self.disk.write_whole(&place, &text).map_err(PublishError::io(&place))
    }

    fn journal(&self) -> PathBuf {
        self.state.join("journal")
    }

    /// Tells whether an exchange was begun and not finished.
    pub fn is_unfinished(&self) -> bool {
        self.journal().exists()
    }

    /// Makes the exchange that the journal says, if there is one; may be repeated after an interruption. Tells whether there was one.
    pub fn finish(&self) -> Result<bool, PublishError> {
        let place = self.journal();
        let stage = self.state.join("stage");
        let Ok(bytes) = fs::read(&place) else {
            if stage.exists() {
                let _ = self.disk.remove_folder(&stage);
            }
            return Ok(false);
        };
        let read: Option<Journal> = serde_json::from_slice(&bytes).ok();
        let normal =
            |journal: &Journal| journal.moves.iter().chain(&journal.removals).all(SourcePath::is_normal);
        let journal = read.filter(normal).ok_or_else(|| PublishError::Unreadable(place.clone()))?;
        self.apply(&journal).map_err(PublishError::unfinished)?;
        self.disk.remove(&place).map_err(PublishError::io(&place))?;
        let _ = self.disk.remove_folder(&stage);
        Ok(true)
    }

    fn apply(&self, journal: &Journal) -> Result<(), PublishError> {
        for path in in_the_way(journal) {
            self.remove(&path)?;
        }
        for (number, path) in journal.moves.iter().enumerate() {
            let ready = self.state.join("stage").join(number.to_string());
            if ready.exists() {
                let place = self.to.join(path.as_str());
                self.disk.make_folder(place.parent().unwrap_or(&place)).map_err(PublishError::io(&place))?;
                self.disk.rename(&ready, &place).map_err(PublishError::io(&place))?;
            }
        }
        for path in &journal.removals {
            self.remove(path)?;
        }
        let live = self.state.join("live");
        self.disk.write_whole(&live, journal.generation.as_bytes()).map_err(PublishError::io(&live))
    }

    /// Removes a file and the folders that it leaves empty.
    fn remove(&self, path: &SourcePath) -> Result<(), PublishError> {
        let place = self.to.join(path.as_str());
        if fs::symlink_metadata(&place).is_ok_and(|data| data.is_dir()) {
            return Ok(()); // a folder has taken its place already
        }
        self.disk.remove(&place).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotADirectory => Ok(()),
            _ => Err(PublishError::Io { path: place.clone(), error }),
        })?;
        remove_empty(self.disk, &self.to, path);
        Ok(())
    }

    /// Removes the tree of a generation; returns files in it that are not of the generation, which stay.
    pub fn fell(&self, generation: &Generation) -> Vec<PathBuf> {
        let tree = self.tree(&generation.id());
        for row in &generation.files {
            if self.disk.remove(&tree.join(row.path.as_str())).is_ok() {
                remove_empty(self.disk, &tree, &row.path);
            }
        }
        self.disk.remove_empty(&tree);
        files_below(&tree)
    }

    /// Returns files in the tree of a generation that it did not bring.
    pub fn strangers(&self, generation: &Generation) -> Vec<PathBuf> {
        let tree = self.tree(&generation.id());
        let known: BTreeSet<PathBuf> =
            generation.files.iter().map(|row| tree.join(row.path.as_str())).collect();
        files_below(&tree).into_iter().filter(|path| !known.contains(path)).collect()
    }
}

/// Removes the folders above a path that are empty now.
fn remove_empty(disk: &Disk, top: &Path, path: &SourcePath) {
    let mut above = path.parent();
    while !above.as_str().is_empty() && disk.remove_empty(&top.join(above.as_str())) {
        above = above.parent();
    }
}

/// Tells whether a tree holds all files of a generation, as far as sizes show.
fn is_whole(tree: &Path, generation: &Generation) -> bool {
    let whole = |row: &Row| {
        fs::symlink_metadata(tree.join(row.path.as_str()))
            .is_ok_and(|data| data.is_file() && data.len() == row.size)
    };
    tree.is_dir() && generation.files.iter().all(whole)
}

/// Returns the removals that must come first: a file where a folder is to be, and what lies in a folder where a file is to be.
fn in_the_way(journal: &Journal) -> Vec<SourcePath> {
    let moved: BTreeSet<&SourcePath> = journal.moves.iter().collect();
    let folders: BTreeMap<SourcePath, ()> =
        journal.moves.iter().flat_map(above).map(|folder| (folder, ())).collect();
    let blocks =
        |path: &&SourcePath| folders.contains_key(*path) || above(path).any(|folder| moved.contains(&folder));
    journal.removals.iter().filter(blocks).cloned().collect()
}

/// Returns the folders that hold a path.
fn above(path: &SourcePath) -> impl Iterator<Item = SourcePath> + use<> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent()))
        .take_while(|folder| !folder.as_str().is_empty())
}

/// Returns all files and links below a folder; links are not followed.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files_below(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found
}
