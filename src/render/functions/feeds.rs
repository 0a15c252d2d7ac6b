//! Functions about feeds.

use tera::{Kwargs, TeraResult, Value};

use super::arguments::{text, value};
use crate::catalog::feeds::{Feed, FeedOf, feed_title, feed_url, formats, has_feeds_of};
use crate::catalog::languages::living;
use crate::catalog::{EntryOf, Term};
use crate::render::frame::Frame;
use crate::render::value::map;

pub fn feeds(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<Value> {
    let mut subjects = Vec::new();
    if has_feeds_of(frame.ask, "site") && living(frame.ask).contains(&frame.tongue) {
        subjects.push(FeedOf::Site(frame.tongue.clone()));
    }
    if let Some(page) = frame.page.clone() {
        let kind = frame.ask.get(&EntryOf(page.clone())).kind.clone();
        // A list without pages has no feed.
        if page.is_section() && value(args, "pages")?.is_some_and(|pages| pages.is_truthy()) {
            subjects.extend(has_feeds_of(frame.ask, "sections").then(|| FeedOf::Section(page.clone())));
        }
        if &*kind == "series" {
            subjects.extend(has_feeds_of(frame.ask, "series").then_some(FeedOf::Series(page)));
        }
    }
    if let (Some(taxonomy), Some(term)) = (text(args, "taxonomy")?, text(args, "term")?)
        && has_feeds_of(frame.ask, "terms")
    {
        subjects.push(FeedOf::Term(Term { taxonomy, term, language: frame.tongue.clone() }));
    }
    let formats = formats(frame.ask);
    let mut shown = Vec::new();
    for of in subjects {
        let title = feed_title(frame.ask, &of);
        for &format in &formats {
            let url = feed_url(frame.ask, &Feed { of: of.clone(), format });
            shown.push(map([
                ("type", Value::from(format.media_type())),
                ("title", Value::from(title.as_str())),
                ("url", Value::from(url.as_str())),
            ]));
        }
    }
    Ok(shown.into())
}
