//! The closed list of all rules: every code, its severity and its words in Chinese and English.
//!
//! One file per area; a rule is data, so the manual's page of codes is made from this list. Sentences name arguments as
//! `{name}`; a help line whose argument is missing is left out when printed. Sentences are whole, quote the author's own
//! text, say what to do next, and never name a Rust type.

pub mod catalogue;
mod charts;
pub(crate) mod content;
mod data;
mod figures;
mod images;
pub(crate) mod kinds;
mod languages;
mod markdown;
mod names;
pub(crate) mod navigation;
pub(crate) mod privacy;
pub(crate) mod prose;
mod review;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod site;
mod tags;
pub(crate) mod theme;
mod times;
mod upkeep;
pub(crate) mod yaml;

use super::Severity;

/// Language of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// What is wrong and how to mend it, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// One sentence: what is wrong. If only one thing can be shown, it is this.
    pub message: &'static str,
    /// Why it matters; may be empty.
    pub why: &'static str,
    /// How to mend it; each line is left out if an argument it names is missing.
    pub help: &'static [&'static str],
    /// Words for the labels of related places: `(label, words)`.
    pub labels: &'static [(&'static str, &'static str)],
}

/// Returns words without labels.
pub(crate) const fn words(message: &'static str, why: &'static str, help: &'static [&'static str]) -> Words {
    Words { message, why, help, labels: &[] }
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Kebab-case name; stable, used in settings, waivers and JSON.
    pub code: &'static str,
    /// Severity unless the settings say otherwise.
    pub severity: Severity,
    /// Chinese words.
    pub zh: Words,
    /// English words.
    pub en: Words,
    /// A source line that triggers it, for the manual; may be empty.
    pub example: &'static str,
}

impl Rule {
    /// Returns a rule from its parts: for each language the message, the reason and the remedies.
    pub(crate) const fn new(
        code: &'static str,
        severity: Severity,
        zh: (&'static str, &'static str, &'static [&'static str]),
        en: (&'static str, &'static str, &'static [&'static str]),
        example: &'static str,
    ) -> Self {
        Self { code, severity, zh: words(zh.0, zh.1, zh.2), en: words(en.0, en.1, en.2), example }
    }

    /// Returns the words in a language.
    pub fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// All rules, by area. A new area is added here.
const AREAS: &[&[Rule]] = &[
    site::RULES,
    navigation::RULES,
    review::RULES,
    settings::RULES,
    theme::RULES,
    content::RULES,
    data::RULES,
    figures::RULES,
    charts::RULES,
    images::RULES,
    languages::RULES,
    tags::RULES,
    yaml::RULES,
    schema::RULES,
    kinds::RULES,
    times::RULES,
    markdown::RULES,
    privacy::RULES,
    prose::RULES,
    names::RULES,
    upkeep::RULES,
];

/// Returns all rules in the order of the manual.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// Returns the rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A help line that names one of these is printed only if there is something to name.
    fn is_certain(line: &&&str) -> bool {
        !line.contains("{suggestion}")
    }

    #[test]
    fn every_rule_says_what_why_and_how() {
        let mut poor = Vec::new();
        for rule in all() {
            for words in [&rule.zh, &rule.en] {
                let full = !words.why.is_empty() && words.help.iter().any(|line| is_certain(&line));
                if !full || words.message.ends_with(['。', '.']) {
                    poor.push((rule.code, words.message));
                }
            }
        }
        assert_eq!(poor, []);
    }
}
