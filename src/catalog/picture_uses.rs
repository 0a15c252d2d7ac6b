//! Where pages name an image file. Asked only when its pixels turn out to be damaged, which nothing before them can tell.
//!
//! *Incremental:* a query of its own, so that whoever made the picture does not try again because some page was edited.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::links::{encode_percent, link};
use super::sources::Tree;
use super::standing::IsPresent;
use crate::base::SourcePath;
use crate::content::decode;
use crate::diag::Place;
use crate::engine::{Ask, Query};
use crate::world::Content;

/// Asks for the places where shown pages name a file, in their front matter or in their text.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImageUses(pub SourcePath);

impl Query for ImageUses {
    const NAME: &'static str = "ImageUses";
    type Answer = Vec<Place>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<Place> {
        let mut names = vec![self.0.name().to_owned(), encode_percent(self.0.name())];
        names.dedup();
        let mut places = Vec::new();
        for page in &ask.get(&Tree).pages {
            let file = page.source();
            let Content::Bytes(bytes) = ask.file(&file) else { continue };
            let (text, _) = decode::decode(&bytes, &file);
            let mut ranges: Vec<_> = names.iter().flat_map(|name| written(&text, name)).collect();
            ranges.retain(|range| link(ask, page, &text[range.clone()]).file.as_ref() == Some(&self.0));
            if !ranges.is_empty() && *ask.get(&IsPresent(page.clone())) {
                places.extend(ranges.into_iter().map(|range| Place::text(&file, range)));
            }
        }
        places
    }
}

/// Returns what may be an address that ends in a name: from the blank or the bracket before it, and, as folders may have
/// blanks in their names, from the bracket alone.
fn written(text: &str, name: &str) -> Vec<Range<usize>> {
    let opens = |c: char| matches!(c, '(' | '<' | '"' | '\'' | '\n');
    let begins = |c: char| c.is_whitespace() || matches!(c, '=' | ':' | '：' | ',' | '，' | '{' | '[');
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = &text[line..at];
        let from = |at: Option<(usize, &str)>| line + at.map_or(0, |(at, opening)| at + opening.len());
        let near = from(before.rmatch_indices(|c: char| opens(c) || begins(c)).next());
        let far = from(before.rmatch_indices(opens).next());
        found.push(near..at + name.len());
        if far != near {
            found.push(far..at + name.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_in_the_name() {
        let text = "题图: 图/坏.png\n![现场](图/坏.png \"坏.png\") <img src=坏.png> [](<旧 图/坏.png>)";
        let found: Vec<_> = written(text, "坏.png").into_iter().map(|range| &text[range]).collect();
        assert!(["图/坏.png", "坏.png", "旧 图/坏.png"].iter().all(|one| found.contains(one)), "{found:?}");
        assert_eq!(found[0], "图/坏.png");
    }
}
