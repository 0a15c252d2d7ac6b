//! Which tables a page shows: found in what its rendering has read, so that whoever submits it can note them.

use crate::catalog::data::{Data, Rows};
use crate::catalog::review::Table;
use crate::catalog::{Kinds, Languages, Setting};
use crate::content::ids::PageId;
use crate::emit::{Emit, OutputKey};
use crate::engine::Revision;
use crate::schema::FieldType;

/// Returns the tables that the template of a page reads, sorted.
///
/// Rows that refer to the page itself are not among them: they are a part of what is approved wherever they are shown.
pub fn tables(revision: &Revision<'_>, page: &PageId) -> Vec<Table> {
    let is_list = page.is_section() && !revision.get(&Languages).is_home(page);
    let output =
        Emit(if is_list { OutputKey::Section(page.clone(), 1) } else { OutputKey::Page(page.clone()) });
    revision.get(&output);
    let whole = revision.reads_of::<_, Data>(&output).into_iter().map(|data| Table::new(&data.0, &[]));
    let parts =
        revision.reads_of::<_, Rows>(&output).into_iter().filter_map(|rows| part(revision, page, &rows));
    let mut tables: Vec<Table> = whole.chain(parts).collect();
    tables.sort();
    tables.dedup();
    tables
}

/// Returns the rows that were asked for; `None` for those of the page itself.
fn part(revision: &Revision<'_>, page: &PageId, rows: &Rows) -> Option<Table> {
    let named = revision.get(&Setting("data".into()));
    let file = named.get(&rows.name);
    let schema = revision.get(&Kinds);
    let kind = file.text().or(file.get("kind").text()).and_then(|kind| schema.kind(kind));
    let refers = |field: &str| {
        let spec = kind.and_then(|kind| kind.field(field));
        spec.is_some_and(|spec| matches!(spec.kind.innermost(), FieldType::Ref(_)))
    };
    if rows.with.iter().any(|(field, wanted)| refers(field) && wanted == page.as_str()) {
        return None;
    }
    // What rows refer to is not known as it is written: of such conditions all rows are taken.
    let with: Vec<(String, String)> = rows.with.iter().filter(|(field, _)| !refers(field)).cloned().collect();
    Some(Table::new(&rows.name, &with))
}
