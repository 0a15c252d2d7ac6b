//! The lookup chain of a theme and the templates found along it.
//!
//! The site's own `themes/_local/` comes first, then the theme of the settings, then what that theme extends. A theme is a
//! folder `themes/<name>/`, or one of those inside the binary. A template's full name is `theme/file.html`; its
//! plain name means the first along the chain, so that an override may extend what it overrides by the full name. A component
//! is the first along the chain likewise.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::SourcePath;
use crate::catalog::sources::{SETTINGS_FILE, report_no_file, setting, text_of};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::world::EntryKind;

/// Name of the theme that every other one extends unless it says what else.
const DEFAULT: &str = "default";

/// Name of the folder of the site's own overrides.
const LOCAL: &str = "_local";

/// What `extends` says in a theme that brings everything itself.
const ALONE: &str = "none";

/// Asks for the folders of the theme, first to last.
#[derive(Debug, Serialize, Deserialize)]
pub struct Chain;

/// One theme along the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeFolder {
    /// Name: `_local`, `default`, …
    pub name: String,
    /// Its folder: `themes/default` or `builtin/themes/default`.
    pub folder: SourcePath,
}

/// What a theme says of itself in `theme.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ThemeManifest {
    #[allow(dead_code, reason = "for people and for lists of themes")]
    label: BTreeMap<String, String>,
    extends: Option<String>,
    engine: Option<String>,
    /// Read by [`options`](super::options) from the text, for the sake of places.
    #[allow(dead_code, reason = "only that it may be there")]
    options: serde_yaml::Value,
    /// Options that name a file in `assets/`.
    pub(super) files: BTreeMap<String, String>,
}

impl Query for Chain {
    const NAME: &'static str = "Chain";
    type Answer = Vec<ThemeFolder>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<ThemeFolder> {
        let name = setting(ask, "theme").text().unwrap_or(DEFAULT).to_owned();
        let mut chain = vec![ThemeFolder { name: LOCAL.into(), folder: "themes/_local".into() }];
        let mut next = Some(name);
        let mut named = Place::field(&SETTINGS_FILE.into(), "theme");
        while let Some(name) = next.take().filter(|name| chain.iter().all(|theme| theme.name != *name)) {
            let Some(folder) = folder_of(ask, &name) else {
                report_unknown(ask, &name, named.clone());
                next = (name != DEFAULT).then(|| DEFAULT.into());
                continue;
            };
            let manifest = manifest(ask, &folder);
            if let Some(engine) = manifest.engine.as_deref().filter(|engine| *engine != "1") {
                let place = Place::field(&folder.join("theme.yaml"), "engine");
                ask.report(
                    Diagnostic::new("theme-engine").at(place).arg("theme", &name).arg("engine", engine),
                );
            }
            let extends = manifest.extends.or_else(|| (name != DEFAULT).then(|| DEFAULT.into()));
            named = Place::field(&folder.join("theme.yaml"), "extends");
            next = extends.filter(|extends| extends != ALONE);
            chain.push(ThemeFolder { name, folder });
        }
        chain
    }
}

/// Reports a theme that is not there, where it is named.
fn report_unknown(ask: &mut Ask<'_>, name: &str, named: Place) {
    let mut known = Vec::new();
    for folder in ["themes", "builtin/themes"] {
        for entry in ask.listing(&folder.into()).iter() {
            match entry.kind {
                EntryKind::Folder if &*entry.name != LOCAL => known.push(entry.name.clone()),
                EntryKind::Link if &*entry.name == name => {
                    report_no_file(ask, SourcePath::new(folder).join(name), EntryKind::Link);
                }
                _ => {}
            }
        }
    }
    let near = did_you_mean(name, known.iter().map(|name| &**name));
    ask.report(Diagnostic::new("unknown-theme").at(named).arg("theme", name).maybe("suggestion", near));
}

/// Returns the folder of a theme: the site's own, else the one inside the binary.
fn folder_of(ask: &mut Ask<'_>, name: &str) -> Option<SourcePath> {
    let candidates = [format!("themes/{name}"), format!("builtin/themes/{name}")];
    candidates.iter().map(|folder| SourcePath::new(folder)).find(|folder| !ask.listing(folder).is_empty())
}

pub(super) fn manifest(ask: &mut Ask<'_>, folder: &SourcePath) -> ThemeManifest {
    let path = folder.join("theme.yaml");
    let Some(text) = text_of(ask, &path) else { return ThemeManifest::default() };
    match serde_yaml::from_str(&text) {
        Ok(manifest) => manifest,
        Err(error) => {
            ask.report(broken_yaml(&path, &error));
            ThemeManifest::default()
        }
    }
}

/// Returns the finding for a YAML file of a theme that cannot be read.
pub(super) fn broken_yaml(path: &SourcePath, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index());
    Diagnostic::new("broken-theme-file").at(Place::text(path, at..at)).arg("why", error)
}

/// Asks for the templates of the theme.
#[derive(Debug, Serialize, Deserialize)]
pub struct Templates;

/// One template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Where it lies.
    pub path: SourcePath,
    /// Its source.
    pub text: Arc<str>,
}

/// All templates of the theme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// What may stand before a plain name, in the order in which it is looked for: `_local/`, `default/`.
    pub prefixes: Vec<String>,
    /// Templates by full name: `default/page.html`.
    pub templates: BTreeMap<String, Template>,
}

impl Library {
    /// Returns the full name and the template of a full or a plain name.
    pub fn find(&self, name: &str) -> Option<(&str, &Template)> {
        let prefixed = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        let found = std::iter::once(name.to_owned())
            .chain(prefixed)
            .find_map(|full| self.templates.get_key_value(&full));
        found.map(|(name, template)| (name.as_str(), template))
    }
}

impl Query for Templates {
    const NAME: &'static str = "Templates";
    type Answer = Library;

    fn run(&self, ask: &mut Ask<'_>) -> Library {
        let mut library = Library::default();
        for theme in ask.get(&Chain).iter() {
            library.prefixes.push(format!("{}/", theme.name));
            for (name, path) in files_below(ask, &theme.folder.join("templates")) {
                if let Some(text) = text_of(ask, &path) {
                    library.templates.insert(format!("{}/{name}", theme.name), Template { path, text });
                }
            }
        }
        library
    }
}

/// Returns name and path of every file below a folder, sorted.
pub(super) fn files_below(ask: &mut Ask<'_>, folder: &SourcePath) -> Vec<(String, SourcePath)> {
    let mut files = Vec::new();
    for entry in ask.listing(folder).iter() {
        let path = folder.join(&entry.name);
        match entry.kind {
            EntryKind::File => files.push((entry.name.to_string(), path)),
            EntryKind::Folder => {
                let below = files_below(ask, &path);
                files.extend(below.into_iter().map(|(name, path)| (format!("{}/{name}", entry.name), path)));
            }
            kind @ (EntryKind::Link | EntryKind::Other | EntryKind::Unreadable) => {
                report_no_file(ask, path, kind);
            }
        }
    }
    files
}
