//! Documents for the printer: one file each, which needs nothing else and no network.

use crate::cli::args::{Args, Review, Status};
use crate::cli::show::{err, out};
use crate::diag::Lang;
use crate::site::review::Reviewable;

/// How the paper lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    /// Upright.
    Tall,
    /// On its side, for tables of many columns.
    Wide,
}

/// Returns a page for the printer.
pub(super) fn page(title: &str, paper: Paper, body: &str) -> String {
    let size = match paper {
        Paper::Tall => "A4",
        Paper::Wide => "A4 landscape",
    };
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}@page{{size:{size};margin:16mm 14mm 18mm;@bottom-center{{content:counter(page) \" / \" counter(pages);font-size:11px}}}}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Black on white; rows are never cut by the end of a sheet, and heads of tables stand on each.
const STYLE: &str = "body{font:14px/1.5 SimSun,'Songti SC','Noto Serif CJK SC',serif;margin:1.5em auto;padding:0 1em;max-width:50em;color:#000;background:#fff}\
body:has(.wide){max-width:80em}h1{text-align:center;font-size:24px;letter-spacing:.2em;margin:.2em 0 .6em}h2{font-size:15px;margin:1.1em 0 .4em;break-after:avoid}\
table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #000;padding:4px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
th{font-weight:600;background:#f2f2f2;print-color-adjust:exact;-webkit-print-color-adjust:exact}.facts th{width:6.5em}.sum{font:11px/1.6 monospace}\
.step td{height:3.4em}.keep{white-space:nowrap}small{font-size:12px;color:#333}.wide{font-size:12px}.wide small{font-size:11px}\
.line{display:flex;justify-content:space-between;margin:.6em 0;break-inside:avoid}.line span{min-width:11em}.line span:nth-child(2){text-align:center}\
section{break-after:page}section:last-child{break-after:auto}thead{display:table-header-group}tr{break-inside:avoid}\
@media print{body{margin:0;padding:0;max-width:none}}";

/// Returns the names of those who wrote a page.
pub(super) fn authors(one: &Reviewable) -> String {
    let authors: Vec<&str> =
        one.fields.fields.get("authors").iter().filter_map(|author| author.text()).collect();
    authors.join("、")
}

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
