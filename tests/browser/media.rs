//! Images and charts in a real browser: which size is taken, that nothing moves while they load, the album by keys.

use std::fs;

use crate::stage::{Stage, until};
use crate::webdriver::Browser;
use pilothouse::site::{self, SiteOptions, Watcher};

struct Silent;

impl Watcher for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self) {}
}

const PAGE: &str = "---
title: 图片
---
![会场](1.jpg)

图为会场（张三摄）

:::图表 柱形 | 人次
| 年份 | 人次 |
|---|---|
| 2018年 | 12 |
| 2019年 | 18 |
:::

:::图集 现场
![签到](1.jpg \"图为签到\")
![讨论](2.jpg)
![合影](3.jpg)
:::

末段。
";

fn photo(number: u32) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(2000, 1500, |x, y| {
        image::Rgb([(x / 8) as u8, (y / 6) as u8, (number * 80) as u8])
    });
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 80);
    pixels.write_with_encoder(encoder).unwrap();
    out
}

/// Builds the page of pictures and returns the folder it lies in, and its address.
fn built() -> (tempfile::TempDir, String) {
    let home = tempfile::Builder::new().prefix("pilothouse-browser-media-").tempdir().unwrap();
    fs::create_dir_all(home.path().join("content")).unwrap();
    fs::write(home.path().join("pilothouse.yaml"), "site: {title: 示例站}\n").unwrap();
    fs::write(home.path().join("content/_index.md"), "---\ntitle: 首页\n---\n").unwrap();
    fs::write(home.path().join("content/a.md"), PAGE).unwrap();
    for number in 1..=3 {
        fs::write(home.path().join(format!("content/{number}.jpg")), photo(number)).unwrap();
    }
    let options = SiteOptions {
        root: home.path().into(),
        content: None,
        output: None,
        drafts: false,
        precompress: false,
        audience: site::Audience::Public,
        as_of: Some("2026-06-01".into()),
        rehash: false,
    };
    let (report, _) = site::build(&options, &Silent).unwrap();
    assert!(report.committed, "{:?}", report.diagnostics);
    let address = format!("file://{}/site/a.html", home.path().to_str().unwrap());
    (home, address)
}

fn is(browser: &Browser, script: &str) -> bool {
    browser.run(&format!("return !!({script})")).as_bool() == Some(true)
}

#[test]
fn screens_take_the_size_that_fits() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let (_home, address) = built();
    for (width, ending) in [(360, "-480.webp"), (1366, "-960.webp")] {
        browser.set_width(width);
        browser.open("about:blank");
        browser.open(&address);
        until("the picture", || is(&browser, "document.querySelector('main img').complete"));
        let taken = browser.run("return document.querySelector('main img').currentSrc");
        assert!(taken.as_str().unwrap().ends_with(ending), "{width}: {taken}");
        assert!(is(&browser, "document.querySelector('main img').naturalWidth > 0"));
        browser.run("window.scrollTo(0, document.body.scrollHeight)");
        until("all pictures", || {
            is(&browser, "[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        });
        let shift = "const all = []; new PerformanceObserver(() => {}).observe({type: 'layout-shift', buffered: true}); \
             return performance.getEntriesByType('layout-shift').reduce((sum, one) => sum + one.value, 0)";
        assert_eq!(browser.run(shift).as_f64(), Some(0.0), "{width}: nothing moves while pictures load");
        assert!(
            is(&browser, "document.documentElement.scrollWidth <= innerWidth"),
            "{width}: no page is wider than the screen"
        );
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_album_goes_by_keys() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let (_home, address) = built();
    browser.set_width(1366);
    browser.open(&address);
    let key = |name: &str| {
        browser.run(&format!(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: '{name}', bubbles: true, cancelable: true}}))"
        ));
    };
    let shows =
        |name: &str| is(&browser, &format!("document.querySelector('.album img').src.endsWith('/{name}')"));
    browser
        .run("const link = document.querySelectorAll('.gallery figure > a')[1]; link.focus(); link.click()");
    until("the album", || {
        is(&browser, "document.querySelector('.album') && !document.querySelector('.album').hidden")
    });
    assert!(
        shows("2.jpg") && is(&browser, "document.querySelector('.album').contains(document.activeElement)")
    );
    key("ArrowRight");
    assert!(shows("3.jpg"));
    key("ArrowRight");
    assert!(shows("3.jpg"), "it ends at the last");
    key("Home");
    assert!(
        shows("1.jpg") && is(&browser, "document.querySelector('.album-words').textContent === '图为签到'")
    );
    assert!(is(&browser, "document.querySelector('.album-count').textContent === '第1张，共3张'"));
    key("Escape");
    assert!(is(&browser, "document.querySelector('.album').hidden"));
    assert!(
        is(&browser, "document.activeElement === document.querySelectorAll('.gallery figure > a')[0]"),
        "the keyboard is where it left"
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn words_of_charts_do_not_touch() {
    let stage = Stage::enter();
    let browser = stage.browser();
    let (_home, address) = built();
    for width in [360, 1366] {
        browser.set_width(width);
        browser.open(&address);
        let touching = "const boxes = [...document.querySelectorAll('.chart-drawing text')].map(one => one.getBoundingClientRect()); \
             return boxes.filter((a, i) => boxes.some((b, j) => j > i && a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2)).length";
        assert_eq!(browser.run(touching).as_u64(), Some(0), "{width}");
        assert!(
            is(
                &browser,
                "[...document.querySelectorAll('.chart-drawing text')].every(one => { const box = one.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth })"
            ),
            "{width}"
        );
    }
}
