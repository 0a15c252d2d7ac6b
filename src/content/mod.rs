//! From the bytes of a source to its front matter and body. Pure: knows no disk, no kinds and no pages.

pub mod decode;
pub mod ids;
pub mod split;

pub use decode::decode;
pub use split::{Split, split};
