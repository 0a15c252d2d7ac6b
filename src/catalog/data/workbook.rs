//! Workbooks (`.xlsx`): the first sheet that can be seen, its cells as the texts that editors see.
//!
//! What is hidden is not read, for hidden columns are where phone numbers lie, and it is reported.

mod hidden;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data as Cell, DataRef, DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use self::hidden::Hidden;
use super::table::{self, Table};
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place, column_name};
use crate::engine::Ask;

/// Columns of a sheet that are read. Spreadsheets can have 16 384, all of them in each row.
const MOST_COLUMNS: u32 = 500;
/// How many hidden rows and broken cells of one sheet are named.
const MOST_NAMED: usize = 20;

/// Most merged ranges of one sheet that are filled in.
const MOST_MERGED: usize = 10_000;

/// The start of the old container in which encrypted workbooks and `.xls` files lie.
const OLD_CONTAINER: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// Cells of a sheet by row and column, both counted from 0.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// Returns the table of a workbook; reports what is hidden in it, and why nothing can be read.
pub fn read(ask: &mut Ask<'_>, path: &SourcePath, bytes: &[u8]) -> Table<'static> {
    let mut found = Vec::new();
    let cells = cells_of(path, bytes, &mut found);
    ask.report_all(found);
    let several = cells.values().skip(1).any(|row| row.len() > 1);
    // A single cell above a table of several columns is its title.
    let title = |row: &BTreeMap<u32, String>| several && row.len() == 1;
    let rows = cells.iter().skip_while(|(_, row)| title(row)).map(|(number, row)| {
        let width = row.last_key_value().map_or(0, |(column, _)| column + 1);
        let cells = (0..width).map(|column| row.get(&column).cloned().unwrap_or_default());
        (*number as usize + 1, cells.collect())
    });
    table::of_rows(ask, path, rows)
}

/// Returns the cells of the first visible sheet; none, with a finding, if the workbook cannot be read.
fn cells_of(path: &SourcePath, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Cells {
    let mut fails = |code: &str, why: Option<String>| {
        found.push(Diagnostic::new(code).at(Place::file(path.clone())).maybe("why", why));
        Cells::new()
    };
    if bytes.starts_with(&OLD_CONTAINER) {
        return fails("workbook-locked", None);
    }
    if hidden::is_too_large(bytes) {
        return fails("workbook-too-large", None);
    }
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsxError::Password) => return fails("workbook-locked", None),
        Err(error) => return fails("workbook-broken", Some(error.to_string())),
    };
    let Some(sheet) = visible_sheet(path, &book, found) else { return Cells::new() };
    let hidden = Hidden::of(bytes, &sheet);
    hidden.report(path, found);
    visible_cells(path, &mut book, &sheet, &hidden, found).unwrap_or_else(|error| {
        let broken = Diagnostic::new("workbook-broken").at(Place::file(path.clone()));
        found.push(broken.arg("why", error));
        Cells::new()
    })
}

/// Returns the name of the first sheet that can be seen; reports the others.
fn visible_sheet<R: std::io::Read + std::io::Seek>(
    path: &SourcePath,
    book: &Xlsx<R>,
    found: &mut Vec<Diagnostic>,
) -> Option<String> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (seen, unseen): (Vec<_>, Vec<_>) = sheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
    let names = |sheets: &[&calamine::Sheet]| {
        sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join("、")
    };
    if !unseen.is_empty() {
        let hidden = Diagnostic::new("workbook-hidden-sheet").at(Place::file(path.clone()));
        found.push(hidden.arg("names", names(&unseen)));
    }
    let (first, others) = seen.split_first()?;
    if !others.is_empty() {
        let more = Diagnostic::new("workbook-more-sheets").at(Place::file(path.clone()));
        found.push(more.arg("first", &first.name).arg("names", names(others)));
    }
    Some(first.name.clone())
}

/// Returns the cells of a sheet that can be seen, those of merged ranges filled in.
fn visible_cells<R: std::io::Read + std::io::Seek>(
    path: &SourcePath,
    book: &mut Xlsx<R>,
    sheet: &str,
    hidden: &Hidden,
    found: &mut Vec<Diagnostic>,
) -> Result<Cells, XlsxError> {
    let mut cells = Cells::new();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let formats: Vec<String> = reader.styles().iter().map(format_code).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let format = formats.get(style).map_or("", String::as_str);
        if column >= MOST_COLUMNS || hidden.covers(row, column) {
            continue;
        }
        if let DataRef::Error(error) = cell.get_value() {
            let broken = Diagnostic::new("workbook-cell-error").arg("text", error);
            let place = Place::cell(path, row as usize + 1, column as usize + 1);
            found.extend((found.len() < MOST_NAMED).then(|| broken.at(place)));
            continue;
        }
        let text = shown(cell.get_value(), format);
        if !text.is_empty() {
            cells.entry(row).or_default().insert(column, text);
        }
    }
    drop(reader);
    for range in book.merge_cells_by_sheet_name(sheet)?.into_iter().take(MOST_MERGED) {
        fill_down(&mut cells, range.start, range.end);
    }
    Ok(cells)
}

fn format_code(style: &calamine::Style) -> String {
    style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default()
}

/// Fills the rows of a merged range with the text of its first cell: a unit that is written once for several rows. Only rows
/// that hold anything else are filled, and ranges of one row are titles.
fn fill_down(cells: &mut Cells, start: (u32, u32), end: (u32, u32)) {
    let Some(text) = cells.get(&start.0).and_then(|row| row.get(&start.1)).cloned() else { return };
    for (_, row) in cells.range_mut(start.0.saturating_add(1)..=end.0.max(start.0.saturating_add(1))) {
        if end.0 > start.0 {
            row.entry(start.1).or_insert_with(|| text.clone());
        }
    }
}

/// Returns a cell as its editor sees it.
fn shown(cell: &DataRef<'_>, format: &str) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        DataRef::Float(number) if format.contains('%') => format!("{}%", rounded(number * 100.0)),
        DataRef::Float(number) => rounded(*number),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let clock = hour != 0 || minute != 0 || second != 0;
            date_text(
                (year, month, day),
                clock.then(|| format!("{hour:02}:{minute:02}")),
                moment.as_f64(),
                format,
            )
        }
        other => Cell::from(other.clone()).as_string().unwrap_or_default().trim().to_owned(),
    }
}

/// Returns a date as far as its format shows it: `2020-06-01`, `2020-06`, `2020`, `09:30`.
fn date_text((year, month, day): (u16, u8, u8), clock: Option<String>, serial: f64, format: &str) -> String {
    let format = format.to_ascii_lowercase();
    let has = |letter: char| format.is_empty() || format == "general" || format.contains(letter);
    if serial < 1.0 {
        return clock.unwrap_or_default();
    }
    match clock {
        Some(clock) => format!("{year:04}-{month:02}-{day:02} {clock}"),
        None if !has('d') && !has('m') && has('y') => format!("{year:04}"),
        None if !has('d') && has('m') => format!("{year:04}-{month:02}"),
        None => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// Returns a number with the fifteen digits that spreadsheets keep, without the noise of halves and tenths.
fn rounded(number: f64) -> String {
    let text = format!("{number:.14e}");
    text.parse::<f64>().unwrap_or(number).to_string()
}

impl Hidden {
    /// Reports hidden rows and columns.
    fn report(&self, path: &SourcePath, found: &mut Vec<Diagnostic>) {
        let columns =
            self.columns().map(|column| (Place::cell(path, 1, column as usize), column_name(column)));
        for (place, name) in columns.take(MOST_NAMED) {
            found.push(Diagnostic::new("workbook-hidden-column").at(place).arg("name", name));
        }
        let rows: Vec<u32> = self.rows().collect();
        if let Some(first) = rows.first() {
            let names: Vec<String> = rows.iter().take(MOST_NAMED).map(u32::to_string).collect();
            let hidden = Diagnostic::new("workbook-hidden-row").at(Place::cell(path, *first as usize, 1));
            let more = if rows.len() > MOST_NAMED { "……" } else { "" };
            found.push(hidden.arg("names", names.join("、") + more).arg("count", rows.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_they_are_seen() {
        assert_eq!(rounded(3600.0), "3600");
        assert_eq!(rounded(0.1 + 0.2), "0.3");
        assert_eq!(rounded(-96.5), "-96.5");
        assert_eq!(shown(&DataRef::Float(0.4), "0%"), "40%");
        assert_eq!(shown(&DataRef::Bool(true), ""), "是");
        assert_eq!(shown(&DataRef::String(" 甲 ".into()), ""), "甲");
    }

    #[test]
    fn dates_are_as_exact_as_they_are_seen() {
        let day = (2020, 6, 1);
        assert_eq!(date_text(day, None, 43983.0, "yyyy/m/d"), "2020-06-01");
        assert_eq!(date_text(day, None, 43983.0, ""), "2020-06-01");
        assert_eq!(date_text(day, None, 43983.0, "yyyy\"年\"m\"月\""), "2020-06");
        assert_eq!(date_text(day, None, 43983.0, "yyyy"), "2020");
        assert_eq!(date_text(day, Some("09:30".into()), 43983.4, "yyyy-mm-dd hh:mm"), "2020-06-01 09:30");
        assert_eq!(date_text(day, Some("09:30".into()), 0.4, "hh:mm"), "09:30");
    }

    #[test]
    fn merged_cells_are_filled_down() {
        let mut cells = Cells::new();
        cells.entry(1).or_default().insert(0, "甲处".into());
        cells.entry(2).or_default().insert(1, "窗口".into());
        fill_down(&mut cells, (1, 0), (5, 0));
        assert_eq!(cells[&2][&0], "甲处");
        assert_eq!(cells.len(), 2);
        fill_down(&mut cells, (1, 0), (1, 3));
        assert_eq!(cells[&1].len(), 1);
    }
}
