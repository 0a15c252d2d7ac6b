//! Pictures of every type of page, for people who do not build the site: `tests/browser/gallery`, shown in the README.
//!
//! `PILOTHOUSE_UPDATE=1 cargo test --test browser gallery` takes them anew. Without it the test sees to it that they are there.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::faces::TYPES;
use crate::stage::{Built, Stage};

/// Modes that are pictured on the brand page besides the ordinary one, as `reading.js` remembers them.
const MODES: [(&str, &str); 4] = [
    ("dark", r#"{"look":"dark"}"#),
    ("high-contrast", r#"{"look":"high"}"#),
    ("large", r#"{"size":"200"}"#),
    ("simple", r#"{"simple":true}"#),
];

/// Pictures in the other palette.
const BLUE: [&str; 2] = ["home-blue", "brand-blue"];

/// Most bytes of all pictures together.
const HEAVIEST: u64 = 3_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/gallery")
}

#[test]
fn the_gallery_shows_every_type_of_page() {
    if env::var_os("PILOTHOUSE_UPDATE").is_some() {
        take_pictures();
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut total = 0;
    for name in names() {
        let file = folder().join(format!("{name}.webp"));
        let bytes = fs::metadata(&file).map(|known| known.len()).unwrap_or_default();
        assert!(bytes > 1000, "{}: no picture; PILOTHOUSE_UPDATE=1 takes it", file.display());
        assert!(readme.contains(&format!("tests/browser/gallery/{name}.webp")), "the README shows {name}");
        total += bytes;
    }
    assert!(total < HEAVIEST, "{total} bytes of pictures");
}

fn names() -> Vec<String> {
    let types = TYPES.iter().map(|(name, _)| (*name).to_owned());
    let modes = MODES.iter().map(|(name, _)| format!("brand-{name}"));
    types
        .chain(modes)
        .chain(BLUE.map(String::from))
        .chain(["brand-phone".into(), "home-phone".into()])
        .collect()
}

fn take_pictures() {
    let stage = Stage::enter();
    let browser = stage.browser();
    fs::create_dir_all(folder()).unwrap();
    let brand = TYPES[3].1;
    let shoot = |name: &str, page: &str, width: u32, height: u32, scale: f64| {
        browser.set_width(width);
        browser.open(&format!("{}{page}", stage.site.file_url()));
        fs::write(folder().join(format!("{name}.webp")), browser.small_picture(width, height, scale))
            .unwrap();
    };
    for (name, page) in TYPES {
        shoot(name, page, 1366, if name == "home" || name == "brand" { 2000 } else { 1400 }, 0.6);
    }
    for (name, kept) in MODES {
        browser.open(&format!("{}{brand}", stage.site.file_url()));
        browser.run(&format!("localStorage.setItem('pilothouse-reading', '{kept}')"));
        shoot(&format!("brand-{name}"), brand, 1366, 844, 0.6);
        browser.run("localStorage.clear()");
    }
    let site = Built::with_settings(|settings| settings.replace("palette: red", "palette: blue"));
    for (name, page) in [("home-blue", "index.html"), ("brand-blue", brand)] {
        browser.set_width(1366);
        browser.open(&format!("{}{page}", site.file_url()));
        fs::write(folder().join(format!("{name}.webp")), browser.small_picture(1366, 1400, 0.6)).unwrap();
    }
    shoot("brand-phone", brand, 360, 1400, 0.8);
    shoot("home-phone", "index.html", 360, 1400, 0.8);
}
