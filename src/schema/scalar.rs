//! From the text of one value to the value it means in a field.

use std::sync::Arc;

use super::pattern::Pattern;
use super::{Checksum, FieldSpec, FieldType, Precision};
use crate::base::Value;
use crate::chinese::{DateProblem, Moment};
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
        FieldType::Date => day(trimmed, spec.precision),
        FieldType::Datetime => moment(trimmed),
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
    if spec.numbered
        && let Some(fixed) = document_number(text)
    {
        return Err(Fault::new("document-brackets").arg("fixed", fixed));
    }
    if spec.checksum == Some(Checksum::Isbn)
        && let Err(digit) = isbn(text)
    {
        return Err(Fault::new("isbn-wrong").maybe("digit", digit));
    }
    if let Some(pattern) = &spec.pattern
        && !Pattern::new(pattern).is_none_or(|pattern| pattern.fits(text))
    {
        let help = &spec.pattern_help;
        return Err(Fault::new("pattern-mismatch")
            .maybe("wanted_zh", Some(&*help.zh).filter(|words| !words.is_empty()))
            .maybe("wanted_en", Some(&*help.en).filter(|words| !words.is_empty()))
            .maybe("pattern", Some(pattern).filter(|_| help.zh.is_empty() && help.en.is_empty()))
            .maybe("example", spec.example.as_deref()));
    }
    Ok(text.into())
}

/// Checks the number of a book; where only its last digit is wrong, the error says which one it should be. *Source:* ISO 2108.
fn isbn(text: &str) -> Result<(), Option<char>> {
    let marks: Vec<char> = text.chars().filter(|c| !matches!(c, '-' | ' ' | '－' | '—' | '–')).collect();
    let (last, head) = marks.split_last().ok_or(None)?;
    let head: Vec<u32> = head.iter().map(|c| digit(*c)).collect::<Option<_>>().ok_or(None)?;
    let weighted = |weight: fn(usize) -> u32| -> u32 {
        head.iter().enumerate().map(|(at, digit)| digit * weight(at)).sum()
    };
    let check = match head.len() {
        9 => (11 - weighted(|at| 10 - at as u32) % 11) % 11,
        12 if marks.starts_with(&['9', '7', '8']) || marks.starts_with(&['9', '7', '9']) => {
            (10 - weighted(|at| if at % 2 == 0 { 1 } else { 3 }) % 10) % 10
        }
        _ => return Err(None),
    };
    let wanted = char::from_digit(check, 10).unwrap_or('X');
    let given =
        digit(*last).and_then(|value| char::from_digit(value, 10)).unwrap_or(last.to_ascii_uppercase());
    if given == wanted { Ok(()) } else { Err(Some(wanted)) }
}

/// Brackets that are typed around the year of a document number instead of 〔〕.
const BRACKETS: [(char, char); 7] =
    [('[', ']'), ('［', '］'), ('(', ')'), ('（', '）'), ('【', '】'), ('〖', '〗'), ('〔', '〕')];

/// Returns a document number as it should be written, if a text is one that is written otherwise: the year in 〔〕, and the
/// number without 第 and leading zeros. *Source:* GB/T 9704—2012, 7.2.5.
fn document_number(text: &str) -> Option<String> {
    let (open, (left, right)) =
        text.char_indices().find_map(|(at, c)| Some((at, *BRACKETS.iter().find(|(left, _)| *left == c)?)))?;
    let (year, rest) = text[open + left.len_utf8()..].split_once(right)?;
    let year = year.trim().trim_end_matches('年');
    let narrow = |text: &str| -> String { text.chars().filter_map(narrow).collect() };
    let year = narrow(year);
    let number = rest.trim().strip_suffix('号')?.trim();
    let number = narrow(number.strip_prefix('第').unwrap_or(number).trim());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(&year) || !digits(&number) || text[..open].trim().is_empty() {
        return None;
    }
    let fixed = format!("{}〔{year}〕{}号", text[..open].trim(), number.trim_start_matches('0'));
    (fixed != text).then_some(fixed)
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
        _ => Some(digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)),
    }
}

/// Tells whether commas, if any, stand between groups of three digits.
fn grouped(text: &str) -> bool {
    let whole = text.split(['.', '．']).next().unwrap_or("");
    let groups = whole.split([',', '，']).skip(1);
    groups.into_iter().all(|group| group.chars().count() == 3 && group.chars().all(|c| digit(c).is_some()))
}

/// Tells whether a text is made of a sign, digits and a point, as people write numbers.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Explains what is wrong with a number; names the digits in it and what stands around them.
fn not_a_number(text: &str) -> Fault {
    let is_part = |c: char| digit(c).is_some() || matches!(c, '.' | ',');
    let digits: String = text.chars().skip_while(|c| !is_part(*c)).take_while(|c| is_part(*c)).collect();
    let rest = text.split_once(&digits).map_or("", |(_, rest)| rest.trim());
    let fault = Fault::new("not-a-number");
    if digits.trim_matches([',', '.']).is_empty() {
        return fault;
    }
    fault.arg("digits", digits).maybe("rest", Some(rest).filter(|rest| !rest.is_empty()))
}

/// Reads a day, or less as far as `precision` allows; `2020-07-06`.
fn day(text: &str, precision: Precision) -> Result<Value, Fault> {
    let date = dated(text)?;
    match date.to_clock() {
        Some(clock) => Err(Fault::new("not-a-date").arg("clock", clock)),
        None if date.day.is_none() && precision == Precision::Day => Err(Fault::new("date-too-coarse")),
        None if date.month.is_none() && precision == Precision::Month => Err(Fault::new("date-too-coarse")),
        None => Ok(date.to_iso_date().into()),
    }
}

/// Reads a day with or without a time: `2020-07-06`, `2020-07-06T09:30`; seconds only where they are not zero.
fn moment(text: &str) -> Result<Value, Fault> {
    let date = dated(text)?;
    if date.day.is_none() {
        return Err(Fault::new("date-too-coarse"));
    }
    let iso = date.to_iso();
    Ok(match date.time {
        // `2020-07-06T09:30:00+08:00`: the seconds stand at a fixed place.
        Some((_, _, 0)) => format!("{}{}", &iso[..16], &iso[19..]).into(),
        _ => iso.into(),
    })
}

/// First year that is taken for one: earlier ones are slips of the pen.
const FIRST_YEAR: i32 = 1000;

/// Reads a date as editors write it, and says what is wrong with one that cannot be.
fn dated(text: &str) -> Result<Moment, Fault> {
    let fault = || Fault::new("not-a-date");
    match Moment::parse(text) {
        Ok(moment) if moment.year < FIRST_YEAR => Err(fault()),
        Ok(moment) => Ok(moment),
        Err(DateProblem::NotADate) => Err(fault()),
        Err(DateProblem::YearNotFourDigits) => Err(fault().arg("full_year", "2020")),
        Err(DateProblem::YearLast) => Err(fault().arg("year_first", "2020-07-06")),
        Err(DateProblem::TextBehind { rest }) => Err(fault().arg("rest", rest)),
        Err(DateProblem::NoSuchMonth { month }) => Err(fault().arg("no_month", month.to_string())),
        Err(DateProblem::NoSuchDay { year, month, days, .. }) => {
            let (year, month) = (year.to_string(), month.to_string());
            Err(fault().arg("year", year).arg("month", month).arg("days", days.to_string()))
        }
        Err(DateProblem::NoSuchTime { time: (hour, minute, _) }) => {
            Err(fault().arg("no_time", format!("{hour}:{minute:02}")))
        }
    }
}

/// Returns the value of an ASCII or full-width digit.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
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
        let digits: String = rest.chars().map_while(|c| char::from_digit(digit(c)?, 10)).collect();
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
    fn dates() {
        let at = |precision, text: &str| {
            let spec = FieldSpec { precision, ..FieldSpec::default() };
            read(&spec, &FieldType::Date, text).map_err(|fault| fault.code)
        };
        for text in ["2020-7-6", "2020年7月6日", "２０２０/７/６", "20200706", "二〇二〇年七月六日"]
        {
            assert_eq!(at(Precision::Day, text), Ok("2020-07-06".into()), "{text}");
            assert_eq!(get(FieldType::Datetime, text), Ok("2020-07-06".into()), "{text}");
        }
        assert_eq!(at(Precision::Year, "2019年"), Ok("2019".into()));
        assert_eq!(at(Precision::Month, "2019年8月"), Ok("2019-08".into()));
        assert_eq!(at(Precision::Month, "2019"), Err("date-too-coarse"));
        assert_eq!(at(Precision::Day, "2019-08"), Err("date-too-coarse"));
        assert_eq!(at(Precision::Day, "2020-07-06 09:30"), Err("not-a-date"));
        for (text, iso) in [
            ("2020-7-6 9:30", "2020-07-06T09:30"),
            ("2020年7月6日9时30分", "2020-07-06T09:30"),
            ("2020年7月6日下午3点半", "2020-07-06T15:30"),
            ("2020-07-06 00:00:00", "2020-07-06T00:00"),
            ("2020-07-06 09:30:15", "2020-07-06T09:30:15"),
            ("2020-07-06T09:30:00+08:00", "2020-07-06T09:30+08:00"),
        ] {
            assert_eq!(get(FieldType::Datetime, text), Ok(iso.into()), "{text}");
        }
        for text in
            ["2021-02-29", "2020-13-01", "0020-1-1", "7月6日", "2020-07-06 25:00", "2020--1", "2020年x"]
        {
            assert_eq!(get(FieldType::Datetime, text), Err("not-a-date"), "{text}");
        }
    }

    #[test]
    fn faults_of_dates_say_what_is_wrong() {
        let fault = |text| read(&FieldSpec::default(), &FieldType::Date, text).expect_err("no date").args;
        assert_eq!(fault("2021-2-29")[2], ("days", "28".to_owned()));
        assert_eq!(fault("2020年上半年"), [("rest", "上半年".to_owned())]);
        assert_eq!(fault("7/6/2020")[0].0, "year_first");
        assert_eq!(fault("2020-07-06 09:30"), [("clock", "09:30".to_owned())]);
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
