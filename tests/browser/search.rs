//! The search in a real browser: by double-click and from a server it finds what a scan of the texts finds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pilothouse::search::measure::Measure;
use pilothouse::search::shards::{handed_over, order_file, order_name};
use pilothouse::search::{Document, Script, fold, query::words, read, texts::Unpacker};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::Server;
use crate::stage::{Built, Stage, until};

/// Queries that were cut from the texts.
const CUTS: usize = 300;

/// Queries of people who mean no good, or slip.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    ".*",
    "(((",
    "[a-",
    "\\",
    "\"",
    "“",
    "%",
    "&lt;",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "𠀀",
    "。，",
    "\u{202e}教育",
    "教育\u{0}指导",
];

/// Returns what all files of a sort hand over.
fn files(folder: &Path, letter: char) -> Vec<Value> {
    let mut files: Vec<_> = fs::read_dir(folder.join("_search")).unwrap().flatten().collect();
    files.retain(|file| {
        let name = file.file_name().into_string().unwrap();
        name.starts_with(letter) && name.len() == "t000.js".len()
    });
    files.iter().map(|file| handed_over(&fs::read_to_string(file.path()).unwrap()).unwrap()).collect()
}

/// Returns the visible text of every page of the index, by address.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut addresses = BTreeMap::new();
    for cards in files(folder, 'c') {
        for (page, card) in cards.as_object().unwrap() {
            addresses.insert(page.clone(), card[0].as_str().unwrap().to_owned());
        }
    }
    let mut all = BTreeMap::new();
    for texts in files(folder, 't') {
        let unpacker = Unpacker::new(texts[0].as_str().unwrap(), texts[1].as_str().unwrap()).unwrap();
        for (page, own) in texts[3].as_object().unwrap() {
            all.insert(addresses[page].clone(), unpacker.text(own[0].as_str().unwrap()).unwrap());
        }
    }
    assert!(!all.is_empty() && all.len() == addresses.len());
    all
}

/// Returns the addresses of the pages that hold all words of a query, by a scan.
fn scan(texts: &BTreeMap<String, String>, query: &str) -> Vec<String> {
    let words = words(query, Script::Letters);
    let holds =
        |text: &String| !words.is_empty() && words.iter().all(|word| fold(text).contains(word.as_str()));
    texts.iter().filter(|(_, text)| holds(text)).map(|(url, _)| url.clone()).collect()
}

/// Returns substrings of one to eight characters, cut from the texts by rule.
fn cuts(texts: &BTreeMap<String, String>) -> Vec<String> {
    let all: Vec<Vec<char>> = texts.values().map(|text| text.chars().collect()).collect();
    let mut state = 7_usize;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut found = Vec::new();
    while found.len() < CUTS {
        let text = &all[next(all.len())];
        let (from, length) = (next(text.len()), 1 + next(8));
        let cut: String = text[from..(from + length).min(text.len())].iter().collect();
        if !cut.contains('\n') {
            found.push(cut);
        }
    }
    found
}

/// Asks the page's own search and returns the addresses for each query; a failure is its message.
fn ask(browser: &Browser, queries: &[String]) -> Value {
    let list = json!(queries).to_string();
    browser.run(&format!(
        "window.answers = null; const all = []; const list = {list};
        (async () => {{ for (const one of list) {{ try {{ all.push(await pilothouse_find(one)); }} catch (error) {{ all.push(String(error)); }} }} window.answers = all; }})();"
    ));
    until("the queries are answered", || !browser.run("return window.answers").is_null());
    browser.run("return window.answers")
}

#[test]
pub fn the_browser_finds_what_a_scan_finds() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    let texts = texts(&stage.site.folder);
    let mut queries = cuts(&texts);
    queries.extend(HOSTILE.map(String::from));
    queries.extend(["3600", "OA", "教育 指导", "“教育 指导”", "教"].map(String::from));
    queries.push("长".repeat(10_000));
    for base in [stage.site.file_url(), stage.server.base()] {
        browser.open(&format!("{base}search.html"));
        let answers = ask(&browser, &queries);
        for (query, answer) in queries.iter().zip(answers.as_array().unwrap()) {
            // Letters may be pinyin too: then there are more.
            let letters = fold(query).chars().any(|c| c.is_ascii_lowercase());
            let expected = scan(&texts, query);
            let answer = sorted(answer);
            match letters {
                false => assert_eq!(answer, expected, "{query:?}"),
                true => expected.iter().for_each(|url| assert!(answer.contains(url), "{query:?} {url}")),
            }
        }
    }
    assert_eq!(stage.server.missed(), [""; 0]);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Returns the addresses of an answer in their order.
fn sorted(answer: &Value) -> Vec<String> {
    let urls = answer.as_array().unwrap_or_else(|| panic!("{answer}"));
    let mut urls: Vec<String> = urls.iter().map(|url| url.as_str().unwrap().to_owned()).collect();
    urls.sort();
    urls
}

#[test]
pub fn browser_and_program_answer_alike() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let folder = &stage.site.folder;
    let load = |name: &str| fs::read_to_string(folder.join(format!("_search/{name}.js"))).ok();
    let mut queries: Vec<String> = cuts(&texts(folder)).into_iter().step_by(5).collect();
    queries.extend(["教育", "教育指导处", "支部 学习", "领航", "品牌 展示 平台", "2020"].map(String::from));
    queries
        .extend(["jyzd", "jiaoyu zhidao", "jiaoyu指导", "JYZDC", "zhib", "linghang", "OA"].map(String::from));
    browser.open(&format!("{}search.html", stage.site.file_url()));
    let answers = ask(&browser, &queries);
    for (query, answer) in queries.iter().zip(answers.as_array().unwrap()) {
        let hits = read::search(query, &load).unwrap();
        let urls: Vec<String> = hits.into_iter().map(|hit| hit.url).collect();
        assert_eq!(*answer, json!(urls), "{query}: the same order");
    }
}

/// Parts the order of an index, which a small site has in one file, as that of a large one is parted.
fn part_the_order(folder: &Path, orders: u32) {
    let head = fs::read_to_string(folder.join("_search/head.js")).unwrap();
    let room = handed_over(&head).unwrap()["room"].as_u64().unwrap() as u32;
    fs::write(folder.join("_search/head.js"), head.replace("\"orders\":1", &format!("\"orders\":{orders}")))
        .unwrap();
    let measure = Measure { room, orders, ..Measure::of(0) };
    let mut parts: BTreeMap<u32, Vec<(u32, Document)>> = (0..orders).map(|part| (part, Vec::new())).collect();
    for cards in files(folder, 'c') {
        for (page, card) in cards.as_object().unwrap() {
            let of = |at: usize| card[at].as_str().unwrap().to_owned();
            let document = Document { url: of(0), title: of(1), date: of(3), ..Document::default() };
            let page = page.parse().unwrap();
            parts.get_mut(&measure.order_file(page)).unwrap().push((page, document));
        }
    }
    for (part, mut pages) in parts {
        pages.sort_by_key(|(page, _)| *page);
        let pages: Vec<_> = pages.iter().map(|(page, document)| (*page, document)).collect();
        fs::write(folder.join(format!("_search/{}.js", order_name(part))), order_file(part, &pages)).unwrap();
    }
}

#[test]
pub fn of_a_parted_order_only_what_is_needed_is_loaded() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    let site = Built::with_settings(|settings| settings.replace("size: 10", "size: 11"));
    let load = |name: &str| fs::read_to_string(site.folder.join(format!("_search/{name}.js"))).ok();
    let queries = ["教育", "领航", "品牌 展示", "教育指导处"].map(String::from);
    let answers = || queries.each_ref().map(|query| read::search(query, &load).unwrap());
    let whole = answers();
    part_the_order(&site.folder, 9);
    assert_eq!(answers(), whole, "how it is parted makes no difference");
    let server = Server::start(&site.folder);
    let parts = || {
        let loaded = browser.run(
            "return performance.getEntriesByType('resource').filter(one => /_search.o0/.test(one.name)).length",
        );
        loaded.as_u64().unwrap()
    };
    for base in [server.base(), site.file_url()] {
        browser.open(&format!("{base}search.html"));
        let one = &texts(&site.folder).into_values().next().unwrap();
        let line = one.lines().max_by_key(|line| line.chars().count()).unwrap();
        let rare: String = line.chars().take(30).collect();
        ask(&browser, &[rare]);
        if base == server.base() {
            assert_eq!(parts(), 1, "a page that is found stands in one part");
        }
        for (answer, hits) in ask(&browser, &queries).as_array().unwrap().iter().zip(&whole) {
            let urls: Vec<&str> = hits.iter().map(|hit| hit.url.as_str()).collect();
            assert_eq!(*answer, json!(urls));
        }
        browser.open(&format!("{base}search.html?q=%E6%94%AF%E9%83%A8&kind=%E5%93%81%E7%89%8C"));
        until("the choice holds", || status(&browser).contains(|c: char| c.is_ascii_digit()));
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn an_english_site_finds_words_by_their_beginnings() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    let folder = stage.site.folder.join("en");
    let texts = texts(&folder);
    browser.open(&format!("{}en/search.html", stage.site.file_url()));
    let queries =
        ["sampl", "SAMPLE", "ample", "\"pilot brand\"", "brand pil", "sámplé", "领航"].map(String::from);
    let answers = ask(&browser, &queries);
    for (query, answer) in queries.iter().zip(answers.as_array().unwrap()) {
        let words = words(query, Script::Words);
        let holds =
            |text: &&String| words.iter().all(|word| Script::Words.fold(text).contains(word.as_str()));
        let expected: Vec<String> =
            texts.iter().filter(|(_, text)| holds(text)).map(|(url, _)| url.clone()).collect();
        assert_eq!(sorted(answer), expected, "{query}");
    }
    assert!(
        !answers[0].as_array().unwrap().is_empty() && answers[0] == answers[1] && answers[0] == answers[5]
    );
    assert_eq!(answers[2], json!([]), "the middle of a word is no beginning");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn lone_surrogates_are_harmless() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    browser.open(&format!("{}search.html", stage.site.file_url()));
    browser.run("const q = document.querySelector('#q'); q.value = 'a\\ud800'; q.form.dispatchEvent(new Event('submit', {cancelable: true}))");
    until("an answer", || !status(&browser).is_empty() && !status(&browser).contains('…'));
    browser.run("const q = document.querySelector('#q'); q.value = '\\udc00教育'; q.form.dispatchEvent(new Event('submit', {cancelable: true}))");
    until("an answer", || status(&browser).contains('0') || status(&browser).contains("没有"));
    assert_eq!(browser.complaints(), [""; 0]);
}

fn status(browser: &Browser) -> String {
    browser
        .run("return document.querySelector('.search-status').textContent")
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn titles(browser: &Browser) -> Vec<String> {
    let found =
        browser.run("return Array.from(document.querySelectorAll('.search-hit'), one => one.textContent)");
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Types a query into the search page as a person does.
fn type_in(browser: &Browser, text: &str) {
    let text = json!(text);
    browser.run(&format!(
        "const q = document.querySelector('#q'); q.value = {text}; q.dispatchEvent(new InputEvent('input'))"
    ));
}

#[test]
pub fn a_search_leads_to_the_place() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    for base in [stage.site.file_url(), stage.server.base()] {
        browser.open(&format!("{base}index.html"));
        browser.run("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true}))");
        assert_eq!(browser.run("return document.activeElement.name"), json!("q"), "the key leads to the box");
        browser.run("const q = document.activeElement; q.value = '领导干部上讲台'; q.form.querySelector('button').click()");
        until("results are shown", || {
            browser.address().contains("search.html?q=") && !titles(&browser).is_empty()
        });
        until("its surroundings are shown", || {
            browser.run("return document.querySelectorAll('.search-context mark').length").as_u64() > Some(0)
        });
        let marks = browser.run(
            "return Array.from(document.querySelectorAll('.search-results mark'), one => one.textContent)",
        );
        assert!(marks.as_array().unwrap().iter().all(|mark| mark == "领导干部上讲台"), "{marks}");
        // A script that leads away before a page is whole puts the next one in its place: there would be no way back.
        until("the page is whole", || {
            browser.run("return performance.timing.loadEventEnd > 0") == json!(true)
        });
        browser.run("document.querySelector('.search-hit a').click()");
        until("the page is shown and marked", || {
            browser.run("return document.querySelectorAll('mark.search-mark').length").as_u64().unwrap_or(0)
                > 0
        });
        let seen = browser.run("const box = document.querySelector('mark.search-mark').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight");
        assert_eq!(seen, json!(true), "it scrolls to the first hit");
        browser.run("history.back()");
        until("back at the results", || {
            browser.address().contains("search.html?q=") && !titles(&browser).is_empty()
        });
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn a_hit_in_what_is_folded_up_is_shown() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let text = "---\ntitle: 折起来的内容\ndate: 2020-01-01\n---\n先看这里。\n\n<details><summary>更多</summary>\n\n藏在里面的几个字。\n\n</details>\n";
    let site = Built::with_page("content/notices/zhe-qi-lai.md", text);
    browser.open(&format!("{}search.html?q=%E8%97%8F%E5%9C%A8%E9%87%8C%E9%9D%A2", site.file_url()));
    until("it is found", || !titles(&browser).is_empty());
    browser.run("document.querySelector('.search-hit a').click()");
    until("it is marked", || {
        browser.run("return document.querySelectorAll('mark.search-mark').length").as_u64() > Some(0)
    });
    let seen = browser.run("const box = document.querySelector('mark.search-mark').getBoundingClientRect(); return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight");
    assert_eq!(seen, json!(true), "what holds it is opened");
}

#[test]
pub fn more_results_have_the_focus_at_once() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html?q=%E6%94%AF%E9%83%A8", stage.site.file_url()));
    until("results are shown", || !titles(&browser).is_empty());
    let number = titles(&browser).len();
    browser.run(
        "const list = document.querySelector('.search-results'); window.focused = null;
        new MutationObserver(() => { if (list.children.length > 11 && window.focused === null)
          window.focused = Array.from(list.children).indexOf(document.activeElement.closest('li')); }).observe(list, {childList: true});
        document.querySelector('.search-more button').click()",
    );
    until("there are more", || !browser.run("return window.focused").is_null());
    assert_eq!(browser.run("return window.focused"), json!(number), "the first of the new ones");
}

#[test]
pub fn pinyin_finds_titles_and_units() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html", stage.site.file_url()));
    let queries =
        ["jiaoyu zhidao", "jyzd", "jiaoyu指导", "jiaoyuzhidaochu", "jiaoyuzd", "JYZDC"].map(String::from);
    let answers = ask(&browser, &queries);
    for (query, answer) in queries.iter().zip(answers.as_array().unwrap()) {
        let urls = answer.to_string();
        assert!(urls.contains("units/jiaoyu-zhidao"), "{query}: {urls}");
    }
}

#[test]
pub fn results_can_be_narrowed_and_the_address_keeps_it() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html?q={}", stage.site.file_url(), "%E6%94%AF%E9%83%A8"));
    until("results are shown", || !titles(&browser).is_empty());
    let all = status(&browser);
    browser.run("document.querySelector('.search-narrow summary').click()");
    until("there are choices", || {
        browser.run("return document.querySelectorAll('select[name=kind] option').length > 2") == json!(true)
    });
    let option = browser.run("const box = document.querySelector('select[name=kind]'); box.selectedIndex = 1; box.dispatchEvent(new Event('change', {bubbles: true})); return box.options[1].textContent");
    until("fewer results", || status(&browser) != all && browser.address().contains("kind="));
    let count: String = option.as_str().unwrap().rsplit('(').next().unwrap().trim_end_matches(')').into();
    assert!(status(&browser).contains(&count), "{option} {}", status(&browser));
    let narrowed = browser.address();
    browser.run("history.back()");
    until("all results again", || status(&browser) == all);
    browser.open(&narrowed);
    until("the address alone shows the same", || status(&browser).contains(&count));
    type_in(&browser, "这几个字哪里都没有");
    until("nothing is found", || status(&browser).contains("没有找到"));
}

#[test]
pub fn who_finds_nothing_is_helped() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html", stage.site.file_url()));
    let links = || {
        browser
            .run("return Array.from(document.querySelectorAll('.search-instead a'), one => one.textContent)")
    };
    type_in(&browser, "教育 这几个字哪里都没有");
    until("another query is offered", || links().to_string().contains("教育 ("));
    assert_eq!(links().as_array().unwrap().len(), 1, "of the words, that which finds something");
    type_in(&browser, "教育指导龘");
    until("another query is offered", || links().to_string().contains("教育指导 ("));
    browser.run("document.querySelector('.search-instead a').click()");
    until("it is asked", || !titles(&browser).is_empty() && browser.address().contains("?q="));
    type_in(&browser, "的");
    until("many are told to be many", || status(&browser).contains("结果很多"));
}

#[test]
pub fn an_old_browser_is_told_so() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let site = Built::with_settings(|settings| {
        settings.replace("search: {on: true}", "search: {on: true, browser: 998}")
    });
    browser.open(&format!("{}search.html?q=a", site.file_url()));
    assert!(status(&browser).contains("998"), "{}", status(&browser));
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(status(&browser).contains("998"), "{}", status(&browser));
    browser.complaints();
}

#[test]
pub fn typing_with_an_input_method_waits_for_its_end() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html", stage.site.file_url()));
    browser.run("const q = document.querySelector('#q'); q.value = 'zhi bu'; q.dispatchEvent(new InputEvent('input', {isComposing: true}))");
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert!(!browser.address().contains("?q="), "letters of an unfinished word are no query");
    browser.run("const q = document.querySelector('#q'); q.value = '支部'; q.dispatchEvent(new CompositionEvent('compositionend'))");
    until("results are shown", || !titles(&browser).is_empty());
}

#[test]
pub fn the_box_suggests_pages_and_obeys_the_keyboard() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    browser.open(&format!("{}pilots/index.html", stage.server.base()));
    browser.run("window.box = document.querySelector('.search-box input'); box.focus(); box.value = 'jyzd'; box.dispatchEvent(new InputEvent('input'))");
    until("there are suggestions", || {
        browser.run("return box.getAttribute('aria-expanded')") == json!("true")
    });
    let press = |key: &str| {
        browser.run(&format!("box.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', cancelable: true}})); return box.getAttribute('aria-activedescendant')"))
    };
    assert_eq!(press("ArrowDown"), json!("suggested-0"));
    assert_eq!(press("ArrowUp"), Value::Null, "back in the box");
    let last = browser.run("return 'suggested-' + (document.querySelectorAll('#suggested li').length - 1)");
    assert_eq!(press("ArrowUp"), last);
    press("Escape");
    assert_eq!(
        browser.run("return box.getAttribute('aria-expanded') + document.querySelector('#suggested').hidden"),
        json!("falsetrue")
    );
    browser.run("box.value = '教育指导'; box.dispatchEvent(new InputEvent('input'))");
    until("there are suggestions", || {
        browser.run("return box.getAttribute('aria-expanded')") == json!("true")
    });
    let target = browser.run("return document.querySelector('#suggested a').href");
    press("ArrowDown");
    press("Enter");
    until("the page is shown", || json!(browser.address()) == target);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Returns the bytes that scripts hold, after a cleaning.
fn held(browser: &Browser) -> u64 {
    browser.command("HeapProfiler.collectGarbage", &json!({}));
    browser.command("Runtime.getHeapUsage", &json!({}))["usedSize"].as_f64().unwrap() as u64
}

#[test]
pub fn two_hundred_queries_leave_nothing_behind() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html", stage.site.file_url()));
    let queries: Vec<String> = cuts(&texts(&stage.site.folder)).into_iter().take(200).collect();
    let scripts = || browser.run("return document.querySelectorAll('head script').length");
    let shards = scripts();
    ask(&browser, &queries);
    let nodes = || browser.run("return document.querySelectorAll('*').length");
    let (before, elements) = (held(&browser), nodes());
    ask(&browser, &queries);
    let after = held(&browser);
    assert!(after < before + 1_000_000, "{before} bytes, then {after}");
    assert_eq!(nodes(), elements);
    assert_eq!(scripts(), shards, "scripts of shards are taken away");
}

#[test]
pub fn a_strict_policy_is_enough() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints(); // what other tests left behind
    let server = Server::strict(&stage.site.folder);
    browser.open(&format!("{}search.html?q=%E6%95%99%E8%82%B2%E6%8C%87%E5%AF%BC", server.base()));
    until("results are shown", || !titles(&browser).is_empty());
    until("their surroundings too", || {
        browser.run("return document.querySelectorAll('.search-context mark').length").as_u64() > Some(0)
    });
    browser.run("document.querySelector('.search-narrow summary').click()");
    until("there are choices", || {
        browser.run("return document.querySelectorAll('.search-facets select').length").as_u64() > Some(0)
    });
    browser.run("document.querySelector('.search-hit a').click()");
    until("the page is marked", || {
        browser.run("return document.querySelectorAll('mark.search-mark').length").as_u64() > Some(0)
    });
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(server.missed(), [""; 0]);
}

#[test]
pub fn words_of_an_input_method_are_searched_once_they_are_chosen() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}search.html", stage.site.file_url()));
    browser.run("document.querySelector('#q').focus()");
    for begun in ["z", "zhi", "zhi bu"] {
        let end = begun.len();
        let typed = json!({"text": begun, "selectionStart": end, "selectionEnd": end});
        browser.command("Input.imeSetComposition", &typed);
    }
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert_eq!(browser.run("return document.querySelector('#q').value"), json!("zhi bu"));
    assert!(!browser.address().contains("?q="), "letters of an unfinished word are no query");
    browser.command("Input.insertText", &json!({"text": "支部"}));
    until("results are shown", || !titles(&browser).is_empty());
    assert!(browser.address().ends_with("?q=%E6%94%AF%E9%83%A8"), "{}", browser.address());
}

#[test]
pub fn a_missing_or_broken_file_is_told() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let said = |browser: &Browser| {
        let all = browser.run(
            "return Array.from(document.querySelectorAll('.search-status, .search-context'), one => one.textContent).join('|')",
        );
        all.as_str().unwrap_or_default().to_owned()
    };
    for (letter, size) in [("h", 5), ("o", 6), ("k", 7), ("c", 8), ("t", 9)] {
        // A site of its own for each: what the browser has seen whole it may keep.
        let site = Built::with_settings(|settings| settings.replace("size: 10", &format!("size: {size}")));
        let files = fs::read_dir(site.folder.join("_search")).unwrap().flatten().map(|file| file.path());
        let own = files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(letter));
        let own: Vec<_> = own.map(|path| (fs::read_to_string(&path).unwrap(), path)).collect();
        assert!(!own.is_empty(), "{letter}");
        for broken in [true, false] {
            for (whole, file) in &own {
                let half = (0..=whole.len() / 2).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
                match broken {
                    true => fs::write(file, &whole[..half]).unwrap(),
                    false => fs::remove_file(file).unwrap(),
                }
            }
            browser.open(&format!("{}search.html", site.file_url()));
            type_in(&browser, "教育指导");
            until(&format!("the failure of {letter} is told"), || said(&browser).contains("读不出来"));
            assert!(said(&browser).contains(&format!("“{letter}")), "{}", said(&browser));
        }
        own.iter().for_each(|(whole, file)| fs::write(file, whole).unwrap());
        type_in(&browser, "教育指");
        until("it may be tried again", || {
            !titles(&browser).is_empty() && !said(&browser).contains("读不出来")
        });
    }
    browser.complaints();
}
