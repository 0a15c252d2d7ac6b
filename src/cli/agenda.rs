//! The command `agenda`: what will change and when, by day.

use super::args::{Args, Format, Status};
use super::show::{err, failure, out, site_options, words};
use crate::diag::Lang;
use crate::site::{self, Happening, What};

pub fn agenda(args: &Args, until: Option<&str>) -> Status {
    let happenings = match site::agenda(&site_options(args), until) {
        Ok(happenings) => happenings,
        Err(error) => return failure(args, &error),
    };
    for one in &happenings {
        match args.common.format {
            Format::Json => out(&format!("{}\n", json(one, args.lang))),
            Format::Human | Format::Sarif | Format::Html => out(&format!("{}\n", line(one, args.lang))),
        }
    }
    if happenings.is_empty() && !args.common.quiet {
        err(words(args, "到时候没有什么会自己改变。\n", "Nothing will change of itself by then.\n"));
    }
    Status::Success
}

/// How many changes a build or a check of another day tells; the command has them all.
const TOLD: usize = 20;

/// Tells, below a build or a check of another day, what changes from today until then, and when.
pub(super) fn tell_until_that_day(args: &Args) {
    let Some(day) = args.common.as_of.filter(|_| !args.common.quiet) else { return };
    if args.common.format != Format::Human {
        return;
    }
    let day = day.to_string();
    let from_today = site::SiteOptions { as_of: None, ..site_options(args) };
    let today = from_today.today();
    if day <= today {
        return err(&standing_of(&day, &today, args.lang));
    }
    // Whatever keeps the site from being read has been said by the command itself.
    let happenings = site::agenda(&from_today, Some(&day)).unwrap_or_default();
    if happenings.is_empty() {
        return err(&match args.lang {
            Lang::Zh => format!("以上是 {day} 的情形。从今天到这一天没有什么会自己改变。\n"),
            Lang::En => format!("This is how things stand on {day}. Nothing changes of itself until then.\n"),
        });
    }
    let mut text = match args.lang {
        Lang::Zh => format!("以上是 {day} 的情形。从今天到这一天会自己改变的有 {} 项", happenings.len()),
        Lang::En => format!(
            "This is how things stand on {day}. From today until then {} thing(s) change of themselves",
            happenings.len()
        ),
    };
    text += words(args, "，用 pilothouse agenda --until ", ": see pilothouse agenda --until ");
    text += &format!("{day}{}\n", words(args, " 查看。", "."));
    for one in happenings.iter().take(TOLD) {
        text += &format!("  {}\n", line(one, args.lang));
    }
    if happenings.len() > TOLD {
        text += "  ……\n";
    }
    err(&text);
}

/// Returns what is said below a build of a day that is over, or of today.
fn standing_of(day: &str, today: &str, lang: Lang) -> String {
    match (day == today, lang) {
        (true, Lang::Zh) => format!("以上是 {day} 的情形，也就是今天的情形。\n"),
        (true, Lang::En) => format!("This is how things stand on {day}, which is today.\n"),
        (false, Lang::Zh) => format!(
            "以上是 {day} 的情形，这一天已经过去（今天是 {today}）。以后会自己改变的，用 pilothouse agenda 查看。\n"
        ),
        (false, Lang::En) => format!(
            "This is how things stood on {day}, which is over (today is {today}). What will change: see pilothouse agenda.\n"
        ),
    }
}

/// Returns a line such as `2026-06-11  有效期满  《通知》  content/notices/a.md`.
fn line(one: &Happening, lang: Lang) -> String {
    let title = match lang {
        Lang::Zh => format!("《{}》", one.title),
        Lang::En => format!("\"{}\"", one.title),
    };
    let draft = match (one.draft, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "（草稿）",
        (true, Lang::En) => " (draft)",
    };
    format!("{}  {}{draft}  {title}  {}", one.day, what(one, lang), one.page.source())
}

fn json(one: &Happening, lang: Lang) -> serde_json::Value {
    let detail = if lang == Lang::Zh { &one.detail.0 } else { &one.detail.1 };
    serde_json::json!({
        "day": one.day,
        "what": name(one.what),
        "detail": detail,
        "message": what(one, lang),
        "title": one.title,
        "draft": one.draft,
        "page": one.page.as_str(),
        "file": one.page.source().as_str(),
    })
}

/// Returns the name of what happens, for programs.
fn name(what: What) -> &'static str {
    match what {
        What::Appears => "appears",
        What::Reaches => "reaches",
        What::Begins => "begins",
        What::Ends => "ends",
        What::Unpinned => "unpinned",
        What::Superseded => "superseded",
        What::Expires => "expires",
        What::Withdrawn => "withdrawn",
        What::Hidden => "hidden",
    }
}

/// Returns what happens in words.
fn what(one: &Happening, lang: Lang) -> String {
    let (zh, en) = match one.what {
        What::Appears => ("开始显示", "appears"),
        What::Reaches => ("进入状态“{}”", "reaches the state \"{}\""),
        What::Begins => ("“{}”开始", "\"{}\" begins"),
        What::Ends => ("“{}”的最后一天", "last day of \"{}\""),
        What::Unpinned => ("不再置顶", "is no longer pinned"),
        What::Superseded => ("被新的页面替代", "is superseded"),
        What::Expires => ("有效期满", "expires"),
        What::Withdrawn => ("撤下", "is withdrawn"),
        What::Hidden => ("不再公开", "is hidden"),
    };
    match lang {
        Lang::Zh => zh.replace("{}", &one.detail.0),
        Lang::En => en.replace("{}", &one.detail.1),
    }
}
