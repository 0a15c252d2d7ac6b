//! As much of PDF as it takes to tell an empty sheet: the browser writes each object plainly, and its streams compressed.

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
