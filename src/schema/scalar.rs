//! From the text of one value to the value it means in a field.

use std::sync::Arc;

use super::date::{self, Fault as DateFault};
use super::pattern::Pattern;
use super::{FieldSpec, FieldType};
use crate::base::Value;
use crate::diag::did_you_mean;

/// A rule that a value breaks, with arguments for its sentences.
pub struct Fault {
    /// The rule.
    pub code: &'static str,
    /// Named arguments besides the field's name and the text.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(code: &'static str) -> Self {
        Self { code, args: Vec::new() }
    }

    fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    fn maybe(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.arg(name, value),
            None => self,
        }
    }
}

/// Returns what a text means in a field of a type; `Null` for an empty text.
///
/// The type is given apart from the field, because a list's items have the type inside the list.
pub fn read(spec: &FieldSpec, kind: &FieldType, text: &str) -> Result<Value, Fault> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Value::Null);
    }
    match kind {
        FieldType::Text | FieldType::Inline if trimmed.contains(['\n', '\r']) => {
            Err(Fault::new("text-line-break"))
        }
        FieldType::Text | FieldType::Inline | FieldType::Markdown => sized(spec, trimmed),
        FieldType::Ref(_) => sized(spec, trimmed),
        FieldType::Bool => yes_no(trimmed),
        FieldType::Int | FieldType::Decimal => number(spec, kind, trimmed),
        FieldType::Date => dated(date::day(trimmed, spec.precision)),
        FieldType::Datetime => dated(date::moment(trimmed)),
        FieldType::Duration => duration(trimmed),
        FieldType::Enum => choice(spec, trimmed),
        FieldType::Image | FieldType::File => path(trimmed),
        FieldType::Url => url(trimmed),
        FieldType::Any | FieldType::List(_) | FieldType::Group => Ok(trimmed.into()),
    }
}

/// Checks the length and pattern of a text.
fn sized(spec: &FieldSpec, text: &str) -> Result<Value, Fault> {
    if !spec.counts_items() && (spec.min.is_some() || spec.max.is_some()) {
        let count = text.chars().count();
        within(spec, count as f64, ("text-too-short", "text-too-long"))?;
    }
    if let Some(pattern) = &spec.pattern
        && !Pattern::new(pattern).is_none_or(|pattern| pattern.fits(text))
    {
        let help = &spec.pattern_help;
        return Err(Fault::new("pattern-mismatch")
            .maybe("wanted_zh", Some(&*help.zh).filter(|words| !words.is_empty()))
            .maybe("wanted_en", Some(&*help.en).filter(|words| !words.is_empty()))
            .maybe("example", spec.example.as_deref()));
    }
    Ok(text.into())
}

/// Checks that a size lies between the field's bounds; `codes` are the rules for too little and too much.
pub fn within(spec: &FieldSpec, size: f64, codes: (&'static str, &'static str)) -> Result<(), Fault> {
    let (code, bound) = match (spec.min, spec.max) {
        (Some(min), _) if size < min => (codes.0, min),
        (_, Some(max)) if size > max => (codes.1, max),
        _ => return Ok(()),
    };
    Err(Fault::new(code).arg("count", size.to_string()).arg("bound", bound.to_string()))
}

fn yes_no(text: &str) -> Result<Value, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "是" | "真" | "开" | "对" | "有" => Ok(Value::Bool(true)),
        "false" | "no" | "off" | "否" | "假" | "关" | "不" | "无" => Ok(Value::Bool(false)),
        _ => Err(Fault::new("not-yes-no")),
    }
}

/// Reads a number: ASCII or full-width digits, with or without thousands commas.
fn number(spec: &FieldSpec, kind: &FieldType, text: &str) -> Result<Value, Fault> {
    let plain: String = text.chars().filter_map(narrow).collect();
    let value = match plain.parse::<i64>() {
        Ok(whole) if grouped(text) => Value::Int(whole),
        _ => match plain.parse::<f64>() {
            Ok(number) if is_number(&plain) && number.is_finite() && grouped(text) => Value::Decimal(number),
            _ => return Err(not_a_number(text)),
        },
    };
    if *kind == FieldType::Int && value.int().is_none() {
        return Err(Fault::new("not-a-whole-number"));
    }
    if !spec.counts_items() {
        within(spec, value.number().unwrap_or(0.0), ("number-too-small", "number-too-large"))?;
    }
    Ok(value)
}

/// Returns the ASCII form of a mark in a number; nothing for commas.
fn narrow(c: char) -> Option<char> {
    match c {
        ',' | '，' => None,
        '．' => Some('.'),
        '－' | '−' => Some('-'),
        '＋' => Some('+'),
        _ => Some(date::digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)),
    }
}

/// Tells whether commas, if any, stand between groups of three digits.
fn grouped(text: &str) -> bool {
    let whole = text.split(['.', '．']).next().unwrap_or("");
    let groups = whole.split([',', '，']).skip(1);
    groups
        .into_iter()
        .all(|group| group.chars().count() == 3 && group.chars().all(|c| date::digit(c).is_some()))
}

/// Tells whether a text is made of a sign, digits and a point, as people write numbers.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Explains what is wrong with a number; names the digits in it and what stands around them.
fn not_a_number(text: &str) -> Fault {
    let is_part = |c: char| date::digit(c).is_some() || matches!(c, '.' | ',');
    let digits: String = text.chars().skip_while(|c| !is_part(*c)).take_while(|c| is_part(*c)).collect();
    let rest = text.split_once(&digits).map_or("", |(_, rest)| rest.trim());
    let fault = Fault::new("not-a-number");
    if digits.trim_matches([',', '.']).is_empty() {
        return fault;
    }
    fault.arg("digits", digits).maybe("rest", Some(rest).filter(|rest| !rest.is_empty()))
}

fn dated(date: Result<String, DateFault>) -> Result<Value, Fault> {
    date.map(Value::from).map_err(|fault| match fault {
        DateFault::Form => Fault::new("not-a-date"),
        DateFault::Coarse => Fault::new("date-too-coarse"),
    })
}

/// Units of durations: words, ISO letter, belongs behind the `T`.
const UNITS: &[(&[&str], char, bool)] = &[
    (&["年", "years", "year", "y"], 'Y', false),
    (&["个月", "月", "months", "month"], 'M', false),
    (&["周", "个星期", "星期", "weeks", "week", "w"], 'W', false),
    (&["天", "日", "days", "day", "d"], 'D', false),
    (&["个小时", "小时", "时", "hours", "hour", "h"], 'H', true),
    (&["分钟", "分", "minutes", "minute", "min", "m"], 'M', true),
    (&["秒钟", "秒", "seconds", "second", "s"], 'S', true),
];

/// Reads a length of time: `3天`, `2小时30分`, `90 min`, `P3D`.
fn duration(text: &str) -> Result<Value, Fault> {
    let wrong = || Fault::new("not-a-duration");
    if text.starts_with('P') {
        let fits = Pattern::new(r"P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?")
            .is_some_and(|p| p.fits(text));
        return if fits && text.len() > 2 && !text.ends_with('T') { Ok(text.into()) } else { Err(wrong()) };
    }
    let (mut day, mut time) = (String::new(), String::new());
    let (mut rest, mut last) = (text, 0);
    while !rest.is_empty() {
        let digits: String = rest.chars().map_while(|c| char::from_digit(date::digit(c)?, 10)).collect();
        let width: usize = rest.chars().take(digits.len()).map(char::len_utf8).sum();
        let after = rest[width..].trim_start();
        let unit = UNITS.iter().enumerate().skip(last).find_map(|(at, (words, letter, timed))| {
            words.iter().find_map(|word| after.strip_prefix(word)).map(|rest| (at, *letter, *timed, rest))
        });
        let Some((at, letter, timed, next)) = unit.filter(|_| (1..=9).contains(&digits.len())) else {
            return Err(wrong());
        };
        let out = if timed { &mut time } else { &mut day };
        out.push_str(&format!("{digits}{letter}"));
        (rest, last) = (next.trim_start(), at + 1);
    }
    let mark = if time.is_empty() { "" } else { "T" };
    Ok(format!("P{day}{mark}{time}").into())
}

/// Finds the choice that a text means.
fn choice(spec: &FieldSpec, text: &str) -> Result<Value, Fault> {
    let means = |word: &str| !word.is_empty() && (word == text || word.eq_ignore_ascii_case(text));
    let found = spec.of.iter().find(|choice| {
        means(&choice.value)
            || means(&choice.label.zh)
            || means(&choice.label.en)
            || choice.also.iter().any(|w| means(w))
    });
    if let Some(choice) = found {
        return Ok(Value::Text(Arc::clone(&choice.value)));
    }
    let words = |zh: bool| {
        let word = |choice: &super::Choice| {
            let label = if zh { &choice.label.zh } else { &choice.value };
            if label.is_empty() { choice.value.to_string() } else { label.to_string() }
        };
        spec.of.iter().map(word).collect::<Vec<_>>()
    };
    let all = spec
        .of
        .iter()
        .flat_map(|c| [&*c.value, &*c.label.zh].into_iter().chain(c.also.iter().map(String::as_str)));
    Err(Fault::new("unknown-choice")
        .arg("choices_zh", words(true).join("、"))
        .arg("choices_en", words(false).join(", "))
        .maybe("suggestion", did_you_mean(text, all)))
}

/// Reads the path of a file of the site: separators become `/`.
fn path(text: &str) -> Result<Value, Fault> {
    let drive =
        text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text[1..].starts_with([':', '：']);
    if drive || text.starts_with("\\\\") || text.to_ascii_lowercase().starts_with("file:") {
        return Err(Fault::new("local-path"));
    }
    if text.contains(['\n', '\r']) {
        return Err(Fault::new("text-line-break"));
    }
    Ok(if text.contains('\\') { text.replace('\\', "/").into() } else { text.into() })
}

/// Schemes that a web address may have.
const SCHEMES: &[&str] = &["http", "https", "ftp", "mailto", "tel"];

/// Reads a web address or a path on the site.
fn url(text: &str) -> Result<Value, Fault> {
    let wrong = || Fault::new("not-an-address");
    if text.contains(char::is_whitespace) || text.contains(['：', '，', '。']) {
        return Err(wrong());
    }
    match text.split_once(':') {
        Some((scheme, rest)) if !scheme.contains(['/', '.', '#', '?']) => {
            let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
            if known && !rest.trim_matches('/').is_empty() { Ok(text.into()) } else { Err(wrong()) }
        }
        _ => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, Label};
    use super::*;

    fn get(kind: FieldType, text: &str) -> Result<Value, &'static str> {
        let of = vec![Choice {
            value: "year-on-year".into(),
            label: Label { zh: "同比".into(), en: "year on year".into() },
            also: vec!["比上年".into()],
        }];
        let spec = FieldSpec { of, ..FieldSpec::default() };
        read(&spec, &kind, text).map_err(|fault| fault.code)
    }

    #[test]
    fn texts_stay_as_written() {
        for text in ["2020", "007", "yes", "1.0", "“通知”", "null"] {
            assert_eq!(get(FieldType::Text, text), Ok(text.into()));
        }
        assert_eq!(get(FieldType::Text, "甲\n乙"), Err("text-line-break"));
        assert_eq!(get(FieldType::Markdown, "甲\n乙\n"), Ok("甲\n乙".into()));
        assert_eq!(get(FieldType::Text, "  "), Ok(Value::Null));
    }

    #[test]
    fn numbers() {
        assert_eq!(get(FieldType::Int, "3600"), Ok(Value::Int(3600)));
        assert_eq!(get(FieldType::Int, "3,600"), Ok(Value::Int(3600)));
        assert_eq!(get(FieldType::Int, "３６００"), Ok(Value::Int(3600)));
        assert_eq!(get(FieldType::Int, "-3"), Ok(Value::Int(-3)));
        assert_eq!(get(FieldType::Decimal, "2.50"), Ok(Value::Decimal(2.5)));
        assert_eq!(get(FieldType::Decimal, "40"), Ok(Value::Int(40)));
        assert_eq!(get(FieldType::Int, "2.5"), Err("not-a-whole-number"));
        for text in
            ["3600余", "40%", "三千", "1e9", "inf", "NaN", "0x10", "36,00", "1,2", ",", "--1", "1.2.3"]
        {
            assert_eq!(get(FieldType::Decimal, text), Err("not-a-number"), "{text}");
        }
        assert_eq!(get(FieldType::Int, &"9".repeat(400)), Err("not-a-number"));
        assert!(get(FieldType::Int, &"9".repeat(30)).is_err());
    }

    #[test]
    fn number_faults_name_the_digits() {
        let fault = read(&FieldSpec::default(), &FieldType::Int, "约3600余人").expect_err("no number");
        assert_eq!(fault.args, [("digits", "3600".to_owned()), ("rest", "余人".to_owned())]);
    }

    #[test]
    fn other_types() {
        assert_eq!(get(FieldType::Bool, "是"), Ok(Value::Bool(true)));
        assert_eq!(get(FieldType::Bool, "No"), Ok(Value::Bool(false)));
        assert_eq!(get(FieldType::Bool, "也许"), Err("not-yes-no"));
        assert_eq!(get(FieldType::Enum, "同比"), Ok("year-on-year".into()));
        assert_eq!(get(FieldType::Enum, "Year-On-Year"), Ok("year-on-year".into()));
        assert_eq!(get(FieldType::Enum, "环比"), Err("unknown-choice"));
        assert_eq!(get(FieldType::Datetime, "2020年7月6日 9:30"), Ok("2020-07-06T09:30".into()));
        assert_eq!(get(FieldType::Date, "近日"), Err("not-a-date"));
        assert_eq!(get(FieldType::Date, "2020-07"), Err("date-too-coarse"));
    }

    #[test]
    fn durations() {
        for (text, iso) in [
            ("3天", "P3D"),
            ("2小时30分", "PT2H30M"),
            ("90 min", "PT90M"),
            ("１年6个月", "P1Y6M"),
            ("P1DT2H", "P1DT2H"),
        ] {
            assert_eq!(get(FieldType::Duration, text), Ok(iso.into()), "{text}");
        }
        for text in ["很久", "3", "天", "3天3天", "3天x", "P", "PT", "PX", "99999999999天"] {
            assert_eq!(get(FieldType::Duration, text), Err("not-a-duration"), "{text}");
        }
    }

    #[test]
    fn paths_and_addresses() {
        assert_eq!(get(FieldType::File, "附件\\通知 (1).pdf"), Ok("附件/通知 (1).pdf".into()));
        for text in ["C:\\Users\\a.jpg", "d:/a.jpg", "\\\\server\\a.jpg", "file:///a.jpg"] {
            assert_eq!(get(FieldType::Image, text), Err("local-path"), "{text}");
        }
        for text in ["https://example.com/a", "/dwjs/t20200706_1.shtml", "a/b.html#c", "mailto:a@example.com"]
        {
            assert_eq!(get(FieldType::Url, text), Ok(text.into()));
        }
        for text in ["http：//example.com", "javascript:alert(1)", "https://", "a b", "见附件。"] {
            assert_eq!(get(FieldType::Url, text), Err("not-an-address"), "{text}");
        }
    }
}
