//! One line per finding, `file:line:column: 错误[code]: message`, the form editors and logs take apart.

use std::fmt::Write;

use super::place::in_reading_order;
use super::visible::clean;
use super::{Sources, words};
use crate::diag::{Diagnostic, Lang};

/// Returns one line per finding, in reading order.
pub fn plain(diags: &[Diagnostic], sources: &dyn Sources, lang: Lang) -> String {
    let mut out = String::new();
    for finding in in_reading_order(diags, sources) {
        if let Some(at) = &finding.at {
            out.push_str(&clean(at.file.as_str()));
            if let Some(spot) = &at.spot {
                let _ = write!(out, ":{}:{}", spot.start.line, spot.start.column);
            }
            if let Some(cell) = &at.cell {
                let _ = write!(out, ":{cell}");
            }
            out.push_str(": ");
        }
        let severity = words::severity(finding.diag.severity, lang);
        let message = words::sentences(finding.diag, lang).message;
        let _ = writeln!(out, "{severity}[{}]: {message}", clean(&finding.diag.code));
    }
    out
}
