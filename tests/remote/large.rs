//! A large file on its way to a server: it is sent, read back and laid out, and little of it is in memory at once.

use std::fs::{self, File};

use super::memory::most_of;
use super::sftp::Host;

/// Bytes of the file: zeros, and no blocks of the disk until somebody copies them.
const LARGE: u64 = 256 << 20;

/// Most memory that sending it may take, in kilobytes.
const MOST: u64 = 150 << 10;

#[test]
fn a_large_file_is_never_in_memory() {
    let host = Host::new();
    let _server = host.open("host");
    for switch in ["", ", switch: files"] {
        let site = host.usual(switch);
        let film = File::create(site.place("content/film.mp4")).unwrap();
        film.set_len(LARGE).unwrap();
        drop(film);
        let most = most_of(&mut site.command(&["publish"]));
        println!("{} MB of memory for a file of {} MB", most >> 10, LARGE >> 20);
        assert!(most < MOST, "{most} kB");
        assert_eq!(fs::metadata(host.www().join("site/film.mp4")).unwrap().len(), LARGE);
        fs::remove_dir_all(host.www()).unwrap();
        fs::create_dir(host.www()).unwrap();
    }
}
