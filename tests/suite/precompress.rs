//! Packed copies beside the outputs: only if asked for, only of what changed, the same bytes each time, gone when not wanted.

use std::io::Read;

use crate::harness::{Site, TODAY, assert_same, times};
use crate::promises;

#[test]
fn packed_copies_come_and_go_with_their_outputs() {
    let site = Site::plain(promises::SITE);
    site.build_well();
    let plain = site.files();
    assert!(!plain.keys().any(|name| name.ends_with(".gz")));
    site.age();
    let build = |more: &[&str]| {
        let done = site.cli([&["build", "--as-of", TODAY], more].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
    };
    build(&["--precompress"]);
    let packed = site.files();
    let worth = |name: &str| {
        [".html", ".css", ".xml", ".svg", ".txt", ".shtml"].iter().any(|end| name.ends_with(end))
    };
    for (name, bytes) in &plain {
        assert_eq!(packed.get(name), Some(bytes));
        assert_eq!(packed.contains_key(&format!("{name}.gz")), worth(name), "{name}");
        assert_eq!(packed.contains_key(&format!("{name}.br")), worth(name), "{name}");
    }
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&*packed["index.html.gz"]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain["index.html"]);
    let before = times(&site.output());
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    build(&["--precompress"]);
    let after = times(&site.output());
    let touched = |place: &&std::path::PathBuf| before.get(*place) != after.get(*place);
    let touched: Vec<_> =
        after.keys().filter(touched).filter_map(|place| place.file_name()?.to_str()).collect();
    assert_eq!(touched, ["jia.html", "jia.html.br", "jia.html.gz"]);
    build(&[]);
    assert!(!site.files().keys().any(|name| name.ends_with(".gz") || name.ends_with(".br")));
}

#[test]
fn the_setting_asks_for_them_too() {
    let site = Site::plain(promises::SITE);
    site.edit("pilothouse.yaml", |text| format!("{text}\n预压缩: 是\n"));
    site.build_well();
    let first = site.files();
    assert!(first.contains_key("index.html.gz") && first.contains_key("index.html.br"));
    assert_same(&first, &site.build_clean().1, "clean");
    site.remove("content/pilots/bing.md");
    site.build_well();
    assert!(!site.files().keys().any(|name| name.contains("bing")), "a packed copy outlives its page");
}
