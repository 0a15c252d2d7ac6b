//! The search of the site: a page to search on, and an index of scripts for each language.
//!
//! *Incremental:* [`SearchDoc`] is what the index knows of a page; an edit that changes none of it stops there. [`Block`] makes the
//! postings of the pages of one shard of texts, [`Slice`] cuts from it what one shard of keys needs: so an edited page writes its
//! shard of texts, and of the shards of keys those alone whose keys came or went.

mod document;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use document::SearchDoc;

use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::base::SourcePath;
use crate::catalog::languages::directory;
use crate::catalog::sources::setting;
use crate::catalog::{Languages, Roster};
use crate::content::ids::PageId;
use crate::engine::{Ask, Query, Registry};
use crate::render::Rendering;
use crate::search::Document;
use crate::search::shards::{self, Measure};

/// Tells whether the site has a search.
pub(super) fn has_search(ask: &mut Ask<'_>) -> bool {
    setting(ask, "search").get("on").bool() == Some(true)
}

/// Adds the queries of this module to a registry.
pub(super) fn register(registry: Registry) -> Registry {
    registry.with::<SearchDoc>().with::<Numbered>().with::<Block>().with::<Slice>()
}

/// A file of an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SearchFile {
    /// What is loaded first.
    Head,
    /// What results can be narrowed by.
    Facets,
    /// A shard of keys.
    Keys(u32),
    /// A shard of texts.
    Texts(u32),
}

impl SearchFile {
    fn name(&self) -> String {
        match self {
            Self::Head => "head".into(),
            Self::Facets => "facets".into(),
            Self::Keys(number) => shards::key_name(*number),
            Self::Texts(number) => shards::text_name(*number),
        }
    }
}

/// Asks for the pages of a language with their numbers in the index, by number.
#[derive(Debug, Serialize, Deserialize)]
pub struct Numbered(Arc<str>);

impl Query for Numbered {
    const NAME: &'static str = "SearchNumbers";
    type Answer = Vec<(u32, PageId)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let roster = ask.get(&Roster);
        let mut ids: Vec<&PageId> =
            roster.iter().filter(|line| line.entry.language == self.0).map(|line| &line.id).collect();
        ids.sort();
        let numbers = shards::numbers(ids.iter().map(|id| id.as_str()), Measure::of(ids.len()));
        let mut all: Self::Answer = numbers.into_iter().zip(ids.into_iter().cloned()).collect();
        all.sort_unstable();
        all
    }
}

/// Asks for the postings of the pages in a shard of texts, parted by shards of keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct Block(Arc<str>, u32);

impl Query for Block {
    const NAME: &'static str = "SearchBlock";
    type Answer = Vec<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<String> {
        let (measure, documents) = documents_of(ask, &self.0, Some(self.1));
        shards::slices(&borrowed(&documents), measure)
    }
}

/// Asks for what a shard of texts gives to a shard of keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct Slice(Arc<str>, u32, u32);

impl Query for Slice {
    const NAME: &'static str = "SearchSlice";
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        let block = ask.get(&Block(self.0.clone(), self.1));
        block.get(self.2 as usize).cloned().unwrap_or_default()
    }
}

/// Returns the documents of a shard of texts, or of all, with their numbers.
fn documents_of(
    ask: &mut Ask<'_>,
    language: &Arc<str>,
    shard: Option<u32>,
) -> (Measure, Vec<(u32, Arc<Document>)>) {
    let pages = ask.get(&Numbered(language.clone()));
    let measure = Measure::of(pages.len());
    let own =
        pages.iter().filter(|(number, _)| shard.is_none_or(|shard| measure.text_shard(*number) == shard));
    let documents = own.map(|(number, id)| (*number, ask.get(&SearchDoc(id.clone())))).collect();
    (measure, documents)
}

fn borrowed(documents: &[(u32, Arc<Document>)]) -> Vec<(u32, &Document)> {
    documents.iter().map(|(number, document)| (*number, &**document)).collect()
}

/// The page to search on, and the index: for each language its own.
pub struct Search;

impl Emitter for Search {
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>) {
        if !has_search(ask) {
            return;
        }
        for language in ask.get(&Languages).in_order("") {
            let page = SourcePath::new(page_path(ask, &language).trim_start_matches('/'));
            planned.push(Planned { path: page, key: OutputKey::SearchPage(language.clone()) });
            let folder = folder(ask, &language);
            let count = Measure::of(ask.get(&Numbered(language.clone())).len()).count();
            let shards = (0..count).flat_map(|number| [SearchFile::Texts(number), SearchFile::Keys(number)]);
            for file in [SearchFile::Head, SearchFile::Facets].into_iter().chain(shards) {
                let path = SourcePath::new(&format!("{folder}{}.js", file.name()));
                planned.push(Planned { path, key: OutputKey::Search(language.clone(), file) });
            }
        }
    }

    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob> {
        match key {
            OutputKey::SearchPage(language) => Some(page(ask, language)),
            OutputKey::Search(language, file) => {
                Some(Blob::Bytes(index_file(ask, language, file).into_bytes()))
            }
            _ => None,
        }
    }
}

/// Returns the folder of an index, without a slash before it.
fn folder(ask: &mut Ask<'_>, language: &str) -> String {
    format!("{}_search/", directory(ask, language).trim_start_matches('/'))
}

fn page_path(ask: &mut Ask<'_>, language: &str) -> String {
    format!("{}search.html", directory(ask, language))
}

fn page(ask: &mut Ask<'_>, language: &str) -> Blob {
    let path = page_path(ask, language);
    let rendering = Rendering {
        template: "search.html",
        page: None,
        pager: None,
        language: Some(language),
        more: Vec::new(),
    };
    html(ask, path.trim_start_matches('/'), &rendering)
}

fn index_file(ask: &mut Ask<'_>, language: &Arc<str>, file: &SearchFile) -> String {
    match file {
        SearchFile::Head => {
            let pages = ask.get(&Numbered(language.clone())).len();
            let up = "../".repeat(folder(ask, language).matches('/').count());
            shards::head_file(pages, Measure::of(pages), &up)
        }
        SearchFile::Facets => {
            let (_, documents) = documents_of(ask, language, None);
            shards::facet_file(&borrowed(&documents))
        }
        SearchFile::Texts(number) => {
            let (_, documents) = documents_of(ask, language, Some(*number));
            shards::text_file(*number, &borrowed(&documents))
        }
        SearchFile::Keys(number) => {
            let count = Measure::of(ask.get(&Numbered(language.clone())).len()).count();
            let slices: Vec<_> =
                (0..count).map(|block| ask.get(&Slice(language.clone(), block, *number))).collect();
            shards::key_file(*number, slices.iter().map(|slice| slice.as_str()))
        }
    }
}
