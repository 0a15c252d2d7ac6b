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
//! # Invariants
//!
//! The same key never has two different answers in one revision (checked in debug builds when two threads compute the same
//! node). A panic inside a query becomes a diagnostic and the answer's default; a cycle likewise. Diagnostics belong to
//! traces and are replayed with them.

mod ask;
mod explain;
mod node;
mod outdated;
mod query;
mod revision;
mod store;
#[cfg(test)]
mod tests;

pub use ask::Ask;
pub use explain::{ReadView, TraceView};
pub use outdated::Outdated;
pub use query::{Answer, Keep, Query, Registry, fingerprint};
pub use revision::{Checked, Handle, Revision, Work};
pub use store::{ForEach, Leaf, Loaded, Saving, Snapshot};

use std::sync::atomic::{AtomicU32, Ordering};

use crate::world::World;
use node::Nodes;

/// All that is remembered about one site.
pub struct Engine {
    registry: Registry,
    nodes: Nodes,
    revision: AtomicU32,
}

impl Engine {
    /// Returns an engine that knows the queries of `registry` and remembers nothing.
    pub fn new(registry: Registry) -> Self {
        let nodes = Nodes::default();
        Self { registry, nodes, revision: AtomicU32::new(0) }
    }

    /// Begins an evaluation against one view of the world.
    pub fn begin<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        let number = self.revision.fetch_add(1, Ordering::Relaxed) + 1;
        Revision::new(self, world, number)
    }
}
