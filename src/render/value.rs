//! Plain values as template values.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tera::Value as TeraValue;
use tera::value::Key;

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

/// Returns a map of named template values, in their order; the later of two with one name stands in the place of the first.
///
/// The template engine makes its map of any other by hashing each name. A hash map to make it of would hash them all twice, and
/// that took a twentieth of a build: so it gets a tree, in which entries stand by their place.
pub fn map<K: Into<Key<'static>>>(entries: impl IntoIterator<Item = (K, TeraValue)>) -> TeraValue {
    let placed = entries.into_iter().enumerate().map(|(at, (key, value))| (Placed { at, key }, value));
    placed.collect::<BTreeMap<_, _>>().into()
}

/// A name that is ordered by its place among others.
struct Placed<K> {
    at: usize,
    key: K,
}

impl<K> PartialEq for Placed<K> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<K> Eq for Placed<K> {}

impl<K> PartialOrd for Placed<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Placed<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl<K: Into<Key<'static>>> From<Placed<K>> for Key<'static> {
    fn from(placed: Placed<K>) -> Self {
        placed.key.into()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_keeps_its_order_and_the_last_of_two() {
        let entries = (0..40).map(|number| (Key::String(format!("n{}", number % 30).into()), number.into()));
        let map = map(entries);
        let shown: Vec<_> =
            map.as_map().unwrap().iter().map(|(key, value)| (key.as_str().unwrap(), value)).collect();
        let names: Vec<String> = (0..30).map(|number| format!("n{number}")).collect();
        assert_eq!(shown.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
        assert_eq!(shown[3].1, &TeraValue::from(33));
        assert_eq!(shown[29].1, &TeraValue::from(29));
    }
}
