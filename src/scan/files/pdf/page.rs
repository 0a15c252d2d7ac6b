//! The text that the operators of a page show, in the order in which they show it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::fonts::Font;
use super::inherited;
use super::objects::Objects;
use super::values::{Reader, Value};

/// Most bytes of text of one page.
const MOST_TEXT: usize = 4 << 20;

/// Longest list of operands that an operator has.
const MOST_OPERANDS: usize = 4096;

/// Returns the text of a page; streams that several pages share are read once.
pub fn text_of_page(objects: &Objects<'_>, page: &Value, seen: &mut BTreeSet<u32>) -> String {
    let mut streams = Vec::new();
    match page.get("Contents") {
        Value::Ref(number) => match objects.value(page.get("Contents")) {
            Value::List(all) => streams.extend(all.iter().filter_map(reference)),
            _ => streams.push(*number),
        },
        Value::List(all) => streams.extend(all.iter().filter_map(reference)),
        _ => {}
    }
    streams.retain(|number| seen.insert(*number));
    text_of(objects, &streams, inherited(objects, page, "Resources"))
}

fn reference(value: &Value) -> Option<u32> {
    match value {
        Value::Ref(number) => Some(*number),
        _ => None,
    }
}

/// Returns the text of streams that are shown with some resources.
pub fn text_of(objects: &Objects<'_>, streams: &[u32], resources: &Value) -> String {
    let mut content = Vec::new();
    for number in streams {
        content.extend(objects.stream(*number).unwrap_or_default());
        content.push(b'\n');
    }
    let mut fonts = BTreeMap::new();
    if let Value::Map(entries) = objects.value(objects.value(resources).get("Font")) {
        for (name, font) in entries {
            fonts.insert(name.clone(), objects.font(font));
        }
    }
    let mut shower = Shower {
        fonts: &fonts,
        font: Rc::new(Font::plain()),
        text: String::new(),
        size: 1.0,
        scale: 1.0,
        at: (0.0, 0.0),
        end: 0.0,
        leading: 0.0,
    };
    shower.run(&content);
    shower.text
}

/// Follows where text is shown: whether two pieces belong together can only be told from their places.
struct Shower<'f> {
    fonts: &'f BTreeMap<String, Rc<Font>>,
    font: Rc<Font>,
    text: String,
    size: f64,
    scale: f64,
    /// Where the line begins.
    at: (f64, f64),
    /// Where the last piece ended, as far as widths are known.
    end: f64,
    leading: f64,
}

impl Shower<'_> {
    fn run(&mut self, content: &[u8]) {
        let mut reader = Reader::new(content, 0);
        let mut operands: Vec<Value> = Vec::new();
        while let Some(value) = reader.next() {
            if self.text.len() > MOST_TEXT {
                return;
            }
            match value {
                Value::Word(word) => {
                    if word == "ID" {
                        // A picture in the middle of the operators.
                        let rest = &content[reader.at..];
                        reader.at += memchr::memmem::find(rest, b"EI").map_or(rest.len(), |at| at + 2);
                    }
                    self.operator(&word, &operands);
                    operands.clear();
                }
                value if operands.len() < MOST_OPERANDS => operands.push(value),
                _ => {}
            }
        }
    }

    fn operator(&mut self, word: &str, operands: &[Value]) {
        let number = |at: usize| operands.get(at).and_then(Value::number).unwrap_or(0.0);
        match (word, operands) {
            ("BT", _) => {
                self.scale = 1.0;
                self.move_to(0.0, 0.0);
            }
            ("Tf", [Value::Name(name), ..]) => {
                self.font = self.fonts.get(name).cloned().unwrap_or_else(|| Rc::new(Font::plain()));
                self.size = number(1).abs();
            }
            ("TL", _) => self.leading = number(0),
            ("Td", _) => self.move_to(self.at.0 + number(0) * self.scale, self.at.1 + number(1) * self.scale),
            ("TD", _) => {
                self.leading = -number(1);
                self.move_to(self.at.0 + number(0) * self.scale, self.at.1 + number(1) * self.scale);
            }
            ("Tm", _) => {
                self.scale = number(0).abs().max(number(1).abs()).max(1e-6);
                self.move_to(number(4), number(5));
            }
            ("T*", _) => self.line(),
            ("Tj", [Value::Text(text)]) => self.show(text),
            ("'", [Value::Text(text)]) | ("\"", [_, _, Value::Text(text)]) => {
                self.line();
                self.show(text);
            }
            ("TJ", [Value::List(pieces)]) => pieces.iter().for_each(|piece| match piece {
                Value::Text(text) => self.show(text),
                Value::Number(back) => {
                    let gap = -back / 1000.0;
                    self.end += gap * self.size * self.scale;
                    if gap > 0.6 {
                        self.text.push(' ');
                    }
                }
                _ => {}
            }),
            _ => {}
        }
    }

    fn line(&mut self) {
        self.move_to(self.at.0, self.at.1 - self.leading.max(1.0) * self.scale);
    }

    /// Goes to a place: another line, or further in this one.
    fn move_to(&mut self, x: f64, y: f64) {
        let height = (self.size * self.scale).max(0.1);
        if (y - self.at.1).abs() > height * 0.4 {
            self.text.push('\n');
        } else if x - self.end > height * 0.5 || x < self.end - height * 2.0 {
            self.text.push(' ');
        }
        self.at = (x, y);
        self.end = x;
    }

    fn show(&mut self, text: &[u8]) {
        let shown = self.font.characters(text);
        // Widths are not read: half a square for letters and digits, a whole one for all else, is near enough to tell a gap.
        let squares: f64 = shown.chars().map(|c| if c.is_ascii() { 0.52 } else { 1.0 }).sum();
        self.end += squares * self.size * self.scale;
        self.text.push_str(&shown);
    }
}
