//! Points that are joined; a missing value leaves a gap.

use std::fmt::Write;

use super::columns::{BOTTOM, TALL, TICKS, TOP, names, rules, y};
use super::scale::Scale;
use super::{Chart, Drawn, percent, text};

/// Per cents left free at the right, for dots and numbers.
const SIDE: f64 = 4.0;
/// Most points with a dot each.
const MOST_DOTS: usize = 40;
/// Most points of a single line with a number each.
const MOST_NUMBERS: usize = 6;

/// Draws a line for each row of values.
pub(super) fn draw(chart: &Chart) -> Drawn {
    let scale = Scale::for_line(chart.range());
    let count = chart.labels.len();
    let x = |at: usize| {
        if count < 2 { 50.0 } else { TICKS + (100.0 - TICKS - SIDE) * at as f64 / (count - 1) as f64 }
    };
    let mut out = String::new();
    rules(&mut out, chart, &scale);
    lines(&mut out, chart, &scale, x);
    for series in 0..chart.series.len() {
        dots(&mut out, chart, &scale, series, x);
    }
    names(&mut out, chart, x);
    Drawn { height: (TOP + TALL + BOTTOM) as u32, marks: out }
}

/// Draws the lines in a drawing of their own: it alone is stretched, words and dots are not.
fn lines(out: &mut String, chart: &Chart, scale: &Scale, x: impl Fn(usize) -> f64) {
    let _ = write!(
        out,
        "<svg x=\"0\" y=\"{TOP}\" width=\"100%\" height=\"{TALL}\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" overflow=\"visible\">"
    );
    for (series, row) in chart.series.iter().enumerate() {
        let points = row.values.iter().enumerate().map(|(at, value)| value.map(|value| (at, value)));
        let points: Vec<_> = points.collect();
        for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
            let _ = write!(
                out,
                "<polyline class=\"l{}\" vector-effect=\"non-scaling-stroke\" points=\"",
                series + 1
            );
            for (at, value) in run.iter().flatten() {
                let _ = write!(out, "{:.1},{:.1} ", x(*at) * 10.0, 1000.0 * (1.0 - scale.place(*value)));
            }
            out.truncate(out.trim_end().len());
            out.push_str("\"/>");
        }
    }
    out.push_str("</svg>");
}

fn dots(out: &mut String, chart: &Chart, scale: &Scale, series: usize, x: impl Fn(usize) -> f64) {
    let values = &chart.series[series].values;
    let known = |at: usize| values.get(at).copied().flatten();
    let last = (0..values.len()).rev().find(|at| known(*at).is_some());
    for at in 0..values.len() {
        let Some(value) = known(at) else { continue };
        let alone = at.checked_sub(1).and_then(known).is_none() && known(at + 1).is_none();
        let (left, top) = (x(at), y(scale, value));
        if values.len() <= MOST_DOTS || alone {
            let place = percent(left);
            let _ =
                write!(out, "<circle class=\"c{}\" cx=\"{place}\" cy=\"{top:.1}\" r=\"3.5\"/>", series + 1);
        }
        let with_number = chart.series.len() == 1 && (values.len() <= MOST_NUMBERS || Some(at) == last);
        if with_number {
            let class = match at {
                _ if values.len() < 2 => "chart-value chart-middle",
                0 => "chart-value",
                at if at + 1 == values.len() => "chart-value chart-before",
                _ => "chart-value chart-middle",
            };
            text(out, class, (left, (top - 8.0).round()), &chart.number(value));
        }
    }
}
