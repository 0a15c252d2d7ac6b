//! The oracle on a toy pipeline: pages with a title line and a body, an index of titles, pages that quote other titles.
//!
//! The toy is the classic case that file-level and declared dependencies get wrong: an index must follow titles but not
//! bodies, and a page that quotes another page's title must follow that title.

use std::sync::Arc;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place};
use crate::world::{Content, MemoryWorld, Touched};

#[derive(Debug, Serialize, Deserialize)]
struct Title(String);
#[derive(Debug, Serialize, Deserialize)]
struct Index;
#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Page(String);
#[derive(Debug, Serialize, Deserialize)]
struct Loop(u8);
#[derive(Debug, Serialize, Deserialize)]
struct Panics;

fn text(ask: &mut Ask<'_>, name: &str) -> String {
    match ask.file(&SourcePath::new(name)) {
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    }
}

impl Query for Title {
    const NAME: &'static str = "Title";
    const KEEP: Keep = Keep::Disk;
    type Answer = String;
    fn run(&self, ask: &mut Ask<'_>) -> String {
        let title = text(ask, &self.0).lines().next().unwrap_or_default().to_owned();
        if title.is_empty() {
            ask.report(
                Diagnostic::new("internal-error").at(Place::file(self.0.as_str())).arg("what", "no title"),
            );
        }
        title
    }
}

impl Query for Index {
    const NAME: &'static str = "Index";
    type Answer = Vec<(String, String)>;
    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let names: Vec<String> = ask.listing(&"".into()).iter().map(|entry| entry.name.to_string()).collect();
        names.into_iter().map(|name| (name.clone(), ask.get(&Title(name)).to_string())).collect()
    }
}

impl Query for Page {
    const NAME: &'static str = "Page";
    const AGAIN: Again = Again::WhenAsked;
    type Answer = String;
    fn run(&self, ask: &mut Ask<'_>) -> String {
        let lines = text(ask, &self.0);
        let quoted = lines.lines().skip(1).map(|line| match line.strip_prefix("quote ") {
            Some(other) => format!("<<{}>>", ask.get(&Title(other.into()))),
            None if line == "index" => format!("{:?}", ask.get(&Index)),
            None => line.to_owned(),
        });
        quoted.collect::<Vec<_>>().join("\n")
    }
}

impl Query for Loop {
    const NAME: &'static str = "Loop";
    type Answer = u32;
    fn run(&self, ask: &mut Ask<'_>) -> u32 {
        1 + *ask.get(&Loop((self.0 + 1) % 3))
    }
}

impl Query for Panics {
    const NAME: &'static str = "Panics";
    type Answer = u32;
    fn run(&self, _: &mut Ask<'_>) -> u32 {
        panic!("on purpose")
    }
}

fn registry() -> Registry {
    Registry::default().with::<Title>().with::<Index>().with::<Page>().with::<Loop>().with::<Panics>()
}

fn all_pages(revision: &Revision<'_>, world: &MemoryWorld) -> Vec<(String, String)> {
    let names: Vec<String> = world.paths().map(ToString::to_string).collect();
    names.into_iter().map(|name| (name.clone(), revision.get(&Page(name)).to_string())).collect()
}

/// What a watcher tells of a file: it, and the names beside it, may be others.
fn touched(file: &str) -> Touched {
    Touched { files: [SourcePath::new(file)].into(), folders: ["".into()].into(), ..Touched::default() }
}

fn ran(revision: &Revision<'_>) -> Vec<(String, u32)> {
    revision.work().into_iter().map(|work| (work.query, work.ran)).collect()
}

fn counts(expected: &[(&str, u32)]) -> Vec<(String, u32)> {
    expected.iter().map(|(query, ran)| ((*query).to_owned(), *ran)).collect()
}

fn sorted(revision: &Revision<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = revision.diagnostics();
    diagnostics.sort();
    diagnostics
}

const SITE: &str = "//- a\nA\nquote b\n//- b\nB\ntext\n//- c\nC\nindex\n";

#[test]
fn a_body_edit_runs_one_page_and_a_title_edit_its_readers() {
    let mut world = MemoryWorld::from_fixture(SITE);
    let engine = Engine::new(registry());
    all_pages(&engine.begin(&world), &world);

    world.write("b", "B\nnew text\n");
    let revision = engine.begin(&world);
    all_pages(&revision, &world);
    assert_eq!(ran(&revision), counts(&[("Title", 1), ("Page", 1)]));

    world.write("b", "B2\nnew text\n");
    let revision = engine.begin(&world);
    let pages = all_pages(&revision, &world);
    assert_eq!(ran(&revision), counts(&[("Title", 1), ("Index", 1), ("Page", 3)]));
    assert!(pages[0].1.contains("<<B2>>"));
    assert_eq!(revision.why(&Page("a".into())), ["Page(\"a\")", "Title(\"b\")", "file b"]);
    let pages = ["a", "b", "c"].map(|name| Page(name.into()));
    assert_eq!(revision.using("b", &pages), [true, true, true]);
    assert_eq!(revision.using("a", &pages), [true, false, true]);
}

/// The two files beside an output folder.
#[derive(Clone, Default)]
struct Files {
    nodes: Option<Vec<u8>>,
    cache: Vec<u8>,
}

impl Files {
    /// Does what a program does at its end.
    fn write(&mut self, saved: Saved) {
        self.nodes = saved.nodes.map(|parts| parts.concat()).or(self.nodes.take());
        self.cache = saved.cache.concat();
    }

    fn of(revision: &Revision<'_>) -> Self {
        let mut files = Self::default();
        files.write(revision.save(&Snapshot::default()));
        files
    }

    fn loaded(&self) -> Option<Loaded> {
        Loaded::read(self.cache.clone(), &registry())
    }

    /// Does what a program does at its start.
    fn resume(&self, world: &MemoryWorld) -> Option<(Engine, Suspects)> {
        let loaded = self.loaded()?;
        let suspects = loaded.suspects(world);
        Some((Engine::resume(registry(), loaded, self.nodes.clone()), suspects))
    }

    /// Tells whether an engine finds nothing it trusts in these files.
    fn are_forgotten(&self) -> bool {
        self.resume(&MemoryWorld::default()).is_none_or(|(engine, _)| engine.is_empty())
    }
}

#[test]
fn a_second_program_run_only_does_what_changed() {
    let mut world = MemoryWorld::from_fixture(SITE);
    let first = Engine::new(registry());
    let revision = first.begin(&world);
    all_pages(&revision, &world);
    let files = Files::of(&revision);

    let loaded = files.loaded().expect("the same program");
    assert!(loaded.is_current(&loaded.suspects(&world), &world));
    let (second, suspects) = files.resume(&world).expect("the same program");
    let revision = second.begin_after(&world, &suspects);
    for name in ["a", "b", "c"] {
        assert!(!revision.check(&Page(name.into())).changed);
    }
    assert_eq!(ran(&revision), counts(&[]));

    world.write("b", "B\nother\n");
    assert!(!loaded.is_current(&loaded.suspects(&world), &world));
    let revision = second.begin(&world);
    let changed: Vec<bool> = ["a", "b", "c"].map(|name| revision.check(&Page(name.into())).changed).into();
    assert_eq!(changed, [false, true, false]);
}

#[test]
fn what_rests_on_no_change_is_not_even_taken_over() {
    let mut world = MemoryWorld::default();
    (0..100).for_each(|number| world.write(&format!("f{number:02}"), "T\ntext\n"));
    let first = Engine::new(registry());
    let revision = first.begin(&world);
    all_pages(&revision, &world);
    let mut files = Files::of(&revision);

    world.write("f50", "T\nother\n");
    let (engine, suspects) = files.resume(&world).expect("the same program");
    let revision = engine.begin_after(&world, &suspects);
    let pages: Vec<String> = revision.suspected::<Page>().into_iter().map(|page| page.0).collect();
    assert_eq!(pages, ["f50"]);
    assert_eq!(*revision.get(&Page("f50".into())), "other");
    revision.keep_all();
    let seen = engine.nodes.ids().filter(|id| engine.nodes.seen(*id).is_some()).count();
    assert_eq!(seen, 2, "the page and its file");
    let saved = revision.save(&Snapshot::default());
    assert!(saved.nodes.is_none(), "so little is added to the nodes there are");
    assert!(saved.cache.concat().len() < files.cache.len() + 200);
    files.write(saved);

    let (engine, suspects) = files.resume(&world).expect("the same program");
    let revision = engine.begin_after(&world, &suspects);
    assert!(!revision.check(&Page("f50".into())).changed);
    assert_eq!(ran(&revision), counts(&[]), "the trace that was added holds");
}

#[test]
fn a_linked_engine_follows_a_change_as_far_as_it_goes() {
    let mut world = MemoryWorld::default();
    (0..100).for_each(|number| world.write(&format!("f{number:02}"), "T\nquote f00\nindex\n"));
    let engine = Engine::new(registry());
    all_pages(&engine.begin(&world), &world);
    engine.link();
    let names = |revision: &Revision<'_>| {
        let mut names: Vec<String> = revision.suspected::<Page>().into_iter().map(|page| page.0).collect();
        names.sort();
        names
    };

    world.write("f50", "T\nother\n");
    let changed = engine.outdated(&world, &touched("f50"));
    let revision = engine.begin_after(&world, &changed);
    assert_eq!(names(&revision), ["f50"]);
    assert_eq!(ran(&revision), counts(&[("Title", 1)]), "and the title came out as it was");
    assert_eq!(*revision.get(&Page("f50".into())), "other");

    world.write("f50", "T2\nother\n");
    let changed = engine.outdated(&world, &touched("f50"));
    let revision = engine.begin_after(&world, &changed);
    assert_eq!(names(&revision).len(), 100, "all show the index");
    assert_eq!(ran(&revision), counts(&[("Title", 1), ("Index", 1)]));
}

#[test]
fn what_nobody_asks_for_any_more_has_no_findings() {
    let world = MemoryWorld::from_fixture("//- a\nA\n//- b\n\n");
    let first = Engine::new(registry());
    let revision = first.begin(&world);
    all_pages(&revision, &world);
    revision.check(&Title("b".into()));
    let (engine, suspects) = Files::of(&revision).resume(&world).expect("the same program");
    let revision = engine.begin_after(&world, &suspects);
    revision.check(&Title("b".into()));
    assert_eq!(revision.diagnostics().len(), 1);
    assert_eq!(revision.diagnostics().len(), 1, "having been looked at changes nothing");
    let revision = engine.begin_after(&world, &Suspects::default());
    revision.check(&Title("a".into()));
    assert_eq!(revision.diagnostics().len(), 0);
}

#[test]
fn damaged_and_foreign_files_are_dropped() {
    let world = MemoryWorld::from_fixture(SITE);
    let engine = Engine::new(registry());
    let revision = engine.begin(&world);
    all_pages(&revision, &world);
    let files = Files::of(&revision);
    assert!(!files.are_forgotten());
    assert!(Loaded::read(files.cache.clone(), &Registry::default()).is_none());
    for at in 0..files.cache.len() {
        let mut damaged = files.clone();
        damaged.cache[at] ^= 1;
        assert!(damaged.are_forgotten(), "byte {at}");
        damaged.cache = files.cache[..at].to_vec();
        assert!(damaged.are_forgotten(), "cut at {at}");
    }
    let nodes = files.nodes.clone().expect("a first run writes all nodes");
    for at in 0..nodes.len() {
        let mut damaged = files.clone();
        damaged.nodes.as_mut().expect("there")[at] ^= 1;
        assert!(damaged.are_forgotten(), "byte {at}");
        damaged.nodes = Some(nodes[..at].to_vec());
        assert!(damaged.are_forgotten(), "cut at {at}");
    }
    assert!(Files { nodes: None, ..files }.are_forgotten());
}

#[test]
fn a_cache_file_with_an_unknown_question_is_forgotten() {
    let world = MemoryWorld::from_fixture(SITE);
    let engine = Engine::new(registry());
    let revision = engine.begin(&world);
    all_pages(&revision, &world);
    engine.nodes.get(engine.nodes.intern(&[0xff, 0xff, 7])).state().known = true;
    assert!(Files::of(&revision).are_forgotten());
}

#[test]
fn cycles_and_panics_become_findings() {
    let world = MemoryWorld::default();
    let engine = Engine::new(registry());
    let revision = engine.begin(&world);
    revision.get(&Loop(0));
    std::panic::set_hook(Box::new(|_| {}));
    assert_eq!(*revision.get(&Panics), 0);
    drop(std::panic::take_hook());
    let codes: Vec<String> = sorted(&revision).into_iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["internal-cycle", "internal-error"]);
}

#[derive(Clone, Debug)]
enum Edit {
    Write(u8, u8, u8),
    Remove(u8),
    Restart,
    Link,
}

fn edits() -> impl Strategy<Value = Vec<(Edit, bool)>> {
    let edit = prop_oneof![
        6 => (0..12u8, 0..4u8, 0..8u8).prop_map(|(file, title, body)| Edit::Write(file, title, body)),
        2 => (0..12u8).prop_map(Edit::Remove),
        2 => Just(Edit::Restart),
        1 => Just(Edit::Link),
    ];
    prop::collection::vec((edit, any::<bool>()), 1..40)
}

fn body(number: u8) -> String {
    match number {
        0 => "index".into(),
        1..=5 => format!("quote f{}", number - 1),
        _ => format!("text {number}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Incremental equals clean, findings included, across edits and restarts of the program.
    #[test]
    fn oracle(script in edits()) {
        let mut world = MemoryWorld::default();
        let mut engine = Engine::new(registry());
        let mut files = Files::default();
        for (edit, told) in script {
            // What changed is told either from one evaluation to the next or by the files, or not at all.
            let mut suspects = Suspects::default();
            match edit {
                Edit::Write(file, title, number) => {
                    let title = if title == 0 { String::new() } else { format!("T{title}") };
                    world.write(&format!("f{file}"), format!("{title}\n{}\n", body(number)));
                    suspects = engine.outdated(&world, &touched(&format!("f{file}")));
                }
                Edit::Remove(file) => {
                    world.remove(&format!("f{file}"));
                    suspects = engine.outdated(&world, &touched(&format!("f{file}")));
                }
                Edit::Link => engine.link(),
                Edit::Restart => {
                    if let Some(resumed) = files.resume(&world) {
                        (engine, suspects) = resumed;
                    }
                }
            }
            let revision = if told { engine.begin_after(&world, &suspects) } else { engine.begin(&world) };
            let incremental = all_pages(&revision, &world);
            let clean_engine = Engine::new(registry());
            let clean = clean_engine.begin(&world);
            prop_assert_eq!(incremental, all_pages(&clean, &world));
            prop_assert_eq!(sorted(&revision), sorted(&clean));
            if engine.is_linked() {
                let roots = world.paths().map(|path| Page(path.to_string())).collect();
                let mut found = revision.diagnostics_under(&roots);
                found.sort();
                prop_assert_eq!(found, sorted(&clean));
            }
            for one in revision.work() {
                let most = clean.work().iter().find(|work| work.query == one.query).map_or(0, |work| work.ran);
                // Who is told what changed asks again at once, also what will turn out not to be needed any more.
                prop_assert!(one.ran <= most || told && one.query != "Page", "{:?} against {} in a clean build", one, most);
            }
            files.write(revision.save(&Snapshot { diagnostics: sorted(&revision), extra: vec![] }));
        }
    }
}

#[test]
fn threads_agree() {
    use rayon::prelude::*;
    let mut world = MemoryWorld::default();
    for number in 0..200 {
        world
            .write(&format!("f{number:03}"), format!("T{number}\nindex\nquote f{:03}\n", (number * 7) % 200));
    }
    let engine = Engine::new(registry());
    let revision = engine.begin(&world);
    let parallel: Vec<Arc<String>> =
        (0..200).into_par_iter().map(|number| revision.get(&Page(format!("f{number:03}")))).collect();
    let clean = Engine::new(registry());
    let single = clean.begin(&world);
    for (number, page) in parallel.iter().enumerate() {
        assert_eq!(**page, *single.get(&Page(format!("f{number:03}"))));
    }
}
