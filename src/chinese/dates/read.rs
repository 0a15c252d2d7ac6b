//! Reads a date out of what an editor typed.

use super::{DateProblem, Moment};
use crate::chinese::fold::half_width;
use crate::chinese::numerals;

/// Longest text that is looked at. *Units:* bytes.
const MAX_TEXT: usize = 120;

/// Returns the date a text says.
pub(super) fn moment(text: &str) -> Result<Moment, DateProblem> {
    let text = text.trim();
    if text.len() > MAX_TEXT {
        return Err(DateProblem::NotADate);
    }
    let text = half_width(text);
    let mut reader = Reader { rest: text.trim() };
    let mut moment = reader.date()?;
    if moment.day.is_some() && !reader.rest.is_empty() {
        (moment.time, moment.offset) = reader.time()?;
    }
    if reader.rest.is_empty() {
        Ok(moment)
    } else {
        Err(DateProblem::TextBehind { rest: reader.rest.to_string() })
    }
}

/// Returns a date whose day exists.
pub(super) fn checked_day(year: i32, month: u32, day: u32) -> Result<Moment, DateProblem> {
    let moment = checked_month(year, month)?;
    let month = month as u8;
    let days = days_of(year, month);
    if !(1..=u32::from(days)).contains(&day) {
        return Err(DateProblem::NoSuchDay { year, month, day, days });
    }
    Ok(Moment { day: Some(day as u8), ..moment })
}

/// Returns a date whose month exists.
fn checked_month(year: i32, month: u32) -> Result<Moment, DateProblem> {
    if !(1..=12).contains(&month) {
        return Err(DateProblem::NoSuchMonth { month });
    }
    Ok(Moment { month: Some(month as u8), ..checked_year(year)? })
}

/// Returns a date whose year exists.
fn checked_year(year: i32) -> Result<Moment, DateProblem> {
    if !(1..=9999).contains(&year) {
        return Err(DateProblem::NotADate);
    }
    Ok(Moment { year, month: None, day: None, time: None, offset: None })
}

/// Returns the number of days of a month.
fn days_of(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What is left to read.
struct Reader<'a> {
    rest: &'a str,
}

/// A number as written.
struct Number {
    value: u32,
    /// Characters it was written with.
    length: usize,
}

impl<'a> Reader<'a> {
    /// Reads a date down to the day, or as much of it as is there.
    fn date(&mut self) -> Result<Moment, DateProblem> {
        let whole = self.rest;
        let first = self.number(8).ok_or(DateProblem::NotADate)?;
        if first.length == 8 {
            return checked_day((first.value / 10_000) as i32, first.value / 100 % 100, first.value % 100);
        }
        if first.length != 4 {
            return Err(problem_of_year(whole, &first));
        }
        let year = first.value as i32;
        if self.mark(&['年']).is_some() {
            return self.named_month(year);
        }
        match self.mark(&['-', '/', '.', '\u{2010}', '\u{2011}']) {
            Some(separator) => self.plain_month(year, separator),
            None => checked_year(year),
        }
    }

    /// Reads `7月6日`, `7月` or nothing behind a year.
    fn named_month(&mut self, year: i32) -> Result<Moment, DateProblem> {
        let Some(month) = self.number(2) else { return checked_year(year) };
        self.mark(&['月']).ok_or(DateProblem::NotADate)?;
        let Some(day) = self.number(2) else { return checked_month(year, month.value) };
        self.mark(&['日', '号']);
        checked_day(year, month.value, day.value)
    }

    /// Reads `7-6` or `7` behind a year and a separator.
    fn plain_month(&mut self, year: i32, separator: char) -> Result<Moment, DateProblem> {
        let month = self.number(2).ok_or(DateProblem::NotADate)?;
        if self.mark(&[separator]).is_none() {
            return checked_month(year, month.value);
        }
        let day = self.number(2).ok_or(DateProblem::NotADate)?;
        let date = checked_day(year, month.value, day.value)?;
        let apart = !self.rest.starts_with(|c: char| c.is_ascii_digit());
        if apart { Ok(date) } else { Err(DateProblem::NotADate) }
    }

    /// Reads a time of day and its offset from UTC.
    #[expect(clippy::type_complexity, reason = "the two fields of a moment")]
    fn time(&mut self) -> Result<(Option<(u8, u8, u8)>, Option<i16>), DateProblem> {
        self.rest = self.rest.trim_start_matches([' ', 'T', 't', ',']);
        let behind = self.rest;
        let shift = self.half_of_day();
        let Some(hour) = self.number(2) else {
            self.rest = behind;
            return Ok((None, None));
        };
        let (minute, second) = self.minutes().ok_or_else(|| text_behind(behind))?;
        let hour = match shift {
            Some(12) if hour.value < 12 => hour.value + 12,
            _ => hour.value,
        };
        if hour > 23 || minute > 59 || second > 59 {
            return Err(DateProblem::NoSuchTime { time: (hour, minute, second) });
        }
        let offset = self.offset()?;
        Ok((Some((hour as u8, minute as u8, second as u8)), offset))
    }

    /// Reads 上午, 下午 and the like; returns the hours it adds to a small hour.
    fn half_of_day(&mut self) -> Option<u32> {
        const HALVES: [(&str, u32); 6] =
            [("上午", 0), ("下午", 12), ("晚上", 12), ("早上", 0), ("凌晨", 0), ("中午", 0)];
        let (word, hours) = HALVES.iter().find(|(word, _)| self.rest.starts_with(word))?;
        self.rest = self.rest[word.len()..].trim_start();
        Some(*hours)
    }

    /// Reads what follows an hour: `:30`, `:30:15`, `时30分`, `点半`, `时`. An hour needs one of them.
    fn minutes(&mut self) -> Option<(u32, u32)> {
        if self.mark(&[':']).is_some() {
            let minute = self.number(2)?.value;
            let second = if self.mark(&[':']).is_some() { self.number(2)?.value } else { 0 };
            self.skip_fraction();
            return Some((minute, second));
        }
        self.mark(&['时', '点'])?;
        if self.mark(&['半']).is_some() {
            return Some((30, 0));
        }
        self.mark(&['整']);
        let Some(minute) = self.number(2) else { return Some((0, 0)) };
        self.mark(&['分']);
        let Some(second) = self.number(2) else { return Some((minute.value, 0)) };
        self.mark(&['秒']);
        Some((minute.value, second.value))
    }

    /// Leaves out the fraction of a second.
    fn skip_fraction(&mut self) {
        if let Some(fraction) = self.rest.strip_prefix('.') {
            self.rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }

    /// Reads `Z`, `+08:00` or `+0800`.
    fn offset(&mut self) -> Result<Option<i16>, DateProblem> {
        if self.mark(&['Z', 'z']).is_some() {
            return Ok(Some(0));
        }
        let behind = self.rest;
        let Some(sign) = self.mark(&['+', '-']) else { return Ok(None) };
        let hours = self.number(2).ok_or_else(|| text_behind(behind))?.value as i16;
        self.mark(&[':']);
        let minutes = self.number(2).map_or(0, |number| number.value as i16);
        if hours * 60 + minutes > 14 * 60 || minutes > 59 {
            return Err(text_behind(behind));
        }
        let offset = hours * 60 + minutes;
        Ok(Some(if sign == '-' { -offset } else { offset }))
    }

    /// Reads one of the marks, with spaces around it.
    fn mark(&mut self, marks: &[char]) -> Option<char> {
        let rest = self.rest.trim_start();
        let found = rest.chars().next().filter(|c| marks.contains(c))?;
        self.rest = rest[found.len_utf8()..].trim_start();
        Some(found)
    }

    /// Reads a number of at most so many digits, or a Chinese numeral.
    fn number(&mut self, digits: usize) -> Option<Number> {
        let run = self.rest.bytes().take(digits).take_while(u8::is_ascii_digit).count();
        if run > 0 {
            let value = self.take(run).parse().ok()?;
            return Some(Number { value, length: run });
        }
        let end = self.rest.find(|c| !numerals::is_numeral(c)).unwrap_or(self.rest.len());
        let value = numerals::integer(&self.rest[..end]).and_then(|value| u32::try_from(value).ok())?;
        Some(Number { value, length: self.take(end).chars().count() })
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

fn text_behind(rest: &str) -> DateProblem {
    DateProblem::TextBehind { rest: rest.to_string() }
}

/// Tells what is wrong with a text that does not begin with a year of four digits.
fn problem_of_year(text: &str, first: &Number) -> DateProblem {
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).map(str::trim).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let numbers = parts.iter().take(3).filter(|part| is_number(part)).count();
    let last_is_year = parts.get(2).is_some_and(|part| part.len() == 4 && is_number(part));
    if first.length > 2 || (numbers < 2 && !text.contains('年')) {
        DateProblem::NotADate
    } else if last_is_year {
        DateProblem::YearLast
    } else {
        DateProblem::YearNotFourDigits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_editors_write_them() {
        for (text, iso) in [
            ("2020-07-06", "2020-07-06"),
            ("2020-7-6", "2020-07-06"),
            ("2020/7/6", "2020-07-06"),
            ("2020.7.6", "2020-07-06"),
            ("20200706", "2020-07-06"),
            ("2020年7月6日", "2020-07-06"),
            ("2020 年 7 月 6 日", "2020-07-06"),
            ("２０２０年７月６日", "2020-07-06"),
            ("２０２０－０７－０６", "2020-07-06"),
            ("二〇二〇年七月六日", "2020-07-06"),
            ("二○一九年十二月三十一日", "2019-12-31"),
            ("2020年7月6号", "2020-07-06"),
            ("　2020-7-6　", "2020-07-06"),
            ("2019", "2019"),
            ("2019年", "2019"),
            ("二〇一九年", "2019"),
            ("2019年8月", "2019-08"),
            ("2019-8", "2019-08"),
            ("2019.08", "2019-08"),
            ("2020-02-29", "2020-02-29"),
            ("2000-2-29", "2000-02-29"),
        ] {
            assert_eq!(moment(text).map(Moment::to_iso), Ok(iso.to_string()), "{text}");
        }
    }

    #[test]
    fn times_as_editors_write_them() {
        for (text, iso) in [
            ("2020-07-06 09:30", "2020-07-06T09:30:00"),
            ("2020-07-06 9：30", "2020-07-06T09:30:00"),
            ("2020-07-06T09:30:00+08:00", "2020-07-06T09:30:00+08:00"),
            ("2020-07-06T09:30:15.123Z", "2020-07-06T09:30:15Z"),
            ("2020-07-06 09:30:00 +0800", "2020-07-06T09:30:00+08:00"),
            ("2020-07-06T00:00:00-03:30", "2020-07-06T00:00:00-03:30"),
            ("2020年7月6日 9时30分", "2020-07-06T09:30:00"),
            ("2020年7月6日9时", "2020-07-06T09:00:00"),
            ("2020年7月6日上午9点半", "2020-07-06T09:30:00"),
            ("2020年7月6日下午3时5分20秒", "2020-07-06T15:05:20"),
            ("二〇二〇年七月六日下午三时", "2020-07-06T15:00:00"),
            ("2020年7月6日中午12点", "2020-07-06T12:00:00"),
        ] {
            assert_eq!(moment(text).map(Moment::to_iso), Ok(iso.to_string()), "{text}");
        }
    }

    #[test]
    fn what_does_not_exist() {
        let day = |year, month, day, days| DateProblem::NoSuchDay { year, month, day, days };
        let time = |hour, minute, second| DateProblem::NoSuchTime { time: (hour, minute, second) };
        for (text, problem) in [
            ("2020-02-30", day(2020, 2, 30, 29)),
            ("2019年2月29日", day(2019, 2, 29, 28)),
            ("1900-2-29", day(1900, 2, 29, 28)),
            ("2020-04-31", day(2020, 4, 31, 30)),
            ("2020-01-00", day(2020, 1, 0, 31)),
            ("2020-13-01", DateProblem::NoSuchMonth { month: 13 }),
            ("2020年0月", DateProblem::NoSuchMonth { month: 0 }),
            ("2020-07-06 24:00", time(24, 0, 0)),
            ("2020-07-06 09:60", time(9, 60, 0)),
            ("20200230", day(2020, 2, 30, 29)),
        ] {
            assert_eq!(moment(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        let behind = |rest: &str| DateProblem::TextBehind { rest: rest.to_string() };
        for (text, problem) in [
            ("", DateProblem::NotADate),
            ("近日", DateProblem::NotADate),
            ("0000", DateProblem::NotADate),
            ("202007", DateProblem::NotADate),
            ("2020年7", DateProblem::NotADate),
            ("2020-07-061", DateProblem::NotADate),
            ("2020-", DateProblem::NotADate),
            ("36", DateProblem::NotADate),
            ("20年7月6日", DateProblem::YearNotFourDigits),
            ("20-7-6", DateProblem::YearNotFourDigits),
            ("7/6/2020", DateProblem::YearLast),
            ("06.07.2020", DateProblem::YearLast),
            ("2020年7月6日左右", behind("左右")),
            ("2020年上半年", behind("上半年")),
            ("2020-07-06 9", behind("9")),
            ("2020-07-06 09:30（周一）", behind("(周一)")),
            ("2020-07-06T09:30+99:00", behind("+99:00")),
        ] {
            assert_eq!(moment(text), Err(problem), "{text}");
        }
        assert_eq!(moment(&"2020".repeat(250_000)), Err(DateProblem::NotADate));
        assert_eq!(moment(&"一".repeat(39)), Err(DateProblem::NotADate));
    }
}
