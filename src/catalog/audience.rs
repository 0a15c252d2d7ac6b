//! Whom pages are for: the settings name audiences, a page those that may see it, and a build is for one of them.

use std::sync::Arc;

use super::entry::Entry;
use super::sources::{SETTINGS_FILE, setting};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Ask;

/// Field that names whom a page is for.
pub(super) const FIELD: &str = "shown_to";

/// Setting that names the audiences.
const SETTING: &str = "audiences";

/// Tells whether a page is among what this build is for. Pages without an audience are for all.
pub(super) fn is_meant(ask: &mut Ask<'_>, entry: &Entry) -> bool {
    if entry.audience.is_empty() {
        return true;
    }
    let chosen = ask.fact("for");
    let chosen = if chosen.is_empty() { declared(ask).first().cloned() } else { Some(chosen) };
    chosen.is_some_and(|chosen| entry.audience.contains(&chosen))
}

/// Reports audiences of a page that the settings do not have.
pub(super) fn check(ask: &mut Ask<'_>, id: &PageId, audience: &[Arc<str>]) {
    for (number, name) in audience.iter().enumerate() {
        report_unknown(ask, Place::field(&id.source(), format!("{FIELD}[{number}]")), name);
    }
}

/// Reports a build for an audience that the settings do not have.
pub(super) fn check_chosen(ask: &mut Ask<'_>) {
    let chosen = ask.fact("for");
    if !chosen.is_empty() {
        report_unknown(ask, Place::field(&SETTINGS_FILE.into(), SETTING), &chosen);
    }
}

fn declared(ask: &mut Ask<'_>) -> Vec<Arc<str>> {
    setting(ask, SETTING).iter().filter_map(Value::text).map(Arc::from).collect()
}

fn report_unknown(ask: &mut Ask<'_>, place: Place, name: &str) {
    let known = declared(ask);
    if known.iter().any(|one| **one == *name) {
        return;
    }
    let near = did_you_mean(name, known.iter().map(|one| &**one));
    let found = Diagnostic::new("audience-unknown").at(place).arg("text", name).maybe("suggestion", near);
    let known = Some(known.join("、")).filter(|known| !known.is_empty());
    ask.report(found.maybe("known", known));
}
