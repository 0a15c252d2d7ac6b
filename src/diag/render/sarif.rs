//! SARIF 2.1.0: findings as code review and archive tools read them.

use serde_json::{Value, json};

use super::place::{Finding, Resolved, in_reading_order};
use super::{Allowed, Sources, words};
use crate::diag::{Diagnostic, Lang, Rule, Severity, rule};

/// Returns all findings as one SARIF log; those that are waived are there too, as suppressed with their reason.
pub fn sarif(diags: &[Diagnostic], allowed: &[Allowed], sources: &dyn Sources, lang: Lang) -> String {
    let waived: Vec<Diagnostic> = allowed.iter().map(|one| one.found.clone()).collect();
    let mut results: Vec<Value> =
        in_reading_order(diags, sources).iter().map(|one| result(one, lang)).collect();
    for finding in in_reading_order(&waived, sources) {
        let mut value = result(&finding, lang);
        let why = allowed.iter().find(|one| one.found == *finding.diag);
        let words = why.map(|one| format!("{} · {} · {}", one.by, one.date, one.reason)).unwrap_or_default();
        value["suppressions"] = json!([{ "kind": "inSource", "status": "accepted", "justification": words }]);
        results.push(value);
    }
    let mut codes: Vec<&str> = diags.iter().chain(&waived).map(|diag| &*diag.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.into_iter().filter_map(rule).map(|rule| about(rule, lang)).collect();
    let driver = json!({ "name": "pilothouse", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    format!("{log:#}\n")
}

fn about(rule: &Rule, lang: Lang) -> Value {
    let words = rule.words(lang);
    json!({
        "id": rule.code,
        "shortDescription": { "text": words.message },
        "fullDescription": { "text": words.why },
        "help": { "text": words.help.join("\n") },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(finding: &Finding<'_>, lang: Lang) -> Value {
    let sentences = words::sentences(finding.diag, lang);
    let text = [vec![sentences.message, sentences.why], sentences.help].concat();
    let text: Vec<String> = text.into_iter().filter(|text| !text.is_empty()).collect();
    let locations: Vec<Value> = finding.at.iter().map(location).collect();
    json!({
        "ruleId": finding.diag.code,
        "level": level(finding.diag.severity),
        "message": { "text": text.join("\n") },
        "locations": locations,
    })
}

fn location(at: &Resolved) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": address(at.file.as_str()) } });
    if let Some(spot) = &at.spot {
        physical["region"] = json!({
            "startLine": spot.start.line,
            "startColumn": spot.start.column,
            "endLine": spot.end.line,
            "endColumn": spot.end.column,
        });
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(cell) = &at.cell {
        location["message"] = json!({ "text": cell });
    }
    location
}

/// Returns a path as a relative address: what is not plain is percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
