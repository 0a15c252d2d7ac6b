//! Taking pages back: where a name stands, the mark in the front matter, the log, and the way back.
//!
//! A page that is withdrawn keeps its file; one line of its front matter says so, and lists, feeds, the search and the sitemap
//! follow from it. Every other byte stays as it is, and the log holds the digest by which taking it back can be checked.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, Write};

use super::SiteOptions;
use super::evaluate::{BuildError, must_exist};
use super::memory::Memory;
use super::named::source_named;
use crate::base::SourcePath;
use crate::catalog::{EntryOf, RecordOf, Tree};
use crate::content::{decode, ids::PageId};
use crate::engine::Revision;
use crate::output::{OutputError, write_whole};
use crate::review::front::{self, Fault};
use crate::review::names::{self, Hit};
use crate::review::record::quoted;
use crate::scan::files::closed;
use crate::scan::{Heard, listen};
use crate::signature::Digest;
use crate::world::{Content, EntryKind, World};
use crate::yaml::{self, Data};

/// Field that says since when a page is withdrawn.
const FIELD: &str = "withdrawn";

/// The log.
const LOG: &str = "content/_review/withdrawals.yaml";

/// First lines of a new log.
const HEAD: &str = "# 撤稿记录，由 pilothouse withdraw 写入。只在末尾增加，不改已有的行。\n";

/// Endings of files whose content is looked through.
const TEXTS: [&str; 12] =
    ["md", "csv", "yaml", "yml", "json", "txt", "html", "htm", "svg", "xml", "css", "js"];

/// Folders may not nest deeper.
const MOST_FOLDERS_DEEP: usize = 32;

/// A source that holds what is looked for.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The source.
    pub source: SourcePath,
    /// The page, if it is one: others can only be changed by hand.
    pub page: Option<PageId>,
    /// Title of the page.
    pub title: String,
    /// Address of the page.
    pub url: String,
    /// Places in its text.
    pub hits: Vec<Hit>,
    /// Whether the name stands in the name of the file.
    pub in_name: bool,
    /// Whether it is withdrawn already.
    pub is_withdrawn: bool,
    /// What an attachment that is no text holds: where in it the name stands, and the name with what stands around it.
    pub inside: Vec<(String, String)>,
    /// Why a part of an attachment could not be looked into, in Chinese and English, with its place.
    pub closed: Vec<(String, (&'static str, &'static str))>,
}

impl Holder {
    /// Tells whether the name stands in it.
    pub fn holds(&self) -> bool {
        self.in_name || !self.hits.is_empty() || !self.inside.is_empty()
    }
}

/// Returns all sources in which a name stands, pages first.
pub fn holders(options: &SiteOptions, name: &str) -> Result<Vec<Holder>, BuildError> {
    with_site(options, |revision, world| {
        let tree = revision.get(&Tree);
        let pages = tree.pages.iter().filter_map(|page| of_page(revision, world, page, name));
        let mut found: Vec<Holder> = pages.filter(Holder::holds).collect();
        let mut others: Vec<SourcePath> = tree.assets.iter().chain(&tree.statics).cloned().collect();
        for folder in ["content/_data", "content/_kinds", "themes"] {
            collect(world, &folder.into(), 0, &mut others);
        }
        others.push("pilothouse.yaml".into());
        found.extend(others.iter().filter_map(|source| of_other(world, source, name)));
        found
    })
}

/// Returns the pages that were named: by their sources, ids or titles.
pub fn pages(options: &SiteOptions, named: &[String]) -> Result<Vec<Holder>, BuildError> {
    let mut missing = None;
    let found = with_site(options, |revision, world| {
        let tree = revision.get(&Tree);
        let find = |name: &String| {
            let source = source_named(options, name);
            let titled = |page: &PageId| {
                let record = revision.get(&RecordOf(page.clone()));
                record.text("id") == name || record.text("title") == name
            };
            let is = |page: &PageId| page.source() == source || page.as_str() == name;
            let page = tree
                .pages
                .iter()
                .find(|page| is(page))
                .or_else(|| tree.pages.iter().find(|page| titled(page)));
            page.and_then(|page| of_page(revision, world, page, ""))
        };
        let found: Vec<Option<Holder>> = named.iter().map(find).collect();
        missing = found.iter().position(Option::is_none);
        found.into_iter().flatten().collect()
    })?;
    match missing {
        Some(at) => Err(BuildError::NoPage(named[at].clone())),
        None => Ok(found),
    }
}

fn with_site<T>(
    options: &SiteOptions,
    read: impl FnOnce(&Revision<'_>, &dyn World) -> T,
) -> Result<T, BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let memory = Memory::load(&options.target(), &world);
    let revision = memory.begin(&world);
    Ok(read(&revision, &world))
}

/// Returns a page with the places of a name; `None` if it has no file of its own.
fn of_page(revision: &Revision<'_>, world: &dyn World, page: &PageId, name: &str) -> Option<Holder> {
    let source = page.source();
    let Content::Bytes(bytes) = world.read(&source) else { return None };
    let (text, _) = decode::decode(&bytes, &source);
    let record = revision.get(&RecordOf(page.clone()));
    Some(Holder {
        hits: names::find(&text, name),
        in_name: !names::find(source.as_str(), name).is_empty(),
        title: record.text("title").to_owned(),
        url: revision.get(&EntryOf(page.clone())).url.to_string(),
        is_withdrawn: !record.text(FIELD).is_empty(),
        page: Some(page.clone()),
        source,
        inside: Vec::new(),
        closed: Vec::new(),
    })
}

/// Returns another source if the name stands in it, or it could not be told.
fn of_other(world: &dyn World, source: &SourcePath, name: &str) -> Option<Holder> {
    let is_text = TEXTS.contains(&source.extension().to_ascii_lowercase().as_str());
    let (mut hits, mut heard) = (Vec::new(), Heard::default());
    match world.read(source) {
        Content::Bytes(bytes) if is_text => hits = names::find(&decode::decode(&bytes, source).0, name),
        Content::Bytes(bytes) => heard = listen(&bytes, &|text| !names::find(text, name).is_empty()),
        // Nobody may take it for free of the name.
        Content::Large(_) => heard.closed.push((String::new(), closed::LARGE.to_owned())),
        Content::Missing | Content::Unreadable(_) => {}
    }
    let shown = |(at, text): (String, String)| {
        let hits = names::find(&text, name).into_iter();
        hits.map(move |hit| (at.clone(), hit.shown)).collect::<Vec<_>>()
    };
    let one = Holder {
        in_name: !names::find(source.as_str(), name).is_empty(),
        title: String::new(),
        url: String::new(),
        source: source.clone(),
        page: None,
        hits,
        is_withdrawn: false,
        inside: heard.texts.into_iter().flat_map(shown).collect(),
        closed: heard.closed.into_iter().map(|(at, why)| (at, closed::words(&why))).collect(),
    };
    (one.holds() || !one.closed.is_empty()).then_some(one)
}

fn collect(world: &dyn World, folder: &SourcePath, depth: usize, found: &mut Vec<SourcePath>) {
    for entry in world.list(folder).iter().filter(|_| depth < MOST_FOLDERS_DEEP) {
        let path = folder.join(&entry.name);
        match entry.kind {
            EntryKind::Folder => collect(world, &path, depth + 1, found),
            EntryKind::File => found.push(path),
            _ => {}
        }
    }
}

/// Why a page was not withdrawn or taken back.
#[derive(Debug)]
pub enum Refusal {
    /// Its front matter cannot take the line.
    Front(Fault),
    /// It is not withdrawn, or not by this program.
    NotWithdrawn,
    /// The disk refuses.
    Output(OutputError),
}

/// Who withdraws, and why.
#[derive(Clone, Debug, Default)]
pub struct Reason {
    /// Who.
    pub person: String,
    /// Why.
    pub words: String,
    /// The name that was looked for; empty if pages were named.
    pub name: String,
}

/// Marks a page as withdrawn from today on and logs it.
pub fn withdraw(options: &SiteOptions, one: &Holder, reason: &Reason) -> Result<(), Refusal> {
    let place = options.place(&one.source);
    let io = |error| Refusal::Output(OutputError::io(&place, error));
    let mut book = open_log(options)?;
    // Only now: somebody may have withdrawn it while we waited.
    let bytes = fs::read(&place).map_err(io)?;
    let marked = front::with_line(&bytes, FIELD, &options.today()).map_err(Refusal::Front)?;
    // The log first: what is logged and not done is seen, what is done and not logged is not.
    log(options, &mut book, "撤下", one, reason, &bytes)?;
    write_whole(&place, &marked).map_err(Refusal::Output)
}

/// Whether a page that is shown again is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// Byte for byte as before it was withdrawn: its approval holds.
    Same,
    /// It was edited meanwhile.
    Edited,
}

/// Takes the mark away again and logs it.
pub fn restore(options: &SiteOptions, one: &Holder, reason: &Reason) -> Result<Restored, Refusal> {
    let place = options.place(&one.source);
    let mut book = open_log(options)?;
    let bytes = fs::read(&place).map_err(|error| Refusal::Output(OutputError::io(&place, error)))?;
    let (day, digest) = logged(&mut book, &one.source).ok_or(Refusal::NotWithdrawn)?;
    let back = front::without_line(&bytes, FIELD, &day).ok_or(Refusal::NotWithdrawn)?;
    log(options, &mut book, "恢复", one, reason, &back)?;
    write_whole(&place, &back).map_err(Refusal::Output)?;
    Ok(if Digest::of(&back).to_string() == digest { Restored::Same } else { Restored::Edited })
}

/// Opens the log for one who writes; others wait until it is closed.
fn open_log(options: &SiteOptions) -> Result<File, Refusal> {
    let place = options.place(&LOG.into());
    let io = |error| Refusal::Output(OutputError::io(&place, error));
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let file = OpenOptions::new().read(true).append(true).create(true).open(&place).map_err(io)?;
    // Some shares know no locks; appending in one piece still keeps entries whole there.
    let _ = file.lock();
    Ok(file)
}

/// Adds an entry to the log.
fn log(
    options: &SiteOptions,
    book: &mut File,
    what: &str,
    one: &Holder,
    reason: &Reason,
    bytes: &[u8],
) -> Result<(), Refusal> {
    let place = options.place(&LOG.into());
    let io = |error| Refusal::Output(OutputError::io(&place, error));
    let lines = [
        ("动作", what.to_owned()),
        ("稿件", one.source.to_string()),
        ("标题", one.title.clone()),
        ("网址", one.url.clone()),
        ("时间", options.moment()),
        ("经办人", reason.person.clone()),
        ("原因", reason.words.clone()),
        ("涉及", reason.name.clone()),
        ("校验", Digest::of(bytes).to_string()),
    ];
    let mut known = Vec::new();
    book.rewind().and_then(|()| book.read_to_end(&mut known)).map_err(io)?;
    let mut text = if known.is_empty() { HEAD.to_owned() } else { String::new() };
    if !known.is_empty() && !known.ends_with(b"\n") {
        text.push('\n');
    }
    let written = lines.iter().filter(|(_, value)| !value.is_empty());
    for (number, (key, value)) in written.enumerate() {
        text.push_str(&format!("{}{key}: {}\n", if number == 0 { "- " } else { "  " }, quoted(value)));
    }
    book.write_all(text.as_bytes()).and_then(|()| book.sync_all()).map_err(io)
}

/// Returns the day on which a page was last withdrawn by this program, and the digest of its bytes before.
fn logged(book: &mut File, source: &SourcePath) -> Option<(String, String)> {
    // By the handle that holds the lock: some systems let no other one read.
    let mut text = String::new();
    book.rewind().and_then(|()| book.read_to_string(&mut text)).ok()?;
    let (root, _) = yaml::parse_any(&text, &|_| crate::diag::Place::file(LOG));
    let Data::List(items) = root?.data else { return None };
    let values = |item: &yaml::Node, key: &str| {
        let Data::Map(pairs) = &item.data else { return None };
        let value =
            pairs.iter().find(|(name, _)| matches!(&name.data, Data::Scalar(name) if name.text == key))?;
        match &value.1.data {
            Data::Scalar(scalar) => Some(scalar.text.clone()),
            _ => None,
        }
    };
    let own = |item: &&yaml::Node| values(item, "稿件").as_deref() == Some(source.as_str());
    let last = items.iter().rev().find(own)?;
    if values(last, "动作").as_deref() != Some("撤下") {
        return None;
    }
    let day = values(last, "时间")?.get(..10)?.to_owned();
    Some((day, values(last, "校验")?))
}
