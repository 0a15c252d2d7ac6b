//! Functions that answer with figures: numbers that are stated once and shown wherever they belong.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tera::{Kwargs, TeraResult, Value as TeraValue};

use super::arguments::{conditions, must_text, text, value};
use super::lists::cards_of;
use crate::base::Value;
use crate::catalog::items::Item;
use crate::catalog::{FigureOf, FigureUses, Figures};
use crate::render::frame::Frame;
use crate::render::value::{map, to_tera};

/// Returns a figure as templates see it; fields that it lacks are none.
fn shown(frame: &mut Frame<'_, '_>, item: &Item) -> TeraValue {
    let schema = frame.ask.get(&crate::catalog::Kinds);
    let names: Vec<_> = schema
        .kind("figure")
        .map(|kind| kind.fields.specs.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|spec| spec.name.clone())
        .collect();
    let mut fields: Value = item.fields.clone();
    for name in names {
        if item.fields.get(&name).is_null() {
            fields.set(&name, Value::Null);
        }
    }
    fields.set("page", item.page.as_ref().map_or(Value::Null, |page| page.as_str().into()));
    fields.set("year", Some(item.year()).filter(|year| !year.is_empty()).map_or(Value::Null, Value::from));
    to_tera(&fields)
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
    let mut ids = frame.ask.get(&FigureUses(id)).to_vec();
    // Whoever reads the list knows that it is on this page.
    ids.retain(|id| Some(id) != frame.page.as_ref());
    Ok(cards_of(frame, &ids))
}
