//! Where a remote target is: `s3://bucket/folder`, or `https://server/folder` for WebDAV.

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
}

impl Address {
    /// Tells whether a place is one of these and not a folder.
    pub fn is_one(to: &str) -> bool {
        ["s3://", "http://", "https://"].iter().any(|scheme| to.starts_with(scheme))
    }

    /// Reads an address. A password in it is refused: settings are passed around.
    pub fn read(to: &str, endpoint: &str, region: &str) -> Result<Self, PublishError> {
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
        if host.is_empty() || host.contains('@') || endpoint.contains('@') {
            return Err(refused());
        }
        let speech = match scheme {
            "s3" => Speech::S3 { bucket: host.into(), endpoint: endpoint.into(), region: region.into() },
            "http" | "https" => Speech::WebDav { endpoint: format!("{scheme}://{host}") },
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
        }
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
        let read = |to: &str| Address::read(to, "http://127.0.0.1:9000", "cn-1");
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
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let told = read("https://me:geheim@h.example/site").expect_err("a password").to_string();
        assert!(!told.contains("geheim") && told.contains("h.example"), "{told}");
    }
}
