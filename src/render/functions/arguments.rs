//! Arguments of template functions, with errors that say what to write.

use tera::{Error, Kwargs, TeraResult, Value};

use crate::content::ids::PageId;
use crate::render::frame::Frame;

/// Returns an optional text argument; none and the empty text count as not given.
pub fn text(args: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    Ok(value(args, name)?.and_then(|value| value.as_str().map(str::to_owned)).filter(|text| !text.is_empty()))
}

/// Returns a text argument that must be given.
pub fn must_text(args: &Kwargs, name: &str) -> TeraResult<String> {
    text(args, name)?.ok_or_else(|| Error::message(format!("the argument `{name}` is missing or not a text")))
}

/// Returns an optional argument of any type.
pub fn value(args: &Kwargs, name: &str) -> TeraResult<Option<Value>> {
    Ok(args
        .iter()
        .find(|(key, _)| key.as_str() == Some(name))
        .map(|(_, value)| value.clone())
        .filter(|value| !value.is_none()))
}

/// Returns an optional argument that is a text or a number, as text.
pub fn number_or_text(args: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    let number = value(args, name)?.and_then(|value| value.as_i128().map(|number| number.to_string()));
    Ok(number.or(text(args, name)?))
}

/// Returns the texts of an argument that is one text or a list of texts.
pub fn texts(args: &Kwargs, name: &str) -> TeraResult<Vec<String>> {
    let Some(value) = value(args, name)? else { return Ok(Vec::new()) };
    let all = value.as_array().map_or_else(|| vec![value.clone()], <[Value]>::to_vec);
    Ok(all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
}

/// Returns a number argument that is not negative; 0 if it is not given.
pub fn count(args: &Kwargs, name: &str) -> TeraResult<usize> {
    let Some(value) = value(args, name)? else { return Ok(0) };
    let number = value.as_i128().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| Error::message(format!("the argument `{name}` must be a number from 0 up")))
}

/// Returns a yes-or-no argument; no if it is not given.
pub fn flag(args: &Kwargs, name: &str) -> TeraResult<bool> {
    Ok(value(args, name)?.is_some_and(|value| value.is_truthy()))
}

/// Returns the page an argument names; the page being rendered if it is not given.
pub fn page_or_own(frame: &Frame<'_, '_>, args: &Kwargs, name: &str) -> TeraResult<PageId> {
    match text(args, name)? {
        Some(id) => Ok(PageId::new(&id)),
        None => frame
            .page
            .clone()
            .ok_or_else(|| Error::message(format!("this output is no page: give the argument `{name}`"))),
    }
}

/// Returns the conditions of `with={"level": "省级"}`.
pub fn conditions(args: &Kwargs) -> TeraResult<Vec<(String, String)>> {
    let Some(with) = value(args, "with")? else { return Ok(Vec::new()) };
    let Some(entries) = with.as_map() else {
        return Err(Error::message("`with` is a map of fields and values, as {\"level\": \"province\"}"));
    };
    let text = |value: &Value| match (value.as_str(), value.as_bool()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(flag)) => flag.to_string(),
        _ => value.as_i128().map(|number| number.to_string()).unwrap_or_default(),
    };
    Ok(entries
        .iter()
        .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), text(value)))
        .collect())
}
