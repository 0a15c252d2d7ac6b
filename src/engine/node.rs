//! Nodes of the memo: one for every question that was ever asked.

use std::hash::BuildHasher;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::query::AnyAnswer;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::world::Stamp;

/// What kind of question a node stands for. Files, listings and facts are *leaves*: the world answers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum NodeKind {
    /// Content of a file; the argument is its path.
    File,
    /// Names in a folder; the argument is its path.
    Listing,
    /// A named fact.
    Fact,
    /// A query, by its number in the registry; the argument is the encoded key.
    Query(u16),
}

/// Identity of a question: the kind in two bytes, then its argument.
pub(super) type Key = Box<[u8]>;

impl NodeKind {
    /// Returns the kind as the number that begins a key.
    fn number(self) -> u16 {
        match self {
            Self::File => 0,
            Self::Listing => 1,
            Self::Fact => 2,
            Self::Query(index) => index + 3,
        }
    }

    /// Returns the first bytes of the keys of this kind.
    pub(super) fn prefix(self) -> [u8; 2] {
        self.number().to_le_bytes()
    }

    /// Returns the kind that a key begins with.
    fn of(key: &[u8]) -> Self {
        match u16::from_le_bytes([key[0], key[1]]) {
            0 => Self::File,
            1 => Self::Listing,
            2 => Self::Fact,
            number => Self::Query(number - 3),
        }
    }
}

/// One question with all that is known of its answer.
pub(super) struct Node {
    pub(super) key: Key,
    /// Number of this node in the cache file that is being made, from 1; 0 outside of that.
    pub(super) saved_as: AtomicU32,
    state: Mutex<State>,
}

/// What is known of an answer.
#[derive(Default)]
pub(super) struct State {
    /// Revision in which the answer was last known to be right; 0 for one that comes from the cache file.
    pub(super) verified: u32,
    /// Revision in which the answer last became a different one.
    pub(super) changed: u32,
    /// Whether there is a trace at all.
    pub(super) known: bool,
    pub(super) fingerprint: Fingerprint,
    pub(super) reads: Arc<[Arc<Node>]>,
    pub(super) diagnostics: Option<Arc<[Diagnostic]>>,
    pub(super) value: Slot,
    /// Cheap identity of the file behind a [`NodeKind::File`].
    pub(super) stamp: Option<Box<Stamp>>,
    /// The read whose change made the query run, for `explain --why`.
    pub(super) cause: Option<Arc<Node>>,
}

/// Where a value is.
#[derive(Clone, Default)]
pub(super) enum Slot {
    /// Nowhere; it must be computed if it is needed.
    #[default]
    Absent,
    /// In memory.
    Memory(AnyAnswer),
    /// In the loaded cache file, at this byte range.
    Stored(Arc<[u8]>, u32, u32),
}

impl Node {
    /// Returns the kind of question.
    pub(super) fn kind(&self) -> NodeKind {
        NodeKind::of(&self.key)
    }

    /// Returns the argument of the question.
    pub(super) fn args(&self) -> &[u8] {
        &self.key[2..]
    }

    pub(super) fn new(key: Key, state: State) -> Self {
        Self { key, saved_as: AtomicU32::new(0), state: Mutex::new(state) }
    }

    /// Returns the state. A query that panicked never holds it, so it is never left half-changed.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Number of locks the table of nodes is cut into. A power of two well above the number of threads.
const SHARDS: usize = 64;

/// The table of all nodes. A key lives in its node alone and is hashed once for each question.
pub(super) struct Nodes {
    shards: Vec<Mutex<HashTable<Arc<Node>>>>,
}

impl Default for Nodes {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Nodes {
    /// Returns the node of a key, making an empty one if it is new.
    pub(super) fn intern(&self, key: &[u8]) -> Arc<Node> {
        let hash = hash(key);
        let mut shard = self.shard(hash);
        let entry = shard.entry(hash, |node| *node.key == *key, |node| self::hash(&node.key));
        entry.or_insert_with(|| Arc::new(Node::new(key.into(), State::default()))).get().clone()
    }

    /// Returns the node of a key if there is one.
    pub(super) fn find(&self, key: &[u8]) -> Option<Arc<Node>> {
        let hash = hash(key);
        self.shard(hash).find(hash, |node| *node.key == *key).cloned()
    }

    /// Adds a node that was loaded; the table has none of its key.
    pub(super) fn insert(&self, node: Arc<Node>) {
        let hash = hash(&node.key);
        self.shard(hash).insert_unique(hash, node, |node| self::hash(&node.key));
    }

    /// Returns all nodes, in no particular order.
    pub(super) fn all(&self) -> Vec<Arc<Node>> {
        self.shards.iter().flat_map(|shard| lock(shard).iter().cloned().collect::<Vec<_>>()).collect()
    }

    /// Forgets the nodes that `keep` refuses.
    pub(super) fn retain(&self, keep: impl Fn(&Node) -> bool) {
        for shard in &self.shards {
            lock(shard).retain(|node| keep(node));
        }
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, HashTable<Arc<Node>>> {
        // The tables use the lowest and the highest bits; these lie between.
        lock(&self.shards[(hash >> 32) as usize % SHARDS])
    }
}

fn hash(key: &[u8]) -> u64 {
    FxBuildHasher.hash_one(key)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
