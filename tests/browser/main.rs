//! A real browser over the built sample site: by double-click, and from a server below a path.
//!
//! Chromium is driven through ChromeDriver; where they are missing and may be installed, they are. All tests share one browser,
//! which ends with the last of them. `cargo test --test browser -- --ignored` writes pictures to look at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod booklet;
mod browser;
mod colours;
mod crawl;
mod devtools;
mod editors;
mod faces;
mod gallery;
mod install;
mod media;
mod notices;
mod official;
mod old;
mod paper;
mod preview;
mod print;
mod reading;
mod search;
mod server;
mod stage;
mod typography;
mod valid;
mod webdriver;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crawl::{Crawl, WIDTHS, survey};
use stage::{Built, Stage, until};

/// Where a walk begins: the home page, and the page that only servers show.
const STARTS: [&str; 2] = ["index.html", "404.html"];

/// One page of each template that people see first, to be printed and pictured.
const MAIN_PAGES: [&str; 9] = [
    "index.html",
    "pilots/index.html",
    "pilots/xinxi-jishu-xianfenggang.html",
    "experience/month-class.html",
    "honours/2019-commend.html",
    "units/xinxi-jishu-chu.html",
    "notices/index.html",
    "series/linghang.html",
    "404.html",
];

fn assert_no_problems(crawl: &Crawl<'_>) {
    assert!(crawl.problems.is_empty(), "\n{}\n", crawl.problems.join("\n"));
}

#[test]
fn every_page_works_by_double_click() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let crawl = Crawl::walk(&browser, &stage.site.file_url(), &stage.site.folder, &STARTS);
    assert_no_problems(&crawl);
    let reached: BTreeSet<&str> = crawl.pages.keys().map(String::as_str).collect();
    let lost: Vec<&String> =
        stage.site.pages.iter().filter(|page| !reached.contains(page.as_str())).collect();
    assert!(lost.is_empty(), "nothing links to {lost:?}");
}

#[test]
fn every_page_works_from_a_server_below_a_path() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let crawl = Crawl::walk(&browser, &stage.server.base(), &stage.site.folder, &STARTS);
    assert_no_problems(&crawl);
    assert_eq!(stage.server.missed(), [""; 0]);
}

#[test]
fn every_page_works_without_scripts() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.set_scripts(false);
    let crawl = Crawl::walk(&browser, &stage.server.base(), &stage.site.folder, &STARTS);
    browser.set_scripts(true);
    assert_no_problems(&crawl);
    assert!(crawl.pages.len() >= stage.site.pages.len());
}

#[test]
fn an_old_address_leads_to_the_page() {
    let stage = Stage::enter();
    let browser = stage.browser();
    assert!(!stage.site.redirects.is_empty(), "the sample has an old address");
    for (old, page) in &stage.site.redirects {
        for base in [stage.site.file_url(), stage.server.base()] {
            browser.open(&format!("{base}{old}"));
            let wanted = format!("{base}{page}");
            until(&format!("{old} leads to {wanted}"), || browser.address() == wanted);
        }
    }
}

#[test]
fn a_missing_address_shows_the_page_for_it() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open(&format!("{}404.html", stage.server.base()));
    let expected = survey(&browser).title;
    browser.open(&format!("{}no-such-page.html", stage.server.base()));
    assert_eq!(stage.server.missed(), ["/a/b/no-such-page.html"]);
    let shown = survey(&browser);
    assert_eq!(shown.title, expected);
    let home = format!("{}index.html", stage.server.base());
    assert!(shown.uses.iter().any(|used| used.by == "a" && used.url == home), "it leads home");
    browser.complaints();
}

#[test]
fn lists_can_be_paged_through() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let short = Built::with_settings(|settings| settings.replace("size: 10", "size: 2"));
    let mut seen = BTreeSet::new();
    browser.open(&format!("{}units/index.html", short.file_url()));
    for number in 1.. {
        let page = survey(&browser);
        let links = page.uses.iter().filter(|used| used.by == "a").map(|used| used.url.clone());
        seen.extend(links.filter(|url| url.starts_with(&format!("{}units/", short.file_url()))));
        let next =
            browser.run("const next = document.querySelector('a[rel=next]'); return next && next.href");
        let Some(next) = next.as_str() else { break };
        assert!(number < 100, "the list never ends");
        browser.run("document.querySelector('a[rel=next]').click()");
        until(&format!("page {} of the list", number + 1), || browser.address() == next);
    }
    let units = short.pages.iter().filter(|page| page.starts_with("units/") && !page.ends_with("index.html"));
    let units: Vec<String> = units.map(|page| format!("{}{page}", short.file_url())).collect();
    assert!(units.len() > 4);
    for unit in units {
        assert!(seen.contains(&unit), "{unit} is on no page of the list");
    }
}

#[test]
fn no_printed_sheet_is_empty() {
    let stage = Stage::enter();
    let browser = stage.browser();
    browser.open("about:blank");
    assert_eq!(print::sheets(&browser.print()), [false], "an empty sheet is seen to be one");
    for page in MAIN_PAGES {
        assert!(stage.site.pages.contains(page), "{page} is no page of the sample");
        browser.open(&format!("{}{page}", stage.site.file_url()));
        let sheets = print::sheets(&browser.print());
        assert!(!sheets.is_empty(), "{page}: nothing is printed");
        let empty: Vec<usize> = (1..).zip(&sheets).filter(|(_, drawn)| !*drawn).map(|(at, _)| at).collect();
        assert!(empty.is_empty(), "{page}: of {} sheets these are empty: {empty:?}", sheets.len());
    }
}

#[test]
fn an_official_document_has_22_lines_of_28_characters() {
    let stage = Stage::enter();
    let text =
        "为总结和推广基层建设中的好做法经申报初选公示确定典型经验和品牌予以通报现就学习推广有关事项通知如下"
            .repeat(12);
    let head = "---\n类型: 通知\n标题: 版式\n发布时间: 2020-06-12\n文号: 示院发〔2020〕9号\n打印版式: 公文\n发文机关标志: 某省示范院文件\n---\n";
    let body =
        format!("{text}\n\n## 一、标题\n\n{text}\n\n### （二）标题\n\n1. {text}\n2. {text}\n\n{text}\n");
    let site = Built::with_page("content/notices/banshi.md", &format!("{head}{body}"));
    let browser = stage.browser();
    browser.open(&format!("{}notices/banshi.html", site.file_url()));
    let sheets = print::lines(&browser.print_as_styled(), 21.0);
    assert!(sheets.len() > 4, "{sheets:?}");
    assert!(sheets[0].len() < 16, "the head takes its place: {sheets:?}");
    for sheet in &sheets[1..sheets.len() - 1] {
        assert_eq!(sheet.len(), 22, "{sheets:?}");
    }
    let lengths: Vec<usize> = sheets.iter().flatten().copied().collect();
    assert_eq!(lengths.iter().max(), Some(&28), "{sheets:?}");
    assert!(lengths.iter().filter(|&&length| length == 28).count() > 60, "{sheets:?}");
}

#[test]
#[ignore = "writes pictures for people to look at"]
fn pictures() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    for page in MAIN_PAGES {
        for width in WIDTHS {
            browser.set_width(width);
            browser.open(&format!("{}{page}", stage.site.file_url()));
            let name = format!("{}-{width}.png", page.trim_end_matches(".html").replace('/', "-"));
            fs::write(folder.join(name), browser.picture()).unwrap();
        }
    }
    println!("pictures are in {}", folder.display());
}
