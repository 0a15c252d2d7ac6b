//! Series: ordered parts under one shared note, with a known or open total.

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::names::Backlinks;
use super::record::RecordOf;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};

/// Asks for the parts of a series; reports gaps, doubles and too many parts.
#[derive(Debug, Serialize, Deserialize)]
pub struct Series(pub PageId);

/// One part of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The page.
    pub page: PageId,
    /// Its ordinal, from 1.
    pub number: i64,
}

impl Query for Series {
    const NAME: &'static str = "Series";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Part>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Part> {
        let referring = ask.get(&Backlinks(self.0.clone()));
        let mut parts: Vec<(Option<i64>, String, PageId)> = Vec::new();
        let language = ask.get(&EntryOf(self.0.clone())).language.clone();
        for (_, page) in referring.iter().filter(|(field, _)| field == "series") {
            // A version that fell back to the series of another language is counted there in that language.
            if ask.get(&EntryOf(page.clone())).language != language {
                continue;
            }
            let record = ask.get(&RecordOf(page.clone()));
            parts.push((record.fields.get("part").int(), record.text("date").to_owned(), page.clone()));
        }
        // Numbered parts in their order, then the others by date: the next free number is theirs.
        parts.sort_by_key(|(number, date, page)| (number.unwrap_or(i64::MAX), date.clone(), page.clone()));
        let parts = number_parts(ask, parts);
        let record = ask.get(&RecordOf(self.0.clone()));
        if let Some(expected) =
            record.fields.get("expected").int().filter(|&expected| (parts.len() as i64) > expected)
        {
            let place = Place::field(&self.0.source(), "expected");
            ask.report(
                Diagnostic::new("series-too-long")
                    .at(place)
                    .arg("expected", expected)
                    .arg("parts", parts.len()),
            );
        }
        parts
    }
}

/// Gives every part its number and reports numbers that are used twice or left out.
fn number_parts(ask: &mut Ask<'_>, parts: Vec<(Option<i64>, String, PageId)>) -> Vec<Part> {
    let mut numbered: Vec<Part> = Vec::with_capacity(parts.len());
    for (written, _, page) in parts {
        let next = numbered.last().map_or(1, |last| last.number + 1);
        let number = written.unwrap_or(next);
        if let Some(last) = numbered.last().filter(|last| last.number == number) {
            let found = Diagnostic::new("series-part-twice").at(Place::field(&page.source(), "part"));
            ask.report(
                found.arg("number", number).related("first", Place::field(&last.page.source(), "part")),
            );
        } else if number > next {
            let found = Diagnostic::new("series-gap").at(Place::field(&page.source(), "part"));
            ask.report(found.arg("number", number).arg("missing", next));
        }
        numbered.push(Part { page, number });
    }
    numbered
}
