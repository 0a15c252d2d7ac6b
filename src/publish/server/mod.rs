//! Configurations of web servers for a published site: what they add to dumb copying. Old addresses are answered with a redirect,
//! hash-named files are kept by browsers for a year and all others asked for again, missing addresses get the site's own page, packed
//! copies are sent where there are any, and browsers are told to run nothing that is not of the site.
//!
//! A site works without any of this. The texts are made from values alone; this module reads outputs only to find styles within pages.

mod apache;
mod iis;
mod nginx;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub use apache::apache;
pub use iis::iis;
pub use nginx::nginx;

use crate::base::base64;
use crate::emit::Moved;
use crate::output::{Manifest, Target};
use crate::signature::Digest;

/// What a configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Serving {
    /// The folder that is served, absolute.
    pub folder: PathBuf,
    /// Path of the site on the server without a slash at its end: `/show`, or nothing.
    pub below: String,
    /// Port to listen at.
    pub port: u16,
    /// Old addresses.
    pub moved: Vec<Moved>,
    /// What browsers may do with the pages.
    pub policy: String,
}

/// Headers that each answer has, besides the policy.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
];

/// Files whose names carry a sum of their content.
const HASHED: &str = r"/assets/.*\.[0-9a-f]{10}\.[A-Za-z0-9]+$";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// Endings that servers often do not know, with their types.
const TYPES: [(&str, &str); 6] = [
    ("woff2", "font/woff2"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("json", "application/json"),
];

/// Returns the policy for the pages of an output folder: nothing but what is of the site; styles that stand in a page are named by
/// their sum.
pub fn policy(target: &Target) -> String {
    let mut styles = BTreeSet::new();
    for path in Manifest::read(target).unwrap_or_default().files.keys() {
        if path.extension() == "html" {
            let text = fs::read_to_string(target.folder.join(path.as_str())).unwrap_or_default();
            styles.extend(styles_in(&text).map(source));
        }
    }
    let styles: String = styles.into_iter().map(|sum| format!(" {sum}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'; \
         media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'self'; \
         frame-ancestors 'self'"
    )
}

/// Returns the texts of `<style>` elements.
fn styles_in(html: &str) -> impl Iterator<Item = &str> {
    html.split("<style")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split_once("</style>").map(|(text, _)| text))
}

/// Returns how a policy names a text.
fn source(text: &str) -> String {
    format!("'sha256-{}'", base64::encode(&Digest::of(text.as_bytes()).0))
}

/// Returns a path with slashes, as all these servers take it.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_styles() {
        assert_eq!(
            styles_in("<style>a{}</style><p><style media=print>b</style>").collect::<Vec<_>>(),
            ["a{}", "b"]
        );
        // The example of the W3C's text on policies.
        let sum = source("alert('Hello, world.');");
        assert_eq!(sum, "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }
}
