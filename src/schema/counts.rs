//! What fields declare of numbers and lists that must agree: what a number counts, announces or compares, who must stand in which
//! list, and how long items last. Must not know how pages are found.

use serde::{Deserialize, Serialize};

use super::field::Reader;
use crate::yaml::Node;

/// The fields of a group that a stated change is about, by canonical names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeOf {
    /// The number before.
    pub from: String,
    /// The number after.
    pub to: String,
    /// The text with their unit.
    pub unit: String,
}

/// The items that a number of a page counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Field of the page that lists them.
    pub of: String,
    /// Field of the page that names a data file with more of them.
    pub from: String,
    /// Field of the items that tells which count.
    pub field: String,
    /// Its values that count; the first one is the step itself, others have gone further.
    pub values: Vec<String>,
    /// There may be fewer than the number.
    pub most: bool,
}

/// Items of a list that must stand in the list of a page which the page refers to: who is honoured was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Among {
    /// Field that refers to the other page.
    pub of: String,
    /// Field of the other page that lists who is meant.
    pub list: String,
    /// Field of the other page that names a data file with more of them.
    pub from: String,
    /// Field of the listed items that tells which count.
    pub field: String,
    /// Its values that count.
    pub values: Vec<String>,
    /// What an item must have in common with a listed one: its field, and the field there.
    pub same: Vec<(String, String)>,
    /// Field of the page that counts as the only item of an empty list.
    pub alone: String,
}

/// Which items of a list last at least as many working days as a setting says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasting {
    /// Date on which an item begins.
    pub from: String,
    /// Date on which it ends.
    pub to: String,
    /// Field of the items that tells which are meant.
    pub field: String,
    /// Its value.
    pub value: String,
    /// Name of the setting under `rounds`.
    pub setting: String,
}

/// The numbers that the items of a list state of lists elsewhere: a notice announces how many were chosen, or honoured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announces {
    /// Field of the items with the number.
    pub number: String,
    /// Field of the items that refers to the page with the list.
    pub page: String,
    /// Text that pages and rows with lists have in common with this page, where an item names none.
    pub same: String,
    /// What is counted on pages of a kind.
    pub lists: Vec<Counted>,
}

/// What is counted on the pages and rows of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The kind.
    pub kind: String,
    /// Its list.
    pub list: String,
    /// Its field that names a data file with more of it.
    pub from: String,
    /// Group of numbers that it states itself, by the values of `field`.
    pub stated: String,
    /// Field that is counted as the only item of an empty list.
    pub alone: String,
    /// Field of the listed items that tells which count.
    pub field: String,
    /// Field of the announcing item with the value that counts; all count if it has none.
    pub by: String,
    /// Values of `field` from the first step to the last: who has gone further counts too.
    pub steps: Vec<String>,
}

/// Reads what `change_of` declares.
pub fn change_of(node: &Node, reader: &mut Reader) -> ChangeOf {
    reader.keys(node, &["from", "to", "unit"]);
    let mut change = ChangeOf::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "from" => reader.set_text(value, "from", &mut change.from),
            "to" => reader.set_text(value, "to", &mut change.to),
            "unit" => reader.set_text(value, "unit", &mut change.unit),
            _ => {}
        }
    }
    change
}

/// Reads what `tally` declares.
pub fn tally(node: &Node, reader: &mut Reader) -> Tally {
    reader.keys(node, &["of", "from", "field", "values", "most"]);
    let mut tally = Tally::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "of" => reader.set_text(value, "of", &mut tally.of),
            "from" => reader.set_text(value, "from", &mut tally.from),
            "field" => reader.set_text(value, "field", &mut tally.field),
            "values" => tally.values = reader.texts(value, "values"),
            "most" => reader.flag(value, "most", &mut tally.most),
            _ => {}
        }
    }
    tally
}

/// Reads what `lasting` declares.
pub fn lasting(node: &Node, reader: &mut Reader) -> Lasting {
    reader.keys(node, &["from", "to", "field", "value", "setting"]);
    let mut lasting = Lasting::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "from" => reader.set_text(value, "from", &mut lasting.from),
            "to" => reader.set_text(value, "to", &mut lasting.to),
            "field" => reader.set_text(value, "field", &mut lasting.field),
            "value" => reader.set_text(value, "value", &mut lasting.value),
            "setting" => reader.set_text(value, "setting", &mut lasting.setting),
            _ => {}
        }
    }
    lasting
}

/// Reads what `among` declares.
pub fn among(node: &Node, reader: &mut Reader) -> Among {
    reader.keys(node, &["of", "list", "from", "field", "values", "same", "alone"]);
    let mut among = Among::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "of" => reader.set_text(value, "of", &mut among.of),
            "list" => reader.set_text(value, "list", &mut among.list),
            "from" => reader.set_text(value, "from", &mut among.from),
            "field" => reader.set_text(value, "field", &mut among.field),
            "values" => among.values = reader.texts(value, "values"),
            "same" => among.same = pairs(value, reader),
            "alone" => reader.set_text(value, "alone", &mut among.alone),
            _ => {}
        }
    }
    among
}

/// Reads what `announces` declares.
pub fn announces(node: &Node, reader: &mut Reader) -> Announces {
    reader.keys(node, &["number", "page", "same", "of"]);
    let mut announces = Announces::default();
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "number" => reader.set_text(value, "number", &mut announces.number),
            "page" => reader.set_text(value, "page", &mut announces.page),
            "same" => reader.set_text(value, "same", &mut announces.same),
            "of" => announces.lists = value.entries().iter().map(|one| counted(one, reader)).collect(),
            _ => {}
        }
    }
    announces
}

/// Reads what is counted on the pages of a kind.
fn counted((kind, node): &(Node, Node), reader: &mut Reader) -> Counted {
    reader.keys(node, &["list", "from", "stated", "alone", "field", "by", "steps"]);
    let kind = kind.text().unwrap_or_default().trim().to_owned();
    let mut counted = Counted { kind, ..Counted::default() };
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "list" => reader.set_text(value, "list", &mut counted.list),
            "from" => reader.set_text(value, "from", &mut counted.from),
            "stated" => reader.set_text(value, "stated", &mut counted.stated),
            "alone" => reader.set_text(value, "alone", &mut counted.alone),
            "field" => reader.set_text(value, "field", &mut counted.field),
            "by" => reader.set_text(value, "by", &mut counted.by),
            "steps" => counted.steps = reader.texts(value, "steps"),
            _ => {}
        }
    }
    counted
}

/// Reads a map of texts: `{unit: unit, name: title}`.
fn pairs(node: &Node, reader: &mut Reader) -> Vec<(String, String)> {
    let pair =
        |(key, value): &(Node, Node)| Some((key.text()?.trim().to_owned(), reader.text(value, "same")?));
    node.entries().iter().filter_map(pair).collect()
}
