//! YAML and JSON without a kind, as plain values.

use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;

/// Returns the values of a text; a text that cannot be read is reported and nothing.
pub fn read(ask: &mut Ask<'_>, path: &SourcePath, text: &str) -> Value {
    // JSON is YAML: one reader for both.
    match serde_yaml::from_str::<serde_yaml::Value>(text) {
        Ok(value) => plain(&value),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index());
            ask.report(Diagnostic::new("broken-data-file").at(Place::text(path, at..at)).arg("why", &error));
            Value::Null
        }
    }
}

fn plain(value: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(*flag),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::Int)
            .or_else(|| number.as_f64().map(Value::Decimal))
            .unwrap_or_default(),
        Yaml::String(text) => Value::from(text.as_str()),
        Yaml::Sequence(items) => Value::List(items.iter().map(plain).collect()),
        Yaml::Mapping(entries) => {
            let key = |key: &Yaml| match plain(key) {
                Value::Text(text) => text,
                Value::Int(number) => number.to_string().into(),
                other => format!("{other:?}").into(),
            };
            Value::Map(entries.iter().map(|(name, value)| (key(name), plain(value))).collect())
        }
        Yaml::Tagged(tagged) => plain(&tagged.value),
    }
}
