//! The output folder under attack: killed builds, two at once, full and read-only disks, files of others, hands that meddle.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use pilothouse::base::{Fingerprint, SourcePath};
use pilothouse::output::{Lock, Manifest, OutputError};
use pilothouse::site::{self, BuildError};

use crate::harness::{Files, Silent, Site, assert_same, files, paths, run, skip, spawn, times};
use crate::promises;

/// A small site that was built.
fn built() -> Site {
    let site = Site::plain(promises::SITE);
    site.build_well();
    site
}

/// A site of so many pages that a build takes a while.
fn large(pages: usize) -> Site {
    let site = Site::plain(promises::SITE);
    for number in 0..pages {
        let text = format!("---\ntitle: 第{number}页\ndate: 2025-01-01\n---\n{}\n", "正文一段。".repeat(50));
        site.write(&format!("content/news/n{number}.md"), text);
    }
    site
}

fn build_error(site: &Site) -> BuildError {
    site::build(&site.options, &Silent).map(|(report, _)| report).expect_err("the build should not succeed")
}

#[test]
fn kill_in_a_first_build() {
    let site = large(150);
    let expected = site.build_clean().1;
    fs::create_dir_all(site.output()).unwrap();
    fs::write(site.output().join(".gitignore"), "*\n").unwrap();
    for round in 0..8_u64 {
        kill_during(&site, round);
        let killed = files(&site.output());
        for name in killed.keys().filter(|name| !name.ends_with('/')) {
            assert!(expected.contains_key(name) || name == ".gitignore", "{name} is of no build");
        }
        if round % 3 == 2 {
            site.build_well();
            let mut found = files(&site.output());
            assert_eq!(found.remove(".gitignore").as_deref(), Some(b"*\n".as_slice()));
            assert_same(&found, &expected, &format!("after round {round}"));
            fs::remove_dir_all(site.output()).unwrap();
            fs::remove_dir_all(site.place(".pilothouse")).unwrap();
            fs::create_dir_all(site.output()).unwrap();
            fs::write(site.output().join(".gitignore"), "*\n").unwrap();
        }
    }
    site.build_well();
}

#[test]
fn kill_in_an_update() {
    let site = large(150);
    site.build_well();
    let foreign = site.output().join("news/别人的.txt");
    fs::write(&foreign, "别人的文件").unwrap();
    for round in 0..10_u64 {
        let mut old = files(&site.output());
        old.remove("news/别人的.txt");
        // Every page changes, one goes and one comes.
        site.edit("themes/plain/templates/frame.html", |text| {
            text.replacen("<main", &format!("<!-- {round} --><main"), 1)
        });
        let _ = fs::remove_file(site.place(&format!("content/news/n{round}.md")));
        site.write(&format!("content/news/new-{round}.md"), "---\ntitle: 新\n---\n");
        let new = site.build_clean().1;
        kill_during(&site, round);
        let mut killed = files(&site.output());
        assert_eq!(killed.remove("news/别人的.txt").as_deref(), Some("别人的文件".as_bytes()));
        for (name, bytes) in &killed {
            let whole = old.get(name) == Some(bytes) || new.get(name) == Some(bytes);
            assert!(
                whole,
                "round {round}: {name} is neither old nor new: {}",
                String::from_utf8_lossy(bytes)
            );
        }
        site.build_well();
        let mut found = files(&site.output());
        assert!(found.remove("news/别人的.txt").is_some());
        assert_same(&found, &new, &format!("after round {round}"));
        assert!(
            !site.place(".pilothouse/site/stage").exists()
                && !site.place(".pilothouse/site/journal").exists()
        );
    }
}

/// Starts a build and kills it: in some rounds after a time, in others as soon as it begins to put files in place.
fn kill_during(site: &Site, round: u64) {
    let mut child = spawn(site.command(["build", "--as-of", crate::harness::TODAY]));
    let started = Instant::now();
    if round.is_multiple_of(2) {
        let journal = site.place(".pilothouse/site/journal");
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_micros(round * 400));
    } else {
        let until = Duration::from_millis(20 + round * 61);
        while started.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn a_second_build_at_once_is_turned_away() {
    let site = built();
    let before = (site.files(), times(&site.output()));
    let lock = Lock::take(&site.options.target()).unwrap();
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    let refused = site.cli(["build"]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(refused.err.contains("另一个生成正在写入"), "{}", refused.err);
    assert_eq!((site.files(), times(&site.output())), before);
    let english = site.cli(["build", "--lang", "en"]);
    assert_eq!(english.code, Some(3));
    assert!(english.err.contains("Another build"), "{}", english.err);
    drop(lock);
    assert_eq!(site.cli(["build"]).code, Some(0));
}

#[test]
fn many_builds_at_once_leave_one_clean_result() {
    let site = large(40);
    let command = || site.command(["build", "--as-of", crate::harness::TODAY]);
    let mut all: Vec<_> = (0..4).map(|_| spawn(command())).collect();
    let codes: Vec<_> = all.iter_mut().map(|child| child.wait().unwrap().code()).collect();
    assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 3))), "{codes:?}");
    assert_same(&site.files(), &site.build_clean().1, "after four builds at once");
}

#[test]
fn files_of_others_are_kept() {
    let site = built();
    fs::write(site.output().join("通知.html"), "手写的").unwrap();
    fs::create_dir(site.output().join("old")).ok();
    fs::write(site.output().join("old/手写.txt"), "手写的").unwrap();
    site.remove("content/pilots/yi.md");
    site.replace("content/pilots/jia.md", "，见[乙](yi.md#zuo-fa)", "");
    site.build();
    let found = site.files();
    assert_eq!(found.get("通知.html").map(Vec::as_slice), Some("手写的".as_bytes()));
    assert_eq!(found.get("old/手写.txt").map(Vec::as_slice), Some("手写的".as_bytes()));
    assert!(!found.contains_key("old/t1.shtml") && !found.contains_key("pilots/yi.html"));
}

#[test]
fn a_file_of_others_is_not_overwritten_by_a_new_page() {
    let site = built();
    fs::write(site.output().join("about.html"), "手写的").unwrap();
    let before = (site.files(), times(&site.output()));
    site.write("content/about.md", "---\ntitle: 关于\n---\n");
    let error = build_error(&site);
    assert!(
        matches!(&error, BuildError::Output(OutputError::Foreign(path)) if path.ends_with("about.html")),
        "{error:?}"
    );
    assert_eq!((site.files(), times(&site.output())), before);
    let run = site.cli(["build"]);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("about.html") && run.err.contains("不是本程序写的"), "{}", run.err);
    fs::remove_file(site.output().join("about.html")).unwrap();
    site.build_well();
    assert!(site.read("about.html").contains("关于"));
}

#[test]
fn a_folder_full_of_other_files_is_not_taken_over() {
    let site = Site::plain(promises::SITE);
    fs::create_dir(site.output()).unwrap();
    fs::write(site.output().join("index.html"), "别的网站").unwrap();
    fs::write(site.output().join("photo.jpg"), "图").unwrap();
    let before = site.files();
    assert!(matches!(build_error(&site), BuildError::Output(OutputError::Foreign(_))));
    assert_same(&site.files(), &before, "a folder of others");
}

#[test]
fn meddled_outputs_are_restored() {
    let site = built();
    let expected = site.files();
    let outside = site.beside("outside.txt");
    fs::write(&outside, "不能碰").unwrap();
    let out = site.output();
    fs::write(out.join("pilots/jia.html"), "改过的").unwrap();
    fs::remove_file(out.join("pilots/bing.html")).unwrap();
    fs::remove_file(out.join("index.html")).unwrap();
    symlink(&outside, out.join("index.html")).unwrap();
    fs::remove_dir_all(out.join("units")).unwrap();
    let report = site.build_well();
    assert_same(&site.files(), &expected, "after meddling");
    assert_eq!(fs::read_to_string(&outside).unwrap(), "不能碰");
    assert!(fs::symlink_metadata(out.join("index.html")).unwrap().is_file());
    assert!(report.changes.unchanged > 0 && paths(&report.changes.changed).contains(&"pilots/jia.html"));
}

#[test]
fn an_empty_folder_in_the_place_of_an_output_gives_way() {
    let site = built();
    let expected = site.files();
    fs::remove_file(site.output().join("pilots/jia.html")).unwrap();
    fs::create_dir(site.output().join("pilots/jia.html")).unwrap();
    match site::build(&site.options, &Silent) {
        Ok(_) => assert_same(&site.files(), &expected, "a folder in the way"),
        Err(error) => {
            // Refusing is right too, if it says where, and heals once the folder is gone.
            assert!(format!("{error:?}").contains("jia.html"), "{error:?}");
            fs::remove_dir(site.output().join("pilots/jia.html")).unwrap();
            site.build_well();
            assert_same(&site.files(), &expected, "the folder is gone");
        }
    }
}

#[test]
fn a_lost_output_folder_is_made_again() {
    let site = built();
    let expected = site.files();
    fs::remove_dir_all(site.output()).unwrap();
    site.build_well();
    assert_same(&site.files(), &expected, "after the output folder was deleted");
}

#[test]
fn a_lost_memory_costs_nothing_but_time() {
    let site = built();
    let before = (site.files(), times(&site.output()));
    fs::remove_dir_all(site.place(".pilothouse")).unwrap();
    let report = site.build_well();
    assert_eq!((site.files(), times(&site.output())), before, "{:?}", report.changes);
    assert!(site.build_well().work.is_empty());
}

#[test]
fn a_memory_older_than_the_outputs_does_not_vouch_for_them() {
    let site = built();
    let memory = ["cache", "nodes"].map(|name| site.place(".pilothouse/site").join(name));
    let before = memory.each_ref().map(|file| fs::read(file).unwrap());
    let page = fs::read(site.place("content/pilots/jia.md")).unwrap();
    site.edit("content/pilots/jia.md", |text| format!("{text}\n又一段。\n"));
    site.build_well();
    // As if the program had been killed right before it wrote its memory; then the edit is taken back.
    memory.iter().zip(before).for_each(|(file, bytes)| fs::write(file, bytes).unwrap());
    site.write("content/pilots/jia.md", page);
    site.build_well();
    assert_same(&site.files(), &site.build_clean().1, "after the edit was taken back");
}

#[test]
fn a_damaged_memory_is_forgotten() {
    let site = built();
    for (number, name) in
        ["cache", "manifest", "journal", "nodes", "cache", "manifest", "nodes"].into_iter().enumerate()
    {
        let file = site.place(".pilothouse/site").join(name);
        let mut bytes = fs::read(&file).unwrap_or_else(|_| vec![7; 300]);
        if number < 4 {
            bytes.truncate(bytes.len() / 2);
        } else {
            let at = bytes.len() * 2 / 3;
            bytes[at] ^= 0x40;
        }
        fs::write(&file, bytes).unwrap();
        site.edit("content/pilots/jia.md", |text| format!("{text}\n又一段 {number}。\n"));
        site.build_well();
        assert_same(&site.files(), &site.build_clean().1, &format!("{name} damaged, round {number}"));
    }
}

#[test]
fn a_forged_memory_touches_nothing_outside_the_output_folder() {
    let site = built();
    let source = "../content/pilots/jia.md";
    let forged: SourcePath = postcard::from_bytes(&postcard::to_allocvec(source).unwrap()).unwrap();
    let before = fs::read(site.place("content/pilots/jia.md")).unwrap();
    // As a first build would write it that was interrupted: remove these files.
    let journal = postcard::to_allocvec(&(0u8, [source])).unwrap();
    let sum = Fingerprint::of(&journal).0.to_le_bytes();
    fs::write(site.place(".pilothouse/site/journal"), [&sum[..], &journal].concat()).unwrap();
    site.build_well();
    assert_eq!(fs::read(site.place("content/pilots/jia.md")).unwrap(), before);
    // A file that an earlier build wrote and this one does not is removed.
    let mut manifest = Manifest::read(&site.options.target()).unwrap();
    let kept = *manifest.files.values().next().unwrap();
    manifest.files.insert(forged, kept);
    manifest.write(&site.options.target()).unwrap();
    site.replace("content/pilots/bing.md", "丙的正文。", "丙的正文改了。");
    site.build_well();
    assert_eq!(fs::read(site.place("content/pilots/jia.md")).unwrap(), before);
    assert_same(&site.files(), &site.build_clean().1, "after a forged manifest");
}

#[test]
fn a_removed_page_takes_its_file_and_its_folder_along() {
    let site = built();
    site.write("content/notices/2026/only.md", "---\ntitle: 唯一\n---\n");
    site.build_well();
    assert!(site.output().join("notices/2026/only.html").exists());
    fs::remove_dir_all(site.place("content/notices")).unwrap();
    let report = site.build_well();
    assert_eq!(paths(&report.changes.removed), ["notices/2026/only.html"]);
    assert!(!site.output().join("notices").exists());
    assert_same(&site.files(), &site.build_clean().1, "after a removal");
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let site = built();
    site.write("content/static/forms", "一个没有扩展名的文件");
    site.build_well();
    site.remove("content/static/forms");
    site.write("content/static/forms/a.txt", "甲");
    site.build_well();
    assert_same(&site.files(), &site.build_clean().1, "a file became a folder");
    fs::remove_dir_all(site.place("content/static/forms")).unwrap();
    site.write("content/static/forms", "又是文件");
    site.build_well();
    assert_same(&site.files(), &site.build_clean().1, "a folder became a file");
}

#[test]
fn unchanged_files_keep_their_times() {
    let site = built();
    let before = times(&site.output());
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    site.build_well();
    let after = times(&site.output());
    let changed: Vec<&Path> = after
        .iter()
        .filter(|(path, time)| before.get(*path) != Some(time))
        .map(|(path, _)| path.as_path())
        .collect();
    assert_eq!(changed, [site.output().join("pilots/jia.html")]);
}

#[test]
fn two_outputs_of_one_site_do_not_mix() {
    let mut site = built();
    let public = site.files();
    site.write("content/draft.md", "---\ntitle: 草稿\ndraft: true\n---\n");
    site.options.output = Some(site.beside("preview"));
    site.options.drafts = true;
    site.build_well();
    assert!(site.output().join("draft.html").exists());
    site.options.output = None;
    site.options.drafts = false;
    site.build_well();
    assert_same(&site.files(), &public, "the public output");
}

#[test]
fn read_only_output() {
    let Some(user) = ordinary_user() else {
        return skip("read_only_output", "cannot run the program as an ordinary user");
    };
    for state in [false, true] {
        let site = built();
        open_to_all(&site);
        let place = if state { site.place(".pilothouse/site") } else { site.output() };
        let before = site.files();
        site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
        site.write("content/neu/new.md", "---\ntitle: 新\n---\n");
        chmod_folders(&place, 0o555);
        let refused = run(user(site.command(["build", "--as-of", crate::harness::TODAY])));
        assert_eq!(refused.code, Some(3), "{}", refused.err);
        assert!(refused.err.contains("无法读写"), "{}", refused.err);
        assert_same(&site.files(), &before, "a read-only folder");
        chmod_folders(&place, 0o777);
        let run = run(user(site.command(["build", "--as-of", crate::harness::TODAY])));
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert_same(&site.files(), &site.build_clean().1, "after the folder became writable");
    }
}

#[test]
fn an_output_folder_that_is_read_only_in_part() {
    let Some(user) = ordinary_user() else {
        return skip("read_only_in_part", "cannot run the program as an ordinary user");
    };
    let site = built();
    site.write("content/about.md", "---\ntitle: 关于\n---\n");
    site.build_well();
    open_to_all(&site);
    let before = site.files();
    site.replace("content/about.md", "关于", "关于本站");
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    fs::set_permissions(site.output().join("pilots"), fs::Permissions::from_mode(0o555)).unwrap();
    let refused = run(user(site.command(["build", "--as-of", crate::harness::TODAY])));
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    if refused.err.contains("保持原样") {
        assert_same(&site.files(), &before, "it says that nothing was changed");
    }
    fs::set_permissions(site.output().join("pilots"), fs::Permissions::from_mode(0o777)).unwrap();
    let run = run(user(site.command(["build", "--as-of", crate::harness::TODAY])));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_same(&site.files(), &site.build_clean().1, "after the folder became writable");
}

#[test]
fn unreadable_sources_are_named_and_nothing_is_removed() {
    let Some(user) = ordinary_user() else {
        return skip("unreadable_sources", "cannot run the program as an ordinary user");
    };
    for (hidden, is_folder) in [
        ("content/pilots/bing.md", false),
        ("content/units", true),
        ("themes/plain/templates/unit.html", false),
    ] {
        let site = built();
        open_to_all(&site);
        let before = site.files();
        fs::set_permissions(site.place(hidden), fs::Permissions::from_mode(0o000)).unwrap();
        let run = run(user(site.command(["build", "--as-of", crate::harness::TODAY])));
        fs::set_permissions(
            site.place(hidden),
            fs::Permissions::from_mode(if is_folder { 0o777 } else { 0o666 }),
        )
        .unwrap();
        assert_eq!(run.code, Some(1), "{hidden}: {}", run.err);
        assert!(run.err.contains(hidden), "{}", run.err);
        assert_same(&site.files(), &before, hidden);
    }
}

#[test]
fn disk_full() {
    let disk = tempfile::tempdir().unwrap();
    let Some(mounted) = Mounted::small(disk.path()) else {
        return skip("disk_full", "mounting a small file system needs root");
    };
    let mut site = Site::plain(promises::SITE);
    site.options.output = Some(disk.path().join("out"));
    let out = disk.path().join("out").to_string_lossy().into_owned();
    let args = ["build", "--as-of", crate::harness::TODAY, "--output", &out];
    // A first build that does not fit leaves nothing behind.
    site.write("content/static/large.bin", vec![1; 600_000]);
    let full = site.cli(args);
    assert_eq!(full.code, Some(3), "{}", full.err);
    assert_same(&site.files(), &Files::new(), "a first build on a full disk");
    // It heals as soon as there is room.
    site.remove("content/static/large.bin");
    let fits = site.cli(args);
    assert_eq!(fits.code, Some(0), "{}", fits.err);
    let small = site.build_clean().1;
    assert_same(&site.files(), &small, "once it fits");
    // An update that does not fit changes nothing.
    site.write("content/static/large.bin", vec![1; 600_000]);
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    let full = site.cli(args);
    assert_eq!(full.code, Some(3), "{}", full.err);
    assert_same(&site.files(), &small, "an update on a full disk");
    site.remove("content/static/large.bin");
    let again = site.cli(args);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert_same(&site.files(), &site.build_clean().1, "after the large file went");
    drop(mounted);
}

#[test]
fn the_systems_own_words_are_not_for_editors() {
    let disk = tempfile::tempdir().unwrap();
    let Some(mounted) = Mounted::small(disk.path()) else {
        return skip("the_systems_own_words", "mounting a small file system needs root");
    };
    let site = built();
    site.write("content/static/large.bin", vec![1; 600_000]);
    let out = disk.path().join("out").to_string_lossy().into_owned();
    let full = site.cli(["build", "--output", &out]);
    assert!(full.err.contains("空间") && !full.err.contains("os error"), "a full disk: {}", full.err);
    drop(mounted);
    let blocked = site.cli(["build", "--output", "pilothouse.yaml/site"]);
    assert!(
        blocked.code == Some(3) && !blocked.err.contains("os error"),
        "a file for a folder: {}",
        blocked.err
    );
    if let Some(user) = ordinary_user() {
        open_to_all(&site);
        chmod_folders(&site.output(), 0o555);
        let refused = run(user(site.command(["build"])));
        assert!(
            refused.err.contains("权限") && !refused.err.contains("os error"),
            "read-only: {}",
            refused.err
        );
    }
}

#[test]
fn disk_full_of_outputs_that_barely_fit() {
    let disk = tempfile::tempdir().unwrap();
    let Some(mounted) = Mounted::small(disk.path()) else {
        return skip("disk_full_barely", "mounting a small file system needs root");
    };
    let mut site = Site::plain(promises::SITE);
    site.options.output = Some(disk.path().join("out"));
    let out = disk.path().join("out").to_string_lossy().into_owned();
    let args = ["build", "--as-of", crate::harness::TODAY, "--output", &out];
    // Somewhere on the way up the outputs fit and what is written after them does not: manifest, journal, cache.
    let mut outcomes = std::collections::BTreeSet::new();
    for size in (0..36).map(|step| step * 6_000) {
        site.write("content/static/filler.bin", vec![1; size]);
        let before = site.files();
        let run = site.cli(args);
        outcomes.insert(run.code);
        match run.code {
            Some(0) => assert_same(&site.files(), &site.build_clean().1, &format!("{size} bytes fit")),
            Some(3) if run.err.contains("保持原样") => {
                assert_same(&site.files(), &before, &format!("{size} bytes: it says nothing changed"))
            }
            Some(3) => {}
            _ => panic!("{run:?}"),
        }
    }
    assert!(outcomes.contains(&Some(0)) && outcomes.contains(&Some(3)), "{outcomes:?}");
    site.write("content/static/filler.bin", "");
    let run = site.cli(args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_same(&site.files(), &site.build_clean().1, "with room again");
    drop(mounted);
}

/// A small file system, taken away when it is dropped.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn small(place: &Path) -> Option<Self> {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=256k", "none"]).arg(place);
        let done = command.output().ok()?;
        done.status.success().then(|| Self(place.into()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Returns how to run a command so that file permissions count: as it is for an ordinary user, as `nobody` for root.
fn ordinary_user() -> Option<fn(Command) -> Command> {
    fn nobody(mut command: Command) -> Command {
        command.uid(65534).gid(65534);
        command
    }
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout != b"0\n" {
        return Some(|command| command);
    }
    let mut probe = Command::new(crate::harness::PROGRAM);
    probe.arg("--version").current_dir("/");
    nobody(probe).output().is_ok_and(|done| done.status.success()).then_some(nobody)
}

/// Lets an ordinary user read and write the site.
fn open_to_all(site: &Site) {
    let above = site.root().parent().unwrap();
    for place in crate::harness::all_below(above).into_iter().chain([above.to_owned()]) {
        let mode = if place.is_dir() { 0o777 } else { 0o666 };
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
    }
}

fn chmod_folders(top: &Path, mode: u32) {
    for place in crate::harness::all_below(top).into_iter().chain([top.to_owned()]) {
        if place.is_dir() {
            fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
}
