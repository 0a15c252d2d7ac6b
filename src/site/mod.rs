//! The driver: evaluates a site against the world and commits what changed.
//!
//! `build`, `check`, `render` and `explain` are readers of the same evaluation. The driver decides in which order keys are asked
//! for, so that threads find the answers of earlier phases ready; what is asked for is decided by the queries alone.

mod agenda;
mod answers;
mod beside;
mod evaluate;
mod findings;
pub mod manual;
mod memory;
mod named;
mod options;
mod paranoid;
mod published;
mod report;
pub mod review;
mod session;
mod sources;
#[cfg(test)]
mod tests;
mod themes;
pub mod withdraw;
mod writing;

pub use agenda::{Happening, What, agenda};
pub use answers::{
    Outset, explain_output, last_stats, outset_of, render_file, schema_of, used_by, why_output,
};
pub use evaluate::{BuildError, Stats, Watcher, build, check, check_paranoid};
pub use findings::Waived;
pub use options::{Audience, SiteOptions, absolute};
pub use published::{PublishedPage, moved, path_on_server, published_pages, settings_of};
pub use report::Report;
pub use session::{Band, Detail, Marked, Output, Row, Session, page_of, source_of};
pub use sources::WorldSources;
pub use themes::{check_theme, new_theme, show_theme};

use crate::engine::Registry;
use crate::{catalog, check, emit, render, theme};

/// Returns the closed list of all queries.
pub fn registry() -> Registry {
    emit::register(render::register(theme::register(check::register(catalog::register(Registry::default())))))
}
