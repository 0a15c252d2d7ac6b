//! Looks into texts and files for what must not go out: personal data, secrecy marks, what office programs keep hidden.
//!
//! Pure functions from text or bytes to findings, all of them bounded in time and memory. Must not know pages, settings, the disk
//! or words for people: callers turn a [`Leak`] or a [`Found`] into a diagnostic.
//!
//! *Cost:* a text is read once for digits and `@`, at about the speed of reading it, and a few times for rare words with `memchr`;
//! all else happens only at places where such a trigger stands.

mod address;
mod checksum;
pub mod files;
mod identity;
pub mod leaks;
mod marks;
pub mod mask;
mod numbers;

use serde::{Deserialize, Serialize};

pub use files::{Found, Heard, listen, look, look_large};
pub use leaks::{Leak, find};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Number of an identity card, 18 or 15 digits.
    Identity,
    /// Number of a mobile telephone.
    Mobile,
    /// Number of a fixed telephone.
    Telephone,
    /// Number of a bank card.
    Card,
    /// Number of a passport or another document, named as such beside it.
    Document,
    /// Licence plate of a car.
    Plate,
    /// Address of electronic mail.
    Mail,
    /// Address of a home.
    Address,
    /// Mark of secrecy, or of papers for internal use.
    Secrecy,
    /// Changes that a word processor keeps track of.
    Changes,
    /// Comments in a document.
    Comments,
    /// Hidden text.
    HiddenText,
    /// Hidden rows, columns or sheets.
    HiddenCells,
    /// Hidden slides, or notes for the speaker.
    HiddenSlides,
    /// Programs inside a document.
    Macros,
    /// Where a picture was taken.
    Location,
    /// Who made the file.
    Author,
    /// The file is locked, damaged, too large or of a form that cannot be looked into.
    Closed,
}
