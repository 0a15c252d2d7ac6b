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
/// *Shape:* `pilots/jiaoyu`; `pilots/_index` for the section itself; `_index` for the home page. In a site whose languages are told
/// apart by the ends of file names, `en:pilots/jiaoyu` is the page of `pilots/jiaoyu.en.md`: the mark comes first, so that all pages of
/// a language lie below one root as they do in a folder. *Cost:* a clone is a reference count.
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
        // A file whose own name looks like a mark would be taken for another one.
        below.strip_suffix(".md").filter(|id| mark_of(id).is_none()).map(Self::new)
    }

    /// Returns the id of the file that has a mark of a language at the end of its name: `pilots/a` and `en` for `pilots/a.en.md`.
    pub fn marked(mark: &str, id: &str) -> Self {
        Self(format!("{mark}:{id}").into())
    }

    /// Returns the mark of the language at the end of the file's name, if it has one.
    pub fn mark(&self) -> Option<&str> {
        mark_of(&self.0)
    }

    /// Returns the id of the page that describes a folder such as `pilots`; the empty folder is the whole site.
    pub fn of_section(folder: &str) -> Self {
        match folder {
            "" => Self::new("_index"),
            root if root.ends_with(':') => Self([root, "_index"].concat().into()),
            folder => Self([folder, "/_index"].concat().into()),
        }
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the source file.
    pub fn source(&self) -> SourcePath {
        match self.mark() {
            None => SourcePath::new(&[CONTENT, "/", &self.0, ".md"].concat()),
            Some(mark) => {
                SourcePath::new(&[CONTENT, "/", &self.0[mark.len() + 1..], ".", mark, ".md"].concat())
            }
        }
    }

    /// Returns the folder that the page belongs to, below `content/`; empty for top-level files. It begins with the mark of the
    /// language if there is one: `en:pilots`, `en:`.
    pub fn folder(&self) -> &str {
        let root = self.mark().map_or(0, |mark| mark.len() + 1);
        self.0.rfind('/').map_or(&self.0[..root], |at| &self.0[..at])
    }

    /// Returns the folder that holds the file, below `content/`: the same without the mark.
    pub fn source_folder(&self) -> &str {
        let folder = self.folder();
        self.mark().map_or(folder, |mark| &folder[mark.len() + 1..])
    }

    /// Returns the file name without extension and mark.
    pub fn stem(&self) -> &str {
        let root = self.mark().map_or(0, |mark| mark.len() + 1);
        self.0.rfind('/').map_or(&self.0[root..], |at| &self.0[at + 1..])
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
        if self.is_section() || self.is_bundle() { above(self.folder()) } else { self.folder() }
    }
}

/// Returns the folder above one; of the root of a language, the root of the site.
fn above(folder: &str) -> &str {
    match folder.rsplit_once('/') {
        Some((above, _)) => above,
        None => folder.find(':').filter(|at| at + 1 < folder.len()).map_or("", |at| &folder[..=at]),
    }
}

/// Returns what stands before the first colon of an id, if it looks like a language.
fn mark_of(id: &str) -> Option<&str> {
    let (mark, _) = id.split_at(memchr::memchr(b':', id.as_bytes())?);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let letter = mark.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    (mark.len() >= 2 && letter && mark.bytes().all(plain)).then_some(mark)
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

    #[test]
    fn marks_of_languages() {
        let page = PageId::marked("en", "pilots/a");
        assert_eq!((page.mark(), page.stem(), page.folder()), (Some("en"), "a", "en:pilots"));
        assert_eq!(page.source(), "content/pilots/a.en.md".into());
        let section = PageId::of_section(page.section());
        assert_eq!((section.as_str(), section.section()), ("en:pilots/_index", "en:"));
        let home = PageId::of_section(section.section());
        assert_eq!((home.as_str(), home.section(), home.is_section()), ("en:_index", "", true));
        assert_eq!(home.source(), "content/_index.en.md".into());
        assert_eq!(PageId::marked("en", "a/index").section(), "en:");
        assert_eq!(PageId::of(&"content/en:a.md".into()), None);
    }
}
