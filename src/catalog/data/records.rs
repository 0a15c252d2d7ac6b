//! From rows to records of a kind: the same validation as for front matter, with places in the table.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::table::{Row, Table};
use crate::base::{SourcePath, Value};
use crate::catalog::entry::{Ref, collect_refs};
use crate::catalog::meant::{is_address, report_no_row, row_meant};
use crate::catalog::names::{report_dangling, resolve};
use crate::catalog::sources::Kinds;
use crate::diag::{Diagnostic, Part, Place, Severity};
use crate::engine::Ask;
use crate::schema::{self, FieldSpec, FieldType, Group, Kind};
use crate::yaml::{self, Data, Node, Scalar, Step};

/// Marks that part the items of a list in one cell.
const BETWEEN_ITEMS: [char; 4] = ['、', '；', ';', '\n'];

/// The rows of a file as records, their references as they were written.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParsedRows {
    /// A record for each row.
    pub records: Vec<Value>,
    /// References: the number of the row, what was written, and where.
    refs: Vec<(u32, Ref, Place)>,
}

/// Returns rows with their references as ids of pages; reports those that lead nowhere.
pub fn resolved(ask: &mut Ask<'_>, rows: &ParsedRows) -> Vec<Value> {
    let mut records = rows.records.clone();
    for (row, one, place) in &rows.refs {
        match resolve(ask, &one.kinds, &one.text, "") {
            Some(page) => put(&mut records[*row as usize], &one.field, page.as_str()),
            None if one.loose => {
                if let Some(words) = meant_loosely(ask, one, place) {
                    put(&mut records[*row as usize], &one.field, &words);
                }
            }
            None => report_dangling(ask, (place.clone(), Severity::Error), one),
        }
    }
    records
}

/// Returns what a reference that may be a name is shown as, if it is the address of a row; reports addresses that lead nowhere.
fn meant_loosely(ask: &mut Ask<'_>, one: &Ref, place: &Place) -> Option<String> {
    let at = || (place.clone(), Severity::Error);
    if let Some(row) = row_meant(ask, &one.text) {
        let called = ask.get(&row);
        if called.is_none() {
            report_no_row(ask, at(), &one.text, &row);
        }
        let called = called.as_ref().clone()?;
        return Some(called.page.map_or(called.words, |page| page.to_string()));
    }
    if is_address(ask, &one.text) {
        report_dangling(ask, at(), one);
    }
    None
}

/// Returns the records of a YAML or JSON file: a list of maps.
pub fn of_tree(ask: &mut Ask<'_>, kind: &Kind, path: &SourcePath, text: &str) -> ParsedRows {
    let place = |range: Range<usize>| Place::text(path, range);
    let (root, found) = yaml::parse_any(text, &place);
    ask.report_all(found);
    let Some(root) = root else { return ParsedRows::default() };
    let rows = if let Data::List(rows) = &root.data { rows.as_slice() } else { std::slice::from_ref(&root) };
    let mut parsed = ParsedRows::default();
    let mut found = Vec::new();
    let mut ids = Ids::default();
    for row in rows {
        match row.data {
            Data::Map(_) if matches!(root.data, Data::List(_)) => {
                let fields = record(ask, kind, (row, &place), &mut found);
                ids.check(kind, &fields, || place(written(kind, row, "id")), &mut found);
                parsed.push(kind, fields, (row, &place));
            }
            Data::Broken => {}
            _ => found.push(Diagnostic::new("data-not-rows").at(place(row.range())).arg("kind", &kind.name)),
        }
    }
    ask.report_all(found);
    parsed
}

impl ParsedRows {
    /// Returns what each row refers to, as written: the number of the row and the text.
    pub fn referring(&self) -> impl Iterator<Item = (usize, &str)> {
        self.refs.iter().map(|(row, one, _)| (*row as usize, &*one.text))
    }

    /// Returns where a reference of a row is written.
    pub fn place(&self, row: usize, field: &str) -> Option<Place> {
        let written =
            self.refs.iter().find(|(number, one, _)| *number as usize == row && *one.field == *field);
        written.map(|(_, _, place)| place.clone())
    }

    /// Adds a row.
    fn push(&mut self, kind: &Kind, fields: Value, (row, place): Written) {
        let mut refs = Vec::new();
        collect_refs(&kind.fields, &fields, "", &mut refs);
        let number = self.records.len() as u32;
        let placed = |one: Ref| {
            let at = place(written(kind, row, &one.field));
            (number, one, at)
        };
        self.refs.extend(refs.into_iter().map(placed));
        self.records.push(fields);
    }
}

/// Returns the records of a table: one for each row.
pub fn of_table(ask: &mut Ask<'_>, kind: &Kind, table: &Table) -> ParsedRows {
    if table.headings.is_empty() {
        return ParsedRows::default();
    }
    let columns = check_headings(ask, kind, table);
    let mut parsed = ParsedRows::default();
    let mut ids = Ids::default();
    for row in &table.rows {
        let node = node_of(row, &columns);
        let mut found = Vec::new();
        let place = |cell: Range<usize>| table.place(row, cell.start);
        let fields = record(ask, kind, (&node, &place), &mut found);
        ids.check(kind, &fields, || place(written(kind, &node, "id")), &mut found);
        // Fields without a column were reported once for the whole table.
        ask.report_all(found.into_iter().filter(|found| !is_missing_column(kind, found)));
        parsed.push(kind, fields, (&node, &place));
    }
    parsed
}

/// A column that a kind knows: its number, what it is called, and its field. Below a group: the group and its own name there.
struct Column<'k> {
    column: usize,
    /// Names as written, from the outermost group.
    names: Vec<Arc<str>>,
    spec: &'k FieldSpec,
}

/// Marks between the name of a group and that of a field of it: `变化.数值`.
const BETWEEN_NAMES: [char; 4] = ['.', '．', '：', ':'];

/// Returns the field of a heading, and the names it is made of: `变化.数值` is the number in the group of changes.
fn field_of<'k>(group: &'k Group, heading: &str) -> Option<(Vec<Arc<str>>, &'k FieldSpec)> {
    if let Some(spec) = group.find(heading.trim()) {
        return Some((vec![heading.into()], spec));
    }
    let (outer, inner) = heading.split_once(BETWEEN_NAMES)?;
    let outer_spec = group.find(outer.trim()).filter(|spec| spec.kind == FieldType::Group)?;
    let (names, spec) = field_of(&outer_spec.fields, inner)?;
    // One name for all columns of the group, whichever of its names they use.
    let label = &outer_spec.label.zh;
    let outer = if label.is_empty() { &outer_spec.name } else { label };
    Some((std::iter::once(Arc::clone(outer)).chain(names).collect(), spec))
}

/// Puts a cell into the tree of a row, in the group that its heading names.
fn put_cell(entries: &mut Vec<(Node, Node)>, column: usize, names: &[Arc<str>], value: Node) {
    let [name, inner @ ..] = names else { return };
    if inner.is_empty() {
        return entries.push((scalar(column, name), value));
    }
    let at = entries.iter().position(|(key, _)| key.text() == Some(name)).unwrap_or_else(|| {
        entries.push((scalar(column, name), Node { span: span(column), data: Data::Map(Vec::new()) }));
        entries.len() - 1
    });
    if let Data::Map(group) = &mut entries[at].1.data {
        put_cell(group, column, inner, value);
    }
}

/// Findings that say nothing of a row of headings, for each of its cells is empty.
const HEADLESS: [&str; 2] = ["empty-field", "field-needs-other"];

/// Returns the columns that the kind knows; reports the others, and fields that have no column, once for the whole table.
fn check_headings<'k>(ask: &mut Ask<'_>, kind: &'k Kind, table: &Table) -> Vec<Column<'k>> {
    let named = || table.headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
    let mut entries = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    for (column, heading) in named() {
        let found = field_of(&kind.fields, heading);
        let names = found.as_ref().map_or_else(|| vec![Arc::clone(heading)], |(names, _)| names.clone());
        put_cell(&mut entries, column, &names, Node { span: span(column), data: Data::Null });
        let Some((names, spec)) = found else { continue };
        // The same field under another name is reported, and the first column counts.
        if columns.iter().all(|other| !std::ptr::eq(other.spec, spec)) {
            columns.push(Column { column, names, spec });
        }
    }
    let row = Node { span: span(0), data: Data::Map(entries) };
    let schema = ask.get(&Kinds);
    let place = |cell: Range<usize>| table.heading_place(cell.start);
    let (_, found) = schema::validate(kind, &row, &schema, &place);
    ask.report_all(found.into_iter().filter(|found| !HEADLESS.contains(&&*found.code)));
    columns
}

/// Returns a row as a front matter would have it; its spans are numbers of cells.
fn node_of(row: &Row, columns: &[Column]) -> Node {
    let mut entries = Vec::with_capacity(columns.len());
    for Column { column, names, spec } in columns {
        let text = row.cells.get(*column).unwrap_or_default();
        let value = match &spec.kind {
            _ if text.is_empty() && names.len() > 1 => continue,
            _ if text.is_empty() => Node { span: span(*column), data: Data::Null },
            FieldType::List(of) if **of != FieldType::Group => {
                let items = text.split(BETWEEN_ITEMS).map(str::trim).filter(|item| !item.is_empty());
                let items = items.map(|item| scalar(*column, item)).collect();
                Node { span: span(*column), data: Data::List(items) }
            }
            _ => scalar(*column, text),
        };
        put_cell(&mut entries, *column, names, value);
    }
    Node { span: span(0), data: Data::Map(entries) }
}

fn span(column: usize) -> (u32, u32) {
    (column as u32, column as u32)
}

fn scalar(column: usize, text: &str) -> Node {
    Node { span: span(column), data: Data::Scalar(Scalar { text: text.to_owned(), plain: true }) }
}

/// A row, and what turns its spans into places.
type Written<'r> = (&'r Node, &'r dyn Fn(Range<usize>) -> Place);

/// Returns the record of one row; adds what is wrong with it.
fn record(ask: &mut Ask<'_>, kind: &Kind, (row, place): Written, found: &mut Vec<Diagnostic>) -> Value {
    let schema = ask.get(&Kinds);
    let (fields, problems) = schema::validate(kind, row, &schema, place);
    found.extend(problems);
    fields
}

/// Tells whether a finding is that a field of the kind itself is not there.
fn is_missing_column(kind: &Kind, found: &Diagnostic) -> bool {
    let of_kind = |(name, value): &(String, String)| name == "name" && kind.field(value).is_some();
    found.code == "missing-field" && found.args.iter().any(of_kind)
}

/// Ids of the rows of one file so far, with their places.
#[derive(Default)]
struct Ids(BTreeMap<Arc<str>, Place>);

impl Ids {
    /// Reports an id that an earlier row has: of rows that are no pages nobody else can tell where they stand.
    fn check(&mut self, kind: &Kind, row: &Value, place: impl Fn() -> Place, found: &mut Vec<Diagnostic>) {
        let Value::Text(id) = row.get("id") else { return };
        if kind.is_of_pages() {
            return;
        }
        match self.0.entry(Arc::clone(id)) {
            Entry::Vacant(free) => {
                free.insert(place());
            }
            Entry::Occupied(first) => {
                let twice = Diagnostic::new("figure-id-twice").at(place()).arg("id", id);
                let file = first.get().file.to_string();
                found.push(twice.arg("other", file).related("first", first.get().clone()));
            }
        }
    }
}

/// Returns where the value of a field was written.
fn written(kind: &Kind, row: &Node, field: &str) -> Range<usize> {
    kind.locate_in(row, field, Part::Value).unwrap_or(row.range())
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
