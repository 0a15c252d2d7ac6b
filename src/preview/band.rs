//! The band on pages that the public does not see, or not any more: why, and until when.

use serde::Serialize;

use super::view;
use crate::site::{Band, Session, page_of};

/// What a window is told of how its page stands.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    band: Band,
    /// Whether there is no output at the address: the page is only known.
    absent: bool,
}

/// Returns how the page at a path stands as JSON; `null` if everybody sees it, or there is none.
pub fn told(session: &Session, path: &str) -> String {
    let planned = view::find(session, path);
    let absent = planned.is_none();
    let page = match planned {
        Some(planned) => page_of(&planned.key).cloned(),
        None => session.page_at(path),
    };
    let told = page.and_then(|page| session.band(&page)).map(|band| Told { band, absent });
    serde_json::to_string(&told).expect("strings are always JSON")
}
