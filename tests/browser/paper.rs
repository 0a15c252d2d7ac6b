//! The plain theme, which extends none: one walk, with the strictest policy, at the widths of a desk and a phone; then who can use it,
//! and what is printed.

use crate::crawl::Crawl;
use crate::faces::{all_pages, judged};
use crate::install::axe;
use crate::server::Server;
use crate::stage::{Built, Stage};
use crate::{MAIN_PAGES, STARTS, assert_no_problems, print};

/// Returns the sample with the plain theme and none of the options of the default one.
fn paper() -> Built {
    Built::with_settings(on_paper)
}

/// Returns settings with the plain theme.
pub fn on_paper(settings: &str) -> String {
    let (before, after) = settings.split_once("theme: default\n").unwrap();
    let (_, after) = after.split_once("\n\n").unwrap();
    format!("{before}theme: plain-paper\n\n{after}")
}

#[test]
pub fn the_plain_theme_passes_the_tests_of_pages() {
    let stage = Stage::enter();
    let site = paper();
    let server = Server::start(&site.folder);
    let judge = axe();
    let browser = stage.browser();
    let crawl = Crawl::walk(&browser, &server.base(), &site.folder, &STARTS);
    assert_no_problems(&crawl);
    assert!(crawl.pages.len() > 100, "{} pages", crawl.pages.len());
    assert_eq!(server.missed(), [""; 0]);
    browser.set_width(1280);
    browser.on_new_page(&judge);
    let mut problems = Vec::new();
    for page in all_pages() {
        browser.open(&format!("{}{page}", server.base()));
        problems.extend(judged(&browser, false).into_iter().map(|one| format!("{page}: {one}")));
    }
    browser.forget_scripts();
    browser.complaints();
    for page in MAIN_PAGES {
        browser.open(&format!("{}{page}", site.file_url()));
        let sheets = print::sheets(&browser.print());
        if sheets.is_empty() || sheets.contains(&false) {
            problems.push(format!("{page}: of its sheets these are drawn: {sheets:?}"));
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
