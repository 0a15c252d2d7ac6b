//! The parts of a PNG.

use super::{Fault, Walk, exif, part};

/// Parts that are needed to show a picture, moving ones included. A colour profile is not among them: it is packed, and its name
/// stands before it in plain text.
const SHOWN: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs",
    b"cICP", b"acTL", b"fcTL", b"fdAT",
];

const SIGNATURE: usize = 8;

/// Calls `each` for every part with its name, content and all its bytes.
fn walk<'b>(bytes: &'b [u8], mut each: impl FnMut(&[u8], &'b [u8], &'b [u8])) -> Walk<()> {
    if part(bytes, 0, SIGNATURE)? != b"\x89PNG\r\n\x1a\n" {
        return Err(Fault::Broken);
    }
    let mut at = SIGNATURE;
    loop {
        let head = part(bytes, at, 8)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let whole = part(bytes, at, length.checked_add(12).ok_or(Fault::Broken)?)?;
        let name = &head[4..8];
        each(name, &whole[8..8 + length], whole);
        at += whole.len();
        if name == b"IEND" {
            return Ok(());
        }
    }
}

/// Returns width, height, orientation and whether it moves.
pub(super) fn head(bytes: &[u8]) -> Walk<(u32, u32, u8, bool)> {
    let (mut size, mut turn, mut moves, mut pixels) = (None, 1, false, false);
    walk(bytes, |name, content, _| match name {
        b"IHDR" if content.len() == 13 => {
            let side = |at: usize| {
                u32::from_be_bytes([content[at], content[at + 1], content[at + 2], content[at + 3]])
            };
            size = Some((side(0), side(4)));
        }
        b"eXIf" => turn = exif::turn(content),
        b"acTL" => moves = true,
        b"IDAT" => pixels = true,
        _ => {}
    })?;
    let (width, height) = size.filter(|_| pixels).ok_or(Fault::Broken)?;
    Ok((width, height, turn, moves))
}

/// Returns the picture without what is not needed to show it.
pub(super) fn stripped(bytes: &[u8]) -> Walk<Vec<u8>> {
    let mut out = bytes.get(..SIGNATURE).ok_or(Fault::Truncated)?.to_vec();
    walk(bytes, |name, _, whole| {
        if SHOWN.iter().any(|shown| *shown == name) {
            out.extend(whole);
        }
    })?;
    Ok(out)
}
