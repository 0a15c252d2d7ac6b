//! What the maps of a site say of each page: when it changed and which pictures it shows.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::body::BodyOf;
use super::links;
use super::record::RecordOf;
use crate::content::ids::PageId;
use crate::engine::{Ask, Keep, Query};
use crate::markdown::Piece;

/// Pictures of one page in a map. *Source:* the limit of the sitemap extension for images.
const MOST_PICTURES: usize = 1000;

/// Asks what a map says of a page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mapped(pub PageId);

/// What a map says of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapLine {
    /// Day of the last change, ISO; empty if no date is known.
    pub changed: String,
    /// Addresses of its pictures from the root, ready for an address.
    pub pictures: Vec<String>,
}

impl Query for Mapped {
    const NAME: &'static str = "Mapped";
    const KEEP: Keep = Keep::Disk;
    type Answer = MapLine;

    fn run(&self, ask: &mut Ask<'_>) -> MapLine {
        let record = ask.get(&RecordOf(self.0.clone()));
        let written =
            ["updated", "date"].map(|name| record.text(name)).into_iter().find(|text| !text.is_empty());
        let changed = written.and_then(|date| date.get(..10)).unwrap_or_default().to_owned();
        let mut pictures = Vec::new();
        if let Some(cover) = record.fields.at("cover.src").text() {
            let link = links::link(ask, &self.0, cover);
            pictures.extend(link.problem.is_none().then(|| links::address(&link)));
        }
        for piece in &ask.get(&BodyOf(self.0.clone())).pieces {
            if let Piece::Html(html) = piece {
                pictures.extend(sources(html).map(str::to_owned));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        pictures.retain(|picture| picture.starts_with('/') && seen.insert(picture.clone()));
        pictures.truncate(MOST_PICTURES);
        MapLine { changed, pictures }
    }
}

/// Returns the addresses of the pictures in a piece of HTML.
fn sources(html: &str) -> impl Iterator<Item = &str> {
    memmem::find_iter(html.as_bytes(), "<img ").filter_map(|at| {
        let rest = &html[at..];
        let tag = &rest[..rest.find('>')?];
        let value = &tag[tag.find("src=\"")? + 5..];
        value.split('"').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_a_body() {
        let html =
            "<p><img alt=\"a\" src=\"/a.png\"> <img src=\"/b%20c.svg\" width=\"3\"></p><img alt=\"none\">";
        assert_eq!(sources(html).collect::<Vec<_>>(), ["/a.png", "/b%20c.svg"]);
    }
}
