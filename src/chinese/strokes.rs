//! The place of characters in the order by strokes: by their number, then by how they are written.
//!
//! *Source:* `data/strokes.bin`; how it is made stands in `data/README.md`.

/// Place of every character in the order, from 1; two bytes each, little-endian; 0 for one without a place.
static RANKS: &[u8] = include_bytes!("data/strokes.bin");

/// Blocks [`RANKS`] holds one after the other: Extension A, then the unified ideographs.
const BLOCKS: [(u32, u32); 2] = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)];

/// Returns the place of a character in the order by strokes, from 1.
pub(super) fn rank(c: char) -> Option<u16> {
    let code = c as u32;
    let mut before = 0;
    for (first, last) in BLOCKS {
        if (first..=last).contains(&code) {
            let at = (before + code - first) as usize * 2;
            let rank = u16::from_le_bytes([*RANKS.get(at)?, *RANKS.get(at + 1)?]);
            return (rank > 0).then_some(rank);
        }
        before += last - first + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_strokes_come_first() {
        let order: Vec<_> = "一乙丁十人王刘李高鼎龘".chars().map(|c| rank(c).unwrap()).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(rank('A'), None);
        assert_eq!(RANKS.len(), 27_584 * 2);
        assert!(('\u{3400}'..='\u{9FFF}').filter(|c| rank(*c).is_some()).count() > 21_000);
    }
}
