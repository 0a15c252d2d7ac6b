//! The register of all pages that need review, as a table to print and as one for spreadsheets.

use crate::cli::args::{Args, Review, Status};
use crate::cli::show::{err, out};
use crate::diag::Lang;
use crate::site::review::{Reviewable, Reviews};

/// Columns before those of the steps.
const BEFORE: [&str; 9] =
    ["序号", "标题", "摘要", "采集人（作者）", "来源", "发布时间", "类型", "网址", "稿件"];

/// What makes a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Prints or writes the register.
pub(super) fn register(args: &Args, wanted: &Review, found: &Reviews) -> Status {
    let mut heads: Vec<String> = BEFORE.map(String::from).to_vec();
    heads.extend(found.rules.steps.iter().map(|step| format!("{step}（人、时间）")));
    heads.extend(["情况".to_owned(), "校验".to_owned()]);
    let rows = found.pages.iter().enumerate().map(|(number, one)| row(found, number + 1, one));
    let table: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    if wanted.table {
        return finish(args, wanted, &csv(table.into_iter()));
    }
    let line = |cells: &Vec<String>, tag: &str| {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let head = line(&table[0], "th");
    let body: String = table[1..].iter().map(|cells| line(cells, "td")).collect();
    let html = format!(
        "<section class=\"wide\"><h1>信息发布登记簿</h1>\n<table><thead>{head}</thead>\n<tbody>{body}</tbody></table></section>\n"
    );
    finish(args, wanted, &page("信息发布登记簿", &html))
}

fn row(found: &Reviews, number: usize, one: &Reviewable) -> Vec<String> {
    let authors: Vec<&str> =
        one.fields.fields.get("authors").iter().filter_map(|author| author.text()).collect();
    let mut cells = vec![
        number.to_string(),
        one.fields.text("title").to_owned(),
        one.fields.text("summary").to_owned(),
        authors.join("、"),
        one.fields.text("source").to_owned(),
        one.fields.text("date").replace('T', " "),
        one.kind.clone(),
        one.url.clone(),
        one.page.source().to_string(),
    ];
    for at in 0..found.rules.steps.len() {
        cells.push(match one.approval.done.get(at) {
            Some([_, person, _, time]) => {
                format!("{person} {}", time.get(..16).unwrap_or(time).replace('T', " "))
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

/// Returns a page for the printer; it needs nothing else and no network.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Black on white, A4, a sheet for each page.
const STYLE: &str = "body{font:14px/1.6 SimSun,'Songti SC','Noto Serif CJK SC',serif;margin:1.5em auto;max-width:60em;color:#000;background:#fff}\
.wide{max-width:none}h1{text-align:center;font-size:22px}h2{font-size:16px;margin:1.2em 0 .4em}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
th{background:#f2f2f2;white-space:nowrap}.wide th{white-space:normal}.facts th{width:9em}.step td{height:3em}small{color:#444}\
section{page-break-after:always}section:last-child{page-break-after:auto}thead{display:table-header-group}tr{page-break-inside:avoid}\
@page{size:A4;margin:18mm}";

/// Returns a text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Prints a document, or writes it where the command line says.
pub(super) fn finish(args: &Args, wanted: &Review, text: &str) -> Status {
    let Some(place) = &wanted.to else {
        out(text);
        return Status::Success;
    };
    match crate::output::write_whole(place, text.as_bytes()) {
        Ok(()) => {
            if !args.common.quiet {
                err(&match args.lang {
                    Lang::Zh => format!("已写入 {}\n", place.display()),
                    Lang::En => format!("Wrote {}\n", place.display()),
                });
            }
            Status::Success
        }
        Err(error) => {
            err(&format!("{error}\n"));
            Status::Environment
        }
    }
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
