//! Where the texts of a page were written: its marked copy, the blocks of a source, the tables of data.
//!
//! Made when somebody points at a text, and kept nowhere.

use std::cell::RefCell;

use super::Session;
use crate::base::SourcePath;
use crate::catalog::BodyOf;
use crate::catalog::body::marked;
use crate::content::ids::PageId;
use crate::content::{decode, split};
use crate::emit::{Blob, Emit, Planned};
use crate::engine::Ask;
use crate::markdown::{Options, Passage, passages};
use crate::world::{Content, EntryKind, World};

/// Folder of the data files.
const DATA: &str = "content/_data";

/// Largest data file that is looked through. Bytes.
const LARGEST: usize = 4_000_000;

/// An output whose texts tell where they were written.
pub struct Marked {
    /// The output, with marks in what bodies of pages brought into it.
    pub html: String,
    /// The pages whose bodies those are: the number of a mark is the place in this list.
    pub pages: Vec<PageId>,
}

impl Session {
    /// Returns an output once more with marks; `None` if it could not be made. Its own bytes, and what is known of it, stay.
    ///
    /// *Cost:* one page is rendered.
    pub fn marked(&self, planned: &Planned) -> Option<Marked> {
        let pages = RefCell::new(Vec::<PageId>::new());
        let number = |page: &PageId| {
            let mut pages = pages.borrow_mut();
            pages.iter().position(|known| known == page).unwrap_or_else(|| {
                pages.push(page.clone());
                pages.len() - 1
            })
        };
        let body = |body: &BodyOf, ask: &mut Ask<'_>| marked(ask, &body.0, number(&body.0));
        let blob = self.with(|revision| revision.aside(&Emit(planned.key.clone()), &body));
        let Blob::Bytes(bytes) = blob else { return None };
        Some(Marked { html: String::from_utf8(bytes).ok()?, pages: pages.into_inner() })
    }

    /// Returns the text of a page's source, and where in it the Markdown begins.
    pub fn text_of(&self, page: &PageId) -> Option<(String, usize)> {
        let file = page.source();
        let Content::Bytes(bytes) = self.world.read(&file) else { return None };
        let (text, _) = decode::decode(&bytes, &file);
        let body = split::split(&text).body;
        Some((text.into_owned(), body.start))
    }

    /// Returns the text of a page's source and its blocks, whose ranges are bytes of that text.
    pub fn passages(&self, page: &PageId) -> Option<(String, Vec<Passage>)> {
        let (text, body) = self.text_of(page)?;
        let mut blocks = passages(&text[body..], &Options::default());
        for block in &mut blocks {
            block.range = block.range.start + body..block.range.end + body;
        }
        Some((text, blocks))
    }

    /// Returns the data files that are texts, by path.
    pub fn data_texts(&self) -> Vec<(SourcePath, String)> {
        let folder = SourcePath::new(DATA);
        let is_text = |name: &str| [".csv", ".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
        let entries = self.world.list(&folder);
        let files = entries.iter().filter(|entry| entry.kind == EntryKind::File && is_text(&entry.name));
        files
            .filter_map(|entry| {
                let file = SourcePath::new(&format!("{DATA}/{}", entry.name));
                match self.world.read(&file) {
                    Content::Bytes(bytes) if bytes.len() <= LARGEST => {
                        let text = decode::decode(&bytes, &file).0.into_owned();
                        Some((file, text))
                    }
                    _ => None,
                }
            })
            .collect()
    }
}
