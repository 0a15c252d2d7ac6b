//! What is remembered between runs: an engine in two files beside the output folder.

use rayon::prelude::*;

use super::{Report, Stats, registry};
use crate::base::Fingerprint;
use crate::engine::{Engine, Loaded, Revision, Saved, Snapshot, Suspects};
use crate::output::{self, Manifest, Target};
use crate::world::World;

/// An engine, and how the world differs from the one it last saw.
pub(super) struct Memory {
    engine: Engine,
    suspects: Suspects,
    pub(super) known: Known,
}

/// What an engine knows of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing: everything is made, best on all threads.
    Nothing,
    /// What an earlier run left.
    Earlier,
}

impl Memory {
    /// Returns what the last run left.
    pub(super) fn load(target: &Target, world: &dyn World) -> Self {
        Self::of(target, Remains::read(target, world))
    }

    /// Returns what the last run left, of which the first part was read.
    pub(super) fn of(target: &Target, remains: Option<Remains>) -> Self {
        let Some(Remains { loaded, suspects, .. }) = remains else {
            return Self {
                engine: Engine::new(registry()),
                suspects: Suspects::default(),
                known: Known::Nothing,
            };
        };
        let engine = Engine::resume(registry(), loaded, std::fs::read(target.nodes()).ok());
        let known = if engine.is_empty() { Known::Nothing } else { Known::Earlier };
        Self { engine, suspects, known }
    }

    /// Begins the evaluation.
    pub(super) fn begin<'e>(&'e self, world: &'e dyn World) -> Revision<'e> {
        self.engine.begin_after(world, &self.suspects)
    }

    /// Returns the engine.
    pub(super) fn engine(self) -> Engine {
        self.engine
    }
}

/// The cache file of the last run, and what the world may answer otherwise since.
///
/// *Shape:* the sum of the manifest that was written with it, then what the engine remembers. A program that was killed between
/// the two leaves an older memory beside newer outputs.
pub(super) struct Remains {
    manifest: Fingerprint,
    loaded: Loaded,
    suspects: Suspects,
}

impl Remains {
    /// Reads the cache file of a target, if it is of any use.
    pub(super) fn read(target: &Target, world: &dyn World) -> Option<Self> {
        let (manifest, loaded) = read(target)?;
        let suspects = loaded.suspects(world);
        Some(Self { manifest, loaded, suspects })
    }

    /// Returns the last report if no answer of the world and no output has changed since.
    pub(super) fn unchanged(&self, target: &Target, world: &dyn World) -> Option<Report> {
        if !self.loaded.is_current(&self.suspects, world) {
            return None;
        }
        let manifest = Manifest::read(target).filter(|_| Manifest::sum(target) == Some(self.manifest))?;
        if !manifest.is_intact(&target.folder) {
            return None;
        }
        let outputs = manifest.files.len();
        Some(Report {
            diagnostics: self.loaded.snapshot().diagnostics.clone(),
            changes: output::Changes { unchanged: outputs, ..output::Changes::default() },
            outputs,
            committed: true,
            ..Report::default()
        })
    }

    /// Writes the cache file anew if that spares the next build to read files. If the disk refuses, that one reads a little more.
    pub(super) fn renew_stamps(self, target: &Target, world: &dyn World) {
        if let Some(cache) = self.loaded.refreshed(&registry(), world) {
            let sum = self.manifest.0.to_le_bytes().to_vec();
            let _ = output::write_parts(&target.cache(), &[sum, cache]);
        }
    }
}

/// Returns what the last build that did anything did; `None` if nothing is remembered.
pub(super) fn stats(target: &Target) -> Option<Stats> {
    postcard::from_bytes(&read(target)?.1.snapshot().extra).ok()
}

/// Reads a cache file.
fn read(target: &Target) -> Option<(Fingerprint, Loaded)> {
    let mut bytes = std::fs::read(target.cache()).ok()?;
    let sum = u128::from_le_bytes(*bytes.first_chunk()?);
    bytes.drain(..size_of::<u128>());
    Some((Fingerprint(sum), Loaded::read(bytes, &registry())?))
}

/// Returns the files of an evaluation.
pub(super) fn files(revision: &Revision<'_>, report: &Report) -> Saved {
    let stats = Stats {
        phases: report.phases.iter().map(|(name, time)| ((*name).to_owned(), *time)).collect(),
        work: report.work.clone(),
    };
    let extra = postcard::to_allocvec(&stats).expect("values in memory can be encoded");
    let snapshot = Snapshot { diagnostics: report.diagnostics.clone(), extra };
    let saving = revision.saving(&snapshot);
    let pieces = (0..saving.pieces()).into_par_iter().map(|number| saving.piece(number)).collect();
    saving.finish(pieces)
}

/// Writes the files of an evaluation. In between the cache file names nodes that are not there any more: nothing is remembered.
///
/// A disk that refuses them costs the next build time and nothing else; the outputs are in place already.
pub(super) fn write(target: &Target, saved: Saved) {
    let nodes = saved.nodes.as_ref().map_or(Ok(()), |nodes| output::write_parts(&target.nodes(), nodes));
    let Some(manifest) = Manifest::sum(target) else { return };
    let parts = std::iter::once(manifest.0.to_le_bytes().to_vec()).chain(saved.cache).collect::<Vec<_>>();
    let _ = nodes.and_then(|()| output::write_parts(&target.cache(), &parts));
}
