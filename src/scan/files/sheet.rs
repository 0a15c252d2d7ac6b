//! Workbooks: cells by their names, hidden sheets, rows and columns.

use std::collections::BTreeMap;

use super::archive::{Archive, with_part};
use super::xml::{Piece, Tag, read};
use super::{Finds, closed};
use crate::scan::Kind;

/// Most shared texts with a find in them that are remembered until a cell names them.
const MOST_SHARED: usize = 10_000;

/// A sheet as the workbook names it.
struct Sheet {
    name: String,
    relation: String,
    is_hidden: bool,
}

/// Looks into the sheets of a workbook.
pub fn look(finds: &mut Finds<'_>, archive: &mut Archive<'_>, at: &str) {
    let sheets = sheets(finds, archive);
    let files = relations(finds, archive);
    let shared = shared(finds, archive);
    for sheet in &sheets {
        finds.text(&sheet.name, &place(at, &sheet.name, ""));
        if sheet.is_hidden {
            finds.note(Kind::HiddenCells, &place(at, &sheet.name, ""), sheet.name.clone());
        }
        let Some(file) = files.get(&sheet.relation) else { continue };
        let budget = finds.budget();
        let mut cells = Cells::new(finds, place(at, &sheet.name, ""), &shared);
        let whole = with_part(archive, file, budget, |source| {
            read(source, |piece| cells.piece(piece));
        });
        cells.done();
        finds.account(&place(at, &sheet.name, ""), whole);
    }
    if sheets.is_empty() {
        finds.closed(at, closed::BROKEN);
    }
}

fn place(at: &str, sheet: &str, cell: &str) -> String {
    let inner = if cell.is_empty() { sheet.to_owned() } else { format!("{sheet}!{cell}") };
    if at.is_empty() { inner } else { format!("{at} › {inner}") }
}

fn sheets(finds: &mut Finds<'_>, archive: &mut Archive<'_>) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    let done = with_part(archive, "xl/workbook.xml", finds.budget(), |source| {
        read(source, |piece| {
            let Piece::Open(tag) = piece else { return };
            if tag.name() == "sheet" {
                let is_hidden = tag.get("state").is_some_and(|state| state != "visible");
                let (name, relation) =
                    (tag.get("name").unwrap_or_default(), tag.get("id").unwrap_or_default());
                sheets.push(Sheet { name, relation, is_hidden });
            }
        });
    });
    finds.account("xl/workbook.xml", done);
    sheets
}

fn relations(finds: &mut Finds<'_>, archive: &mut Archive<'_>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let done = with_part(archive, "xl/_rels/workbook.xml.rels", finds.budget(), |source| {
        read(source, |piece| {
            let Piece::Open(tag) = piece else { return };
            if let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target")) {
                let file = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                files.insert(id, file);
            }
        });
    });
    finds.account("xl/_rels/workbook.xml.rels", done);
    files
}

/// Returns the shared texts that have a find in them, or are looked for, by number.
fn shared(finds: &mut Finds<'_>, archive: &mut Archive<'_>) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    if archive.index_for_name("xl/sharedStrings.xml").is_none() {
        return found;
    }
    let (mut number, mut text, mut phonetic) = (0, String::new(), false);
    let budget = finds.budget();
    let done = with_part(archive, "xl/sharedStrings.xml", budget, |source| {
        read(source, |piece| match piece {
            Piece::Open(tag) if tag.name() == "si" => text.clear(),
            Piece::Open(tag) if tag.name() == "rPh" => phonetic = true,
            Piece::Close("rPh") => phonetic = false,
            Piece::Text(more) if !phonetic && text.len() < 1 << 20 => text.push_str(more),
            Piece::Close("si") => {
                if found.len() < MOST_SHARED && finds.concerns(&text) {
                    found.insert(number, text.clone());
                }
                number += 1;
            }
            _ => {}
        });
    });
    finds.account("xl/sharedStrings.xml", done);
    found
}

/// Reads the cells of a sheet.
struct Cells<'a, 'w> {
    finds: &'a mut Finds<'w>,
    at: String,
    shared: &'a BTreeMap<usize, String>,
    cell: String,
    kind: String,
    text: String,
    hidden_rows: u32,
    hidden_columns: Vec<(u32, u32)>,
    row_is_hidden: bool,
    used_columns: std::collections::BTreeSet<u32>,
    rows: u32,
}

impl<'a, 'w> Cells<'a, 'w> {
    fn new(finds: &'a mut Finds<'w>, at: String, shared: &'a BTreeMap<usize, String>) -> Self {
        Self {
            finds,
            at,
            shared,
            cell: String::new(),
            kind: String::new(),
            text: String::new(),
            hidden_rows: 0,
            hidden_columns: Vec::new(),
            row_is_hidden: false,
            used_columns: Default::default(),
            rows: 0,
        }
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Open(tag) => self.open(tag),
            Piece::Text(text) if self.text.len() < 1 << 20 => self.text.push_str(text),
            Piece::Text(_) => {}
            Piece::Close("c") => self.see(),
            Piece::Close(
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter",
            ) => {
                let text = std::mem::take(&mut self.text);
                self.finds.text(&text, &self.at);
            }
            Piece::Close(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "col" if tag.says("hidden") && self.hidden_columns.len() < 1000 => {
                let number = |name| tag.get(name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.hidden_columns.push((first, last));
                }
            }
            "row" => {
                self.rows += 1;
                self.row_is_hidden = tag.says("hidden");
            }
            "c" => {
                self.cell = tag.get("r").unwrap_or_default();
                self.kind = tag.get("t").unwrap_or_default();
                self.text.clear();
            }
            // What a formula says is seen in its value.
            "v" | "is" | "oddHeader" | "oddFooter" => self.text.clear(),
            _ => {}
        }
    }

    fn see(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let column = column_of(&self.cell);
        if self.hidden_columns.iter().any(|(first, last)| (first..=last).contains(&&column)) {
            self.used_columns.insert(column);
        }
        if std::mem::take(&mut self.row_is_hidden) {
            self.hidden_rows += 1;
        }
        let at = format!("{}!{}", self.at, self.cell);
        match &*self.kind {
            "s" => {
                if let Some(text) =
                    text.trim().parse().ok().and_then(|number: usize| self.shared.get(&number))
                {
                    self.finds.text(text, &at);
                }
            }
            "b" | "e" | "d" => {}
            _ => self.finds.text(&whole_number(&text), &at),
        }
    }

    fn done(self) {
        let hidden = self.hidden_rows + u32::try_from(self.used_columns.len()).unwrap_or(u32::MAX);
        self.finds.count(Kind::HiddenCells, &self.at, hidden);
    }
}

/// Returns a number as a person would write it: `1.3812345678E10` is eleven digits.
fn whole_number(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.contains(['E', 'e']) && number.fract() == 0.0 && (1e9..1e18).contains(&number) => {
            format!("{number:.0}")
        }
        _ => text.to_owned(),
    }
}

/// Returns the column of a cell's name: 2 for `B7`; 0 if it has none.
fn column_of(name: &str) -> u32 {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(3);
    letters.fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A' + 1))
}
