//! The index of the site's search as text: folding, pairs of characters, shards, and how they are read.
//!
//! A page is found by the pairs of neighbouring characters in its folded text. Each place of a pair tells which character stands
//! before and which behind it: so one list answers a query of up to four characters, exactly; longer ones are chains of such
//! lists. Nothing counts places from a beginning, so that an edit changes the lists of what it touches and no others, and no
//! dictionary is needed. The texts, which are stored too, decide the few doubtful cases and are what results show. The files
//! are classic scripts that call one function: they load from a disk as well as from a server.
//!
//! Pure functions of text. This module must not know pages, templates, settings or disks; who gathers the documents and writes
//! the files is [`crate::emit`].

pub mod bits;
pub mod document;
pub mod fold;
pub mod grams;
pub mod measure;
pub mod pinyin;
pub mod postings;
pub mod query;
pub mod read;
pub mod reading;
pub mod shards;
pub mod texts;

pub use document::Document;
pub use fold::{Script, fold};
