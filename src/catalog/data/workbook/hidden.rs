//! Which rows and columns of a sheet are hidden: the reader of cells does not tell.
//!
//! The sheet's XML is scanned for the tags `row` and `col`; in the text of a cell `<` is never written as such.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

/// Most bytes that a workbook unpacks to: what is larger is no table but an attack, or a mistake.
const MOST_BYTES: u64 = 400 << 20;

/// Most columns that one tag can hide.
const LAST_COLUMN: u32 = 16_384;

/// Hidden rows and columns, counted from 1.
#[derive(Debug, Default)]
pub struct Hidden {
    rows: BTreeSet<u32>,
    columns: BTreeSet<u32>,
    /// Columns that hold anything to hide: spreadsheets hide thousands of empty ones at the right end.
    used: BTreeSet<u32>,
}

/// Tells whether a workbook says of itself that it unpacks to more than can be read.
pub fn is_too_large(bytes: &[u8]) -> bool {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    archive.decompressed_size().is_some_and(|size| size > u128::from(MOST_BYTES))
}

impl Hidden {
    /// Returns what is hidden in a sheet; nothing if its place in the workbook is not found.
    pub fn of(bytes: &[u8], sheet: &str) -> Self {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Self::default() };
        let file = sheet_file(&mut archive, sheet);
        let xml = file.and_then(|file| text_of(&mut archive, &file));
        xml.map(|xml| Self::in_xml(&xml)).unwrap_or_default()
    }

    fn in_xml(xml: &str) -> Self {
        let mut hidden = Self::default();
        for tag in tags(xml, "col").filter(|tag| is_hidden(tag)) {
            let number = |name| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
            if let (Some(first), Some(last)) = (number("min"), number("max")) {
                hidden.columns.extend(first..=last.min(LAST_COLUMN));
            }
        }
        let mut number = 0;
        for tag in tags(xml, "row") {
            number = attribute(tag, "r").and_then(|text| text.parse().ok()).unwrap_or(number + 1);
            if is_hidden(tag) {
                hidden.rows.insert(number);
            }
        }
        if !hidden.columns.is_empty() {
            hidden.used = tags(xml, "c").filter_map(|tag| column_of(attribute(tag, "r")?)).collect();
        }
        hidden
    }

    /// Tells whether a cell is hidden; row and column count from 0.
    pub fn covers(&self, row: u32, column: u32) -> bool {
        self.rows.contains(&(row + 1)) || self.columns.contains(&(column + 1))
    }

    /// Returns the hidden rows.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().copied()
    }

    /// Returns the hidden columns that hold anything.
    pub fn columns(&self) -> impl Iterator<Item = u32> + '_ {
        self.columns.intersection(&self.used).copied()
    }
}

/// Returns the file of a sheet: the workbook names a relation, and the relations name the file.
fn sheet_file(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<String> {
    let book = text_of(archive, "xl/workbook.xml")?;
    let relations = text_of(archive, "xl/_rels/workbook.xml.rels")?;
    let is_it = |tag: &&str| attribute(tag, "name").is_some_and(|name| unescaped(name) == sheet);
    let relation = attribute(tags(&book, "sheet").find(is_it)?, "r:id")?;
    let target = tags(&relations, "Relationship").find(|tag| attribute(tag, "Id") == Some(relation))?;
    let target = attribute(target, "Target")?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

/// Returns a file of the archive as text.
fn text_of(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the opening tags of a name, without their brackets.
fn tags<'x>(xml: &'x str, name: &str) -> impl Iterator<Item = &'x str> {
    let open = format!("<{name}");
    let starts: Vec<usize> = memmem::find_iter(xml.as_bytes(), open.as_bytes()).collect();
    starts.into_iter().filter_map(move |start| {
        let rest = &xml[start + open.len()..];
        let tag = &rest[..rest.find('>')?];
        tag.starts_with([' ', '\t', '\n', '\r', '/']).then_some(tag)
    })
}

/// Returns the value of an attribute of a tag.
fn attribute<'x>(tag: &'x str, name: &str) -> Option<&'x str> {
    let found = tag.match_indices(name).find(|(at, _)| {
        let before = tag[..*at].chars().next_back();
        before.is_some_and(char::is_whitespace) && tag[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[found.0 + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn is_hidden(tag: &str) -> bool {
    matches!(attribute(tag, "hidden"), Some("1" | "true"))
}

/// Returns the column of a cell's name: 2 for `B7`.
fn column_of(name: &str) -> Option<u32> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(3);
    let column = letters.fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A' + 1));
    (column > 0).then_some(column)
}

/// Returns an attribute's text with its entities turned back.
fn unescaped(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_and_columns() {
        let xml = "<cols><col min=\"2\" max=\"3\" width='1' hidden=\"1\"/><col min=\"5\" max=\"16384\" hidden='true'/></cols>\
            <row r=\"1\"><c r=\"A1\"/><c r=\"B1\" t=\"s\"/></row><row hidden=\"1\"/><row r=\"9\" hidden=\"0\"/><rowBreaks/>";
        let hidden = Hidden::in_xml(xml);
        assert_eq!(hidden.rows().collect::<Vec<_>>(), [2]);
        assert_eq!(hidden.columns().collect::<Vec<_>>(), [2]);
        assert!(hidden.covers(1, 0) && hidden.covers(0, 2) && !hidden.covers(0, 0) && !hidden.covers(8, 3));
    }
}
