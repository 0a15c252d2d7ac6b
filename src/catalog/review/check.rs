//! The findings of reviews: what must not go out, and records without a page.

use serde::{Deserialize, Serialize};

use super::{Approval, Approved, FOLDER, ReviewRules, StatementOf, record_file};
use crate::base::SourcePath;
use crate::catalog::sources::{Tree, bytes_of};
use crate::catalog::{Present, RecordOf};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::review::{Record, Stage};
use crate::world::EntryKind;

/// Folders of records may not nest deeper than those of pages.
const MOST_FOLDERS_DEEP: usize = 32;

/// Asks for the findings of all reviews.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reviewed;

impl Query for Reviewed {
    const NAME: &'static str = "Reviewed";
    const KEEP: Keep = Keep::Disk;
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        if ask.get(&ReviewRules).steps.is_empty() {
            return;
        }
        report_orphans(ask);
        // Who looks at a preview sees the band; nothing of it goes out.
        if !ask.fact("audience").is_empty() {
            return;
        }
        for line in ask.get(&Present).iter() {
            let approval = ask.get(&Approval(line.id.clone()));
            if !approval.may_go_out() {
                let found = finding(ask, &line.id, &approval);
                ask.report(found);
            }
        }
    }
}

/// Returns why a page must not go out.
fn finding(ask: &mut Ask<'_>, page: &PageId, approval: &Approved) -> Diagnostic {
    let source = page.source();
    let title = ask.get(&RecordOf(page.clone())).text("title").to_owned();
    // Places are bytes of the text as it is written; with other line ends than those digested they would be others.
    let plain = bytes_of(ask, &source)
        .is_some_and(|bytes| !bytes.contains(&b'\r') && std::str::from_utf8(&bytes).is_ok());
    let place = match approval.at.filter(|_| plain) {
        Some((start, end)) => Place::text(&source, start as usize..end as usize),
        None => Place::file(source.clone()),
    };
    let (zh, en) = approval.words();
    if approval.stage == Stage::Changed {
        let found = Diagnostic::new("review-changed").at(place).arg("title", title).arg("page", &source);
        let found = found.arg("step", &approval.next);
        return found.arg("changes", &approval.changes.0).arg("changes_en", &approval.changes.1);
    }
    let found = Diagnostic::new("review-missing").at(place).arg("title", title);
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let found = found.arg("stage", zh).arg("stage_en", en);
    found.maybe("uncounted", some(&approval.uncounted.0)).maybe("uncounted_en", some(&approval.uncounted.1))
}

/// Returns the warning that a page is left out.
pub(in crate::catalog) fn left_out(ask: &mut Ask<'_>, page: &PageId) -> Diagnostic {
    let (zh, en) = ask.get(&Approval(page.clone())).words();
    let title = ask.get(&RecordOf(page.clone())).text("title").to_owned();
    let found = Diagnostic::new("review-left-out").at(Place::file(page.source()));
    found.arg("title", title).arg("stage", zh).arg("stage_en", en)
}

/// Reports records whose pages are gone, and which page has their content.
fn report_orphans(ask: &mut Ask<'_>) {
    let mut records = Vec::new();
    collect(ask, &FOLDER.into(), 0, &mut records);
    let tree = ask.get(&Tree);
    let known: std::collections::BTreeSet<SourcePath> = tree.pages.iter().map(record_file).collect();
    for file in records.into_iter().filter(|file| !known.contains(file)) {
        let Some(bytes) = bytes_of(ask, &file) else { continue };
        let (record, found) = super::read_record(&bytes, &file);
        ask.report_all(found);
        let below = file.below(&FOLDER.into()).unwrap_or_default().trim_end_matches(".yaml");
        let renamed = same_content(ask, &tree.pages, &record);
        let found = Diagnostic::new("review-record-orphan").at(Place::file(file.clone()));
        let found = found.arg("page", format!("content/{below}"));
        ask.report(found.maybe("renamed", renamed.map(|page| page.source().to_string())));
    }
}

/// Returns a page that has not been submitted and says what a record speaks of.
fn same_content(ask: &mut Ask<'_>, pages: &[PageId], record: &Record) -> Option<PageId> {
    let is = |page: &&PageId| {
        let new = ask.get(&Approval((*page).clone())).stage == Stage::New;
        let statement = new.then(|| ask.get(&StatementOf((*page).clone())));
        let digest = statement.and_then(|one| one.as_ref().as_ref().map(|one| one.digest().to_string()));
        digest.is_some_and(|digest| record.entries.iter().any(|entry| entry.digest == digest))
    };
    pages.iter().find(is).cloned()
}

fn collect(ask: &mut Ask<'_>, folder: &SourcePath, depth: usize, found: &mut Vec<SourcePath>) {
    for entry in ask.listing(folder).iter().filter(|_| depth < MOST_FOLDERS_DEEP) {
        let path = folder.join(&entry.name);
        match entry.kind {
            EntryKind::Folder if &*entry.name != "_kept" => collect(ask, &path, depth + 1, found),
            EntryKind::File if entry.name.ends_with(".md.yaml") => found.push(path),
            _ => {}
        }
    }
}
