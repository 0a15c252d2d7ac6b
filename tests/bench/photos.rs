//! What photos of 12 million pixels cost: `bench-photos 12`.
//!
//! A site in a temporary folder with a page of photos, as many as are named, built anew, then after an edit of the text, after the memory was lost,
//! and after everything was lost but the store of smaller images. Tells the time of each, and the most memory that the process ever had.
//! `bench-photos 12 FOLDER` writes the site there and ends: to be built by another program.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pilothouse::site::{self, SiteOptions, Watcher};

const WIDTH: u32 = 4000;
const HEIGHT: u32 = 3000;

struct Silent;

impl Watcher for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self) {}
}

fn main() -> std::io::Result<()> {
    let count: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(12);
    let kept = std::env::args().nth(2).map(PathBuf::from);
    let named = || std::env::temp_dir().join(format!("bench-photos-{}", std::process::id()));
    let folder = kept.clone().unwrap_or_else(named);
    let root = folder.join("site");
    fs::create_dir_all(root.join("content"))?;
    fs::write(root.join("pilothouse.yaml"), "site: {title: 示例站}\n")?;
    let page = root.join("content/_index.md");
    let pictures: String = (0..count).map(|number| format!("![照片]({number}.jpg)\n\n")).collect();
    fs::write(&page, format!("---\ntitle: 首页\n---\n{pictures}"))?;
    let mut bytes = 0;
    for number in 0..count {
        let photo = photo(number);
        bytes += photo.len();
        fs::write(root.join(format!("content/{number}.jpg")), photo)?;
    }
    println!(
        "{count} photos of {WIDTH} × {HEIGHT}, {} KB each; threads: {}",
        bytes / 1000 / count as usize,
        threads()
    );
    if kept.is_some() {
        return Ok(());
    }
    all_runs(&root, &page, &pictures)?;
    fs::remove_dir_all(folder)
}

fn all_runs(root: &Path, page: &Path, pictures: &str) -> std::io::Result<()> {
    println!("memory before: {}", memory());
    run("first build", root);
    fs::write(page, format!("---\ntitle: 首页\n---\n别的。\n\n{pictures}"))?;
    run("text edited", root);
    let state = root.join(".pilothouse/site");
    fs::remove_file(state.join("cache"))?;
    run("memory lost", root);
    fs::remove_dir_all(root.join("site"))?;
    fs::remove_file(state.join("cache"))?;
    run("memory and outputs lost", root);
    println!("most memory: {}", memory());
    Ok(())
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A slope of colours with the grain of a sensor.
fn photo(number: u32) -> Vec<u8> {
    let mut seed = number.wrapping_mul(0x9E37_79B9) | 1;
    let pixels = image::RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (seed >> 27) as u8;
        let wave = ((x / 40 + y / 60 + number) % 64) as u8;
        image::Rgb([(x * 200 / WIDTH) as u8 + grain, (y * 200 / HEIGHT) as u8 + grain, wave * 3 + grain])
    });
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 85);
    pixels.write_with_encoder(encoder).expect("pixels in memory can be encoded");
    out
}

fn run(what: &str, root: &Path) {
    let options = SiteOptions {
        root: PathBuf::from(root),
        content: None,
        output: None,
        drafts: false,
        precompress: false,
        audience: site::Audience::Public,
        made_for: None,
        as_of: Some("2026-06-01".into()),
        rehash: false,
    };
    let started = Instant::now();
    let (report, _) = site::build(&options, &Silent).expect("the folder can be written");
    let made = report.work.iter().find(|work| work.query == "ImageMade").map_or(0, |work| work.ran);
    println!("{what}: {:.2} s, {made} photos decoded", started.elapsed().as_secs_f64());
}

/// The most memory the process had so far, where the system tells.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".into(), |line| line.trim().to_owned())
}
