//! Carries bytes to storage and WebDAV servers through the library `opendal`: the only module that knows it.
//!
//! Large files travel in pieces where the server takes pieces: storage does. WebDAV does not: it has one request for a file, and the
//! library makes the body of a request from bytes that are there (`oio::OneShotWrite`), so that such a file is in memory whole, one at a
//! time.

use std::io::{self, Cursor, Read};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::{EntryMode, ErrorKind, Operator};
use tokio::runtime::Runtime;

use super::super::super::PublishError;
use super::super::address::Speech;
use super::super::{Address, Listing, Remote, Secrets};
use super::{Entries, PATIENCE, below};
use crate::base::media_type;

/// Bytes of a file that travel at once, where it can be sent and read in pieces. Storage wants five megabytes at least.
const PIECE: u64 = 8 << 20;

/// How often a request is made again that may succeed then.
const TRIES: usize = 3;

/// A connection.
struct Line {
    operator: Operator,
    runtime: Runtime,
    secrets: Secrets,
    /// Held by who holds a large file in memory.
    large: Mutex<()>,
}

/// Connects to a target. Nothing is asked of the server yet.
pub fn connect(
    address: &Address,
    secrets: &Secrets,
    runtime: Runtime,
) -> Result<Box<dyn Remote>, PublishError> {
    // Another part of the program may have chosen what encrypts before: that is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
    let operator = match &address.speech {
        Speech::S3 { bucket, endpoint, region } => storage(address, bucket, endpoint, region, secrets)?,
        Speech::WebDav { endpoint } => webdav(address, endpoint, secrets)?,
        Speech::Sftp(_) => return Err(PublishError::NotBuilt(address.feature())),
    };
    let timeout = TimeoutLayer::new().with_timeout(PATIENCE).with_io_timeout(PATIENCE);
    let retry = RetryLayer::new().with_max_times(TRIES).with_min_delay(Duration::from_millis(200));
    let operator = operator.layer(timeout).layer(retry);
    Ok(Box::new(Line { operator, runtime, secrets: secrets.clone(), large: Mutex::new(()) }))
}

#[cfg(feature = "publish-s3")]
fn storage(
    address: &Address,
    bucket: &str,
    endpoint: &str,
    region: &str,
    secrets: &Secrets,
) -> Result<Operator, PublishError> {
    let (key, secret) = (secrets.get("AWS_ACCESS_KEY_ID"), secrets.get("AWS_SECRET_ACCESS_KEY"));
    if key.is_empty() || secret.is_empty() {
        return Err(PublishError::NoSecrets("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"));
    }
    // Keys come from where the manual says, from nowhere else: no files of other programs, no questions to the network.
    let mut service = opendal::services::S3::default()
        .bucket(bucket)
        .root(&address.above)
        .region(if region.is_empty() { "us-east-1" } else { region })
        .access_key_id(key)
        .secret_access_key(secret)
        .disable_config_load()
        .disable_ec2_metadata();
    if !endpoint.is_empty() {
        service = service.endpoint(endpoint);
    }
    if !secrets.get("AWS_SESSION_TOKEN").is_empty() {
        service = service.session_token(secrets.get("AWS_SESSION_TOKEN"));
    }
    Operator::new(service).map_err(|error| PublishError::io(&address.shown())(told(&error, secrets)))
}

#[cfg(not(feature = "publish-s3"))]
fn storage(address: &Address, _: &str, _: &str, _: &str, _: &Secrets) -> Result<Operator, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}

#[cfg(feature = "publish-webdav")]
fn webdav(address: &Address, endpoint: &str, secrets: &Secrets) -> Result<Operator, PublishError> {
    let (user, password) = (secrets.get("PILOTHOUSE_WEBDAV_USER"), secrets.get("PILOTHOUSE_WEBDAV_PASSWORD"));
    let mut service = opendal::services::Webdav::default().endpoint(endpoint).root(&address.above);
    // A server may know by other means who may write.
    if !user.is_empty() {
        service = service.username(user).password(password);
    }
    Operator::new(service).map_err(|error| PublishError::io(&address.shown())(told(&error, secrets)))
}

#[cfg(not(feature = "publish-webdav"))]
fn webdav(address: &Address, _: &str, _: &Secrets) -> Result<Operator, PublishError> {
    Err(PublishError::NotBuilt(address.feature()))
}

/// Returns an error of the library as one of the system, without what is secret.
fn told(error: &opendal::Error, secrets: &Secrets) -> io::Error {
    let kind = match error.kind() {
        ErrorKind::NotFound => io::ErrorKind::NotFound,
        ErrorKind::PermissionDenied => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    // Only the message: what stands beside it repeats requests.
    let text = secrets.hide(&format!("{}: {}", error.kind(), error.message()));
    io::Error::new(kind, text)
}

impl Line {
    fn wait<T>(&self, asked: impl Future<Output = opendal::Result<T>>) -> io::Result<T> {
        self.runtime.block_on(asked).map_err(|error| told(&error, &self.secrets))
    }

    /// Returns what lies in a folder: paths and sizes of files, paths of folders.
    fn entries(&self, folder: &str) -> io::Result<Entries> {
        let at_once = self.operator.info().capability().list_with_recursive;
        let entries = match self.wait(async { self.operator.list_with(folder).recursive(at_once).await }) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let entry = |entry: opendal::Entry| {
            let size =
                (entry.metadata().mode() == EntryMode::FILE).then(|| entry.metadata().content_length());
            (entry.path().to_owned(), size)
        };
        Ok(entries
            .into_iter()
            .map(entry)
            .filter(|(path, size)| size.is_some() || !at_once || path.is_empty())
            .collect())
    }
}

impl Line {
    /// Sends a file in pieces; the server makes a file of them when the last is there.
    fn put_pieces(&self, path: &str, from: &mut dyn Read) -> io::Result<()> {
        let opened = self.operator.writer_with(path).chunk(PIECE as usize).content_type(media_type(path));
        let mut writer = self.wait(async { opened.await })?;
        loop {
            let mut piece = Vec::new();
            match from.take(PIECE).read_to_end(&mut piece) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    let _ = self.wait(writer.abort());
                    return Err(error);
                }
            }
            self.wait(writer.write(piece))?;
        }
        self.wait(writer.close()).map(drop)
    }
}

/// A large file at a server, read piece by piece.
struct Pieces<'l> {
    line: &'l Line,
    path: String,
    at: u64,
    size: u64,
    piece: Cursor<Vec<u8>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(into)?;
        if read > 0 || into.is_empty() || self.at == self.size {
            return Ok(read);
        }
        let range = self.at..self.size.min(self.at + PIECE);
        self.at = range.end;
        let line = self.line;
        let bytes = line.wait(async { line.operator.read_with(&self.path).range(range).await })?;
        self.piece = Cursor::new(bytes.to_vec());
        self.piece.read(into)
    }
}

impl Remote for Line {
    fn list(&self, folder: &str) -> io::Result<Listing> {
        Ok(below(folder, |folder| self.entries(folder))?.0)
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.wait(self.operator.read(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => Ok(Some(bytes?.to_vec())),
        }
    }

    fn open(&self, path: &str, size: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        if size <= PIECE {
            return Ok(self.read(path)?.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read>));
        }
        if let Err(error) = self.wait(self.operator.stat(path)) {
            return if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) };
        }
        Ok(Some(Box::new(Pieces { line: self, path: path.into(), at: 0, size, piece: Cursor::default() })))
    }

    fn put(&self, path: &str, from: &mut dyn Read, size: u64) -> io::Result<()> {
        let capability = self.operator.info().capability();
        if size > PIECE && capability.write_can_multi {
            return self.put_pieces(path, from);
        }
        let _alone = (size > PIECE).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes)?;
        self.write(path, bytes)
    }

    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        let typed = self.operator.info().capability().write_with_content_type;
        let put = async {
            let put = self.operator.write_with(path, bytes);
            if typed { put.content_type(media_type(path)).await } else { put.await }
        };
        self.wait(put).map(drop)
    }

    fn create(&self, path: &str, bytes: Vec<u8>) -> Option<io::Result<bool>> {
        if !self.operator.info().capability().write_with_if_not_exists {
            return None;
        }
        let put = async { self.operator.write_with(path, bytes).if_not_exists(true).await };
        Some(match self.runtime.block_on(put) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::ConditionNotMatch => Ok(false),
            Err(error) => Err(told(&error, &self.secrets)),
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        match self.wait(self.operator.delete(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        let inside = self.entries(folder)?;
        match inside.iter().any(|(path, _)| path != folder) {
            true => Ok(()),
            false => self.remove(folder),
        }
    }
}
