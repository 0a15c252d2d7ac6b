//! Pictures as bytes: what one is, what may be put out of it, and smaller ones made of it.
//!
//! The only place that decodes, resizes or encodes. [`inspect`] reads heads and the order of parts, never pixels, and so is
//! cheap enough for every build; [`stripped`] takes out everything that says who, where and with what; [`make()`] decodes once
//! for all sizes that are wanted. Nothing here is trusted: every length is checked, every size is bounded. Must not know
//! sites, files or pages.

mod exif;
mod gate;
mod gif;
mod icc;
mod jpeg;
mod make;
mod png;
mod svg;
mod webp;

use serde::{Deserialize, Serialize};

pub use gate::{Turn, turn};
pub use make::{ENCODING, Wanted, height_for, is_whole, make};
pub use svg::{Cleaned, clean as clean_svg, size as svg_size};

/// Pixels of the largest picture that is decoded: 100 million, a photo of 12 000 × 8 000.
pub const MOST_PIXELS: u64 = 100_000_000;
/// Pixels along the longest side.
pub const LONGEST_SIDE: u32 = 30_000;

/// A form of picture that is put out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, moving ones included.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
}

impl Format {
    /// Returns the usual ending of names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }

    /// Returns the name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Webp => "WebP",
        }
    }

    /// Tells whether names of this form end so, in any case.
    pub fn ends(self, extension: &str) -> bool {
        let extension = extension.to_ascii_lowercase();
        extension == self.extension()
            || (self == Self::Jpeg && matches!(&*extension, "jpeg" | "jpe" | "jfif"))
    }
}

/// What the head of a picture tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels across, as it is shown.
    pub width: u32,
    /// Pixels down, as it is shown.
    pub height: u32,
    /// How the camera was held, 1 to 8 as in EXIF; 1 is upright.
    pub turn: u8,
    /// Its form.
    pub format: Format,
    /// It moves, and is therefore kept as it is.
    pub moves: bool,
}

/// Why a picture cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It is of a form that browsers do not show, or of which nothing can be taken out: its name.
    Foreign(String),
    /// It is no picture at all.
    NotAPicture,
    /// Its end is missing.
    Truncated,
    /// It is damaged.
    Broken,
    /// It is too large to be decoded: width and height.
    TooLarge(u32, u32),
}

/// Size and place of parts while a picture is read; `None` ends in [`Fault::Truncated`].
pub(crate) type Walk<T> = Result<T, Fault>;

/// Tells whether names that end so promise a picture of pixels, whether or not it can be shown.
pub fn is_picture_name(extension: &str) -> bool {
    let extension = extension.to_ascii_lowercase();
    [Format::Jpeg, Format::Png, Format::Gif, Format::Webp].iter().any(|format| format.ends(&extension))
        || foreign_name(&extension).is_some()
}

/// Returns the name of a form that is not put out, by the ending of names.
fn foreign_name(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "heic" | "heif" | "hif" => "HEIC",
        "avif" => "AVIF",
        "tif" | "tiff" => "TIFF",
        "bmp" | "dib" => "BMP",
        "psd" => "PSD",
        "jxl" => "JPEG XL",
        "cr2" | "nef" | "arw" | "dng" | "raw" => "RAW",
        _ => return None,
    })
}

/// Returns what the bytes say they are.
fn sniff(bytes: &[u8]) -> Result<Format, Fault> {
    let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
    Err(Fault::Foreign(
        match (bytes, brand) {
            ([0xFF, 0xD8, 0xFF, ..], _) => return Ok(Format::Jpeg),
            ([0x89, b'P', b'N', b'G', ..], _) => return Ok(Format::Png),
            ([b'G', b'I', b'F', b'8', ..], _) => return Ok(Format::Gif),
            ([b'R', b'I', b'F', b'F', ..], _) if bytes.get(8..12) == Some(b"WEBP") => {
                return Ok(Format::Webp);
            }
            (_, Some(b"avif" | b"avis")) => "AVIF",
            (_, Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1")) => "HEIC",
            ([b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..], _) => "TIFF",
            ([b'B', b'M', ..], _) if bytes.len() > 26 => "BMP",
            ([b'8', b'B', b'P', b'S', ..], _) => "PSD",
            _ => return Err(Fault::NotAPicture),
        }
        .into(),
    ))
}

/// Reads what a picture is, from its head and the order of its parts.
///
/// *Cost:* looks at each part's length; no pixel is decoded.
pub fn inspect(bytes: &[u8]) -> Result<Picture, Fault> {
    let format = sniff(bytes)?;
    let (width, height, turn, moves) = match format {
        Format::Jpeg => jpeg::head(bytes)?,
        Format::Png => png::head(bytes)?,
        Format::Gif => gif::head(bytes)?,
        Format::Webp => webp::head(bytes)?,
    };
    if width == 0 || height == 0 {
        return Err(Fault::Broken);
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(Fault::TooLarge(width, height));
    }
    let (width, height) = if turn > 4 { (height, width) } else { (width, height) };
    Ok(Picture { width, height, turn, format, moves })
}

/// Returns a picture without anything that is not needed to show it: no camera, place, author, comment, preview, and nothing
/// behind its end. How it was held goes too: see [`Picture::turn`].
pub fn stripped(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    match sniff(bytes)? {
        Format::Jpeg => jpeg::stripped(bytes),
        Format::Png => png::stripped(bytes),
        Format::Gif => gif::stripped(bytes),
        Format::Webp => webp::stripped(bytes),
    }
}

/// Returns a part of the bytes; its end may lie past theirs.
fn part(bytes: &[u8], start: usize, length: usize) -> Walk<&[u8]> {
    start.checked_add(length).and_then(|end| bytes.get(start..end)).ok_or(Fault::Truncated)
}

#[cfg(test)]
mod tests;
