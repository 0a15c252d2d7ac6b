//! Charts from a table in the text, from figures, or from rows of data.

use tera::{Kwargs, TeraResult, Value as TeraValue};

use super::arguments::{text, value};
use crate::base::Value;
use crate::catalog::items::ids_of;
use crate::catalog::{FigureOf, Rows};
use crate::chart::{self, Chart, Kind, MOST_SERIES, Read, Series, Speech};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::render::frame::Frame;
use crate::render::value::map;

/// Names of kinds as a message lists them.
const KINDS: [&str; 8] = ["条形", "柱形", "折线", "变化", "bar", "column", "line", "change"];

/// A table of texts: a head, and rows with a name first.
#[derive(Debug, Default, PartialEq)]
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    unit: String,
}

pub fn chart(frame: &mut Frame<'_, '_>, args: &Kwargs) -> TeraResult<TeraValue> {
    let written = text(args, "kind")?.unwrap_or_default();
    let Some(kind) = Kind::named(&written) else {
        let found = Diagnostic::new("chart-kind").arg("name", &written);
        let near = did_you_mean(written.trim_end_matches('图'), KINDS);
        report(frame, found.maybe("suggestion", near));
        return Ok(TeraValue::none());
    };
    let mut table = table_of(frame, args, kind)?;
    if let Some(unit) = text(args, "unit")? {
        table.unit = unit;
    }
    let chart = read(frame, kind, &table);
    let values = chart.labels.len();
    let drawn = if values > kind.most() || chart.series.len() > MOST_SERIES {
        let found = Diagnostic::new("chart-too-many").arg("count", values).arg("most", kind.most());
        report(frame, found.arg("rows", chart.series.len()).arg("most_rows", MOST_SERIES));
        None
    } else {
        let drawn = chart::draw(&chart);
        if drawn.is_none() {
            report(frame, Diagnostic::new("chart-empty"));
        }
        drawn
    };
    Ok(shown(&chart, &table, drawn))
}

/// Returns what a template shows of a chart.
fn shown(chart: &Chart, table: &Table, drawn: Option<chart::Drawn>) -> TeraValue {
    let texts = |texts: &[String]| {
        TeraValue::from(texts.iter().map(|one| TeraValue::from(one.as_str())).collect::<Vec<_>>())
    };
    let rows: Vec<TeraValue> = table.rows.iter().map(|row| texts(row)).collect();
    let names: Vec<String> = chart.series.iter().map(|series| series.name.clone()).collect();
    let drawn_height = drawn.as_ref().map_or_else(TeraValue::none, |drawn| drawn.height.into());
    let [low, high] = extremes(chart);
    map([
        ("kind", TeraValue::from(chart.kind.name())),
        ("height", drawn_height),
        ("marks", drawn.map_or_else(TeraValue::none, |drawn| TeraValue::safe_string(&drawn.marks))),
        ("head", texts(&table.head)),
        ("rows", rows.into()),
        ("series", texts(&names)),
        ("unit", TeraValue::from(chart.unit.as_str())),
        ("count", (chart.labels.len() as u64).into()),
        ("low", low),
        ("high", high),
    ])
}

/// Returns the smallest and the largest value with their names; none if there is none.
fn extremes(chart: &Chart) -> [TeraValue; 2] {
    let known = || {
        chart.series.iter().flat_map(|series| {
            let values = series.values.iter().enumerate();
            values.filter_map(move |(at, value)| Some(((*value)?, at, series.name.as_str())))
        })
    };
    let described = |found: Option<(f64, usize, &str)>| match found {
        None => TeraValue::none(),
        Some((value, at, series)) => map([
            ("label", TeraValue::from(chart.labels[at].as_str())),
            ("series", TeraValue::from(series)),
            ("value", TeraValue::from(&*chart.speech.short(value))),
        ]),
    };
    // Of equal ones the first: `min_by` and `max_by` do not agree on that.
    let low = known().fold(None, |best: Option<(f64, usize, &str)>, one| match best {
        Some(best) if best.0 <= one.0 => Some(best),
        _ => Some(one),
    });
    let high = known().fold(None, |best: Option<(f64, usize, &str)>, one| match best {
        Some(best) if best.0 >= one.0 => Some(best),
        _ => Some(one),
    });
    [described(low), described(high)]
}

/// Reads the numbers of a table; what is none is reported and left out.
fn read(frame: &mut Frame<'_, '_>, kind: Kind, table: &Table) -> Chart {
    let mut odd = None;
    let columns = table.head.len().max(1) - 1;
    let series = (1..=columns).map(|column| {
        let values =
            table.rows.iter().map(|row| match chart::read(row.get(column).map_or("", String::as_str)) {
                Read::Number(number) => Some(number),
                Read::Missing => None,
                Read::Odd => {
                    odd.get_or_insert_with(|| row[column].clone());
                    None
                }
            });
        Series { name: table.head[column].clone(), values: values.collect() }
    });
    let series = series.collect();
    let labels = table.rows.iter().map(|row| row.first().cloned().unwrap_or_default()).collect();
    if let Some(odd) = odd {
        report(frame, Diagnostic::new("chart-not-a-number").arg("value", odd));
    }
    let speech = if frame.language.starts_with("zh") { Speech::Chinese } else { Speech::English };
    Chart { kind, labels, series, unit: table.unit.clone(), speech }
}

fn report(frame: &mut Frame<'_, '_>, found: Diagnostic) {
    let place = match (&frame.page, frame.span) {
        (Some(page), Some((start, end))) => Some(Place::body(&page.source(), start as usize..end as usize)),
        (Some(page), None) => Some(Place::file(page.source())),
        _ => None,
    };
    frame.ask.report(Diagnostic { place, ..found });
}

fn table_of(frame: &mut Frame<'_, '_>, args: &Kwargs, kind: Kind) -> TeraResult<Table> {
    if let Some(ids) = text(args, "ids")? {
        let items: Vec<Value> = ids_of(&ids)
            .filter_map(|id| frame.ask.get(&FigureOf(id.to_owned())).as_ref().clone())
            .map(|item| item.fields)
            .collect();
        return Ok(of_figures(&items, kind));
    }
    if let Some(name) = text(args, "name")? {
        return of_rows(frame, args, name);
    }
    if let Some(html) = value(args, "table")?.and_then(|html| html.as_str().map(str::to_owned)) {
        return Ok(of_html(&html));
    }
    Ok(Table::default())
}

/// Returns figures as a table: one value each, or what they were before beside it.
fn of_figures(items: &[Value], kind: Kind) -> Table {
    let field = |item: &Value, name: &str| plain(item.at(name));
    let first = |name: &str| items.first().map(|item| field(item, name)).unwrap_or_default();
    let same = |name: &str| items.iter().all(|item| field(item, name) == first(name));
    let label = |item: &Value| match (same("label") && items.len() > 1, field(item, "period")) {
        (true, period) if !period.is_empty() => period,
        (false, period) if !same("period") && !period.is_empty() => {
            format!("{}（{period}）", field(item, "label"))
        }
        _ => field(item, "label"),
    };
    let has_baselines = items.iter().all(|item| !item.get("baseline").is_null());
    let is_change = kind == Kind::Change && has_baselines;
    let rows = items.iter().map(|item| {
        let mut row = vec![label(item)];
        row.extend(is_change.then(|| field(item, "baseline")));
        row.push(if kind == Kind::Change && !is_change { change_of(item) } else { field(item, "value") });
        row
    });
    let mut head = vec![String::new()];
    head.extend(is_change.then(|| "→".to_owned()));
    // Without baselines only the changes can be compared, and those are per cents whatever is counted.
    let unit = if kind == Kind::Change && !is_change {
        "%".to_owned()
    } else if same("unit") {
        first("unit")
    } else {
        String::new()
    };
    head.push(if same("label") { first("label") } else { unit.clone() });
    Table { head, rows: rows.collect(), unit }
}

/// Returns the change of a figure with its sign.
fn change_of(item: &Value) -> String {
    let value = plain(item.at("change.value"));
    if item.at("change.dir").text() == Some("down") && !value.is_empty() {
        format!("-{value}")
    } else {
        value
    }
}

fn of_rows(frame: &mut Frame<'_, '_>, args: &Kwargs, name: String) -> TeraResult<Table> {
    let x = text(args, "x")?.unwrap_or_default();
    let y: Vec<String> = text(args, "y")?
        .unwrap_or_default()
        .split([',', '，', '、'])
        .map(|one| one.trim().to_owned())
        .collect();
    let sort = text(args, "sort")?.unwrap_or_default();
    let with = super::arguments::conditions(args)?;
    let query = Rows { name, with, sort, group_by: String::new(), limit: 0, offset: 0 };
    let found = frame.ask.get(&query);
    if let Some(problem) = &found.problem {
        report(frame, Diagnostic::new("chart-data").arg("name", &query.name).arg("problem", problem));
        return Ok(Table::default());
    }
    let missing =
        std::iter::once(&x).chain(&y).find(|name| found.rows.iter().all(|row| row.at(name).is_null()));
    if let Some(missing) = missing {
        let known: Vec<String> = found.rows.first().map(columns).unwrap_or_default();
        let near = did_you_mean(missing, known.iter().map(String::as_str));
        let problem = Diagnostic::new("chart-column").arg("name", &query.name).arg("column", missing);
        report(frame, problem.arg("known", known.join("、")).maybe("suggestion", near));
        return Ok(Table::default());
    }
    let rows =
        found.rows.iter().map(|row| std::iter::once(&x).chain(&y).map(|name| plain(row.at(name))).collect());
    Ok(Table {
        rows: rows.collect(),
        head: std::iter::once(x.clone()).chain(y.iter().cloned()).collect(),
        unit: String::new(),
    })
}

fn columns(row: &Value) -> Vec<String> {
    row.entries().iter().map(|(name, _)| name.to_string()).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Reads the first table in a piece of HTML.
fn of_html(html: &str) -> Table {
    let inside = html
        .split_once("<table")
        .and_then(|(_, rest)| rest.split_once("</table>"))
        .map_or("", |(inside, _)| inside);
    let mut rows = inside.split("<tr").skip(1).map(|row| {
        let cells = row.split("<t").skip(1).filter(|cell| cell.starts_with(['d', 'h']));
        cells.map(|cell| words(cell.split_once('>').map_or("", |(_, rest)| rest))).collect::<Vec<_>>()
    });
    let head: Vec<String> = rows.next().unwrap_or_default();
    Table { head, rows: rows.filter(|row| !row.is_empty()).collect(), unit: String::new() }
}

/// Returns the words of a piece of HTML.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    plain.iter().fold(out, |text, (code, c)| text.replace(code, c)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_from_html() {
        let html = "<div><table class=\"t\"><thead><tr><th>年份</th><th>人次</th></tr></thead><tbody><tr><td>2016 &amp; 前</td><td><strong>1,200</strong></td></tr>\n<tr><td>2017</td></tr></tbody></table></div>";
        let table = of_html(html);
        assert_eq!(table.head, ["年份", "人次"]);
        assert_eq!(table.rows, [vec!["2016 & 前".to_owned(), "1,200".into()], vec!["2017".into()]]);
        assert_eq!(of_html("<p>没有</p>"), Table::default());
    }
}
