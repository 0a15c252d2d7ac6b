//! What may have changed, given what did: everything whose trace leads to a changed leaf.
//!
//! A suspect is not known to have changed; it is verified as ever, read by read. Everything else need not be looked at at all,
//! which is what makes the cost of an edit that of the edit and not that of the site. Too many suspects cost time, one too few
//! would be an old answer taken for a new one: when in doubt, a node stays a suspect.

use super::Engine;
use super::bits::Bits;
use super::node::{NodeId, NodeKind};
use super::revision::Revision;

/// More than this are not asked again one after the other: that is for all threads, when somebody wants the answers.
pub(super) const MANY: usize = 3000;

impl Engine {
    /// Marks all that rests on some nodes; returns it, these nodes included.
    pub(super) fn suspect(&self, changed: &[NodeId]) -> Vec<NodeId> {
        let marked = Bits::new(self.nodes.ids().count());
        let mut again = changed.iter().filter(|id| marked.add(**id)).count() > 0;
        // Nodes of the cache file come after what they read: one pass finds nearly all. Those that were added later do not.
        while again {
            again = false;
            for id in self.nodes.ids() {
                if !marked.has(id) && self.reads_any(id, &mut |read| marked.has(read)) {
                    marked.add(id);
                    again |= !self.nodes.is_in_order(id);
                }
            }
        }
        let suspects: Vec<NodeId> = marked.ids().collect();
        suspects.iter().for_each(|id| self.nodes.set_suspect(*id, true));
        suspects
    }

    /// Clears suspects from below: one of whose reads none changed is right, one of whose reads some did is asked again. Returns
    /// those that stay: what is asked again only when asked for, and what rests on a suspect that stays.
    ///
    /// Most changes end early: a changed body leaves its record as it was, and with it every list of the site.
    pub(super) fn clear(&self, revision: &Revision<'_>, suspects: Vec<NodeId>) -> Vec<NodeId> {
        let [open, changed] = [(); 2].map(|()| Bits::new(self.nodes.ids().count()));
        for id in &suspects {
            open.add(*id);
        }
        let mut asked = 0;
        let mut again = true;
        while again {
            again = false;
            for id in suspects.iter().copied().filter(|id| open.has(*id)).collect::<Vec<_>>() {
                if self.reads_any(id, &mut |read| open.has(read)) {
                    continue;
                }
                let is_leaf = NodeKind::of_key(self.nodes.key(id)).is_some_and(NodeKind::is_leaf);
                if is_leaf || self.reads_any(id, &mut |read| changed.has(read)) {
                    if self.is_lazy(id) || asked == MANY {
                        continue;
                    }
                    asked += 1;
                    if revision.is_changed(id) {
                        changed.add(id);
                    }
                }
                self.nodes.set_suspect(id, false);
                open.remove(id);
                again |= !self.nodes.is_in_order(id);
            }
        }
        open.ids().collect()
    }

    fn reads_any(&self, id: NodeId, is: &mut dyn FnMut(NodeId) -> bool) -> bool {
        match (self.nodes.seen(id), &self.nodes.stored) {
            (Some(node), _) => node.state().reads.clone().iter().any(|read| is(*read)),
            (None, Some(stored)) => !stored.dead.has(id) && stored.reads(id).any(is),
            (None, None) => false,
        }
    }
}
