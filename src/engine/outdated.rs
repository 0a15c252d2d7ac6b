//! Which remembered answers of the world are no longer right: what a long-lived program asks before it begins anew.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Engine;
use super::node::{Node, NodeKind};
use super::query::encode;
use super::revision::{Revision, content_fingerprint};
use crate::base::{Fingerprint, SourcePath};
use crate::world::{Touched, World};

/// Files, listings and facts that are remembered otherwise than the world answers now.
pub struct Outdated {
    pub(super) leaves: Vec<Arc<Node>>,
}

impl Outdated {
    /// Tells whether all that was asked is still answered the same: then nothing can have changed.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }
}

impl Engine {
    /// Returns those of the touched answers that somebody relies on and that are others now. Files are read for it.
    pub fn outdated(&self, world: &dyn World, touched: &Touched) -> Outdated {
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
        let mut leaves: Vec<Arc<Node>> = touched.files.iter().filter_map(file).collect();
        leaves.extend(touched.folders.iter().filter_map(listing));
        leaves.extend(touched.facts.iter().filter_map(fact));
        Outdated { leaves }
    }

    /// Returns a leaf if it is remembered with another fingerprint than `now`.
    fn leaf_unless(
        &self,
        kind: NodeKind,
        name: &str,
        now: impl FnOnce() -> Fingerprint,
    ) -> Option<Arc<Node>> {
        let key = [kind.prefix().as_slice(), name.as_bytes()].concat();
        let node = self.nodes.find(&key)?;
        let (known, fingerprint) = {
            let state = node.state();
            (state.known, state.fingerprint)
        };
        (known && fingerprint != now()).then_some(node)
    }

    /// Goes on with the evaluation that was begun last; the world must be the same view, up to files that are being written.
    pub fn resume_revision<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        Revision::new(self, world, self.revision.load(Ordering::Acquire))
    }
}
