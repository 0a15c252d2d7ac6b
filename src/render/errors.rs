//! Template errors as diagnostics: at the template's own line, with the page that was being rendered.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use super::wording::in_chinese;
use crate::diag::{Diagnostic, Place};
use crate::theme::Template;

/// Returns the name of the template that an error lies in, if it can be told.
pub fn broken_template(error: &Error, templates: &BTreeMap<String, Template>) -> Option<String> {
    let name = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename().to_owned(),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl.clone(),
        ErrorKind::MissingParent { current, .. } => current.clone(),
        _ => pointed_at(&error.to_string())?.0.to_owned(),
    };
    templates.contains_key(&name).then_some(name)
}

/// Returns an error as a diagnostic.
pub fn diagnostic(error: &Error, templates: &BTreeMap<String, Template>) -> Diagnostic {
    let text = error.to_string();
    let (message, span) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Some(report.span().range.clone()))
        }
        _ => (first_line(&text).to_owned(), None),
    };
    let why = first_line(&message);
    let why_zh = in_chinese(why).unwrap_or_else(|| why.to_owned());
    let found = Diagnostic::new("template-error").arg("why", why).arg("why_zh", why_zh);
    let name = broken_template(error, templates);
    let Some(template) = name.and_then(|name| templates.get(&name)) else { return found };
    let span = span.or_else(|| {
        let (_, line, column) = pointed_at(&text)?;
        let at = offset(&template.text, line, column);
        Some(at..at)
    });
    found.at(match span {
        Some(range) => Place::text(&template.path, range),
        None => Place::file(template.path.clone()),
    })
}

/// Returns the sentence of a report of several lines.
fn first_line(text: &str) -> &str {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    line.trim().strip_prefix("error: ").unwrap_or(line.trim())
}

/// Returns template, line and column that a report points at: ` --> default/404.html:2:10`.
fn pointed_at(text: &str) -> Option<(&str, usize, usize)> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix("--> "))?;
    let mut parts = line.trim().rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let row = parts.next()?.parse().ok()?;
    Some((parts.next()?, row, column))
}

/// Returns the byte offset of a line and a column, both from 1, columns counted in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}
