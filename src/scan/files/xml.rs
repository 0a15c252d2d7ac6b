//! XML as a stream of the few things that are looked at. Damage ends the stream: what came before it was seen.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a part of XML consists of.
pub enum Piece<'p> {
    /// A tag opens; also one that closes at once, which is followed by its [`Piece::Close`].
    Open(&'p Tag<'p>),
    /// A tag closes: its name without a prefix.
    Close(&'p str),
    /// Text.
    Text(&'p str),
}

/// An opening tag.
pub struct Tag<'p>(&'p BytesStart<'p>);

impl Tag<'_> {
    /// Returns the name without a prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// Returns an attribute, by its name without a prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten().find(|one| local(one.key.0) == name)?;
        Some(unescaped(&found.value))
    }

    /// Tells whether an attribute says yes.
    pub fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(&*value, "1" | "true" | "on"))
    }
}

/// Reads a part, handing out piece by piece.
pub fn read(source: &mut dyn BufRead, mut each: impl FnMut(Piece<'_>)) {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => each(Piece::Open(&Tag(&tag))),
            Ok(Event::Empty(tag)) => {
                each(Piece::Open(&Tag(&tag)));
                each(Piece::Close(local(tag.name().0)));
            }
            Ok(Event::End(tag)) => each(Piece::Close(local(tag.name().0))),
            Ok(Event::Text(text)) => each(Piece::Text(&text)),
            Ok(Event::CData(text)) => each(Piece::Text(&text)),
            Ok(Event::GeneralRef(name)) => each(Piece::Text(&unescaped(&format!("&{};", &*name)))),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Returns a text with its entities turned back; what is no entity stays.
fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
