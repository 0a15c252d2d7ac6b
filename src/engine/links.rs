//! Who read what: how a program that stays finds what a change concerns without asking the whole site.
//!
//! An engine that is linked keeps for every node who read it, and a *height*, more than that of any of its reads. A change is
//! then followed from the changed leaves upwards, lowest nodes first ([`Engine::advance`]): a node is verified once all below it
//! are; if its answer is the same, its readers are not even looked at. What nobody has read (outputs, checks of the whole) is only
//! marked as suspect and verified when somebody asks for it.
//!
//! *Sound:* a node that was verified since the floor and is not suspect rests on answers of which none has changed; only such
//! nodes are trusted, and while a change is followed only those below the height that is settled. Everything else is pulled as
//! ever. *Cost:* eight bytes for each read, the nodes that really changed and their readers for each change.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::{Arc, Weak};

use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{Node, NodeKind};
use super::query::Query;
use super::revision::{Revision, with_key};
use super::{Engine, Outdated};
use crate::diag::Diagnostic;
use crate::world::World;

/// More nodes than this to verify on one height are not followed one by one: pulling them uses all threads.
const MANY: usize = 3000;

/// From this many on, readers are looked through for some that are gone whenever their number has doubled.
const PRUNED: usize = 32;

impl Engine {
    /// Lets nodes know who read them from now on, those that are remembered already too.
    pub fn link(&self) {
        self.linked.store(true, Release);
        for node in self.nodes.all() {
            self.lift(&node, 0);
            let reads = node.state().reads.clone();
            add_reader(&node, &[], &reads);
            if node.state().diagnostics.is_some() {
                note_findings(self, &node);
            }
        }
    }

    /// Gives a node and all below it their heights.
    fn lift(&self, node: &Arc<Node>, depth: usize) -> u32 {
        // A cycle, which is a mistake that was reported, would never end.
        if node.height() > 0 || depth > 500 {
            return node.height();
        }
        let reads = node.state().reads.clone();
        let highest = reads.iter().map(|read| self.lift(read, depth + 1) + 1).max();
        node.set_height(highest.unwrap_or(0));
        node.height()
    }

    /// Notes who was read in a run of a node.
    pub(super) fn link_node(&self, node: &Arc<Node>, earlier: &[Arc<Node>], reads: &[Arc<Node>]) {
        if !self.linked.load(Acquire) {
            return;
        }
        add_reader(node, earlier, reads);
        if node.state().diagnostics.is_some() {
            note_findings(self, node);
        }
        let height = reads.iter().map(|read| read.height() + 1).max().unwrap_or(0);
        if height > node.height() {
            raise(node, height, 0);
        }
    }

    /// Begins an evaluation after some answers of the world have changed, trusting what does not rest on them.
    ///
    /// Answers that no query has read are not verified yet. Also tells whether anything is trusted: if too much has changed, all
    /// must be asked again.
    pub fn advance<'e>(&'e self, world: &'e dyn World, outdated: &Outdated) -> (Revision<'e>, bool) {
        if !self.linked.load(Acquire) {
            return (self.begin(world), false);
        }
        let number = self.revision.fetch_add(1, AcqRel) + 1;
        let revision = Revision::new(self, world, number);
        let followed = follow(&revision, outdated);
        if !followed {
            self.floor.store(number, Release);
        }
        revision.settled.store(u32::MAX, Release);
        (revision, followed)
    }
}

/// Verifies what rests on changed leaves, from the ground up; `false` if it is too much.
fn follow(revision: &Revision<'_>, outdated: &Outdated) -> bool {
    let mut waiting: BTreeMap<u32, Vec<Arc<Node>>> = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for leaf in &outdated.leaves {
        leaf.set_suspect();
        if seen.insert(Arc::as_ptr(leaf)) {
            waiting.entry(leaf.height()).or_default().push(leaf.clone());
        }
    }
    while let Some((height, nodes)) = waiting.pop_first() {
        revision.settled.store(height, Release);
        let eager = || nodes.iter().filter(|node| has_readers(node));
        if eager().count() > MANY {
            return false;
        }
        for node in eager() {
            revision.ensure(node, None);
            if node.changed() != revision.number {
                continue;
            }
            for reader in readers(node) {
                // One that was asked for meanwhile has seen the change.
                if reader.verified() != revision.number {
                    reader.set_suspect();
                }
                if seen.insert(Arc::as_ptr(&reader)) {
                    waiting.entry(reader.height()).or_default().push(reader);
                }
            }
        }
    }
    true
}

/// Tells whether anybody ever read a node.
fn has_readers(node: &Node) -> bool {
    node.state().readers.is_some()
}

/// Returns who read a node, as far as they are still there.
fn readers(node: &Node) -> Vec<Arc<Node>> {
    node.state().readers.iter().flat_map(|readers| readers.iter()).filter_map(Weak::upgrade).collect()
}

/// Notes a node with those of its reads that it did not read earlier.
fn add_reader(node: &Arc<Node>, earlier: &[Arc<Node>], reads: &[Arc<Node>]) {
    let same = earlier.iter().zip(reads).take_while(|(old, new)| Arc::ptr_eq(old, new)).count();
    let known: FxHashSet<*const Node> = earlier[same..].iter().map(Arc::as_ptr).collect();
    for read in reads[same..].iter().filter(|read| !known.contains(&Arc::as_ptr(read))) {
        let mut state = read.state();
        let readers = state.readers.get_or_insert_default();
        if readers.len() >= PRUNED && readers.len() == readers.capacity() {
            let mut seen = FxHashSet::default();
            readers.retain(|reader| reader.strong_count() > 0 && seen.insert(reader.as_ptr()));
        }
        readers.push(Arc::downgrade(node));
    }
}

/// Raises a node, and its readers above it. Depth is that of the pipeline; what a cycle would raise without end is left.
fn raise(node: &Node, height: u32, depth: usize) {
    node.set_height(height);
    if depth > 100 {
        return;
    }
    for reader in readers(node) {
        if reader.height() <= height {
            raise(&reader, height + 1, depth + 1);
        }
    }
}

/// Notes that a node has findings.
fn note_findings(engine: &Engine, node: &Arc<Node>) {
    let mut reported = engine.reported.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if reported.len() >= PRUNED && reported.len() == reported.capacity() {
        let mut seen = FxHashSet::default();
        reported.retain(|node| node.strong_count() > 0 && seen.insert(node.as_ptr()));
    }
    reported.push(Arc::downgrade(node));
}

impl Revision<'_> {
    /// Returns the findings of everything that some queries rest on, in no particular order; only of an engine that is linked.
    ///
    /// What nobody asks for any more is left out. *Cost:* looks at the nodes with findings and some of those above them.
    pub fn findings_under(&self, roots: &Roots) -> Vec<Diagnostic> {
        let mut reported =
            self.engine.reported.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        let mut seen = FxHashSet::default();
        reported.retain(|node| seen.insert(node.as_ptr()));
        let mut known = FxHashMap::default();
        let mut found = Vec::new();
        for node in reported.iter().filter_map(Weak::upgrade) {
            let diagnostics = node.state().diagnostics.clone();
            if let Some(diagnostics) = diagnostics.filter(|_| roots.need(&node, &mut known)) {
                found.extend(diagnostics.iter().cloned());
            }
        }
        found
    }

    /// Adds a query to what is asked for from outside.
    pub fn add_root<Q: Query>(&self, query: &Q, roots: &mut Roots) {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        roots
            .nodes
            .extend(with_key(kind, query, |key| self.engine.nodes.find(key)).as_ref().map(Arc::as_ptr));
    }
}

/// What is asked for from outside.
#[derive(Default)]
pub struct Roots {
    nodes: FxHashSet<*const Node>,
}

impl Roots {
    /// Tells whether a root rests on a node.
    fn need(&self, node: &Arc<Node>, known: &mut FxHashMap<*const Node, bool>) -> bool {
        if self.nodes.contains(&Arc::as_ptr(node)) {
            return true;
        }
        if let Some(&needed) = known.get(&Arc::as_ptr(node)) {
            return needed;
        }
        // No, as far as those above it are asked who lead back here.
        known.insert(Arc::as_ptr(node), false);
        let reads = |reader: &Arc<Node>| reader.state().reads.iter().any(|read| Arc::ptr_eq(read, node));
        let needed = readers(node).iter().any(|reader| self.need(reader, known) && reads(reader));
        known.insert(Arc::as_ptr(node), needed);
        needed
    }
}
