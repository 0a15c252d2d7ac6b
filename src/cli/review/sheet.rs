//! The approval sheet of a page: what was approved, by whom, when, with which words; to be printed and kept.

use super::print::{Paper, authors, escape, finish, page};
use crate::catalog::review::Done;
use crate::cli::args::{Args, Review, Status};
use crate::cli::show::{err, words};
use crate::diag;
use crate::review::Entry;
use crate::site::review::{Reviewable, Reviews};

/// Changes that are printed.
const MOST_CHANGES: usize = 200;

/// Columns of the history, as they are printed and as programs name them.
const COLUMNS: [&str; 8] = ["序号", "动作", "步骤", "姓名", "职务", "时间", "意见", "校验"];

/// Prints or writes the sheets of the pages that were named.
pub(super) fn sheet(args: &Args, wanted: &Review, found: &Reviews) -> Status {
    if wanted.pages.is_empty() {
        err(words(args, "错误：请写明是哪几篇稿件。\n", "error: name the pages.\n"));
        return Status::Usage;
    }
    if wanted.table {
        let rows = found.pages.iter().flat_map(|one| {
            one.record.entries.iter().enumerate().map(|(number, entry)| {
                let mut row = vec![one.page.source().to_string(), one.fields.text("title").to_owned()];
                row.extend(cells(number, entry));
                row
            })
        });
        let heads = ["稿件", "标题"].iter().chain(&COLUMNS).map(|head| (*head).to_owned()).collect();
        return finish(args, wanted, &super::register::csv(std::iter::once(heads).chain(rows)));
    }
    let sheets: String = found.pages.iter().map(|one| html(found, one)).collect();
    finish(args, wanted, &page("稿件审批单", Paper::Tall, &sheets))
}

fn cells(number: usize, entry: &Entry) -> Vec<String> {
    let time = entry.time.get(..16).unwrap_or(&entry.time).replace('T', " ");
    vec![
        (number + 1).to_string(),
        entry.act.zh().to_owned(),
        entry.step.clone(),
        entry.person.clone(),
        entry.post.clone(),
        time,
        entry.opinion.clone(),
        entry.digest.get(..8).unwrap_or_default().to_owned(),
    ]
}

fn html(found: &Reviews, one: &Reviewable) -> String {
    format!(
        "<section><h1>稿件审批单</h1>\n<p class=\"line\"><span>站点：{}</span><span></span><span>打印日期：{}</span></p>\n<table class=\"facts\">{}</table>\n<h2>审批意见</h2>\n<table>{}</table>\n{}{}{}{}<p class=\"line\"><span>经办人：</span><span>发布人：</span><span>日期：　　　　年　　月　　日</span></p></section>\n",
        escape(&found.site),
        found.today,
        facts(one),
        steps(found, one),
        changes(one),
        shown(one),
        waived(one),
        history(one),
    )
}

/// Returns what the page is: short facts two to a row.
fn facts(one: &Reviewable) -> String {
    let fields = &one.fields;
    let whole = |name: &str, value: &str| {
        format!("<tr><th>{name}</th><td colspan=\"3\">{}</td></tr>\n", escape(value))
    };
    let half = |[first, second]: [(&str, &str); 2]| {
        let cells = [first, second].map(|(name, value)| format!("<th>{name}</th><td>{}</td>", escape(value)));
        format!("<tr>{}</tr>\n", cells.concat())
    };
    let date = fields.text("date").replace('T', " ");
    whole("标题", fields.text("title"))
        + &whole("摘要", fields.text("summary"))
        + &half([("采集人", &authors(one)), ("来源", fields.text("source"))])
        + &half([("发布时间", &date), ("类型", &one.kind)])
        + &whole("网址", &one.url)
        + &whole("稿件", one.page.source().as_str())
        + &whole("情况", &one.approval.words().0)
        + &format!("<tr><th>校验值</th><td colspan=\"3\" class=\"sum\">{}</td></tr>\n", one.approval.digest)
}

/// Returns a row for each step, with room to sign where it is not done.
fn steps(found: &Reviews, one: &Reviewable) -> String {
    let heads = "<colgroup><col style=\"width:5em\"><col style=\"width:5.5em\"><col style=\"width:6.5em\"><col><col style=\"width:6.5em\"><col style=\"width:8em\"></colgroup>\n\
                 <thead><tr><th>步骤</th><th>姓名</th><th>职务</th><th>意见</th><th>日期</th><th>签字</th></tr></thead>\n";
    let rules = found.rules.of(one.sensitivity());
    let rows = rules.steps.iter().enumerate().map(|(number, step)| {
        let Done { person, post, time, opinion, .. } =
            one.approval.done.get(number).cloned().unwrap_or_default();
        let day = time.get(..10).unwrap_or(&time);
        let cells = [step, &person, &post, &opinion, day].map(escape).map(|cell| format!("<td>{cell}</td>"));
        format!("<tr class=\"step\">{}<td></td></tr>\n", cells.concat())
    });
    heads.to_owned() + &rows.collect::<String>()
}

/// Returns the files and records that were approved along.
fn shown(one: &Reviewable) -> String {
    let files = one.statement.files.iter().map(|(name, sum)| {
        format!("<tr><td>{}</td><td class=\"sum\">{}</td></tr>\n", escape(name), escape(sum))
    });
    let records = one.statement.records.iter().map(|(name, json)| {
        format!("<tr><td>{}</td><td>{}</td></tr>\n", escape(name), escape(&cut(&values(json))))
    });
    let rows: String = files.chain(records).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<h2>一并审批的图片、附件和数据</h2>\n<table><thead><tr><th>名称</th><th style=\"width:60%\">校验值（SHA-256）或内容</th></tr></thead>\n{rows}</table>\n"
    )
}

/// Returns the problems that somebody allowed on the page and in its files: who signs is to know of them.
fn waived(one: &Reviewable) -> String {
    if one.waivers.is_empty() {
        return String::new();
    }
    let rows = one.waivers.iter().map(|waiver| {
        let rule = diag::rule(&waiver.rule).map_or("", |rule| rule.zh.message);
        let what = [&*waiver.rule, rule, &waiver.text].into_iter().filter(|text| !text.is_empty());
        let what = what.collect::<Vec<_>>().join("，");
        let cells = [&what, &waiver.by, &waiver.date, &waiver.reason, &waiver.until];
        format!("<tr><td>{}</td></tr>\n", cells.map(|cell| escape(cell)).join("</td><td>"))
    });
    let heads = "<th style=\"width:40%\">问题</th><th>批准人</th><th>日期</th><th>理由</th><th>到期</th>";
    let rows: String = rows.collect();
    format!("<h2>经批准保留的问题（豁免）</h2>\n<table><thead><tr>{heads}</tr></thead>\n{rows}</table>\n")
}

/// Returns the values of a record as people read them.
fn values(json: &str) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(json) else { return json.into() };
    let told = fields.iter().filter_map(|(name, value)| match value {
        serde_json::Value::String(text) if !text.is_empty() => Some(format!("{name}：{text}")),
        serde_json::Value::Number(number) => Some(format!("{name}：{number}")),
        _ => None,
    });
    told.collect::<Vec<_>>().join("；")
}

fn cut(text: &str) -> String {
    let start: String = text.chars().take(160).collect();
    if start.len() < text.len() { start + "……" } else { start }
}

fn history(one: &Reviewable) -> String {
    if one.record.entries.is_empty() {
        return String::new();
    }
    let heads: String = COLUMNS.iter().map(|head| format!("<th>{head}</th>")).collect();
    let widths = ["3em", "3.2em", "4.5em", "5em", "6em", "6.2em", "", "5.6em"];
    let widths: String = widths.iter().map(|width| format!("<col style=\"width:{width}\">")).collect();
    let rows = one.record.entries.iter().enumerate().map(|(number, entry)| {
        let cells: String =
            cells(number, entry).iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    });
    let rows: String = rows.collect();
    let uncounted = &one.approval.uncounted.0;
    let note = if uncounted.is_empty() {
        String::new()
    } else {
        format!("<p>没有计入：{}</p>\n", escape(uncounted))
    };
    format!(
        "<h2>经过</h2>\n<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>\n{rows}</table>\n{note}"
    )
}

fn changes(one: &Reviewable) -> String {
    let told = one.changes.as_ref().map(|changes| changes.told(MOST_CHANGES).0).unwrap_or_default();
    if told.is_empty() {
        return String::new();
    }
    let items: String = told.split('；').map(|change| format!("<li>{}</li>\n", escape(change))).collect();
    format!("<h2>和上一稿相比的改动</h2>\n<ul>{items}</ul>\n")
}
