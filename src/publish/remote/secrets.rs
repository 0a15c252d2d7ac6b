//! Names and passwords for targets: from the environment, or from a file that is not in the site. They are never shown.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::super::PublishError;
use crate::site;

/// The variables that are looked at, as a file names them too.
const NAMES: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "PILOTHOUSE_WEBDAV_USER",
    "PILOTHOUSE_WEBDAV_PASSWORD",
    "PILOTHOUSE_SFTP_PASSWORD",
    "PILOTHOUSE_SFTP_PASSPHRASE",
    "SSH_AUTH_SOCK",
];

/// Names and passwords.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(BTreeMap<String, String>);

/// Nothing of them gets into a log.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Takes them from where `get` finds variables.
    pub fn from_variables(get: impl Fn(&str) -> Option<String>) -> Self {
        Self(NAMES.iter().filter_map(|name| Some(((*name).to_owned(), get(name)?))).collect())
    }

    /// Takes them from a file. One that lies in the site would be passed on with it.
    pub fn from_file(file: &Path, root: &Path) -> Result<Self, PublishError> {
        outside(file, root)?;
        Ok(Self::read(&fs::read_to_string(file).map_err(PublishError::io(file))?))
    }

    /// Reads lines of the form `NAME=value`.
    pub fn read(text: &str) -> Self {
        let line = |line: &str| {
            let (name, value) = line.trim().split_once('=')?;
            let name = name.trim();
            NAMES.contains(&name).then(|| (name.to_owned(), value.trim().to_owned()))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// Returns one of them; empty if it is not given.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Returns a text in which none of them stands: servers send back what they were sent.
    pub fn hide(&self, text: &str) -> String {
        let given = self.0.values().filter(|value| value.len() > 3);
        given.fold(text.to_owned(), |text, value| text.replace(&**value, "…"))
    }
}

/// Insists that a file with something secret is there and lies outside the site.
pub fn outside(file: &Path, root: &Path) -> Result<(), PublishError> {
    let real = fs::canonicalize(file).map_err(PublishError::io(file))?;
    let root = fs::canonicalize(root).unwrap_or_else(|_| site::absolute(root));
    if real.starts_with(&root) || site::absolute(file).starts_with(&root) {
        return Err(PublishError::SecretsInSite(file.into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_read_and_hidden() {
        let secrets = Secrets::read("# 说明\n AWS_SECRET_ACCESS_KEY = ge=heim \nPATH=/bin\n");
        assert_eq!((secrets.get("AWS_SECRET_ACCESS_KEY"), secrets.get("PATH")), ("ge=heim", ""));
        assert_eq!(secrets.hide("403 for ge=heim"), "403 for …");
        assert!(!format!("{secrets:?}").contains("heim"));
    }

    #[test]
    fn do_not_lie_in_the_site() {
        let home = tempfile::tempdir().expect("a folder");
        let (site, out) = (home.path().join("site"), home.path().join("keys"));
        fs::create_dir(&site).expect("a folder");
        let inside = site.join("keys");
        fs::write(&inside, "AWS_SESSION_TOKEN=a\n").expect("a file");
        fs::write(&out, "AWS_SESSION_TOKEN=a\n").expect("a file");
        assert!(matches!(Secrets::from_file(&inside, &site), Err(PublishError::SecretsInSite(_))));
        let found = Secrets::from_file(&out, &site).expect("a file outside");
        assert_eq!(found.get("AWS_SESSION_TOKEN"), "a");
    }
}
