//! Ground floor: values that know nothing of sites, pages or files.
//!
//! Everything above may use these; nothing here may use anything above.

pub mod base64;
pub mod fingerprint;
pub mod media_type;
pub mod path;
pub mod portable;
pub mod text;
pub mod value;

pub use fingerprint::Fingerprint;
pub use media_type::media_type;
pub use path::SourcePath;
pub use value::Value;
