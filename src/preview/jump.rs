//! From a piece of a page back to the line of the source that made it, and to the reason why a page was made anew.
//!
//! The page holds no marks: a window tells the text that was pointed at, and that text is looked for among the blocks of the
//! source, then in its front matter. Only letters and digits are compared, so that marks, line breaks and what a theme adds
//! between them do not matter.

use serde::Serialize;

use super::Shared;
use super::address::output_path;
use super::http::{Request, Response};
use super::view::{self, View};
use crate::base::text::line_column;
use crate::markdown::Passage;
use crate::site::{Session, page_of};

/// Longest text that is compared. Characters.
const LONGEST: usize = 400;

/// Most letters of a text that a shorter block of the source may lack at its end, as one part in so many.
const SLACK: usize = 4;

/// Where a piece of a page was written.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Source {
    file: String,
    line: usize,
    column: usize,
    /// The line itself.
    text: String,
    /// Whether the piece was found; otherwise it is the file that is meant.
    found: bool,
}

/// Answers where the text of a page was written: `path`, `text`, and `nth` of equal ones.
pub fn respond(shared: &Shared, request: &Request) -> Response {
    let path = output_path(&request.query("path").unwrap_or_default());
    let session = shared.read();
    let planned = path.and_then(|path| view::find(&session, &path));
    let Some(page) = planned.and_then(|planned| page_of(&planned.key).cloned()) else {
        return Response::plain(404);
    };
    let Some((text, passages)) = session.passages(&page) else { return Response::plain(404) };
    let wanted = letters(&request.query("text").unwrap_or_default());
    let nth = request.query("nth").and_then(|nth| nth.parse().ok()).unwrap_or(0);
    let front = text.len().min(passages.first().map_or(text.len(), |first| first.range.start));
    let at = place(&passages, &wanted, nth).or_else(|| in_front(&text[..front], &wanted));
    let spot = line_column(&text, at.unwrap_or(0));
    let line = text.lines().nth(spot.line.saturating_sub(1)).unwrap_or_default();
    let source = Source {
        file: page.source().to_string(),
        line: spot.line,
        column: spot.column,
        text: line.chars().take(LONGEST).collect(),
        found: at.is_some(),
    };
    let json = serde_json::to_string(&source).expect("strings and numbers are always JSON");
    Response::new(200, "application/json", json)
}

/// Returns the letters and digits of a text.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).take(LONGEST).collect()
}

/// Returns where the `nth` block with a text begins; if none has it, the block that begins like it or holds it.
fn place(passages: &[Passage], wanted: &[char], nth: usize) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let known: Vec<(Vec<char>, usize)> =
        passages.iter().map(|passage| (letters(&passage.text), passage.range.start)).collect();
    let equal: Vec<usize> = known.iter().filter(|(text, _)| text == wanted).map(|(_, at)| *at).collect();
    if let Some(last) = equal.len().checked_sub(1) {
        return Some(equal[nth.min(last)]);
    }
    // Footnote marks and words of the theme stand in the page and not in the source.
    let common = |text: &[char]| text.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let likest = known.iter().rev().max_by_key(|(text, _)| (common(text), usize::MAX - text.len()))?;
    if common(&likest.0) * SLACK >= wanted.len() * (SLACK - 1) && common(&likest.0) > 0 {
        return Some(likest.1);
    }
    let holds = |text: &[char]| text.windows(wanted.len()).any(|window| window == wanted);
    let held = known.iter().filter(|(text, _)| holds(text)).min_by_key(|(text, _)| text.len());
    let similar =
        || known.iter().rev().find(|(text, _)| common(text) * 2 > text.len().max(8)).map(|(_, at)| *at);
    held.map(|(_, at)| *at).or_else(similar)
}

/// Returns where the line of a front matter begins whose value a text is.
fn in_front(front: &str, wanted: &[char]) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let mut at = 0;
    let mut holding = None;
    for line in front.split_inclusive('\n') {
        let value = line.split_once(':').or_else(|| line.split_once('：')).map_or(line, |(_, value)| value);
        let value = letters(value);
        if value == wanted {
            return Some(at);
        }
        if holding.is_none() && value.windows(wanted.len()).any(|window| window == wanted) {
            holding = Some(at);
        }
        at += line.len();
    }
    holding
}

/// Returns why a page was last made anew: the question it rests on that was answered otherwise, in words, from the page down to a
/// file; as JSON.
pub fn cause(shared: &Shared, session: &Session, view: &View) -> String {
    let chain = match view {
        View::Output(planned, _) => session.why(planned),
        _ => Vec::new(),
    };
    let words: Vec<String> =
        chain.iter().skip(1).map(|question| (shared.hands.words)(question, shared.lang)).collect();
    serde_json::to_string(&words).expect("strings are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: &str, wanted: &str, nth: usize) -> Option<usize> {
        let passages = crate::markdown::passages(source, &crate::markdown::Options::default());
        place(&passages, &letters(wanted), nth)
    }

    #[test]
    fn texts_are_found_where_they_were_written() {
        let source = "第一段文字。\n\n第二段，**要点**在这里。[^1]\n\n同样的话\n\n同样的话\n\n- 甲项\n- 乙项\n\n[^1]: 脚注。\n";
        let line =
            |wanted: &str, nth| at(source, wanted, nth).map(|at| source[..at].matches('\n').count() + 1);
        assert_eq!(line("第一段文字。", 0), Some(1));
        assert_eq!(line("第二段，要点在这里。1", 0), Some(3));
        assert_eq!(
            (line("同样的话", 0), line("同样的话", 1), line("同样的话", 9)),
            (Some(5), Some(7), Some(7))
        );
        assert_eq!((line("甲项", 0), line("乙项", 0)), (Some(9), Some(10)));
        assert_eq!((line("无关的一句话", 0), line("", 0), line("，。", 0)), (None, None, None));
    }

    #[test]
    fn a_value_is_found_in_the_front_matter() {
        let front = "---\n标题: 信息技术先锋岗\n单位： 信息处\n---\n";
        assert_eq!(in_front(front, &letters("信息处")), Some(front.find("单位").unwrap()));
        assert_eq!(in_front(front, &letters("信息技术先锋岗")), Some(front.find("标题").unwrap()));
    }
}
