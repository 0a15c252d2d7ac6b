//! Functions about the languages of a site.

use tera::{Kwargs, TeraResult, Value};

use super::arguments::text;
use crate::catalog::languages::{Fallback, Tongue, Tongues, direction};
use crate::catalog::{EntryOf, Languages, Versions};
use crate::content::ids::PageId;
use crate::render::frame::Frame;
use crate::render::value::map;

pub fn versions(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let tongues = frame.ask.get(&Languages);
    // One language is no choice.
    if tongues.all.len() < 2 {
        return Ok(Vec::<Value>::new().into());
    }
    let page = text(args, "id")?.map(|id| PageId::new(&id)).or_else(|| frame.page.clone());
    let place = page.as_ref().and_then(|page| tongues.place(page));
    let shared = place.map_or("_index", |(_, shared)| shared);
    let mut shown = Vec::with_capacity(tongues.all.len());
    for tongue in &tongues.all {
        shown.extend(version(frame, &tongues, tongue, shared, page.is_some()));
    }
    Ok(shown.into())
}

/// Returns one version; what is missing is replaced by the version in the default language, and that by the home page.
fn version(
    frame: &mut Frame<'_, '_>,
    tongues: &Tongues,
    tongue: &Tongue,
    shared: &str,
    is_page: bool,
) -> Option<Value> {
    let versions = frame.ask.get(&Versions(shared.to_owned()));
    let own = versions.get(&tongue.code);
    let current = tongue.code == frame.tongue;
    let page = match (own, tongues.fallback) {
        (Some(own), _) => own.clone(),
        (None, Fallback::Hide) => return None,
        (None, Fallback::Main) => {
            match versions.get(&tongues.main).filter(|_| frame.tongue != tongues.main) {
                Some(main) => main.clone(),
                None => frame.ask.get(&Versions("_index".into())).get(&tongue.code)?.clone(),
            }
        }
    };
    let url = frame.ask.get(&EntryOf(page)).url.clone();
    Some(map([
        ("code", Value::from(&*tongue.code)),
        ("label", Value::from(&*tongue.label)),
        ("dir", Value::from(direction(&tongue.code))),
        ("url", Value::from(&*url)),
        ("current", current.into()),
        ("main", (tongue.code == tongues.main).into()),
        ("exists", (own.is_some() && is_page).into()),
    ]))
}
