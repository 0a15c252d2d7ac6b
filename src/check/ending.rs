//! How a text ends, where its kind says how it must.

use super::prose::{Found, put};
use crate::diag::Diagnostic;
use crate::schema::Kind;

/// What may stand behind the last mark of a text: it belongs to the words before it.
const BEHIND: [char; 9] = ['*', '_', '”', '’', '》', '）', ')', '】', '\u{3000}'];

/// How many characters of an ending are quoted.
const QUOTED: usize = 8;

/// Reports a text that does not end as its kind wants. `prose` is the body with all that is no prose blanked.
pub(super) fn ending(kind: &Kind, prose: &str, found: &mut Found) {
    let text = prose.trim_end_matches(|c: char| c.is_whitespace() || BEHIND.contains(&c));
    if kind.body_ends.is_empty() || text.trim().is_empty() {
        return;
    }
    if kind.body_ends.iter().any(|end| text.ends_with(end.as_str())) {
        return;
    }
    let start = text.char_indices().rev().take(QUOTED).last().map_or(0, |(at, _)| at);
    let start = start + text[start..].rfind('\n').map_or(0, |at| at + 1);
    let finding = Diagnostic::new("body-ending").arg("kind", &kind.label.zh).arg("kind_en", &kind.label.en);
    let finding = finding.arg("endings", kind.body_ends.join("”“")).arg("text", &text[start..]);
    put(found, start..text.len(), finding);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(prose: &str) -> Vec<String> {
        let kind = Kind { body_ends: vec!["——".into(), "。".into()], ..Kind::default() };
        let mut found = Vec::new();
        ending(&kind, prose, &mut found);
        found.into_iter().map(|(range, _)| prose[range.expect("a place")].to_owned()).collect()
    }

    #[test]
    fn a_note_ends_with_a_dash_or_a_stop() {
        for fine in ["", "  \n", "依次展示——", "依次展示——\n\n", "讲清**“有用。”**", "（完。）\n"]
        {
            assert_eq!(told(fine), [""; 0], "{fine}");
        }
        assert_eq!(told("依次为您展示\n"), ["依次为您展示"]);
        assert_eq!(told("第一段。\n\n现依次为您展示：\n"), ["现依次为您展示："]);
        assert_eq!(told("第一段。\n\n这一段很长很长现依次为您展示—"), ["现依次为您展示—"]);
    }
}
