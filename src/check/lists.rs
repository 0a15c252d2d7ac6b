//! Lists that must agree with each other: honours with their rounds, reprints with their dates, short names with full ones.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::Value;
use crate::catalog::names;
use crate::catalog::record::Record;
use crate::catalog::roster::Line;
use crate::catalog::{Data, RecordOf, Refs, Roster};
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
            if !record.fields.get("recipients").list().is_empty() {
                check_recipients(ask, line, &record);
            }
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

/// Reports recipients of an honour whom the round did not choose.
fn check_recipients(ask: &mut Ask<'_>, line: &Line, record: &Record) {
    let targets = ask.get(&Refs(line.id.clone()));
    let Some(round) = targets.iter().find(|target| target.field == "round") else { return };
    let round = ask.get(&RecordOf(round.page.clone()));
    let chosen = chosen(ask, &round, &line.entry.language);
    if chosen.is_empty() {
        return;
    }
    for (number, recipient) in record.fields.get("recipients").iter().enumerate() {
        let names: Vec<&str> = ["unit", "name"]
            .iter()
            .filter_map(|field| recipient.get(field).text())
            .filter(|name| !name.is_empty())
            .collect();
        let known = names.iter().any(|name| chosen.contains(&canonical(ask, name, &line.entry.language)));
        if !known && let Some(name) = names.last() {
            let place = Place::field(&line.id.source(), format!("recipients[{number}]"));
            ask.report(
                Diagnostic::new("not-in-round").at(place).arg("name", name).arg("round", round.text("title")),
            );
        }
    }
}

/// Returns units and names of what a round chose in the end.
fn chosen(ask: &mut Ask<'_>, round: &Record, language: &str) -> BTreeSet<String> {
    let mut names = Vec::new();
    let mut add = |items: &[Value]| {
        for item in items.iter().filter(|item| item.get("result").text() == Some("final")) {
            names.extend(
                ["unit", "title"].iter().filter_map(|field| item.get(field).text().map(str::to_owned)),
            );
        }
    };
    add(round.fields.get("entries").list());
    if let Some(name) = round.fields.get("entries_from").text() {
        let data = ask.get(&Data(name.to_owned()));
        add(data.as_ref().as_ref().map(Value::list).unwrap_or_default());
    }
    names.iter().map(|name| canonical(ask, name, language)).collect()
}

/// Returns the id of the unit that a name means, else the name itself.
fn canonical(ask: &mut Ask<'_>, name: &str, language: &str) -> String {
    let unit = names::resolve(ask, &["unit".to_owned()], name, language);
    unit.map_or_else(|| name.to_owned(), |page| page.to_string())
}
