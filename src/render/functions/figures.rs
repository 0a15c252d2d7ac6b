//! Functions that answer with figures: numbers that are stated once and shown wherever they belong.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tera::{Kwargs, TeraResult, Value as TeraValue};

use super::arguments::{conditions, must_text, text, value};
use super::lists::{cards_of, language};
use crate::base::Value;
use crate::catalog::items::Item;
use crate::catalog::{EntryOf, FigureOf, FigureUses, Figures, Refs};
use crate::render::frame::Frame;
use crate::render::value::{map, to_tera};
use crate::render::views::loose_words;
use crate::schema::FieldType;

/// Returns a figure as templates see it; fields that it lacks are none.
fn shown(frame: &mut Frame<'_, '_>, item: &Item) -> TeraValue {
    let schema = frame.ask.get(&crate::catalog::Kinds);
    let specs = schema.kind("figure").map(|kind| kind.fields.specs.as_slice()).unwrap_or_default();
    let mut fields: Value = item.fields.clone();
    for spec in specs {
        match item.fields.get(&spec.name) {
            Value::Null => fields.set(&spec.name, Value::Null),
            // Those of rows are ids of pages already.
            value if item.page.is_some() && matches!(spec.kind, FieldType::Ref(_)) => {
                let shown = referred(frame, item, &spec.name, value);
                fields.set(&spec.name, shown.as_str().into());
            }
            _ => {}
        }
    }
    fields.set("page", item.page.as_ref().map_or(Value::Null, |page| page.as_str().into()));
    fields.set("year", Some(item.year()).filter(|year| !year.is_empty()).map_or(Value::Null, Value::from));
    to_tera(&fields)
}

/// Returns what a reference of a page's figure is shown as: the id of a page, or words.
fn referred(frame: &mut Frame<'_, '_>, item: &Item, field: &str, value: &Value) -> String {
    let targets = item.page.as_ref().map(|page| frame.ask.get(&Refs(page.clone())));
    let path = format!("{}.{field}", item.at);
    let mut targets = targets.iter().flat_map(|targets| targets.iter());
    let target = targets.find(|target| target.field == path);
    target.map_or_else(|| loose_words(frame.ask, value), |target| target.page.to_string())
}

pub fn figure(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let found = frame.ask.get(&FigureOf(must_text(args, "id")?));
    Ok(found.as_ref().as_ref().map_or_else(TeraValue::none, |item| shown(frame, item)))
}

pub fn figures(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let number = value(args, "year")?.and_then(|year| year.as_i128()).map(|year| year.to_string());
    let year = text(args, "year")?.or(number).unwrap_or_default();
    let found = frame.ask.get(&Figures { year, with: conditions(args)? });
    let mut years: BTreeMap<Reverse<String>, Vec<TeraValue>> = BTreeMap::new();
    for item in found.iter() {
        let shown = shown(frame, item);
        years.entry(Reverse(item.year().to_owned())).or_default().push(shown);
    }
    let group = |(Reverse(year), figures): (Reverse<String>, Vec<TeraValue>)| {
        let year = if year.is_empty() { TeraValue::none() } else { TeraValue::from(year.as_str()) };
        map([("year", year), ("figures", figures.into())])
    };
    Ok(years.into_iter().map(group).collect::<Vec<_>>().into())
}

pub fn figure_uses(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    // A figure without an id cannot be named, and whoever lists figures should not have to ask.
    let Some(id) = text(args, "id")? else { return Ok(Vec::<TeraValue>::new().into()) };
    let language = language(frame, args)?;
    let mut ids = frame.ask.get(&FigureUses(id)).to_vec();
    // Whoever reads the list knows that it is on this page.
    ids.retain(|id| Some(id) != frame.page.as_ref());
    ids.retain(|id| language.is_empty() || frame.ask.get(&EntryOf(id.clone())).language == language);
    Ok(cards_of(frame, &ids))
}
