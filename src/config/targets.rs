//! The setting `publish`: where a site goes. The site chooses the names of its targets; what may be said of one is declared here.

use crate::base::{SourcePath, Value};
use crate::diag::{Diagnostic, Place, did_you_mean};

/// What may be said of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKey {
    /// The folder that is served.
    To,
    /// How many generations are kept.
    Keep,
    /// How a generation is made live.
    Switch,
    /// The server of object storage.
    Endpoint,
    /// The region of object storage.
    Region,
    /// The file with the names and passwords for a server.
    Secrets,
    /// What the key of a host is known by.
    HostKey,
    /// The file with keys of hosts.
    KnownHosts,
    /// The file with the key of the user.
    Key,
}

const ALL: [TargetKey; 9] = [
    TargetKey::To,
    TargetKey::Keep,
    TargetKey::Switch,
    TargetKey::Endpoint,
    TargetKey::Region,
    TargetKey::Secrets,
    TargetKey::HostKey,
    TargetKey::KnownHosts,
    TargetKey::Key,
];

/// Values of the switch, English and Chinese.
const SWITCHES: [&str; 6] = ["auto", "link", "files", "自动", "链接", "文件"];

/// Most generations a target may keep.
const MOST: f64 = 1000.0;

impl TargetKey {
    /// Returns the names under which it is written, the English one first.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::To => &["to", "位置", "目录", "文件夹"],
            Self::Keep => &["keep", "保留", "保留几版"],
            Self::Switch => &["switch", "切换", "切换方式"],
            Self::Endpoint => &["endpoint", "服务器"],
            Self::Region => &["region", "区域"],
            Self::Secrets => &["secrets", "密钥文件"],
            Self::HostKey => &["host_key", "主机指纹"],
            Self::KnownHosts => &["known_hosts", "主机名单"],
            Self::Key => &["key", "私钥"],
        }
    }

    /// Returns what a target says of it.
    pub fn of(self, target: &Value) -> &Value {
        let written = target.entries().iter().find(|(key, _)| self.names().contains(&&**key));
        written.map_or(&Value::Null, |(_, value)| value)
    }

    fn is_right(self, value: &Value) -> bool {
        match self {
            Self::To => value.text().is_some_and(|text| !text.trim().is_empty()),
            Self::Keep => {
                value.number().is_none_or(|number| number.fract() == 0.0 && (2.0..=MOST).contains(&number))
                    && (value.number().is_some() || *value == Value::Null)
            }
            Self::HostKey => {
                *value == Value::Null || value.text().is_some_and(|text| text.trim().starts_with("SHA256:"))
            }
            Self::Endpoint | Self::Region | Self::Secrets | Self::KnownHosts | Self::Key => {
                *value == Value::Null || value.text().is_some_and(|text| !text.trim().is_empty())
            }
            Self::Switch => {
                *value == Value::Null || value.text().is_some_and(|text| SWITCHES.contains(&text))
            }
        }
    }
}

/// Reports what is wrong with the targets.
pub fn check(value: &Value, path: &SourcePath, found: &mut Vec<Diagnostic>) {
    for (name, target) in value.entries() {
        let known = ALL.iter().flat_map(|key| key.names()).copied();
        for (key, _) in target.entries().iter().filter(|(key, _)| !known.clone().any(|one| one == &**key)) {
            let place = Place::field(path, format!("publish.{name}.{key}"));
            let near = did_you_mean(key, known.clone());
            let unknown = Diagnostic::new("unknown-setting").at(place).arg("key", key);
            found.push(
                unknown.arg("known", ALL.map(|key| key.names()[0]).join(", ")).maybe("suggestion", near),
            );
        }
        for key in ALL.into_iter().filter(|key| !key.is_right(key.of(target))) {
            let written = target.entries().iter().find(|(one, _)| key.names().contains(&&**one));
            let place = match written {
                Some((one, _)) => format!("publish.{name}.{one}"),
                None => format!("publish.{name}"),
            };
            let wrong = Diagnostic::new("bad-target").at(Place::field(path, place)).arg("target", name);
            found.push(wrong.arg("key", key.names()[0]));
        }
    }
}
