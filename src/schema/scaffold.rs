//! The commented front matter of a new page.

use super::{Choice, FieldSpec, FieldType, Kind};
use crate::diag::Lang;

/// What is known of a new page before anybody writes a word.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its title.
    pub title: &'a str,
    /// The day on which it is begun, as `2026-12-01`: the date of a page, until somebody writes another.
    pub today: &'a str,
}

/// Returns the front matter of a new page, without its fences: what must be given stands there, what may be given is
/// there as a comment.
///
/// *Shape:* `名称: 值    # 说明` lines; an optional field becomes active when the leading `# ` of its lines is removed.
pub fn scaffold(kind: &Kind, given: &Given<'_>, lang: Lang) -> String {
    let mut out = match lang {
        Lang::Zh => "# 带“#”的行可以不写；要用哪一行，删掉行首的“# ”就行。\n".to_owned(),
        Lang::En => {
            "# Lines with a \"#\" are optional; remove the \"# \" before the ones you want.\n".to_owned()
        }
    };
    if let Some(spec) = kind.field("kind").filter(|_| !matches!(&*kind.name, "page" | "section")) {
        let name = match lang {
            Lang::Zh => kind.label.get(lang),
            Lang::En => &kind.name,
        };
        out.push_str(&format!("{}: {}\n", key(spec, lang), quoted(name)));
    }
    let mut writer = Writer { out, lang };
    let specs = || kind.fields.specs.iter().filter(|spec| &*spec.name != "kind");
    for spec in specs().filter(|spec| spec.required) {
        let value = match &*spec.name {
            "title" => quoted(given.title),
            "date" => given.today.to_owned(),
            _ => String::new(),
        };
        writer.required(spec, &value);
    }
    for spec in specs().filter(|spec| !spec.required && !spec.rare) {
        writer.field(spec, "# ", "# ");
    }
    writer.out
}

struct Writer {
    out: String,
    lang: Lang,
}

impl Writer {
    /// Writes a field that must be given.
    fn required(&mut self, spec: &FieldSpec, value: &str) {
        let mut note = String::new();
        if value.is_empty() {
            note = self.note(spec);
            if let Some(example) = example(spec, self.lang) {
                note += &match self.lang {
                    Lang::Zh => format!("例如：{example}"),
                    Lang::En => format!(" For example: {example}"),
                };
            }
        }
        self.line(&key(spec, self.lang), value, note.trim());
    }

    /// Writes a field and the fields of its group. `first` stands before its key, `deeper` before the lines below.
    fn field(&mut self, spec: &FieldSpec, first: &str, deeper: &str) {
        let (key, note) = (key(spec, self.lang), self.note(spec));
        self.out.push_str(first);
        if *spec.kind.innermost() != FieldType::Group {
            return self.line(&key, &value(spec, self.lang), &note);
        }
        self.line(&key, "", &note);
        let (dash, indent) = match spec.kind {
            FieldType::List(_) => (format!("{deeper}  - "), format!("{deeper}    ")),
            _ => (format!("{deeper}  "), format!("{deeper}  ")),
        };
        for (at, inner) in spec.fields.specs.iter().filter(|spec| spec.required || !spec.rare).enumerate() {
            self.field(inner, if at == 0 { &dash } else { &indent }, &indent);
        }
    }

    fn line(&mut self, key: &str, value: &str, note: &str) {
        let gap = if value.is_empty() { "" } else { " " };
        let note = if note.is_empty() { String::new() } else { format!("    # {note}") };
        self.out.push_str(&format!("{key}:{gap}{value}{note}\n"));
    }

    /// Returns the remark behind a field: its help and its choices.
    fn note(&self, spec: &FieldSpec) -> String {
        let mut note = spec.help.get(self.lang).to_owned();
        if *spec.kind.innermost() == FieldType::Enum {
            let words = spec.of.iter().map(|choice| word(choice, self.lang));
            let words: Vec<&str> = words.collect();
            note += &match self.lang {
                Lang::Zh => format!("可选：{}。", words.join("、")),
                Lang::En => format!(" Choices: {}.", words.join(", ")),
            };
        }
        note.replace('\n', " ").trim().to_owned()
    }
}

/// Returns the word for a choice in a language.
fn word(choice: &Choice, lang: Lang) -> &str {
    match lang {
        Lang::Zh => choice.label.get(lang),
        Lang::En => &choice.value,
    }
}

/// Returns the name of a field in a language.
fn key(spec: &FieldSpec, lang: Lang) -> String {
    match lang {
        Lang::Zh if !spec.label.zh.is_empty() => spec.label.zh.to_string(),
        _ => spec.name.to_string(),
    }
}

/// Returns an example in a language; one with Chinese words is none in English.
fn example(spec: &FieldSpec, lang: Lang) -> Option<&str> {
    spec.example.as_deref().filter(|example| lang == Lang::Zh || example.is_ascii())
}

/// Returns a value to start from: the example, a choice, the default.
fn value(spec: &FieldSpec, lang: Lang) -> String {
    match (&spec.kind, example(spec, lang)) {
        (FieldType::List(_), Some(example)) => example.to_owned(),
        (_, Some(example)) => quoted(example),
        (FieldType::Enum, None) => spec.of.first().map_or(String::new(), |choice| quoted(word(choice, lang))),
        (FieldType::Bool, None) => {
            let yes = spec.default.as_ref().and_then(crate::base::Value::bool) == Some(true);
            match (yes, lang) {
                (true, Lang::Zh) => "是".into(),
                (false, Lang::Zh) => "否".into(),
                (flag, Lang::En) => flag.to_string(),
            }
        }
        _ => String::new(),
    }
}

/// Returns a text as YAML: plain if it reads back as itself, quoted otherwise.
fn quoted(text: &str) -> String {
    let nowhere = |_: std::ops::Range<usize>| crate::diag::Place::file("");
    let line = format!("a: {text}\n");
    let (node, found) = crate::yaml::parse(&line, &nowhere);
    let same = node.as_ref().and_then(|node| node.get("a")).and_then(|value| value.text()) == Some(text);
    if same && found.is_empty() && !text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::super::{Schema, validate};
    use super::*;
    use crate::diag::Place;
    use crate::yaml;

    fn given(title: &str) -> Given<'_> {
        Given { title, today: "2020-07-06" }
    }

    fn problems(schema: &Schema, kind: &Kind, text: &str) -> Vec<String> {
        let place = |range: Range<usize>| Place::front(&"a.md".into(), range);
        let (node, mut found) = yaml::parse(text, &place);
        let node = node.expect("a map");
        found.extend(validate(kind, &node, schema, &place).1);
        found.into_iter().map(|d| format!("{}: {:?}", d.code, d.args)).collect()
    }

    #[test]
    fn it_reads_back_but_for_what_must_be_filled_in() {
        let schema = Schema::load(&[]).0;
        for kind in schema.kinds().filter(|kind| kind.is_of_pages()) {
            for lang in [Lang::Zh, Lang::En] {
                let text = scaffold(kind, &given("读书活动: \"一\""), lang);
                let found = problems(&schema, kind, &text);
                assert!(found.iter().all(|found| found.starts_with("empty-field")), "{text}\n{found:?}");
                assert!(text.contains(r#""读书活动: \"一\"""#));
            }
        }
    }

    #[test]
    fn every_optional_line_is_right_when_made_active() {
        let schema = Schema::load(&[]).0;
        for kind in schema.kinds() {
            for lang in [Lang::Zh, Lang::En] {
                let text = scaffold(kind, &given("读书活动"), lang);
                let active: String = text
                    .lines()
                    .skip(1)
                    .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line)))
                    .collect();
                let found = problems(&schema, kind, &active);
                assert!(found.iter().all(|found| found.starts_with("empty-field")), "{active}\n{found:?}");
            }
        }
    }

    #[test]
    fn it_speaks_chinese() {
        let schema = Schema::load(&[]).0;
        let text = scaffold(schema.kind("showcase").expect("built in"), &given("读书活动"), Lang::Zh);
        for line in [
            "类型: 展示条目",
            "标题: 读书活动",
            "单位:    # ",
            "发布时间: 2020-07-06\n",
            "可选：初步名单、通报、推广、撤下。",
            "#   - 状态: 初步名单",
            "# 关键词: [教育培训, 基层建设]    # ",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        assert!(!text.contains("网址名"), "rare fields are left out");
    }
}
