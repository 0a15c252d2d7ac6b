//! Nodes of the memo: one for every question that was ever asked.

use std::sync::atomic::Ordering::{Acquire, Release};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use hashbrown::HashTable;

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
///
/// The two revisions stand outside of the lock: in most questions they are all that is looked at, by many threads at a time.
/// `changed` is stored before `verified`, so that who sees a node verified sees whether it changed.
pub(super) struct Node {
    pub(super) key: Key,
    /// Number of this node in the cache file that is being made, from 1; 0 outside of that.
    pub(super) saved_as: AtomicU32,
    /// Revision in which the answer was last known to be right; 0 for one that comes from the cache file.
    verified: AtomicU32,
    /// Revision in which the answer last became a different one.
    changed: AtomicU32,
    /// More than that of any read; 0 for leaves. Kept only by an engine that is [`super::links`] linked.
    height: AtomicU32,
    /// Whether a read may have changed since this was verified, in an engine that is linked.
    suspect: AtomicBool,
    state: Mutex<State>,
}

/// What is known of an answer.
#[derive(Default)]
pub(super) struct State {
    /// Whether there is a trace at all.
    pub(super) known: bool,
    pub(super) fingerprint: Fingerprint,
    pub(super) reads: Arc<[Arc<Node>]>,
    pub(super) diagnostics: Option<Arc<[Diagnostic]>>,
    pub(super) value: Slot,
    /// Cheap identity of the file behind a [`NodeKind::File`].
    pub(super) stamp: Option<Box<Stamp>>,
    /// Who read this, in an engine that is linked; some may not do so any more.
    pub(super) readers: Option<Box<Vec<Weak<Node>>>>,
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
    Stored(Arc<Vec<u8>>, u32, u32),
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
        let zero = || AtomicU32::new(0);
        Self {
            key,
            saved_as: zero(),
            verified: zero(),
            changed: zero(),
            height: zero(),
            suspect: AtomicBool::new(false),
            state: Mutex::new(state),
        }
    }

    /// Returns the revision in which the answer was last known to be right.
    pub(super) fn verified(&self) -> u32 {
        self.verified.load(Acquire)
    }

    /// Returns the revision in which the answer last became a different one.
    pub(super) fn changed(&self) -> u32 {
        self.changed.load(Acquire)
    }

    /// Returns a number that is more than that of any read.
    pub(super) fn height(&self) -> u32 {
        self.height.load(Acquire)
    }

    pub(super) fn set_height(&self, height: u32) {
        self.height.store(height, Release);
    }

    /// Tells whether a read may have changed since this was verified.
    pub(super) fn is_suspect(&self) -> bool {
        self.suspect.load(Acquire)
    }

    pub(super) fn set_suspect(&self) {
        self.suspect.store(true, Release);
    }

    /// Notes that the answer is right in a revision. To be called last of all changes.
    pub(super) fn set_verified(&self, revision: u32) {
        self.suspect.store(false, Release);
        self.verified.store(revision, Release);
    }

    /// Notes that the answer became a different one in a revision.
    pub(super) fn set_changed(&self, revision: u32) {
        self.changed.store(revision, Release);
    }

    /// Returns the state. A query that panicked never holds it, so it is never left half-changed.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Number of locks the table of nodes is cut into. A power of two well above the number of threads.
const SHARDS: usize = 64;

/// Nodes by the fingerprint of their key.
type Shard = HashTable<(Fingerprint, Arc<Node>)>;

/// The table of all nodes, found by the fingerprint of their key: a look-up touches neither node nor key, which lie anywhere
/// in memory. Two keys of one fingerprint are as unlikely as two answers of one, on which all else rests.
pub(super) struct Nodes {
    shards: Vec<Mutex<Shard>>,
}

impl Default for Nodes {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Nodes {
    /// Returns the node of a key, making an empty one if it is new.
    pub(super) fn intern(&self, key: &[u8]) -> Arc<Node> {
        let of = Fingerprint::of(key);
        let mut shard = self.shard(of);
        let entry = shard.entry(hash(of), |(other, _)| *other == of, |(other, _)| hash(*other));
        entry.or_insert_with(|| (of, Arc::new(Node::new(key.into(), State::default())))).get().1.clone()
    }

    /// Returns the node of a key if there is one.
    pub(super) fn find(&self, key: &[u8]) -> Option<Arc<Node>> {
        let of = Fingerprint::of(key);
        self.shard(of).find(hash(of), |(other, _)| *other == of).map(|(_, node)| node.clone())
    }

    /// Adds a node that was loaded; the table has none of its key.
    pub(super) fn insert(&self, node: Arc<Node>) {
        let of = Fingerprint::of(&node.key);
        self.shard(of).insert_unique(hash(of), (of, node), |(other, _)| hash(*other));
    }

    /// Returns all nodes, in no particular order.
    pub(super) fn all(&self) -> Vec<Arc<Node>> {
        let nodes =
            |shard: &Mutex<Shard>| lock(shard).iter().map(|(_, node)| node.clone()).collect::<Vec<_>>();
        self.shards.iter().flat_map(nodes).collect()
    }

    /// Forgets the nodes that `keep` refuses.
    pub(super) fn retain(&self, keep: impl Fn(&Node) -> bool) {
        for shard in &self.shards {
            lock(shard).retain(|(_, node)| keep(node));
        }
    }

    fn shard(&self, of: Fingerprint) -> MutexGuard<'_, Shard> {
        lock(&self.shards[(of.0 >> 64) as usize % SHARDS])
    }
}

/// Returns the half of a fingerprint that places it in a table.
fn hash(of: Fingerprint) -> u64 {
    of.0 as u64
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
