//! Values that no two pages of a kind may share: the name of a unit, its place among those below the same one.
//!
//! Which fields those are is said by kinds (`distinct`); here stands only how to compare.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::Refs;
use super::record::{Record, RecordOf};
use super::roster::{Line, Roster};
use super::sources::Kinds;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Lang, Place};
use crate::engine::Ask;
use crate::schema::{FieldSpec, Kind};

/// Word for all pages of the kind, in the place of a field that they have in common.
const OF_KIND: &str = "kind";

/// What two pages must not have in common: field, value, language, and what the field is distinct among.
type Claim = (String, String, Arc<str>, String);

/// Reports values that two pages share although their kind wants them to differ.
pub(super) fn check_distinct(ask: &mut Ask<'_>) {
    let (schema, roster) = (ask.get(&Kinds), ask.get(&Roster));
    for kind in schema.kinds() {
        let wanted: Vec<(&FieldSpec, &str)> = wanted(kind);
        let mut first: BTreeMap<Claim, PageId> = BTreeMap::new();
        for line in roster.iter().filter(|line| !wanted.is_empty() && *line.entry.kind == *kind.name) {
            let record = ask.get(&RecordOf(line.id.clone()));
            for (spec, among) in &wanted {
                let Some(value) = value(&record, &spec.name) else { continue };
                let group = group(ask, line, &record, among);
                let claim = (spec.name.to_string(), value.clone(), line.entry.language.clone(), group);
                match first.get(&claim) {
                    Some(other) => report(ask, spec, &value, (&line.id, other)),
                    None => _ = first.insert(claim, line.id.clone()),
                }
            }
        }
    }
}

/// Returns the fields of a kind that are to be distinct, each with what they are distinct among.
fn wanted(kind: &Kind) -> Vec<(&FieldSpec, &str)> {
    let specs = kind.fields.specs.iter();
    specs.filter_map(|spec| Some((spec, spec.distinct.as_deref()?))).collect()
}

/// Returns a text or a number as written; nothing if there is none.
fn value(record: &Record, field: &str) -> Option<String> {
    let value = record.fields.get(field);
    let text = value.text().filter(|text| !text.is_empty()).map(str::to_owned);
    text.or_else(|| value.int().map(|number| number.to_string()))
}

/// Returns what the page has in the field that a value is distinct among: the page meant, however it is called there.
fn group(ask: &mut Ask<'_>, line: &Line, record: &Record, among: &str) -> String {
    if among == OF_KIND {
        return String::new();
    }
    let targets = ask.get(&Refs(line.id.clone()));
    let target = targets.iter().find(|target| target.field == among);
    target.map_or_else(|| value(record, among).unwrap_or_default(), |target| target.page.to_string())
}

fn report(ask: &mut Ask<'_>, spec: &FieldSpec, value: &str, (page, other): (&PageId, &PageId)) {
    let field = spec.name.to_string();
    let found = Diagnostic::new("value-twice").at(Place::field(&page.source(), field.clone()));
    let found = found.arg("label", spec.label.get(Lang::Zh)).arg("name", &field).arg("value", value);
    ask.report(found.related("first", Place::field(&other.source(), field)));
}
