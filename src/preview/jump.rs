//! From a place in a page to the line that made it, and from a page to what it was last made anew for.
//!
//! The pages hold no marks: a window tells which element was pointed at, and the page is rendered once more, aside, with marks in
//! the texts that come from bodies ([`super::marks`]). So it is the right one of two equal paragraphs, inside directives too, and the
//! right file if the page shows another's body. What has no mark is looked for by its letters: in the front matter, in the
//! source's blocks and fences, in the page that the element links to, in the tables of data.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Shared;
use super::address::output_path;
use super::http::{Request, Response};
use super::marks::{self, KNOWN_BY};
use super::view::{self, View};
use crate::base::SourcePath;
use crate::base::text::line_column;
use crate::content::ids::PageId;
use crate::emit::Planned;
use crate::markdown::Passage;
use crate::site::{Session, page_of};

/// Longest text that is compared, and longest line that is shown. Characters.
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

impl Source {
    fn at(file: &SourcePath, text: &str, offset: Option<usize>) -> Self {
        let spot = line_column(text, offset.unwrap_or(0));
        let line = text.lines().nth(spot.line.saturating_sub(1)).unwrap_or_default();
        Self {
            file: file.to_string(),
            line: spot.line,
            column: spot.column,
            text: line.chars().take(LONGEST).collect(),
            found: offset.is_some(),
        }
    }
}

/// What a window tells of the element that was pointed at.
struct Pointed {
    /// Name of the element.
    tag: String,
    /// Its letters.
    letters: Vec<char>,
    /// Which one it is of those with this name and these letters.
    nth: usize,
    /// Letters of the row or item around it.
    around: Vec<char>,
    /// Where the link in it, or around it, leads.
    to: Option<String>,
}

impl Pointed {
    fn of(request: &Request) -> Self {
        let text = |name| letters(&request.query(name).unwrap_or_default());
        Self {
            tag: request.query("tag").unwrap_or_default(),
            letters: text("text"),
            nth: request.query("nth").and_then(|nth| nth.parse().ok()).unwrap_or(0),
            around: text("around"),
            to: request.query("to"),
        }
    }
}

/// Answers where the text of a page was written: `path`, and what [`Pointed`] says.
pub fn respond(shared: &Shared, request: &Request) -> Response {
    let path = output_path(&request.query("path").unwrap_or_default());
    let pointed = Pointed::of(request);
    let session = shared.read();
    let Some(planned) = path.and_then(|path| view::find(&session, &path)) else {
        return Response::plain(404);
    };
    let page = page_of(&planned.key);
    let found = by_marks(&session, &planned, &pointed)
        .or_else(|| page.and_then(|page| in_source(&session, page, &pointed)))
        .or_else(|| in_linked(&session, &pointed))
        .or_else(|| in_data(&session, &pointed));
    let unfound = || Some(Source::at(&page?.source(), &session.text_of(page?)?.0, None));
    let Some(source) = found.or_else(unfound) else { return Response::plain(404) };
    let json = serde_json::to_string(&source).expect("strings and numbers are always JSON");
    Response::new(200, "application/json", json)
}

/// Finds a text that comes from the body of a page, this one or another.
fn by_marks(session: &Session, planned: &Planned, pointed: &Pointed) -> Option<Source> {
    if pointed.letters.is_empty() || !view::is_page(planned) {
        return None;
    }
    let marked = session.marked(planned)?;
    let mark = marks::find(&marked.html, &pointed.tag, &pointed.letters, pointed.nth)?;
    let page = marked.pages.get(mark.number)?;
    let (text, body) = session.text_of(page)?;
    Some(Source::at(&page.source(), &text, Some(body + mark.offset)))
}

/// Finds a text in the source of a page by its letters.
fn in_source(session: &Session, page: &PageId, pointed: &Pointed) -> Option<Source> {
    let (text, passages) = session.passages(page)?;
    let front = session.text_of(page)?.1.min(text.len());
    let wanted = &pointed.letters;
    let at = in_front(&text[..front], wanted)
        .or_else(|| place(&passages, wanted, pointed.nth))
        .or_else(|| in_fence(&text, front, wanted))?;
    Some(Source::at(&page.source(), &text, Some(at)))
}

/// Finds a text in the front matter of the page that a link leads to: lists show titles and summaries of others.
fn in_linked(session: &Session, pointed: &Pointed) -> Option<Source> {
    let path = output_path(pointed.to.as_deref()?)?;
    let page = page_of(&view::find(session, &path)?.key)?.clone();
    let (text, front) = session.text_of(&page)?;
    let at = in_front(&text[..front.min(text.len())], &pointed.letters)?;
    Some(Source::at(&page.source(), &text, Some(at)))
}

/// Finds a text among the cells of the data files; of several equal ones in the row that has most of the others around it.
fn in_data(session: &Session, pointed: &Pointed) -> Option<Source> {
    let mut best: Option<(usize, Source)> = None;
    for (file, text) in session.data_texts() {
        let Some((others, at)) = in_cells(&text, &pointed.letters, &pointed.around) else { continue };
        if best.as_ref().is_none_or(|(most, _)| others > *most) {
            best = Some((others, Source::at(&file, &text, Some(at))));
        }
    }
    best.map(|(_, source)| source)
}

/// Returns where a cell with these letters begins, and how many of the cells of its line stand around it in the page.
fn in_cells(text: &str, wanted: &[char], around: &[char]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let cells = || line.split([',', ';', '\t', '，', '；', ':']);
        let own = cells().find(|cell| !wanted.is_empty() && letters(cell) == wanted);
        if let Some(own) = own {
            let others: BTreeSet<Vec<char>> = cells().map(letters).filter(|cell| !cell.is_empty()).collect();
            let held = others
                .iter()
                .filter(|cell| around.windows(cell.len()).any(|window| window == **cell))
                .count();
            let at = start
                + (own.as_ptr() as usize - line.as_ptr() as usize)
                + (own.len() - own.trim_start().len());
            if best.is_none_or(|(most, _)| held > most) {
                best = Some((held, at));
            }
        }
        start += line.len();
    }
    best
}

/// Returns where the fence line begins that holds a text: what stands there is printed by the theme.
fn in_fence(text: &str, front: usize, wanted: &[char]) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let mut start = front;
    for line in text[front..].split_inclusive('\n') {
        let own = letters(line);
        let is_fence = line.trim_start().starts_with([':', '：']);
        if is_fence && own.windows(wanted.len()).any(|window| window == wanted) {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// Returns the letters and digits of a text.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).take(LONGEST.max(KNOWN_BY)).collect()
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
    fn a_cell_is_found_in_the_right_row() {
        let table = "年份,姓名,单位\n2019,张示例,甲处\n2020,张示例,乙处\n";
        let at = |wanted: &str, around: &str| {
            in_cells(table, &letters(wanted), &letters(around)).map(|(_, at)| &table[at..at + 4])
        };
        assert_eq!(at("2020", "2020"), Some("2020"));
        let (_, place) = in_cells(table, &letters("张示例"), &letters("张示例 2020 乙处")).unwrap();
        assert!(table[..place].ends_with("2020,"));
        assert_eq!(at("李示例", ""), None);
        assert_eq!(at("", ""), None);
    }

    #[test]
    fn words_behind_a_fence_are_found() {
        let text = "---\n---\n:::pillar 筑心 | 坚持学习\n正文\n:::\n";
        assert_eq!(in_fence(text, 8, &letters("坚持学习")), text.find(":::"));
        assert_eq!((in_fence(text, 8, &letters("正文")), in_fence(text, 8, &[])), (None, None));
    }

    #[test]
    fn a_value_is_found_in_the_front_matter() {
        let front = "---\n标题: 信息技术先锋岗\n单位： 信息处\n---\n";
        assert_eq!(in_front(front, &letters("信息处")), Some(front.find("单位").unwrap()));
        assert_eq!(in_front(front, &letters("信息技术先锋岗")), Some(front.find("标题").unwrap()));
    }
}
