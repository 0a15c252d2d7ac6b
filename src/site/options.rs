//! What a command was told about the site.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::SourcePath;
use crate::output::Target;
use crate::world::clock;
use crate::world::disk::Mount;
use crate::world::{DiskWorld, Times};

/// Hours east of Greenwich of the zone in which "today" is meant: China has one zone.
const ZONE: i8 = 8;

/// Who is to see a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: what is not approved must not go out.
    #[default]
    Public,
    /// Those who work on it: every page bears a band that says how far its review has come.
    Preview,
    /// Those who work on it, in the live preview, which shows the band itself.
    Session,
}

impl Audience {
    /// Returns the fact that queries ask for.
    fn fact(self) -> &'static str {
        match self {
            Self::Public => "",
            Self::Preview => "preview",
            Self::Session => "session",
        }
    }
}

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
    /// Who is to see it.
    pub audience: Audience,
    /// The audience of the settings that it is for; the first one if none is named.
    pub made_for: Option<String>,
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
        // A preview beside the site, so that nobody publishes it by mistake.
        let name = if self.audience == Audience::Preview { "preview" } else { "site" };
        Target::new(&self.output.clone().unwrap_or_else(|| self.root.join(name)))
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
        let times = if self.rehash { Times::Doubted } else { Times::Trusted };
        DiskWorld::scan(self.mounts(), self.facts(), times).keeping(self.target().images())
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
    pub fn today(&self) -> String {
        self.as_of.clone().unwrap_or_else(|| clock::today(ZONE))
    }

    /// Returns the present moment in the zone of the site, on the day that is taken for today.
    pub(super) fn moment(&self) -> String {
        let now = clock::moment(ZONE);
        match (&self.as_of, now.get(10..)) {
            (Some(day), Some(time)) => format!("{day}{time}"),
            _ => now,
        }
    }

    /// Returns where a source lies on disk.
    pub(super) fn place(&self, source: &SourcePath) -> PathBuf {
        let content = self.content.clone().unwrap_or_else(|| self.root.join("content"));
        match source.below(&"content".into()) {
            Some(below) => content.join(below),
            None => self.root.join(source.as_str()),
        }
    }

    fn facts(&self) -> BTreeMap<String, String> {
        let today = self.today();
        let drafts = if self.drafts { "true" } else { "" };
        let audience = self.audience.fact().to_owned();
        let precompress = if self.precompress { "true" } else { "" }.to_owned();
        let drafts = drafts.to_owned();
        let made_for = self.made_for.clone().unwrap_or_default();
        [
            ("today", today),
            ("drafts", drafts),
            ("audience", audience),
            ("for", made_for),
            ("precompress", precompress),
        ]
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
