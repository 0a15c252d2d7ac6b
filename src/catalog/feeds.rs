//! Which feeds a site has, where they lie, and which pages they hold.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::languages::{Languages, directory, living};
use super::record::RecordOf;
use super::roster::{OfKind, Sections, Sort};
use super::select::Select;
use super::series::Series;
use super::sources::{has_feed, setting};
use super::terms::{Term, Terms};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::engine::{Ask, Query};

/// Entries of a feed unless the settings say otherwise; enough for a reader that looks once a week.
const ITEMS: usize = 20;

/// The kind whose pages gather parts.
const SERIES: &str = "series";

/// Asks which feeds there are.
#[derive(Debug, Serialize, Deserialize)]
pub struct Feeds;

/// One feed: what it tells of, in one format.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Feed {
    /// What it tells of.
    pub of: FeedOf,
    /// Its format.
    pub format: Format,
}

/// What a feed tells of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FeedOf {
    /// All pages in a declared language; of the whole site if the language is empty.
    Site(Arc<str>),
    /// The pages of a section and of those below it.
    Section(PageId),
    /// The parts of a series.
    Series(PageId),
    /// The pages of a term.
    Term(Term),
}

/// Format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

impl Format {
    /// Returns the name of the file and of the template that makes it.
    pub fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }

    /// Returns the type for links.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

impl Query for Feeds {
    const NAME: &'static str = "Feeds";
    type Answer = Vec<Feed>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Feed> {
        if !has_feed(ask) {
            return Vec::new();
        }
        let settings = setting(ask, "feeds");
        let mut subjects = Vec::new();
        for of in words(&settings, "of", "site") {
            match of {
                "sections" => add_sections(ask, &mut subjects),
                "series" => {
                    subjects.extend(ask.get(&OfKind(SERIES.into())).iter().cloned().map(FeedOf::Series))
                }
                "terms" => add_terms(ask, &mut subjects),
                _ => subjects.extend(living(ask).into_iter().map(FeedOf::Site)),
            }
        }
        let formats = formats(ask);
        subjects
            .into_iter()
            .flat_map(|of| formats.iter().map(move |&format| Feed { of: of.clone(), format }))
            .collect()
    }
}

/// Returns the formats of all feeds.
pub fn formats(ask: &mut Ask<'_>) -> Vec<Format> {
    let settings = setting(ask, "feeds");
    let format = |word| if word == "json" { Format::Json } else { Format::Atom };
    let mut formats: Vec<Format> = words(&settings, "formats", "atom").into_iter().map(format).collect();
    formats.sort();
    formats.dedup();
    formats
}

/// Tells whether the site has feeds of this sort: `site`, `sections`, `series`, `terms`.
pub fn has_feeds_of(ask: &mut Ask<'_>, of: &str) -> bool {
    has_feed(ask) && words(&setting(ask, "feeds"), "of", "site").contains(&of)
}

fn words<'v>(settings: &'v Value, name: &str, default: &'v str) -> Vec<&'v str> {
    match settings.get(name) {
        Value::Null => vec![default],
        list => list.iter().filter_map(Value::text).collect(),
    }
}

/// Adds the sections that hold pages; the home page's feed is the site's.
fn add_sections(ask: &mut Ask<'_>, subjects: &mut Vec<FeedOf>) {
    let tongues = ask.get(&Languages);
    for (folder, members) in ask.get(&Sections).iter() {
        let section = PageId::of_section(folder);
        if !members.pages.is_empty()
            && !tongues.is_home(&section)
            && ask.get(&EntryOf(section.clone())).exists
        {
            subjects.push(FeedOf::Section(section));
        }
    }
}

fn add_terms(ask: &mut Ask<'_>, subjects: &mut Vec<FeedOf>) {
    for (taxonomy, _) in setting(ask, "taxonomies").entries() {
        for language in ask.get(&Languages).in_order("") {
            let terms = ask.get(&Terms { taxonomy: taxonomy.to_string(), language: language.clone() });
            subjects.extend(terms.iter().map(|info| {
                let (taxonomy, term) = (taxonomy.to_string(), info.name.clone());
                FeedOf::Term(Term { taxonomy, term, language: language.clone() })
            }));
        }
    }
}

/// Returns the address of a feed.
pub fn feed_url(ask: &mut Ask<'_>, feed: &Feed) -> String {
    format!("{}{}", folder(ask, &feed.of), feed.format.file())
}

/// Returns the folder in which the feeds of something lie, with a slash at both ends.
fn folder(ask: &mut Ask<'_>, of: &FeedOf) -> String {
    match of {
        FeedOf::Site(language) => directory(ask, language),
        FeedOf::Section(page) => ask.get(&EntryOf(page.clone())).directory().to_owned(),
        FeedOf::Series(page) => {
            let url = ask.get(&EntryOf(page.clone())).url.clone();
            let folder = url.trim_end_matches("index.html").trim_end_matches(".html");
            format!("{}/", folder.trim_end_matches('/'))
        }
        FeedOf::Term(term) => {
            let terms = ask.get(&Terms { taxonomy: term.taxonomy.clone(), language: term.language.clone() });
            let info = terms.iter().find(|info| info.name == term.term);
            info.map_or("/", |info| info.url.trim_end_matches("index.html")).to_owned()
        }
    }
}

/// Returns what a feed tells of as people call it; empty for the site itself.
pub fn feed_title(ask: &mut Ask<'_>, of: &FeedOf) -> String {
    match of {
        FeedOf::Site(_) => String::new(),
        FeedOf::Section(page) | FeedOf::Series(page) => {
            ask.get(&RecordOf(page.clone())).text("title").to_owned()
        }
        FeedOf::Term(term) => {
            let terms = ask.get(&Terms { taxonomy: term.taxonomy.clone(), language: term.language.clone() });
            let info = terms.iter().find(|info| info.name == term.term);
            info.map_or_else(|| term.term.clone(), |info| info.label.clone())
        }
    }
}

/// Returns the address of the list that a feed tells of.
pub fn feed_home(ask: &mut Ask<'_>, of: &FeedOf) -> String {
    match of {
        FeedOf::Series(page) => ask.get(&EntryOf(page.clone())).url.to_string(),
        other => format!("{}index.html", folder(ask, other)),
    }
}

/// Returns the language of a feed; empty if the site declares none.
pub fn feed_language(ask: &mut Ask<'_>, of: &FeedOf) -> Arc<str> {
    match of {
        FeedOf::Site(language) => language.clone(),
        FeedOf::Section(page) | FeedOf::Series(page) => ask.get(&EntryOf(page.clone())).language.clone(),
        FeedOf::Term(term) => term.language.clone(),
    }
}

/// Returns the pages of a feed, newest first: those that have a date and need no caution.
pub fn feed_pages(ask: &mut Ask<'_>, of: &FeedOf) -> Vec<PageId> {
    let limit = setting(ask, "feeds").get("size").int().and_then(|size| usize::try_from(size).ok());
    let limit = limit.unwrap_or(ITEMS);
    let mut asked = limit;
    loop {
        let ids = listed(ask, of, asked);
        let is_all = ids.len() < asked;
        let may_stand = |id: &PageId| {
            let entry = ask.get(&EntryOf(id.clone()));
            !entry.date.is_empty() && !entry.caution
        };
        let left: Vec<PageId> = ids.into_iter().filter(may_stand).collect();
        if is_all || left.len() >= limit {
            return left.into_iter().take(limit).collect();
        }
        asked += limit - left.len();
    }
}

/// Returns the newest pages of what a feed tells of, those included that no feed shows.
fn listed(ask: &mut Ask<'_>, of: &FeedOf, limit: usize) -> Vec<PageId> {
    let latest = Select { sort: Sort::NEWEST, limit, ..Select::default() };
    match of {
        FeedOf::Site(language) => ask.get(&Select { language: language.clone(), ..latest }).to_vec(),
        FeedOf::Section(page) => {
            ask.get(&Select { under: Some(page.folder().to_owned()), ..latest }).to_vec()
        }
        FeedOf::Series(page) => parts(ask, page, limit),
        FeedOf::Term(term) => ask.get(term).iter().take(limit).cloned().collect(),
    }
}

/// Returns the last parts of a series, the last one first.
fn parts(ask: &mut Ask<'_>, series: &PageId, limit: usize) -> Vec<PageId> {
    let parts = ask.get(&Series(series.clone()));
    parts.iter().rev().take(limit).map(|part| part.page.clone()).collect()
}
