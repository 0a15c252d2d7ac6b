//! What editors ask of a held site besides outputs: how a page stands, which pages there are, where a text was written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::{Session, page_of};
use crate::base::{SourcePath, Value};
use crate::catalog::standing::{Standing, StandingOf};
use crate::catalog::{
    Approval, Approved, Backlinks, Entry, EntryOf, IsPresent, Kinds, Record, RecordOf, Refs, ReviewRules,
    Settings, Tree,
};
use crate::content::ids::PageId;
use crate::diag::{Lang, Severity};
use crate::emit::{Emit, Planned};
use crate::engine::{Revision, TraceView};
use crate::schema::{FieldSpec, Kind, Schema, Visibility};
use crate::world::World;

/// Pages of a kind from which on what most of them have is taken for usual.
const FEW: usize = 4;

/// The part of the pages of a kind that have a usual field: so many of so many.
const USUAL: (usize, usize) = (2, 3);

/// Why a page is not, or not any more, what everybody sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// How it stands: `draft`, `scheduled`, `hidden`, `superseded`, `expired`, `withdrawn`, `unreviewed`.
    pub standing: &'static str,
    /// Its state, in Chinese and in English; empty if it has none.
    pub state: [String; 2],
    /// The day since when it stands so, ISO; empty if it is not known.
    pub since: String,
    /// The day from which it stands otherwise, or until which it was shown, ISO; empty if there is none.
    pub until: String,
    /// Title and address of the page that took its place.
    pub successor: Option<(String, String)>,
    /// The source.
    pub file: String,
}

/// A page in the list of all pages.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The source.
    pub file: String,
    /// Address from the root.
    pub url: String,
    /// Title.
    pub title: String,
    /// What its kind is called.
    pub kind: String,
    /// What its unit is called; empty if it has none.
    pub unit: String,
    /// Publication date, ISO; empty if it has none.
    pub date: String,
    /// How it stands today, as in [`Band`], or `shown`.
    pub standing: &'static str,
    /// How far its review has come, if that keeps it from everybody; empty if it does not.
    pub review: String,
    /// What the state of its workflow is called; empty if it has none.
    pub state: String,
    /// Fields that are empty though most pages of its kind have them, as people call them.
    pub missing: Vec<String>,
    /// Errors in its source.
    pub errors: usize,
    /// Warnings in its source.
    pub warnings: usize,
}

/// What an output is made of, and who uses its source.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The output's trace.
    pub trace: Option<TraceView>,
    /// Pages that name its page in their front matter: source, title and address.
    pub links: Vec<(String, String, String)>,
    /// Outputs that read its source, directly or not.
    pub users: Vec<String>,
}

impl Session {
    /// Returns the command that opens sources; empty if the site names none.
    pub fn editor(&self) -> String {
        self.with(|revision| {
            revision.get(&Settings).get("editor").text().unwrap_or_default().trim().to_owned()
        })
    }

    /// Returns the page that has or would have its output at a path, whether it is shown or not.
    pub fn page_at(&self, path: &str) -> Option<PageId> {
        let end = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
        let path = format!("{path}{end}");
        self.with(|revision| {
            let tree = revision.get(&Tree);
            let is_there = |entry: &Entry| entry.exists && entry.output() == path;
            tree.pages.iter().find(|page| is_there(&revision.get(&EntryOf((*page).clone())))).cloned()
        })
    }

    /// Returns why a page is not what everybody sees, whatever the command line lets the editor see; `None` if everybody sees it.
    pub fn band(&self, page: &PageId) -> Option<Band> {
        self.with(|revision| {
            let today = self.world.fact("today");
            let entry = revision.get(&EntryOf(page.clone()));
            let (standing, successor) = standing(revision, page, &entry, &today);
            if matches!(standing, Standing::Shown | Standing::Missing) {
                return unreviewed(revision, page).filter(|_| standing == Standing::Shown);
            }
            let (since, until) = days(&entry, standing, &today);
            let schema = revision.get(&Kinds);
            let state = entry.phase(&today).map(|phase| phase.state.clone()).unwrap_or_default();
            let word = |lang| state_label(schema.kind(&entry.kind), &entry, &state, lang);
            Some(Band {
                standing: standing.word(),
                state: match standing {
                    Standing::Withdrawn if state.is_empty() => ["撤下".into(), "withdrawn".into()],
                    _ => [word(Lang::Zh), word(Lang::En)],
                },
                since,
                until,
                successor: successor.map(|page| {
                    let title = revision.get(&RecordOf(page.clone())).text("title").to_owned();
                    (title, revision.get(&EntryOf(page)).url.to_string())
                }),
                file: page.source().to_string(),
            })
        })
    }

    /// Returns all pages, by source. *Cost:* a look at each page; nothing is rendered.
    pub fn rows(&self, lang: Lang) -> Vec<Row> {
        let mut counts: BTreeMap<SourcePath, (usize, usize)> = BTreeMap::new();
        for found in self.findings() {
            let Some(place) = found.place else { continue };
            let count = counts.entry(place.file).or_default();
            match found.severity {
                Severity::Error => count.0 += 1,
                Severity::Warning => count.1 += 1,
                Severity::Hint => {}
            }
        }
        self.with(|revision| {
            let (tree, schema) = (revision.get(&Tree), revision.get(&Kinds));
            let reviewed = !revision.get(&ReviewRules).steps.is_empty();
            let looker = Looker { revision, schema, today: self.world.fact("today"), lang, reviewed };
            let record = |page: &PageId| (page.clone(), revision.get(&RecordOf(page.clone())));
            let records: Vec<(PageId, Arc<Record>)> = tree.pages.iter().map(record).collect();
            let kinds = looker.schema.kinds();
            let wanted: BTreeMap<Arc<str>, Vec<(Arc<str>, String)>> =
                kinds.map(|kind| (kind.name.clone(), looker.wanted(kind, &records))).collect();
            let row = |(page, record): &(PageId, Arc<Record>)| {
                let own = wanted.get(&record.kind).map(Vec::as_slice).unwrap_or_default();
                looker.row(page, record, own)
            };
            let mut rows: Vec<Row> = records.iter().filter_map(row).collect();
            for row in &mut rows {
                (row.errors, row.warnings) =
                    counts.get(&SourcePath::new(&row.file)).copied().unwrap_or_default();
            }
            rows
        })
    }

    /// Returns what an output is made of and which outputs use its source, as far as they were verified.
    pub fn detail(&self, planned: &Planned) -> Detail {
        let plan = self.outputs();
        self.with(|revision| {
            revision.check(&Emit(planned.key.clone()));
            let trace = revision.explain(&Emit(planned.key.clone()));
            let source = page_of(&planned.key).map(PageId::source);
            let outputs: Vec<Emit> = plan.iter().map(|planned| Emit(planned.key.clone())).collect();
            let uses = source.map(|source| revision.using(source.as_str(), &outputs)).unwrap_or_default();
            let links = page_of(&planned.key).map(|page| links(revision, page)).unwrap_or_default();
            let users = plan.iter().zip(uses).filter(|(one, uses)| *uses && one.path != planned.path);
            Detail { trace, links, users: users.map(|(planned, _)| planned.path.to_string()).collect() }
        })
    }

    /// Returns the chain of causes of the last making of an output, down to a file; empty if it was not made in this session.
    pub fn why(&self, planned: &Planned) -> Vec<String> {
        self.with(|revision| revision.why(&Emit(planned.key.clone())))
    }
}

/// Returns the band of a page that everybody would see if it were approved.
fn unreviewed(revision: &Revision<'_>, page: &PageId) -> Option<Band> {
    if revision.get(&ReviewRules).steps.is_empty() {
        return None;
    }
    let approval = kept_back(revision, page)?;
    let (zh, en) = approval.words();
    let with = |words: String, colon: &str, changes: &str| match changes {
        "" => words,
        changes => format!("{words}{colon}{changes}"),
    };
    Some(Band {
        standing: UNREVIEWED,
        state: [with(zh, "：", &approval.changes.0), with(en, ": ", &approval.changes.1)],
        since: String::new(),
        until: String::new(),
        successor: None,
        file: page.source().to_string(),
    })
}

/// How a page stands that everybody would see if it were approved.
const UNREVIEWED: &str = "unreviewed";

/// Returns how far the review of a page has come if that keeps it from going out.
fn kept_back(revision: &Revision<'_>, page: &PageId) -> Option<Arc<Approved>> {
    Some(revision.get(&Approval(page.clone()))).filter(|approval| !approval.may_go_out())
}

/// Returns the pages that name a page, each once.
fn links(revision: &Revision<'_>, page: &PageId) -> Vec<(String, String, String)> {
    let naming: BTreeSet<PageId> =
        revision.get(&Backlinks(page.clone())).iter().map(|(_, naming)| naming.clone()).collect();
    let link = |naming: &PageId| {
        let title = revision.get(&RecordOf(naming.clone())).text("title").to_owned();
        (naming.source().to_string(), title, revision.get(&EntryOf(naming.clone())).url.to_string())
    };
    naming.iter().filter(|naming| *naming != page).map(link).collect()
}

/// Returns how a page stands on a day, whatever the command line shows, and the page that took its place.
fn standing(
    revision: &Revision<'_>,
    page: &PageId,
    entry: &Entry,
    today: &str,
) -> (Standing, Option<PageId>) {
    let own = entry.standing(today);
    if own != Standing::Shown || !entry.has_successor() {
        return (own, None);
    }
    let successor = revision.get(&StandingOf(page.clone())).1.clone();
    (if successor.is_some() { Standing::Superseded } else { own }, successor)
}

/// Returns since when and until when a page stands as it does.
fn days(entry: &Entry, standing: Standing, today: &str) -> (String, String) {
    let day = entry.date.get(..10).unwrap_or(&entry.date).to_owned();
    let since = || entry.phase(today).map(|phase| phase.from.to_string()).unwrap_or_default();
    match standing {
        Standing::Scheduled => (String::new(), day),
        Standing::Expired => (String::new(), entry.expires.to_string()),
        Standing::Hidden => {
            let later = |phase: &&crate::catalog::standing::Phase| {
                *phase.from > *today && phase.visibility == Visibility::Shown
            };
            let until = entry.phases.iter().find(later).map(|phase| phase.from.to_string());
            (since(), until.unwrap_or_default())
        }
        Standing::Withdrawn if !entry.withdrawn.is_empty() => (entry.withdrawn.to_string(), String::new()),
        Standing::Withdrawn => (since(), String::new()),
        _ => (String::new(), String::new()),
    }
}

/// Returns what people call a state.
fn state_label(kind: Option<&Kind>, entry: &Entry, state: &str, lang: Lang) -> String {
    let spec = kind.and_then(|kind| kind.field(&entry.state_field));
    let choice = spec.and_then(|spec| spec.of.iter().find(|choice| *choice.value == *state));
    choice.map_or_else(|| state.to_owned(), |choice| choice.label.get(lang).to_owned())
}

/// Looks at pages for the list of all.
struct Looker<'r, 'e> {
    revision: &'r Revision<'e>,
    schema: Arc<Schema>,
    today: String,
    lang: Lang,
    /// Whether pages need a review before they go out.
    reviewed: bool,
}

impl Looker<'_, '_> {
    fn row(&self, page: &PageId, record: &Record, wanted: &[(Arc<str>, String)]) -> Option<Row> {
        let entry = self.revision.get(&EntryOf(page.clone()));
        if !entry.exists {
            return None;
        }
        let kind = self.schema.kind(&record.kind);
        let (standing, _) = standing(self.revision, page, &entry, &self.today);
        let phase = entry.phase(&self.today).or(entry.phases.first());
        let state = phase.map(|phase| phase.state.clone()).unwrap_or_default();
        let approval =
            (self.reviewed && standing == Standing::Shown).then(|| kept_back(self.revision, page)).flatten();
        Some(Row {
            file: page.source().to_string(),
            url: entry.url.to_string(),
            title: record.text("title").to_owned(),
            kind: kind.map_or(&*record.kind, |kind| kind.label.get(self.lang)).to_owned(),
            unit: self.unit(page, &entry, standing),
            date: entry.date.to_string(),
            standing: if approval.is_some() { UNREVIEWED } else { standing.word() },
            review: approval.map(|approval| self.words(approval.words())).unwrap_or_default(),
            state: state_label(kind, &entry, &state, self.lang),
            missing: wanted
                .iter()
                .filter(|(name, _)| is_empty(record.fields.get(name)))
                .map(|(_, label)| label.clone())
                .collect(),
            errors: 0,
            warnings: 0,
        })
    }

    /// Returns those of words in Chinese and English that the editor reads.
    fn words(&self, (zh, en): (String, String)) -> String {
        if self.lang == Lang::Zh { zh } else { en }
    }

    /// Returns what the unit of a page is called: the title of its page, or what is written.
    ///
    /// References of pages that no build looks at are not followed: what is wrong with them would be told.
    fn unit(&self, page: &PageId, entry: &Entry, standing: Standing) -> String {
        let Some(written) = entry.refs.iter().find(|one| &*one.field == "unit") else { return String::new() };
        // The references of a page that is not there are nobody's business: asking would tell what is wrong with them.
        let is_there = || *self.revision.get(&IsPresent(page.clone()));
        if !matches!(standing, Standing::Shown | Standing::Superseded) || !is_there() {
            return written.text.to_string();
        }
        let targets = self.revision.get(&Refs(page.clone()));
        let target = targets.iter().find(|target| target.field == "unit").map(|target| target.page.clone());
        let title = target.map(|unit| self.revision.get(&RecordOf(unit)).text("title").to_owned());
        title.filter(|title| !title.is_empty()).unwrap_or_else(|| written.text.to_string())
    }

    /// Returns the fields that are wanted of the pages of a kind: those it demands, and those of lists that most of its pages have.
    fn wanted(&self, kind: &Kind, records: &[(PageId, Arc<Record>)]) -> Vec<(Arc<str>, String)> {
        let of_kind: Vec<&Record> =
            records.iter().map(|(_, record)| &**record).filter(|record| record.kind == kind.name).collect();
        let is_usual = |spec: &FieldSpec| {
            let filled = of_kind.iter().filter(|record| !is_empty(record.fields.get(&spec.name))).count();
            of_kind.len() >= FEW && filled * USUAL.1 >= of_kind.len() * USUAL.0
        };
        let specs = kind.fields.specs.iter();
        let wanted = specs.filter(|spec| spec.required || spec.card && !spec.is_number() && is_usual(spec));
        wanted.map(|spec| (spec.name.clone(), spec.label.get(self.lang).to_owned())).collect()
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        value => value.text() == Some("") || value.text().is_none() && is_empty_list(value),
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.list().is_empty()
        && value.entries().is_empty()
        && value.number().is_none()
        && value.bool().is_none()
}
