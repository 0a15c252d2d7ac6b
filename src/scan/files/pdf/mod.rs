//! The text of PDF files, as far as it is text.
//!
//! Objects are found by looking for them instead of by the table of places, so that damaged files are read too. A library for PDF
//! would do more, but those at hand unpack whole streams at once: a file of a megabyte could fill the memory. Here each stream has
//! a limit, and so has the file.

mod fonts;
mod objects;
mod page;
mod values;

use std::collections::BTreeSet;

use super::{Finds, closed};
use crate::scan::Kind;
use objects::Objects;
use values::Value;

/// Most pages, forms and notes that are read.
const MOST_PARTS: usize = 20_000;

/// Deepest chain of groups of pages.
const DEEPEST: usize = 16;

/// Looks into a PDF file.
pub fn look(finds: &mut Finds<'_>, bytes: &[u8], at: &str) {
    if is_locked(bytes) {
        return finds.closed(at, closed::LOCKED);
    }
    let objects = Objects::read(bytes);
    if objects.is_empty() {
        return finds.closed(at, closed::BROKEN);
    }
    let mut seen = BTreeSet::new();
    let mut number = 0;
    for (id, object) in objects.all().take(MOST_PARTS * 16) {
        match (object.get("Type").name(), object.get("Subtype").name()) {
            ("Page", _) => {
                number += 1;
                let place = place(at, number);
                let text = page::text_of_page(&objects, object, &mut seen);
                finds.text(&text, &place);
            }
            (_, "Form") if seen.len() < MOST_PARTS => {
                let text = page::text_of(&objects, &[id], object.get("Resources"));
                finds.text(&text, at);
            }
            ("Annot", _) | (_, "Text" | "FreeText" | "Popup" | "Highlight") => {
                comment(finds, &objects, object, at)
            }
            _ => properties(finds, &objects, object, at),
        }
    }
    if objects.is_cut() {
        finds.closed(at, closed::LARGE);
    }
}

fn place(at: &str, page: usize) -> String {
    if at.is_empty() { format!("p.{page}") } else { format!("{at} › p.{page}") }
}

/// Tells whether the trailer names a way of locking.
fn is_locked(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"/Encrypt").any(|at| {
        let rest = &bytes[at + 8..bytes.len().min(at + 24)];
        matches!(values::Reader::new(rest, 0).next(), Some(Value::Ref(_) | Value::Map(_)))
    })
}

fn comment(finds: &mut Finds<'_>, objects: &Objects<'_>, object: &Value, at: &str) {
    let text = objects.text(object.get("Contents"));
    let is_note =
        matches!(object.get("Subtype").name(), "Text" | "FreeText" | "Highlight" | "Underline" | "StrikeOut");
    if is_note {
        finds.count(Kind::Comments, at, 1);
    }
    finds.text(&text, at);
}

/// Looks at who made the file: a map with what a program says of itself.
fn properties(finds: &mut Finds<'_>, objects: &Objects<'_>, object: &Value, at: &str) {
    let is_about =
        ["Producer", "Creator", "CreationDate"].iter().any(|key| *object.get(key) != Value::Nothing);
    if is_about {
        finds.author(at, &objects.text(object.get("Author")));
        for key in ["Title", "Subject", "Keywords"] {
            finds.text(&objects.text(object.get(key)), at);
        }
    }
}

/// Returns what pages inherit from the group they are in.
fn inherited<'o>(objects: &'o Objects<'_>, page: &'o Value, key: &str) -> &'o Value {
    let mut here = page;
    for _ in 0..DEEPEST {
        let value = objects.value(here.get(key));
        if *value != Value::Nothing {
            return value;
        }
        here = objects.value(here.get("Parent"));
    }
    &Value::Nothing
}
