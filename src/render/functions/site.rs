//! Functions about addresses, files, words and settings.

use tera::{Error, Kwargs, TeraResult, Value as TeraValue};

use super::arguments::{flag, must_text, page_or_own, text, texts, value};
use crate::catalog::languages::{home_url, version_in};
use crate::catalog::menu::{Item, is_in_menu};
use crate::catalog::{Data, EntryOf, LabelOf, Menu, RowsNaming, links, sources};
use crate::content::ids::PageId;
use crate::diag::did_you_mean;
use crate::render::frame::Frame;
use crate::render::value::{map, to_tera};
use crate::theme::{Strings, ThemeAsset, ThemeAssets};

pub fn url(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let to = must_text(args, "to")?;
    let page = PageId::new(&to);
    if frame.ask.get(&EntryOf(page.clone())).exists {
        let version = version_in(frame.ask, &page, &frame.tongue);
        if version.is_none() && flag(args, "may_miss")? {
            return Ok(TeraValue::none());
        }
        let entry = frame.ask.get(&EntryOf(version.unwrap_or(page)));
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

pub fn menu(frame: &mut Frame<'_, '_>, _: &Kwargs) -> TeraResult<TeraValue> {
    let items = frame.ask.get(&Menu(frame.tongue.clone()));
    let here = frame.page.clone().map(|page| frame.ask.get(&EntryOf(page)).url.clone());
    let home = home_url(frame.ask, &frame.tongue);
    let place = Place { here: here.as_deref().unwrap_or_default(), home: &home };
    Ok(items.iter().map(|item| place.of(item)).collect::<Vec<_>>().into())
}

/// From where a menu is seen.
struct Place<'p> {
    /// Address of the page.
    here: &'p str,
    /// Address of the home page of its language: everything would be inside of that.
    home: &'p str,
}

impl Place<'_> {
    /// Returns an entry of the menu as it is seen from here.
    fn of(&self, item: &Item) -> TeraValue {
        let below = item.children.iter().map(|child| self.of(child)).collect::<Vec<_>>();
        map([
            ("title", TeraValue::from(item.title.as_str())),
            ("url", TeraValue::from(item.url.as_str())),
            ("id", item.page.as_ref().map_or_else(TeraValue::none, |page| TeraValue::from(page.as_str()))),
            ("here", (item.url == self.here).into()),
            ("inside", self.is_inside(item).into()),
            ("children", below.into()),
        ])
    }

    /// Tells whether the page is in the folder of an entry, or is one below the entry.
    fn is_inside(&self, item: &Item) -> bool {
        let folder = item.url.strip_suffix("index.html").filter(|_| item.url != self.home);
        folder.is_some_and(|folder| self.here.starts_with(folder))
            || item.children.iter().any(|child| child.url == self.here || self.is_inside(child))
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

pub fn data(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let name = must_text(args, "name")?;
    match frame.ask.get(&Data(name.clone())).as_ref() {
        Some(value) => Ok(to_tera(value)),
        None => Err(Error::message(format!(
            "data(name=\"{name}\"): there is no content/_data/{name}.yaml, .json, .csv or .xlsx"
        ))),
    }
}

pub fn row_backlinks(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let query = RowsNaming { page: page_or_own(frame, args, "id")?, kinds: texts(args, "kind")? };
    let found = frame.ask.get(&query);
    let shown = found.iter().map(|one| {
        map([
            ("kind", TeraValue::from(one.kind.as_str())),
            ("field", TeraValue::from(one.field.as_str())),
            ("row", to_tera(&one.row)),
        ])
    });
    Ok(shown.collect::<Vec<_>>().into())
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
