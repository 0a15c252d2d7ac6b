//! Large attachments: they are built, published, bundled and applied, and the program holds little of them at once.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;

use crate::harness::{Site, TODAY};
use crate::memory::most_of;
use crate::promises;

/// Bytes of the attachment: nothing but zeros, and no blocks of the disk until somebody copies it. With a gigabyte the commands take as
/// much memory and twice the time.
const LARGE: u64 = 512 << 20;

/// Most memory that a command may take, in kilobytes: far less than the attachment.
const MOST: u64 = 150 << 10;

/// What compressing takes beside that, in kilobytes, whatever it compresses: its tables, once for each processor.
const COMPRESSING: u64 = 150 << 10;

/// Runs a command that must succeed; returns the most memory that it took, in kilobytes.
fn measured(site: &Site, words: &[&str]) -> u64 {
    let most = most_of(&mut site.command(words));
    println!("{words:?}: {} MB", most >> 10);
    most
}

fn length(place: &Path) -> u64 {
    fs::metadata(place).unwrap().len()
}

#[test]
fn a_large_attachment_is_never_in_memory() {
    let site = Site::plain(promises::SITE);
    fs::create_dir(site.beside("gap")).unwrap();
    let film = File::create(site.place("content/pilots/film.mp4")).unwrap();
    film.set_len(LARGE).unwrap();
    drop(film);
    let settings = "\npublish:\n  内网: {to: ../gap/www, switch: link}\n";
    site.edit("pilothouse.yaml", |text| format!("{text}{settings}"));
    let commands: [&[&str]; 6] = [
        &["build", "--precompress", "--as-of", TODAY],
        &["check", "--as-of", TODAY],
        &["publish", "--as-of", TODAY],
        &["bundle", "create", "../gap/site.zip", "--unsigned", "--as-of", TODAY],
        &["bundle", "verify", "../gap/site.zip", "--unsigned"],
        &["bundle", "apply", "../gap/site.zip", "--unsigned", "--to", "../gap/copy"],
    ];
    for words in commands {
        let most = measured(&site, words);
        let allowed = if words.contains(&"--precompress") { MOST + COMPRESSING } else { MOST };
        assert!(most < allowed, "{words:?} takes {most} kB");
    }
    for place in ["gap/www/pilots/film.mp4", "gap/copy/pilots/film.mp4"] {
        assert_eq!(length(&site.beside(place)), LARGE, "{place}");
    }
    assert_eq!(length(&site.output().join("pilots/film.mp4")), LARGE);
}

#[test]
fn a_change_in_a_large_file_is_seen() {
    let site = Site::plain(promises::SITE);
    let place = site.place("content/pilots/film.mp4");
    File::create(&place).unwrap().set_len((64 << 20) + 1).unwrap();
    site.build_well();
    let mut bytes = fs::read(&place).unwrap();
    *bytes.last_mut().unwrap() = 7;
    fs::write(&place, &bytes).unwrap();
    site.build_well();
    assert!(fs::read(site.output().join("pilots/film.mp4")).unwrap() == bytes, "an old film is served");
}
