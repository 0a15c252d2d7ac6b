//! thin
use super::*;
pub fn locate(_schema: &Schema, front: &str, path: &str, key: bool) -> Option<Range<usize>> {
    crate::yaml::locate(front, path, key)
}
