//! Pilothouse: a static site generator that is right for Chinese.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod base;
pub mod catalog;
pub mod chinese;
pub mod cli;
pub mod config;
pub mod content;
pub mod diag;
pub mod emit;
pub mod engine;
pub mod markdown;
pub mod output;
pub mod preview;
pub mod render;
pub mod review;
pub mod schema;
pub mod search;
pub mod signature;
pub mod site;
pub mod theme;
pub mod world;
pub mod yaml;
