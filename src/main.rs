//! Entry point: hands the command line over and ends with the exit code of what came of it.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(pilothouse::cli::main(std::env::args_os()))
}
