//! Numbers as they may be shown: `138****1234`, `35*************123`.

use super::Kind;

/// How a star is written where the number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stars {
    /// As it is.
    Plain,
    /// So that Markdown does not take it for emphasis.
    Escaped,
}

/// Returns the number of digits that stay at the beginning and at the end; `None` where covering digits would not do.
///
/// *Source:* the rule of an office that publishes name lists: of identity numbers the first two and the last three digits, of mobile
/// numbers the first three and the last four.
fn kept(kind: Kind, digits: usize) -> Option<(usize, usize)> {
    match kind {
        Kind::Identity => Some((2, 3)),
        Kind::Mobile => Some((digits.saturating_sub(8), 4)),
        Kind::Card => Some((0, 4)),
        _ => None,
    }
}

/// Returns a number with its middle covered, spaces and hyphens as they were; `None` for what is not covered but left out.
pub fn masked(kind: Kind, written: &str, stars: Stars) -> Option<String> {
    let counts = |c: char| {
        c.is_ascii_digit() || ('０'..='９').contains(&c) || matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×')
    };
    let total = written.chars().filter(|c| counts(*c)).count();
    let (first, last) = kept(kind, total)?;
    let star = match stars {
        Stars::Plain => "*",
        Stars::Escaped => "\\*",
    };
    let mut number = 0;
    let mut text = String::new();
    for c in written.chars() {
        let covered = counts(c) && number >= first && number + last < total;
        number += usize::from(counts(c));
        if covered { text.push_str(star) } else { text.push(c) }
    }
    Some(text)
}

/// Returns a find as a report may quote it: personal numbers covered, other texts cut short.
pub fn quoted(kind: Kind, written: &str) -> String {
    if let Some(masked) = masked(kind, written, Stars::Plain) {
        return masked;
    }
    let count = written.chars().count();
    let shown = match kind {
        Kind::Secrecy | Kind::Mail => 40,
        _ => (count / 2).clamp(2, 12),
    };
    let short: String = written.chars().take(shown).collect();
    let short = without_numbers(&short);
    if count > shown { format!("{short}…") } else { short }
}

/// Most digits that stay of a number inside of another text.
const DIGITS_SHOWN: usize = 4;

/// Returns a text in which no long number can be read: names and addresses of mail may hold one.
pub fn without_numbers(text: &str) -> String {
    let mut run = 0;
    let cover = |c: char| {
        run = if c.is_numeric() { run + 1 } else { 0 };
        if run > DIGITS_SHOWN { '*' } else { c }
    };
    text.chars().map(cover).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        let masked = |kind, text| masked(kind, text, Stars::Plain).unwrap();
        assert_eq!(masked(Kind::Mobile, "13812341234"), "138****1234");
        assert_eq!(masked(Kind::Mobile, "138-1234-1234"), "138-****-1234");
        assert_eq!(masked(Kind::Mobile, "86 13812341234"), "86 138****1234");
        assert_eq!(masked(Kind::Identity, "350102199001010123"), "35*************123");
        assert_eq!(masked(Kind::Card, "6222 0210 0111 2222 333"), "**** **** **** ***2 333");
        assert_eq!(
            super::masked(Kind::Mobile, "13812341234", Stars::Escaped).unwrap(),
            "138\\*\\*\\*\\*1234"
        );
        assert_eq!(super::masked(Kind::Mail, "a@b.cn", Stars::Plain), None);
        assert_eq!(quoted(Kind::Mail, "12345678@a.cn"), "1234****@a.cn");
        assert_eq!(quoted(Kind::Secrecy, "秘密★1年"), "秘密★1年");
    }
}
