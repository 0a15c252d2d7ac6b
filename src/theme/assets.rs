//! Files of a theme that are served as they are: styles, scripts, pictures. Their names carry a fingerprint of their content.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::{Chain, files_below};
use crate::base::{Fingerprint, SourcePath};
use crate::engine::{Ask, Keep, Query};
use crate::world::Content;

/// Hexadecimal digits of the fingerprint in a name: 40 bits, far more than a theme's handful of files needs.
const DIGITS: usize = 10;

/// Folder of the assets whose names carry no fingerprint: files that are exchanged where the site is served, without a build.
const FIXED: &str = "fixed";

/// Asks for the asset files of the theme.
#[derive(Debug, Serialize, Deserialize)]
pub struct ThemeAssets;

impl Query for ThemeAssets {
    const NAME: &'static str = "ThemeAssets";
    /// Source by name, such as `style.css`; the first found along the chain.
    type Answer = BTreeMap<String, SourcePath>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut assets = Self::Answer::new();
        for theme in ask.get(&Chain).iter() {
            for (name, path) in files_below(ask, &theme.folder.join("assets")) {
                assets.entry(name).or_insert(path);
            }
        }
        assets
    }
}

/// Asks for the address of an asset by name.
#[derive(Debug, Serialize, Deserialize)]
pub struct ThemeAsset(pub String);

/// One asset as served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetInfo {
    /// Where it lies.
    pub source: SourcePath,
    /// Its address: `/assets/style.3f2a….css`.
    pub url: String,
    /// Its bytes, with addresses in styles rewritten to those of the other assets; `None` if they are served unchanged.
    pub rewritten: Option<String>,
}

impl Query for ThemeAsset {
    const NAME: &'static str = "ThemeAsset";
    const KEEP: Keep = Keep::Disk;
    type Answer = Option<AssetInfo>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<AssetInfo> {
        let source = ask.get(&ThemeAssets).get(&self.0)?.clone();
        let (rewritten, fingerprint) = match ask.file(&source) {
            Content::Bytes(bytes) => {
                let style = std::str::from_utf8(&bytes).ok().filter(|_| source.extension() == "css");
                let rewritten = style.filter(|text| text.contains("url("));
                let rewritten = rewritten.map(|text| rewrite(ask, &self.0, text));
                let fingerprint = Fingerprint::of(rewritten.as_ref().map_or(&bytes, |text| text.as_bytes()));
                (rewritten, fingerprint)
            }
            Content::Large(fingerprint) => (None, fingerprint),
            Content::Missing | Content::Unreadable(_) => return None,
        };
        let (folder, name) = self.0.rsplit_once('/').map_or(("", &*self.0), |(folder, name)| (folder, name));
        let slash = if folder.is_empty() { "" } else { "/" };
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let mark = if folder == FIXED { String::new() } else { format!(".{}", fingerprint.short(DIGITS)) };
        let url = format!("/assets/{folder}{slash}{stem}{mark}.{extension}");
        Some(AssetInfo { source, url, rewritten })
    }
}

/// Rewrites `url(name)` in a style to the address of the named asset, relative to the style itself.
fn rewrite(ask: &mut Ask<'_>, own: &str, text: &str) -> String {
    let mut parts = text.split("url(");
    let mut rewritten = parts.next().unwrap_or_default().to_owned();
    let folder = SourcePath::new(own).parent();
    let up = "../".repeat(own.matches('/').count());
    for part in parts {
        rewritten.push_str("url(");
        let Some((address, rest)) = part.split_once(')') else {
            rewritten.push_str(part);
            continue;
        };
        let name = folder.join(address.trim().trim_matches(['"', '\'']));
        let asset = (name.as_str() != own && !address.contains("data:"))
            .then(|| ask.get(&ThemeAsset(name.to_string())));
        match asset.as_deref() {
            Some(Some(asset)) => {
                rewritten.push_str(&up);
                rewritten.push_str(asset.url.trim_start_matches("/assets/"));
            }
            _ => rewritten.push_str(address),
        }
        rewritten.push(')');
        rewritten.push_str(rest);
    }
    rewritten
}
