//! References between pages: what an id, a title or a short name in front matter means, and who refers to whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::data::RowPages;
use super::entry::{EntryOf, Ref};
use super::languages::Languages;
use super::meant::{id_of_source, is_address, report_no_row, row_meant};
use super::record::RecordOf;
use super::roster::Roster;
use super::sources::{Kinds, Tree};
use super::standing::{IsPresent, Present, SUCCESSOR, Standing};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Lang, Place, Severity, did_you_mean};
use crate::engine::{Ask, Keep, Query};

/// Field with the former names of a page.
const FORMER: &str = "aka";

/// Strength of the claim to a former name: any page that is called so now is meant before.
const FORMERLY: u8 = 6;

/// Asks for everything the pages of a kind in a language may be called.
#[derive(Debug, Serialize, Deserialize)]
pub struct Names {
    /// Kind; empty for all pages.
    pub kind: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for Names {
    const NAME: &'static str = "Names";
    /// Pages by name: one, or several that claim it equally.
    type Answer = BTreeMap<String, Vec<PageId>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let tongues = ask.get(&Languages);
        let present = ask.get(&Present);
        let of_kind = present.iter().filter(|line| self.kind.is_empty() || *line.entry.kind == *self.kind);
        let mut ids: Vec<PageId> = of_kind.map(|line| line.id.clone()).collect();
        if !self.language.is_empty() {
            ids.retain(|id| tongues.code_of(id) == self.language);
        }
        let mut claims: Vec<(u8, String, PageId)> = Vec::new();
        for id in ids {
            let record = ask.get(&RecordOf(id.clone()));
            let own = record.text("id").to_owned();
            let stem = if id.is_bundle() { id.folder().rsplit('/').next().unwrap_or("") } else { id.stem() }
                .to_owned();
            for (strength, name) in [
                (0, id.to_string()),
                (0, tongues.place(&id).map_or("", |(_, shared)| shared).to_owned()),
                (1, own),
                (2, stem),
                (3, record.text("title").to_owned()),
                (4, record.text("short").to_owned()),
                (5, record.text("short_title").to_owned()),
            ] {
                if !name.is_empty() {
                    claims.push((strength, name, id.clone()));
                }
            }
            // Whoever was renamed is still meant by who wrote the former name.
            let former = record.fields.get(FORMER).iter().filter_map(Value::text);
            claims.extend(former.map(|name| (FORMERLY, name.to_owned(), id.clone())));
        }
        claims.sort();
        settle(claims)
    }
}

/// Gives each name to the page with the strongest claim, or to all whose claims are equally strong.
fn settle(claims: Vec<(u8, String, PageId)>) -> BTreeMap<String, Vec<PageId>> {
    let mut given: BTreeMap<String, (u8, Vec<PageId>)> = BTreeMap::new();
    for (strength, name, id) in claims {
        let (held, holders) = given.entry(name).or_insert((strength, Vec::new()));
        if *held == strength && !holders.contains(&id) {
            holders.push(id);
        }
    }
    given.into_iter().map(|(name, (_, holders))| (name, holders)).collect()
}

/// Asks which page of a kind a name means.
#[derive(Debug, Serialize, Deserialize)]
pub struct Resolve {
    /// Kind; empty for any.
    pub kind: String,
    /// Id, title or short name.
    pub name: String,
    /// Declared language; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for Resolve {
    const NAME: &'static str = "Resolve";
    const KEEP: Keep = Keep::Disk;
    type Answer = Option<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<PageId> {
        let names = ask.get(&Names { kind: self.kind.clone(), language: self.language.clone() });
        names.get(&self.name).filter(|pages| pages.len() == 1).and_then(|pages| pages.first().cloned())
    }
}

/// Asks for the references of a page with their targets; reports those that lead nowhere.
#[derive(Debug, Serialize, Deserialize)]
pub struct Refs(pub PageId);

/// A resolved reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Path of the field, as `comment.by`.
    pub field: String,
    /// The page meant.
    pub page: PageId,
}

impl Query for Refs {
    const NAME: &'static str = "Refs";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Target>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Target> {
        let entry = ask.get(&EntryOf(self.0.clone()));
        let mut targets = Vec::new();
        for found in &entry.refs {
            match resolve(ask, &found.kinds, &found.text, &entry.language) {
                Some(page) => targets.push(Target { field: found.field.to_string(), page }),
                None if found.loose && self.may_be_a_name(ask, found, &mut targets) => {}
                // What takes a page's place may come later: until then the page stands.
                None if *found.field == *SUCCESSOR && is_scheduled(ask, &found.text) => {}
                // Of a row it was said at the cell.
                None if ask.get(&RowPages).contains_key(&self.0) => {}
                None => {
                    let place = Place::field(&self.0.source(), found.field.to_string());
                    report_dangling(ask, (place, Severity::Error), found);
                }
            }
        }
        targets
    }
}

impl Refs {
    /// Tells whether a reference without a page may stand: it is a name, or the address of a row, which is reported if there is none.
    fn may_be_a_name(&self, ask: &mut Ask<'_>, found: &Ref, targets: &mut Vec<Target>) -> bool {
        let Some(row) = row_meant(ask, &found.text) else { return !is_address(ask, &found.text) };
        match ask.get(&row).as_ref() {
            Some(called) => {
                let target = |page: &PageId| Target { field: found.field.to_string(), page: page.clone() };
                targets.extend(called.page.as_ref().map(target));
            }
            // Of a row it was said at the cell.
            None if ask.get(&RowPages).contains_key(&self.0) => {}
            None => {
                let place = Place::field(&self.0.source(), found.field.to_string());
                report_no_row(ask, (place, Severity::Error), &found.text, &row);
            }
        }
        true
    }
}

/// Returns the page of one of the kinds that a name means: the version in a language, else that in another.
pub fn resolve(ask: &mut Ask<'_>, kinds: &[String], name: &str, language: &str) -> Option<PageId> {
    // People copy what they see in the folder.
    let name = id_of_source(name).unwrap_or(name);
    let any = [String::new()];
    let kinds = if kinds.is_empty() { &any } else { kinds };
    for language in ask.get(&Languages).in_order(language) {
        for kind in kinds {
            let query = Resolve { kind: kind.clone(), name: name.into(), language: language.clone() };
            if let Some(page) = ask.get(&query).as_ref() {
                return Some(page.clone());
            }
        }
    }
    None
}

/// Returns what the pages of a kind may be called, in each language.
fn names_of(ask: &mut Ask<'_>, kind: &str) -> Vec<Arc<BTreeMap<String, Vec<PageId>>>> {
    let languages = ask.get(&Languages).in_order("");
    languages.into_iter().map(|language| ask.get(&Names { kind: kind.into(), language })).collect()
}

/// Reports a reference that leads nowhere: to a page that is not shown yet, of another kind, to several, or to none at all.
pub(super) fn report_dangling(ask: &mut Ask<'_>, (place, severity): (Place, Severity), reference: &Ref) {
    let name = &*reference.text;
    let kinds = if reference.kinds.is_empty() { vec![String::new()] } else { reference.kinds.clone() };
    let names: Vec<_> = kinds.iter().flat_map(|kind| names_of(ask, kind)).collect();
    let candidates: Vec<&PageId> = names.iter().filter_map(|names| names.get(name)).flatten().collect();
    let (zh, en) = labels(ask, &reference.kinds);
    let found = |code: &str| {
        let found = Diagnostic { severity, ..Diagnostic::new(code) };
        found.at(place.clone()).arg("name", name).arg("kind", &zh).arg("kind_en", &en)
    };
    if candidates.len() > 1 {
        let ids: Vec<&str> = candidates.iter().map(|id| id.as_str()).collect();
        ask.report(found("reference-ambiguous").arg("candidates", ids.join("、")));
    } else if let Some(hidden) = hidden_page(ask, name) {
        ask.report(found("reference-to-hidden").related("target", Place::file(hidden.source())));
    } else if let Some(other) = names_of(ask, "").iter().find_map(|names| names.get(name)?.first().cloned()) {
        let other_kind = ask.get(&EntryOf(other.clone())).kind.to_string();
        let (other_zh, other_en) = labels(ask, &[other_kind]);
        let wrong = found("reference-wrong-kind").arg("other", other_zh).arg("other_en", other_en);
        ask.report(wrong.related("target", Place::file(other.source())));
    } else {
        let near = did_you_mean(name, names.iter().flat_map(|names| names.keys().map(String::as_str)));
        ask.report(found("unknown-reference").maybe("suggestion", near));
    }
}

/// Returns what people call the kinds, in Chinese and English; a page if any will do.
fn labels(ask: &mut Ask<'_>, kinds: &[String]) -> (String, String) {
    let schema = ask.get(&Kinds);
    let any = ["page".to_owned()];
    let kinds = if kinds.is_empty() { &any[..] } else { kinds };
    let label = |lang| {
        let names =
            kinds.iter().map(|name| schema.kind(name).map_or(name.as_str(), |kind| kind.label.get(lang)));
        names.collect::<Vec<_>>().join("/")
    };
    (label(Lang::Zh), label(Lang::En))
}

/// Returns the page of an id that exists but is not shown.
fn hidden_page(ask: &mut Ask<'_>, name: &str) -> Option<PageId> {
    let tree = ask.get(&Tree);
    let id = tree.pages.iter().find(|id| id.as_str() == name || id.stem() == name)?.clone();
    let entry = ask.get(&EntryOf(id.clone()));
    (entry.exists && !*ask.get(&IsPresent(id.clone()))).then_some(id)
}

/// Tells whether a name means a page whose date has not come.
fn is_scheduled(ask: &mut Ask<'_>, name: &str) -> bool {
    let Some(page) = hidden_page(ask, name) else { return false };
    let entry = ask.get(&EntryOf(page));
    let today = ask.fact("today");
    entry.standing(&today) == Standing::Scheduled
}

/// Asks for all references of the site, grouped by target.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefGroups;

impl Query for RefGroups {
    const NAME: &'static str = "RefGroups";
    /// For each target: field path and referring page.
    type Answer = BTreeMap<PageId, Vec<(String, PageId)>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let roster = ask.get(&Roster);
        let mut groups = Self::Answer::new();
        for line in roster.iter().filter(|line| !line.entry.refs.is_empty()) {
            for target in ask.get(&Refs(line.id.clone())).iter() {
                groups.entry(target.page.clone()).or_default().push((target.field.clone(), line.id.clone()));
            }
        }
        groups
    }
}

/// Asks which pages refer to a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Backlinks(pub PageId);

impl Query for Backlinks {
    const NAME: &'static str = "Backlinks";
    const KEEP: Keep = Keep::Disk;
    /// Field path and referring page, by page id.
    type Answer = Vec<(String, PageId)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        ask.get(&RefGroups).get(&self.0).cloned().unwrap_or_default()
    }
}
