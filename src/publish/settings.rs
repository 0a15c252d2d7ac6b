//! Targets as the settings name them: `publish: {intranet: {to: /srv/www/site, keep: 5}}`, or `发布: {内网: {位置: …, 保留: 5}}`.

use std::path::{Path, PathBuf};

use super::Switch;
use super::remote::{Address, Server};
use crate::base::Value;
use crate::config::TargetKey;

/// Generations that are kept if the settings do not say.
const KEEP: usize = 5;

/// A target of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the site calls it.
    pub name: String,
    /// Where it is.
    pub to: Place,
    /// How many generations it keeps.
    pub keep: usize,
    /// How a generation is made live.
    pub switch: Switch,
}

/// Where a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A folder at a server.
    Remote {
        /// Its address.
        address: String,
        /// What else is said of the server.
        server: Server,
        /// File with names and passwords, instead of the environment.
        secrets: Option<PathBuf>,
    },
}

/// Why a command names no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsFault {
    /// The settings name none.
    None,
    /// Which of these is meant?
    Which(Vec<String>),
    /// There is none of this name, but these.
    Unknown(String, Vec<String>),
}

/// Returns all targets of a site's settings, in their order; `root` is the folder of the site.
pub fn targets(settings: &Value, root: &Path) -> Vec<Settings> {
    let target = |(name, value): &(std::sync::Arc<str>, Value)| Settings {
        name: name.to_string(),
        to: place(value, root),
        keep: TargetKey::Keep.of(value).number().map_or(KEEP, |number| number as usize),
        switch: match TargetKey::Switch.of(value).text() {
            Some("link" | "链接") => Switch::Link,
            Some("files" | "文件") => Switch::Files,
            _ => Switch::Auto,
        },
    };
    settings.get("publish").entries().iter().map(target).collect()
}

fn place(target: &Value, root: &Path) -> Place {
    let text = |key: TargetKey| key.of(target).text().unwrap_or_default().trim().to_owned();
    let to = text(TargetKey::To);
    if !Address::is_one(&to) {
        return Place::Folder(root.join(to));
    }
    let file = |key: TargetKey| Some(text(key)).filter(|file| !file.is_empty()).map(|file| root.join(file));
    let server = Server {
        endpoint: text(TargetKey::Endpoint),
        region: text(TargetKey::Region),
        fingerprint: text(TargetKey::HostKey),
        known: file(TargetKey::KnownHosts),
        key: file(TargetKey::Key),
    };
    Place::Remote { address: to, server, secrets: file(TargetKey::Secrets) }
}

impl Settings {
    /// Returns the target that a command means: the named one, or the only one.
    pub fn choose(mut all: Vec<Self>, name: Option<&str>) -> Result<Self, SettingsFault> {
        let names: Vec<String> = all.iter().map(|target| target.name.clone()).collect();
        let at = match name {
            Some(name) => names.iter().position(|known| known == name),
            None if names.is_empty() => return Err(SettingsFault::None),
            None if names.len() > 1 => return Err(SettingsFault::Which(names)),
            None => Some(0),
        };
        match at {
            Some(at) => Ok(all.swap_remove(at)),
            None => Err(SettingsFault::Unknown(name.unwrap_or_default().into(), names)),
        }
    }
}
