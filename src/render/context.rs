//! What a template is given by name: `page`, `site`, `pager`.

use std::sync::Arc;

use tera::value::Key;
use tera::{Context, Value as TeraValue};

use super::value::map;
use super::views::{Fields, SiteView};
use crate::chinese::count;
use crate::engine::Ask;
use crate::markdown::Body;

/// Returns a context that knows the site in a declared language; empty if it declares none.
pub fn site_context(ask: &mut Ask<'_>, language: &Arc<str>) -> Context {
    let mut context = Context::new();
    context.insert_value("site", ask.get(&SiteView(language.clone())).0.clone());
    context
}

/// Adds `page`: the full view with the body's HTML, contents list and counts.
pub fn insert_page(context: &mut Context, mut page: Fields, body: &Body, content: &str) {
    let mut set = |name, value: TeraValue| page.push((Key::Str(name), value));
    set("content", TeraValue::safe_string(content));
    // Each heading as its fields: level, id, text, children.
    set("outline", TeraValue::from_serializable(&body.outline));
    set("words", body.words.into());
    let minutes = count::minutes(body.hanzi as usize, body.words as usize);
    set("minutes", (minutes as u64).into());
    context.insert_value("page", map(page));
}
