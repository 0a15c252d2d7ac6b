//! Source texts for printing findings.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::base::SourcePath;
use crate::config;
use crate::content::{decode, split};
use crate::diag::Part;
use crate::diag::render::Sources;
use crate::schema::Schema;
use crate::world::{Content, World};
use crate::yaml;

/// Reads source texts from a world, and finds fields under whichever name they were written.
pub struct WorldSources<'w> {
    world: &'w dyn World,
    /// Read when the first finding in a front matter is printed.
    schema: OnceCell<Schema>,
}

impl<'w> WorldSources<'w> {
    /// Returns the sources of a site.
    pub fn new(world: &'w dyn World) -> Self {
        Self { world, schema: OnceCell::new() }
    }

    /// Returns the sources of a site whose kinds are known: nothing needs to be evaluated for them.
    pub fn with_kinds(world: &'w dyn World, kinds: Schema) -> Self {
        Self { world, schema: OnceCell::from(kinds) }
    }
}

impl Sources for WorldSources<'_> {
    fn text(&self, file: &SourcePath) -> Option<Arc<str>> {
        let Content::Bytes(bytes) = self.world.read(file) else { return None };
        let (text, _) = decode::decode(&bytes, file);
        Some(text.as_ref().into())
    }

    fn front_start(&self, text: &str) -> usize {
        split::split(text).front.start
    }

    fn body_start(&self, text: &str) -> usize {
        split::split(text).body.start
    }

    fn locate(&self, text: &str, path: &str, part: Part) -> Option<Range<usize>> {
        let split = split::split(text);
        if !split.has_front() {
            // No fences: a YAML file, such as the settings.
            return config::kind().locate(text, path, part).or_else(|| yaml::locate(text, path, part));
        }
        let schema = self.schema.get_or_init(|| super::schema_of(self.world));
        let found = schema.locate(&text[split.front.clone()], path, part)?;
        Some(split.front.start + found.start..split.front.start + found.end)
    }
}
