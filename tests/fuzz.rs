//! The fuzzer's targets over changed seeds, on every run of the tests: the same inputs each time, for a few seconds.
//!
//! `tests/fuzz` has the targets and tells how to let a real fuzzer look for longer. Inputs that once failed lie in
//! `tests/fuzz/found/TARGET` and come first. `FUZZ_SECONDS=300 cargo test --release --test fuzz -- markdown` looks for longer here,
//! from another start each time.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "fuzz/change.rs"]
mod change;
#[path = "fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use change::Changer;
use targets::Target;

/// A target ends early when it has taken this long: a slow machine sees fewer inputs.
const ENOUGH: Duration = Duration::from_secs(20);

/// No input of a few thousand bytes may take so long; generous for an unoptimised program on a busy machine.
const SLOW: Duration = Duration::from_secs(10);

fn hunt(name: &str) {
    let target = targets::ALL.iter().find(|target| target.name == name).unwrap();
    let seeds = (target.seeds)();
    found_before(name).iter().chain(&seeds).for_each(|input| try_one(target, input));
    let longer = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let (inputs, time, start) = match longer {
        Some(seconds) => (u64::MAX, Duration::from_secs(seconds), now()),
        None => (target.inputs, ENOUGH, 0),
    };
    let begun = Instant::now();
    let mut changer = Changer::new(start, target.pieces);
    let mut tried = 0;
    while tried < inputs && begun.elapsed() < time {
        try_one(target, &changer.changed(&seeds));
        tried += 1;
    }
    println!("{name}: {tried} inputs from {} seeds", seeds.len());
}

/// Runs a target; an input that makes it fail is kept in a file.
fn try_one(target: &Target, input: &[u8]) {
    let begun = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let slow = begun.elapsed() > SLOW;
    if outcome.is_ok() && !slow {
        return;
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
    fs::write(&place, input).unwrap();
    println!("{} fails with {}: {:?}", target.name, place.display(), String::from_utf8_lossy(input));
    match outcome {
        Err(panic) => resume_unwind(panic),
        Ok(()) => panic!("it takes {:?}", begun.elapsed()),
    }
}

/// Returns the inputs that once failed.
fn found_before(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found").join(name);
    let mut places: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    places.sort();
    places.into_iter().map(|place| fs::read(place).unwrap()).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
}

#[test]
fn yaml() {
    hunt("yaml");
}

#[test]
fn split() {
    hunt("split");
}

#[test]
fn markdown() {
    hunt("markdown");
}

#[test]
fn journal() {
    hunt("journal");
}

#[test]
fn review() {
    hunt("review");
}

#[test]
fn attachment() {
    hunt("attachment");
}

#[test]
fn leaks() {
    hunt("leaks");
}

#[test]
fn bundle() {
    hunt("bundle");
}

#[test]
fn manifest() {
    hunt("manifest");
}

#[test]
fn cache() {
    hunt("cache");
}

#[test]
#[ignore = "writes the seeds where cargo fuzz looks for them"]
fn corpus() {
    for target in targets::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
    for (name, first) in targets::attachment::FORMS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
        fs::create_dir_all(&folder).unwrap();
        let seeds = (targets::attachment::seeds)();
        for (number, seed) in seeds.iter().enumerate().filter(|(_, seed)| seed[0] == *first) {
            fs::write(folder.join(format!("seed-{number}")), &seed[1..]).unwrap();
        }
    }
}
