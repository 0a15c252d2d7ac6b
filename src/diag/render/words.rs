//! Chooses a rule's words in a language and fills in the arguments of a diagnostic.

use super::visible::clean;
use crate::diag::{Diagnostic, Lang, Severity, rule};

/// Longest argument quoted in a sentence, in characters; the rest is cut. The full value stays in the JSON `args`.
const LONGEST_QUOTE: usize = 160;

/// The sentences of one diagnostic, ready to print: no control characters, no line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences {
    /// What is wrong.
    pub message: String,
    /// Why it matters; may be empty.
    pub why: String,
    /// How to mend it, without the lines whose arguments are missing.
    pub help: Vec<String>,
}

/// Returns the sentences of a diagnostic.
///
/// For a code that no rule has, the message lists the code and the arguments.
pub fn sentences(diag: &Diagnostic, lang: Lang) -> Sentences {
    let Some(rule) = rule(&diag.code) else {
        let args: Vec<String> =
            diag.args.iter().map(|(name, value)| format!("{name}={}", quote(value))).collect();
        let message = format!("{} {}", clean(&diag.code), args.join(" ")).trim_end().into();
        return Sentences { message, why: String::new(), help: Vec::new() };
    };
    let words = rule.words(lang);
    let complete = |text: &&str| missing(text, diag).is_none();
    Sentences {
        message: fill(words.message, diag),
        why: Some(words.why).filter(complete).map_or_else(String::new, |why| fill(why, diag)),
        help: words.help.iter().copied().filter(complete).map(|line| fill(line, diag)).collect(),
    }
}

/// Returns the words for the label of a related place; the label itself if the rule has none.
pub fn label(diag: &Diagnostic, label: &str, lang: Lang) -> String {
    let labels = rule(&diag.code).map_or(&[][..], |rule| rule.words(lang).labels);
    match labels.iter().find(|(name, _)| *name == label) {
        Some((_, words)) => fill(words, diag),
        None => clean(label).into_owned(),
    }
}

/// Returns the name of a severity.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Hint, Lang::Zh) => "提示",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Hint, Lang::En) => "hint",
    }
}

/// Returns the sentence with each `{name}` replaced by its argument; an unknown name stays as it is.
///
/// One pass: braces inside an argument are never looked at again.
fn fill(sentence: &str, diag: &Diagnostic) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    for piece in pieces(sentence) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name { name, whole } => match argument(diag, name) {
                Some(value) => out.push_str(&quote(value)),
                None => out.push_str(whole),
            },
        }
    }
    out
}

/// Returns the first name in a sentence that the diagnostic has no argument for.
fn missing<'a>(sentence: &'a str, diag: &Diagnostic) -> Option<&'a str> {
    pieces(sentence).find_map(|piece| match piece {
        Piece::Name { name, .. } if argument(diag, name).is_none() => Some(name),
        _ => None,
    })
}

/// Part of a sentence.
enum Piece<'a> {
    /// Words as they stand.
    Text(&'a str),
    /// A `{name}`.
    Name { name: &'a str, whole: &'a str },
}

/// Cuts a sentence at its `{name}`s; other braces are words.
fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = leading_name(rest) {
            let (whole, tail) = rest.split_at(name.len() + 2);
            rest = tail;
            return Some(Piece::Name { name, whole });
        }
        // A brace at the very start is no name here, so the text reaches to the next one.
        let end = rest.match_indices('{').map(|(at, _)| at).find(|&at| at > 0).unwrap_or(rest.len());
        let (text, tail) = rest.split_at(end);
        rest = tail;
        Some(Piece::Text(text))
    })
}

/// Returns the name if a text begins with `{name}`.
fn leading_name(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    is_name.then_some(name)
}

/// Returns the value of a named argument.
fn argument<'a>(diag: &'a Diagnostic, name: &str) -> Option<&'a str> {
    diag.args.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Returns an argument as it may stand in a sentence: printable and not too long.
fn quote(value: &str) -> String {
    match value.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => clean(&value[..end]).into_owned() + "…",
        None => clean(value).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diag(args: &[(&str, &str)]) -> Diagnostic {
        args.iter().fold(Diagnostic::new("internal-error"), |d, (name, value)| d.arg(name, value))
    }

    #[test]
    fn names_are_filled_in_one_pass() {
        let d = diag(&[("what", "{other}"), ("other", "x")]);
        assert_eq!(fill("甲{what}乙{other}", &d), "甲{other}乙x");
        assert_eq!(fill("{{ page.title }} {what}{nobody}{", &d), "{{ page.title }} {other}{nobody}{");
        assert_eq!(fill("{}中{ 文 }{{other}}", &d), "{}中{ 文 }{x}");
        assert_eq!(fill("", &d), "");
    }

    #[test]
    fn values_are_made_printable_and_short() {
        let d = diag(&[("what", "\x1b[2J\n坏"), ("long", &"长".repeat(5000))]);
        assert_eq!(fill("“{what}”", &d), "“␛[2J␊坏”");
        assert_eq!(fill("{long}", &d).chars().count(), LONGEST_QUOTE + 1);
    }

    #[test]
    fn help_without_its_arguments_is_left_out() {
        assert_eq!(missing("你是不是想写 {near}？", &diag(&[])), Some("near"));
        assert_eq!(missing("你是不是想写 {near}？", &diag(&[("near", "标题")])), None);
    }

    #[test]
    fn an_unknown_code_still_says_something() {
        let mut d = diag(&[("what", "甲")]);
        d.code = "no-such-rule".into();
        assert_eq!(sentences(&d, Lang::Zh).message, "no-such-rule what=甲");
    }
}
