//! The outermost layer: the command line, and what a person sees while a command runs.

pub mod args;
pub mod progress;
