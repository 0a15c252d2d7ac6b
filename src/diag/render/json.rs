//! JSON lines for editors and automatic checks: one object per finding, keys in a fixed order.

use serde::Serialize;
use serde_json::{Map, Value};

use super::place::{Resolved, in_reading_order};
use super::visible::is_hidden;
use super::{Sources, words};
use crate::diag::{Diagnostic, Lang, Severity};

/// One finding. Lines and columns start at 1, columns count characters, the end is excluded.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: Severity,
    #[serde(flatten)]
    at: At<'a>,
    message: String,
    why: String,
    help: Vec<String>,
    args: Map<String, Value>,
    related: Vec<Related<'a>>,
}

/// Where; all `null` for the site as a whole, only `file` for a whole file.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct At<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    /// Name of a cell of a workbook, such as `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
}

/// A further place.
#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    message: String,
    #[serde(flatten)]
    at: At<'a>,
}

/// Returns one line of JSON per finding, in reading order.
///
/// *Shape:* `{"code","severity","file","line","column","endLine","endColumn","message","why","help","args","related"}`;
/// `message`, `why` and `help` are in the given language, everything else is free of any language.
pub fn json(diags: &[Diagnostic], sources: &dyn Sources, lang: Lang) -> String {
    let mut out = String::new();
    for finding in in_reading_order(diags, sources) {
        let sentences = words::sentences(finding.diag, lang);
        let line = Line {
            code: &finding.diag.code,
            severity: finding.diag.severity,
            at: finding.at.as_ref().map_or_else(At::default, at),
            message: sentences.message,
            why: sentences.why,
            help: sentences.help,
            args: finding
                .diag
                .args
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect(),
            related: finding
                .related
                .iter()
                .map(|(label, place)| Related {
                    label,
                    message: words::label(finding.diag, label, lang),
                    at: at(place),
                })
                .collect(),
        };
        let line = serde_json::to_string(&line).expect("strings, numbers and string keys are always JSON");
        push_printable(&line, &mut out);
        out.push('\n');
    }
    out
}

fn at(resolved: &Resolved) -> At<'_> {
    let spot = resolved.spot.as_ref();
    At {
        file: Some(resolved.file.as_str()),
        line: spot.map(|spot| spot.start.line),
        column: spot.map(|spot| spot.start.column),
        end_line: spot.map(|spot| spot.end.line),
        end_column: spot.map(|spot| spot.end.column),
        cell: resolved.cell.as_deref(),
    }
}

/// Appends JSON with hidden characters escaped: outside strings it has none, so the value stays the same.
fn push_printable(line: &str, out: &mut String) {
    for c in line.chars() {
        if is_hidden(c) || c == '\x7f' {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
}
