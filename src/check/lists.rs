//! What stands in lists of pages: reprints with their dates.

use serde::{Deserialize, Serialize};

use crate::catalog::record::Record;
use crate::catalog::{RecordOf, Roster};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Query};

/// Asks whether lists agree; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lists;

impl Query for Lists {
    const NAME: &'static str = "Lists";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        for line in ask.get(&Roster).iter() {
            let record = ask.get(&RecordOf(line.id.clone()));
            check_reprints(ask, &line.id, &record);
        }
    }
}

fn check_reprints(ask: &mut Ask<'_>, id: &PageId, record: &Record) {
    for (number, reprint) in record.fields.get("reprints").iter().enumerate() {
        if reprint.get("date").is_null() {
            let place = Place::field(&id.source(), format!("reprints[{number}]"));
            ask.report(
                Diagnostic::new("reprint-undated")
                    .at(place)
                    .arg("text", reprint.get("by").text().unwrap_or_default()),
            );
        }
    }
}
