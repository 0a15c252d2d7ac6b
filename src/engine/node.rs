//! Nodes of the memo: one for every question that was ever asked.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, MutexGuard};

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

/// Number of a node: its place among all nodes of an engine. A read of another node costs these four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) u32);

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

    /// Tells whether this is no query, or one of the first `queries` in the registry.
    pub(super) fn is_below(self, queries: usize) -> bool {
        !matches!(self, Self::Query(index) if usize::from(index) >= queries)
    }

    /// Tells whether the world answers it.
    pub(super) fn is_leaf(self) -> bool {
        !matches!(self, Self::Query(_))
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
/// The revisions stand outside of the lock: in most questions they are all that is looked at, by many threads at a time.
/// `changed` is stored before `verified`, so that who sees a node verified sees whether it changed.
pub(super) struct Node {
    pub(super) key: Key,
    /// Revision in which the answer was last known to be right; 0 if it never was.
    verified: AtomicU32,
    /// Revision in which the answer last became a different one.
    changed: AtomicU32,
    /// Whether something that the answer rests on may have changed since it was verified.
    suspect: AtomicBool,
    /// Revision in which somebody outside of all queries last asked.
    asked: AtomicU32,
    /// More than that of any read; 0 for leaves. Kept only by an engine that is linked, see [`super::links`].
    height: AtomicU32,
    state: Mutex<State>,
}

/// What is known of an answer.
#[derive(Default)]
pub(super) struct State {
    /// Whether there is a trace at all.
    pub(super) known: bool,
    /// Whether the trace is not the one that the cache file holds.
    pub(super) unsaved: bool,
    pub(super) fingerprint: Fingerprint,
    pub(super) reads: Arc<[NodeId]>,
    pub(super) diagnostics: Option<Arc<[Diagnostic]>>,
    pub(super) value: Slot,
    /// Cheap identity of the file behind a [`NodeKind::File`].
    pub(super) stamp: Option<Box<Stamp>>,
    /// The read whose change made the query run, for `explain --why`.
    pub(super) cause: Option<NodeId>,
}

/// Where a value is.
#[derive(Clone, Default)]
pub(super) enum Slot {
    /// Nowhere; it must be computed if it is needed.
    #[default]
    Absent,
    /// In memory.
    Memory(AnyAnswer),
    /// In bytes of a loaded cache file, at this range.
    Stored(Arc<Vec<u8>>, u32, u32),
}

impl Slot {
    /// Returns the place of an encoded answer, which must be part of `bytes`.
    pub(super) fn within(bytes: &Arc<Vec<u8>>, answer: &[u8]) -> Self {
        let from = answer.as_ptr() as usize - bytes.as_ptr() as usize;
        Self::Stored(bytes.clone(), from as u32, (from + answer.len()) as u32)
    }
}

impl Node {
    /// Returns the kind of question.
    pub(super) fn kind(&self) -> NodeKind {
        NodeKind::of_key(&self.key).expect("a key begins with its kind")
    }

    /// Tells whether the world answers it.
    pub(super) fn is_leaf(&self) -> bool {
        self.kind().is_leaf()
    }

    /// Returns the argument of the question.
    pub(super) fn args(&self) -> &[u8] {
        &self.key[2..]
    }

    /// Returns a node of which nothing is known.
    pub(super) fn new(key: Key) -> Self {
        Self::stored(key, State::default(), 0, false)
    }

    /// Returns a node as it was saved, with the revision in which it counts as verified.
    pub(super) fn stored(key: Key, state: State, verified: u32, suspect: bool) -> Self {
        let [changed, asked, height] = [0; 3].map(AtomicU32::new);
        let (verified, suspect) = (verified.into(), suspect.into());
        Self { key, verified, changed, suspect, asked, height, state: Mutex::new(state) }
    }

    /// Returns the revision in which the answer was last known to be right.
    pub(super) fn verified(&self) -> u32 {
        self.verified.load(Acquire)
    }

    /// Returns the revision in which the answer last became a different one.
    pub(super) fn changed(&self) -> u32 {
        self.changed.load(Acquire)
    }

    /// Tells whether something the answer rests on may have changed since it was verified.
    pub(super) fn is_suspect(&self) -> bool {
        self.suspect.load(Acquire)
    }

    /// Returns the revision in which somebody outside of all queries last asked.
    pub(super) fn asked(&self) -> u32 {
        self.asked.load(Relaxed)
    }

    /// Returns a number that is more than that of any read.
    pub(super) fn height(&self) -> u32 {
        self.height.load(Acquire)
    }

    /// Sets the number that is more than that of any read.
    pub(super) fn set_height(&self, height: u32) {
        self.height.store(height, Release);
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

    /// Notes whether something the answer rests on may have changed.
    pub(super) fn set_suspect(&self, suspect: bool) {
        self.suspect.store(suspect, Release);
    }

    /// Notes that somebody outside of all queries asked.
    pub(super) fn set_asked(&self, revision: u32) {
        self.asked.store(revision, Relaxed);
    }

    /// Returns the state. A query that panicked never holds it, so it is never left half-changed.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
