//! Evaluation in phases, and the commands that read it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::memory::{self, Known, Memory, Remains};
use super::named::{output_named, source_named};
use super::{Report, SiteOptions, findings, paranoid, registry};
use crate::base::{Fingerprint, SourcePath};
use crate::catalog::pictures::is_picture;
use crate::catalog::roster::{Section, Sections};
use crate::catalog::sources::Setting;
use crate::catalog::tongue_faults;
use crate::catalog::{
    BodyOf, Consistency, EntryOf, ImageInfo, Kinds, Languages, RecordOf, Refs, Reviewed, Roster, Settings,
    Terms, Tree,
};
use crate::check::all::PageCheck;
use crate::check::{FileLeaks, PageLeaks, SharedLeaks, Thorough};
use crate::content::ids::PageId;
use crate::diag::render::sort_and_dedupe;
use crate::diag::{Diagnostic, Severity};
use crate::emit::pictures::KeptNames;
use crate::emit::{Blob, Emit, OutputKey, Plan, Planned, Precompress};
use crate::engine::{Ask, Engine, Handle, Query, Revision, TraceView, Work};
use crate::output::compress::Packing;
use crate::output::{self, Commit, Lock, Manifest, OutputError, Source};
use crate::render::Compile;
use crate::render::page::render_body;
use crate::render::views::Full;
use crate::schema::Schema;
use crate::world::{Content, DiskWorld, World};

/// Most pages or outputs that a thread takes at once: with more of them, one thread is still busy with its last share for a
/// twentieth of a build when nothing is left for the others.
const SHARE: usize = 32;

/// Why a command could not do its work; problems of the content are no such reason.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Something about the output folder.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// There is no site here.
    #[error("{0}")]
    NoSite(std::path::PathBuf),
    /// There are settings but no content: rather a folder that was moved than a site to be emptied.
    #[error("{0}")]
    NoContent(std::path::PathBuf),
    /// The output folder and a source folder lie in each other: output, source.
    #[error("{0} and {1} overlap")]
    Overlap(std::path::PathBuf, std::path::PathBuf),
    /// A named file is no page of the site.
    #[error("{0}")]
    NoPage(String),
}

/// Progress of a long command: called with the number of outputs once it is known, then once for each.
pub trait Watcher: Sync {
    /// There will be so many outputs.
    fn planned(&self, outputs: usize);
    /// One output is done.
    fn done(&self);
}

/// Builds the site into its output folder.
pub fn build(options: &SiteOptions, watcher: &dyn Watcher) -> Result<(Report, DiskWorld), BuildError> {
    let mut phases = Phases::new();
    let target = options.target();
    let world = options.world();
    must_exist(options, &world)?;
    let _lock = Lock::take(&target)?;
    output::recover(&target)?;
    phases.end("scan");
    let mut remains = Remains::read(&target, &world);
    if let Some(report) = remains.as_ref().and_then(|remains| remains.unchanged(&target, &world)) {
        remains.take().into_iter().for_each(|remains| remains.renew_stamps(&target, &world));
        phases.end("compare");
        return Ok((Report { phases: phases.times, ..report }, world));
    }
    let (memory, manifest) = rayon::join(|| Memory::of(&target, remains), || Manifest::read(&target));
    phases.end("load");
    let revision = memory.begin(&world);
    let plan = prepare(&revision, memory.known, &mut phases);
    watcher.planned(plan.len());
    if has_errors(&revision) {
        // Evaluated to the end for the other findings, but nothing of it is written.
        evaluate_all(&revision, &plan, watcher);
        phases.end("render");
        return Ok((Report { phases: phases.times, ..report_of(&revision, plan.len()) }, world));
    }
    let packings = packings(&revision);
    let commit = Commit::begin(&target, manifest, paths(&plan, packings))?;
    let site = Writing { revision: &revision, world: &world, commit: &commit, packings };
    let failed = write_all(&site, &plan, watcher);
    phases.end("render");
    let mut report = report_of(&revision, plan.len());
    if let Some(error) = failed {
        commit.abandon()?;
        return Err(error.into());
    }
    if report.has_errors() {
        commit.abandon()?;
    } else {
        report.phases.clone_from(&phases.times);
        // The cache is made while the files are put in place, but written only once they are.
        let (changes, files) = rayon::join(|| commit.finish(), || memory::files(&revision, &report));
        report.changes = changes?;
        report.committed = true;
        memory::write(&target, files);
        sweep_images(&revision, &world);
        phases.end("commit");
    }
    report.phases = phases.times;
    let_go(memory.engine());
    Ok((report, world))
}

/// Drops smaller images that no page can show any more.
fn sweep_images(revision: &Revision<'_>, world: &DiskWorld) {
    if let Some(kept) = world.kept_files().filter(|kept| kept.exists()) {
        kept.sweep(&revision.get(&KeptNames));
    }
}

/// Looks at the heads of images on all threads: the plan asks for them one after the other.
fn prepare_images(revision: &Revision<'_>) {
    let tree = revision.get(&Tree);
    let files: Vec<_> = tree.assets.iter().chain(&tree.statics).filter(|file| is_picture(file)).collect();
    files.par_iter().for_each(|file| {
        revision.check(&ImageInfo((*file).clone()));
    });
}

/// Tells whether anything that was found up to now keeps the site from being written.
fn has_errors(revision: &Revision<'_>) -> bool {
    let found = revision.diagnostics();
    let any = found.iter().any(|found| found.severity == Severity::Error);
    any && findings::shown(revision, found).0.iter().any(|found| found.severity == Severity::Error)
}

/// Returns the ways in which outputs are packed.
fn packings(revision: &Revision<'_>) -> &'static [Packing] {
    if *revision.get(&Precompress) { &Packing::ALL } else { &[] }
}

/// Returns the paths of all files that are to be, sorted.
fn paths(plan: &[Planned], packings: &[Packing]) -> Vec<SourcePath> {
    let mut paths: Vec<SourcePath> = plan.iter().map(|planned| planned.path.clone()).collect();
    for packing in packings {
        paths.extend(plan.iter().filter_map(|planned| packing.path(&planned.path)));
    }
    if !packings.is_empty() {
        paths.sort();
        paths.dedup();
    }
    paths
}

/// Frees the memory of an evaluation beside the caller: a program that is about to end need not wait for it.
fn let_go(engine: Engine) {
    rayon::spawn(move || drop(engine));
}

/// Evaluates everything and writes nothing.
pub fn check(options: &SiteOptions, watcher: &dyn Watcher) -> Result<(Report, DiskWorld), BuildError> {
    let mut phases = Phases::new();
    let world = options.world();
    must_exist(options, &world)?;
    let memory = Memory::load(&options.target(), &world);
    let revision = memory.begin(&world);
    let plan = prepare(&revision, memory.known, &mut phases);
    watcher.planned(plan.len());
    let files = check_thoroughly(&revision);
    phases.end("check");
    evaluate_all(&revision, &plan, watcher);
    phases.end("render");
    let mut report = report_of(&revision, plan.len());
    report.diagnostics.extend(findings::unneeded(&revision, &files, &report.waived));
    report.diagnostics = sort_and_dedupe(std::mem::take(&mut report.diagnostics));
    report.phases = phases.times;
    Ok((report, world))
}

/// Asks for all rules, now that records and sources are at hand; returns the files they look at.
fn check_thoroughly(revision: &Revision<'_>) -> Vec<SourcePath> {
    let tree = revision.get(&Tree);
    tree.pages.par_iter().for_each(|page| {
        revision.check(&PageLeaks(page.clone()));
        revision.check(&PageCheck(page.clone()));
    });
    tree.assets.par_iter().chain(&tree.statics).for_each(|file| {
        revision.check(&FileLeaks(file.clone()));
    });
    revision.check(&Thorough);
    tree.pages.iter().map(PageId::source).chain(tree.assets.iter().chain(&tree.statics).cloned()).collect()
}

/// Evaluates everything, writes nothing, and looks for reads that no trace holds; see [`paranoid`].
pub fn check_paranoid(
    options: &SiteOptions,
    watcher: &dyn Watcher,
) -> Result<(Report, DiskWorld), BuildError> {
    let (mut report, world) = check(options, watcher)?;
    let engine = Memory::load(&options.target(), &world).engine();
    let subject = paranoid::Subject { registry, evaluate: outcome };
    let untracked = paranoid::untracked(&subject, &engine, &world);
    let finding = |what: String| Diagnostic::new("internal-untracked").arg("what", what);
    report.diagnostics.extend(untracked.into_iter().map(finding));
    Ok((report, world))
}

/// Returns the fingerprint of every output, and of the findings of every file.
fn outcome(revision: &Revision<'_>) -> paranoid::Outcome {
    let plan = prepare(revision, Known::Earlier, &mut Phases::new());
    let output = |planned: &Planned| (planned.path.to_string(), evaluate(revision, &planned.key));
    let mut outcome: paranoid::Outcome = plan.par_iter().map(output).collect();
    let mut findings: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for found in sort_and_dedupe(revision.diagnostics()) {
        let file = found.place.as_ref().map(|place| place.file.to_string());
        let file = file.unwrap_or_else(|| "pilothouse.yaml".into());
        let encoded = postcard::to_allocvec(&found).expect("values in memory can be encoded");
        findings.entry(file).or_default().extend(encoded);
    }
    outcome.extend(findings.into_iter().map(|(file, bytes)| (file, Fingerprint::of(&bytes))));
    outcome
}

/// Evaluates all outputs and lets go of each.
fn evaluate_all(revision: &Revision<'_>, plan: &[Planned], watcher: &dyn Watcher) {
    for outputs in in_order(revision, plan) {
        outputs.par_iter().with_max_len(SHARE).for_each(|planned| {
            evaluate(revision, &planned.key);
            watcher.done();
        });
    }
}

/// Evaluates one output, lets go of it and returns its fingerprint.
pub(super) fn evaluate(revision: &Revision<'_>, key: &OutputKey) -> Fingerprint {
    let output = revision.handle(&Emit(key.clone()));
    let checked = output.check();
    let_go_of(revision, key, output);
    checked.fingerprint
}

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

/// Returns the kinds of a site, and for each section in the default language that names one the kind of its pages.
pub fn schema_of(world: &dyn World) -> (Schema, Vec<(String, String)>) {
    let engine = Engine::new(registry());
    let revision = engine.begin(world);
    let schema = revision.get(&Kinds).as_ref().clone();
    let tree = revision.get(&Tree);
    let languages = revision.get(&Languages);
    let main = |id: &&PageId| {
        id.is_section() && languages.place(id).is_none_or(|(own, _)| own.code == languages.main)
    };
    let sections = tree.pages.iter().filter(main).filter_map(|id| {
        let record = revision.get(&RecordOf(id.clone()));
        Some((id.folder().to_owned(), record.fields.at("pages.kind").text()?.to_owned()))
    });
    let sections = sections.collect();
    (schema, sections)
}

/// What the last build that did anything did.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    /// Time by phase; saving is not among them, as it is saved itself.
    pub phases: Vec<(String, Duration)>,
    /// How often each query ran.
    pub work: Vec<Work>,
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

/// A folder without settings and without content is no site: most likely the command was given in the wrong place.
pub(super) fn must_exist(options: &SiteOptions, world: &dyn World) -> Result<(), BuildError> {
    if let Some((output, source)) = options.overlap() {
        return Err(BuildError::Overlap(output, source));
    }
    let settings = world.read(&"pilothouse.yaml".into());
    let content = world.list(&"content".into());
    if content.is_empty() {
        let missing = settings == Content::Missing;
        let place = options.content.clone().unwrap_or_else(|| options.root.join("content"));
        return Err(if missing {
            BuildError::NoSite(options.root.clone())
        } else {
            BuildError::NoContent(place)
        });
    }
    Ok(())
}

/// Returns the page of a file named on the command line.
fn page_of_file(options: &SiteOptions, file: &Path) -> Result<PageId, BuildError> {
    let missing = || BuildError::NoPage(file.display().to_string());
    PageId::of(&source_named(options, file.to_str().ok_or_else(missing)?)).ok_or_else(missing)
}

/// Asks for records, entries and lists, and beside them for the templates; returns the plan.
fn prepare(revision: &Revision<'_>, known: Known, phases: &mut Phases) -> Arc<Vec<Planned>> {
    let templates = || {
        // Renderings read them unrecorded: nothing else would remember what is wrong with one that no page uses.
        revision.check(&Compile);
        if known == Known::Nothing || !revision.suspected::<Emit>().is_empty() {
            revision.get(&Compile);
        }
    };
    let (plan, ()) = rayon::join(|| prepare_plan(revision, known, phases), templates);
    phases.end("lists");
    plan
}

/// Asks for records and entries of all pages in parallel, then for what is made of them.
fn prepare_plan(revision: &Revision<'_>, known: Known, phases: &mut Phases) -> Arc<Vec<Planned>> {
    rayon::join(|| revision.check(&Settings), || revision.check(&Kinds));
    revision.check(&Precompress);
    let pages_changed = revision.check(&Tree).changed;
    if known == Known::Nothing || pages_changed {
        let pages = &revision.get(&Tree).pages;
        pages.par_iter().with_max_len(SHARE).for_each(|id| check_page(revision, id));
    } else {
        prepare_records(revision);
    }
    phases.end("records");
    if known == Known::Nothing {
        rayon::join(|| prepare_images(revision), || prepare_lists(revision));
    }
    if !revision.check(&Plan).changed {
        revision.keep_all();
    }
    revision.check(&Consistency);
    revision.check(&Reviewed);
    revision.check(&SharedLeaks);
    revision.get(&Plan)
}

/// Evaluates which outputs there are.
pub(super) fn prepare_silently(revision: &Revision<'_>, known: Known) {
    prepare(revision, known, &mut Phases::new());
}

/// Verifies the records that may have changed on all threads: a changed kind concerns those of many pages.
pub(super) fn prepare_records(revision: &Revision<'_>) {
    revision.suspected::<RecordOf>().par_iter().for_each(|record| check_page(revision, &record.0));
}

/// Asks for all that [`prepare`] asks for besides outputs.
pub(super) fn check_roots(revision: &Revision<'_>) {
    revision.check(&Settings);
    revision.check(&Kinds);
    revision.check(&Tree);
    revision.check(&Plan);
    revision.check(&Consistency);
    revision.check(&Reviewed);
    revision.check(&SharedLeaks);
    revision.check(&Compile);
    revision.check(&Precompress);
}

fn check_page(revision: &Revision<'_>, id: &PageId) {
    revision.check(&RecordOf(id.clone()));
    revision.check(&EntryOf(id.clone()));
}

/// Makes the members of sections and terms and the targets of references in parallel: plan and consistency ask for them one
/// after the other. Not worth it where most of them are remembered, for then their values are not needed at all.
fn prepare_lists(revision: &Revision<'_>) {
    let roster = revision.get(&Roster);
    revision.check(&Sections);
    let taxonomies = revision.get(&Setting("taxonomies".into()));
    let languages = revision.get(&Languages);
    let sections = || {
        roster.par_iter().filter(|line| line.id.is_section()).for_each(|line| {
            revision.check(&Section(line.id.folder().into()));
        });
    };
    let terms = || {
        taxonomies.entries().par_iter().for_each(|(name, _)| {
            for language in languages.in_order("") {
                revision.check(&Terms { taxonomy: name.to_string(), language });
            }
        });
    };
    let references = || {
        roster.par_iter().filter(|line| !line.entry.refs.is_empty()).for_each(|line| {
            revision.check(&Refs(line.id.clone()));
        });
    };
    rayon::join(sections, || rayon::join(terms, references));
}

/// What is needed to write outputs.
struct Writing<'w> {
    revision: &'w Revision<'w>,
    world: &'w DiskWorld,
    commit: &'w Commit<'w>,
    packings: &'static [Packing],
}

/// Evaluates all outputs and hands those that changed to the commit. Returns the first failure of the disk.
fn write_all(site: &Writing<'_>, plan: &[Planned], watcher: &dyn Watcher) -> Option<OutputError> {
    let failure = Mutex::new(None);
    let stop = AtomicBool::new(false);
    let write = |planned: &&Planned| {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        if let Err(error) = write_one(site, planned) {
            stop.store(true, Ordering::Relaxed);
            failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get_or_insert(error);
        }
        watcher.done();
    };
    for outputs in in_order(site.revision, plan) {
        outputs.par_iter().with_max_len(SHARE).for_each(write);
    }
    failure.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Returns outputs in the order in which to ask for them: pages before what lists them, for maps ask for things that a page has
/// at hand when it is made; what must be made before what is only looked at.
fn in_order<'p>(revision: &Revision<'_>, plan: &'p [Planned]) -> [Vec<&'p Planned>; 2] {
    let suspects: FxHashSet<OutputKey> =
        revision.suspected::<Emit>().into_iter().map(|output| output.0).collect();
    let (mut first, rest): (Vec<_>, Vec<_>) =
        plan.iter().partition(|planned| suspects.contains(&planned.key));
    first.extend(rest);
    let (pages, lists) = first.into_iter().partition(|planned| matches!(planned.key, OutputKey::Page(_)));
    [pages, lists]
}

fn write_one(site: &Writing<'_>, planned: &Planned) -> Result<(), OutputError> {
    let Writing { revision, world, commit, packings } = *site;
    let output = revision.handle(&Emit(planned.key.clone()));
    let checked = output.check();
    if commit.has(&planned.path, checked.fingerprint) {
        commit.keep();
    } else {
        match &*output.get() {
            Blob::Failed => commit.leave_out(&planned.path),
            Blob::Bytes(bytes) => commit.put(&planned.path, checked.fingerprint, &Source::Bytes(bytes))?,
            Blob::Source(source, _) => match world.place(source).filter(|place| place.is_file()) {
                Some(place) => commit.put(&planned.path, checked.fingerprint, &Source::File(place))?,
                None => match world.read(source) {
                    Content::Bytes(bytes) => {
                        commit.put(&planned.path, checked.fingerprint, &Source::Bytes(&bytes))?;
                    }
                    _ => commit.leave_out(&planned.path),
                },
            },
        }
    }
    for packing in packings {
        write_packed(site, planned, &output, *packing)?;
    }
    let_go_of(revision, &planned.key, output);
    Ok(())
}

/// Writes the packed copy of an output; one whose output stayed the same is not packed again.
fn write_packed(
    site: &Writing<'_>,
    planned: &Planned,
    output: &Handle<'_, Emit>,
    packing: Packing,
) -> Result<(), OutputError> {
    let Some(path) = packing.path(&planned.path) else { return Ok(()) };
    let fingerprint = packing.fingerprint(output.check().fingerprint);
    if site.commit.has(&path, fingerprint) {
        site.commit.keep();
        return Ok(());
    }
    let bytes = match &*output.get() {
        Blob::Failed => None,
        Blob::Bytes(bytes) => Some(packing.pack(bytes)),
        Blob::Source(source, _) => match site.world.read(source) {
            Content::Bytes(bytes) => Some(packing.pack(&bytes)),
            _ => None,
        },
    };
    match bytes {
        Some(bytes) => site.commit.put(&path, fingerprint, &Source::Bytes(&bytes)),
        None => {
            site.commit.leave_out(&path);
            Ok(())
        }
    }
}

/// Lets go of an output. One whose trace held was not made, nor was anything for it.
fn let_go_of(revision: &Revision<'_>, key: &OutputKey, output: Handle<'_, Emit>) {
    if output.has_value() {
        output.release();
        release_sources(revision, key);
    }
}

/// Lets go of what only this output needed: with it, memory does not grow with the bytes of the site.
pub(super) fn release_sources(revision: &Revision<'_>, key: &OutputKey) {
    match key {
        OutputKey::Page(id) => {
            revision.release(&BodyOf(id.clone()));
            revision.release(&Full(id.clone()));
            revision.release_file(&id.source());
        }
        OutputKey::Copy(source) | OutputKey::Image(source, ..) => revision.release_file(source),
        _ => {}
    }
}

fn report_of(revision: &Revision<'_>, outputs: usize) -> Report {
    let (diagnostics, waived) = findings::shown(revision, revision.diagnostics());
    Report { diagnostics, waived, outputs, work: revision.work(), ..Report::default() }
}

/// Times of the phases.
struct Phases {
    last: Instant,
    times: Vec<(&'static str, Duration)>,
}

impl Phases {
    fn new() -> Self {
        Self { last: Instant::now(), times: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        self.times.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
