//! The parts of a WebP.

use super::{Fault, Walk, exif, icc, part};

const HEAD: usize = 12;
/// Flags of the extended head for what is taken out: EXIF and XMP.
const WORDS: u8 = 0b0000_1100;
const PROFILE: u8 = 0b0010_0000;

/// Calls `each` for every part with its name, content and all its bytes, the padding included.
fn walk<'b>(bytes: &'b [u8], from: usize, mut each: impl FnMut(&[u8], &'b [u8])) -> Walk<()> {
    let mut at = from;
    while at < bytes.len() {
        let head = part(bytes, at, 8)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let content = part(bytes, at + 8, length)?;
        each(&head[..4], content);
        at += 8 + length + length % 2;
    }
    Ok(())
}

/// Returns the bytes that the head says there are.
fn whole(bytes: &[u8]) -> Walk<&[u8]> {
    let size = part(bytes, 4, 4)?;
    let size = u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize;
    part(bytes, 0, size.checked_add(8).ok_or(Fault::Broken)?.min(bytes.len().max(size + 7)))
}

/// Returns width, height, orientation and whether it moves.
pub(super) fn head(bytes: &[u8]) -> Walk<(u32, u32, u8, bool)> {
    let bytes = whole(bytes)?;
    let (mut size, mut turn, mut moves, mut pixels) = (None, 1, false, false);
    walk(bytes, HEAD, |name, content| match name {
        b"VP8X" if content.len() >= 10 => {
            let side = |at: usize| 1 + u32::from_le_bytes([content[at], content[at + 1], content[at + 2], 0]);
            size = Some((side(4), side(7)));
        }
        b"VP8 " => {
            pixels = true;
            let side = |at: usize| u32::from(u16::from_le_bytes([content[at], content[at + 1]]) & 0x3FFF);
            size = size.or_else(|| (content.len() >= 10).then(|| (side(6), side(8))));
        }
        b"VP8L" => {
            pixels = true;
            size = size.or_else(|| lossless_size(content));
        }
        b"EXIF" => turn = exif::turn(content.strip_prefix(b"Exif\0\0").unwrap_or(content)),
        b"ANMF" => (moves, pixels) = (true, true),
        _ => {}
    })?;
    let (width, height) = size.filter(|_| pixels).ok_or(Fault::Broken)?;
    Ok((width, height, turn, moves))
}

fn lossless_size(content: &[u8]) -> Option<(u32, u32)> {
    let bits = content.strip_prefix(&[0x2F])?.first_chunk().map(|bits| u32::from_le_bytes(*bits))?;
    Some((1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)))
}

/// Returns the picture without what is not needed to show it.
pub(super) fn stripped(bytes: &[u8]) -> Walk<Vec<u8>> {
    let bytes = whole(bytes)?;
    let mut parts = Vec::with_capacity(bytes.len());
    let mut flags = None;
    walk(bytes, HEAD, |name, content| match name {
        b"VP8X" => {
            flags = Some(parts.len() + 8);
            push(&mut parts, name, content);
        }
        b"ICCP" => {
            let clean = icc::cleaned(content);
            if clean.is_none()
                && let Some(flags) = flags
            {
                parts[flags] &= !PROFILE;
            }
            clean.iter().for_each(|clean| push(&mut parts, name, clean));
        }
        b"ANMF" => push(&mut parts, name, &frame(content)),
        b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => push(&mut parts, name, content),
        _ => {}
    })?;
    if let Some(flags) = flags.filter(|flags| *flags < parts.len()) {
        parts[flags] &= !WORDS;
    }
    Ok(file(&parts))
}

/// Returns one picture of a moving one without parts that nobody knows.
fn frame(content: &[u8]) -> Vec<u8> {
    let Some((head, _)) = content.split_at_checked(16) else { return content.to_vec() };
    let mut kept = head.to_vec();
    let walked = walk(content, 16, |name, content| {
        if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
            push(&mut kept, name, content);
        }
    });
    walked.map_or_else(|_| content.to_vec(), |()| kept)
}

fn push(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend(name);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    out.resize(out.len() + content.len() % 2, 0);
}

fn file(parts: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF".to_vec();
    out.extend((parts.len() as u32 + 4).to_le_bytes());
    out.extend(b"WEBP");
    out.extend(parts);
    out
}

/// Returns the cleaned colour profile of a picture.
pub(super) fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut profile = None;
    walk(bytes, HEAD, |name, content| {
        if name == b"ICCP" {
            profile = icc::cleaned(content);
        }
    })
    .ok()?;
    profile
}

/// Returns a picture just encoded with a colour profile put into it.
pub(super) fn with_profile(
    bytes: &[u8],
    profile: &[u8],
    (width, height): (u32, u32),
    alpha: bool,
) -> Vec<u8> {
    let mut head = vec![PROFILE | if alpha { 0b0001_0000 } else { 0 }, 0, 0, 0];
    head.extend(&(width - 1).to_le_bytes()[..3]);
    head.extend(&(height - 1).to_le_bytes()[..3]);
    let mut parts = Vec::with_capacity(bytes.len() + profile.len() + 64);
    push(&mut parts, b"VP8X", &head);
    push(&mut parts, b"ICCP", profile);
    // One with transparency has such a head already.
    let walked = walk(bytes, HEAD, |name, content| {
        if name != b"VP8X" {
            push(&mut parts, name, content);
        }
    });
    if walked.is_ok() { file(&parts) } else { bytes.to_vec() }
}
