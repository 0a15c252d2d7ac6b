//! Whether a page is approved: its record counted against what it says and shows now.
//!
//! *Incremental:* [`Approval`] reads the record of its page and the digest of its statement: an act reaches one page, a changed
//! figure those that show it. A site without reviews asks for [`ReviewRules`] once and pays nothing else. Nothing here asks
//! whether a page is shown: that may depend on the answers.

mod beside;
mod check;
mod files;
mod settings;
mod shown;

use serde::{Deserialize, Serialize};

pub use beside::Table;
pub(super) use beside::{LooseWords, TableRows};
pub use check::Reviewed;
pub(super) use check::left_out;
pub use files::FilesKeptBack;
pub use settings::ReviewRules;
pub(super) use shown::{FileDigest, NamingRows, RowsOfName, Shown, Stated, StatedFigure};
pub use shown::{StatementOf, StatementWith};

use super::record::RecordOf;
use super::sources::bytes_of;
use crate::base::SourcePath;
use crate::content::decode;
use crate::content::ids::{CONTENT, PageId};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::review::{Entry, Record, SENSITIVITY, Sensitivity, Stage, Statement, Uncounted, record};
use crate::signature::Digest;

/// Folder of the records.
pub const FOLDER: &str = "content/_review";

/// Changes that a message names.
const MOST_CHANGES: usize = 5;

/// Returns the file of a page's record.
pub fn record_file(page: &PageId) -> SourcePath {
    let source = page.source();
    let below = source.below(&CONTENT.into()).unwrap_or(source.as_str());
    SourcePath::new(&format!("{FOLDER}/{below}.yaml"))
}

/// Returns the file in which the statement of a digest is kept.
pub fn kept_file(digest: &str) -> SourcePath {
    SourcePath::new(&format!("{FOLDER}/_kept/{digest}.txt"))
}

/// Asks how far the review of a page has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct Approval(pub PageId);

/// How far the review of a page has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Approved {
    /// In a word.
    pub stage: Stage,
    /// Steps that are done with the present text.
    pub done: Vec<Done>,
    /// The step that comes next; empty if all are done.
    pub next: String,
    /// Digest of the present text; empty if no review is needed.
    pub digest: String,
    /// Digest of the text that went before; empty if there is none.
    pub earlier: String,
    /// What has changed since, in Chinese and English; empty if nothing has, or it is not known.
    pub changes: (String, String),
    /// Where the first change lies in the source, in bytes.
    pub at: Option<(u32, u32)>,
    /// Acts that do not count, in Chinese and English.
    pub uncounted: (String, String),
}

/// A step that is done. It is taken from the act that counts: others in the record may claim to be the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which.
    pub step: String,
    /// By whom.
    pub person: String,
    /// In what post.
    pub post: String,
    /// When, as the record says.
    pub time: String,
    /// What was said.
    pub opinion: String,
}

impl Approved {
    /// Tells whether the page may go out.
    pub fn may_go_out(&self) -> bool {
        matches!(self.stage, Stage::NotNeeded | Stage::Approved)
    }

    /// Returns how far it has come in words, in Chinese and English.
    pub fn words(&self) -> (String, String) {
        let next = &self.next;
        match self.stage {
            Stage::NotNeeded => ("不需要审批".into(), "needs no review".into()),
            Stage::New => ("未送审".into(), "not submitted".into()),
            Stage::Changed => ("改动后未送审".into(), "changed and not submitted again".into()),
            Stage::Waiting => (format!("待{next}"), format!("waits for {next}")),
            Stage::Rejected => ("已退回".into(), "sent back".into()),
            Stage::Approved => ("已审完".into(), "approved".into()),
        }
    }
}

impl Query for Approval {
    const NAME: &'static str = "Approval";
    const VERSION: u32 = 2;
    const KEEP: Keep = Keep::Disk;
    type Answer = Approved;

    fn run(&self, ask: &mut Ask<'_>) -> Approved {
        let rules = ask.get(&ReviewRules);
        let not_needed = Approved { stage: Stage::NotNeeded, ..Approved::default() };
        if rules.steps.is_empty() {
            return not_needed;
        }
        let fields = ask.get(&RecordOf(self.0.clone()));
        if !rules.concern(&fields.kind) {
            return not_needed;
        }
        let rules = rules.of(Sensitivity::of(fields.text(SENSITIVITY)));
        let statement = ask.get(&StatementOf(self.0.clone()));
        let Some(statement) = statement.as_ref() else { return not_needed };
        let digest = statement.digest().to_string();
        let record = record_of(ask, &self.0);
        let found = rules.standing(self.0.source().as_str(), &record, &digest);
        let act = |number: &u32| record.entries.get(*number as usize);
        let done: Vec<Done> = found.done.iter().filter_map(act).map(Done::of).collect();
        let next = rules.steps.get(done.len()).cloned().unwrap_or_default();
        let (changes, at) = match found.stage {
            Stage::Changed => changes_since(ask, statement, &found.earlier),
            _ => Default::default(),
        };
        let uncounted = uncounted_words(&record, &found.uncounted);
        Approved { stage: found.stage, done, next, digest, earlier: found.earlier, changes, at, uncounted }
    }
}

impl Done {
    fn of(entry: &Entry) -> Self {
        Self {
            step: entry.step.clone(),
            person: entry.person.clone(),
            post: entry.post.clone(),
            time: entry.time.clone(),
            opinion: entry.opinion.clone(),
        }
    }
}

/// Reads the record of a page, reporting what is wrong with it.
fn record_of(ask: &mut Ask<'_>, page: &PageId) -> Record {
    let file = record_file(page);
    let Some(bytes) = bytes_of(ask, &file) else { return Record::default() };
    let (record, found) = read_record(&bytes, &file);
    ask.report_all(found);
    report_times(ask, &record, &file);
    record
}

/// Reads a record from its bytes, whatever their encoding.
pub fn read_record(bytes: &[u8], file: &SourcePath) -> (Record, Vec<Diagnostic>) {
    let (text, mut found) = decode::decode(bytes, file);
    let (mut record, more) = record::parse(&text, file);
    // Bytes that had to be guessed were not written by the program.
    record.broken |= found.iter().any(|one| one.code == "binary-file");
    found.extend(more);
    (record, found)
}

/// Tells of the first act whose time lies before that of the act above it.
fn report_times(ask: &mut Ask<'_>, record: &Record, file: &SourcePath) {
    let back = record.entries.windows(2).find(|pair| pair[1].time < pair[0].time);
    if let Some([before, after]) = back {
        let found = Diagnostic::new("review-record-time").at(Place::file(file.clone()));
        ask.report(found.arg("time", &after.time).arg("before", &before.time));
    }
}

/// Returns what has changed since a kept statement, and where the first change lies.
fn changes_since(
    ask: &mut Ask<'_>,
    now: &Statement,
    earlier: &str,
) -> ((String, String), Option<(u32, u32)>) {
    let kept = bytes_of(ask, &kept_file(earlier)).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let digest = Digest::parse(earlier);
    let Some(kept) = kept.zip(digest).and_then(|(text, digest)| Statement::read(&text, &digest)) else {
        let lost = ("审过的那一稿没有保存下来".into(), "the text that was reviewed is not kept".into());
        return (lost, None);
    };
    let changes = now.since(&kept);
    let at = changes.words.first().map(|one| {
        let length = now.text[one.at..].chars().next().map_or(0, char::len_utf8);
        (one.at as u32, (one.at + length) as u32)
    });
    (changes.told(MOST_CHANGES), at)
}

/// Returns which acts do not count and why, as one line in Chinese and English.
fn uncounted_words(record: &Record, uncounted: &[(u32, Uncounted)]) -> (String, String) {
    let told = uncounted.iter().filter_map(|(number, why)| {
        let entry = record.entries.get(*number as usize)?;
        let (zh, en) = why_words(*why);
        let (person, step) = (&entry.person, &entry.step);
        Some((format!("{person}的{step}（{zh}）"), format!("{step} by {person} ({en})")))
    });
    let (zh, en): (Vec<_>, Vec<_>) = told.unzip();
    (zh.join("、"), en.join(", "))
}

/// Returns why an act does not count, in Chinese and English.
pub fn why_words(why: Uncounted) -> (&'static str, &'static str) {
    match why {
        Uncounted::OutOfTurn => ("还没有轮到这一步，或这一步已经有人审过", "not its turn, or done already"),
        Uncounted::SamePerson => ("同一人已经审过另一步", "the same person has done another step"),
        Uncounted::NotReviewer => ("不是这一步的审核人", "no reviewer of this step"),
        Uncounted::NotSigned => ("没有签名", "not signed"),
        Uncounted::Forged => ("签名和内容不符", "the signature does not fit"),
        Uncounted::OtherPage => ("是另一篇稿件的审批", "belongs to another page"),
        Uncounted::NotSubmitted => ("没有送审", "not submitted"),
        Uncounted::Repeated => ("和前面的一条完全相同", "a copy of an act above"),
    }
}

/// Tells whether a page is left out of what the public sees because it is not approved.
pub fn is_held_back(ask: &mut Ask<'_>, page: &PageId) -> bool {
    ask.get(&ReviewRules).leave_out
        && ask.fact("audience").is_empty()
        && !ask.get(&Approval(page.clone())).may_go_out()
}
