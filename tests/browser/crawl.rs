//! Visits every page that can be reached and notes whatever is wrong with any of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use serde::Deserialize;

use crate::browser::Browser;
use crate::server::decode;

/// Widths of windows in which nobody may have to scroll sideways, in CSS pixels: a desk and a phone.
pub const WIDTHS: [u32; 2] = [1366, 360];

/// What the script found in one page.
#[derive(Deserialize)]
pub struct Survey {
    pub title: String,
    pub lang: String,
    pub headings: Vec<String>,
    /// Characters to be read.
    pub text: usize,
    pub uses: Vec<Use>,
    pub anchors: BTreeSet<String>,
    /// Names that two elements have.
    pub twice: Vec<String>,
    /// Images that were not shown.
    pub broken: Vec<String>,
    /// Images without words for those who do not see them.
    pub bare: Vec<String>,
}

/// An address in a page and the element it stands in.
#[derive(Deserialize)]
pub struct Use {
    pub by: String,
    pub url: String,
}

/// A walk through a site below an address.
pub struct Crawl<'b> {
    browser: &'b Browser,
    /// Address of the output folder, with a slash at its end.
    base: String,
    folder: &'b Path,
    /// Every page that was reached, by its path in the folder.
    pub pages: BTreeMap<String, Survey>,
    /// Everything wrong, in words.
    pub problems: Vec<String>,
}

impl<'b> Crawl<'b> {
    /// Walks from some pages along all links.
    pub fn walk(browser: &'b Browser, base: &str, folder: &'b Path, starts: &[&str]) -> Self {
        let (pages, problems) = (BTreeMap::new(), Vec::new());
        let mut crawl = Self { browser, base: base.to_owned(), folder, pages, problems };
        // The page of an earlier test may still be loading something.
        browser.open("about:blank");
        browser.complaints();
        browser.requests();
        let mut waiting: VecDeque<String> = starts.iter().map(|start| (*start).to_owned()).collect();
        while let Some(path) = waiting.pop_front() {
            if !crawl.pages.contains_key(&path) {
                waiting.extend(crawl.visit(&path));
            }
        }
        crawl.check_anchors();
        crawl.check_requests();
        crawl
    }

    /// Opens a page, notes what is wrong and returns the pages it leads to.
    fn visit(&mut self, path: &str) -> Vec<String> {
        self.browser.set_width(WIDTHS[0]);
        self.browser.open(&format!("{}{path}", self.base));
        let survey = survey(self.browser);
        for width in WIDTHS {
            self.browser.set_width(width);
            let overflow = self.browser.run(include_str!("overflow.js"));
            if overflow.as_array().is_none_or(|wide| !wide.is_empty()) {
                self.problem(path, &format!("scrolls sideways at {width}: {overflow}"));
            }
        }
        for complaint in self.browser.complaints() {
            self.problem(path, &complaint);
        }
        self.check_page(path, &survey);
        let next = survey.uses.iter().filter_map(|used| self.check_use(path, used)).collect::<Vec<_>>();
        self.problems.extend(next.iter().filter_map(|found| found.as_ref().err().cloned()));
        self.pages.insert(path.to_owned(), survey);
        next.into_iter().filter_map(Result::ok).collect()
    }

    fn problem(&mut self, path: &str, what: &str) {
        self.problems.push(format!("{path}: {what}"));
    }

    fn check_page(&mut self, path: &str, page: &Survey) {
        let right = [
            ("has no title", !page.title.is_empty()),
            ("has no or more than one h1", page.headings.len() == 1),
            ("has an empty h1", page.headings.iter().all(|heading| !heading.is_empty())),
            ("has no language", !page.lang.is_empty()),
            ("shows nothing", page.text > 0),
        ];
        for (what, _) in right.into_iter().filter(|(_, right)| !right) {
            self.problem(path, what);
        }
        let lists = [("same id twice", &page.twice), ("not shown", &page.broken), ("no alt", &page.bare)];
        for (what, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            self.problem(path, &format!("{what}: {list:?}"));
        }
    }

    /// Looks whether an address leads to something; returns the page if it is one of this site.
    fn check_use(&self, path: &str, used: &Use) -> Option<Result<String, String>> {
        let Use { by, url } = used;
        let Some(below) = url.strip_prefix(&self.base) else {
            let goes_out =
                ["http://", "https://", "mailto:", "tel:"].iter().any(|start| url.starts_with(start));
            // Links may lead elsewhere, but everything that a page consists of is its own.
            let fine =
                by == "a" && goes_out && !url.starts_with("http://127.0.0.1") || url.starts_with("data:");
            return (!fine).then(|| Err(format!("{path}: {by} leads out of the site: {url}")));
        };
        // A folder will not do: only servers know its index page, a double click does not.
        let file = decode(below.split(['?', '#']).next()?)?;
        if !self.folder.join(&file).is_file() {
            return Some(Err(format!("{path}: {by} leads to no file: {below}")));
        }
        file.ends_with(".html").then_some(Ok(file))
    }

    /// Looks whether every place in a page that a link names is there.
    fn check_anchors(&mut self) {
        let mut missing = Vec::new();
        for (path, page) in &self.pages {
            for used in &page.uses {
                let Some(below) = used.url.strip_prefix(&self.base).and_then(decode) else { continue };
                let Some((target, anchor)) = below.split_once('#') else { continue };
                let target = self.pages.get(target);
                let known = |target: &Survey| target.anchors.contains(anchor);
                if !matches!(anchor, "" | "top") && !target.is_none_or(known) {
                    missing.push(format!("{path}: no such place: {below}"));
                }
            }
        }
        self.problems.extend(missing);
    }

    /// Looks whether anything was asked for outside the site.
    fn check_requests(&mut self) {
        let own = |url: &String| url.starts_with(&self.base) || url.starts_with("data:");
        let foreign =
            self.browser.requests().into_iter().filter(|url| !own(url) && !url.ends_with("/favicon.ico"));
        self.problems.extend(foreign.map(|url| format!("asks for {url}")));
    }
}

/// Returns what the script finds in the page that is open.
pub fn survey(browser: &Browser) -> Survey {
    serde_json::from_value(browser.run(include_str!("survey.js"))).unwrap()
}
