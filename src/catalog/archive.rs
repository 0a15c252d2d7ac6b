//! Archives: the dated pages of a section, by year and month, however old.
//!
//! *Incremental:* the pages of a period are one node, the numbers of a year another: a new page reaches its month, its year and the
//! list of years.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::groups::{GroupBy, Grouped};
use super::languages::Languages;
use super::roster::Sort;
use super::select::Select;
use super::sources::{Kinds, setting};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};

use super::roster::Sections;

/// Stands for the year in the pattern of addresses.
const YEAR: &str = "{year}";

/// Stands for the month, after the year.
const MONTH: &str = "{month}";

/// Asks for the archives that the settings name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Archives;

/// One archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Archive {
    /// The section whose pages it holds, those of sections below it included.
    pub section: PageId,
    /// Their kinds; any if empty.
    pub kinds: Vec<String>,
    /// Addresses of its months, as `/guidang/{year}/{month}/`; what lies before the braces is that of the years and of all.
    pub pattern: String,
    /// Its title as written; empty if the theme has to find one.
    pub title: String,
    /// Declared language of the section; empty if the site declares none.
    pub language: Arc<str>,
}

impl Query for Archives {
    const NAME: &'static str = "Archives";
    type Answer = Vec<Archive>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Archive> {
        let written = setting(ask, "archive");
        let mut archives: Vec<Archive> = Vec::new();
        for (number, one) in written.iter().enumerate() {
            archives.extend(read(ask, number, one));
        }
        archives
    }
}

/// Returns an archive as the settings write it; reports a section or a kind that does not exist.
fn read(ask: &mut Ask<'_>, number: usize, written: &Value) -> Option<Archive> {
    let folder = written.get("section").text().unwrap_or_default().trim_matches('/');
    let at = |field: &str| Place::field(&"pilothouse.yaml".into(), format!("archive[{number}].{field}"));
    let section = PageId::of_section(folder);
    let sections = ask.get(&Sections);
    if !folder.is_empty() && !sections.contains_key(folder) {
        let near = did_you_mean(folder, sections.keys().map(|name| &**name));
        let found = Diagnostic::new("archive-without-section").at(at("section"));
        ask.report(found.arg("section", folder).maybe("suggestion", near));
        return None;
    }
    let schema = ask.get(&Kinds);
    let mut kinds = Vec::new();
    for name in written.get("kinds").iter().filter_map(Value::text) {
        match schema.kind(name) {
            Some(kind) => kinds.push(kind.name.to_string()),
            None => ask.report(schema.unknown_kind(name).at(at("kinds"))),
        }
    }
    let above = ask.get(&EntryOf(section.clone())).directory().to_owned();
    let path = written.get("path").text().map(|path| path.trim_matches('/')).filter(|path| !path.is_empty());
    let pattern = path.map_or_else(|| format!("{above}archive/"), |path| format!("/{path}/"));
    let pattern = if pattern.contains('{') { pattern } else { format!("{pattern}{YEAR}/{MONTH}/") };
    let language = ask.get(&Languages).code_of(&section);
    let title = written.get("title").text().unwrap_or_default().to_owned();
    Some(Archive { section, kinds, pattern, title, language })
}

impl Archive {
    /// Returns the question for all its pages, newest first.
    fn pages(&self) -> Select {
        Select {
            language: self.language.clone(),
            kinds: self.kinds.clone(),
            under: Some(self.section.folder().to_owned()).filter(|folder| !folder.is_empty()),
            sort: Sort::NEWEST,
            ..Select::default()
        }
    }

    /// Returns the address of a period's list: of all years, of `2020`, of `2020-07`.
    pub fn url(&self, period: &str) -> String {
        // Left of what is not known, without the marks that join it to what is left.
        let before = |word: &str| {
            let cut = self.pattern.split(word).next().unwrap_or_default();
            format!("{}/", cut.trim_end_matches(['/', '-', '_']))
        };
        let pattern = match period.len() {
            0 => before(YEAR),
            4 => before(MONTH),
            _ => self.pattern.clone(),
        };
        let (year, month) = period.split_once('-').unwrap_or((period, ""));
        format!("{}index.html", pattern.replace(YEAR, year).replace(MONTH, month))
    }
}

/// Asks for the pages of a year or month of an archive, newest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The archive.
    pub archive: Archive,
    /// `2020` or `2020-07`.
    pub period: String,
}

impl Query for Period {
    const NAME: &'static str = "Period";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let groups = ask.get(&Grouped { select: self.archive.pages(), by: GroupBy::Month });
        let within = |month: &str| month.get(..self.period.len()) == Some(self.period.as_str());
        groups.iter().filter(|group| within(&group.key)).flat_map(|group| group.ids.iter().cloned()).collect()
    }
}

/// Asks for the months of an archive, and how many pages each has.
#[derive(Debug, Serialize, Deserialize)]
pub struct Months {
    /// The archive.
    pub archive: Archive,
    /// Of this year; of all if empty.
    pub year: String,
}

impl Query for Months {
    const NAME: &'static str = "Months";
    const KEEP: Keep = Keep::Disk;
    /// The last month first.
    type Answer = Vec<(String, usize)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let groups = ask.get(&Grouped { select: self.archive.pages(), by: GroupBy::Month });
        let dated = groups.iter().filter(|group| group.key.len() == 7 && group.key.starts_with(&self.year));
        dated.map(|group| (group.key.clone(), group.total)).collect()
    }
}
