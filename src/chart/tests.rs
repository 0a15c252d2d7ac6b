//! Charts of odd values, and where their words stand.

use super::*;

fn chart(kind: Kind, rows: &[&[Option<f64>]]) -> Chart {
    let labels = (0..rows[0].len()).map(|at| format!("{}年", 2016 + at)).collect();
    let series = rows.iter().map(|row| Series { name: "人次".into(), values: row.to_vec() }).collect();
    Chart { kind, labels, series, unit: "人次".into(), speech: Speech::Chinese }
}

const KINDS: [Kind; 4] = [Kind::Bar, Kind::Column, Kind::Line, Kind::Change];

fn attributes<'t>(marks: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!(" {name}=\"");
    marks.split(&*start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// All places lie within the drawing and are numbers, whatever the values.
fn assert_sound(chart: &Chart) -> Drawn {
    let drawn = draw(chart).unwrap();
    assert!(!drawn.marks.contains("NaN") && !drawn.marks.contains("inf") && !drawn.marks.contains("style="));
    for name in ["x", "cx", "x1", "x2", "width"] {
        for value in attributes(&drawn.marks, name) {
            let number: f64 = value.trim_end_matches('%').parse().unwrap();
            assert!((-1.0..=101.0).contains(&number) || !value.ends_with('%'), "{name}={value}");
        }
    }
    for name in ["y", "cy", "y1", "y2", "height"] {
        for value in attributes(&drawn.marks, name) {
            let number: f64 = value.parse().unwrap();
            assert!(number >= 0.0 && number <= f64::from(drawn.height) + 1.0, "{name}={value}");
        }
    }
    drawn
}

#[test]
fn odd_values_are_drawn_soundly() {
    let some = |values: &[f64]| values.iter().map(|value| Some(*value)).collect::<Vec<_>>();
    let rows = [
        some(&[0.0]),
        some(&[0.0, 0.0, 0.0]),
        some(&[5.0, 5.0, 5.0]),
        some(&[-5.0, 3.0, -0.001]),
        some(&[-5.0, -7.0]),
        some(&[1e15, 1.0]),
        some(&[1e-9, 2e-9]),
        some(&[f64::MAX, f64::MIN]),
        vec![None, Some(3.0), None, Some(4.0), Some(5.0), None],
    ];
    for kind in KINDS {
        for row in &rows {
            assert_sound(&chart(kind, &[row]));
            assert_sound(&chart(kind, &[row, row, row]));
        }
        assert_eq!(draw(&chart(kind, &[&[None, None]])), None);
    }
}

#[test]
fn bars_grow_with_their_values() {
    let drawn = assert_sound(&chart(Kind::Bar, &[&[Some(10.0), Some(20.0), Some(0.0), None]]));
    let widths: Vec<f64> = attributes(&drawn.marks, "width")
        .iter()
        .map(|width| width.trim_end_matches('%').parse().unwrap())
        .collect();
    assert_eq!(widths.len(), 3, "a missing value has no bar");
    assert!((widths[1] - 2.0 * widths[0]).abs() < 0.05 && widths[2] == 0.0);
    assert!(drawn.marks.contains("chart-missing"));
}

#[test]
fn lines_have_gaps_where_values_are_missing() {
    let row = [Some(1.0), Some(2.0), None, Some(3.0), None, Some(4.0), Some(5.0)];
    let drawn = assert_sound(&chart(Kind::Line, &[&row]));
    assert_eq!(drawn.marks.matches("<polyline").count(), 2);
    assert_eq!(drawn.marks.matches("<circle").count(), 5);
}

/// Names of neighbours do not touch on the narrowest screen.
#[test]
fn names_below_do_not_touch() {
    for count in [1, 2, 5, 9, 12, 31, 60] {
        let mut chart = chart(Kind::Column, &[&vec![Some(3.0); count]]);
        chart.labels = (0..count).map(|at| format!("第{at}季度总院")).collect();
        let drawn = assert_sound(&chart);
        let mut ends = -1.0;
        for one in drawn.marks.split("<text class=\"chart-name").skip(1) {
            let class = one.split('"').next().unwrap();
            let x: f64 = one.split("x=\"").nth(1).unwrap().split('%').next().unwrap().parse().unwrap();
            let words = one.split('>').nth(1).unwrap().split('<').next().unwrap();
            let (x, wide) = (x * 3.0, width_of(words));
            let from = match class {
                "" => x,
                " chart-before" => x - wide,
                _ => x - wide / 2.0,
            };
            assert!(from >= ends, "{count}: {words} at {from} touches what ends at {ends}");
            ends = from + wide;
        }
    }
}

#[test]
fn numbers_as_people_type_them() {
    let number = |text: &str| match read(text) {
        Read::Number(number) => Some(number),
        _ => None,
    };
    assert_eq!(number("1,200"), Some(1200.0));
    assert_eq!(number(" ９６．５％ "), Some(96.5));
    assert_eq!(number("约1.2万人次"), Some(12_000.0));
    assert_eq!(number("3600余人"), Some(3600.0));
    assert_eq!(number("−3"), Some(-3.0));
    assert_eq!(read("—"), Read::Missing);
    assert_eq!(read("  "), Read::Missing);
    assert_eq!(read("暂无"), Read::Missing);
    assert_eq!(read("三百"), Read::Odd);
    assert_eq!(read("12月3日").to_owned(), Read::Number(12.0));
    assert_eq!(read("1.2.3"), Read::Odd);
}

#[test]
fn numbers_as_people_read_them() {
    let chinese = |value| Speech::Chinese.short(value);
    assert_eq!(
        [chinese(1200.0), chinese(96.5), chinese(-0.001), chinese(123_456.0), chinese(2.5e8)],
        ["1200", "96.5", "0", "12.35万", "2.5亿"]
    );
    assert_eq!(Speech::English.short(-1_234_567.0), "-1,234,567");
    let mut share = chart(Kind::Bar, &[&[Some(96.5)]]);
    share.unit = "%".into();
    assert!(draw(&share).unwrap().marks.contains(">96.5%<"));
}

#[test]
fn words_of_editors_are_text() {
    let mut odd = chart(Kind::Bar, &[&[Some(1.0)]]);
    odd.labels = vec!["<script>\"&".into()];
    assert!(draw(&odd).unwrap().marks.contains("&lt;script&gt;&quot;&amp;"));
}
