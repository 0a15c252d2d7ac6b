//! Traces as people read them: what was asked, what made it run, who used it.

use rustc_hash::FxHashMap;

use super::node::{Node, NodeId, NodeKind};
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
        Some(self.view(self.node(with_key(kind, query, |key| self.engine.nodes.find(key))?)))
    }

    /// Returns the queries of one type that a query read itself.
    pub fn reads_of<Q: Query, R: Query>(&self, query: &Q) -> Vec<R> {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        let node = with_key(kind, query, |key| self.engine.nodes.find(key));
        let reads = node.map(|id| self.node(id).state().reads.clone());
        self.engine.questions(&reads.unwrap_or_default())
    }

    /// Returns the chain of causes of a query's last run, from the query down to a file, listing or fact.
    pub fn why<Q: Query>(&self, query: &Q) -> Vec<String> {
        let kind = NodeKind::Query(self.engine.registry.index_of::<Q>());
        let mut chain = Vec::new();
        let mut next = with_key(kind, query, |key| self.engine.nodes.find(key));
        while let Some(id) = next {
            chain.push(self.question(self.node(id)));
            next = self.node(id).state().cause;
        }
        chain
    }

    /// Tells which of some queries directly or indirectly read a file.
    pub fn using<Q: Query>(&self, file: &str, queries: &[Q]) -> Vec<bool> {
        let Some(file) = self.engine.nodes.find_leaf(NodeKind::File, file) else {
            return vec![false; queries.len()];
        };
        let mut memo = FxHashMap::default();
        queries.iter().map(|query| self.reaches(self.node_of(query), file, &mut memo)).collect()
    }

    /// Tells whether a node's trace leads to a leaf.
    fn reaches(&self, id: NodeId, leaf: NodeId, memo: &mut FxHashMap<NodeId, bool>) -> bool {
        if let Some(&known) = memo.get(&id) {
            return known;
        }
        memo.insert(id, false);
        let reads = self.node(id).state().reads.clone();
        let found = id == leaf || reads.iter().any(|read| self.reaches(*read, leaf, memo));
        memo.insert(id, found);
        found
    }

    fn view(&self, node: &Node) -> TraceView {
        let question = self.question(node);
        let (reads, cause, changed) = {
            let state = node.state();
            (state.reads.clone(), state.cause, node.changed())
        };
        let number = node.verified();
        let read =
            |read: &Node| ReadView { question: self.question(read), changed: read.changed() == number };
        TraceView {
            question,
            changed: changed == number,
            cause: cause.map(|cause| self.question(self.node(cause))),
            reads: reads.iter().map(|id| read(self.node(*id))).collect(),
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
