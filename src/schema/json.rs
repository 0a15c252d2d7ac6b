//! JSON Schema of a kind's front matter, for completion and checks in editors.
//!
//! Editors read YAML with their own rules, so `title: 2020` is a number to them: texts allow numbers, and whatever may
//! be left out may be empty.

use serde_json::{Map, Value as Json, json};

use super::{FieldSpec, FieldType, Group, Kind, Label, Precision, Schema};

/// Returns the JSON Schema (draft 2020-12) of a kind's front matter; titles and descriptions are Chinese.
///
/// *Shape:* an object whose properties are all names of all fields; groups stand under `$defs` by path.
pub fn json_schema(schema: &Schema, kind: &Kind) -> Json {
    let mut defs = Map::new();
    let mut root = group(&kind.fields, "", &mut defs);
    let known = schema.kind(&kind.name).unwrap_or(kind);
    let names = [&*known.name, &*known.label.zh, &*known.label.en]
        .into_iter()
        .chain(known.also.iter().map(String::as_str));
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    if let Some(property) = root.get_mut("properties").and_then(|p| p.get_mut("kind")) {
        *property = json!({ "title": "类型", "enum": names });
    }
    let mut out = Map::new();
    out.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    out.insert("title".into(), format!("{}（{}）", kind.label.zh, kind.name).into());
    out.extend(root);
    if !defs.is_empty() {
        out.insert("$defs".into(), defs.into());
    }
    Json::Object(out)
}

/// Returns the schema of a group; groups inside it go to `defs`. `path` is empty for the root.
fn group(group: &Group, path: &str, defs: &mut Map<String, Json>) -> Map<String, Json> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for spec in group.specs.iter() {
        properties.insert(spec.name.to_string(), field(spec, path, defs));
        let home = if path.is_empty() { "#".to_owned() } else { format!("#/$defs/{}", pointer(path)) };
        for name in spec.names().skip(1) {
            properties.insert(
                name.to_owned(),
                json!({ "$ref": format!("{home}/properties/{}", pointer(&spec.name)) }),
            );
        }
        if spec.required && spec.default.is_none() {
            let one_of = spec.names().map(|name| json!({ "required": [name] })).collect::<Vec<_>>();
            required.push(json!({ "anyOf": one_of }));
        }
    }
    let mut out = Map::new();
    out.insert("type".into(), "object".into());
    out.insert("properties".into(), properties.into());
    out.insert("additionalProperties".into(), false.into());
    if !required.is_empty() {
        out.insert("allOf".into(), required.into());
    }
    out
}

/// Returns the schema of a field.
fn field(spec: &FieldSpec, path: &str, defs: &mut Map<String, Json>) -> Json {
    let mut out = Map::new();
    out.insert("title".into(), label(&spec.label, &spec.name).into());
    let unit = spec.unit.as_ref().map(|unit| format!("单位：{unit}。"));
    let description = [spec.help.zh.to_string(), unit.unwrap_or_default()].concat();
    if !description.is_empty() {
        out.insert("description".into(), description.into());
    }
    if let Some(default) = &spec.default {
        out.insert("default".into(), default.to_json());
    }
    if let Some(example) = spec.example.as_ref().filter(|_| !matches!(spec.kind, FieldType::List(_))) {
        out.insert("examples".into(), json!([example]));
    }
    let shape = match &spec.kind {
        FieldType::List(of) => list(spec, of, path, defs),
        kind => single(spec, kind, path, defs),
    };
    out.extend(if spec.required { shape } else { or_null(shape) });
    Json::Object(out)
}

/// Returns the schema of a list: several items or one.
fn list(spec: &FieldSpec, of: &FieldType, path: &str, defs: &mut Map<String, Json>) -> Map<String, Json> {
    let item = Json::Object(single(spec, of, path, defs));
    let mut array = json!({ "type": "array", "items": item });
    for (key, bound) in [("minItems", spec.min), ("maxItems", spec.max)] {
        if let Some(bound) = bound {
            array[key] = json!(bound as u64);
        }
    }
    [("anyOf".to_owned(), json!([array, item]))].into_iter().collect()
}

/// Returns the schema of one value of a type.
fn single(spec: &FieldSpec, kind: &FieldType, path: &str, defs: &mut Map<String, Json>) -> Map<String, Json> {
    let shape = match kind {
        FieldType::Any | FieldType::List(_) => json!({}),
        FieldType::Bool => json!({ "enum": [true, false, "是", "否"] }),
        FieldType::Int => bounded(spec, json!({ "type": ["integer", "string"] }), ("minimum", "maximum")),
        FieldType::Decimal => bounded(spec, json!({ "type": ["number", "string"] }), ("minimum", "maximum")),
        FieldType::Date if spec.precision == Precision::Year => json!({ "type": ["string", "integer"] }),
        FieldType::Date | FieldType::Datetime | FieldType::Duration => json!({ "type": "string" }),
        FieldType::Image | FieldType::File | FieldType::Url => json!({ "type": "string" }),
        FieldType::Enum => {
            let words = spec.of.iter().flat_map(|choice| {
                let labels = [&*choice.value, &*choice.label.zh, &*choice.label.en];
                labels.into_iter().chain(choice.also.iter().map(String::as_str))
            });
            let mut all: Vec<&str> = Vec::new();
            words.filter(|word| !word.is_empty()).for_each(|word| {
                if !all.contains(&word) {
                    all.push(word)
                }
            });
            json!({ "enum": all })
        }
        FieldType::Text | FieldType::Inline | FieldType::Markdown | FieldType::Ref(_) => {
            let mut text = json!({ "type": ["string", "number", "boolean"] });
            if let Some(pattern) = &spec.pattern {
                text["pattern"] = format!("^(?:{pattern})$").into();
            }
            bounded(spec, text, ("minLength", "maxLength"))
        }
        FieldType::Group => return reference(spec, path, defs),
    };
    match shape {
        Json::Object(shape) => shape,
        _ => Map::new(),
    }
}

/// Adds the bounds of a single value.
fn bounded(spec: &FieldSpec, mut shape: Json, (least, most): (&str, &str)) -> Json {
    if !spec.counts_items() {
        for (key, bound) in [(least, spec.min), (most, spec.max)] {
            if let Some(bound) = bound {
                shape[key] = json!(bound as i64);
            }
        }
    }
    shape
}

/// Puts the schema of a group under `$defs` and returns what refers to it.
fn reference(spec: &FieldSpec, path: &str, defs: &mut Map<String, Json>) -> Map<String, Json> {
    let path = if path.is_empty() { spec.name.to_string() } else { format!("{path}.{}", spec.name) };
    if !defs.contains_key(&path) {
        defs.insert(path.clone(), Json::Null); // keeps the outer group before the inner ones
        let inner = group(&spec.fields, &path, defs);
        defs.insert(path.clone(), Json::Object(inner));
    }
    let target = json!({ "$ref": format!("#/$defs/{}", pointer(&path)) });
    let short = spec.short.as_deref().and_then(|short| spec.fields.find(short));
    match short {
        Some(short) => {
            let one = Json::Object(single(short, &short.kind, &path, defs));
            [("anyOf".to_owned(), json!([target, one]))].into_iter().collect()
        }
        None => [("$ref".to_owned(), target["$ref"].clone())].into_iter().collect(),
    }
}

/// Returns a schema that allows nothing as well.
fn or_null(mut shape: Map<String, Json>) -> Map<String, Json> {
    if let Some(Json::Array(all)) = shape.get_mut("enum") {
        all.push(Json::Null);
    } else if let Some(Json::Array(all)) = shape.get_mut("anyOf") {
        all.push(json!({ "type": "null" }));
    } else if let Some(kind) = shape.get_mut("type") {
        match kind {
            Json::Array(all) => all.push("null".into()),
            one => *one = json!([one.clone(), "null"]),
        }
    } else if let Some(target) = shape.remove("$ref") {
        shape.insert("anyOf".into(), json!([{ "$ref": target }, { "type": "null" }]));
    }
    shape
}

/// Returns a name as a piece of a pointer in an address.
fn pointer(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c if c.is_ascii_alphanumeric() || "-_.".contains(c) => out.push(c),
            c => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
        }
    }
    out
}

fn label<'l>(label: &'l Label, name: &'l str) -> &'l str {
    if label.zh.is_empty() { name } else { &label.zh }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows every reference of a schema.
    fn check(node: &Json, root: &Json) {
        match node {
            Json::Object(map) => {
                if let Some(Json::String(target)) = map.get("$ref") {
                    let path = percent_decode(target.strip_prefix('#').expect("local"));
                    assert!(root.pointer(&path).is_some_and(Json::is_object), "{target} leads nowhere");
                }
                map.values().for_each(|value| check(value, root));
            }
            Json::Array(items) => items.iter().for_each(|item| check(item, root)),
            _ => {}
        }
    }

    fn percent_decode(text: &str) -> String {
        let mut parts = text.split('%');
        let mut bytes = parts.next().unwrap_or("").as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).expect("hex"));
            bytes.extend(part[2..].bytes());
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn references_lead_somewhere() {
        let own = "fields:\n  地点: text\n  组/~:\n    type: list(group)\n    fields:\n      甲: {also: [乙], type: text, required: true}\n";
        let (schema, found) = Schema::load(&[("content/_kinds/meeting.yaml".into(), own.into())]);
        assert_eq!(found, []);
        for kind in schema.kinds() {
            let json = json_schema(&schema, kind);
            check(&json, &json);
        }
    }

    #[test]
    fn names_types_and_bounds() {
        let schema = Schema::load(&[]).0;
        let json = json_schema(&schema, schema.kind("pilot").expect("built in"));
        assert_eq!(json["title"], "品牌（pilot）");
        assert_eq!(json["additionalProperties"], false);
        assert_eq!(json["properties"]["title"]["title"], "标题");
        assert_eq!(json["properties"]["title"]["maxLength"], 120);
        assert_eq!(json["properties"]["标题"]["$ref"], "#/properties/title");
        assert_eq!(json["properties"]["slug"]["pattern"], "^(?:[a-z0-9-]{1,80})$");
        assert_eq!(
            json["$defs"]["figures"]["properties"]["指标"]["$ref"],
            "#/$defs/figures/properties/label"
        );
        assert_eq!(json["allOf"][0]["anyOf"][1]["required"][0], "标题");
        let stages = json["properties"]["stage"]["enum"].as_array().expect("choices");
        assert!(stages.contains(&"培育库".into()) && stages.contains(&Json::Null));
        assert_eq!(json["properties"]["kind"]["enum"][1], "品牌");
    }
}
