//! The parts of a GIF.

use super::{Fault, Walk, part};

/// What a part is.
#[derive(PartialEq, Eq)]
enum Part {
    /// One picture of several.
    Frame,
    /// Needed to show the pictures.
    Shown,
    /// A comment, a text, something for another program.
    Other,
}

/// Calls `each` for every part after the head with its bytes.
fn walk<'b>(bytes: &'b [u8], mut each: impl FnMut(&Part, &'b [u8])) -> Walk<()> {
    let mut at = head_length(bytes)?;
    loop {
        let start = at;
        let (kind, end) = match *bytes.get(at).ok_or(Fault::Truncated)? {
            0x3B => {
                each(&Part::Shown, &bytes[start..=start]);
                return Ok(());
            }
            0x2C => {
                let flags = part(bytes, at + 9, 1)?[0];
                (Part::Frame, end_of_blocks(bytes, at + 10 + table_length(flags) + 1)?)
            }
            0x21 => {
                let label = part(bytes, at + 1, 1)?[0];
                let kept = match label {
                    0xF9 => true,
                    0xFF => matches!(part(bytes, at + 2, 12)?, b"\x0bNETSCAPE2.0" | b"\x0bANIMEXTS1.0"),
                    _ => false,
                };
                (if kept { Part::Shown } else { Part::Other }, end_of_blocks(bytes, at + 2)?)
            }
            _ => return Err(Fault::Broken),
        };
        each(&kind, part(bytes, start, end - start)?);
        at = end;
    }
}

/// Returns the bytes of the colours that flags announce.
fn table_length(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn head_length(bytes: &[u8]) -> Walk<usize> {
    let length = 13 + table_length(part(bytes, 0, 13)?[10]);
    part(bytes, 0, length).map(<[u8]>::len)
}

/// Returns where a row of blocks ends.
fn end_of_blocks(bytes: &[u8], mut at: usize) -> Walk<usize> {
    loop {
        let length = usize::from(*bytes.get(at).ok_or(Fault::Truncated)?);
        at += 1 + length;
        if length == 0 {
            return Ok(at);
        }
    }
}

/// Returns width, height, that it is upright, and whether it moves.
pub(super) fn head(bytes: &[u8]) -> Walk<(u32, u32, u8, bool)> {
    let head = part(bytes, 0, 13)?;
    let side = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]));
    let size = (side(6), side(8));
    let mut frames = 0;
    walk(bytes, |kind, _| frames += u32::from(*kind == Part::Frame))?;
    if frames == 0 {
        return Err(Fault::Broken);
    }
    Ok((size.0, size.1, 1, frames > 1))
}

/// Returns the picture without what is not needed to show it.
pub(super) fn stripped(bytes: &[u8]) -> Walk<Vec<u8>> {
    let mut out = part(bytes, 0, head_length(bytes)?)?.to_vec();
    walk(bytes, |kind, whole| {
        if *kind != Part::Other {
            out.extend(whole);
        }
    })?;
    Ok(out)
}
