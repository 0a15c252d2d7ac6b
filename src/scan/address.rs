//! Addresses of homes: numbers of house, stair and flat one after the other.

use super::Kind;
use super::leaks::{Leak, before, head};
use super::numbers::digit_at;

/// Words after the numbers of an address, from the large to the small.
const UNITS: [&str; 12] = ["号楼", "号院", "单元", "弄", "巷", "栋", "幢", "座", "组", "号", "室", "户"];

/// The characters that these begin with.
const FIRST_OF_UNITS: [char; 10] = ['号', '单', '弄', '巷', '栋', '幢', '座', '组', '室', '户'];

/// Words that say that an address follows.
const NAMES: [&str; 6] = ["住址", "家住", "家庭地址", "现住", "居住地", "户籍地"];

/// Returns the address of a home whose first number begins at a place.
///
/// It has at least two numbers, and either a stair (`2单元501室`), which offices do not have, or a word before it that says what it is.
pub fn home(text: &str, start: usize) -> Option<Leak> {
    let mut at = start;
    let mut parts = Vec::new();
    while let Some((end, unit)) = part(text, at) {
        parts.push(unit);
        at = end;
    }
    if parts.is_empty() || is_inner(text, start) {
        return None;
    }
    let flat = parts.len() >= 2
        && parts.contains(&"单元")
        && matches!(parts.last(), Some(&("室" | "号" | "户" | "单元")));
    let named = || {
        parts.iter().any(|unit| matches!(*unit, "号" | "室" | "户" | "组" | "栋" | "幢"))
            && before(text, start, 90, &NAMES)
    };
    (flat || named()).then_some(Leak { kind: Kind::Address, range: start..at })
}

/// Tells whether the number before a place belongs to the same address: its first number tells of it.
fn is_inner(text: &str, start: usize) -> bool {
    let head = head(text, start, 12);
    UNITS.iter().any(|unit| {
        head.strip_suffix(unit)
            .is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)))
    })
}

/// Reads a number of at most five digits and the word after it.
fn part(text: &str, start: usize) -> Option<(usize, &'static str)> {
    let mut at = start;
    let mut count = 0;
    while let Some((_, width)) = digit_at(text.as_bytes(), at) {
        at += width;
        count += 1;
    }
    // Most numbers count something else.
    if !text[at..].starts_with(FIRST_OF_UNITS) {
        return None;
    }
    let unit = UNITS.into_iter().find(|unit| text[at..].starts_with(unit))?;
    (1..=5).contains(&count).then_some((at + unit.len(), unit))
}
