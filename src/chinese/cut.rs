//! Cutting text where a reader would: summaries at the end of a sentence, titles to a width.

use super::numerals::is_numeral;
use super::script::{is_attached, is_hanzi, is_kana_or_hangul};
use crate::base::text::display_width;

/// Marks that open and close a passage no cut may fall into.
const PAIRS: [(char, char); 11] = [
    ('《', '》'),
    ('“', '”'),
    ('‘', '’'),
    ('（', '）'),
    ('(', ')'),
    ('〈', '〉'),
    ('【', '】'),
    ('〔', '〕'),
    ('「', '」'),
    ('『', '』'),
    ('［', '］'),
];
/// How far behind the limit a closing mark is looked for; what is not closed by then is an ordinary character.
/// *Units:* characters.
const LOOK_AHEAD: usize = 200;
/// How many open passages are compared with a closing mark.
const MAX_NESTING: usize = 8;

/// Start of a text, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    /// What is kept; never with blanks at an end.
    pub text: &'a str,
    /// Why it ends there. Anything but [`End::Whole`] and [`End::Sentence`] asks for an ellipsis behind it.
    pub end: End,
}

/// Where a cut falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing was cut off.
    Whole,
    /// After `。！？；` and the closing marks behind it.
    Sentence,
    /// Before `，、：`.
    Clause,
    /// Between two characters.
    Middle,
}

/// Returns the start of a text of at most `limit` characters, cut at the end of a sentence.
///
/// No cut falls into `《》“”（）` and their like or into a number or a Latin word. If no sentence ends in time, the cut
/// falls at a clause in the second half, else between two characters; only a passage longer than the limit is cut inside.
/// *Cost:* bounded by the limit, not by the text, which may be long.
pub fn summary(text: &str, limit: usize) -> Cut<'_> {
    let text = text.trim();
    let window: Vec<(usize, char)> = text.char_indices().take(limit.saturating_add(LOOK_AHEAD)).collect();
    if window.len() <= limit {
        return Cut { text, end: End::Whole };
    }
    let places = Places::new(&window, limit);
    let (length, end) = places
        .sentence()
        .map(|length| (length, End::Sentence))
        .or_else(|| places.clause().map(|length| (length, End::Clause)))
        .unwrap_or_else(|| (places.middle(), End::Middle));
    let kept = &text[..window[length].0];
    Cut { text: if end == End::Middle { without_loose_end(kept) } else { kept.trim_end() }, end }
}

/// Returns the start of a title that is at most `width` wide; a Han character is 2 wide, a Latin letter 1.
///
/// Numbers and Latin words stay whole if anything else can be kept; the ellipsis is not added and not counted.
pub fn title(text: &str, width: usize) -> Cut<'_> {
    let text = text.trim();
    let (mut used, mut fits, mut good) = (0, 0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        while chars.next_if(|&(_, next)| is_attached(next)).is_some() {}
        let (end, next) = chars.peek().map_or((text.len(), None), |&(at, next)| (at, Some(next)));
        used += display_width(&text[start..end]);
        if used > width {
            let length = if good == 0 { fits } else { good };
            return Cut { text: without_loose_end(&text[..length]), end: End::Middle };
        }
        fits = end;
        if next.is_none_or(|next| !holds_together(c, next)) {
            good = end;
        }
    }
    Cut { text, end: End::Whole }
}

/// Returns a cut start without blanks, opening marks and commas at its end.
fn without_loose_end(text: &str) -> &str {
    let is_loose = |c: char| {
        c.is_whitespace()
            || matches!(c, '，' | '、' | '：' | ',' | ':')
            || PAIRS.iter().any(|pair| pair.0 == c)
    };
    let trimmed = text.trim_end_matches(is_loose);
    if trimmed.is_empty() { text.trim_end() } else { trimmed }
}

/// The start of a text with what is known of every character in it.
struct Places<'a> {
    window: &'a [(usize, char)],
    limit: usize,
    /// For every length up to the window: whether a cut there falls into a passage.
    inside: Vec<bool>,
}

impl<'a> Places<'a> {
    fn new(window: &'a [(usize, char)], limit: usize) -> Self {
        Self { window, limit, inside: inside_passages(window) }
    }

    /// Returns the greatest length that ends a sentence.
    fn sentence(&self) -> Option<usize> {
        let (mut ended, mut best) = (false, None);
        for length in 1..=self.limit {
            let c = self.window[length - 1].1;
            ended = is_sentence_end(c) || (ended && is_closing_quote(c));
            let next = self.window[length].1;
            if ended && !self.inside[length] && !is_closing_quote(next) && !is_sentence_end(next) {
                best = Some(length);
            }
        }
        best
    }

    /// Returns the greatest length in the second half that a comma follows.
    fn clause(&self) -> Option<usize> {
        let is_clause_end = |length: &usize| {
            let digits = self.is_digit(*length - 1)
                && self.window.get(*length + 1).is_some_and(|next| next.1.is_numeric());
            matches!(self.window[*length].1, '，' | '、' | '：' | ',') && !self.inside[*length] && !digits
        };
        (self.limit / 2 + 1..=self.limit).rev().find(is_clause_end)
    }

    /// Returns the greatest length at which two characters can be parted; the limit itself if there is none.
    fn middle(&self) -> usize {
        let parts = |length: &usize| !holds_together(self.window[*length - 1].1, self.window[*length].1);
        let outside = |length: &usize| parts(length) && !self.inside[*length];
        let lengths = || (1..=self.limit).rev();
        lengths().find(outside).or_else(|| lengths().find(parts)).unwrap_or(self.limit)
    }

    fn is_digit(&self, at: usize) -> bool {
        self.window[at].1.is_numeric()
    }
}

/// Returns for every length whether a cut there falls between an opening mark and its closing mark.
fn inside_passages(window: &[(usize, char)]) -> Vec<bool> {
    let mut change = vec![0i32; window.len() + 1];
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, &(_, c)) in window.iter().enumerate() {
        if let Some((_, closing)) = PAIRS.iter().find(|pair| pair.0 == c) {
            open.push((at, *closing));
        } else if is_closing(c)
            && let Some(back) = open.iter().rev().take(MAX_NESTING).position(|entry| entry.1 == c)
        {
            open.truncate(open.len() - back);
            if let Some((start, _)) = open.pop() {
                change[start + 1] += 1;
                change[at + 1] -= 1;
            }
        }
    }
    let mut depth = 0;
    let deepen = |step: i32| {
        depth += step;
        depth > 0
    };
    change.into_iter().map(deepen).collect()
}

fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?')
}

/// Tells whether a mark closes speech; a sentence that ends inside ends outside too, unlike in （） and 《》.
fn is_closing_quote(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』')
}

fn is_closing(c: char) -> bool {
    PAIRS.iter().any(|pair| pair.1 == c)
}

/// Tells whether two neighbours belong to one number, one Latin word or one written character.
fn holds_together(left: char, right: char) -> bool {
    let latin = |c: char| c.is_alphanumeric() && !is_hanzi(c) && !is_kana_or_hangul(c);
    let inner = |c: char| matches!(c, '.' | ',' | ':' | '/' | '-' | '’' | '\'' | '．' | '％' | '%' | '‰');
    let numerals = is_numeral(left) && is_numeral(right);
    let amount = left.is_numeric() && !is_hanzi(left) && matches!(right, '万' | '亿' | '余' | '多');
    let word = (latin(left) && (latin(right) || inner(right))) || (inner(left) && latin(right));
    is_attached(right) || left == '\u{200D}' || numerals || amount || word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, limit: usize) -> (&str, End) {
        let cut = summary(text, limit);
        (cut.text, cut.end)
    }

    #[test]
    fn summaries_end_with_a_sentence() {
        let text = "支部坚持学习。党员带头！效果如何？大家满意；再接再厉。";
        assert_eq!(cut(text, 100), (text, End::Whole));
        assert_eq!(cut(text, 27), (text, End::Whole));
        assert_eq!(cut(text, 26), ("支部坚持学习。党员带头！效果如何？大家满意；", End::Sentence));
        assert_eq!(cut(text, 8), ("支部坚持学习。", End::Sentence));
        assert_eq!(cut("  甲。乙。 ", 3), ("甲。", End::Sentence));
        assert_eq!(cut("真的吗？！是的。", 5), ("真的吗？！", End::Sentence));
    }

    #[test]
    fn no_cut_falls_into_a_passage() {
        let text = "大家说：“读经典。学原著。悟原理。”然后继续讨论《某某。方案》的内容。";
        assert_eq!(cut(text, 12), ("大家说", End::Middle), "the clause is in the first half");
        assert_eq!(cut(text, 18), ("大家说：“读经典。学原著。悟原理。”", End::Sentence));
        assert_eq!(
            cut("他们（含外聘。）参加了活动和大量后续工作", 14),
            ("他们（含外聘。）参加了活动和", End::Middle)
        );
        assert_eq!(cut("未闭合“的引号。后面还有很多字", 9), ("未闭合“的引号。", End::Sentence));
        assert_eq!(cut("“整段都在引号里而且很长很长。”后", 6), ("“整段都在引", End::Middle));
    }

    #[test]
    fn numbers_and_words_stay_whole() {
        assert_eq!(cut("共培训学员3600余人次以上", 8), ("共培训学员", End::Middle));
        assert_eq!(cut("增长了12.5%并且继续", 6), ("增长了", End::Middle));
        assert_eq!(cut("二〇二〇年以来取得成绩", 3), ("二〇二", End::Middle));
        assert_eq!(cut("年份是二〇二〇年以来", 5), ("年份是", End::Middle));
        assert_eq!(cut("使用Pilothouse建站", 6), ("使用", End::Middle));
        assert_eq!(cut("投入资金共计1,000,000元整以上", 12), ("投入资金共计", End::Middle));
    }

    #[test]
    fn clauses_when_no_sentence_ends() {
        assert_eq!(cut("坚持问题导向，坚持目标导向和效果导向", 10), ("坚持问题导向", End::Clause));
        assert_eq!(cut("好，坚持目标导向和效果导向以及其他", 10), ("好，坚持目标导向和效", End::Middle));
    }

    #[test]
    fn titles_are_cut_by_width() {
        let short = |text, width| title(text, width).text;
        assert_eq!(short("教育指导处", 10), "教育指导处");
        assert_eq!(title("教育指导处", 10).end, End::Whole);
        assert_eq!(short("教育指导处", 9), "教育指导");
        assert_eq!(short("关于《某某办法》", 6), "关于");
        assert_eq!(short("学习2020年精神", 6), "学习");
        assert_eq!(short("Pilothouse", 5), "Pilot");
        assert_eq!(short("一、学习，交流", 10), "一、学习");
        assert_eq!(short("甲", 0), "");
    }

    #[test]
    fn a_megabyte_is_no_trouble() {
        for unit in ["“", "”", "（", "重", "\u{301}", "9", "《》", "。"] {
            let text = unit.repeat(1_000_000 / unit.len());
            assert!(summary(&text, 120).text.chars().count() <= 120);
            assert!(text.starts_with(title(&text, 40).text));
        }
    }

    proptest! {
        #[test]
        fn always_a_start_within_the_limit(text in "[甲乙“”《》（）。！，；0-9a. ]{0,60}", limit in 0usize..50) {
            let cut = summary(&text, limit);
            prop_assert!(text.trim().starts_with(cut.text));
            prop_assert!(cut.text.chars().count() <= limit || cut.end == End::Whole);
            prop_assert!(title(&text, limit).text.len() <= text.len());
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}", limit in 0usize..50) {
            summary(&text, limit);
            prop_assert!(display_width(title(&text, limit).text) <= limit);
        }
    }
}
