//! Rows of data files, chosen like pages.

use tera::value::Key;
use tera::{Error, Kwargs, TeraResult, Value};

use super::arguments::{conditions, count, must_text, number_or_text, text, value};
use super::choose::unknown;
use crate::catalog::data::{Found, RowGroup};
use crate::catalog::entry::Readings;
use crate::catalog::roster::Method;
use crate::catalog::{Kinds, Rows};
use crate::content::ids::PageId;
use crate::diag::Lang;
use crate::render::frame::Frame;
use crate::render::value::{map, to_tera};
use crate::render::views::Card;

/// Arguments that are no fields.
const ARGUMENTS: [&str; 6] = ["name", "with", "sort", "limit", "offset", "group_by"];

pub fn rows(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let mut with = conditions(args)?;
    let mut fields: Vec<&str> = args.iter().filter_map(|(name, _)| name.as_str()).collect();
    fields.retain(|name| !ARGUMENTS.contains(name));
    fields.sort_unstable();
    for field in fields {
        let truth = value(args, field)?.and_then(|value| value.as_bool().map(|flag| flag.to_string()));
        match number_or_text(args, field)?.or(truth) {
            Some(wanted) => with.push((field.to_owned(), wanted)),
            // A condition that names nothing is met by no row.
            None => return Ok(Vec::<Value>::new().into()),
        }
    }
    let query = Rows {
        name: must_text(args, "name")?,
        with,
        sort: text(args, "sort")?.unwrap_or_default(),
        group_by: text(args, "group_by")?.unwrap_or_default(),
        limit: count(args, "limit")?,
        offset: count(args, "offset")?,
    };
    let found = frame.ask.get(&query);
    if let Some(problem) = &found.problem {
        return Err(Error::message(format!("rows(name=\"{}\"): {problem}", query.name)));
    }
    if query.group_by.is_empty() {
        return Ok(found.rows.iter().map(to_tera).collect::<Vec<_>>().into());
    }
    let groups = found.groups.iter().map(|one| group(frame, &found, one, &query.group_by));
    Ok(groups.collect::<Vec<_>>().into())
}

pub fn in_order(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let by = must_text(args, "by")?;
    let written = text(args, "way")?.unwrap_or_default();
    let method = match written.as_str() {
        "" => Method::default(),
        word => Method::named(word).ok_or_else(|| unknown("way", word, Method::names()))?,
    };
    let of = value(args, "of")?;
    let items = of.as_ref().and_then(Value::as_array).unwrap_or_default();
    let overrides = frame.ask.get(&Readings);
    let mut items = items.to_vec();
    items.sort_by_cached_key(|item| {
        let field = item.as_map().and_then(|item| item.get(&Key::Str(&by))?.as_str());
        let words = field.unwrap_or_default();
        (words.is_empty(), method.key(words, &overrides))
    });
    Ok(items.into())
}

/// Returns a group of rows with what people call it.
fn group(frame: &mut Frame<'_, '_>, found: &Found, group: &RowGroup, field: &str) -> Value {
    map([
        ("key", Value::from(group.key.as_str())),
        ("label", Value::from(label(frame, &found.kind, &group.key, field).as_str())),
        ("total", (group.total as u64).into()),
        ("rows", group.rows.iter().map(to_tera).collect::<Vec<_>>().into()),
    ])
}

fn label(frame: &mut Frame<'_, '_>, kind: &str, key: &str, field: &str) -> String {
    let schema = frame.ask.get(&Kinds);
    let spec = schema.kind(kind).and_then(|kind| kind.field(field));
    if spec.is_some_and(crate::catalog::groups::is_reference) && !key.is_empty() {
        let card = frame.ask.get(&Card(PageId::new(key))).0.clone();
        let title = card.as_map().and_then(|card| card.get(&Key::Str("title"))?.as_str());
        return title.unwrap_or(key).to_owned();
    }
    let choice = spec.and_then(|spec| spec.of.iter().find(|choice| *choice.value == *key));
    let lang = if frame.language.starts_with("zh") { Lang::Zh } else { Lang::En };
    choice.map_or_else(|| key.to_owned(), |choice| choice.label.get(lang).to_owned())
}
