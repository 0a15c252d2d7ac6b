//! What a template is given by name: `page`, `site`, `pager`.

use tera::{Context, Value as TeraValue};

use super::value::map;
use super::views::{Full, SiteView};
use crate::chinese::count;
use crate::content::ids::PageId;
use crate::engine::Ask;
use crate::markdown::{Body, Heading};

/// Returns a context that knows the site.
pub fn site_context(ask: &mut Ask<'_>) -> Context {
    let mut context = Context::new();
    context.insert_value("site", ask.get(&SiteView).0.clone());
    context
}

/// Adds `page`: the full view with the body's HTML, contents list and counts.
pub fn insert_page(context: &mut Context, ask: &mut Ask<'_>, id: &PageId, body: &Body, content: &str) {
    let view = ask.get(&Full(id.clone())).0.clone();
    let mut page = view.into_map().unwrap_or_default();
    let mut set = |name: &'static str, value: TeraValue| drop(page.insert(name.into(), value));
    set("content", TeraValue::safe_string(content));
    set("outline", outline(&body.outline));
    set("words", body.words.into());
    let minutes = count::reading_minutes(body.hanzi as usize, count::READING_SPEED);
    set("minutes", (minutes as u64).into());
    context.insert_value("page", page.into());
}

fn outline(headings: &[Heading]) -> TeraValue {
    let heading = |heading: &Heading| {
        map([
            ("level", TeraValue::from(u32::from(heading.level))),
            ("id", TeraValue::from(heading.id.as_str())),
            ("text", TeraValue::from(heading.text.as_str())),
            ("children", outline(&heading.children)),
        ])
    };
    headings.iter().map(heading).collect::<Vec<_>>().into()
}
