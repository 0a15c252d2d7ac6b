//! The manual's page of codes, made from the list of rules so that it cannot fall behind.

use std::fmt::Write;

use super::words;
use crate::diag::rules::all;
use crate::diag::{Lang, Rule};

/// Returns a Markdown page that lists every rule: code, severity, message, why, remedy and an example.
pub fn manual(lang: Lang) -> String {
    let (title, intro, columns) = match lang {
        Lang::Zh => (
            "诊断代码",
            "程序发现问题时，先说哪里错、为什么，再说怎么改。方括号里的英文就是下面的代码；\
             花括号里的词在实际输出时换成文件里的原文。有“错误”时不会改动已生成的网站；“警告”和“提示”不影响生成。",
            "| 代码 | 级别 | 意思 |",
        ),
        Lang::En => (
            "Diagnostic codes",
            "When something is wrong, the program says what and where, then why, then how to mend it. The word in square \
             brackets is one of the codes below; words in braces are replaced by the text of your file. With an error, \
             the site that was built before stays as it is; warnings and hints do not stop a build.",
            "| Code | Severity | Meaning |",
        ),
    };
    let mut out = format!("# {title}\n\n{intro}\n\n{columns}\n|---|---|---|\n");
    for rule in all() {
        let (code, severity) = (rule.code, words::severity(rule.severity, lang));
        let message = escape(rule.words(lang).message).replace('|', "\\|");
        let _ = writeln!(out, "| [`{code}`](#{code}) | {severity} | {message} |");
    }
    for rule in all() {
        write_rule(rule, lang, &mut out);
    }
    out
}

/// Appends the section of one rule; its anchor is the code.
fn write_rule(rule: &Rule, lang: Lang, out: &mut String) {
    let words = rule.words(lang);
    let (colon, why, help, example) = match lang {
        Lang::Zh => ("：", "原因：", "改法：", "例如："),
        Lang::En => (": ", "Why: ", "How to mend it:", "For example:"),
    };
    let severity = words::severity(rule.severity, lang);
    let _ = write!(out, "\n## {} {{#{0}}}\n\n**{severity}**{colon}{}\n", rule.code, escape(words.message));
    if !words.why.is_empty() {
        let _ = write!(out, "\n{why}{}\n", escape(words.why));
    }
    if !words.help.is_empty() {
        let _ = writeln!(out, "\n{help}\n");
        for line in words.help {
            let _ = writeln!(out, "- {}", escape(line));
        }
    }
    if !rule.example.is_empty() {
        let fence = "`".repeat(longest_backticks(rule.example).max(2) + 1);
        let _ = write!(out, "\n{example}\n\n{fence}text\n{}\n{fence}\n", rule.example.trim_end_matches('\n'));
    }
}

/// Returns a sentence with the characters that mean something in Markdown made literal; backticks stay.
fn escape(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut in_code = false;
    for c in sentence.chars() {
        in_code ^= c == '`';
        match c {
            '<' if !in_code => out.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '#' | '~' | '\\' if !in_code => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_section_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            let page = manual(lang);
            for rule in all() {
                assert_eq!(page.matches(&format!("{{#{}}}", rule.code)).count(), 1, "{}", rule.code);
                assert!(page.contains(&escape(rule.words(lang).message)), "{}", rule.code);
            }
        }
    }

    #[test]
    fn sentences_cannot_turn_into_markup() {
        assert_eq!(escape("a <b> *c* `*` [x]"), "a &lt;b> \\*c\\* `*` \\[x\\]");
        assert_eq!(longest_backticks("``` a `"), 3);
    }
}
