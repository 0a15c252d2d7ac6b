//! The command about themes: `check`, `new` and `show`.

use super::args::{Args, Status, ThemeAction};
use super::create::{io_failure, write_new};
use super::show::{err, failure, findings, out, site_options, words};
use crate::diag::Lang;
use crate::site::{self, WorldSources};

/// Letters that a theme's name may have: those that `theme` in the settings takes.
fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !name.is_empty() && name.len() <= 40 && name.bytes().all(fits) && !matches!(name, "_local" | "default")
}

pub fn theme(args: &Args, action: ThemeAction, name: Option<&str>) -> Status {
    match action {
        ThemeAction::Check => check(args, name),
        ThemeAction::New => new(args, name.unwrap_or_default()),
        ThemeAction::Show => show(args, name.unwrap_or_default()),
    }
}

fn check(args: &Args, name: Option<&str>) -> Status {
    let (report, world) = match site::check_theme(&site_options(args), name) {
        Ok(done) => done,
        Err(error) => return failure(args, &error),
    };
    findings(args, &report.diagnostics, &WorldSources::new(&world));
    if report.diagnostics.is_empty() && !args.common.quiet {
        err(words(
            args,
            "没有发现问题：主题合乎约定。\n",
            "No problems found: the theme keeps to the contract.\n",
        ));
    }
    if report.has_errors() { Status::Problems } else { Status::Success }
}

fn new(args: &Args, name: &str) -> Status {
    if !is_name(name) {
        err(&match args.lang {
            Lang::Zh => format!("错误：“{name}”不能作主题的名称。请用字母、数字和短横线，例如 blue。\n"),
            Lang::En => format!(
                "error: “{name}” cannot be the name of a theme. Use letters, digits and hyphens, such as blue.\n"
            ),
        });
        return Status::Usage;
    }
    for (path, text) in site::new_theme(name) {
        let place = args.common.root.join(&path);
        if let Err(error) = write_new(&place, text.as_bytes()) {
            return io_failure(args, &place, &error);
        }
    }
    err(&match args.lang {
        Lang::Zh => format!(
            "已新建主题 themes/{name}。接下来：\n  在 pilothouse.yaml 里写 theme: {name}\n  pilothouse serve         一边改一边看\n  pilothouse theme check   检查主题\n"
        ),
        Lang::En => format!(
            "A new theme is in themes/{name}. Next:\n  write theme: {name} in pilothouse.yaml\n  pilothouse serve         see it while you change it\n  pilothouse theme check   look it through\n"
        ),
    });
    Status::Success
}

fn show(args: &Args, path: &str) -> Status {
    let text = site::show_theme(&site_options(args), path);
    match &text {
        Some(text) => out(text),
        None => err(&match args.lang {
            Lang::Zh => format!(
                "错误：主题里没有“{path}”，或者它不是文本。不带路径运行 pilothouse theme show，看有哪些主题。\n"
            ),
            Lang::En => format!(
                "error: no theme has “{path}”, or it is no text. Run pilothouse theme show alone to see the themes.\n"
            ),
        }),
    }
    if text.is_some() { Status::Success } else { Status::Usage }
}
