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
        let opened = SecretKeyBox::from_string(text).ok()?.into_unencrypted_secret_key();
        let key = opened.or_else(|_| SecretKeyBox::from_string(text)?.into_secret_key(Some(password.unwrap_or_default())));
        key.ok().map(Self)
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
    if read.to_string().trim_end() != signature.trim_end() || read.untrusted_comment().ok().as_deref() != Some(COMMENT) {
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
