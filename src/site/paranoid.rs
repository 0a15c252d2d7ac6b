//! `check --paranoid`: looks for what a query learned without its trace knowing.
//!
//! Something that is read past [`Ask`](crate::engine::Ask), from a value that a closure holds or from a static, is right in a
//! clean build and wrong in some later one. So the sources are changed in memory, a part at a time. An engine that remembers
//! answers from its traces what they let it keep; an engine that remembers nothing makes everything anew. Where the two
//! differ, something was read that no trace holds. The first comparison is with what an earlier run of the program left in the
//! cache file, after this run has seen changed sources: it shows what the process itself remembers.
//!
//! *Sound:* a difference is always a defect. *Not complete:* each page is changed in three ways and each other file in one, not
//! in all; settings, kinds and data stay as they are. A round changes one in twelve of the pages, or of the theme's files, or
//! of the others, so that an output which reads a dozen of them keeps its trace in some of the rounds that change what it
//! must not have read. *Cost:* some hundred clean evaluations.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Fingerprint, SourcePath};
use crate::engine::{Engine, Registry, Revision};
use crate::world::{Content, Entry, EntryKind, KeptFiles, Stamp, World};

/// Parts that the files are cut into.
const PARTS: u128 = 12;

/// A day that is not today.
const ANOTHER_DAY: &str = "2031-05-06";

/// What an evaluation comes to: outputs and the like by name.
pub(super) type Outcome = BTreeMap<String, Fingerprint>;

/// What is evaluated: the queries of a site, or those of a test.
pub(super) struct Subject {
    pub registry: fn() -> Registry,
    pub evaluate: fn(&Revision<'_>) -> Outcome,
}

/// Returns the names of what comes out differently without memory; `engine` is the one that remembers.
pub(super) fn untracked(subject: &Subject, engine: &Engine, world: &dyn World) -> Vec<String> {
    let afresh = |world: &dyn World| (subject.evaluate)(&Engine::new((subject.registry)()).begin(world));
    for change in [Change::Title, Change::Theme] {
        afresh(&Changed { world, change, part: None });
    }
    let mut found = Vec::new();
    for (change, part) in rounds() {
        let changed = Changed { world, change, part: Some(part) };
        let remembered = (subject.evaluate)(&engine.begin(&changed));
        found.extend(different(&remembered, &afresh(&changed)));
    }
    found.sort();
    found.dedup();
    found
}

/// Returns all changes; the first is none at all.
fn rounds() -> Vec<(Change, u128)> {
    use Change::{Gone, Nothing, Other, Text, Theme, Title, Today};
    let parts = [Text, Title, Gone, Theme, Other]
        .into_iter()
        .flat_map(|change| (0..PARTS).map(move |part| (change, part)));
    std::iter::once((Nothing, 0)).chain(parts).chain([(Today, 0)]).collect()
}

/// Returns the names under which two outcomes differ.
fn different(left: &Outcome, right: &Outcome) -> Vec<String> {
    let names = left.keys().chain(right.keys().filter(|name| !left.contains_key(*name)));
    names.filter(|name| left.get(*name) != right.get(*name)).cloned().collect()
}

/// How a part of the sources is changed.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Nothing,
    /// Pages have more text.
    Text,
    /// Pages have other titles.
    Title,
    /// Pages are not there.
    Gone,
    /// Templates have more text, words are others, styles have other bytes.
    Theme,
    /// Files beside pages have other bytes.
    Other,
    /// It is another day.
    Today,
}

impl Change {
    /// Tells whether it changes files like this one.
    fn concerns(self, path: &SourcePath) -> bool {
        let is_page = path.extension() == "md";
        let of_theme = ["themes/", "builtin/"].iter().any(|folder| path.as_str().starts_with(folder));
        match self {
            Self::Nothing | Self::Today => false,
            Self::Text | Self::Title | Self::Gone => is_page,
            Self::Theme => of_theme && !is_page,
            Self::Other => !of_theme && !is_page,
        }
    }
}

/// A world in which a part of some sources is different; all of them if there is no `part`.
struct Changed<'w> {
    world: &'w dyn World,
    change: Change,
    part: Option<u128>,
}

impl Changed<'_> {
    fn touches(&self, path: &SourcePath) -> bool {
        // Each change cuts the files into other parts: two that lie in one part once are likely apart another time.
        let number = || Fingerprint::of(&[path.as_str().as_bytes(), &[self.change as u8]].concat()).0;
        self.change.concerns(path) && self.part.is_none_or(|part| number() % PARTS == part)
    }
}

impl World for Changed<'_> {
    fn stamp(&self, path: &SourcePath) -> Option<Stamp> {
        self.world.stamp(path).filter(|_| !self.touches(path))
    }

    fn read(&self, path: &SourcePath) -> Content {
        match self.world.read(path) {
            content if !self.touches(path) => content,
            Content::Bytes(_) if self.change == Change::Gone => Content::Missing,
            Content::Bytes(bytes) => Content::Bytes(junk(path, &bytes, self.change).into()),
            other => other,
        }
    }

    fn list(&self, folder: &SourcePath) -> Arc<[Entry]> {
        let entries = self.world.list(folder);
        if self.change != Change::Gone {
            return entries;
        }
        let gone = |entry: &Entry| entry.kind == EntryKind::File && self.touches(&folder.join(&entry.name));
        entries.iter().filter(|entry| !gone(entry)).cloned().collect()
    }

    fn kept_files(&self) -> Option<&KeptFiles> {
        // Under names that stand for their bytes: a changed picture has another.
        self.world.kept_files()
    }

    fn fact(&self, name: &str) -> String {
        if self.change == Change::Today && name == "today" {
            return ANOTHER_DAY.into();
        }
        self.world.fact(name)
    }
}

/// Returns other content for a file, of which as much as possible still makes sense.
fn junk(path: &SourcePath, bytes: &[u8], change: Change) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).ok();
    let changed = match (path.extension(), text) {
        ("md", Some(text)) if change == Change::Title => other_title(text),
        ("md", Some(text)) => Some(format!("{text}\n\njunk\n")),
        ("html" | "xml", Some(text)) => more_in_template(text),
        ("yaml" | "yml", Some(text)) if path.as_str().contains("/strings/") => Some(other_words(text)),
        ("yaml" | "yml", Some(text)) => Some(text.to_owned()),
        _ => None,
    };
    changed.map_or_else(|| [bytes, b"\n"].concat(), String::into_bytes)
}

/// Returns a page with a longer title, if it has one on a line of its own.
fn other_title(text: &str) -> Option<String> {
    let names = ["title:", "标题:", "标题："];
    let line = text.lines().find(|line| names.iter().any(|name| line.starts_with(name)))?;
    let end = line.trim_end_matches(['"', '\'']).len();
    Some(text.replacen(line, &format!("{} junk{}", &line[..end], &line[end..]), 1))
}

/// Returns a template with more text where text is shown: in its first block or component, else at its end.
fn more_in_template(text: &str) -> Option<String> {
    let tag = ["block ", "component "].iter().find_map(|word| text.find(word));
    let at = tag.and_then(|tag| Some(tag + text[tag..].find("%}")? + 2)).unwrap_or(text.len());
    Some(format!("{}junk{}", &text[..at], &text[at..]))
}

/// Returns a file of words with more in each that is written plainly.
fn other_words(text: &str) -> String {
    let plain = |line: &str| line.contains(": ") && !line.ends_with(['"', '\'', '}', ']', '|', '>']);
    text.lines()
        .map(|line| if plain(line) { format!("{line} junk\n") } else { format!("{line}\n") })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::engine::{Ask, Query};
    use crate::world::MemoryWorld;

    /// The text of a page.
    #[derive(Debug, Serialize, Deserialize)]
    struct Text(String);
    /// Shows one page, and says so.
    #[derive(Debug, Serialize, Deserialize)]
    struct Honest;
    /// Shows two pages, and tells of one.
    #[derive(Debug, Serialize, Deserialize)]
    struct Sly;

    const PAGES: [&str; 2] = ["content/a.md", "content/b.md"];

    impl Query for Text {
        const NAME: &'static str = "Text";
        type Answer = String;

        fn run(&self, ask: &mut Ask<'_>) -> String {
            format!("{:?}", ask.file(&SourcePath::new(&self.0)))
        }
    }

    impl Query for Honest {
        const NAME: &'static str = "Honest";
        type Answer = String;

        fn run(&self, ask: &mut Ask<'_>) -> String {
            ask.get(&Text(PAGES[0].into())).to_string()
        }
    }

    impl Query for Sly {
        const NAME: &'static str = "Sly";
        type Answer = String;

        fn run(&self, ask: &mut Ask<'_>) -> String {
            let told = ask.get(&Text(PAGES[0].into()));
            let untold = ask.get_unrecorded(&Text(PAGES[1].into()));
            format!("{told}{untold}")
        }
    }

    const SUBJECT: Subject = Subject {
        registry: || Registry::default().with::<Text>().with::<Honest>().with::<Sly>(),
        evaluate: |revision| {
            let (honest, sly) = (revision.check(&Honest), revision.check(&Sly));
            [("honest".into(), honest.fingerprint), ("sly".into(), sly.fingerprint)].into()
        },
    };

    #[test]
    fn an_untracked_read_is_found_and_no_other() {
        let world = MemoryWorld::from_fixture("//- content/a.md\n甲\n//- content/b.md\n乙\n");
        assert_eq!(untracked(&SUBJECT, &Engine::new((SUBJECT.registry)()), &world), ["sly"]);
    }

    #[test]
    fn changes_still_make_sense() {
        assert_eq!(
            other_title("---\ntitle: \"甲\"\n---\n").as_deref(),
            Some("---\ntitle: \"甲 junk\"\n---\n")
        );
        assert_eq!(other_title("正文"), None);
        let child = "{% extends \"a\" %}{% block b -%}x{% endblock %}";
        let changed = "{% extends \"a\" %}{% block b -%}junkx{% endblock %}";
        assert_eq!(more_in_template(child).as_deref(), Some(changed));
        assert_eq!(other_words("a: 甲\nb: \"乙\"\n"), "a: 甲 junk\nb: \"乙\"\n");
    }
}
