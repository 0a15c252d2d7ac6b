//! The open event streams: who looks at which page, and what they were told last.
//!
//! A stream is a socket and no thread. What is sent is small; a client that does not take it at once is let go and comes back by
//! itself, so a slow one costs nothing and waits for nobody.

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard};

/// Most streams at a time; the oldest is let go for a new one, as a browser that reloads often leaves some behind.
const MOST_STREAMS: usize = 400;

/// Head of a stream.
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n";

/// Milliseconds after which a browser comes back when the preview was away.
const RETRY: u32 = 500;

/// One browser window.
struct Stream {
    socket: TcpStream,
    /// Path of the page it shows, as it was asked for.
    path: String,
    /// The last event of each name that it was sent.
    told: Vec<(&'static str, String)>,
}

/// All open streams.
#[derive(Default)]
pub struct Hub {
    streams: Mutex<Vec<Stream>>,
}

impl Hub {
    /// Takes over a connection as the stream of a page. `told` is what its window knows already.
    pub fn open(&self, mut socket: TcpStream, path: String, told: Vec<(&'static str, String)>) {
        let ready = socket.set_nonblocking(true).is_ok() && socket.set_nodelay(true).is_ok();
        let greeting = format!("{HEAD}retry: {RETRY}\n\n");
        if !ready || socket.write_all(greeting.as_bytes()).is_err() {
            return;
        }
        let mut streams = self.lock();
        if streams.len() >= MOST_STREAMS {
            streams.remove(0);
        }
        streams.push(Stream { socket, path, told });
    }

    /// Returns the paths that are looked at, each once, those looked at last first.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        for stream in self.lock().iter().rev() {
            if !paths.contains(&stream.path) {
                paths.push(stream.path.clone());
            }
        }
        paths
    }

    /// Sends an event to the windows of a page, unless that is what they were told last under this name.
    pub fn tell(&self, path: &str, name: &'static str, data: &str) {
        self.lock().retain_mut(|stream| stream.path != path || stream.tell(name, data));
    }

    /// Sends an event to all windows, unless that is what they were told last under this name.
    pub fn tell_all(&self, name: &'static str, data: &str) {
        self.lock().retain_mut(|stream| stream.tell(name, data));
    }

    /// Sends an event that happens anew each time to all windows.
    pub fn announce(&self, name: &'static str, data: &str) {
        self.lock().retain_mut(|stream| stream.send(name, data).is_ok());
    }

    /// Sends what means nothing: a window that is gone is found out by it.
    pub fn probe(&self) {
        self.lock().retain_mut(|stream| stream.socket.write_all(b":\n\n").is_ok());
    }

    /// Returns the number of open streams.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Stream>> {
        self.streams.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Stream {
    /// Tells whether the stream is still good.
    fn tell(&mut self, name: &'static str, data: &str) -> bool {
        let known = self.told.iter_mut().find(|(known, _)| *known == name);
        match known {
            Some((_, last)) if last == data => return true,
            Some((_, last)) => data.clone_into(last),
            None => self.told.push((name, data.to_owned())),
        }
        self.send(name, data).is_ok()
    }

    fn send(&mut self, name: &str, data: &str) -> std::io::Result<()> {
        // One line of data each: JSON has no line breaks of its own.
        self.socket.write_all(format!("event: {name}\ndata: {data}\n\n").as_bytes())
    }
}
