//! Source texts for printing findings.

use std::ops::Range;
use std::sync::Arc;

use crate::base::SourcePath;
use crate::content::{decode, split};
use crate::diag::render::Sources;
use crate::world::{Content, World};
use crate::yaml;

/// Reads source texts from a world.
pub struct WorldSources<'w>(pub &'w dyn World);

impl Sources for WorldSources<'_> {
    fn text(&self, file: &SourcePath) -> Option<Arc<str>> {
        let Content::Bytes(bytes) = self.0.read(file) else { return None };
        let (text, _) = decode::decode(&bytes, file);
        Some(text.as_ref().into())
    }

    fn front_start(&self, text: &str) -> usize {
        split::split(text).front.start
    }

    fn body_start(&self, text: &str) -> usize {
        split::split(text).body.start
    }

    fn locate(&self, text: &str, path: &str, key: bool) -> Option<Range<usize>> {
        let split = split::split(text);
        // A YAML file has no fences: all of it is its front matter.
        let yaml = if split.front.is_empty() { 0..text.len() } else { split.front };
        let found = yaml::locate(&text[yaml.clone()], path, key)?;
        Some(yaml.start + found.start..yaml.start + found.end)
    }
}
