//! The clock: the only place of the program that asks what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, tz::Offset};

/// Hours east of Greenwich of the zone in which moments are told: China has one zone.
const ZONE: i8 = 8;

/// Returns today's date as `2026-12-01` in a zone that is `hours` east of Greenwich.
pub fn today(hours: i8) -> String {
    let offset = Offset::constant(hours);
    offset.to_datetime(Timestamp::now()).date().to_string()
}

/// Returns the present moment as `2026-12-01T09:30:05+08:00` in a zone that is `hours` east of Greenwich.
pub fn moment(hours: i8) -> String {
    let offset = Offset::constant(hours);
    let time = offset.to_datetime(Timestamp::now());
    let clock = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    format!("{}T{clock}{}{:02}:00", time.date(), if hours < 0 { '-' } else { '+' }, hours.abs())
}

/// Returns the present moment in nanoseconds since 1970, to judge how fresh a file's time is.
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

/// Returns a system time in nanoseconds since 1970; times before count as negative.
pub fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

/// Returns the present moment in China as `2026-12-01 09:30:00`, for people.
pub fn moment_for_people() -> String {
    let offset = Offset::constant(ZONE);
    offset.to_datetime(Timestamp::now()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
