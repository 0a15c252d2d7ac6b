//! Dates in the forms that editors write, as ISO text.

use super::Precision;

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has none of the known forms, or names a day that does not exist.
    Form,
    /// It says less than is needed.
    Coarse,
}

/// Returns the day in ISO form: `2020-07-06`, or shorter as far as `precision` allows.
pub fn day(text: &str, precision: Precision) -> Result<String, Fault> {
    let (date, rest) = read_date(text.trim()).ok_or(Fault::Form)?;
    if !rest.is_empty() {
        return Err(Fault::Form);
    }
    date.iso(precision)
}

/// Returns the day, with the time if there is one: `2020-07-06` or `2020-07-06T09:30`.
pub fn moment(text: &str) -> Result<String, Fault> {
    let (date, rest) = read_date(text.trim()).ok_or(Fault::Form)?;
    let day = date.iso(Precision::Day)?;
    let rest = rest.trim_start_matches(['T', 't', ' ', '\u{3000}']);
    if rest.is_empty() {
        return Ok(day);
    }
    let time = read_time(rest).ok_or(Fault::Form)?;
    Ok(format!("{day}T{time}"))
}

/// A date as far as it was given.
struct Date {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
}

impl Date {
    fn iso(&self, precision: Precision) -> Result<String, Fault> {
        match (self.month, self.day) {
            (Some(month), Some(day)) => Ok(format!("{:04}-{month:02}-{day:02}", self.year)),
            (Some(month), None) if precision <= Precision::Month => {
                Ok(format!("{:04}-{month:02}", self.year))
            }
            (None, None) if precision == Precision::Year => Ok(format!("{:04}", self.year)),
            _ => Err(Fault::Coarse),
        }
    }
}

/// Reads a date at the start of a text; returns it and the rest.
fn read_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = number(text, 4)?;
    if !(1000..=9999).contains(&year) {
        return None;
    }
    let date = |month, day| Date { year, month, day };
    let Some(rest) = rest.strip_prefix(['-', '/', '.', '年', '－', '．']) else {
        return Some((date(None, None), rest));
    };
    if rest.trim().is_empty() {
        return Some((date(None, None), ""));
    }
    let (month, rest) = number(rest.trim_start(), 2).filter(|(month, _)| (1..=12).contains(month))?;
    let Some(rest) = rest.strip_prefix(['-', '/', '.', '月', '－', '．']) else {
        return Some((date(Some(month), None), rest));
    };
    if rest.trim().is_empty() {
        return Some((date(Some(month), None), ""));
    }
    let (day, rest) =
        number(rest.trim_start(), 2).filter(|&(day, _)| (1..=days(year, month)).contains(&day))?;
    Some((date(Some(month), Some(day)), rest.trim_start_matches(['日', '号'])))
}

/// Reads a time; returns `HH:MM`, with seconds if they are not zero.
fn read_time(text: &str) -> Option<String> {
    let (hour, rest) = number(text, 2).filter(|&(hour, _)| hour < 24)?;
    let rest = rest.strip_prefix([':', '：', '时', '点'])?;
    if rest.is_empty() {
        return Some(format!("{hour:02}:00"));
    }
    let (minute, rest) = number(rest, 2).filter(|&(minute, _)| minute < 60)?;
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let Some(rest) = rest.strip_prefix([':', '：']) else {
        return rest.is_empty().then(|| format!("{hour:02}:{minute:02}"));
    };
    let (second, rest) = number(rest, 2).filter(|&(second, _)| second < 60)?;
    rest.is_empty().then(|| match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    })
}

/// Reads at most `most` digits, ASCII or full-width; returns the number and the rest.
fn number(text: &str, most: usize) -> Option<(u32, &str)> {
    let mut value = 0;
    let mut end = 0;
    for (at, c) in text.char_indices().take(most) {
        let Some(digit) = digit(c) else { break };
        value = value * 10 + digit;
        end = at + c.len_utf8();
    }
    let more = text[end..].chars().next().and_then(digit).is_some();
    (end > 0 && !more).then(|| (value, &text[end..]))
}

/// Returns the value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Returns the number of days of a month.
fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_forms() {
        for text in [
            "2020-07-06",
            "2020-7-6",
            "2020/7/6",
            "2020.7.6",
            "2020年7月6日",
            "２０２０年７月６日",
            " 2020年 7月 6日 ",
        ] {
            assert_eq!(day(text, Precision::Day).as_deref(), Ok("2020-07-06"), "{text}");
            assert_eq!(moment(text).as_deref(), Ok("2020-07-06"), "{text}");
        }
        for text in [
            "2020-07-06 09:30",
            "2020-7-6 9:30",
            "2020-07-06T09:30:00",
            "2020年7月6日9时30分",
            "2020年7月6日 9：30",
        ] {
            assert_eq!(moment(text).as_deref(), Ok("2020-07-06T09:30"), "{text}");
        }
        assert_eq!(moment("2020-07-06 09:30:15").as_deref(), Ok("2020-07-06T09:30:15"));
    }

    #[test]
    fn precision() {
        assert_eq!(day("2019", Precision::Year).as_deref(), Ok("2019"));
        assert_eq!(day("2019年", Precision::Year).as_deref(), Ok("2019"));
        assert_eq!(day("2019年8月", Precision::Month).as_deref(), Ok("2019-08"));
        assert_eq!(day("2019", Precision::Month), Err(Fault::Coarse));
        assert_eq!(day("2019-08", Precision::Day), Err(Fault::Coarse));
        assert_eq!(moment("2019"), Err(Fault::Coarse));
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "近日",
            "2020-13-01",
            "2021-02-29",
            "2020-04-31",
            "20200706",
            "2020-07-06 25:00",
            "0020-1-1",
            "2020-07-06 09:30 x",
            "2020-07-06x",
            "7月6日",
            "２０２０－０７",
            "2020--1",
            "2020年x",
        ] {
            assert!(moment(text).is_err() || day(text, Precision::Day).is_err(), "{text}");
        }
        assert_eq!(day("2020-02-29", Precision::Day).as_deref(), Ok("2020-02-29"));
    }
}
