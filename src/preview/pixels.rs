//! Looks for damaged pictures, behind everything else.
//!
//! Which pixels cannot be decoded is known only to whoever decodes them, and a preview makes smaller pictures when a browser asks. So
//! that what nobody looks at is found wrong all the same, a thread of its own decodes one picture after the other. It holds the session no
//! longer than it takes to get the bytes: nobody who saves a text waits for a photo. What it finds is verified by the loop like anything else.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::Shared;
use super::watch::Event;
use crate::base::SourcePath;
use crate::emit::OutputKey;

/// Which pictures are still to be looked at, and which are known to be damaged.
#[derive(Default)]
pub struct Pixels {
    waiting: BTreeSet<SourcePath>,
    damaged: BTreeSet<SourcePath>,
    looking: Option<JoinHandle<()>>,
}

impl Pixels {
    /// Takes over the pictures among outputs to be verified. Those known to be damaged stay there: they may be mended.
    pub fn take_from(&mut self, rest: &mut Vec<OutputKey>) {
        rest.retain(|key| match key {
            OutputKey::Image(source, ..) if !self.damaged.contains(source) => {
                self.waiting.insert(source.clone());
                false
            }
            _ => true,
        });
    }

    /// Remembers a damaged picture.
    pub fn found(&mut self, source: SourcePath) {
        self.damaged.insert(source);
    }

    /// Looks at what waits, if nobody does already.
    pub fn look(&mut self, shared: &Arc<Shared>) {
        if self.waiting.is_empty() || self.looking.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let (shared, waiting) = (shared.clone(), std::mem::take(&mut self.waiting));
        self.looking = Some(std::thread::spawn(move || look_at(&shared, waiting)));
    }
}

fn look_at(shared: &Shared, waiting: BTreeSet<SourcePath>) {
    for source in waiting {
        if shared.is_over() {
            return;
        }
        let unseen = shared.read().unseen(&source);
        if unseen.is_some_and(|unseen| !unseen.is_whole()) {
            // Nobody listens any more: then nobody wants to know.
            let _ = shared.events.send(Event::Damaged(source));
        }
    }
}
