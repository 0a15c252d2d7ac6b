//! From the findings of all traces to those that are shown: without what only follows from another, each once, as severe as the
//! settings want it.

use std::collections::BTreeSet;

use crate::base::{SourcePath, Value};
use crate::catalog::Settings;
use crate::check::{Waiver, WaiversOf};
use crate::diag::render::sort_and_dedupe;
use crate::diag::rules::catalogue::is_judged;
use crate::diag::{Anchor, Diagnostic, Severity};
use crate::engine::Revision;

/// A finding that somebody took the responsibility for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waived {
    /// The finding.
    pub found: Diagnostic,
    /// Who allowed it, and why.
    pub waiver: Waiver,
}

/// Returns the findings to show, sorted, and those that are waived.
pub(super) fn shown(revision: &Revision<'_>, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Waived>) {
    let settings = revision.get(&Settings);
    let found = fold_template_errors(without_consequences(sort_and_dedupe(found)));
    without_waived(revision, apply_lints(settings.get("lints"), found))
}

/// Parts the findings that a waiver covers from the others.
fn without_waived(revision: &Revision<'_>, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Waived>) {
    let (mut kept, mut waived) = (Vec::with_capacity(found.len()), Vec::new());
    for one in found {
        match waiver_of(revision, &one) {
            Some(waiver) => waived.push(Waived { found: one, waiver }),
            None => kept.push(one),
        }
    }
    (kept, waived)
}

fn waiver_of(revision: &Revision<'_>, found: &Diagnostic) -> Option<Waiver> {
    let file = &found.place.as_ref()?.file;
    if (found.severity == Severity::Error && !is_judged(&found.code)) || found.code.starts_with("waiver-") {
        return None;
    }
    let waivers = revision.get(&WaiversOf(file.clone()));
    waivers.iter().find(|waiver| waiver.covers(found)).cloned()
}

/// Returns a hint for each waiver of some files that covers nothing.
pub(super) fn unneeded(revision: &Revision<'_>, files: &[SourcePath], waived: &[Waived]) -> Vec<Diagnostic> {
    let used: BTreeSet<_> = waived.iter().filter_map(|one| one.waiver.place.clone()).collect();
    let mut hints = Vec::new();
    for file in files {
        for waiver in revision.get(&WaiversOf(file.clone())).iter() {
            let place = waiver.place.clone().filter(|place| !used.contains(place));
            hints.extend(
                place.map(|place| Diagnostic::new("waiver-unneeded").at(place).arg("rule", &waiver.rule)),
            );
        }
    }
    hints
}

/// Leaves out errors of templates in pages whose front matter has errors: a template may rely on what a kind demands, so it is
/// the front matter that must be mended. Nothing gets lost by it, for such a site is not written.
fn without_consequences(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let in_front = |found: &&Diagnostic| found.severity == Severity::Error && found.code != "template-error";
    let of_front = |found: &Diagnostic| {
        let place = found.place.as_ref()?;
        let body = matches!(place.anchor, Anchor::Body(..));
        (!body && place.file.as_str().ends_with(".md")).then(|| place.file.clone())
    };
    let wrong: BTreeSet<SourcePath> = diagnostics.iter().filter(in_front).filter_map(of_front).collect();
    let follows = |found: &Diagnostic| {
        let mut places = found.related.iter().map(|(_, place)| place).chain(&found.place);
        found.code == "template-error" && places.any(|place| wrong.contains(&place.file))
    };
    diagnostics.into_iter().filter(|found| !follows(found)).collect()
}

/// Keeps one of several equal errors at one place of a template, with the number of further pages that meet it.
fn fold_template_errors(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut folded: Vec<(Diagnostic, usize)> = Vec::with_capacity(diagnostics.len());
    for found in diagnostics {
        let same = |last: &Diagnostic| {
            found.code == "template-error"
                && last.code == found.code
                && last.place == found.place
                && last.args == found.args
        };
        match folded.last_mut() {
            Some((last, more)) if same(last) => *more += 1,
            _ => folded.push((found, 0)),
        }
    }
    let with_count =
        |(found, more): (Diagnostic, usize)| if more > 0 { found.arg("more", more) } else { found };
    folded.into_iter().map(with_count).collect()
}

/// Sets severities as the settings want them. Errors of the program itself cannot be silenced.
fn apply_lints(lints: &Value, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if lints.is_null() {
        return diagnostics;
    }
    let set = |mut found: Diagnostic| {
        use Severity::{Error, Hint, Warning};
        match lints.get(&found.code).text() {
            Some("off") if found.severity != Error => return None,
            Some("hint") if found.severity != Error => found.severity = Hint,
            Some("warning") if found.severity != Error => found.severity = Warning,
            Some("error") => found.severity = Error,
            _ => {}
        }
        Some(found)
    };
    diagnostics.into_iter().filter_map(set).collect()
}
