//! A page of the manual about a kind, made from its declaration.

use std::collections::BTreeMap;

use super::{FieldSpec, FieldType, Group, Kind, Precision};
use crate::diag::Lang;

/// What the manual shows beside the declaration of a kind.
#[derive(Default)]
pub struct Shown<'e> {
    /// A paragraph with an example of the whole; empty if there is none.
    pub whole: String,
    /// YAML that sets a field of the kind, by the field's Chinese name.
    pub fields: BTreeMap<&'e str, &'e str>,
}

impl Shown<'_> {
    /// Returns the example of a field if it needs lines of its own.
    fn block(&self, spec: &FieldSpec) -> Option<String> {
        let example = self.fields.get(&*spec.label.zh)?;
        let needs_lines = example.contains('\n') || *spec.kind.innermost() == FieldType::Group;
        needs_lines.then(|| format!("\n```yaml\n{example}\n```\n"))
    }

    /// Returns the example of a field if it fits into a cell.
    fn line(&self, spec: &FieldSpec) -> Option<&str> {
        let example = self.fields.get(&*spec.label.zh)?;
        self.block(spec).is_none().then_some(example)
    }
}

/// Returns a Markdown page about a kind: its names, where its pages go, and all its fields, with examples.
pub fn manual(kind: &Kind, lang: Lang, shown: &Shown<'_>) -> String {
    let zh = lang == Lang::Zh;
    let (open, close) = if zh { ("（", "）") } else { (" (", ")") };
    let mut out = format!("# {}{open}`{}`{close}\n\n", kind.label.get(lang), kind.name);
    let names = [&*kind.label.zh, &*kind.name].into_iter().chain(kind.also.iter().map(String::as_str));
    let names = code_list(names, lang);
    let mut facts = vec![(if zh { "类型名" } else { "Names" }, names)];
    if !kind.extends.is_empty() {
        facts.push((if zh { "扩展自" } else { "Extends" }, format!("`{}`", kind.extends)));
    }
    facts.push((if zh { "网址" } else { "Address" }, format!("`{}`", kind.address)));
    facts.push((if zh { "模板" } else { "Template" }, format!("`{}`", kind.template)));
    facts.push((if zh { "列表顺序" } else { "Order of lists" }, format!("`{}`", kind.sort)));
    if let Some(states) = &kind.states {
        let hidden = states.hidden.iter().chain(&states.withdrawn).map(String::as_str);
        let hidden = code_list(hidden, lang);
        let words = if zh { ("状态字段", "不显示的状态") } else { ("State field", "Hidden in") };
        facts.push((words.0, format!("`{}`", states.field)));
        facts.push((words.1, hidden));
    }
    for (word, fact) in facts {
        out.push_str(&format!("- {word}{}{fact}\n", if zh { "：" } else { ": " }));
    }
    if !shown.whole.is_empty() {
        out.push_str(&format!("\n{}", shown.whole));
    }
    out.push_str(if zh { "\n## 字段\n" } else { "\n## Fields\n" });
    table(&kind.fields, lang, shown, &mut out);
    groups(&kind.fields, lang, shown, &mut String::new(), &mut out);
    out
}

/// Writes the table of a group's fields.
fn table(group: &Group, lang: Lang, shown: &Shown<'_>, out: &mut String) {
    out.push_str(match lang {
        Lang::Zh => "\n| 名称 | 英文名和别名 | 内容 | 说明 |\n|---|---|---|---|\n",
        Lang::En => "\n| Name | Further names | Content | Help |\n|---|---|---|---|\n",
    });
    for spec in group.specs.iter() {
        let first = match lang {
            Lang::Zh => spec.label.get(lang),
            Lang::En => &spec.name,
        };
        let others = code_list(spec.names().filter(|name| *name != first), lang);
        let mut help = spec.help.get(lang).to_owned();
        if let Some(example) = spec.example.as_deref().or_else(|| shown.line(spec)) {
            help += &if lang == Lang::Zh {
                format!("例如：`{example}`")
            } else {
                format!(" For example: `{example}`")
            };
        }
        let row = [format!("`{first}`"), others, content(spec, lang), help];
        let row: Vec<String> =
            row.iter().map(|cell| cell.trim().replace('|', "\\|").replace('\n', " ")).collect();
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
}

/// Writes a table for every group inside a group, and an example of whatever needs more than a line.
fn groups(group: &Group, lang: Lang, shown: &Shown<'_>, path: &mut String, out: &mut String) {
    for spec in group.specs.iter() {
        let (is_group, block) = (*spec.kind.innermost() == FieldType::Group, shown.block(spec));
        if !is_group && block.is_none() {
            continue;
        }
        let length = path.len();
        path.push_str(if path.is_empty() { "" } else { " › " });
        path.push_str(spec.label.get(lang));
        out.push_str(&format!("\n### {path}\n{}", block.unwrap_or_default()));
        if is_group {
            // Examples are those of the fields at the top, which hold what is in them.
            table(&spec.fields, lang, &Shown::default(), out);
            groups(&spec.fields, lang, &Shown::default(), path, out);
        }
        path.truncate(length);
    }
}

/// Returns what may stand in a field, in words.
fn content(spec: &FieldSpec, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut words = vec![type_words(spec, &spec.kind, lang)];
    if spec.required {
        words.push(if zh { "必填".into() } else { "required".into() });
    }
    if *spec.kind.innermost() == FieldType::Enum {
        let choices = spec.of.iter().map(|choice| if zh { choice.label.get(lang) } else { &choice.value });
        words.push(code_list(choices, lang));
    }
    let size = match (spec.min, spec.max) {
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("≥ {min}"),
        (None, Some(max)) => format!("≤ {max}"),
        (None, None) => String::new(),
    };
    if !size.is_empty() {
        let unit = match (&spec.kind, zh) {
            (FieldType::List(_), true) => " 项",
            (FieldType::List(_), false) => " items",
            (FieldType::Int | FieldType::Decimal, _) => "",
            (_, true) => " 字",
            (_, false) => " characters",
        };
        words.push(format!("{size}{unit}"));
    }
    if let Some(unit) = &spec.unit {
        words.push(unit.clone());
    }
    if let Some(after) = &spec.after {
        words.push(if zh { format!("不早于 `{after}`") } else { format!("not before `{after}`") });
    }
    if let Some(other) = &spec.at_most {
        words.push(if zh { format!("不大于 `{other}`") } else { format!("at most `{other}`") });
    }
    if let Some(date) = &spec.rising {
        words.push(if zh {
            format!("按 `{date}` 先后排列")
        } else {
            format!("in the order of `{date}`")
        });
    }
    if let Some(before) = &spec.before {
        words.push(if zh { format!("不晚于 `{before}`") } else { format!("not after `{before}`") });
    }
    if let Some(default) = &spec.default {
        let shown = default.text().map_or_else(|| default.to_json().to_string(), str::to_owned);
        words.push(if zh { format!("默认 `{shown}`") } else { format!("default `{shown}`") });
    }
    words.join(if zh { "；" } else { "; " })
}

/// Returns a type in words.
fn type_words(spec: &FieldSpec, kind: &FieldType, lang: Lang) -> String {
    let (zh, en) = match kind {
        FieldType::Any => ("任意内容", "anything"),
        FieldType::Text => ("文字", "text"),
        FieldType::Inline => ("一行 Markdown", "one line of Markdown"),
        FieldType::Markdown => ("Markdown", "Markdown"),
        FieldType::Bool => ("是或否", "yes or no"),
        FieldType::Int => ("整数", "whole number"),
        FieldType::Decimal => ("数字", "number"),
        FieldType::Date if spec.precision == Precision::Year => {
            ("日期，可以只写年份", "date; the year will do")
        }
        FieldType::Date if spec.precision == Precision::Month => {
            ("日期，可以只写到月", "date; the month will do")
        }
        FieldType::Date => ("日期", "date"),
        FieldType::Datetime => ("日期，可以加时间", "date, with a time if wanted"),
        FieldType::Duration => ("时间长度", "length of time"),
        FieldType::Enum => ("选项", "choice"),
        FieldType::Image => ("图片文件", "image file"),
        FieldType::File => ("文件", "file"),
        FieldType::Url => ("网址", "web address"),
        FieldType::Group => ("一组字段", "group of fields"),
        FieldType::Ref(kinds) => {
            let names = if kinds.is_empty() { "page".to_owned() } else { kinds.join(" / ") };
            let loose = match (spec.loose, lang) {
                (false, _) => "",
                (true, Lang::Zh) => "，也可以直接写名称",
                (true, Lang::En) => ", or a plain name",
            };
            return match lang {
                Lang::Zh => format!("页面编号（{names}）{loose}"),
                Lang::En => format!("id of a page ({names}){loose}"),
            };
        }
        FieldType::List(of) => {
            let item = type_words(spec, of, lang);
            return if lang == Lang::Zh { format!("列表：{item}") } else { format!("list of: {item}") };
        }
    };
    (if lang == Lang::Zh { zh } else { en }).to_owned()
}

/// Returns names as code, in a row.
fn code_list<'n>(names: impl Iterator<Item = &'n str>, lang: Lang) -> String {
    let names: Vec<String> = names.filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}

#[cfg(test)]
mod tests {
    use super::super::Schema;
    use super::*;

    #[test]
    fn every_field_has_a_row() {
        let schema = Schema::load(&[]).0;
        for kind in schema.kinds() {
            for lang in [Lang::Zh, Lang::En] {
                let page = manual(kind, lang, &Shown::default());
                for spec in kind.fields.specs.iter() {
                    assert!(page.contains(&format!("`{}`", spec.name)), "{} in {}", spec.name, kind.name);
                }
            }
        }
        let page = manual(schema.kind("pilot").expect("built in"), Lang::Zh, &Shown::default());
        for line in [
            "# 品牌（`pilot`）",
            "| `标题` | `title`、`题目` | 文字；必填；≤ 120 字 |",
            "### 数据 › 变化",
            "选项；`申报`、`培育库`、`示范库`、`命名`、`退出`",
        ] {
            assert!(page.contains(line), "{line} in\n{page}");
        }
    }
}
