//! The sample site is the same to the byte wherever, whenever and however it is built, and so is what is found.

use std::fs;
use std::path::{Path, PathBuf};

use pilothouse::base::Fingerprint;
use tempfile::TempDir;

use crate::harness::{Files, Site, TODAY, all_below, assert_same, errors, files, program, run};
use crate::promises;

/// What the sample consists of.
const SOURCES: [&str; 3] = ["content", "themes", "pilothouse.yaml"];

/// One way of building.
struct Way {
    what: &'static str,
    args: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const WAYS: [Way; 5] = [
    Way { what: "one thread", args: &["--jobs", "1"], environment: &[] },
    Way { what: "more threads than processors", args: &["--jobs", "9"], environment: &[] },
    Way {
        what: "west of Greenwich",
        args: &["--jobs", "2"],
        environment: &[("TZ", "Pacific/Pago_Pago"), ("LC_ALL", "de_DE.UTF-8")],
    },
    Way {
        what: "far east, where i has no dot",
        args: &["--rehash"],
        environment: &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "C")],
    },
    Way {
        what: "without a home",
        args: &[],
        environment: &[("HOME", "/nonexistent"), ("USER", ""), ("COLUMNS", "20")],
    },
];

#[test]
fn the_sample_is_the_same_whatever_is_around_it() {
    let home = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected = built(sample, &home.path().join("out"), &[], &[]);
    assert!(expected.len() > 50, "the sample has pages");
    for (number, way) in WAYS.iter().enumerate() {
        let output = home.path().join(format!("way {number}"));
        let found = built(sample, &output, way.args, way.environment);
        assert_equal(&found, &expected, way.what);
    }
}

#[test]
fn the_sample_is_the_same_wherever_it_lies() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = tempfile::tempdir().unwrap();
    let expected = built(sample, &home.path().join("out"), &[], &[]);
    for (name, step) in [("展示 平台/root", 1), ("b", 7)] {
        let copy = home.path().join(name);
        copied_in_another_order(sample, &copy, step);
        let found = built(&copy, &copy.join("site"), &[], &[]);
        assert_equal(&found, &expected, &format!("copied to {name}, each {step}th file first"));
    }
    // Named by a path that leads back and forth.
    let around = home.path().join("b/../b/./content/..");
    assert_equal(&built(&around, &home.path().join("c/../d"), &[], &[]), &expected, "by a crooked path");
}

#[test]
fn findings_are_the_same_wherever_and_however_they_are_found() {
    let site = Site::from(
        "//- content/b.md\n---\ntitle: [\nunit: x\n---\n[a](没有.md)\n//- content/a.md\n---\ntitel: 甲\ndate: 2026-13-1\n---\n",
    );
    let elsewhere = site.beside("另一处");
    copied_in_another_order(site.root(), &elsewhere, 5);
    let found = |folder: &Path, zone: &str| {
        let mut command = program(folder);
        command.args(["check", "--format", "json", "--as-of", TODAY]).env("TZ", zone);
        let run = run(command);
        assert_eq!(run.code, Some(1), "{}", run.err);
        run.out
    };
    assert_eq!(found(site.root(), "Asia/Shanghai"), found(&elsewhere, "Pacific/Pago_Pago"));
}

#[test]
fn two_spellings_of_one_name_are_an_error_in_any_order() {
    // Marks in two orders, neither composed: the same path of the site, so which one is read would be a matter of chance.
    let names = ["q\u{323}\u{307}.md", "q\u{307}\u{323}.md"];
    let found = |names: [&str; 2]| {
        let site = Site::plain(promises::SITE);
        names.iter().for_each(|name| site.write(&format!("content/{name}"), "---\ntitle: 甲\n---\n"));
        let report = site.build();
        assert_eq!(errors(&report.diagnostics), ["address-taken"]);
        report.diagnostics
    };
    assert_eq!(found(names), found([names[1], names[0]]));
}

/// Builds a site with the real program; returns its files.
fn built(root: &Path, output: &Path, args: &[&str], environment: &[(&str, &str)]) -> Files {
    let away: TempDir = tempfile::tempdir().unwrap();
    let mut command = program(away.path());
    command.arg("build").arg("--root").arg(root).arg("--output").arg(output).args(["--as-of", TODAY]);
    let run = run({
        command.args(args).envs(environment.iter().copied());
        command
    });
    assert_eq!(run.code, Some(0), "{}", run.err);
    files(output)
}

/// Insists on the same tree: one fingerprint of all names and bytes, and only if it differs the names of what does.
fn assert_equal(found: &Files, expected: &Files, what: &str) {
    if tree_fingerprint(found) != tree_fingerprint(expected) {
        assert_same(found, expected, what);
        panic!("{what}: the same files have two fingerprints");
    }
}

fn tree_fingerprint(files: &Files) -> Fingerprint {
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&Fingerprint::of(content).0.to_le_bytes());
    }
    Fingerprint::of(&bytes)
}

/// Copies a site, every `step`th file first: many disks list a folder in the order in which its files were made.
fn copied_in_another_order(from: &Path, to: &Path, step: usize) {
    let sources = SOURCES.iter().map(|name| from.join(name)).filter(|place| place.exists());
    let places = sources.flat_map(|source| [vec![source.clone()], all_below(&source)].concat());
    let mut places: Vec<PathBuf> = places.filter(|place| place.is_file()).collect();
    places.reverse();
    for start in 0..step {
        for place in places.iter().skip(start).step_by(step) {
            let copy = to.join(place.strip_prefix(from).unwrap());
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(place, copy).unwrap();
        }
    }
}
