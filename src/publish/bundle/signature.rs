//! Signatures as minisign makes and checks them (Ed25519 over BLAKE2b): its keys and files can be used with this program and the
//! other way round.

use std::io::Cursor;

use blake2::{Blake2b512, Digest};
use ed25519_dalek::{Signer as _, SigningKey};
use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use super::Refusal;
use crate::publish::disk::base64;

/// Where the seed begins in the bytes of a secret key: after three names, the salt, two limits and the number.
/// *Source:* minisign, "Secret key format".
const SEED: usize = 2 + 2 + 2 + 32 + 8 + 8 + 8;

/// Where a secret key says how it is locked; nothing if it is not.
const LOCKED: usize = 2;

/// What stands above a signature; nobody checks it, so it says nothing.
const COMMENT: &str = "pilothouse bundle";

/// A key that signs.
pub struct Signer(SecretKey);

/// Returns a new pair as the text of two files: the secret one, without password, and the public one.
pub fn new_keys() -> Option<(String, String)> {
    let pair = KeyPair::generate_unencrypted_keypair().ok()?;
    let secret = pair.sk.to_box(Some("pilothouse secret key")).ok()?.into_string();
    Some((secret, pair.pk.to_box().ok()?.into_string()))
}

impl Signer {
    /// Reads a secret key; `password` opens one that is locked.
    pub fn read(text: &str, password: Option<String>) -> Option<Self> {
        let plain = SecretKey::from_bytes(&from_base64(text.lines().nth(1)?)?).ok()?;
        // The program leaves the checksum of a key without password empty, which the library would not open.
        if plain.to_bytes().get(LOCKED..LOCKED + 2) == Some(&[0; 2]) {
            return Some(Self(plain));
        }
        SecretKeyBox::from_string(text)
            .ok()?
            .into_secret_key(Some(password.unwrap_or_default()))
            .ok()
            .map(Self)
    }

    /// Returns the signature of bytes as the text of a `.minisig` file; the same each time, as RFC 8032 has it. The library's own
    /// adds random bytes, and no bundle would be made twice.
    pub fn sign(&self, bytes: &[u8]) -> Option<String> {
        let key = self.0.to_bytes();
        let seed: &[u8; 32] = key.get(SEED..SEED + 32)?.try_into().ok()?;
        let key = SigningKey::from_bytes(seed);
        let signature = key.sign(&Blake2b512::digest(bytes)).to_bytes();
        let both = key.sign(&[&signature[..], COMMENT.as_bytes()].concat()).to_bytes();
        let named = [&b"ED"[..], self.0.keynum(), &signature].concat();
        Some(format!(
            "untrusted comment: {COMMENT}\n{}\ntrusted comment: {COMMENT}\n{}\n",
            base64(&named),
            base64(&both)
        ))
    }
}

/// Insists that one of some public keys signed the bytes.
pub fn check(bytes: &[u8], signature: &str, keys: &[PublicKey]) -> Result<(), Refusal> {
    let read = SignatureBox::from_string(signature).map_err(|_| Refusal::Signature)?;
    // A changed letter outside of what is signed would pass otherwise.
    if read.to_string().trim_end() != signature.trim_end()
        || read.untrusted_comment().ok().as_deref() != Some(COMMENT)
    {
        return Err(Refusal::Signature);
    }
    let key = keys.iter().find(|key| key.keynum() == read.keynum()).ok_or(Refusal::WrongKey)?;
    minisign::verify(key, &read, Cursor::new(bytes), true, false, false).map_err(|_| Refusal::Signature)
}

/// Reads a public key: the text of a `.pub` file, or its second line alone.
pub fn public_key(text: &str) -> Option<PublicKey> {
    let boxed = PublicKeyBox::from_string(text).ok().and_then(|boxed| boxed.into_public_key().ok());
    boxed.or_else(|| PublicKey::from_base64(text.trim()).ok())
}

/// Reads bytes written in the letters of RFC 4648, section 4.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut out = Vec::new();
    for four in text.trim().trim_end_matches('=').as_bytes().chunks(4) {
        let mut number = 0_u32;
        for place in 0..4 {
            number = number << 6 | u32::from(four.get(place).map_or(Some(0), |letter| digit(*letter))?);
        }
        out.extend(&number.to_be_bytes()[1..four.len()]);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_bytes() {
        for bytes in [&b""[..], b"f", b"fo", b"foo", b"foob", &[0, 255, 128, 7]] {
            assert_eq!(from_base64(&base64(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(from_base64("Zm9v!"), None);
    }

    #[test]
    fn one_message_has_one_signature() {
        let (secret, public) = new_keys().unwrap();
        let (signer, key) = (Signer::read(&secret, None).unwrap(), public_key(&public).unwrap());
        let signature = signer.sign(b"text").unwrap();
        assert_eq!(signer.sign(b"text").as_ref(), Some(&signature));
        assert!(check(b"text", &signature, std::slice::from_ref(&key)).is_ok());
        assert!(check(b"tekst", &signature, std::slice::from_ref(&key)).is_err());
        assert!(Signer::read("x\ny\n", None).is_none() && Signer::read("", None).is_none());
    }
}
