//! No page asks anything of another host: looks through each page that is made, and says where the address was written.
//!
//! *Cost:* one pass for `//` at the speed of memory; more only where one stands. Where it was written is looked for only if there is
//! something to report.

use crate::base::SourcePath;
use crate::catalog::sources::text_of;
use crate::content::{ids::PageId, split};
use crate::diag::Place;
use crate::engine::Ask;
use crate::render::Rendering;
use crate::theme::{Templates, compat::report_request, reached_by, requests};

/// Returns the addresses on other hosts that a page asks for, each once.
pub(super) fn addresses(html: &str) -> Vec<String> {
    let mut found: Vec<String> = requests::external(html).into_iter().map(|at| html[at].to_owned()).collect();
    found.sort();
    found.dedup();
    found
}

/// Reports them where they were written: in the page, else in a template, else of the page as a whole.
pub(super) fn report(ask: &mut Ask<'_>, rendering: &Rendering<'_>, found: Vec<String>) {
    for address in found {
        // As HTML writes it, and as its author did.
        let written = address.replace("&amp;", "&");
        let source = rendering.page.map(PageId::source);
        // What the text of a page loads is found, and may be waived, where texts are looked at.
        if source.as_ref().is_some_and(|source| is_in_body(ask, source, &written)) {
            continue;
        }
        let place = source.as_ref().and_then(|source| in_source(ask, source, &written));
        let place = place.or_else(|| in_template(ask, rendering.template, &address));
        let place = place.or_else(|| source.map(Place::file));
        report_request(ask, &written, place);
    }
}

fn is_in_body(ask: &mut Ask<'_>, source: &SourcePath, address: &str) -> bool {
    text_of(ask, source).is_some_and(|text| text[split::split(&text).body].contains(address))
}

fn in_source(ask: &mut Ask<'_>, source: &SourcePath, address: &str) -> Option<Place> {
    let text = text_of(ask, source)?;
    let at = text.find(address)?;
    Some(Place::text(source, at..at + address.len()))
}

fn in_template(ask: &mut Ask<'_>, template: &str, address: &str) -> Option<Place> {
    // What a rendering could reach was recorded with its closure.
    let library = ask.get_unrecorded(&Templates);
    let reached = reached_by(&library, template);
    reached.into_iter().find_map(|name| {
        let template = library.templates.get(name)?;
        let at = template.text.find(address)?;
        Some(Place::text(&template.path, at..at + address.len()))
    })
}
