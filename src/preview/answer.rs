//! Answers requests: outputs, the client, event streams.

use std::net::TcpStream;
use std::sync::Arc;

use super::address::{OWN, output_path};
use super::guard::Verdict;
use super::http::{self, Refusal, Request, Response};
use super::page::{from_top, stand_in, with_client};
use super::view::{self, MISSING, View};
use super::{Shared, range, told};
use crate::base::media_type;
use crate::diag::Lang;
use crate::emit::Planned;
use crate::site::source_of;

/// The client, as browsers get it.
const CLIENT: &str = concat!(include_str!("panel.js"), include_str!("client.js"));

/// Most requests on one connection.
const MOST_REQUESTS: usize = 1000;

/// Serves one connection to its end.
pub fn serve(shared: &Arc<Shared>, mut stream: TcpStream) {
    let mut buffer = Vec::new();
    // Answers are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    for _ in 0..MOST_REQUESTS {
        let request = match http::read(&mut stream, &mut buffer, || shared.is_crowded()) {
            Ok(request) => request,
            Err(Refusal::Gone) => return,
            Err(Refusal::Status(status)) => {
                let _ = Response::plain(status).turn_away(&mut stream);
                return;
            }
        };
        if shared.is_over() {
            return;
        }
        if let (Verdict::Welcome, Some(path)) = (shared.guard.judge(&request), stream_path(&request)) {
            return follow(shared, stream, &request, path);
        }
        let response = respond(shared, &request);
        if response.answer(&mut stream, &request).is_err() || !request.keep_alive {
            return;
        }
    }
}

/// Returns the answer to a request that is not for an event stream.
pub fn respond(shared: &Shared, request: &Request) -> Response {
    match shared.guard.judge(request) {
        Verdict::Refuse(status) => Response::plain(status),
        Verdict::Admit { location, cookie } => Response::redirect(location).with("Set-Cookie", cookie),
        Verdict::Welcome => match (request.path().strip_prefix(OWN), output_path(request.path())) {
            (Some(name), _) => own(shared, request, name),
            (None, Some(path)) => show(shared, request, &path),
            (None, None) => Response::plain(400),
        },
    }
}

/// Returns what is at an address of the preview's own.
fn own(shared: &Shared, request: &Request, name: &str) -> Response {
    match (name, request.acts) {
        ("open", true) => super::open::respond(shared, request),
        ("open", false) | (_, true) => Response::plain(405),
        ("client.js", _) => Response::new(200, media_type("client.js"), CLIENT),
        ("source.json", _) => super::jump::respond(shared, request),
        _ => super::dashboard::respond(shared, request, name).unwrap_or_else(|| Response::plain(404)),
    }
}

/// Returns the path of the page whose events are asked for.
fn stream_path(request: &Request) -> Option<String> {
    let asked = request.path().strip_prefix(OWN)? == "events" && !request.head_only;
    asked.then(|| output_path(&request.query("path").unwrap_or_default()))?
}

/// Turns a connection into the event stream of a page, and tells at once what its window may have missed.
fn follow(shared: &Shared, stream: TcpStream, request: &Request, path: String) {
    let state = request.query("state").unwrap_or_default();
    shared.hub.open(stream, path.clone(), vec![("page", quoted(&state))]);
    shared.tell(&path);
    shared.tell_site();
}

/// Returns a word as JSON.
pub fn quoted(word: &str) -> String {
    serde_json::to_string(word).expect("a string is always JSON")
}

/// Pages whose words are made ready before an edit gets its turn.
const PIECE: usize = 24;

/// Makes ready what the output at a path takes from the whole site, piece by piece: an edit meanwhile is not kept waiting.
fn make_ready(shared: &Shared, path: &str) {
    let documents = {
        let session = shared.read();
        view::find(&session, path).map(|planned| session.documents(&planned)).unwrap_or_default()
    };
    documents.chunks(PIECE).for_each(|piece| shared.read().verify_documents(piece));
}

/// Returns what is at a path.
fn show(shared: &Shared, request: &Request, path: &str) -> Response {
    shared.freshen(path);
    make_ready(shared, path);
    let session = shared.read();
    let (view, _) = view::look(&session, &shared.good, path);
    match view {
        View::Folder => Response::redirect(format!("{}/", request.path())),
        View::Held(good) => html(200, with_client(&good.html, "held")),
        View::Failed => {
            let text = match shared.lang {
                Lang::Zh => "这一页暂时生成不了，改正问题后会自动显示。",
                Lang::En => "This page cannot be made yet; it will appear once the problems are mended.",
            };
            html(500, with_client(&stand_in(text), "failed"))
        }
        View::Missing(_) => {
            let missing = session.find(MISSING).and_then(|planned| session.output(&planned).bytes);
            let state = view.state().unwrap_or_default();
            html(404, with_client(&from_top(&missing.unwrap_or_else(|| stand_in("404").into())), &state))
        }
        View::Output(planned, _) => output(shared, &session, request, path, &planned),
    }
}

/// Returns an output as a build would write it; pages get the client.
fn output(
    shared: &Shared,
    session: &crate::site::Session,
    request: &Request,
    path: &str,
    planned: &Planned,
) -> Response {
    let made = session.output(planned);
    let Some(bytes) = made.bytes else { return Response::plain(404) };
    let state = format!("{:032x}", made.fingerprint.0);
    if view::is_page(planned) {
        shared.good.keep(path, source_of(planned), bytes.clone());
        return html(200, with_client(&bytes, &state));
    }
    let tag = format!("\"{state}\"");
    let mut response = Response::plain(304);
    if request.header("if-none-match") != Some(&*tag) {
        response = range::answer(request, &tag, bytes);
        response =
            response.with("Content-Type", media_type(planned.path.as_str())).with("Accept-Ranges", "bytes");
    }
    response.with("ETag", tag)
}

fn html(status: u16, body: Vec<u8>) -> Response {
    Response::new(status, "text/html; charset=utf-8", body)
}

/// Returns what is told of a page: its findings in the editor's language.
pub fn findings(
    shared: &Shared,
    session: &crate::site::Session,
    found: &[crate::diag::Diagnostic],
) -> String {
    told::told(found, session, shared.lang)
}
