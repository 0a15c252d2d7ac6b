//! References and links that are right today and will not be: what they lead to ends, or is hidden on the day on which the page that
//! names it appears. Told while the page is written, not on the day it breaks.
//!
//! *Incremental:* only pages with an end, a workflow or a date to come are compared; a site without any pays for one look at its entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::agenda::{Called, days_of};
use super::data::RowPages;
use super::entry::{Entry, EntryOf, Ref};
use super::names::{Refs, report_dangling, resolve};
use super::record::RecordOf;
use super::sources::Tree;
use super::standing::{Present, SUCCESSOR, Standing, StandingOf, Treatment, treatment};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, Severity};
use crate::engine::Ask;
use crate::markdown::{Ending, LinkProblem};

/// Reports references that will break, and pins that do nothing.
pub(super) fn check_breaks(ask: &mut Ask<'_>) {
    let (present, tree) = (ask.get(&Present), ask.get(&Tree));
    let lines: BTreeMap<&PageId, &Arc<Entry>> = present.iter().map(|line| (&line.id, &line.entry)).collect();
    for line in present.iter() {
        check_pin(ask, &line.id, &line.entry);
    }
    let mut names: Vec<&PageId> = Vec::new();
    if present.iter().any(|line| may_hide(&line.entry)) {
        names.extend(present.iter().filter(|line| !line.entry.refs.is_empty()).map(|line| &line.id));
    }
    for id in names {
        for target in ask.get(&Refs(id.clone())).iter().filter(|target| target.field != SUCCESSOR) {
            let Some(to) = lines.get(&target.page).filter(|to| may_hide(to)) else { continue };
            let place = Place::field(&id.source(), target.field.clone());
            report_break(ask, lines[id], (&target.page, to), place);
        }
    }
    for id in tree.pages.iter().filter(|id| !lines.contains_key(id)) {
        check_hidden(ask, id);
    }
}

/// Reports references of a page that is not shown yet: those that would lead nowhere on the day it appears.
fn check_hidden(ask: &mut Ask<'_>, id: &PageId) {
    let entry = ask.get(&EntryOf(id.clone()));
    if !entry.exists || entry.refs.is_empty() || ask.get(&RowPages).contains_key(id) {
        return;
    }
    let coming = matches!(
        *ask.get(&StandingOf(id.clone())),
        (Standing::Draft | Standing::Scheduled | Standing::Hidden, _)
    );
    for one in entry.refs.iter().filter(|one| coming && !one.loose && *one.field != *SUCCESSOR) {
        let place = Place::field(&id.source(), one.field.to_string());
        match target_of(ask, one, &entry.language) {
            Some(page) => {
                let to = ask.get(&EntryOf(page.clone()));
                report_break(ask, &entry, (&page, &to), place);
            }
            None => report_dangling(ask, (place, Severity::Hint), one),
        }
    }
}

/// Returns the page that a reference means, shown yet or not.
fn target_of(ask: &mut Ask<'_>, one: &Ref, language: &str) -> Option<PageId> {
    let shown = resolve(ask, &one.kinds, &one.text, language);
    shown.or_else(|| {
        let page = ask.get(&Called).get(&*one.text)?.clone();
        let kind = ask.get(&EntryOf(page.clone())).kind.clone();
        (one.kinds.is_empty() || one.kinds.iter().any(|wanted| **wanted == *kind)).then_some(page)
    })
}

/// Tells whether a page that is shown may cease to be.
fn may_hide(entry: &Entry) -> bool {
    !entry.expires.is_empty() || entry.phases.len() > 1
}

/// Returns when a page that another one leads to will be shown no more while that one is.
pub fn coming(ask: &mut Ask<'_>, from: &PageId, to: &PageId) -> Option<LinkProblem> {
    let entry = ask.get(&EntryOf(to.clone()));
    if !may_hide(&entry) {
        return None;
    }
    let own = ask.get(&EntryOf(from.clone()));
    ending(ask, &own, (to, &entry)).map(LinkProblem::Ends)
}

/// Reports the first day from today on which one page is shown and the other is not.
fn report_break(ask: &mut Ask<'_>, from: &Entry, (page, to): (&PageId, &Entry), place: Place) {
    if let Some(ending) = ending(ask, from, (page, to)) {
        let found = ending.told(Diagnostic::new("reference-will-break").at(place));
        ask.report(found.related("target", Place::file(page.source())));
    }
}

/// Returns the first day from today on which one page is shown and the other is not.
fn ending(ask: &mut Ask<'_>, from: &Entry, (page, to): (&PageId, &Entry)) -> Option<Ending> {
    let today = ask.fact("today").to_string();
    // A draft is asked for as if it were published: whoever writes it wants to know then.
    let from = Entry { draft: false, ..from.clone() };
    let mut days = days_of(&from);
    days.extend(days_of(to));
    days.push(today.clone());
    let last = horizon(&today);
    days.retain(|day| *day >= today && *day <= last);
    days.sort();
    let day = days.into_iter().find(|day| {
        let mut is_there = |entry: &Entry| treatment(ask, entry.standing(day)) != Treatment::Hide;
        is_there(&from) && !is_there(to)
    })?;
    let record = ask.get(&RecordOf(page.clone()));
    let name = record.text("title").to_owned();
    Some(Ending { name, why: words(to.standing(&day)), day })
}

/// Returns the last day on which a break is told, a year from today: one that lies further off is no help to anybody yet.
fn horizon(today: &str) -> String {
    let (year, rest) = today.split_at_checked(4).unwrap_or((today, ""));
    year.parse::<u32>().map_or_else(|_| today.to_owned(), |year| format!("{:04}{rest}", year + 1))
}

/// Returns why a page is not shown, in Chinese and English.
fn words(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Draft => ("还是草稿", "a draft"),
        Standing::Scheduled => ("还没到发布时间", "not yet due"),
        Standing::Expired => ("已过有效期", "expired"),
        Standing::Withdrawn => ("已撤下", "withdrawn"),
        _ => ("没有公开", "not public"),
    }
}

/// Reports a pin of a page that lists show no more.
fn check_pin(ask: &mut Ask<'_>, id: &PageId, entry: &Entry) {
    if entry.pin.is_empty() {
        return;
    }
    let (standing, _) = *ask.get(&StandingOf(id.clone()));
    let (zh, en) = match standing {
        Standing::Superseded => ("已被新的页面替代", "superseded"),
        Standing::Expired if *entry.pin <= *entry.expires => ("已过有效期", "expired"),
        Standing::Withdrawn => ("已撤下", "withdrawn"),
        _ => return,
    };
    if *entry.pin >= *ask.fact("today") {
        let found = Diagnostic::new("pin-does-nothing").at(Place::field(&id.source(), "pin"));
        ask.report(found.arg("pin", &entry.pin).arg("why", zh).arg("why_en", en));
    }
}
