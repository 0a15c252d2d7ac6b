//! Outputs: which files the site consists of, and the bytes of each.
//!
//! The list of emitters is closed and in one place ([`EMITTERS`]). Each plans its outputs from recorded reads and emits one
//! output at a time. Templates and bodies write addresses from the root; the last pure pass ([`relative`]) makes them relative
//! to the output's own path, so that the same folder works under any path and by double-click. This module knows no disk.
//!
//! *Incremental:* one output is one node. The plan is a node of its own: it changes only when outputs come or go.

mod archive;
mod band;
mod feeds;
mod files;
mod lists;
mod maps;
mod pages;
pub mod pictures;
mod plan;
pub mod redirects;
pub mod relative;
pub mod search;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use plan::{Plan, Planned};
pub use redirects::{AllMoved, Moved};

use crate::base::{Fingerprint, SourcePath};
use crate::catalog::archive::Period;
use crate::catalog::sources::setting;
use crate::catalog::{Term, feeds::Feed};
use crate::content::ids::PageId;
use crate::engine::{self, Ask, Query, Registry};
use crate::media::Format;
use crate::render::{Rendering, render_template};

/// Which output is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OutputKey {
    /// A page with its own address.
    Page(PageId),
    /// One page of a section's list, from 1.
    Section(PageId, u32),
    /// The list of a taxonomy's terms in a language.
    Taxonomy(String, Arc<str>),
    /// One page of a term's list, from 1.
    Term(Term, u32),
    /// One page of the list of a year or month of an archive, from 1; of the list of years if it is of no period.
    Archive(Period, u32),
    /// The forwarder at an old address: path in the output folder, and the page it leads to.
    Redirect(SourcePath, PageId),
    /// A copied file.
    Copy(SourcePath),
    /// An image in another size: its file, pixels across, form.
    Image(SourcePath, u32, Format),
    /// A file of the theme, by name.
    ThemeFile(String),
    /// A feed.
    Feed(Feed),
    /// `sitemap.xml`.
    Sitemap,
    /// The page that lists all others, in a language.
    SitemapPage(Arc<str>),
    /// `robots.txt`.
    Robots,
    /// The old addresses for a web server, by its name.
    RedirectMap(String),
    /// The page to search on, in a language.
    SearchPage(Arc<str>),
    /// A file of a language's index.
    Search(Arc<str>, search::SearchFile),
    /// The page for addresses that do not exist.
    NotFound,
}

/// Asks for the bytes of an output.
#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Emit(pub OutputKey);

/// Asks whether packed copies of the outputs are wanted beside them.
#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Precompress;

impl Query for Precompress {
    const NAME: &'static str = "Precompress";
    type Answer = bool;

    fn run(&self, ask: &mut Ask<'_>) -> bool {
        &*ask.fact("precompress") == "true" || setting(ask, "precompress").bool() == Some(true)
    }
}

/// What an output consists of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Blob {
    /// Nothing: it could not be made, and why was reported.
    #[default]
    Failed,
    /// These bytes.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The bytes of a source file, whose fingerprint is given.
    Source(SourcePath, Fingerprint),
}

impl Query for Emit {
    const NAME: &'static str = "Emit";
    type Answer = Blob;

    fn run(&self, ask: &mut Ask<'_>) -> Blob {
        let emitter = EMITTERS.iter().find_map(|emitter| emitter.emit(&self.0, ask));
        emitter.unwrap_or_default()
    }

    /// Pages are most of what is ever hashed: their bytes are not copied for it. The complement keeps them apart from other
    /// answers.
    fn fingerprint(blob: &Blob) -> Fingerprint {
        match blob {
            Blob::Bytes(bytes) => Fingerprint(!Fingerprint::of(bytes).0),
            other => engine::fingerprint(other),
        }
    }
}

/// A family of outputs.
pub trait Emitter: Sync {
    /// Adds the outputs that exist.
    fn plan(&self, ask: &mut Ask<'_>, planned: &mut Vec<Planned>);

    /// Returns an output's bytes, or `None` if it belongs to another emitter.
    fn emit(&self, key: &OutputKey, ask: &mut Ask<'_>) -> Option<Blob>;
}

/// All emitters.
pub static EMITTERS: &[&dyn Emitter] = &[
    &pages::Pages,
    &pages::Redirects,
    &lists::Sections,
    &lists::Taxonomies,
    &archive::AllArchives,
    &files::Copies,
    &pictures::Images,
    &files::ThemeFiles,
    &feeds::AllFeeds,
    &maps::Sitemap,
    &maps::SitemapPage,
    &maps::Robots,
    &redirects::RedirectMaps,
    &search::Search,
    &pages::NotFound,
];

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    search::register(
        registry
            .with::<Plan>()
            .with::<Emit>()
            .with::<pictures::Made>()
            .with::<pictures::KeptNames>()
            .with::<redirects::AllMoved>()
            .with::<Precompress>(),
    )
}

/// Returns a rendering as an output at a path: addresses made relative to it.
fn html(ask: &mut Ask<'_>, path: &str, rendering: &Rendering<'_>) -> Blob {
    let band = band::of(ask, rendering.page);
    let made = render_template(ask, rendering, |html| {
        let html = relative::relative(html, path);
        match band {
            Some(band) => band::put(&html, &band).into_bytes(),
            None => html.into_bytes(),
        }
    });
    made.map_or(Blob::Failed, Blob::Bytes)
}
