//! The editors' view of the whole site: all pages, all outputs with their sizes, what a page rests on and who uses it.
//!
//! The page itself is static; what it shows comes as JSON. Sizes are found out in pieces, for an output must be made to be weighed.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;

use super::http::{Request, Response};
use super::{Shared, view};
use crate::base::media_type;
use crate::diag::Lang;
use crate::site::source_of;

/// The page, as browsers get it.
const PAGE: &str = include_str!("dashboard.html");
const STYLE: &str = include_str!("dashboard.css");
const SCRIPT: &str = include_str!("dashboard.js");

/// Outputs that are weighed at a time: as long as that takes, a save waits.
const PIECE: usize = 60;

/// How long is gone on weighing for one answer: the first rows are there at once, the rest follows.
const PATIENCE: Duration = Duration::from_millis(90);

/// Most reads and users of an output that are named.
const MOST: usize = 400;

/// Returns what is at an address of the dashboard; `None` if nothing is.
pub fn respond(shared: &Shared, request: &Request, name: &str) -> Option<Response> {
    Some(match name {
        "" => {
            let lang = if shared.lang == Lang::Zh { "zh-CN" } else { "en" };
            Response::new(200, media_type("a.html"), PAGE.replace("{lang}", lang))
        }
        "dashboard.css" => Response::new(200, media_type(name), STYLE),
        "dashboard.js" => Response::new(200, media_type(name), SCRIPT),
        "pages.json" => pages(shared),
        "outputs.json" => outputs(shared, request),
        "detail.json" => detail(shared, request),
        _ => return None,
    })
}

fn answer(value: &impl Serialize) -> Response {
    let json = serde_json::to_string(value).expect("strings and numbers are always JSON");
    Response::new(200, media_type("a.json"), json)
}

fn pages(shared: &Shared) -> Response {
    let session = shared.read();
    let rows = session.rows(shared.lang);
    let site = shared.site.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
    let site: serde_json::Value = serde_json::from_str(&site).unwrap_or_default();
    answer(&json!({ "number": session.number(), "pages": rows, "site": site }))
}

/// Weighs some outputs from a number on: piece after piece, as many as there is time for.
fn outputs(shared: &Shared, request: &Request) -> Response {
    let from = request.query("from").and_then(|text| text.parse().ok()).unwrap_or(0);
    let started = Instant::now();
    let (mut weighed, mut total) = (Vec::new(), 0);
    loop {
        // A save may come in between; the dashboard is told then, and begins anew.
        let session = shared.read();
        let plan = session.outputs();
        total = plan.len().max(total);
        let rest = plan.get(from + weighed.len()..).unwrap_or_default();
        let piece = &rest[..rest.len().min(PIECE)];
        let sizes = session.sizes(piece);
        drop(session);
        weighed.extend(piece.iter().zip(&sizes).map(|(planned, size)| {
            json!({ "path": planned.path.as_str(), "size": size, "file": source_of(planned).map(|file| file.to_string()) })
        }));
        if piece.len() < PIECE || started.elapsed() > PATIENCE {
            return answer(&json!({ "total": total, "outputs": weighed }));
        }
    }
}

fn detail(shared: &Shared, request: &Request) -> Response {
    let path = request.query("path").unwrap_or_default();
    let session = shared.read();
    let Some(planned) = view::find(&session, path.trim_start_matches('/')) else {
        return Response::plain(404);
    };
    let detail = session.detail(&planned);
    let words = |question: &str| (shared.hands.words)(question, shared.lang);
    let reads = detail.trace.map(|trace| trace.reads).unwrap_or_default();
    let named: Vec<String> = reads.iter().take(MOST).map(|read| words(&read.question)).collect();
    let users: Vec<&String> = detail.users.iter().take(MOST).collect();
    let link =
        |(file, title, url): &(String, String, String)| json!({ "file": file, "title": title, "url": url });
    let links: Vec<serde_json::Value> = detail.links.iter().take(MOST).map(link).collect();
    answer(&json!({
        "links": links, "more_links": detail.links.len() - links.len(),
        "reads": named, "more_reads": reads.len() - named.len(),
        "users": users, "more_users": detail.users.len() - users.len(),
    }))
}
