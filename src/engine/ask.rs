//! The handle through which a running query learns anything at all.

use std::any::Any;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::node::NodeId;
use super::query::{AnyAnswer, Query};
use super::revision::Revision;
use crate::base::SourcePath;
use crate::diag::Diagnostic;
use crate::world::{Content, Entry, LargeFile};

/// Up to this many reads a linear search for repetitions is quicker than a set.
const FEW: usize = 24;

/// Asks on behalf of one running query and records every answer it got.
pub struct Ask<'e> {
    revision: &'e Revision<'e>,
    stack: Stack<'e>,
    reads: Vec<NodeId>,
    seen: FxHashSet<NodeId>,
    diagnostics: Vec<Diagnostic>,
    instead: Option<&'e Instead<'e>>,
}

/// Answers some questions of an evaluation that nobody keeps otherwise than the engine would.
pub(super) type Instead<'e> = dyn Fn(&dyn Any, &mut Ask<'_>) -> Option<AnyAnswer> + 'e;

/// The queries that are being computed on this thread, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Stack<'e> {
    pub(super) node: NodeId,
    pub(super) outer: Option<&'e Stack<'e>>,
}

impl<'e> Stack<'e> {
    /// Tells whether a node is being computed further out: asking it again would never end.
    pub(super) fn holds(&self, node: NodeId) -> bool {
        let mut level = Some(self);
        while let Some(stack) = level {
            if stack.node == node {
                return true;
            }
            level = stack.outer;
        }
        false
    }
}

/// What a finished query leaves behind besides its answer.
pub(super) struct Recorded {
    pub(super) reads: Vec<NodeId>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'e> Ask<'e> {
    pub(super) fn new(revision: &'e Revision<'e>, stack: Stack<'e>) -> Self {
        Self {
            revision,
            stack,
            reads: Vec::new(),
            seen: FxHashSet::default(),
            diagnostics: Vec::new(),
            instead: None,
        }
    }

    pub(super) fn with_instead(self, instead: &'e Instead<'e>) -> Self {
        Self { instead: Some(instead), ..self }
    }

    pub(super) fn finish(self) -> Recorded {
        Recorded { reads: self.reads, diagnostics: self.diagnostics }
    }

    /// Returns the answer of another query.
    pub fn get<Q: Query>(&mut self, query: &Q) -> Arc<Q::Answer> {
        if let Some(instead) = self.instead
            && let Some(answer) = instead(query, self)
        {
            return answer.downcast().expect("what stands in for an answer is of its type");
        }
        let node = self.revision.node_of(query);
        let answer = self.revision.answer::<Q>(node, Some(&self.stack));
        self.record(node);
        answer
    }

    /// Returns the answer of another query without recording the read.
    ///
    /// Only sound if another recorded read changes whenever the part of this answer changes that is used: compiled
    /// templates are the one case, where the closure of the template is the recorded read.
    pub fn get_unrecorded<Q: Query>(&mut self, query: &Q) -> Arc<Q::Answer> {
        let node = self.revision.node_of(query);
        self.revision.node(node).set_asked(self.revision.number);
        self.revision.answer::<Q>(node, Some(&self.stack))
    }

    /// Returns the content of a file; a missing file is an answer too.
    pub fn file(&mut self, path: &SourcePath) -> Content {
        let (node, content) = self.revision.file(path);
        self.record(node);
        content
    }

    /// Lets go of a file's bytes, which are large and not needed by others; that they were read stays recorded.
    pub fn let_go(&mut self, path: &SourcePath) {
        self.revision.release_file(path);
    }

    /// Opens a file that was answered to be too large to be held; what is in it was read with that answer.
    pub fn large(&mut self, path: &SourcePath) -> Option<Box<dyn LargeFile>> {
        self.revision.open(path)
    }

    /// Returns bytes that took long to make, under a name that stands for them.
    ///
    /// Not a read: the name must come from recorded answers and be another whenever the bytes would be, so that whoever finds
    /// nothing makes the same.
    pub fn kept(&mut self, name: &str) -> Option<Vec<u8>> {
        self.revision.kept_files()?.read(name)
    }

    /// Keeps bytes under a name that stands for them.
    pub fn keep(&mut self, name: &str, bytes: &[u8]) {
        if let Some(kept) = self.revision.kept_files() {
            kept.write(name, bytes);
        }
    }

    /// Returns the names in a folder, sorted.
    pub fn listing(&mut self, folder: &SourcePath) -> Arc<[Entry]> {
        let (node, entries) = self.revision.listing(folder);
        self.record(node);
        entries
    }

    /// Returns a named fact: a command option, or `today`.
    pub fn fact(&mut self, name: &str) -> Arc<str> {
        let (node, value) = self.revision.fact(name);
        self.record(node);
        value
    }

    /// Reports a finding; it is shown as long as this trace is alive.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports several findings.
    pub fn report_all(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    fn record(&mut self, node: NodeId) {
        if self.reads.len() < FEW {
            if self.reads.contains(&node) {
                return;
            }
        } else {
            if self.seen.is_empty() {
                self.seen.extend(&self.reads);
            }
            if !self.seen.insert(node) {
                return;
            }
        }
        self.reads.push(node);
    }
}
