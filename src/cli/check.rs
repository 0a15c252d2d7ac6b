//! The command that looks for problems: everything at once, explained, and the mechanical ones mended if wanted.

use std::fmt::Write;
use std::time::Instant;

use super::agenda::tell_until_that_day;
use super::args::{Args, Check, Format, Status};
use super::build::Bar;
use super::fix::{self, Consent};
use super::show::{err, failure, findings, out, site_options, words};
use crate::diag::render::{Allowed, Sources, html, plain, sarif, words::severity};
use crate::diag::rules::catalogue::{self, Item};
use crate::diag::{Diagnostic, Lang, Rule, did_you_mean, rules};
use crate::site::{self, Report, WorldSources};

/// Runs the command.
pub fn check(args: &Args, check: &Check) -> Status {
    if let Some(code) = &check.explain {
        return explain(args, code.as_deref());
    }
    let started = Instant::now();
    let bar = Bar::new(args);
    let run = if check.paranoid { site::check_paranoid } else { site::check };
    let done = run(&site_options(args), &bar);
    bar.finish();
    let (report, world) = match done {
        Ok(done) => done,
        Err(error) => return failure(args, &error),
    };
    let sources = WorldSources::new(&world);
    if check.fix {
        return fix::fix(args, &report, &world, if check.yes { Consent::Given } else { Consent::Asked });
    }
    show(args, &report, &sources);
    summary(args, &report, &format!("{:.2} s", started.elapsed().as_secs_f64()));
    if report.has_errors() { Status::Problems } else { Status::Success }
}

/// Prints findings and waivers in the form that was asked for.
fn show(args: &Args, report: &Report, sources: &dyn Sources) {
    let allowed: Vec<Allowed> = report.waived.iter().map(allowed).collect();
    match args.common.format {
        Format::Sarif => out(&sarif(&report.diagnostics, &allowed, sources, args.lang)),
        Format::Html => out(&html(&report.diagnostics, &allowed, sources, args.lang)),
        Format::Json => {
            findings(args, &report.diagnostics, sources);
            allowed.iter().for_each(|one| out(&json_of(one, sources, args.lang)));
        }
        Format::Human => {
            findings(args, &report.diagnostics, sources);
            if !args.common.quiet {
                err(&waivers(args, &allowed, sources));
            }
        }
    }
}

fn allowed(one: &site::Waived) -> Allowed {
    let waiver = &one.waiver;
    Allowed {
        found: one.found.clone(),
        by: waiver.by.clone(),
        reason: waiver.reason.clone(),
        date: waiver.date.clone(),
        until: waiver.until.clone(),
    }
}

/// Returns a line of JSON for a waived finding: that of the finding, and who allowed it.
fn json_of(one: &Allowed, sources: &dyn Sources, lang: Lang) -> String {
    let line = crate::diag::render::json(std::slice::from_ref(&one.found), sources, lang);
    let Ok(serde_json::Value::Object(mut value)) = serde_json::from_str(&line) else { return String::new() };
    let waiver =
        serde_json::json!({ "by": one.by, "reason": one.reason, "date": one.date, "until": one.until });
    value.insert("waived".into(), waiver);
    format!("{}\n", serde_json::Value::Object(value))
}

/// Returns the waivers as a list for people.
fn waivers(args: &Args, allowed: &[Allowed], sources: &dyn Sources) -> String {
    if allowed.is_empty() {
        return String::new();
    }
    let mut text = match args.lang {
        Lang::Zh => format!("经批准豁免的问题 {} 个：\n", allowed.len()),
        Lang::En => format!("{} finding(s) are waived:\n", allowed.len()),
    };
    for one in allowed {
        let line = plain(std::slice::from_ref(&one.found), sources, args.lang);
        let until = match (one.until.as_str(), args.lang) {
            ("", _) => String::new(),
            (day, Lang::Zh) => format!("，到 {day} 为止"),
            (day, Lang::En) => format!(", until {day}"),
        };
        let _ = match args.lang {
            Lang::Zh => writeln!(
                text,
                "  {}\n    {} 于 {} 批准：{}{until}",
                line.trim_end(),
                one.by,
                one.date,
                one.reason
            ),
            Lang::En => writeln!(
                text,
                "  {}\n    allowed by {} on {}: {}{until}",
                line.trim_end(),
                one.by,
                one.date,
                one.reason
            ),
        };
    }
    text
}

fn summary(args: &Args, report: &Report, time: &str) {
    if args.common.quiet {
        return;
    }
    let outputs = report.outputs;
    let none = report.diagnostics.is_empty();
    err(&match args.lang {
        Lang::Zh if none => format!("没有发现问题：共 {outputs} 个文件，用时 {time}。\n"),
        Lang::Zh => format!("检查完毕：共 {outputs} 个文件，用时 {time}。\n"),
        Lang::En if none => format!("No problems found: {outputs} files in {time}.\n"),
        Lang::En => format!("Checked {outputs} files in {time}.\n"),
    });
    tell_until_that_day(args);
}

/// Explains a rule or a line of the check list; lists all of them if none is named.
fn explain(args: &Args, code: Option<&str>) -> Status {
    let Some(code) = code else {
        out(&list(args.lang));
        return Status::Success;
    };
    if let Some(rule) = rules::rule(code) {
        out(&about(rule, args.lang));
        return Status::Success;
    }
    if let Some(item) = catalogue::ITEMS.iter().find(|item| item.number.eq_ignore_ascii_case(code)) {
        out(&about_item(item, args.lang));
        return Status::Success;
    }
    let near = did_you_mean(code, rules::all().map(|rule| rule.code));
    let near = near.map(|near| match args.lang {
        Lang::Zh => format!("是不是“{near}”？"),
        Lang::En => format!("Did you mean “{near}”? "),
    });
    let near = near.unwrap_or_default();
    err(&match args.lang {
        Lang::Zh => format!("错误：没有“{code}”这条规则。{near}用 pilothouse check --explain 列出全部。\n"),
        Lang::En => format!(
            "error: there is no rule “{code}”. {near}See pilothouse check --explain for all of them.\n"
        ),
    });
    Status::Usage
}

fn list(lang: Lang) -> String {
    let mut text = String::new();
    for item in catalogue::ITEMS {
        let what = if lang == Lang::Zh { item.zh } else { item.en };
        let _ = writeln!(text, "{}  {what}: {}", item.number, item.rules.join(", "));
    }
    text.push('\n');
    for rule in rules::all() {
        let _ =
            writeln!(text, "{}  {}  {}", rule.code, severity(rule.severity, lang), rule.words(lang).message);
    }
    text
}

fn about_item(item: &Item, lang: Lang) -> String {
    let what = if lang == Lang::Zh { item.zh } else { item.en };
    let mut text = format!("{}  {what}\n", item.number);
    for rule in item.rules.iter().filter_map(|code| rules::rule(code)) {
        let _ = write!(text, "\n{}", about(rule, lang));
    }
    text
}

fn about(rule: &Rule, lang: Lang) -> String {
    let words = rule.words(lang);
    let (why, help, example, number, silence) = match lang {
        Lang::Zh => ("为什么：", "怎么改：", "例如：", "检查清单：", "设置："),
        Lang::En => ("Why: ", "How to mend it:", "For example:", "Check list: ", "Settings: "),
    };
    let numbers: Vec<&str> = catalogue::numbers(rule.code).collect();
    let mut text = format!("{}（{}）\n{}\n", rule.code, severity(rule.severity, lang), words.message);
    if lang == Lang::En {
        text = format!("{} ({})\n{}\n", rule.code, severity(rule.severity, lang), words.message);
    }
    if !numbers.is_empty() {
        let _ = writeln!(text, "{number}{}", numbers.join(" "));
    }
    let _ = writeln!(text, "{why}{}\n{help}", words.why);
    words.help.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    if !rule.example.is_empty() {
        let _ = writeln!(text, "{example}");
        rule.example.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    let _ = writeln!(text, "{silence}{}", adjusting(rule, lang));
    text
}

/// Returns how the settings change what a rule does.
fn adjusting(rule: &Rule, lang: Lang) -> String {
    use crate::diag::Severity::Error;
    let code = rule.code;
    let (zh, en) = match rule.severity {
        Error if catalogue::is_judged(code) => {
            ("不能关闭；一页之内可以豁免（waivers）", "cannot be turned off; a page may have a waiver")
        }
        Error => ("不能关闭，只能改正", "cannot be turned off"),
        _ if catalogue::STYLE.contains(&code) => (
            "平时不看；check: {style: true} 或在 lints 里写上它才看",
            "silent unless `check: {style: true}` or `lints` names it",
        ),
        _ => (
            "lints 里可以写 off、hint、warning、error；一页之内可以豁免（waivers）",
            "`lints` may say off, hint, warning or error; a page may have a waiver",
        ),
    };
    words_of(lang, zh, en).to_owned()
}

fn words_of<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// Returns whether a finding can be mended by the program.
pub(super) fn remedy(found: &Diagnostic) -> Option<&str> {
    found.args.iter().find(|(name, _)| name == "fix").map(|(_, text)| text.as_str())
}

/// Says something on standard error in the language of the command.
pub(super) fn say(args: &Args, zh: &str, en: &str) {
    err(words(args, zh, en));
}
