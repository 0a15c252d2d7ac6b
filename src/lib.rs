//! Pilothouse: a static site generator that is right for Chinese.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod base;
pub mod chinese;
pub mod cli;
pub mod content;
pub mod diag;
pub mod engine;
pub mod schema;
pub mod world;
pub mod yaml;
