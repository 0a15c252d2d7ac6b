//! Sizes of pictures, in bytes and pixels.

use crate::base::SourcePath;
use crate::catalog::pictures::Info;
use crate::catalog::record::Record;
use crate::catalog::{ImageInfo, links};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::world::Content;

/// Endings of pictures.
const PICTURES: [&str; 6] = ["jpg", "jpeg", "png", "gif", "webp", "bmp"];

/// Most bytes of a picture: more takes ten seconds and longer on a line of 8 Mbit/s.
const MOST_BYTES: usize = 8 << 20;

/// Least width of a cover in pixels.
///
/// *Source:* covers are shown up to 600 points wide in lists and at the head of pages.
const LEAST_WIDTH: u32 = 600;

/// Reports a picture that takes long to load.
pub fn check_size(ask: &mut Ask<'_>, file: &SourcePath) {
    if !PICTURES.iter().any(|ending| file.extension().eq_ignore_ascii_case(ending)) {
        return;
    }
    if let Content::Bytes(bytes) = ask.file(file)
        && bytes.len() > MOST_BYTES
    {
        let size = format!("{:.1}", bytes.len() as f64 / f64::from(1 << 20));
        let found = Diagnostic::new("picture-too-large").at(Place::file(file.clone()));
        ask.report(found.arg("size", size).arg("most", MOST_BYTES >> 20));
    }
}

/// Reports a cover that is too narrow.
pub fn check_cover(ask: &mut Ask<'_>, page: &PageId, record: &Record) {
    let Some(src) = record.fields.at("cover.src").text() else { return };
    let Some(file) = links::link(ask, page, src).file else { return };
    if let Info::Pixels(picture, _) = &*ask.get(&ImageInfo(file))
        && picture.width < LEAST_WIDTH
    {
        let width = picture.width;
        let place = Place::field(&page.source(), "cover.src");
        ask.report(
            Diagnostic::new("picture-too-small").at(place).arg("width", width).arg("least", LEAST_WIDTH),
        );
    }
}
