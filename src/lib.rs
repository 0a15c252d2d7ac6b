//! Pilothouse: a static site generator that is right for Chinese.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod base;
pub mod diag;
pub mod markdown;
