//! The languages of a site: which there are, which page is in which, and the versions of one page.
//!
//! A page's language follows from its place: a folder (`en/about.md`) or the end of its file's name (`about.en.md`). What is left
//! of its id without the language is shared by all its versions. A site that declares no languages has none here: every list
//! is then one list, as if the word had not been said.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::EntryOf;
use super::sources::setting;
use super::standing::IsPresent;
use crate::base::Value;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};

/// Language of a site that names none.
const DEFAULT: &str = "zh-CN";

/// Primary languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 13] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Asks for the languages of the site.
#[derive(Debug, Serialize, Deserialize)]
pub struct Languages;

/// The languages of the site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tongues {
    /// Code of the language of the interface where no other is said.
    pub main: Arc<str>,
    /// Those that are declared, the default first; empty if the site has one language only.
    pub all: Vec<Tongue>,
    /// What stands in for a version that is missing.
    pub fallback: Fallback,
}

/// One declared language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tongue {
    /// Code, such as `en`.
    pub code: Arc<str>,
    /// Its own name for itself.
    pub label: Arc<str>,
    /// Where its pages lie.
    pub root: Root,
}

/// Where the pages of a language lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Root {
    /// Directly in `content/`.
    Top,
    /// In a folder.
    Folder(Arc<str>),
    /// Beside those of the default language, with this at the end of the name.
    Suffix(Arc<str>),
}

/// What stands in for a version that is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Fallback {
    /// The version in the default language.
    #[default]
    Main,
    /// Nothing.
    Hide,
}

impl Query for Languages {
    const NAME: &'static str = "Languages";
    const KEEP: Keep = Keep::Disk;
    type Answer = Tongues;

    fn run(&self, ask: &mut Ask<'_>) -> Tongues {
        let site = setting(ask, "site");
        let declared = setting(ask, "languages");
        let mut all: Vec<Tongue> = Vec::new();
        for one in declared.iter() {
            let Some(tongue) = tongue(one, all.is_empty()) else { continue };
            if all.iter().all(|other| other.code != tongue.code && other.root != tongue.root) {
                all.push(tongue);
            }
        }
        let fallback = match setting(ask, "missing_version").text() {
            Some("hide") => Fallback::Hide,
            _ => Fallback::Main,
        };
        let own = site.get("language").text().unwrap_or(DEFAULT);
        Tongues { main: all.first().map_or_else(|| own.into(), |first| first.code.clone()), all, fallback }
    }
}

/// Returns a language as meant: without a folder or suffix the first lies at the top, any other in a folder named like its code.
fn tongue(written: &Value, first: bool) -> Option<Tongue> {
    let text = |name: &str| written.get(name).text().filter(|text| !text.is_empty());
    let code = text("code")?;
    let root = match (text("folder"), text("suffix")) {
        (Some(folder), _) => Root::Folder(folder.into()),
        (None, Some(suffix)) => Root::Suffix(suffix.into()),
        (None, None) if first => Root::Top,
        (None, None) => Root::Folder(code.to_lowercase().into()),
    };
    Some(Tongue { code: code.into(), label: text("label").unwrap_or(code).into(), root })
}

impl Tongue {
    /// Returns the folder of the top-level pages as in ids: empty, `en` or `en:`.
    pub fn root_folder(&self) -> String {
        match &self.root {
            Root::Top => String::new(),
            Root::Folder(folder) => folder.to_string(),
            Root::Suffix(suffix) => format!("{suffix}:"),
        }
    }

    /// Returns the id of a page's version in this language.
    pub fn version(&self, shared: &str) -> PageId {
        match &self.root {
            Root::Top => PageId::new(shared),
            Root::Folder(folder) => PageId::new(&format!("{folder}/{shared}")),
            Root::Suffix(suffix) => PageId::marked(suffix, shared),
        }
    }

    /// Returns the id of the home page.
    pub fn home(&self) -> PageId {
        self.version("_index")
    }

    /// Returns what is left of an id without the language; `None` if the page is not in it.
    fn shared<'p>(&self, id: &'p PageId) -> Option<&'p str> {
        let text = id.as_str();
        match &self.root {
            Root::Top => id.mark().is_none().then_some(text),
            Root::Folder(folder) => text.strip_prefix(&**folder)?.strip_prefix('/'),
            Root::Suffix(suffix) => text.strip_prefix(&**suffix)?.strip_prefix(':'),
        }
    }
}

impl Tongues {
    /// Returns the language that a page is in, and its id without it; `None` if the site declares none.
    pub fn place<'p>(&self, id: &'p PageId) -> Option<(&Tongue, &'p str)> {
        let own = self.all.iter().filter(|tongue| tongue.root != Root::Top);
        own.chain(&self.all).find_map(|tongue| Some((tongue, tongue.shared(id)?)))
    }

    /// Returns the code of the language that a page is in by its place; empty if the site declares none.
    pub fn code_of(&self, id: &PageId) -> Arc<str> {
        match self.place(id) {
            Some((tongue, _)) => tongue.code.clone(),
            None => self.all.first().map_or_else(|| "".into(), |first| first.code.clone()),
        }
    }

    /// Tells whether a page is the home page of a language, or of a site without languages.
    pub fn is_home(&self, id: &PageId) -> bool {
        id.is_section() && (id.as_str() == "_index" || self.all.iter().any(|tongue| tongue.home() == *id))
    }

    /// Returns the declared language of a code; the default one for any other code. `None` if the site declares none.
    pub fn tongue(&self, code: &str) -> Option<&Tongue> {
        self.all.iter().find(|tongue| *tongue.code == *code).or(self.all.first())
    }

    /// Returns the code that lists go by for an output in a language: empty if the site declares none.
    pub fn list_code(&self, language: &str) -> Arc<str> {
        self.tongue(language).map_or_else(|| "".into(), |tongue| tongue.code.clone())
    }

    /// Returns the codes that lists go by; one that is empty if the site declares none.
    pub fn codes(&self) -> Vec<Arc<str>> {
        self.in_order("")
    }

    /// Returns the codes in which a name is looked up by a page in one of them: its own, the default, the others.
    pub fn in_order(&self, own: &str) -> Vec<Arc<str>> {
        if self.all.is_empty() {
            return vec!["".into()];
        }
        let mut codes: Vec<Arc<str>> = self.all.iter().map(|tongue| tongue.code.clone()).collect();
        codes.sort_by_key(|code| **code != *own); // stable: the others stay in their order
        codes
    }
}

/// Returns the direction of a language's writing, for the attribute `dir`.
pub fn direction(code: &str) -> &'static str {
    let mut parts = code.split(['-', '_']);
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    // A script may be named: Kazakh and Uzbek are written in Arabic letters too, Uyghur in Latin ones.
    match parts.find(|part| part.len() == 4).map(str::to_ascii_lowercase).as_deref() {
        Some("arab" | "hebr" | "syrc" | "thaa" | "nkoo") => "rtl",
        Some(_) => "ltr",
        None if RIGHT_TO_LEFT.contains(&&*primary) => "rtl",
        None => "ltr",
    }
}

/// Asks for the public versions of a page in all declared languages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Versions(pub String);

impl Query for Versions {
    const NAME: &'static str = "Versions";
    const KEEP: Keep = Keep::Disk;
    /// Page by code of its language.
    type Answer = BTreeMap<Arc<str>, PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let tongues = ask.get(&Languages);
        let mut found = Self::Answer::new();
        for tongue in &tongues.all {
            let id = tongue.version(&self.0);
            let entry = ask.get(&EntryOf(id.clone()));
            if entry.exists && *ask.get(&IsPresent(id.clone())) {
                found.insert(tongue.code.clone(), id);
            }
        }
        found
    }
}

/// Returns the public version of a page in a language, or what stands in for it. An id that itself names a language other than the
/// default one means that version: a menu in Chinese may lead to `en/_index`.
pub fn version_in(ask: &mut Ask<'_>, id: &PageId, code: &str) -> Option<PageId> {
    let tongues = ask.get(&Languages);
    let Some((own, shared)) = tongues.place(id) else { return Some(id.clone()) };
    let versions = ask.get(&Versions(shared.to_owned()));
    if own.code != tongues.main && versions.contains_key(&own.code) {
        return Some(id.clone());
    }
    match (versions.get(code), tongues.fallback) {
        (Some(own), _) => Some(own.clone()),
        (None, Fallback::Main) => versions.get(&tongues.main).cloned().or_else(|| Some(id.clone())),
        (None, Fallback::Hide) => None,
    }
}

/// Tells whether a page is the home page of a language, or of the site.
pub fn is_home(ask: &mut Ask<'_>, id: &PageId) -> bool {
    id.is_section() && (id.as_str() == "_index" || ask.get(&Languages).is_home(id))
}

/// Returns the address of the home page for a language: `/index.html`, `/en/index.html`.
pub fn home_url(ask: &mut Ask<'_>, code: &str) -> Arc<str> {
    let tongues = ask.get(&Languages);
    let home = tongues.tongue(code).map_or_else(|| PageId::new("_index"), Tongue::home);
    let entry = ask.get(&EntryOf(home));
    if entry.exists { entry.url.clone() } else { "/index.html".into() }
}

/// Returns the codes of the languages that outputs of their own make sense for: those with a home page, and the default one. One that
/// is empty if the site declares none.
pub fn living(ask: &mut Ask<'_>) -> Vec<Arc<str>> {
    let tongues = ask.get(&Languages);
    let mut codes = tongues.codes();
    codes.retain(|code| {
        let home = tongues.tongue(code).filter(|_| *code != tongues.main).map(Tongue::home);
        home.is_none_or(|home| *ask.get(&IsPresent(home)))
    });
    codes
}

/// Returns the folder of the outputs of a language, with a slash at both ends: `/`, `/en/`.
pub fn directory(ask: &mut Ask<'_>, code: &str) -> String {
    let tongues = ask.get(&Languages);
    match tongues.tongue(code).map(Tongue::home) {
        Some(home) => ask.get(&EntryOf(home)).directory().to_owned(),
        None => "/".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tongues() -> Tongues {
        let tongue = |code: &str, root: Root| Tongue { code: code.into(), label: code.into(), root };
        let all = vec![
            tongue("zh-CN", Root::Top),
            tongue("en", Root::Folder("en".into())),
            tongue("ug", Root::Suffix("ug".into())),
        ];
        Tongues { main: "zh-CN".into(), all, fallback: Fallback::Main }
    }

    #[test]
    fn places() {
        let tongues = tongues();
        let place = |id: &str| {
            let id = PageId::new(id);
            let (tongue, shared) = tongues.place(&id).unwrap_or_else(|| panic!("{id} has no language"));
            (tongue.code.to_string(), shared.to_owned())
        };
        for (id, code, shared) in [
            ("pilots/a", "zh-CN", "pilots/a"),
            ("en/pilots/a", "en", "pilots/a"),
            ("english/a", "zh-CN", "english/a"),
            ("ug:pilots/a", "ug", "pilots/a"),
            ("en/_index", "en", "_index"),
        ] {
            assert_eq!(place(id), (code.to_owned(), shared.to_owned()), "{id}");
        }
        assert_eq!(Tongues::default().place(&PageId::new("en/a")), None);
        assert!(tongues.is_home(&PageId::new("ug:_index")) && !tongues.is_home(&PageId::new("a/_index")));
    }

    #[test]
    fn directions() {
        for code in ["ar", "ug", "ug-CN", "fa", "he", "ur", "kk-Arab", "kk-Arab-CN"] {
            assert_eq!(direction(code), "rtl", "{code}");
        }
        for code in ["zh-CN", "en", "ug-Latn", "mn-Mong", "bo", "kk", ""] {
            assert_eq!(direction(code), "ltr", "{code}");
        }
    }

    #[test]
    fn names_are_looked_up_at_home_first() {
        let order = |own: &str| tongues().in_order(own).join(" ");
        assert_eq!((order("ug"), order("zh-CN")), ("ug zh-CN en".into(), "zh-CN en ug".into()));
        assert_eq!(Tongues::default().in_order("en"), ["".into()]);
    }
}
