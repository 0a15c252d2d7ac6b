//! Two files between runs: the *nodes* of one finished evaluation, and the *cache* file, which holds what changed since.
//!
//! The nodes are large and written rarely; see [`stored`](super::stored). The cache file is written by every build that does
//! anything. *Shape:* magic, the fingerprint of program version and queries, sum and length of the head; then the head: the sum
//! of the nodes it belongs to, the *leaves* with their stamps and fingerprints, the report and whatever the caller adds
//! ([`Snapshot::extra`]); then, with a sum of its own, what was added to the nodes: new ones, others in place of old ones, and
//! the numbers of those that nobody needs any more. The head alone decides the most frequent case: nothing changed.
//!
//! Once the additions are an eighth of the nodes, all are written anew. A file that is damaged, from another version or of
//! another set of queries is dropped: deleting it is always safe.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::live::Live;
use super::node::{Node, NodeId, NodeKind, Slot, State};
use super::nodes::Nodes;
use super::query::{Keep, Registry, encode};
use super::revision::{Revision, content_fingerprint};
use super::stored::{LOADED, PIECE, PieceWriter, Stored, written};
use crate::base::{Fingerprint, SourcePath};
use crate::diag::Diagnostic;
use crate::world::{Stamp, World};

/// First bytes of the cache file; the digit is the version of this layout.
const MAGIC: &[u8; 8] = b"PHCACHE4";

/// Bytes of a sum over what follows it.
const SUM: usize = 16;

/// What part of the nodes may be changed before all are written anew.
const PART: usize = 8;

/// A file, listing or fact as it was when the traces were saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Leaf {
    pub(super) node: u32,
    kind: NodeKind,
    args: Box<[u8]>,
    fingerprint: Fingerprint,
    pub(super) stamp: Option<Stamp>,
}

/// What is saved besides the nodes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Findings of the evaluation, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Bytes of the caller's own.
    #[serde(with = "serde_bytes")]
    pub extra: Vec<u8>,
}

/// First part of the cache file.
#[derive(Serialize, Deserialize)]
struct Head {
    nodes_sum: Fingerprint,
    leaves: Vec<Leaf>,
    snapshot: Snapshot,
}

/// One node that is added to those in the file of nodes, or takes the place of one there.
#[derive(Serialize, Deserialize)]
struct Added<'a> {
    id: u32,
    #[serde(with = "serde_bytes", borrow)]
    key: &'a [u8],
    fingerprint: Fingerprint,
    reads: Vec<u32>,
    diagnostics: Vec<Diagnostic>,
    #[serde(with = "serde_bytes", borrow)]
    value: Option<&'a [u8]>,
}

/// A cache file of which only the head was unpacked: most often it is all that is needed.
pub struct Loaded {
    bytes: Arc<Vec<u8>>,
    head: Head,
    additions: Range<usize>,
}

/// Leaves that the world may answer otherwise than when they were last asked.
#[derive(Default)]
pub struct Suspects(pub(super) Vec<NodeId>);

impl Loaded {
    /// Unpacks the head of a cache file; `None` if it is of no use to this program.
    pub fn read(bytes: Vec<u8>, registry: &Registry) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(&identity(registry).0.to_le_bytes())?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (packed, rest) = rest.split_at_checked(SUM.checked_add(length)?)?;
        let head = postcard::from_bytes(checked(packed)?).ok()?;
        let additions = bytes.len() - rest.len()..bytes.len();
        Some(Self { bytes: Arc::new(bytes), head, additions })
    }

    /// Returns what was saved besides the nodes.
    pub fn snapshot(&self) -> &Snapshot {
        &self.head.snapshot
    }

    /// Returns the leaves whose answer may be another one than when this was saved. No file is read for it.
    pub fn suspects(&self, world: &dyn World) -> Suspects {
        let doubtful = self.head.leaves.iter().filter(|leaf| !leaf.is_vouched_for(world));
        Suspects(doubtful.map(|leaf| NodeId(leaf.node)).collect())
    }

    /// Tells whether the world answers every question as it did when this was saved; files of which their stamps do not tell
    /// are read.
    pub fn is_current(&self, suspects: &Suspects, world: &dyn World) -> bool {
        suspects.0.iter().all(|id| self.leaf(*id).is_some_and(|leaf| leaf.is_current(world)))
    }

    fn leaf(&self, id: NodeId) -> Option<&Leaf> {
        let at = self.head.leaves.binary_search_by_key(&id.0, |leaf| leaf.node).ok()?;
        Some(&self.head.leaves[at])
    }

    /// Returns the cache file with the stamps of today, if some file was read only because its stamp could not vouch for it.
    ///
    /// Asked of a world that [`Self::is_current`] holds of. A file that was written right before a build has no stamp that
    /// vouches; without this it would be read again by every build until one does something.
    pub fn refreshed(mut self, registry: &Registry, world: &dyn World) -> Option<Vec<u8>> {
        if !self.head.leaves.iter_mut().fold(false, |any, leaf| leaf.refresh(world) | any) {
            return None;
        }
        Some([with_head(registry, &self.head), self.bytes[self.additions].to_vec()].concat())
    }
}

/// Returns what stands behind its sum, if the sum is right.
fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, rest) = bytes.split_first_chunk::<SUM>()?;
    (Fingerprint::of(rest).0.to_le_bytes() == *sum).then_some(rest)
}

/// Returns bytes behind their sum.
fn summed(bytes: Vec<u8>) -> Vec<u8> {
    [Fingerprint::of(&bytes).0.to_le_bytes().to_vec(), bytes].concat()
}

/// Returns the first part of a cache file.
fn with_head(registry: &Registry, head: &Head) -> Vec<u8> {
    let packed = summed(encode(head));
    let mut file = MAGIC.to_vec();
    file.extend(identity(registry).0.to_le_bytes());
    file.extend(((packed.len() - SUM) as u64).to_le_bytes());
    file.extend(packed);
    file
}

/// Returns what a cache file must have been made by to be of use: this very program, with these queries.
fn identity(registry: &Registry) -> Fingerprint {
    let program = (env!("CARGO_PKG_VERSION"), env!("PILOTHOUSE_BUILD"));
    Fingerprint::of(&encode(&(program, registry.fingerprint())))
}

impl Leaf {
    fn of(id: u32, node: &Node) -> Self {
        let state = node.state();
        let stamp = state.stamp.as_deref().copied();
        Self { node: id, kind: node.kind(), args: node.args().into(), fingerprint: state.fingerprint, stamp }
    }

    /// Tells whether the answer is the same as far as can be told without reading a file.
    fn is_vouched_for(&self, world: &dyn World) -> bool {
        match self.kind {
            NodeKind::File => match (world.stamp(&self.path()), self.stamp) {
                (Some(now), Some(earlier)) => now.vouched_by(&earlier),
                // A file that is still not there, or lies in the program itself.
                (None, None) => self.is_current(world),
                _ => false,
            },
            _ => self.is_current(world),
        }
    }

    fn is_current(&self, world: &dyn World) -> bool {
        let now = match self.kind {
            NodeKind::File => content_fingerprint(&world.read(&self.path())),
            NodeKind::Listing => Fingerprint::of(&encode(&&*world.list(&self.path()))),
            NodeKind::Fact => Fingerprint::of(world.fact(&String::from_utf8_lossy(&self.args)).as_bytes()),
            NodeKind::Query(_) => return false,
        };
        now == self.fingerprint
    }

    fn path(&self) -> SourcePath {
        SourcePath::new(&String::from_utf8_lossy(&self.args))
    }

    /// Takes over the stamp of the file as it is now, if it vouches and the old one does not; tells whether it did.
    fn refresh(&mut self, world: &dyn World) -> bool {
        if self.kind != NodeKind::File {
            return false;
        }
        let now = world.stamp(&self.path()).filter(|now| now.settled);
        let stale = now.is_some_and(|now| self.stamp.is_none_or(|earlier| !now.vouched_by(&earlier)));
        if stale {
            self.stamp = now;
        }
        stale
    }
}

impl Engine {
    /// Returns an engine that remembers what a cache file and its file of nodes hold; nothing if these are damaged.
    pub fn resume(registry: Registry, loaded: Loaded, nodes: Option<Vec<u8>>) -> Self {
        let remembered = nodes.and_then(|bytes| remembered(loaded, bytes, &registry));
        Self::remembering(registry, remembered.unwrap_or_else(|| Nodes::new(None)))
    }
}

/// Returns the nodes of a file of nodes with what a cache file adds to them.
fn remembered(loaded: Loaded, nodes: Vec<u8>, registry: &Registry) -> Option<Nodes> {
    let sum = loaded.head.nodes_sum;
    if Fingerprint::of(&nodes) != sum {
        return None;
    }
    let kinds = registry.kinds().len();
    let mut stored = Stored::parse(nodes, sum, kinds)?;
    let packed = checked(&loaded.bytes[loaded.additions.clone()])?;
    let (dead, added): (Vec<u32>, Vec<Added<'_>>) = postcard::from_bytes(packed).ok()?;
    for id in dead {
        stored.dead.add(NodeId(id));
    }
    stored.leaves = loaded.head.leaves;
    let (old, mut next) = (stored.len() as u32, stored.len() as u32);
    let all = old + added.iter().filter(|added| added.id >= old).count() as u32;
    let nodes = Nodes::new(Some(stored));
    for added in added {
        let expected = added.id < old || added.id == next;
        next += u32::from(added.id >= old);
        let known = NodeKind::of_key(added.key).is_some_and(|kind| kind.is_below(kinds));
        if !expected || !known || added.reads.iter().any(|read| *read >= all) {
            return None;
        }
        let id = NodeId(added.id);
        let stamp = nodes.stored.as_ref().and_then(|stored| stored.stamp(id));
        nodes.insert(id, added.node(&loaded.bytes, stamp));
    }
    Some(nodes)
}

impl Added<'_> {
    /// Returns the node; `bytes` are those of the cache file it stands in.
    fn node(self, bytes: &Arc<Vec<u8>>, stamp: Option<Box<Stamp>>) -> Node {
        let state = State {
            known: true,
            unsaved: true,
            fingerprint: self.fingerprint,
            reads: self.reads.into_iter().map(NodeId).collect(),
            diagnostics: (!self.diagnostics.is_empty()).then(|| self.diagnostics.into()),
            value: self.value.map_or(Slot::Absent, |value| Slot::within(bytes, value)),
            stamp,
            cause: None,
        };
        Node::stored(self.key.into(), state, LOADED, false)
    }
}

/// The files of an evaluation, in parts to be written one after the other.
pub struct Saved {
    /// The file of nodes, to be written first; `None` if the one there stays.
    pub nodes: Option<Vec<Vec<u8>>>,
    /// The cache file.
    pub cache: Vec<Vec<u8>>,
}

/// Files in the making: the nodes can be encoded in pieces, by several threads.
pub struct Saving<'r> {
    revision: &'r Revision<'r>,
    live: Live,
    /// Nodes to be written, each after those that it read; none of them if they are only added.
    order: Vec<NodeId>,
    /// Numbers in the files, by number in memory.
    numbers: Vec<u32>,
    snapshot: &'r Snapshot,
}

/// Number of a node that is not saved.
const NONE: u32 = u32::MAX;

impl<'r> Saving<'r> {
    /// Returns the number of pieces.
    pub fn pieces(&self) -> usize {
        self.order.len().div_ceil(PIECE)
    }

    /// Encodes one piece.
    pub fn piece(&self, number: usize) -> Piece {
        let mut piece = PieceWriter::default();
        for id in self.order.chunks(PIECE).nth(number).unwrap_or_default() {
            let node = self.revision.node(*id);
            let state = node.state();
            let value = self.revision.encoded(node, &state);
            piece.push(&node.key, &state, self.reads(&state), value.as_ref().map(AsRef::as_ref));
        }
        Piece(piece)
    }

    /// Returns the files.
    pub fn finish(self, pieces: Vec<Piece>) -> Saved {
        let registry = &self.revision.engine.registry;
        if self.order.is_empty() {
            let nodes_sum = self.revision.engine.nodes.stored.as_ref().map_or(Fingerprint(0), Stored::sum);
            let head = Head { nodes_sum, leaves: self.all_leaves(), snapshot: self.snapshot.clone() };
            return Saved { nodes: None, cache: vec![with_head(registry, &head), summed(self.additions())] };
        }
        let nodes = written(pieces.into_iter().map(|piece| piece.0).collect());
        let nodes_sum = Fingerprint::of_all(nodes.iter().map(Vec::as_slice));
        let head = Head { nodes_sum, leaves: self.leaves(), snapshot: self.snapshot.clone() };
        let nothing: (Vec<u32>, Vec<Added<'_>>) = (Vec::new(), Vec::new());
        Saved { nodes: Some(nodes), cache: vec![with_head(registry, &head), summed(encode(&nothing))] }
    }

    fn reads(&self, state: &State) -> impl Iterator<Item = u32> {
        state.reads.iter().map(|read| self.numbers[read.0 as usize]).filter(|number| *number != NONE)
    }

    /// Returns the leaves among the nodes that are written.
    fn leaves(&self) -> Vec<Leaf> {
        let nodes = (0..).zip(self.order.iter().map(|id| self.revision.node(*id)));
        nodes.filter(|(_, node)| node.is_leaf()).map(|(number, node)| Leaf::of(number, node)).collect()
    }

    /// Returns the leaves of the cache file that are still needed, as they are now, and new ones.
    fn all_leaves(&self) -> Vec<Leaf> {
        let nodes = &self.revision.engine.nodes;
        let now = |leaf: &Leaf| match nodes.seen(NodeId(leaf.node)) {
            Some(node) => Leaf::of(leaf.node, node),
            None => leaf.clone(),
        };
        let old = nodes.stored.iter().flat_map(|stored| &stored.leaves);
        let in_place = nodes.stored_len() as u32;
        let old =
            old.filter(|leaf| leaf.node < in_place && self.live.holds(self.revision, NodeId(leaf.node)));
        let new = self.added().filter(|id| id.0 >= in_place).map(|id| (id, self.revision.node(id)));
        let new = new.filter(|(_, node)| node.is_leaf());
        old.map(now).chain(new.map(|(id, node)| Leaf::of(self.numbers[id.0 as usize], node))).collect()
    }

    /// Returns the needed nodes that the file of nodes does not hold as they are.
    fn added(&self) -> impl Iterator<Item = NodeId> {
        let nodes = &self.revision.engine.nodes;
        let added = |id: &NodeId| nodes.seen(*id).is_some_and(|node| node.state().unsaved);
        nodes.ids().filter(move |id| added(id) && self.live.holds(self.revision, *id))
    }

    /// Returns what a cache file adds to the nodes.
    fn additions(&self) -> Vec<u8> {
        let nodes = &self.revision.engine.nodes;
        let stored = (0..nodes.stored_len() as u32).map(NodeId);
        let dead: Vec<u32> =
            stored.filter(|id| !self.live.holds(self.revision, *id)).map(|id| id.0).collect();
        let added: Vec<NodeId> = self.added().collect();
        let mut bytes = encode(&dead);
        extend(&mut bytes, &added.len());
        for id in added {
            let node = self.revision.node(id);
            let state = node.state();
            let value = self.revision.encoded(node, &state);
            extend(
                &mut bytes,
                &Added {
                    id: self.numbers[id.0 as usize],
                    key: &node.key,
                    fingerprint: state.fingerprint,
                    reads: self.reads(&state).collect(),
                    diagnostics: state.diagnostics.as_ref().map(|all| all.to_vec()).unwrap_or_default(),
                    value: value.as_ref().map(AsRef::as_ref),
                },
            );
        }
        bytes
    }
}

/// One encoded piece of a file of nodes.
pub struct Piece(PieceWriter);

impl Revision<'_> {
    /// Begins the files of everything that was needed.
    pub fn saving<'r>(&'r self, snapshot: &'r Snapshot) -> Saving<'r> {
        let live = self.live();
        let numbers = vec![NONE; self.engine.nodes.ids().count()];
        let mut saving = Saving { revision: self, live, order: Vec::new(), numbers, snapshot };
        if self.may_add(&saving) {
            saving.number_added()
        } else {
            saving.number_all()
        }
        saving
    }

    /// Returns the files of everything that was needed.
    pub fn save(&self, snapshot: &Snapshot) -> Saved {
        let saving = self.saving(snapshot);
        let pieces = (0..saving.pieces()).map(|number| saving.piece(number)).collect();
        saving.finish(pieces)
    }

    /// Tells whether so little changed that it can be added to the file of nodes.
    fn may_add(&self, saving: &Saving<'_>) -> bool {
        let stored = self.engine.nodes.stored_len();
        let dead = (0..stored as u32).filter(|id| !saving.live.holds(self, NodeId(*id))).count();
        (saving.added().count() + dead) * PART < stored
    }

    /// Returns the encoded answer of a node, if it is to be kept.
    fn encoded<'s>(&self, node: &Node, state: &'s State) -> Option<Encoded<'s>> {
        match (&state.value, node.kind()) {
            (Slot::Stored(all, from, to), _) => Some(Encoded::There(&all[*from as usize..*to as usize])),
            (Slot::Memory(value), NodeKind::Query(index)) => {
                let kind = self.engine.registry.kind(index);
                (kind.keep == Keep::Disk).then(|| Encoded::New((kind.encode)(value)))
            }
            _ => None,
        }
    }
}

/// An encoded answer.
enum Encoded<'s> {
    There(&'s [u8]),
    New(Vec<u8>),
}

impl AsRef<[u8]> for Encoded<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::There(bytes) => bytes,
            Self::New(bytes) => bytes,
        }
    }
}

impl Saving<'_> {
    /// Gives new nodes the numbers after those of the file.
    fn number_added(&mut self) {
        let stored = self.revision.engine.nodes.stored_len() as u32;
        (0..stored).for_each(|number| self.numbers[number as usize] = number);
        let new: Vec<NodeId> = self.added().filter(|id| id.0 >= stored).collect();
        for (number, id) in (stored..).zip(new) {
            self.numbers[id.0 as usize] = number;
        }
    }

    /// Gives all nodes numbers so that each comes after those that it read.
    fn number_all(&mut self) {
        self.order.reserve(self.numbers.len());
        for id in self.revision.engine.nodes.ids() {
            if self.live.holds(self.revision, id) {
                self.place(id);
            }
        }
    }

    /// Numbers a node after its reads. Depth is that of the pipeline, about ten.
    fn place(&mut self, id: NodeId) {
        if self.numbers[id.0 as usize] != NONE {
            return;
        }
        // Taken already, in case a cycle leads back here; the number itself follows.
        self.numbers[id.0 as usize] = 0;
        let reads = self.revision.node(id).state().reads.clone();
        for read in
            reads.iter().filter(|read| self.live.holds(self.revision, **read)).copied().collect::<Vec<_>>()
        {
            self.place(read);
        }
        self.numbers[id.0 as usize] = self.order.len() as u32;
        self.order.push(id);
    }
}

fn extend<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    let taken = std::mem::take(bytes);
    *bytes = postcard::to_extend(value, taken).expect("values in memory can be encoded");
}
