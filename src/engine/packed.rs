//! Parts of an answer that are unpacked when somebody looks at them.
//!
//! All kinds of a site are one answer, for a page may name any of them; but a build after an edit looks at one or two. So each of them
//! stays as it lies in the cache until then.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use super::query::encode;

/// A value, or its encoding until it is needed.
///
/// *Errors:* the encoding is what this module wrote, and its sum was verified with the file it was read from; if it is none all the same,
/// there is the default value.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    encoded: Box<[u8]>,
    value: OnceLock<T>,
}

impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Self { encoded: Box::default(), value: value.into() }
    }
}

impl<T: DeserializeOwned + Default> Packed<T> {
    /// Returns the value, to be changed.
    pub fn value_mut(&mut self) -> &mut T {
        let _ = self.deref();
        self.encoded = Box::default();
        self.value.get_mut().expect("it was unpacked above")
    }
}

impl<T: DeserializeOwned + Default> Deref for Packed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| postcard::from_bytes(&self.encoded).unwrap_or_default())
    }
}

impl<T: DeserializeOwned + Default + PartialEq> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: DeserializeOwned + Default + Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if !self.encoded.is_empty() {
            return to.serialize_bytes(&self.encoded);
        }
        to.serialize_bytes(&encode(&**self))
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let encoded = serde_bytes::ByteBuf::deserialize(from)?.into_vec().into();
        Ok(Self { encoded, value: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_unpacked_when_it_is_looked_at() {
        let packed: Packed<String> = "甲".to_owned().into();
        let bytes = postcard::to_allocvec(&packed).unwrap();
        let mut back: Packed<String> = postcard::from_bytes(&bytes).unwrap();
        assert!(back.value.get().is_none());
        assert_eq!(postcard::to_allocvec(&back).unwrap(), bytes);
        assert_eq!(*back, "甲");
        back.value_mut().push('乙');
        assert_eq!(
            postcard::to_allocvec(&back).unwrap(),
            postcard::to_allocvec(&Packed::from("甲乙".to_owned())).unwrap()
        );
        assert!(back != packed);
    }
}
