//! How long rows of a table take to become records, against as many pages: `bench-rows 10000`.
//!
//! Two sites in temporary folders, of which everything is evaluated and nothing is written, in turn and several times; the
//! least time of each counts, less that of the same site without rows or pages. The goal is a fifth at most.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pilothouse::site::{self, SiteOptions, Watcher};

const ROUNDS: usize = 5;

struct Silent;

impl Watcher for Silent {
    fn planned(&self, _: usize) {}
    fn done(&self) {}
}

fn main() -> std::io::Result<()> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let folder = std::env::temp_dir().join(format!("bench-rows-{}", std::process::id()));
    let [empty, rows, pages] = ["empty", "rows", "pages"].map(|name| folder.join(name));
    for root in [&empty, &rows, &pages] {
        write(
            &root.join("pilothouse.yaml"),
            "site: {title: 示例站}\ntheme: bench\nfeed: false\ndata: {list: {kind: honour}}\n",
        )?;
        write(
            &root.join("themes/bench/theme.yaml"),
            "label: {zh: 空, en: Empty}\nextends: none\nengine: \"1\"\n",
        )?;
        for template in ["home.html", "page.html", "section.html", "404.html"] {
            write(&root.join("themes/bench/templates").join(template), "{{ site.title }}")?;
        }
        write(&root.join("content/_data/list.csv"), "标题,年度,级别,等次,关键词\n")?;
    }
    let mut table = String::from("标题,年度,级别,等次,关键词\n");
    for number in 0..count {
        let year = 1950 + number % 70;
        table += &format!("荣誉{number},{year},省级,集体三等功,表彰、考核\n");
        let page = format!(
            "---\n类型: 荣誉\n标题: 荣誉{number}\n年度: {year}\n级别: 省级\n等次: 集体三等功\n关键词: [表彰, 考核]\n---\n"
        );
        write(&pages.join(format!("content/honours/{}/h{number}.md", number % 100)), &page)?;
    }
    write(&rows.join("content/_data/list.csv"), &table)?;
    let [mut base, mut of_rows, mut of_pages] = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        base = base.min(time(&empty));
        of_rows = of_rows.min(time(&rows));
        of_pages = of_pages.min(time(&pages));
    }
    fs::remove_dir_all(&folder)?;
    let [of_rows, of_pages] = [of_rows, of_pages].map(|time| time.saturating_sub(base).as_secs_f64() * 1e3);
    println!("{count} rows {of_rows:.1} ms, {count} pages {of_pages:.1} ms: {:.3}", of_rows / of_pages);
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}

/// Returns how long the evaluation of a site takes.
fn time(root: &Path) -> Duration {
    let options = SiteOptions {
        root: root.to_owned(),
        content: None,
        output: None,
        drafts: false,
        audience: pilothouse::site::Audience::Public,
        made_for: None,
        as_of: Some("2026-06-01".into()),
        rehash: false,
        precompress: false,
    };
    let started = Instant::now();
    let found = site::check(&options, &Silent).map(|(report, _)| report.diagnostics);
    assert_eq!(found.ok(), Some(Vec::new()), "the site of {} is good", root.display());
    started.elapsed()
}
