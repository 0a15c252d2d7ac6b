//! From rows to records of a kind: the same validation as for front matter, with places in the table.

use std::ops::Range;
use std::sync::Arc;

use super::table::{Row, Table};
use crate::base::{SourcePath, Value};
use crate::catalog::entry::{Ref, collect_refs};
use crate::catalog::names::{report_dangling, resolve};
use crate::catalog::sources::Kinds;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::schema::{self, FieldSpec, FieldType, Kind};
use crate::yaml::{self, Data, Node, Scalar, Step};

/// Marks that part the items of a list in one cell.
const BETWEEN_ITEMS: [char; 4] = ['、', '；', ';', '\n'];

/// Returns the records of a YAML or JSON file: a list of maps.
pub fn of_tree(ask: &mut Ask<'_>, kind: &Kind, path: &SourcePath, text: &str) -> Value {
    let place = |range: Range<usize>| Place::text(path, range);
    let (root, found) = yaml::parse_any(text, &place);
    ask.report_all(found);
    let Some(root) = root else { return Value::List(Vec::new()) };
    let rows = if let Data::List(rows) = &root.data { rows.as_slice() } else { std::slice::from_ref(&root) };
    let mut records = Vec::with_capacity(rows.len());
    let mut found = Vec::new();
    for row in rows {
        match row.data {
            Data::Map(_) if matches!(root.data, Data::List(_)) => {
                records.push(record(ask, kind, (row, &place), &mut found));
            }
            Data::Broken => {}
            _ => found.push(Diagnostic::new("data-not-rows").at(place(row.range())).arg("kind", &kind.name)),
        }
    }
    ask.report_all(found);
    Value::List(records)
}

/// Returns the records of a table: one for each row.
pub fn of_table(ask: &mut Ask<'_>, kind: &Kind, path: &SourcePath, text: &str) -> Value {
    let table = super::table::read(ask, path, text);
    if table.headings.is_empty() {
        return Value::List(Vec::new());
    }
    let columns = check_headings(ask, kind, &table);
    let mut records = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let node = node_of(row, &columns);
        let mut found = Vec::new();
        let fields = record(ask, kind, (&node, &|cell| table.place(row, cell.start)), &mut found);
        // Fields without a column were reported once for the whole table.
        ask.report_all(found.into_iter().filter(|found| !is_missing_column(kind, found)));
        records.push(fields);
    }
    Value::List(records)
}

/// A column that a kind knows: its number, what it is called, and its field.
type Column<'k> = (usize, Arc<str>, &'k FieldSpec);

/// Returns the columns that the kind knows; reports the others, and fields that have no column, once for the whole table.
fn check_headings<'k>(ask: &mut Ask<'_>, kind: &'k Kind, table: &Table) -> Vec<Column<'k>> {
    let named = || table.headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
    let node = |(column, heading): (usize, &Arc<str>)| {
        (scalar(column, heading), Node { span: span(column), data: Data::Null })
    };
    let entries = named().map(node).collect();
    let row = Node { span: span(0), data: Data::Map(entries) };
    let schema = ask.get(&Kinds);
    let place = |cell: Range<usize>| table.heading_place(cell.start);
    let (_, found) = schema::validate(kind, &row, &schema, &place);
    // Every cell of this row is empty, for it has headings only.
    ask.report_all(found.into_iter().filter(|found| found.code != "empty-field"));
    let mut columns: Vec<Column> = Vec::new();
    for (column, heading) in named() {
        let spec = kind.fields.find(heading.trim());
        if let Some(spec) = spec.filter(|spec| columns.iter().all(|(_, _, other)| other.name != spec.name)) {
            columns.push((column, Arc::clone(heading), spec));
        }
    }
    columns
}

/// Returns a row as a front matter would have it; its spans are numbers of cells.
fn node_of(row: &Row, columns: &[Column]) -> Node {
    let entry = |(column, heading, spec): &Column| {
        let text = row.cells.get(*column).unwrap_or_default();
        let data = match &spec.kind {
            _ if text.is_empty() => Data::Null,
            FieldType::List(of) if **of != FieldType::Group => {
                let items = text.split(BETWEEN_ITEMS).map(str::trim).filter(|item| !item.is_empty());
                Data::List(items.map(|item| scalar(*column, item)).collect())
            }
            _ => return (scalar(*column, heading), scalar(*column, text)),
        };
        (scalar(*column, heading), Node { span: span(*column), data })
    };
    Node { span: span(0), data: Data::Map(columns.iter().map(entry).collect()) }
}

fn span(column: usize) -> (u32, u32) {
    (column as u32, column as u32)
}

fn scalar(column: usize, text: &str) -> Node {
    Node { span: span(column), data: Data::Scalar(Scalar { text: text.to_owned(), plain: true }) }
}

/// A row, and what turns its spans into places.
type Written<'r> = (&'r Node, &'r dyn Fn(Range<usize>) -> Place);

/// Returns the record of one row, its references as ids of pages; adds what is wrong with it.
fn record(ask: &mut Ask<'_>, kind: &Kind, (row, place): Written, found: &mut Vec<Diagnostic>) -> Value {
    let schema = ask.get(&Kinds);
    let (mut fields, problems) = schema::validate(kind, row, &schema, place);
    found.extend(problems);
    let mut refs = Vec::new();
    collect_refs(&kind.fields, &fields, "", &mut refs);
    for one in refs {
        match resolve(ask, &one.kinds, &one.text, "") {
            Some(page) => put(&mut fields, &one.field, page.as_str()),
            None if one.loose => {}
            None => report_dangling(ask, place(written(kind, row, &one)), &one),
        }
    }
    fields
}

/// Tells whether a finding is that a field of the kind itself is not there.
fn is_missing_column(kind: &Kind, found: &Diagnostic) -> bool {
    let of_kind = |(name, value): &(String, String)| name == "name" && kind.field(value).is_some();
    found.code == "missing-field" && found.args.iter().any(of_kind)
}

/// Returns where a reference was written.
fn written(kind: &Kind, row: &Node, reference: &Ref) -> Range<usize> {
    kind.locate_in(row, &reference.field, false).unwrap_or(row.range())
}

/// Puts a text in the place of the value at a path such as `units[1]`.
fn put(fields: &mut Value, path: &str, text: &str) {
    let mut at = Some(fields);
    for step in yaml::steps(path) {
        at = match (at, step) {
            (Some(Value::Map(entries)), Step::Name(name)) => {
                entries.iter_mut().find(|(key, _)| **key == *name).map(|(_, value)| value)
            }
            (Some(Value::List(items)), Step::Index(index)) => items.get_mut(index),
            _ => None,
        };
    }
    if let Some(value) = at {
        *value = text.into();
    }
}
