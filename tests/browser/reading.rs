//! The modes of reading, the keys, scripts forbidden, the day of mourning.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::faces::TYPES;
use crate::stage::{Stage, until};

/// A page with everything that a brand has.
const BRAND: &str = "pilots/jiaoyu-zhidao-zhulei.html";

/// Most keys pressed on a page; whoever needs more is in a trap.
const STEPS: usize = 500;

fn clicked(browser: &Browser, button: &str) {
    browser.run(&format!("document.querySelector('.reading-tools [data-do={button}').click()"));
}

fn root(browser: &Browser, attribute: &str) -> Value {
    browser.run(&format!("return document.documentElement.getAttribute('{attribute}')"))
}

#[test]
pub fn a_choice_is_remembered_and_taken_back() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_width(1366);
    for base in [stage.server.base(), stage.site.file_url()] {
        browser.open(&format!("{base}{BRAND}"));
        let small =
            browser.run("return parseFloat(getComputedStyle(document.body).fontSize)").as_f64().unwrap();
        clicked(&browser, "size][data-to=\"200\"]");
        clicked(&browser, "look][data-to=high]");
        clicked(&browser, "simple]");
        browser.open(&format!("{base}index.html"));
        assert_eq!(root(&browser, "data-size"), "200", "{base}");
        assert_eq!(root(&browser, "data-look"), "high");
        assert_eq!(root(&browser, "data-simple"), "on");
        let large =
            browser.run("return parseFloat(getComputedStyle(document.body).fontSize)").as_f64().unwrap();
        assert!((large / small - 2.0).abs() < 0.01, "{small} to {large}");
        let pressed = "return document.querySelectorAll('.reading-tools [aria-pressed=true]').length";
        assert_eq!(browser.run(pressed), 3, "the buttons tell what is chosen");
        clicked(&browser, "reset]");
        assert_eq!(root(&browser, "data-size"), Value::Null);
        assert_eq!(root(&browser, "data-simple"), Value::Null);
    }
}

#[test]
pub fn a_browser_that_remembers_nothing_is_no_hindrance() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.complaints();
    browser.on_new_page("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})");
    browser.open(&format!("{}{BRAND}", stage.server.base()));
    clicked(&browser, "size][data-to=\"150\"]");
    let size = root(&browser, "data-size");
    browser.forget_scripts();
    assert_eq!(size, "150", "it lasts as long as the page");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn aloud_is_offered_where_there_is_a_voice_and_reads_in_order() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.on_new_page(include_str!("voice.js"));
    browser.open(&format!("{}{BRAND}", stage.server.base()));
    let hidden = browser.run("return document.querySelector('.reading-tools [data-do=aloud]').hidden");
    clicked(&browser, "aloud]");
    let read = "return window.said.length > 45 && window.said.some(text => text.includes('读经典、学原著'))";
    until("everything is read", || browser.run(read).as_bool().unwrap());
    let said = browser.run("return window.said");
    clicked(&browser, "aloud]");
    browser.forget_scripts();
    assert_eq!(hidden, false);
    let said: Vec<&str> = said.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(said[1].starts_with("教育指导处党支部：“筑垒行动”"), "title after its kicker: {said:?}");
    assert!(said.iter().any(|text| text.contains("读经典、学原著")), "{said:?}");
    browser.open(&format!("{}{BRAND}", stage.server.base()));
    let silent = "return !speechSynthesis.getVoices().length === document.querySelector('.reading-tools [data-do=aloud]').hidden";
    assert_eq!(browser.run(silent), true, "no button without a voice");
}

/// What has the focus: where in the order of the page, whether it can be seen, its outline.
const FOCUS: &str = "const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
    const all = [...document.querySelectorAll('*')];
    return {at: all.indexOf(e), name: e.localName + '.' + e.className + ' ' + (e.textContent || '').trim().slice(0, 20),
      seen: r.width > 0 && r.height > 0 && r.right > 0 && s.visibility === 'visible',
      ringed: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2}";

/// What can be used and is seen: where each stands in the order of the page. A picture beside a title may lead where the title does and
/// be there for the mouse alone.
const USABLE: &str = "const all = [...document.querySelectorAll('*')];
    const usable = document.querySelectorAll('a[href], button, input, select, textarea, summary');
    return [...usable].filter(e => e.getClientRects().length && (!e.checkVisibility || e.checkVisibility()) && !e.disabled && !e.matches('[tabindex=\"-1\"][aria-hidden=true]') && getComputedStyle(e).visibility === 'visible')
      .map(e => all.indexOf(e))";

/// Presses the key until it leaves the page. Returns where the focus was, each time further down, seen, and with a ring.
fn walked(browser: &Browser, name: &str) -> BTreeSet<i64> {
    // The search page takes the focus to its field at once: the walk begins at the top all the same.
    let begun = browser.run(
        "if (document.activeElement === document.body) return [];
        const skip = document.querySelector('a.skip');
        skip.focus();
        return [[...document.querySelectorAll('*')].indexOf(skip)]",
    );
    let mut reached: BTreeSet<i64> = serde_json::from_value(begun).unwrap();
    for step in reached.len()..STEPS {
        browser.press("Tab");
        let focus = browser.run(FOCUS);
        if focus["name"].as_str().unwrap().starts_with("body") {
            return reached;
        }
        assert!(step > 0 || focus["name"].as_str().unwrap().starts_with("a.skip"), "{name}: {focus}");
        assert_eq!((&focus["seen"], &focus["ringed"]), (&json!(true), &json!(true)), "{name}: {focus}");
        let at = focus["at"].as_i64().unwrap();
        assert!(
            reached.last().is_none_or(|last| at > *last),
            "{name}: the order of the page is kept: {focus}"
        );
        reached.insert(at);
    }
    panic!("{name}: the keyboard does not leave the page");
}

/// Walks one page of each type below an address with the keyboard: everything that can be used is reached.
pub fn walk_types(browser: &Browser, base: &str) {
    browser.set_width(1366);
    for (name, page) in TYPES {
        browser.open(&format!("{base}{page}"));
        let usable: BTreeSet<i64> = serde_json::from_value(browser.run(USABLE)).unwrap();
        let reached = walked(browser, name);
        let lost: Vec<_> = usable.difference(&reached).collect();
        assert!(lost.is_empty() && usable.len() > 5, "{name}: the keyboard does not reach {lost:?}");
    }
}

#[test]
pub fn every_type_of_page_can_be_walked_with_the_keyboard() {
    let stage = Stage::enter();
    let browser = stage.browser();
    walk_types(&browser, &stage.server.base());
    browser.open(&format!("{}{BRAND}", stage.server.base()));
    browser.press("Tab");
    browser.press("Enter");
    assert_eq!(browser.run("return document.activeElement.id"), "main", "the skip link leads to the text");
}

#[test]
pub fn boards_are_turned_by_keys_and_all_there_without_scripts() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let page = format!("{}garden/exhibit-1.html", stage.server.base());
    let shown = "return [...document.querySelectorAll('.board')].filter(one => one.getClientRects().length).map(one => one.id)";
    browser.open(&page);
    assert_eq!(browser.run(shown), json!(["board-1"]));
    browser.press("ArrowRight");
    browser.press("ArrowRight");
    assert_eq!(browser.run(shown), json!(["board-3"]));
    browser.press("ArrowLeft");
    assert_eq!(browser.run(shown), json!(["board-2"]));
    browser.open("about:blank");
    browser.open(&format!("{page}#board-5"));
    assert_eq!(browser.run(shown), json!(["board-5"]), "an address may name a board");
    browser.set_scripts(false);
    browser.open("about:blank");
    browser.open(&page);
    let all = browser.run(shown);
    browser.set_scripts(true);
    assert_eq!(all.as_array().unwrap().len(), 6);
}

#[test]
pub fn honours_are_filtered_and_found_without_scripts() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let page = format!("{}honours/index.html", stage.server.base());
    browser.open(&page);
    let choose = "const s = document.querySelector('.wall-filter [data-by=year]'); s.value = '2019年';
        s.dispatchEvent(new Event('change', {bubbles: true}));
        return [...document.querySelectorAll('.year')].filter(one => one.getClientRects().length).map(one => one.id)";
    assert_eq!(browser.run(choose), json!(["y2019"]));
    browser.set_scripts(false);
    browser.open("about:blank");
    browser.open(&page);
    let ways =
        browser.run("return [...document.querySelectorAll('.wall-ways a')].map(one => one.textContent)");
    browser.set_scripts(true);
    let ways: Vec<&str> = ways.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(["2019年", "省级", "教育指导处"].iter().all(|way| ways.contains(way)), "{ways:?}");
}

#[test]
pub fn a_day_of_mourning_turns_the_site_grey_by_one_file_and_nothing_moves() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_width(1366);
    let fixed = stage.site.folder.join("assets/fixed");
    let ordinary = fs::read(fixed.join("mourning.css")).unwrap();
    let look = "document.documentElement.setAttribute('data-simple', 'on');
        window.scrollTo(0, 500);
        const r = document.querySelector('.simple-bar').getBoundingClientRect();
        return [getComputedStyle(document.documentElement).filter, r.top, r.bottom, r.left, innerHeight]";
    browser.open(&format!("{}{BRAND}", stage.site.file_url()));
    let before = browser.run(look);
    fs::copy(fixed.join("mourning-on.css"), fixed.join("mourning.css")).unwrap();
    browser.open("about:blank");
    browser.open(&format!("{}{BRAND}", stage.site.file_url()));
    let after = browser.run(look);
    fs::write(fixed.join("mourning.css"), ordinary).unwrap();
    assert_eq!((before[0].as_str(), after[0].as_str()), (Some("none"), Some("grayscale(1)")));
    assert_eq!(
        before.as_array().unwrap()[1..],
        after.as_array().unwrap()[1..],
        "what is fixed keeps its place"
    );
    assert_eq!(after[2], after[4], "at the foot of the window");
}
