//! Who read what: how a program that stays finds what a change concerns without looking at the whole site.
//!
//! An engine that is linked keeps for every node who read it, and a *height*, more than that of any of its reads. A change is
//! followed from the changed leaves upwards, lowest nodes first: a node is verified once all below it are; if its answer is the
//! same, its readers are not even looked at. What is asked again only when asked for (outputs, the index of the search) is
//! marked as a suspect with all that rests on it.
//!
//! *Sound:* a node that was verified since the floor and is no suspect rests on answers of which none has changed; only such
//! nodes are trusted, and while a change is followed only those below the height that is settled. Everything else is pulled as
//! ever. *Cost:* four bytes for each read; for each change the nodes that really changed, and their readers.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::MutexGuard;
use std::sync::atomic::Ordering::{Acquire, Release};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Engine;
use super::node::{NodeId, NodeKind};
use super::query::Query;
use super::revision::Revision;
use super::suspects::MANY;
use crate::diag::Diagnostic;

/// From this many on, readers are looked through for repetitions whenever their number has doubled.
const PRUNED: usize = 32;

/// How high a chain of queries is at most; what a cycle would raise without end is left.
const HIGHEST: usize = 500;

/// Readers by node, and the nodes that had findings.
#[derive(Default)]
pub(super) struct Links {
    readers: Vec<Vec<NodeId>>,
    reported: FxHashSet<NodeId>,
}

impl Engine {
    /// Lets nodes know who read them from now on, those of the cache file too. Not to be called while anything is evaluated.
    pub fn link(&self) {
        if self.linked.swap(true, Release) {
            return;
        }
        let ids: Vec<NodeId> = self.nodes.ids().collect();
        let mut links = self.links();
        for id in ids.iter().copied().filter(|id| !self.nodes.is_dead(*id)) {
            self.lift(id, 0);
            let state = self.nodes.get(id).state();
            links.add(id, &[], &state.reads);
            if state.diagnostics.is_some() {
                links.reported.insert(id);
            }
        }
    }

    /// Tells whether nodes know who read them.
    pub fn is_linked(&self) -> bool {
        self.linked.load(Acquire)
    }

    fn links(&self) -> MutexGuard<'_, Links> {
        self.links.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Gives a node and all below it their heights; returns that of the node.
    fn lift(&self, id: NodeId, depth: usize) -> u32 {
        let node = self.nodes.get(id);
        if node.height() > 0 || depth > HIGHEST {
            return node.height();
        }
        let reads = node.state().reads.clone();
        let highest = reads.iter().map(|read| self.lift(*read, depth + 1) + 1).max();
        node.set_height(highest.unwrap_or(0));
        node.height()
    }

    /// Notes who was read in a run of a node, and whether it has findings.
    pub(super) fn link_node(&self, id: NodeId, earlier: &[NodeId], reads: &[NodeId], has_findings: bool) {
        if !self.is_linked() {
            return;
        }
        let mut links = self.links();
        if has_findings {
            links.reported.insert(id);
        }
        links.add(id, earlier, reads);
        let height = reads.iter().map(|read| self.nodes.get(*read).height() + 1).max().unwrap_or(0);
        self.raise(&links, id, height, 0);
    }

    /// Raises a node, and its readers above it.
    fn raise(&self, links: &Links, id: NodeId, height: u32, depth: usize) {
        let node = self.nodes.get(id);
        if height <= node.height() || depth > HIGHEST {
            return;
        }
        node.set_height(height);
        for reader in links.readers(id) {
            self.raise(links, *reader, height + 1, depth + 1);
        }
    }

    /// Verifies what rests on changed leaves, from the ground up. Returns what may have changed and was left for who asks for it;
    /// `None` if so much has changed that it is better to ask everything again.
    pub(super) fn follow(&self, revision: &Revision<'_>, changed: &[NodeId]) -> Option<Vec<NodeId>> {
        let mut waiting: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
        let mut seen: FxHashSet<NodeId> = FxHashSet::default();
        let mut suspects = Vec::new();
        for leaf in changed.iter().copied().filter(|leaf| seen.insert(*leaf)) {
            self.nodes.set_suspect(leaf, true);
            waiting.entry(self.nodes.get(leaf).height()).or_default().push(leaf);
        }
        while let Some((height, ids)) = waiting.pop_first() {
            revision.settled.store(height, Release);
            let (lazy, eager): (Vec<NodeId>, Vec<NodeId>) = ids.into_iter().partition(|id| self.is_lazy(*id));
            if eager.len() > MANY {
                return None;
            }
            suspects.extend(&lazy);
            let changed = eager.into_iter().filter(|id| revision.is_changed(*id));
            for id in lazy.into_iter().chain(changed) {
                for reader in self.links().readers(id).to_vec() {
                    let node = self.nodes.get(reader);
                    // One that was asked for meanwhile has seen the change.
                    if node.verified() != revision.number {
                        node.set_suspect(true);
                    }
                    if seen.insert(reader) {
                        waiting.entry(node.height()).or_default().push(reader);
                    }
                }
            }
        }
        Some(suspects)
    }
}

impl Links {
    fn readers(&self, id: NodeId) -> &[NodeId] {
        self.readers.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Notes a node with those of its reads that it did not read earlier.
    fn add(&mut self, id: NodeId, earlier: &[NodeId], reads: &[NodeId]) {
        let same = earlier.iter().zip(reads).take_while(|(old, new)| old == new).count();
        let known: FxHashSet<NodeId> = earlier[same..].iter().copied().collect();
        for read in reads[same..].iter().filter(|read| !known.contains(read)) {
            let at = read.0 as usize;
            if at >= self.readers.len() {
                self.readers.resize_with(at + 1, Vec::new);
            }
            let readers = &mut self.readers[at];
            if readers.len() >= PRUNED && readers.len() == readers.capacity() {
                readers.sort_unstable();
                readers.dedup();
            }
            readers.push(id);
        }
    }
}

impl Revision<'_> {
    /// Returns the findings of everything that is wanted, in no particular order; only of an engine that is linked. Wanted are
    /// what was asked for in this revision, some `roots`, and what they rest on.
    ///
    /// *Cost:* looks at the nodes with findings and some of those above them.
    pub fn diagnostics_under<Root: Query + Eq + Hash>(&self, roots: &FxHashSet<Root>) -> Vec<Diagnostic> {
        let links = self.engine.links();
        let mut reported: Vec<NodeId> = links.reported.iter().copied().collect();
        reported.sort_unstable();
        let above = Above { revision: self, links: &links, roots };
        let mut known = FxHashMap::default();
        let mut found = Vec::new();
        for id in reported {
            let diagnostics = self.node(id).state().diagnostics.clone();
            if let Some(diagnostics) = diagnostics.filter(|_| above.is_wanted(id, &mut known)) {
                found.extend(diagnostics.iter().cloned());
            }
        }
        found
    }
}

/// What stands above nodes, up to what somebody wants.
struct Above<'a, Root> {
    revision: &'a Revision<'a>,
    links: &'a Links,
    roots: &'a FxHashSet<Root>,
}

impl<Root: Query + Eq + Hash> Above<'_, Root> {
    /// Tells whether somebody wants a node, or a node that rests on it.
    fn is_wanted(&self, id: NodeId, known: &mut FxHashMap<NodeId, bool>) -> bool {
        if let Some(&wanted) = known.get(&id) {
            return wanted;
        }
        // No, as far as those above it are asked who lead back here.
        known.insert(id, false);
        let wanted = self.is_root(id)
            || self.links.readers(id).iter().any(|reader| {
                self.is_wanted(*reader, known) && self.revision.node(*reader).state().reads.contains(&id)
            });
        known.insert(id, wanted);
        wanted
    }

    fn is_root(&self, id: NodeId) -> bool {
        let node = self.revision.node(id);
        let kind = NodeKind::Query(self.revision.engine.registry.index_of::<Root>());
        node.asked() == self.revision.number
            || node.kind() == kind
                && postcard::from_bytes::<Root>(node.args()).is_ok_and(|root| self.roots.contains(&root))
    }
}
