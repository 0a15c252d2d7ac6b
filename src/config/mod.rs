//! The site's settings: `pilothouse.yaml` as meant.
//!
//! Settings are declared like a kind (`settings.yaml`), so unknown keys, wrong types and Chinese names are handled by the code
//! that handles front matter. What a declaration cannot say is checked here: the maps whose keys the site chooses.

mod targets;

use std::sync::OnceLock;

pub use targets::TargetKey;

use crate::base::{SourcePath, Value};
use crate::chinese::{OverrideFault, Overrides};
use crate::diag::{self, Diagnostic, Place, did_you_mean};
use crate::schema::{self, Kind, Schema};
use crate::yaml::{self, Data, Node};

/// Declaration of the settings.
const DECLARATION: &str = include_str!("settings.yaml");

/// Keys of a taxonomy.
const TAXONOMY_KEYS: [&str; 6] = ["label", "field", "from", "path", "kinds", "terms"];

/// Keys of a data file.
const DATA_KEYS: [&str; 2] = ["kind", "pages"];

/// What a severity may be set to.
const SEVERITIES: [&str; 4] = ["off", "hint", "warning", "error"];

/// Returns the settings of a file's text, defaults filled in, and all problems.
pub fn parse(text: &str, path: &SourcePath) -> (Value, Vec<Diagnostic>) {
    let place = |range| Place::text(path, range);
    let (node, mut found) = yaml::parse(text, &place);
    let node = node.unwrap_or(Node { span: (0, 0), data: Data::Map(Vec::new()) });
    let (settings, problems) = schema::validate(kind(), &node, &Schema::default(), &place);
    found.extend(problems);
    check_lints(settings.get("lints"), path, &mut found);
    check_readings(settings.get("readings"), path, &mut found);
    check_keys("taxonomies", &TAXONOMY_KEYS, settings.get("taxonomies"), path, &mut found);
    check_keys("data", &DATA_KEYS, settings.get("data"), path, &mut found);
    targets::check(settings.get("publish"), path, &mut found);
    (settings, found)
}

/// Returns the declaration of the settings as a kind, for the manual and for editors.
pub fn kind() -> &'static Kind {
    static KIND: OnceLock<Kind> = OnceLock::new();
    KIND.get_or_init(|| Schema::alone(&"settings.yaml".into(), DECLARATION).0)
}

fn check_lints(lints: &Value, path: &SourcePath, found: &mut Vec<Diagnostic>) {
    for (code, severity) in lints.entries() {
        let place = || Place::field(path, format!("lints.{code}"));
        if diag::rule(code).is_none() {
            let near = did_you_mean(code, diag::rules::all().map(|rule| rule.code));
            let key = Place::key(path, format!("lints.{code}"));
            found.push(Diagnostic::new("unknown-lint").at(key).arg("code", code).maybe("suggestion", near));
        }
        let text = severity.text().unwrap_or_default();
        if !SEVERITIES.contains(&text) {
            let choices = SEVERITIES.join(", ");
            found.push(Diagnostic::new("bad-severity").at(place()).arg("text", text).arg("choices", choices));
        }
    }
}

fn check_readings(readings: &Value, path: &SourcePath, found: &mut Vec<Diagnostic>) {
    let text = |value: &Value| value.text().unwrap_or_default().to_owned();
    let pairs = readings.entries().iter().map(|(word, reading)| (word.to_string(), text(reading)));
    let (_, problems) = Overrides::new(pairs);
    for problem in problems {
        let place = Place::field(path, format!("readings.{}", problem.word));
        let code = match problem.fault {
            OverrideFault::EmptyWord | OverrideFault::EmptyReading | OverrideFault::NotLetters => {
                "bad-reading"
            }
        };
        // A number is no reading, but it is what stands there.
        let reading = match readings.get(&problem.word) {
            Value::Int(number) => number.to_string(),
            _ => problem.reading,
        };
        found.push(Diagnostic::new(code).at(place).arg("word", problem.word).arg("reading", reading));
    }
}

/// Reports unknown keys in a setting whose entries the site names itself and whose values are maps, or nothing at all.
fn check_keys(setting: &str, keys: &[&str], value: &Value, path: &SourcePath, found: &mut Vec<Diagnostic>) {
    for (name, entry) in value.entries() {
        for (key, _) in entry.entries().iter().filter(|(key, _)| !keys.contains(&&**key)) {
            let place = Place::field(path, format!("{setting}.{name}.{key}"));
            let near = did_you_mean(key, keys.iter().copied());
            let unknown = Diagnostic::new("unknown-setting").at(place).arg("key", key);
            found.push(unknown.arg("known", keys.join(", ")).maybe("suggestion", near));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        parse(text, &"pilothouse.yaml".into()).1.into_iter().map(|found| found.code).collect()
    }

    #[test]
    fn the_declaration_itself_is_right() {
        let (kind, found) = Schema::alone(&"settings.yaml".into(), DECLARATION);
        assert_eq!(found, []);
        assert!(kind.field("taxonomies").is_some());
    }

    #[test]
    fn defaults_and_chinese_names() {
        let (settings, found) = parse("站点:\n  名称: 示例\n", &"pilothouse.yaml".into());
        assert_eq!(found, []);
        assert_eq!(settings.at("site.title").text(), Some("示例"));
        assert_eq!(settings.at("site.language").text(), Some("zh-CN"));
        assert_eq!(settings.at("theme").text(), Some("default"));
    }

    #[test]
    fn mistakes_are_found() {
        assert_eq!(codes("sites: {title: a}\n"), ["unknown-field"]);
        assert_eq!(codes("lints: {unknown-feild: off}\n"), ["unknown-lint"]);
        assert_eq!(codes("lints: {unknown-field: never}\n"), ["bad-severity"]);
        assert_eq!(codes("taxonomies: {tags: {lable: 标签}}\n"), ["unknown-setting"]);
        assert_eq!(codes("readings: {行: 杭}\n"), ["bad-reading"]);
        assert_eq!(codes("publish: {a: {to: x, keep: 5, switch: link}}\n发布: \n"), ["duplicate-field"]);
        assert_eq!(codes("发布: {内网: {位置: x, 保留: 5, 切换: 链接}}\n"), Vec::<String>::new());
        assert_eq!(
            codes("publish: {a: {to: 's3://b/c', endpoint: 'https://h', region: r, secrets: ../k}}\n"),
            Vec::<String>::new()
        );
        assert_eq!(codes("publish: {a: {to: 's3://b/c', secrets: 5}}\n"), ["bad-target"]);
        assert_eq!(codes("publish: {a: {keep: 1}}\n"), ["bad-target", "bad-target"]);
        assert_eq!(codes("publish: {a: {to: x, kep: 3, switch: 快}}\n"), ["unknown-setting", "bad-target"]);
        let (_, found) = parse("readings: {行: 5}\nlints: {unknown-feild: off}\n", &"pilothouse.yaml".into());
        assert!(found.iter().any(|one| one.args.contains(&("reading".into(), "5".into()))), "{found:?}");
        let key = Place::key(&"pilothouse.yaml".into(), "lints.unknown-feild");
        assert!(found.iter().any(|one| one.place.as_ref() == Some(&key)), "{found:?}");
        assert_eq!(codes(""), Vec::<String>::new());
    }
}
