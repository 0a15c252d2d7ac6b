//! Runs of digits in a text, however they are parted: `138 1234 5678`, `138-1234-5678`, `１３８１２３４５６７８`.

use std::ops::Range;

use super::Kind;
use super::checksum::{is_card, is_identity, is_like_identity, is_mobile, is_old_identity};
use super::leaks::{Leak, Phones, before, follows};

/// Longest run that is looked at as one number, in groups of digits: more are a table of figures.
const MOST_GROUPS: usize = 64;

/// Groups that one number may be written in.
const GROUPS_OF_ONE: usize = 6;

/// Digits without anything between them.
#[derive(Clone, Debug)]
struct Group {
    /// Bytes in the text.
    range: Range<usize>,
    /// Where its digits begin among those of the run.
    at: usize,
    /// Number of digits.
    count: usize,
}

/// Groups that are parted by one space or hyphen each.
#[derive(Debug, Default)]
pub struct Run {
    groups: Vec<Group>,
    digits: Vec<u8>,
}

/// Returns the groups of the run that begins with the digit at `start`.
fn groups(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let digit = |at: usize| digit_at(text.as_bytes(), at);
    let mut next = Some(start);
    let group = move || {
        let begin = next?;
        let mut end = begin;
        while let Some((_, width)) = digit(end) {
            end += width;
        }
        next = separator(text, end).filter(|next| digit(*next).is_some());
        Some(begin..end)
    };
    std::iter::from_fn(group).take(MOST_GROUPS)
}

/// Returns where the run ends that begins with the digit at `start`.
pub fn run_end(text: &str, start: usize) -> usize {
    groups(text, start).last().map_or(start, |group| group.end)
}

impl Run {
    /// Reads the run that begins with the digit at `start`.
    pub fn read(text: &str, start: usize) -> Self {
        let mut run = Self::default();
        for range in groups(text, start) {
            let at = run.digits.len();
            let mut next = range.start;
            while let Some((digit, width)) = digit_at(text.as_bytes(), next) {
                run.digits.push(digit);
                next += width;
            }
            run.groups.push(Group { range, at, count: run.digits.len() - at });
        }
        run
    }

    /// Adds what the run holds.
    pub fn leaks(&self, text: &str, phones: Phones, found: &mut Vec<Leak>) {
        let mut first = 0;
        while first < self.groups.len() {
            match self.leak_from(text, first, phones) {
                Some((leak, next)) => {
                    found.push(leak);
                    first = next;
                }
                None => first += 1,
            }
        }
    }

    /// Returns the number that begins with a group, and the group after it. The longest reading counts.
    fn leak_from(&self, text: &str, first: usize, phones: Phones) -> Option<(Leak, usize)> {
        let most = (first + GROUPS_OF_ONE).min(self.groups.len());
        for last in (first..most).rev() {
            let range = self.groups[first].range.start..self.groups[last].range.end;
            let digits = &self.digits[self.groups[first].at..self.groups[last].at + self.groups[last].count];
            if digits.len() < 7 || !is_alone(text, &range) {
                continue;
            }
            let sizes: Vec<usize> = self.groups[first..=last].iter().map(|group| group.count).collect();
            if let Some((kind, range)) = kind_of(text, digits, &sizes, range, phones) {
                return Some((Leak { kind, range }, last + 1));
            }
        }
        None
    }
}

/// Returns what a number is, and its bytes.
fn kind_of(
    text: &str,
    digits: &[u8],
    sizes: &[usize],
    range: Range<usize>,
    phones: Phones,
) -> Option<(Kind, Range<usize>)> {
    if let Some(range) = identity(text, digits, &range) {
        return Some((Kind::Identity, range));
    }
    if is_card(digits) && (sizes.len() == 1 || sizes[..sizes.len() - 1].iter().all(|size| *size == 4)) {
        return Some((Kind::Card, range));
    }
    if let Some(digits) = without_country(digits, sizes)
        && is_mobile(digits)
        && !is_amount(text, range.end)
    {
        return Some((Kind::Mobile, range));
    }
    (phones == Phones::Wanted && is_telephone(text, digits, sizes, &range))
        .then_some((Kind::Telephone, range))
}

/// Returns the bytes of an identity number, its last `X` included.
fn identity(text: &str, digits: &[u8], range: &Range<usize>) -> Option<Range<usize>> {
    let (digits, range) = match x_after(text, range.end) {
        Some(end) if digits.len() == 17 => ([digits, b"X"].concat(), range.start..end),
        _ => (digits.to_vec(), range.clone()),
    };
    let named = || before(text, range.start, 30, &["身份证", "身份号", "证件号"]);
    let is = is_identity(&digits) || is_old_identity(&digits) || (is_like_identity(&digits) && named());
    is.then_some(range)
}

/// Returns the end of an `X` that closes an identity number.
fn x_after(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next().filter(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×'))?;
    let end = at + c.len_utf8();
    (!follows(text, end, |c| c.is_ascii_alphanumeric())).then_some(end)
}

/// Returns digits without the number of the country before them.
fn without_country<'d>(digits: &'d [u8], sizes: &[usize]) -> Option<&'d [u8]> {
    let mobile: [&[usize]; 8] =
        [&[11], &[3, 4, 4], &[4, 3, 4], &[3, 8], &[3, 3, 5], &[7, 4], &[4, 4, 3], &[5, 3, 3]];
    if mobile.contains(&sizes) {
        return Some(digits);
    }
    let rest = digits.strip_prefix(b"0086").or_else(|| digits.strip_prefix(b"86"))?;
    (rest.len() == 11 && sizes.len() <= 5).then_some(rest)
}

/// Tells whether what follows makes a number an amount: 13800000000元.
fn is_amount(text: &str, end: usize) -> bool {
    follows(text, end, |c| matches!(c, '元' | '万' | '亿' | '%' | '％' | '吨' | '个' | '次' | '千'))
        || text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Tells whether digits are a fixed telephone: with the code of a city, or named as a telephone.
fn is_telephone(text: &str, digits: &[u8], sizes: &[usize], range: &Range<usize>) -> bool {
    let city = |code: usize| (3..=4).contains(&code) && digits[0] == b'0' && digits[1] != b'0';
    match sizes {
        [code, rest] if city(*code) && (7..=8).contains(rest) => !is_date_like(digits),
        [code, 3 | 4, 4] if city(*code) => true,
        [11 | 12] => digits[0] == b'0' && digits[1] != b'0' && named_telephone(text, range.start),
        [7 | 8] => {
            let code = code_in_brackets(text, range.start);
            code || (digits[0] > b'1' && named_telephone(text, range.start) && !is_amount(text, range.end))
        }
        _ => false,
    }
}

fn is_date_like(digits: &[u8]) -> bool {
    digits.iter().all(|digit| *digit == b'0')
}

fn named_telephone(text: &str, start: usize) -> bool {
    before(text, start, 24, &["电话", "座机", "热线", "传真", "Tel", "TEL", "tel"])
}

/// Tells whether the code of a city stands in brackets before a place: `（0551）`.
fn code_in_brackets(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches([' ', '-']);
    let Some(head) = head.strip_suffix([')', '）']) else { return false };
    let open = head.rfind(['(', '（']);
    let Some(code) = open.map(|open| head[open..].trim_start_matches(['(', '（'])) else { return false };
    (3..=4).contains(&code.len()) && code.starts_with('0') && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether a number is no part of a longer word: of an address of the web, a hash, a decimal.
fn is_alone(text: &str, range: &Range<usize>) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '%' | '=' | '#');
    let before = text[..range.start].chars().next_back();
    let decimal = before == Some('.') && text[..range.start - 1].ends_with(|c: char| c.is_ascii_digit());
    let path = before == Some('/') && text[..range.start - 1].ends_with(|c: char| c.is_ascii_alphanumeric());
    let after = |c: char| c.is_ascii_alphanumeric() && !matches!(c, 'X' | 'x') || c == '_';
    !before.is_some_and(word)
        && !decimal
        && !path
        && !follows(text, range.end, after)
        && !continues(text, range)
}

/// Tells whether a digit stands right beside a number: it is then a piece of a longer one.
fn continues(text: &str, range: &Range<usize>) -> bool {
    digit_at(text.as_bytes(), range.end).is_some()
        || text[..range.start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// How the digits of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forms {
    /// As those of ASCII.
    Plain,
    /// Some are full-width.
    Wide,
}

impl Forms {
    /// Returns how the digits of a text are written. *Cost:* no branch, which the compiler turns into vector code.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let after = |more: usize| bytes.get(more..).unwrap_or_default();
        let triples = bytes.iter().zip(after(1)).zip(after(2));
        let is_wide =
            |((a, b), c): ((&u8, &u8), &u8)| (*a == 0xEF) & (*b == 0xBC) & (c.wrapping_sub(0x90) < 10);
        if triples.fold(false, |any, triple| any | is_wide(triple)) { Self::Wide } else { Self::Plain }
    }
}

/// Returns the place of the first digit that begins at a place or after it.
///
/// *Cost:* every page that goes out is looked through. Of plain digits eight bytes are judged in a few steps.
pub fn next_digit(bytes: &[u8], from: usize, forms: Forms) -> Option<usize> {
    if forms == Forms::Wide {
        return (from..bytes.len()).find(|at| digit_at(bytes, *at).is_some());
    }
    let (eights, rest) = bytes[from..].as_chunks::<8>();
    let at = eights.iter().position(|eight| digits_in(*eight) != 0).map(|index| index * 8);
    match at {
        Some(at) => Some(from + at + digits_in(eights[at / 8]).trailing_zeros() as usize / 8),
        None => rest.iter().position(u8::is_ascii_digit).map(|at| bytes.len() - rest.len() + at),
    }
}

/// Returns a number of which the lowest bit that is set tells the first digit among eight bytes; 0 if there is none.
fn digits_in(eight: [u8; 8]) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    // A byte below ten borrows when ten is taken off and has not had its highest bit set before.
    let values = u64::from_le_bytes(eight) ^ (EACH * u64::from(b'0'));
    values.wrapping_sub(EACH * 10) & !values & (EACH * 0x80)
}

/// Returns the digit at a place and its width in bytes: one of ASCII, or a full-width one.
pub fn digit_at(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match *bytes.get(at)? {
        digit @ b'0'..=b'9' => Some((digit, 1)),
        0xEF if bytes.get(at + 1) == Some(&0xBC) => {
            let third = *bytes.get(at + 2)?;
            (0x90..=0x99).contains(&third).then(|| (third - 0x90 + b'0', 3))
        }
        _ => None,
    }
}

/// Returns where a separator between groups of digits ends: a space or a hyphen of any width.
fn separator(text: &str, at: usize) -> Option<usize> {
    let c = text[at..].chars().next()?;
    matches!(c, ' ' | '-' | '\u{a0}' | '\u{3000}' | '－' | '–' | '—' | '‑' | '·').then_some(at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_hides_wherever_it_stands() {
        for length in 0..40 {
            for (digit, before) in
                ["7", "７"].into_iter().flat_map(|digit| [(digit, "a"), (digit, "，"), (digit, "/:")])
            {
                let text = format!("{}{digit}{before}", before.repeat(length));
                let (at, forms) = (length * before.len(), Forms::of(&text));
                assert_eq!(next_digit(text.as_bytes(), 0, forms), Some(at), "{text}");
                assert_eq!(next_digit(text.as_bytes(), at, forms), Some(at), "{text}");
                assert_eq!(next_digit(text.as_bytes(), at + digit.len(), forms), None, "{text}");
            }
        }
        let text = "，。！／：；学习/:".repeat(20);
        assert_eq!(next_digit(text.as_bytes(), 0, Forms::of(&text)), None);
    }
}
