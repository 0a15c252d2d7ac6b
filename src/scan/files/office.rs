//! Parts of documents and slides: paragraphs, comments, tracked changes, hidden text, properties.

use std::io::BufRead;

use super::Finds;
use super::xml::{Piece, Tag, read};
use crate::scan::Kind;

/// Longest paragraph that is looked at as one, in bytes: longer ones are looked at in pieces.
const MOST_TEXT: usize = 1 << 20;

/// What a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text in paragraphs.
    Text,
    /// A slide.
    Slide,
    /// Notes of a slide.
    Notes,
    /// Comments.
    Comments,
    /// Who made it and when.
    Properties,
}

/// Tags around text that somebody added, took away or moved while changes were tracked.
const CHANGES: [&str; 6] = ["ins", "del", "moveFrom", "moveTo", "tracked-changes", "changed-region"];

/// Properties that name a person.
const PEOPLE: [&str; 7] =
    ["creator", "lastModifiedBy", "Manager", "Author", "initial-creator", "Creator", "LastAuthor"];

/// Looks into a part.
pub fn look(finds: &mut Finds<'_>, source: &mut dyn BufRead, at: &str, part: Part) {
    let mut reader =
        Texts { finds, at, part, open: vec![String::new()], person: None, counts: Counts::default() };
    read(source, |piece| match piece {
        Piece::Open(tag) => reader.open(tag),
        Piece::Close(name) => reader.close(name),
        Piece::Text(text) => reader.add(text),
    });
    reader.done();
}

#[derive(Default)]
struct Counts {
    changes: u32,
    comments: u32,
    hidden: u32,
    slides: u32,
    notes: bool,
}

struct Texts<'a, 'w> {
    finds: &'a mut Finds<'w>,
    at: &'a str,
    part: Part,
    /// Texts of the paragraphs that are open: a text box stands inside a paragraph.
    open: Vec<String>,
    /// The property that is open and names a person.
    person: Option<String>,
    counts: Counts,
}

impl Texts<'_, '_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        match name {
            "p" | "h" if self.open.len() < 64 => self.open.push(String::new()),
            "tab" | "br" | "cr" | "s" | "line-break" => self.add(" "),
            "vanish" if tag.get("val").is_none() || tag.says("val") => self.counts.hidden += 1,
            "comment" | "cm" | "threadedComment" | "annotation" => self.counts.comments += 1,
            "sld" if tag.get("show").is_some_and(|show| show == "0" || show == "false") => {
                self.counts.slides += 1
            }
            "rPrChange" | "pPrChange" | "tblPrChange" | "sectPrChange" | "trPrChange" | "tcPrChange" => {
                self.counts.changes += 1
            }
            _ if CHANGES.contains(&name) && self.part != Part::Properties => self.counts.changes += 1,
            _ if self.part == Part::Properties && PEOPLE.contains(&name) => self.person = Some(String::new()),
            _ => {}
        }
        // Alternative texts, and the values of properties that a site of its own adds.
        for attribute in ["descr", "title"] {
            if matches!(name, "docPr" | "cNvPr")
                && let Some(text) = tag.get(attribute)
            {
                self.finds.text(&text, self.at);
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" if self.open.len() > 1 => {
                let text = self.open.pop().unwrap_or_default();
                self.see(&text);
            }
            _ if self.person.is_some() && PEOPLE.contains(&name) => {
                let person = self.person.take().unwrap_or_default();
                self.finds.author(self.at, &person);
            }
            // Elements that hold text of their own, outside of paragraphs.
            "t" | "r" | "a" | "span" | "delText" | "instrText" => {}
            _ if self.open.len() == 1 => self.see_rest(),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(person) = self.person.as_mut().filter(|person| person.len() < 400) {
            person.push_str(text);
        }
        if let Some(open) = self.open.last_mut() {
            open.push_str(text);
            if open.len() > MOST_TEXT {
                let text = std::mem::take(open);
                self.see(&text);
            }
        }
    }

    fn see(&mut self, text: &str) {
        if self.part == Part::Notes && text.chars().filter(|c| c.is_alphabetic()).count() > 1 {
            self.counts.notes = true;
        }
        self.finds.text(text, self.at);
    }

    fn see_rest(&mut self) {
        let text = self.open.first_mut().map(std::mem::take).unwrap_or_default();
        self.finds.text(&text, self.at);
    }

    fn done(mut self) {
        while let Some(text) = self.open.pop() {
            self.finds.text(&text, self.at);
        }
        let counts = &self.counts;
        self.finds.count(Kind::Changes, self.at, counts.changes);
        self.finds.count(Kind::Comments, self.at, counts.comments);
        self.finds.count(Kind::HiddenText, self.at, counts.hidden);
        self.finds.count(Kind::HiddenSlides, self.at, counts.slides + u32::from(counts.notes));
    }
}
