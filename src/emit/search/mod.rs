//! The search of the site: a page to search on, and an index of scripts for each language.
//!
//! *Incremental:* [`SearchDoc`] is what the index knows of a page; an edit that changes none of it stops there. [`Block`] gathers the
//! keys of some pages, [`Slice`] cuts from it what one file of keys needs: so an edited page writes its
//! file of texts, and of the files of keys those alone whose keys, or what is beside them, came or went. What lists and
//! results show comes from [`SearchCard`], which no body changes.

mod document;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

pub use document::{SearchCard, SearchDoc};

use super::{Blob, Emitter, OutputKey, Planned, html};
use crate::base::{SourcePath, Value};
use crate::catalog::languages::directory;
use crate::catalog::sources::setting;
use crate::catalog::{Languages, Roster};
use crate::content::ids::PageId;
use crate::engine::{Again, Ask, Keep, Query, Registry};
use crate::render::Rendering;
use crate::search::Document;
use crate::search::measure::{Measure, numbers};
use crate::search::read::WEIGHTS;
use crate::search::shards::{self, Head};

/// Tells whether the site has a search.
pub(super) fn has_search(ask: &mut Ask<'_>) -> bool {
    setting(ask, "search").get("on").bool() == Some(true)
}

/// Adds the queries of this module to a registry.
pub(super) fn register(registry: Registry) -> Registry {
    registry.with::<SearchDoc>().with::<SearchCard>().with::<Numbered>().with::<Block>().with::<Slice>()
}

/// A file of an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SearchFile {
    /// What is loaded first.
    Head,
    /// What results can be narrowed by.
    Facets,
    /// A file of keys.
    Keys(u32),
    /// A file of texts.
    Texts(u32),
    /// A file of cards.
    Cards(u32),
    /// A file by which results are put in order.
    Order(u32),
}

impl SearchFile {
    fn name(&self) -> String {
        match self {
            Self::Head => "head".into(),
            Self::Facets => "facets".into(),
            Self::Keys(number) => shards::key_name(*number),
            Self::Texts(number) => shards::text_name(*number),
            Self::Cards(number) => shards::card_name(*number),
            Self::Order(number) => shards::order_name(*number),
        }
    }
}

/// Asks for the pages of a language with their numbers in the index, by number.
#[derive(Debug, Serialize, Deserialize)]
pub struct Numbered(pub Arc<str>);

impl Query for Numbered {
    const NAME: &'static str = "SearchNumbers";
    type Answer = Vec<(u32, PageId)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let roster = ask.get(&Roster);
        let mut ids: Vec<&PageId> =
            roster.iter().filter(|line| line.entry.language == self.0).map(|line| &line.id).collect();
        ids.sort();
        let numbers = numbers(ids.iter().map(|id| id.as_str()), Measure::of(ids.len()));
        let mut all: Self::Answer = numbers.into_iter().zip(ids.into_iter().cloned()).collect();
        all.sort_unstable();
        all
    }
}

/// Asks for the keys of the pages of a block, parted by files of keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct Block(Arc<str>, u32);

impl Query for Block {
    const NAME: &'static str = "SearchBlock";
    const AGAIN: Again = Again::WhenAsked;
    type Answer = Vec<Arc<ByteBuf>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let pages = ask.get(&Numbered(self.0.clone()));
        let measure = Measure::of(pages.len());
        let own = numbers_where(&pages, |page| measure.block(page) == self.1);
        let documents = documents_of(ask, &own);
        let slices = shards::slices(&borrowed(&documents), measure);
        slices.into_iter().map(|slice| Arc::new(ByteBuf::from(slice))).collect()
    }
}

/// Asks for what a block gives to a file of keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct Slice(Arc<str>, u32, u32);

impl Query for Slice {
    const NAME: &'static str = "SearchSlice";
    const AGAIN: Again = Again::WhenAsked;
    /// An edit needs those of a few files of keys, of all blocks.
    const KEEP: Keep = Keep::Disk;
    type Answer = Arc<ByteBuf>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let block = ask.get(&Block(self.0.clone(), self.1));
        block.get(self.2 as usize).cloned().unwrap_or_default()
    }
}

/// Pages with their numbers, by number.
type NumberedPages = [(u32, PageId)];

fn numbers_where(pages: &NumberedPages, fits: impl Fn(u32) -> bool) -> Vec<(u32, PageId)> {
    pages.iter().filter(|(number, _)| fits(*number)).cloned().collect()
}

fn documents_of(ask: &mut Ask<'_>, pages: &NumberedPages) -> Vec<(u32, Arc<Document>)> {
    pages.iter().map(|(number, id)| (*number, ask.get(&SearchDoc(id.clone())))).collect()
}

fn cards_of(ask: &mut Ask<'_>, pages: &NumberedPages) -> Vec<(u32, Arc<Document>)> {
    pages.iter().map(|(number, id)| (*number, ask.get(&SearchCard(id.clone())))).collect()
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
            for file in files(Measure::of(ask.get(&Numbered(language.clone())).len())) {
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

/// Returns the files of an index.
fn files(measure: Measure) -> impl Iterator<Item = SearchFile> {
    let few =
        [SearchFile::Head, SearchFile::Facets].into_iter().chain((0..measure.orders).map(SearchFile::Order));
    few.chain((0..measure.texts).map(SearchFile::Texts))
        .chain((0..measure.cards).map(SearchFile::Cards))
        .chain((0..measure.keys).map(SearchFile::Keys))
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
    let pages = ask.get(&Numbered(language.clone()));
    let measure = Measure::of(pages.len());
    match file {
        SearchFile::Head => head(ask, language, pages.len()),
        SearchFile::Order(number) => {
            let own = numbers_where(&pages, |page| measure.order_file(page) == *number);
            shards::order_file(*number, &borrowed(&cards_of(ask, &own)))
        }
        SearchFile::Facets => shards::facet_file(&borrowed(&cards_of(ask, &pages))),
        SearchFile::Cards(number) => {
            let own = numbers_where(&pages, |page| measure.card_file(page) == *number);
            shards::card_file(*number, &borrowed(&cards_of(ask, &own)))
        }
        SearchFile::Texts(number) => {
            let own = numbers_where(&pages, |page| measure.text_file(page) == *number);
            let made = shards::text_file(*number, &borrowed(&documents_of(ask, &own)));
            if *number < measure.blocks {
                ask.get(&Block(language.clone(), *number)); // now, while nobody else asks: files of keys want them all at once
            }
            made
        }
        SearchFile::Keys(number) => {
            let slices: Vec<_> =
                (0..measure.blocks).map(|block| ask.get(&Slice(language.clone(), block, *number))).collect();
            shards::key_file(*number, slices.iter().map(|slice| slice.as_slice()))
        }
    }
}

fn head(ask: &mut Ask<'_>, language: &Arc<str>, pages: usize) -> String {
    let up = "../".repeat(folder(ask, language).matches('/').count());
    let settings = setting(ask, "search");
    let mut weights = WEIGHTS;
    for (weight, name) in weights.iter_mut().zip(["title", "name", "heading", "field", "text"]) {
        if let Value::Int(number) = settings.get("weights").get(name) {
            *weight = u32::try_from(*number).unwrap_or_default();
        }
    }
    let script = document::script_of(ask, language);
    shards::head_file(&Head { pages, measure: Measure::of(pages), script, weights, up: &up })
}
