//! The index of the site's search as text: folding, pairs of characters, shards, and how they are read.
//!
//! A page is found by every pair of neighbouring characters in its folded text. The pairs of a query name the pages that may
//! hold it; the texts of these pages, which are stored too, tell which do. So an answer is exact, and no dictionary is needed.
//! The shards are classic scripts that call one function: they load from a disk as well as from a server.
//!
//! Pure functions of text. This module must not know pages, templates, settings or disks; who gathers the documents and writes
//! the files is [`crate::emit`].

pub mod document;
pub mod fold;
pub mod pairs;
pub mod pinyin;
pub mod query;
pub mod read;
pub mod shards;

pub use document::Document;
pub use fold::fold;
