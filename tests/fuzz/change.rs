//! Makes new inputs of old ones by small changes, the same from the same start.

/// Most changes of one input.
const MOST_CHANGES: usize = 6;

/// A source of changed inputs.
pub struct Changer {
    state: u64,
    pieces: &'static [&'static str],
}

impl Changer {
    pub fn new(start: u64, pieces: &'static [&'static str]) -> Self {
        Self { state: start, pieces }
    }

    /// Returns one of the seeds with some changes.
    pub fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        if self.below(4) == 0 {
            self.keep_a_part(&mut input);
        }
        for _ in 0..=self.below(MOST_CHANGES) {
            let other = &seeds[self.below(seeds.len())];
            self.change(&mut input, other);
        }
        input
    }

    /// Short inputs show more: one in four is a part of a seed, with its first byte, which may choose options.
    fn keep_a_part(&mut self, input: &mut Vec<u8>) {
        let from = self.below(input.len().max(1));
        let to = (from + 1 + self.below(200)).min(input.len());
        *input = input.iter().take(1).chain(&input[from.min(to)..to]).copied().collect();
    }

    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(input.len() + 1);
        let end = (at + 1 + self.below(16)).min(input.len());
        match self.below(9) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = [0, 1, 0x7f, 0x80, 0xff, b'\n'][self.below(6)],
            2 => drop(input.drain(at..end)),
            3 => drop(input.splice(at..at, input[at..end].to_vec())),
            4 => input.truncate(at),
            5 => {
                let from = self.below(other.len().max(1)).min(other.len());
                let to = (from + 1 + self.below(40)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            _ if !self.pieces.is_empty() => {
                let piece = self.pieces[self.below(self.pieces.len())];
                let repeated = piece.repeat(if self.below(20) == 0 { 200 } else { 1 });
                input.splice(at..at, repeated.bytes());
            }
            _ => input.insert(at, self.below(256) as u8),
        }
    }

    /// Returns a number below `bound`, which is not 0. *Source:* the mixing steps of SplitMix64.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
