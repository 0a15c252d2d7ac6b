//! Evaluation in phases, and the commands that read it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::memory::{self, Known, Memory, Remains};
use super::writing::{Writing, packings, paths, write_all};
use super::{Report, SiteOptions, findings, paranoid, registry};
use crate::base::{Fingerprint, SourcePath};
use crate::catalog::pictures::is_picture;
use crate::catalog::roster::{Section, Sections};
use crate::catalog::sources::Setting;
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
use crate::emit::search::SearchFile;
use crate::emit::{Emit, OutputKey, Plan, Planned, Precompress};
use crate::engine::{Engine, Handle, Revision, Work};
use crate::output::{self, Commit, Lock, Manifest, OutputError};
use crate::render::Compile;
use crate::render::views::Full;
use crate::world::{Content, DiskWorld, World};

/// Most pages or outputs that a thread takes at once: with more of them, one thread is still busy with its last share for a
/// twentieth of a build when nothing is left for the others.
pub(super) const SHARE: usize = 32;

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

/// Evaluates one output, lets go of it and returns its fingerprint. What somebody else keeps to hand it out stays.
pub(super) fn evaluate(revision: &Revision<'_>, key: &OutputKey) -> Fingerprint {
    let output = revision.handle(&Emit(key.clone()));
    let was_kept = output.has_value();
    let checked = output.check();
    if !was_kept {
        let_go_of(revision, key, output);
    }
    checked.fingerprint
}

/// What the last build that did anything did.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    /// Time by phase; saving is not among them, as it is saved itself.
    pub phases: Vec<(String, Duration)>,
    /// How often each query ran.
    pub work: Vec<Work>,
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

/// Asks for records, entries and lists, and beside them for the templates; returns the plan.
pub(super) fn prepare(revision: &Revision<'_>, known: Known, phases: &mut Phases) -> Arc<Vec<Planned>> {
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
    prepare_records(revision, known);
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

/// Verifies the records that may have changed on all threads: a changed kind concerns those of many pages, and a folder that was
/// unpacked into the site brings many.
pub(super) fn prepare_records(revision: &Revision<'_>, known: Known) {
    let pages_changed = revision.check(&Tree).changed;
    if known == Known::Nothing || pages_changed {
        let pages = &revision.get(&Tree).pages;
        pages.par_iter().with_max_len(SHARE).for_each(|id| check_page(revision, id));
    } else {
        revision.suspected::<RecordOf>().par_iter().for_each(|record| check_page(revision, &record.0));
    }
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

/// Returns outputs in the order in which to ask for them: pages before what lists them, for maps ask for things that a page has
/// at hand when it is made; what must be made before what is only looked at. Files of texts come before files of keys likewise: each
/// makes its part of all keys, which two threads that ask for the same keys would make twice.
pub(super) fn in_order<'p>(revision: &Revision<'_>, plan: &'p [Planned]) -> [Vec<&'p Planned>; 3] {
    let suspects: FxHashSet<OutputKey> =
        revision.suspected::<Emit>().into_iter().map(|output| output.0).collect();
    let (mut first, rest): (Vec<_>, Vec<_>) =
        plan.iter().partition(|planned| suspects.contains(&planned.key));
    first.extend(rest);
    let (pages, rest): (Vec<_>, Vec<_>) =
        first.into_iter().partition(|planned| matches!(planned.key, OutputKey::Page(_)));
    let is_part = |planned: &&Planned| matches!(planned.key, OutputKey::Search(_, SearchFile::Texts(_)));
    let (parts, lists) = rest.into_iter().partition(is_part);
    [pages, parts, lists]
}

/// Lets go of an output. One whose trace held was not made, nor was anything for it.
pub(super) fn let_go_of(revision: &Revision<'_>, key: &OutputKey, output: Handle<'_, Emit>) {
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

pub(super) fn report_of(revision: &Revision<'_>, outputs: usize) -> Report {
    let (diagnostics, waived) = findings::shown(revision, revision.diagnostics());
    Report { diagnostics, waived, outputs, work: revision.work(), ..Report::default() }
}

/// Times of the phases.
pub(super) struct Phases {
    last: Instant,
    times: Vec<(&'static str, Duration)>,
}

impl Phases {
    pub(super) fn new() -> Self {
        Self { last: Instant::now(), times: Vec::new() }
    }

    fn end(&mut self, name: &'static str) {
        self.times.push((name, self.last.elapsed()));
        self.last = Instant::now();
    }
}
