//! Where a remote target is: `s3://bucket/folder`, `https://server/folder` for WebDAV, or `sftp://user@host/folder`.

use std::path::PathBuf;

use super::super::PublishError;

/// The address of a remote target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What speaks there.
    pub speech: Speech,
    /// Folder above the one that is served: a path with a slash at both ends.
    pub above: String,
    /// Name of the folder that is served.
    pub name: String,
    shown: String,
}

/// What is spoken with a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speech {
    /// Object storage.
    S3 {
        /// The bucket.
        bucket: String,
        /// The server, as `https://host:port`; empty for that of the region.
        endpoint: String,
        /// The region; empty if the server knows none.
        region: String,
    },
    /// Folders over HTTP.
    WebDav {
        /// The server, as `https://host:port`.
        endpoint: String,
    },
    /// Folders over a secure shell.
    Sftp(Host),
}

/// A host that speaks SFTP, and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Who comes.
    pub user: String,
    /// Name or address.
    pub name: String,
    /// Port.
    pub port: u16,
    /// What its key is known by, as `SHA256:…`; empty if the settings do not say.
    pub fingerprint: String,
    /// The file with keys of hosts.
    pub known: Option<PathBuf>,
    /// The file with the key of the user.
    pub key: Option<PathBuf>,
}

/// What settings say of a server besides its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Server {
    /// The server of object storage, as `https://host:port`.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// What the key of a host is known by.
    pub fingerprint: String,
    /// The file with keys of hosts.
    pub known: Option<PathBuf>,
    /// The file with the key of the user.
    pub key: Option<PathBuf>,
}

impl Address {
    /// Tells whether a place is one of these and not a folder.
    pub fn is_one(to: &str) -> bool {
        ["s3://", "http://", "https://", "sftp://"].iter().any(|scheme| to.starts_with(scheme))
    }

    /// Reads an address. A password in it is refused: settings are passed around.
    pub fn read(to: &str, server: &Server) -> Result<Self, PublishError> {
        let refused = || PublishError::NoAddress(without_user(to));
        let (scheme, rest) = to.split_once("://").ok_or_else(refused)?;
        let (host, path) = rest.split_once('/').ok_or_else(refused)?;
        let pieces: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        let odd = |piece: &&str| {
            matches!(*piece, "" | "." | "..")
                || piece.contains(['?', '#', '%', '\\'])
                || piece.contains(char::is_control)
        };
        let (Some((name, above)), false) = (pieces.split_last(), pieces.iter().any(odd)) else {
            return Err(refused());
        };
        if host.is_empty() || (host.contains('@') && scheme != "sftp") || server.endpoint.contains('@') {
            return Err(refused());
        }
        let speech = match scheme {
            "s3" => Speech::S3 {
                bucket: host.into(),
                endpoint: server.endpoint.clone(),
                region: server.region.clone(),
            },
            "http" | "https" => Speech::WebDav { endpoint: format!("{scheme}://{host}") },
            "sftp" => Speech::Sftp(Host::read(host, server).ok_or_else(refused)?),
            _ => return Err(refused()),
        };
        let above = above.iter().fold(String::from("/"), |all, piece| all + piece + "/");
        let shown = format!("{scheme}://{host}{above}{name}");
        Ok(Self { speech, above, name: (*name).into(), shown })
    }

    /// Returns it as people are told.
    pub fn shown(&self) -> PathBuf {
        self.shown.clone().into()
    }

    /// Returns a path beside the folder that is served, as people are told.
    pub fn place(&self, path: &str) -> PathBuf {
        let above = self.shown.strip_suffix(&*self.name).unwrap_or(&self.shown);
        format!("{above}{path}").into()
    }

    /// Returns what a program must be built with to reach it.
    pub fn feature(&self) -> &'static str {
        match self.speech {
            Speech::S3 { .. } => "publish-s3",
            Speech::WebDav { .. } => "publish-webdav",
            Speech::Sftp(_) => "publish-sftp",
        }
    }
}

impl Host {
    /// Reads `user@host:port`; an address of version 6 stands in brackets.
    fn read(text: &str, server: &Server) -> Option<Self> {
        let (user, place) = text.split_once('@')?;
        let (name, port) = match place.strip_prefix('[') {
            Some(rest) => rest.split_once(']')?,
            None => place.split_at(place.find(':').unwrap_or(place.len())),
        };
        let port = if port.is_empty() { 22 } else { port.strip_prefix(':')?.parse().ok()? };
        let odd = |text: &str| text.is_empty() || text.contains([':', '@', '%', '[', ' ']);
        let is_odd = odd(user) || name.is_empty() || name.contains(['@', '%', '[', ' ']);
        (!is_odd).then(|| Self {
            user: user.into(),
            name: name.into(),
            port,
            fingerprint: server.fingerprint.clone(),
            known: server.known.clone(),
            key: server.key.clone(),
        })
    }
}

/// Returns an address without what stands before an `@`: it may be a password.
fn without_user(to: &str) -> String {
    match (to.split_once("://"), to.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => to.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let server = Server { endpoint: "http://127.0.0.1:9000".into(), ..Server::default() };
        let read = |to: &str| Address::read(to, &server);
        let s3 = read("s3://bucket/www/site/").expect("an address");
        assert_eq!((&*s3.above, &*s3.name), ("/www/", "site"));
        assert_eq!(s3.place("site.pilothouse/live").to_str(), Some("s3://bucket/www/site.pilothouse/live"));
        let dav = read("https://h.example:8443/站点").expect("an address");
        assert_eq!(dav.speech, Speech::WebDav { endpoint: "https://h.example:8443".into() });
        assert_eq!((&*dav.above, &*dav.name), ("/", "站点"));
        for bad in [
            "s3://bucket",
            "s3://bucket/",
            "https://h",
            "https:///a",
            "s3://b/a/../c",
            "http://h/a?b",
            "s3://b/a//c",
            "sftp://h.example/site",
            "sftp://me@/site",
            "sftp://me@h:x/site",
            "sftp://me@h:22",
            "sftp://me@[::1/site",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let host = |to: &str| match read(to).expect("an address").speech {
            Speech::Sftp(host) => (host.user, host.name, host.port),
            other => panic!("{other:?}"),
        };
        assert_eq!(host("sftp://www@h.example/srv/www/site"), ("www".into(), "h.example".into(), 22));
        assert_eq!(host("sftp://www@[::1]:2222/~/site"), ("www".into(), "::1".into(), 2222));
        let told = read("sftp://me:geheim@h.example/site").expect_err("a password").to_string();
        assert!(!told.contains("geheim") && told.contains("h.example"), "{told}");
        let told = read("https://me:geheim@h.example/site").expect_err("a password").to_string();
        assert!(!told.contains("geheim") && told.contains("h.example"), "{told}");
    }
}
