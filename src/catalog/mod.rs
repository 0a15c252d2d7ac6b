//! What the site holds: records, addresses, lists and relations, all as queries over the world.
//!
//! *Incremental:* a body edit changes no [`Record`], so nothing here but the page's own [`BodyOf`] has a new answer. Lists are
//! built from [`Entry`], which holds only what decides membership, order and address; a title is not among it. This module
//! knows no templates and writes nothing.

pub mod agenda;
pub mod archive;
pub mod body;
mod citations;
pub mod consistency;
pub mod data;
mod dates;
pub mod entry;
pub mod feeds;
pub mod glossary;
pub mod groups;
pub mod items;
mod labels;
pub mod languages;
pub mod links;
pub mod maps;
pub mod menu;
pub mod names;
pub mod pictures;
pub mod record;
mod related;
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

pub use agenda::Agenda;
pub use body::{Anchors, BodyOf, PageBody};
pub use citations::Citations;
pub use consistency::Consistency;
pub use data::{Data, Rows, RowsNaming};
pub use entry::{Entry, EntryOf};
pub use groups::Grouped;
pub use items::{FigureOf, Figures};
pub use labels::LabelOf;
pub use languages::{Languages, Versions};
pub use menu::Menu;
pub use names::{Backlinks, Refs, Resolve};
pub use pictures::ImageInfo;
pub use record::{Record, RecordOf};
pub use related::Related;
pub use roster::{Neighbours, Roster, Section, Sections};
pub use select::Select;
pub use series::{Part, Series};
pub use siblings::Siblings;
pub use sources::{Kinds, Setting, Settings, Tree};
pub use standing::{IsPresent, Present, StandingOf, StateOf};
pub use terms::{Term, Terms};

use crate::engine::Registry;

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<Tree>()
        .with::<Kinds>()
        .with::<Settings>()
        .with::<Setting>()
        .with::<RecordOf>()
        .with::<EntryOf>()
        .with::<entry::Readings>()
        .with::<Present>()
        .with::<IsPresent>()
        .with::<StandingOf>()
        .with::<StateOf>()
        .with::<Roster>()
        .with::<Sections>()
        .with::<Section>()
        .with::<Neighbours>()
        .with::<roster::InOrder>()
        .with::<roster::Positions>()
        .with::<Siblings>()
        .with::<siblings::Family>()
        .with::<Menu>()
        .with::<names::Names>()
        .with::<Resolve>()
        .with::<Refs>()
        .with::<names::RefGroups>()
        .with::<Backlinks>()
        .with::<Citations>()
        .with::<terms::TermGroups>()
        .with::<Terms>()
        .with::<Term>()
        .with::<terms::TermUrl>()
        .with::<LabelOf>()
        .with::<Languages>()
        .with::<Versions>()
        .with::<feeds::Feeds>()
        .with::<maps::Mapped>()
        .with::<Series>()
        .with::<Consistency>()
        .with::<roster::OfKind>()
        .with::<Select>()
        .with::<Grouped>()
        .with::<archive::Archives>()
        .with::<archive::Period>()
        .with::<archive::Months>()
        .with::<Agenda>()
        .with::<agenda::Called>()
        .with::<Related>()
        .with::<related::Around>()
        .with::<related::InList>()
        .with::<dates::YearGroups>()
        .with::<dates::InYear>()
        .with::<BodyOf>()
        .with::<body::MarkdownOptions>()
        .with::<body::HeadingId>()
        .with::<Anchors>()
        .with::<ImageInfo>()
        .with::<pictures::Sizes>()
        .with::<Data>()
        .with::<data::RowGroups>()
        .with::<Rows>()
        .with::<glossary::Glossary>()
        .with::<glossary::HasGlossary>()
        .with::<glossary::TermsIn>()
        .with::<glossary::TermText>()
        .with::<glossary::MentionGroups>()
        .with::<glossary::Mentions>()
        .with::<data::Parsed>()
        .with::<data::RowPages>()
        .with::<RowsNaming>()
        .with::<items::Items>()
        .with::<FigureOf>()
        .with::<Figures>()
}
