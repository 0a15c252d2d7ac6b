//! A set of nodes, a bit for each.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::node::NodeId;

/// A set of node numbers below a limit. May be added to by several threads.
#[derive(Default)]
pub(super) struct Bits(Vec<AtomicU64>);

impl Bits {
    /// Returns an empty set for numbers below a limit.
    pub(super) fn new(limit: usize) -> Self {
        Self((0..limit.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    /// Tells whether a number is in the set; none above the limit is.
    pub(super) fn has(&self, id: NodeId) -> bool {
        self.0.get(id.0 as usize / 64).is_some_and(|word| word.load(Relaxed) >> (id.0 % 64) & 1 == 1)
    }

    /// Adds a number; tells whether it is new. One above the limit is not taken.
    pub(super) fn add(&self, id: NodeId) -> bool {
        let bit = 1 << (id.0 % 64);
        self.0.get(id.0 as usize / 64).is_some_and(|word| word.fetch_or(bit, Relaxed) & bit == 0)
    }

    /// Returns the numbers in the set, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        let words = self.0.iter().enumerate().filter(|(_, word)| word.load(Relaxed) != 0);
        words.flat_map(|(at, word)| {
            let word = word.load(Relaxed);
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| NodeId(at as u32 * 64 + bit))
        })
    }
}
