//! Opens sources in the editor's program, at a line.
//!
//! A program is started here, so nobody but the preview's own pages may ask: `POST` with the `Origin` of this preview, which no
//! page of another site can send, and only on the machine itself. What is opened is a source that the site has; which
//! program, says the setting `editor`, never the request.

use super::Shared;
use super::http::{Request, Response};
use crate::base::SourcePath;
use crate::world::{Content, World};

/// Highest line or column that is handed on.
const HIGHEST: usize = 10_000_000;

/// Opens what a request names. The answer is a word: `opened`, or why not.
pub fn respond(shared: &Shared, request: &Request) -> Response {
    // That it is the own origin was judged before; a program that sends none is no page.
    if request.header("origin").is_none() || shared.guard.token.is_some() {
        return Response::plain(403);
    }
    let session = shared.read();
    let file = request.query("file").unwrap_or_default();
    let source = SourcePath::new(&file);
    let is_plain = source.as_str() == file && !file.split('/').any(|piece| matches!(piece, "" | "." | ".."));
    let known = is_plain && session.world().read(&source) != Content::Missing;
    let Some(place) = session.world().place(&source).filter(|_| known) else { return Response::plain(404) };
    let command = session.editor();
    drop(session);
    if command.is_empty() {
        return word(409, "no-editor");
    }
    let number = |name| request.query(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let (line, column) = (number("line").clamp(1, HIGHEST), number("column").clamp(1, HIGHEST));
    if (shared.hands.open)(&command, &place, line, column) {
        word(200, "opened")
    } else {
        word(409, "not-started")
    }
}

fn word(status: u16, word: &str) -> Response {
    Response::new(status, "application/json", super::answer::quoted(word))
}
