//! As much of a browser as tests of the preview need: requests byte by byte, and an event stream.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longest time anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body without the client that the preview adds.
    pub fn without_client(&self) -> Vec<u8> {
        let text = self.text();
        let Some(at) = text.find("<script src=\"/_pilothouse/client.js\"") else { return self.body.clone() };
        let end = at + text[at..].find("</script>").unwrap() + "</script>".len();
        [&text[..at], &text[end..]].concat().into_bytes()
    }
}

/// Sends bytes and returns what comes back until the connection is closed; `None` if nothing does.
pub fn send(address: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A preview that refuses may close before everything is sent.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Some(Answer { status, head, body: bytes[end + 4..].to_vec() })
}

/// Asks for a path as a browser on this machine does.
pub fn get(address: SocketAddr, path: &str) -> Answer {
    let path: String = path.bytes().map(escaped).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    send(address, request.as_bytes()).unwrap()
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_graphic() && byte != b'%' {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// An open event stream.
pub struct Events {
    stream: TcpStream,
    text: String,
}

impl Events {
    /// Opens the stream of a page that a window shows in some state.
    pub fn open(address: SocketAddr, path: &str, state: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        let request =
            format!("GET /_pilothouse/events?path={path}&state={state} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Self { stream, text: String::new() }
    }

    /// Waits for an event of a name whose data `is` right, and returns the data; earlier events are forgotten.
    pub fn wait(&mut self, name: &str, is: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            while let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                let data = event.strip_prefix(&format!("event: {name}\ndata: ")).map(str::trim_end);
                if let Some(data) = data.filter(|data| is(data)) {
                    return data.to_owned();
                }
            }
            assert!(started.elapsed() < PATIENCE, "no event {name}");
            self.read();
        }
    }

    fn read(&mut self) {
        let mut piece = [0; 65536];
        match self.stream.read(&mut piece) {
            Ok(0) => panic!("the stream ended"),
            Ok(length) => self.text.push_str(&String::from_utf8_lossy(&piece[..length])),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// Waits until something holds.
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
