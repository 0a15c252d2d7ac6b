//! Whether sections are kept: none empty, none older than it promises.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::roster::Line;
use crate::catalog::{BodyOf, Present, RecordOf, Roster};
use crate::chinese::dates::Moment;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Query};

/// Asks whether all sections are kept; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Columns;

/// What a section holds, with what is below it.
#[derive(Default)]
struct Holding {
    pages: usize,
    latest: String,
}

impl Query for Columns {
    const NAME: &'static str = "Columns";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let present = ask.get(&Present);
        let roster = ask.get(&Roster);
        let holdings = holdings(&roster);
        for line in present.iter().filter(|line| line.id.is_section() && !line.id.folder().is_empty()) {
            let none = Holding::default();
            let holding = holdings.get(line.id.folder()).unwrap_or(&none);
            if holding.pages == 0 {
                check_empty(ask, &line.id);
            } else {
                check_age(ask, &line.id, holding);
            }
        }
        check_titles(ask, &roster);
    }
}

fn holdings(roster: &[Line]) -> BTreeMap<String, Holding> {
    let mut all: BTreeMap<String, Holding> = BTreeMap::new();
    for line in roster.iter().filter(|line| !line.id.is_section()) {
        let mut folder = line.id.section();
        loop {
            let holding = all.entry(folder.to_owned()).or_default();
            holding.pages += 1;
            if *line.entry.date > *holding.latest {
                holding.latest = line.entry.date.to_string();
            }
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None => break,
            }
        }
    }
    all
}

/// Reports a section without pages that has nothing to say itself either.
fn check_empty(ask: &mut Ask<'_>, id: &PageId) {
    let record = ask.get(&RecordOf(id.clone()));
    // A section with a template of its own shows what it likes: data, terms, pages from elsewhere.
    let shows_more = !record.text("template").is_empty() || !record.fields.get("figures").list().is_empty();
    if shows_more || !record.exists || !ask.get(&BodyOf(id.clone())).pieces.is_empty() {
        return;
    }
    let title = record.text("title");
    ask.report(Diagnostic::new("column-empty").at(Place::file(id.source())).arg("title", title));
}

/// Reports a section whose latest page is older than it promises.
fn check_age(ask: &mut Ask<'_>, id: &PageId, holding: &Holding) {
    let record = ask.get(&RecordOf(id.clone()));
    let Some(days) = record.fields.get("update_every").text().and_then(days_of) else { return };
    let today = ask.fact("today");
    // What has no date counts as not brought up to date.
    let age = day_number(&today).zip(day_number(&holding.latest)).map(|(today, last)| today - last);
    if age.is_none_or(|age| age > days) {
        let last = holding.latest.get(..10).unwrap_or("—");
        let found = Diagnostic::new("column-stale").at(Place::field(&id.source(), "update_every"));
        ask.report(found.arg("title", record.text("title")).arg("days", days).arg("last", last));
    }
}

/// Returns the days of `P1Y2M3W4D`; none for one of hours.
fn days_of(duration: &str) -> Option<i64> {
    let date = duration.strip_prefix('P')?.split('T').next()?;
    let mut number = 0;
    let mut days = 0;
    for c in date.chars() {
        match c {
            'Y' => days += std::mem::take(&mut number) * 365,
            'M' => days += std::mem::take(&mut number) * 30,
            'W' => days += std::mem::take(&mut number) * 7,
            'D' => days += std::mem::take(&mut number),
            _ => number = number * 10 + i64::from(c.to_digit(10)?),
        }
    }
    Some(days).filter(|days| *days > 0)
}

/// Returns the number of a day since 1970; `None` for a date without a day.
fn day_number(date: &str) -> Option<i64> {
    Moment::parse(date.get(..10)?).ok()?.day_number()
}

/// Reports pages of one language that have the title of another one.
fn check_titles(ask: &mut Ask<'_>, roster: &[Line]) {
    let mut first: BTreeMap<(String, String), PageId> = BTreeMap::new();
    for line in roster.iter().filter(|line| !line.id.is_section()) {
        let record = ask.get(&RecordOf(line.id.clone()));
        let title = record.text("title").to_owned();
        if title.is_empty() || *record.kind == *"term" {
            continue;
        }
        let key = (line.entry.language.to_string(), title.clone());
        match first.get(&key) {
            Some(other) => {
                let found = Diagnostic::new("title-twice").at(Place::field(&line.id.source(), "title"));
                ask.report(
                    found
                        .arg("text", title)
                        .arg("other", other)
                        .related("first", Place::field(&other.source(), "title")),
                );
            }
            None => drop(first.insert(key, line.id.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        assert_eq!(days_of("P14D"), Some(14));
        assert_eq!(days_of("P1Y6M"), Some(545));
        assert_eq!(days_of("P2W"), Some(14));
        assert_eq!(days_of("PT2H"), None);
        assert_eq!(day_number("2020-03-01T09:30").zip(day_number("2020-02-28")).map(|(a, b)| a - b), Some(2));
    }
}
