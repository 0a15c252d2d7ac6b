//! One page of each type, in each way it can be looked at: who can use it, what sticks out, what it weighs.

use serde_json::Value;

use crate::browser::Browser;
use crate::install::axe;
use crate::stage::{Stage, until};

/// A page of each type that the theme knows.
pub const TYPES: [(&str, &str); 25] = [
    ("home", "index.html"),
    ("section", "garden/index.html"),
    ("brands", "pilots/index.html"),
    ("brand", "pilots/jiaoyu-zhidao-zhulei.html"),
    ("brand-table", "pilots/xinxi-jishu-xianfenggang.html"),
    ("series", "series/linghang.html"),
    ("experience", "experience/four-measures.html"),
    ("showcases", "showcase/index.html"),
    ("showcase", "showcase/jyzd-four.html"),
    ("round", "notices/selection-2020.html"),
    ("honours", "honours/index.html"),
    ("honour", "honours/2019-commend.html"),
    ("notice", "notices/tuiguang-tongzhi.html"),
    ("activity", "garden/community.html"),
    ("exhibit", "garden/exhibit-1.html"),
    ("reading", "garden/reading-walk.html"),
    ("tasks", "tasks/tasks-2020.html"),
    ("unit", "units/xinxi-jishu-chu.html"),
    ("figures", "about/figures.html"),
    ("tags", "biaoqian/index.html"),
    ("archive", "notices/archive/index.html"),
    ("help", "about/help.html"),
    ("booklet", "series/linghang-huibian.html"),
    ("search", "search.html"),
    ("missing", "404.html"),
];

/// Further pages that are lists or texts like those above; pictures and weight add nothing there.
const MORE: [&str; 3] = ["sitemap.html", "glossary/index.html", "en/index.html"];

/// Widths that nobody may have to scroll sideways at, with letters of some size, in the simple version or not.
const SIZES: [(u32, &str, bool); 11] = [
    (360, "100", false),
    (360, "100", true),
    (360, "125", false),
    (360, "125", true),
    (360, "200", false),
    (360, "200", true),
    (768, "100", false),
    (768, "200", false),
    (1366, "100", false),
    (1366, "200", true),
    (1920, "100", false),
];

/// Most bytes of HTML, styles and scripts of a brand page, compressed.
const HEAVIEST: u64 = 60 * 1024;

/// Returns the script that chooses a palette, a look and a size, and waits for the styles.
fn wear(palette: &str, look: &str, size: &str, simple: bool) -> String {
    let simple = if simple { "on" } else { "" };
    format!(
        "const done = arguments[arguments.length - 1];
        const root = document.documentElement;
        const put = (name, value) => value ? root.setAttribute(name, value) : root.removeAttribute(name);
        put('data-look', '{look}'); put('data-size', '{size}'); put('data-simple', '{simple}');
        const link = document.querySelector('link[href*=\"/palette-\"], link[href^=\"palette-\"]');
        const other = [...document.querySelectorAll('link[data-palette]')][0];
        if (other) other.remove();
        if (link.href.includes('palette-{palette}.')) return done(true);
        const more = link.cloneNode();
        more.dataset.palette = '';
        more.onload = () => done(true);
        more.onerror = () => done(false);
        more.href = link.href.replace(/palette-[^/]*$/, '{palette}');
        link.after(more);"
    )
}

pub fn judged(browser: &Browser, contrast_only: bool) -> Vec<String> {
    browser.run(&format!("window.CONTRAST_ONLY = {contrast_only}"));
    let found = browser.wait_for(include_str!("axe.js"));
    found.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Judges the open page as it is, dark, in high contrast and in the simple version; if there is another palette, in that too.
fn judged_in_all_modes(browser: &Browser, page: &str, other: Option<&str>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut note = |mode: &str, found: Vec<String>| {
        problems.extend(found.into_iter().map(|one| format!("{page}, {mode}: {one}")));
    };
    note("as it is", judged(browser, false));
    let others = other.into_iter().flat_map(|name| [(name, "light"), (name, "dark"), (name, "high")]);
    for (palette, look) in [("red", "dark"), ("red", "high")].into_iter().chain(others) {
        assert_eq!(browser.wait_for(&wear(palette, look, "", false)), Value::Bool(true), "{palette}");
        note(&format!("{palette} {look}"), judged(browser, true));
    }
    browser.wait_for(&wear("red", "", "200", true));
    note("simple", judged(browser, false));
    problems
}

/// Returns the file name of the blue palette in the built site.
fn blue(stage: &Stage) -> String {
    let names = std::fs::read_dir(stage.site.folder.join("assets")).unwrap().flatten();
    let mut names = names.map(|entry| entry.file_name().into_string().unwrap());
    names.find(|name| name.starts_with("palette-blue.")).unwrap()
}

/// Judges pages of a site in all modes, with what another palette is to be looked at in on each; returns what is wrong.
pub fn judged_pages<'p, 'o>(
    browser: &Browser,
    base: &str,
    pages: impl Iterator<Item = &'p str>,
    other: impl Fn(&str) -> Option<&'o str>,
) -> Vec<String> {
    let judge = axe();
    browser.set_width(1366);
    browser.on_new_page(&judge);
    let mut problems = Vec::new();
    for page in pages {
        browser.open(&format!("{base}{page}"));
        problems.extend(judged_in_all_modes(browser, page, other(page)));
    }
    browser.forget_scripts();
    browser.complaints();
    problems
}

pub fn all_pages() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(_, page)| *page).chain(MORE)
}

#[test]
pub fn everyone_can_use_every_type_of_page_in_every_mode() {
    let stage = Stage::enter();
    let blue = blue(&stage);
    let browser = stage.browser();
    for page in all_pages() {
        assert!(stage.site.pages.contains(page), "{page} is no page of the sample");
    }
    // Blue has the same pairs of tokens, whose contrast is computed; the pages with all of them are enough here.
    let other = |page: &str| (page == "index.html" || page == TYPES[3].1).then_some(&*blue);
    let problems = judged_pages(&browser, &stage.server.base(), all_pages(), other);
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
pub fn everyone_can_use_what_the_search_puts_into_a_page() {
    let stage = Stage::enter();
    let blue = blue(&stage);
    let judge = axe();
    let browser = stage.browser();
    browser.set_width(1366);
    browser.on_new_page(&judge);
    let there = |what: &str| {
        until(what, || {
            browser.run(&format!("return document.querySelectorAll('{what}').length")).as_u64() > Some(1)
        });
    };
    let mut problems = Vec::new();
    browser.open(&format!("{}index.html", stage.server.base()));
    browser.run("const q = document.querySelector('.search-box input'); q.focus(); q.value = '领航'; q.dispatchEvent(new InputEvent('input', {bubbles: true}))");
    there("#suggested:not([hidden]) li");
    problems.extend(judged_in_all_modes(&browser, "suggestions", Some(&blue)));
    browser.open(&format!("{}search.html?q=%E5%9F%B9%E8%AE%AD", stage.server.base()));
    there(".search-results mark");
    browser.run("document.querySelector('.search-narrow').open = true");
    problems.extend(judged_in_all_modes(&browser, "results", Some(&blue)));
    browser.forget_scripts();
    browser.complaints();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
pub fn every_type_of_page_is_there_without_scripts_and_on_paper() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_width(1366);
    let mut problems = Vec::new();
    let mut look = |page: &str, way: &str| {
        let height = browser.run("return document.querySelector('main').getBoundingClientRect().height");
        if height.as_f64().is_none_or(|height| height < 40.0) {
            problems.push(format!("{page} {way}: its text is {height} pixels high"));
        }
    };
    for page in all_pages() {
        browser.set_scripts(false);
        browser.open(&format!("{}{page}", stage.site.file_url()));
        look(page, "without scripts");
        browser.set_scripts(true);
        browser.command("Emulation.setEmulatedMedia", &serde_json::json!({"media": "print"}));
        look(page, "on paper");
        browser.command("Emulation.setEmulatedMedia", &serde_json::json!({"media": ""}));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
pub fn nothing_sticks_out_at_any_width_or_size() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let mut problems = Vec::new();
    for page in all_pages() {
        browser.open(&format!("{}{page}", stage.site.file_url()));
        for (width, size, simple) in SIZES {
            browser.set_width(width);
            browser.wait_for(&wear("red", "", size, simple));
            let wide = browser.run(include_str!("overflow.js"));
            if wide.as_array().is_none_or(|wide| !wide.is_empty()) {
                problems.push(format!("{page} at {width}, {size} %, simple {simple}: {wide}"));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
pub fn a_brand_page_is_light_and_nothing_in_it_moves() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_width(1366);
    let (_, brand) = TYPES[3];
    browser.open(&format!("{}{brand}", stage.server.base()));
    let weighed = browser.wait_for(include_str!("weight.js"));
    let total = weighed["total"].as_u64().unwrap();
    assert!(total > 5000, "something was weighed: {weighed}");
    assert!(total <= HEAVIEST, "{total} bytes: {weighed}");
    for (name, page) in TYPES {
        browser.open(&format!("{}{page}", stage.server.base()));
        let shift = browser.wait_for(include_str!("shift.js"));
        assert!(shift.as_f64().unwrap() < 0.005, "{name}: layout shift {shift}");
    }
}

#[test]
pub fn a_page_is_the_same_from_a_disk_and_from_a_server() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_width(1366);
    let mut seen = Vec::new();
    for base in [stage.site.file_url(), stage.server.base()] {
        browser.complaints();
        for page in all_pages() {
            browser.open(&format!("{base}{page}"));
            let look = "const r = document.body.getBoundingClientRect(); return [document.body.innerText, r.height, document.styleSheets.length]";
            seen.push((page, browser.run(look)));
        }
        assert_eq!(browser.complaints(), [""; 0], "{base}");
    }
    let (disk, server) = seen.split_at(seen.len() / 2);
    for (one, other) in disk.iter().zip(server) {
        assert_eq!(one, other);
    }
}
