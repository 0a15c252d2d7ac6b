//! Texts and diagnostics for the tests of the renderers.

use std::ops::Range;
use std::sync::Arc;

use super::Sources;
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Part};

/// A small page; the body starts at line 6.
pub(crate) const PAGE: &str =
    "---\n标题: 一\nunit: 甲\nyear: 二〇二五\n---\n正文在这里。\n\t制表符“引号”后 here\n末行\n";

/// Texts by path. The fence is `---`, a field is a line `key: value`.
pub(crate) struct Texts(Vec<(SourcePath, Arc<str>)>);

impl Texts {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect())
    }
}

impl Sources for Texts {
    fn text(&self, file: &SourcePath) -> Option<Arc<str>> {
        self.0.iter().find(|(path, _)| path == file).map(|(_, text)| text.clone())
    }

    fn front_start(&self, text: &str) -> usize {
        if text.starts_with("---\n") { 4 } else { 0 }
    }

    fn body_start(&self, text: &str) -> usize {
        text.find("\n---\n").map_or(0, |at| at + 5)
    }

    fn locate(&self, text: &str, path: &str, part: Part) -> Option<Range<usize>> {
        let at = text.find(&format!("\n{path}: "))? + 1;
        let value = at + path.len() + 2;
        let end = value + text[value..].find('\n')?;
        Some(if part == Part::Key { at..at + path.len() } else { value..end })
    }
}

/// Returns an error without a place.
pub(crate) fn sample() -> Diagnostic {
    Diagnostic::new("internal-error").arg("what", "样本")
}
