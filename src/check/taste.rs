//! Rules of taste about a body's text, which sites ask for by name. Pure, as those in [`super::prose`].

use std::ops::Range;

use super::prose::{Found, Page, Wishes, put};
use super::source::is_han;
use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place};

/// Reports what offends taste, as far as it is wanted.
pub(super) fn style(
    page: &Page<'_>,
    parts: &[Range<usize>],
    file: &SourcePath,
    wishes: &Wishes,
    found: &mut Found,
) {
    for code in &wishes.style {
        match *code {
            "thousands-mixed" => thousands(page, found),
            "comma-between-quotes" => commas(page, found),
            "superlative-without-figure" => superlatives(page, found),
            "paragraph-long" => parts.iter().for_each(|part| long(page, part, found)),
            "leads-uneven" => leads(page, found),
            "summary-missing" => {
                let has = ["summary", "description"].iter().any(|name| !page.record.text(name).is_empty());
                if !has && page.prose.chars().filter(|c| is_han(*c)).count() > 200 {
                    found.push((None, Diagnostic::new("summary-missing").at(Place::file(file.clone()))));
                }
            }
            _ => {}
        }
    }
}

fn thousands(page: &Page<'_>, found: &mut Found) {
    let (mut grouped, mut plain): (Option<String>, Option<Range<usize>>) = (None, None);
    let mut end = 0;
    for (at, _) in page.prose.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        if at < end {
            continue;
        }
        end = at
            + page.prose[at..]
                .find(|c: char| !c.is_ascii_digit() && c != ',')
                .unwrap_or(page.prose.len() - at);
        let number = page.prose[at..end].trim_end_matches(',');
        if number.contains(',') && number.split(',').skip(1).all(|part| part.len() == 3) {
            grouped.get_or_insert_with(|| number.to_owned());
        } else if number.len() >= 5 && !page.prose[..at].ends_with(['.', '-', '/', '〔']) {
            plain.get_or_insert(at..at + number.len());
        }
    }
    if let (Some(other), Some(range)) = (grouped, plain) {
        let text = &page.prose[range.clone()];
        put(found, range.clone(), Diagnostic::new("thousands-mixed").arg("text", text).arg("other", other));
    }
}

fn commas(page: &Page<'_>, found: &mut Found) {
    for pair in ["”、“", "》、《"] {
        for (at, _) in page.prose.match_indices(pair) {
            let at = at + '”'.len_utf8();
            put(found, at..at + '、'.len_utf8(), Diagnostic::new("comma-between-quotes").arg("fix", ""));
        }
    }
}

/// Words of the highest degree.
const HIGHEST: [&str; 12] =
    ["最大", "最多", "最高", "最好", "最强", "最快", "最优", "第一名", "首屈一指", "唯一", "史上", "空前"];

fn superlatives(page: &Page<'_>, found: &mut Found) {
    for word in HIGHEST {
        for (at, _) in page.prose.match_indices(word) {
            let stop = |c: char| matches!(c, '。' | '；' | '！' | '\n');
            let from = page.prose[..at].rfind(stop).map_or(0, |from| from + 1);
            let to = page.prose[at..].find(stop).map_or(page.prose.len(), |to| at + to);
            let from = (from..at).find(|from| page.prose.is_char_boundary(*from)).unwrap_or(at);
            if !page.prose[from..to].contains(|c: char| c.is_ascii_digit()) {
                put(
                    found,
                    at..at + word.len(),
                    Diagnostic::new("superlative-without-figure").arg("text", word),
                );
            }
        }
    }
}

/// Most characters of a paragraph.
const LONGEST: usize = 400;

fn long(page: &Page<'_>, part: &Range<usize>, found: &mut Found) {
    for piece in items(&page.prose[part.clone()]) {
        let text = &page.prose[part.start + piece.start..part.start + piece.end];
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        if count > LONGEST && !text.trim_start().starts_with('|') {
            let start = part.start + piece.start;
            let end = start + text.find('\n').unwrap_or(text.len());
            put(found, start..end, Diagnostic::new("paragraph-long").arg("count", count));
        }
    }
}

/// Returns the items of a list that follow each other without a blank line; a text that is no list as a whole.
fn items(text: &str) -> Vec<Range<usize>> {
    let marks = |line: &str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
            || number.len() < line.len() && [". ", ") "].iter().any(|mark| number.starts_with(mark))
    };
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && marks(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| *start..end).collect()
}

/// Reports run-in heads `**重方法、求实效。**` that follow each other and differ in length.
fn leads(page: &Page<'_>, found: &mut Found) {
    let mut all: Vec<(Range<usize>, usize)> = Vec::new();
    let mut start = 0;
    for line in page.prose.split_inclusive('\n') {
        let lead = line.strip_prefix("**").and_then(|rest| rest.find("**").map(|end| &rest[..end]));
        match lead {
            Some(lead) => {
                all.push((start + 2..start + 2 + lead.len(), lead.chars().filter(|c| is_han(*c)).count()))
            }
            None if line.trim().is_empty() => {}
            None => all.clear(),
        }
        start += line.len();
        if let [.., one, two] = all.as_slice()
            && one.1 != two.1
        {
            let range = two.0.clone();
            let text = &page.prose[range.clone()];
            put(found, range, Diagnostic::new("leads-uneven").arg("text", text));
            return;
        }
    }
}
