//! What the search knows of one page.

use serde::{Deserialize, Serialize};

use super::fold::Script;

/// One page for the search. Empty if it is not to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// How its language is searched.
    pub script: Script,
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
    /// Names of the page: title, brand, unit. Hits in them come first. No line breaks.
    pub names: Vec<String>,
    /// Headings of the body.
    pub headings: Vec<String>,
    /// Words of further fields (summary, figures), a block in each line.
    pub fields: String,
    /// Visible text of the body, a block in each line; headings stand in it again.
    pub text: String,
    /// Readings of the names, then of the headings, see [`super::pinyin`].
    pub readings: Vec<String>,
}

/// Where in a page a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the title.
    Title,
    /// In another name.
    Name,
    /// In a heading.
    Heading,
    /// In a field, before the body.
    Field,
    /// In the body.
    Text,
}

impl Place {
    /// All of them, best first.
    pub const ALL: [Self; 5] = [Self::Title, Self::Name, Self::Heading, Self::Field, Self::Text];
}

impl Document {
    /// Returns all visible text: the names, then the rest, a block in each line.
    pub fn visible(&self) -> String {
        let lines: Vec<&str> = self.lines().into_iter().map(|(_, line)| line).collect();
        lines.join("\n")
    }

    /// Returns the lines of the visible text, each once, with their places.
    pub fn lines(&self) -> Vec<(Place, &str)> {
        let names = self.names.iter().flat_map(|name| name.lines());
        let names = names.map(|name| (if name == self.title { Place::Title } else { Place::Name }, name));
        let fields = self.fields.lines().map(|line| (Place::Field, line));
        let of = |line: &str| {
            if self.headings.iter().any(|heading| heading == line) { Place::Heading } else { Place::Text }
        };
        let text = self.text.lines().map(|line| (of(line), line));
        names.chain(fields).chain(text).filter(|(_, line)| !line.is_empty()).collect()
    }

    /// Returns the number of lines of names.
    pub fn name_lines(&self) -> usize {
        self.names.iter().flat_map(|name| name.lines()).filter(|line| !line.is_empty()).count()
    }
}
