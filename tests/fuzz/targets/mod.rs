//! What may be given any bytes at all: one module for each door through which bytes come in.
//!
//! Each has `run`, which panics if something does not hold, and `seeds`, inputs from which others are made by changing them.
//! The libFuzzer programs in `bin` and the test `tests/fuzz.rs` call the same functions.

#![allow(clippy::unwrap_used, reason = "a target that cannot go on has found something")]
#![allow(missing_docs, reason = "each target is the same two functions")]

pub mod attachment;
pub mod bundle;
pub mod cache;
pub mod journal;
pub mod leaks;
pub mod manifest;
pub mod markdown;
mod printed;
pub mod review;
mod sample;
pub mod split;
pub mod yaml;

/// One target.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs a run of the tests tries: what a few seconds allow.
    pub inputs: u64,
    /// Pieces that mean something here, to be put in.
    pub pieces: &'static [&'static str],
}

/// All targets.
pub const ALL: &[Target] = &[
    Target { name: "yaml", run: yaml::run, seeds: yaml::seeds, inputs: 4_000, pieces: yaml::PIECES },
    Target { name: "split", run: split::run, seeds: split::seeds, inputs: 4_000, pieces: split::PIECES },
    Target {
        name: "markdown",
        run: markdown::run,
        seeds: markdown::seeds,
        inputs: 4_000,
        pieces: markdown::PIECES,
    },
    Target {
        name: "journal",
        run: journal::run,
        seeds: journal::seeds,
        inputs: 300,
        pieces: journal::PIECES,
    },
    Target { name: "review", run: review::run, seeds: review::seeds, inputs: 4_000, pieces: review::PIECES },
    Target {
        name: "attachment",
        run: attachment::run,
        seeds: attachment::seeds,
        inputs: 4_000,
        pieces: attachment::PIECES,
    },
    Target { name: "leaks", run: leaks::run, seeds: leaks::seeds, inputs: 4_000, pieces: leaks::PIECES },
    Target { name: "bundle", run: bundle::run, seeds: bundle::seeds, inputs: 20_000, pieces: bundle::PIECES },
    Target {
        name: "manifest",
        run: manifest::run,
        seeds: manifest::seeds,
        inputs: 20_000,
        pieces: manifest::PIECES,
    },
    Target { name: "cache", run: cache::run, seeds: cache::seeds, inputs: 5000, pieces: &[] },
];
