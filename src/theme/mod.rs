//! Themes: which folders are looked through, what their templates read, their words and their assets.
//!
//! *Incremental:* a page's trace holds the [`Closure`] of its template (the template with all it extends, includes and calls),
//! so an edit of another template does not touch it. This module must not know pages; rendering is above it.

mod assets;
mod chain;
mod closure;
pub mod compat;
mod options;
pub mod requests;
mod strings;

pub use assets::{AssetInfo, ThemeAsset, ThemeAssets};
pub use chain::{Chain, Library, Template, Templates};
pub use closure::{Closure, Closures, reached_by};
pub use compat::Compat;
pub use options::{Declared, OptionKind, Options};
pub use strings::{Strings, Words};

use crate::engine::Registry;

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<Chain>()
        .with::<Templates>()
        .with::<Closures>()
        .with::<Closure>()
        .with::<Words>()
        .with::<Strings>()
        .with::<ThemeAssets>()
        .with::<ThemeAsset>()
        .with::<OptionKind>()
        .with::<Options>()
        .with::<Compat>()
}
