//! The site's own files: which there are, its settings, its kinds.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::data::RowPages;
use super::tongue_faults;
use crate::base::{SourcePath, Value};
use crate::config;
use crate::content::{decode, ids::CONTENT, ids::PageId};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};
use crate::schema::{FieldSpec, FieldType, Schema};
use crate::world::{Content, EntryKind};

/// File of the site's settings.
pub const SETTINGS_FILE: &str = "pilothouse.yaml";

/// Folders below `content/` may not nest deeper: a loop of links or a runaway unpacking, not a site.
const MOST_FOLDERS_DEEP: usize = 32;

/// Asks for all source files under `content/`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tree;

/// All source files, sorted.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sources {
    /// Markdown pages.
    pub pages: Vec<PageId>,
    /// Other files beside them, to be copied.
    pub assets: Vec<SourcePath>,
    /// Files of the static folder, to be copied to the top of the output.
    pub statics: Vec<SourcePath>,
}

impl Query for Tree {
    const NAME: &'static str = "Tree";
    const KEEP: Keep = Keep::Disk;
    type Answer = Sources;

    fn run(&self, ask: &mut Ask<'_>) -> Sources {
        let mut found = Sources::default();
        collect(ask, &CONTENT.into(), 0, &mut found);
        let home = PageId::new("_index");
        if !found.pages.contains(&home) {
            found.pages.push(home);
        }
        add_rows(ask, &mut found.pages);
        found.pages.sort();
        found.assets.sort();
        found.statics.sort();
        found
    }
}

/// Adds the pages that are rows of tables; reports those whose id a file has.
fn add_rows(ask: &mut Ask<'_>, pages: &mut Vec<PageId>) {
    let rows = ask.get(&RowPages);
    if rows.is_empty() {
        return;
    }
    let files: BTreeSet<PageId> = pages.iter().cloned().collect();
    for (id, (name, _)) in rows.iter() {
        if files.contains(id) {
            let taken = Diagnostic::new("row-page-taken").at(Place::file(id.source()));
            ask.report(taken.arg("id", id).arg("name", name));
        } else {
            pages.push(id.clone());
        }
    }
}

/// Adds the files below a folder.
fn collect(ask: &mut Ask<'_>, folder: &SourcePath, depth: usize, found: &mut Sources) {
    if depth > MOST_FOLDERS_DEEP {
        ask.report(Diagnostic::new("folder-too-deep").at(Place::file(folder.clone())));
        return;
    }
    for entry in ask.listing(folder).iter() {
        let path = folder.join(&entry.name);
        if entry.name.starts_with('.') || (entry.name.starts_with('_') && !is_index(ask, &path)) {
            continue;
        }
        match entry.kind {
            EntryKind::Folder => collect(ask, &path, depth + 1, found),
            EntryKind::File => sort_in(ask, path, found),
            kind => report_no_file(ask, path, kind),
        }
    }
}

/// Tells whether a file describes its folder: `_index.md`, and `_index.en.md` if that is the suffix of a language.
fn is_index(ask: &mut Ask<'_>, path: &SourcePath) -> bool {
    path.name() == "_index.md"
        || (path.name().starts_with("_index.") && tongue_faults::claim(ask, path).is_some())
}

/// Reports a name that stands where a file is wanted and is none.
pub fn report_no_file(ask: &mut Ask<'_>, path: SourcePath, kind: EntryKind) {
    let found = match kind {
        EntryKind::Link => Diagnostic::new("link-not-followed"),
        EntryKind::Unreadable => unreadable(&path, "Permission denied"),
        EntryKind::File | EntryKind::Folder | EntryKind::Other => Diagnostic::new("not-a-file"),
    };
    ask.report(found.at(Place::file(path)));
}

fn sort_in(ask: &mut Ask<'_>, path: SourcePath, found: &mut Sources) {
    if path.as_str().starts_with("content/static/") {
        found.statics.push(path);
    } else if tongue_faults::may_have_suffix(&path)
        && let Some(claim) = tongue_faults::claim(ask, &path)
    {
        found.pages.extend(claim);
    } else if let Some(page) = PageId::of(&path) {
        found.pages.push(page);
    } else {
        found.assets.push(path);
    }
}

/// Returns the finding for a file or folder that the system does not let us read, for the reason it gives.
pub fn unreadable(path: &SourcePath, why: &str) -> Diagnostic {
    // The system answers in English; these are the usual reasons.
    let usual = [
        ("Permission denied", "没有权限"),
        ("Input/output error", "磁盘读取出错"),
        ("larger than 64 MB", "超过 64 MB"),
    ];
    let zh = usual.iter().find(|(en, _)| why.starts_with(en)).map_or(why, |(_, zh)| zh);
    Diagnostic::new("unreadable-file").at(Place::file(path.clone())).arg("why", why).arg("why_zh", zh)
}

/// Reads a file that the site needs, reporting why it cannot be read. A missing file is `None`.
pub fn bytes_of(ask: &mut Ask<'_>, path: &SourcePath) -> Option<Arc<[u8]>> {
    match ask.file(path) {
        Content::Missing => None,
        Content::Unreadable(why) => {
            ask.report(unreadable(path, &why));
            None
        }
        Content::Large(_) => {
            ask.report(unreadable(path, "larger than 64 MB"));
            None
        }
        Content::Bytes(bytes) => Some(bytes),
    }
}

/// Reads a text file that the site needs, reporting what is wrong with its bytes. A missing file and one that is no text are `None`.
pub fn text_of(ask: &mut Ask<'_>, path: &SourcePath) -> Option<Arc<str>> {
    let bytes = bytes_of(ask, path)?;
    let (text, diagnostics) = decode::decode(&bytes, path);
    let is_text = diagnostics.iter().all(|found| found.code != "binary-file");
    ask.report_all(diagnostics);
    is_text.then(|| text.as_ref().into())
}

/// Asks for the site's kinds: the built-in ones and those under `content/_kinds/`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kinds;

impl Query for Kinds {
    const NAME: &'static str = "Kinds";
    // Read by every page that is made anew; reading the files of the kinds takes a millisecond.
    const KEEP: Keep = Keep::Disk;
    type Answer = Schema;

    fn run(&self, ask: &mut Ask<'_>) -> Schema {
        let folder = SourcePath::new("content/_kinds");
        let mut files: Vec<(SourcePath, Arc<str>)> = Vec::new();
        for entry in ask.listing(&folder).iter() {
            let path = folder.join(&entry.name);
            if !entry.name.ends_with(".yaml") && !entry.name.ends_with(".yml") {
                continue;
            }
            match entry.kind {
                EntryKind::File => files.extend(text_of(ask, &path).map(|text| (path, text))),
                kind => report_no_file(ask, path, kind),
            }
        }
        let (mut schema, diagnostics) = Schema::load(&files);
        ask.report_all(diagnostics);
        let mut unknown = Vec::new();
        schema.require(|path| {
            let (name, rest) = path.split_once('.').unwrap_or((path, ""));
            if !is_declared(name, rest) {
                unknown.push(path.to_owned());
            }
            let value = setting(ask, name);
            let value = if rest.is_empty() { &*value } else { value.at(rest) };
            value.bool() == Some(true)
        });
        for path in unknown {
            report_unknown_setting(ask, &files, &path);
        }
        schema
    }
}

/// Tells whether there is a setting that can be on; below `extra` and the options of themes a site has whatever it wants.
fn is_declared(name: &str, rest: &str) -> bool {
    let free = |spec: &FieldSpec| spec.kind == FieldType::Any && !rest.is_empty();
    let Some(spec) = config::kind().field(name) else { return false };
    let below = || spec.fields.find(rest).is_some_and(|inner| inner.kind == FieldType::Bool);
    free(spec) || below() || rest.is_empty() && spec.kind == FieldType::Bool
}

/// Reports a setting that a kind file names and that does not exist: the field would never be required, without a word.
fn report_unknown_setting(ask: &mut Ask<'_>, files: &[(SourcePath, Arc<str>)], path: &str) {
    let groups = config::kind().fields.specs.iter();
    let known = groups
        .flat_map(|group| group.fields.specs.iter().map(|spec| format!("{}.{}", group.name, spec.name)));
    let known: Vec<String> = known.collect();
    let near = did_you_mean(path, known.iter().map(String::as_str));
    let written = files.iter().find_map(|(file, text)| text.find(path).map(|at| (file, at)));
    let found = Diagnostic::new("kind-no-such-setting").arg("text", path).maybe("suggestion", near);
    ask.report(match written {
        Some((file, at)) => found.at(Place::text(file, at..at + path.len())),
        None => found,
    });
}

/// Asks for the site's settings as a whole. Ask for a [`Setting`] instead wherever one is enough.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settings;

impl Query for Settings {
    const NAME: &'static str = "Settings";
    const KEEP: Keep = Keep::Disk;
    type Answer = Value;

    fn run(&self, ask: &mut Ask<'_>) -> Value {
        let path = SourcePath::new(SETTINGS_FILE);
        let text = text_of(ask, &path).unwrap_or_else(|| {
            report_settings_that_are_no_file(ask, &path);
            "".into()
        });
        let (settings, diagnostics) = config::parse(&text, &path);
        ask.report_all(diagnostics);
        settings
    }
}

/// Reports settings that are a folder or a link: otherwise the site would look as if it had none.
fn report_settings_that_are_no_file(ask: &mut Ask<'_>, path: &SourcePath) {
    let beside = ask.listing(&path.parent());
    if beside.iter().any(|entry| &*entry.name == SETTINGS_FILE && entry.kind == EntryKind::Folder) {
        ask.report(
            Diagnostic::new("settings-not-a-file").at(Place::file(path.clone())).arg("name", SETTINGS_FILE),
        );
    }
}

/// Asks for one top-level setting, so that a change of another is not noticed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Setting(pub String);

impl Query for Setting {
    const NAME: &'static str = "Setting";
    const KEEP: Keep = Keep::Disk;
    type Answer = Value;

    fn run(&self, ask: &mut Ask<'_>) -> Value {
        ask.get(&Settings).get(&self.0).clone()
    }
}

/// Returns one top-level setting.
pub fn setting(ask: &mut Ask<'_>, name: &str) -> Arc<Value> {
    ask.get(&Setting(name.into()))
}

/// Tells whether the site has a feed: unless the settings refuse it.
pub fn has_feed(ask: &mut Ask<'_>) -> bool {
    setting(ask, "feed").bool() != Some(false)
}

/// Tells whether the site has a sitemap, which must name absolute addresses: only if the site's own is set.
pub fn has_sitemap(ask: &mut Ask<'_>) -> bool {
    setting(ask, "site").get("url").text().is_some()
}
