//! Functions about addresses, files, words and settings.

use serde::{Deserialize, Serialize};
use tera::{Error, Kwargs, TeraResult, Value as TeraValue};

use super::arguments::{must_text, text, value};
use crate::base::{SourcePath, Value};
use crate::catalog::menu::is_in_menu;
use crate::catalog::sources::{report_no_file, text_of};
use crate::catalog::{EntryOf, LabelOf, links, sources};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::render::frame::Frame;
use crate::render::value::to_tera;
use crate::theme::{Strings, ThemeAsset, ThemeAssets};
use crate::world::EntryKind;

pub fn url(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let to = must_text(args, "to")?;
    let entry = frame.ask.get(&EntryOf(PageId::new(&to)));
    if entry.exists {
        return Ok(TeraValue::from(&*entry.url));
    }
    let from = frame.page.clone().unwrap_or_else(|| PageId::new("_index"));
    let answer = links::link(frame.ask, &from, &to);
    match answer.problem {
        None => Ok(TeraValue::from(answer.href.as_str())),
        // Reported at its line of the settings; every page that shows the menu would say it again.
        Some(_) if is_in_menu(frame.ask, &to) => Ok(TeraValue::from(answer.href.as_str())),
        Some(_) => Err(Error::message(format!("url(to=\"{to}\"): there is no such page or file"))),
    }
}

pub fn asset(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let name = must_text(args, "name")?;
    if let Some(asset) = frame.ask.get(&ThemeAsset(name.clone())).as_ref() {
        return Ok(TeraValue::from(asset.url.as_str()));
    }
    let assets = frame.ask.get(&ThemeAssets);
    let near = did_you_mean(&name, assets.keys().map(String::as_str));
    let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
    Err(Error::message(format!("asset(name=\"{name}\"): the theme has no such file{hint}")))
}

/// Asks for a data file by name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Data(pub String);

impl Query for Data {
    const NAME: &'static str = "Data";
    /// The file's content; `None` if there is no such file.
    type Answer = Option<Value>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<Value> {
        for extension in ["yaml", "yml", "json"] {
            let path = SourcePath::new(&format!("content/_data/{}.{extension}", self.0));
            let Some(text) = text_of(ask, &path) else { continue };
            // JSON is YAML: one reader for both.
            return match serde_yaml::from_str::<serde_yaml::Value>(&text) {
                Ok(value) => Some(plain(&value)),
                Err(error) => {
                    let at = error.location().map_or(0, |location| location.index());
                    ask.report(
                        Diagnostic::new("broken-data-file").at(Place::text(&path, at..at)).arg("why", &error),
                    );
                    Some(Value::Null)
                }
            };
        }
        report_links(ask, &self.0);
        None
    }
}

/// Reports a data file that is a link: without a word it would seem to be missing.
fn report_links(ask: &mut Ask<'_>, name: &str) {
    let path = SourcePath::new(&format!("content/_data/{name}.x"));
    for entry in ask.listing(&path.parent()).iter().filter(|entry| entry.kind == EntryKind::Link) {
        let link = path.parent().join(&entry.name);
        if link.stem() == path.stem() {
            report_no_file(ask, link, EntryKind::Link);
        }
    }
}

fn plain(value: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(*flag),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::Int)
            .or_else(|| number.as_f64().map(Value::Decimal))
            .unwrap_or_default(),
        Yaml::String(text) => Value::from(text.as_str()),
        Yaml::Sequence(items) => Value::List(items.iter().map(plain).collect()),
        Yaml::Mapping(entries) => {
            let key = |key: &Yaml| match plain(key) {
                Value::Text(text) => text,
                Value::Int(number) => number.to_string().into(),
                other => format!("{other:?}").into(),
            };
            Value::Map(entries.iter().map(|(name, value)| (key(name), plain(value))).collect())
        }
        Yaml::Tagged(tagged) => plain(&tagged.value),
    }
}

pub fn data(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let name = must_text(args, "name")?;
    match frame.ask.get(&Data(name.clone())).as_ref() {
        Some(value) => Ok(to_tera(value)),
        None => Err(Error::message(format!(
            "data(name=\"{name}\"): there is no content/_data/{name}.yaml or .json"
        ))),
    }
}

pub fn label(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let field = must_text(args, "field")?;
    let kind = match (text(args, "kind")?, frame.page.clone()) {
        (Some(kind), _) => kind,
        (None, Some(page)) => frame.ask.get(&EntryOf(page)).kind.to_string(),
        (None, None) => String::new(),
    };
    if !args.iter().any(|(name, _)| name.as_str() == Some("value")) {
        return label_of(frame, &kind, &field, None);
    }
    let Some(given) = value(args, "value")? else { return Ok(TeraValue::none()) };
    match given.as_array() {
        None => label_of(frame, &kind, &field, Some(&given)),
        Some(items) => {
            let labels = items.iter().map(|item| label_of(frame, &kind, &field, Some(item)));
            Ok(labels.collect::<TeraResult<Vec<_>>>()?.into())
        }
    }
}

/// Returns what people call a field or one of its values.
fn label_of(
    frame: &mut Frame<'_, '_>,
    kind: &str,
    field: &str,
    value: Option<&TeraValue>,
) -> TeraResult<TeraValue> {
    let value = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let language = frame.language.clone();
    let query = LabelOf { kind: kind.into(), field: field.into(), value, language };
    match frame.ask.get(&query).as_ref() {
        Some(label) => Ok(TeraValue::from(label.as_str())),
        None => Err(Error::message(format!("label(field=\"{field}\"): no kind has this field"))),
    }
}

pub fn today(frame: &mut Frame<'_, '_>, _: &Kwargs) -> TeraResult<TeraValue> {
    Ok(TeraValue::from(&*frame.ask.fact("today")))
}

pub fn word(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let key = must_text(args, "key")?;
    let strings = Strings { language: frame.language.clone(), key: key.clone() };
    let Some(mut word) = frame.ask.get(&strings).as_ref().clone() else {
        return Err(Error::message(format!("t(key=\"{key}\"): the theme's strings have no such key")));
    };
    for (name, value) in args.iter() {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        word = word.replace(&format!("{{{}}}", name.as_str().unwrap_or_default()), &shown);
    }
    Ok(TeraValue::from(word.as_str()))
}

pub fn setting(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    Ok(to_tera(&sources::setting(frame.ask, &must_text(args, "name")?)))
}
