//! One evaluation: verifying traces, running what must run, handing out answers.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Acquire, Ordering::Relaxed};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::ask::{Ask, Recorded, Stack};
use super::node::{Node, NodeId, NodeKind, Slot};
use super::query::{AnyAnswer, Query, encode};
use super::store::Suspects;
use super::stored::LOADED;
use crate::base::{Fingerprint, SourcePath};
use crate::diag::Diagnostic;
use crate::world::{Content, Entry, KeptFiles, LargeFile, World};

/// Answers all questions against one view of the world.
pub struct Revision<'e> {
    pub(super) engine: &'e Engine,
    world: &'e dyn World,
    pub(super) number: u32,
    /// First of the revisions since which every change of the world was reported: what was right then and rests on nothing that
    /// changed is right now.
    floor: u32,
    /// While a change is followed upwards: nodes from this height on are not trusted.
    pub(super) settled: AtomicU32,
    /// What rests on something that changed since the last revision; empty if nobody told what changed.
    pub(super) suspects: Vec<NodeId>,
    /// Whether some trace lost a read: only then can anything have become unneeded that was needed before.
    pub(super) shrunk: AtomicBool,
    /// Whether everything that was asked for the last time still counts as asked for; see [`Revision::keep_all`].
    pub(super) kept: AtomicBool,
    ran: Vec<AtomicU32>,
    unchanged: Vec<AtomicU32>,
}

/// What is known of an answer without having its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Fingerprint of the answer.
    pub fingerprint: Fingerprint,
    /// Whether the answer became a different one in this revision.
    pub changed: bool,
}

/// How often a query ran in a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Name of the query.
    pub query: String,
    /// Times it was computed.
    pub ran: u32,
    /// Times the answer came out as it was before.
    pub unchanged: u32,
}

/// A query and its node.
pub struct Handle<'r, Q> {
    revision: &'r Revision<'r>,
    id: NodeId,
    query: PhantomData<Q>,
}

impl<Q: Query> Handle<'_, Q> {
    /// Makes sure the answer is known and tells its fingerprint; see [`Revision::check`].
    pub fn check(&self) -> Checked {
        if let Some(fingerprint) = self.revision.right_unseen(self.id) {
            return Checked { fingerprint, changed: false };
        }
        self.revision.ensure(self.id, None);
        let node = self.revision.node(self.id);
        node.set_asked(self.revision.number);
        let fingerprint = node.state().fingerprint;
        Checked { fingerprint, changed: node.changed() == self.revision.number }
    }

    /// Returns the answer.
    pub fn get(&self) -> Arc<Q::Answer> {
        self.revision.node(self.id).set_asked(self.revision.number);
        self.revision.answer::<Q>(self.id, None)
    }

    /// Tells whether the value is in memory.
    pub fn has_value(&self) -> bool {
        let seen = self.revision.engine.nodes.seen(self.id);
        seen.is_some_and(|node| matches!(node.state().value, Slot::Memory(_)))
    }

    /// Lets go of the value; its trace stays.
    pub fn release(self) {
        self.revision.node(self.id).state().value = Slot::Absent;
    }
}

impl<'e> Revision<'e> {
    pub(super) fn new(
        engine: &'e Engine,
        world: &'e dyn World,
        number: u32,
        floor: u32,
        suspects: Vec<NodeId>,
    ) -> Self {
        let counters = || engine.registry.kinds().iter().map(|_| AtomicU32::new(0)).collect();
        let [shrunk, kept] = [(); 2].map(|()| AtomicBool::new(false));
        let settled = AtomicU32::new(u32::MAX);
        Self {
            engine,
            world,
            number,
            floor,
            settled,
            suspects,
            shrunk,
            kept,
            ran: counters(),
            unchanged: counters(),
        }
    }

    /// Returns the queries of one type whose answers may have changed; none too if nobody told what changed.
    pub fn suspected<Q: Query>(&self) -> Vec<Q> {
        self.engine.questions(&self.suspects)
    }

    /// Returns what may have changed, to be told apart by [`Engine::suspected`] when there is time for it.
    pub fn all_suspected(&self) -> Suspects {
        Suspects(self.suspects.clone())
    }

    /// Says that whatever was asked for in the evaluation before this one is still wanted, asked for again or not.
    pub fn keep_all(&self) {
        self.kept.store(true, Relaxed);
    }

    /// Returns the answer of a query.
    pub fn get<Q: Query>(&self, query: &Q) -> Arc<Q::Answer> {
        self.handle(query).get()
    }

    /// Makes sure a query's answer is known and tells its fingerprint, without needing the value.
    pub fn check<Q: Query>(&self, query: &Q) -> Checked {
        self.handle(query).check()
    }

    /// Returns a query's node to be asked several things of, looked up once.
    pub fn handle<Q: Query>(&self, query: &Q) -> Handle<'_, Q> {
        Handle { revision: self, id: self.node_of(query), query: PhantomData }
    }

    /// Lets go of a value that nobody will need soon; its trace stays.
    pub fn release<Q: Query>(&self, query: &Q) {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        if let Some(id) = with_key(kind, query, |key| self.engine.nodes.find(key)) {
            self.node(id).state().value = Slot::Absent;
        }
    }

    /// Returns where files lie that took long to make.
    pub(super) fn kept_files(&self) -> Option<&'e KeptFiles> {
        self.world.kept_files()
    }

    /// Opens a file that is too large to be held.
    pub(super) fn open(&self, path: &SourcePath) -> Option<Box<dyn LargeFile>> {
        self.world.open(path)
    }

    /// Lets go of a file's bytes; its trace stays.
    pub fn release_file(&self, path: &SourcePath) {
        self.node(self.leaf(NodeKind::File, path.as_str())).state().value = Slot::Absent;
    }

    /// Returns the findings of a query's trace and of what it read directly, if it was ever asked.
    pub fn findings_of<Q: Query>(&self, query: &Q) -> Vec<Diagnostic> {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        let Some(id) = with_key(kind, query, |key| self.engine.nodes.find(key)) else { return Vec::new() };
        let reads = self.node(id).state().reads.clone();
        let of =
            |id: NodeId| self.node(id).state().diagnostics.clone().map_or_else(Vec::new, |all| all.to_vec());
        std::iter::once(id).chain(reads.iter().copied()).flat_map(of).collect()
    }

    /// Returns how often each query ran, leaving out those that did not.
    pub fn work(&self) -> Vec<Work> {
        let kinds = self.engine.registry.kinds().iter().zip(self.ran.iter().zip(&self.unchanged));
        kinds
            .map(|(kind, (ran, unchanged))| Work {
                query: kind.name.to_owned(),
                ran: ran.load(Relaxed),
                unchanged: unchanged.load(Relaxed),
            })
            .filter(|work| work.ran > 0)
            .collect()
    }

    pub(super) fn node(&self, id: NodeId) -> &'e Node {
        self.engine.nodes.get(id)
    }

    /// Tells whether a node's answer is known to be right in this revision.
    pub(super) fn is_right(&self, node: &Node) -> bool {
        let verified = node.verified();
        verified == self.number
            || (verified >= self.floor && !node.is_suspect() && node.height() < self.settled.load(Acquire))
    }

    /// Asks a node again; tells whether its answer became a different one.
    pub(super) fn is_changed(&self, id: NodeId) -> bool {
        self.ensure(id, None);
        self.node(id).changed() == self.number
    }

    /// Tells whether an answer is right as it lies in the file of nodes, where nobody has looked at it yet.
    fn is_right_unseen(&self, id: NodeId) -> bool {
        self.floor <= LOADED && self.engine.nodes.unseen(id).is_some_and(|stored| stored.is_beyond_doubt(id))
    }

    /// Returns the fingerprint of an answer that is right and that nobody has looked at yet, and notes that it was asked for.
    fn right_unseen(&self, id: NodeId) -> Option<Fingerprint> {
        if !self.is_right_unseen(id) {
            return None;
        }
        let stored = self.engine.nodes.unseen(id)?;
        stored.asked.add(id);
        stored.fingerprint(id)
    }

    pub(super) fn node_of<Q: Query>(&self, query: &Q) -> NodeId {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        with_key(kind, query, |key| self.engine.nodes.intern(key))
    }

    fn leaf(&self, kind: NodeKind, name: &str) -> NodeId {
        with_buffer(|key| {
            key.extend_from_slice(&kind.prefix());
            key.extend_from_slice(name.as_bytes());
            self.engine.nodes.intern(key)
        })
    }

    /// Returns the value of a query's node, from memory, from the cache file or by computing it.
    pub(super) fn answer<Q: Query>(&self, id: NodeId, stack: Option<&Stack<'_>>) -> Arc<Q::Answer> {
        if stack.is_some_and(|stack| stack.holds(id)) {
            return Arc::new(Q::Answer::default()); // reported by the outer run of the same node
        }
        let node = self.node(id);
        self.ensure_node(id, node, stack);
        self.value(id, node, stack).downcast().expect("a node of this query type holds its answer type")
    }

    fn value(&self, id: NodeId, node: &Node, stack: Option<&Stack<'_>>) -> AnyAnswer {
        let slot = node.state().value.clone();
        let NodeKind::Query(index) = node.kind() else { unreachable!("leaves have accessors of their own") };
        let stored = match slot {
            Slot::Memory(value) => return value,
            Slot::Stored(bytes, from, to) => {
                (self.engine.registry.kind(index).decode)(&bytes[from as usize..to as usize])
            }
            Slot::Absent => None,
        };
        match stored {
            Some(value) => {
                node.state().value = Slot::Memory(value.clone());
                value
            }
            None => self.run(id, index, None, stack),
        }
    }

    /// Makes sure a node's answer is known to be right in this revision.
    fn ensure(&self, id: NodeId, stack: Option<&Stack<'_>>) {
        self.ensure_node(id, self.node(id), stack);
    }

    fn ensure_node(&self, id: NodeId, node: &Node, stack: Option<&Stack<'_>>) {
        if self.is_right(node) {
            return;
        }
        let verified = node.verified();
        let NodeKind::Query(index) = node.kind() else { return self.ensure_leaf(node) };
        let reads = {
            let state = node.state();
            if !state.known {
                drop(state);
                self.run(id, index, None, stack);
                return;
            }
            state.reads.clone()
        };
        for read in reads.iter().copied() {
            if stack.is_some_and(|stack| stack.holds(read)) || self.is_right_unseen(read) {
                continue;
            }
            let here = Stack { node: id, outer: stack };
            self.ensure(read, Some(&here));
            if self.node(read).changed() > verified {
                self.run(id, index, Some(read), stack);
                return;
            }
        }
        node.set_verified(self.number);
    }

    /// Computes a node's answer and stores it with its trace.
    fn run(&self, id: NodeId, index: u16, cause: Option<NodeId>, stack: Option<&Stack<'_>>) -> AnyAnswer {
        let (node, kind) = (self.node(id), self.engine.registry.kind(index));
        let here = Stack { node: id, outer: stack };
        let mut ask = Ask::new(self, here);
        let outcome = catch_unwind(AssertUnwindSafe(|| (kind.run)(node.args(), &mut ask)));
        let Recorded { reads, mut diagnostics } = ask.finish();
        let (value, fingerprint) = outcome.unwrap_or_else(|panic| {
            let what = format!("{}: {}", (kind.describe)(node.args()), panic_text(&*panic));
            diagnostics.push(Diagnostic::new("internal-error").arg("what", what));
            (kind.fallback)()
        });
        if reads.iter().any(|read| here.holds(*read)) {
            let what = (kind.describe)(node.args());
            diagnostics.push(Diagnostic::new("internal-cycle").arg("what", what));
        }
        self.ran[usize::from(index)].fetch_add(1, Relaxed);
        let mut state = node.state();
        let equal = state.known && state.fingerprint == fingerprint;
        if !equal && self.is_right(node) {
            // A file was written since this revision began. What rests on the earlier answer must go on doing so until the next
            // revision, which sees the change; here the new answer is handed out and not remembered.
            let what = (kind.describe)(node.args());
            debug_assert!(self.world.may_move(), "{what} has two answers in one revision");
            return value;
        }
        if equal {
            self.unchanged[usize::from(index)].fetch_add(1, Relaxed);
        } else {
            node.set_changed(self.number);
        }
        if state.known && lacks(&reads, &state.reads) {
            self.shrunk.store(true, Relaxed);
        }
        let same = equal
            && *state.reads == *reads
            && state.diagnostics.as_deref().unwrap_or_default() == diagnostics;
        state.unsaved |= !same;
        state.known = true;
        state.fingerprint = fingerprint;
        let earlier = std::mem::replace(&mut state.reads, reads.into());
        let reads = state.reads.clone();
        let has_findings = !diagnostics.is_empty();
        state.diagnostics = has_findings.then(|| diagnostics.into());
        state.value = Slot::Memory(value.clone());
        if cause.is_some() {
            state.cause = cause;
        }
        drop(state);
        self.engine.link_node(id, &earlier, &reads, has_findings);
        node.set_verified(self.number);
        value
    }

    /// Asks the world again.
    fn ensure_leaf(&self, node: &Node) {
        let text = String::from_utf8_lossy(node.args());
        match node.kind() {
            NodeKind::File => self.ensure_file(node, &SourcePath::new(&text)),
            NodeKind::Listing => drop(self.listing(&SourcePath::new(&text))),
            NodeKind::Fact => drop(self.fact(&text)),
            NodeKind::Query(_) => {}
        }
    }

    /// Returns a file's node and content. The bytes are read only if nobody holds them already.
    pub(super) fn file(&self, path: &SourcePath) -> (NodeId, Content) {
        let id = self.leaf(NodeKind::File, path.as_str());
        let node = self.node(id);
        self.ensure_file(node, path);
        if let Slot::Memory(value) = &node.state().value
            && let Some(content) = value.downcast_ref::<Content>()
        {
            return (id, content.clone());
        }
        let content = self.world.read(path);
        node.state().value = Slot::Memory(Arc::new(content.clone()));
        (id, content)
    }

    /// Makes sure a file's fingerprint is known, without reading the file if its stamp vouches for it.
    fn ensure_file(&self, node: &Node, path: &SourcePath) {
        if self.is_right(node) {
            return;
        }
        let stamp = self.world.stamp(path);
        {
            let state = node.state();
            if let (true, Some(now), Some(earlier)) = (state.known, stamp, &state.stamp)
                && now.vouched_by(earlier)
            {
                node.set_verified(self.number);
                return;
            }
        }
        let content = self.world.read(path);
        self.settle(node, content_fingerprint(&content));
        let mut state = node.state();
        state.stamp = stamp.map(Box::new);
        state.value = Slot::Memory(Arc::new(content));
    }

    pub(super) fn listing(&self, folder: &SourcePath) -> (NodeId, Arc<[Entry]>) {
        let id = self.leaf(NodeKind::Listing, folder.as_str());
        let entries = self.world.list(folder);
        let node = self.node(id);
        if !self.is_right(node) {
            self.settle(node, Fingerprint::of(&encode(&&*entries)));
        }
        (id, entries)
    }

    pub(super) fn fact(&self, name: &str) -> (NodeId, Arc<str>) {
        let id = self.leaf(NodeKind::Fact, name);
        let value = self.world.fact(name);
        let node = self.node(id);
        if !self.is_right(node) {
            self.settle(node, Fingerprint::of(value.as_bytes()));
        }
        (id, value.into())
    }

    /// Notes a leaf's fingerprint.
    fn settle(&self, node: &Node, fingerprint: Fingerprint) {
        let mut state = node.state();
        if !state.known || state.fingerprint != fingerprint {
            node.set_changed(self.number);
            state.unsaved = true;
        }
        state.known = true;
        state.fingerprint = fingerprint;
        node.set_verified(self.number);
    }
}

/// Tells whether some reads lack one of those before.
fn lacks(reads: &[NodeId], before: &[NodeId]) -> bool {
    if reads.starts_with(before) {
        return false;
    }
    let reads: FxHashSet<NodeId> = reads.iter().copied().collect();
    before.iter().any(|read| !reads.contains(read))
}

/// Calls `then` with the key of a query.
pub(super) fn with_key<Q: Query, T>(kind: NodeKind, query: &Q, then: impl FnOnce(&[u8]) -> T) -> T {
    with_buffer(|key| {
        key.extend_from_slice(&kind.prefix());
        *key = postcard::to_extend(query, std::mem::take(key)).expect("values in memory can be encoded");
        then(key)
    })
}

/// Calls `then` with an empty buffer that each thread keeps: keys are made a hundred times a page.
fn with_buffer<T>(then: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with(|buffer| {
        let mut key = buffer.take();
        key.clear();
        let done = then(&mut key);
        buffer.replace(key);
        done
    })
}

/// Returns the fingerprint of what a file answered; a missing and an unreadable file have one too.
pub(super) fn content_fingerprint(content: &Content) -> Fingerprint {
    match content {
        Content::Bytes(bytes) => Fingerprint::of(bytes),
        Content::Large(fingerprint) => *fingerprint,
        Content::Missing => Fingerprint(0),
        Content::Unreadable(why) => Fingerprint(!Fingerprint::of(why.as_bytes()).0),
    }
}

/// Returns the text of a panic.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
