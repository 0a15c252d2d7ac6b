//! The loop that keeps a preview current: takes events, begins new views, tells windows, verifies the rest.
//!
//! It acts on the first events at once and gathers only what follows shortly after: an editor who saves sees the page a moment
//! later, and a checkout of thousands of files is taken in a few bites. What is on screen comes first; all else is verified in
//! small pieces between which a new event is noticed.
//!
//! *Nothing is missed:* what events say is only where to look ([`super::watch`]); after new folders and storms, and from time to
//! time anyway, everything is scanned again. If such a scan finds what no event told of, events do not arrive here, and the
//! folders are polled from then on.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::pixels::Pixels;
use super::watch::{Event, Watch, Watching};
use super::{Notice, Shared, answer};
use crate::base::SourcePath;
use crate::catalog::sources::SETTINGS_FILE;
use crate::emit::OutputKey;
use crate::site::SiteOptions;
use crate::world::Touched;

/// Events that come this shortly after the last belong together.
const FOLLOWS: Duration = Duration::from_millis(25);

/// Changes of one burst that are taken one by one. Saving a file takes up to four: one laid beside it and renamed over it.
const ONE_BY_ONE: u32 = 4;

/// How long it must be quiet before what belongs together is taken for complete, and how long that is waited for at most.
const QUIET: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(60));

/// A file that is being replaced was emptied or removed, and its new content is yet to come: how often it is looked for, and how
/// long at most.
const REPLACED: (Duration, Duration) = (Duration::from_millis(4), Duration::from_millis(120));

/// More places than this are not looked at one by one: the whole site is scanned.
const MANY: usize = 400;

/// When everything is scanned again after new folders or many events.
const AFTER_STORM: Duration = Duration::from_millis(300);

/// How often everything is scanned again though events arrive.
const SAFETY: Duration = Duration::from_secs(30);

/// How often everything is scanned where events do not arrive, and how many times longer than a scan takes it is waited at
/// least: a slow share is not kept busy.
const POLL: (Duration, u32) = (Duration::from_millis(500), 8);

/// How often small things are looked after.
const TICK: Duration = Duration::from_secs(1);

/// Ticks after which windows are probed.
const PROBE: u32 = 15;

/// Outputs that are verified before it is looked whether something happened.
const PIECE: usize = 24;

/// The loop's own state.
pub struct Follower {
    shared: Arc<Shared>,
    events: Receiver<Event>,
    watching: Option<Watching>,
    say: Box<dyn Fn(Notice) + Send>,
    pending: VecDeque<Event>,
    /// When events were last taken that changed something, and how many did so shortly after each other.
    last: Instant,
    burst: u32,
    next_scan: Instant,
    /// Whether the next scan follows a storm: what it finds was not missed.
    expected: bool,
    next_tick: Instant,
    ticks: u32,
    /// Outputs still to verify in this view, last first; `None` once all are and their findings were told.
    rest: Option<Vec<OutputKey>>,
    pixels: Pixels,
}

impl Follower {
    /// Returns a loop that watches the folders of a site, as far as it is to be told.
    pub fn new(
        shared: Arc<Shared>,
        events: Receiver<Event>,
        watch: Watch,
        say: Box<dyn Fn(Notice) + Send>,
    ) -> Self {
        let options = shared.read().options().clone();
        let sender = shared.events.clone();
        let watching = watching(watch, &options, sender, &*say);
        let now = Instant::now();
        // The first scan was made before the folders were watched.
        let (next_scan, next_tick) = (now + AFTER_STORM, now + TICK);
        Self {
            shared,
            events,
            watching,
            say,
            pending: VecDeque::new(),
            last: now,
            burst: 0,
            next_scan,
            expected: true,
            next_tick,
            ticks: 0,
            rest: Some(Vec::new()),
            pixels: Pixels::default(),
        }
    }

    /// Watches another folder instead, as if events of the site did not arrive, and scans soon; tells whether it can.
    #[cfg(test)]
    pub fn hear_only(&mut self, elsewhere: &std::path::Path) -> bool {
        self.watching = Watching::start(elsewhere, &[], self.shared.events.clone());
        (self.next_scan, self.expected) = (Instant::now() + TICK, false);
        self.watching.is_some()
    }

    /// Runs until the preview ends.
    pub fn run(mut self) {
        self.add_doubtful();
        loop {
            match self.next_event() {
                Some(Event::Quit) => return,
                Some(Event::Damaged(source)) => self.tell_damaged(source),
                Some(event) => self.take(event),
                None if self.next_scan <= Instant::now() => self.scan(),
                None if self.next_tick <= Instant::now() => self.tick(),
                None => self.verify_some(),
            }
        }
    }

    /// Returns the next event; does not wait as long as there is something to verify.
    fn next_event(&mut self) -> Option<Event> {
        if let Some(event) = self.pending.pop_front() {
            return Some(event);
        }
        if self.rest.is_some() {
            return self.events.try_recv().ok();
        }
        let until = self.next_scan.min(self.next_tick).saturating_duration_since(Instant::now());
        match self.events.recv_timeout(until) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Event::Quit),
        }
    }

    /// Takes an event and what belongs to it, and tells the windows what came of it.
    fn take(&mut self, event: Event) {
        let mut batch = Batch::default();
        batch.add(event, &mut self.pending);
        if self.last.elapsed() >= FOLLOWS {
            self.burst = 0;
        }
        if self.burst >= ONE_BY_ONE {
            self.gather(&mut batch, QUIET);
        }
        self.gather_replaced(&mut batch);
        let places: Vec<PathBuf> = batch.places.into_iter().collect();
        let whole = batch.lost || places.len() > MANY || places.iter().any(|place| self.is_top(place));
        if self.watching.as_mut().is_some_and(|watching| !watching.renew(&places)) {
            self.poll();
        }
        // A folder may have been filled before it was watched.
        if whole || places.iter().any(|place| place.is_dir()) {
            self.next_scan = Instant::now() + AFTER_STORM;
            self.expected = true;
        }
        let changed = if whole {
            self.scan_now(batch.found)
        } else {
            let mut touched = self.shared.write().touch(&places);
            touched.extend(batch.found);
            self.changed(&touched);
            !touched.is_empty()
        };
        // What editors do beside a file before they put it in place is no reason to wait once they have.
        if changed {
            self.last = Instant::now();
            self.burst += 1;
        }
    }

    /// Waits for more events until it is quiet.
    fn gather(&mut self, batch: &mut Batch, (quiet, most): (Duration, Duration)) {
        let end = Instant::now() + most;
        while Instant::now() < end {
            match self.events.recv_timeout(quiet) {
                Ok(event) => batch.add(event, &mut self.pending),
                Err(_) => return,
            }
        }
    }

    /// Waits for the new content of files that are being replaced, no longer than it takes.
    fn gather_replaced(&mut self, batch: &mut Batch) {
        let (pause, most) = REPLACED;
        let end = Instant::now() + most;
        let is_open = |batch: &Batch| {
            let session = self.shared.read();
            batch.places.iter().any(|place| session.world().is_being_replaced(place))
        };
        while Instant::now() < end && is_open(batch) {
            if let Ok(event) = self.events.recv_timeout(pause) {
                batch.add(event, &mut self.pending);
            }
        }
    }

    /// Tells whether a place is a folder that is watched as a whole.
    fn is_top(&self, place: &PathBuf) -> bool {
        trees(self.shared.read().options()).contains(place)
    }

    /// Scans everything because it is time to.
    fn scan(&mut self) {
        let expected = std::mem::take(&mut self.expected);
        let started = Instant::now();
        let found = self.scan_now(Touched::default());
        let pause = if self.watching.is_some() { SAFETY } else { POLL.0.max(started.elapsed() * POLL.1) };
        self.next_scan = Instant::now() + pause;
        if found && !expected && self.watching.is_some() && self.is_quiet() {
            self.poll();
        }
    }

    /// Scans everything; tells whether something was different.
    fn scan_now(&mut self, found: Touched) -> bool {
        let options = self.shared.read().options().clone();
        let later = options.world();
        let mut touched = self.shared.write().replace(later);
        touched.extend(found);
        self.changed(&touched);
        !touched.is_empty()
    }

    /// Tells whether no event is waiting, nor comes in a moment.
    fn is_quiet(&mut self) -> bool {
        if let Ok(event) = self.events.recv_timeout(AFTER_STORM) {
            self.pending.push_back(event);
        }
        self.pending.is_empty()
    }

    /// Looks again and again from now on.
    fn poll(&mut self) {
        self.watching = None;
        self.next_scan = Instant::now() + POLL.0;
        (self.say)(Notice::Polling);
    }

    fn tick(&mut self) {
        self.next_tick = Instant::now() + TICK;
        self.ticks += 1;
        if self.ticks.is_multiple_of(PROBE) {
            self.shared.hub.probe();
        }
        let touched = self.shared.write().settle();
        self.changed(&touched);
        if self.rest.is_none() {
            self.pixels.look(&self.shared);
        }
    }

    /// Tells the windows of a new view: what they show first, and which files beside pages are others.
    fn changed(&mut self, touched: &Touched) {
        if touched.is_empty() {
            return;
        }
        for path in self.shared.hub.paths() {
            self.shared.tell(&path);
        }
        let session = self.shared.read();
        let assets: Vec<String> = touched.files.iter().filter_map(|file| session.copy_of(file)).collect();
        drop(session);
        if !assets.is_empty() {
            let list = serde_json::to_string(&assets).expect("strings are always JSON");
            self.shared.hub.announce("assets", &list);
        }
        self.add_doubtful();
    }

    /// Adds the outputs that may be others to those still to verify.
    fn add_doubtful(&mut self) {
        let mut rest = self.shared.write().take_doubtful();
        rest.extend(self.rest.take().unwrap_or_default());
        rest.sort_unstable();
        rest.dedup();
        // Pixels are made when a browser asks for them: an edit of a text must not wait for photos.
        self.pixels.take_from(&mut rest);
        // Copies have no findings of their own to speak of, and cost reading.
        rest.sort_by_key(|key| !matches!(key, OutputKey::Copy(_)));
        self.rest = Some(rest);
    }

    /// Verifies some of the outputs that nobody looks at; after the last, tells what is found in the whole site.
    fn verify_some(&mut self) {
        let Some(rest) = &mut self.rest else { return };
        let piece = rest.split_off(rest.len().saturating_sub(PIECE));
        let session = self.shared.read();
        if !piece.is_empty() {
            session.verify_all(&piece);
            return;
        }
        self.rest = None;
        drop(session);
        self.shared.write().settle_down();
        let session = self.shared.read();
        let site = answer::findings(&self.shared, &session, &session.findings());
        drop(session);
        *self.shared.site.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = site;
        self.shared.tell_site();
        self.pixels.look(&self.shared);
    }

    /// Has the smaller ones of a damaged picture made, so that what is wrong is told where pages name it.
    fn tell_damaged(&mut self, source: SourcePath) {
        let outputs = self.shared.read().outputs();
        let of = |key: &OutputKey| matches!(key, OutputKey::Image(own, ..) if *own == source);
        let own = outputs.iter().map(|planned| &planned.key).filter(|key| of(key)).cloned();
        self.rest.get_or_insert_default().extend(own);
        self.pixels.found(source);
    }
}

/// Events that belong together.
#[derive(Default)]
struct Batch {
    places: BTreeSet<PathBuf>,
    /// What requests have found already.
    found: Touched,
    lost: bool,
}

impl Batch {
    /// Adds an event; one of another kind is left for later.
    fn add(&mut self, event: Event, later: &mut VecDeque<Event>) {
        match event {
            Event::Files(places) => self.places.extend(places),
            Event::Found(touched) => self.found.extend(touched),
            Event::Lost => self.lost = true,
            Event::Damaged(_) | Event::Quit => later.push_back(event),
        }
    }
}

/// Watches the folders of a site, as far as it is to be told; says if the system cannot.
pub(super) fn watching(
    watch: Watch,
    options: &SiteOptions,
    sender: Sender<Event>,
    say: &dyn Fn(Notice),
) -> Option<Watching> {
    if watch == Watch::Polling {
        return None;
    }
    let watching = Watching::start(&options.root, &trees(options), sender);
    if watching.is_none() {
        say(Notice::Polling);
    }
    watching
}

/// Returns the folders that are watched with all below them.
fn trees(options: &SiteOptions) -> Vec<PathBuf> {
    let folders = options.mounts().into_iter().filter(|mount| mount.name != SETTINGS_FILE);
    folders.map(|mount| mount.path).collect()
}
