//! Reads declarations of fields, and the small shapes that kind files are made of.

use std::ops::Range;
use std::sync::Arc;

use super::counts;
use super::load::{default_value, index_group};
use super::pattern::Pattern;
use super::{Checksum, Choice, FieldSpec, FieldType, Group, Label, Precision};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::yaml::{Data, Node};

/// Keys of a field.
pub(super) const KEYS: &[&str] = &[
    "zh",
    "en",
    "also",
    "type",
    "required",
    "required_by",
    "default",
    "min",
    "max",
    "pattern",
    "pattern_help",
    "of",
    "fields",
    "short",
    "loose",
    "precision",
    "after",
    "before",
    "at_most",
    "rising",
    "apart",
    "at_least",
    "distinct",
    "numbered",
    "former",
    "checksum",
    "shown_by",
    "tally",
    "lasting",
    "among",
    "announces",
    "needs",
    "like",
    "change_of",
    "unit",
    "card",
    "index",
    "taxonomy",
    "rare",
    "help",
    "example",
];

/// Names of types without anything in brackets.
const TYPES: &[(&str, FieldType)] = &[
    ("any", FieldType::Any),
    ("text", FieldType::Text),
    ("inline", FieldType::Inline),
    ("markdown", FieldType::Markdown),
    ("bool", FieldType::Bool),
    ("int", FieldType::Int),
    ("decimal", FieldType::Decimal),
    ("date", FieldType::Date),
    ("datetime", FieldType::Datetime),
    ("duration", FieldType::Duration),
    ("enum", FieldType::Enum),
    ("image", FieldType::Image),
    ("file", FieldType::File),
    ("url", FieldType::Url),
    ("group", FieldType::Group),
];

/// Returns the names of all types.
pub(super) fn type_names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name).chain(["ref", "list"])
}

/// Reads values of a kind file and reports what does not fit.
pub struct Reader<'a> {
    /// Turns bytes into places.
    pub place: &'a dyn Fn(Range<usize>) -> Place,
    /// What was found.
    pub found: &'a mut Vec<Diagnostic>,
    /// Fields of the kinds that `like` names, by kind.
    pub likes: &'a [(String, Group)],
    /// Kinds that wait for the fields of this one, itself the last.
    pub waiting: &'a [String],
}

impl Reader<'_> {
    /// Adds a finding of a rule about a node.
    pub fn add(&mut self, node: &Node, code: &str, more: impl FnOnce(Diagnostic) -> Diagnostic) {
        self.found.push(more(Diagnostic::new(code).at((self.place)(node.range()))));
    }

    /// Reports keys that are not among the known ones, and a node that is no map.
    pub fn keys(&mut self, node: &Node, known: &[&str]) {
        if !matches!(node.data, Data::Map(_) | Data::Null | Data::Broken) {
            self.wrong(node, "", "几行“名称: 值”", "lines of the form \"name: value\"");
        }
        for (key, _) in node.entries() {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let near = did_you_mean(name, known.iter().copied());
                self.add(key, "kind-unknown-key", |d| {
                    d.arg("name", name).maybe("suggestion", near).arg("known", known.join(", "))
                });
            }
        }
    }

    /// Reports a value of the wrong shape.
    fn wrong(&mut self, node: &Node, key: &str, zh: &str, en: &str) {
        if node.data != Data::Broken {
            self.add(node, "kind-bad-value", |d| {
                d.arg("name", key).arg("wanted_zh", zh).arg("wanted_en", en)
            });
        }
    }

    /// Returns a text.
    pub fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        if node.text().is_none() {
            self.wrong(node, key, "一段文字", "a text");
        }
        node.text().map(|text| text.trim().to_owned())
    }

    /// Puts a text into a place, if it is one.
    pub fn set_text(&mut self, node: &Node, key: &str, out: &mut String) {
        if let Some(text) = self.text(node, key) {
            *out = text;
        }
    }

    /// Returns several texts; a single one counts as a list.
    pub fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        node.items().iter().filter_map(|item| self.text(item, key)).collect()
    }

    /// Reads `{zh, en}`, or one text for Chinese.
    pub fn label(&mut self, node: &Node, key: &str, out: &mut Label) {
        if let Some(text) = node.text() {
            out.zh = text.trim().into();
            return;
        }
        self.keys(node, &["zh", "en"]);
        for (name, value) in node.entries() {
            let Some(text) = self.text(value, key) else { continue };
            match name.text() {
                Some("zh") => out.zh = text.into(),
                Some("en") => out.en = text.into(),
                _ => {}
            }
        }
    }

    /// Puts a truth into a place.
    pub fn flag(&mut self, node: &Node, key: &str, out: &mut bool) {
        match node.text() {
            Some("true" | "yes" | "是") => *out = true,
            Some("false" | "no" | "否") => *out = false,
            _ => self.wrong(node, key, "true 或 false", "true or false"),
        }
    }

    fn number(&mut self, node: &Node, key: &str) -> Option<f64> {
        let number = node.text().and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite());
        if number.is_none() {
            self.wrong(node, key, "一个数字", "a number");
        }
        number
    }
}

/// Reads the fields of a kind or group on top of those that are there.
pub fn fields(node: &Node, group: &mut Group, reader: &mut Reader) {
    if !matches!(node.data, Data::Map(_) | Data::Null | Data::Broken) {
        return reader.wrong(node, "fields", "几行“字段名: {…}”", "lines of the form \"field: {…}\"");
    }
    let specs = Arc::make_mut(&mut group.specs);
    for (key, value) in node.entries() {
        let name = key.text().unwrap_or_default().trim();
        if name.is_empty() || name.contains(['.', '[', ']', '{', '}', '\n']) {
            reader.add(key, "kind-bad-field-name", |d| d.arg("name", name));
            continue;
        }
        let at = specs.iter().position(|spec| *spec.name == *name).unwrap_or_else(|| {
            specs.push(FieldSpec { name: name.into(), ..FieldSpec::default() });
            specs.len() - 1
        });
        field(value, &mut specs[at], reader);
    }
    index_group(group, node, reader);
    check_orders(node, group, reader);
}

/// Keys by which a field is bound to another one of its group.
const BONDS: [&str; 4] = ["after", "before", "at_most", "needs"];

/// Checks that fields that are bound to each other are there, and dates or numbers, and names the other one by its canonical name.
fn check_orders(node: &Node, group: &mut Group, reader: &mut Reader) {
    let mut bound = Vec::new();
    for (key, value) in node.entries() {
        let Some(at) = group.specs.iter().position(|spec| Some(&*spec.name) == key.text().map(str::trim))
        else {
            continue;
        };
        for bond in BONDS {
            let Some(name_node) = value.get(bond) else { continue };
            let fits = |spec: &FieldSpec| match bond {
                "at_most" => spec.is_number(),
                "needs" => true,
                _ => spec.is_date() || spec.is_year(),
            };
            let name = name_node.text().unwrap_or_default().trim();
            let other = group.find(name).filter(|other| fits(other) && fits(&group.specs[at]));
            let other = other.map(|other| other.name.to_string());
            if other.is_none() {
                let fit = group.specs.iter().filter(|spec| fits(spec)).map(|spec| &*spec.name);
                let near = did_you_mean(name, fit).map(str::to_owned);
                reader
                    .add(name_node, "kind-no-such-field", |d| d.arg("text", name).maybe("suggestion", near));
            }
            bound.push((at, bond, other));
        }
    }
    let specs = Arc::make_mut(&mut group.specs);
    for (at, bond, other) in bound {
        match bond {
            "after" => specs[at].after = other,
            "before" => specs[at].before = other,
            "needs" => specs[at].needs = other,
            _ => specs[at].at_most = other,
        }
    }
}

/// Reads one field on top of what is known of it.
fn field(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    if node.text().is_some() {
        spec.kind = kind(node, reader).unwrap_or_default();
        return complete(node, spec, reader);
    }
    reader.keys(node, KEYS);
    inner_fields(node, spec, reader);
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default();
        match key {
            "zh" => spec.label.zh = reader.text(value, key).unwrap_or_default().into(),
            "en" => spec.label.en = reader.text(value, key).unwrap_or_default().into(),
            "also" => spec.also = reader.texts(value, key),
            "type" => spec.kind = kind(value, reader).unwrap_or_default(),
            "required" => reader.flag(value, key, &mut spec.required),
            "required_by" => spec.required_by = reader.text(value, key),
            "loose" => reader.flag(value, key, &mut spec.loose),
            "card" => reader.flag(value, key, &mut spec.card),
            "index" => reader.flag(value, key, &mut spec.index),
            "rare" => reader.flag(value, key, &mut spec.rare),
            "min" => spec.min = reader.number(value, key),
            "max" => spec.max = reader.number(value, key),
            "pattern" => pattern(value, spec, reader),
            "pattern_help" => reader.label(value, key, &mut spec.pattern_help),
            "help" => reader.label(value, key, &mut spec.help),
            "of" => spec.of = choices(value, reader),
            "fields" | "like" => {}
            "apart" => spec.apart = reader.text(value, key),
            "at_least" => spec.at_least = reader.text(value, key),
            "distinct" => spec.distinct = reader.text(value, key),
            "numbered" => reader.flag(value, key, &mut spec.numbered),
            "checksum" => checksum(value, spec, reader),
            "shown_by" => spec.shown_by = reader.text(value, key),
            "former" => reader.flag(value, key, &mut spec.former),
            "tally" => spec.tally = Some(counts::tally(value, reader)),
            "lasting" => spec.lasting = Some(counts::lasting(value, reader)),
            "among" => spec.among = Some(counts::among(value, reader)),
            "announces" => spec.announces = Some(counts::announces(value, reader)),
            "needs" => spec.needs = reader.text(value, key),
            "change_of" => spec.change_of = Some(counts::change_of(value, reader)),
            "short" => spec.short = reader.text(value, key),
            "precision" => precision(value, spec, reader),
            "after" => spec.after = reader.text(value, key),
            "before" => spec.before = reader.text(value, key),
            "at_most" => spec.at_most = reader.text(value, key),
            "rising" => spec.rising = reader.text(value, key),
            "unit" => spec.unit = reader.text(value, key),
            "taxonomy" => spec.taxonomy = reader.text(value, key),
            "example" => spec.example = reader.text(value, key),
            _ => {}
        }
    }
    complete(node, spec, reader);
    if let Some(value) = node.get("default") {
        spec.default = default_value(spec, value, reader);
    }
}

/// Reads the fields of a group: those of another kind, and its own on top of them.
fn inner_fields(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    if let Some(value) = node.get("like")
        && let Some(name) = reader.text(value, "like")
    {
        let likes = reader.likes;
        match likes.iter().find(|(kind, _)| *kind == name) {
            Some((_, group)) => spec.fields = group.clone(),
            None if reader.waiting.contains(&name) => {
                let path = reader.waiting.iter().skip_while(|kind| **kind != name).chain([&name]);
                let path = path.map(String::as_str).collect::<Vec<_>>().join(" → ");
                reader.add(value, "kind-like-itself", |d| d.arg("text", &name).arg("path", path));
            }
            None => {
                let known = likes.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().join(", ");
                reader.add(value, "kind-no-such-kind", |d| d.arg("text", &name).arg("known", known));
            }
        }
        spec.like = Some(name);
    }
    if let Some(value) = node.get("fields") {
        fields(value, &mut spec.fields, reader);
    }
}

/// Returns the kinds whose fields a declaration of fields takes over.
pub fn likes(fields: &Node, out: &mut Vec<String>) {
    for (_, field) in fields.entries() {
        out.extend(field.get("like").and_then(Node::text).map(|name| name.trim().to_owned()));
        if let Some(inner) = field.get("fields") {
            likes(inner, out);
        }
    }
}

/// Checks that a field has what its type needs.
fn complete(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    let needs = match spec.kind.innermost() {
        FieldType::Enum if spec.of.is_empty() => "of",
        FieldType::Group if spec.fields.specs.is_empty() => "fields",
        _ => "",
    };
    if !needs.is_empty() && node.data != Data::Broken {
        reader.add(node, "kind-incomplete-field", |d| d.arg("name", &spec.name).arg("needs", needs));
    }
    if let (Some(min), Some(max)) = (spec.min, spec.max)
        && min > max
    {
        let bound = node.get("max").or(node.get("min")).unwrap_or(node);
        reader.add(bound, "kind-bad-bounds", |d| d.arg("name", &spec.name).arg("min", min).arg("max", max));
        (spec.min, spec.max) = (None, None);
    }
    if let Some(short) = spec.short.clone().filter(|short| spec.fields.find(short).is_none()) {
        let near = did_you_mean(&short, spec.fields.names()).map(str::to_owned);
        reader.add(node.get("short").unwrap_or(node), "kind-no-such-field", |d| {
            d.arg("text", &short).maybe("suggestion", near)
        });
        spec.short = None;
    }
    if let Some(name) = spec.rising.take() {
        let date = spec.fields.find(name.trim()).filter(|field| field.is_date());
        spec.rising = date.map(|field| field.name.to_string());
        if spec.rising.is_none() {
            let dates = spec.fields.specs.iter().filter(|field| field.is_date()).map(|field| &*field.name);
            let near = did_you_mean(&name, dates).map(str::to_owned);
            reader.add(node.get("rising").unwrap_or(node), "kind-no-such-field", |d| {
                d.arg("text", &name).maybe("suggestion", near)
            });
        }
    }
}

/// Reads a type such as `list(ref(unit|pilot))`.
fn kind(node: &Node, reader: &mut Reader) -> Option<FieldType> {
    let text = reader.text(node, "type")?;
    let found = parse_type(&text);
    if found.is_none() {
        let near = did_you_mean(&text, type_names());
        let known = type_names().collect::<Vec<_>>().join(", ");
        reader.add(node, "kind-unknown-type", |d| {
            d.arg("text", &text).maybe("suggestion", near).arg("known", known)
        });
    }
    found
}

/// Returns the type that a text names; a list holds no lists.
pub fn parse_type(text: &str) -> Option<FieldType> {
    let inside = |name: &str| {
        text.strip_prefix(name)?.trim_start().strip_prefix('(')?.strip_suffix(')').map(str::trim)
    };
    if let Some(of) = inside("list") {
        let of = parse_type(of).filter(|of| !matches!(of, FieldType::List(_) | FieldType::Any))?;
        return Some(FieldType::List(Box::new(of)));
    }
    if let Some(kinds) = inside("ref") {
        let kinds: Vec<String> = kinds.split('|').map(|kind| kind.trim().to_owned()).collect();
        return kinds.iter().all(|kind| !kind.is_empty()).then_some(FieldType::Ref(kinds));
    }
    if text == "ref" {
        return Some(FieldType::Ref(Vec::new()));
    }
    TYPES.iter().find(|(name, _)| *name == text).map(|(_, kind)| kind.clone())
}

/// Returns each type in a declaration of fields that refers to kinds, with the names of the kinds.
pub fn references<'n>(fields: &'n Node, out: &mut Vec<(&'n Node, Vec<String>)>) {
    for (_, field) in fields.entries() {
        let written = if field.text().is_some() { Some(field) } else { field.get("type") };
        let named = written.and_then(Node::text).and_then(|text| parse_type(text.trim()));
        if let (Some(written), Some(FieldType::Ref(kinds))) =
            (written, named.as_ref().map(FieldType::innermost))
        {
            out.push((written, kinds.clone()));
        }
        if let Some(inner) = field.get("fields") {
            references(inner, out);
        }
    }
}

fn pattern(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    let Some(text) = reader.text(node, "pattern") else { return };
    if Pattern::new(&text).is_none() {
        return reader.add(node, "kind-bad-pattern", |d| d.arg("text", &text));
    }
    spec.pattern = Some(text);
}

fn checksum(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    match node.text() {
        Some("isbn") => spec.checksum = Some(Checksum::Isbn),
        _ => reader.wrong(node, "checksum", "isbn", "isbn"),
    }
}

fn precision(node: &Node, spec: &mut FieldSpec, reader: &mut Reader) {
    spec.precision = match node.text() {
        Some("year") => Precision::Year,
        Some("month") => Precision::Month,
        Some("day") => Precision::Day,
        _ => return reader.wrong(node, "precision", "year、month 或 day", "year, month or day"),
    };
}

/// Reads the choices of an enum: a list of words, or words with labels.
fn choices(node: &Node, reader: &mut Reader) -> Vec<Choice> {
    if !matches!(node.data, Data::Map(_)) {
        let choice = |word: String| Choice {
            label: Label { zh: word.as_str().into(), en: word.as_str().into() },
            value: word.into(),
            also: Vec::new(),
        };
        return reader.texts(node, "of").into_iter().map(choice).collect();
    }
    let choice = |(key, value): &(Node, Node)| {
        let word = key.text().unwrap_or_default();
        let mut choice = Choice { value: word.into(), ..Choice::default() };
        match &value.data {
            Data::Map(entries) => {
                reader.keys(value, &["zh", "en", "also"]);
                for (key, value) in entries {
                    match key.text() {
                        Some("zh") => choice.label.zh = reader.text(value, "zh").unwrap_or_default().into(),
                        Some("en") => choice.label.en = reader.text(value, "en").unwrap_or_default().into(),
                        Some("also") => choice.also = reader.texts(value, "also"),
                        _ => {}
                    }
                }
            }
            Data::Null => {}
            _ => reader.label(value, "of", &mut choice.label),
        }
        if choice.label.is_empty() {
            choice.label = Label { zh: word.into(), en: word.into() };
        }
        choice
    };
    node.entries().iter().map(choice).collect()
}

impl FieldType {
    /// Returns the type of the items of a list, or the type itself.
    pub fn innermost(&self) -> &FieldType {
        if let FieldType::List(of) = self { of } else { self }
    }
}

impl FieldSpec {
    /// Tells whether `min` and `max` of a list mean the number of its items.
    pub fn counts_items(&self) -> bool {
        matches!(self.kind, FieldType::List(_))
    }
}
