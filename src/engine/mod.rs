//! The memo engine: remembers, for every step, which questions it asked and what it was answered.
//!
//! # What it is for
//!
//! A site is a pure function from a [`World`] to a set of outputs, cut into *queries*. A query may
//! learn things only through its [`Ask`]: other queries, files, listings, facts. Each such read is recorded in the query's
//! *trace*. When the world changes, a query is run again only if one of its recorded reads has a new answer; if its own
//! answer then turns out equal to the old one, nothing that read it runs again (*early cut-off*).
//!
//! There are no dirty marks and no rules per kind of change: [`Revision::get`] asks the recorded reads again, in their
//! recorded order (a later read may only make sense if the earlier answers still hold), and stops at the first that
//! changed. It must not know pages, templates or outputs.
//!
//! # How it remembers
//!
//! Each evaluation is a [`Revision`] with a growing number. A node keeps the revision in which its answer last *changed*
//! and the one in which it was last *verified*: a trace holds if no read changed after the node was verified. So a read
//! costs one pointer, and a whole site's traces fit in a few megabytes.
//!
//! Between runs the traces lie in one file ([`store`]), written whole. Answers of queries that declare [`Keep::Disk`] lie
//! there too; others are computed anew if somebody needs the value, which is rare: most readers only need to know that
//! it did not change. If no file, listing or fact changed at all, the last report is still true and no trace is looked at.
//!
//! # A site that is held in memory
//!
//! Asking all recorded reads again costs as much as the site is large. An engine that stays can be *linked* ([`links`]): nodes
//! then know who read them, and [`Engine::advance`] follows a change from the files upwards as far as answers are really
//! others. What it did not reach is trusted. The pull of above stays the rule: this only tells it where to stop.
//!
//! # Invariants
//!
//! The same key never has two different answers in one revision (checked in debug builds when two threads compute the same
//! node). A panic inside a query becomes a diagnostic and the answer's default; a cycle likewise. Diagnostics belong to
//! traces and are replayed with them.

mod ask;
mod explain;
mod links;
mod node;
mod outdated;
mod query;
mod revision;
mod store;
#[cfg(test)]
mod tests;

pub use ask::Ask;
pub use explain::{ReadView, TraceView};
pub use links::Roots;
pub use outdated::Outdated;
pub use query::{Answer, Keep, Query, Registry, fingerprint};
pub use revision::{Checked, Handle, Revision, Work};
pub use store::{ForEach, Leaf, Loaded, Saving, Snapshot};

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, Weak};

use crate::world::World;
use node::Nodes;

/// All that is remembered about one site.
pub struct Engine {
    registry: Registry,
    nodes: Nodes,
    revision: AtomicU32,
    /// What was verified in this revision or later, and is not suspect, is still right.
    floor: AtomicU32,
    /// Whether nodes know who read them.
    linked: AtomicBool,
    /// Nodes that had findings, in an engine that is linked.
    reported: Mutex<Vec<Weak<node::Node>>>,
}

impl Engine {
    /// Returns an engine that knows the queries of `registry` and remembers nothing.
    pub fn new(registry: Registry) -> Self {
        let nodes = Nodes::default();
        let zero = || AtomicU32::new(0);
        Self {
            registry,
            nodes,
            revision: zero(),
            floor: zero(),
            linked: AtomicBool::new(false),
            reported: Mutex::default(),
        }
    }

    /// Begins an evaluation against one view of the world.
    pub fn begin<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        let number = self.revision.fetch_add(1, Ordering::Relaxed) + 1;
        self.floor.store(number, Ordering::Release);
        Revision::new(self, world, number)
    }
}
