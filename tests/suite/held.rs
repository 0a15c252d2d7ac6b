//! A site held in memory through edits, beside one that is built: after each step both must be the same.

use std::path::PathBuf;

use pilothouse::site::{Report, Session, SiteOptions};

use crate::harness::{Files, Site};
use crate::oracle::sources;

/// A session, and what it was last told of.
pub struct Held {
    session: Session,
    sources: Files,
    view: (Option<String>, bool),
}

impl Held {
    /// Opens a site.
    pub fn open(site: &Site) -> Self {
        let session = Session::open(&site.options).unwrap();
        Self { session, sources: sources(site), view: view(&site.options) }
    }

    /// Tells the session what a watcher would tell of the last edits, and compares it with a clean build.
    pub fn follow(&mut self, site: &Site, clean: &Report, expected: &Files, what: &str) {
        let now = sources(site);
        if view(&site.options) != self.view {
            *self = Self::open(site);
        }
        let places =
            changed(&self.sources, &now).into_iter().map(|name| self.session.options().root.join(name));
        let places: Vec<PathBuf> = places.collect();
        self.session.touch(&places);
        self.sources = now;
        let outputs = self.session.outputs();
        // One of them alone first, as a window would have it.
        if let Some(one) = outputs.get(what.len() % outputs.len().max(1)) {
            self.session.verify(one);
        }
        let doubtful = self.session.take_doubtful();
        self.session.verify_all(&doubtful);
        self.session.settle_down();
        let found = self.session.findings();
        let only_here: Vec<_> = found.iter().filter(|one| !clean.diagnostics.contains(one)).collect();
        let only_clean: Vec<_> = clean.diagnostics.iter().filter(|one| !found.contains(one)).collect();
        assert!(
            found == clean.diagnostics,
            "held, after {what}:\nonly held: {only_here:#?}\nonly clean: {only_clean:#?}"
        );
        assert_eq!(outputs.len(), clean.outputs, "held, after {what}");
        let fresh = (!clean.committed).then(|| Session::open(&site.options).unwrap());
        for planned in outputs.iter() {
            let bytes = self.session.output(planned).bytes;
            let right = match &fresh {
                Some(fresh) => fresh.output(planned).bytes,
                None => expected.get(planned.path.as_str()).map(|bytes| bytes.as_slice().into()),
            };
            assert!(bytes == right, "held, after {what}: {} differs", planned.path);
        }
    }
}

fn view(options: &SiteOptions) -> (Option<String>, bool) {
    (options.as_of.clone(), options.drafts)
}

/// Returns the names of the files that came, went or changed.
fn changed(before: &Files, after: &Files) -> Vec<String> {
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    names
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| name.trim_end_matches('/').to_owned())
        .collect()
}
