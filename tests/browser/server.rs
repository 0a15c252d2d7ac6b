//! A web server for one folder, below a path, on this machine; it remembers what it was asked for in vain.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A connection that says nothing for so long is let go; browsers open some in advance.
const PATIENCE: Duration = Duration::from_secs(5);

/// Path below which the folder is served: a site may not lie at the top.
pub const BELOW: &str = "/a/b/";

/// Allows what lies on the server and nothing written into pages: what careful webmasters send.
const STRICT: &str = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'\r\n";

/// A running server; it ends with the value.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
}

struct Shared {
    folder: PathBuf,
    /// A line of every answer's head, with its end.
    policy: &'static str,
    missed: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl Server {
    /// Serves a folder on a free port, under the policy that the written configurations of servers have: whatever a page has that it
    /// forbids, the browser complains about.
    pub fn start(folder: &Path) -> Self {
        Self::with(folder, "Content-Security-Policy: default-src 'self'\r\n")
    }

    /// Serves a folder under a policy that forbids scripts and styles within pages.
    pub fn strict(folder: &Path) -> Self {
        Self::with(folder, STRICT)
    }

    fn with(folder: &Path, policy: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Shared { folder: folder.into(), policy, missed: Mutex::default(), over: AtomicBool::new(false) };
        let shared = Arc::new(shared);
        let listening = {
            let shared = shared.clone();
            std::thread::spawn(move || listen(&listener, &shared))
        };
        Self { address, shared, listening: Some(listening) }
    }

    /// Returns the address of the folder, with a slash at its end.
    pub fn base(&self) -> String {
        format!("http://{}{BELOW}", self.address)
    }

    /// Returns and forgets the paths that do not exist but were asked for.
    pub fn missed(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.missed.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the listener up.
        let _ = TcpStream::connect_timeout(&self.address, PATIENCE);
        let _ = self.listening.take().map(JoinHandle::join);
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        let shared = shared.clone();
        std::thread::spawn(move || {
            // A browser that goes away in the middle is no failure.
            let _ = answer(stream, &shared);
        });
    }
}

fn answer(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let Some(request) = lines.next().transpose()? else { return Ok(()) };
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1).unwrap_or("/");
    let (status, kind, body) = respond(path, shared);
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    let policy = shared.policy;
    stream.write_all(format!("{head}{policy}Connection: close\r\n\r\n").as_bytes())?;
    stream.write_all(&body)
}

fn respond(path: &str, shared: &Shared) -> (&'static str, &'static str, Vec<u8>) {
    // Browsers ask for this by themselves, whatever a page says.
    if path == "/favicon.ico" {
        return ("204 No Content", "image/x-icon", Vec::new());
    }
    if let Some(place) = path.strip_prefix(BELOW).and_then(|below| place_of(&shared.folder, below))
        && let Ok(bytes) = std::fs::read(&place)
    {
        return ("200 OK", media_type(&place), bytes);
    }
    shared.missed.lock().unwrap().push(path.to_owned());
    ("404 Not Found", "text/html", std::fs::read(shared.folder.join("404.html")).unwrap_or_default())
}

/// Returns the file that an address below the folder means; a folder means its `index.html`.
fn place_of(folder: &Path, below: &str) -> Option<PathBuf> {
    let path = decode(below.split(['?', '#']).next()?)?;
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    let place = folder.join(path);
    Some(if place.is_dir() { place.join("index.html") } else { place })
}

/// Returns a text without percent signs for bytes; `None` if it is not UTF-8 then.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

fn media_type(place: &Path) -> &'static str {
    match place.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" | "htm" | "shtml" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "xml" => "application/xml",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
