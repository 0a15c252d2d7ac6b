//! What commands besides `build` and `check` ask of an evaluation: one body, the kinds, why an output is as it is.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;

use super::evaluate::{BuildError, Phases, Stats, must_exist, prepare, report_of};
use super::memory::{self, Memory};
use super::named::{output_named, source_named};
use super::{Report, SiteOptions, registry};
use crate::catalog::{EntryOf, Kinds, Languages, Readings, RecordOf, Tree, tongue_faults};
use crate::chinese::Overrides;
use crate::content::ids::PageId;
use crate::emit::{Emit, Planned};
use crate::engine::{Ask, Engine, Query, Revision, TraceView};
use crate::render::page::render_body;
use crate::schema::Schema;
use crate::world::{DiskWorld, World};

/// Returns the body HTML of one page, and the findings of that page alone.
pub fn render_file(options: &SiteOptions, file: &Path) -> Result<(String, Report, DiskWorld), BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let id = page_of_file(options, file)?;
    let engine = Engine::new(registry().with::<RenderBody>());
    let revision = engine.begin(&world);
    if !revision.get(&EntryOf(id.clone())).exists {
        return Err(BuildError::NoPage(file.display().to_string()));
    }
    let html = revision.get(&RenderBody(id.clone()));
    let source = id.source();
    let mut report = report_of(&revision, 1);
    report.diagnostics.retain(|found| found.place.as_ref().is_none_or(|place| place.file == source));
    Ok((html.as_ref().clone(), report, world))
}

/// Asks for the body HTML of one page.
#[derive(Debug, Serialize, Deserialize)]
struct RenderBody(PageId);

impl Query for RenderBody {
    const NAME: &'static str = "RenderBody";
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        let version = tongue_faults::marked(ask, &self.0);
        render_body(ask, version.as_ref().unwrap_or(&self.0)).unwrap_or_default()
    }
}

/// Returns the kinds of a site.
pub fn schema_of(world: &dyn World) -> Schema {
    Engine::new(registry()).begin(world).get(&Kinds).as_ref().clone()
}

/// What a new page is written by.
pub struct Outset {
    /// The site's kinds.
    pub schema: Schema,
    /// Each section in the default language that names a kind for its pages: its folder, the kind.
    pub sections: Vec<(String, String)>,
    /// The site's own readings, for file names.
    pub readings: Overrides,
    /// The day that is taken for today.
    pub today: String,
}

/// Returns what a new page of a site is written by.
pub fn outset_of(options: &SiteOptions) -> Outset {
    let world = options.world();
    let engine = Engine::new(registry());
    let revision = engine.begin(&world);
    let tree = revision.get(&Tree);
    let languages = revision.get(&Languages);
    let main = |id: &&PageId| {
        id.is_section() && languages.place(id).is_none_or(|(own, _)| own.code == languages.main)
    };
    let sections = tree.pages.iter().filter(main).filter_map(|id| {
        let record = revision.get(&RecordOf(id.clone()));
        Some((id.folder().to_owned(), record.fields.at("pages.kind").text()?.to_owned()))
    });
    Outset {
        schema: revision.get(&Kinds).as_ref().clone(),
        sections: sections.collect(),
        readings: revision.get(&Readings).as_ref().clone(),
        today: options.today(),
    }
}

/// Returns what the last build did; `None` if nothing is remembered.
pub fn last_stats(options: &SiteOptions) -> Option<Stats> {
    memory::stats(&options.target())
}

/// Returns the trace of the output at a path, evaluated now.
pub fn explain_output(options: &SiteOptions, path: &str) -> Result<Option<TraceView>, BuildError> {
    let path = output_named(options, path);
    with_outputs(options, |revision, plan| {
        let planned = find(plan, &path)?;
        revision.check(&Emit(planned.key.clone()));
        revision.explain(&Emit(planned.key.clone()))
    })
}

/// Returns why the output at a path would be made anew now: a chain of questions down to a file; empty if it would not.
pub fn why_output(options: &SiteOptions, path: &str) -> Result<Option<Vec<String>>, BuildError> {
    let path = output_named(options, path);
    with_outputs(options, |revision, plan| {
        let planned = find(plan, &path)?;
        revision.check(&Emit(planned.key.clone()));
        let chain = revision.why(&Emit(planned.key.clone()));
        Some(if chain.len() > 1 { chain } else { Vec::new() })
    })
}

/// Returns the outputs that read a source file, directly or not.
pub fn used_by(options: &SiteOptions, file: &str) -> Result<Vec<String>, BuildError> {
    let file = source_named(options, file);
    with_outputs(options, |revision, plan| {
        plan.par_iter().for_each(|planned| {
            revision.check(&Emit(planned.key.clone()));
        });
        let outputs: Vec<Emit> = plan.iter().map(|planned| Emit(planned.key.clone())).collect();
        let uses = revision.using(file.as_str(), &outputs);
        let users = plan.iter().zip(uses).filter(|(_, uses)| *uses);
        users.map(|(planned, _)| planned.path.to_string()).collect()
    })
}

fn find<'p>(plan: &'p [Planned], path: &str) -> Option<&'p Planned> {
    plan.iter().find(|planned| planned.path.as_str() == path)
}

pub(super) fn with_outputs<T>(
    options: &SiteOptions,
    read: impl FnOnce(&Revision<'_>, &[Planned]) -> T,
) -> Result<T, BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let memory = Memory::load(&options.target(), &world);
    let revision = memory.begin(&world);
    let plan = prepare(&revision, memory.known, &mut Phases::new());
    Ok(read(&revision, &plan))
}

/// Returns the page of a file named on the command line.
fn page_of_file(options: &SiteOptions, file: &Path) -> Result<PageId, BuildError> {
    let missing = || BuildError::NoPage(file.display().to_string());
    PageId::of(&source_named(options, file.to_str().ok_or_else(missing)?)).ok_or_else(missing)
}
