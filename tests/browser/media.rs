//! Images and charts in a real browser: which size is taken, that nothing moves while they load, the album by keys and by touch.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::browser::Browser;
use crate::stage::{Stage, until};
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
    // With the grain of a sensor: a smooth slope would come at once on any line.
    let mut seed = number;
    let pixels = image::RgbImage::from_fn(2000, 1500, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (seed >> 26) as u8;
        image::Rgb([(x / 11) as u8 + grain, (y / 8) as u8 + grain, (number * 60) as u8 + grain])
    });
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 80);
    pixels.write_with_encoder(encoder).unwrap();
    out
}

/// The page of pictures, which takes its time to be made: all tests of a run look at the same.
pub struct Photos {
    address: String,
    _home: tempfile::TempDir,
}

/// Builds the page of pictures.
fn built() -> Photos {
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
        made_for: None,
        as_of: Some("2026-06-01".into()),
        rehash: false,
    };
    let (report, _) = site::build(&options, &Silent).unwrap();
    assert!(report.committed, "{:?}", report.diagnostics);
    let address = format!("file://{}/site/a.html", home.path().to_str().unwrap());
    Photos { address, _home: home }
}

/// Gathers in `moved` how far what was painted has moved since.
const WATCH: &str = "window.moved = 0; \
     new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value })) \
         .observe({type: 'layout-shift', buffered: true})";

/// Returns how far what was painted has moved since it is watched.
fn moved(browser: &Browser) -> f64 {
    // The browser tells a frame later.
    std::thread::sleep(Duration::from_millis(200));
    browser.run("return window.moved").as_f64().unwrap()
}

/// Presses a key as a person does.
fn press(browser: &Browser, key: &str, code: u32) {
    for event in ["rawKeyDown", "char", "keyUp"] {
        let text = if code == 13 { "\r" } else { "" };
        if event != "char" || code == 13 {
            let stroke =
                json!({"type": event, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
            browser.command("Input.dispatchKeyEvent", &stroke);
        }
    }
}

/// Moves fingers over the glass, each from a place to another.
fn fingers(browser: &Browser, paths: &[[(u32, u32); 2]]) {
    let at = |end: usize| {
        let points = paths.iter().enumerate();
        points.map(|(id, path)| json!({"x": path[end].0, "y": path[end].1, "id": id})).collect::<Vec<_>>()
    };
    for (event, points) in [("touchStart", at(0)), ("touchMove", at(1)), ("touchEnd", Vec::new())] {
        browser.command("Input.dispatchTouchEvent", &json!({"type": event, "touchPoints": points}));
    }
}

/// Tells whether the album is open.
const OPEN: &str = "document.querySelector('.album') && !document.querySelector('.album').hidden";

fn shows(browser: &Browser, name: &str) -> bool {
    is(browser, &format!("document.querySelector('.album img').src.endsWith('/{name}')"))
}

fn is(browser: &Browser, script: &str) -> bool {
    browser.run(&format!("return !!({script})")).as_bool() == Some(true)
}

#[test]
pub fn screens_take_the_size_that_fits() {
    let stage = Stage::enter();
    // Its own: of a picture that another test has loaded already, a browser takes the larger one.
    let photos = built();
    let address = &photos.address;
    let browser = stage.browser();
    for (width, ending) in [(360, "-480.webp"), (1366, "-960.webp")] {
        browser.set_width(width);
        browser.open("about:blank");
        browser.open(address);
        until("the picture", || is(&browser, "document.querySelector('main img').complete"));
        let taken = browser.run("return document.querySelector('main img').currentSrc");
        assert!(taken.as_str().unwrap().ends_with(ending), "{width}: {taken}");
        browser.run("window.scrollTo(0, document.body.scrollHeight)");
        until("all pictures", || {
            is(&browser, "[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        });
        assert!(
            is(&browser, "document.documentElement.scrollWidth <= innerWidth"),
            "{width}: no page is wider than the screen"
        );
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn nothing_moves_while_pictures_load() {
    let stage = Stage::enter();
    let address = &stage.photos.get_or_init(built).address;
    let browser = stage.browser();
    for width in [360, 1366] {
        browser.set_width(width);
        browser.open("about:blank");
        browser.open(address);
        browser.run(WATCH);
        browser.run("document.querySelector('.gallery').scrollIntoView()");
        until("all pictures", || {
            is(&browser, "[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        });
        let stated = "[...document.images].every(one => one.getAttribute('height') > 0 \
             && Math.abs(one.getAttribute('width') / one.getAttribute('height') - one.naturalWidth / one.naturalHeight) < 0.01)";
        assert!(is(&browser, stated), "{width}: room is kept for each picture");
        let shift = moved(&browser);
        assert!(shift.abs() < f64::EPSILON, "{width}: {shift}");
        let push = "window.scrollTo(0, 0); const push = document.createElement('div'); \
             push.style.height = '300px'; document.querySelector('main').prepend(push)";
        browser.run(push);
        until("a push is seen to be one", || moved(&browser) > 0.01);
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn the_album_goes_by_keys() {
    let stage = Stage::enter();
    let address = &stage.photos.get_or_init(built).address;
    let browser = stage.browser();
    browser.set_width(1366);
    browser.open(address);
    browser.run("document.querySelectorAll('.gallery figure > a')[1].focus()");
    press(&browser, "Enter", 13);
    until("the album", || is(&browser, OPEN));
    assert!(shows(&browser, "2.jpg"));
    for stop in 0..5 {
        assert!(is(&browser, "document.querySelector('.album').contains(document.activeElement)"), "{stop}");
        press(&browser, "Tab", 9);
    }
    press(&browser, "ArrowRight", 39);
    assert!(shows(&browser, "3.jpg"));
    press(&browser, "ArrowRight", 39);
    assert!(shows(&browser, "3.jpg"), "it ends at the last");
    press(&browser, "Home", 36);
    assert!(
        shows(&browser, "1.jpg")
            && is(&browser, "document.querySelector('.album-words').textContent === '图为签到'")
    );
    assert!(is(&browser, "document.querySelector('.album-count').textContent === '第1张，共3张'"));
    until("the whole picture", || is(&browser, "document.querySelector('.album img').naturalWidth === 2000"));
    assert!(is(
        &browser,
        "(box => box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight \
             && Math.abs(box.width / box.height - 4 / 3) < 0.01)(document.querySelector('.album img').getBoundingClientRect())"
    ));
    press(&browser, "Escape", 27);
    assert!(!is(&browser, OPEN));
    assert!(
        is(&browser, "document.activeElement === document.querySelectorAll('.gallery figure > a')[0]"),
        "the keyboard is where it left"
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

/// The way of one finger: where it comes down and where it leaves.
type Path = [(u32, u32); 2];

#[test]
pub fn the_album_goes_by_touch() {
    let stage = Stage::enter();
    let address = &stage.photos.get_or_init(built).address;
    let browser = stage.browser();
    browser.set_width(360);
    browser.command("Emulation.setTouchEmulationEnabled", &json!({"enabled": true, "maxTouchPoints": 2}));
    browser.open(address);
    let place = browser.run(
        "const link = document.querySelector('.gallery figure > a'); link.scrollIntoView({block: 'center'}); \
         const box = link.getBoundingClientRect(); return [Math.round(box.left + 40), Math.round(box.top + 40)]",
    );
    let tap = |at: usize| u32::try_from(place[at].as_u64().unwrap()).unwrap();
    fingers(&browser, &[[(tap(0), tap(1)); 2]]);
    until("the album", || is(&browser, OPEN));
    assert!(shows(&browser, "1.jpg"));
    let turns: [(&[Path], &str, &str); 7] = [
        (&[[(300, 300), (60, 310)]], "2.jpg", "to the left: the next"),
        (&[[(180, 500), (190, 200)]], "2.jpg", "upwards is no turn"),
        (&[[(180, 300), (160, 300)]], "2.jpg", "a tremble is no turn"),
        (&[[(300, 300), (60, 310)]], "3.jpg", "to the left: the next"),
        (&[[(60, 300), (300, 310)]], "2.jpg", "to the right: the one before"),
        (&[[(150, 300), (20, 300)], [(200, 300), (340, 300)]], "2.jpg", "two fingers enlarge"),
        (&[[(300, 300), (60, 310)]], "2.jpg", "what is enlarged is moved about, not turned"),
    ];
    for (paths, shown, why) in turns {
        fingers(&browser, paths);
        std::thread::sleep(Duration::from_millis(150));
        assert!(
            shows(&browser, shown),
            "{why}: {}",
            browser.run("return document.querySelector('.album img').src")
        );
    }
    assert!(is(
        &browser,
        "[...document.querySelectorAll('.album button')].every(one => one.offsetHeight >= 44)"
    ));
    browser.command("Emulation.setTouchEmulationEnabled", &json!({"enabled": false}));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
pub fn words_of_charts_do_not_touch() {
    let stage = Stage::enter();
    let address = &stage.photos.get_or_init(built).address;
    let browser = stage.browser();
    for width in [360, 1366] {
        browser.set_width(width);
        browser.open(address);
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
