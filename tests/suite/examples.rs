//! The sites that come with the program: each unpacks from the binary and is built without a word.

use std::fs;
use std::path::Path;

use crate::harness::{Run, Site, codes, files, program, run};

/// Each example with how many pages it has at least.
const EXAMPLES: [(&str, usize); 4] = [("starter", 8), ("sample", 85), ("library", 20), ("blog", 2)];

fn say(folder: &Path, args: &[&str]) -> Run {
    let mut command = program(folder);
    command.args(args);
    run(command)
}

#[test]
fn every_example_unpacks_and_is_built_without_findings() {
    let site = Site::from("");
    for (name, pages) in EXAMPLES {
        let folder = site.beside(name);
        fs::create_dir(&folder).unwrap();
        let init = say(&folder, &["init", "--example", name]);
        assert_eq!(init.code, Some(0), "{name}: {}", init.err);
        let build = say(&folder, &["build"]);
        assert_eq!((build.code, build.err.lines().count()), (Some(0), 1), "{name}: {}", build.err);
        let sources = files(&folder.join("content"));
        let written = sources.keys().filter(|path| path.ends_with(".md")).count();
        assert!(written >= pages, "{name} has {written} pages");
        assert!(files(&folder.join("site")).contains_key("index.html"), "{name}");
    }
}

#[test]
fn a_blog_is_three_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/blog");
    let names: Vec<String> = files(&folder).into_keys().filter(|name| !name.starts_with("site/")).collect();
    assert_eq!(names, ["content/_index.md", "content/by-the-window.md", "pilothouse.yaml"]);
}

#[test]
fn an_unknown_example_is_told_which_there_are() {
    let site = Site::from("");
    let said = site.cli(["init", "--example", "libary"]);
    assert_eq!(said.code, Some(2));
    for name in ["libary", "library", "blog"] {
        assert!(said.err.contains(name), "{name}: {}", said.err);
    }
}

/// The examples of the manual are one site: who copies them has pages that know each other.
#[test]
fn the_examples_of_the_manual_are_a_site_without_findings() {
    let site = Site::plain("//- content/_index.md\n---\n标题: 首页\n---\n");
    site.write("pilothouse.yaml", "站点: {名称: 示例站}\n数据文件:\n  pingxuan-2020: {kind: entry}\n  shuju: {kind: figure}\n  renyuan: {kind: person}\n  yongyu: {kind: wording}\n");
    for (folder, title) in [
        ("about", "关于本站"),
        ("experience", "典型经验"),
        ("showcase", "展示"),
        ("units", "单位"),
        ("series", "系列"),
        ("honours", "荣誉"),
        ("notices", "通知"),
        ("garden", "园地"),
        ("glossary", "术语"),
    ] {
        site.write(&format!("content/{folder}/_index.md"), format!("---\n标题: {title}\n---\n"));
    }
    site.write("content/units/jiguan-dangwei.md", "---\n类型: 单位\n全称: 机关党委\n---\n");
    for example in pilothouse::site::manual::examples::KINDS {
        site.write(example.path, example.text);
    }
    let report = site.build_well();
    assert_eq!(codes(&report.diagnostics), [""; 0]);
    assert!(site.read("pilots/index.html").contains("一页纸"));
    assert!(site.read("notices/pingxuan.html").contains("一张核对表"));
}
