//! Chinese as editors write it: readings, addresses, counts, cuts, dates, numerals and orders.
//!
//! Pure functions of text. This module must not know sites, pages, settings, files, languages of the interface or the
//! clock; of the house it uses [`crate::base`] alone. Problems come back as values without words: whoever asked puts
//! them into a diagnostic.
//!
//! Not here yet: order by strokes (姓氏笔画), traditional to simplified characters.

pub mod count;
pub mod cut;
pub mod dates;
pub mod fold;
mod lexicon;
pub mod numerals;
pub mod order;
mod overrides;
pub mod pinyin;
pub mod script;
mod scripts;
pub mod slug;
mod strokes;
mod surnames;
pub mod together;

pub use dates::{DateProblem, Moment};
pub use overrides::{OverrideFault, OverrideProblem, Overrides};
pub use pinyin::{Syllable, initials, name_readings, readings};
pub use slug::{is_slug, slug};
