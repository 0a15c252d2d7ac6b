//! What only the pages together can get wrong: ids given twice, pages that are their own ancestors, a menu that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::among::check_members;
use super::announced::check_announced;
use super::audience::check_chosen;
use super::breaks::check_breaks;
use super::data::check_data;
use super::distinct::check_distinct;
use super::entry::EntryOf;
use super::glossary::check_glossary;
use super::items::check_ids;
use super::languages::{Languages, Tongues};
use super::menu::check_menu;
use super::names::Refs;
use super::roster::{Roster, further_sections};
use super::series::Series;
use super::sources::{Kinds, SETTINGS_FILE, setting};
use super::standing::{Present, SUCCESSOR};
use super::tags::check_tags;
use super::tally::check_lists;
use super::terms::field_of;
use super::tongue_faults::check_languages;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};

/// Fields that lead from a page to the one above it or after it; following them must come to an end.
const CHAINS: [&str; 2] = ["parent", SUCCESSOR];

/// Asks whether the pages fit together; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Consistency;

impl Query for Consistency {
    const NAME: &'static str = "Consistency";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        check_references(ask);
        report_same_ids(ask);
        for field in CHAINS {
            report_loops(ask, field);
        }
        check_series(ask);
        check_menu(ask);
        check_languages(ask);
        check_tags(ask);
        check_taxonomies(ask);
        check_data(ask);
        check_glossary(ask);
        check_ids(ask);
        check_distinct(ask);
        check_lists(ask);
        check_members(ask);
        check_announced(ask);
        check_breaks(ask);
        check_chosen(ask);
        check_also_in(ask);
    }
}

/// Asks for the targets of all references, so that those that lead nowhere are found whatever the theme shows.
fn check_references(ask: &mut Ask<'_>) {
    for line in ask.get(&Present).iter().filter(|line| !line.entry.refs.is_empty()) {
        ask.get(&Refs(line.id.clone()));
    }
}

/// Reports pages that name the section in which they are anyway as a further one.
fn check_also_in(ask: &mut Ask<'_>) {
    for line in ask.get(&Roster).iter() {
        for (field, section) in further_sections(ask, line) {
            if section.folder() == &*line.entry.section {
                let found = Diagnostic::new("also-in-own-section").at(Place::field(&line.id.source(), field));
                ask.report(found.arg("text", section.as_str()));
            }
        }
    }
}

/// Asks for every series that some page is a part of, so that its findings come out whatever the theme shows.
fn check_series(ask: &mut Ask<'_>) {
    let roster = ask.get(&Roster);
    let mut all = BTreeSet::new();
    for line in roster.iter().filter(|line| line.entry.refs.iter().any(|one| &*one.field == "series")) {
        let targets = ask.get(&Refs(line.id.clone()));
        all.extend(
            targets.iter().filter(|target| target.field == "series").map(|target| target.page.clone()),
        );
    }
    for series in all {
        ask.get(&Series(series));
    }
}

/// Reports taxonomies whose field or kinds do not exist: they would stay empty without a word.
fn check_taxonomies(ask: &mut Ask<'_>) {
    let (taxonomies, schema) = (setting(ask, "taxonomies"), ask.get(&Kinds));
    for (name, taxonomy) in taxonomies.entries() {
        let at = |key: String| Place::field(&SETTINGS_FILE.into(), format!("taxonomies.{name}{key}"));
        let key = ["field", "from"].into_iter().find(|key| taxonomy.get(key).text().is_some());
        let place = at(key.map(|key| format!(".{key}")).unwrap_or_default());
        let written = field_of(name, taxonomy);
        let field = written.split('.').next().unwrap_or(written);
        let found = schema.kinds().find_map(|kind| kind.fields.find(field));
        if found.is_none_or(|spec| *spec.name != *field) {
            let names = schema.kinds().flat_map(|kind| kind.fields.specs.iter().map(|spec| &*spec.name));
            let near = found.map(|spec| &*spec.name).or_else(|| did_you_mean(field, names));
            let missing = Diagnostic::new("taxonomy-no-such-field").at(place);
            ask.report(missing.arg("name", name).arg("field", field).maybe("suggestion", near));
        }
        for (number, kind) in taxonomy.get("kinds").iter().filter_map(Value::text).enumerate() {
            if schema.kinds().all(|known| *known.name != *kind) {
                let near = schema.kind(kind).map(|kind| kind.name.to_string());
                let names = || schema.kinds().map(|kind| &*kind.name);
                let near = near.or_else(|| did_you_mean(kind, names()).map(str::to_owned));
                let missing = Diagnostic::new("taxonomy-no-such-kind").at(at(format!(".kinds[{number}]")));
                let missing = missing.arg("name", name).arg("kind", kind).maybe("suggestion", near);
                ask.report(missing.arg("known", names().collect::<Vec<_>>().join(", ")));
            }
        }
    }
}

fn report_same_ids(ask: &mut Ask<'_>) {
    let roster = ask.get(&Present);
    let mut first: BTreeMap<&str, &PageId> = BTreeMap::new();
    for line in roster.iter().filter(|line| !line.entry.id.is_empty()) {
        match first.get(&*line.entry.id) {
            None => drop(first.insert(&line.entry.id, &line.id)),
            // The versions of one page are one thing in several languages.
            Some(other) if are_versions(&ask.get(&Languages), other, &line.id) => {}
            Some(other) => {
                let found = Diagnostic::new("id-twice").at(Place::field(&line.id.source(), "id"));
                ask.report(
                    found.arg("id", &line.entry.id).related("first", Place::field(&other.source(), "id")),
                );
            }
        }
    }
}

fn are_versions(tongues: &Tongues, one: &PageId, other: &PageId) -> bool {
    let places = tongues.place(one).zip(tongues.place(other));
    places.is_some_and(|((a, shared), (b, same))| a.code != b.code && shared == same)
}

/// Reports every loop that following a field leads into, once, at its first page.
fn report_loops(ask: &mut Ask<'_>, field: &str) {
    let next = edges(ask, field);
    let mut seen: BTreeSet<&PageId> = BTreeSet::new();
    for start in next.keys() {
        let mut path: Vec<&PageId> = Vec::new();
        let mut here = Some(start);
        while let Some(page) = here.filter(|page| seen.insert(page)) {
            path.push(page);
            here = next.get(page);
        }
        let Some(at) = here.and_then(|page| path.iter().position(|other| *other == page)) else { continue };
        let names: Vec<&str> = path[at..].iter().chain(&path[at..=at]).map(|page| page.as_str()).collect();
        let found = Diagnostic::new("reference-loop").at(Place::field(&path[at].source(), field));
        let found = found.arg("label", label_of(ask, path[at], field));
        ask.report(found.arg("field", field).arg("path", names.join(" → ")));
    }
}

/// Returns what editors call a field of a page.
fn label_of(ask: &mut Ask<'_>, page: &PageId, field: &str) -> String {
    let entry = ask.get(&EntryOf(page.clone()));
    let schema = ask.get(&Kinds);
    let spec = schema.kind(&entry.kind).and_then(|kind| kind.field(field));
    spec.map_or(field, |spec| &*spec.label.zh).to_owned()
}

/// Returns where a field leads from each page that has it.
fn edges(ask: &mut Ask<'_>, field: &str) -> BTreeMap<PageId, PageId> {
    let present = ask.get(&Present);
    let mut edges = BTreeMap::new();
    for line in present.iter().filter(|line| line.entry.refs.iter().any(|one| &*one.field == field)) {
        let targets = ask.get(&Refs(line.id.clone()));
        if let Some(target) = targets.iter().find(|target| target.field == field) {
            edges.insert(line.id.clone(), target.page.clone());
        }
    }
    edges
}
