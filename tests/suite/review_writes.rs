//! Records of reviews are whole and complete, whatever ends the program that writes them.

use std::fs;
use std::time::{Duration, Instant};

use crate::harness::{Site, spawn};

const SITE: &str = "\
//- pilothouse.yaml
review: {steps: [初审, 终审], same_person: true}
//- content/_index.md
---
title: 首页
---
//- content/a.md
---
title: 甲
---
正文。
";

const RECORD: &str = "content/_review/a.md.yaml";

/// Acts of a record; the record must be whole.
fn acts(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (record, found) = pilothouse::review::record::parse(text, &RECORD.into());
    assert!(!record.broken && found.is_empty(), "the record is torn: {text}");
    record.entries.iter().map(|entry| entry.act.zh().to_owned()).collect()
}

fn words(acts: &[String]) -> Vec<&'static str> {
    let sent_back = acts.last().is_none_or(|last| last == "退回");
    let (action, person) = if sent_back { ("submit", "作者") } else { ("reject", "甲") };
    vec!["review", action, "content/a.md", "--as", person, "--opinion", "请再核对一遍数字和人名"]
}

#[test]
fn a_record_is_the_old_or_the_new_one_whenever_the_program_is_killed() {
    let site = Site::plain(SITE);
    let begun = Instant::now();
    assert_eq!(site.cli(words(&[])).code, Some(0));
    let usual = begun.elapsed();
    let place = site.place(RECORD);
    let (mut old, mut new) = (0, 0);
    for round in 0..120_u32 {
        let before = fs::read(&place).unwrap();
        let known = acts(&before);
        let mut child = spawn(site.command(words(&known)));
        if round % 2 == 0 {
            // At any moment: golden steps through the time that it takes.
            let share = f64::from(round) * 0.618_034 % 1.0;
            std::thread::sleep(usual.mul_f64(share * 1.2));
        } else {
            // As soon as something is being written, and a little later each time.
            let beside = place.with_extension("new");
            while !beside.exists()
                && child.try_wait().unwrap().is_none()
                && fs::read(&place).unwrap() == before
            {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_micros(u64::from(round) * 7));
        }
        let _ = child.kill();
        child.wait().unwrap();
        let after = fs::read(&place).unwrap();
        assert!(after.starts_with(&before), "round {round}: what was there is lost");
        match acts(&after).len() - known.len() {
            0 => old += 1,
            1 => new += 1,
            more => panic!("round {round}: {more} acts of one"),
        }
    }
    println!("{old} rounds left the old record, {new} the new one");
    // Whoever comes after them finds nothing in the way.
    let known = acts(&fs::read(&place).unwrap());
    let run = site.cli(words(&known));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(acts(&fs::read(&place).unwrap()).len(), known.len() + 1);
    assert!(!place.with_extension("new").exists());
}

/// A limit for the size of files is to the program what a full disk is: a part of what it writes fits, the rest does not.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_record() {
    let site = Site::plain(SITE);
    for _ in 0..30 {
        let known = fs::read(site.place(RECORD)).map(|bytes| acts(&bytes)).unwrap_or_default();
        assert_eq!(site.cli(words(&known)).code, Some(0));
    }
    let before = fs::read(site.place(RECORD)).unwrap();
    assert!(before.len() > 5 * 1024, "{}", before.len());
    let mut command = std::process::Command::new("sh");
    command.current_dir(site.root());
    command.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", crate::harness::PROGRAM]);
    command.args(words(&acts(&before)));
    let run = crate::harness::run(command);
    assert!(run.code != Some(0) && run.err.contains("a.md"), "{run:?}");
    assert_eq!(fs::read(site.place(RECORD)).unwrap(), before);
    assert!(!site.place(RECORD).with_extension("new").exists());
    assert_eq!(site.cli(words(&acts(&before))).code, Some(0));
}

#[test]
fn many_who_write_at_once_lose_nothing() {
    let site = Site::plain(SITE);
    assert_eq!(site.cli(words(&[])).code, Some(0));
    for _ in 0..5 {
        let before = acts(&fs::read(site.place(RECORD)).unwrap()).len();
        let mut children: Vec<_> = ["甲", "乙", "丙", "丁"]
            .map(|name| {
                let words = ["review", "reject", "content/a.md", "--opinion", "重写", "--as", name];
                spawn(site.command(words))
            })
            .into();
        let told =
            children.iter_mut().filter_map(|child| child.wait().unwrap().code()).filter(|code| *code == 0);
        let done = told.count();
        let after = acts(&fs::read(site.place(RECORD)).unwrap()).len();
        assert_eq!(after - before, done, "who was told that it is done is in the record, and nobody else");
        assert!(done >= 1);
        assert_eq!(site.cli(words(&["退回".to_owned()])).code, Some(0));
    }
}
