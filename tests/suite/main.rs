//! Black-box tests: whole sites in temporary folders, built in process or by the real program.
//!
//! What is inside a module of the program is tested beside its code; here stands what an editor or a server sees: files in, files
//! and messages out. `harness` makes sites; every other module is one promise, one area or one enemy.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod agenda;
mod architecture;
mod archive;
mod booklets;
mod breaks;
mod browser;
mod bundle;
mod charts;
mod check;
mod choosing;
mod chosen;
mod cli;
mod combinations;
mod commit;
mod contract;
mod data;
mod editors;
mod examples;
mod feeds;
mod figures;
mod findings;
mod glossary;
mod habits;
mod harness;
mod held;
mod hostile;
mod images;
#[path = "../serving/install.rs"]
#[expect(dead_code, reason = "the servers are for the tests that ask them")]
mod install;
mod intruders;
mod kinds;
mod languages;
mod large;
mod lists;
#[cfg(target_os = "linux")]
mod memory;
mod mourning;
mod navigation;
mod old_browsers;
mod oracle;
mod own_kinds;
mod page_fields;
mod pictures;
mod planted;
mod precompress;
mod preview;
mod promises;
mod publish;
mod publish_faults;
mod publish_links;
mod publish_remote;
mod related;
mod relations;
mod reproducible;
mod review;
mod review_writes;
mod search;
mod themes;
mod times;
mod withdraw;
mod workbooks;
