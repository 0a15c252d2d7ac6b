//! Nodes of the memo: one for every question that was ever asked.

use std::sync::{Arc, Mutex, MutexGuard};

use rustc_hash::FxHashMap;

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

    /// Returns the kind that a key begins with; `None` if it is too short to be one.
    pub(super) fn of_key(key: &[u8]) -> Option<Self> {
        Some(match u16::from_le_bytes(*key.first_chunk()?) {
            0 => Self::File,
            1 => Self::Listing,
            2 => Self::Fact,
            number => Self::Query(number - 3),
        })
    }
}

/// One question with all that is known of its answer.
pub(super) struct Node {
    pub(super) key: Key,
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
    pub(super) stamp: Option<Stamp>,
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
        NodeKind::of_key(&self.key).expect("a key begins with its kind")
    }

    /// Returns the argument of the question.
    pub(super) fn args(&self) -> &[u8] {
        &self.key[2..]
    }

    pub(super) fn new(key: Key, state: State) -> Self {
        Self { key, state: Mutex::new(state) }
    }

    /// Returns the state. A query that panicked never holds it, so it is never left half-changed.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Number of locks the table of nodes is cut into. A power of two well above the number of threads.
const SHARDS: usize = 64;

/// The table of all nodes.
pub(super) struct Nodes {
    shards: Vec<Mutex<FxHashMap<Key, Arc<Node>>>>,
}

impl Default for Nodes {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Nodes {
    /// Returns the node of a key, making an empty one if it is new.
    pub(super) fn intern(&self, key: &[u8]) -> Arc<Node> {
        let mut shard = self.shard(key);
        if let Some(node) = shard.get(key) {
            return node.clone();
        }
        let node = Arc::new(Node::new(key.into(), State::default()));
        shard.insert(key.into(), node.clone());
        node
    }

    /// Returns the node of a key if there is one.
    pub(super) fn find(&self, key: &[u8]) -> Option<Arc<Node>> {
        self.shard(key).get(key).cloned()
    }

    /// Adds a node that was loaded.
    pub(super) fn insert(&self, node: Arc<Node>) {
        self.shard(&node.key).insert(node.key.clone(), node);
    }

    /// Returns all nodes, in no particular order.
    pub(super) fn all(&self) -> Vec<Arc<Node>> {
        self.shards.iter().flat_map(|shard| lock(shard).values().cloned().collect::<Vec<_>>()).collect()
    }

    /// Forgets the nodes that `keep` refuses.
    pub(super) fn retain(&self, keep: impl Fn(&Node) -> bool) {
        for shard in &self.shards {
            lock(shard).retain(|_, node| keep(node));
        }
    }

    fn shard(&self, key: &[u8]) -> MutexGuard<'_, FxHashMap<Key, Arc<Node>>> {
        // Keys differ most at their ends: a sum of the last bytes spreads them, and the map hashes the whole key anyway.
        let tail = &key[key.len().saturating_sub(8)..];
        let sum = tail.iter().fold(key.len(), |sum, byte| sum * 31 + usize::from(*byte));
        lock(&self.shards[sum % SHARDS])
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
