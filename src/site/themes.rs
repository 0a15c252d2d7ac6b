//! `theme check`, `theme new` and `theme show`: a reader of the same evaluation, the files a child theme begins with, and those of any
//! theme, also of those that are inside the program.

use std::sync::Arc;

use super::evaluate::{BuildError, must_exist};
use super::{Report, SiteOptions, findings, registry};
use crate::base::SourcePath;
use crate::engine::Engine;
use crate::render::contract::ThemeCheck;
use crate::world::{Content, DiskWorld, Entry, EntryKind, Stamp, World};

/// The palette that a new theme begins with.
const RED: &str = include_str!("../../themes/default/assets/palette-red.css");

/// The site with another theme, and without options for the one it has.
struct Themed<'w> {
    world: &'w DiskWorld,
    theme: &'w str,
}

impl World for Themed<'_> {
    fn stamp(&self, path: &SourcePath) -> Option<Stamp> {
        self.world.stamp(path).filter(|_| path.as_str() != "pilothouse.yaml")
    }

    fn read(&self, path: &SourcePath) -> Content {
        match self.world.read(path) {
            Content::Bytes(bytes) if path.as_str() == "pilothouse.yaml" => {
                Content::Bytes(with_theme(&String::from_utf8_lossy(&bytes), self.theme).into_bytes().into())
            }
            other => other,
        }
    }

    fn list(&self, folder: &SourcePath) -> Arc<[Entry]> {
        self.world.list(folder)
    }

    fn fact(&self, name: &str) -> String {
        self.world.fact(name)
    }
}

/// Returns settings with another theme; lines of the settings about themes are left out.
fn with_theme(settings: &str, theme: &str) -> String {
    let mut kept = String::with_capacity(settings.len());
    let mut inside = false;
    for line in settings.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '#', '\n', '\r']) {
            inside =
                ["theme:", "theme_options:", "主题:", "主题选项:"].iter().any(|key| line.starts_with(key));
        }
        if !inside {
            kept.push_str(line);
        }
    }
    format!("{kept}\ntheme: {theme}\n")
}

/// Looks a theme through: the named one, else that of the settings with what the site overrides.
pub fn check_theme(options: &SiteOptions, theme: Option<&str>) -> Result<(Report, DiskWorld), BuildError> {
    let world = options.world();
    must_exist(options, &world)?;
    let diagnostics = match theme {
        Some(name) => look(&Themed { world: &world, theme: name }, Some(name)),
        None => look(&world, None),
    };
    Ok((Report { diagnostics, ..Report::default() }, world))
}

fn look(world: &dyn World, name: Option<&str>) -> Vec<crate::diag::Diagnostic> {
    let engine = Engine::new(registry());
    let revision = engine.begin(world);
    revision.get(&ThemeCheck(name.map(str::to_owned)));
    let (mut found, _) = findings::shown(&revision, revision.diagnostics());
    // The site's own pages are not what was asked about.
    found.retain(|one| {
        one.place.as_ref().is_none_or(|place| {
            let path = place.file.as_str();
            path.starts_with("themes/") || path.starts_with("builtin/themes/") || path == "pilothouse.yaml"
        })
    });
    found
}

/// Returns the text of a file of a theme, or the names in one of its folders, a line each; `None` if there is no such text. Themes of the
/// site stand before those inside the program.
pub fn show_theme(options: &SiteOptions, path: &str) -> Option<String> {
    let world = options.world();
    let places = ["themes", "builtin/themes"].map(|folder| SourcePath::new(&format!("{folder}/{path}")));
    let mut texts = places.iter().filter_map(|place| match world.read(place) {
        Content::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    });
    let listed = || {
        let mut names: Vec<String> = places.iter().flat_map(|place| names_in(&world, place)).collect();
        names.sort();
        names.dedup();
        (!names.is_empty()).then(|| names.concat())
    };
    texts.next().or_else(listed)
}

/// Returns the names in a folder as lines; those of folders end with a slash.
fn names_in(world: &DiskWorld, folder: &SourcePath) -> Vec<String> {
    let line = |entry: &Entry| match entry.kind {
        EntryKind::Folder => format!("{}/\n", entry.name),
        _ => format!("{}\n", entry.name),
    };
    world.list(folder).iter().map(line).collect()
}

/// Returns path and text of each file of a new theme that extends the default one.
pub fn new_theme(name: &str) -> Vec<(String, String)> {
    let file = |path: &str, text: &str| (format!("themes/{name}/{path}"), text.replace("NAME", name));
    vec![
        file("theme.yaml", include_str!("new_theme/theme.yaml")),
        file("assets/own.css", include_str!("new_theme/own.css")),
        file("assets/palette-own.css", &RED.replace("NAME", "own")),
        file("templates/base.html", include_str!("new_theme/base.html")),
        file("templates/components/own.html", include_str!("new_theme/own.html")),
        file("strings/zh-CN.yaml", include_str!("new_theme/zh-CN.yaml")),
        file("strings/en.yaml", include_str!("new_theme/en.yaml")),
    ]
}
