//! The parts of a JPEG.

use memchr::memchr;

use super::{Fault, Walk, exif, icc, part};

/// One part: its marker, and where its content ends.
struct Segment {
    marker: u8,
    end: usize,
    /// Content after the marker and the length.
    content: usize,
}

const START_OF_SCAN: u8 = 0xDA;
const END: u8 = 0xD9;
const COMMENT: u8 = 0xFE;

/// Calls `each` for all parts from the first to the end marker, with the pixels of a scan as part of it.
fn walk<'b>(bytes: &'b [u8], mut each: impl FnMut(&Segment, &'b [u8])) -> Walk<()> {
    let mut at = 2;
    loop {
        let start = at;
        if *bytes.get(at).ok_or(Fault::Truncated)? != 0xFF {
            return Err(Fault::Broken);
        }
        while bytes.get(at) == Some(&0xFF) {
            at += 1;
        }
        let marker = *bytes.get(at).ok_or(Fault::Truncated)?;
        at += 1;
        if marker == END {
            each(&Segment { marker, end: at, content: at }, &bytes[start..at]);
            return Ok(());
        }
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let length = part(bytes, at, 2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(Fault::Broken);
        }
        part(bytes, at, length)?;
        let content = at + 2;
        at += length;
        if marker == START_OF_SCAN {
            at = end_of_scan(bytes, at)?;
        }
        each(&Segment { marker, end: at, content }, &bytes[start..at]);
    }
}

/// Returns where the pixels of a scan end: at the next marker that is no restart.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Walk<usize> {
    loop {
        at += bytes.get(at..).and_then(|rest| memchr(0xFF, rest)).ok_or(Fault::Truncated)?;
        match bytes.get(at + 1) {
            None => return Err(Fault::Truncated),
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
        }
    }
}

/// Returns width, height, orientation, and that it does not move.
pub(super) fn head(bytes: &[u8]) -> Walk<(u32, u32, u8, bool)> {
    let (mut size, mut turn) = (None, 1);
    walk(bytes, |segment, _| {
        let content = &bytes[segment.content..segment.end.max(segment.content)];
        match segment.marker {
            0xC0..=0xCF if !matches!(segment.marker, 0xC4 | 0xC8 | 0xCC) && content.len() >= 6 => {
                let side = |at: usize| u32::from(u16::from_be_bytes([content[at], content[at + 1]]));
                size = size.or(Some((side(3), side(1))));
            }
            0xE1 => {
                if let Some(block) = content.strip_prefix(b"Exif\0\0") {
                    turn = exif::turn(block);
                }
            }
            _ => {}
        }
    })?;
    let (width, height) = size.ok_or(Fault::Broken)?;
    Ok((width, height, turn, false))
}

/// Returns the picture without what is not needed to show it.
pub(super) fn stripped(bytes: &[u8]) -> Walk<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend([0xFF, 0xD8]);
    let mut profile = Vec::new();
    let mut kept = Vec::new();
    walk(bytes, |segment, whole| {
        let content = &bytes[segment.content..segment.end.max(segment.content)];
        match segment.marker {
            0xE0 => kept.extend(density(content)),
            0xE2 => profile.extend(
                content.strip_prefix(b"ICC_PROFILE\0").and_then(|rest| rest.get(2..)).unwrap_or_default(),
            ),
            // How the colours were turned round; without it four-colour pictures show as negatives.
            0xEE if content.starts_with(b"Adobe") && content.len() >= 12 => {
                kept.extend([0xFF, 0xEE, 0, 14]);
                kept.extend(&content[..12]);
            }
            0xE1..=0xEF | COMMENT => {}
            _ => {
                if !profile.is_empty() {
                    kept.extend(profile_part(&std::mem::take(&mut profile)));
                }
                out.append(&mut kept);
                out.extend(whole);
            }
        }
    })?;
    Ok(out)
}

/// Returns the part that states the density of pixels, without the preview in it.
fn density(content: &[u8]) -> Vec<u8> {
    let Some(stated) = content.get(..12).filter(|stated| stated.starts_with(b"JFIF\0")) else {
        return Vec::new();
    };
    [&[0xFF, 0xE0, 0, 16], stated, &[0, 0]].concat()
}

/// Returns a colour profile as a part; none if it says nothing that matters.
fn profile_part(profile: &[u8]) -> Vec<u8> {
    const HEAD: &[u8] = b"ICC_PROFILE\0\x01\x01";
    let Some(clean) = icc::cleaned(profile).filter(|clean| clean.len() < 60_000) else { return Vec::new() };
    let length = (2 + HEAD.len() + clean.len()) as u16;
    [&[0xFF, 0xE2], &length.to_be_bytes()[..], HEAD, &clean].concat()
}

/// Returns the cleaned colour profile of a picture.
pub(super) fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut profile = Vec::new();
    walk(bytes, |segment, _| {
        let content = &bytes[segment.content..segment.end.max(segment.content)];
        if segment.marker == 0xE2 {
            profile.extend(
                content.strip_prefix(b"ICC_PROFILE\0").and_then(|rest| rest.get(2..)).unwrap_or_default(),
            );
        }
    })
    .ok()?;
    icc::cleaned(&profile)
}
