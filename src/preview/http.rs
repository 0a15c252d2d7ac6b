//! As much HTTP/1.1 as a preview needs: requests without bodies, answers of known length, limits on everything.
//!
//! Only `GET` and `HEAD` exist here, and a `POST` without a body where something is to be done, so there is no body to read: a
//! request that announces one is refused and the connection closed. Parsing is that of `httparse`; what lies between it and the socket is this module, for no small server library lets
//! a slow client be told to go. It must not know sites.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest head of a request. Bytes; cookies of other programs on `localhost` may take some kilobytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// Most header lines of a request.
const MOST_HEADERS: usize = 64;

/// A head must be complete this long after the connection was opened or the last answer was given.
const HEAD_TIME: Duration = Duration::from_secs(8);

/// The same while others wait for a place.
const CROWDED_TIME: Duration = Duration::from_millis(800);

/// A client must take each piece of an answer within this time.
const WRITE_TIME: Duration = Duration::from_secs(8);

/// How often a waiting connection looks whether its time is up.
const PULSE: Duration = Duration::from_millis(200);

/// Bytes of an answer that are written at a time.
const PIECE: usize = 64 * 1024;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whether only the head of the answer is wanted.
    pub head_only: bool,
    /// Whether something is to be done (`POST`), not only answered.
    pub acts: bool,
    /// Path and query as they were sent.
    pub target: String,
    headers: Vec<(String, String)>,
    /// Whether the connection stays open for another request.
    pub keep_alive: bool,
}

impl Request {
    /// Returns a header's value; `None` if it is missing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// Returns all values of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// Returns the path without the query.
    pub fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// Returns a value of the query, percent-decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?')?.1.split('#').next()?;
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        super::address::decode(value)
    }
}

/// Why a request is not answered: the status to close the connection with, if anything can still be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The client went away, or said nothing.
    Gone,
    /// The status to answer.
    Status(u16),
}

/// Reads the head of the next request. `buffer` keeps what came after it. While it `is_crowded`, whoever says nothing goes soon.
pub fn read(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    is_crowded: impl Fn() -> bool,
) -> Result<Request, Refusal> {
    let started = Instant::now();
    loop {
        if let Some((request, length)) = parse(buffer)? {
            buffer.drain(..length);
            return Ok(request);
        }
        if buffer.len() >= LONGEST_HEAD {
            return Err(Refusal::Status(431));
        }
        let patience = if is_crowded() { CROWDED_TIME } else { HEAD_TIME };
        let left = patience.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Err(if buffer.is_empty() { Refusal::Gone } else { Refusal::Status(408) });
        }
        let _ = stream.set_read_timeout(Some(left.min(PULSE)));
        let mut piece = [0; 4096];
        match stream.read(&mut piece) {
            Ok(0) => return Err(Refusal::Gone),
            Ok(length) => buffer.extend_from_slice(&piece[..length]),
            Err(error) if is_waiting(&error) => {}
            Err(_) => return Err(Refusal::Gone),
        }
    }
}

fn is_waiting(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// Returns the request at the beginning of the bytes and the length of its head; `None` if the head is not complete.
pub fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::Status(431)),
        Err(_) => return Err(Refusal::Status(400)),
    };
    if length > LONGEST_HEAD {
        return Err(Refusal::Status(431));
    }
    let (Some(method), Some(target), Some(version)) = (head.method, head.path, head.version) else {
        return Err(Refusal::Status(400));
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::Status(400));
    let headers = head.headers.iter().map(|header| Ok((header.name.to_owned(), text(header.value)?)));
    let headers: Vec<(String, String)> = headers.collect::<Result<_, Refusal>>()?;
    let (head_only, acts) = match method {
        "GET" => (false, false),
        "HEAD" => (true, false),
        "POST" if super::address::is_act(target) => (false, true),
        _ => return Err(Refusal::Status(405)),
    };
    let mut request =
        Request { head_only, acts, target: target.to_owned(), headers, keep_alive: version == 1 };
    has_no_body(&request)?;
    let closes = |value: &str| value.split(',').any(|word| word.trim().eq_ignore_ascii_case("close"));
    if request.all("connection").any(closes) {
        request.keep_alive = false;
    }
    Ok(Some((request, length)))
}

/// A body that nobody reads would be taken for the next request.
fn has_no_body(request: &Request) -> Result<(), Refusal> {
    if request.header("transfer-encoding").is_some() || request.header("upgrade").is_some() {
        return Err(Refusal::Status(400));
    }
    match request.all("content-length").find(|length| *length != "0") {
        Some(_) => Err(Refusal::Status(413)),
        None => Ok(()),
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers besides those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Arc<[u8]>,
}

impl Response {
    /// Returns an answer with a body of a type.
    pub fn new(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self { status, headers: vec![("Content-Type", media_type.into())], body: body.as_ref().into() }
    }

    /// Returns an answer that says no more than its status.
    pub fn plain(status: u16) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{status} {}\n", reason(status)))
    }

    /// Returns an answer that leads elsewhere.
    pub fn redirect(location: String) -> Self {
        Self::plain(302).with("Location", location)
    }

    /// Adds a header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Answers a request. *Errors:* the client does not take it; the connection is to be closed.
    pub fn answer(&self, stream: &mut TcpStream, request: &Request) -> std::io::Result<()> {
        let body: &[u8] = if request.head_only || self.status == 304 { &[] } else { &self.body };
        self.write(stream, if request.keep_alive { "keep-alive" } else { "close" }, body)
    }

    /// Answers what could not be understood or is too much, and says that nothing follows. *Errors:* the client does not take it.
    pub fn turn_away(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        self.write(stream, "close", &self.body)
    }

    fn write(&self, stream: &mut TcpStream, connection: &str, body: &[u8]) -> std::io::Result<()> {
        stream.set_write_timeout(Some(WRITE_TIME))?;
        let mut out = self.head(connection).into_bytes();
        let together = PIECE.saturating_sub(out.len()).min(body.len());
        out.extend_from_slice(&body[..together]);
        stream.write_all(&out)?;
        body[together..].chunks(PIECE).try_for_each(|piece| stream.write_all(piece))
    }

    fn head(&self, connection: &str) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut add = |name: &str, value: &str| head.push_str(&format!("{name}: {value}\r\n"));
        for (name, value) in &self.headers {
            add(name, value);
        }
        if self.status != 304 {
            add("Content-Length", &self.body.len().to_string());
        }
        // Nobody else on the network and no page of another site may read, frame or guess at what is previewed.
        add("X-Content-Type-Options", "nosniff");
        add("X-Frame-Options", "SAMEORIGIN");
        add("Cross-Origin-Resource-Policy", "same-origin");
        add("Referrer-Policy", "same-origin");
        add("Cache-Control", "no-cache");
        add("Connection", connection);
        head.push_str("\r\n");
        head
    }
}

/// Returns the words of a status.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        _ => "Service Unavailable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_to_its_end_and_no_further() {
        let bytes = b"GET /a?path=%2Fb%20c&x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Close\r\n\r\nGET";
        let (request, length) = parse(bytes).unwrap().unwrap();
        assert_eq!(length, bytes.len() - 3);
        assert_eq!((request.path(), request.query("path").as_deref()), ("/a", Some("/b c")));
        assert_eq!((request.header("HOST"), request.keep_alive), (Some("localhost"), false));
        assert_eq!(parse(&bytes[..20]), Ok(None));
    }

    #[test]
    fn bodies_and_other_methods_are_refused() {
        let status = |head: &str| parse(format!("{head}\r\n\r\n").as_bytes()).unwrap_err();
        assert_eq!(status("POST / HTTP/1.1"), Refusal::Status(405));
        assert_eq!(status("GET / HTTP/1.1\r\nContent-Length: 5"), Refusal::Status(413));
        assert_eq!(status("GET / HTTP/1.1\r\nTransfer-Encoding: chunked"), Refusal::Status(400));
        assert_eq!(status("GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 7"), Refusal::Status(413));
    }
}
