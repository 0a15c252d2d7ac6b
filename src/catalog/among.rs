//! Whether the items of a list stand in the list of another page: who is honoured was chosen in the round.
//!
//! Which fields these are, kinds say (`among`); here stands only how to compare. Pages and rows of data files are looked at alike.

use super::data::{Data, Parsed, RowPages, named_with_kind};
use super::names::{Refs, Target};
use super::record::RecordOf;
use super::roster::Roster;
use super::sources::Kinds;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::schema::{Among, FieldSpec};

/// Reports items that the list of the page they refer to does not hold.
pub(super) fn check_members(ask: &mut Ask<'_>) {
    let schema = ask.get(&Kinds);
    for kind in schema.kinds() {
        for spec in kind.fields.specs.iter() {
            if let Some(among) = &spec.among {
                Members { ask, kind: &kind.name, spec, among }.check();
            }
        }
    }
}

/// The lists of the pages and rows of a kind.
struct Members<'a, 'e> {
    ask: &'a mut Ask<'e>,
    kind: &'a str,
    spec: &'a FieldSpec,
    among: &'a Among,
}

/// What an item has in the fields that are compared, in their order; empty where it has nothing.
type Marks = Vec<String>;

impl Members<'_, '_> {
    fn check(&mut self) {
        let (roster, rows) = (self.ask.get(&Roster), self.ask.get(&RowPages));
        // Of a page that is a row it is said at the cell.
        let own = |id: &PageId| !rows.contains_key(id);
        for line in roster.iter().filter(|line| *line.entry.kind == *self.kind && own(&line.id)) {
            if line.entry.refs.iter().any(|one| *one.field == *self.among.of) {
                self.check_page(&line.id);
            }
        }
        for name in named_with_kind(self.ask, self.kind) {
            self.check_rows(&name);
        }
    }

    fn check_page(&mut self, id: &PageId) {
        let targets = self.ask.get(&Refs(id.clone()));
        let Some(other) = targets.iter().find(|target| target.field == self.among.of) else { return };
        let record = self.ask.get(&RecordOf(id.clone()));
        let items = self.marks(&record.fields, &targets);
        let place = |path: String| Place::field(&id.source(), path);
        self.compare(&other.page, items, &place);
    }

    fn check_rows(&mut self, name: &str) {
        let (data, parsed) = (self.ask.get(&Data(name.to_owned())), self.ask.get(&Parsed(name.to_owned())));
        let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
        for (number, row) in rows.iter().enumerate() {
            let Some(other) = row.get(&self.among.of).text() else { continue };
            let Some(place) =
                parsed.as_ref().as_ref().and_then(|parsed| parsed.place(number, &self.among.of))
            else {
                continue;
            };
            let items = self.marks(row, &[]);
            self.compare(&PageId::new(other), items, &|_| place.clone());
        }
    }

    /// Returns the path of each item with its marks.
    fn marks(&self, fields: &Value, targets: &[Target]) -> Vec<(String, Marks)> {
        let items = fields.get(&self.spec.name).iter().enumerate();
        let own = |at: String, item: &Value| {
            let mark = |(field, _): &(String, String)| mark(item, field, targets, &format!("{at}."));
            (at.clone(), self.among.same.iter().map(mark).collect())
        };
        let mut marks: Vec<_> =
            items.map(|(number, item)| own(format!("{}[{number}]", self.spec.name), item)).collect();
        let alone = &*self.among.alone;
        if marks.is_empty() && !fields.get(alone).is_null() {
            let of = |(field, _): &(String, String)| match field == alone {
                true => mark(fields, alone, targets, ""),
                false => String::new(),
            };
            marks.push((alone.to_owned(), self.among.same.iter().map(of).collect()));
        }
        marks
    }

    /// Reports items that are not among the chosen ones of a page. A page that lists none says nothing about them.
    fn compare(&mut self, other: &PageId, items: Vec<(String, Marks)>, place: &dyn Fn(String) -> Place) {
        let chosen = self.chosen(other);
        if chosen.is_empty() {
            return;
        }
        for (path, marks) in items.into_iter().filter(|(_, marks)| marks.iter().any(|mark| !mark.is_empty()))
        {
            if chosen.iter().any(|listed| agrees(&marks, listed)) {
                continue;
            }
            let name = self.name_of(&marks);
            let record = self.ask.get(&RecordOf(other.clone()));
            let found = Diagnostic::new("not-among-chosen").at(place(path)).arg("name", name);
            let found = found.arg("title", record.text("title")).arg("count", chosen.len());
            self.ask.report(found.related("list", Place::key(&other.source(), self.among.list.clone())));
        }
    }

    /// Returns the marks of the items that count in the list of a page and in its data file.
    fn chosen(&mut self, page: &PageId) -> Vec<Marks> {
        let (record, targets) = (self.ask.get(&RecordOf(page.clone())), self.ask.get(&Refs(page.clone())));
        let among = self.among;
        let counts = |item: &Value| {
            let word = item.get(&among.field).text().unwrap_or_default();
            among.field.is_empty() || among.values.iter().any(|value| value == word)
        };
        let marks = |item: &Value, at: &str| {
            among.same.iter().map(|(_, field)| mark(item, field, &targets, at)).collect::<Marks>()
        };
        let listed = record.fields.get(&among.list).iter().enumerate().filter(|(_, item)| counts(item));
        let mut chosen: Vec<Marks> =
            listed.map(|(number, item)| marks(item, &format!("{}[{number}].", among.list))).collect();
        if let Some(name) = record.fields.get(&among.from).text() {
            let data = self.ask.get(&Data(name.to_owned()));
            let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
            chosen.extend(rows.iter().filter(|row| counts(row)).map(|row| marks(row, "?")));
        }
        chosen
    }

    /// Returns what people call an item: titles of pages instead of their ids.
    fn name_of(&mut self, marks: &[String]) -> String {
        let mut words = Vec::new();
        for mark in marks.iter().filter(|mark| !mark.is_empty()) {
            let record = self.ask.get(&RecordOf(PageId::new(mark)));
            words.push(if record.exists { record.text("title").to_owned() } else { mark.clone() });
        }
        words.join(" ")
    }
}

/// Returns what an item has in a field: the id of the page it means, else what is written. `at` is the path of the item.
fn mark(item: &Value, field: &str, targets: &[Target], at: &str) -> String {
    let path = format!("{at}{field}");
    let target = targets.iter().find(|target| target.field == path);
    target.map_or_else(
        || item.get(field).text().unwrap_or_default().to_owned(),
        |target| target.page.to_string(),
    )
}

/// Tells whether a listed item says the same wherever an item says anything.
fn agrees(marks: &[String], listed: &[String]) -> bool {
    marks.iter().zip(listed).all(|(own, other)| own.is_empty() || own == other)
}
