//! The pages of one kind and language that belong to one unit, in their order: what came before a page and what after it.
//!
//! *Incremental:* a page asks for its two neighbours, not for the list: a new activity of a unit with five hundred reaches the two
//! beside it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::names::Refs;
use super::roster::Places;
use super::select::Select;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// The field that says which unit a page belongs to.
const FIELD: &str = "unit";

/// Asks for the pages before and after a page among those of its kind, language and unit.
#[derive(Debug, Serialize, Deserialize)]
pub struct Siblings(pub PageId);

impl Query for Siblings {
    const NAME: &'static str = "Siblings";
    const KEEP: Keep = Keep::Disk;
    type Answer = (Option<PageId>, Option<PageId>);

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let entry = ask.get(&EntryOf(self.0.clone()));
        let targets = ask.get(&Refs(self.0.clone()));
        let Some(unit) = targets.iter().find(|target| target.field == FIELD) else { return (None, None) };
        let (kind, language) = (entry.kind.to_string(), entry.language.clone());
        let family = Family { kind, language, unit: unit.page.clone() };
        let members = ask.get(&family.members());
        ask.get(&family).beside(&self.0, &members)
    }
}

/// Asks for the place of every page of a kind, language and unit among them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Family {
    kind: String,
    language: Arc<str>,
    unit: PageId,
}

impl Family {
    fn members(&self) -> Select {
        Select {
            language: self.language.clone(),
            kinds: vec![self.kind.clone()],
            refers_to: vec![(FIELD.into(), self.unit.clone())],
            ..Select::default()
        }
    }
}

impl Query for Family {
    const NAME: &'static str = "Family";
    type Answer = Places;

    fn run(&self, ask: &mut Ask<'_>) -> Places {
        Places::of(&ask.get(&self.members()))
    }
}
