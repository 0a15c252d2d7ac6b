//! Numbers as bits, and bits as characters that a script may hold between quotation marks.
//!
//! Thirteen bits are two of ninety-one printable characters: a fifth less than with sixty-four, and no more to read. A packer
//! of the web server takes the rest back.

/// The characters, in the order of their values. The browser has the same.
pub const DIGITS: &[u8; 91] =
    b"!#$%&'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// Bits of two characters.
pub const WORD: u32 = 13;

/// The two characters of each number.
static PAIRS: [[u8; 2]; DIGITS.len() * DIGITS.len()] = {
    let mut pairs = [[0; 2]; DIGITS.len() * DIGITS.len()];
    let mut at = 0;
    while at < pairs.len() {
        pairs[at] = [DIGITS[at / DIGITS.len()], DIGITS[at % DIGITS.len()]];
        at += 1;
    }
    pairs
};

/// Appends two characters for a number below 91 times 91.
pub fn push_word(word: u32, out: &mut String) {
    out.extend(PAIRS[word as usize].map(char::from));
}

/// Returns the numbers that pairs of characters stand for; what is no pair ends them.
pub fn words(text: &str) -> impl Iterator<Item = u32> {
    text.as_bytes()
        .chunks_exact(2)
        .map_while(|pair| Some(value(pair[0])? * DIGITS.len() as u32 + value(pair[1])?))
}

/// Returns the value of a character.
pub fn value(digit: u8) -> Option<u32> {
    const VALUES: [u8; 128] = {
        let mut values = [255; 128];
        let mut at = 0;
        while at < DIGITS.len() {
            values[DIGITS[at] as usize] = at as u8;
            at += 1;
        }
        values
    };
    VALUES.get(digit as usize).filter(|value| **value != 255).map(|value| u32::from(*value))
}

/// Bits while they are written.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
    /// Bits that are no word yet are the last of these.
    held: u64,
    bits: u32,
}

/// How many bits may be written at once: with those that wait, all must fit.
const AT_ONCE: u32 = u64::BITS - WORD;

impl Writer {
    /// Writes the lowest bits of a number, the highest of them first. At most 32.
    pub fn bits(&mut self, number: u32, count: u32) {
        self.put(u64::from(number) & ((1 << count) - 1), count);
    }

    /// Writes a number that has no more bits than these; at most [`AT_ONCE`].
    fn put(&mut self, number: u64, count: u32) {
        self.held = self.held << count | number;
        self.bits += count;
        while self.bits >= WORD {
            self.bits -= WORD;
            self.out.extend_from_slice(&PAIRS[(self.held >> self.bits) as usize & ((1 << WORD) - 1)]);
        }
    }

    /// Writes a number of unknown size: `low` bits as they are, before them the rest with its length.
    pub fn open(&mut self, number: u32, low: u32) {
        let rest = (number >> low) + 1;
        let length = 32 - rest.leading_zeros();
        if open_cost(number, low) <= AT_ONCE {
            let lowest = number & ((1 << low) - 1);
            return self.put(u64::from(rest) << low | u64::from(lowest), open_cost(number, low));
        }
        self.bits(0, length - 1);
        self.bits(rest, length);
        self.bits(number, low);
    }

    /// Writes a number as zeros and a one, after it `low` bits as they are.
    pub fn rice(&mut self, number: u32, low: u32) {
        let mut zeros = number >> low;
        while zeros >= 16 {
            self.bits(0, 16);
            zeros -= 16;
        }
        let lowest = number & ((1 << low) - 1);
        self.put(1 << low | u64::from(lowest), zeros + 1 + low);
    }

    /// Fills up the last word, and puts a space behind it: other numbers may follow.
    pub fn end(&mut self) {
        if self.bits > 0 {
            self.bits(0, WORD - self.bits);
        }
        self.out.push(b' ');
    }

    /// Returns the characters; the last is filled up.
    pub fn done(mut self) -> String {
        if self.bits > 0 {
            self.bits(0, WORD - self.bits);
        }
        String::from_utf8(self.out).expect("digits and spaces are ASCII")
    }
}

/// Returns the bits that [`Writer::open`] needs.
pub fn open_cost(number: u32, low: u32) -> u32 {
    let length = 32 - ((number >> low) + 1).leading_zeros();
    2 * length - 1 + low
}

/// Bits while they are read; after the last come zeros, and [`Reader::over`] tells.
pub struct Reader<'t> {
    text: &'t [u8],
    held: u64,
    bits: u32,
    over: bool,
}

impl<'t> Reader<'t> {
    /// Reads what [`Writer::done`] returned.
    pub fn new(text: &'t str) -> Self {
        Self { text: text.as_bytes(), held: 0, bits: 0, over: false }
    }

    /// Tells whether more was read than there is: the text is broken.
    pub fn over(&self) -> bool {
        self.over
    }

    /// Reads bits. At most 32.
    pub fn bits(&mut self, count: u32) -> u32 {
        while self.bits < count {
            let word = match self.text {
                [one, two, rest @ ..] => {
                    self.text = rest;
                    value(*one).zip(value(*two)).map(|(one, two)| one * DIGITS.len() as u32 + two)
                }
                _ => None,
            };
            self.over |= word.is_none();
            self.held = self.held << WORD | u64::from(word.unwrap_or(1 << (WORD - 1)));
            self.bits += WORD;
        }
        self.bits -= count;
        (self.held >> self.bits) as u32 & (((1_u64 << count) - 1) as u32)
    }

    fn zeros(&mut self) -> u32 {
        let mut zeros = 0;
        while self.bits(1) == 0 {
            zeros += 1;
        }
        zeros
    }

    /// Reads what [`Writer::open`] wrote.
    pub fn open(&mut self, low: u32) -> u32 {
        let length = self.zeros().min(31);
        let rest = (1 << length | self.bits(length)) - 1;
        rest << low | self.bits(low)
    }

    /// Reads what [`Writer::rice`] wrote.
    pub fn rice(&mut self, low: u32) -> u32 {
        let zeros = self.zeros();
        zeros << low | self.bits(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 2, 7, 8, 100, 8191, 8280, 70_000, 1 << 21];
        for low in [0, 1, 5, 12] {
            let mut writer = Writer::default();
            for number in numbers {
                writer.open(number, low);
                writer.rice(number % 300, low);
                writer.bits(number, 22);
            }
            let text = writer.done();
            assert!(!text.contains(['"', '\\', '<', ' ', '\n']));
            let mut reader = Reader::new(&text);
            for number in numbers {
                assert_eq!(
                    (reader.open(low), reader.rice(low), reader.bits(22)),
                    (number, number % 300, number)
                );
            }
            assert!(!reader.over());
            reader.bits(30);
            assert!(reader.over());
        }
    }

    #[test]
    fn two_characters_are_a_number() {
        let mut text = String::new();
        (0..91 * 91).for_each(|word| push_word(word, &mut text));
        assert!(words(&text).eq(0..91 * 91));
    }
}
