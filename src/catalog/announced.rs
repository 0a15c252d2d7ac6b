//! Whether what a page announces agrees with the lists elsewhere: a notice says how many were chosen, or honoured.
//!
//! Which fields these are, kinds say (`announces`); here stands only how to count. Pages and rows of data files are looked at alike.

use super::data::{Data, RowPages, named_with_kind};
use super::entry::EntryOf;
use super::names::Refs;
use super::record::{Record, RecordOf};
use super::roster::Roster;
use super::sources::Kinds;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Lang, Place};
use crate::engine::Ask;
use crate::schema::{Announces, Counted, FieldSpec, Kind};

/// Reports announced numbers that the lists do not bear out.
pub(super) fn check_announced(ask: &mut Ask<'_>) {
    let (schema, roster) = (ask.get(&Kinds), ask.get(&Roster));
    let announcing: Vec<(&Kind, &FieldSpec, &Announces)> = schema
        .kinds()
        .flat_map(|kind| kind.fields.specs.iter().map(move |spec| (kind, spec)))
        .filter_map(|(kind, spec)| Some((kind, spec, spec.announces.as_ref()?)))
        .collect();
    for line in roster.iter() {
        for (_, spec, rule) in announcing.iter().filter(|(kind, ..)| *kind.name == *line.entry.kind) {
            let record = ask.get(&RecordOf(line.id.clone()));
            if !record.fields.get(&spec.name).is_null() {
                Announcer { ask, id: &line.id, record: &record, rule }.check(&spec.name);
            }
        }
    }
}

/// A page that announces numbers.
struct Announcer<'a, 'e> {
    ask: &'a mut Ask<'e>,
    id: &'a PageId,
    record: &'a Record,
    rule: &'a Announces,
}

/// A count, what people call that which was counted, in Chinese and English, and where it stands.
struct Count {
    number: i64,
    what: (String, String),
    place: Option<Place>,
}

impl Announcer<'_, '_> {
    fn check(&mut self, field: &str) {
        let targets = self.ask.get(&Refs(self.id.clone()));
        for (at, item) in self.record.fields.get(field).iter().enumerate() {
            let Some(number) = item.get(&self.rule.number).int() else { continue };
            let path = format!("{field}[{at}].{}", self.rule.page);
            let found = match targets.iter().find(|target| target.field == path) {
                Some(target) => self.on_page(&target.page, item),
                None if item.get(&self.rule.page).is_null() => self.of_the_same(item),
                None => None, // it leads nowhere, which has been said
            };
            let Some(found) = found.filter(|found| found.number != number) else { continue };
            let place = Place::field(&self.id.source(), format!("{field}[{at}].{}", self.rule.number));
            let told = Diagnostic::new("announced-differs").at(place).arg("number", number);
            let told =
                told.arg("counted", found.number).arg("what", found.what.0).arg("what_en", found.what.1);
            self.ask.report(match found.place {
                Some(place) => told.related("list", place),
                None => told,
            });
        }
    }

    /// Counts the list of a page.
    fn on_page(&mut self, page: &PageId, item: &Value) -> Option<Count> {
        let kind = self.ask.get(&EntryOf(page.clone())).kind.to_string();
        let rule = self.rule;
        let counted = rule.lists.iter().find(|one| one.kind == kind)?;
        let record = self.ask.get(&RecordOf(page.clone()));
        let number = self.count(counted, &record.fields, item)?;
        let title = record.text("title");
        let place = Place::key(&page.source(), counted.list.clone());
        let place = (!record.fields.get(&counted.list).is_null()).then_some(place);
        let what = (format!("“{title}”"), format!("\"{title}\""));
        Some(Count { number, what, place: place.or(Some(Place::file(page.source()))) })
    }

    /// Counts the lists of all pages and rows that have the same text in a field as this page; `None` if there are none.
    fn of_the_same(&mut self, item: &Value) -> Option<Count> {
        let (rule, own) = (self.rule, self.record.fields.get(&self.rule.same).text()?);
        let language = self.ask.get(&EntryOf(self.id.clone())).language.clone();
        let (roster, rows) = (self.ask.get(&Roster), self.ask.get(&RowPages));
        let mut total = None;
        let mut labels = Vec::new();
        for counted in &rule.lists {
            let mut lists: Vec<Value> = Vec::new();
            let of_kind = |line: &&super::roster::Line| {
                *line.entry.kind == *counted.kind && line.entry.language == language
            };
            let is_same = |fields: &&Value| fields.get(&rule.same).text() == Some(own);
            for line in roster.iter().filter(of_kind).filter(|line| !rows.contains_key(&line.id)) {
                let record = self.ask.get(&RecordOf(line.id.clone()));
                lists.extend(Some(&record.fields).filter(is_same).cloned());
            }
            for name in named_with_kind(self.ask, &counted.kind) {
                let data = self.ask.get(&Data(name));
                let rows = data.as_ref().as_ref().map(Value::list).unwrap_or_default();
                lists.extend(rows.iter().filter(is_same).cloned());
            }
            for fields in &lists {
                let Some(number) = self.count(counted, fields, item) else { continue };
                *total.get_or_insert(0) += number;
                if !labels.contains(&counted.kind) {
                    labels.push(counted.kind.clone());
                }
            }
        }
        let number = total?;
        let schema = self.ask.get(&Kinds);
        let label = |lang| {
            let names = labels.iter().filter_map(|kind| Some(schema.kind(kind)?.label.get(lang)));
            names.collect::<Vec<_>>().join("、")
        };
        let what = (format!("{own}的{}", label(Lang::Zh)), format!("what {own} says ({})", label(Lang::En)));
        Some(Count { number, what, place: None })
    }

    /// Returns how many items of a list an announcement is about; `None` if the list does not tell.
    fn count(&mut self, counted: &Counted, fields: &Value, item: &Value) -> Option<i64> {
        let wanted = item.get(&counted.by).text();
        let mut words: Vec<Option<String>> = Vec::new();
        let word = |item: &Value| item.get(&counted.field).text().map(str::to_owned);
        words.extend(fields.get(&counted.list).iter().map(word));
        if let Some(name) = fields.get(&counted.from).text() {
            let data = self.ask.get(&Data(name.to_owned()));
            words.extend(data.as_ref().as_ref().map(Value::list).unwrap_or_default().iter().map(word));
        }
        if words.is_empty() && !fields.get(&counted.alone).is_null() {
            words.push(word(fields));
        }
        let further = match wanted.and_then(|wanted| counted.steps.iter().position(|step| step == wanted)) {
            Some(at) => &counted.steps[at..],
            None => &[],
        };
        // A list without the step itself shows only who went further: how many there were the page may say.
        if let Some(step) =
            further.first().filter(|step| words.iter().all(|word| word.as_ref() != Some(step)))
        {
            return fields.get(&counted.stated).get(step).int();
        }
        let counts = |word: &&Option<String>| match (wanted, further) {
            (None, _) => true,
            (Some(wanted), []) => word.as_deref() == Some(wanted),
            (Some(_), further) => word.as_ref().is_some_and(|word| further.contains(word)),
        };
        (!words.is_empty()).then(|| words.iter().filter(counts).count() as i64)
    }
}
