//! Which remembered answers of the world are no longer right: what a program that stays asks before it begins anew.

use std::sync::atomic::Ordering::Relaxed;

use super::node::{NodeId, NodeKind};
use super::query::{Query, encode};
use super::revision::{Revision, content_fingerprint};
use super::{Engine, Suspects};
use crate::base::{Fingerprint, SourcePath};
use crate::world::{Touched, World};

impl Engine {
    /// Returns those of the touched answers that somebody relies on and that are others now, for [`Engine::begin_after`]. Files
    /// are read for it.
    pub fn outdated(&self, world: &dyn World, touched: &Touched) -> Suspects {
        let file = |path: &SourcePath| {
            self.leaf_unless(NodeKind::File, path.as_str(), || content_fingerprint(&world.read(path)))
        };
        let listing = |folder: &SourcePath| {
            let now = || Fingerprint::of(&encode(&&*world.list(folder)));
            self.leaf_unless(NodeKind::Listing, folder.as_str(), now)
        };
        let fact = |name: &String| {
            self.leaf_unless(NodeKind::Fact, name, || Fingerprint::of(world.fact(name).as_bytes()))
        };
        let mut leaves: Vec<NodeId> = touched.files.iter().filter_map(file).collect();
        leaves.extend(touched.folders.iter().filter_map(listing));
        leaves.extend(touched.facts.iter().filter_map(fact));
        Suspects(leaves)
    }

    /// Returns a leaf if it is remembered with another fingerprint than `now`.
    fn leaf_unless(&self, kind: NodeKind, name: &str, now: impl FnOnce() -> Fingerprint) -> Option<NodeId> {
        let id = self.nodes.find_leaf(kind, name)?;
        let (known, fingerprint) = {
            let state = self.nodes.get(id).state();
            (state.known, state.fingerprint)
        };
        (known && fingerprint != now()).then_some(id)
    }

    /// Returns the queries of one type among suspects.
    pub fn suspected<Q: Query>(&self, suspects: &Suspects) -> Vec<Q> {
        self.questions(&suspects.0)
    }

    /// Returns the queries of one type among nodes.
    pub(super) fn questions<Q: Query>(&self, nodes: &[NodeId]) -> Vec<Q> {
        let prefix = NodeKind::Query(self.registry.index_of::<Q>()).prefix();
        let keys = nodes.iter().map(|id| self.nodes.key(*id));
        keys.filter_map(|key| postcard::from_bytes(key.strip_prefix(&prefix)?).ok()).collect()
    }

    /// Goes on with the evaluation that was begun last; the world must be the same view, up to files that are being written.
    pub fn resume_revision<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        let (number, floor) = (self.revision.load(Relaxed), self.floor.load(Relaxed));
        Revision::new(self, world, number, floor, Vec::new())
    }
}

impl Suspects {
    /// Adds others.
    pub fn add(&mut self, others: Suspects) {
        self.0.extend(others.0);
    }

    /// Tells whether nothing may have changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
