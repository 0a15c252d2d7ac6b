//! Counting as an office counts: 字数.

/// Returns the number of Han characters and the 字数 of a text.
///
/// *Source:* every Han character and every full-width mark counts 1, a run of Latin letters and digits counts 1.
/// *Cost:* one look at each byte; the kind of a character follows from its first two bytes.
pub(super) fn count(text: &str) -> (u32, u32) {
    let bytes = text.as_bytes();
    let (mut hanzi, mut words, mut in_word) = (0, 0, false);
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        let kind = match lead {
            0..0x80 if lead.is_ascii_alphanumeric() => Kind::Letter,
            0..0x80 => Kind::Other,
            0xe4..=0xe9 => Kind::Han,
            0xe3 if matches!(bytes[at + 1], 0x90..=0xbf) => Kind::Han,
            0xe3 if bytes[at + 1] == 0x80 && bytes[at + 2] == 0x80 => Kind::Other,
            0xe3 | 0xef | 0xea..=0xed => Kind::Mark,
            0xe2 if bytes[at + 1] == 0x80 && bytes[at + 2] >= 0x90 => Kind::Mark,
            0xf0 if bytes[at + 1] >= 0xa0 => Kind::Han,
            0xc3..=0xdf => Kind::Letter,
            _ => Kind::Other,
        };
        at += length(lead);
        match kind {
            Kind::Han => (hanzi, words) = (hanzi + 1, words + 1),
            Kind::Mark => words += 1,
            Kind::Letter if !in_word => words += 1,
            _ => {}
        }
        in_word = kind == Kind::Letter;
    }
    (hanzi, words)
}

/// What a character counts as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Han,
    Mark,
    Letter,
    Other,
}

/// Returns the length of the character that begins with this byte.
fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count("培训3600余人。"), (4, 6));
        assert_eq!(count("“三会一课”——制度"), (6, 10));
        assert_eq!(count("Rust 2024 and café"), (0, 4));
        assert_eq!(count("㙍𠅤䶮"), (3, 3));
        assert_eq!(count("　\n "), (0, 0));
        assert_eq!(count(""), (0, 0));
    }
}
