//! Traces as people read them: what was asked, what made it run, who used it.

use super::node::{Node, NodeKind};
use super::query::Query;
use super::revision::{Revision, with_key};

/// One trace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TraceView {
    /// The question, as `Record("pilots/a")` or `file content/a.md`.
    pub question: String,
    /// Whether the answer became a different one in this revision.
    pub changed: bool,
    /// The read whose change made it run, if it ran for that reason.
    pub cause: Option<String>,
    /// What it read, in order.
    pub reads: Vec<ReadView>,
}

/// One read of a trace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadView {
    /// The question.
    pub question: String,
    /// Whether its answer became a different one in this revision.
    pub changed: bool,
}

impl Revision<'_> {
    /// Returns the trace of a query, if it was ever asked.
    pub fn explain<Q: Query>(&self, query: &Q) -> Option<TraceView> {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        Some(self.view(&*with_key(kind, query, |key| self.engine.nodes.find(key))?))
    }

    /// Returns the chain of causes of a query's last run, from the query down to a file, listing or fact.
    pub fn why<Q: Query>(&self, query: &Q) -> Vec<String> {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        let mut chain = Vec::new();
        let mut node = with_key(kind, query, |key| self.engine.nodes.find(key));
        while let Some(here) = node {
            chain.push(self.question(&here));
            node = here.state().cause.clone();
        }
        chain
    }

    /// Returns the live traces that directly or indirectly read a file, as questions of query type `Q`.
    pub fn used_by<Q: Query>(&self, file: &str) -> Vec<String> {
        let target = NodeKind::Query(self.engine.registry.index_of::<Q>());
        let mut memo = rustc_hash::FxHashMap::default();
        let nodes = self.engine.nodes.all();
        let live = nodes.iter().filter(|node| node.kind() == target && self.is_live(node));
        let mut users: Vec<String> =
            live.filter(|node| reaches(node, file, &mut memo)).map(|node| self.question(node)).collect();
        users.sort();
        users
    }

    fn view(&self, node: &Node) -> TraceView {
        let question = self.question(node);
        let (reads, cause, changed) = {
            let state = node.state();
            (state.reads.clone(), state.cause.clone(), node.changed())
        };
        let number = node.verified();
        let read =
            |read: &Node| ReadView { question: self.question(read), changed: read.changed() == number };
        TraceView {
            question,
            changed: changed == number,
            cause: cause.map(|cause| self.question(&cause)),
            reads: reads.iter().map(|node| read(node)).collect(),
        }
    }

    fn question(&self, node: &Node) -> String {
        let text = || String::from_utf8_lossy(node.args());
        match node.kind() {
            NodeKind::File => format!("file {}", text()),
            NodeKind::Listing => format!("folder {}", text()),
            NodeKind::Fact => format!("fact {}", text()),
            NodeKind::Query(index) => (self.engine.registry.kind(index).describe)(node.args()),
        }
    }
}

/// Tells whether a node's trace leads to a file.
fn reaches(node: &Node, file: &str, memo: &mut rustc_hash::FxHashMap<*const Node, bool>) -> bool {
    if let Some(&known) = memo.get(&std::ptr::from_ref(node)) {
        return known;
    }
    memo.insert(std::ptr::from_ref(node), false);
    let reads = node.state().reads.clone();
    let itself = node.kind() == NodeKind::File && node.args() == file.as_bytes();
    let found = itself || reads.iter().any(|read| reaches(read, file, memo));
    memo.insert(std::ptr::from_ref(node), found);
    found
}
