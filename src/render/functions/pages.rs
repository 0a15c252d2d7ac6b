//! Functions that answer with one page.

use tera::{Kwargs, TeraResult, Value};

use super::arguments::{must_text, page_or_own, text};
use crate::catalog::names::resolve;
use crate::catalog::{BodyOf, EntryOf, IsPresent, StandingOf};
use crate::content::ids::PageId;
use crate::render::frame::Frame;
use crate::render::pieces;
use crate::render::value::map;
use crate::render::views::{Card, Full};

/// Returns the page that an argument means, if it may be shown: an id, else a title or short name.
fn find(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Option<PageId>> {
    let Some(name) = text(args, "id")? else { return Ok(None) };
    let id = PageId::new(&name);
    let entry = frame.ask.get(&EntryOf(id.clone()));
    if entry.exists && *frame.ask.get(&IsPresent(id.clone())) {
        return Ok(Some(id));
    }
    let kinds: Vec<String> = text(args, "kind")?.into_iter().collect();
    Ok(resolve(frame.ask, &kinds, &name, &frame.tongue))
}

pub fn get(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let found = find(frame, args)?;
    Ok(found.map_or_else(Value::none, |id| frame.ask.get(&Full(id)).0.clone()))
}

pub fn card(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let found = find(frame, args)?;
    Ok(found.map_or_else(Value::none, |id| frame.ask.get(&Card(id)).0.clone()))
}

pub fn standing(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let id = page_or_own(frame, args, "id")?;
    let standing = frame.ask.get(&StandingOf(id));
    let successor = standing.1.clone().map_or_else(Value::none, |id| frame.ask.get(&Card(id)).0.clone());
    Ok(map([("state", Value::from(standing.0.word())), ("successor", successor)]))
}

pub fn content_of(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let id = PageId::new(&must_text(args, "id")?);
    let body = frame.ask.get(&BodyOf(id.clone()));
    let view = frame.ask.get(&Full(id)).0.clone();
    let html = pieces::assemble(frame, &body.pieces, &view)?;
    Ok(Value::safe_string(&html))
}
