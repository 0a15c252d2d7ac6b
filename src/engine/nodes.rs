//! All nodes of an engine: by number, and by the fingerprint of their key.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock};

use hashbrown::HashTable;

use super::node::{Node, NodeId, NodeKind};
use super::stored::Stored;
use crate::base::Fingerprint;

/// Number of locks the table is cut into. A power of two well above the number of threads.
const SHARDS: usize = 64;

/// Nodes in one page of memory. A power of two, as is the number of pages.
const PAGE: usize = 4096;

/// Pages at most: sixty-seven million nodes, some millions of pages of a site.
const PAGES: usize = 16_384;

/// A page of nodes; they never move, so that they can be looked at without a lock.
type Page = Box<[OnceLock<Node>]>;

/// Numbers by the fingerprint of their key.
type Shard = HashTable<(Fingerprint, NodeId)>;

/// The nodes. Those of the cache file have the first numbers and are taken over only when somebody looks at them; new ones
/// come after them.
///
/// A look-up by key touches neither node nor key, which lie anywhere in memory. Two keys of one fingerprint are as unlikely as
/// two answers of one, on which all else rests.
pub(super) struct Nodes {
    pub(super) stored: Option<Stored>,
    taken: Box<[OnceLock<Box<Node>>]>,
    pages: Box<[OnceLock<Page>]>,
    count: AtomicU32,
    shards: Vec<Mutex<Shard>>,
}

impl Nodes {
    /// Returns the nodes of a cache file, or none.
    pub(super) fn new(stored: Option<Stored>) -> Self {
        let taken = (0..stored.as_ref().map_or(0, Stored::len)).map(|_| OnceLock::new()).collect();
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        let pages = (0..PAGES).map(|_| OnceLock::new()).collect();
        Self { stored, taken, pages, count: AtomicU32::new(0), shards }
    }

    /// Returns a node by its number.
    pub(super) fn get(&self, id: NodeId) -> &Node {
        let number = id.0 as usize;
        match (self.taken.get(number), &self.stored) {
            (Some(slot), Some(stored)) => slot.get_or_init(|| Box::new(stored.node(id))),
            _ => {
                self.slot(number - self.taken.len()).get().expect("a number is given to a node that is there")
            }
        }
    }

    /// Returns a node if it was ever looked at.
    pub(super) fn seen(&self, id: NodeId) -> Option<&Node> {
        match self.taken.get(id.0 as usize) {
            Some(slot) => slot.get().map(|node| &**node),
            None => Some(self.get(id)),
        }
    }

    /// Returns the numbers of all nodes, also of those in the cache file that nobody looked at.
    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.taken.len() as u32 + self.count.load(Relaxed)).map(NodeId)
    }

    /// Tells whether a node of the cache file was not needed any more when that was last added to.
    pub(super) fn is_dead(&self, id: NodeId) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.dead.has(id))
    }

    /// Returns the file's nodes if this is one of them that nobody looked at yet.
    pub(super) fn unseen(&self, id: NodeId) -> Option<&Stored> {
        let slot = self.taken.get(id.0 as usize)?;
        if slot.get().is_none() { self.stored.as_ref() } else { None }
    }

    /// Returns the key of a node, without taking it over.
    pub(super) fn key(&self, id: NodeId) -> &[u8] {
        match (self.seen(id), &self.stored) {
            (None, Some(stored)) => stored.key(id),
            _ => &self.get(id).key,
        }
    }

    /// Tells whether a node comes after all that it reads.
    pub(super) fn is_in_order(&self, id: NodeId) -> bool {
        self.taken.get(id.0 as usize).is_some_and(|slot| slot.get().is_none())
    }

    /// Notes whether something a node rests on may have changed.
    pub(super) fn set_suspect(&self, id: NodeId, suspect: bool) {
        match (self.seen(id), &self.stored) {
            (Some(node), _) => node.set_suspect(suspect),
            (None, Some(stored)) => stored.set_suspect(id, suspect),
            (None, None) => {}
        }
    }

    /// Returns how many nodes come from the cache file.
    pub(super) fn stored_len(&self) -> usize {
        self.taken.len()
    }

    /// Returns the number of a key's node, making an empty one if it is new.
    pub(super) fn intern(&self, key: &[u8]) -> NodeId {
        let of = Fingerprint::of(key);
        if let Some(id) = self.find_stored(key, of) {
            return id;
        }
        let mut shard = self.shard(of);
        let entry = shard.entry(hash(of), |(other, _)| *other == of, |(other, _)| hash(*other));
        entry.or_insert_with(|| (of, self.add(Node::new(key.into())))).get().1
    }

    /// Returns the number of a key's node if there is one.
    pub(super) fn find(&self, key: &[u8]) -> Option<NodeId> {
        let of = Fingerprint::of(key);
        let new = || self.shard(of).find(hash(of), |(other, _)| *other == of).map(|(_, id)| *id);
        self.find_stored(key, of).or_else(new)
    }

    /// Returns the number of a leaf's node if there is one.
    pub(super) fn find_leaf(&self, kind: NodeKind, name: &str) -> Option<NodeId> {
        self.find(&[&kind.prefix(), name.as_bytes()].concat())
    }

    /// Takes a node over that is new or stands in place of one of the file of nodes. Numbers of new ones must come one after the
    /// other.
    pub(super) fn insert(&self, id: NodeId, node: Node) {
        if let Some(slot) = self.taken.get(id.0 as usize) {
            let _ = slot.set(Box::new(node));
            return;
        }
        let of = Fingerprint::of(&node.key);
        self.add(node);
        self.shard(of).insert_unique(hash(of), (of, id), |(other, _)| hash(*other));
    }

    fn find_stored(&self, key: &[u8], of: Fingerprint) -> Option<NodeId> {
        self.stored.as_ref().and_then(|stored| stored.find(key, of))
    }

    fn add(&self, node: Node) -> NodeId {
        let number = self.count.fetch_add(1, Relaxed);
        let set = self.slot(number as usize).set(node);
        debug_assert!(set.is_ok(), "numbers are given once");
        NodeId(self.taken.len() as u32 + number)
    }

    /// Returns the place of the n-th new node.
    fn slot(&self, number: usize) -> &OnceLock<Node> {
        let page = self.pages[number / PAGE].get_or_init(|| (0..PAGE).map(|_| OnceLock::new()).collect());
        &page[number % PAGE]
    }

    fn shard(&self, of: Fingerprint) -> MutexGuard<'_, Shard> {
        let shard = &self.shards[(of.0 >> 64) as usize % SHARDS];
        shard.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Returns the half of a fingerprint that places it in a table.
fn hash(of: Fingerprint) -> u64 {
    of.0 as u64
}
