//! Template errors as diagnostics: at the template's own line, with the page that was being rendered.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use crate::diag::{Diagnostic, Place};
use crate::theme::Template;

/// Returns the name of the template that an error lies in, if it can be told.
pub fn broken_template(error: &Error, templates: &BTreeMap<String, Template>) -> Option<String> {
    let name = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename(),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl,
        ErrorKind::MissingParent { current, .. } => current,
        _ => return None,
    };
    templates.contains_key(name).then(|| name.to_owned())
}

/// Returns an error as a diagnostic.
pub fn diagnostic(error: &Error, templates: &BTreeMap<String, Template>) -> Diagnostic {
    let (message, span) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), Some(report.span().range.clone()))
        }
        _ => (error.to_string(), None),
    };
    let found = Diagnostic::new("template-error").arg("why", message);
    let Some(template) = broken_template(error, templates).and_then(|name| templates.get(&name)) else {
        return found;
    };
    found.at(match span {
        Some(range) => Place::text(&template.path, range),
        None => Place::file(template.path.clone()),
    })
}
