//! Who signed what: digests of bytes, and detached signatures in the format of minisign.
//!
//! Keys and signatures are files that `minisign` itself reads and writes: Ed25519 over the BLAKE2b digest of the data, secret keys
//! bare or locked with a password. Knows bytes and texts; must not know files, pages, archives or terminals. The one door to
//! the crates that do the arithmetic.

mod digest;
mod key;

pub use digest::{Digest, Hasher};
pub use key::{Fault, Pair, PublicKey, SecretKey, generate, is_locked, is_own_form, verify, verify_bytes};
