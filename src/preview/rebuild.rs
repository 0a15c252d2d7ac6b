//! Does something whenever the folders of a site change: what keeps the output folder current.
//!
//! Here nobody waits for a page, so changes that belong together are gathered first: a build commits them as one. What has
//! really changed is found out by the build itself.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::Notice;
use super::follow::watching;
use super::watch::{Event, Watch};
use crate::site::SiteOptions;
use crate::world::DiskWorld;

/// How long it must be quiet, and how long that is waited for at most.
const QUIET: (Duration, Duration) = (Duration::from_millis(60), Duration::from_millis(1000));

/// How often is built though nothing was told, where events arrive: the date changes, and events can get lost.
const SAFETY: Duration = Duration::from_secs(60);

/// How often is built where events do not arrive. A build that finds nothing changed looks at every file once.
const POLL: Duration = Duration::from_secs(1);

/// Calls `again` after each change of what `known` saw, until the watcher ends, which it does not by itself.
pub fn on_change(
    options: &SiteOptions,
    mut known: DiskWorld,
    watch: Watch,
    say: impl Fn(Notice),
    again: impl Fn(),
) {
    let (sender, events) = channel();
    let mut watching = watching(watch, options, sender.clone(), &say);
    let mut pause = Duration::ZERO;
    while let Some(places) = next(&events, pause) {
        if watching.as_mut().is_some_and(|all| !all.renew(&places)) {
            watching = None;
            say(Notice::Polling);
        }
        pause = if watching.is_some() { SAFETY } else { POLL };
        let mut touched = known.replace(options.world());
        touched.extend(known.settle());
        if !touched.is_empty() {
            again();
        }
    }
}

/// Returns the places of the next events, once it is quiet after them; none if the time is up. `None` ends it all.
fn next(events: &Receiver<Event>, pause: Duration) -> Option<Vec<PathBuf>> {
    let mut places = Vec::new();
    let (quiet, most) = QUIET;
    let mut wait = pause;
    let mut end = None;
    loop {
        match events.recv_timeout(wait) {
            Ok(Event::Files(more)) => places.extend(more),
            Ok(Event::Lost | Event::Found(_) | Event::Damaged(_)) => {}
            Ok(Event::Quit) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => return Some(places),
        }
        if *end.get_or_insert_with(|| Instant::now() + most) < Instant::now() {
            return Some(places);
        }
        wait = quiet;
    }
}
