//! The command `withdraw`: shows all that would be taken back, asks, and does it; or takes it back again.

use std::io::{BufRead, IsTerminal};

use super::args::{Args, Format, Status, Withdraw};
use super::show::{err, failure, out, site_options, words};
use crate::diag::Lang;
use crate::review::front::Fault;
use crate::review::names::is_enough;
use crate::site::withdraw::{
    Holder, Reason, Refusal, Restored, holders, pages, restore, withdraw as take_back,
};

/// Places that are shown of one file.
const MOST_HITS: usize = 10;

pub fn withdraw(args: &Args, wanted: &Withdraw) -> Status {
    if let Some(name) = wanted.person.as_deref().filter(|name| !is_enough(name)) {
        err(&match args.lang {
            Lang::Zh => format!("错误：“{name}”太短，至少要两个字。\n"),
            Lang::En => format!("error: \"{name}\" is too short; two characters at least.\n"),
        });
        return Status::Usage;
    }
    let options = site_options(args);
    let found = match &wanted.person {
        Some(name) => holders(&options, name),
        None => pages(&options, &wanted.pages),
    };
    let except = pages(&options, &wanted.except);
    let (mut found, except) = match (found, except) {
        (Ok(found), Ok(except)) => (found, except),
        (Err(error), _) | (_, Err(error)) => return failure(args, &error),
    };
    found.retain(|one| except.iter().all(|other| other.source != one.source));
    found.iter().for_each(|one| out(&shown(args, one)));
    // What could not be looked into was told; nobody knows whether the name stands there.
    found.retain(|one| one.page.is_some() || one.holds());
    let (due, by_hand): (Vec<&Holder>, Vec<&Holder>) = found
        .iter()
        .filter(|one| one.page.is_none() || one.is_withdrawn == wanted.undo)
        .partition(|one| one.page.is_some());
    if due.is_empty() {
        err(words(args, "没有要处理的页面。\n", "There is no page to do anything about.\n"));
        return rest(args, &by_hand, Status::Success);
    }
    if !wanted.yes && !confirmed(args, wanted, due.len()) {
        err(words(args, "没有改动任何文件。\n", "Nothing was changed.\n"));
        return Status::Problems;
    }
    let status = each(args, wanted, &due);
    rest(args, &by_hand, status)
}

/// Withdraws pages, or takes them back.
fn each(args: &Args, wanted: &Withdraw, due: &[&Holder]) -> Status {
    let options = site_options(args);
    let person =
        wanted.name.clone().or_else(|| std::env::var("PILOTHOUSE_REVIEWER").ok()).unwrap_or_default();
    let reason = Reason {
        person,
        words: wanted.reason.clone().unwrap_or_default(),
        name: wanted.person.clone().unwrap_or_default(),
    };
    let mut status = Status::Success;
    for one in due {
        let source = &one.source;
        let done = match wanted.undo {
            false => take_back(&options, one, &reason).map(|()| words(args, "已撤下：", "Withdrawn: ")),
            true => restore(&options, one, &reason).map(|how| match how {
                Restored::Same => {
                    words(args, "已恢复，和撤下前一字不差：", "Shown again, byte for byte as before: ")
                }
                Restored::Edited => words(
                    args,
                    "已恢复，但撤下以后改过，如有审批需重新送审：",
                    "Shown again, but edited meanwhile; an approval no longer holds: ",
                ),
            }),
        };
        match done {
            Ok(words) => err(&format!("{words}{source}\n")),
            Err(refusal) => {
                err(&refused(args, one, &refusal));
                status = if matches!(refusal, Refusal::Output(_)) {
                    Status::Environment
                } else {
                    Status::Problems
                };
            }
        }
    }
    err(words(
        args,
        "记在 content/_review/withdrawals.yaml；重新生成并发布以后生效。搜索、列表、订阅源和站点地图会一起更新。\n",
        "Logged in content/_review/withdrawals.yaml. Build and publish for it to take effect; lists, feeds, the search and the sitemap follow.\n",
    ));
    status
}

/// Tells what only people can change; that something is left is a problem.
fn rest(args: &Args, by_hand: &[&Holder], status: Status) -> Status {
    if by_hand.is_empty() {
        return status;
    }
    err(words(
        args,
        "下面这些不是页面，要手工改（数据表、附件、模板、设置）：\n",
        "These are no pages and must be changed by hand (tables, attachments, templates, settings):\n",
    ));
    by_hand.iter().for_each(|one| err(&format!("  {}\n", one.source)));
    if status == Status::Success { Status::Problems } else { status }
}

fn refused(args: &Args, one: &Holder, refusal: &Refusal) -> String {
    let (zh, en) = match refusal {
        Refusal::Front(Fault::Encoding) => (
            "编码或换行符不常见，请另存为 UTF-8 后再试".to_owned(),
            "its encoding or its line ends are unusual; save it as UTF-8 first".to_owned(),
        ),
        Refusal::Front(Fault::OtherFormat) => (
            "页首信息不是 YAML，请先改正".to_owned(),
            "its front matter is not YAML; mend it first".to_owned(),
        ),
        Refusal::Front(Fault::There) => {
            ("页首信息里已有 withdrawn".to_owned(), "it has the field withdrawn already".to_owned())
        }
        Refusal::NotWithdrawn => (
            "不是用 pilothouse withdraw 撤下的，请手工删去“撤下”一项".to_owned(),
            "it was not withdrawn by pilothouse; remove the field by hand".to_owned(),
        ),
        Refusal::Output(error) => (error.to_string(), error.to_string()),
    };
    match args.lang {
        Lang::Zh => format!("错误：{}：{zh}。\n", one.source),
        Lang::En => format!("error: {}: {en}.\n", one.source),
    }
}

/// Returns a source with the places that were found.
fn shown(args: &Args, one: &Holder) -> String {
    if args.common.format == Format::Json {
        let hits: Vec<_> =
            one.hits.iter().map(|hit| serde_json::json!({"line": hit.line, "text": hit.shown})).collect();
        return serde_json::json!({
            "file": one.source.as_str(), "page": one.page.is_some(), "title": one.title, "url": one.url,
            "in_name": one.in_name, "withdrawn": one.is_withdrawn, "hits": hits,
            "inside": one.inside.iter().map(|(at, text)| serde_json::json!({"at": at, "text": text})).collect::<Vec<_>>(),
            "unread": one.closed.iter().map(|(at, (_, why))| serde_json::json!({"at": at, "why": why})).collect::<Vec<_>>(),
        })
        .to_string()
            + "\n";
    }
    let mark = if one.is_withdrawn { words(args, "（已撤下）", " (withdrawn)") } else { "" };
    let mut text = format!("{}  {}  {}{mark}\n", one.source, one.title, one.url);
    if one.in_name {
        text.push_str(words(args, "    文件名里有这个名字\n", "    in the name of the file\n"));
    }
    for hit in one.hits.iter().take(MOST_HITS) {
        text.push_str(&match args.lang {
            Lang::Zh => format!("    第 {} 行：{}\n", hit.line, hit.shown),
            Lang::En => format!("    line {}: {}\n", hit.line, hit.shown),
        });
    }
    for (at, hit) in one.inside.iter().take(MOST_HITS) {
        let at = if at.is_empty() { words(args, "文件里", "inside") } else { at };
        text.push_str(&format!("    {at}{}{hit}\n", words(args, "：", ": ")));
    }
    for (at, (zh, en)) in &one.closed {
        text.push_str(&format!(
            "    {}{}",
            words(args, "没有看到的：", "not looked into: "),
            words(args, zh, en)
        ));
        text.push_str(&if at.is_empty() { "\n".to_owned() } else { format!("（{at}）\n") });
    }
    let more = (one.hits.len() + one.inside.len()).saturating_sub(MOST_HITS);
    if more > 0 {
        text.push_str(&match args.lang {
            Lang::Zh => format!("    还有 {more} 处\n"),
            Lang::En => format!("    and {more} more\n"),
        });
    }
    text
}

/// Asks whether to go on; where nobody can answer, no.
fn confirmed(args: &Args, wanted: &Withdraw, count: usize) -> bool {
    if !std::io::stdin().is_terminal() {
        err(words(args, "要处理上面的页面，请加上 --yes。\n", "To do it, add --yes.\n"));
        return false;
    }
    err(&match (args.lang, wanted.undo) {
        (Lang::Zh, false) => format!("撤下以上 {count} 个页面？输入“是”或 y 确认："),
        (Lang::Zh, true) => format!("恢复以上 {count} 个页面？输入“是”或 y 确认："),
        (Lang::En, false) => format!("Withdraw these {count} pages? y: "),
        (Lang::En, true) => format!("Show these {count} pages again? y: "),
    });
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.is_ok() && matches!(line.trim(), "是" | "y" | "Y" | "yes")
}
