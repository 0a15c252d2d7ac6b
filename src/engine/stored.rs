//! The nodes of a cache file as they lie there: found, followed and taken over one by one, without unpacking the others.
//!
//! *Shape:* a header (number of nodes, sizes of the pieces, a table from keys to numbers, the nodes with findings), then the
//! pieces. A piece holds up to [`PIECE`] nodes, each part of theirs in a row of its own: fingerprints (16 bytes), ends (three
//! numbers), reads (four bytes each), keys, and the rest ([`Rest`], for most nodes nothing). All numbers are little-endian.
//! Nodes come after those that they read, cycles aside, so that one pass over the reads finds all that rests on a change.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bits::Bits;
use super::node::{Node, NodeId, NodeKind, Slot, State};
use super::store::Leaf;
use crate::base::Fingerprint;
use crate::diag::Diagnostic;
use crate::world::Stamp;

/// Nodes in one piece: about a hundred kilobytes, so that all threads are busy to the end while they are encoded.
pub(super) const PIECE: usize = 1024;

/// Revision in which nodes of a cache file count as verified: before all that begin.
pub(super) const LOADED: u32 = 1;

/// What most nodes do not have.
#[derive(Serialize, Deserialize)]
struct Rest<'a> {
    diagnostics: Vec<Diagnostic>,
    #[serde(with = "serde_bytes", borrow)]
    value: Option<&'a [u8]>,
}

/// The nodes of a cache file.
pub(super) struct Stored {
    bytes: Arc<Vec<u8>>,
    pieces: Vec<Piece>,
    sum: Fingerprint,
    count: usize,
    table: Range<usize>,
    /// Nodes with findings.
    pub(super) findings: Vec<NodeId>,
    /// Nodes that nobody needed any more when the file was last added to.
    pub(super) dead: Bits,
    /// Leaves as they were when the file was last added to, by node.
    pub(super) leaves: Vec<Leaf>,
    suspects: Bits,
    /// Nodes that were asked for though nobody needed to look at them.
    pub(super) asked: Bits,
}

/// Where the rows of a piece begin.
struct Piece {
    fingerprints: usize,
    ends: usize,
    reads: usize,
    keys: usize,
    rests: usize,
    end: usize,
}

/// Where the parts of one node end in the rows of its piece; reads are counted, the others measured in bytes.
#[derive(Clone, Copy, Default)]
struct Ends {
    reads: usize,
    keys: usize,
    rests: usize,
}

impl Stored {
    /// Returns the nodes in some bytes; `None` if these are damaged. `kinds` is the number of query types.
    pub(super) fn parse(bytes: Vec<u8>, sum: Fingerprint, kinds: usize) -> Option<Self> {
        let mut at = 0;
        let count = number(&bytes, &mut at)?;
        let sizes: Vec<usize> = numbers(&bytes, &mut at)?.collect();
        let slots = number(&bytes, &mut at)?;
        let table = at..at.checked_add(slots.checked_mul(4)?)?;
        at = table.end;
        let findings = numbers(&bytes, &mut at)?.map(|id| NodeId(id as u32)).collect();
        let mut pieces = Vec::with_capacity(sizes.len());
        for (index, size) in sizes.into_iter().enumerate() {
            let nodes = count.checked_sub(index * PIECE)?.min(PIECE);
            pieces.push(Piece::parse(&bytes, at, nodes, size)?);
            at = at.checked_add(size)?;
        }
        let whole = at == bytes.len() && pieces.len() == count.div_ceil(PIECE) && slots.is_power_of_two();
        let [suspects, dead, asked] = [(); 3].map(|()| Bits::new(count));
        let leaves = Vec::new();
        let bytes = Arc::new(bytes);
        let stored = Self { bytes, sum, pieces, count, table, findings, dead, leaves, suspects, asked };
        (whole && slots > count && stored.is_sound(kinds)).then_some(stored)
    }

    /// Tells whether all nodes are questions that are known, with reads that are there.
    fn is_sound(&self, kinds: usize) -> bool {
        let known = |key: &[u8]| NodeKind::of_key(key).is_some_and(|kind| kind.is_below(kinds));
        self.findings.iter().all(|id| (id.0 as usize) < self.count)
            && self
                .ids()
                .all(|id| known(self.key(id)) && self.reads(id).all(|read| (read.0 as usize) < self.count))
    }

    fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.count as u32).map(NodeId)
    }

    /// Returns the fingerprint of the bytes they came from.
    pub(super) fn sum(&self) -> Fingerprint {
        self.sum
    }

    /// Returns the number of nodes.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns the number of a key's node. `of` is the key's fingerprint.
    pub(super) fn find(&self, key: &[u8], of: Fingerprint) -> Option<NodeId> {
        let mask = self.table.len() / 4 - 1;
        let mut slot = place(of) & mask;
        loop {
            let mut at = self.table.start + slot * 4;
            let id = NodeId((number(&self.bytes, &mut at)? as u32).checked_sub(1)?);
            if self.key(id) == key {
                return (!self.dead.has(id)).then_some(id);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Returns the key of a node.
    pub(super) fn key(&self, id: NodeId) -> &[u8] {
        let Some((piece, [from, to])) = self.ends(id) else { return &[] };
        self.bytes.get(piece.keys + from.keys..piece.keys + to.keys).unwrap_or_default()
    }

    /// Returns the nodes that a node read.
    pub(super) fn reads(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let range =
            self.ends(id).map(|(piece, [from, to])| piece.reads + from.reads * 4..piece.reads + to.reads * 4);
        let bytes = range.and_then(|range| self.bytes.get(range)).unwrap_or_default();
        bytes.chunks_exact(4).map(|four| NodeId(u32::from_le_bytes([four[0], four[1], four[2], four[3]])))
    }

    /// Returns a node, taken over.
    pub(super) fn node(&self, id: NodeId) -> Node {
        let state = if self.dead.has(id) { State::default() } else { self.state(id).unwrap_or_default() };
        Node::stored(self.key(id).into(), state, LOADED, self.suspects.has(id))
    }

    /// Tells whether nothing was reported that a node rests on.
    pub(super) fn is_beyond_doubt(&self, id: NodeId) -> bool {
        !self.suspects.has(id) && !self.dead.has(id)
    }

    /// Returns the fingerprint of a node's answer.
    pub(super) fn fingerprint(&self, id: NodeId) -> Option<Fingerprint> {
        let at = self.pieces.get(id.0 as usize / PIECE)?.fingerprints + id.0 as usize % PIECE * 16;
        Some(Fingerprint(u128::from_le_bytes(self.bytes.get(at..at + 16)?.try_into().ok()?)))
    }

    /// Notes whether something a node rests on may have changed; for nodes that were not taken over yet.
    pub(super) fn set_suspect(&self, id: NodeId, suspect: bool) {
        if suspect {
            self.suspects.add(id);
        } else {
            self.suspects.remove(id);
        }
    }

    fn state(&self, id: NodeId) -> Option<State> {
        let (piece, [from, to]) = self.ends(id)?;
        let rest = self.bytes.get(piece.rests + from.rests..piece.rests + to.rests)?;
        let (diagnostics, value) = match rest {
            [] => (Vec::new(), Slot::Absent),
            rest => self.rest(rest)?,
        };
        Some(State {
            known: true,
            fingerprint: self.fingerprint(id)?,
            reads: self.reads(id).collect(),
            diagnostics: (!diagnostics.is_empty()).then(|| diagnostics.into()),
            value,
            stamp: self.stamp(id),
            ..State::default()
        })
    }

    /// Returns the stamp of a file when the cache file was last added to.
    pub(super) fn stamp(&self, id: NodeId) -> Option<Box<Stamp>> {
        let at = self.leaves.binary_search_by_key(&id.0, |leaf| leaf.node).ok()?;
        self.leaves[at].stamp.map(Box::new)
    }

    fn rest(&self, bytes: &[u8]) -> Option<(Vec<Diagnostic>, Slot)> {
        let rest: Rest<'_> = postcard::from_bytes(bytes).ok()?;
        let value = rest.value.map_or(Slot::Absent, |value| Slot::within(&self.bytes, value));
        Some((rest.diagnostics, value))
    }

    /// Returns the piece of a node, and where its parts begin and end.
    fn ends(&self, id: NodeId) -> Option<(&Piece, [Ends; 2])> {
        let index = id.0 as usize % PIECE;
        let piece = self.pieces.get(id.0 as usize / PIECE)?;
        let from = if index == 0 { Ends::default() } else { piece.ends_of(&self.bytes, index - 1)? };
        Some((piece, [from, piece.ends_of(&self.bytes, index)?]))
    }
}

impl Piece {
    fn parse(bytes: &[u8], at: usize, count: usize, size: usize) -> Option<Self> {
        let end = at.checked_add(size).filter(|end| *end <= bytes.len())?;
        let ends = at + count * 16;
        let reads = ends + count * 12;
        let mut piece = Self { fingerprints: at, ends, reads, keys: reads, rests: reads, end };
        if reads > end || count == 0 {
            return None;
        }
        let last = piece.ends_of(bytes, count - 1)?;
        piece.keys = reads.checked_add(last.reads.checked_mul(4)?)?;
        piece.rests = piece.keys.checked_add(last.keys)?;
        (piece.rests.checked_add(last.rests)? == piece.end).then_some(piece)
    }

    fn ends_of(&self, bytes: &[u8], index: usize) -> Option<Ends> {
        let mut at = self.ends + index * 12;
        let [reads, keys, rests] =
            [number(bytes, &mut at)?, number(bytes, &mut at)?, number(bytes, &mut at)?];
        Some(Ends { reads, keys, rests })
    }
}

/// One piece in the making.
#[derive(Default)]
pub(super) struct PieceWriter {
    fingerprints: Vec<u8>,
    ends: Vec<u8>,
    reads: Vec<u8>,
    keys: Vec<u8>,
    rests: Vec<u8>,
    hashes: Vec<u32>,
    findings: Vec<u32>,
}

impl PieceWriter {
    /// Appends a node; `value` is the encoded answer.
    pub(super) fn push(
        &mut self,
        key: &[u8],
        state: &State,
        reads: impl Iterator<Item = u32>,
        value: Option<&[u8]>,
    ) {
        self.fingerprints.extend(state.fingerprint.0.to_le_bytes());
        reads.for_each(|read| self.reads.extend(read.to_le_bytes()));
        self.keys.extend(key);
        if value.is_some() || state.diagnostics.is_some() {
            let diagnostics = state.diagnostics.as_ref().map(|all| all.to_vec()).unwrap_or_default();
            let rests = std::mem::take(&mut self.rests);
            let rest = Rest { diagnostics, value };
            self.rests = postcard::to_extend(&rest, rests).expect("values in memory can be encoded");
        }
        for end in [self.reads.len() / 4, self.keys.len(), self.rests.len()] {
            self.ends.extend((end as u32).to_le_bytes());
        }
        if state.diagnostics.is_some() {
            self.findings.push(self.hashes.len() as u32);
        }
        self.hashes.push(place(Fingerprint::of(key)) as u32);
    }

    fn len(&self) -> usize {
        [&self.fingerprints, &self.ends, &self.reads, &self.keys, &self.rests].map(Vec::len).iter().sum()
    }
}

/// Returns the nodes of some pieces as [`Stored::parse`] reads them, in parts to be written one after the other.
pub(super) fn written(pieces: Vec<PieceWriter>) -> Vec<Vec<u8>> {
    let count: usize = pieces.iter().map(|piece| piece.hashes.len()).sum();
    let mut header = (count as u32).to_le_bytes().to_vec();
    push_all(&mut header, pieces.iter().map(|piece| piece.len() as u32));
    push_all(&mut header, table(&pieces, count).into_iter());
    let findings = pieces.iter().enumerate();
    let findings: Vec<u32> = findings
        .flat_map(|(at, piece)| piece.findings.iter().map(move |id| (at * PIECE) as u32 + id))
        .collect();
    push_all(&mut header, findings.into_iter());
    let rows = pieces
        .into_iter()
        .flat_map(|piece| [piece.fingerprints, piece.ends, piece.reads, piece.keys, piece.rests]);
    std::iter::once(header).chain(rows).collect()
}

/// Returns the table from keys to numbers: open addressing, numbers from 1, at most half full.
fn table(pieces: &[PieceWriter], count: usize) -> Vec<u32> {
    let mut table = vec![0; (count * 2 + 1).next_power_of_two()];
    let mask = table.len() - 1;
    let hashes = pieces.iter().flat_map(|piece| &piece.hashes);
    for (number, hash) in (1..).zip(hashes) {
        let mut slot = *hash as usize & mask;
        while table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        table[slot] = number;
    }
    table
}

/// Returns what of a fingerprint says where in the table a key stands.
fn place(of: Fingerprint) -> usize {
    of.0 as u32 as usize
}

fn push_all(bytes: &mut Vec<u8>, numbers: impl ExactSizeIterator<Item = u32>) {
    bytes.extend((numbers.len() as u32).to_le_bytes());
    numbers.for_each(|number| bytes.extend(number.to_le_bytes()));
}

/// Reads one number.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let four = bytes.get(*at..at.checked_add(4)?)?;
    *at += 4;
    Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
}

/// Reads how many numbers there are, then these.
fn numbers<'b>(bytes: &'b [u8], at: &mut usize) -> Option<impl Iterator<Item = usize> + use<'b>> {
    let count = number(bytes, at)?;
    let all = bytes.get(*at..at.checked_add(count.checked_mul(4)?)?)?;
    *at += all.len();
    Some(all.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize))
}
