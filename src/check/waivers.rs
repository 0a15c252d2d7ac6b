//! Waivers: findings that somebody took the responsibility for, by name, with a reason and a date.

use serde::{Deserialize, Serialize};

use crate::base::{SourcePath, Value};
use crate::catalog::RecordOf;
use crate::catalog::sources::{SETTINGS_FILE, setting};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean, rule, rules};
use crate::engine::{Ask, Keep, Query};
use crate::world::Content;

/// Asks for the waivers that a file has: those of its front matter, and those of the settings that name it.
#[derive(Debug, Serialize, Deserialize)]
pub struct WaiversOf(pub SourcePath);

/// A waiver that holds today.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Waiver {
    /// Code of the rule.
    pub rule: String,
    /// Words that the finding must hold; any if empty.
    pub text: String,
    /// Who allowed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When it was allowed.
    pub date: String,
    /// Last day; without end if empty.
    pub until: String,
    /// Where it is written.
    pub place: Option<Place>,
}

impl Query for WaiversOf {
    const NAME: &'static str = "Waivers";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<Waiver>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Waiver> {
        let written = written(ask, &self.0);
        written.into_iter().filter(|waiver| fault(ask, waiver).is_none()).collect()
    }
}

/// Asks whether the waivers of a file have an effect; the answer is in the findings.
///
/// Apart from the waivers themselves: those are asked for only where there is something to waive, and what is wrong with them must be told
/// everywhere or nowhere.
#[derive(Debug, Serialize, Deserialize)]
pub struct WaiverFaults(pub SourcePath);

impl Query for WaiverFaults {
    const NAME: &'static str = "WaiverFaults";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        for waiver in written(ask, &self.0) {
            if let (Some(found), Some(place)) = (fault(ask, &waiver), waiver.place) {
                ask.report(found.at(place));
            }
        }
    }
}

/// Asks whether the waivers of the settings name files that are there; the answer is in the findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct LostWaivers;

impl Query for LostWaivers {
    const NAME: &'static str = "LostWaivers";
    type Answer = ();

    fn run(&self, ask: &mut Ask<'_>) {
        for (number, item) in setting(ask, "waivers").iter().enumerate() {
            let page = item.get("page").text().unwrap_or_default().to_owned();
            let is_there = spellings(&page)
                .any(|file| names(&page, &file) && !matches!(ask.file(&file), Content::Missing));
            if !page.is_empty() && !is_there {
                let place = Place::field(&SETTINGS_FILE.into(), format!("waivers[{number}].page"));
                ask.report(Diagnostic::new("waiver-nowhere").at(place).arg("page", page));
            }
        }
    }
}

/// Returns the files that settings may mean by what they write.
fn spellings(written: &str) -> impl Iterator<Item = SourcePath> + use<> {
    let written = written.trim_start_matches('/').to_owned();
    let ends = ["", ".md"];
    ["", "content/"].into_iter().flat_map(move |start| {
        let written = written.clone();
        ends.into_iter().map(move |end| SourcePath::new(&format!("{start}{written}{end}")))
    })
}

/// Returns all waivers that are written for a file.
fn written(ask: &mut Ask<'_>, file: &SourcePath) -> Vec<Waiver> {
    let mut all = Vec::new();
    if let Some(page) = PageId::of(file) {
        let record = ask.get(&RecordOf(page));
        collect(record.fields.get("waivers"), file, |_| true, &mut all);
    }
    let settings = setting(ask, "waivers");
    let is_meant = |item: &Value| item.get("page").text().is_some_and(|name| names(name, file));
    collect(&settings, &SETTINGS_FILE.into(), is_meant, &mut all);
    all
}

/// Tells whether the settings mean a file: by its path, with or without `content/` and the ending of a page.
fn names(written: &str, file: &SourcePath) -> bool {
    let written = written.trim_start_matches('/');
    let path = file.as_str();
    let inner = path.strip_prefix("content/").unwrap_or(path);
    written == path || written == inner || Some(written) == inner.strip_suffix(".md")
}

fn collect(written: &Value, file: &SourcePath, is_meant: impl Fn(&Value) -> bool, all: &mut Vec<Waiver>) {
    for (number, item) in written.iter().enumerate().filter(|(_, item)| is_meant(item)) {
        let text = |name: &str| item.get(name).text().unwrap_or_default().to_owned();
        all.push(Waiver {
            rule: text("rule"),
            text: text("text"),
            by: text("by"),
            reason: text("reason"),
            date: text("date"),
            until: text("until"),
            place: Some(Place::field(file, format!("waivers[{number}]"))),
        });
    }
}

/// Returns why a waiver has no effect.
fn fault(ask: &mut Ask<'_>, waiver: &Waiver) -> Option<Diagnostic> {
    let parts =
        [("rule", &waiver.rule), ("by", &waiver.by), ("reason", &waiver.reason), ("date", &waiver.date)];
    let missing: Vec<&str> =
        parts.into_iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| name).collect();
    if !missing.is_empty() {
        return Some(Diagnostic::new("waiver-incomplete").arg("missing", missing.join("、")));
    }
    let Some(rule) = rule(&waiver.rule) else {
        let near = did_you_mean(&waiver.rule, rules::all().map(|rule| rule.code));
        return Some(Diagnostic::new("unknown-lint").arg("code", &waiver.rule).maybe("suggestion", near));
    };
    if rule.severity == crate::diag::Severity::Error && !rules::catalogue::is_judged(rule.code) {
        return Some(Diagnostic::new("waiver-refused").arg("rule", rule.code));
    }
    let over = !waiver.until.is_empty() && *waiver.until < *ask.fact("today");
    over.then(|| Diagnostic::new("waiver-expired").arg("rule", &waiver.rule).arg("until", &waiver.until))
}

impl Waiver {
    /// Tells whether the waiver covers a finding in its file.
    pub fn covers(&self, found: &Diagnostic) -> bool {
        found.code == self.rule
            && (self.text.is_empty() || found.args.iter().any(|(_, value)| value.contains(&self.text)))
    }
}
