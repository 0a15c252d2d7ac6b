//! Personal data, secrecy marks, what attachments hide, and what pages load from elsewhere.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::remote;
use crate::base::{SourcePath, Value};
use crate::catalog::pictures::is_picture;
use crate::catalog::sources::{SETTINGS_FILE, setting};
use crate::content::{decode, ids::PageId, split};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::scan::leaks::{Leak, Phones};
use crate::scan::mask::{Stars, masked, quoted};
use crate::scan::{self, Found, Kind};
use crate::world::{Content, EntryKind};

/// Folder of the data files.
const DATA: &str = "content/_data";

/// Endings of files that run on the reader's computer.
const PROGRAMS: [&str; 26] = [
    "exe", "com", "bat", "cmd", "msi", "scr", "pif", "vbs", "vbe", "wsf", "wsh", "hta", "ps1", "jar", "dll",
    "sys", "lnk", "reg", "apk", "dmg", "deb", "rpm", "docm", "xlsm", "pptm", "dotm",
];

/// Asks whether the source of a page may go out; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct PageLeaks(pub PageId);

impl Query for PageLeaks {
    const NAME: &'static str = "PageLeaks";
    const KEEP: Keep = Keep::Disk; // nothing but its findings: whoever is made anew need not look again
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let file = self.0.source();
        let Content::Bytes(bytes) = ask.file(&file) else { return };
        let (text, _) = decode::decode(&bytes, &file);
        let split = split::split(&text);
        let wishes = Wishes::of(ask);
        check_name(ask, &file, &wishes);
        for leak in wishes.find(&text) {
            let (place, stars) = place_of(&file, &split, &leak.range);
            ask.report(finding(leak.kind, &text[leak.range], stars).at(place));
        }
        for (range, host) in remote::loaded(&text, &split.body) {
            let shown = text[range.clone()].to_owned();
            ask.report(
                Diagnostic::new("remote-resource")
                    .at(place_of(&file, &split, &range).0)
                    .arg("text", shown)
                    .arg("host", host),
            );
        }
        if let Some(hosts) = &wishes.hosts {
            for (range, host) in remote::linked(&text, &split.body) {
                if !hosts.iter().any(|allowed| remote::is_under(&host, allowed)) {
                    ask.report(
                        Diagnostic::new("link-outward")
                            .at(place_of(&file, &split, &range).0)
                            .arg("host", host),
                    );
                }
            }
        }
    }
}

/// Returns the place of bytes of a page, and how stars are written there.
fn place_of(file: &SourcePath, split: &split::Split, range: &Range<usize>) -> (Place, Stars) {
    if range.start >= split.body.start {
        let from = split.body.start;
        return (Place::body(file, range.start - from..range.end - from), Stars::Escaped);
    }
    (Place::text(file, range.clone()), Stars::Plain)
}

/// Asks whether a file beside pages may go out.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileLeaks(pub SourcePath);

impl Query for FileLeaks {
    const NAME: &'static str = "FileLeaks";
    const KEEP: Keep = Keep::Disk; // nothing but its findings: whoever is made anew need not look again
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let wishes = Wishes::of(ask);
        check_name(ask, &self.0, &wishes);
        let ending = self.0.extension().to_lowercase();
        if PROGRAMS.contains(&&*ending) && !wishes.types.contains(&ending) {
            ask.report(
                Diagnostic::new("attachment-type").at(Place::file(self.0.clone())).arg("ending", &ending),
            );
        }
        for found in ask.get(&Scan(self.0.clone())).iter() {
            if !wishes.allows(found) && !is_taken_out(&self.0, found) {
                ask.report(of_file(&self.0, found));
            }
        }
    }
}

/// Tells whether what was found in a picture is taken out before the picture goes out.
fn is_taken_out(file: &SourcePath, found: &Found) -> bool {
    is_picture(file) && matches!(found.kind, Kind::Location | Kind::Author)
}

/// Reports what a picture says of its camera. No output holds it; who hands the file itself on should know.
pub(super) fn check_camera(ask: &mut Ask<'_>, file: &SourcePath) {
    let wishes = Wishes::of(ask);
    for found in ask.get(&Scan(file.clone())).iter().filter(|found| is_taken_out(file, found)) {
        if !wishes.allows(found) {
            ask.report(of_file(file, found));
        }
    }
}

/// Asks for what is in a file that should not go out, whatever the settings allow: remembered with the file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Scan(pub SourcePath);

impl Query for Scan {
    const NAME: &'static str = "Scan";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Found>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Found> {
        let bytes = match ask.file(&self.0) {
            Content::Bytes(bytes) => bytes,
            Content::Large(_) => {
                let found = ask.large(&self.0).and_then(|file| scan::look_large(file).ok());
                return found.unwrap_or_default();
            }
            Content::Missing | Content::Unreadable(_) => return Vec::new(),
        };
        let is_text = is_text(&self.0);
        let text = is_text.then(|| decode::decode(&bytes, &self.0).0);
        scan::look(&bytes, text.as_deref())
    }
}

/// Tells whether a file's name says that it is text, in whatever encoding.
fn is_text(file: &SourcePath) -> bool {
    const TEXTS: [&str; 13] =
        ["txt", "csv", "tsv", "html", "htm", "xml", "json", "yaml", "yml", "md", "svg", "rtf", "log"];
    TEXTS.iter().any(|ending| file.extension().eq_ignore_ascii_case(ending))
}

/// Asks whether what several pages share may go out: data files and settings.
#[derive(Debug, Serialize, Deserialize)]
pub struct SharedLeaks;

impl Query for SharedLeaks {
    const NAME: &'static str = "SharedLeaks";
    const KEEP: Keep = Keep::Disk; // nothing but its findings: whoever is made anew need not look again
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        let wishes = Wishes::of(ask);
        check_text(ask, &SETTINGS_FILE.into(), &wishes);
        for entry in ask.listing(&DATA.into()).iter().filter(|entry| entry.kind == EntryKind::File) {
            let path = SourcePath::new(DATA).join(&entry.name);
            if is_text(&path) {
                check_text(ask, &path, &wishes);
            } else {
                check_table(ask, &path, &wishes);
            }
        }
    }
}

/// Reports what is in a text, where it stands.
fn check_text(ask: &mut Ask<'_>, path: &SourcePath, wishes: &Wishes) {
    let Content::Bytes(bytes) = ask.file(path) else { return };
    let (text, _) = decode::decode(&bytes, path);
    for leak in wishes.find(&text) {
        let place = Place::text(path, leak.range.clone());
        ask.report(finding(leak.kind, &text[leak.range], Stars::Plain).at(place));
    }
}

/// Reports what is in the cells of a workbook. It is not copied, so what else it hides stays here.
fn check_table(ask: &mut Ask<'_>, path: &SourcePath, wishes: &Wishes) {
    for found in ask.get(&Scan(path.clone())).iter() {
        if found.kind <= Kind::Secrecy && !wishes.allows(found) {
            let mut diagnostic = of_file(path, found);
            if let Some((row, column)) = found.at.rsplit_once('!').and_then(|(_, cell)| cell_of(cell)) {
                diagnostic.place = Some(Place::cell(path, row, column));
            }
            ask.report(diagnostic);
        }
    }
}

/// Returns row and column of `B7`, from 1.
fn cell_of(name: &str) -> Option<(usize, usize)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = name[..letters].bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A' + 1));
    Some((name[letters..].parse().ok()?, column)).filter(|_| (1..=3).contains(&letters))
}

/// Reports what the name of a file gives away.
fn check_name(ask: &mut Ask<'_>, file: &SourcePath, wishes: &Wishes) {
    for leak in wishes.find(file.name()) {
        let found = finding(leak.kind, &file.name()[leak.range], Stars::Plain);
        let found = without_fix(found).arg("at", file.name());
        ask.report(found.at(Place::file(file.clone())));
    }
}

/// Returns a finding without its remedy: a name of a file is changed by hand.
fn without_fix(mut found: Diagnostic) -> Diagnostic {
    found.args.retain(|(name, _)| name != "fix" && name != "masked");
    found
}

/// Returns the finding for a find in a text.
fn finding(kind: Kind, written: &str, stars: Stars) -> Diagnostic {
    let covered = masked(kind, written, Stars::Plain);
    Diagnostic::new(code(kind))
        .arg("text", quoted(kind, written))
        .maybe("masked", covered)
        .maybe("fix", masked(kind, written, stars))
}

/// Returns the finding for a find in a file.
fn of_file(file: &SourcePath, found: &Found) -> Diagnostic {
    let at = Some(&found.at).filter(|at| !at.is_empty());
    let diagnostic = Diagnostic::new(code(found.kind)).at(Place::file(file.clone())).arg("text", &found.text);
    let diagnostic = diagnostic.arg("count", found.count).maybe("at", at);
    if found.kind != Kind::Closed {
        return diagnostic;
    }
    let (zh, en) = scan::files::closed::words(&found.text);
    diagnostic.arg("why", en).arg("why_zh", zh)
}

/// Returns the rule of a kind of find.
fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Identity => "personal-identity",
        Kind::Mobile => "personal-mobile",
        Kind::Telephone => "personal-telephone",
        Kind::Card => "personal-card",
        Kind::Document => "personal-document",
        Kind::Plate => "personal-plate",
        Kind::Mail => "personal-mail",
        Kind::Address => "personal-address",
        Kind::Secrecy => "secrecy-mark",
        Kind::Changes => "attachment-changes",
        Kind::Comments => "attachment-comments",
        Kind::HiddenText => "attachment-hidden-text",
        Kind::HiddenCells => "attachment-hidden-cells",
        Kind::HiddenSlides => "attachment-hidden-slides",
        Kind::Macros => "attachment-macros",
        Kind::Location => "picture-location",
        Kind::Author => "attachment-author",
        Kind::Closed => "attachment-closed",
    }
}

/// What the settings allow.
struct Wishes {
    phones: Phones,
    /// Numbers as bare digits, other texts as they are.
    allowed: BTreeSet<String>,
    types: BTreeSet<String>,
    /// Sites that may be linked to; none said is all.
    hosts: Option<Vec<String>>,
}

impl Wishes {
    fn of(ask: &mut Ask<'_>) -> Self {
        let settings = setting(ask, "check");
        let texts = |name: &str| {
            settings.get(name).iter().filter_map(Value::text).map(str::to_owned).collect::<Vec<_>>()
        };
        let phones = texts("phones");
        let wanted = if phones.is_empty() { Phones::Unwanted } else { Phones::Wanted };
        let allowed = texts("allow").iter().chain(&phones).map(|text| bare(text)).collect();
        let types = texts("types").iter().map(|text| text.trim_start_matches('.').to_lowercase()).collect();
        let hosts = (!settings.get("hosts").is_null()).then(|| texts("hosts"));
        Self { phones: wanted, allowed, types, hosts }
    }

    fn find(&self, text: &str) -> Vec<Leak> {
        let mut found = scan::find(text, self.phones);
        if !self.allowed.is_empty() {
            found.retain(|leak| {
                let bare = bare(&text[leak.range.clone()]);
                // A telephone may be written with the code of its city or without.
                !self
                    .allowed
                    .iter()
                    .any(|allowed| *allowed == bare || (bare.len() >= 7 && allowed.ends_with(&bare)))
            });
        }
        found
    }

    /// Tells whether a find in a file is allowed; its number is covered, and so is compared as far as it is told.
    fn allows(&self, found: &Found) -> bool {
        let covered = |allowed: &String| {
            masked(found.kind, allowed, Stars::Plain).is_some_and(|text| bare(&text) == bare(&found.text))
        };
        self.allowed.contains(&bare(&found.text)) || self.allowed.iter().any(covered)
    }
}

/// Returns a number without what parts its digits; another text as it is.
fn bare(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c })
        .filter(|c| !matches!(c, ' ' | '-' | '\u{3000}' | '－' | '（' | '）' | '(' | ')'))
        .collect();
    plain
}
