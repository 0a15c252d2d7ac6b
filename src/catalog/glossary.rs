//! The glossary: pages and rows of data files of the kind `term`, and which of their words a page holds.
//!
//! *Incremental:* a page asks for the words in its own texts ([`TermsIn`], [`TermsInFields`]) and for the expansion of those that it marks
//! ([`TermText`]). A new word makes every text be looked through again, which is quick; only bodies with other words than before
//! are made anew. A changed expansion reaches only the pages that mark the word.
//! *Cost:* a text is walked once, each place narrowing a sorted list: the number of words hardly matters.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::data::{Data, Rows, place_of_word};
use super::entry::EntryOf;
use super::record::RecordOf;
use super::roster::{Line, OfKind, Roster, Sort, sort_lines};
use super::sources::{Kinds, setting};
use crate::base::Value;
use crate::content::ids::PageId;
use crate::content::{decode, split};
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Keep, Query};
use crate::schema::{FieldSpec, FieldType, Group};
use crate::world::Content;

/// The kind whose pages and rows are words of the glossary.
pub const KIND: &str = "term";

/// Words of fewer characters would be found in the middle of others everywhere.
const SHORTEST: usize = 2;

/// Asks for all words of the glossary.
#[derive(Debug, Serialize, Deserialize)]
pub struct Glossary;

/// Where the expansion of a word stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// On a page of its own.
    Page(PageId),
    /// In the row of a data file with this title.
    Row(String, Arc<str>),
}

/// All words, sorted, each with its source.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct WordList(Vec<(Arc<str>, Source)>);

impl Query for Glossary {
    const NAME: &'static str = "Glossary";
    type Answer = WordList;

    fn run(&self, ask: &mut Ask<'_>) -> WordList {
        let mut words: BTreeMap<Arc<str>, Source> = BTreeMap::new();
        for (word, source, _) in all(ask) {
            words.entry(word).or_insert(source);
        }
        WordList::new(words)
    }
}

/// Returns every word with its source and the field it stands in; words given twice come twice.
fn all(ask: &mut Ask<'_>) -> Vec<(Arc<str>, Source, String)> {
    let mut found = Vec::new();
    for id in ask.get(&OfKind(KIND.into())).iter() {
        let record = ask.get(&RecordOf(id.clone()));
        for (word, field) in words_of(&record.fields) {
            found.push((word, Source::Page(id.clone()), field));
        }
    }
    for name in tables(ask) {
        let data = ask.get(&Data(name.clone()));
        for row in data.as_ref().as_ref().map(Value::list).unwrap_or_default() {
            let Some(title) = row.get("title").text().map(Arc::<str>::from) else { continue };
            for (word, field) in words_of(row) {
                found.push((word, Source::Row(name.clone(), title.clone()), field));
            }
        }
    }
    found
}

/// Returns a term and its other forms, each with its field.
pub(super) fn words_of(fields: &Value) -> Vec<(Arc<str>, String)> {
    let title = fields.get("title").text().map(|title| (title.trim().into(), "title".to_owned()));
    let forms = fields
        .get("forms")
        .iter()
        .enumerate()
        .filter_map(|(at, form)| Some((form.text()?.trim().into(), format!("forms[{at}]"))));
    title.into_iter().chain(forms).collect()
}

/// Returns the data files whose rows are terms.
pub(super) fn tables(ask: &mut Ask<'_>) -> Vec<String> {
    let data = setting(ask, "data");
    let is_glossary = |table: &Value| table.text().or(table.get("kind").text()) == Some(KIND);
    data.entries().iter().filter(|(_, table)| is_glossary(table)).map(|(name, _)| name.to_string()).collect()
}

/// Asks whether there are words to be marked at all: most sites have none, and their pages should not ask further.
#[derive(Debug, Serialize, Deserialize)]
pub struct HasGlossary;

impl Query for HasGlossary {
    const NAME: &'static str = "HasGlossary";
    const KEEP: Keep = Keep::Disk;
    type Answer = bool;

    fn run(&self, ask: &mut Ask<'_>) -> bool {
        setting(ask, "glossary").get("mark").text() != Some("none")
            && (!ask.get(&OfKind(KIND.into())).is_empty() || !tables(ask).is_empty())
    }
}

/// Asks which words of the glossary stand in the source of a page, code and addresses included; none if it wants none marked.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermsIn(pub PageId);

impl Query for TermsIn {
    const NAME: &'static str = "TermsIn";
    const KEEP: Keep = Keep::Disk;
    /// Words in order.
    type Answer = Vec<(Arc<str>, Source)>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let unwanted = ask.get(&RecordOf(self.0.clone())).fields.get("glossary").bool() == Some(false);
        if unwanted {
            return Vec::new();
        }
        let file = self.0.source();
        let Content::Bytes(bytes) = ask.file(&file) else { return Vec::new() };
        let (text, _) = decode::decode(&bytes, &file);
        let body = split::split(&text).body.clone();
        let words = ask.get(&Glossary);
        words.in_text(&text[body]).into_iter().map(|at| words.0[at].clone()).collect()
    }
}

/// Asks which words of the glossary stand in the Markdown fields of a page, by path of the field; none if it wants none marked.
///
/// Each such field is a text of its own, often by another hand than the body: what it marks does not depend on the body, so that no
/// edit of a body changes a view.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermsInFields(pub PageId);

impl Query for TermsInFields {
    const NAME: &'static str = "TermsInFields";
    const KEEP: Keep = Keep::Disk;
    type Answer = BTreeMap<String, Vec<(Arc<str>, Source)>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let (record, schema) = (ask.get(&RecordOf(self.0.clone())), ask.get(&Kinds));
        let mut texts = Vec::new();
        if let Some(kind) = schema.kind(&record.kind)
            && record.fields.get("glossary").bool() != Some(false)
        {
            markdown_texts(&kind.fields, &record.fields, "", &mut texts);
        }
        let mut found = Self::Answer::new();
        for (path, text) in texts {
            let words = ask.get(&Glossary);
            let of_text: Vec<_> = words.in_text(text).into_iter().map(|at| words.0[at].clone()).collect();
            if !of_text.is_empty() {
                found.insert(path, of_text);
            }
        }
        found
    }
}

/// Collects the texts of fields that hold paragraphs of Markdown, each with its path.
fn markdown_texts<'v>(group: &Group, fields: &'v Value, prefix: &str, texts: &mut Vec<(String, &'v str)>) {
    for (name, value) in fields.entries() {
        if let Some(spec) = group.find(name) {
            markdown_of(spec, &spec.kind, (value, format!("{prefix}{name}")), texts);
        }
    }
}

fn markdown_of<'v>(
    spec: &FieldSpec,
    kind: &FieldType,
    (value, path): (&'v Value, String),
    texts: &mut Vec<(String, &'v str)>,
) {
    match (kind, value) {
        (FieldType::Markdown, Value::Text(text)) => texts.push((path, text)),
        (FieldType::List(item), Value::List(values)) => {
            for (number, value) in values.iter().enumerate() {
                markdown_of(spec, item, (value, format!("{path}[{number}]")), texts);
            }
        }
        (FieldType::Group, value) => markdown_texts(&spec.fields, value, &format!("{path}."), texts),
        _ => {}
    }
}

impl WordList {
    /// Returns words with their sources.
    pub(super) fn new(words: BTreeMap<Arc<str>, Source>) -> Self {
        let long = words.into_iter().filter(|(word, _)| word.chars().count() >= SHORTEST);
        Self(long.collect())
    }

    /// Tells whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all words that stand in a text, in order.
    pub(super) fn found_in(&self, text: &str) -> impl Iterator<Item = (&str, &Source)> {
        self.in_text(text).into_iter().map(|at| (&*self.0[at].0, &self.0[at].1))
    }

    /// Returns the places in the list of all words that stand in a text, in order.
    fn in_text(&self, text: &str) -> Vec<usize> {
        let mut found: Vec<usize> = text.char_indices().flat_map(|(at, _)| self.at(&text[at..])).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns the words that a text begins with: with each further character a smaller part of the list is left.
    fn at(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let (mut low, mut high) = (0, self.0.len());
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let start = &text[..end];
            let part = &self.0[low..high];
            let from = low + part.partition_point(|(word, _)| &**word < start);
            let until = from + self.0[from..high].partition_point(|(word, _)| word.starts_with(start));
            (low, high) = (from, until);
            if low == high {
                break;
            }
            if self.0[low].0.len() == end {
                found.push(low);
            }
        }
        found
    }
}

/// Asks what a word of the glossary stands for.
#[derive(Debug, Serialize, Deserialize)]
pub struct TermText(pub Source);

impl Query for TermText {
    const NAME: &'static str = "TermText";
    const KEEP: Keep = Keep::Disk;
    /// The expansion, and the address of its page.
    type Answer = (String, Option<String>);

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let expansion = |fields: &Value| fields.get("expansion").text().unwrap_or_default().to_owned();
        match &self.0 {
            Source::Page(id) => {
                let record = ask.get(&RecordOf(id.clone()));
                let url = ask.get(&EntryOf(id.clone())).url.to_string();
                (expansion(&record.fields), Some(url))
            }
            Source::Row(name, title) => {
                let with = vec![("title".to_owned(), title.to_string())];
                let rows = ask.get(&Rows { name: name.clone(), with, ..Rows::default() });
                (rows.rows.first().map(expansion).unwrap_or_default(), None)
            }
        }
    }
}

/// Reports words that two terms claim, and words so short that they would be found everywhere.
pub(super) fn check_glossary(ask: &mut Ask<'_>) {
    if !*ask.get(&HasGlossary) {
        return;
    }
    let mut first: BTreeMap<Arc<str>, (Source, String)> = BTreeMap::new();
    for (word, source, field) in all(ask) {
        let place = |ask: &mut Ask<'_>| place_of(ask, &source, &field, &word);
        if word.chars().count() < SHORTEST && field != "title" {
            let place = place(ask);
            ask.report(Diagnostic::new("term-too-short").at(place).arg("word", &*word));
            continue;
        }
        match first.get(&word) {
            None => drop(first.insert(word, (source, field))),
            Some((other, its_field)) => {
                let found = Diagnostic::new("term-twice").at(place(ask)).arg("word", &*word);
                let first = place_of(ask, other, its_field, &word);
                ask.report(found.related("first", first));
            }
        }
    }
}

/// Returns where a word stands: the field of its page, or its place in the table.
fn place_of(ask: &mut Ask<'_>, source: &Source, field: &str, word: &str) -> Place {
    match source {
        Source::Page(id) => Place::field(&id.source(), field),
        Source::Row(name, _) => place_of_word(ask, name, word),
    }
}

/// Asks for the pages that each term stands in.
#[derive(Debug, Serialize, Deserialize)]
pub struct MentionGroups;

impl Query for MentionGroups {
    const NAME: &'static str = "MentionGroups";
    /// Pages by term, by id.
    type Answer = BTreeMap<PageId, Vec<PageId>>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut groups = Self::Answer::new();
        for line in ask.get(&Roster).iter() {
            let (body, fields) =
                (ask.get(&TermsIn(line.id.clone())), ask.get(&TermsInFields(line.id.clone())));
            for (_, source) in body.iter().chain(fields.values().flatten()) {
                let Source::Page(term) = source else { continue };
                let pages = groups.entry(term.clone()).or_default();
                if *term != line.id && pages.last() != Some(&line.id) {
                    pages.push(line.id.clone());
                }
            }
        }
        groups
    }
}

/// Asks for the pages that a term stands in, newest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mentions {
    /// The page of the term.
    pub term: PageId,
    /// Pages in this declared language; in any if empty.
    pub language: Arc<str>,
}

impl Query for Mentions {
    const NAME: &'static str = "Mentions";
    const KEEP: Keep = Keep::Disk;
    type Answer = Vec<PageId>;

    fn run(&self, ask: &mut Ask<'_>) -> Vec<PageId> {
        let groups = ask.get(&MentionGroups);
        let mut lines: Vec<Line> = Vec::new();
        for id in groups.get(&self.term).into_iter().flatten() {
            lines.push(Line { id: id.clone(), entry: ask.get(&EntryOf(id.clone())) });
        }
        lines.retain(|line| self.language.is_empty() || line.entry.language == self.language);
        sort_lines(ask, &mut lines, &Sort::NEWEST);
        lines.into_iter().map(|line| line.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(names: &[&str]) -> WordList {
        let mut names: Vec<&str> = names.to_vec();
        names.sort_unstable();
        let source = |name: &str| (name.into(), Source::Row("t".into(), name.into()));
        WordList(names.into_iter().map(source).collect())
    }

    fn found(list: &WordList, text: &str) -> Vec<String> {
        list.in_text(text).into_iter().map(|at| list.0[at].0.to_string()).collect()
    }

    #[test]
    fn words_of_a_text_with_those_that_begin_alike() {
        let list = words(&["三会", "三会一课", "三", "一课", "党课", "AI"]);
        assert_eq!(found(&list, "落实三会一课，讲AI"), ["AI", "一课", "三", "三会", "三会一课"]);
        assert_eq!(found(&list, "党日"), [""; 0]);
        assert_eq!(found(&words(&[]), "党课"), [""; 0]);
    }

    #[test]
    fn a_hundred_thousand_words_cost_no_more_than_a_few() {
        let names: Vec<String> = (0..100_000).map(|number| format!("词{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let list = words(&names);
        let text = "词99999和词5。".repeat(2000);
        assert_eq!(found(&list, &text), ["词5", "词9", "词99", "词999", "词9999", "词99999"]);
    }
}
