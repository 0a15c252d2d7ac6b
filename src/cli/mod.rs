//! The outermost layer: the command line, and what a person sees while a command runs.

mod agenda;
pub mod args;
mod build;
mod create;
mod editor;
mod explain;
pub mod progress;
mod questions;
mod review;
mod search;
mod serve;
mod show;
mod withdraw;

use std::ffi::OsString;

use args::{Args, Command, Status};

use crate::site;

/// Runs a command line and returns the exit code.
pub fn main(argv: impl IntoIterator<Item = OsString>) -> u8 {
    silence_panics();
    let args = match args::parse(argv, &|name| std::env::var(name).ok()) {
        Ok(args) => args,
        Err(exit) => {
            match exit.status {
                Status::Success => show::out(&exit.text),
                _ => show::err(&exit.text),
            }
            return exit.status as u8;
        }
    };
    run(&args) as u8
}

fn run(args: &Args) -> Status {
    match &args.command {
        Command::Init { example } => create::init(args, *example),
        Command::New { kind, title } => create::new(args, kind, title),
        Command::Build { rehash, jobs, watch: false, .. } => build::build(args, *rehash, *jobs),
        Command::Build { rehash, jobs, poll, .. } => serve::build_again(args, *rehash, *jobs, *poll),
        Command::Serve(wishes) => serve::serve(args, wishes),
        Command::Check { paranoid: false } => build::check(args, site::check),
        Command::Check { paranoid: true } => build::check(args, site::check_paranoid),
        Command::Agenda { until } => agenda::agenda(args, until.map(|day| day.to_string()).as_deref()),
        Command::Render { file } => build::render(args, file),
        Command::Explain(explain) => explain::explain(args, explain),
        Command::Search { query, language } => search::search(args, &query.join(" "), language.as_deref()),
        Command::Review(wanted) => review::review(args, wanted),
        Command::Withdraw(wanted) => withdraw::withdraw(args, wanted),
        Command::Schema => explain::schema(args),
        Command::Completions { shell } => explain::completions(*shell),
    }
}

/// A panic inside a query becomes a diagnostic with its text: the default report on the terminal would only confuse.
fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
