//! The outermost layer: the command line, and what a person sees while a command runs.

mod agenda;
pub mod args;
mod build;
mod bundle;
mod check;
mod create;
mod editor;
mod explain;
mod fix;
mod keys;
mod mourning;
pub mod progress;
mod publish;
mod questions;
mod review;
mod search;
mod serve;
mod server_config;
mod show;
mod theme;
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
        Command::Build { rehash, jobs, watch: false, precompress, .. } => {
            let options =
                site::SiteOptions { rehash: *rehash, precompress: *precompress, ..show::site_options(args) };
            build::build(args, &options, *jobs)
        }
        Command::Build { rehash, jobs, poll, precompress, .. } => {
            let options =
                site::SiteOptions { rehash: *rehash, precompress: *precompress, ..show::site_options(args) };
            serve::build_again(args, &options, *jobs, serve::watch(*poll))
        }
        Command::Serve(wishes) => serve::serve(args, wishes),
        Command::Check(wishes) => check::check(args, wishes),
        Command::Publish(wishes) => publish::publish(args, wishes),
        Command::Bundle(wishes) => bundle::bundle(args, wishes),
        Command::ServerConfig(wishes) => server_config::print(args, wishes),
        Command::Agenda { until } => agenda::agenda(args, until.map(|day| day.to_string()).as_deref()),
        Command::Render { file } => build::render(args, file),
        Command::Explain(explain) => explain::explain(args, explain),
        Command::Search { query, language } => search::search(args, &query.join(" "), language.as_deref()),
        Command::Review(wanted) => review::review(args, wanted),
        Command::Withdraw(wanted) => withdraw::withdraw(args, wanted),
        Command::Theme { action, theme: name } => theme::theme(args, *action, name.as_deref()),
        Command::Mourning { action } => mourning::mourning(args, *action),
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
