//! As much of PDF as it takes to tell an empty sheet and to count lines: the browser writes each object plainly, and its streams
//! compressed.

use std::collections::BTreeMap;
use std::io::Read;

/// A stream this short draws nothing: setting up the page alone takes about this many bytes. Measured with an empty page.
const NOTHING_DRAWN: usize = 100;

/// Returns for each sheet of a PDF whether anything is drawn on it.
pub fn sheets(pdf: &[u8]) -> Vec<bool> {
    let text = String::from_utf8_lossy(pdf);
    let objects = text.split("endobj");
    let sheets = objects.filter(|object| object.contains("/Type /Page\n") || object.contains("/Type /Page/"));
    sheets.map(|sheet| drawn(&text, sheet).is_some_and(|length| length > NOTHING_DRAWN)).collect()
}

/// Returns the length of what is drawn on a sheet, compressed.
fn drawn(pdf: &str, sheet: &str) -> Option<usize> {
    let number = sheet.split("/Contents ").nth(1)?.split(' ').next()?;
    let object = pdf.split(&format!("\n{number} 0 obj")).nth(1)?;
    object.split("/Length ").nth(1)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Returns for each sheet its lines of text of a size, from the top: how many characters each has. *Units:* CSS pixels.
pub fn lines(pdf: &[u8], size: f64) -> Vec<Vec<usize>> {
    let text = String::from_utf8_lossy(pdf);
    let objects = text.split("endobj");
    let sheets = objects.filter(|object| object.contains("/Type /Page\n") || object.contains("/Type /Page/"));
    sheets.map(|sheet| lines_of(&content(pdf, sheet), size, &|font| bytes_of_glyph(&text, font))).collect()
}

/// Returns what is drawn on a sheet, as the browser wrote it.
fn content(pdf: &[u8], sheet: &str) -> String {
    let number = sheet.split("/Contents ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let start = find(pdf, format!("\n{number} 0 obj").as_bytes());
    let stream = start + find(&pdf[start..], b"stream\n") + "stream\n".len();
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(&pdf[stream..]).read_to_end(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// Returns how many bytes name a glyph of a font.
fn bytes_of_glyph(pdf: &str, font: &str) -> usize {
    let number = pdf.split(&format!("/{font} ")).nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let object = pdf.split(&format!("\n{number} 0 obj")).nth(1).unwrap();
    if object.split("endobj").next().unwrap().contains("/Type0") { 2 } else { 1 }
}

/// Counts the glyphs at each height.
fn lines_of(content: &str, size: f64, bytes_of_glyph: &dyn Fn(&str) -> usize) -> Vec<usize> {
    let mut lines: BTreeMap<i64, usize> = BTreeMap::new();
    let (mut y, mut width, mut counts) = (0, 1, false);
    let mut before: Vec<&str> = Vec::new();
    for word in content.split_ascii_whitespace() {
        match word {
            "Tf" => {
                let [.., font, written] = before[..] else { panic!("a font without a size") };
                counts = (written.parse::<f64>().unwrap() - size).abs() < 0.01;
                width = bytes_of_glyph(font.trim_start_matches('/'));
            }
            "Tm" => y = before[before.len() - 1].parse::<f64>().unwrap().round() as i64,
            "Tj" | "TJ" if counts => *lines.entry(y).or_default() += glyphs(&before, width),
            _ => {
                before.push(word);
                continue;
            }
        }
        before.clear();
    }
    lines.into_values().collect()
}

/// Returns the number of glyphs in strings of hexadecimal digits.
fn glyphs(words: &[&str], width: usize) -> usize {
    let written = words.join(" ");
    let strings = written.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    strings.map(|(digits, _)| digits.len() / 2 / width).sum()
}

/// Returns the number of the sheet, from 1, that a place which links name stands on.
pub fn sheet_of(pdf: &[u8], place: &str) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let named = text.split(&format!("/{place} [")).nth(1).and_then(|rest| rest.split(' ').next());
    let named = named.unwrap_or_else(|| panic!("no link leads to {place}"));
    let objects = text.split("endobj");
    let mut sheets =
        objects.filter(|object| object.contains("/Type /Page\n") || object.contains("/Type /Page/"));
    let found = sheets.position(|sheet| sheet.trim_start().starts_with(&format!("{named} 0 obj")));
    1 + found.unwrap_or_else(|| panic!("{place} stands on no sheet"))
}
