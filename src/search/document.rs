//! What the search knows of one page.

use serde::{Deserialize, Serialize};

/// One page for the search. Empty if it is not to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Address from the root, percent-encoded, without its first slash.
    pub url: String,
    /// Title.
    pub title: String,
    /// Title of the section it stands in.
    pub section: String,
    /// Day, ISO; empty if it has none.
    pub date: String,
    /// What people call its kind.
    pub kind: String,
    /// Title of its unit; empty if it has none.
    pub unit: String,
    /// Level of an honour and the like, as people call it.
    pub level: String,
    /// Key words.
    pub tags: Vec<String>,
    /// Names of the page: title, brand, unit. Hits in them come first.
    pub names: Vec<String>,
    /// Headings of the body.
    pub headings: Vec<String>,
    /// All further visible text, a block in each line; headings stand in it again.
    pub text: String,
    /// Readings of the names and headings, see [`super::pinyin`].
    pub readings: Vec<String>,
}

impl Document {
    /// Returns all visible text: the names, then the rest, a block in each line.
    pub fn visible(&self) -> String {
        let mut all = self.names.join("\n");
        all.push('\n');
        all.push_str(&self.text);
        all
    }
}
