//! Entry point: hands the command line over and ends with the exit code of what came of it.

use std::process::ExitCode;

/// A cold build makes some hundred small values a page on every thread; the system's allocator spends a third of the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(pilothouse::cli::main(std::env::args_os()))
}
