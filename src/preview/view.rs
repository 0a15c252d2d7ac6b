//! What a window sees at an address: which output, in which state, and what is wrong with it.

use super::page::{Good, LastGood};
use super::told::is_about;
use crate::base::{Fingerprint, SourcePath, media_type};
use crate::diag::{Anchor, Diagnostic, Severity};
use crate::emit::{OutputKey, Planned};
use crate::site::{Session, source_of};
use crate::world::{Content, World};

/// What an address leads to.
#[derive(Clone)]
pub enum View {
    /// An output that is well, or as well as it can be.
    Output(Planned, Fingerprint),
    /// A page that cannot be shown as it is now; it is shown as it was.
    Held(Good),
    /// An output that cannot be made and never was.
    Failed,
    /// A folder, which has its page at the address with a slash behind.
    Folder,
    /// Nothing. The fingerprint is that of the page that says so.
    Missing(Fingerprint),
}

/// Name of the page for missing addresses.
pub const MISSING: &str = "404.html";

impl View {
    /// Returns what a window that shows this has: as long as it is equal, there is nothing to fetch. `None` if whatever is
    /// shown should stay.
    pub fn state(&self) -> Option<String> {
        match self {
            Self::Output(_, fingerprint) => Some(format!("{:032x}", fingerprint.0)),
            Self::Missing(fingerprint) => Some(format!("missing-{:032x}", fingerprint.0)),
            Self::Held(_) | Self::Failed | Self::Folder => None,
        }
    }
}

/// Returns the output that a path (without its leading slash) means.
pub fn find(session: &Session, path: &str) -> Option<Planned> {
    if path.is_empty() || path.ends_with('/') {
        session.find(&format!("{path}index.html"))
    } else {
        session.find(path)
    }
}

/// Verifies what a path leads to, and nothing else of the site.
pub fn look(session: &Session, good: &LastGood, path: &str) -> (View, Vec<Diagnostic>) {
    let Some(planned) = find(session, path) else { return nothing(session, good, path) };
    let fingerprint = session.verify(&planned);
    let found = session.findings_of(&planned);
    let source = source_of(&planned);
    let broken = source.as_ref().is_some_and(|source| found.iter().any(|one| is_in_front(one, source)));
    let failed = found.iter().any(|one| one.severity == Severity::Error) && !session.is_made(&planned);
    match good.get(path).filter(|_| broken || failed) {
        Some(kept) => (View::Held(kept), found),
        None if failed => (View::Failed, found),
        None => (View::Output(planned, fingerprint), found),
    }
}

/// Returns what is shown where no output is: the page that was there, if only a mistake in its source keeps it away.
fn nothing(session: &Session, good: &LastGood, path: &str) -> (View, Vec<Diagnostic>) {
    if let Some(kept) = good.get(path)
        && let Some(source) =
            kept.source.clone().filter(|source| session.world().read(source) != Content::Missing)
    {
        let found = session.findings_of_source(&source);
        if found.iter().any(|one| one.severity == Severity::Error && is_about(one, &source)) {
            return (View::Held(kept), found);
        }
    }
    if !path.is_empty() && !path.ends_with('/') && find(session, &format!("{path}/")).is_some() {
        return (View::Folder, Vec::new());
    }
    let missing = session.find(MISSING).map_or(Fingerprint(0), |planned| session.verify(&planned));
    (View::Missing(missing), Vec::new())
}

/// Tells whether a finding is an error in the front matter of a page, or of the file as a whole: then what the page would look
/// like means little.
fn is_in_front(found: &Diagnostic, source: &SourcePath) -> bool {
    let in_front =
        |place: &crate::diag::Place| place.file == *source && !matches!(place.anchor, Anchor::Body(..));
    found.severity == Severity::Error && found.place.as_ref().is_some_and(in_front)
}

/// Tells whether an output is a page for people, which gets the client.
pub fn is_page(planned: &Planned) -> bool {
    media_type(planned.path.as_str()).starts_with("text/html")
        && !matches!(planned.key, OutputKey::Copy(_) | OutputKey::Redirect(..))
}
