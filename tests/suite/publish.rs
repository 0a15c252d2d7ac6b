//! Publishing to a folder, by the real program: what readers see, what is told, who is turned away, what is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Files, Run, Site, TODAY, all_below, assert_same, files, run, spawn};
use crate::promises;

/// How a target makes a generation live.
const WAYS: [&str; 2] = ["link", "files"];

/// A site with one target beside it, and the folder that is served.
fn site(way: &str) -> (Site, PathBuf) {
    let site = Site::plain(promises::SITE);
    let served = site.beside("www/site");
    fs::create_dir(served.parent().unwrap()).unwrap();
    site.edit("pilothouse.yaml", |text| {
        format!("{text}\npublish:\n  内网: {{to: ../www/site, 保留: 3, switch: {way}}}\n")
    });
    (site, served)
}

fn publish(site: &Site, more: &[&str]) -> Run {
    site.cli([&["publish", "--as-of", TODAY], more].concat())
}

/// Publishes and insists that it worked.
fn published(site: &Site) -> Run {
    let done = publish(site, &[]);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    done
}

fn state(served: &Path) -> PathBuf {
    served.with_file_name("site.pilothouse")
}

#[test]
fn what_is_served_is_the_output_folder_and_the_way_back() {
    for way in WAYS {
        let (site, served) = site(way);
        let foretold = publish(&site, &["--dry-run"]);
        assert!(foretold.out.contains("新增") && foretold.err.contains("试运行"), "{}", foretold.err);
        assert!(!served.exists() && !state(&served).exists(), "a dry run leaves something behind");
        let first = published(&site);
        assert!(first.out.contains("《甲的品牌》"), "{}", first.out);
        assert_same(&files(&served.canonicalize().unwrap()), &site.files(), way);
        let old = site.files();
        site.replace("content/pilots/jia.md", "甲的品牌", "甲的新品牌");
        site.remove("content/pilots/bing.md");
        let second = published(&site);
        assert!(
            second.out.contains("更新")
                && second
                    .out
                    .contains("撤下 2 个文件，其中 1 个页面：\n  《丙的品牌》  甲处  pilots/bing.html"),
            "{}",
            second.out
        );
        assert_same(&files(&served.canonicalize().unwrap()), &site.files(), way);
        let again = published(&site);
        assert!(
            again.err.contains("没有变化") && again.out.contains("新增 0，更新 0，撤下 0"),
            "{}",
            again.err
        );
        let list = publish(&site, &["--list"]);
        assert!(list.out.starts_with("* 第 2 版") && list.out.contains("\n  第 1 版"), "{}", list.out);
        let back = publish(&site, &["--rollback"]);
        assert_eq!(back.code, Some(0), "{}", back.err);
        assert_same(&files(&served.canonicalize().unwrap()), &old, way);
        assert!(publish(&site, &["--list"]).out.contains("\n* 第 1 版"));
        let none = publish(&site, &["--rollback"]);
        assert!(none.code == Some(3) && none.err.contains("没有可以退回的上一版"), "{}", none.err);
        published(&site);
        assert_same(&files(&served.canonicalize().unwrap()), &site.files(), way);
    }
}

#[test]
fn only_what_changed_travels_and_old_generations_go() {
    for way in WAYS {
        let (site, served) = site(way);
        published(&site);
        for round in 0..5 {
            site.edit("content/pilots/yi.md", |text| format!("{text}\n第{round}句。\n"));
            let done = published(&site);
            assert!(done.err.contains("传送 1 个文件"), "{way}: {}", done.err);
        }
        let list = publish(&site, &["--list"]).out;
        assert_eq!(list.lines().count(), 3, "{list}");
        let mut objects = files(&state(&served).join("objects"));
        objects.retain(|name, _| !name.ends_with('/'));
        let parts = objects.keys().filter(|name| name.ends_with(".part")).count();
        let contents: std::collections::BTreeSet<Vec<u8>> = site.files().into_values().collect();
        assert_eq!((objects.len(), parts), (contents.len() + 2, 0), "bytes of forgotten generations stay");
        if way == "link" {
            assert_eq!(fs::read_dir(state(&served).join("trees")).unwrap().count(), 3);
        }
    }
}

#[test]
fn errors_and_drafts_keep_the_old_generation() {
    let (site, served) = site("link");
    published(&site);
    let (old, list) = (files(&served.canonicalize().unwrap()), publish(&site, &["--list"]).out);
    site.write("content/pilots/huai.md", "---\ntitle: 坏\ndate: 不是日期\n---\n");
    let refused = publish(&site, &[]);
    assert!(refused.code == Some(1) && refused.err.contains("没有发布"), "{}", refused.err);
    assert_eq!(publish(&site, &["--drafts"]).code, Some(2));
    site.remove("content/pilots/huai.md");
    assert_eq!((files(&served.canonicalize().unwrap()), publish(&site, &["--list"]).out), (old, list));
    assert_eq!(publish(&site, &["外网"]).code, Some(2));
}

#[test]
fn what_others_put_there_stays() {
    let (site, served) = site("files");
    fs::create_dir_all(served.join("pilots")).unwrap();
    fs::write(served.join("通知.txt"), "别人的").unwrap();
    published(&site);
    fs::write(served.join("pilots/别人.txt"), "别人的").unwrap();
    site.remove("content/pilots/bing.md");
    published(&site);
    assert!(!served.join("pilots/bing-de-pinpai.html").exists());
    for name in ["通知.txt", "pilots/别人.txt"] {
        assert_eq!(fs::read_to_string(served.join(name)).unwrap(), "别人的");
    }
    // A page that would come where a file of others lies.
    fs::create_dir_all(served.join("tools")).unwrap();
    fs::write(served.join("tools/a.txt"), "别人的").unwrap();
    let before = files(&served);
    site.write("content/static/tools/a.txt", "我们的");
    let refused = publish(&site, &[]);
    assert!(refused.code == Some(3) && refused.err.contains("a.txt 不是本程序发布的"), "{}", refused.err);
    assert_same(&files(&served), &before, "refused");
    site.write("content/static/tools/a.txt", "别人的");
    published(&site);
    // A folder that leads elsewhere.
    let elsewhere = site.beside("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, served.join("led")).unwrap();
    site.write("content/static/led/b.txt", "我们的");
    assert_eq!(publish(&site, &[]).code, Some(3));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn what_was_changed_by_hand_is_kept_and_put_right() {
    let (site, served) = site("files");
    published(&site);
    let page = site.names().into_iter().find(|name| name.starts_with("pilots/jia")).unwrap();
    let place = served.join(&page);
    fs::remove_file(&place).unwrap();
    fs::write(&place, "手工改过的").unwrap();
    let gone = served.join("index.html");
    fs::remove_file(&gone).unwrap();
    let done = published(&site);
    assert!(done.err.contains("有人手工改过"), "{}", done.err);
    assert_same(&files(&served), &site.files(), "mended");
    let kept = files(&state(&served).join("rescued"));
    assert_eq!(kept.values().collect::<Vec<_>>(), ["手工改过的".as_bytes()]);
}

#[test]
fn files_that_others_put_into_a_linked_tree_stay() {
    let (site, served) = site("link");
    published(&site);
    fs::write(served.join("别人.txt"), "别人的").unwrap();
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    let done = published(&site);
    assert!(done.err.contains("别人.txt") && done.err.contains("没有删除"), "{}", done.err);
    for round in 0..5 {
        site.edit("content/pilots/yi.md", |text| format!("{text}\n第{round}句。\n"));
        published(&site);
    }
    let left = crate::harness::all_below(&state(&served).join("trees"));
    assert!(left.iter().any(|path| path.ends_with("别人.txt")), "{left:?}");
}

#[test]
fn a_link_of_others_and_the_sites_own_folders_are_no_target() {
    let (site, served) = site("auto");
    fs::create_dir(site.beside("elsewhere")).unwrap();
    std::os::unix::fs::symlink(site.beside("elsewhere"), &served).unwrap();
    let refused = publish(&site, &[]);
    assert!(refused.code == Some(3) && refused.err.contains("不是本程序发布的"), "{}", refused.err);
    for to in [".", "site", "site/x", "content/x", "/"] {
        site.edit("pilothouse.yaml", |text| {
            let cut = text.find("\npublish:").unwrap();
            format!("{}\npublish: {{内网: {{to: {to}}}}}\n# {to}", &text[..cut])
        });
        let refused = publish(&site, &[]);
        assert!(refused.code == Some(3) && refused.err.contains("不能作为"), "{to}: {}", refused.err);
    }
}

#[test]
fn one_publisher_at_a_time() {
    let (site, served) = site("link");
    published(&site);
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    let (lock, mark) = (state(&served).join("lock"), state(&served).join("lock.json"));
    let held = fs::File::options().write(true).open(&lock).unwrap();
    held.lock().unwrap();
    fs::write(&mark, r#"{"user":"zhang","host":"bangong","process":7,"since":"2026-06-01 08:00:00"}"#)
        .unwrap();
    let refused = publish(&site, &[]);
    assert_eq!(refused.code, Some(3), "{}", refused.err);
    assert!(
        refused.err.contains("zhang@bangong (7)") && refused.err.contains("2026-06-01 08:00:00"),
        "{}",
        refused.err
    );
    held.unlock().unwrap();
    // The system's lock is free, but another machine has said a moment ago that it works here.
    assert_eq!(publish(&site, &[]).code, Some(3));
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(&mark).unwrap().set_modified(long_ago).unwrap();
    published(&site);
    assert!(!mark.exists());
}

/// Two states of a site that differ in every page, one by one.
fn flip(site: &Site, round: usize) {
    site.edit("themes/plain/templates/frame.html", |text| {
        text.replacen("<main", &format!("<!-- {round} --><main"), 1)
    });
    let _ = fs::remove_file(site.place(&format!("content/news/{}.md", round.wrapping_sub(1))));
    site.write(&format!("content/news/{round}.md"), "---\ntitle: 新\ndate: 2026-01-01\n---\n");
}

/// Returns the files of a folder that is being changed: one that goes between the look at its name and that at its bytes is none.
fn looked_at(folder: &Path) -> Files {
    let read = |place: std::path::PathBuf| {
        let name = place.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        match fs::read_dir(&place) {
            Ok(mut entries) => entries.next().is_none().then(|| (format!("{name}/"), Vec::new())),
            Err(_) => Some((name, fs::read(&place).ok()?)),
        }
    };
    all_below(folder).into_iter().filter_map(read).collect()
}

/// Reads the target again and again; returns how often, and insists that only whole generations are seen if `at_once`.
fn watch(served: &Path, whole: &[&Files], at_once: bool, over: &AtomicBool, seen: &AtomicUsize) {
    loop {
        let last = over.load(Ordering::SeqCst);
        // A reader that has opened the folder once reads what it opened.
        let found = served.canonicalize().map(|place| looked_at(&place)).unwrap_or_default();
        let mut right = whole.contains(&&found);
        if !at_once {
            right = found.iter().all(|(name, bytes)| {
                name.ends_with('/') || whole.iter().any(|one| one.get(name) == Some(bytes))
            });
        }
        assert!(right, "a mixture: {:?}", found.keys().collect::<Vec<_>>());
        seen.fetch_add(1, Ordering::SeqCst);
        if last {
            return;
        }
    }
}

/// Kills publishers at random points while readers look; returns how many were killed in their work and how many looks were taken.
fn kill(way: &str, wanted: usize) -> (usize, usize) {
    let (site, served) = site(way);
    published(&site);
    let (mut killed, seen) = (0, AtomicUsize::new(0));
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0.. {
        if killed == wanted {
            break;
        }
        assert!(round < 5 * wanted, "only {killed} of {round} were killed in their work");
        let old = files(&served.canonicalize().unwrap());
        flip(&site, round);
        site.build();
        let new = site.files();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| watch(&served, &[&old, &new], way == "link", &over, &seen));
            let mut child = spawn(site.command(["publish", "--as-of", TODAY]));
            let (started, mark) = (Instant::now(), state(&served).join("lock.json"));
            while !mark.exists() && child.try_wait().unwrap().is_none() {
                assert!(started.elapsed() < Duration::from_secs(60));
                std::thread::sleep(Duration::from_micros(100));
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::sleep(Duration::from_micros((random >> 33) % 40_000));
            killed += usize::from(child.try_wait().unwrap().is_none());
            let _ = child.kill();
            child.wait().unwrap();
            over.store(true, Ordering::SeqCst);
        });
        if round % 4 == 3 {
            published(&site);
            assert_same(&files(&served.canonicalize().unwrap()), &new, "after a rerun");
        }
        if way == "files" && round % 4 != 3 {
            published(&site); // an exchange that was begun is finished, so that old and new stay two
        }
    }
    published(&site);
    assert_same(&files(&served.canonicalize().unwrap()), &site.files(), "in the end");
    (killed, seen.into_inner())
}

#[test]
fn killed_publishers_leave_whole_generations_behind_a_link() {
    let (killed, seen) = kill("link", 60);
    println!("link: {killed} killed at work, {seen} looks, no mixture");
}

#[test]
fn killed_publishers_leave_whole_files() {
    let (killed, seen) = kill("files", 45);
    println!("files: {killed} killed at work, {seen} looks");
}

#[test]
fn many_publishers_at_once_leave_one_whole_generation() {
    let (site, served) = site("link");
    published(&site);
    site.replace("content/pilots/jia.md", "甲的正文", "甲的新正文");
    site.build();
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..4).map(|_| scope.spawn(|| run(site.command(["publish", "--as-of", TODAY])))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert!(runs.iter().any(|run| run.code == Some(0)));
    assert!(runs.iter().all(|run| matches!(run.code, Some(0 | 3))), "{runs:?}");
    assert_same(&files(&served.canonicalize().unwrap()), &site.files(), "several at once");
    assert_eq!(publish(&site, &["--list"]).out.lines().count(), 2);
}
