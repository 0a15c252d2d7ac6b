//! What came of an evaluation.

use std::time::Duration;

use super::findings::Waived;
use crate::diag::{Diagnostic, Severity};
use crate::engine::Work;
use crate::output::Changes;

/// What came of an evaluation.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All findings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that are waived, with who allowed it; only what this run looked at.
    pub waived: Vec<Waived>,
    /// What was written, if anything was.
    pub changes: Changes,
    /// Number of outputs.
    pub outputs: usize,
    /// How often each query ran; empty if nothing had changed.
    pub work: Vec<Work>,
    /// Whether the output folder is now what the sources say.
    pub committed: bool,
    /// Time by phase.
    pub phases: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Returns the number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }

    /// Tells whether anything keeps the site from being written.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}
