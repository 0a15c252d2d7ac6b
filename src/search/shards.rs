//! The files of an index as text: scripts that hand something over.

use std::fmt::Write;

use super::document::{Document, Place};
use super::fold::{self, Script};
use super::grams::{Gatherer, Key, Sort, characters, spelled};
use super::measure::{Measure, hash};
use super::postings::{self, Gathered};
use super::texts::pack;
use super::{bits, pinyin};

/// Raised whenever the form of the files changes: scripts of another form then say so.
pub const FORM: u32 = 4;

/// Days are counted from the first of 1950; what is before has none.
const FIRST_YEAR: i32 = 1950;

/// Returns what some pages, which come by number, give to each file of keys.
pub fn slices(pages: &[(u32, &Document)], measure: Measure) -> Vec<Vec<u8>> {
    let mut slices = vec![Vec::new(); measure.keys as usize];
    let Some((first, _)) = pages.first() else { return slices };
    // A character in three bytes begins one pair; what there are besides is an eighth.
    let places = pages.iter().map(|(_, document)| document.text.len()).sum::<usize>() * 3 / 8;
    let mut gatherer = Gatherer::new(*first, places);
    pages.iter().for_each(|(number, document)| gatherer.add(*number, document));
    // One slice after the other: each then takes no more room than it needs.
    let (mut current, mut slice) = (0, Vec::new());
    gatherer.hand_over(
        |key| key_file_of(key, measure),
        |file, key, own| {
            if file != current {
                slices[std::mem::replace(&mut current, file)] = slice.to_vec();
                slice.clear();
            }
            postings::push_slice(*first, key, own, &mut slice);
        },
    );
    slices[current] = slice;
    slices
}

fn key_file_of(key: Key, measure: Measure) -> usize {
    let file = match Sort::of(key) {
        Sort::Reading => measure.key_file(spelled(key).chars()),
        _ => measure.key_file(characters(key)),
    };
    file as usize
}

/// Returns a file of keys, made of the slices of all pages, in the order of their numbers.
///
/// *Shape:* the characters around keys; then for pairs, single characters and readings the keys in order, and their postings in
/// the same order.
pub fn key_file<'s>(number: u32, slices: impl IntoIterator<Item = &'s [u8]>) -> String {
    let (around, parts) = Gathered::of(slices).written();
    let mut body = String::from("[");
    body.push_str(&quoted(&around));
    for (keys, lists) in parts {
        let _ = write!(body, ",\n{},\n\"{lists}\"", quoted(&keys));
    }
    body.push(']');
    script(&key_name(number), &body)
}

/// Returns a file of texts.
///
/// *Shape:* two tables for unpacking, the usual readings of characters, and for each page its text, how many lines of it are
/// names, which lines are headings, and which characters of names and headings are read otherwise.
pub fn text_file(number: u32, pages: &[(u32, &Document)]) -> String {
    let shown: Vec<_> = pages.iter().filter(|(_, document)| !document.url.is_empty()).collect();
    let texts: Vec<String> = shown.iter().map(|(_, one)| fold::composed(&one.visible())).collect();
    let packed = pack(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let usual = pinyin::usual(shown.iter().flat_map(|(_, one)| &one.readings));
    let listed: String = usual.iter().map(|(c, letters)| format!("{c}{letters}")).collect();
    let mut body = format!("[{},\n\"{}\",\n{},\n{{", quoted(&packed.table), packed.pairs, quoted(&listed));
    for (at, ((page, document), text)) in shown.iter().zip(&packed.texts).enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let headings = heading_lines(document);
        let others = pinyin::exceptions(&document.readings, &usual);
        let names = document.name_lines();
        let _ = write!(body, "{comma}\n\"{page}\":[\"{text}\",{names},{headings:?},{}]", quoted(&others));
    }
    body.push_str("\n}]");
    script(&text_name(number), &body)
}

/// Returns which lines of the visible text are the headings, in their order.
fn heading_lines(document: &Document) -> Vec<usize> {
    let lines = document.lines();
    let mut headings = document.headings.iter().peekable();
    let mut found = Vec::new();
    for (at, (place, line)) in lines.iter().enumerate() {
        if *place == Place::Heading && headings.next_if(|heading| heading == line).is_some() {
            found.push(at);
        }
    }
    found
}

/// Returns a file of cards: what results show of pages before their texts are there.
pub fn card_file(number: u32, pages: &[(u32, &Document)]) -> String {
    let mut body = String::from("{");
    for (page, document) in pages.iter().filter(|(_, document)| !document.url.is_empty()) {
        let comma = if body.len() > 1 { "," } else { "" };
        let parts = [&document.url, &document.title, &document.section, &document.date, &document.kind];
        let parts: Vec<String> = parts.into_iter().map(|part| quoted(part)).collect();
        let _ = write!(body, "{comma}\n\"{page}\":[{}]", parts.join(","));
    }
    body.push_str("\n}");
    script(&card_name(number), &body)
}

/// What the file says that is loaded first.
pub struct Head<'h> {
    /// Number of pages.
    pub pages: usize,
    /// How large the index is.
    pub measure: Measure,
    /// How its language is searched.
    pub script: Script,
    /// What a word weighs by its place.
    pub weights: [u32; 5],
    /// The way from the index to the root.
    pub up: &'h str,
}

/// Returns the file that is loaded first: the measure, the tables of folding, and the way to the root.
pub fn head_file(head: &Head<'_>) -> String {
    let Measure { room, keys, texts, cards, orders, .. } = head.measure;
    let (pages, weights, up) = (head.pages, head.weights, head.up);
    let words = head.script == Script::Words;
    let tables = [fold::SIMPLIFIED, fold::SEPARATORS, fold::UNSEEN, fold::HAN, fold::ACCENTS];
    let tables: Vec<String> = tables.into_iter().map(quoted).collect();
    let body = format!(
        "{{\"form\":{FORM},\"pages\":{pages},\"words\":{words},\"room\":{room},\"keys\":{keys},\"texts\":{texts},\"cards\":{cards},\
         \"orders\":{orders},\"weights\":{weights:?},\"up\":\"{up}\",\n\"tables\":[{}]}}",
        tables.join(",\n")
    );
    script("head", &body)
}

/// Returns a file by which results are put in order: how many pages, the day before the first, how many bits a day has after
/// it; then for each page the gap to the number before, its day (zero for none), and a mark of its title, as bits.
pub fn order_file(number: u32, pages: &[(u32, &Document)]) -> String {
    let shown: Vec<_> = pages.iter().filter(|(_, document)| !document.url.is_empty()).collect();
    let days = || shown.iter().map(|(_, one)| day(&one.date)).filter(|day| *day > 0);
    let before = days().min().map_or(0, |first| first - 1);
    let width = u32::BITS - (days().max().unwrap_or_default() - before).leading_zeros();
    let mut writer = bits::Writer::default();
    let mut next = 0;
    for (page, one) in &shown {
        writer.open(page - next, 1);
        writer.bits(day(&one.date).saturating_sub(before), width);
        writer.bits(title_mark(&one.script.fold(&one.title)), 7);
        next = page + 1;
    }
    script(&order_name(number), &format!("[{},{before},{width},\"{}\"]", shown.len(), writer.done()))
}

/// Returns seven bits of a folded title: whoever asks for just that is told its page first.
pub fn title_mark(folded: &str) -> u32 {
    hash(folded.encode_utf16()) & 127
}

/// Returns the days since 1950, more or less: enough for an order; zero without a date.
fn day(date: &str) -> u32 {
    let mut parts =
        date.get(..10).unwrap_or(date).split('-').map(|part| part.parse::<i32>().unwrap_or_default());
    let (year, month, day) = (parts.next(), parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    let days = year.map_or(0, |year| (year - FIRST_YEAR) * 384 + (month - 1) * 32 + day);
    u32::try_from(days).unwrap_or_default().min(u32::from(u16::MAX))
}

/// Returns the file with what results can be narrowed by: four lists of words, and for each page, in order of numbers, its words
/// as numbers: kind, unit, level, year, how many tags, and these.
pub fn facet_file(pages: &[(u32, &Document)]) -> String {
    let shown = || pages.iter().filter(|(_, document)| !document.url.is_empty());
    let words = |of: fn(&Document) -> Vec<&str>| -> Vec<String> {
        let mut words: Vec<String> =
            shown().flat_map(|(_, document)| of(document)).map(str::to_owned).collect();
        words.sort();
        words.dedup();
        words.retain(|word| !word.is_empty());
        words
    };
    let lists = [
        words(|one| vec![&one.kind]),
        words(|one| vec![&one.unit]),
        words(|one| vec![&one.level]),
        words(|one| vec![one.date.get(..4).unwrap_or_default()]),
        words(|one| one.tags.iter().map(String::as_str).collect()),
    ];
    let place = |list: usize, word: &str| -> u32 {
        lists[list].binary_search_by(|one| one.as_str().cmp(word)).map_or(0, |at| at as u32 + 1)
    };
    let mut writer = bits::Writer::default();
    for (_, one) in shown() {
        let year = one.date.get(..4).unwrap_or_default();
        for (list, word) in [&*one.kind, &*one.unit, &*one.level, year].into_iter().enumerate() {
            writer.open(place(list, word), 2);
        }
        writer.open(one.tags.len() as u32, 1);
        one.tags.iter().for_each(|tag| writer.open(place(4, tag), 4));
    }
    let lists = serde_json::to_string(&lists).unwrap_or_default();
    script("facets", &format!("{{\"words\":{lists},\n\"pages\":\"{}\"}}", writer.done()))
}

/// Returns the name of a file of keys, without its ending.
pub fn key_name(number: u32) -> String {
    format!("k{number:03x}")
}

/// Returns the name of a file of texts, without its ending.
pub fn text_name(number: u32) -> String {
    format!("t{number:03x}")
}

/// Returns the name of a file that tells the order, without its ending.
pub fn order_name(number: u32) -> String {
    format!("o{number:03x}")
}

/// Returns the name of a file of cards, without its ending.
pub fn card_name(number: u32) -> String {
    format!("c{number:03x}")
}

/// Returns a script that hands something over.
fn script(name: &str, body: &str) -> String {
    format!("pilothouse_search(\"{name}\",{body});\n")
}

/// Returns what a script hands over, if it is whole.
pub fn handed_over(script: &str) -> Option<serde_json::Value> {
    let (_, body) = script.split_once(',')?;
    serde_json::from_str(body.trim_end().strip_suffix(");")?).ok()
}

/// Returns a text as it stands in a script.
fn quoted(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap_or_default();
    if text.contains(['\u{2028}', '\u{2029}']) {
        return text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    }
    text
}
