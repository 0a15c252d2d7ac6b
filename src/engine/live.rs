//! What an evaluation needed: everything that was asked for, and what its traces lead to.
//!
//! Findings and cache files hold that and nothing else. A node that no trace leads to any more may still lie in memory, even one
//! that was verified a moment ago on behalf of a query that then ran again without asking for it.

use std::sync::atomic::Ordering::Relaxed;

use super::bits::Bits;
use super::node::NodeId;
use super::revision::Revision;
use super::stored::LOADED;
use crate::diag::Diagnostic;

/// The nodes that an evaluation needed.
pub(super) enum Live {
    /// All that there are, but those that were not needed before either.
    All,
    /// These.
    Marked(Bits),
}

impl Revision<'_> {
    /// Returns the findings of everything that was needed, in no particular order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let live = self.live();
        let nodes = &self.engine.nodes;
        let unseen = nodes.stored.iter().flat_map(|stored| &stored.findings).copied();
        let unseen = unseen.filter(|id| nodes.seen(*id).is_none());
        let seen =
            nodes.ids().filter(|id| nodes.seen(*id).is_some_and(|node| node.state().diagnostics.is_some()));
        let mut all = Vec::new();
        for id in seen.chain(unseen).filter(|id| live.holds(self, *id)).collect::<Vec<_>>() {
            all.extend(self.node(id).state().diagnostics.iter().flat_map(|found| found.iter().cloned()));
        }
        all
    }

    /// Returns what was needed.
    pub(super) fn live(&self) -> Live {
        let first = self.engine.nodes.stored.is_none() && self.number == LOADED + 1;
        if first || self.kept.load(Relaxed) && !self.shrunk.load(Relaxed) {
            return Live::All;
        }
        let marked = Bits::new(self.engine.nodes.ids().count());
        let nodes = &self.engine.nodes;
        // One that was asked for before anybody looked at it may have been taken over since.
        let asked = |id: &NodeId| {
            nodes.stored.as_ref().is_some_and(|stored| stored.asked.has(*id))
                || nodes.seen(*id).is_some_and(|node| node.asked() == self.number)
        };
        for id in nodes.ids().filter(asked) {
            self.mark(id, &marked);
        }
        Live::Marked(marked)
    }

    /// Marks a node and all that its trace leads to. Depth is that of the pipeline, about ten.
    fn mark(&self, id: NodeId, marked: &Bits) {
        if !marked.add(id) {
            return;
        }
        match (self.engine.nodes.seen(id), &self.engine.nodes.stored) {
            (None, Some(stored)) => stored.reads(id).for_each(|read| self.mark(read, marked)),
            _ => {
                let reads = self.node(id).state().reads.clone();
                reads.iter().for_each(|read| self.mark(*read, marked));
            }
        }
    }
}

impl Live {
    /// Tells whether a node was needed.
    pub(super) fn holds(&self, revision: &Revision<'_>, id: NodeId) -> bool {
        match self {
            Self::All => !revision.engine.nodes.stored.as_ref().is_some_and(|stored| stored.dead.has(id)),
            Self::Marked(bits) => bits.has(id),
        }
    }
}
