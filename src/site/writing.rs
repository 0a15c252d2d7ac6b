//! Outputs on their way to the disk: those that changed are handed to the commit, packed too if the site asks for it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::Watcher;
use super::evaluate::{SHARE, in_order, let_go_of};
use crate::base::SourcePath;
use crate::emit::{Blob, Emit, Planned, Precompress};
use crate::engine::{Handle, Revision};
use crate::output::compress::Packing;
use crate::output::{Commit, OutputError, Source};
use crate::world::{Content, DiskWorld, World};

/// Returns the ways in which outputs are packed.
pub(super) fn packings(revision: &Revision<'_>) -> &'static [Packing] {
    if *revision.get(&Precompress) { &Packing::ALL } else { &[] }
}

/// Returns the paths of all files that are to be, sorted.
pub(super) fn paths(plan: &[Planned], packings: &[Packing]) -> Vec<SourcePath> {
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

/// What is needed to write outputs.
pub(super) struct Writing<'w> {
    pub(super) revision: &'w Revision<'w>,
    pub(super) world: &'w DiskWorld,
    pub(super) commit: &'w Commit<'w>,
    pub(super) packings: &'static [Packing],
}

/// Evaluates all outputs and hands those that changed to the commit. Returns the first failure of the disk.
pub(super) fn write_all(site: &Writing<'_>, plan: &[Planned], watcher: &dyn Watcher) -> Option<OutputError> {
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
