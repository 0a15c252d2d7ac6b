//! From the codes of a font to characters.

use std::collections::BTreeMap;

use super::objects::{Objects, utf16};
use super::values::{Reader, Value};

/// Most codes that one font is asked about.
const MOST_CODES: usize = 70_000;

/// How a font's codes are read.
#[derive(Clone, Debug, Default)]
pub struct Font {
    /// Bytes of a code.
    width: usize,
    /// Characters by code; empty if the font does not tell.
    characters: BTreeMap<u32, String>,
    /// How many codes were told, again and again perhaps.
    told: usize,
}

impl Font {
    /// Returns the font of an object.
    pub fn read(objects: &Objects<'_>, font: &Value) -> Self {
        let is_wide = font.get("Subtype").name() == "Type0";
        let mut read = Self { width: if is_wide { 2 } else { 1 }, ..Self::default() };
        if let Value::Ref(number) = font.get("ToUnicode")
            && let Some(map) = objects.stream(*number)
        {
            read.codes(&map);
        }
        read
    }

    /// Returns a font of plain letters.
    pub fn plain() -> Self {
        Self { width: 1, ..Self::default() }
    }

    /// Returns the characters of a text of codes.
    pub fn characters(&self, text: &[u8]) -> String {
        let mut shown = String::new();
        for code in text.chunks(self.width.max(1)) {
            let number = code.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
            match self.characters.get(&number) {
                Some(characters) => shown.push_str(characters),
                None if self.width == 1 => shown.push(char::from(code[0])),
                None => shown.push('\u{fffd}'),
            }
        }
        shown
    }

    /// Reads a table of codes.
    fn codes(&mut self, map: &[u8]) {
        let mut reader = Reader::new(map, 0);
        let mut values: Vec<Value> = Vec::new();
        while let Some(value) = reader.next() {
            let Value::Word(word) = &value else {
                if values.len() < MOST_CODES * 3 {
                    values.push(value);
                }
                continue;
            };
            match word.as_str() {
                "endcodespacerange" => {
                    if let Some(Value::Text(code)) = values.first() {
                        self.width = code.len().clamp(1, 4);
                    }
                }
                "endbfchar" => self.single(&values),
                "endbfrange" => self.ranges(&values),
                _ => {}
            }
            values.clear();
        }
    }

    fn single(&mut self, values: &[Value]) {
        for pair in values.chunks_exact(2) {
            if let [Value::Text(code), Value::Text(text)] = pair {
                self.put(number(code), utf16(text));
            }
        }
    }

    fn ranges(&mut self, values: &[Value]) {
        for three in values.chunks_exact(3) {
            let [Value::Text(first), Value::Text(last), to] = three else { continue };
            let (first, last) = (number(first), number(last));
            match to {
                Value::Text(text) => {
                    let Some((tail, head)) =
                        text.split_last_chunk::<2>().map(|(head, tail)| (u16::from_be_bytes(*tail), head))
                    else {
                        continue;
                    };
                    for (offset, code) in
                        (first..=last).take(MOST_CODES.saturating_sub(self.told)).enumerate()
                    {
                        let next = tail.wrapping_add(offset as u16).to_be_bytes();
                        self.put(code, utf16(&[head, &next].concat()));
                    }
                }
                Value::List(texts) => {
                    for (code, text) in (first..=last).zip(texts) {
                        if let Value::Text(text) = text {
                            self.put(code, utf16(text));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn put(&mut self, code: u32, text: String) {
        self.told += 1;
        if self.told <= MOST_CODES {
            self.characters.insert(code, text);
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
