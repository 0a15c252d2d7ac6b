//! Alerts: quotes that begin with `[!NOTE] 标题` or `[!注意]`.

/// Class names, in the order of [`super::options::Words::alerts`].
pub(super) const CLASSES: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Names of each kind besides its class.
const NAMES: [&[&str]; 5] = [
    &["说明", "备注", "注", "信息", "info"],
    &["提示", "建议", "小贴士", "技巧"],
    &["重要", "重点"],
    &["注意", "提醒", "attention"],
    &["警告", "小心", "危险", "danger"],
];

/// The first words of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// A known kind: its number, the name if it is Chinese, and the length of the mark in bytes.
    Known { kind: usize, name: Option<&'a str>, len: usize },
    /// `[!…]` with a name that no alert has.
    Unknown(&'a str),
}

/// Reads the mark that a quote's text begins with, if it has one.
pub(super) fn mark(text: &str) -> Option<Mark<'_>> {
    let inner = text.strip_prefix('[').or_else(|| text.strip_prefix('［'))?;
    let inner = inner.strip_prefix('!').or_else(|| inner.strip_prefix('！'))?;
    let end =
        inner.char_indices().take(30).find(|&(_, c)| matches!(c, ']' | '］' | '\n')).map(|(at, _)| at)?;
    let (name, rest) = inner.split_at(end);
    let close = rest.chars().next().filter(|&c| c != '\n')?;
    let after = &rest[close.len_utf8()..];
    if name.is_empty() || after.starts_with(['(', '[']) {
        return None;
    }
    match kind(name) {
        Some(kind) => {
            let typed = (!name.is_ascii()).then_some(name);
            Some(Mark::Known { kind, name: typed, len: text.len() - after.len() })
        }
        None => Some(Mark::Unknown(name)),
    }
}

/// Returns the kind of a name.
fn kind(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    (0..CLASSES.len()).find(|&kind| CLASSES[kind] == name || NAMES[kind].contains(&name.as_str()))
}

/// Returns every name of every kind.
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    CLASSES.into_iter().chain(NAMES.into_iter().flatten().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        assert_eq!(mark("[!NOTE] 标题"), Some(Mark::Known { kind: 0, name: None, len: 7 }));
        assert_eq!(mark("[!注意]"), Some(Mark::Known { kind: 3, name: Some("注意"), len: 9 }));
        assert_eq!(mark("[！注意］后"), Some(Mark::Known { kind: 3, name: Some("注意"), len: 13 }));
        assert_eq!(mark("[!随便]"), Some(Mark::Unknown("随便")));
        for text in ["", "[!", "[!]", "[!a](b)", "甲[!NOTE]", "[!NO\nTE]"] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
