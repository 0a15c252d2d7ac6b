//! How the camera was held, from EXIF. Nothing else of it is ever read.

/// Returns the orientation that a TIFF block states, 1 if it states none or is damaged.
pub(super) fn turn(block: &[u8]) -> u8 {
    read(block).filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// The tag of the orientation.
const ORIENTATION: u16 = 0x0112;

fn read(block: &[u8]) -> Option<u8> {
    let little = match block.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair: [u8; 2] = block.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long: [u8; 4] = block.get(4..8)?.try_into().ok()?;
    let first = if little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) } as usize;
    let entries = usize::from(short(first)?);
    (0..entries).map(|number| first + 2 + 12 * number).find(|at| short(*at) == Some(ORIENTATION)).and_then(
        |at| {
            // A number of 16 bits stands at the start of the four bytes of the value.
            u8::try_from(short(at + 8)?).ok()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::turn;

    #[test]
    fn both_orders_of_bytes() {
        let little = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!((turn(little), turn(big)), (6, 8));
    }

    #[test]
    fn damaged_blocks_are_upright() {
        let far = b"II\x2a\0\xff\xff\xff\xff";
        let many = b"MM\0\x2a\0\0\0\x08\xff\xff";
        let odd = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0";
        assert_eq!([turn(b""), turn(far), turn(many), turn(odd)], [1; 4]);
    }
}
