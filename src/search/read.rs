//! Answers a query from the files of an index, as the browser does: the same shards, the same checks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fold::fold;
use super::pairs::keys_of;
use super::query::words;
use super::shards::{Measure, Postings, handed_over, key_name, text_name};

/// What a word in a heading, in a name and in the title weighs more than in the text.
const WEIGHTS: [u32; 3] = [10, 100, 200];

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Weight of the places where the words stand.
    pub weight: u32,
    /// Address from the root, without its first slash.
    pub url: String,
    /// Title.
    pub title: String,
    /// Day, ISO.
    pub date: String,
    /// Visible text, a block in each line.
    pub text: String,
}

/// Returns the pages with all words of a query, best first; `None` if a file is missing or broken.
///
/// `load` returns the file of a name, without its ending.
pub fn search(query: &str, load: &dyn Fn(&str) -> Option<String>) -> Option<Vec<Hit>> {
    let head = handed_over(&load("head")?)?;
    let number = |name: &str| head.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let measure = Measure { bits: number("bits")?, shards: number("shards")? };
    let words = words(query);
    let mut pages: Option<BTreeMap<u32, u32>> = None;
    for word in &words {
        let own = candidates(word, measure, load)?;
        pages = Some(match pages {
            None => own,
            Some(all) => {
                all.into_iter().filter_map(|(page, weight)| Some((page, weight + own.get(&page)?))).collect()
            }
        });
    }
    let mut hits = checked(pages.unwrap_or_default(), &words, measure, load)?;
    hits.sort_by(|a, b| b.weight.cmp(&a.weight).then(b.date.cmp(&a.date)).then(a.url.cmp(&b.url)));
    Some(hits)
}

/// Returns the pages that have all keys of a word, with its weight in each.
fn candidates(
    word: &str,
    measure: Measure,
    load: &dyn Fn(&str) -> Option<String>,
) -> Option<BTreeMap<u32, u32>> {
    let mut lists: Option<[Vec<u32>; 4]> = None;
    for key in keys_of(word) {
        let shard = handed_over(&load(&key_name(measure.key_shard(&key)))?)?;
        let own = Postings::read(shard.get(&key).and_then(Value::as_str).unwrap_or_default()).0;
        lists = Some(match lists {
            None => own,
            Some(mut all) => {
                for (list, own) in all.iter_mut().zip(own) {
                    list.retain(|page| own.binary_search(page).is_ok());
                }
                all
            }
        });
    }
    let [text, lists @ ..] = lists.unwrap_or_default();
    let weight = |page: &u32| {
        let placed = lists.iter().zip(WEIGHTS).filter(|(list, _)| list.binary_search(page).is_ok());
        1 + placed.map(|(_, weight)| weight).sum::<u32>()
    };
    Some(text.iter().map(|page| (*page, weight(page))).collect())
}

/// Returns those pages whose text holds all words.
fn checked(
    pages: BTreeMap<u32, u32>,
    words: &[String],
    measure: Measure,
    load: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<Hit>> {
    let mut hits = Vec::new();
    let mut shard = (u32::MAX, Value::Null);
    for (page, weight) in pages {
        let number = measure.text_shard(page);
        if shard.0 != number {
            shard = (number, handed_over(&load(&text_name(number))?)?);
        }
        let stored = shard.1.get(page.to_string())?;
        let part = |at: usize| stored.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let text = part(5);
        let folded = fold(&text);
        if words.iter().all(|word| folded.contains(word.as_str())) {
            hits.push(Hit { weight, url: part(0), title: part(1), date: part(3), text });
        }
    }
    Some(hits)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::Document;
    use super::super::shards::{facet_file, head_file, key_file, numbers, slices, text_file};
    use super::*;

    /// Makes all files of an index.
    fn index(documents: &[Document]) -> BTreeMap<String, String> {
        let measure = Measure { shards: 2, ..Measure::of(documents.len()) };
        let numbers = numbers(documents.iter().map(|one| one.url.as_str()), measure);
        let mut pages: Vec<(u32, &Document)> = numbers.into_iter().zip(documents).collect();
        pages.sort_by_key(|(number, _)| *number);
        let mut files = BTreeMap::new();
        files.insert("head".to_owned(), head_file(pages.len(), measure, ""));
        files.insert("facets".to_owned(), facet_file(&pages));
        let shard = |number: u32| -> Vec<(u32, &Document)> {
            pages.iter().filter(|(page, _)| measure.text_shard(*page) == number).copied().collect()
        };
        let all: Vec<Vec<String>> = (0..4).map(|number| slices(&shard(number), measure)).collect();
        for number in 0..4 {
            files.insert(text_name(number), text_file(number, &shard(number)));
            let own = all.iter().map(|slices| slices[number as usize].as_str());
            files.insert(key_name(number), key_file(number, own));
        }
        files
    }

    fn documents(texts: &[(String, String)]) -> Vec<Document> {
        let page = |(at, (title, text)): (usize, &(String, String))| Document {
            url: format!("p{at}.html"),
            title: title.clone(),
            names: vec![title.clone()],
            text: text.clone(),
            ..Document::default()
        };
        texts.iter().enumerate().map(page).collect()
    }

    fn found(files: &BTreeMap<String, String>, query: &str) -> Vec<String> {
        let hits = search(query, &|name| files.get(name).cloned()).unwrap();
        let mut urls: Vec<String> = hits.into_iter().map(|hit| hit.url).collect();
        urls.sort();
        urls
    }

    fn naive(documents: &[Document], query: &str) -> Vec<String> {
        let words = words(query);
        let holds = |one: &&Document| {
            !words.is_empty() && words.iter().all(|word| fold(&one.visible()).contains(word))
        };
        let mut urls: Vec<String> = documents.iter().filter(holds).map(|one| one.url.clone()).collect();
        urls.sort();
        urls
    }

    /// Few characters, so that texts share most of their pairs.
    const TEXT: &str = "[教育指導导处ＯOａa1 ，、“\"\\-.%\n\u{1F600}𠀀é]{0,40}";

    proptest! {
        #[test]
        fn the_index_finds_what_a_scan_finds(
            texts in prop::collection::vec((TEXT, TEXT), 1..12),
            query in TEXT,
            place in any::<prop::sample::Index>(),
            from in 0..30_usize,
            length in 1..30_usize,
        ) {
            let documents = documents(&texts);
            let files = index(&documents);
            let chosen = documents[place.index(documents.len())].visible();
            let cut: String = chosen.chars().skip(from).take(length).collect();
            for query in [query, cut.clone(), format!("\"{cut}\"")] {
                prop_assert_eq!(found(&files, &query), naive(&documents, &query), "{}", query);
            }
        }

        #[test]
        fn a_cut_of_a_block_finds_its_page(text in "[教育指导OA13 ，]{1,40}", from in 0..30_usize, length in 1..30_usize) {
            let documents = documents(&[(String::new(), text.clone()), (text.clone(), String::new())]);
            let cut: String = text.chars().skip(from).take(length).collect();
            prop_assume!(!words(&cut).is_empty());
            prop_assert_eq!(found(&index(&documents), &cut).len(), 2);
        }
    }

    #[test]
    fn the_best_come_first_and_what_is_broken_is_told() {
        let mut all = documents(&[
            ("甲".into(), "教育指导".into()),
            ("教育指导".into(), "乙".into()),
            ("丙".into(), "教育 指导".into()),
        ]);
        all[2].date = "2020-01-01".into();
        let mut files = index(&all);
        let hits = search("教育指导", &|name| files.get(name).cloned()).unwrap();
        let urls: Vec<&str> = hits.iter().map(|hit| hit.url.as_str()).collect();
        assert_eq!(urls, ["p1.html", "p2.html", "p0.html"]);
        for file in files.values_mut() {
            let half = (0..=file.len() / 2).rev().find(|at| file.is_char_boundary(*at)).unwrap_or(0);
            file.truncate(half);
        }
        assert_eq!(search("教育指导", &|name| files.get(name).cloned()), None);
    }
}
