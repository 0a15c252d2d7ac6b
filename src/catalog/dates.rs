//! Pages by the year they are about: a list of one year looks at no other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::roster::Roster;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Asks for the pages of all years. A page written for another year than that of its date stands in both: its year says what it is
/// about, its date in which month it appeared.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct YearGroups;

impl Query for YearGroups {
    const NAME: &'static str = "YearGroups";
    type Answer = BTreeMap<String, Vec<PageId>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut groups = Self::Answer::new();
        for line in ask.get(&Roster).iter().filter(|line| !line.id.is_section()) {
            let dated = line.entry.date.get(..4).unwrap_or_default();
            let mut put = |year: &str| groups.entry(year.to_owned()).or_default().push(line.id.clone());
            put(&line.entry.year);
            if !dated.is_empty() && dated != &*line.entry.year {
                put(dated);
            }
        }
        groups
    }
}

/// Asks for the pages of a year.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InYear(pub String);

impl Query for InYear {
    const NAME: &'static str = "InYear";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        ask.get(&YearGroups).get(&self.0).cloned().unwrap_or_default()
    }
}
