//! A report that an editor reads in a browser or prints: one file, nothing else needed.

use std::fmt::Write;
use std::ops::Range;

use super::place::{Finding, in_reading_order};
use super::visible::clean;
use super::{Allowed, Sources, words};
use crate::diag::rules::catalogue;
use crate::diag::{Diagnostic, Lang, Severity};

/// Most characters of a source line that are shown.
const LONGEST_LINE: usize = 160;

/// Styles of the report.
const STYLE: &str = include_str!("report.css");

/// Returns a report of all findings, by file.
pub fn html(diags: &[Diagnostic], allowed: &[Allowed], sources: &dyn Sources, lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{1}</h1>\n",
        say("zh-CN", "en"),
        say("检查报告", "Report of the check"),
    );
    totals(diags, allowed, lang, &mut out);
    let findings = in_reading_order(diags, sources);
    contents(&findings, lang, &mut out);
    out.push_str("</header>\n<main>\n");
    if diags.is_empty() {
        let _ = writeln!(out, "<p class=\"none\">{}</p>", say("没有发现问题。", "No problems were found."));
    }
    for (number, group) in by_file(&findings).enumerate() {
        file(number, group, lang, &mut out);
    }
    waivers(allowed, sources, lang, &mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn by_file<'f, 'd>(findings: &'f [Finding<'d>]) -> impl Iterator<Item = &'f [Finding<'d>]> {
    findings.chunk_by(|one, other| name(one) == name(other))
}

fn name<'f>(finding: &'f Finding<'_>) -> &'f str {
    finding.at.as_ref().map_or("", |at| at.file.as_str())
}

fn totals(diags: &[Diagnostic], allowed: &[Allowed], lang: Lang, out: &mut String) {
    out.push_str("<ul class=\"totals\">\n");
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let count = diags.iter().filter(|diag| diag.severity == severity).count();
        let zero = if count == 0 { " zero" } else { "" };
        let word = words::severity(severity, lang);
        let _ = writeln!(out, "<li class=\"{}{zero}\"><b>{count}</b> {word}</li>", class(severity));
    }
    let word = if lang == Lang::Zh { "豁免" } else { "waived" };
    let zero = if allowed.is_empty() { " zero" } else { "" };
    let _ = writeln!(out, "<li class=\"waived{zero}\"><b>{}</b> {word}</li>\n</ul>", allowed.len());
}

fn contents(findings: &[Finding<'_>], lang: Lang, out: &mut String) {
    if by_file(findings).count() < 2 {
        return;
    }
    out.push_str("<nav><ol>\n");
    for (number, group) in by_file(findings).enumerate() {
        let worst = group.iter().map(|one| one.diag.severity).min().unwrap_or(Severity::Hint);
        let title = title(name(&group[0]), lang);
        let _ = writeln!(
            out,
            "<li class=\"{}\"><a href=\"#f{number}\">{title}</a> <span>{}</span></li>",
            class(worst),
            group.len()
        );
    }
    out.push_str("</ol></nav>\n");
}

fn title(name: &str, lang: Lang) -> String {
    match name {
        "" if lang == Lang::Zh => "整个网站".into(),
        "" => "The site as a whole".into(),
        name => escaped(name),
    }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

fn file(number: usize, findings: &[Finding<'_>], lang: Lang, out: &mut String) {
    let _ = writeln!(out, "<section id=\"f{number}\">\n<h2>{}</h2>", title(name(&findings[0]), lang));
    let covers = covers(findings);
    for finding in findings {
        one(finding, &covers, lang, out);
    }
    out.push_str("</section>\n");
}

fn one(finding: &Finding<'_>, covers: &Covers<'_>, lang: Lang, out: &mut String) {
    let diag = finding.diag;
    let sentences = words::sentences(diag, lang);
    let numbers: Vec<&str> = catalogue::numbers(&diag.code).collect();
    let numbers = if numbers.is_empty() { String::new() } else { format!("{} ", numbers.join(" ")) };
    let _ = writeln!(
        out,
        "<article class=\"{}\">\n<h3><em>{}</em> {}</h3>\n<p class=\"code\">{numbers}{}{}</p>",
        class(diag.severity),
        words::severity(diag.severity, lang),
        escaped(&sentences.message),
        escaped(&diag.code),
        whereabouts(finding, lang),
    );
    excerpt(finding, covers, out);
    if !sentences.why.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&sentences.why));
    }
    if !sentences.help.is_empty() {
        out.push_str("<ul>\n");
        for line in &sentences.help {
            let _ = writeln!(out, "<li>{}</li>", escaped(line));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</article>\n");
}

fn whereabouts(finding: &Finding<'_>, lang: Lang) -> String {
    let Some(at) = &finding.at else { return String::new() };
    match (&at.spot, &at.cell) {
        (_, Some(cell)) => format!(" · {}", escaped(cell)),
        (Some(spot), _) if lang == Lang::Zh => {
            format!(" · 第 {} 行第 {} 列", spot.start.line, spot.start.column)
        }
        (Some(spot), _) => format!(" · line {}, column {}", spot.start.line, spot.start.column),
        _ => String::new(),
    }
}

/// Numbers of a file that must not be shown, with what is shown instead.
type Covers<'f> = [(Range<usize>, &'f str)];

fn covers<'f>(findings: &'f [Finding<'_>]) -> Vec<(Range<usize>, &'f str)> {
    let cover = |finding: &'f Finding<'_>| {
        let spot = finding.at.as_ref()?.spot.as_ref()?;
        let arg = |wanted: &str| finding.diag.args.iter().find(|(name, _)| name == wanted);
        // What cannot be covered digit by digit is shown as the message quotes it.
        let quoted = || arg("text").filter(|_| finding.diag.code.starts_with("personal-"));
        let (_, shown) = arg("masked").or_else(quoted)?;
        Some((spot.range.clone(), shown.as_str()))
    };
    let mut all: Vec<_> = findings.iter().filter_map(cover).collect();
    all.sort_by_key(|(range, _)| range.start);
    all
}

/// Returns a stretch of a text with the numbers in it covered, whichever finding is about them.
fn covered(text: &str, stretch: Range<usize>, covers: &Covers<'_>) -> String {
    let (mut shown, mut at) = (String::new(), stretch.start);
    for (range, masked) in
        covers.iter().filter(|(range, _)| range.start < stretch.end && range.end > stretch.start)
    {
        if range.start >= at {
            shown.push_str(&text[at..range.start]);
            shown.push_str(masked);
        }
        at = at.max(range.end).min(stretch.end);
    }
    shown.push_str(&text[at..stretch.end.max(at)]);
    shown
}

/// Shows the line with the place marked.
fn excerpt(finding: &Finding<'_>, covers: &Covers<'_>, out: &mut String) {
    let Some(spot) = finding.at.as_ref().and_then(|at| at.spot.as_ref()) else { return };
    let line = spot.line(spot.range.start);
    let start = spot.range.start;
    let end = spot.range.end.clamp(start, line.end.max(start));
    let head = last(&covered(&spot.text, line.start..start, covers), LONGEST_LINE / 2);
    let marked: String = covered(&spot.text, start..end, covers).chars().take(LONGEST_LINE).collect();
    let tail: String =
        covered(&spot.text, end..line.end.max(end), covers).chars().take(LONGEST_LINE / 2).collect();
    let _ = writeln!(out, "<pre>{}<mark>{}</mark>{}</pre>", escaped(&head), escaped(&marked), escaped(&tail));
}

/// Returns the last characters of a text.
fn last(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}

fn waivers(allowed: &[Allowed], sources: &dyn Sources, lang: Lang, out: &mut String) {
    if allowed.is_empty() {
        return;
    }
    let found: Vec<Diagnostic> = allowed.iter().map(|one| one.found.clone()).collect();
    let (title, heads) = match lang {
        Lang::Zh => ("豁免", ["位置", "问题", "批准人", "日期", "理由", "到期"]),
        Lang::En => ("Waived", ["Where", "Finding", "By", "Date", "Reason", "Until"]),
    };
    let _ = write!(out, "<section>\n<h2>{title}</h2>\n<table>\n<thead><tr>");
    heads.iter().for_each(|head| out.push_str(&format!("<th>{head}</th>")));
    out.push_str("</tr></thead>\n<tbody>\n");
    for finding in in_reading_order(&found, sources) {
        let Some(why) = allowed.iter().find(|one| one.found == *finding.diag) else { continue };
        let place = format!("{}{}", escaped(name(&finding)), whereabouts(&finding, lang));
        let what = format!(
            "{} <code>{}</code>",
            escaped(&words::sentences(finding.diag, lang).message),
            escaped(&finding.diag.code)
        );
        let cells =
            [place, what, escaped(&why.by), escaped(&why.date), escaped(&why.reason), escaped(&why.until)];
        let _ = writeln!(out, "<tr><td>{}</td></tr>", cells.join("</td><td>"));
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
