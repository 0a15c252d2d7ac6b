//! Plain values as template values.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tera::value::Key;
use tera::{Map, Value as TeraValue};

use crate::base::Value;

/// Returns a plain value as a template value; texts are escaped when printed.
pub fn to_tera(value: &Value) -> TeraValue {
    match value {
        Value::Null => TeraValue::none(),
        Value::Bool(flag) => (*flag).into(),
        Value::Int(number) => (*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Text(text) => TeraValue::from(&**text),
        Value::List(items) => items.iter().map(to_tera).collect::<Vec<_>>().into(),
        Value::Map(entries) => {
            map(entries.iter().map(|(name, value)| (Key::String(name.clone()), to_tera(value))))
        }
    }
}

/// Returns a map of named template values.
pub fn map<K: Into<tera::value::Key<'static>>>(
    entries: impl IntoIterator<Item = (K, TeraValue)>,
) -> TeraValue {
    entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>().into()
}

/// A template value as a query answer: encoded with a tag before each part, so that different values never look alike.
///
/// It is never stored: making it anew from a record costs a few microseconds.
#[derive(Clone, Debug)]
pub struct View(pub TeraValue);

impl Default for View {
    fn default() -> Self {
        Self(TeraValue::none())
    }
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Tagged(&self.0).serialize(to)
    }
}

impl<'de> Deserialize<'de> for View {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("views are never stored"))
    }
}

struct Tagged<'a>(&'a TeraValue);

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if let Some(items) = self.0.as_array() {
            return (5u8, items.iter().map(Tagged).collect::<Vec<_>>()).serialize(to);
        }
        if let Some(entries) = self.0.as_map() {
            let pairs: Vec<_> =
                entries.iter().map(|(key, value)| (key.as_str().unwrap_or(""), Tagged(value))).collect();
            return (6u8, pairs).serialize(to);
        }
        match (self.0.as_str(), self.0.as_i128(), self.0.as_f64(), self.0.as_bool()) {
            (Some(text), ..) => (4u8, self.0.is_safe(), text).serialize(to),
            (_, Some(number), ..) => (2u8, number).serialize(to),
            (_, _, Some(number), _) => (3u8, number.to_bits()).serialize(to),
            (_, _, _, Some(flag)) => (1u8, flag).serialize(to),
            _ => 0u8.serialize(to),
        }
    }
}
