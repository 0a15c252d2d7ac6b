//! Numbers written with Chinese numerals: 二〇二〇, 十二, 九千九百九十九, 壹佰.

/// Returns the value of a Chinese numeral, or `None` if the text is not one in whole.
///
/// Both ways of writing count: digit by digit (二〇二〇) and with units (二千零二十), up to 9999亿9999万9999. Financial
/// forms (壹拾) are read too. A unit left unsaid (一百五) is ambiguous and gives `None`.
pub fn integer(text: &str) -> Option<u64> {
    let by_digits = text.chars().all(|c| digit(c).is_some() && c != '两');
    if by_digits { positional(text) } else { with_units(text) }
}

/// Tells whether a character can stand in a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    digit(c).is_some() || small_unit(c).is_some() || large_unit(c).is_some()
}

/// Returns a number in Chinese numerals, as ordinals are written: 十二, 一百零五, 二千零二十.
///
/// *Units:* up to 999 999 999 999; larger numbers come back in digits.
pub fn chinese(number: u64) -> String {
    const LARGE: [(u64, &str); 3] = [(100_000_000, "亿"), (10_000, "万"), (1, "")];
    if number == 0 {
        return "〇".to_string();
    }
    if number >= 1_000_000_000_000 {
        return number.to_string();
    }
    let (mut text, mut rest) = (String::new(), number);
    for (unit, name) in LARGE {
        let section = rest / unit;
        rest %= unit;
        if section > 0 {
            push_section(&mut text, section);
            text.push_str(name);
        }
    }
    match text.strip_prefix("一十") {
        Some(after) => format!("十{after}"),
        None => text,
    }
}

/// Appends a number under 10 000, with 零 for what is skipped inside the whole.
fn push_section(text: &mut String, section: u64) {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut skipped = !text.is_empty() && section < 1000;
    let mut begun = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = section / unit % 10;
        if digit == 0 {
            skipped |= begun;
            continue;
        }
        if skipped {
            text.push('零');
        }
        text.push_str(DIGITS[digit as usize]);
        text.push_str(name);
        (skipped, begun) = (false, true);
    }
}

/// Returns the value of digits one after the other.
fn positional(text: &str) -> Option<u64> {
    let mut value: u64 = 0;
    for c in text.chars() {
        value = value.checked_mul(10)?.checked_add(digit(c)?)?;
    }
    (!text.is_empty()).then_some(value)
}

/// What has been read of a numeral with units.
#[derive(Default)]
struct Sum {
    /// Value of the finished sections (亿, 万).
    total: u64,
    /// Value of the section being read.
    section: u64,
    /// Digit that waits for its unit.
    digit: Option<u64>,
    /// Whether 零 came since the last unit.
    zero: bool,
    /// Last unit in this section, 0 at its start.
    unit: u64,
    /// Last large unit, 0 if none came yet.
    large: u64,
}

/// Returns the value of a numeral with units.
fn with_units(text: &str) -> Option<u64> {
    let mut sum = Sum::default();
    for c in text.chars() {
        if let Some(value) = digit(c) {
            sum.take_digit(value)?;
        } else if let Some(unit) = small_unit(c) {
            sum.take_small(unit)?;
        } else {
            sum.take_large(large_unit(c)?)?;
        }
    }
    sum.finish()
}

impl Sum {
    fn take_digit(&mut self, value: u64) -> Option<()> {
        if self.digit.is_some() {
            return None;
        }
        if value == 0 {
            self.zero = true;
        } else {
            self.digit = Some(value);
        }
        Some(())
    }

    fn take_small(&mut self, unit: u64) -> Option<()> {
        let falls = self.unit == 0 || unit < self.unit;
        let count = self.digit.take().or((unit == 10).then_some(1))?;
        self.section += count * unit;
        (self.unit, self.zero) = (unit, false);
        falls.then_some(())
    }

    fn take_large(&mut self, unit: u64) -> Option<()> {
        let falls = self.large == 0 || unit < self.large;
        self.section += self.last_digit()?;
        self.total += self.section * unit;
        let some = self.section > 0;
        (self.section, self.unit, self.large, self.zero) = (0, 0, unit, false);
        (falls && some).then_some(())
    }

    fn finish(mut self) -> Option<u64> {
        let last = self.last_digit()?;
        Some(self.total + self.section + last)
    }

    /// Returns the ones of a section. 一百五 could be 105 or 150, so a digit after a larger unit needs 零.
    fn last_digit(&mut self) -> Option<u64> {
        let alone = self.section == 0 && self.total == 0;
        match self.digit.take() {
            Some(digit) => (alone || self.unit == 10 || self.zero).then_some(digit),
            None => (!self.zero).then_some(0),
        }
    }
}

/// Returns the value of a digit.
fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Returns the value of a unit inside a section.
fn small_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Returns the value of a unit that closes a section.
fn large_unit(c: char) -> Option<u64> {
    Some(match c {
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numerals_of_all_kinds() {
        for (text, value) in [
            ("一", 1),
            ("〇", 0),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零五", 105),
            ("一百一十", 110),
            ("一百十二", 112),
            ("两千", 2000),
            ("二〇二〇", 2020),
            ("二○一九", 2019),
            ("九千九百九十九", 9999),
            ("一万零一", 10_001),
            ("十二万三千", 123_000),
            ("三亿零五十", 300_000_050),
            ("壹佰贰拾叁", 123),
        ] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_numeral() {
        for text in [
            "",
            "百",
            "十十",
            "一百五",
            "一万二",
            "一二百",
            "百千",
            "万",
            "一万亿",
            "十零",
            "二两",
            "甲",
            "1",
            "一十百",
        ] {
            assert_eq!(integer(text), None, "{text}");
        }
        assert_eq!(integer(&"九".repeat(1_000_000)), None);
        assert_eq!(integer(&"十".repeat(1_000_000)), None);
    }

    #[test]
    fn written_as_ordinals() {
        for (value, text) in [
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (105, "一百零五"),
            (2020, "二千零二十"),
            (10_010, "一万零一十"),
        ] {
            assert_eq!(chinese(value), text);
        }
        assert_eq!(chinese(110_000), "十一万");
        assert_eq!(chinese(u64::MAX), u64::MAX.to_string());
    }

    proptest! {
        #[test]
        fn round_trip(value in 0u64..1_000_000_000_000) {
            prop_assert_eq!(integer(&chinese(value)), Some(value));
        }

        #[test]
        fn small_round_trip(value in 0u64..30_000) {
            prop_assert_eq!(integer(&chinese(value)), Some(value));
        }

        #[test]
        fn never_panics(text in "[〇零一二两九十百千万亿]{0,40}") {
            let _ = integer(&text);
        }
    }
}
