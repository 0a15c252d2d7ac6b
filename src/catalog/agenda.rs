//! What will change without anybody changing a file, and on which day: pages appear, reach states, lose their pins, end.
//!
//! Standings are those of [`super::standing`], asked for each day on which one can change.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, EntryOf};
use super::record::RecordOf;
use super::sources::{Kinds, Tree};
use super::standing::{SUCCESSOR, Standing, label};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::engine::{Ask, Query};
use crate::schema::{FieldSpec, Kind, Lasting};

/// Asks for what will change after today.
#[derive(Debug, Serialize, Deserialize)]
pub struct Agenda {
    /// Last day that counts, ISO; no end if empty.
    pub until: String,
}

/// What happens to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum What {
    /// It is shown.
    Appears,
    /// Its workflow reaches a state.
    Reaches,
    /// A stage of what it tells of begins.
    Begins,
    /// A stage of what it tells of has its last day.
    Ends,
    /// It no longer comes first in lists.
    Unpinned,
    /// Another page takes its place.
    Superseded,
    /// Its last day is over.
    Expires,
    /// It is taken back.
    Withdrawn,
    /// It is shown no more.
    Hidden,
}

/// Something that will happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Happening {
    /// The day, ISO.
    pub day: String,
    /// What.
    pub what: What,
    /// To which page.
    pub page: PageId,
    /// Title of the page.
    pub title: String,
    /// It is a draft: what concerns its showing happens only if it is published before.
    pub draft: bool,
    /// The state or stage, in Chinese and in English; empty if the word says it all.
    pub detail: (String, String),
}

impl Query for Agenda {
    const NAME: &'static str = "Agenda";
    /// By day, what happens and page.
    type Answer = Vec<Happening>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Happening> {
        let today = ask.fact("today").to_string();
        let schema = ask.get(&Kinds);
        let mut found = Vec::new();
        for id in &ask.get(&Tree).pages {
            let entry = ask.get(&EntryOf(id.clone()));
            let Some(kind) = schema.kind(&entry.kind).filter(|_| entry.exists) else { continue };
            let draft = entry.draft;
            let entry = Arc::new(Entry { draft: false, ..(*entry).clone() });
            let mut page =
                Page { found: &mut found, until: &self.until, today: &today, id, entry: &entry, draft, kind };
            page.standings(ask);
            page.stages(ask);
        }
        found.sort();
        found
    }
}

/// A page whose days are looked through.
struct Page<'a> {
    found: &'a mut Vec<Happening>,
    until: &'a str,
    today: &'a str,
    id: &'a PageId,
    /// As it will be once it is no draft any more.
    entry: &'a Entry,
    draft: bool,
    kind: &'a Kind,
}

impl Page<'_> {
    fn add(&mut self, ask: &mut Ask<'_>, day: &str, what: What, detail: (String, String)) {
        if day > self.today && (self.until.is_empty() || day <= self.until) {
            let title = ask.get(&RecordOf(self.id.clone())).text("title").to_owned();
            let (day, page) = (day.to_owned(), self.id.clone());
            self.found.push(Happening { day, what, page, title, draft: self.draft, detail });
        }
    }

    /// Finds the days on which the page begins or ceases to be shown, reaches a state or loses its pin.
    fn standings(&mut self, ask: &mut Ask<'_>) {
        let entry = self.entry;
        let successor = successor(ask, entry);
        let standing = |day: &str| match (entry.standing(day), &successor) {
            (Standing::Shown, Some(other)) if other.standing(day) == Standing::Shown => Standing::Superseded,
            (own, _) => own,
        };
        let unpinned = next_day(&entry.pin);
        let mut days = days_of(entry);
        days.extend(successor.iter().flat_map(|other| days_of(other)));
        days.push(unpinned.clone());
        days.retain(|day| day.as_str() > self.today);
        days.sort();
        days.dedup();
        let mut before = standing(self.today);
        for day in days {
            let now = standing(&day);
            if let Some(what) = happening(before, now) {
                self.add(ask, &day, what, Default::default());
            }
            self.states(ask, &day);
            if day == unpinned && before == Standing::Shown && now == Standing::Shown {
                self.add(ask, &day, What::Unpinned, Default::default());
            }
            before = now;
        }
    }

    fn states(&mut self, ask: &mut Ask<'_>, day: &str) {
        let field = self.entry.state_field.clone();
        for phase in self.entry.phases.iter().filter(|phase| first_day(&phase.from) == day) {
            let word = |lang| label(self.kind, &field, &phase.state, lang);
            let detail = (word(Lang::Zh), word(Lang::En));
            self.add(ask, day, What::Reaches, detail);
        }
    }

    /// Finds the first and last days of stages: the time of public notice among them.
    fn stages(&mut self, ask: &mut Ask<'_>) {
        let kind = self.kind;
        for spec in kind.fields.specs.iter() {
            let Some(lasting) = &spec.lasting else { continue };
            let record = ask.get(&RecordOf(self.id.clone()));
            for item in record.fields.get(&spec.name).iter() {
                self.stage(ask, spec, lasting, item);
            }
        }
    }

    fn stage(&mut self, ask: &mut Ask<'_>, spec: &FieldSpec, lasting: &Lasting, item: &Value) {
        let named = spec.fields.find(&lasting.field);
        let value = item.get(&lasting.field).text().unwrap_or_default();
        let choice = named.and_then(|named| named.of.iter().find(|choice| *choice.value == *value));
        let word = |lang| choice.map_or(value, |choice| choice.label.get(lang)).to_owned();
        let detail = (word(Lang::Zh), word(Lang::En));
        let day = |name: &str| item.get(name).text().filter(|day| day.len() >= 10).map(str::to_owned);
        if let Some(from) = day(&lasting.from) {
            self.add(ask, &from, What::Begins, detail.clone());
        }
        if let Some(to) = day(&lasting.to) {
            self.add(ask, &to, What::Ends, detail);
        }
    }
}

/// Returns what it means that a page stands in another way than before.
fn happening(before: Standing, now: Standing) -> Option<What> {
    match (before, now) {
        (before, now) if before == now => None,
        (_, Standing::Shown) => Some(What::Appears),
        (Standing::Shown | Standing::Superseded, Standing::Expired) => Some(What::Expires),
        (Standing::Shown | Standing::Superseded, Standing::Withdrawn) => Some(What::Withdrawn),
        (Standing::Shown | Standing::Superseded, Standing::Hidden) => Some(What::Hidden),
        (_, Standing::Superseded) => Some(What::Superseded),
        _ => None,
    }
}

/// Returns the days on which a page may begin to stand in another way.
pub(super) fn days_of(entry: &Entry) -> Vec<String> {
    let mut days = vec![first_day(&entry.date), first_day(&entry.withdrawn), next_day(&entry.expires)];
    days.extend(entry.phases.iter().map(|phase| first_day(&phase.from)));
    days
}

/// Returns the page that is to take a page's place, shown yet or not.
fn successor(ask: &mut Ask<'_>, entry: &Entry) -> Option<Arc<Entry>> {
    let name = &entry.refs.iter().find(|one| &*one.field == SUCCESSOR)?.text;
    let page = ask.get(&Called).get(&**name).cloned()?;
    Some(ask.get(&EntryOf(page)))
}

/// Asks for the pages by id, file name, written id and title, also those that are not shown yet: the names of pages that references
/// mean are only of those that are.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Called;

impl Query for Called {
    const NAME: &'static str = "Called";
    type Answer = BTreeMap<String, PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut names = Self::Answer::new();
        for id in &ask.get(&Tree).pages {
            let record = ask.get(&RecordOf(id.clone()));
            for name in [id.as_str(), id.stem(), record.text("id"), record.text("title")] {
                names.entry(name.to_owned()).or_insert_with(|| id.clone());
            }
        }
        names
    }
}

/// Returns the first day of a date that may lack its day, or its month too; empty for none.
fn first_day(date: &str) -> String {
    match date.len() {
        0 => String::new(),
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.get(..10).unwrap_or(date).to_owned(),
    }
}

/// Returns the day after a date; empty for none.
fn next_day(date: &str) -> String {
    let mut parts = date.get(..10).unwrap_or_default().split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (parts.next(), parts.next(), parts.next()) else {
        return String::new();
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let (year, month, day) = match (day < last, month) {
        (true, _) => (year, month, day + 1),
        (false, 12) => (year + 1, 1, 1),
        (false, _) => (year, month + 1, 1),
    };
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other() {
        for (day, next) in [
            ("2026-06-10", "2026-06-11"),
            ("2026-06-30", "2026-07-01"),
            ("2024-02-28", "2024-02-29"),
            ("2100-02-28", "2100-03-01"),
            ("2025-12-31", "2026-01-01"),
            ("2025-12", ""),
            ("", ""),
        ] {
            assert_eq!(next_day(day), next);
        }
        assert_eq!(first_day("2026"), "2026-01-01");
        assert_eq!(first_day("2026-03-04T10:00:00"), "2026-03-04");
    }
}
