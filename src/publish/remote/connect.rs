//! Carries bytes to storage and WebDAV servers through the library `opendal`: the only module that knows it, and the only one with a
//! runtime for waiting on several lines at once.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use opendal::layers::{RetryLayer, TimeoutLayer};
use opendal::{EntryMode, ErrorKind, Operator};
use tokio::runtime::{Builder, Runtime};

use super::super::PublishError;
use super::address::Speech;
use super::{Address, Listing, Remote, Secrets};

/// Longest time to wait for an answer that moves no bytes, and for the next piece of one that does.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a request is made again that may succeed then.
const TRIES: usize = 3;

/// A connection.
struct Line {
    operator: Operator,
    runtime: Runtime,
    secrets: Secrets,
}

/// Connects to a target. Nothing is asked of the server yet.
pub fn connect(address: &Address, secrets: &Secrets) -> Result<Box<dyn Remote>, PublishError> {
    // Another part of the program may have chosen what encrypts before: that is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    opendal_http_transport_reqwest::install_default();
    let failed = PublishError::io(&address.shown());
    let operator = match &address.speech {
        Speech::S3 { bucket, endpoint, region } => storage(address, bucket, endpoint, region, secrets)?,
        Speech::WebDav { endpoint } => webdav(address, endpoint, secrets)?,
    };
    let timeout = TimeoutLayer::new().with_timeout(PATIENCE).with_io_timeout(PATIENCE);
    let retry = RetryLayer::new().with_max_times(TRIES).with_min_delay(Duration::from_millis(200));
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(failed)?;
    let operator = operator.layer(timeout).layer(retry);
    Ok(Box::new(Line { operator, runtime, secrets: secrets.clone() }))
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
    fn entries(&self, folder: &str) -> io::Result<Vec<(String, Option<u64>)>> {
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

impl Remote for Line {
    fn list(&self, folder: &str) -> io::Result<Listing> {
        let mut found = Listing::new();
        let mut left = VecDeque::from([folder.to_owned()]);
        while let Some(next) = left.pop_front() {
            for (path, size) in self.entries(&next)? {
                match (size, path.strip_prefix(folder)) {
                    (Some(size), Some(rest)) => drop(found.insert(rest.to_owned(), size)),
                    (None, Some(_)) if path != next => left.push_back(path),
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.wait(self.operator.read(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => Ok(Some(bytes?.to_vec())),
        }
    }

    fn write(&self, path: &str, bytes: Vec<u8>) -> io::Result<()> {
        let typed = self.operator.info().capability().write_with_content_type;
        let put = async {
            let put = self.operator.write_with(path, bytes);
            if typed { put.content_type(kind_of(path)).await } else { put.await }
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

/// Returns what storage is told of a file, for it tells browsers that.
fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" | "htm" | "shtml" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "gz" => "application/gzip",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
