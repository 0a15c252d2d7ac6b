//! The commands that evaluate the site: build, render.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use super::agenda::tell_until_that_day;
use super::args::{Args, Format, Status};
use super::progress::Progress;
use super::show::{err, failure, findings, out, site_options};
use crate::diag::Lang;
use crate::site::{self, Report, Watcher, WorldSources};

/// Shows a bar once the number of outputs is known.
pub(super) struct Bar {
    quiet: bool,
    progress: OnceLock<Progress>,
}

impl Bar {
    pub(super) fn new(args: &Args) -> Self {
        Self { quiet: args.common.quiet, progress: OnceLock::new() }
    }

    pub(super) fn finish(self) {
        if let Some(progress) = self.progress.into_inner() {
            progress.finish();
        }
    }
}

impl Watcher for Bar {
    fn planned(&self, outputs: usize) {
        self.progress
            .get_or_init(|| if self.quiet { Progress::quiet() } else { Progress::start(outputs as u64) });
    }

    fn done(&self) {
        if let Some(progress) = self.progress.get() {
            progress.tick(1);
        }
    }
}

pub fn build(args: &Args, options: &site::SiteOptions, jobs: Option<NonZeroUsize>) -> Status {
    if let Some(jobs) = jobs {
        // Fails only if threads were started already, which nothing has done yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
    }
    build_once(args, options)
}

/// Builds with the threads there are.
pub fn build_once(args: &Args, options: &site::SiteOptions) -> Status {
    let started = Instant::now();
    let bar = Bar::new(args);
    let done = site::build(options, &bar);
    bar.finish();
    let (report, world) = match done {
        Ok(done) => done,
        Err(error) => return failure(args, &error),
    };
    findings(args, &report.diagnostics, &WorldSources::new(&world));
    note(args, &build_summary(args, &report, &options.target().folder, started));
    tell_until_that_day(args);
    status(&report)
}

pub fn render(args: &Args, file: &Path) -> Status {
    match site::render_file(&site_options(args), file) {
        Ok((html, report, world)) => {
            out(&html);
            findings(
                &Args {
                    common: super::args::Common { format: Format::Human, ..args.common.clone() },
                    ..args.clone()
                },
                &report.diagnostics,
                &WorldSources::new(&world),
            );
            status(&report)
        }
        Err(error) => failure(args, &error),
    }
}

fn status(report: &Report) -> Status {
    if report.has_errors() { Status::Problems } else { Status::Success }
}

/// Prints a line that people may do without.
pub fn note(args: &Args, text: &str) {
    if !args.common.quiet {
        err(&format!("{text}\n"));
    }
}

fn seconds(started: Instant) -> String {
    format!("{:.2} s", started.elapsed().as_secs_f64())
}

fn build_summary(args: &Args, report: &Report, folder: &Path, started: Instant) -> String {
    let time = seconds(started);
    let changes = &report.changes;
    let (added, changed, removed) = (changes.added.len(), changes.changed.len(), changes.removed.len());
    let folder = folder.display();
    match (args.lang, report.committed) {
        (Lang::Zh, false) => format!("有错误，没有写入：{folder} 保持原样。用时 {time}。"),
        (Lang::En, false) => format!("Nothing written because of errors: {folder} is as it was. {time}."),
        (Lang::Zh, true) if added + changed + removed == 0 => {
            format!("没有变化：{folder} 的 {} 个文件都是最新的。用时 {time}。", report.outputs)
        }
        (Lang::En, true) if added + changed + removed == 0 => {
            format!("Nothing changed: all {} files in {folder} are up to date. {time}.", report.outputs)
        }
        (Lang::Zh, true) => format!(
            "已写入 {folder}：新增 {added}，更新 {changed}，删除 {removed}，未变 {}。用时 {time}。",
            changes.unchanged
        ),
        (Lang::En, true) => format!(
            "Wrote {folder}: {added} added, {changed} changed, {removed} removed, {} unchanged. {time}.",
            changes.unchanged
        ),
    }
}
