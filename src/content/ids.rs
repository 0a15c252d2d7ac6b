//! Identity of a page: its place under `content/`, which is not its address.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::SourcePath;

/// Folder of all pages, kinds and data.
pub const CONTENT: &str = "content";

/// Stable name of a page: its source path below `content/` without `.md`.
///
/// *Shape:* `pilots/jiaoyu`; `pilots/_index` for the section itself; `_index` for the home page. *Cost:* a clone is a
/// reference count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PageId(Arc<str>);

impl PageId {
    /// Returns the id for a text such as `pilots/jiaoyu`.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the id of a source file under `content/`, or `None` if it is not a page.
    pub fn of(source: &SourcePath) -> Option<Self> {
        let below = source.as_str().strip_prefix("content/")?;
        below.strip_suffix(".md").map(Self::new)
    }

    /// Returns the id of the page that describes a folder such as `pilots`; the empty folder is the whole site.
    pub fn of_section(folder: &str) -> Self {
        if folder.is_empty() { Self::new("_index") } else { Self(format!("{folder}/_index").into()) }
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the source file.
    pub fn source(&self) -> SourcePath {
        SourcePath::new(&format!("{CONTENT}/{}.md", self.0))
    }

    /// Returns the folder that holds the file, below `content/`; empty for top-level files.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the file name without extension.
    pub fn stem(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, stem)| stem)
    }

    /// Tells whether this page describes a folder.
    pub fn is_section(&self) -> bool {
        self.stem() == "_index"
    }

    /// Tells whether this page is a folder of its own (`pilots/jiaoyu/index.md`).
    pub fn is_bundle(&self) -> bool {
        self.stem() == "index"
    }

    /// Returns the section a page belongs to, below `content/`. A section belongs to the section above it.
    pub fn section(&self) -> &str {
        if self.is_section() || self.is_bundle() {
            self.folder().rsplit_once('/').map_or("", |(above, _)| above)
        } else {
            self.folder()
        }
    }
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for PageId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_bundles() {
        let id = |text| PageId::new(text);
        assert_eq!(id("pilots/a").section(), "pilots");
        assert_eq!(id("pilots/a/index").section(), "pilots");
        assert_eq!(id("pilots/_index").section(), "");
        assert_eq!(id("_index").section(), "");
        assert_eq!(PageId::of(&"content/pilots/a.md".into()), Some(id("pilots/a")));
        assert_eq!(PageId::of(&"content/pilots/a.pdf".into()), None);
        assert_eq!(PageId::of_section(""), id("_index"));
    }
}
