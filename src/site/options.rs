//! What a command was told about the site.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::output::Target;
use crate::world::DiskWorld;
use crate::world::clock;
use crate::world::disk::Mount;

/// Hours east of Greenwich of the zone in which "today" is meant: China has one zone.
const ZONE: i8 = 8;

/// Where the site lies and how it is to be seen.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// Folder with `pilothouse.yaml`.
    pub root: PathBuf,
    /// Content folder, if not `content` below the root.
    pub content: Option<PathBuf>,
    /// Output folder, if not `site` below the root.
    pub output: Option<PathBuf>,
    /// Whether drafts and scheduled pages are shown.
    pub drafts: bool,
    /// The date to take for today, ISO.
    pub as_of: Option<String>,
    /// Whether every file is read again even if its time and size did not change.
    pub rehash: bool,
    /// Whether packed copies of outputs are written beside them, even if the settings do not ask for it.
    pub precompress: bool,
}

impl SiteOptions {
    /// Returns the output folder and its state.
    pub fn target(&self) -> Target {
        Target::new(&self.output.clone().unwrap_or_else(|| self.root.join("site")))
    }

    /// Returns the output folder and a source folder if one lies in the other: a build would read what it wrote, or write
    /// over what it read.
    pub fn overlap(&self) -> Option<(PathBuf, PathBuf)> {
        let output = absolute(&self.target().folder);
        let content = absolute(&self.content.clone().unwrap_or_else(|| self.root.join("content")));
        let sources = [content, absolute(&self.root.join("themes"))];
        let clash =
            sources.into_iter().find(|source| output.starts_with(source) || source.starts_with(&output))?;
        Some((output, clash))
    }

    /// Returns the options with all source folders named from the root of the disk: watchers name from there what changed.
    pub fn rooted(&self) -> Self {
        let content = self.content.as_deref().map(absolute);
        Self { root: absolute(&self.root), content, ..self.clone() }
    }

    /// Scans the site's folders.
    pub fn world(&self) -> DiskWorld {
        DiskWorld::scan(self.mounts(), self.facts(), !self.rehash)
    }

    /// Returns where the parts of the site lie on disk: the settings first, then folders.
    pub fn mounts(&self) -> Vec<Mount> {
        let content = self.content.clone().unwrap_or_else(|| self.root.join("content"));
        let mut mounts = vec![
            Mount { name: "pilothouse.yaml".into(), path: self.root.join("pilothouse.yaml") },
            Mount { name: "themes".into(), path: self.root.join("themes") },
        ];
        // Another content folder brings pages; kinds and data stay those of the site unless it has its own.
        for own in ["_kinds", "_data"] {
            if self.content.is_some() && !content.join(own).exists() {
                mounts.push(Mount {
                    name: format!("content/{own}"),
                    path: self.root.join("content").join(own),
                });
            }
        }
        mounts.push(Mount { name: "content".into(), path: content });
        mounts
    }

    /// Returns today's date in the zone of the site, unless another is to be taken for it.
    pub(super) fn today(&self) -> String {
        self.as_of.clone().unwrap_or_else(|| clock::today(ZONE))
    }

    fn facts(&self) -> BTreeMap<String, String> {
        let today = self.today();
        let drafts = if self.drafts { "true" } else { "" };
        let precompress = if self.precompress { "true" } else { "" };
        [("today", today), ("drafts", drafts.to_owned()), ("precompress", precompress.to_owned())]
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }
}

/// Returns a path from the root of the disk, links resolved as far as the path exists.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
    let mut rest = Vec::new();
    let mut above = path.as_path();
    loop {
        if let Ok(real) = above.canonicalize() {
            return rest.iter().rev().fold(real, |path, name| path.join(name));
        }
        let (Some(name), Some(parent)) = (above.file_name(), above.parent()) else { return path };
        rest.push(name.to_owned());
        above = parent;
    }
}
