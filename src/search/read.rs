//! Answers a query from the files of an index, as the browser does: the same files, the same proofs, the same order.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::bits::Reader;
use super::document::Place;
use super::fold::{BREAK, Script};
use super::grams::Sort;
use super::measure::Measure;
use super::postings::{self, Posting};
use super::query::words;
use super::reading::{self, Read};
use super::shards::{FORM, card_name, handed_over, key_name, order_name, text_name, title_mark};
use super::texts::Unpacker;

/// What a word weighs by its place, in the order of [`Place::ALL`], unless the settings say otherwise.
pub const WEIGHTS: [u32; 5] = [200, 100, 30, 6, 2];

/// What comes on top if the title is the query, if a block begins with it, and if all words stand together.
pub const WHOLE: u32 = 400;
const BEGINS: u32 = 1;
const TOGETHER: u32 = 50;

/// What a page weighs that is found by its reading alone.
const READ: u32 = 60;

/// Longest query whose words are also looked for together, in characters.
const LONGEST_TOGETHER: usize = 12;

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

/// Returns a file of an index by its name without ending.
pub type Load<'l> = &'l dyn Fn(&str) -> Option<String>;

/// Returns the pages with all words of a query, best first; `None` if a file is missing or broken.
pub fn search(query: &str, load: Load<'_>) -> Option<Vec<Hit>> {
    Index::open(load)?.search(query)
}

/// Returns how an index is searched; `None` if there is none.
pub fn script(load: Load<'_>) -> Option<Script> {
    Some(Index::open(load)?.script)
}

/// The files of an index, each read once.
struct Index<'l> {
    load: Load<'l>,
    measure: Measure,
    script: Script,
    weights: [u32; 5],
    files: RefCell<BTreeMap<String, Option<Rc<Value>>>>,
    orders: RefCell<BTreeMap<u32, Option<Rc<Order>>>>,
    unpackers: RefCell<BTreeMap<u32, Option<Rc<Unpacker>>>>,
}

/// The day and the mark of the title of each page.
type Order = BTreeMap<u32, (u32, u32)>;

/// How a word stands in a page.
#[derive(Clone, Copy)]
struct Match {
    place: u8,
    begins: bool,
    /// Whether only the text can tell if the word stands there in one piece.
    doubtful: bool,
}

/// How often a piece of a word stands in a page.
#[derive(Clone, Copy)]
struct Count {
    whole: u32,
    /// The piece without its first character.
    tail: u32,
    place: u8,
    begins: bool,
}

/// A part of a word that one list of places answers.
struct Piece {
    key: String,
    sort: Sort,
    before: Option<u32>,
    behind: Option<u32>,
}

/// Returns the pieces of a word: itself, or all four neighbouring characters of it.
fn pieces(word: &str) -> Vec<Piece> {
    let all: Vec<char> = word.chars().collect();
    let point = |at: usize| all.get(at).map(|c| *c as u32);
    let piece = |from: usize, to: usize, before, behind| Piece {
        key: all[from..to].iter().collect(),
        sort: if to - from == 1 { Sort::Single } else { Sort::Pair },
        before,
        behind,
    };
    match all.len() {
        0 => Vec::new(),
        1 => vec![piece(0, 1, None, None)],
        2 | 3 => vec![piece(0, 2, None, point(2))],
        length => (0..length - 3).map(|at| piece(at + 1, at + 3, point(at), point(at + 3))).collect(),
    }
}

impl<'l> Index<'l> {
    fn open(load: Load<'l>) -> Option<Self> {
        let head = handed_over(&load("head")?)?;
        let number = |name: &str| head.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        if number("form")? != FORM {
            return None;
        }
        let measure = Measure {
            room: number("room").filter(|room| *room > 0)?,
            keys: number("keys").filter(|keys| *keys > 0)?,
            texts: number("texts")?,
            cards: number("cards")?,
            orders: number("orders")?,
            blocks: 1,
        };
        let script = if head.get("words")?.as_bool()? { Script::Words } else { Script::Letters };
        let mut weights = [0; 5];
        for (weight, written) in weights.iter_mut().zip(head.get("weights")?.as_array()?) {
            *weight = u32::try_from(written.as_u64()?).ok()?;
        }
        Some(Self {
            load,
            measure,
            script,
            weights,
            files: RefCell::default(),
            orders: RefCell::default(),
            unpackers: RefCell::default(),
        })
    }

    fn file(&self, name: &str) -> Option<Rc<Value>> {
        let mut files = self.files.borrow_mut();
        let read = || (self.load)(name).and_then(|text| handed_over(&text)).map(Rc::new);
        files.entry(name.to_owned()).or_insert_with(read).clone()
    }

    fn search(&self, query: &str) -> Option<Vec<Hit>> {
        let words = words(query, self.script);
        let mut weights = self.by_words(query, &words)?;
        if let Some(letters) = reading::letters(&words).filter(|_| self.script == Script::Letters) {
            for page in self.by_reading(&letters)? {
                weights.entry(page).or_insert(READ);
            }
        }
        let mut hits = Vec::new();
        for (page, weight) in weights {
            let (day, _) = *self.order(page)?.get(&page)?;
            hits.push((u32::MAX - weight, u32::MAX - day, page));
        }
        hits.sort_unstable();
        hits.into_iter().map(|(weight, _, page)| self.hit(page, u32::MAX - weight)).collect()
    }

    /// Returns the pages with all words, with their weights.
    fn by_words(&self, query: &str, words: &[String]) -> Option<BTreeMap<u32, u32>> {
        let mut pages: Option<BTreeMap<u32, Vec<Match>>> = None;
        for word in words {
            let own = self.matches(word)?;
            pages = Some(match pages {
                None => own.into_iter().map(|(page, one)| (page, vec![one])).collect(),
                Some(mut all) => {
                    all.retain(|page, found| own.get(page).map(|one| found.push(*one)).is_some());
                    all
                }
            });
        }
        let together = words.concat();
        let near = match words.len() {
            2.. if together.chars().count() <= LONGEST_TOGETHER => self.matches(&together)?,
            _ => BTreeMap::new(),
        };
        let mark = title_mark(&self.script.fold(query));
        let mut weights = BTreeMap::new();
        for (page, matches) in pages.unwrap_or_default() {
            let (_, title) = *self.order(page)?.get(&page)?;
            let mut weight: u32 = matches
                .iter()
                .map(|one| self.weights[one.place as usize] + if one.begins { BEGINS } else { 0 })
                .sum();
            weight += if near.get(&page).is_some_and(|one| !one.doubtful) { TOGETHER } else { 0 };
            let named = matches.iter().all(|one| one.place == Place::Title as u8);
            weight += if named && title == mark { WHOLE } else { 0 };
            if matches.iter().any(|one| one.doubtful) {
                let folded = self.script.fold(&self.text(page)?);
                if !words.iter().all(|word| folded.contains(word.as_str())) {
                    continue;
                }
            }
            weights.insert(page, weight);
        }
        Some(weights)
    }

    /// Returns the pages one of whose names or headings is read so.
    fn by_reading(&self, letters: &str) -> Option<BTreeSet<u32>> {
        let ways: BTreeSet<Vec<String>> =
            reading::ways(letters).iter().map(|way| reading::keys(way)).collect();
        let mut may = BTreeSet::new();
        for keys in ways {
            let mut common: Option<BTreeSet<u32>> = None;
            for key in keys {
                let sort = if key.starts_with(':') { Sort::Reading } else { Sort::Single };
                let own: BTreeSet<u32> = self.postings(&key, sort)?.iter().map(|one| one.page).collect();
                common = Some(common.map_or_else(|| own.clone(), |all| &all & &own));
            }
            may.extend(common.unwrap_or_default());
        }
        let mut found = BTreeSet::new();
        for page in may {
            if self.names(page)?.iter().any(|name| reading::reads(name, letters)) {
                found.insert(page);
            }
        }
        Some(found)
    }

    /// Returns how the names and headings of a page are read: the usual readings of their characters, but for the exceptions.
    fn names(&self, page: u32) -> Option<Vec<Vec<Read>>> {
        let file = self.file(&text_name(self.measure.text_file(page)))?;
        let usual = usual_readings(file.get(2)?.as_str()?);
        let own = file.get(3)?.get(page.to_string())?;
        let text = self.text(page)?;
        let lines: Vec<&str> = text.lines().collect();
        let names = 0..usize::try_from(own.get(1)?.as_u64()?).ok()?;
        let headings = own.get(2)?.as_array()?.iter().filter_map(|at| usize::try_from(at.as_u64()?).ok());
        let others: BTreeMap<(usize, usize), &str> =
            own.get(3)?.as_str()?.split(';').filter_map(exception).collect();
        let read = |(name, line): (usize, usize)| {
            let folded = self.script.fold(lines.get(line).copied().unwrap_or_default());
            let counts = folded.chars().filter(|c| c.is_alphanumeric()).enumerate();
            let read = counts.map(|(at, written)| {
                let letters = match (others.get(&(name, at)), written.is_ascii()) {
                    (Some(letters), _) => (*letters).to_owned(),
                    (None, true) => written.to_string(),
                    (None, false) => usual.get(&written).copied().unwrap_or_default().to_owned(),
                };
                Read { written, letters }
            });
            read.collect()
        };
        Some(names.chain(headings).enumerate().map(read).collect())
    }

    fn hit(&self, page: u32, weight: u32) -> Option<Hit> {
        let text = self.text(page)?;
        let cards = self.file(&card_name(self.measure.card_file(page)))?;
        let card = cards.get(page.to_string())?;
        let part = |at: usize| card.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Hit { weight, url: part(0), title: part(1), date: part(3), text })
    }

    /// Returns the pages that hold a word, or may.
    fn matches(&self, word: &str) -> Option<BTreeMap<u32, Match>> {
        // How often the word stands there at least; below one it is doubtful.
        let mut all: Option<BTreeMap<u32, (i64, Count)>> = None;
        for piece in pieces(word) {
            let own = self.counts(&piece)?;
            all = Some(match all {
                None => {
                    own.into_iter().map(|(page, count)| (page, (i64::from(count.whole), count))).collect()
                }
                Some(before) => before
                    .into_iter()
                    .filter_map(|(page, (least, last))| {
                        let mut own = *own.get(&page)?;
                        own.place = own.place.max(last.place);
                        own.begins = last.begins;
                        Some((page, (least + i64::from(own.whole) - i64::from(last.tail), own)))
                    })
                    .collect(),
            });
        }
        let found = all.unwrap_or_default().into_iter();
        let found = found.map(|(page, (least, count))| {
            (page, Match { place: count.place, begins: count.begins, doubtful: least < 1 })
        });
        Some(found.collect())
    }

    /// Counts a piece in each page that holds it.
    fn counts(&self, piece: &Piece) -> Option<BTreeMap<u32, Count>> {
        let mut counts: BTreeMap<u32, Count> = BTreeMap::new();
        for one in self.postings(&piece.key, piece.sort)? {
            if piece.behind.is_some_and(|c| c != one.around.1) {
                continue;
            }
            let none = Count { whole: 0, tail: 0, place: u8::MAX, begins: false };
            let count = counts.entry(one.page).or_insert(none);
            count.tail += 1;
            if piece.before.is_some_and(|c| c != one.around.0) {
                continue;
            }
            count.whole += 1;
            let begins = piece.before.is_none() && one.around.0 == u32::from(BREAK);
            if one.place < count.place {
                (count.place, count.begins) = (one.place, begins);
            } else if one.place == count.place {
                count.begins |= begins;
            }
        }
        counts.retain(|_, count| count.whole > 0);
        Some(counts)
    }

    /// Returns all places of a key.
    fn postings(&self, key: &str, sort: Sort) -> Option<Vec<Posting>> {
        let file = self.file(&key_name(self.measure.key_file(key.chars())))?;
        let part = |at: usize| file.get(at).and_then(Value::as_str);
        let table: Vec<u32> = part(0)?.chars().map(u32::from).collect();
        let at = [1, 3, 5][sort as usize];
        let keys: Vec<char> = part(at)?.chars().collect();
        let wanted: Vec<char> = key.chars().collect();
        let line = match sort {
            Sort::Pair => keys.chunks(2).position(|own| own == wanted),
            Sort::Single => keys.iter().position(|own| [*own] == *wanted),
            Sort::Reading => part(at)?.split(' ').position(|own| own == key),
        };
        let Some(line) = line else { return Some(Vec::new()) };
        postings::read(part(at + 1)?.split(' ').nth(line)?, sort, &table)
    }

    /// Returns the days and the marks of the titles of the pages in one file with a page.
    fn order(&self, page: u32) -> Option<Rc<Order>> {
        let number = self.measure.order_file(page);
        let read = || self.file(&order_name(number)).and_then(|file| read_order(&file)).map(Rc::new);
        self.orders.borrow_mut().entry(number).or_insert_with(read).clone()
    }

    /// Returns the visible text of a page.
    fn text(&self, page: u32) -> Option<String> {
        let number = self.measure.text_file(page);
        let file = self.file(&text_name(number))?;
        let read = || Unpacker::new(file.get(0)?.as_str()?, file.get(1)?.as_str()?).map(Rc::new);
        let unpacker = self.unpackers.borrow_mut().entry(number).or_insert_with(read).clone()?;
        unpacker.text(file.get(3)?.get(page.to_string())?.get(0)?.as_str()?)
    }
}

/// Reads the usual readings of a file of texts: each a character with its letters.
fn usual_readings(listed: &str) -> BTreeMap<char, &str> {
    let mut usual = BTreeMap::new();
    let mut rest = listed;
    while let Some(character) = rest.chars().next() {
        let letters = &rest[character.len_utf8()..];
        let end = letters.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(letters.len());
        usual.insert(character, &letters[..end]);
        rest = &letters[end..];
    }
    usual
}

/// Reads `0.3.chang`: the name, the place in it and the letters there.
fn exception(written: &str) -> Option<((usize, usize), &str)> {
    let mut parts = written.splitn(3, '.');
    Some(((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?), parts.next()?))
}

/// Reads a file that tells the order.
fn read_order(file: &Value) -> Option<Order> {
    let number = |at: usize| file.get(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (before, width) = (number(1)?, number(2)?.min(u32::BITS));
    let mut reader = Reader::new(file.get(3)?.as_str()?);
    let mut next = 0_u32;
    let mut order = Order::new();
    for _ in 0..number(0)? {
        let page = next.checked_add(reader.open(1))?;
        let day = match reader.bits(width) {
            0 => 0,
            day => before.checked_add(day)?,
        };
        order.insert(page, (day, reader.bits(7)));
        if reader.over() {
            return None;
        }
        next = page.checked_add(1)?;
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::Document;
    use super::super::measure::numbers;
    use super::super::shards::{
        Head, card_file, facet_file, head_file, key_file, order_file, slices, text_file,
    };
    use super::*;

    const MEASURE: Measure = Measure { room: 112, keys: 3, texts: 4, cards: 5, orders: 3, blocks: 2 };

    /// Makes all files of an index.
    fn index(documents: &[Document]) -> BTreeMap<String, String> {
        let measure = MEASURE;
        let numbers = numbers(documents.iter().map(|one| one.url.as_str()), measure);
        let mut pages: Vec<(u32, &Document)> = numbers.into_iter().zip(documents).collect();
        pages.sort_by_key(|(number, _)| *number);
        let script = documents.first().map(|one| one.script).unwrap_or_default();
        let head = Head { pages: pages.len(), measure, script, weights: WEIGHTS, up: "" };
        let mut files = BTreeMap::new();
        files.insert("head".to_owned(), head_file(&head));
        files.insert("facets".to_owned(), facet_file(&pages));
        let part = |fits: &dyn Fn(u32) -> bool| -> Vec<(u32, &Document)> {
            pages.iter().filter(|(page, _)| fits(*page)).copied().collect()
        };
        for number in 0..measure.cards {
            files.insert(
                card_name(number),
                card_file(number, &part(&|page| measure.card_file(page) == number)),
            );
        }
        for number in 0..measure.orders {
            files.insert(
                order_name(number),
                order_file(number, &part(&|page| measure.order_file(page) == number)),
            );
        }
        for number in 0..measure.texts {
            files.insert(
                text_name(number),
                text_file(number, &part(&|page| measure.text_file(page) == number)),
            );
        }
        let all: Vec<Vec<Vec<u8>>> = (0..measure.blocks)
            .map(|number| slices(&part(&|page| measure.block(page) == number), measure))
            .collect();
        for number in 0..measure.keys {
            let own = all.iter().map(|slices| slices[number as usize].as_slice());
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
        let script = documents.first().map(|one| one.script).unwrap_or_default();
        let words = words(query, script);
        let holds = |one: &&Document| {
            !words.is_empty() && words.iter().all(|word| script.fold(&one.visible()).contains(word))
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
            script in prop::sample::select(vec![Script::Letters, Script::Words]),
            query in TEXT,
            place in any::<prop::sample::Index>(),
            from in 0..30_usize,
            length in 1..30_usize,
        ) {
            let mut documents = documents(&texts);
            documents.iter_mut().for_each(|one| one.script = script);
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
            prop_assume!(!words(&cut, Script::Letters).is_empty());
            prop_assert_eq!(found(&index(&documents), &cut).len(), 2);
        }
    }

    #[test]
    fn letters_find_names_and_headings_by_how_they_are_read() {
        let mut all = documents(&[
            ("重庆教育处".into(), "甲\n重点工作".into()),
            ("长城".into(), "乙".into()),
            ("OA系统".into(), "丙".into()),
        ]);
        all[0].headings = vec!["重点工作".into()];
        let readings: [&[&str]; 3] = [
            &["重chong 庆qing 教jiao 育yu 处chu", "重zhong 点dian 工gong 作zuo"],
            &["长chang 城cheng"],
            &["o a 系xi 统tong"],
        ];
        for (one, own) in all.iter_mut().zip(readings) {
            one.readings = own.iter().map(|reading| (*reading).to_owned()).collect();
        }
        let files = index(&all);
        for (query, page) in [
            ("chongqing", "p0.html"),
            ("cqjy", "p0.html"),
            ("jiao yu chu", "p0.html"),
            ("cq教育", "p0.html"),
            ("zhongdian", "p0.html"),
            ("CHANGCH", "p1.html"),
            ("oaxt", "p2.html"),
        ] {
            assert_eq!(found(&files, query), [page], "{query}");
        }
        for query in ["zhongqing", "cqch", "zhangcheng", "yi"] {
            assert_eq!(found(&files, query), [""; 0], "{query}");
        }
        let words = documents(&[("教育".into(), String::new())]);
        let words: Vec<Document> =
            words.into_iter().map(|one| Document { script: Script::Words, ..one }).collect();
        assert_eq!(found(&index(&words), "jiaoyu"), [""; 0], "other languages are not read so");
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
