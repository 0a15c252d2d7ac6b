//! Dates and times as editors write them, and as pages show them.
//!
//! A [`Moment`] says only what was written: a year, a month, a day or a time of a day. This module must not know the
//! clock or time zones.

mod read;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A date with as much as was written of it: `2019`, `2019-08`, `2019-08-01` or `2019-08-01T09:30:00+08:00`.
///
/// *Invariants:* a day has a month and a time has a day; [`Moment::parse`] and [`Moment::of_day`] give no others.
/// *Order:* by what was written; less comes before more (`2019` before `2019-01`), and the offset only breaks ties.
/// *Shape:* serialised as its ISO text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    /// Year, 1–9999.
    pub year: i32,
    /// Month, 1–12.
    pub month: Option<u8>,
    /// Day of the month, 1–31.
    pub day: Option<u8>,
    /// Hour, minute and second on the clock at that place.
    pub time: Option<(u8, u8, u8)>,
    /// Offset from UTC in minutes, if it was written.
    pub offset: Option<i16>,
}

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// It does not look like a date.
    NotADate,
    /// It looks like a date whose year is not written with four digits: `20年7月6日`.
    YearNotFourDigits,
    /// It looks like a date with the year behind: `7/6/2020`.
    YearLast,
    /// A date with something behind it.
    TextBehind {
        /// What is behind, as written but half width.
        rest: String,
    },
    /// There is no such month.
    NoSuchMonth {
        /// Number of the month as written.
        month: u32,
    },
    /// The month has no such day: February 2020 has 29 days.
    NoSuchDay {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day as written.
        day: u32,
        /// Days the month has.
        days: u8,
    },
    /// The clock shows no such time.
    NoSuchTime {
        /// Hour, minute, second as written.
        time: (u32, u32, u32),
    },
}

impl Moment {
    /// Returns the date of a text as editors write it.
    ///
    /// *Shape:* `2020-07-06`, `2020-7-6`, `2020/7/6`, `2020.7.6`, `20200706`, `2020年7月6日`, `二〇二〇年七月六日`, `2019年8月`,
    /// `2019`, each in full-width digits too; a day may be followed by a time: `09:30`, `9:30:15`, `T09:30:00+08:00`,
    /// `9时30分`, `下午3点半`.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        read::moment(text)
    }

    /// Returns the date of a day, or the problem with it.
    pub fn of_day(year: i32, month: u8, day: u8) -> Result<Self, DateProblem> {
        read::checked_day(year, month.into(), day.into())
    }

    /// Returns the text of the ISO standard: `2019`, `2019-08`, `2019-08-01`, `2019-08-01T09:30:00+08:00`.
    pub fn to_iso(self) -> String {
        let mut text = self.to_iso_date();
        if let Some((hour, minute, second)) = self.time {
            text += &format!("T{hour:02}:{minute:02}:{second:02}");
            text += &self.offset.map(written_offset).unwrap_or_default();
        }
        text
    }

    /// Returns the date alone: `2020-07-06`, or as much as there is.
    pub fn to_iso_date(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            (None, _) => format!("{:04}", self.year),
        }
    }

    /// Returns the date in Chinese: `2020年7月6日`, or as much as there is.
    pub fn to_chinese_date(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{}年{month}月{day}日", self.year),
            (Some(month), None) => format!("{}年{month}月", self.year),
            (None, _) => format!("{}年", self.year),
        }
    }

    /// Returns the hour and minute: `09:30`.
    pub fn to_clock(self) -> Option<String> {
        self.time.map(|(hour, minute, _)| format!("{hour:02}:{minute:02}"))
    }

    /// Returns the number of the day, counted from 1 January 1970; `None` for a date without a day.
    pub fn day_number(self) -> Option<i64> {
        Some(days_from_civil(self.year.into(), self.month?.into(), self.day?.into()))
    }

    /// Returns the number of the last day that the date can mean: of a month, its last.
    pub fn last_day(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month.unwrap_or(12)));
        let next_month = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        self.day_number().unwrap_or_else(|| days_from_civil(next_month.0, next_month.1, 1) - 1)
    }

    /// Returns the span of days from this date to another: `2019年8月1日—3日`, without saying anything twice.
    pub fn to_chinese_range(self, end: Self) -> String {
        let start = self.to_chinese_date();
        let full = end.to_chinese_date();
        if start == full {
            return start;
        }
        let both_days = self.day.is_some() && end.day.is_some();
        let both_months =
            self.month.is_some() && end.month.is_some() && self.day.is_some() == end.day.is_some();
        let shared = if self.year == end.year && self.month == end.month && both_days {
            full.rfind('月').map_or(0, |at| at + '月'.len_utf8())
        } else if self.year == end.year && both_months {
            full.find('年').map_or(0, |at| at + '年'.len_utf8())
        } else {
            0
        };
        format!("{start}—{}", &full[shared..])
    }
}

/// Returns the number of a day since 1970.
///
/// *Source:* H. Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns an offset from UTC: `+08:00`, `Z`.
fn written_offset(minutes: i16) -> String {
    if minutes == 0 {
        return "Z".to_string();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate => f.write_str("not a date"),
            Self::YearNotFourDigits => f.write_str("the year needs four digits"),
            Self::YearLast => f.write_str("the year must come first"),
            Self::TextBehind { rest } => write!(f, "text behind the date: {rest}"),
            Self::NoSuchMonth { month } => write!(f, "there is no month {month}"),
            Self::NoSuchDay { year, month, day, days } => {
                write!(f, "there is no day {day}: month {month} of {year} has {days} days")
            }
            Self::NoSuchTime { time: (hour, minute, second) } => {
                write!(f, "there is no time {hour}:{minute:02}:{second:02}")
            }
        }
    }
}

impl std::error::Error for DateProblem {}

impl FromStr for Moment {
    type Err = DateProblem;

    fn from_str(text: &str) -> Result<Self, DateProblem> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Moment {
    type Error = DateProblem;

    fn try_from(text: String) -> Result<Self, DateProblem> {
        Self::parse(&text)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_iso()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u8, day: u8) -> Moment {
        Moment::of_day(year, month, day).unwrap()
    }

    #[test]
    fn days_have_numbers() {
        let number = |text: &str| Moment::parse(text).unwrap().day_number();
        assert_eq!(number("1970-01-01"), Some(0));
        assert_eq!(number("2000-03-01"), Some(11_017));
        assert_eq!(number("2020-02-29").map(|day| day + 1), number("2020-03-01"));
        assert_eq!(number("2021-01-01").zip(number("2020-01-01")).map(|(a, b)| a - b), Some(366));
        assert_eq!(number("2020-06"), None);
        let last = |text: &str| Some(Moment::parse(text).unwrap().last_day());
        assert_eq!(last("2020-02"), number("2020-02-29"));
        assert_eq!(last("2020-12"), number("2020-12-31"));
        assert_eq!(last("2020"), number("2020-12-31"));
        assert_eq!(last("2020-06-03"), number("2020-06-03"));
    }

    #[test]
    fn shown_as_pages_show_it() {
        let moment = Moment::parse("2020-07-06 09:30").unwrap();
        assert_eq!(moment.to_chinese_date(), "2020年7月6日");
        assert_eq!(moment.to_iso_date(), "2020-07-06");
        assert_eq!(moment.to_clock().as_deref(), Some("09:30"));
        assert_eq!(Moment::parse("2019年8月").unwrap().to_chinese_date(), "2019年8月");
        assert_eq!(Moment::parse("2019").unwrap().to_iso(), "2019");
        assert_eq!(day(2019, 8, 1).to_clock(), None);
    }

    #[test]
    fn ranges_say_nothing_twice() {
        let parse = |text| Moment::parse(text).unwrap();
        let range = |start, end| parse(start).to_chinese_range(parse(end));
        assert_eq!(range("2019-08-01", "2019-08-03"), "2019年8月1日—3日");
        assert_eq!(range("2019-08-01", "2019-09-03"), "2019年8月1日—9月3日");
        assert_eq!(range("2019-08-01", "2020-08-03"), "2019年8月1日—2020年8月3日");
        assert_eq!(range("2019-08", "2019-10"), "2019年8月—10月");
        assert_eq!(range("2019", "2021"), "2019年—2021年");
        assert_eq!(range("2019-08-01", "2019-08-01T09:00"), "2019年8月1日");
        assert_eq!(range("2019", "2019-08-01"), "2019年—2019年8月1日");
        assert_eq!(range("2019-08", "2019-08-03"), "2019年8月—2019年8月3日");
    }

    #[test]
    fn ordered_by_time() {
        let texts =
            ["2018", "2019", "2019-01", "2019-01-01", "2019-01-01T08:00", "2019-01-02", "2019-02", "2020"];
        let moments: Vec<_> = texts.iter().map(|text| Moment::parse(text).unwrap()).collect();
        assert!(moments.is_sorted());
    }

    #[test]
    fn serialised_as_text() {
        let moment = Moment::parse("2020-07-06T09:30:00+08:00").unwrap();
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(text, r#""2020-07-06T09:30:00+08:00""#);
        assert_eq!(serde_json::from_str::<Moment>(&text).unwrap(), moment);
        assert!(
            serde_json::from_str::<Moment>(r#""2020-02-30""#).unwrap_err().to_string().contains("29 days")
        );
    }

    fn moments() -> impl Strategy<Value = Moment> {
        let time = proptest::option::of((0u8..24, 0u8..60, 0u8..60));
        let offset = proptest::option::of(-14i16 * 60..=14 * 60);
        (1i32..=9999, 1u8..=12, 1u8..=28, 0usize..4, time, offset).prop_map(
            |(year, month, day, parts, time, offset)| {
                let time = time.filter(|_| parts > 2);
                Moment {
                    year,
                    month: (parts > 0).then_some(month),
                    day: (parts > 1).then_some(day),
                    time,
                    offset: offset.filter(|_| time.is_some()),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn round_trip(moment in moments()) {
            prop_assert_eq!(Moment::parse(&moment.to_iso()), Ok(moment));
            let date = Moment { time: None, offset: None, ..moment };
            prop_assert_eq!(Moment::parse(&date.to_iso_date()), Ok(date));
            if moment.year > 999 {
                prop_assert_eq!(Moment::parse(&date.to_chinese_date()), Ok(date));
            }
        }

        #[test]
        fn never_panics(text in "[0-9０-９年月日时分/.:T+Z一二十〇 -]{0,30}") {
            if let Ok(moment) = Moment::parse(&text) {
                prop_assert_eq!(Moment::parse(&moment.to_iso()), Ok(moment));
            }
        }
    }
}
