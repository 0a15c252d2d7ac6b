//! Rules about a body's text. Pure: what they find is reported by the query that asked.

use std::ops::Range;

use super::ending::ending;
use super::source::{is_han, paragraphs};
use super::taste::style;
use crate::base::SourcePath;
use crate::catalog::record::Record;
use crate::chinese::numerals::{chinese, integer};
use crate::diag::{Diagnostic, Place};
use crate::engine::Ask;
use crate::scan::{self, leaks::Phones};
use crate::schema::Kind;

/// What is looked at.
pub struct Page<'p> {
    /// The body as written.
    pub body: &'p str,
    /// Its prose, byte by byte in the same places.
    pub prose: &'p str,
    /// Its fields.
    pub record: &'p Record,
    /// Its kind, if it has one.
    pub kind: Option<&'p Kind>,
}

/// What decides which rules apply.
pub struct Wishes {
    /// Rules of taste that are wanted.
    pub style: Vec<&'static str>,
    /// Whether the page is in Chinese.
    pub is_chinese: bool,
    /// Year of the page's date.
    pub year: Option<i64>,
    /// The present year.
    pub this_year: Option<i64>,
}

/// Reports what is wrong with a page's text.
pub fn check(ask: &mut Ask<'_>, file: &SourcePath, page: &Page<'_>, wishes: &Wishes) {
    let mut found = Vec::new();
    tables(page, &mut found);
    rare(page, &mut found);
    if wishes.is_chinese {
        let parts = paragraphs(page.prose);
        parts.iter().for_each(|part| pairs(page, part, &mut found));
        punctuation(page, &mut found);
        widths(page, &mut found);
        relative(page, wishes, &mut found);
        parts.iter().for_each(|part| enumeration(page, part, &mut found));
        chapters(page, file, &mut found);
        style(page, &parts, file, wishes, &mut found);
        if let Some(kind) = page.kind {
            ending(kind, page.prose, &mut found);
        }
    }
    for (range, finding) in found {
        ask.report(match range {
            Some(range) => finding.at(Place::body(file, range)),
            None => finding,
        });
    }
}

/// Findings with their bytes in the body; `None` if they know their place already.
pub(super) type Found = Vec<(Option<Range<usize>>, Diagnostic)>;

/// Adds a finding about bytes of the body.
pub(super) fn put(found: &mut Found, range: Range<usize>, finding: Diagnostic) {
    found.push((Some(range), finding));
}

/// Marks that come in pairs.
const PAIRS: [(char, char); 7] =
    [('“', '”'), ('《', '》'), ('（', '）'), ('【', '】'), ('「', '」'), ('『', '』'), ('〔', '〕')];

fn pairs(page: &Page<'_>, part: &Range<usize>, found: &mut Found) {
    let text = &page.prose[part.clone()];
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut lonely = Vec::new();
    for (at, c) in text.char_indices() {
        if PAIRS.iter().any(|(first, _)| *first == c) {
            open.push((c, at));
        } else if let Some((first, _)) = PAIRS.iter().find(|(_, last)| *last == c) {
            match open.iter().rposition(|(opened, _)| opened == first) {
                Some(at) => lonely.extend(open.drain(at..).skip(1)),
                None if c == '）' && is_item(&text[..at]) => {}
                // `(甲）`: the other half is there, but narrow.
                None if c == '）' && text[..at].contains('(') => {}
                None => lonely.push((c, at)),
            }
        }
    }
    let closes_narrow = |at: usize| text[at..].contains(')');
    lonely.extend(open.into_iter().filter(|(c, at)| *c != '（' || !closes_narrow(*at)));
    lonely.sort_by_key(|(_, at)| *at);
    for (c, at) in lonely {
        let at = part.start + at;
        put(found, at..at + c.len_utf8(), Diagnostic::new("quotes-unpaired").arg("text", c));
    }
}

/// Tells whether a closing bracket ends the number of an item: `1）`, `一）`.
fn is_item(head: &str) -> bool {
    let number: Vec<char> =
        head.chars().rev().take(4).take_while(|c| c.is_ascii_alphanumeric() || is_numeral(*c)).collect();
    let before = head.chars().rev().nth(number.len());
    !number.is_empty() && before.is_none_or(|c| !is_han(c))
}

fn is_numeral(c: char) -> bool {
    "〇一二三四五六七八九十百".contains(c) || ('①'..='⑳').contains(&c)
}

/// ASCII marks and what they are in Chinese.
const MARKS: [(u8, &str); 6] =
    [(b',', "，"), (b';', "；"), (b':', "："), (b'?', "？"), (b'!', "！"), (b'.', "。")];

fn punctuation(page: &Page<'_>, found: &mut Found) {
    let text = page.prose;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if let Some((mark, wide)) = MARKS.iter().find(|(mark, _)| mark == byte) {
            let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
            let ends = after.is_none_or(|c| {
                c == '\n' || c == '\r' || c == '”' || is_han(c) || (c == ' ' && next_is_han(&text[at + 1..]))
            });
            let latin = |c: char| {
                c.is_ascii_alphanumeric() && !matches!(mark, b':' | b'.') && after.is_some_and(is_han)
            };
            let left = before.is_some_and(|c| is_han(c) || latin(c) || matches!(c, '”' | '》' | '）'));
            // A mark between blanked parts may belong to them; one in a short quotation is what is quoted.
            if left
                && ends
                && !is_cited(text, at)
                && page.body.as_bytes().get(at + 1) != Some(&b'`')
                && is_same_around(page, at)
            {
                let space = usize::from(after == Some(' '));
                let finding =
                    Diagnostic::new("ascii-punctuation").arg("text", char::from(*mark)).arg("fix", wide);
                put(found, at..at + 1 + space, finding);
            }
        } else if *byte == b'(' {
            brackets(page, at, found);
        }
    }
}

/// Longest quotation, in characters, that names something instead of saying it: “名称: 值”.
const CITATION: usize = 16;

/// Tells whether a place stands in a short quotation.
fn is_cited(text: &str, at: usize) -> bool {
    let Some(open) = text[..at].rfind('“') else { return false };
    let Some(close) = text[open..].find('”').map(|close| open + close) else { return false };
    close > at && text[open..close].chars().count() <= CITATION
}

fn next_is_han(rest: &str) -> bool {
    rest.trim_start_matches(' ').chars().next().is_some_and(is_han)
}

/// Tells whether what stands after a place is prose in the body too.
fn is_same_around(page: &Page<'_>, at: usize) -> bool {
    page.body.as_bytes().get(at + 1) == page.prose.as_bytes().get(at + 1)
}

/// Reports narrow brackets around Chinese words.
fn brackets(page: &Page<'_>, at: usize, found: &mut Found) {
    let text = page.prose;
    let before = text[..at].chars().next_back();
    let line = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let Some(close) = text[at..line].find(')').map(|end| at + end) else { return };
    let inner = &text[at + 1..close];
    let is_chinese = inner.chars().any(is_han) && !inner.contains(['(', '（']);
    if before.is_some_and(|c| is_han(c) || matches!(c, '”' | '》')) && is_chinese {
        let written = &page.body[at..=close];
        let fix = format!("（{}）", &written[1..written.len() - 1]);
        put(found, at..close + 1, Diagnostic::new("ascii-punctuation").arg("text", written).arg("fix", fix));
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn widths(page: &Page<'_>, found: &mut Found) {
    if !page.prose.contains(is_wide) {
        return;
    }
    // A number that must not go out is told as such, and covered as it stands.
    let leaks = scan::find(page.prose, Phones::Unwanted);
    let mut end = 0;
    for (at, _) in page.prose.char_indices().filter(|(_, c)| is_wide(*c)) {
        if at < end {
            continue;
        }
        end = at + page.prose[at..].find(|c| !is_wide(c)).unwrap_or(page.prose.len() - at);
        if leaks.iter().any(|leak| leak.range.start < end && at < leak.range.end) {
            continue;
        }
        let text = &page.prose[at..end];
        let fix: String = text.chars().filter_map(|c| char::from_u32(c as u32 - 0xFEE0)).collect();
        put(found, at..end, Diagnostic::new("full-width-digits").arg("text", text).arg("fix", fix));
    }
}

/// Words whose meaning depends on the day on which they are read.
const RELATIVE: [&str; 11] =
    ["今年", "去年", "明年", "本月", "上月", "近日", "日前", "昨日", "昨天", "今天", "明天"];

fn relative(page: &Page<'_>, wishes: &Wishes, found: &mut Found) {
    let (Some(year), Some(this)) = (wishes.year, wishes.this_year) else { return };
    if year >= this {
        return;
    }
    for word in RELATIVE {
        for (at, _) in page.prose.match_indices(word) {
            // In a quotation somebody speaks, and 日前 is also the end of “30日前”.
            let head = &page.prose[..at];
            let quoted = head.rfind('“').is_some_and(|open| head[open..].find('”').is_none());
            if quoted || head.ends_with(|c: char| c.is_ascii_digit() || is_numeral(c)) {
                continue;
            }
            put(
                found,
                at..at + word.len(),
                Diagnostic::new("relative-date").arg("text", word).arg("year", year),
            );
        }
    }
}

/// Reports an enumeration `一是…二是…` with a gap, and one whose number was announced otherwise.
fn enumeration(page: &Page<'_>, part: &Range<usize>, found: &mut Found) {
    let text = &page.prose[part.clone()];
    let Some(first) = text.find("一是") else { return };
    let (mut expected, mut from) = (1_u64, first);
    while let Some((at, number)) = next_item(text, from) {
        if number == 1 && expected > 2 {
            return; // another enumeration begins
        }
        let word = format!("{}是", chinese(number));
        if number > expected {
            let missing = format!("{}是", chinese(expected));
            let place = part.start + at..part.start + at + word.len();
            return put(
                found,
                place,
                Diagnostic::new("enumeration-gap").arg("text", word).arg("missing", missing),
            );
        }
        expected = number + 1;
        from = at + word.len();
    }
    let counted = expected - 1;
    if let Some((at, word, number)) = announced(&text[..first])
        && counted >= 2
        && number != counted
    {
        let at = part.start + at;
        put(
            found,
            at..at + word.len(),
            Diagnostic::new("announced-count").arg("text", &word).arg("counted", counted),
        );
    }
}

/// Returns the next `三是` and its number.
fn next_item(text: &str, from: usize) -> Option<(usize, u64)> {
    text[from..].match_indices('是').find_map(|(at, _)| {
        let head = &text[..from + at];
        let c = head.chars().next_back().filter(|c| "一二三四五六七八九十".contains(*c))?;
        let start = head.len() - c.len_utf8();
        let before = text[..start].chars().next_back();
        // 唯一是, 第三是: no items.
        let begins = before.is_none_or(|c| !is_han(c));
        (start >= from && begins).then(|| Some((start, integer(&c.to_string())?)))?
    })
}

/// Words after a number that announce an enumeration.
const COUNTED: [&str; 14] = [
    "个方面",
    "方面",
    "项举措",
    "条举措",
    "项措施",
    "条措施",
    "项工作",
    "项任务",
    "个环节",
    "个步骤",
    "点",
    "条",
    "项",
    "个重点",
];

/// Returns the last announcement in the sentence before an enumeration: where, its words, the number.
fn announced(head: &str) -> Option<(usize, String, u64)> {
    let from = head
        .rfind(['。', '；', '\n', '！'])
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let sentence = &head[from..];
    let found = COUNTED.iter().find_map(|word| {
        let at = sentence.rfind(word)?;
        let number: String =
            sentence[..at].chars().rev().take_while(|c| is_numeral(*c) || c.is_ascii_digit()).collect();
        let number: String = number.chars().rev().collect();
        let before = sentence[..at - number.len()].chars().next_back();
        // 第三点, 三百余条: no announcements of so many.
        let is_count = !matches!(before, Some('第' | '近' | '约' | '.' | '〇')) && !number.is_empty();
        let start = from + at - number.len();
        Some((start, format!("{number}{word}"), integer(&number).or_else(|| number.parse().ok())?))
            .filter(|_| is_count)
    });
    found.filter(|(_, _, number)| (2..=10).contains(number))
}

/// Reports chapters `一、二、四、` with a gap, and a title that announces another number of them.
fn chapters(page: &Page<'_>, file: &SourcePath, found: &mut Found) {
    let mut expected = 1;
    let mut start = 0;
    for line in page.prose.split_inclusive('\n') {
        let text = line.trim_start_matches(['#', ' ', '*', '\u{3000}']);
        let at = start + line.len() - text.len();
        start += line.len();
        let Some((number, _)) = text
            .split_once('、')
            .filter(|(number, _)| (3..=9).contains(&number.len()) && number.chars().all(is_numeral))
        else {
            continue;
        };
        let Some(value) = integer(number) else { continue };
        if value == 1 {
            expected = 2;
        } else if value == expected {
            expected += 1;
        } else if value > expected && expected > 1 {
            let missing = format!("{}、", chinese(expected));
            return put(
                found,
                at..at + number.len(),
                Diagnostic::new("enumeration-gap").arg("text", format!("{number}、")).arg("missing", missing),
            );
        } else {
            return; // an enumeration that does not begin at one, or begins anew
        }
    }
    let title = page.record.text("title");
    if expected > 2
        && let Some((_, word, number)) = announced(title)
        && number != expected - 1
    {
        let finding = Diagnostic::new("announced-count").at(Place::field(file, "title"));
        found.push((None, finding.arg("text", word).arg("counted", expected - 1)));
    }
}

fn tables(page: &Page<'_>, found: &mut Found) {
    let mut start = 0;
    let mut last: Option<Range<usize>> = None;
    for line in page.prose.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        let trimmed = line.trim();
        let rules = trimmed.contains("--")
            && trimmed.contains('|')
            && trimmed.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        if rules
            && let Some(head) = last.take()
            && page.body[head.clone()].contains('|')
            && page.body[head.clone()].chars().all(|c| matches!(c, '|' | ' ' | '\t' | '\u{3000}'))
        {
            put(found, head, Diagnostic::new("table-without-header"));
        }
        last = Some(range);
    }
}

fn rare(page: &Page<'_>, found: &mut Found) {
    for (at, c) in page.prose.char_indices().filter(|(_, c)| ('\u{20000}'..='\u{323af}').contains(c)) {
        let code = format!("U+{:04X}", c as u32);
        put(found, at..at + c.len_utf8(), Diagnostic::new("character-rare").arg("text", c).arg("code", code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(body: &str) -> Vec<(String, String)> {
        let prose = super::super::source::prose(body);
        let record = Record::default();
        let page = Page { body, prose: &prose, record: &record, kind: None };
        let mut found = Vec::new();
        let parts = paragraphs(&prose);
        parts.iter().for_each(|part| pairs(&page, part, &mut found));
        punctuation(&page, &mut found);
        widths(&page, &mut found);
        parts.iter().for_each(|part| enumeration(&page, part, &mut found));
        chapters(&page, &"content/a.md".into(), &mut found);
        tables(&page, &mut found);
        let wishes = Wishes {
            style: crate::diag::rules::catalogue::STYLE.to_vec(),
            is_chinese: true,
            year: Some(2020),
            this_year: Some(2026),
        };
        relative(&page, &wishes, &mut found);
        rare(&page, &mut found);
        style(&page, &parts, &"content/a.md".into(), &wishes, &mut found);
        let named = |(range, one): (Option<Range<usize>>, Diagnostic)| {
            (one.code, range.map(|range| body[range].to_owned()).unwrap_or_default())
        };
        found.into_iter().map(named).collect()
    }

    #[test]
    fn what_is_wrong_is_found_where_it_is() {
        for (body, code, text) in [
            ("他说：“好，就这样办。\n", "quotes-unpaired", "“"),
            ("看《办法第三条。\n", "quotes-unpaired", "《"),
            ("多了一个）。\n", "quotes-unpaired", "）"),
            ("认真学习,做好准备。\n", "ascii-punctuation", ","),
            ("共有36人,都到了。\n", "ascii-punctuation", ","),
            ("认真学习.\n", "ascii-punctuation", "."),
            ("准备好了吗?\n", "ascii-punctuation", "?"),
            ("信息技术处(原科技处)负责。\n", "ascii-punctuation", "(原科技处)"),
            ("共２０２０人\n", "full-width-digits", "２０２０"),
            ("一是学，二是做，四是查。\n", "enumeration-gap", "四是"),
            ("主要有三点：一是学，二是做。\n", "announced-count", "三点"),
            ("## 一、学\n\n## 三、查\n", "enumeration-gap", "三"),
            ("|  |  |\n|--|--|\n| 甲 | 乙 |\n", "table-without-header", "|  |  |"),
            ("近日，支部开会。\n", "relative-date", "近日"),
            ("到𠅤镇去。\n", "character-rare", "𠅤"),
            ("《甲》、《乙》都读过。\n", "comma-between-quotes", "、"),
            ("投入3,600元，另有12000元。\n", "thousands-mixed", "12000"),
            ("规模最大。\n", "superlative-without-figure", "最大"),
            ("**读经典。**甲\n\n**重方法求。**乙\n", "leads-uneven", "重方法求。"),
        ] {
            assert_eq!(all(body), [(code.to_owned(), text.to_owned())], "{body}");
        }
    }

    #[test]
    fn examples_of_rules_trigger_them() {
        // Their examples are told in words: they would be long, or need more than a text, such as a kind.
        let in_words = ["body-ending", "paragraph-long", "summary-missing", "short-name-first"];
        for rule in crate::diag::rules::prose::RULES.iter().filter(|rule| !in_words.contains(&rule.code)) {
            let found = all(&format!("{}\n", rule.example));
            assert!(found.iter().any(|(code, _)| code == rule.code), "{}: {found:?}", rule.code);
        }
    }

    #[test]
    fn good_texts_are_left_alone() {
        for body in [
            "1）甲\n2）乙\n",
            "（一）甲（二）乙\n",
            "他说：“‘好’，就这样办。”\n",
            "见[甲](a,b)。`a,b`\n",
            "时间 09:30，比分3:2。\n",
            "Word, Excel 和 PDF.\n",
            "主要有三点：一是学，二是做，三是查。\n",
            "他不是一个人。这一是非问题。\n",
            "6月30日前完成。\n",
            "“今年丰收。”他说。\n",
            "甲(a)乙\n",
            "第一，甲；第二，乙。\n",
            "| 甲 | 乙 |\n|--|--|\n|  | 1 |\n",
            "规模最大，有3600人。\n",
            "a.b.c\n",
            "“甲”“乙”和《丙》《丁》\n",
            "写成“名称: 值”。\n",
            "## 一、学\n\n## 二、做\n",
        ] {
            assert_eq!(all(body), [], "{body}");
        }
    }
}
