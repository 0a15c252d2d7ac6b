//! Standing bars, for a few values in the order of time.

use std::fmt::Write;

use super::scale::Scale;
use super::{Chart, Drawn, cut, percent, text, width_of};

/// Pixels above the drawing for numbers, of the drawing, and below it for names.
pub(super) const TOP: f64 = 22.0;
pub(super) const TALL: f64 = 190.0;
pub(super) const BOTTOM: f64 = 26.0;
/// Per cents at the left for the numbers of lines.
pub(super) const TICKS: f64 = 12.0;
/// Pixels that every screen has: names of neighbours do not touch there.
const NARROWEST: f64 = 300.0;
/// Most numbers that stand above columns without touching.
const MOST_NUMBERS: usize = 8;

/// Draws a column for each value.
pub(super) fn draw(chart: &Chart) -> Drawn {
    let scale = Scale::from_zero(chart.range());
    let groups = chart.labels.len() as f64;
    let with_numbers = chart.labels.len() * chart.series.len() <= MOST_NUMBERS;
    // The numbers of the lines stand at the left.
    let from = if with_numbers { 0.0 } else { TICKS };
    let each = (100.0 - from) / groups;
    let rows = chart.series.len() as f64;
    // A single column as wide as the page would be a wall.
    let wide = (each * 0.7 / rows).min(12.0);
    let mut out = String::new();
    if !with_numbers {
        rules(&mut out, chart, &scale);
    }
    for (at, _) in chart.labels.iter().enumerate() {
        let start = from + each * (at as f64 + 0.5) - wide * rows / 2.0;
        for series in 0..chart.series.len() {
            let left = start + wide * series as f64;
            column(&mut out, chart, &scale, (series, at), (left, wide * 0.92));
            if with_numbers {
                number(&mut out, chart, &scale, (series, at), left + wide * 0.46);
            }
        }
    }
    let y = y(&scale, 0.0);
    let _ = write!(out, "<line class=\"chart-zero\" x1=\"0\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
    names(&mut out, chart, |at| from + each * (at as f64 + 0.5));
    Drawn { height: (TOP + TALL + BOTTOM) as u32, marks: out }
}

/// Returns the place of a value from the top, in pixels.
pub(super) fn y(scale: &Scale, value: f64) -> f64 {
    TOP + TALL * (1.0 - scale.place(value))
}

/// Draws the lines behind the values, each with its number.
pub(super) fn rules(out: &mut String, chart: &Chart, scale: &Scale) {
    for value in scale.lines() {
        let y = y(scale, value);
        let _ = write!(out, "<line class=\"chart-rule\" x1=\"0\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>");
        text(out, "chart-tick", (0.0, (y - 3.0).round()), &chart.number(value));
    }
}

fn column(
    out: &mut String,
    chart: &Chart,
    scale: &Scale,
    (series, at): (usize, usize),
    (left, wide): (f64, f64),
) {
    let Some(value) = chart.value(series, at) else { return };
    let (from, to) = (y(scale, 0.0), y(scale, value));
    let _ = write!(
        out,
        "<rect class=\"c{}\" x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{:.1}\"/>",
        series + 1,
        percent(left),
        from.min(to),
        percent(wide),
        (from - to).abs(),
    );
}

fn number(out: &mut String, chart: &Chart, scale: &Scale, (series, at): (usize, usize), x: f64) {
    match chart.value(series, at) {
        None => text(out, "chart-missing chart-middle", (x, (y(scale, 0.0) - 5.0).round()), "—"),
        Some(value) => {
            let y = y(scale, value) + if value < 0.0 { 15.0 } else { -5.0 };
            text(out, "chart-value chart-middle", (x, y.round()), &chart.number(value));
        }
    }
}

/// Writes names below the drawing: all if they have room, else every second, third, …; the last one of a row of times always.
pub(super) fn names(out: &mut String, chart: &Chart, x: impl Fn(usize) -> f64) {
    let count = chart.labels.len();
    let room = if count > 1 { (x(1) - x(0)) * NARROWEST / 100.0 } else { NARROWEST };
    let widest =
        chart.labels.iter().map(|label| width_of(label).min(NARROWEST / 4.0)).fold(0.0, f64::max) + 8.0;
    let every = if widest <= room { 1.0 } else { (widest * 1.5 / room).ceil() };
    // Those at the ends are set to the edges and reach further in: hence a half more.
    let every = every as usize;
    let last = count - 1;
    for (at, label) in chart.labels.iter().enumerate() {
        let is_near_end = at != last && last - at < every && every > 1;
        if (at % every != 0 && at != last) || is_near_end {
            continue;
        }
        let class = match at {
            0 if count > 1 && every > 1 => "chart-name",
            at if at == last && count > 1 && every > 1 => "chart-name chart-before",
            _ => "chart-name chart-middle",
        };
        let place = match class {
            "chart-name" => (x(0) - 4.0).max(0.0),
            "chart-name chart-before" => 100.0,
            _ => x(at),
        };
        let wide = (room * every as f64 - 8.0).max(NARROWEST / 4.0);
        text(out, class, (place, TOP + TALL + 18.0), &cut(label, wide));
    }
}
