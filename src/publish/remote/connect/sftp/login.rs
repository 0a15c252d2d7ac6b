//! Finds out whether the server is the one that is meant, and says who comes.
//!
//! Nothing is taken from where the settings do not say: no file of another program, no key that was accepted unseen.

use std::borrow::Cow;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use russh::client::{self, AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::known_hosts::{check_known_hosts_path, known_host_keys_path};
use russh::keys::{
    Algorithm, Error as KeyError, HashAlg, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate,
    load_secret_key,
};
use russh::{Preferred, client::Config};

use super::super::super::super::PublishError;
use super::super::super::address::Host;
use super::super::super::{Address, Secrets};
use super::super::PATIENCE;
use super::told;

/// The variables that say who comes, besides a key.
const PASSWORD: &str = "PILOTHOUSE_SFTP_PASSWORD";
const PASSPHRASE: &str = "PILOTHOUSE_SFTP_PASSPHRASE";
const AGENT: &str = "SSH_AUTH_SOCK";

/// Most rounds of questions that a server may ask.
const QUESTIONS: usize = 4;

/// Looks at the key of the server.
pub struct Guard {
    host: Host,
    refused: Arc<Mutex<Option<PublishError>>>,
}

impl client::Handler for Guard {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let judged = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => judge(&self.host, key),
            PublicKeyOrCertificate::Certificate(_) => return Ok(false),
        };
        let is_right = judged.is_ok();
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = judged.err();
        Ok(is_right)
    }
}

/// Insists that a key is the one that the settings know for a host.
fn judge(host: &Host, key: &PublicKey) -> Result<(), PublishError> {
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let name = || format!("{}:{}", host.name, host.port);
    let other = |fingerprint| PublishError::OtherHost { host: name(), fingerprint };
    if !host.fingerprint.is_empty() {
        return if host.fingerprint == fingerprint { Ok(()) } else { Err(other(fingerprint)) };
    }
    if let Some(file) = &host.known {
        match check_known_hosts_path(&host.name, host.port, key, file) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(KeyError::KeyChanged { .. }) => return Err(other(fingerprint)),
            Err(error) => return Err(PublishError::io(file)(std::io::Error::other(error))),
        }
    }
    Err(PublishError::UnknownHost { host: name(), fingerprint })
}

/// Connects and logs in.
pub async fn log_in(
    address: &Address,
    host: &Host,
    secrets: &Secrets,
) -> Result<Handle<Guard>, PublishError> {
    let refused = Arc::new(Mutex::new(None));
    let guard = Guard { host: host.clone(), refused: Arc::clone(&refused) };
    let failed = |error: &dyn std::fmt::Display| PublishError::io(&address.shown())(told(error, secrets));
    let connecting = client::connect(Arc::new(config(host)?), (&*host.name, host.port), guard);
    let connected = tokio::time::timeout(PATIENCE, connecting).await;
    if let Some(refusal) = refused.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(refusal);
    }
    let mut session = match connected {
        Ok(connected) => connected.map_err(|error| failed(&error))?,
        Err(_) => return Err(PublishError::io(&address.shown())(std::io::ErrorKind::TimedOut.into())),
    };
    for way in ways(host, secrets)? {
        let done = tokio::time::timeout(PATIENCE, present(&mut session, host, secrets, way)).await;
        match done {
            Ok(Ok(true)) => return Ok(session),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(PublishError::io(&address.shown())(std::io::ErrorKind::TimedOut.into())),
        }
    }
    Err(PublishError::NoEntry { host: host.name.clone(), user: host.user.clone() })
}

/// Returns what is asked of the library. Kinds of keys that are known for the host are asked for first: a server has several.
fn config(host: &Host) -> Result<Config, PublishError> {
    let mut keys: Vec<Algorithm> = Vec::new();
    if let Some(file) = &host.known {
        // The library takes a file that is not there for an empty one.
        fs::metadata(file).map_err(PublishError::io(file))?;
        let known = known_host_keys_path(&host.name, host.port, file);
        let known = known.map_err(|error| PublishError::io(file)(std::io::Error::other(error)))?;
        keys.extend(known.iter().map(|(_, key)| key.algorithm()));
    }
    let usual = Preferred::default();
    // A key for RSA is used with either of the newer sums.
    let is_rsa = |one: &Algorithm| matches!(one, Algorithm::Rsa { .. });
    let is_known = |one: &Algorithm| keys.iter().any(|key| key == one || is_rsa(key) && is_rsa(one));
    let (mut first, rest): (Vec<_>, Vec<_>) = usual.key.iter().cloned().partition(is_known);
    first.extend(rest);
    Ok(Config {
        preferred: Preferred { key: Cow::Owned(first), ..usual },
        keepalive_interval: Some(PATIENCE / 2),
        nodelay: true,
        ..Config::default()
    })
}

/// What can be shown to the server.
#[derive(Clone, Copy)]
enum Proof {
    Key,
    Agent,
    Password,
}

/// Returns what can be shown, in this order.
fn ways(host: &Host, secrets: &Secrets) -> Result<Vec<Proof>, PublishError> {
    let mut ways = Vec::new();
    ways.extend(host.key.as_ref().map(|_| Proof::Key));
    ways.extend((host.key.is_none() && !secrets.get(AGENT).is_empty()).then_some(Proof::Agent));
    ways.extend((!secrets.get(PASSWORD).is_empty()).then_some(Proof::Password));
    if ways.is_empty() {
        Err(PublishError::NoSecrets("PILOTHOUSE_SFTP_PASSWORD, SSH_AUTH_SOCK"))
    } else {
        Ok(ways)
    }
}

/// Shows one thing; tells whether it opened the door.
async fn present(
    session: &mut Handle<Guard>,
    host: &Host,
    secrets: &Secrets,
    proof: Proof,
) -> Result<bool, PublishError> {
    let failed =
        |error: &dyn std::fmt::Display| PublishError::io((*host.name).as_ref())(told(error, secrets));
    match proof {
        Proof::Key => with_key(session, host, secrets).await,
        Proof::Agent => with_agent(session, host, secrets.get(AGENT)).await.map_err(|error| failed(&error)),
        Proof::Password => {
            with_password(session, &host.user, secrets.get(PASSWORD)).await.map_err(|error| failed(&error))
        }
    }
}

async fn with_key(session: &mut Handle<Guard>, host: &Host, secrets: &Secrets) -> Result<bool, PublishError> {
    let Some(file) = &host.key else { return Ok(false) };
    let failed = |error: &dyn std::fmt::Display| PublishError::io(file)(told(error, secrets));
    let passphrase = Some(secrets.get(PASSPHRASE)).filter(|text| !text.is_empty());
    let key = load_secret_key(file, passphrase).map_err(|error| failed(&error))?;
    let hash = session.best_supported_rsa_hash().await.map_err(|error| failed(&error))?.flatten();
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
    let done = session.authenticate_publickey(&*host.user, key).await;
    done.map(|done| done.success()).map_err(|error| failed(&error))
}

#[cfg(unix)]
async fn with_agent(session: &mut Handle<Guard>, host: &Host, socket: &str) -> Result<bool, russh::Error> {
    use russh::keys::agent::AgentIdentity;
    use russh::keys::agent::client::AgentClient;

    let mut agent = AgentClient::connect_uds(socket).await.map_err(russh::Error::from)?;
    let keys = agent.request_identities().await.map_err(russh::Error::from)?;
    let hash = session.best_supported_rsa_hash().await?.flatten();
    for identity in keys {
        let AgentIdentity::PublicKey { key, .. } = identity else { continue };
        let hash = hash.filter(|_| key.algorithm().is_rsa());
        let done = session.authenticate_publickey_with(&*host.user, key, hash, &mut agent).await;
        if done.is_ok_and(|done| done.success()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Agents of Windows are no sockets; keys in files and passwords remain.
#[cfg(not(unix))]
async fn with_agent(_: &mut Handle<Guard>, _: &Host, _: &str) -> Result<bool, russh::Error> {
    Ok(false)
}

/// Gives the password, also where the server asks for it as a question.
async fn with_password(
    session: &mut Handle<Guard>,
    user: &str,
    password: &str,
) -> Result<bool, russh::Error> {
    if let AuthResult::Success = session.authenticate_password(user, password).await? {
        return Ok(true);
    }
    let mut asked = session.authenticate_keyboard_interactive_start(user, None).await?;
    for _ in 0..QUESTIONS {
        match asked {
            KeyboardInteractiveAuthResponse::Success => return Ok(true),
            KeyboardInteractiveAuthResponse::Failure { .. } => return Ok(false),
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => {
                let answers = prompts.iter().map(|_| password.to_owned()).collect();
                asked = session.authenticate_keyboard_interactive_respond(answers).await?;
            }
        }
    }
    Ok(false)
}
