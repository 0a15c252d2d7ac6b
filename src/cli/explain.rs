//! The commands that answer questions: explain, schema, completions.

use super::args::{Args, Explain, Status, command};
use super::questions;
use super::show::{err, failure, out, site_options, words};
use crate::base::text::display_width;
use crate::diag::Lang;
use crate::engine::TraceView;
use crate::schema::{Schema, json_schema};
use crate::site::{self, BuildError};

pub fn explain(args: &Args, explain: &Explain) -> Status {
    let done = if explain.stats {
        Ok(stats(args))
    } else if let Some(file) = &explain.used_by {
        used_by(args, &file.to_string_lossy())
    } else {
        let path =
            explain.output.as_ref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        if explain.why { why(args, &path) } else { trace(args, &path) }
    };
    done.unwrap_or_else(|error| failure(args, &error))
}

fn stats(args: &Args) -> Status {
    let Some(stats) = site::last_stats(&site_options(args)) else {
        err(words(args, "还没有建过站，没有可以统计的。\n", "Nothing has been built here yet.\n"));
        return Status::Success;
    };
    let row = |name: &str, ran: &str, unchanged: &str| {
        let name = questions::name(name, args.lang);
        let line = [padded(name, -32), padded(ran, 10), padded(unchanged, 12)].concat();
        out(&format!("{}\n", line.trim_end()));
    };
    let heads = words(args, "做的事 次数 结果未变", "query ran unchanged");
    let heads: Vec<&str> = heads.split(' ').collect();
    row(heads[0], heads[1], heads[2]);
    for work in &stats.work {
        row(work.query.as_ref(), &work.ran.to_string(), &work.unchanged.to_string());
    }
    for (phase, time) in &stats.phases {
        row(phase, &format!("{:.1} ms", time.as_secs_f64() * 1000.0), "");
    }
    Status::Success
}

/// Returns a text filled up with spaces to a width in cells; on its right if the width is negative.
fn padded(text: &str, width: isize) -> String {
    let spaces = " ".repeat(width.unsigned_abs().saturating_sub(display_width(text)));
    if width < 0 { format!("{text}{spaces}") } else { format!("{spaces}{text}") }
}

fn used_by(args: &Args, file: &str) -> Result<Status, BuildError> {
    let users = site::used_by(&site_options(args), file)?;
    if users.is_empty() {
        err(words(args, "没有任何输出用到这个文件。\n", "No output uses this file.\n"));
    }
    users.iter().for_each(|path| out(&format!("{path}\n")));
    Ok(Status::Success)
}

fn trace(args: &Args, path: &str) -> Result<Status, BuildError> {
    let Some(trace) = site::explain_output(&site_options(args), path)? else {
        return Ok(no_output(args, path));
    };
    print_trace(args, &trace);
    Ok(Status::Success)
}

fn print_trace(args: &Args, trace: &TraceView) {
    let mark = |changed: bool| if changed { words(args, "  ← 有变化", "  ← changed") } else { "" };
    out(&format!("{}{}\n", questions::in_words(&trace.question, args.lang), mark(trace.changed)));
    for read in &trace.reads {
        out(&format!("  {}{}\n", questions::in_words(&read.question, args.lang), mark(read.changed)));
    }
}

fn why(args: &Args, path: &str) -> Result<Status, BuildError> {
    let Some(chain) = site::why_output(&site_options(args), path)? else { return Ok(no_output(args, path)) };
    if chain.is_empty() {
        out(words(args, "它是最新的，不需要重新生成。\n", "It is up to date.\n"));
    }
    for (depth, question) in chain.iter().enumerate() {
        out(&format!("{}{}\n", "  ".repeat(depth), questions::in_words(question, args.lang)));
    }
    Ok(Status::Success)
}

fn no_output(args: &Args, path: &str) -> Status {
    match args.lang {
        Lang::Zh => err(&format!("错误：站点里没有 {path} 这个输出文件。\n")),
        Lang::En => err(&format!("error: the site has no output {path}.\n")),
    }
    Status::Usage
}

pub fn schema(args: &Args) -> Status {
    let world = site_options(args).world();
    let schema = site::schema_of(&world);
    out(&format!("{:#}\n", all_kinds(&schema)));
    Status::Success
}

/// Returns one JSON document with the schema of every kind under `$defs`.
fn all_kinds(schema: &Schema) -> serde_json::Value {
    let kinds = schema.kinds().map(|kind| (kind.name.to_string(), json_schema(schema, kind)));
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": kinds.collect::<serde_json::Map<_, _>>(),
    })
}

pub fn completions(shell: clap_complete::Shell) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(Lang::En), "pilothouse", &mut script);
    out(&String::from_utf8_lossy(&script));
    Status::Success
}
