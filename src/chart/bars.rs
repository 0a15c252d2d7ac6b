//! Lying bars: a name may be as long as the page is wide, and there may be many.

use std::fmt::Write;

use super::scale::Scale;
use super::{Chart, Drawn, cut, escaped, percent, text};

const NAME: u32 = 20;
const BAR: u32 = 16;
const GAP: u32 = 3;
const BETWEEN: u32 = 10;
/// Per cents at the right for the longest number; at the left if there are negative ones.
const ROOM: f64 = 22.0;
/// Pixels that every screen has: names are cut there.
const NARROWEST: f64 = 300.0;

/// The stretch across on which values lie.
struct Stretch {
    left: f64,
    right: f64,
    scale: Scale,
}

impl Stretch {
    fn of(range: (f64, f64)) -> Self {
        let left = if range.0 < 0.0 { ROOM } else { 0.0 };
        let right = if range.1 > 0.0 { 100.0 - ROOM } else { 100.0 };
        // No rounding: the longest bar is as long as there is room.
        let scale = Scale::from_zero(range);
        Self { left, right, scale }
    }

    fn x(&self, value: f64) -> f64 {
        self.left + (self.right - self.left) * self.scale.place(value)
    }
}

/// Draws a bar for each value, with its name above each group.
pub(super) fn draw(chart: &Chart) -> Drawn {
    let stretch = Stretch::of(chart.range());
    let mut out = String::new();
    let mut y = 0;
    for (at, label) in chart.labels.iter().enumerate() {
        name(&mut out, label, y);
        y += NAME;
        zero(&mut out, &stretch, y, chart.series.len() as u32 * (BAR + GAP));
        for series in 0..chart.series.len() {
            bar(&mut out, chart, &stretch, (series, at), y);
            y += BAR + GAP;
        }
        y += BETWEEN;
    }
    Drawn { height: y, marks: out }
}

fn name(out: &mut String, label: &str, y: u32) {
    text(out, "chart-name", (0.0, f64::from(y + 15)), &cut(label, NARROWEST));
}

/// Draws the line from which the bars of a group grow, if they grow both ways.
fn zero(out: &mut String, stretch: &Stretch, top: u32, tall: u32) {
    if stretch.left > 0.0 {
        let (x, end) = (percent(stretch.x(0.0)), top + tall);
        let _ = write!(out, "<line class=\"chart-zero\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{end}\"/>");
    }
}

fn bar(out: &mut String, chart: &Chart, stretch: &Stretch, (series, at): (usize, usize), y: u32) {
    let middle = f64::from(y) + 13.0;
    let Some(value) = chart.value(series, at) else {
        // A word, not a bar of no length: that would be nought.
        return text(out, "chart-missing", (stretch.x(0.0) + 1.0, middle), "—");
    };
    let (from, to) = (stretch.x(0.0), stretch.x(value));
    let (left, right) = (from.min(to), from.max(to));
    let _ = write!(
        out,
        "<rect class=\"c{}\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{BAR}\"/>",
        series + 1,
        percent(left),
        percent(right - left),
    );
    let number = chart.number(value);
    if value < 0.0 {
        text(out, "chart-value chart-before", (left - 1.0, middle), &number);
    } else {
        text(out, "chart-value", (right + 1.0, middle), &number);
    }
}

/// Draws how values changed: from a ring to a dot, or as bars of more and less.
pub(super) fn draw_change(chart: &Chart) -> Drawn {
    if chart.series.len() < 2 {
        return draw(chart);
    }
    let range = chart.range();
    let stretch = Stretch { left: 2.0, right: 98.0, scale: Scale::from_zero(range) };
    let mut out = String::new();
    let mut y = 0;
    for (at, label) in chart.labels.iter().enumerate() {
        name(&mut out, label, y);
        change_words(&mut out, chart, at, y + NAME + 14);
        step(&mut out, chart, &stretch, at, y + NAME + 24);
        y += NAME + 36 + BETWEEN;
    }
    Drawn { height: y, marks: out }
}

/// Writes "72 → 24（-66.67%）" below a name.
fn change_words(out: &mut String, chart: &Chart, at: usize, y: u32) {
    let number = |value: Option<f64>| value.map_or("—".into(), |value| chart.number(value));
    let (before, after) = (chart.value(0, at), chart.value(1, at));
    let mut words = format!("{} → {}", number(before), number(after));
    if let (Some(before), Some(after)) = (before, after)
        && before > 0.0
        && !chart.number(0.0).contains('%')
    {
        let share = (after - before) / before * 100.0;
        let sign = if share > 0.0 { "+" } else { "" };
        let _ = write!(words, "（{sign}{}%）", chart.speech.short((share * 10.0).round() / 10.0));
    }
    let _ = write!(out, "<text class=\"chart-value\" x=\"0\" y=\"{y}\">{}</text>", escaped(&words));
}

fn step(out: &mut String, chart: &Chart, stretch: &Stretch, at: usize, y: u32) {
    let place = |series: usize| chart.value(series, at).map(|value| percent(stretch.x(value)));
    let (before, after) = (place(0), place(1));
    let _ = write!(out, "<line class=\"chart-rule\" x1=\"2%\" x2=\"98%\" y1=\"{y}\" y2=\"{y}\"/>");
    if let (Some(before), Some(after)) = (&before, &after) {
        let _ =
            write!(out, "<line class=\"chart-step\" x1=\"{before}\" x2=\"{after}\" y1=\"{y}\" y2=\"{y}\"/>");
    }
    for (place, class) in [(before, "chart-was"), (after, "chart-is")] {
        if let Some(x) = place {
            let _ = write!(out, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>");
        }
    }
}
