//! Renders one output: a template with its context, inside a frame.

use std::cell::RefCell;
use std::sync::Arc;

use tera::{Context, TeraResult, Value as TeraValue};

use super::compiled::Compile;
use super::frame::Frame;
use super::value::map;
use super::views::{self, Full};
use super::{context, errors, pieces};
use crate::catalog::body::check_anchors;
use crate::catalog::items::check_uses;
use crate::catalog::languages::{direction, is_home};
use crate::catalog::record::language_of;
use crate::catalog::{BodyOf, EntryOf, Kinds, Languages, RecordOf};
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::markdown::Body;
use crate::theme::{Closure, Templates};

/// What is to be rendered.
pub struct Rendering<'a> {
    /// Template name.
    pub template: &'a str,
    /// The page whose output it is, if any.
    pub page: Option<&'a PageId>,
    /// The pager, if it is one of a list's pages.
    pub pager: Option<Pager>,
    /// The language of an output that is no page; that of the site if it is not said.
    pub language: Option<&'a str>,
    /// Further values by name.
    pub more: Vec<(&'static str, TeraValue)>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Pager {
    /// The pages shown.
    pub ids: Vec<PageId>,
    /// Number of this page of the list, from 1.
    pub number: usize,
    /// Number of all items.
    pub total: usize,
    /// Number of pages of the list.
    pub count: usize,
    /// How many of the pages shown are pinned.
    pub pinned: usize,
    /// The way in which the list orders texts: a word, or nothing.
    pub order: &'static str,
    /// Address of the first page of the list.
    pub url: String,
}

/// How many pages on each side of the current one a pager names, besides the first and the last: naming all would cost the
/// square of their number.
const PAGER_WINDOW: usize = 3;

/// Returns the address of the n-th page of a list whose first page has this address.
pub fn pager_url(url: &str, number: usize) -> String {
    let folder = url.trim_end_matches("index.html");
    if number <= 1 { format!("{folder}index.html") } else { format!("{folder}page-{number}.html") }
}

/// Renders a template and returns what `then` makes of the text; what goes wrong is reported and the answer is `None`.
pub fn render_template<T: Default>(
    ask: &mut Ask<'_>,
    rendering: &Rendering<'_>,
    then: impl FnOnce(&str) -> T,
) -> Option<T> {
    let done = try_render(ask, rendering, then);
    done.map_err(|error| report(ask, &error, rendering.page)).ok()
}

/// Reports what went wrong while something of a page was rendered.
pub(super) fn report(ask: &mut Ask<'_>, error: &tera::Error, page: Option<&PageId>) {
    // The broken template was reported where it was parsed; what follows from it would only hide it.
    if ask.get_unrecorded(&Compile).broken {
        return;
    }
    let templates = ask.get_unrecorded(&Templates);
    let found = errors::diagnostic(error, &templates.templates);
    let page = page.map(|page| Place::file(page.source()));
    ask.report(match page {
        Some(page) if found.place.is_some() => found.related("page", page),
        Some(page) => found.at(page),
        None => found,
    });
}

/// Returns the HTML of a page's body, directives rendered by the theme.
pub fn render_body(ask: &mut Ask<'_>, id: &PageId) -> Option<String> {
    let body = ask.get(&BodyOf(id.clone()));
    let language = language_of(ask, id);
    let compiled = ask.get_unrecorded(&Compile);
    let view = ask.get(&Full(id.clone())).0.clone();
    let tongue = ask.get(&EntryOf(id.clone())).language.clone();
    let mut frame = Frame { ask, compiled, page: Some(id.clone()), language, tongue, span: None, depth: 0 };
    match pieces::assemble(&mut frame, &body.pieces, &view) {
        Ok(html) => Some(html.into_owned()),
        Err(error) => {
            let templates = ask.get_unrecorded(&Templates);
            ask.report(errors::diagnostic(&error, &templates.templates));
            None
        }
    }
}

fn try_render<T: Default>(
    ask: &mut Ask<'_>,
    rendering: &Rendering<'_>,
    then: impl FnOnce(&str) -> T,
) -> TeraResult<T> {
    let closure = ask.get(&Closure(rendering.template.into()));
    if closure.0 == 0 {
        let found = Diagnostic::new("missing-template").arg("template", rendering.template);
        ask.report(match rendering.page {
            Some(page) => found.at(Place::field(&page.source(), "template")),
            None => found,
        });
        return Ok(T::default());
    }
    let compiled = ask.get_unrecorded(&Compile);
    if let Some(found) = compiled.unusable(rendering.template) {
        ask.report(found.clone());
        return Ok(T::default());
    }
    let (language, tongue) = language(ask, rendering);
    let mut context = context::site_context(ask, &tongue);
    let mut frame =
        Frame { ask, compiled, page: rendering.page.cloned(), language, tongue, span: None, depth: 0 };
    if let Some(id) = rendering.page {
        let body = body_of(&mut frame, id);
        let page = views::full(frame.ask, id).unwrap_or_default();
        let seen = if pieces::has_directives(&body.pieces) { map(page.clone()) } else { TeraValue::none() };
        let content = pieces::assemble(&mut frame, &body.pieces, &seen)?;
        context::insert_page(&mut context, page, &body, &content);
    }
    if let Some(pager) = &rendering.pager {
        context.insert_value("pager", pager_value(pager));
    }
    for (name, value) in &rendering.more {
        context.insert_value(*name, value.clone());
    }
    context.insert_value("lang", TeraValue::from(frame.language.as_str()));
    context.insert_value("dir", TeraValue::from(direction(&frame.language)));
    frame.rendering(|compiled| render(compiled, rendering.template, &context, then))
}

fn render<T>(
    compiled: &super::compiled::Compiled,
    template: &str,
    context: &Context,
    then: impl FnOnce(&str) -> T,
) -> TeraResult<T> {
    thread_local! {
        // One buffer a thread: pages of ten kilobytes are rendered tens of thousands of times.
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let mut html = BUFFER.take(); // a rendering within this one finds a new one
    html.clear();
    let done = compiled.tera.render_to(template, context, &mut html);
    let text = done.and_then(|()| match simdutf8::basic::from_utf8(&html) {
        Ok(text) => Ok(then(text)),
        Err(_) => Err(tera::Error::message("the template wrote bytes that are no text")),
    });
    BUFFER.set(html);
    text
}

/// Returns a page's body, having checked its links to anchors of other pages and the figures it names.
fn body_of(frame: &mut Frame<'_, '_>, id: &PageId) -> Arc<Body> {
    let body = frame.ask.get(&BodyOf(id.clone()));
    check_anchors(frame.ask, id, &body);
    check_uses(frame.ask, id, &body);
    body
}

/// Returns the template of a page: as written, else that of its kind.
pub fn template_of(ask: &mut Ask<'_>, id: &PageId) -> String {
    let record = ask.get(&RecordOf(id.clone()));
    let written = record.text("template");
    if !written.is_empty() {
        return written.into();
    }
    if is_home(ask, id) {
        return "home.html".into();
    }
    let schema = ask.get(&Kinds);
    let of_kind = schema.kind(&record.kind).map(|kind| kind.template.clone()).unwrap_or_default();
    let own = if of_kind.is_empty() { format!("{}.html", record.kind) } else { of_kind };
    if ask.get(&Closure(own.clone())).0 == 0 { "page.html".into() } else { own }
}

/// Returns the language of an output, and the declared one that its lists go by: that of its page, else as said, else that of the
/// site.
fn language(ask: &mut Ask<'_>, rendering: &Rendering<'_>) -> (String, Arc<str>) {
    match rendering.page {
        Some(page) => (language_of(ask, page), ask.get(&EntryOf(page.clone())).language.clone()),
        None => {
            let tongues = ask.get(&Languages);
            let said = rendering.language.filter(|said| !said.is_empty());
            (said.unwrap_or(&tongues.main).to_owned(), tongues.list_code(said.unwrap_or_default()))
        }
    }
}

fn pager_value(pager: &Pager) -> TeraValue {
    let ids: Vec<TeraValue> = pager.ids.iter().map(|id| TeraValue::from(id.as_str())).collect();
    let Pager { number, count, .. } = *pager;
    let url = |number: usize| TeraValue::from(pager_url(&pager.url, number).as_str());
    let near = number.saturating_sub(PAGER_WINDOW).max(2)..count.min(number + PAGER_WINDOW + 1);
    let ends = |page: usize| (page <= count).then_some(page);
    let shown = ends(1).into_iter().chain(near).chain(ends(count.max(2)));
    let pages = shown.map(|page| map([("number", TeraValue::from(page as u64)), ("url", url(page))]));
    map([
        ("ids", ids.into()),
        ("number", (number as u64).into()),
        ("count", (count as u64).into()),
        ("total", (pager.total as u64).into()),
        ("pinned", (pager.pinned as u64).into()),
        ("order", TeraValue::from(pager.order)),
        ("previous", if number > 1 { url(number - 1) } else { TeraValue::none() }),
        ("next", if number < count { url(number + 1) } else { TeraValue::none() }),
        ("pages", pages.collect::<Vec<_>>().into()),
    ])
}
