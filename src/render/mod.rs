//! From records and bodies to HTML: the only place, with `theme`, that knows the template engine.
//!
//! Templates get data in two ways only: their own `page` (and `site`, `pager`) and *functions*. Every function goes through the
//! frame of the running render ([`frame`]) to its [`Ask`](crate::engine::Ask), so each answer is a recorded read; there is no list of all
//! pages to reach into. What a function hands out are *views* ([`views`]): closed values whose fingerprint covers everything
//! a template can see in them.
//!
//! *Incremental:* a page's trace holds the closure of its template, its own view and body, and one read for each function call.

mod anchors;
mod compiled;
mod context;
pub mod contract;
mod errors;
mod filters;
mod fragment;
mod frame;
mod functions;
mod of_kinds;
pub mod page;
mod pieces;
mod value;
pub mod views;
mod wording;

pub use compiled::Compile;
pub use functions::{FUNCTIONS, FunctionDoc};
pub use of_kinds::KindTemplates;
pub use page::{Rendering, render_template};

/// A value as templates see it.
pub use tera::Value as TemplateValue;

use crate::engine::Registry;

/// Adds the queries of this module to a registry.
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<compiled::Compile>()
        .with::<views::SiteFields>()
        .with::<views::SiteView>()
        .with::<views::Full>()
        .with::<views::Card>()
        .with::<views::BodySummary>()
        .with::<fragment::Fragment>()
        .with::<contract::ThemeCheck>()
        .with::<KindTemplates>()
}
