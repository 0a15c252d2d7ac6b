//! What those who publish must know of the pages: which file is which page, what it is called, whose it is. A reader of the same
//! evaluation as a build.

use std::collections::BTreeMap;

use super::answers::with_outputs;
use super::evaluate::{BuildError, must_exist};
use super::{SiteOptions, registry};
use crate::base::{SourcePath, Value};
use crate::catalog::{Approval, EntryOf, RecordOf, Refs, Settings};
use crate::content::ids::PageId;
pub use crate::emit::redirects::root_of as path_on_server;
use crate::emit::{AllMoved, Moved, OutputKey};
use crate::engine::{Engine, Revision};

/// A page among the outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedPage {
    /// Title.
    pub title: String,
    /// What its unit is called; empty if it has none.
    pub unit: String,
    /// Who approved it, in the order of the steps; empty if nobody has to.
    pub approvers: Vec<String>,
}

/// Returns all pages by the path of their output.
pub fn published_pages(options: &SiteOptions) -> Result<BTreeMap<SourcePath, PublishedPage>, BuildError> {
    with_outputs(options, |revision, plan| {
        let page = |id: &PageId| PublishedPage {
            title: revision.get(&RecordOf(id.clone())).text("title").to_owned(),
            unit: unit(revision, id),
            approvers: approvers(revision, id),
        };
        plan.iter()
            .filter_map(|planned| match &planned.key {
                OutputKey::Page(id) | OutputKey::Section(id, 1) => Some((planned.path.clone(), page(id))),
                _ => None,
            })
            .collect()
    })
}

/// Returns the settings of a site.
pub fn settings_of(options: &SiteOptions) -> Result<Value, BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    // Nothing but the settings is asked for: no page is looked at.
    let engine = Engine::new(registry());
    Ok(engine.begin(&world).get(&Settings).as_ref().clone())
}

/// Returns all old addresses with those that took their place.
pub fn moved(options: &SiteOptions) -> Result<Vec<Moved>, BuildError> {
    with_outputs(options, |revision, _| revision.get(&AllMoved).as_ref().clone())
}

/// Returns what the unit of a page is called: the title of its page, or what is written.
fn unit(revision: &Revision<'_>, page: &PageId) -> String {
    let entry = revision.get(&EntryOf(page.clone()));
    let Some(written) = entry.refs.iter().find(|one| &*one.field == "unit") else { return String::new() };
    let targets = revision.get(&Refs(page.clone()));
    let target = targets.iter().find(|target| target.field == "unit").map(|target| target.page.clone());
    let title = target.map(|unit| revision.get(&RecordOf(unit)).text("title").to_owned());
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| written.text.to_string())
}

/// Returns who found the steps of a page done: `初审 某某` each.
fn approvers(revision: &Revision<'_>, page: &PageId) -> Vec<String> {
    let approval = revision.get(&Approval(page.clone()));
    approval.done.iter().map(|done| format!("{} {}", done.step, done.person)).collect()
}
