//! What nobody should publish: the rules of the check list that look at pages, files and lists as an editor would.
//!
//! Two groups. *Those that keep things in* ([`privacy`]: personal data, secrecy, what files hide, remote resources) are asked by the
//! emitter of every page and every copied file, so that nothing goes out that was not looked at; they run in every build. *All
//! others* are asked by [`Thorough`] alone, so that a build does not pay for opinions: `pilothouse check` runs them.
//!
//! *Incremental:* each rule reads a page's file, records, lists or settings through its query and nothing else. A scan of an
//! attachment is remembered with the file: one that did not change is not read again. This module knows no templates.

pub mod all;
mod columns;
mod ending;
mod lists;
mod names;
mod picture;
pub mod privacy;
mod prose;
mod remote;
mod source;
mod taste;
pub mod waivers;

pub use all::Thorough;
pub use privacy::{FileLeaks, PageLeaks, SharedLeaks};
pub use waivers::{Waiver, WaiversOf};

use crate::engine::Registry;

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<PageLeaks>()
        .with::<FileLeaks>()
        .with::<privacy::Scan>()
        .with::<SharedLeaks>()
        .with::<WaiversOf>()
        .with::<waivers::WaiverFaults>()
        .with::<waivers::LostWaivers>()
        .with::<Thorough>()
        .with::<all::PageCheck>()
        .with::<columns::Columns>()
        .with::<lists::Lists>()
        .with::<names::Names>()
}
