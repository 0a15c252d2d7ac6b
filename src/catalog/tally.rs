//! What the lists of a page must agree with: numbers that count them, and how many working days their items last.
//!
//! Which fields count what is said by kinds (`tally`, `lasting`); here stands only how to count.

use super::data::Data;
use super::record::{Record, RecordOf};
use super::roster::Roster;
use super::sources::{Kinds, setting};
use crate::base::Value;
use crate::chinese::dates::Moment;
use crate::config;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::schema::{FieldSpec, Group, Kind, Lasting, Tally};

/// Reports numbers that the lists of their pages do not bear out, and items that do not last long enough.
pub(super) fn check_lists(ask: &mut Ask<'_>) {
    let (schema, roster) = (ask.get(&Kinds), ask.get(&Roster));
    let counting: Vec<&Kind> = schema.kinds().filter(|kind| counts(&kind.fields)).collect();
    for line in roster.iter() {
        if let Some(kind) = counting.iter().find(|kind| *kind.name == *line.entry.kind) {
            let record = ask.get(&RecordOf(line.id.clone()));
            Page { ask, id: &line.id, record: &record }.check(&kind.fields, &record.fields, "");
        }
    }
}

/// Tells whether any field counts or lasts.
fn counts(group: &Group) -> bool {
    group.specs.iter().any(|spec| spec.tally.is_some() || spec.lasting.is_some() || counts(&spec.fields))
}

/// A page whose numbers are checked.
struct Page<'a, 'e> {
    ask: &'a mut Ask<'e>,
    id: &'a PageId,
    record: &'a Record,
}

impl Page<'_, '_> {
    /// Checks the fields of a group and of those in it; `path` is that of the group.
    fn check(&mut self, group: &Group, fields: &Value, path: &str) {
        for spec in group.specs.iter() {
            let value = fields.get(&spec.name);
            let path = format!("{path}{}", spec.name);
            if let (Some(tally), Some(number)) = (&spec.tally, value.int()) {
                self.tally(spec, tally, number, &path);
            }
            if let Some(lasting) = &spec.lasting {
                self.lasting(lasting, value, &path);
            }
            if let Value::Map(_) = value {
                self.check(&spec.fields, value, &format!("{path}."));
            }
        }
    }

    /// Reports a number that is not that of the items it counts.
    fn tally(&mut self, spec: &FieldSpec, tally: &Tally, number: i64, path: &str) {
        let items = self.items(tally);
        let of = |value: &String| items.iter().filter(|result| *result == value).count();
        let counts_all = tally.field.is_empty();
        let counted: usize = if counts_all { items.len() } else { tally.values.iter().map(of).sum() };
        // A list that shows none of the step itself says nothing about how many there were: only the chosen ones may be listed.
        let shows_own = tally.values.first().map_or(counts_all && counted > 0, |own| of(own) > 0);
        let is_whole = shows_own && !tally.most;
        let counted = i64::try_from(counted).unwrap_or(i64::MAX);
        if counted > number || (is_whole && counted != number) {
            let label = if spec.label.zh.is_empty() { &spec.name } else { &spec.label.zh };
            let found = Diagnostic::new("count-differs").at(Place::field(&self.id.source(), path));
            let found = found.arg("label", label).arg("name", &spec.name);
            self.ask.report(found.arg("number", number).arg("counted", counted));
        }
    }

    /// Returns what the items of a page's list and of its data file have in the field that tells how far they came; something for each
    /// if every item counts.
    fn items(&mut self, tally: &Tally) -> Vec<String> {
        let word = |item: &Value| match &*tally.field {
            "" => Some(String::new()),
            field => item.get(field).text().map(str::to_owned),
        };
        let mut words: Vec<String> = self.record.fields.get(&tally.of).iter().filter_map(word).collect();
        if let Some(name) = self.record.fields.get(&tally.from).text() {
            let data = self.ask.get(&Data(name.to_owned()));
            words.extend(data.as_ref().as_ref().map(Value::list).unwrap_or_default().iter().filter_map(word));
        }
        words
    }

    /// Reports items that last fewer working days than the settings say.
    fn lasting(&mut self, lasting: &Lasting, items: &Value, path: &str) {
        let settings = setting(self.ask, "rounds");
        // A group of settings that nobody wrote has no values, not even the declared ones.
        let declared = config::kind().field("rounds").and_then(|rounds| rounds.fields.find(&lasting.setting));
        let declared = declared.and_then(|spec| spec.default.as_ref()).and_then(Value::int);
        let least = settings.get(&lasting.setting).int().or(declared).unwrap_or(0);
        for (number, item) in items.list().iter().enumerate() {
            let date = |name: &str| item.get(name).text().and_then(day_number);
            let (Some(from), Some(to)) = (date(&lasting.from), date(&lasting.to)) else { continue };
            if item.get(&lasting.field).text() != Some(&lasting.value) || to < from || to - from > LONGEST {
                continue;
            }
            let days = (from..=to).filter(|day| is_workday(*day, &settings)).count();
            if (days as i64) < least {
                let place = Place::field(&self.id.source(), format!("{path}[{number}].{}", lasting.to));
                let found = Diagnostic::new("too-few-workdays").at(place);
                self.ask.report(found.arg("days", days).arg("least", least));
            }
        }
    }
}

/// Longest time whose days are counted one by one, in days: what lasts longer is long enough for any rule.
const LONGEST: i64 = 1000;

/// Tells whether people work on a day.
fn is_workday(day: i64, settings: &Value) -> bool {
    let listed = |name: &str| {
        settings.get(name).iter().filter_map(Value::text).any(|text| day_number(text) == Some(day))
    };
    // Day 0, 1 January 1970, was a Thursday.
    let weekend = matches!((day + 4).rem_euclid(7), 0 | 6);
    if weekend { listed("workdays") } else { !listed("holidays") }
}

/// Returns the number of a day since 1970 for `2020-06-01`; `None` for a date without a day.
fn day_number(date: &str) -> Option<i64> {
    date.parse::<Moment>().ok()?.day_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_holidays_are_no_workdays() {
        let mut settings = Value::map();
        settings.set("holidays", Value::List(vec!["2020-06-25".into()]));
        settings.set("workdays", Value::List(vec!["2020-06-28".into()]));
        let works = |date: &str| is_workday(day_number(date).unwrap(), &settings);
        assert!(works("2020-06-24") && works("2020-06-28"));
        assert!(!works("2020-06-25") && !works("2020-06-27") && !works("2020-06-21"));
    }
}
