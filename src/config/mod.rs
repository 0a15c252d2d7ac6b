//! The site's settings: `pilothouse.yaml` as meant.
use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place};
use crate::yaml::{self, Data, Node};

/// Returns the settings.
pub fn parse(text: &str, path: &SourcePath) -> (Value, Vec<Diagnostic>) {
    let (node, diagnostics) = yaml::parse(text, &|range| Place::text(path, range));
    (node.as_ref().map(plain).unwrap_or_else(Value::map), diagnostics)
}

fn plain(node: &Node) -> Value {
    match &node.data {
        Data::Null | Data::Broken => Value::Null,
        Data::Scalar(scalar) if scalar.plain => match scalar.text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => text.parse::<i64>().map(Value::Int).unwrap_or_else(|_| Value::from(text)),
        },
        Data::Scalar(scalar) => Value::from(scalar.text.as_str()),
        Data::List(items) => Value::List(items.iter().map(plain).collect()),
        Data::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, value)| (key.text().unwrap_or_default().into(), plain(value)))
                .collect(),
        ),
    }
}
