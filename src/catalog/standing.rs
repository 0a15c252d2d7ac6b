//! How a page stands on a day: not shown yet, shown, or shown no more.
//!
//! Drafts, dates, states of a workflow with their history, ends and successors are one mechanism against one date.
//!
//! *Incremental:* only what is asked here reads the date. A new day finds nearly all answers as they were, so no page is
//! rendered for it that does not look different.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::audience;
use super::entry::{Entry, EntryOf};
use super::names::Refs;
use super::review::{is_held_back, left_out};
use super::roster::Line;
use super::sources::{Kinds, Tree, setting};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Lang, Place, Severity};
use crate::engine::{Ask, Keep, Query};
use crate::schema::{Kind, Visibility, is_reversed};

/// Field that names the page which takes a page's place.
pub const SUCCESSOR: &str = "superseded_by";

/// How a page stands on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// There is no such page.
    #[default]
    Missing,
    /// A draft.
    Draft,
    /// Its date has not come.
    Scheduled,
    /// In a state that is not shown, or not yet in one that is.
    Hidden,
    /// Shown.
    Shown,
    /// Another page has taken its place.
    Superseded,
    /// Its last day is over.
    Expired,
    /// It was taken back.
    Withdrawn,
}

impl Standing {
    /// Returns the word that templates and settings use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A stretch of a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// First day, as exact as written; empty if it always was so.
    pub from: Arc<str>,
    /// The state.
    pub state: Arc<str>,
    /// Whether the page is shown in it.
    pub visibility: Visibility,
}

/// What becomes of a page that is shown no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It has no output.
    Hide,
    /// It stays as it is, with a banner.
    Banner,
    /// A short note stands in its place.
    Stub,
}

impl Entry {
    /// Returns how the page stands on a day (ISO date), successors aside.
    pub fn standing(&self, today: &str) -> Standing {
        if !self.exists {
            return Standing::Missing;
        }
        if self.draft {
            return Standing::Draft;
        }
        if !self.withdrawn.is_empty() && *self.withdrawn <= *today {
            return Standing::Withdrawn;
        }
        let day = self.date.get(..10).unwrap_or(&self.date);
        if day > today {
            return Standing::Scheduled;
        }
        match self.phase(today).map(|phase| phase.visibility) {
            Some(Visibility::Hidden) => return Standing::Hidden,
            Some(Visibility::Withdrawn) => return Standing::Withdrawn,
            None if !self.phases.is_empty() => return Standing::Hidden,
            _ => {}
        }
        if !self.expires.is_empty() && today > &*self.expires { Standing::Expired } else { Standing::Shown }
    }

    /// Returns the phase of the workflow that a day lies in.
    pub fn phase(&self, today: &str) -> Option<&Phase> {
        self.phases.iter().rev().find(|phase| &*phase.from <= today)
    }

    /// Tells whether the page may be one that stays with a banner or a note.
    pub fn may_end(&self) -> bool {
        !self.expires.is_empty()
            || !self.withdrawn.is_empty()
            || self.phases.iter().any(|phase| phase.visibility == Visibility::Withdrawn)
            || self.has_successor()
    }

    /// Tells whether the page names another one that takes its place.
    pub fn has_successor(&self) -> bool {
        self.refs.iter().any(|one| &*one.field == SUCCESSOR)
    }
}

/// Returns the phases of a page's workflow, by date.
///
/// The written state rules, always, unless the history says since when. Once in a state that hides, a page stays hidden: later
/// entries of a history are no reason to publish what was taken back.
pub(super) fn phases(kind: &Kind, fields: &Value) -> Vec<Phase> {
    let Some(states) = &kind.states else { return Vec::new() };
    let written = fields.get(&states.field).text();
    let phase = |from: &str, state: &str| Phase {
        from: from.into(),
        state: state.into(),
        visibility: states.visibility(state),
    };
    let mut dated: Vec<Phase> = history(kind, fields).map(|(date, state)| phase(date, state)).collect();
    dated.sort_by(|one, other| one.from.cmp(&other.from));
    let Some(written) = written else { return dated };
    let Some(at) = dated.iter().rposition(|phase| *phase.state == *written) else {
        return vec![phase("", written)];
    };
    if states.visibility(written) != Visibility::Shown {
        dated.truncate(at + 1);
    }
    dated
}

/// Returns the dated states of a page's history, as written.
fn history<'v>(kind: &Kind, fields: &'v Value) -> impl Iterator<Item = (&'v str, &'v str)> {
    let states = kind.states.as_ref();
    let list = states.map_or("", |states| states.history.as_str());
    let spec = kind.field(list);
    let date = spec.and_then(|spec| spec.fields.specs.iter().find(|spec| spec.is_date()));
    let date = date.map(|spec| spec.name.to_string()).unwrap_or_default();
    let state = states.map(|states| states.field.clone()).unwrap_or_default();
    let items = fields.get(list).iter();
    items.filter_map(move |item| Some((item.get(&date).text()?, item.get(&state).text()?)))
}

/// Reports what cannot be true of the dates and states of a page.
pub(super) fn check(ask: &mut Ask<'_>, id: &PageId, entry: &Entry, kind: &Kind, fields: &Value) {
    let source = id.source();
    let at = |code: &str, field: &str| Diagnostic::new(code).at(Place::field(&source, field.to_owned()));
    let date = &*entry.date;
    if let Some(states) = &kind.states
        && let Some(written) = fields.get(&states.field).text()
        && history(kind, fields).next().is_some()
        && history(kind, fields).all(|(_, state)| state != written)
    {
        let found = at("state-not-in-history", &states.field);
        // What is taken back in haste must go, whatever its history lacks.
        let is_shown = states.visibility(written) == Visibility::Shown;
        let severity = if is_shown { found.severity } else { Severity::Warning };
        let found = Diagnostic { severity, ..found };
        ask.report(found.arg("state", label(kind, &states.field, written, Lang::Zh)));
    }
    let shown = entry.phases.iter().find(|phase| phase.visibility == Visibility::Shown);
    if let Some(shown) = shown.filter(|shown| !date.is_empty() && is_reversed(&shown.from, date)) {
        let field = kind.states.as_ref().map_or("", |states| states.field.as_str());
        let found = at("date-before-state", "date").arg("date", date).arg("since", &shown.from);
        ask.report(found.arg("state", label(kind, field, &shown.state, Lang::Zh)));
    }
    let published = fields.get("published").text().unwrap_or_default();
    if !published.is_empty() && !date.is_empty() && is_reversed(published, date) {
        ask.report(at("date-before-published", "date").arg("date", date).arg("published", published));
    }
    if !entry.pin.is_empty() && !entry.expires.is_empty() && entry.pin > entry.expires {
        ask.report(at("pin-after-expiry", "pin").arg("pin", &entry.pin).arg("expires", &entry.expires));
    }
    check_order(ask, id, kind, fields);
}

/// Pairs of dates of which the first usually comes before the second. Not always: a page may tell of what is to come.
const IN_ORDER: [(&str, &str); 3] = [("event_date", "date"), ("date", "updated"), ("date", "pin")];

/// Reports dates that stand the other way round than they usually do.
fn check_order(ask: &mut Ask<'_>, id: &PageId, kind: &Kind, fields: &Value) {
    for (first, second) in IN_ORDER {
        let text = |field: &str| fields.get(field).text().unwrap_or_default();
        let (earlier, later) = (text(first), text(second));
        if later.is_empty() || !is_reversed(earlier, later) {
            continue;
        }
        let name = |field: &str| kind.field(field).map_or(field, |spec| spec.label.get(Lang::Zh)).to_owned();
        let found = Diagnostic::new("dates-unusual").at(Place::field(&id.source(), second));
        let found = found.arg("first", name(first)).arg("second", name(second));
        let found = found.arg("first_en", first).arg("second_en", second);
        ask.report(found.arg("earlier", earlier).arg("later", later));
    }
}

/// Returns what people call a state.
pub(super) fn label(kind: &Kind, field: &str, state: &str, lang: Lang) -> String {
    let choice = kind.field(field).and_then(|spec| spec.of.iter().find(|choice| *choice.value == *state));
    choice.map_or_else(|| state.to_owned(), |choice| choice.label.get(lang).to_owned())
}

/// Returns what becomes of pages that stand in a way.
pub fn treatment(ask: &mut Ask<'_>, standing: Standing) -> Treatment {
    match standing {
        Standing::Shown => return Treatment::Banner,
        Standing::Superseded | Standing::Expired | Standing::Withdrawn => {}
        _ => return Treatment::Hide,
    }
    let written = setting(ask, "ended");
    match (written.get(standing.word()).text(), standing) {
        (Some("stub"), _) => Treatment::Stub,
        (Some("banner"), Standing::Expired | Standing::Superseded) => Treatment::Banner,
        (None, Standing::Superseded) => Treatment::Banner,
        _ => Treatment::Hide,
    }
}

/// Asks for all pages that have an output today: those that lists show, and those that are over but stay.
#[derive(Debug, Serialize, Deserialize)]
pub struct Present;

impl Query for Present {
    const NAME: &'static str = "Present";
    type Answer = Vec<Line>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Line> {
        let tree = ask.get(&Tree);
        let mut lines = Vec::with_capacity(tree.pages.len());
        for id in &tree.pages {
            let entry = ask.get(&EntryOf(id.clone()));
            let standing = standing_by_dates(ask, &entry);
            if treatment(ask, standing) != Treatment::Hide {
                if is_held_back(ask, id) {
                    let found = left_out(ask, id);
                    ask.report(found);
                    continue;
                }
                report_stale_state(ask, id, &entry);
                lines.push(Line { id: id.clone(), entry });
            }
        }
        lines
    }
}

/// Reports a written state that the history has left behind by today.
fn report_stale_state(ask: &mut Ask<'_>, id: &PageId, entry: &Entry) {
    if entry.phases.len() < 2 {
        return;
    }
    let today = ask.fact("today");
    let Some(now) = entry.phase(&today) else { return };
    let last = |state: &Arc<str>| entry.phases.iter().rposition(|phase| phase.state == *state);
    if *entry.state != *now.state && last(&entry.state) < last(&now.state) {
        let found =
            Diagnostic::new("state-behind-history").at(Place::field(&id.source(), &*entry.state_field));
        let schema = ask.get(&Kinds);
        let word = |state: &str| {
            let kind = schema.kind(&entry.kind);
            kind.map_or_else(|| state.to_owned(), |kind| label(kind, &entry.state_field, state, Lang::Zh))
        };
        ask.report(
            found.arg("state", word(&entry.state)).arg("now", word(&now.state)).arg("since", &now.from),
        );
    }
}

/// Returns how a page stands today, successors aside; one that waits for its approval is hidden if the site leaves such pages out.
fn own_standing(ask: &mut Ask<'_>, id: &PageId, entry: &Entry) -> Standing {
    let standing = standing_by_dates(ask, entry);
    let is_out = treatment(ask, standing) != Treatment::Hide;
    if is_out && is_held_back(ask, id) { Standing::Hidden } else { standing }
}

/// Returns how a page stands today by its dates and states; a draft is shown if the command says so.
fn standing_by_dates(ask: &mut Ask<'_>, entry: &Entry) -> Standing {
    if entry.exists && !audience::is_meant(ask, entry) {
        return Standing::Hidden;
    }
    if &*ask.fact("drafts") == "true" && entry.exists {
        return Standing::Shown;
    }
    // A page without dates stands the same every day.
    let days = [&entry.date, &entry.withdrawn, &entry.expires];
    let dated = days.iter().any(|day| !day.is_empty()) || !entry.phases.is_empty();
    let today = if dated { ask.fact("today") } else { Arc::from("") };
    entry.standing(&today)
}

/// Asks whether a page has an output today.
#[derive(Debug, Serialize, Deserialize)]
pub struct IsPresent(pub PageId);

impl Query for IsPresent {
    const NAME: &'static str = "IsPresent";
    const KEEP: Keep = Keep::Disk;
    type Answer = bool;

    fn run(&self, ask: &mut Ask<'_>) -> bool {
        let entry = ask.get(&EntryOf(self.0.clone()));
        let standing = own_standing(ask, &self.0, &entry);
        treatment(ask, standing) != Treatment::Hide
    }
}

/// Asks how a page stands today, and which page has taken its place.
#[derive(Debug, Serialize, Deserialize)]
pub struct StandingOf(pub PageId);

impl Query for StandingOf {
    const NAME: &'static str = "Standing";
    const KEEP: Keep = Keep::Disk;
    type Answer = (Standing, Option<PageId>);

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let entry = ask.get(&EntryOf(self.0.clone()));
        let standing = own_standing(ask, &self.0, &entry);
        // The references of a page that is not there are not asked for: what is wrong with them is told of pages that are.
        let is_out = treatment(ask, standing) != Treatment::Hide;
        let successor = if is_out { successor(ask, &self.0, &entry) } else { None };
        let superseded = standing == Standing::Shown && successor.is_some();
        (if superseded { Standing::Superseded } else { standing }, successor)
    }
}

/// Returns the page that has taken a page's place: one that is itself shown today.
pub(super) fn successor(ask: &mut Ask<'_>, id: &PageId, entry: &Entry) -> Option<PageId> {
    if !entry.has_successor() {
        return None;
    }
    let targets = ask.get(&Refs(id.clone()));
    let target = targets.iter().find(|target| target.field == SUCCESSOR)?.page.clone();
    let its = ask.get(&EntryOf(target.clone()));
    (target != *id && own_standing(ask, &target, &its) == Standing::Shown).then_some(target)
}

/// Asks for the state that a page's workflow has reached today; empty if it has none.
#[derive(Debug, Serialize, Deserialize)]
pub struct StateOf(pub PageId);

impl Query for StateOf {
    const NAME: &'static str = "State";
    const KEEP: Keep = Keep::Disk;
    type Answer = Arc<str>;

    fn run(&self, ask: &mut Ask<'_>) -> Arc<str> {
        let entry = ask.get(&EntryOf(self.0.clone()));
        let today = ask.fact("today");
        let reached = entry.phase(&today).or(entry.phases.first());
        reached.map(|phase| phase.state.clone()).unwrap_or_default()
    }
}
