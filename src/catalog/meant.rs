//! What a reference means that may also be a plain name, where it is written as an address: a source such as `notices/a.md`, or a
//! row of a data file such as `shuju#wx-2019`. Such a one must lead somewhere; any other text is a name like any.

use serde::{Deserialize, Serialize};

use super::data::{Parsed, RowPages, named};
use super::sources::Tree;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, Severity, did_you_mean};
use crate::engine::{Ask, Keep, Query};

/// Marks the row in the address of one.
const OF_ROW: char = '#';

/// Fields that say what people call a row.
const CALLED: [&str; 4] = ["title", "label", "name", "id"];

/// Asks for a row by its data file, which has a kind, and its id.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowOf {
    /// Name of the data file.
    pub file: String,
    /// Its id.
    pub id: String,
}

/// A row as others refer to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Called {
    /// What people call it.
    pub words: String,
    /// Its page, if it has one.
    pub page: Option<PageId>,
}

impl Query for RowOf {
    const NAME: &'static str = "RowOf";
    const KEEP: Keep = Keep::Disk;
    type Answer = Option<Called>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<Called> {
        // As written: what the rows refer to may be rows again.
        let parsed = ask.get(&Parsed(self.file.clone()));
        let records = &parsed.as_ref().as_ref()?.records;
        let number = records.iter().position(|row| row.get("id").text() == Some(&self.id))?;
        let own =
            |(_, (file, row)): &(&PageId, &(String, u32))| *file == self.file && *row as usize == number;
        let page = ask.get(&RowPages).iter().find(own).map(|(page, _)| page.clone());
        Some(Called { words: called(&records[number]).unwrap_or(&self.id).to_owned(), page })
    }
}

/// Returns what people call a row, if one of its fields says so.
pub(super) fn called(row: &Value) -> Option<&str> {
    CALLED.iter().find_map(|field| row.get(field).text())
}

/// Returns the row that a text is the address of, whether there is one or not.
pub(super) fn row_meant(ask: &mut Ask<'_>, text: &str) -> Option<RowOf> {
    let (file, id) = text.split_once(OF_ROW)?;
    let known = !id.is_empty() && named(ask).iter().any(|name| name == file);
    known.then(|| RowOf { file: file.to_owned(), id: id.to_owned() })
}

/// Returns the row that a text is the address of.
pub fn row_called(ask: &mut Ask<'_>, text: &str) -> Option<Called> {
    let row = row_meant(ask, text)?;
    ask.get(&row).as_ref().clone()
}

/// Returns the id of a page that a text is the source of: without its ending, and without the way to it.
pub(super) fn id_of_source(text: &str) -> Option<&str> {
    let path = text.strip_suffix(".md")?;
    let path = path.rsplit_once("../").map_or(path, |(_, below)| below);
    Some(path.trim_start_matches("./").trim_start_matches('/').trim_start_matches("content/"))
}

/// Tells whether a text is written as the address of a source: with its ending, or in a folder that there is.
pub(super) fn is_address(ask: &mut Ask<'_>, text: &str) -> bool {
    if text.ends_with(".md") {
        return true;
    }
    let Some((folder, rest)) = text.split_once('/') else { return false };
    let is_path = !folder.is_empty() && !rest.is_empty() && !text.contains(char::is_whitespace);
    is_path && {
        let tree = ask.get(&Tree);
        // Pages are in order: the first one from the folder on tells.
        let from = tree.pages.partition_point(|page| page.as_str() < folder);
        let below =
            |page: &PageId| page.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        tree.pages[from..].iter().take_while(|page| page.as_str().starts_with(folder)).any(below)
    }
}

/// Reports the address of a row that there is not.
pub(super) fn report_no_row(
    ask: &mut Ask<'_>,
    (place, severity): (Place, Severity),
    text: &str,
    row: &RowOf,
) {
    let parsed = ask.get(&Parsed(row.file.clone()));
    let records = parsed.as_ref().as_ref().map(|rows| rows.records.as_slice()).unwrap_or_default();
    let near = did_you_mean(&row.id, records.iter().filter_map(|row: &Value| row.get("id").text()));
    let near = near.map(|near| format!("{}{OF_ROW}{near}", row.file));
    let found = Diagnostic { severity, ..Diagnostic::new("unknown-reference") };
    let found =
        found.at(place).arg("name", text).arg("kind", "数据表的行").arg("kind_en", "row of a data file");
    ask.report(found.maybe("suggestion", near));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_an_id_with_a_way_to_it() {
        for written in
            ["notices/a.md", "../notices/a.md", "../../notices/a.md", "/notices/a.md", "content/notices/a.md"]
        {
            assert_eq!(id_of_source(written), Some("notices/a"), "{written}");
        }
        assert_eq!((id_of_source("./a.md"), id_of_source("2019年度总结")), (Some("a"), None));
    }
}
