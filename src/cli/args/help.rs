//! Lays out the help of the program or of one command. Own layout: clap's headings and notes are English only, and it
//! aligns Chinese only with a further dependency.

use std::fmt::Write;

use clap::Command;

use super::words::{Frame, frame};
use crate::base::text::display_width;
use crate::diag::Lang;

/// Returns the help of a command, or of the whole program.
pub(super) fn page(root: &Command, chosen: Option<&Command>, lang: Lang) -> String {
    let frame = frame(lang);
    let command = chosen.unwrap_or(root);
    let mut out = String::new();
    if let Some(about) = command.get_about() {
        let _ = writeln!(out, "{about}\n");
    }
    let _ = writeln!(out, "{}{}", frame.usage, usage(command, root, frame));
    if chosen.is_none() {
        let commands = root.get_subcommands().map(|c| (c.get_name().into(), text(c.get_about())));
        section(&mut out, frame.commands, commands.collect());
    } else {
        let rows = command.get_positionals().map(|arg| row(arg, frame));
        section(&mut out, frame.arguments, rows.collect());
        section(&mut out, frame.options, command.get_opts().map(|arg| row(arg, frame)).collect());
    }
    let common = root.get_opts().filter(|arg| chosen.is_none() || arg.is_global_set());
    section(&mut out, frame.common, common.map(|arg| row(arg, frame)).collect());
    let codes = frame.exit_codes.map(|(code, meaning)| (code.into(), meaning.into()));
    section(&mut out, frame.codes, codes.into());
    out
}

/// Returns the line that shows how a command is written.
pub(super) fn usage(command: &Command, root: &Command, frame: &Frame) -> String {
    if command.get_name() == root.get_name() {
        return format!("{} {} <{}>", root.get_name(), frame.any_options, frame.command_name);
    }
    let mut out = format!("{} {} {}", root.get_name(), command.get_name(), frame.any_options);
    for arg in command.get_positionals() {
        let (open, close) = if arg.is_required_set() { ('<', '>') } else { ('[', ']') };
        let _ = write!(out, " {open}{}{close}", value_name(arg));
    }
    out
}

/// Appends a heading with rows in two columns; nothing if there are no rows.
fn section(out: &mut String, heading: &str, rows: Vec<(String, String)>) {
    let Some(widest) = rows.iter().map(|(left, _)| display_width(left)).max() else { return };
    let _ = writeln!(out, "\n{heading}");
    for (left, right) in rows {
        let gap = widest - display_width(&left) + 2;
        let _ = writeln!(out, "  {left}{:gap$}{right}", "");
    }
}

fn is_flag(arg: &clap::Arg) -> bool {
    !arg.get_action().takes_values()
}

/// Returns how an argument is written, and what it does with its default and its possible values.
fn row(arg: &clap::Arg, frame: &Frame) -> (String, String) {
    let value = value_name(arg);
    let left = match (arg.get_short(), arg.get_long()) {
        (_, None) => format!("<{value}>"),
        (short, Some(long)) => {
            let short = short.map_or("    ".into(), |short| format!("-{short}, "));
            let value = if is_flag(arg) { String::new() } else { format!(" <{value}>") };
            format!("{short}--{long}{value}")
        }
    };
    let mut right = text(arg.get_help());
    if !is_flag(arg) {
        let possible: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().into()).collect();
        note(&mut right, frame.possible, &possible.join(frame.comma));
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        note(&mut right, frame.default, &default.join(frame.comma));
    }
    (left, right)
}

fn note(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(out, " [{name}{value}]");
    }
}

fn value_name(arg: &clap::Arg) -> String {
    match arg.get_value_names() {
        Some([name, ..]) => name.to_string(),
        _ => arg.get_id().as_str().to_uppercase(),
    }
}

fn text(words: Option<&clap::builder::StyledStr>) -> String {
    words.map(ToString::to_string).unwrap_or_default()
}
