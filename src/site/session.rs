//! A site held in memory and evaluated output by output: what the live preview answers from.
//!
//! The same queries and the same bytes as a build, but pulled: who asks for one output has that output verified against the
//! current view of the disk, and nothing else. The view is kept current by [`Session::touch`]; a new revision begins only if
//! something that somebody relies on is really another.
//!
//! *Shape:* reading needs `&self` and may be done by many threads; taking over changes needs `&mut self`.

mod pages;
mod pictures;
mod written;

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluate::{self, BuildError};
use super::memory::{Known, Memory};
use super::{SiteOptions, WorldSources, findings};
use crate::base::{Fingerprint, SourcePath};
use crate::catalog::links::output_path;
use crate::catalog::{BodyOf, EntryOf, Kinds, RecordOf, Settings};
use crate::check::PageLeaks;
use crate::content::ids::PageId;
use crate::diag::Diagnostic;
use crate::emit::search::{Numbered, SearchDoc, SearchFile};
use crate::emit::{Blob, Emit, OutputKey, Plan, Planned};
use crate::engine::{Engine, Query, Revision, Suspects, Work};
use crate::schema::Schema;
use crate::world::{Content, DiskWorld, Touched, World};

/// A site that is being looked at.
pub struct Session {
    options: SiteOptions,
    engine: Engine,
    world: DiskWorld,
    /// Number of the view, from 1.
    number: u32,
    /// What has been done since [`Session::take_work`] was last asked.
    work: Mutex<Vec<Work>>,
    /// Outputs that were not verified since something changed that they may rest on; `None` for all.
    doubtful: Option<FxHashSet<Emit>>,
    /// Nodes among which more of them are. A base template has all outputs here, and a window waits for one of them.
    suspects: Suspects,
    /// Sizes of outputs that were weighed, by their fingerprints.
    weights: Mutex<FxHashMap<Fingerprint, Option<usize>>>,
    /// A plan, and its outputs as a set.
    planned: Mutex<(Arc<Vec<Planned>>, Outputs)>,
}

/// Outputs of a plan.
type Outputs = Arc<FxHashSet<Emit>>;

/// An output as it is now.
#[derive(Clone, Debug)]
pub struct Output {
    /// Fingerprint of what it consists of.
    pub fingerprint: Fingerprint,
    /// Its bytes; `None` if it could not be made, and why is among the findings.
    pub bytes: Option<Arc<[u8]>>,
}

impl Session {
    /// Opens a site: scans it, takes over what the last build left in the cache, and evaluates which outputs there are.
    pub fn open(options: &SiteOptions) -> Result<Self, BuildError> {
        let options = options.rooted();
        let world = options.world();
        evaluate::must_exist(&options, &world)?;
        let memory = Memory::load(&options.target(), &world);
        let begun = {
            let revision = memory.begin(&world);
            evaluate::prepare_silently(&revision, memory.known);
            revision.work()
        };
        let engine = memory.engine();
        let (work, planned) = (Mutex::new(begun), Mutex::default());
        Ok(Self {
            options,
            engine,
            world,
            number: 1,
            work,
            doubtful: None,
            suspects: Suspects::default(),
            weights: Mutex::default(),
            planned,
        })
    }

    /// Returns how the site is seen; its folders are named from the root of the disk.
    pub fn options(&self) -> &SiteOptions {
        &self.options
    }

    /// Returns the texts of all sources, for printing findings.
    pub fn sources(&self) -> WorldSources<'_> {
        let kinds = self.with(|revision| revision.get(&Kinds));
        WorldSources::with_kinds(&self.world, Schema::clone(&kinds))
    }

    /// Returns the number of the current view, which grows with each change.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the current view of the disk.
    pub fn world(&self) -> &DiskWorld {
        &self.world
    }

    /// Looks again at places on disk; returns what is really different, nothing if no answer is.
    pub fn touch(&mut self, places: &[PathBuf]) -> Touched {
        let touched = self.world.touch(places);
        self.advance(touched)
    }

    /// Looks again at files that were written so shortly before that their times could not vouch for them, and at the calendar.
    pub fn settle(&mut self) -> Touched {
        let mut touched = self.world.settle();
        touched.extend(self.world.set_fact("today", self.options.today()));
        self.advance(touched)
    }

    /// Takes over a later scan.
    pub fn replace(&mut self, later: DiskWorld) -> Touched {
        let touched = self.world.replace(later);
        self.advance(touched)
    }

    /// Begins a new view if something that was asked is answered otherwise now.
    fn advance(&mut self, touched: Touched) -> Touched {
        let outdated = self.engine.outdated(&self.world, &touched);
        if outdated.is_empty() {
            return Touched::default();
        }
        let revision = self.engine.begin_after(&self.world, &outdated);
        evaluate::prepare_records(&revision, Known::Earlier);
        let plan_changed = revision.check(&Plan).changed;
        let suspects = revision.all_suspected();
        self.count(&revision);
        drop(revision);
        self.suspects.add(suspects);
        if plan_changed {
            self.doubtful = None;
        }
        self.number += 1;
        touched
    }

    /// Makes later changes cost what they change instead of what the site is large. Takes a moment itself.
    pub fn settle_down(&mut self) {
        self.engine.link();
    }

    /// Returns the outputs that were not verified since something changed that they may rest on; they count as verified then.
    /// Those without findings are not among them: who wants one asks for it.
    pub fn take_doubtful(&mut self) -> Vec<OutputKey> {
        let suspects = self.engine.suspected::<Emit>(&std::mem::take(&mut self.suspects));
        if let Some(doubtful) = &mut self.doubtful {
            doubtful.extend(suspects);
        }
        let planned = self.with(|revision| self.planned(revision));
        match self.doubtful.replace(FxHashSet::default()) {
            None => planned.iter().map(|output| output.0.clone()).collect(),
            Some(doubtful) => doubtful
                .into_iter()
                .filter(|output| planned.contains(output))
                .map(|output| output.0)
                .collect(),
        }
    }

    /// Returns those outputs of the plan as a set that are verified for their findings.
    fn planned(&self, revision: &Revision<'_>) -> Outputs {
        let plan = revision.get(&Plan);
        let mut known = self.planned.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !Arc::ptr_eq(&known.0, &plan) {
            let told = plan.iter().filter(|planned| planned.key.has_findings());
            let outputs = told.map(|planned| Emit(planned.key.clone())).collect();
            *known = (plan, Arc::new(outputs));
        }
        known.1.clone()
    }

    /// Returns all outputs, sorted by path.
    pub fn outputs(&self) -> Arc<Vec<Planned>> {
        self.with(|revision| revision.get(&Plan))
    }

    /// Returns the output at a path.
    pub fn find(&self, path: &str) -> Option<Planned> {
        let plan = self.outputs();
        let at = plan.binary_search_by(|planned| planned.path.as_str().cmp(path)).ok()?;
        Some(plan[at].clone())
    }

    /// Verifies one output and returns its fingerprint. If it had to be made, its bytes stay until they are asked for: a window
    /// that is told of a page fetches it a moment later.
    pub fn verify(&self, planned: &Planned) -> Fingerprint {
        self.with(|revision| revision.check(&Emit(planned.key.clone())).fingerprint)
    }

    /// Verifies several outputs on all threads.
    pub fn verify_all(&self, outputs: &[OutputKey]) {
        self.with(|revision| {
            outputs.par_iter().for_each(|key| {
                evaluate::evaluate(revision, key);
            });
        });
    }

    /// Returns the pages whose words an output takes from all over the site, if it does: who wants it asks for them first, some
    /// at a time, so that nobody has to wait for all.
    pub fn documents(&self, planned: &Planned) -> Vec<SearchDoc> {
        let OutputKey::Search(language, SearchFile::Keys(_) | SearchFile::Texts(_)) = &planned.key else {
            return Vec::new();
        };
        let pages = self.with(|revision| revision.get(&Numbered(language.clone())));
        pages.iter().map(|(_, page)| SearchDoc(page.clone())).collect()
    }

    /// Makes sure the words of some pages are known.
    pub fn verify_documents(&self, documents: &[SearchDoc]) {
        self.with(|revision| {
            documents.par_iter().for_each(|document| {
                revision.check(document);
                evaluate::release_sources(revision, &OutputKey::Page(document.0.clone()));
            });
        });
    }

    /// Returns one output, verified.
    pub fn output(&self, planned: &Planned) -> Output {
        self.with(|revision| {
            let handle = revision.handle(&Emit(planned.key.clone()));
            let fingerprint = handle.check().fingerprint;
            let bytes = match &*handle.get() {
                Blob::Failed => None,
                Blob::Bytes(bytes) => Some(bytes.as_slice().into()),
                Blob::Source(source, _) => match self.world.read(source) {
                    Content::Bytes(bytes) => Some(bytes),
                    // A browser is sent what it asks for: the preview has to hold it.
                    Content::Large(_) => self.world.open(source).and_then(|mut file| {
                        let mut bytes = Vec::new();
                        file.read_to_end(&mut bytes).ok().map(|_| bytes.into())
                    }),
                    Content::Missing | Content::Unreadable(_) => None,
                },
            };
            handle.release();
            evaluate::release_sources(revision, &planned.key);
            Output { fingerprint, bytes }
        })
    }

    /// Returns how many bytes each of some outputs has, `None` for those that cannot be made. What was weighed once and is as it was
    /// is not made again.
    pub fn sizes(&self, outputs: &[Planned]) -> Vec<Option<usize>> {
        let weigh = |planned: &Planned| {
            let fingerprint = self.with(|revision| evaluate::evaluate(revision, &planned.key));
            let known = || self.weights.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some(size) = known().get(&fingerprint) {
                return *size;
            }
            let made = self.output(planned);
            let size = made.bytes.map(|bytes| bytes.len());
            known().insert(made.fingerprint, size);
            size
        };
        outputs.par_iter().map(weigh).collect()
    }

    /// Returns the findings that an output's own page and templates led to, without looking at the rest of the site.
    pub fn findings_of(&self, planned: &Planned) -> Vec<Diagnostic> {
        self.with(|revision| {
            let mut found = revision.findings_of(&Emit(planned.key.clone()));
            if let Some(page) = page_of(&planned.key) {
                found.extend(revision.findings_of(&RecordOf(page.clone())));
                found.extend(revision.findings_of(&EntryOf(page.clone())));
                found.extend(revision.findings_of(&BodyOf(page.clone())));
                found.extend(revision.findings_of(&PageLeaks(page.clone())));
            }
            found.extend(revision.findings_of(&Settings));
            self.shown(revision, found)
        })
    }

    /// Returns the findings in a page that may not be public.
    pub fn findings_of_source(&self, source: &SourcePath) -> Vec<Diagnostic> {
        let Some(page) = PageId::of(source) else { return Vec::new() };
        self.with(|revision| {
            revision.check(&RecordOf(page.clone()));
            revision.check(&EntryOf(page.clone()));
            let mut found = revision.findings_of(&RecordOf(page.clone()));
            found.extend(revision.findings_of(&EntryOf(page)));
            self.shown(revision, found)
        })
    }

    /// Tells whether an output could be made.
    pub fn is_made(&self, planned: &Planned) -> bool {
        self.verify(planned) != <Emit as Query>::fingerprint(&Blob::Failed)
    }

    /// Returns the path of the output that a file is copied to, if it is.
    pub fn copy_of(&self, source: &SourcePath) -> Option<String> {
        let planned = self.find(output_path(source))?;
        matches!(planned.key, OutputKey::Copy(_)).then(|| format!("/{}", planned.path))
    }

    /// Returns all findings; complete once all outputs were verified in this view.
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.with(|revision| {
            evaluate::check_roots(revision);
            let found = if self.engine.is_linked() {
                revision.diagnostics_under(&self.planned(revision))
            } else {
                revision.diagnostics()
            };
            self.shown(revision, found)
        })
    }

    /// Returns how often each query ran since this was last asked.
    pub fn take_work(&self) -> Vec<Work> {
        std::mem::take(&mut self.work.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    fn shown(&self, revision: &Revision<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings::shown(revision, found).0
    }

    /// Asks something of the current view, and counts what had to be done for it.
    fn with<T>(&self, ask: impl FnOnce(&Revision<'_>) -> T) -> T {
        let revision = self.engine.resume_revision(&self.world);
        let answer = ask(&revision);
        self.count(&revision);
        answer
    }

    /// Adds to what has been done.
    fn count(&self, revision: &Revision<'_>) {
        let mut work = self.work.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for done in revision.work() {
            match work.iter_mut().find(|known| known.query == done.query) {
                Some(known) => {
                    known.ran += done.ran;
                    known.unchanged += done.unchanged;
                }
                None => work.push(done),
            }
        }
    }
}

pub use pages::{Band, Detail, Row};
pub use written::Marked;

/// Returns the page that an output shows, if it shows one.
pub fn page_of(key: &OutputKey) -> Option<&PageId> {
    match key {
        OutputKey::Page(page) | OutputKey::Section(page, _) => Some(page),
        _ => None,
    }
}

/// Returns the source file that an output is made of above all.
pub fn source_of(planned: &Planned) -> Option<SourcePath> {
    match &planned.key {
        OutputKey::Copy(source) | OutputKey::Image(source, ..) => Some(source.clone()),
        key => page_of(key).map(PageId::source),
    }
}
