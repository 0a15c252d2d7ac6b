//! Reviews as commands see them: how far each page has come, and adding an act to a record.
//!
//! Records are the one kind of source that the program writes: only at the end, under a lock, after looking once more at what
//! others have written meanwhile. A build never does.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::beside::tables;
use super::evaluate::{BuildError, must_exist};
use super::memory::Memory;
use super::named::source_named;
use super::{SiteOptions, registry};
use crate::base::SourcePath;
use crate::catalog::review::{Approved, FOLDER, StatementWith, Table, kept_file, read_record, record_file};
use crate::catalog::standing::Standing;
use crate::catalog::{
    Approval, EntryOf, Kinds, Record as Fields, RecordOf, ReviewRules, Settings, StandingOf, StatementOf,
    Tree,
};
use crate::check::{Waiver, WaiversOf};
use crate::content::ids::PageId;
use crate::diag::Diagnostic;
use crate::engine::{Engine, Revision};
use crate::output::{OutputError, write_parts_synced, write_whole};
use crate::review::statement::Changes;
use crate::review::{
    Act, Entry, Record, Rules, SENSITIVITY, Sensitivity, Stage, Statement, Uncounted, record,
};
use crate::signature::{Digest, SecretKey};
use crate::world::{Content, World};

/// A page that needs review.
#[derive(Clone, Debug)]
pub struct Reviewable {
    /// The page.
    pub page: PageId,
    /// How far it has come.
    pub approval: Approved,
    /// Its record.
    pub record: Record,
    /// What it says and shows.
    pub statement: Statement,
    /// What has changed since the text that went before; `None` if that is not kept.
    pub changes: Option<Changes>,
    /// Whether the public would see it today if it were approved.
    pub is_due: bool,
    /// Address from the root.
    pub url: String,
    /// What its kind is called.
    pub kind: String,
    /// Its fields.
    pub fields: std::sync::Arc<Fields>,
    /// Problems in it and in its files that somebody took the responsibility for.
    pub waivers: Vec<Waiver>,
    /// Tables that it shows, if it was looked at in order to be submitted.
    pub tables: Vec<Table>,
}

impl Reviewable {
    /// Returns how it is to be handled.
    pub fn sensitivity(&self) -> Sensitivity {
        Sensitivity::of(self.fields.text(SENSITIVITY))
    }
}

/// What pages are looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To tell or to judge how far they have come.
    Look,
    /// To hand them in: it is found out what they show.
    Submit,
}

/// All pages that need review, by source, with the rules.
#[derive(Clone, Debug)]
pub struct Reviews {
    /// What the settings say.
    pub rules: Rules,
    /// What the site is called.
    pub site: String,
    /// Today, ISO.
    pub today: String,
    /// The pages.
    pub pages: Vec<Reviewable>,
    /// What is wrong with records and settings of reviews.
    pub findings: Vec<Diagnostic>,
}

/// Returns the pages that need review: those named, or all.
pub fn reviews(options: &SiteOptions, named: &[String], purpose: Purpose) -> Result<Reviews, BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let memory = Memory::load(&options.target(), &world);
    let revision = memory.begin(&world);
    let rules = revision.get(&ReviewRules).as_ref().clone();
    let chosen = chosen(&revision, options, named)?;
    let mut pages: Vec<Reviewable> =
        chosen.par_iter().filter_map(|page| reviewable(&revision, &world, page)).collect();
    if purpose == Purpose::Submit {
        pages.par_iter_mut().for_each(|one| with_tables(&revision, &world, one));
    }
    let of_reviews = |found: &Diagnostic| found.code.starts_with("review-") && found.code != "review-missing";
    let findings = revision.diagnostics().into_iter().filter(of_reviews).collect();
    let site = revision.get(&Settings).at("site.title").text().unwrap_or_default().to_owned();
    Ok(Reviews { rules, site, today: options.today(), pages, findings })
}

/// Returns the pages that were named: by their sources, ids or titles.
fn chosen(
    revision: &Revision<'_>,
    options: &SiteOptions,
    named: &[String],
) -> Result<Vec<PageId>, BuildError> {
    let tree = revision.get(&Tree);
    if named.is_empty() {
        return Ok(tree.pages.clone());
    }
    // Somebody names all pages of a large site at once: each is looked up, not searched for.
    let sources: HashMap<SourcePath, &PageId> = tree.pages.iter().map(|page| (page.source(), page)).collect();
    let ids: HashMap<&str, &PageId> = tree.pages.iter().map(|page| (page.as_str(), page)).collect();
    let titles = LazyCell::new(|| titles(revision, &tree.pages));
    let find = |name: &String| {
        let by_source = sources.get(&source_named(options, name)).or_else(|| ids.get(&**name)).copied();
        by_source
            .or_else(|| titles.get(name).copied())
            .cloned()
            .ok_or_else(|| BuildError::NoPage(name.clone()))
    };
    named.iter().map(find).collect()
}

/// Returns the pages by the ids and titles that are written in them; the first one of several.
fn titles<'p>(revision: &Revision<'_>, pages: &'p [PageId]) -> HashMap<String, &'p PageId> {
    let mut titles = HashMap::new();
    for page in pages {
        let record = revision.get(&RecordOf(page.clone()));
        for name in [record.text("id"), record.text("title")] {
            titles.entry(name.to_owned()).or_insert(page);
        }
    }
    titles
}

fn reviewable(revision: &Revision<'_>, world: &dyn World, page: &PageId) -> Option<Reviewable> {
    let approval = revision.get(&Approval(page.clone())).as_ref().clone();
    if approval.stage == Stage::NotNeeded {
        return None;
    }
    let statement = revision.get(&StatementOf(page.clone())).as_ref().clone()?;
    let (entry, fields) = (revision.get(&EntryOf(page.clone())), revision.get(&RecordOf(page.clone())));
    let file = record_file(page);
    let record = match world.read(&file) {
        Content::Bytes(bytes) => read_record(&bytes, &file).0,
        _ => Record::default(),
    };
    let schema = revision.get(&Kinds);
    let kind = schema.kind(&entry.kind).map_or(&entry.kind, |kind| &kind.label.zh);
    let changes = kept(world, &approval.earlier).map(|earlier| statement.since(&earlier));
    let standing = revision.get(&StandingOf(page.clone())).0;
    Some(Reviewable {
        is_due: matches!(standing, Standing::Shown | Standing::Superseded | Standing::Expired),
        url: entry.url.to_string(),
        kind: kind.to_string(),
        page: page.clone(),
        approval,
        record,
        changes,
        waivers: waivers_of(revision, page, &statement, &fields),
        statement,
        fields,
        tables: Vec::new(),
    })
}

/// Returns the waivers of a page, and those that the settings have for the files that it shows.
fn waivers_of(revision: &Revision<'_>, page: &PageId, statement: &Statement, fields: &Fields) -> Vec<Waiver> {
    let in_settings = !revision.get(&Settings).get("waivers").is_null();
    let own = in_settings || !fields.fields.get("waivers").is_null();
    let files = statement.files.iter().filter(|_| in_settings).map(|(name, _)| SourcePath::new(name));
    let files = own.then(|| page.source()).into_iter().chain(files);
    files.flat_map(|file| revision.get(&WaiversOf(file)).to_vec()).collect()
}

/// Renders a page to find the tables that it shows, and takes them into what is handed in.
fn with_tables(revision: &Revision<'_>, world: &dyn World, one: &mut Reviewable) {
    let tables = tables(revision, &one.page);
    let with = StatementWith { page: one.page.clone(), tables: tables.clone() };
    let Some(statement) = revision.get(&with).as_ref().clone() else { return };
    one.approval.digest = statement.digest().to_string();
    one.changes = kept(world, &one.approval.earlier).map(|earlier| statement.since(&earlier));
    (one.statement, one.tables) = (statement, tables);
}

/// Returns the statement of a digest, if it is kept and whole.
fn kept(world: &dyn World, digest: &str) -> Option<Statement> {
    let name = Digest::parse(digest)?;
    let Content::Bytes(bytes) = world.read(&kept_file(digest)) else { return None };
    Statement::read(std::str::from_utf8(&bytes).ok()?, &name)
}

/// What somebody wants to add to the record of a page.
pub struct Wish<'w> {
    /// What.
    pub act: Act,
    /// Who.
    pub person: &'w str,
    /// What is said.
    pub opinion: &'w str,
    /// Signs the act, if there is one.
    pub key: Option<&'w SecretKey>,
}

/// Why an act is not added.
#[derive(Debug)]
pub enum Refusal {
    /// It would not count.
    Uncounted(Uncounted),
    /// The text was changed after it had been submitted.
    Changed,
    /// It is approved already, or has been submitted as it is.
    Nothing,
    /// Nothing was submitted, or it was sent back.
    NotWaiting,
    /// The record cannot be read.
    Broken(PathBuf),
    /// The record is in another encoding than UTF-8: lines added to it would be unreadable.
    Encoding(PathBuf),
    /// The key could not sign.
    Key(String),
    /// The disk refuses.
    Output(OutputError),
}

/// Adds an act to the record of a page, if it counts; returns the step it was about.
pub fn add(
    options: &SiteOptions,
    rules: &Rules,
    one: &Reviewable,
    wish: &Wish<'_>,
) -> Result<String, Refusal> {
    let rules = &*rules.of(one.sensitivity());
    let place = options.place(&record_file(&one.page));
    let io = |error| Refusal::Output(OutputError::io(&place, error));
    if !place.exists() {
        // What is refused leaves no empty record behind.
        entry(options, rules, one, &Record::default(), wish)?;
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let turn = Turn::wait(options);
    let (record, written) = read_again(&place)?;
    let entry = entry(options, rules, one, &record, wish)?;
    keep(options, one)?;
    let head = if written.is_empty() { record::HEAD } else { "" };
    let end = if written.is_empty() || written.ends_with(b"\n") { "" } else { "\n" };
    let more = format!("{head}{end}{}", entry.write());
    match turn {
        // Whatever ends the program, and however full the disk is: the record before or the new one is there as a whole.
        Turn::Ours(_) => {
            write_parts_synced(&place, &[written.as_slice(), more.as_bytes()]).map_err(Refusal::Output)?;
        }
        Turn::Unknown => append(&place, more.as_bytes()).map_err(io)?,
    }
    Ok(entry.step)
}

/// Name of the file in the folder of records that whoever adds to one of them locks.
const LOCK: &str = ".lock";

/// Whether nobody else is adding to a record.
enum Turn {
    /// Nobody is, as long as this file is open.
    Ours(#[expect(dead_code, reason = "it is held, not read")] File),
    /// The disk knows no locks.
    Unknown,
}

impl Turn {
    /// Waits until nobody else is adding to a record.
    fn wait(options: &SiteOptions) -> Self {
        let place = options.place(&SourcePath::new(&format!("{FOLDER}/{LOCK}")));
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(place);
        match file.and_then(|file| file.lock().map(|()| file)) {
            Ok(file) => Self::Ours(file),
            Err(_) => Self::Unknown,
        }
    }
}

/// Adds to a record where nobody can be kept waiting: two people who add at once are both in it, and the count tells who came second.
fn append(place: &Path, more: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(place)?;
    let before = file.metadata()?.len();
    let written = file.write_all(more).and_then(|()| file.sync_all());
    if written.is_err() {
        // On a full disk a part of an act would make the record unreadable.
        let _ = file.set_len(before);
    }
    written
}

/// Reads a record once more: somebody may have written since the site was looked at.
fn read_again(place: &Path) -> Result<(Record, Vec<u8>), Refusal> {
    let bytes = match fs::read(place) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Refusal::Output(OutputError::io(place, error))),
    };
    if std::str::from_utf8(&bytes).is_err() || bytes.contains(&0) {
        return Err(Refusal::Encoding(place.into()));
    }
    let (record, _) = read_record(&bytes, &SourcePath::new("content/_review"));
    if record.broken { Err(Refusal::Broken(place.into())) } else { Ok((record, bytes)) }
}

/// Returns the act as it is to be written.
fn entry(
    options: &SiteOptions,
    rules: &Rules,
    one: &Reviewable,
    record: &Record,
    wish: &Wish<'_>,
) -> Result<Entry, Refusal> {
    let source = one.page.source().to_string();
    let now = rules.standing(&source, record, &one.approval.digest);
    match (wish.act, now.stage) {
        (Act::Submit, Stage::Approved | Stage::Waiting) => return Err(Refusal::Nothing),
        (Act::Approve | Act::Reject, Stage::Changed) => return Err(Refusal::Changed),
        (Act::Approve, Stage::Approved) => return Err(Refusal::Nothing),
        (Act::Approve | Act::Reject, Stage::New | Stage::Rejected) => return Err(Refusal::NotWaiting),
        _ => {}
    }
    let step = match wish.act {
        Act::Submit => String::new(),
        _ => rules.steps.get(now.done.len()).or(rules.steps.last()).cloned().unwrap_or_default(),
    };
    let post = rules.reviewer(wish.person).map_or("", |one| &one.post).to_owned();
    let mut entry = Entry {
        act: wish.act,
        step,
        person: wish.person.into(),
        post,
        time: options.moment(),
        opinion: wish.opinion.into(),
        page: source.clone(),
        digest: one.approval.digest.clone(),
        tables: Table::written(&one.tables),
        signature: String::new(),
    };
    // Two acts of one person in one second would look like a copy of one: the later waits for the clock.
    let known =
        |entry: &Entry| record.entries.iter().any(|earlier| earlier.signed_text() == entry.signed_text());
    while known(&entry) {
        std::hint::spin_loop();
        entry.time = options.moment();
    }
    if let Some(key) = wish.key {
        let signed = key.sign(entry.signed_text().as_bytes(), "pilothouse review");
        entry.signature = signed.map_err(|fault| Refusal::Key(fault.to_string()))?;
    }
    counts(rules, &source, record, entry)
}

/// Returns an act if it would count behind those of a record.
fn counts(rules: &Rules, source: &str, record: &Record, entry: Entry) -> Result<Entry, Refusal> {
    if entry.act == Act::Reject && !rules.may(&entry.person, &entry.step) {
        return Err(Refusal::Uncounted(Uncounted::NotReviewer));
    }
    let mut with = record.clone();
    with.entries.push(entry.clone());
    let number = record.entries.len() as u32;
    let after = rules.standing(source, &with, &entry.digest);
    let why = after.uncounted.iter().find(|(one, _)| *one == number);
    why.map_or(Ok(entry), |(_, why)| Err(Refusal::Uncounted(*why)))
}

/// Keeps the statement of a page under its digest.
fn keep(options: &SiteOptions, one: &Reviewable) -> Result<(), Refusal> {
    let place = options.place(&kept_file(&one.approval.digest));
    let written = one.statement.write();
    if fs::read(&place).is_ok_and(|bytes| bytes == written.as_bytes()) {
        return Ok(());
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(|error| Refusal::Output(OutputError::io(folder, error)))?;
    }
    write_whole(&place, written.as_bytes()).map_err(Refusal::Output)
}

/// Returns the rules of reviews alone.
pub fn rules(options: &SiteOptions) -> Rules {
    let world = options.world();
    let engine = Engine::new(registry());
    engine.begin(&world).get(&ReviewRules).as_ref().clone()
}
