//! What the site holds: records, addresses, lists and relations, all as queries over the world.
//!
//! *Incremental:* a body edit changes no [`Record`], so nothing here but the page's own [`BodyOf`] has a new answer. Lists are
//! built from [`Entry`], which holds only what decides membership, order and address; a title is not among it. This module
//! knows no templates and writes nothing.

pub mod agenda;
mod among;
mod announced;
pub mod archive;
mod audience;
pub mod body;
pub mod breaks;
mod citations;
pub mod consistency;
pub mod data;
mod dates;
mod distinct;
pub mod entry;
pub mod feeds;
pub mod glossary;
pub mod groups;
pub mod items;
mod labels;
pub mod languages;
pub mod links;
pub mod maps;
pub mod meant;
pub mod menu;
pub mod names;
mod picture_uses;
pub mod pictures;
pub mod record;
mod related;
pub mod review;
pub mod roster;
pub mod select;
pub mod series;
mod siblings;
mod sort;
pub mod sources;
pub mod standing;
mod tags;
mod tally;
pub mod terms;
pub mod tongue_faults;
mod uses;
mod vocabulary;

pub use agenda::Agenda;
pub use body::{Anchors, BodyOf, PageBody};
pub use citations::Citations;
pub use consistency::Consistency;
pub use data::{Data, Rows, RowsNaming};
pub use entry::{Entry, EntryOf, Readings};
pub use groups::Grouped;
pub use items::{FigureOf, Figures};
pub use labels::LabelOf;
pub use languages::{Languages, Versions};
pub use menu::Menu;
pub use names::{Backlinks, Refs, Resolve};
pub use picture_uses::ImageUses;
pub use pictures::ImageInfo;
pub use record::{Record, RecordOf};
pub use related::Related;
pub use review::{Approval, Approved, FilesKeptBack, ReviewRules, Reviewed, StatementOf};
pub use roster::{Neighbours, Roster, Section, Sections};
pub use select::Select;
pub use series::{Part, Series};
pub use siblings::Siblings;
pub use sources::{Kinds, Setting, Settings, Tree};
pub use standing::{IsPresent, Present, StandingOf, StateOf};
pub use terms::{Term, Terms};
pub use uses::FigureUses;

use crate::engine::Registry;

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    [sources, pages, lists, relations, texts, tables, reviews]
        .into_iter()
        .fold(registry, |registry, add| add(registry))
}

/// Adds what is read, and what time makes of it.
fn sources(registry: Registry) -> Registry {
    let registry = registry.with::<Tree>().with::<Kinds>().with::<Settings>().with::<Setting>();
    let registry = registry.with::<Languages>().with::<Versions>().with::<entry::Readings>();
    let registry = registry.with::<Present>().with::<IsPresent>().with::<StandingOf>().with::<StateOf>();
    registry.with::<Agenda>().with::<agenda::Called>().with::<Consistency>()
}

/// Adds what is known of one page.
fn pages(registry: Registry) -> Registry {
    let registry = registry.with::<RecordOf>().with::<EntryOf>().with::<LabelOf>();
    let registry = registry.with::<BodyOf>().with::<body::MarkdownOptions>().with::<body::HeadingId>();
    registry.with::<Anchors>().with::<ImageInfo>().with::<pictures::Sizes>().with::<ImageUses>()
}

/// Adds lists of pages.
fn lists(registry: Registry) -> Registry {
    let registry = registry.with::<Roster>().with::<Sections>().with::<Section>().with::<Neighbours>();
    let registry = registry.with::<roster::InOrder>().with::<roster::Positions>().with::<roster::OfKind>();
    let registry =
        registry.with::<terms::TermGroups>().with::<Terms>().with::<Term>().with::<terms::TermUrl>();
    let registry = registry.with::<Select>().with::<Grouped>().with::<Series>().with::<Menu>();
    let registry = registry.with::<dates::YearGroups>().with::<dates::InYear>();
    let registry = registry.with::<archive::Archives>().with::<archive::Period>().with::<archive::Months>();
    registry.with::<feeds::Feeds>().with::<maps::Mapped>()
}

/// Adds what pages have to do with each other.
fn relations(registry: Registry) -> Registry {
    let registry =
        registry.with::<names::Names>().with::<Resolve>().with::<Refs>().with::<names::RefGroups>();
    let registry =
        registry.with::<Backlinks>().with::<Citations>().with::<Siblings>().with::<siblings::Family>();
    registry.with::<Related>().with::<related::Around>().with::<related::InList>()
}

/// Adds what stands in texts: words of the glossary and figures.
fn texts(registry: Registry) -> Registry {
    let registry = registry.with::<glossary::Glossary>().with::<glossary::HasGlossary>();
    let registry = registry.with::<glossary::TermsIn>().with::<glossary::TermsInFields>();
    let registry = registry.with::<glossary::TermText>();
    let registry = registry.with::<glossary::MentionGroups>().with::<glossary::Mentions>();
    let registry = registry.with::<items::Items>().with::<FigureOf>().with::<Figures>();
    let registry = registry.with::<meant::RowOf>();
    registry.with::<uses::FiguresIn>().with::<uses::UseGroups>().with::<FigureUses>()
}

/// Adds data files and their rows.
fn tables(registry: Registry) -> Registry {
    let registry = registry.with::<Data>().with::<data::Parsed>().with::<data::RowGroups>().with::<Rows>();
    registry.with::<data::RowPages>().with::<RowsNaming>()
}

/// Adds reviews.
fn reviews(registry: Registry) -> Registry {
    let registry = registry.with::<ReviewRules>().with::<StatementOf>().with::<review::FileDigest>();
    let registry = registry.with::<review::StatementWith>();
    let registry = registry.with::<review::TableRows>().with::<review::LooseWords>();
    let registry = registry.with::<review::Stated>().with::<review::StatedFigure>();
    let registry = registry.with::<review::NamingRows>().with::<review::RowsOfName>();
    registry.with::<Approval>().with::<Reviewed>().with::<review::Shown>().with::<FilesKeptBack>()
}
