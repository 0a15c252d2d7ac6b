//! Who refers to a page, and by which field: what remains to be told beside the lists that a template makes of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::names::Backlinks;
use super::roster::{Line, Sort, sort_lines};
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for the pages that refer to a page, but those that do so by one of some fields.
#[derive(Debug, Serialize, Deserialize)]
pub struct Citations {
    /// The page.
    pub page: PageId,
    /// Fields such as `unit`, those within it included, or `honour.round`, of one kind alone.
    pub except: Vec<String>,
    /// Pages in this declared language; in any if empty.
    pub language: Arc<str>,
}

impl Query for Citations {
    const NAME: &'static str = "Citations";
    const KEEP: Keep = Keep::Disk;
    /// The first field by which each does, without numbers of items, and the page; newest first.
    type Answer = Vec<(String, PageId)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let links = ask.get(&Backlinks(self.page.clone()));
        let mut fields: BTreeMap<PageId, Vec<String>> = BTreeMap::new();
        for (field, page) in links.iter().filter(|(_, page)| *page != self.page) {
            fields.entry(page.clone()).or_default().push(without_numbers(field));
        }
        let mut lines = Vec::new();
        for (page, by) in &fields {
            let entry = ask.get(&EntryOf(page.clone()));
            let in_language = self.language.is_empty() || entry.language == self.language;
            if in_language && !by.iter().any(|field| self.is_excepted(&entry.kind, field)) {
                lines.push(Line { id: page.clone(), entry });
            }
        }
        sort_lines(ask, &mut lines, &Sort::NEWEST);
        lines
            .into_iter()
            .filter_map(|line| Some((fields.remove(&line.id)?.swap_remove(0), line.id)))
            .collect()
    }
}

impl Citations {
    fn is_excepted(&self, kind: &str, field: &str) -> bool {
        let top = field.split('.').next().unwrap_or(field);
        self.except.iter().any(|one| match one.split_once('.') {
            None => one == top,
            Some((of, name)) => of == kind && name == top || one == field,
        })
    }
}

/// Turns `tasks[3].lead` into `tasks.lead`.
fn without_numbers(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_items_go() {
        assert_eq!(without_numbers("tasks[3].support[0]"), "tasks.support");
        assert_eq!(without_numbers("unit"), "unit");
    }

    #[test]
    fn fields_are_excepted_as_a_whole_or_for_one_kind() {
        let except = ["unit", "honour.round"].map(str::to_owned).to_vec();
        let asked = Citations { page: PageId::new("a"), except, language: "".into() };
        assert!(asked.is_excepted("pilot", "unit") && asked.is_excepted("honour", "round"));
        assert!(!asked.is_excepted("showcase", "round") && !asked.is_excepted("pilot", "units"));
    }
}
