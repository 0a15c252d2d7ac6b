//! From anchors to whole-text ranges, lines and columns.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Sources;
use crate::base::SourcePath;
use crate::base::text::{LineColumn, floor_boundary};
use crate::diag::{Anchor, Diagnostic, Part, Place, column_name};

/// Where a place lies in its file as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The file.
    pub file: SourcePath,
    /// The bytes; `None` if the file as a whole is meant or its text is not available.
    pub spot: Option<Spot>,
    /// Name of the cell such as `B7`, if the file is a workbook.
    pub cell: Option<String>,
}

/// Bytes of a text, and how a person names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The whole text of the file.
    pub text: Arc<str>,
    /// Bytes in it, on character boundaries; may be empty.
    pub range: Range<usize>,
    /// Line and column of the first character.
    pub start: LineColumn,
    /// Line and column just after the last character.
    pub end: LineColumn,
}

impl Spot {
    /// Returns the bytes of the line that holds `offset`, without its line break (LF or CRLF).
    pub fn line(&self, offset: usize) -> Range<usize> {
        let line = crate::base::text::line_range(&self.text, offset);
        let end = if self.text[line.clone()].ends_with('\r') { line.end - 1 } else { line.end };
        line.start..end
    }

    /// Returns the first line of the spot, without its line break.
    pub fn line_text(&self) -> &str {
        &self.text[self.line(self.range.start)]
    }
}

/// Returns where a place lies. For many places use one [`Resolver`].
pub fn resolve(place: &Place, sources: &dyn Sources) -> Resolved {
    Resolver::new(sources).resolve(place)
}

/// Resolves many places; each file is read and cut into lines once.
pub struct Resolver<'a> {
    sources: &'a dyn Sources,
    files: BTreeMap<SourcePath, Option<File>>,
}

impl<'a> Resolver<'a> {
    /// Returns a resolver over the given texts.
    pub fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, files: BTreeMap::new() }
    }

    /// Returns where a place lies.
    ///
    /// A field that the text does not have is shown at the nearest group around it, else at the first line. Ranges past
    /// the end are moved to the end.
    pub fn resolve(&mut self, place: &Place) -> Resolved {
        let sources = self.sources;
        let file = self
            .files
            .entry(place.file.clone())
            .or_insert_with(|| sources.text(&place.file).map(|text| File::new(text, sources)));
        let spot = file.as_mut().and_then(|file| {
            let range = file.range(&place.anchor, sources)?;
            Some(file.spot(range))
        });
        let cell = match place.anchor {
            Anchor::Cell { row, column } => Some(format!("{}{row}", column_name(column))),
            _ => None,
        };
        Resolved { file: place.file.clone(), spot, cell }
    }
}

/// A diagnostic with its places resolved.
pub(super) struct Finding<'d> {
    /// The diagnostic itself.
    pub diag: &'d Diagnostic,
    /// Its place, if it has one.
    pub at: Option<Resolved>,
    /// Related places with their labels.
    pub related: Vec<(&'d str, Resolved)>,
}

/// Returns the diagnostics as a reader meets them: by file and offset; those about the site as a whole come last.
pub(super) fn in_reading_order<'d>(diags: &'d [Diagnostic], sources: &dyn Sources) -> Vec<Finding<'d>> {
    let mut resolver = Resolver::new(sources);
    let mut findings: Vec<Finding> = diags
        .iter()
        .map(|diag| Finding {
            diag,
            at: diag.place.as_ref().map(|place| resolver.resolve(place)),
            related: diag.related.iter().map(|(label, place)| (&**label, resolver.resolve(place))).collect(),
        })
        .collect();
    findings.sort_by(|a, b| {
        let key = |f: &Finding<'d>| {
            let spot = f.at.as_ref().and_then(|at| at.spot.as_ref());
            (f.at.is_none(), spot.map(|spot| (spot.range.start, spot.range.end)))
        };
        let file = |f: &Finding<'d>| f.diag.place.as_ref().map(|place| &place.file);
        file(a)
            .cmp(&file(b))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| cell(a).cmp(&cell(b)))
            .then_with(|| a.diag.code.cmp(&b.diag.code))
            .then_with(|| a.diag.cmp(b.diag))
    });
    let sitewide = findings.iter().take_while(|f| f.at.is_none()).count();
    findings.rotate_left(sitewide);
    findings
}

/// Returns row and column of a finding in a workbook.
fn cell(finding: &Finding) -> Option<(u32, u32)> {
    match finding.diag.place.as_ref()?.anchor {
        Anchor::Cell { row, column } => Some((row, column)),
        _ => None,
    }
}

/// A text with what is needed to find places in it.
struct File {
    text: Arc<str>,
    line_starts: Vec<usize>,
    front_start: usize,
    body_start: usize,
    /// The last column that was counted: counting goes on from there on a very long line.
    counted: Counted,
}

/// How many characters of a line lie before an offset.
#[derive(Clone, Copy, Default)]
struct Counted {
    line_start: usize,
    offset: usize,
    characters: usize,
}

impl File {
    fn new(text: Arc<str>, sources: &dyn Sources) -> Self {
        let line_starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Self {
            line_starts: line_starts.collect(),
            front_start: sources.front_start(&text),
            body_start: sources.body_start(&text),
            counted: Counted::default(),
            text,
        }
    }

    /// Returns the bytes an anchor means; `None` for the whole file.
    fn range(&self, anchor: &Anchor, sources: &dyn Sources) -> Option<Range<usize>> {
        let shifted = |by: usize, start: u32, end: u32| by + start as usize..by + end as usize;
        Some(match anchor {
            Anchor::File | Anchor::Cell { .. } => return None,
            Anchor::Text(start, end) => shifted(0, *start, *end),
            Anchor::Front(start, end) => shifted(self.front_start, *start, *end),
            Anchor::Body(start, end) => shifted(self.body_start, *start, *end),
            Anchor::Field { path, part } => sources
                .locate(&self.text, path, *part)
                .or_else(|| around(path).find_map(|path| sources.locate(&self.text, path, Part::Key)))
                .unwrap_or(0..self.line_starts.get(1).map_or(self.text.len(), |next| next - 1)),
        })
    }

    fn spot(&mut self, range: Range<usize>) -> Spot {
        let start = floor_boundary(&self.text, range.start);
        let end = floor_boundary(&self.text, range.end.max(start));
        Spot {
            start: self.line_column(start),
            end: self.line_column(end),
            range: start..end,
            text: self.text.clone(),
        }
    }

    fn line_column(&mut self, offset: usize) -> LineColumn {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let line_start = self.line_starts[line - 1];
        let mut from = self.counted;
        if from.line_start != line_start || from.offset > offset {
            from = Counted { line_start, offset: line_start, characters: 0 };
        }
        let characters = from.characters + self.text[from.offset..offset].chars().count();
        self.counted = Counted { line_start, offset, characters };
        LineColumn { line, column: characters + 1 }
    }
}

/// Returns the paths of the groups around a field, nearest first: `a.b[2].c` gives `a.b[2]`, `a.b`, `a`.
fn around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(outer(path), |path| outer(path))
}

fn outer(path: &str) -> Option<&str> {
    path.rfind(['.', '[']).map(|at| &path[..at]).filter(|outer| !outer.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::samples::*;
    use super::*;

    #[test]
    fn anchors_become_lines_and_columns() {
        let sources = Texts::new(&[("a.md", PAGE)]);
        let file = "a.md".into();
        let at = |place: Place| {
            let spot = resolve(&place, &sources).spot.unwrap();
            (spot.start.line, spot.start.column, spot.text[spot.range.clone()].to_string())
        };
        assert_eq!(at(Place::front(&file, 0..6)), (2, 1, "标题".into()));
        assert_eq!(at(Place::body(&file, 3..9)), (6, 2, "文在".into()));
        assert_eq!(at(Place::text(&file, 4..10)), (2, 1, "标题".into()));
        assert_eq!(at(Place::field(&file, "unit")), (3, 7, "甲".into()));
        assert_eq!(resolve(&Place::file("a.md"), &sources).spot, None);
        assert_eq!(resolve(&Place::text(&"none.md".into(), 0..1), &sources).spot, None);
    }

    #[test]
    fn a_field_that_is_not_there_is_shown_where_it_belongs() {
        let sources = Texts::new(&[("a.md", PAGE)]);
        let line = |path: &str| {
            let spot = resolve(&Place::field(&"a.md".into(), path), &sources).spot.unwrap();
            (spot.start.line, spot.start.column)
        };
        assert_eq!(line("unit[3].name"), (3, 1));
        assert_eq!(line("nothing.at.all"), (1, 1));
        assert_eq!(line(""), (1, 1));
    }

    #[test]
    fn wild_ranges_are_tamed() {
        let sources = Texts::new(&[("a.md", "中文\r\nb")]);
        let cases = [((1, 2), (1, 1), (1, 1)), ((900, 1000), (2, 2), (2, 2)), ((3, 2), (1, 2), (1, 2))];
        for ((from, to), start, end) in cases {
            let place = Place { file: "a.md".into(), anchor: Anchor::Text(from, to) };
            let spot = resolve(&place, &sources).spot.unwrap();
            assert_eq!((spot.start.line, spot.start.column), start);
            assert_eq!((spot.end.line, spot.end.column), end);
        }
        let spot = resolve(&Place::text(&"a.md".into(), 0..3), &sources).spot.unwrap();
        assert_eq!(spot.line_text(), "中文");
    }

    #[test]
    fn columns_are_right_in_any_order() {
        let text = "一二三四五\n六七八九十";
        let sources = Texts::new(&[("a.md", text)]);
        let mut resolver = Resolver::new(&sources);
        for offset in [12, 3, 25, 16, 3, 31, 15] {
            let spot = resolver.resolve(&Place::text(&"a.md".into(), offset..offset)).spot.unwrap();
            assert_eq!(spot.start, crate::base::text::line_column(text, offset));
        }
    }

    #[test]
    fn findings_are_read_from_top_to_bottom() {
        let sources = Texts::new(&[("a.md", PAGE)]);
        let file: SourcePath = "a.md".into();
        let diags = [
            sample(),
            sample().at(Place::body(&file, 0..1)),
            sample().at(Place::field(&file, "unit")),
            sample().at(Place::file("a.md")),
            sample().at(Place::front(&file, 0..1)),
        ];
        let lines: Vec<_> = in_reading_order(&diags, &sources)
            .iter()
            .map(|f| f.at.as_ref().map(|at| at.spot.as_ref().map_or(0, |spot| spot.start.line)))
            .collect();
        assert_eq!(lines, [Some(0), Some(2), Some(3), Some(6), None]);
    }

    /// Ten thousand findings on one line of 300 kB must not take ten thousand walks over it.
    #[test]
    fn many_findings_on_one_long_line_are_quick() {
        let text = "字".repeat(100_000);
        let sources = Texts::new(&[("a.md", &text)]);
        let diags: Vec<_> =
            (0..10_000).map(|n| sample().at(Place::text(&"a.md".into(), n * 30..n * 30 + 3))).collect();
        assert_eq!(
            in_reading_order(&diags, &sources)[9_999]
                .at
                .as_ref()
                .unwrap()
                .spot
                .as_ref()
                .unwrap()
                .start
                .column,
            99_991
        );
    }
}
