//! Keys, signing and checking.

use std::io::{self, Cursor, Read, Seek, Write};

use blake2::{Blake2b512, Digest as _};
use ed25519_dalek::{Signer as _, SigningKey};
use minisign::{KeyPair, PublicKeyBox, SecretKeyBox, SignatureBox};

use crate::base::base64;

/// Where the seed begins in the bytes of a secret key: after three names, the salt, two limits and the number; the public key follows
/// it. *Source:* minisign, "Secret key format".
const SEED: usize = 2 + 2 + 2 + 32 + 8 + 8 + 8;

/// How the first line of a signature begins.
const UNTRUSTED: &str = "untrusted comment: ";

/// What stands there; nobody signs it, so it says nothing.
const NOTE: &str = "signature from pilothouse";

/// Bytes of a detached signature that may be read: a real one has about 300.
const MOST_SIGNATURE: usize = 16 * 1024;

/// Letters of a public key in base64.
const PUBLIC_KEY_LETTERS: usize = 56;

/// Why a key or a signature is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The text is no public key.
    #[error("this is no public key of minisign")]
    NoPublicKey,
    /// The text is no secret key, or a damaged one.
    #[error("this is no secret key of minisign")]
    NoSecretKey,
    /// The secret key is locked and the password does not open it, or there is none.
    #[error("the password does not open the secret key")]
    WrongPassword,
    /// The text is no signature.
    #[error("this is no signature of minisign")]
    NoSignature,
    /// Another key signed: its id.
    #[error("it was signed with another key ({0})")]
    OtherKey(String),
    /// The key is right, but what it signed was something else.
    #[error("the signature does not fit the data")]
    Mismatch,
    /// The data could not be read, or the system has no random numbers: its words.
    #[error("{0}")]
    System(String),
    /// A comment that would not be one line.
    #[error("a comment of a signature is one line")]
    Comment,
}

/// What anybody may know: checks signatures.
#[derive(Clone, Debug)]
pub struct PublicKey(minisign::PublicKey);

impl PublicKey {
    /// Reads a public key: its one line of base64, or a whole `.pub` file.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
        if line.len() != PUBLIC_KEY_LETTERS {
            return Err(Fault::NoPublicKey);
        }
        let whole = PublicKeyBox::from_string(&format!("untrusted comment: key\n{line}\n"));
        let key = whole.and_then(PublicKeyBox::into_public_key);
        key.map(Self).map_err(|_| Fault::NoPublicKey)
    }

    /// Returns its line of base64, as it stands in settings.
    pub fn text(&self) -> String {
        self.0.to_base64()
    }

    /// Returns its id as minisign prints it: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        key_id(self.0.keynum())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for PublicKey {}

/// What only its owner has: signs. It is never printed.
pub struct SecretKey(minisign::SecretKey);

impl SecretKey {
    /// Reads a secret key file; `password` is needed if it is locked ([`is_locked`]).
    pub fn parse(text: &str, password: Option<&str>) -> Result<Self, Fault> {
        let locked = is_locked(text)?;
        let boxed = SecretKeyBox::from_string(text).map_err(|_| Fault::NoSecretKey)?;
        let key = match (locked, password) {
            (true, None) => return Err(Fault::WrongPassword),
            (true, Some(password)) => {
                boxed.into_secret_key(Some(password.to_owned())).map_err(|_| Fault::WrongPassword)?
            }
            (false, _) if is_without_sum(text) => {
                let line = text.lines().nth(1).unwrap_or_default().trim();
                let bytes = base64::decode(line).ok_or(Fault::NoSecretKey)?;
                minisign::SecretKey::from_bytes(&bytes).map_err(|_| Fault::NoSecretKey)?
            }
            (false, _) => boxed.into_unencrypted_secret_key().map_err(|_| Fault::NoSecretKey)?,
        };
        Ok(Self(key))
    }

    /// Reads a locked secret key file, asking at the terminal for its password, which is not shown.
    pub fn ask(text: &str) -> Result<Self, Fault> {
        let boxed = SecretKeyBox::from_string(text).map_err(|_| Fault::NoSecretKey)?;
        boxed.into_secret_key(None).map(Self).map_err(|_| Fault::WrongPassword)
    }

    /// Returns the public key that belongs to it.
    pub fn public(&self) -> Result<PublicKey, Fault> {
        minisign::PublicKey::from_secret_key(&self.0).map(PublicKey).map_err(|_| Fault::NoSecretKey)
    }

    /// Signs what a reader has left; returns the text of a `.minisig` file, the same each time, as RFC 8032 has it: the crate of the
    /// format adds random bytes, and no bundle would be made twice.
    ///
    /// `comment` is one line that is signed too, such as the name of the file.
    pub fn sign(&self, mut data: impl Read, comment: &str) -> Result<String, Fault> {
        if comment.contains(['\n', '\r']) || comment.trim() != comment {
            return Err(Fault::Comment);
        }
        let key = self.signing()?;
        let mut digest = Digesting(Blake2b512::new());
        io::copy(&mut data, &mut digest).map_err(|error| Fault::System(error.to_string()))?;
        let signature = key.sign(&digest.0.finalize()).to_bytes();
        let both = key.sign(&[&signature[..], comment.as_bytes()].concat()).to_bytes();
        let named = [&b"ED"[..], self.0.keynum(), &signature].concat();
        let (named, both) = (base64::encode(&named), base64::encode(&both));
        Ok(format!("{UNTRUSTED}{NOTE}\n{named}\ntrusted comment: {comment}\n{both}\n"))
    }

    /// Returns the key as the arithmetic wants it. A damaged one without a sum is noticed here: its halves do not belong together.
    fn signing(&self) -> Result<SigningKey, Fault> {
        let bytes = self.0.to_bytes();
        let seed: Option<&[u8; 32]> = bytes.get(SEED..SEED + 32).and_then(|seed| seed.try_into().ok());
        let key = SigningKey::from_bytes(seed.ok_or(Fault::NoSecretKey)?);
        let public = bytes.get(SEED + 32..SEED + 64);
        if public == Some(key.verifying_key().as_bytes()) { Ok(key) } else { Err(Fault::NoSecretKey) }
    }
}

/// A digest that is written to.
struct Digesting(Blake2b512);

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A pair of keys as the texts of two files.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// The `.pub` file.
    pub public: String,
    /// The `.key` file, which nobody but its owner may see.
    pub secret: String,
}

/// Makes a pair of keys; with a password the secret one is locked.
pub fn generate(password: Option<&str>) -> Result<Pair, Fault> {
    let system = |error: minisign::PError| Fault::System(error.to_string());
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
        None => KeyPair::generate_unencrypted_keypair(),
    };
    let pair = pair.map_err(system)?;
    let id = key_id(pair.pk.keynum());
    let note = format!("minisign secret key {id}");
    Ok(Pair {
        public: format!("untrusted comment: minisign public key {id}\n{}\n", pair.pk.to_base64()),
        secret: pair.sk.to_box(Some(&note)).map_err(system)?.into_string(),
    })
}

/// Tells whether a secret key needs a password.
pub fn is_locked(secret: &str) -> Result<bool, Fault> {
    let line = secret.lines().nth(1).unwrap_or_default().trim();
    // After `Ed` stand two bytes for how it is locked: "Sc", or nothing.
    match line.get(..6) {
        Some("RWRTY0") => Ok(true),
        Some("RWQAAE") => Ok(false),
        _ => Err(Fault::NoSecretKey),
    }
}

/// Tells whether a bare secret key ends in zeros where its sum would stand: the original program writes them so, the crate not.
fn is_without_sum(secret: &str) -> bool {
    secret.lines().nth(1).is_some_and(|line| line.trim().ends_with(&format!("{}=", "A".repeat(42))))
}

/// Checks a detached signature; returns the comment that was signed along.
pub fn verify(key: &PublicKey, data: impl Read + Seek, signature: &str) -> Result<String, Fault> {
    if signature.len() > MOST_SIGNATURE {
        return Err(Fault::NoSignature);
    }
    let signature = SignatureBox::from_string(signature).map_err(|_| Fault::NoSignature)?;
    // Over the data itself instead of its digest: old, and never written here.
    if !signature.is_prehashed() {
        return Err(Fault::NoSignature);
    }
    if signature.keynum() != key.0.keynum() {
        return Err(Fault::OtherKey(key_id(signature.keynum())));
    }
    let comment = signature.trusted_comment().map_err(|_| Fault::NoSignature)?;
    minisign::verify(&key.0, &signature, data, true, false, false).map_err(|_| Fault::Mismatch)?;
    Ok(comment)
}

/// Tells whether a signature is written as this program writes it, letter for letter: what is not signed may say nothing else.
pub fn is_own_form(signature: &str) -> bool {
    let first = signature.lines().next().and_then(|line| line.strip_prefix(UNTRUSTED));
    let read = SignatureBox::from_string(signature);
    first == Some(NOTE) && read.is_ok_and(|read| read.to_string().trim_end() == signature.trim_end())
}

impl Pair {
    /// Returns the public key.
    pub fn key(&self) -> Result<PublicKey, Fault> {
        PublicKey::parse(&self.public)
    }
}

/// Checks a signature over bytes in memory.
pub fn verify_bytes(key: &PublicKey, data: &[u8], signature: &str) -> Result<String, Fault> {
    verify(key, Cursor::new(data), signature)
}

/// Returns an id as minisign prints it: a number, its least byte first.
fn key_id(bytes: &[u8]) -> String {
    bytes.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_is_told_from_what_was_not() {
        let pair = generate(None).unwrap();
        let (secret, public) = (SecretKey::parse(&pair.secret, None).unwrap(), pair.key().unwrap());
        assert_eq!(secret.public().unwrap(), public);
        let signature = secret.sign(&b"abc"[..], "第一份").unwrap();
        assert_eq!(verify_bytes(&public, b"abc", &signature), Ok("第一份".to_owned()));
        assert_eq!(secret.sign(&b"abc"[..], "第一份"), Ok(signature.clone()), "one text has one signature");
        assert!(is_own_form(&signature) && !is_own_form(&signature.replace("signature from", "by")));
        assert_eq!(verify_bytes(&public, b"abd", &signature), Err(Fault::Mismatch));
        let forged = signature.replace("第一份", "第二份");
        assert_eq!(verify_bytes(&public, b"abc", &forged), Err(Fault::Mismatch));
        let other = generate(None).unwrap().key().unwrap();
        assert_eq!(verify_bytes(&other, b"abc", &signature), Err(Fault::OtherKey(public.id())));
    }

    #[test]
    fn a_password_locks() {
        let pair = generate(Some("密码")).unwrap();
        assert_eq!(is_locked(&pair.secret), Ok(true));
        assert_eq!(is_locked(&generate(None).unwrap().secret), Ok(false));
        assert_eq!(SecretKey::parse(&pair.secret, None).err(), Some(Fault::WrongPassword));
        assert_eq!(SecretKey::parse(&pair.secret, Some("密")).err(), Some(Fault::WrongPassword));
        let secret = SecretKey::parse(&pair.secret, Some("密码")).unwrap();
        let signature = secret.sign(&b"x"[..], "c").unwrap();
        assert!(verify_bytes(&pair.key().unwrap(), b"x", &signature).is_ok());
    }

    /// Written by the original program, with and without a password, so that both read each other's files.
    #[test]
    fn files_of_the_original_program() {
        let public = PublicKey::parse(include_str!("original.pub")).unwrap();
        let signature = include_str!("original.minisig");
        let comment = verify_bytes(&public, b"abc", signature).unwrap();
        assert!(comment.contains("file:abc.txt"), "{comment}");
        let bare = SecretKey::parse(include_str!("original.key"), None).unwrap();
        assert_eq!(bare.public().unwrap(), public);
        let locked = SecretKey::parse(include_str!("original-locked.key"), Some("abc")).unwrap();
        assert!(locked.sign(&b""[..], "").is_ok());
    }

    #[test]
    fn hostile_texts_are_refused() {
        let pair = generate(None).unwrap();
        let secret = SecretKey::parse(&pair.secret, None).unwrap();
        let good = secret.sign(&b"abc"[..], "c").unwrap();
        let key = pair.key().unwrap();
        let lines: Vec<&str> = good.lines().collect();
        for count in 0..4 {
            let cut = lines[..count].join("\n");
            assert_eq!(verify_bytes(&key, b"abc", &cut), Err(Fault::NoSignature), "{count} lines");
        }
        for bad in ["", "\n\n\n\n", "中文", &"A".repeat(99_999), &good.replace("RU", "RW")] {
            assert!(verify_bytes(&key, b"abc", bad).is_err(), "{bad:.40}");
        }
        for bad in ["", "RWQ", "中文中文中文中文中文中文中文中文中文中文", &"=".repeat(56), &"A".repeat(57)]
        {
            assert_eq!(PublicKey::parse(bad).err(), Some(Fault::NoPublicKey), "{bad}");
        }
        for bad in ["", "a\nb", "untrusted comment: x\nRWRTY0", "untrusted comment: x\nRWQAAE中"] {
            assert!(SecretKey::parse(bad, Some("x")).is_err(), "{bad}");
        }
        assert_eq!(secret.sign(&b""[..], "two\nlines"), Err(Fault::Comment));
    }
}
