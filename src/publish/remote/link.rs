//! The switch of a remote target in one step: the folder that is served is a link to a tree of the generation.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use super::super::switch::{Switch, Way};
use super::super::{Generation, PublishError, Row};
use super::state::State;
use super::{At, Links};
use crate::base::SourcePath;

impl<'r> State<'r> {
    /// Returns it with the way in which its target is switched, given the wish.
    pub fn found(self, wish: Switch) -> Result<Self, PublishError> {
        Ok(Self { way: self.way_of(wish)?, ..self })
    }

    fn way_of(&self, wish: Switch) -> Result<Way, PublishError> {
        let Some(links) = self.remote.links() else {
            return if wish == Switch::Link { Err(self.no_link()) } else { Ok(Way::Files) };
        };
        let foreign = || Err(PublishError::Foreign(self.address.shown()));
        match (self.look(links)?, wish) {
            (At::Link(to), Switch::Auto | Switch::Link) if self.generation_at(&to).is_some() => Ok(Way::Link),
            (At::Link(_) | At::File, _) => foreign(),
            (At::Folder, Switch::Link) if self.list(&self.served(""))?.is_empty() => Ok(Way::Link),
            (At::Folder, Switch::Link) => Err(self.no_link()),
            (At::Folder, _) | (At::Nothing, Switch::Files) => Ok(Way::Files),
            (At::Nothing, Switch::Auto) if self.read(&self.path("live"))?.is_some() => Ok(Way::Files),
            (At::Nothing, _) => Ok(Way::Link),
        }
    }

    fn no_link(&self) -> PublishError {
        PublishError::NoLink(self.address.shown())
    }

    fn links(&self) -> Result<&'r dyn Links, PublishError> {
        self.remote.links().ok_or_else(|| self.no_link())
    }

    fn look(&self, links: &dyn Links) -> Result<At, PublishError> {
        links.look(&self.address.name).map_err(self.failed(&self.address.name))
    }

    /// Returns the generation whose tree a link leads to.
    fn generation_at(&self, to: &str) -> Option<String> {
        let id = to.strip_prefix(&self.path("trees/"))?;
        (!id.is_empty() && !id.contains(['/', '.'])).then(|| id.to_owned())
    }

    /// Returns the name of the generation that the link leads to.
    pub fn linked(&self) -> Result<Option<String>, PublishError> {
        match self.look(self.links()?)? {
            At::Link(to) => Ok(self.generation_at(&to)),
            _ => Ok(None),
        }
    }

    fn tree(&self, id: &str) -> String {
        self.path(&format!("trees/{id}/"))
    }

    /// Makes the tree of a generation unless it is there, whole.
    pub fn make_tree(&self, generation: &Generation) -> Result<(), PublishError> {
        let links = self.links()?;
        let (tree, part) = (self.tree(&generation.id()), self.tree(&format!("{}.part", generation.id())));
        if links.look(&tree).map_err(self.failed(&tree))? == At::Folder {
            return self.fill_tree(&tree, generation);
        }
        self.fill_tree(&part, generation)?;
        links.name(&part, &tree).map_err(self.failed(&tree))
    }

    /// Lays the files that a tree lacks; what somebody changed in it is not written over.
    fn fill_tree(&self, tree: &str, generation: &Generation) -> Result<(), PublishError> {
        let there = self.list(tree)?;
        let lacks = |row: &&Row| !there.contains_key(row.path.as_str());
        let missing: Vec<&Row> = generation.files.iter().filter(lacks).collect();
        missing.par_iter().try_for_each(|row| self.lay_in_tree(tree, row))?;
        let there = self.list(tree)?;
        match generation.files.iter().find(|row| there.get(row.path.as_str()) != Some(&row.size)) {
            Some(row) => Err(PublishError::Damaged(self.address.place(&format!("{tree}{}", row.path)))),
            None => Ok(()),
        }
    }

    /// Gives a kept file its name in a tree; copies it where the server knows no second names.
    fn lay_in_tree(&self, tree: &str, row: &Row) -> Result<(), PublishError> {
        let path = format!("{tree}{}", row.path);
        match self.remote.links().map(|links| links.double(&self.object(&row.sha256), &path)) {
            Some(Ok(())) => Ok(()),
            _ => self.lay(&path, row),
        }
    }

    /// Leads the link to a generation, in one step.
    pub fn relink(&self, id: &str) -> Result<(), PublishError> {
        let to = self.path(&format!("trees/{id}"));
        self.links()?.point(&self.address.name, &to).map_err(self.failed(&self.address.name))
    }

    /// Removes trees that no list names or that were never finished. Returns files in trees that this program did not bring: they stay.
    pub fn fell(&self, old: &[Generation]) -> Result<Vec<PathBuf>, PublishError> {
        let mut strangers = Vec::new();
        for generation in old {
            let tree = self.tree(&generation.id());
            let known = generation.by_path();
            let there = self.list(&tree)?;
            let is_ours = |path: &&String| known.contains_key(&SourcePath::new(path));
            let (ours, others): (Vec<&String>, Vec<&String>) = there.keys().partition(is_ours);
            self.clear(&tree, &ours)?;
            strangers.extend(others.iter().map(|path| self.address.place(&format!("{tree}{path}"))));
        }
        let trees = self.path("trees/");
        let there = self.list(&trees)?;
        let parts: Vec<&String> = there.keys().filter(|path| top(path).ends_with(".part")).collect();
        self.clear(&trees, &parts)?;
        self.fell_hollow(old)?;
        Ok(strangers)
    }

    /// Removes the empty folders of all trees that no list names, given the generations that are to be forgotten. An interrupted run may
    /// have left folders that never held a file, or no longer do.
    fn fell_hollow(&self, old: &[Generation]) -> Result<(), PublishError> {
        let trees = self.path("trees/");
        let old: BTreeSet<String> = old.iter().map(Generation::id).collect();
        let named: BTreeSet<String> = self.names()?.into_iter().filter(|id| !old.contains(id)).collect();
        let folders = self.links()?.folders(&trees).map_err(self.failed(&trees))?;
        // The deepest first.
        for folder in folders.iter().rev().filter(|folder| !named.contains(top(folder))) {
            let path = format!("{trees}{folder}");
            self.remote.remove_empty(&path).map_err(self.failed(&path))?;
        }
        Ok(())
    }

    /// Removes files below a folder.
    fn clear(&self, folder: &str, files: &[&String]) -> Result<(), PublishError> {
        files.par_iter().try_for_each(|path| self.remove(&format!("{folder}{path}")))
    }
}

/// Returns the name of the tree that a path is in.
fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}
