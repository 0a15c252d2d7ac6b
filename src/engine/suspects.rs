//! What may have changed, given what did: everything whose trace leads to a changed leaf.
//!
//! A suspect is not known to have changed; it is verified as ever, read by read. Everything else need not be looked at at all,
//! which is what makes the cost of an edit that of the edit and not that of the site. Too many suspects cost time, one too few
//! would be an old answer taken for a new one: when in doubt, a node is a suspect.

use super::Engine;
use super::bits::Bits;
use super::node::{NodeId, NodeKind};
use super::store::Suspects;
use crate::base::SourcePath;

impl Engine {
    /// Returns what [`Engine::begin_after`] is told when these files, folders and facts changed. What nobody ever asked for is
    /// left out.
    pub fn changed(&self, files: &[SourcePath], folders: &[SourcePath], facts: &[&str]) -> Suspects {
        let names = |kind, all: &mut dyn Iterator<Item = &str>| -> Vec<NodeId> {
            all.filter_map(|name| self.nodes.find(&kind_and(kind, name))).collect()
        };
        let mut leaves = names(NodeKind::File, &mut files.iter().map(SourcePath::as_str));
        leaves.extend(names(NodeKind::Listing, &mut folders.iter().map(SourcePath::as_str)));
        leaves.extend(names(NodeKind::Fact, &mut facts.iter().copied()));
        Suspects(leaves)
    }

    /// Marks all that rests on some nodes; returns it, these nodes included.
    pub(super) fn suspect(&self, changed: &[NodeId], revision: u32) -> Vec<NodeId> {
        let marked = Bits::new(self.nodes.ids().count());
        let mut again = changed.iter().filter(|id| marked.add(**id)).count() > 0;
        // Nodes of the cache file come after what they read: one pass finds nearly all. Those that were added later do not.
        while again {
            again = false;
            for id in self.nodes.ids() {
                if !marked.has(id) && self.reads_any(id, &marked) {
                    marked.add(id);
                    again |= !self.nodes.is_in_order(id);
                }
            }
        }
        let suspects: Vec<NodeId> = marked.ids().collect();
        for id in &suspects {
            self.nodes.suspect(*id, revision);
        }
        suspects
    }

    fn reads_any(&self, id: NodeId, marked: &Bits) -> bool {
        match (self.nodes.seen(id), &self.nodes.stored) {
            (Some(node), _) => node.state().reads.iter().any(|read| marked.has(*read)),
            (None, Some(stored)) => stored.reads(id).any(|read| marked.has(read)),
            (None, None) => false,
        }
    }
}

/// Returns the key of a leaf.
fn kind_and(kind: NodeKind, name: &str) -> Vec<u8> {
    [&kind.prefix(), name.as_bytes()].concat()
}
