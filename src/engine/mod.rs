//! The memo engine: remembers, for every step, which questions it asked and what it was answered.
//!
//! # What it is for
//!
//! A site is a pure function from a [`World`] to a set of outputs, cut into *queries*. A query may
//! learn things only through its [`Ask`]: other queries, files, listings, facts. Each such read is recorded in the query's
//! *trace*. When the world changes, a query is run again only if one of its recorded reads has a new answer; if its own
//! answer then turns out equal to the old one, nothing that read it runs again (*early cut-off*).
//!
//! There are no rules per kind of change: [`Revision::get`] asks the recorded reads again, in their
//! recorded order (a later read may only make sense if the earlier answers still hold), and stops at the first that
//! changed. It must not know pages, templates or outputs.
//!
//! # How it remembers
//!
//! Each evaluation is a [`Revision`] with a growing number. A node keeps the revision in which its answer last *changed*
//! and the one in which it was last *verified*: a trace holds if no read changed after the node was verified. So a read
//! costs four bytes, and a whole site's traces fit in a few megabytes.
//!
//! Whoever knows what changed in the world tells so ([`Engine::begin_after`]): then only what rests on it ([`suspects`]) is
//! verified, and all else is right without being looked at.
//!
//! A program that stays can *link* the nodes ([`links`]): then a change is followed from the files upwards as far as answers are
//! really others, and costs what it changes, however large the site.
//!
//! Between runs the traces lie in two files ([`store`]): one with all nodes, written rarely, and a small one with what changed
//! since. Answers of queries that declare [`Keep::Disk`] lie there too; others are computed anew if somebody needs the value,
//! which is rare: most readers only need to know that it did not change. If no file, listing or fact changed at all, the last
//! report is still true and no trace is looked at.
//!
//! # Invariants
//!
//! The same key never has two different answers in one revision (checked in debug builds when two threads compute the same
//! node). A panic inside a query becomes a diagnostic and the answer's default; a cycle likewise. Diagnostics belong to
//! traces and are replayed with them.

mod aside;
mod ask;
mod bits;
mod explain;
mod links;
mod live;
mod node;
mod nodes;
mod outdated;
mod packed;
mod query;
mod revision;
mod store;
mod stored;
mod suspects;
#[cfg(test)]
mod tests;

pub use ask::Ask;
pub use explain::{ReadView, TraceView};
pub use packed::Packed;
pub use query::{Again, Answer, Keep, Query, Registry, fingerprint};
pub use revision::{Checked, Handle, Revision, Work};
pub use store::{Loaded, Piece, Saved, Saving, Snapshot, Suspects};

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use crate::world::World;
use links::Links;
use node::{NodeId, NodeKind};
use nodes::Nodes;
use stored::LOADED;

/// All that is remembered about one site.
pub struct Engine {
    registry: Registry,
    nodes: Nodes,
    revision: AtomicU32,
    /// Revision since which every change of the world was reported; see [`Engine::begin_after`].
    floor: AtomicU32,
    /// Whether nodes know who read them.
    linked: AtomicBool,
    links: Mutex<Links>,
}

impl Engine {
    /// Returns an engine that knows the queries of `registry` and remembers nothing.
    pub fn new(registry: Registry) -> Self {
        Self::remembering(registry, Nodes::new(None))
    }

    fn remembering(registry: Registry, nodes: Nodes) -> Self {
        let [revision, floor] = [LOADED; 2].map(AtomicU32::new);
        Self { registry, nodes, revision, floor, linked: AtomicBool::new(false), links: Mutex::default() }
    }

    /// Begins an evaluation against one view of the world, of which nothing is taken for granted.
    pub fn begin<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        let number = self.next();
        self.floor.store(number, Relaxed);
        Revision::new(self, world, number, number, Vec::new())
    }

    /// Begins an evaluation against a view of the world that differs in nothing but `changed` from the one before: whatever
    /// rests on none of it is right without being looked at. What is asked again only when asked for ([`Again::WhenAsked`]) is not asked for yet.
    ///
    /// Not to be called while another evaluation of this engine is under way.
    pub fn begin_after<'e>(&'e self, world: &'e dyn World, changed: &Suspects) -> Revision<'e> {
        let number = self.next();
        let mut revision = Revision::new(self, world, number, self.floor.load(Relaxed), Vec::new());
        if !self.is_linked() {
            let suspects = self.suspect(&changed.0);
            revision.suspects = self.clear(&revision, suspects);
            return revision;
        }
        let Some(suspects) = self.follow(&revision, &changed.0) else {
            self.floor.store(number, Relaxed);
            return Revision::new(self, world, number, number, self.all_lazy());
        };
        revision.settled.store(u32::MAX, Relaxed);
        revision.suspects = suspects;
        revision
    }

    /// Returns all nodes that are asked again only when somebody asks for them.
    fn all_lazy(&self) -> Vec<NodeId> {
        self.nodes.ids().filter(|id| self.is_lazy(*id)).collect()
    }

    /// Tells whether a node is asked again only when somebody asks for it.
    fn is_lazy(&self, id: NodeId) -> bool {
        match NodeKind::of_key(self.nodes.key(id)) {
            Some(NodeKind::Query(index)) => self.registry.kind(index).again == Again::WhenAsked,
            _ => false,
        }
    }

    /// Tells whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.nodes.ids().next().is_none()
    }

    fn next(&self) -> u32 {
        self.nodes.stored.iter().for_each(|stored| stored.asked.clear());
        self.revision.fetch_add(1, Relaxed) + 1
    }
}
