//! The live preview: the generator with an HTTP face.
//!
//! A request names an output; the engine verifies that output against the files as they are now, and the answer has the bytes
//! that `build` would write. Nothing is written. When files change, the pages that windows show are verified first and told of
//! at once, the rest follows in the background for its findings.
//!
//! # Shape
//!
//! One [`Session`] under a lock: requests read it, each on a thread of its connection; one loop ([`follow`]) alone changes it,
//! woken by the watcher ([`watch`]), and tells the windows ([`hub`]). The browser's side is `client.js`, added while answering.
//!
//! # Must not know
//!
//! Templates, kinds, how pages are made. Who asks is judged in [`guard`] before anything else happens.

pub mod address;
mod answer;
mod band;
mod dashboard;
mod follow;
pub mod guard;
pub mod http;
mod hub;
mod jump;
mod marks;
mod open;
mod page;
mod pixels;
mod range;
mod rebuild;
#[cfg(test)]
mod tests;
mod told;
mod view;
mod watch;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use guard::Guard;
use hub::Hub;
use page::LastGood;
pub use rebuild::on_change;
pub use watch::{Event, Watch};

use crate::diag::Lang;
use crate::site::{BuildError, Session, SiteOptions, source_of};

/// Connections that are served at a time, event streams aside. More than six browsers open.
const MOST_CONNECTIONS: usize = 128;

/// From here on, those on which nothing is said make room.
const CROWDED: usize = 96;

/// How long a connection waits for room. Others wait behind it.
const ROOM_TIME: Duration = Duration::from_secs(1);

/// Ports after the wanted one that are tried if it is taken.
const MORE_PORTS: u16 = 20;

/// How a site is previewed.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Name or address to listen at, if other machines may look.
    pub host: Option<String>,
    /// Port to listen at; 0 for any.
    pub port: u16,
    /// How changes are noticed.
    pub watch: Watch,
    /// Language of what is shown in the browser.
    pub lang: Lang,
    /// What only the program around the preview can do.
    pub hands: Hands,
}

/// What the program around a preview does for it.
#[derive(Clone, Copy, Debug)]
pub struct Hands {
    /// Opens a file in the editor that a command of the settings names; tells whether it was started.
    pub open: fn(command: &str, file: &Path, line: usize, column: usize) -> bool,
    /// Says a question of the engine in words.
    pub words: fn(question: &str, lang: Lang) -> String,
}

impl Default for Hands {
    fn default() -> Self {
        Self { open: |_, _, _, _| false, words: |question, _| question.to_owned() }
    }
}

/// Something that the person at the terminal should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The system tells nothing of changes here: folders are looked through again and again.
    Polling,
}

/// Why a preview cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no site.
    #[error(transparent)]
    Site(#[from] BuildError),
    /// No port is free, or the address is not this machine's.
    #[error("{0}: {1}")]
    Listen(String, std::io::Error),
    /// The system has no random numbers for a token.
    #[error("no random numbers")]
    NoToken,
}

/// What all threads of a preview share.
pub(in crate::preview) struct Shared {
    session: RwLock<Session>,
    hub: Hub,
    good: LastGood,
    guard: Guard,
    lang: Lang,
    hands: Hands,
    /// What was last found in the whole site.
    site: Mutex<String>,
    events: Sender<Event>,
    over: AtomicBool,
    connections: AtomicUsize,
}

impl Shared {
    fn read(&self) -> RwLockReadGuard<'_, Session> {
        self.session.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn write(&self) -> RwLockWriteGuard<'_, Session> {
        self.session.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Tells whether so many connections are open that those on which nothing is said must make room.
    fn is_crowded(&self) -> bool {
        self.connections.load(Ordering::Relaxed) > CROWDED
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Looks at the source of a page before it is answered: a page that was saved a moment ago is shown as it is now, even if
    /// the system has not told yet.
    fn freshen(&self, path: &str) {
        let place = {
            let session = self.read();
            let source = view::find(&session, path).and_then(|planned| source_of(&planned));
            source
                .filter(|source| session.world().is_outdated(source))
                .and_then(|source| session.world().place(&source))
        };
        let touched = place.map(|place| self.write().touch(&[place])).unwrap_or_default();
        if !touched.is_empty() {
            let _ = self.events.send(Event::Found(touched));
        }
    }

    /// Tells the windows of a page its state and its findings.
    fn tell(&self, path: &str) {
        let (state, findings, band, cause) = {
            let session = self.read();
            let (view, found) = view::look(&session, &self.good, path);
            let cause = jump::cause(self, &session, &view);
            (view.state(), answer::findings(self, &session, &found), band::told(&session, path), cause)
        };
        if let Some(state) = state {
            // Before the page: once it is patched, its reader wants to know why.
            self.hub.tell(path, "cause", &cause);
            self.hub.tell(path, "page", &answer::quoted(&state));
        }
        self.hub.tell(path, "findings", &findings);
        self.hub.tell(path, "band", &band);
    }

    /// Tells all windows what was last found in the whole site.
    fn tell_site(&self) {
        let site = self.site.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        if !site.is_empty() {
            self.hub.tell_all("site", &site);
            // Who lists all pages has something to list anew even if nothing else is found.
            self.hub.tell_all("view", &self.read().number().to_string());
        }
    }
}

/// A running preview; it ends with the value.
pub struct Preview {
    shared: Arc<Shared>,
    address: SocketAddr,
    threads: Vec<JoinHandle<()>>,
}

impl Preview {
    /// Starts a preview.
    pub fn start(
        options: &SiteOptions,
        wishes: &Wishes,
        say: impl Fn(Notice) + Send + 'static,
    ) -> Result<Self, StartError> {
        let (listener, address) = listen(wishes)?;
        let open = wishes.host.is_some() && !address.ip().is_loopback();
        let token = if open { Some(guard::new_token().ok_or(StartError::NoToken)?) } else { None };
        let guard = Guard { port: address.port(), host: wishes.host.clone().filter(|_| open), token };
        let (events, receiver) = channel();
        let shared = Arc::new(Shared {
            session: RwLock::new(Session::open(options)?),
            hub: Hub::default(),
            good: LastGood::default(),
            guard,
            lang: wishes.lang,
            hands: wishes.hands,
            site: Mutex::default(),
            events,
            over: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
        });
        let looper = follow::Follower::new(shared.clone(), receiver, wishes.watch, Box::new(say));
        let accepting = shared.clone();
        let threads = vec![
            std::thread::spawn(move || looper.run()),
            std::thread::spawn(move || accept(&accepting, &listener)),
        ];
        Ok(Self { shared, address, threads })
    }

    /// Returns where the preview listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address to open in a browser on this machine, with the token if one is needed.
    pub fn url(&self) -> String {
        let ip = match self.address.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            ip => ip,
        };
        let query = self.shared.guard.token.as_deref().map(guard::query_of).unwrap_or_default();
        format!("http://{}/{query}", SocketAddr::new(ip, self.address.port()))
    }

    /// Tells whether other machines may look.
    pub fn is_open_to_others(&self) -> bool {
        self.shared.guard.token.is_some()
    }

    /// Tells the preview of something that happened, as a watcher would.
    pub fn wake(&self, event: Event) {
        let _ = self.shared.events.send(event);
    }

    /// Returns the number of the view that is shown, which grows with each change.
    pub fn number(&self) -> u32 {
        self.shared.read().number()
    }

    /// Returns the number of open event streams.
    pub fn windows(&self) -> usize {
        self.shared.hub.count()
    }

    /// Returns how often each query ran since this was last asked.
    pub fn take_work(&self) -> Vec<crate::engine::Work> {
        self.shared.read().take_work()
    }

    /// Waits until the preview ends.
    pub fn wait(mut self) {
        for thread in std::mem::take(&mut self.threads) {
            let _ = thread.join();
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        let _ = self.shared.events.send(Event::Quit);
        // Wakes the thread that waits for connections.
        let ip =
            if self.address.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { self.address.ip() };
        let _ = TcpStream::connect_timeout(&SocketAddr::new(ip, self.address.port()), Duration::from_secs(1));
        for thread in std::mem::take(&mut self.threads) {
            let _ = thread.join();
        }
    }
}

/// Returns a listener at the wanted port or the next free one.
fn listen(wishes: &Wishes) -> Result<(TcpListener, SocketAddr), StartError> {
    let host = wishes.host.as_deref().unwrap_or("127.0.0.1");
    let failed = |error| StartError::Listen(format!("{host}:{}", wishes.port), error);
    let last = if wishes.port == 0 { 0 } else { wishes.port.saturating_add(MORE_PORTS) };
    let mut taken = None;
    for port in wishes.port..=last {
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(failed)?.collect();
        match TcpListener::bind(&*addresses) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(failed)?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => taken = Some(error),
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(taken.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// Takes connections, each on a thread of its own, as long as there are not too many.
fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    for stream in listener.incoming() {
        if shared.is_over() {
            return;
        }
        let Ok(mut stream) = stream else {
            // Most likely too many open files: a moment later some are closed.
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        if !has_room(shared) {
            let _ = stream.set_nonblocking(true);
            let _ = http::Response::plain(503).turn_away(&mut stream);
            continue;
        }
        shared.connections.fetch_add(1, Ordering::Relaxed);
        let own = shared.clone();
        let spawned = std::thread::Builder::new().spawn(move || {
            let _place = Place(&own.connections);
            answer::serve(&own, stream);
        });
        if spawned.is_err() {
            shared.connections.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Tells whether there is room for one more connection, or was soon: two hundred windows that open at once, as after a restart, are
/// event streams a moment later.
fn has_room(shared: &Shared) -> bool {
    let started = Instant::now();
    while shared.connections.load(Ordering::Relaxed) >= MOST_CONNECTIONS {
        if started.elapsed() > ROOM_TIME || shared.is_over() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// A place among the connections; given back however the connection ends.
struct Place<'c>(&'c AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
