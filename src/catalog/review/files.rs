//! Files that go out with no page: those that only pages show which are withdrawn, drafts or not approved, and those of nobody.
//!
//! *Incremental:* reads which files pages name, not their texts. Sites without reviews and without a withdrawn page ask no page.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Approval, ReviewRules, Shown};
use crate::base::SourcePath;
use crate::catalog::audience::is_meant;
use crate::catalog::data::Parsed;
use crate::catalog::sources::{SETTINGS_FILE, Tree, bytes_of, setting};
use crate::catalog::standing::Standing;
use crate::catalog::{Entry, EntryOf, Present, StandingOf};
use crate::content::{decode, ids::PageId};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::world::EntryKind;

/// Folder of the tables.
const TABLES: &str = "content/_data";

/// Asks for the files that are not put out; reports those that nobody shows and nobody has reviewed.
#[derive(Debug, Serialize, Deserialize)]
pub struct FilesKeptBack;

impl Query for FilesKeptBack {
    const NAME: &'static str = "FilesKeptBack";
    const KEEP: Keep = Keep::Disk;
    type Answer = BTreeSet<SourcePath>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let reviewed = !ask.get(&ReviewRules).steps.is_empty();
        if !ask.fact("audience").is_empty() {
            return Self::Answer::new();
        }
        let tree = ask.get(&Tree);
        let (mut withdrawn, mut hides) = (Vec::new(), false);
        for page in &tree.pages {
            let entry = ask.get(&EntryOf(page.clone()));
            hides |= entry.hides_files;
            if is_withdrawn(ask, page, &entry) {
                withdrawn.push(page.clone());
            }
        }
        let nothing = |page: &PageId| ask.get(&Shown(page.clone())).files.is_empty();
        if !reviewed && !hides && withdrawn.iter().all(nothing) {
            return Self::Answer::new();
        }
        let present: BTreeSet<PageId> = ask.get(&Present).iter().map(|line| line.id.clone()).collect();
        let (mut out, mut back) = (Self::Answer::new(), Self::Answer::new());
        for page in &tree.pages {
            let goes_out = present.contains(page)
                && !withdrawn.contains(page)
                && ask.get(&Approval(page.clone())).may_go_out();
            // Without reviews drafts bring their files along, as ever: only what is withdrawn is taken back.
            let counts =
                if goes_out || !reviewed && !withdrawn.contains(page) { &mut out } else { &mut back };
            let shown = ask.get(&Shown(page.clone()));
            counts.extend(shown.files.iter().cloned());
            back.extend(shown.unseen.iter().cloned());
        }
        let named = Elsewhere::default();
        back.retain(|file| !out.contains(file));
        if reviewed {
            let of_nobody = tree.assets.iter().filter(|file| !out.contains(*file) && !back.contains(*file));
            let of_nobody: Vec<SourcePath> = of_nobody.cloned().collect();
            loose(ask, named, of_nobody, &mut back);
        }
        back
    }
}

fn is_withdrawn(ask: &mut Ask<'_>, page: &PageId, entry: &Entry) -> bool {
    // Most pages cannot be: their entries are known, their standings need not be asked for.
    let may_be = entry.exists && (entry.may_end() || !entry.audience.is_empty());
    may_be
        && match ask.get(&StandingOf(page.clone())).0 {
            Standing::Withdrawn => true,
            // What is for others only.
            Standing::Hidden => !is_meant(ask, entry),
            _ => false,
        }
}

/// Reports files that no page shows; keeps them back where that is what becomes of unapproved pages.
fn loose(ask: &mut Ask<'_>, mut named: Elsewhere, files: Vec<SourcePath>, back: &mut BTreeSet<SourcePath>) {
    let leave_out = ask.get(&ReviewRules).leave_out;
    for file in files.into_iter().filter(|file| !named.has(ask, file)).collect::<Vec<_>>() {
        let code = if leave_out { "review-loose-left-out" } else { "review-loose-file" };
        ask.report(Diagnostic::new(code).at(Place::file(file.clone())).arg("file", &file));
        back.insert(file);
    }
}

/// What settings and tables say, read once and only if a file is in question.
#[derive(Default)]
struct Elsewhere {
    texts: Option<Vec<String>>,
}

impl Elsewhere {
    /// Tells whether settings or tables name a file.
    fn has(&mut self, ask: &mut Ask<'_>, file: &SourcePath) -> bool {
        let texts = self.texts.get_or_insert_with(|| texts(ask));
        texts.iter().any(|text| text.contains(file.name()))
    }
}

fn texts(ask: &mut Ask<'_>) -> Vec<String> {
    let listing = ask.listing(&TABLES.into());
    let tables = listing.iter().filter(|entry| entry.kind == EntryKind::File);
    let files: Vec<SourcePath> = std::iter::once(SETTINGS_FILE.into())
        .chain(tables.map(|entry| SourcePath::from(TABLES).join(&entry.name)))
        .collect();
    let mut texts: Vec<String> = files
        .iter()
        .filter_map(|file| Some(decode::decode(&bytes_of(ask, file)?, file).0.into_owned()))
        .collect();
    // Workbooks say nothing as text.
    for (name, _) in setting(ask, "data").entries() {
        if let Some(rows) = ask.get(&Parsed(name.to_string())).as_ref() {
            texts.extend(rows.records.iter().map(|fields| fields.to_json().to_string()));
        }
    }
    texts
}
