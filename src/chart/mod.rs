//! Charts as drawings: bars, columns, lines and changes as the inside of an `<svg>` element.
//!
//! Positions across are per cents and positions down are pixels, so that words keep their size on a phone and on paper while
//! the drawing is as wide as its place. Colours and strokes are classes of the theme: no style and no script stands in it. Only
//! numbers come in, only text comes out; where they are from is not known here.

mod bars;
mod columns;
mod line;
mod numbers;
mod scale;

use std::fmt::Write;

pub use numbers::{Read, Speech, read};

/// Most values of a chart of bars or columns in one row; more cannot be told apart.
pub const MOST_BARS: usize = 60;
/// Most points of a line.
pub const MOST_POINTS: usize = 400;
/// Most rows of values: colours and strokes of more are not told apart.
pub const MOST_SERIES: usize = 6;

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lying bars, each with its name above it.
    Bar,
    /// Standing bars.
    Column,
    /// Points that are joined.
    Line,
    /// From what it was to what it is; with one row of values, how much more or less.
    Change,
}

impl Kind {
    /// Returns the kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().trim_end_matches('图') {
            "条形" | "bar" | "横条" => Self::Bar,
            "柱形" | "柱状" | "column" => Self::Column,
            "折线" | "曲线" | "line" => Self::Line,
            "变化" | "增减" | "对比" | "change" => Self::Change,
            _ => return None,
        })
    }

    /// Returns the name of its class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Column => "column",
            Self::Line => "line",
            Self::Change => "change",
        }
    }

    /// Returns how many values of one row can be drawn.
    pub fn most(self) -> usize {
        if self == Self::Line { MOST_POINTS } else { MOST_BARS }
    }
}

/// One row of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What is counted.
    pub name: String,
    /// One for each label; `None` if it is missing.
    pub values: Vec<Option<f64>>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// How.
    pub kind: Kind,
    /// Names of the values, such as years.
    pub labels: Vec<String>,
    /// Rows of values.
    pub series: Vec<Series>,
    /// Unit of all values; `%` stands behind each number.
    pub unit: String,
    /// How numbers are written.
    pub speech: Speech,
}

/// The inside of a drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// Pixels down.
    pub height: u32,
    /// Elements.
    pub marks: String,
}

/// Draws a chart; nothing if no value is there.
pub fn draw(chart: &Chart) -> Option<Drawn> {
    let known = chart.series.iter().flat_map(|series| &series.values).any(Option::is_some);
    if !known || chart.labels.is_empty() {
        return None;
    }
    Some(match chart.kind {
        Kind::Bar => bars::draw(chart),
        Kind::Change => bars::draw_change(chart),
        Kind::Column => columns::draw(chart),
        Kind::Line => line::draw(chart),
    })
}

impl Chart {
    /// Returns a number as it stands in the drawing.
    fn number(&self, value: f64) -> String {
        let sign = if self.unit.trim() == "%" || self.unit.trim() == "％" { "%" } else { "" };
        format!("{}{sign}", self.speech.short(value))
    }

    fn value(&self, series: usize, at: usize) -> Option<f64> {
        self.series.get(series)?.values.get(at).copied().flatten()
    }

    /// Returns smallest and largest of all values.
    fn range(&self) -> (f64, f64) {
        let known = self.series.iter().flat_map(|series| series.values.iter().flatten().copied());
        known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }
}

/// Returns a per cent with two digits behind the point, the same on every machine.
fn percent(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0%".into() } else { format!("{text}%") }
}

/// Appends words at a place.
fn text(out: &mut String, class: &str, (x, y): (f64, f64), words: &str) {
    let _ = write!(out, "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>", percent(x), y, escaped(words));
}

/// Returns words for the text of an element.
pub fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns about how wide words are, in pixels of the size that labels have.
fn width_of(words: &str) -> f64 {
    words.chars().map(|c| if c.is_ascii() { 7.0 } else { 12.5 }).sum()
}

/// Returns words cut to a width, with a mark of what was cut.
fn cut(words: &str, width: f64) -> String {
    if width_of(words) <= width {
        return words.into();
    }
    let mut kept = String::new();
    for c in words.chars() {
        if width_of(&kept) + width_of("中…") > width {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests;
