//! The command that tells what time will change: a reader of the same evaluation as a build.

use super::SiteOptions;
use super::evaluate::{BuildError, must_exist};
use super::memory::Memory;
use crate::catalog::Agenda;
pub use crate::catalog::agenda::{Happening, What};

/// Returns what will change after the day that is taken for today, up to a last day; without end if it is not given.
pub fn agenda(options: &SiteOptions, until: Option<&str>) -> Result<Vec<Happening>, BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let memory = Memory::load(&options.target(), &world);
    let revision = memory.begin(&world);
    let until = until.unwrap_or_default().to_owned();
    Ok(revision.get(&Agenda { until }).as_ref().clone())
}
