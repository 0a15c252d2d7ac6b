//! The cache file: all traces of one finished evaluation, written whole, read whole.
//!
//! *Shape:* a header (magic and the fingerprint of program version and queries), then the *leaves* with their stamps and
//! fingerprints, the report and whatever the caller adds ([`Snapshot::extra`]), then the nodes. The leaves come first because they
//! alone decide the most frequent case: nothing changed. A node's reads are numbers of other nodes, so a trace of thirty
//! reads takes about seventy bytes. A file that is damaged, from another version or of another set of queries is dropped:
//! deleting it is always safe.
//!
//! Why not an append-only log with compaction: at 10 000 pages the whole file is some megabytes and written in a few
//! milliseconds; a log would save that and cost recovery, compaction and their tests.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::node::{Node, NodeKind, Slot, State};
use super::query::{Keep, Registry, encode};
use super::revision::{Revision, content_fingerprint};
use crate::base::{Fingerprint, SourcePath};
use crate::diag::Diagnostic;
use crate::world::{Stamp, World};

/// First bytes of the file; the digit is the version of this layout.
const MAGIC: &[u8; 8] = b"PHCACHE2";

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

/// A cache file that was read but whose nodes are not yet taken over.
pub struct Loaded {
    bytes: Arc<[u8]>,
    leaves: Vec<Leaf>,
    /// What was saved besides the nodes.
    pub snapshot: Snapshot,
    nodes_at: usize,
}

impl Loaded {
    /// Reads the head of a cache file; `None` if it is of no use to this program.
    pub fn read(bytes: Vec<u8>, registry: &Registry) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (fingerprint, rest) = postcard::take_from_bytes::<Fingerprint>(rest).ok()?;
        if fingerprint != identity(registry) {
            return None;
        }
        let (sum, rest) = rest.split_first_chunk::<SUM>()?;
        if u128::from_le_bytes(*sum) != Fingerprint::of(rest).0 {
            return None;
        }
        let (leaves, rest) = postcard::take_from_bytes::<Vec<Leaf>>(rest).ok()?;
        let (snapshot, rest) = postcard::take_from_bytes::<Snapshot>(rest).ok()?;
        let nodes_at = bytes.len() - rest.len();
        Some(Self { leaves, snapshot, nodes_at, bytes: bytes.into() })
    }

    /// Tells whether the world answers every question as it did when this was saved.
    pub fn is_current(&self, world: &dyn World) -> bool {
        self.leaves.iter().all(|leaf| leaf.is_current(world))
    }
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
}

/// Returns what a cache file must have been made by to be of use: this very program, with these queries.
fn identity(registry: &Registry) -> Fingerprint {
    let program = (env!("CARGO_PKG_VERSION"), env!("PILOTHOUSE_BUILD"));
    Fingerprint::of(&encode(&(program, registry.fingerprint())))
}

impl Engine {
    /// Returns an engine that remembers what a cache file holds.
    pub fn resume(registry: Registry, loaded: &Loaded) -> Self {
        let engine = Self::new(registry);
        if load_nodes(loaded, &engine).is_none() {
            // The sum was right but the content is not: a defect, answered by forgetting.
            engine.nodes.retain(|_| false);
        }
        engine
    }
}

/// Takes over all nodes of a cache file. They count as verified in revision 0, as nothing was asked of this world yet.
fn load_nodes(loaded: &Loaded, engine: &Engine) -> Option<()> {
    let all = &loaded.bytes;
    let (count, mut rest) = postcard::take_from_bytes::<u32>(&all[loaded.nodes_at..]).ok()?;
    // Every node takes bytes: a number that is too large reserves no more than the file could hold.
    let mut made: Vec<Arc<Node>> = Vec::with_capacity(rest.len().min(count as usize));
    for _ in 0..count {
        let (saved, after) = postcard::take_from_bytes::<SavedNode<'_>>(rest).ok()?;
        rest = after;
        if !is_known(saved.key, &engine.registry) {
            return None;
        }
        let reads = decode_reads(saved.reads, &made)?;
        let value = saved.value.map_or(Slot::Absent, |value| {
            let from = value.as_ptr() as usize - all.as_ptr() as usize;
            Slot::Stored(all.clone(), from as u32, (from + value.len()) as u32)
        });
        let state = State {
            known: true,
            fingerprint: Fingerprint(u128::from_le_bytes(saved.fingerprint)),
            reads,
            diagnostics: (!saved.diagnostics.is_empty()).then(|| saved.diagnostics.into()),
            value,
            stamp: saved.stamp.map(Box::new),
            ..State::default()
        };
        let node = Arc::new(Node::new(saved.key.into(), state));
        engine.nodes.insert(node.clone());
        made.push(node);
    }
    Some(())
}

/// Tells whether a key begins with a kind of question that a registry knows.
fn is_known(key: &[u8], registry: &Registry) -> bool {
    match NodeKind::of_key(key) {
        Some(NodeKind::Query(index)) => usize::from(index) < registry.kinds().len(),
        other => other.is_some(),
    }
}

/// Returns the nodes that the numbers in `bytes` (four bytes each) mean; all were made earlier.
fn decode_reads(bytes: &[u8], made: &[Arc<Node>]) -> Option<Arc<[Arc<Node>]>> {
    bytes
        .chunks_exact(4)
        .map(|four| {
            let number = u32::from_le_bytes(four.try_into().ok()?);
            made.get(number as usize).cloned()
        })
        .collect()
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
        let mut head = encode(&self.revision.leaves(&self.order));
        extend(&mut head, self.snapshot);
        extend(&mut head, &(self.order.len() as u32));
        let sum = Fingerprint::of_all([&*head].into_iter().chain(pieces.iter().map(Vec::as_slice)));
        let mut file = MAGIC.to_vec();
        extend(&mut file, &identity(&self.revision.engine.registry));
        file.extend_from_slice(&sum.0.to_le_bytes());
        file.extend_from_slice(&head);
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
