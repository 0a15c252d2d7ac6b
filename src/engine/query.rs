//! What a query is, and the closed list of queries an engine knows.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Serialize, de::DeserializeOwned};

use super::Ask;
use crate::base::Fingerprint;

/// What an answer must be able to do: be encoded for its fingerprint, and stand in for itself when a query failed.
pub trait Answer: Serialize + DeserializeOwned + Default + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Default + Send + Sync + 'static> Answer for T {}

/// Where an answer's value lives between runs of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Only in memory; the next run computes it anew if the value is needed, not merely its fingerprint.
    Memory,
    /// In the cache file: for answers that are small or dear.
    Disk,
}

/// When an answer is asked again that may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// With the change: most are as they were, and then nothing that rests on them need be looked at.
    AtOnce,
    /// When somebody asks for it: for answers that are dear, and that few ask for. What rests on them is taken for doubtful.
    WhenAsked,
}

/// One memoised step. The value itself is the key: equal keys mean equal questions.
pub trait Query: Serialize + DeserializeOwned + Debug + Send + Sync + 'static {
    /// Name in traces and in the cache file.
    const NAME: &'static str;
    /// Raised whenever the meaning or the form of the answer changes; older cache files are then dropped.
    const VERSION: u32 = 1;
    /// Where the answer lives between runs.
    const KEEP: Keep = Keep::Memory;
    /// When the answer is asked again that may have changed.
    const AGAIN: Again = Again::AtOnce;
    /// What is answered.
    type Answer: Answer;

    /// Computes the answer; learns about the world through `ask` alone.
    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer;

    /// Returns equal values for equal answers only: a hash of the answer's encoding, unless there is a shorter way.
    fn fingerprint(answer: &Self::Answer) -> Fingerprint {
        fingerprint(answer)
    }
}

/// An answer of any type.
pub(super) type AnyAnswer = Arc<dyn Any + Send + Sync>;

/// A query type, with its generic parts turned into plain functions.
pub(super) struct QueryKind {
    pub(super) name: &'static str,
    pub(super) version: u32,
    pub(super) keep: Keep,
    pub(super) again: Again,
    pub(super) run: fn(&[u8], &mut Ask<'_>) -> (AnyAnswer, Fingerprint),
    pub(super) fallback: fn() -> (AnyAnswer, Fingerprint),
    pub(super) encode: fn(&AnyAnswer) -> Vec<u8>,
    pub(super) decode: fn(&[u8]) -> Option<AnyAnswer>,
    pub(super) describe: fn(&[u8]) -> String,
}

/// The closed list of query types.
#[derive(Default)]
pub struct Registry {
    kinds: Vec<QueryKind>,
    by_type: FxHashMap<TypeId, u16>,
}

impl Registry {
    /// Adds a query type.
    pub fn with<Q: Query>(mut self) -> Self {
        let index = u16::try_from(self.kinds.len()).expect("fewer than 65536 query types");
        self.by_type.insert(TypeId::of::<Q>(), index);
        self.kinds.push(QueryKind {
            name: Q::NAME,
            version: Q::VERSION,
            keep: Q::KEEP,
            again: Q::AGAIN,
            run: run::<Q>,
            fallback: fallback::<Q>,
            encode: |answer| answer.downcast_ref::<Q::Answer>().map(encode).unwrap_or_default(),
            decode: |bytes| Some(Arc::new(postcard::from_bytes::<Q::Answer>(bytes).ok()?)),
            describe: |bytes| match postcard::from_bytes::<Q>(bytes) {
                Ok(query) => format!("{query:?}"),
                Err(_) => Q::NAME.into(),
            },
        });
        self
    }

    /// Returns the number of a query type. A type that was never added is a mistake of the program.
    pub(super) fn index_of<Q: Query>(&self) -> u16 {
        *self
            .by_type
            .get(&TypeId::of::<Q>())
            .unwrap_or_else(|| panic!("the query {} is not registered", Q::NAME))
    }

    /// Returns the names of all queries.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.iter().map(|kind| kind.name)
    }

    pub(super) fn kind(&self, index: u16) -> &QueryKind {
        &self.kinds[usize::from(index)]
    }

    pub(super) fn kinds(&self) -> &[QueryKind] {
        &self.kinds
    }

    /// Returns a fingerprint of all names and versions: a cache file of other queries is of no use.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let names: Vec<(&str, u32)> = self.kinds.iter().map(|kind| (kind.name, kind.version)).collect();
        Fingerprint::of(&encode(&names))
    }
}

fn run<Q: Query>(args: &[u8], ask: &mut Ask<'_>) -> (AnyAnswer, Fingerprint) {
    let query: Q = postcard::from_bytes(args).expect("a key was encoded from this query type");
    let answer = query.run(ask);
    let fingerprint = Q::fingerprint(&answer);
    (Arc::new(answer), fingerprint)
}

fn fallback<Q: Query>() -> (AnyAnswer, Fingerprint) {
    let answer = Q::Answer::default();
    let fingerprint = Q::fingerprint(&answer);
    (Arc::new(answer), fingerprint)
}

/// Returns the canonical encoding of a value.
pub(super) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("values in memory can be encoded")
}

/// Returns the fingerprint of a value's canonical encoding.
pub fn fingerprint<T: Serialize>(value: &T) -> Fingerprint {
    thread_local! {
        // One buffer a thread: answers of ten kilobytes are encoded tens of thousands of times.
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with(|buffer| {
        let mut bytes = buffer.take();
        bytes.clear();
        let bytes = postcard::to_extend(value, bytes).expect("values in memory can be encoded");
        let fingerprint = Fingerprint::of(&bytes);
        buffer.replace(bytes);
        fingerprint
    })
}
