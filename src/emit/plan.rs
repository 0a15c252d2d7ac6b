//! Which outputs exist, and that no two of them want the same place.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{EMITTERS, OutputKey};
use crate::base::{SourcePath, portable::unportable};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::render::{KindTemplates, page::pager_url};

/// Asks for all outputs, sorted by path.
#[derive(Debug, Serialize, Deserialize)]
pub struct Plan;

/// One output and its place in the output folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Planned {
    /// Path in the output folder.
    pub path: SourcePath,
    /// Which output it is.
    pub key: OutputKey,
}

impl Planned {
    /// Returns the file that an author would change to move this output.
    fn source(&self) -> Place {
        match &self.key {
            OutputKey::Page(id) | OutputKey::Section(id, _) => Place::file(id.source()),
            OutputKey::Redirect(_, id) => Place::field(&id.source(), "aliases"),
            OutputKey::Copy(source) | OutputKey::Image(source, ..) => Place::file(source.clone()),
            OutputKey::Taxonomy(..) | OutputKey::Term(..) => {
                Place::field(&"pilothouse.yaml".into(), "taxonomies")
            }
            OutputKey::Archive(..) => Place::field(&"pilothouse.yaml".into(), "archive"),
            _ => Place::file("pilothouse.yaml"),
        }
    }
}

impl Query for Plan {
    const NAME: &'static str = "Plan";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Planned>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Planned> {
        let mut planned = Vec::new();
        for emitter in EMITTERS {
            emitter.plan(ask, &mut planned);
        }
        planned.sort();
        ask.get(&KindTemplates);
        report_names(ask, &planned);
        report_collisions(ask, &planned);
        planned.dedup_by(|a, b| a.path == b.path);
        planned
    }
}

/// Reports outputs whose names some systems cannot hold.
fn report_names(ask: &mut Ask<'_>, planned: &[Planned]) {
    for output in planned {
        if let Some(name) = unportable(&output.path) {
            let found = Diagnostic::new("name-not-portable").at(output.source()).arg("name", name);
            ask.report(found.arg("address", format!("/{}", output.path)));
        }
    }
}

/// Reports outputs at the same path, also if they differ only in case: many servers and disks tell no difference.
fn report_collisions(ask: &mut Ask<'_>, planned: &[Planned]) {
    let mut taken: FxHashMap<String, &Planned> = FxHashMap::default();
    let files: FxHashMap<&str, &Planned> =
        planned.iter().map(|output| (output.path.as_str(), output)).collect();
    for output in planned {
        let folders = output.path.as_str().match_indices('/').map(|(at, _)| &output.path.as_str()[..at]);
        for first in folders.filter_map(|folder| files.get(folder)) {
            let found = Diagnostic::new("address-is-folder").at(first.source());
            let found =
                found.arg("address", format!("/{}", first.path)).arg("other", format!("/{}", output.path));
            ask.report(found.related("first", output.source()));
        }
        let folded = output.path.as_str().to_lowercase();
        match taken.get(&folded) {
            None => drop(taken.insert(folded, output)),
            Some(first) => {
                let same = first.path == output.path;
                let code = if same { "address-taken" } else { "address-case" };
                let found =
                    Diagnostic::new(code).at(output.source()).arg("address", format!("/{}", output.path));
                ask.report(found.arg("other", format!("/{}", first.path)).related("first", first.source()));
            }
        }
    }
}

/// Returns the path of the n-th page of a list whose first page has this address.
pub fn pager_path(url: &str, number: u32) -> SourcePath {
    SourcePath::new(pager_url(url, number as usize).trim_start_matches('/'))
}

/// Returns the public pages of a slice on the n-th page of a list.
pub fn slice(all: &[PageId], number: u32, size: usize) -> Vec<PageId> {
    all.iter().skip((number as usize - 1) * size).take(size).cloned().collect()
}
