//! The cache file: whatever is in it, the program goes on; at worst it forgets.
//!
//! The checksum keeps out what a disk does to a file; here it is made right again, so that what lies behind it is met too.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;

use pilothouse::base::{Fingerprint, SourcePath};
use pilothouse::diag::{Diagnostic, Place};
use pilothouse::engine::{Ask, Engine, Keep, Loaded, Query, Registry, Snapshot};
use pilothouse::world::{Content, MemoryWorld};
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

/// A cache file as it is written.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let engine = Engine::new(registry());
    let world = world();
    let revision = engine.begin(&world);
    revision.get(&Index);
    revision.save(&Snapshot { diagnostics: revision.diagnostics(), extra: vec![1, 2, 3] })
});

/// Bytes before the first sum: magic and the fingerprint of program and queries.
const SUMS_AT: usize = 8 + 16;

/// Bytes of a sum.
const SUM: usize = 16;

/// Where the head begins: after two sums and its length.
const HEAD_AT: usize = SUMS_AT + 2 * SUM + 8;

fn sum_of(bytes: &[u8]) -> [u8; SUM] {
    Fingerprint::of(bytes).0.to_le_bytes()
}

/// Returns a cache file of a head and nodes whose sums and length are right.
fn sealed(head: &[u8], nodes: &[u8]) -> Vec<u8> {
    let length = (head.len() as u64).to_le_bytes();
    [&WHOLE[..SUMS_AT], &sum_of(head), &sum_of(nodes), &length, head, nodes].concat()
}

/// The first byte tells whether the rest is a whole file, or the length of a head in two bytes, the head and the nodes.
pub fn run(data: &[u8]) {
    let (kind, rest) = data.split_first().unwrap_or((&0, &[]));
    let file = match rest.split_first_chunk() {
        Some((length, parts)) if kind % 2 == 0 => {
            let (head, nodes) = parts.split_at(parts.len().min(usize::from(u16::from_le_bytes(*length))));
            sealed(head, nodes)
        }
        _ => rest.to_vec(),
    };
    let Some(loaded) = Loaded::read(&*file, &registry()) else { return };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| use_all(loaded))) {
        // Wrong fingerprints beside a right checksum are what this assertion of debug builds is for.
        let text = panic.downcast_ref::<String>().map_or("", String::as_str);
        if !text.contains("has two answers in one revision") {
            resume_unwind(panic);
        }
    }
}

/// Does everything with a cache file that the program does.
fn use_all(loaded: Loaded<'_>) {
    let mut world = world();
    let _ = loaded.is_current(&world);
    let engine = Engine::resume(registry(), loaded, &|count, work| (0..count).for_each(work));
    for change in ["", "丙\n"] {
        if !change.is_empty() {
            world.write("b", change);
        }
        let revision = engine.begin(&world);
        revision.get(&Index);
        let _ = (revision.why(&Index), revision.explain(&Index), revision.used_by::<Index>("a"));
        let snapshot = Snapshot { diagnostics: revision.diagnostics(), ..Snapshot::default() };
        let saved = revision.save(&snapshot);
        assert!(Loaded::read(&*saved, &registry()).is_some(), "what was saved cannot be read");
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let length = u64::from_le_bytes(WHOLE[HEAD_AT - 8..HEAD_AT].try_into().unwrap());
    let short = u16::try_from(length).unwrap().to_le_bytes();
    vec![[&[0], &short[..], &WHOLE[HEAD_AT..]].concat(), [&[1], &WHOLE[..]].concat()]
}
