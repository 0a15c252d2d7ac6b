//! Tells when something in the folders of the site changes: by the system's events, or by looking again and again.
//!
//! What an event says is not believed, only where it happened: the place is looked at anew. So the differences between systems
//! and editors do not matter, and an event too many costs nothing. It must not know sites.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use crate::base::SourcePath;
use crate::world::Touched;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What wakes the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Something may have happened at these places.
    Files(Vec<PathBuf>),
    /// Something may have happened anywhere: the system lost count.
    Lost,
    /// A request has found this before anything was told of it.
    Found(Touched),
    /// The pixels of this picture cannot be decoded.
    Damaged(SourcePath),
    /// The preview is to end.
    Quit,
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// The system tells of them.
    Events,
    /// By looking again and again, where it tells nothing: some network shares.
    Polling,
}

/// Watches folders with the system's help.
pub struct Watching {
    watcher: RecommendedWatcher,
    /// Folders with all below them, and whether each is watched now.
    trees: Vec<(PathBuf, bool)>,
}

impl Watching {
    /// Watches a folder without what lies in its folders, and some folders with all below; these need not exist yet.
    ///
    /// `None` if the system cannot: too many folders, or none of this on the disk they are on.
    pub fn start(top: &Path, trees: &[PathBuf], sender: Sender<Event>) -> Option<Self> {
        let tell = move |event: notify::Result<notify::Event>| {
            let _ = event_of(event).map(|event| sender.send(event));
        };
        let mut watcher = notify::recommended_watcher(tell).ok()?;
        watcher.watch(top, RecursiveMode::NonRecursive).ok()?;
        let mut watching = Self { watcher, trees: trees.iter().map(|tree| (tree.clone(), false)).collect() };
        watching.renew(&[]).then_some(watching)
    }

    /// Watches folders that came into being, and those anew that were replaced: `places` are where something happened.
    ///
    /// `false` if the system refuses to watch a folder that is there.
    pub fn renew(&mut self, places: &[PathBuf]) -> bool {
        let mut all = true;
        for (tree, watched) in &mut self.trees {
            if *watched && places.contains(tree) {
                let _ = self.watcher.unwatch(tree);
                *watched = false;
            }
            if !*watched && tree.is_dir() {
                *watched = self.watcher.watch(tree, RecursiveMode::Recursive).is_ok();
                all &= *watched;
            }
        }
        all
    }
}

/// Returns what an event of the system means here; nothing if files were only read.
fn event_of(event: notify::Result<notify::Event>) -> Option<Event> {
    match event {
        Ok(event) if event.need_rescan() => Some(Event::Lost),
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => None,
        Ok(event) if event.paths.is_empty() => Some(Event::Lost),
        Ok(event) => Some(Event::Files(event.paths)),
        Err(_) => Some(Event::Lost),
    }
}
