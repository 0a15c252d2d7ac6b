//! The cache file: whatever is in it, the program goes on; at worst it forgets.
//!
//! The checksum keeps out what a disk does to a file; here it is made right again, so that what lies behind it is met too.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;

use pilothouse::base::{Fingerprint, SourcePath};
use pilothouse::diag::{Diagnostic, Place};
use pilothouse::engine::{Again, Ask, Engine, Keep, Loaded, Query, Registry, Revision, Snapshot};
use pilothouse::world::{Content, MemoryWorld, Touched};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Title(String);
#[derive(Debug, Serialize, Deserialize)]
struct Index;

impl Query for Title {
    const NAME: &'static str = "Title";
    const KEEP: Keep = Keep::Disk;
    type Answer = Option<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<String> {
        let Content::Bytes(bytes) = ask.file(&SourcePath::new(&self.0)) else { return None };
        ask.report(Diagnostic::new("internal-error").at(Place::file(self.0.as_str())));
        Some(String::from_utf8_lossy(&bytes).lines().next()?.to_owned())
    }
}

impl Query for Index {
    const NAME: &'static str = "Index";
    const AGAIN: Again = Again::WhenAsked;
    type Answer = Vec<Option<String>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let _ = ask.fact("today");
        let names = ask.listing(&"".into());
        names.iter().map(|entry| (*ask.get(&Title(entry.name.to_string()))).clone()).collect()
    }
}

fn registry() -> Registry {
    Registry::default().with::<Title>().with::<Index>()
}

fn world() -> MemoryWorld {
    MemoryWorld::from_fixture("//- a\n甲\n//- b\n乙\n")
}

/// The file of nodes and the cache file as they are written.
static WHOLE: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let engine = Engine::new(registry());
    let world = world();
    let revision = engine.begin(&world);
    revision.get(&Index);
    let saved = revision.save(&Snapshot { diagnostics: revision.diagnostics(), extra: vec![1, 2, 3] });
    [saved.nodes.unwrap().concat(), saved.cache.concat()]
});

/// Bytes before the length of the head: magic and the fingerprint of program and queries.
const LENGTH_AT: usize = 8 + 16;

/// Bytes of a sum.
const SUM: usize = 16;

/// Where the head begins: after its length and sum.
const HEAD_AT: usize = LENGTH_AT + 8 + SUM;

fn sum_of(bytes: &[u8]) -> [u8; SUM] {
    Fingerprint::of(bytes).0.to_le_bytes()
}

/// Returns how the head begins: with the sum of the nodes it belongs to.
fn belonging_to(nodes: &[u8]) -> Vec<u8> {
    postcard::to_allocvec(&Fingerprint::of(nodes)).unwrap()
}

/// Returns a cache file whose sums and length are right; `head` is without the sum of the nodes.
fn sealed(head: &[u8], additions: &[u8], nodes: &[u8]) -> Vec<u8> {
    let head = [&belonging_to(nodes), head].concat();
    let length = (head.len() as u64).to_le_bytes();
    [&WHOLE[1][..LENGTH_AT], &length, &sum_of(&head), &head, &sum_of(additions), additions].concat()
}

/// Cuts a piece off whose length stands before it in two bytes.
fn piece<'d>(data: &mut &'d [u8]) -> &'d [u8] {
    let Some((length, rest)) = data.split_first_chunk() else { return &[] };
    let (piece, rest) = rest.split_at(rest.len().min(usize::from(u16::from_le_bytes(*length))));
    *data = rest;
    piece
}

/// The first byte tells whether the rest is a whole cache file, or a head, additions and nodes.
pub fn run(data: &[u8]) {
    let (kind, mut rest) = data.split_first().unwrap_or((&0, &[]));
    let (cache, nodes) = if kind % 2 == 0 {
        let (head, additions) = (piece(&mut rest), piece(&mut rest));
        (sealed(head, additions, rest), rest.to_vec())
    } else {
        (rest.to_vec(), WHOLE[0].clone())
    };
    let Some(loaded) = Loaded::read(cache, &registry()) else { return };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| use_all(loaded, nodes))) {
        // Wrong fingerprints beside a right checksum are what this assertion of debug builds is for.
        let text = panic.downcast_ref::<String>().map_or("", String::as_str);
        if !text.contains("has two answers in one revision") {
            resume_unwind(panic);
        }
    }
}

/// Does everything with a cache file that the program does.
fn use_all(loaded: Loaded, nodes: Vec<u8>) {
    let mut world = world();
    let suspects = loaded.suspects(&world);
    let _ = loaded.is_current(&suspects, &world);
    let engine = Engine::resume(registry(), loaded, Some(nodes));
    use_once(&engine.begin_after(&world, &suspects));
    use_once(&engine.begin(&world));
    world.write("b", "丙\n");
    let touched = Touched { files: ["b".into()].into(), ..Touched::default() };
    let suspects = engine.outdated(&world, &touched);
    use_once(&engine.begin_after(&world, &suspects));
}

fn use_once(revision: &Revision<'_>) {
    let _ = revision.suspected::<Index>();
    revision.get(&Index);
    let _ = (revision.why(&Index), revision.explain(&Index), revision.using("a", &[Index]));
    let snapshot = Snapshot { diagnostics: revision.diagnostics(), ..Snapshot::default() };
    let saved = revision.save(&snapshot);
    assert!(Loaded::read(saved.cache.concat(), &registry()).is_some(), "what was saved cannot be read");
}

pub fn seeds() -> Vec<Vec<u8>> {
    let [nodes, cache] = &*WHOLE;
    let length = u64::from_le_bytes(cache[LENGTH_AT..LENGTH_AT + 8].try_into().unwrap()) as usize;
    let head = &cache[HEAD_AT + belonging_to(nodes).len()..HEAD_AT + length];
    let additions = &cache[HEAD_AT + length + SUM..];
    let loaded = Loaded::read(sealed(head, additions, nodes), &registry()).unwrap();
    assert!(!Engine::resume(registry(), loaded, Some(nodes.clone())).is_empty(), "what was written is read");
    let before = |piece: &[u8]| [&u16::try_from(piece.len()).unwrap().to_le_bytes(), piece].concat();
    let parts = [&[0][..], &before(head), &before(additions), nodes].concat();
    vec![parts, [&[1], &cache[..]].concat()]
}
