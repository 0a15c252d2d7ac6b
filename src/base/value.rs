//! Plain data: the values that fields, data files and options are made of.
//!
//! A [`Value`] knows nothing of kinds, templates or YAML. Its encoding is a plain tagged one, so that it can be
//! remembered in the binary cache; [`Value::to_json`] gives the usual JSON shape.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One value.
///
/// *Shape:* dates are texts in ISO form; a `Map` keeps the order in which it was made and has no name twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Decimal(f64),
    /// Text.
    Text(Arc<str>),
    /// Values in order.
    List(Vec<Value>),
    /// Named values in order.
    Map(Vec<(Arc<str>, Value)>),
}

/// Is what lookups of absent names answer with.
static NULL: Value = Value::Null;

impl Value {
    /// Returns an empty map.
    pub fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// Returns the value under a name; `Null` if there is none or this is no map.
    pub fn get(&self, name: &str) -> &Value {
        self.entries().iter().find(|(key, _)| &**key == name).map_or(&NULL, |(_, value)| value)
    }

    /// Returns the value at a path such as `cover.src` or `milestones.2.year`; `Null` if there is none.
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(self, |value, step| match value {
            Value::List(items) => step.parse::<usize>().ok().and_then(|n| items.get(n)).unwrap_or(&NULL),
            other => other.get(step),
        })
    }

    /// Returns the text, if this is text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the whole number, if this is one.
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// Returns the number, whole or not, if this is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns yes or no, if this is one of them.
    pub fn bool(&self) -> Option<bool> {
        if let Self::Bool(flag) = self { Some(*flag) } else { None }
    }

    /// Returns the items of a list; nothing for any other value.
    pub fn list(&self) -> &[Value] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// Returns the items of a list, or the value itself as the only item; nothing for `Null`.
    pub fn iter(&self) -> std::slice::Iter<'_, Value> {
        match self {
            Self::Null => [].iter(),
            Self::List(items) => items.iter(),
            other => std::slice::from_ref(other).iter(),
        }
    }

    /// Returns the named values of a map; nothing for any other value.
    pub fn entries(&self) -> &[(Arc<str>, Value)] {
        if let Self::Map(entries) = self { entries } else { &[] }
    }

    /// Sets a name of a map to a value, in its old place or at the end; anything but a map becomes one.
    pub fn set(&mut self, name: &str, value: Value) {
        if !matches!(self, Self::Map(_)) {
            *self = Self::map();
        }
        if let Self::Map(entries) = self {
            match entries.iter_mut().find(|(key, _)| &**key == name) {
                Some((_, old)) => *old = value,
                None => entries.push((name.into(), value)),
            }
        }
    }

    /// Tells whether there is nothing here.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value in the shape of JSON. A number that JSON cannot hold becomes `null`.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => Json::Bool(*flag),
            Self::Int(number) => Json::from(*number),
            Self::Decimal(number) => Json::from(*number),
            Self::Text(text) => Json::String(text.to_string()),
            Self::List(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Self::Map(entries) => Json::Object(
                entries.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect(),
            ),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl<'a> IntoIterator for &'a Value {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let mut cover = Value::map();
        cover.set("src", "a.jpg".into());
        let mut value = Value::map();
        value.set("title", "通知".into());
        value.set("cover", cover);
        value.set("tags", Value::List(vec!["甲".into(), "乙".into()]));
        value.set("part", Value::Int(3));
        value.set("rate", Value::Decimal(2.5));
        value
    }

    #[test]
    fn look_up() {
        let value = sample();
        assert_eq!(value.get("title").text(), Some("通知"));
        assert_eq!(value.at("cover.src").text(), Some("a.jpg"));
        assert_eq!(value.at("tags.1").text(), Some("乙"));
        assert!(value.at("cover.src.deeper").is_null() && value.at("tags.9").is_null());
        assert_eq!(value.get("part").int(), Some(3));
        assert_eq!(value.get("part").number(), Some(3.0));
        assert_eq!(value.get("title").iter().count(), 1);
        assert_eq!(value.get("none").iter().count(), 0);
    }

    #[test]
    fn set_replaces_in_place() {
        let mut value = sample();
        value.set("title", "新".into());
        assert_eq!(&*value.entries()[0].0, "title");
        assert_eq!(value.get("title").text(), Some("新"));
    }

    #[test]
    fn survives_the_cache_encoding() {
        let bytes = postcard::to_stdvec(&sample()).unwrap();
        assert_eq!(postcard::from_bytes::<Value>(&bytes).unwrap(), sample());
    }

    #[test]
    fn json_has_the_usual_shape() {
        let json = serde_json::to_string(&sample().to_json()).unwrap();
        assert_eq!(
            json,
            r#"{"title":"通知","cover":{"src":"a.jpg"},"tags":["甲","乙"],"part":3,"rate":2.5}"#
        );
    }
}
