//! The sites that come with the program: each unpacks from the binary and is built without a word.

use std::fs;
use std::path::Path;

use crate::harness::{Run, Site, files, program, run};

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
