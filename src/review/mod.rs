//! Approval as values: who did what with which text, what that amounts to, and which words have changed since.
//!
//! A *statement* ([`statement`]) is the text of a page together with the digest of every file and record it shows; its own digest
//! is what is approved. A *record* ([`record`]) is the history of a page, one act after the other; [`Rules::standing`] tells how
//! far it has come for a statement. [`diff`] shows what two statements differ in. Texts in, values out: this module must not
//! know disks, pages or templates.

pub mod diff;
pub mod front;
pub mod names;
pub mod record;
pub mod statement;
pub mod steps;

pub use record::{Act, Entry, Record};
pub use statement::Statement;
pub use steps::{Reviewer, Rules, SENSITIVITY, Sensitivity, Stage, Standing, Uncounted};
