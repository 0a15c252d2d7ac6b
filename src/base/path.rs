//! Paths inside a site: relative, `/`-separated, NFC.
//!
//! Keys, outputs and diagnostics only ever carry these, so nothing depends on where a site lies on a disk or on the
//! separator of an operating system.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Path of a file or folder relative to the site root, `/`-separated, without `.`, `..`, a leading or a trailing slash.
///
/// *Shape:* `content/pilots/01.md`; the root itself is the empty path. *Cost:* a clone is a reference count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Returns the path for `text`, with separators and Unicode form normalised and `.` and `..` resolved.
    ///
    /// `..` above the root is dropped: such a path stays inside the site.
    pub fn new(text: &str) -> Self {
        if is_clean(text) {
            return Self(text.into());
        }
        let unified: String = text.replace('\\', "/").nfc().collect();
        let mut parts: Vec<&str> = Vec::new();
        for part in unified.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                name => parts.push(name),
            }
        }
        Self(parts.join("/").into())
    }

    /// Tells whether the path is one that [`Self::new`] makes; one that was read from a file need not be.
    pub fn is_normal(&self) -> bool {
        is_clean(&self.0)
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns this path with `rest` below it; `rest` may climb with `..`.
    pub fn join(&self, rest: &str) -> Self {
        if self.0.is_empty() { Self::new(rest) } else { Self::new(&[&*self.0, "/", rest].concat()) }
    }

    /// Returns the folder that holds this path; the root for a top-level name.
    pub fn parent(&self) -> Self {
        Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).into())
    }

    /// Returns the last piece.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// Returns the last piece without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// Returns the last extension, without the dot; empty if there is none.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(stem, ext)| if stem.is_empty() { "" } else { ext })
    }

    /// Returns the part below `folder`, or `None` if this path does not lie there.
    pub fn below<'a>(&'a self, folder: &SourcePath) -> Option<&'a str> {
        if folder.0.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(&*folder.0)?.strip_prefix('/')
    }
}

/// Tells whether a path is already in its normal form, the usual case.
fn is_clean(text: &str) -> bool {
    let nfc = || text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    let mut parts = text.as_bytes().split(|&byte| byte == b'/');
    memchr::memchr(b'\\', text.as_bytes()).is_none()
        && nfc()
        && (text.is_empty() || parts.all(|part| !matches!(part, b"" | b"." | b"..")))
}

impl Default for SourcePath {
    fn default() -> Self {
        Self("".into())
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SourcePath {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_site() {
        assert_eq!(SourcePath::new("../../etc//passwd").as_str(), "etc/passwd");
        assert_eq!(SourcePath::new("content\\a\\.\\b.md").as_str(), "content/a/b.md");
        assert_eq!(SourcePath::new("a/b").join("../../../c").as_str(), "c");
    }

    #[test]
    fn pieces() {
        let path = SourcePath::new("content/附件/通知 (1).pdf");
        assert_eq!((path.name(), path.stem(), path.extension()), ("通知 (1).pdf", "通知 (1)", "pdf"));
        assert_eq!(path.parent().as_str(), "content/附件");
        assert_eq!(path.below(&"content".into()), Some("附件/通知 (1).pdf"));
        assert_eq!(path.below(&"con".into()), None);
        assert_eq!(SourcePath::new(".gitignore").extension(), "");
    }
}
