//! Personal data and secrecy marks in a text, with their places.

use std::ops::Range;

use super::{Kind, address, identity, marks, numbers};

/// One find in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// Whether fixed telephones are wanted: those of offices stand on most pages of a site that says how to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phones {
    /// Look for them.
    Wanted,
    /// Leave them alone.
    Unwanted,
}

/// Returns all finds of a text, in order, none inside another.
pub fn find(text: &str, phones: Phones) -> Vec<Leak> {
    let mut found = Vec::new();
    by_digits(text, phones, &mut found);
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        found.extend(identity::mail(text, at));
    }
    marks::find(text, &mut found);
    found.sort_by_key(|leak| (leak.range.start, usize::MAX - leak.range.end));
    apart(found)
}

/// Returns finds of which none overlap: of two the graver stays, as the kinds are ordered.
fn apart(found: Vec<Leak>) -> Vec<Leak> {
    let mut kept: Vec<Leak> = Vec::with_capacity(found.len());
    for leak in found {
        match kept.last_mut() {
            Some(last) if leak.range.start < last.range.end => {
                if leak.kind < last.kind {
                    *last = leak;
                }
            }
            _ => kept.push(leak),
        }
    }
    kept
}

/// Adds what begins with a digit, or is told by one.
fn by_digits(text: &str, phones: Phones, found: &mut Vec<Leak>) {
    let forms = numbers::Forms::of(text);
    let mut from = 0;
    while let Some(at) = numbers::next_digit(text.as_bytes(), from, forms) {
        let end = numbers::run_end(text, at);
        // Short numbers are most: only with a letter or a word of an address beside them do they tell anything.
        if end - at >= 7 {
            numbers::Run::read(text, at).leaks(text, phones, found);
        }
        found.extend(identity::token(text, at));
        found.extend(address::home(text, at));
        from = end;
    }
}

/// Tells whether the character at a place is of a kind.
pub(super) fn follows(text: &str, at: usize, is: impl Fn(char) -> bool) -> bool {
    text[at..].chars().next().is_some_and(is)
}

/// Tells whether one of some words stands within so many bytes before a place, in the same line.
pub(super) fn before(text: &str, at: usize, reach: usize, words: &[&str]) -> bool {
    let head = head(text, at, reach);
    words.iter().any(|word| head.contains(word))
}

/// Returns at most so many bytes before a place, of the same line.
pub(super) fn head(text: &str, at: usize, reach: usize) -> &str {
    let mut start = at.saturating_sub(reach);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let head = &text[start..at];
    head.rfind('\n').map_or(head, |line| &head[line + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::checksum::checksum;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(Kind, &str)> {
        find(text, Phones::Wanted).into_iter().map(|leak| (leak.kind, &text[leak.range])).collect()
    }

    #[test]
    fn numbers_of_people() {
        use Kind::*;
        for (text, kind, part) in [
            ("身份证11010519491231002X。", Identity, "11010519491231002X"),
            ("证号 110105 19491231 002x", Identity, "110105 19491231 002x"),
            ("１１０１０５１９４９１２３１００２Ｘ", Identity, "１１０１０５１９４９１２３１００２Ｘ"),
            ("老号110105491231002在用", Identity, "110105491231002"),
            ("身份证号：110105194912310021", Identity, "110105194912310021"),
            ("请打13812345678找某同志", Mobile, "13812345678"),
            ("138-1234-5678", Mobile, "138-1234-5678"),
            ("１３８　１２３４　５６７８", Mobile, "１３８　１２３４　５６７８"),
            ("+86 13812345678", Mobile, "86 13812345678"),
            ("2020-06-01 13812345678", Mobile, "13812345678"),
            ("|甲|13812345678|", Mobile, "13812345678"),
            ("卡号6222 0210 0111 2222 333", Card, "6222 0210 0111 2222 333"),
            ("4111111111111111", Card, "4111111111111111"),
            ("0551-62345678", Telephone, "0551-62345678"),
            ("（0551）62345678", Telephone, "62345678"),
            ("联系电话：62345678", Telephone, "62345678"),
            ("护照号码：E12345678", Document, "E12345678"),
            ("车牌皖A12345", Plate, "皖A12345"),
            ("京A·F1234停在", Plate, "京A·F1234"),
            ("皖AD12345新能源", Plate, "皖AD12345"),
            ("邮箱mou.tongzhi@example.com。", Mail, "mou.tongzhi@example.com"),
            ("寄13812345678@example.com", Mobile, "13812345678"),
            ("家住幸福路12号3栋2单元501室", Address, "12号3栋2单元501室"),
            ("住址：甲村3组15号", Address, "3组15号"),
        ] {
            assert_eq!(all(text), [(kind, part)], "{text}");
        }
    }

    #[test]
    fn marks_of_secrecy() {
        for text in [
            "秘密★1年",
            "机密 ★ 长期",
            "绝密☆",
            "密级：机密",
            "**内部资料 注意保存**",
            "内部明电",
            "特急",
            "公开属性：不予公开",
            "机密★",
        ] {
            assert_eq!(
                all(text).iter().map(|(kind, _)| *kind).collect::<Vec<_>>(),
                [Kind::Secrecy],
                "{text}"
            );
        }
        for text in [
            "保守国家秘密，人人有责",
            "不得泄露内部资料和工作秘密",
            "商业秘密3项",
            "这件事特急，请速办，多谢各位同事支持",
            "成功的秘密",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "/dwjs/202007/t20200706_2869751.shtml",
            "2020-07-06 09:30",
            "投资13800000000元",
            "ISBN 978-7-5000-1234-5",
            "示院发〔2020〕8号",
            "3600余人，同比增长40%",
            "3.14159265358979",
            "138****1234",
            "35*************123",
            "a13812345678b",
            "0x13812345678",
            "20200101 20201231",
            "A4纸12张",
            "G1234次",
            "第3号楼501室开会",
            "12号会议室",
            "@media print",
            "user@",
            "a @ b",
            "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
            "id=13812345678",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    #[test]
    fn phones_of_offices_may_be_left_alone() {
        assert_eq!(find("0551-62345678", Phones::Unwanted), []);
    }

    proptest! {
        #[test]
        fn ranges_are_right_in_any_text(text in "[一-龥０-９0-9 \\-X@★密内部A-Za-z，。|\n]{0,200}") {
            let mut end = 0;
            for leak in find(&text, Phones::Wanted) {
                prop_assert!(leak.range.start >= end && leak.range.end > leak.range.start);
                prop_assert!(text.get(leak.range.clone()).is_some());
                end = leak.range.end;
            }
        }

        #[test]
        fn what_is_planted_is_found_where_it_is(
            head in "[一-龥，。（]{0,40}", tail in "[一-龥，。）]{0,40}", rest in "[0-9]{9}", wide in proptest::bool::ANY,
        ) {
            let number = format!("13{rest}");
            let shown: String = if wide { number.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect() } else { number };
            prop_assume!(!tail.starts_with(['元', '万', '亿', '吨', '个', '次', '千']));
            let text = format!("{head}{shown}{tail}");
            let found = find(&text, Phones::Wanted);
            let expected = Leak { kind: Kind::Mobile, range: head.len()..head.len() + shown.len() };
            prop_assert!(found.contains(&expected), "{:?} in {}", found, text);
        }

        #[test]
        fn identities_are_found(day in 1_u32..=28, month in 1_u32..=12, year in 1900_u32..2024, order in 0_u32..1000) {
            let body = format!("340102{year}{month:02}{day:02}{order:03}");
            let number = format!("{body}{}", char::from(checksum(body.as_bytes())));
            let text = format!("登记号{number}，");
            prop_assert_eq!(find(&text, Phones::Wanted), [Leak { kind: Kind::Identity, range: 9..9 + number.len() }]);
        }
    }
}
