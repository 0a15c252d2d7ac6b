//! Styles and scripts against the oldest browser that the settings name (`browsers: {chromium: 86}`).
//!
//! Two small scanners and one table ([`features`]). A complete parser would be a large dependency for what a table of some hundred
//! signs finds; whatever they do not see, the tests of a theme in a real browser must. Findings are warnings: an old browser drops a
//! rule and goes on. This module must not know pages.
//!
//! *Incremental:* one query for each file, read by the output of the file: other outputs know nothing of it.

pub mod features;
mod script;
mod style;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::requests;
use crate::base::SourcePath;
use crate::catalog::sources::{setting, text_of};
use crate::diag::{Diagnostic, Place, Severity};
use crate::engine::{Ask, Keep, Query};

/// The oldest Chromium if the settings name none: what office machines have had since 2020.
const FLOOR: u32 = 86;

/// Findings of one kind in a file that are shown; a library of others may hold hundreds.
const SHOWN: usize = 20;

/// Something that a browser does not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Young {
    /// As people would name it.
    pub what: String,
    /// Chromium that brought it; 0 for what does not work from a disk in any.
    pub since: u32,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

impl Young {
    fn new(what: &str, since: u32, range: Range<usize>) -> Self {
        Self { what: what.to_owned(), since, range }
    }

    fn module(what: &str, range: Range<usize>) -> Self {
        Self { what: what.to_owned(), since: 0, range }
    }
}

/// Returns what a browser of a version does not know in a file, by the ending of its name; nothing for other files.
pub fn young(name: &str, text: &str, floor: u32) -> Vec<Young> {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => script::young(text, floor),
        Some("css") => style::young(text, floor),
        _ => Vec::new(),
    }
}

/// Reports a request to another host: an error on an intranet, where it can only fail.
pub fn report_request(ask: &mut Ask<'_>, address: &str, place: Option<Place>) {
    let mut found = Diagnostic::new("external-request").arg("address", address);
    found.place = place;
    if setting(ask, "profile").text() == Some("gov-internet") {
        found.severity = Severity::Warning;
    }
    ask.report(found);
}

/// Asks for a style or a script to be checked; findings are all there is to its answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compat(pub SourcePath);

impl Compat {
    /// Asks for the check if a file is one that can be checked.
    pub fn of(ask: &mut Ask<'_>, path: &SourcePath) {
        if matches!(path.extension(), "css" | "js") {
            ask.get(&Self(path.clone()));
        }
    }
}

impl Query for Compat {
    const NAME: &'static str = "Compat";
    const KEEP: Keep = Keep::Disk;
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let floor = setting(ask, "browsers").get("chromium").int();
        let floor = floor.and_then(|floor| u32::try_from(floor).ok()).unwrap_or(FLOOR);
        let Some(text) = text_of(ask, &self.0) else { return };
        if self.0.extension() == "css" {
            for range in requests::external_in_style(&text) {
                let address = text[range.clone()].to_owned();
                report_request(ask, &address, Some(Place::text(&self.0, range)));
            }
        }
        for young in young(self.0.name(), &text, floor).into_iter().take(SHOWN) {
            let place = Place::text(&self.0, young.range);
            let found = match young.since {
                0 => Diagnostic::new("script-module").arg("what", &young.what),
                since => {
                    let code = if self.0.extension() == "css" { "style-too-new" } else { "script-too-new" };
                    Diagnostic::new(code).arg("what", &young.what).arg("since", since).arg("floor", floor)
                }
            };
            ask.report(found.at(place));
        }
    }
}
