//! A large file on its way to a server: it is sent, read back and laid out, and little of it is in memory at once.

use std::fs::{self, File};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::sftp::Host;

/// Bytes of the file: zeros, and no blocks of the disk until somebody copies them.
const LARGE: u64 = 256 << 20;

/// Most memory that sending it may take, in kilobytes.
const MOST: u64 = 150 << 10;

/// Returns the most memory that a program has taken so far, in kilobytes. *Source:* proc(5), `VmHWM`.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

#[test]
fn a_large_file_is_never_in_memory() {
    let host = Host::new();
    let _server = host.open("host");
    for switch in ["", ", switch: files"] {
        let site = host.usual(switch);
        let film = File::create(site.place("content/film.mp4")).unwrap();
        film.set_len(LARGE).unwrap();
        drop(film);
        let mut child = site.command(&["publish"]).stdout(Stdio::null()).spawn().unwrap();
        let mut most = 0;
        let status = loop {
            most = most.max(peak(&child));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        println!("{} MB of memory for a file of {} MB", most >> 10, LARGE >> 20);
        assert!(status.success());
        assert!(most > 1 << 10 && most < MOST, "{most} kB");
        assert_eq!(fs::metadata(host.www().join("site/film.mp4")).unwrap().len(), LARGE);
        fs::remove_dir_all(host.www()).unwrap();
        fs::create_dir(host.www()).unwrap();
    }
}
