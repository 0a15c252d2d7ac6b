//! What can be wrong about languages: files in the place of another language, two files for one version, languages that nobody
//! declared.

use super::languages::{Languages, Root, Tongue, Tongues};
use super::record::Record;
use super::sources::{SETTINGS_FILE, Tree, setting};
use crate::base::SourcePath;
use crate::content::ids::{CONTENT, PageId};
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;

/// Codes that can hardly mean anything but a language at the end of a file's name. `it`, `no` or `is` may be words.
const KNOWN: [&str; 19] = [
    "zh", "en", "fr", "de", "ja", "ko", "ru", "es", "pt", "ar", "ug", "bo", "mn", "kk", "za", "vi", "th",
    "fa", "he",
];

/// Tells whether a file may be a version by the end of its name: most files are told apart here, without asking for anything.
pub fn may_have_suffix(path: &SourcePath) -> bool {
    split(path).is_some()
}

/// Returns what a file stands for if the end of its name is that of a language: the page, or no page where it lies in the wrong
/// place, which is reported.
pub fn claim(ask: &mut Ask<'_>, path: &SourcePath) -> Option<Option<PageId>> {
    let (base, suffix) = split(path)?;
    let tongues = ask.get(&Languages);
    if let Some(page) = marked_in(&tongues, base, suffix) {
        return Some(Some(page));
    }
    if let Some(tongue) = tongues.all.iter().find(|tongue| is_named(tongue, suffix)) {
        report_elsewhere(ask, path, tongue, base);
        return Some(None);
    }
    if !tongues.all.is_empty() && is_known(suffix) {
        report_undeclared(ask, Place::file(path.clone()), suffix, &tongues);
    }
    None
}

/// Returns the version that an id such as `about.en` means, if `en` is the end of names in a language.
pub fn marked(ask: &mut Ask<'_>, page: &PageId) -> Option<PageId> {
    let (base, suffix) = page.as_str().rsplit_once('.')?;
    marked_in(&ask.get(&Languages), base, suffix)
}

fn marked_in(tongues: &Tongues, base: &str, suffix: &str) -> Option<PageId> {
    let has = |tongue: &&Tongue| matches!(&tongue.root, Root::Suffix(own) if **own == *suffix);
    tongues.all.iter().find(has).map(|_| PageId::marked(suffix, base))
}

/// Returns the path of a page below `content/` without its last ending, and that ending: `pilots/a` and `en`.
fn split(path: &SourcePath) -> Option<(&str, &str)> {
    let below = path.below(&CONTENT.into())?.strip_suffix(".md")?;
    below.rsplit_once('.').filter(|(base, suffix)| !base.is_empty() && !suffix.contains('/'))
}

/// Tells whether an ending or a folder has the name of a language: its code, its folder or its suffix in any case.
fn is_named(tongue: &Tongue, name: &str) -> bool {
    let own = match &tongue.root {
        Root::Top => &tongue.code,
        Root::Folder(own) | Root::Suffix(own) => own,
    };
    name.eq_ignore_ascii_case(own) || name.eq_ignore_ascii_case(&tongue.code)
}

fn is_known(name: &str) -> bool {
    let primary = name.split('-').next().unwrap_or(name).to_ascii_lowercase();
    KNOWN.contains(&&*primary) && (name.contains('-') || name.len() == primary.len())
}

/// Reports a file that is a version in a language whose pages lie elsewhere; worse if there is a file already.
fn report_elsewhere(ask: &mut Ask<'_>, path: &SourcePath, tongue: &Tongue, shared: &str) {
    let wanted = tongue.version(shared).source();
    let name = wanted.name().to_owned();
    let taken = ask.listing(&wanted.parent()).iter().any(|entry| *entry.name == *name);
    let found = Diagnostic::new(if taken { "version-twice" } else { "version-elsewhere" });
    let found = found.at(Place::file(path.clone())).arg("language", &*tongue.label);
    let found = found.arg("code", &*tongue.code).arg("wanted", wanted.as_str());
    ask.report(if taken { found.related("first", Place::file(wanted)) } else { found });
}

fn report_undeclared(ask: &mut Ask<'_>, place: Place, code: &str, tongues: &Tongues) {
    let known: Vec<&str> = tongues.all.iter().map(|tongue| &*tongue.code).collect();
    let found = Diagnostic::new("language-undeclared").at(place).arg("code", code);
    ask.report(found.arg("known", known.join(", ")));
}

/// Reports a language in front matter that is not the one of the page's place.
pub fn check_field(ask: &mut Ask<'_>, id: &PageId, record: &Record) {
    let written = record.text("language");
    let tongues = ask.get(&Languages);
    let Some((tongue, _)) = tongues.place(id).filter(|_| !written.is_empty()) else { return };
    if *tongue.code == *written {
        return;
    }
    let place = Place::field(&id.source(), "language");
    if tongues.all.iter().all(|other| *other.code != *written) {
        return report_undeclared(ask, place, written, &tongues);
    }
    let found = Diagnostic::new("language-differs").at(place).arg("written", written);
    ask.report(found.arg("code", &*tongue.code));
}

/// Reports languages that are declared twice or have no home page, and folders of languages that are not where pages are looked
/// for.
pub fn check_languages(ask: &mut Ask<'_>) {
    let tongues = ask.get(&Languages);
    if tongues.all.is_empty() {
        return;
    }
    let tree = ask.get(&Tree);
    let declared = setting(ask, "languages");
    for (at, one) in declared.iter().enumerate() {
        let code = one.get("code").text().unwrap_or_default();
        let place = Place::field(&SETTINGS_FILE.into(), format!("languages[{at}].code"));
        let earlier = declared.iter().take(at).any(|other| other.get("code").text() == Some(code));
        match tongues.all.iter().find(|tongue| *tongue.code == *code).filter(|_| !earlier) {
            None if code.is_empty() => {}
            None => ask.report(Diagnostic::new("language-twice").at(place).arg("code", code)),
            Some(tongue) if tree.pages.binary_search(&tongue.home()).is_err() => {
                let found = Diagnostic::new("language-without-home").at(place);
                let found = found.arg("language", &*tongue.label);
                ask.report(found.arg("wanted", tongue.home().source().as_str()));
            }
            Some(_) => {}
        }
    }
    check_folders(ask, &tongues, &tree.pages);
}

/// Reports top-level folders that have the name of a language whose pages lie elsewhere, or that is not declared.
fn check_folders(ask: &mut Ask<'_>, tongues: &Tongues, pages: &[PageId]) {
    let mut last = "";
    for page in pages.iter().filter(|page| page.mark().is_none()) {
        let Some((folder, shared)) = page.as_str().split_once('/') else { continue };
        let is_root = |tongue: &Tongue| matches!(&tongue.root, Root::Folder(own) if **own == *folder);
        if tongues.all.iter().any(is_root) {
            continue;
        }
        if let Some(tongue) = tongues.all.iter().find(|tongue| is_named(tongue, folder)) {
            report_elsewhere(ask, &page.source(), tongue, shared);
        } else if folder != last && is_known(folder) {
            report_undeclared(ask, Place::file(page.source()), folder, tongues);
        }
        last = folder;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        let ending = |path: &str| {
            let path = SourcePath::new(path);
            split(&path).map(|(base, suffix)| format!("{base} {suffix}"))
        };
        assert_eq!(ending("content/a/b.en.md").as_deref(), Some("a/b en"));
        assert_eq!(ending("content/v1.0/b.md"), None);
        assert_eq!(ending("content/b.md"), None);
        assert_eq!(ending("content/b.en.pdf"), None);
        assert!(is_known("fr") && is_known("zh-Hant") && is_known("EN"));
        assert!(!is_known("v2") && !is_known("it") && !is_known("0") && !is_known("english"));
    }
}
