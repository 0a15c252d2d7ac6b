//! The output folder as the source of a generation: exactly what its manifest says, and unchanged since.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use rayon::prelude::*;

use super::disk::sum;
use super::{Generation, Incoming, Note, PublishError, Row};
use crate::base::SourcePath;
use crate::output::{self, Lock, Manifest, OutputError, Target};

/// The output folder, held so that no build changes it meanwhile.
pub struct OutputFiles {
    folder: PathBuf,
    _lock: Lock,
    generation: Generation,
}

impl OutputFiles {
    /// Reads the output folder; `notes` tells what pages are called.
    pub fn read(
        target: &Target,
        site: &str,
        notes: &BTreeMap<SourcePath, Note>,
    ) -> Result<Self, PublishError> {
        let lock = Lock::take(target).map_err(of_output)?;
        let manifest =
            Manifest::read(target).ok_or_else(|| PublishError::Unreadable(target.folder.clone()))?;
        let row = |(path, kept): (&SourcePath, &output::Kept)| {
            let place = target.folder.join(path.as_str());
            if !output::is_intact(&place, kept) {
                return Err(PublishError::Changed(path.clone()));
            }
            let (size, sha256) = sum(&place).map_err(PublishError::io(&place))?;
            Ok(Row { path: path.clone(), size, sha256, note: notes.get(path).cloned() })
        };
        let files: Vec<Row> = manifest.files.par_iter().map(row).collect::<Result<_, _>>()?;
        let generation = Generation::new(site, files);
        generation.check_names()?;
        Ok(Self { folder: target.folder.clone(), _lock: lock, generation })
    }

    /// Returns the generation.
    pub fn generation(&self) -> &Generation {
        &self.generation
    }
}

impl Incoming for OutputFiles {
    fn open(&self, row: &Row) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.folder.join(row.path.as_str()))?))
    }
}

fn of_output(error: OutputError) -> PublishError {
    match error {
        OutputError::Io { path, error } | OutputError::Unfinished { path, error } => {
            PublishError::Io { path, error }
        }
        OutputError::Locked(folder) => {
            PublishError::Locked { folder, owner: "build".into(), since: String::new() }
        }
        OutputError::Foreign(path) => PublishError::Foreign(path),
    }
}
