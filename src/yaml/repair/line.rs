//! One line: its indentation, and the colon after its key.

/// A line and where its content starts.
#[derive(Clone, Debug)]
pub struct Line {
    /// First byte of the line.
    pub whole: usize,
    /// First byte of the content, behind spaces and dashes.
    pub start: usize,
    /// First byte after the content, without trailing blanks and line break.
    pub end: usize,
    /// Column of the content; a tab or full-width space counts 2.
    pub column: usize,
    /// The spaces before the content.
    pub indent: Blank,
}

impl Line {
    /// Returns the content.
    pub fn content<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end.max(self.start)]
    }
}

/// Tells whether a line at the margin starts or ends a document.
pub fn is_marker(content: &str) -> bool {
    let rest = content.strip_prefix("---").or_else(|| content.strip_prefix("..."));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// A run of blanks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blank {
    /// Length in bytes.
    pub bytes: usize,
    /// Width in columns.
    pub columns: usize,
    /// Holds blanks that the parser takes for letters.
    pub wide: bool,
    /// Holds tabs.
    pub tab: bool,
}

/// Returns the blanks that a text starts with.
pub fn blank(text: &str) -> Blank {
    let mut blank = Blank::default();
    for c in text.chars() {
        match c {
            ' ' => blank.columns += 1,
            '\t' => (blank.columns, blank.tab) = (blank.columns + 2, true),
            '\u{3000}' => (blank.columns, blank.wide) = (blank.columns + 2, true),
            '\u{a0}' => (blank.columns, blank.wide) = (blank.columns + 1, true),
            _ => break,
        }
        blank.bytes += c.len_utf8();
    }
    blank
}

/// Returns the lines of a text.
pub fn lines(text: &str) -> Vec<Line> {
    let mut at = 0;
    let line = |line: &str| {
        let whole = at;
        at += line.len();
        let indent = blank(line);
        let start = whole + indent.bytes;
        let end = (whole + line.trim_end().len()).max(start);
        Line { whole, start: start.min(end), end, column: indent.columns, indent }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The colon after a key. `at` is its first byte, `value` the first byte of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    /// `: ` as it must be; `blank` if the space is one that the parser takes for a letter.
    Proper { at: usize, value: usize, blank: bool },
    /// `：`
    Wide { at: usize, value: usize },
    /// `:` without a space.
    Tight { at: usize },
}

impl Colon {
    /// Returns the first byte of the colon.
    pub fn at(&self) -> usize {
        match *self {
            Self::Proper { at, .. } | Self::Wide { at, .. } | Self::Tight { at } => at,
        }
    }

    /// Returns the first byte after the colon.
    pub fn end(&self) -> usize {
        self.at() + if matches!(self, Self::Wide { .. }) { '：'.len_utf8() } else { 1 }
    }

    /// Returns the first byte of the value, or the end of the line.
    pub fn value(&self) -> usize {
        match *self {
            Self::Proper { value, .. } | Self::Wide { value, .. } => value,
            Self::Tight { at } => at + 1,
        }
    }
}

/// Returns the colon after the key that a content starts with; the content has no trailing blanks.
pub fn find_colon(content: &str) -> Option<Colon> {
    let from = match content.chars().next()? {
        quote @ ('"' | '\'') => close_of(content, quote)?,
        '[' | '{' | '#' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | ',' | ']' | '}' => return None,
        '?' | ':' if content[1..].starts_with(' ') => return None,
        _ => 0,
    };
    let mut tight = None;
    let mut blank_before = false;
    for (at, c) in content[from..].char_indices().map(|(at, c)| (from + at, c)) {
        match c {
            ':' => {
                let gap = blank(&content[at + 1..]);
                let value = at + 1 + gap.bytes;
                if gap.bytes > 0 || value == content.len() {
                    return Some(Colon::Proper { at, value, blank: gap.wide });
                }
                tight = tight.or(Some(at));
            }
            '：' if is_key(&content[..at]) => {
                let end = at + c.len_utf8();
                return Some(Colon::Wide { at, value: end + blank(&content[end..]).bytes });
            }
            '：' => break,
            '#' if blank_before => break,
            _ => {}
        }
        blank_before = matches!(c, ' ' | '\t');
    }
    let at = tight?;
    let fits = is_key(&content[..at]) && !content[at + 1..].starts_with("//");
    fits.then_some(Colon::Tight { at })
}

/// Returns the byte after the quote that closes the one a text starts with.
pub fn close_of(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && text[at + 1..].starts_with('\'') {
                chars.next();
                continue;
            }
            return Some(at + 1);
        }
    }
    None
}

/// Tells whether a text before a doubtful colon looks like a key: a short word or two.
pub fn is_key(text: &str) -> bool {
    let text = text.trim_end().trim_matches(['"', '\'', '“', '”']);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '·' | ' ' | '（' | '）');
    !text.is_empty() && text.len() <= 24 * 4 && text.chars().count() <= 24 && text.chars().all(fits)
}

/// Tells whether a line may hold full-width structure, or a colon without its space.
pub fn is_suspicious(line: &str) -> bool {
    let indent = blank(line);
    if indent.wide || indent.tab {
        return true;
    }
    let mut content = &line[indent.bytes..];
    while let Some(rest) = content.strip_prefix('-') {
        let gap = blank(rest);
        if gap.wide {
            return true;
        }
        if gap.bytes == 0 {
            if lacks_space(rest) {
                return true;
            }
            break;
        }
        content = &rest[gap.bytes..];
    }
    if content.starts_with('#') {
        return false;
    }
    let first = first_colon(content);
    first.is_some_and(|proper| !proper) || (content.contains(['{', '[']) && has_doubtful_mark(content))
}

/// Tells whether what follows a dash makes it look like the dash of an item rather than a sign or a part of a word.
pub fn lacks_space(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '“' | '《' | '（' | '【' | '"'))
}

/// Tells whether the first colon of a content is a proper one; `None` if there is no colon.
fn first_colon(content: &str) -> Option<bool> {
    let at = content.find([':', '：'])?;
    let rest = content[at..].strip_prefix(':');
    let proper = |rest: &str| rest.is_empty() || rest.starts_with("//") || rest.starts_with([' ', '\r']);
    Some(rest.is_some_and(|rest| proper(rest) && !blank(rest).wide))
}

/// Tells whether a content with brackets has full-width marks, or a colon without its space, where the parser would
/// need plain ones: before the first colon of an item, before a further key, or instead of all commas.
fn has_doubtful_mark(content: &str) -> bool {
    content.split([',', '{', '}']).any(|item| {
        if let Some(comma) = item.find('，') {
            let alone = item.contains('[') && item.contains(']');
            if alone || item[comma..].contains([':', '：']) {
                return true;
            }
        }
        first_colon(item).is_some_and(|proper| !proper)
    })
}
