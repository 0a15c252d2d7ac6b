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

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::node::{Node, NodeKind, Slot, State};
use super::query::{Keep, Registry, encode};
use super::revision::{Revision, content_fingerprint};
use crate::base::{Fingerprint, SourcePath};
use crate::diag::Diagnostic;
use crate::world::{Stamp, World};

/// First bytes of the file; the digit is the version of this layout.
const MAGIC: &[u8; 8] = b"PHCACHE1";

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
        let (sum, rest) = postcard::take_from_bytes::<Fingerprint>(rest).ok()?;
        if sum != Fingerprint::of(rest) {
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
            stamp: saved.stamp,
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

impl Revision<'_> {
    /// Returns the cache file of everything verified in this revision.
    pub fn save(&self, snapshot: &Snapshot) -> Vec<u8> {
        let order = self.reads_first();
        let mut bytes = encode(&self.leaves(&order));
        extend(&mut bytes, snapshot);
        extend(&mut bytes, &(order.len() as u32));
        let numbers: FxHashMap<*const Node, u32> =
            order.iter().enumerate().map(|(number, node)| (Arc::as_ptr(node), number as u32)).collect();
        for node in &order {
            self.save_node(node, &numbers, &mut bytes);
        }
        let mut file = MAGIC.to_vec();
        extend(&mut file, &identity(&self.engine.registry));
        extend(&mut file, &Fingerprint::of(&bytes));
        file.extend_from_slice(&bytes);
        file
    }

    fn save_node(&self, node: &Node, numbers: &FxHashMap<*const Node, u32>, bytes: &mut Vec<u8>) {
        let state = node.state();
        let reads: Vec<u8> = state
            .reads
            .iter()
            .filter_map(|read| numbers.get(&Arc::as_ptr(read)))
            .flat_map(|number| number.to_le_bytes())
            .collect();
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
            reads: &reads,
            diagnostics: state.diagnostics.as_ref().map(|all| all.to_vec()).unwrap_or_default(),
            value,
            stamp: state.stamp,
        };
        extend(bytes, &saved);
    }

    fn leaves(&self, order: &[Arc<Node>]) -> Vec<Leaf> {
        let leaves = order.iter().filter(|node| !matches!(node.kind(), NodeKind::Query(_)));
        leaves
            .map(|node| {
                let state = node.state();
                let (fingerprint, stamp) = (state.fingerprint, state.stamp);
                Leaf { kind: node.kind(), args: node.args().into(), fingerprint, stamp }
            })
            .collect()
    }

    /// Returns the live nodes so that every node comes after its reads.
    fn reads_first(&self) -> Vec<Arc<Node>> {
        let live: Vec<Arc<Node>> =
            self.engine.nodes.all().into_iter().filter(|node| self.is_live(node)).collect();
        let mut placed: FxHashSet<*const Node> = FxHashSet::default();
        placed.reserve(live.len());
        let mut order = Vec::with_capacity(live.len());
        for node in &live {
            place(node, self, &mut placed, &mut order);
        }
        order
    }
}

/// Appends a node after its reads. Depth is that of the pipeline, about ten.
fn place(
    node: &Arc<Node>,
    revision: &Revision<'_>,
    placed: &mut FxHashSet<*const Node>,
    order: &mut Vec<Arc<Node>>,
) {
    if !placed.insert(Arc::as_ptr(node)) {
        return;
    }
    let reads = node.state().reads.clone();
    for read in reads.iter() {
        if revision.is_live(read) {
            place(read, revision, placed, order);
        }
    }
    order.push(node.clone());
}

fn extend<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    let taken = std::mem::take(bytes);
    *bytes = postcard::to_extend(value, taken).expect("values in memory can be encoded");
}
