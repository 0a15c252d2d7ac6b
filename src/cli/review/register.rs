//! The register of all pages that need review, as a table to print and as one for spreadsheets.

use super::print::{Paper, authors, escape, finish, page};
use crate::cli::args::{Args, Review, Status};
use crate::review::Sensitivity;
use crate::site::review::{Reviewable, Reviews};

/// Columns before those of the steps.
const BEFORE: [&str; 9] =
    ["序号", "标题", "摘要", "采集人（作者）", "来源", "发布时间", "类型", "网址", "稿件"];

/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Prints or writes the register.
pub(super) fn register(args: &Args, wanted: &Review, found: &Reviews) -> Status {
    let mut heads: Vec<String> = BEFORE.map(String::from).to_vec();
    heads.extend(steps(found).iter().map(|step| format!("{step}（人、时间）")));
    heads.extend(["情况".to_owned(), "校验".to_owned()]);
    let rows = found.pages.iter().enumerate().map(|(number, one)| row(found, number + 1, one));
    let table: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    if wanted.table {
        return finish(args, wanted, &csv(table.into_iter()));
    }
    finish(args, wanted, &page("信息发布登记簿", Paper::Wide, &html(found)))
}

/// Returns the steps that have a column: also the one for pages to be handled with caution, if there are any.
fn steps(found: &Reviews) -> Vec<String> {
    let caution = found.pages.iter().map(Reviewable::sensitivity).find(|one| *one == Sensitivity::Caution);
    found.rules.of(caution.unwrap_or(Sensitivity::Normal)).steps.clone()
}

/// Returns the register as a table to print: fewer columns than for spreadsheets, for it must fit the paper.
fn html(found: &Reviews) -> String {
    let names = steps(found);
    let steps: String = names.iter().map(|step| format!("<th>{}</th>", escape(step))).collect();
    let widths = "<col style=\"width:2.6em\"><col style=\"width:22%\"><col><col style=\"width:8em\"><col style=\"width:6em\"><col style=\"width:15%\">".to_owned()
        + &"<col style=\"width:6em\">".repeat(names.len())
        + "<col style=\"width:5.6em\">";
    let rows: String =
        found.pages.iter().enumerate().map(|(number, one)| printed(found, number + 1, one)).collect();
    let open = found.pages.iter().filter(|one| !one.approval.may_go_out()).count();
    format!(
        "<section class=\"wide\"><h1>信息发布登记簿</h1>\n<p class=\"line\"><span>站点：{}</span><span>共 {} 件，未审完 {open} 件</span><span>打印日期：{}</span></p>\n\
         <table><colgroup>{widths}</colgroup><thead><tr><th>序号</th><th>标题、摘要</th><th>采集人、来源</th><th>发布时间</th><th>类型</th><th>网址、稿件</th>{steps}<th>情况</th></tr></thead>\n\
         <tbody>{rows}</tbody></table>\n<p class=\"line\"><span>登记人：</span><span>负责人：</span><span>日期：　　　　年　　月　　日</span></p></section>\n",
        escape(&found.site),
        found.pages.len(),
        found.today,
    )
}

/// Returns a row of the table to print.
fn printed(found: &Reviews, number: usize, one: &Reviewable) -> String {
    let fields = &one.fields;
    let two = |first: &str, second: &str| {
        let second =
            if second.is_empty() { String::new() } else { format!("<br><small>{}</small>", escape(second)) };
        format!("<td>{}{second}</td>", escape(first))
    };
    let mut cells = format!("<td>{number}</td>")
        + &two(fields.text("title"), fields.text("summary"))
        + &two(&authors(one), fields.text("source"))
        + &two(&fields.text("date").replace('T', " "), "")
        + &two(&one.kind, "")
        + &two(&one.url, one.page.source().as_str());
    for at in 0..steps(found).len() {
        cells += &match one.approval.done.get(at) {
            Some(done) => two(&done.person, done.time.get(..10).unwrap_or(&done.time)),
            None => "<td></td>".to_owned(),
        };
    }
    cells += &two(&one.approval.words().0, one.approval.digest.get(..8).unwrap_or_default());
    format!("<tr>{cells}</tr>\n")
}

fn row(found: &Reviews, number: usize, one: &Reviewable) -> Vec<String> {
    let mut cells = vec![
        number.to_string(),
        one.fields.text("title").to_owned(),
        one.fields.text("summary").to_owned(),
        authors(one),
        one.fields.text("source").to_owned(),
        one.fields.text("date").replace('T', " "),
        one.kind.clone(),
        one.url.clone(),
        one.page.source().to_string(),
    ];
    for at in 0..steps(found).len() {
        cells.push(match one.approval.done.get(at) {
            Some(done) => {
                let moment = done.time.get(..16).unwrap_or(&done.time).replace('T', " ");
                format!("{} {moment}", done.person)
            }
            None => String::new(),
        });
    }
    cells.push(one.approval.words().0);
    cells.push(one.approval.digest.get(..12).unwrap_or_default().to_owned());
    cells
}

/// Returns rows as CSV that spreadsheets open in Chinese, and in which no cell is a formula.
pub(super) fn csv(rows: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |text: &String| {
        let text = if text.starts_with(FORMULA) { format!("'{text}") } else { text.clone() };
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let lines = rows.map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n");
    format!("\u{feff}{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_no_markup() {
        let row = ["=1+1", "甲,乙", "引\"号", "-3"].map(String::from).to_vec();
        assert_eq!(csv(std::iter::once(row)), "\u{feff}'=1+1,\"甲,乙\",\"引\"\"号\",'-3\r\n");
        assert_eq!(escape("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
    }
}
