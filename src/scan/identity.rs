//! What mixes letters and digits: plates, passports, addresses of mail.

use super::Kind;
use super::leaks::{Leak, before, follows};

/// First character of a licence plate.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Names of documents whose numbers have letters.
const DOCUMENTS: [&str; 7] = ["护照", "通行证", "军官证", "士兵证", "社保卡号", "医保卡号", "驾驶证号"];

/// Returns the plate or the number of a document that the digit at a place belongs to, if that is its first digit.
pub fn token(text: &str, digit: usize) -> Option<Leak> {
    let letters = text[..digit].bytes().rev().take(3).take_while(|byte| byte.is_ascii_uppercase()).count();
    let start = digit - letters;
    let length = text[start..].bytes().take(24).take_while(u8::is_ascii_alphanumeric).count();
    let word = &text[start..start + length];
    plate(text, start, word).or_else(|| document(text, start, word))
}

fn plate(text: &str, start: usize, word: &str) -> Option<Leak> {
    let head = &text[..start];
    let dotted = head.strip_suffix(['·', '•', '・', ' ', '-']);
    // With a mark after the first letter the digits may begin the word: 皖A·12345.
    let (head, whole) = match dotted.and_then(|head| Some((head, head.chars().next_back()?))) {
        Some((head, letter)) if letter.is_ascii_uppercase() => (&head[..head.len() - 1], word.len() + 1),
        _ => (head, word.len()),
    };
    // Asked first: most numbers have no letter before them.
    if !text[head.len()..].starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let province = head.chars().next_back().filter(|c| PROVINCES.contains(*c))?;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let usual = word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) && digits >= 3;
    let fits = usual && (6..=7).contains(&whole);
    fits.then(|| Leak { kind: Kind::Plate, range: head.len() - province.len_utf8()..start + word.len() })
}

fn document(text: &str, start: usize, word: &str) -> Option<Leak> {
    let enough = word.bytes().filter(u8::is_ascii_digit).count() >= 7 && word.len() <= 20;
    let named = enough && before(text, start, 30, &DOCUMENTS);
    named.then(|| Leak { kind: Kind::Document, range: start..start + word.len() })
}

/// Returns the address of mail around an `@`.
pub fn mail(text: &str, at: usize) -> Option<Leak> {
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+');
    let bytes = text.as_bytes();
    let start = at - bytes[..at].iter().rev().take(64).take_while(|byte| name(byte)).count();
    let length = bytes[at + 1..].iter().take(120).take_while(|byte| name(byte)).count();
    let host = text[at + 1..at + 1 + length].trim_end_matches(['.', '-', '_', '+']);
    let end = at + 1 + host.len();
    let top = host.rsplit_once('.')?.1;
    let fits = start < at
        && (2..=12).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !follows(text, end, |c| c == '@' || c == ':')
        && !text[..start].ends_with(['/', '@']);
    fits.then_some(Leak { kind: Kind::Mail, range: start..end })
}
