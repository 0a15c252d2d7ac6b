//! The words that a taxonomy knows, where the settings list them: one word for each thing, with other ways to say it.

use std::sync::Arc;

use crate::base::Value;
use crate::content::ids::PageId;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::Ask;

/// The words of a taxonomy.
pub(super) struct Vocabulary<'v>(&'v [Value]);

impl<'v> Vocabulary<'v> {
    /// Returns the words that a taxonomy of the settings lists; `None` if it takes any.
    pub fn of(taxonomy: &'v Value) -> Option<Self> {
        let words = taxonomy.get("terms").list();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Returns the word for what a text says.
    pub fn word(&self, text: &str) -> Option<&'v str> {
        let says = |word: &&Value| {
            name(word) == Some(text) || word.get("also").iter().any(|other| other.text() == Some(text))
        };
        self.0.iter().find(says).and_then(name)
    }

    /// Returns the words for the terms of a page's field, each once; reports those that are said otherwise, or not known.
    pub fn settle(
        &self,
        ask: &mut Ask<'_>,
        (page, field): (&PageId, &str),
        (taxonomy, terms): (&str, Vec<Arc<str>>),
    ) -> Vec<Arc<str>> {
        let mut settled: Vec<Arc<str>> = Vec::with_capacity(terms.len());
        for (number, term) in terms.iter().enumerate() {
            let place = || Place::field(&page.source(), format!("{field}[{number}]"));
            let word: Arc<str> = match self.word(term) {
                Some(word) if *word == **term => term.clone(),
                Some(word) => {
                    let found = Diagnostic::new("term-synonym").at(place()).arg("text", term);
                    ask.report(found.arg("term", word));
                    word.into()
                }
                None => {
                    let near = did_you_mean(term, self.all()).and_then(|near| self.word(near));
                    let found = Diagnostic::new("term-unknown").at(place()).arg("text", term);
                    ask.report(found.arg("taxonomy", taxonomy).maybe("suggestion", near));
                    term.clone()
                }
            };
            if !settled.contains(&word) {
                settled.push(word);
            }
        }
        settled
    }

    /// Returns all words and other ways to say them.
    fn all(&self) -> impl Iterator<Item = &'v str> {
        self.0
            .iter()
            .flat_map(|word| name(word).into_iter().chain(word.get("also").iter().filter_map(Value::text)))
    }
}

/// Returns the word of an entry of the list: a text, or what its `name` says.
fn name(word: &Value) -> Option<&str> {
    word.text().or_else(|| word.get("name").text())
}
