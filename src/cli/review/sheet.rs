//! The approval sheet of a page: what was approved, by whom, when, with which words; to be printed and kept.

use super::register::{escape, finish, page};
use crate::cli::args::{Args, Review, Status};
use crate::cli::show::{err, words};
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
    finish(args, wanted, &page("稿件审批单", &sheets))
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
        entry.digest.get(..12).unwrap_or_default().to_owned(),
    ]
}

fn html(found: &Reviews, one: &Reviewable) -> String {
    let fields = &one.fields;
    let authors: Vec<&str> = fields.fields.get("authors").iter().filter_map(|author| author.text()).collect();
    let facts = [
        ("标题", fields.text("title").to_owned()),
        ("摘要", fields.text("summary").to_owned()),
        ("采集人（作者）", authors.join("、")),
        ("来源", fields.text("source").to_owned()),
        ("发布时间", fields.text("date").replace('T', " ")),
        ("类型", one.kind.clone()),
        ("稿件", one.page.source().to_string()),
        ("网址", one.url.clone()),
        ("情况", one.approval.words().0),
        ("这一稿的校验值", one.approval.digest.clone()),
    ];
    let facts: String = facts
        .iter()
        .map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escape(value)))
        .collect();
    format!(
        "<section><h1>稿件审批单</h1>\n<table class=\"facts\">{facts}</table>\n<h2>审批意见</h2>\n<table>{}</table>\n{}{}{}</section>\n",
        steps(found, one),
        shown(one),
        history(one),
        changes(one),
    )
}

/// Returns a row for each step, with room to sign where it is not done.
fn steps(found: &Reviews, one: &Reviewable) -> String {
    let heads = "<tr><th>步骤</th><th>姓名</th><th>职务</th><th>时间</th><th>意见</th><th>签字</th></tr>\n";
    let rows = found.rules.steps.iter().enumerate().map(|(number, step)| {
        let [_, person, post, time] = one.approval.done.get(number).cloned().unwrap_or_default();
        let said = one
            .record
            .entries
            .iter()
            .rev()
            .find(|entry| entry.step == *step && entry.time == time && entry.person == person);
        let opinion = said.map_or("", |entry| &entry.opinion);
        let time = time.get(..16).unwrap_or(&time).replace('T', " ");
        let cells = [step, &person, &post, &time, opinion].map(escape).map(|cell| format!("<td>{cell}</td>"));
        format!("<tr class=\"step\">{}<td></td></tr>\n", cells.concat())
    });
    heads.to_owned() + &rows.collect::<String>()
}

/// Returns the files and records that were approved along.
fn shown(one: &Reviewable) -> String {
    let all = one.statement.files.iter().chain(&one.statement.records);
    let items: String = all
        .map(|(name, what)| format!("<li>{} <small>{}</small></li>\n", escape(name), escape(&cut(what))))
        .collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<h2>图片、附件和数据</h2>\n<ul>{items}</ul>\n")
    }
}

fn cut(text: &str) -> String {
    let start: String = text.chars().take(64).collect();
    if start.len() < text.len() { start + "……" } else { start }
}

fn history(one: &Reviewable) -> String {
    let heads: String = COLUMNS.iter().map(|head| format!("<th>{head}</th>")).collect();
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
    format!("<h2>经过</h2>\n<table><tr>{heads}</tr>\n{rows}</table>\n{note}")
}

fn changes(one: &Reviewable) -> String {
    let told = one.changes.as_ref().map(|changes| changes.told(MOST_CHANGES).0).unwrap_or_default();
    if told.is_empty() {
        return String::new();
    }
    let items: String = told.split('；').map(|change| format!("<li>{}</li>\n", escape(change))).collect();
    format!("<h2>和上一稿相比的改动</h2>\n<ul>{items}</ul>\n")
}
