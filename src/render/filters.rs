//! Template filters: pure functions of one value.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::chinese::dates::Moment;
use crate::chinese::together::{Piece, together};

/// One filter.
pub struct FilterDoc {
    /// Name in templates.
    pub name: &'static str,
    /// What it does, in Chinese.
    pub zh: &'static str,
    register: fn(&mut Tera, &'static str),
}

/// All filters besides those of the engine.
pub static FILTERS: &[FilterDoc] = &[
    FilterDoc {
        name: "date",
        zh: "日期的写法：`format` 为 `zh`（2020年7月6日）、`iso`、`time`、`year`、`month`（7月6日）",
        register: |tera, name| tera.register_filter(name, date),
    },
    FilterDoc {
        name: "days_after",
        zh: "一个日期比 `date` 晚几天，写作 `days_after(date=one.due)`；只写到月的日期算到月底，早于它是负数，不是日期就是 none",
        register: |tera, name| tera.register_filter(name, days_after),
    },
    FilterDoc {
        name: "plain",
        zh: "去掉 HTML 标签，用在只能放文字的地方",
        register: |tera, name| tera.register_filter(name, |html: &str, _: Kwargs, _: &State<'_>| plain(html)),
    },
    FilterDoc {
        name: "xml_date",
        zh: "订阅源里的日期：`2020-07-06T09:30:00+08:00`",
        register: |tera, name| tera.register_filter(name, xml_date),
    },
    FilterDoc { name: "json", zh: "写成 JSON", register: |tera, name| tera.register_filter(name, json) },
    FilterDoc {
        name: "anchors",
        zh: "把一段 HTML 里的锚点和指向它们的链接都加上前缀 `prefix`，几篇稿件可以放在一页里",
        register: |tera, name| tera.register_filter(name, anchors),
    },
    FilterDoc {
        name: "together",
        zh: "标题：冒号前面的短句、引号和书名号里的文字、最后几个字不拆成两行",
        register: |tera, name| {
            tera.register_filter(name, |title: &str, _: Kwargs, _: &State<'_>| whole_names(title));
        },
    },
];

/// Registers all filters.
pub fn register(tera: &mut Tera) {
    for filter in FILTERS {
        (filter.register)(tera, filter.name);
    }
}

/// Formats an ISO date: `format="zh"` (2020年7月6日), `"iso"`, `"time"`, `"year"`, `"month"` (7月6日).
fn date(value: &str, args: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let format = args.get::<&str>("format")?.unwrap_or("zh");
    let Ok(moment) = value.parse::<Moment>() else { return Ok(value.into()) };
    match format {
        "zh" => Ok(moment.to_chinese_date()),
        "iso" => Ok(moment.to_iso_date()),
        "time" => Ok(moment.to_clock().unwrap_or_default()),
        "year" => Ok(moment.year.to_string()),
        "month" => Ok(month_day(moment)),
        other => Err(Error::message(format!("date(format=\"{other}\"): use zh, iso, time, year or month"))),
    }
}

/// Returns by how many days a date is later than another one, of which the last day counts that it can mean.
fn days_after(value: &str, args: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let last_day = |text: &str| text.parse::<Moment>().ok().map(Moment::last_day);
    let days = last_day(value).zip(last_day(args.must_get::<&str>("date")?));
    Ok(days.map_or_else(Value::none, |(late, due)| Value::from(late - due)))
}

/// Returns `7月6日`, or less if the date is less exact.
fn month_day(moment: Moment) -> String {
    match (moment.month, moment.day) {
        (Some(month), Some(day)) => format!("{month}月{day}日"),
        (Some(month), None) => format!("{month}月"),
        _ => format!("{}年", moment.year),
    }
}

/// Formats an ISO date or date and time as feeds want it, in the zone of China: `2020-07-06T09:30:00+08:00`.
fn xml_date(value: &str, _: Kwargs, _: &State<'_>) -> String {
    match value.parse::<Moment>() {
        Ok(moment) => format!(
            "{}T{}:00+08:00",
            moment.to_iso_date(),
            moment.to_clock().unwrap_or_else(|| "00:00".into())
        ),
        Err(_) => value.into(),
    }
}

/// Puts `prefix` before the anchors of some HTML, so that several pages can stand in one.
fn anchors(html: &str, args: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    Ok(Value::safe_string(&super::anchors::prefixed(html, args.must_get::<&str>("prefix")?)))
}

/// Writes a value as JSON that may also stand inside a script element: no character in it can end one.
fn json(value: &Value, _: Kwargs, _: &State<'_>) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))?;
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Ok(Value::safe_string(&text))
}

/// Writes a title as HTML in which names in quotes and the last characters are not broken over lines.
fn whole_names(title: &str) -> Value {
    let mut html = String::with_capacity(title.len() + 64);
    for piece in together(title) {
        let (start, text, end) = match piece {
            Piece::Loose(text) => ("", text, ""),
            Piece::Whole(text) => ("<span class=\"whole\">", text, "</span>"),
        };
        html.push_str(start);
        html.push_str(&escaped(text));
        html.push_str(end);
    }
    Value::safe_string(&html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Removes tags, for places where only text may stand.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
