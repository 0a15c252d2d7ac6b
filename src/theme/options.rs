//! Options of a theme: declared in its `theme.yaml` like the fields of a kind, and validated like content.
//!
//! ```yaml
//! options:
//!   palette: {zh: 配色, en: Palette, type: text, default: red}
//! files: {palette: "palette-{}.css"}   # the value of this option names a file in `assets/`
//! ```
//!
//! A theme has the options of all themes along its chain; one that declares an option again changes what it says of it. What a
//! site writes under `theme_options` is checked by the code that checks front matter, so Chinese names, suggestions and places
//! come with it. This module must not know what templates do with a value.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::assets::ThemeAssets;
use super::chain::{Chain, manifest};
use crate::base::{SourcePath, Value};
use crate::catalog::sources::{SETTINGS_FILE, text_of};
use crate::config;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Keep, Query};
use crate::schema::{self, Kind, Schema};
use crate::yaml::{self, Data, Node};

/// Name of the setting that holds the options.
const SETTING: &str = "theme_options";

/// Asks for the options that the themes along the chain declare, as a kind.
#[derive(Debug, Serialize, Deserialize)]
pub struct OptionKind;

impl Query for OptionKind {
    const NAME: &'static str = "OptionKind";
    type Answer = Declared;

    fn run(&self, ask: &mut Ask<'_>) -> Declared {
        let mut declared = Declared::default();
        for theme in ask.get(&Chain).iter().rev() {
            let path = theme.folder.join("theme.yaml");
            let Some(text) = text_of(ask, &path) else { continue };
            declared.files.extend(manifest(ask, &theme.folder).files);
            if let Some(alone) = only_options(&text) {
                let (kind, found) = Schema::alone_over(std::mem::take(&mut declared.kind), &path, &alone);
                ask.report_all(found);
                declared.kind = kind;
            }
        }
        declared
    }
}

/// The options that themes declare.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// The options as fields.
    pub kind: Kind,
    /// Options that name a file in `assets/`: the file's name with `{}` for the value.
    pub files: BTreeMap<String, String>,
}

/// Asks for the options as the site sets them, checked, with the defaults for the others.
#[derive(Debug, Serialize, Deserialize)]
pub struct Options;

impl Query for Options {
    const NAME: &'static str = "Options";
    const KEEP: Keep = Keep::Disk;
    type Answer = Value;

    fn run(&self, ask: &mut Ask<'_>) -> Value {
        let declared = ask.get(&OptionKind);
        let path = SourcePath::new(SETTINGS_FILE);
        let text = text_of(ask, &path);
        let place = |range: Range<usize>| Place::text(&path, range);
        // What is wrong with the settings themselves was found where they were read.
        let node = text.and_then(|text| yaml::parse(&text, &place).0);
        let written = node.as_ref().and_then(entry);
        let (mut values, found) = validate(&declared.kind, written, &place);
        ask.report_all(found);
        for (option, pattern) in &declared.files {
            if !has_file(ask, option, pattern, values.get(option)) {
                // With it every page would fail at its template, and say so.
                set_default(&mut values, option, &declared.kind);
            }
        }
        values
    }
}

/// Returns the entry of the setting, under whichever of its names it is written.
fn entry(node: &Node) -> Option<&(Node, Node)> {
    let spec = config::kind().field(SETTING)?;
    spec.names().find_map(|name| node.entry(name))
}

/// Returns the checked options, and what is wrong with them.
fn validate(
    kind: &Kind,
    written: Option<&(Node, Node)>,
    place: &dyn Fn(Range<usize>) -> Place,
) -> (Value, Vec<Diagnostic>) {
    let nothing = Node { span: (0, 0), data: Data::Map(Vec::new()) };
    let (node, wrong) = match written {
        Some((_, value)) if matches!(value.data, Data::Map(_)) => (value, None),
        Some((_, value)) if !matches!(value.data, Data::Null | Data::Broken) => {
            let names = kind.fields.specs.iter().map(|spec| &*spec.name).collect::<Vec<_>>().join(", ");
            let wrong = Diagnostic::new("options-no-map").at(place(value.range())).arg("known", names);
            (&nothing, Some(wrong))
        }
        _ => (&nothing, None),
    };
    let (values, mut found) = schema::validate(kind, node, &Schema::default(), place);
    found.extend(wrong);
    (values, found)
}

/// Gives an option the value that it has if nothing is written.
fn set_default(values: &mut Value, option: &str, kind: &Kind) {
    let default = kind.field(option).and_then(|spec| spec.default.clone()).unwrap_or_default();
    if let Value::Map(entries) = values
        && let Some((_, value)) = entries.iter_mut().find(|(name, _)| **name == *option)
    {
        *value = default;
    }
}

/// Tells whether the file that an option's value names is there; if not, reports it, with one that comes near.
fn has_file(ask: &mut Ask<'_>, option: &str, pattern: &str, value: &Value) -> bool {
    let Some(value) = value.text() else { return true };
    let assets = ask.get(&ThemeAssets);
    let file = pattern.replace("{}", value);
    if assets.contains_key(&file) {
        return true;
    }
    let (before, after) = pattern.split_once("{}").unwrap_or((pattern, ""));
    let known: Vec<&str> =
        assets.keys().filter_map(|name| name.strip_prefix(before)?.strip_suffix(after)).collect();
    let place = Place::field(&SETTINGS_FILE.into(), format!("{SETTING}.{option}"));
    let found = Diagnostic::new("option-no-file").at(place).arg("option", option).arg("text", value);
    let near = did_you_mean(value, known.iter().copied());
    let listed = (!before.is_empty() && !known.is_empty()).then(|| known.join(", "));
    ask.report(found.arg("file", file).maybe("known", listed).maybe("suggestion", near));
    false
}

/// Returns a manifest's text with nothing left of it but its options, as the fields of a kind and at their own places.
fn only_options(text: &str) -> Option<String> {
    let mut kept = String::with_capacity(text.len());
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '#', '\n', '\r']) {
            inside = line.starts_with("options:");
            found |= inside;
        }
        match line.strip_prefix("options:") {
            Some(rest) => {
                kept.push_str("fields: ");
                kept.push_str(rest);
            }
            None if inside => kept.push_str(line),
            None => kept.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
        }
    }
    found.then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_keep_their_places() {
        let text =
            "label: {zh: 甲}\n# 说明\noptions:\n  palette: {type: text, default: red}\nengine: \"1\"\n";
        let alone = only_options(text).unwrap();
        assert_eq!(alone.len(), text.len());
        assert_eq!(alone.find("palette"), text.find("palette"));
        let (kind, found) = Schema::alone_over(Kind::default(), &"theme.yaml".into(), &alone);
        assert_eq!(found, []);
        assert!(kind.field("palette").is_some());
        assert_eq!(only_options("label: {}\n"), None);
    }

    #[test]
    fn what_is_written_is_checked_and_the_rest_is_the_default() {
        let declared = "fields:\n  palette: {zh: 配色, en: Palette, type: enum, default: red, of: [red, blue]}\n  wide: {zh: 宽, type: bool, default: false}\n";
        let (kind, _) = Schema::alone_over(Kind::default(), &"theme.yaml".into(), declared);
        let path: SourcePath = SETTINGS_FILE.into();
        let place = |range: Range<usize>| Place::text(&path, range);
        let check = |text: &str| {
            let node = yaml::parse(text, &place).0;
            let (values, found) = validate(&kind, node.as_ref().and_then(entry), &place);
            (values, found.into_iter().map(|one| one.code).collect::<Vec<_>>())
        };
        let (values, found) = check("主题选项: {配色: blue}\n");
        assert_eq!((values.get("palette").text(), found.len()), (Some("blue"), 0));
        assert_eq!(values.get("wide").bool(), Some(false));
        let (values, found) = check("theme: default\n");
        assert_eq!((values.get("palette").text(), found.len()), (Some("red"), 0));
        assert_eq!(check("theme_options: {pallete: blue}\n").1, ["unknown-field"]);
        assert_eq!(check("theme_options: {palette: green}\n").1.len(), 1);
        let (values, found) = check("theme_options: 红\n");
        assert_eq!((values.get("palette").text(), found.len()), (Some("red"), 1));
    }
}
