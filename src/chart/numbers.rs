//! Numbers as people type them and as they read them.

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// With 万 and 亿.
    Chinese,
    /// With commas between thousands.
    English,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    /// A number.
    Number(f64),
    /// It says that there is none.
    Missing,
    /// Something else.
    Odd,
}

/// Reads a number as people type it: `1,200`, `96.5%`, `约1.2万人次`, `－3`; a dash or nothing is a missing one.
pub fn read(text: &str) -> Read {
    let plain: String = text.chars().map(half).filter(|c| !c.is_whitespace() && *c != ',').collect();
    if plain.is_empty()
        || plain.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '…'))
        || MISSING.contains(&&*plain)
    {
        return Read::Missing;
    }
    let plain = ["约", "近", "超", "≈", "+"]
        .iter()
        .fold(&*plain, |text, start| text.strip_prefix(start).unwrap_or(text));
    let end =
        plain.char_indices().find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-')));
    let (digits, rest) = plain.split_at(end.map_or(plain.len(), |(at, _)| at));
    let Ok(number) = digits.parse::<f64>() else { return Read::Odd };
    let times = match rest.trim_start_matches('余').chars().next() {
        Some('万') => 1e4,
        Some('亿') => 1e8,
        Some(c) if c.is_ascii_digit() || c == '.' || c == '-' => return Read::Odd,
        _ => 1.0,
    };
    if number.is_finite() { Read::Number(number * times) } else { Read::Odd }
}

/// Words for a missing number.
const MISSING: [&str; 6] = ["无", "缺", "暂无", "未统计", "n/a", "N/A"];

/// Returns a character in its narrow form.
fn half(c: char) -> char {
    match c {
        '０'..='９' | '．' | '－' | '＋' | '，' | '％' | '／' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '−' => '-',
        other => other,
    }
}

impl Speech {
    /// Returns a number as it stands at a bar: short, but never another number than it is by more than a per mille or so.
    pub fn short(self, value: f64) -> String {
        match self {
            Self::Chinese if value.abs() >= 1e8 => format!("{}亿", trimmed(value / 1e8, 2)),
            Self::Chinese if value.abs() >= 1e5 => format!("{}万", trimmed(value / 1e4, 2)),
            Self::Chinese => trimmed(value, 2),
            Self::English => thousands(&trimmed(value, 2)),
        }
    }
}

/// Returns a number with at most so many digits behind the point.
fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

fn thousands(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}
