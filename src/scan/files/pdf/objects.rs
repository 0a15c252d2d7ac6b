//! The objects of a PDF file, and their streams unpacked within limits.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::fonts::Font;
use super::values::{Reader, Value};

/// Most bytes that one stream is unpacked to.
const MOST_STREAM: u64 = 32 << 20;

/// Most bytes that all streams are unpacked to.
const MOST_ALL: u64 = 512 << 20;

/// Most objects that are remembered.
const MOST_OBJECTS: usize = 500_000;

/// The objects of a file by number; of several with one number the last, as the file was changed by adding to it.
pub struct Objects<'b> {
    bytes: &'b [u8],
    all: BTreeMap<u32, (Value, Option<usize>)>,
    unpacked: std::cell::Cell<u64>,
    cut: std::cell::Cell<bool>,
    fonts: RefCell<BTreeMap<u32, Rc<Font>>>,
}

impl<'b> Objects<'b> {
    /// Finds all objects of a file.
    pub fn read(bytes: &'b [u8]) -> Self {
        let mut objects = Self {
            bytes,
            all: BTreeMap::new(),
            unpacked: Default::default(),
            cut: Default::default(),
            fonts: RefCell::default(),
        };
        for at in memmem::find_iter(bytes, b" obj") {
            if objects.all.len() >= MOST_OBJECTS {
                objects.cut.set(true);
                break;
            }
            objects.add(at);
        }
        objects.unfold();
        objects
    }

    /// Adds the object whose word `obj` stands at a place.
    fn add(&mut self, at: usize) {
        let head = &self.bytes[at.saturating_sub(20)..at];
        let mut words = head.rsplit(|byte| !byte.is_ascii_digit()).filter(|word| !word.is_empty());
        let Some(number) = words.nth(1).and_then(|word| std::str::from_utf8(word).ok()?.parse().ok()) else {
            return;
        };
        let mut reader = Reader::new(self.bytes, at + 4);
        let Some(value) = reader.next() else { return };
        let stream = (reader.next() == Some(Value::Word("stream".into()))).then_some(reader.at);
        self.all.insert(number, (value, stream));
    }

    /// Adds the objects that lie in streams.
    fn unfold(&mut self) {
        let folded: Vec<u32> = self
            .all
            .iter()
            .filter(|(_, (value, _))| value.get("Type").name() == "ObjStm")
            .map(|(number, _)| *number)
            .collect();
        for number in folded {
            let Some(bytes) = self.stream(number) else { continue };
            let map = self.all[&number].0.clone();
            let (Some(count), Some(first)) = (map.get("N").number(), map.get("First").number()) else {
                continue;
            };
            let mut heads = Reader::new(&bytes, 0);
            for _ in 0..count.clamp(0.0, 100_000.0) as usize {
                let (Some(Value::Number(id)), Some(Value::Number(offset))) = (heads.next(), heads.next())
                else {
                    break;
                };
                let start = first.max(0.0) as usize + offset.max(0.0) as usize;
                if start < bytes.len()
                    && self.all.len() < MOST_OBJECTS
                    && let Some(value) = Reader::new(&bytes, start).next()
                {
                    self.all.entry(id.max(0.0) as u32).or_insert((value, None));
                }
            }
        }
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Tells whether something was left out because it is too large.
    pub fn is_cut(&self) -> bool {
        self.cut.get()
    }

    /// Returns all objects by number.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Value)> {
        self.all.iter().map(|(number, (value, _))| (*number, value))
    }

    /// Returns the value itself, or that of the object it names.
    pub fn value<'o>(&'o self, value: &'o Value) -> &'o Value {
        match value {
            Value::Ref(number) => self.all.get(number).map_or(&Value::Nothing, |(value, _)| value),
            value => value,
        }
    }

    /// Returns a font; one that many pages name is read once.
    pub fn font(&self, value: &Value) -> Rc<Font> {
        let Value::Ref(number) = value else { return Rc::new(Font::read(self, value)) };
        if let Some(font) = self.fonts.borrow().get(number) {
            return Rc::clone(font);
        }
        let font = Rc::new(Font::read(self, self.value(value)));
        self.fonts.borrow_mut().insert(*number, Rc::clone(&font));
        font
    }

    /// Returns a text: UTF-16 with a mark, UTF-8 with one, else Latin letters.
    pub fn text(&self, value: &Value) -> String {
        let Value::Text(bytes) = self.value(value) else { return String::new() };
        match bytes.as_slice() {
            [0xFE, 0xFF, rest @ ..] => utf16(rest),
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            rest => std::str::from_utf8(rest)
                .map_or_else(|_| rest.iter().map(|byte| char::from(*byte)).collect(), str::to_owned),
        }
    }

    /// Returns the stream of an object, unpacked; `None` if it has none, or one that is packed in a way for pictures.
    pub fn stream(&self, number: u32) -> Option<Vec<u8>> {
        let (map, start) = self.all.get(&number)?;
        let start = (*start)?;
        let start = start
            + match self.bytes.get(start..start + 2) {
                Some(b"\r\n") => 2,
                _ => 1,
            };
        let rest = self.bytes.get(start..)?;
        let length = self.value(map.get("Length")).number().filter(|length| *length >= 0.0);
        let length = length.map(|length| length as usize).filter(|length| *length <= rest.len());
        let length = length.filter(|length| {
            let after = &rest[*length..rest.len().min(length + 16)];
            memmem::find(after, b"endstream").is_some()
        });
        let length = length.or_else(|| memmem::find(rest, b"endstream")).unwrap_or(rest.len());
        self.unpack(&rest[..length], map)
    }

    fn unpack(&self, raw: &[u8], map: &Value) -> Option<Vec<u8>> {
        let filters: Vec<&str> = match self.value(map.get("Filter")) {
            Value::Name(name) => vec![name],
            Value::List(names) => names.iter().map(Value::name).collect(),
            _ => Vec::new(),
        };
        let mut bytes = raw.to_vec();
        for filter in filters {
            bytes = match filter {
                "FlateDecode" | "Fl" => self.inflate(&bytes),
                "ASCIIHexDecode" | "AHx" => {
                    match Reader::new(&[b"<", bytes.as_slice()].concat(), 0).next()? {
                        Value::Text(bytes) => bytes,
                        _ => return None,
                    }
                }
                "ASCII85Decode" | "A85" => base85(&bytes),
                _ => return None,
            };
        }
        Some(bytes)
    }

    fn inflate(&self, packed: &[u8]) -> Vec<u8> {
        let most = MOST_STREAM.min(MOST_ALL.saturating_sub(self.unpacked.get()));
        let mut bytes = Vec::new();
        // A damaged end costs only what comes after it.
        let _ = ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut bytes);
        self.unpacked.set(self.unpacked.get() + bytes.len() as u64);
        if bytes.len() as u64 > most {
            self.cut.set(true);
        }
        bytes
    }
}

/// Returns 16-bit characters, the high byte first, as text.
pub fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// Unpacks five letters to four bytes.
fn base85(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut group: Vec<u32> = Vec::new();
    for byte in text.strip_prefix(b"<~").unwrap_or(text) {
        match byte {
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            bytes.extend(four(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        bytes.extend(&four(&group)[..count]);
    }
    bytes
}

fn four(group: &[u32]) -> [u8; 4] {
    group.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(*digit)).to_be_bytes()
}
