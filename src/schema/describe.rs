//! thin
use super::*;
/// thin
pub fn json_schema(_schema: &Schema, _kind: &Kind) -> serde_json::Value {
    serde_json::json!({})
}
/// thin
pub fn scaffold(_kind: &Kind, _title: &str, _lang: Lang) -> String {
    String::new()
}
/// thin
pub fn manual(_kind: &Kind, _lang: Lang) -> String {
    String::new()
}
