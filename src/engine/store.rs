//! The cache file: all traces of one finished evaluation, written whole, read in two parts.
//!
//! *Shape:* magic, the fingerprint of program version and queries, two sums, a length; then the head: the *leaves* with their
//! stamps and fingerprints, the report and whatever the caller adds ([`Snapshot::extra`]); then the nodes. The head comes first,
//! with a sum of its own, because it alone decides the most frequent case, in which the rest is not even read: nothing changed. A node's reads are numbers of other nodes, so a trace of thirty
//! reads takes about a hundred and fifty bytes; the nodes come in pieces that threads can take apart. A file that is damaged, from another version or of another set of queries is dropped:
//! deleting it is always safe.
//!
//! Why not an append-only log with compaction: at 10 000 pages the whole file is some megabytes and written in a few
//! milliseconds; a log would save that and cost recovery, compaction and their tests.

use std::io::Read;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::Engine;
use super::node::{Node, NodeKind, Slot, State};
use super::query::{Keep, Registry, encode};
use super::revision::{Revision, content_fingerprint};
use crate::base::{Fingerprint, SourcePath};
use crate::diag::Diagnostic;
use crate::world::{Stamp, World};

/// First bytes of the file; the digit is the version of this layout.
const MAGIC: &[u8; 8] = b"PHCACHE3";

/// Bytes of the sum over what follows it.
const SUM: usize = 16;

/// A file, listing or fact as it was when the traces were saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Leaf {
    kind: NodeKind,
    args: Box<[u8]>,
    fingerprint: Fingerprint,
    stamp: Option<Stamp>,
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

#[derive(Serialize, Deserialize)]
struct SavedNode<'a> {
    #[serde(with = "serde_bytes")]
    key: &'a [u8],
    #[serde(with = "serde_bytes")]
    fingerprint: [u8; 16],
    #[serde(with = "serde_bytes")]
    reads: &'a [u8],
    diagnostics: Vec<Diagnostic>,
    #[serde(with = "serde_bytes")]
    value: Option<&'a [u8]>,
    stamp: Option<Stamp>,
}

/// A cache file of which only the head was read: most often it is all that is needed.
pub struct Loaded<'f> {
    leaves: Vec<Leaf>,
    /// What was saved besides the nodes.
    pub snapshot: Snapshot,
    nodes_sum: [u8; SUM],
    rest: Box<dyn Read + 'f>,
}

impl<'f> Loaded<'f> {
    /// Reads the head of a cache file; `None` if it is of no use to this program.
    pub fn read(mut file: impl Read + 'f, registry: &Registry) -> Option<Self> {
        let magic: [u8; MAGIC.len()] = array(&mut file)?;
        if magic != *MAGIC || array(&mut file)? != identity(registry).0.to_le_bytes() {
            return None;
        }
        let [head_sum, nodes_sum]: [[u8; SUM]; 2] = [array(&mut file)?, array(&mut file)?];
        let length = u64::from_le_bytes(array(&mut file)?);
        let mut head = Vec::new();
        file.by_ref().take(length).read_to_end(&mut head).ok()?;
        if head.len() as u64 != length || sum([&*head]) != head_sum {
            return None;
        }
        let (leaves, rest) = postcard::take_from_bytes::<Vec<Leaf>>(&head).ok()?;
        let (snapshot, rest) = postcard::take_from_bytes::<Snapshot>(rest).ok()?;
        rest.is_empty().then(|| Self { leaves, snapshot, nodes_sum, rest: Box::new(file) })
    }

    /// Reads the nodes; `None` if they are damaged.
    fn nodes(mut self) -> Option<Arc<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.rest.read_to_end(&mut bytes).ok()?;
        (sum([&*bytes]) == self.nodes_sum).then(|| Arc::new(bytes))
    }

    /// Tells whether the world answers every question as it did when this was saved.
    pub fn is_current(&self, world: &dyn World) -> bool {
        self.leaves.iter().all(|leaf| leaf.is_current(world))
    }

    /// Returns the cache file with the stamps of today, if some file was read only because its stamp could not vouch for it.
    ///
    /// Asked of a world that [`Self::is_current`] holds of. A file that was written right before a build has no stamp that
    /// vouches; without this it would be read again by every build until one does something. Stamps inside the nodes stay:
    /// they are renewed by the next build that takes nodes over.
    pub fn refreshed(mut self, registry: &Registry, world: &dyn World) -> Option<Vec<u8>> {
        if !self.leaves.iter_mut().fold(false, |any, leaf| leaf.refresh(world) | any) {
            return None;
        }
        let mut file = head(registry, &self.leaves, &self.snapshot, self.nodes_sum);
        self.rest.read_to_end(&mut file).ok()?;
        Some(file)
    }
}

/// Returns the head of a cache file, all that stands before the nodes.
fn head(registry: &Registry, leaves: &[Leaf], snapshot: &Snapshot, nodes_sum: [u8; SUM]) -> Vec<u8> {
    let mut head = encode(&leaves);
    extend(&mut head, snapshot);
    let mut file = MAGIC.to_vec();
    file.extend(identity(registry).0.to_le_bytes());
    file.extend(sum([&*head]));
    file.extend(nodes_sum);
    file.extend((head.len() as u64).to_le_bytes());
    file.extend(head);
    file
}

/// Reads so many bytes.
fn array<const N: usize>(file: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Returns the sum over some bytes as it stands in the file.
fn sum<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> [u8; SUM] {
    Fingerprint::of_all(parts).0.to_le_bytes()
}

impl Leaf {
    fn is_current(&self, world: &dyn World) -> bool {
        let text = String::from_utf8_lossy(&self.args);
        match self.kind {
            NodeKind::File => {
                let path = SourcePath::new(&text);
                match (world.stamp(&path), self.stamp) {
                    (Some(now), Some(earlier)) if now.vouched_by(&earlier) => true,
                    _ => content_fingerprint(&world.read(&path)) == self.fingerprint,
                }
            }
            NodeKind::Listing => {
                Fingerprint::of(&encode(&&*world.list(&SourcePath::new(&text)))) == self.fingerprint
            }
            NodeKind::Fact => Fingerprint::of(world.fact(&text).as_bytes()) == self.fingerprint,
            NodeKind::Query(_) => false,
        }
    }

    /// Takes over the stamp of the file as it is now, if it vouches and the old one does not; tells whether it did.
    fn refresh(&mut self, world: &dyn World) -> bool {
        if self.kind != NodeKind::File {
            return false;
        }
        let now = world.stamp(&SourcePath::new(&String::from_utf8_lossy(&self.args)));
        let Some(now) = now.filter(|now| now.settled) else { return false };
        let stale = self.stamp.is_none_or(|earlier| !now.vouched_by(&earlier));
        if stale {
            self.stamp = Some(now);
        }
        stale
    }
}

/// Returns what a cache file must have been made by to be of use: this very program, with these queries.
fn identity(registry: &Registry) -> Fingerprint {
    let program = (env!("CARGO_PKG_VERSION"), env!("PILOTHOUSE_BUILD"));
    Fingerprint::of(&encode(&(program, registry.fingerprint())))
}

/// Does a piece of work for every number below a limit, in any order, maybe on several threads. The engine knows no threads.
pub type ForEach<'f> = &'f dyn Fn(usize, &(dyn Fn(usize) + Sync));

impl Engine {
    /// Returns an engine that remembers what a cache file holds; nothing if its nodes are damaged.
    pub fn resume(registry: Registry, loaded: Loaded<'_>, for_each: ForEach<'_>) -> Self {
        let engine = Self::new(registry);
        let nodes = loaded.nodes().and_then(|bytes| load_nodes(&bytes, &engine, for_each));
        if nodes.is_none() {
            engine.nodes.retain(|_| false);
        }
        engine
    }
}

/// Nodes of one piece of a cache file, and where their reads stand in the file.
type Piece = Vec<(Arc<Node>, Range<usize>)>;

/// Takes over all nodes of a cache file. They count as verified in revision 0, as nothing was asked of this world yet.
fn load_nodes(bytes: &Arc<Vec<u8>>, engine: &Engine, for_each: ForEach<'_>) -> Option<()> {
    let (sizes, rest) = postcard::take_from_bytes::<Vec<u32>>(bytes).ok()?;
    let mut at = bytes.len() - rest.len();
    let mut ranges = Vec::with_capacity(sizes.len());
    for size in sizes {
        ranges.push(at..at + size as usize);
        at += size as usize;
    }
    if at != bytes.len() {
        return None;
    }
    let pieces: Vec<OnceLock<Option<Piece>>> = ranges.iter().map(|_| OnceLock::new()).collect();
    for_each(ranges.len(), &|number| {
        let _ = pieces[number].set(load_piece(bytes, ranges[number].clone(), &engine.registry));
    });
    let pieces: Vec<Piece> =
        pieces.into_iter().map(|piece| piece.into_inner().flatten()).collect::<Option<_>>()?;
    let whole = AtomicBool::new(true);
    for_each(pieces.len(), &|number| {
        for (at, (node, reads)) in pieces[number].iter().enumerate() {
            match reads_in(&bytes[reads.clone()], &pieces, number * PIECE + at) {
                Some(reads) => node.state().reads = reads,
                None => whole.store(false, Relaxed),
            }
            engine.nodes.insert(node.clone());
        }
    });
    whole.load(Relaxed).then_some(())
}

/// Returns the nodes in a range of a cache file, still without their reads.
fn load_piece(all: &Arc<Vec<u8>>, range: Range<usize>, registry: &Registry) -> Option<Piece> {
    let mut rest = &all[range];
    let mut piece = Vec::with_capacity(PIECE);
    let place = |part: &[u8]| {
        let from = part.as_ptr() as usize - all.as_ptr() as usize;
        from..from + part.len()
    };
    while !rest.is_empty() {
        let (saved, after) = postcard::take_from_bytes::<SavedNode<'_>>(rest).ok()?;
        rest = after;
        if !is_known(saved.key, registry) {
            return None;
        }
        let value = saved
            .value
            .map(place)
            .map_or(Slot::Absent, |value| Slot::Stored(all.clone(), value.start as u32, value.end as u32));
        let state = State {
            known: true,
            fingerprint: Fingerprint(u128::from_le_bytes(saved.fingerprint)),
            diagnostics: (!saved.diagnostics.is_empty()).then(|| saved.diagnostics.into()),
            value,
            stamp: saved.stamp.map(Box::new),
            ..State::default()
        };
        piece.push((Arc::new(Node::new(saved.key.into(), state)), place(saved.reads)));
    }
    Some(piece)
}

/// Tells whether a key begins with a kind of question that a registry knows.
fn is_known(key: &[u8], registry: &Registry) -> bool {
    match NodeKind::of_key(key) {
        Some(NodeKind::Query(index)) => usize::from(index) < registry.kinds().len(),
        other => other.is_some(),
    }
}

/// Returns the nodes that the numbers in `bytes` (four bytes each) mean, all of them before the node `below`. All pieces but
/// the last are full.
fn reads_in(bytes: &[u8], pieces: &[Piece], below: usize) -> Option<Arc<[Arc<Node>]>> {
    let node = |four: &[u8]| {
        let number = u32::from_le_bytes(four.try_into().ok()?) as usize;
        let piece = pieces.get(number / PIECE).filter(|_| number < below)?;
        piece.get(number % PIECE).map(|(node, _)| node.clone())
    };
    let mut reads = Vec::with_capacity(bytes.len() / 4);
    for four in bytes.chunks_exact(4) {
        reads.push(node(four)?);
    }
    Some(reads.into())
}

/// A cache file in the making: its nodes can be encoded in pieces, by several threads.
pub struct Saving<'r> {
    revision: &'r Revision<'r>,
    order: Vec<Arc<Node>>,
    snapshot: &'r Snapshot,
}

/// Nodes in one piece of a cache file: about half a megabyte.
const PIECE: usize = 4096;

impl Saving<'_> {
    /// Returns the number of pieces.
    pub fn pieces(&self) -> usize {
        self.order.len().div_ceil(PIECE)
    }

    /// Encodes one piece.
    pub fn piece(&self, number: usize) -> Vec<u8> {
        let nodes = self.order.chunks(PIECE).nth(number).unwrap_or_default();
        let mut bytes = Vec::with_capacity(nodes.len() * 128);
        let mut reads = Vec::new();
        for node in nodes {
            self.revision.save_node(node, &mut reads, &mut bytes);
        }
        bytes
    }

    /// Returns the file, to be written one part after the other.
    pub fn finish(self, pieces: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        for node in &self.order {
            node.saved_as.store(0, Relaxed);
        }
        let sizes = encode(&pieces.iter().map(|piece| piece.len() as u32).collect::<Vec<_>>());
        let nodes_sum = sum([&*sizes].into_iter().chain(pieces.iter().map(Vec::as_slice)));
        let leaves = self.revision.leaves(&self.order);
        let mut file = head(&self.revision.engine.registry, &leaves, self.snapshot, nodes_sum);
        file.extend(sizes);
        [file].into_iter().chain(pieces).collect()
    }
}

impl Revision<'_> {
    /// Begins the cache file of everything verified in this revision. Not to be called twice at the same time.
    pub fn saving<'r>(&'r self, snapshot: &'r Snapshot) -> Saving<'r> {
        Saving { revision: self, order: self.reads_first(), snapshot }
    }

    /// Returns the cache file of everything verified in this revision.
    pub fn save(&self, snapshot: &Snapshot) -> Vec<u8> {
        let saving = self.saving(snapshot);
        let pieces = (0..saving.pieces()).map(|number| saving.piece(number)).collect();
        saving.finish(pieces).concat()
    }

    /// Appends a node; `reads` is a buffer.
    fn save_node(&self, node: &Node, reads: &mut Vec<u8>, file: &mut Vec<u8>) {
        let state = node.state();
        reads.clear();
        for read in state.reads.iter() {
            if let Some(number) = read.saved_as.load(Relaxed).checked_sub(1) {
                reads.extend_from_slice(&number.to_le_bytes());
            }
        }
        let encoded;
        let value = match (&state.value, node.kind()) {
            (Slot::Stored(all, from, to), _) => Some(&all[*from as usize..*to as usize]),
            (Slot::Memory(value), NodeKind::Query(index)) => {
                let kind = self.engine.registry.kind(index);
                encoded = (kind.keep == Keep::Disk).then(|| (kind.encode)(value));
                encoded.as_deref()
            }
            _ => None,
        };
        let saved = SavedNode {
            key: &node.key,
            fingerprint: state.fingerprint.0.to_le_bytes(),
            reads,
            diagnostics: state.diagnostics.as_ref().map(|all| all.to_vec()).unwrap_or_default(),
            value,
            stamp: state.stamp.as_deref().copied(),
        };
        extend(file, &saved);
    }

    fn leaves(&self, order: &[Arc<Node>]) -> Vec<Leaf> {
        let leaves = order.iter().filter(|node| !matches!(node.kind(), NodeKind::Query(_)));
        leaves
            .map(|node| {
                let state = node.state();
                let (fingerprint, stamp) = (state.fingerprint, state.stamp.as_deref().copied());
                Leaf { kind: node.kind(), args: node.args().into(), fingerprint, stamp }
            })
            .collect()
    }

    /// Returns the live nodes so that every node comes after its reads, and numbers them.
    fn reads_first(&self) -> Vec<Arc<Node>> {
        let all = self.engine.nodes.all();
        let mut order = Vec::with_capacity(all.len());
        for node in &all {
            if self.is_live(node) {
                place(node, self, &mut order);
            }
        }
        order
    }
}

/// Appends a node after its reads. Depth is that of the pipeline, about ten.
fn place(node: &Arc<Node>, revision: &Revision<'_>, order: &mut Vec<Arc<Node>>) {
    if node.saved_as.load(Relaxed) != 0 {
        return;
    }
    // Taken already, in case a cycle leads back here; the number itself follows.
    node.saved_as.store(u32::MAX, Relaxed);
    let reads = node.state().reads.clone();
    for read in reads.iter() {
        if read.saved_as.load(Relaxed) == 0 && revision.is_live(read) {
            place(read, revision, order);
        }
    }
    order.push(node.clone());
    node.saved_as.store(order.len() as u32, Relaxed);
}

fn extend<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    let taken = std::mem::take(bytes);
    *bytes = postcard::to_extend(value, taken).expect("values in memory can be encoded");
}
