//! Targets that speak SFTP and are not OpenSSH: a server in Python that lets in by a password and knows as many extensions as it is told.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::{Running, free_port};
use super::sftp::{key, web};
use super::site::{Random, Site};
use super::{SECRET, SEED, all_commands, one_at_a_time, python, wrong_secret};

const RENAME: &str = "posix-rename@openssh.com";
const HARDLINK: &str = "hardlink@openssh.com";

/// How often a publisher is killed.
const KILLS: u64 = 12;

struct Other {
    home: tempfile::TempDir,
    port: u16,
    shown: u16,
    _web: Running,
    _server: Running,
}

impl Other {
    /// Starts a server that lets in by a way and knows some extensions, and one that shows what it holds.
    fn new(way: &str, known: &[&str]) -> Self {
        let home = tempfile::Builder::new().prefix("pilothouse-other-").tempdir().unwrap();
        let (port, shown) = (free_port(), free_port());
        fs::create_dir(home.path().join("www")).unwrap();
        let host = home.path().join("host");
        key(&host, "");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/remote/other.py");
        let mut command = Command::new(python::interpreter("asyncssh", "asyncssh==2.24.1"));
        command.arg(script).arg(port.to_string()).arg(&host).args(["editor", SECRET, way]).args(known);
        let server = Running::start(command, port);
        let web = web(home.path(), shown);
        Self { home, port, shown, _web: web, _server: server }
    }

    fn www(&self) -> PathBuf {
        self.home.path().join("www")
    }

    fn site(&self, more: &str) -> Site {
        let public = fs::read_to_string(self.home.path().join("host.pub")).unwrap();
        let known = self.home.path().join("known");
        let host: Vec<&str> = public.split(' ').take(2).collect();
        fs::write(&known, format!("[127.0.0.1]:{} {}\n", self.port, host.join(" "))).unwrap();
        let to = format!("sftp://editor@127.0.0.1:{}{}/site", self.port, self.www().display());
        let target = format!("{{to: '{to}', keep: 3, known_hosts: '{}'{more}}}", known.display());
        Site::new(&target, &[("PILOTHOUSE_SFTP_PASSWORD", SECRET)], "", self.shown).on_disk(&self.www())
    }

    fn kept(&self, folder: &str) -> usize {
        fs::read_dir(self.www().join("site.pilothouse").join(folder)).unwrap().count()
    }
}

#[test]
fn a_password_is_given_and_a_question_answered() {
    for way in ["password", "questions"] {
        let other = Other::new(way, &[]);
        let site = other.site("");
        wrong_secret(&site, &[("PILOTHOUSE_SFTP_PASSWORD", "falsch-77")]);
        assert!(!other.www().join("site").exists() && !other.www().join("site.pilothouse").exists());
        site.write(0);
        site.publish();
        site.is_whole("第 0 版");
        site.write(1);
        wrong_secret(&site, &[("PILOTHOUSE_SFTP_PASSWORD", "falsch-77")]);
        site.is_whole("第 0 版");
    }
}

#[test]
fn the_standard_alone_is_enough() {
    let other = Other::new("password", &[]);
    let site = other.site("");
    all_commands(&site);
    assert!(!site.is_link());
    one_at_a_time(&site);
    let told = other.site(", switch: link").fails();
    assert!(told.contains("不能做成链接"), "{told}");
    let started = std::time::Instant::now();
    site.write(100);
    site.publish();
    let longest = started.elapsed();
    let mut random = Random(SEED);
    for round in 101..101 + KILLS {
        site.write(round);
        let mut child = site.start();
        site.wait_for(["lock.json", "journal"][round as usize % 2], &mut child);
        std::thread::sleep(longest.mul_f64(random.fraction() * 0.2));
        let _ = child.kill();
        child.wait().unwrap();
        site.publish();
        site.is_whole(&format!("第 {round} 版"));
        assert!(!site.is_there("journal") && !site.is_there("lock.json"), "round {round}");
    }
}

#[test]
fn links_are_made_in_either_order() {
    // This server takes the names of a link as the standard says, not as OpenSSH does.
    for known in [&[RENAME, HARDLINK][..], &[RENAME]] {
        let other = Other::new("password", known);
        let site = other.site("");
        all_commands(&site);
        assert!(site.is_link(), "{known:?}");
        assert!(site.run(&["publish", "--dry-run"]).contains("全部文件一次切换"));
        for round in 2..6 {
            site.write(round);
            site.publish();
            site.is_whole(&format!("第 {round} 版"));
        }
        assert_eq!((other.kept("trees"), site.kept()), (3, 3));
        let left = fs::read_dir(other.www().join("site.pilothouse")).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_str().unwrap().starts_with("part-")), "{left:?}");
    }
}
