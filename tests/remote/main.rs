//! Remote targets with real servers on this machine: moto for storage that speaks S3, Apache for WebDAV, OpenSSH and AsyncSSH for SFTP. Publishers
//! and servers are killed at random points; a reader asks all the while.
//!
//! A server that is missing is installed (moto and AsyncSSH from PyPI, the others as Debian packages), and is an error where that cannot be done.
//! `PILOTHOUSE_KILLS` says how often a publisher is killed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../serving/install.rs"]
#[allow(dead_code, reason = "the servers of other tests are installed there too")]
mod install;
mod large;
#[path = "../suite/memory.rs"]
mod memory;
mod other;
mod python;
#[path = "../serving/server.rs"]
#[allow(dead_code, reason = "answers are read there for other tests too")]
mod server;
mod sftp;
mod site;

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use server::{Running, free_port};
use site::{Random, Site};

const SECRET: &str = "geheim-9f3k2";

/// Seed of the points at which something is killed: the same in every run, the points are not, for they are times.
const SEED: u64 = 0x5eed_0dd5;

fn kills() -> u64 {
    std::env::var("PILOTHOUSE_KILLS").map_or(30, |number| number.parse().unwrap())
}

/// Lets everybody read what lies in the bucket, as those do whose bucket is a web site.
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}"#;

/// Sends a request; returns the status line.
fn send(port: u16, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let length = body.len();
    write!(
        stream,
        "{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text.lines().next().unwrap().to_owned()
}

fn storage(port: u16) -> Running {
    let mut command = Command::new(python::program("moto_server", "moto[server,s3]==5.2.5"));
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stderr(std::process::Stdio::null());
    let running = Running::start(command, port);
    assert!(send(port, "PUT /bucket", "").contains("200"));
    assert!(send(port, "PUT /bucket?policy", POLICY).contains("20"));
    running
}

fn storage_site(port: u16) -> Site {
    let target = format!("{{to: 's3://bucket/www/site', endpoint: 'http://127.0.0.1:{port}', keep: 3}}");
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDTEST"), ("AWS_SECRET_ACCESS_KEY", SECRET)];
    Site::new(&target, &keys, "/bucket/www", port)
}

/// Starts Apache with a folder that may be written to by who knows the password.
fn webdav(port: u16, folder: &Path) -> Running {
    let program = install::apache();
    let modules = [
        "mpm_event",
        "authz_core",
        "mime",
        "dav",
        "dav_fs",
        "auth_basic",
        "authn_core",
        "authn_file",
        "authz_user",
    ];
    let modules: String = modules
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    // The second field is the SHA-1 of the password above.
    fs::write(folder.join("users"), "editor:{SHA}t5u4tajSxjzDw6D9cmlBCEh/k9M=\n").unwrap();
    let main = format!(
        "ServerRoot \"{0}\"\nServerName localhost\nPidFile {0}/pid\nDefaultRuntimeDir {0}\nErrorLog {0}/error.log\n\
         Listen 127.0.0.1:{port}\n{modules}TypesConfig /etc/mime.types\nUser www-data\nGroup www-data\n\
         DocumentRoot {0}/www\nDavLockDB {0}/open/locks\n<Directory {0}/www>\n  Dav On\n  AuthType Basic\n  AuthName dav\n\
         \x20 AuthUserFile {0}/users\n  <LimitExcept GET HEAD>\n    Require valid-user\n  </LimitExcept>\n  <Limit GET HEAD>\n    Require all granted\n  </Limit>\n</Directory>\n",
        folder.display()
    );
    let conf = folder.join("httpd.conf");
    fs::write(&conf, main).unwrap();
    let mut command = Command::new(program);
    command.arg("-f").arg(&conf).args(["-D", "FOREGROUND"]);
    Running::start(command, port)
}

/// Makes a folder for Apache, whose workers give up their rights.
fn webdav_folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("pilothouse-dav-").tempdir().unwrap();
    open_to_all(folder.path(), 0o755);
    for name in ["www", "open"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        open_to_all(&folder.path().join(name), 0o777);
    }
    folder
}

fn open_to_all(folder: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
}

fn webdav_site(port: u16, home: &Path) -> Site {
    let secrets: PathBuf = home.join("secrets");
    fs::write(&secrets, format!("PILOTHOUSE_WEBDAV_USER=editor\nPILOTHOUSE_WEBDAV_PASSWORD={SECRET}\n"))
        .unwrap();
    let target = format!("{{to: 'http://127.0.0.1:{port}/site', keep: 3, secrets: '{}'}}", secrets.display());
    Site::new(&target, &[], "", port)
}

/// Publishes, previews, lists, goes back, and looks at what is served.
fn all_commands(site: &Site) {
    let first = site.publish();
    assert!(first.contains("已切换到 000001-"), "{first}");
    site.is_whole("第 0 版");
    site.write(1);
    let foretold = site.run(&["publish", "--dry-run"]);
    assert!(foretold.contains("试运行，没有改动：要传送"), "{foretold}");
    site.is_whole("第 0 版");
    let second = site.publish();
    // The page that changed and what tells of it; not the pages that did not.
    let brought: u64 = second.split("传送 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((1..=6).contains(&brought), "{second}");
    site.is_whole("第 1 版");
    assert!(site.publish().contains("没有变化"), "published again");
    let listed = site.run(&["publish", "--list"]);
    assert!(listed.contains("* 第 2 版") && listed.contains("  第 1 版"), "{listed}");
    site.run(&["publish", "--rollback"]);
    site.is_whole("第 0 版");
    let page = site.get("/site/index.html");
    assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
}

/// Two at once: the later one is told, even from a machine that does not know of the other.
fn one_at_a_time(site: &Site) {
    site.write(50);
    let mut first = site.start();
    let told = site.other_while_locked(&first);
    assert!(first.wait().unwrap().success());
    let told = told.expect("the lock was never seen");
    assert!(told.contains("请等它结束后再试") && told.contains('@'), "{told}");
    site.is_whole("第 50 版");
}

/// Asks for a page all the while; counts answers, each of which must be a whole page.
fn while_read(site: &Site, work: impl FnOnce()) -> u64 {
    let (done, answers) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let page = site.get("/site/index.html");
                assert!(page.status == 200 && page.text().trim_end().ends_with("</html>"), "{page:?}");
                answers.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        worked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    answers.into_inner()
}

/// Kills publishers at random points; the next one completes.
fn killed_publishers(site: &Site) {
    let mut random = Random(SEED);
    let mut unfinished = 0;
    let mut locked = 0;
    let answers = while_read(site, || {
        site.write(100);
        let started = std::time::Instant::now();
        site.publish();
        let longest = started.elapsed();
        for round in 101..101 + kills() {
            let old = site.live();
            site.write(round);
            let mut child = site.start();
            // The build comes first and touches no server, and the exchange is short: some are let go on that far.
            let last = if site.is_link() { "lock.json" } else { "journal" };
            let (until, share) = [("", 1.0), ("lock.json", 0.5), (last, 0.03)][round as usize % 3];
            if !until.is_empty() {
                site.wait_for(until, &mut child);
            }
            std::thread::sleep(longest.mul_f64(random.fraction() * share));
            let _ = child.kill();
            child.wait().unwrap();
            locked += u64::from(site.is_there("lock.json"));
            unfinished += u64::from(site.is_there("journal"));
            site.is_old_or_new(&old);
            site.publish();
            site.is_whole(&format!("第 {round} 版"));
            assert!(!site.is_there("journal") && !site.is_there("lock.json"), "round {round}");
        }
    });
    println!(
        "{} publishers killed, {locked} while they held the target, {unfinished} in an exchange; {answers} answers",
        kills()
    );
    assert!(locked * 4 >= kills() && answers > kills(), "{locked} {answers}");
    assert!(unfinished > 0 || site.is_link(), "no exchange was interrupted");
    assert!(site.kept() <= 3, "{}", site.kept());
}

/// A wrong password: refused, nothing changed, nothing told of it.
fn wrong_secret(site: &Site, keys: &[(&str, &str)]) {
    site.write(70);
    let done = site.command(&["publish"]).envs(keys.iter().copied()).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert!(!done.status.success() && !told.contains("falsch-77") && !told.contains(SECRET), "{told}");
    assert!(told.contains("错误："), "{told}");
}

#[test]
fn storage_that_speaks_s3() {
    let port = free_port();
    let running = storage(port);
    let site = storage_site(port);
    let missing = site.command(&["publish"]).env_remove("AWS_SECRET_ACCESS_KEY").output().unwrap();
    assert!(String::from_utf8_lossy(&missing.stderr).contains("没有密钥"), "{missing:?}");
    all_commands(&site);
    one_at_a_time(&site);
    killed_publishers(&site);
    drop(running);
    // moto forgets all when it ends: what is published then begins anew.
    let told = site.fails();
    assert!(told.contains("错误：") && told.contains("再发布一次"), "{told}");
    let mut random = Random(SEED);
    for round in 200..206 {
        let running = storage(port);
        let mut child = site.start();
        std::thread::sleep(Duration::from_millis(200 + random.below(1500)));
        drop(running);
        child.wait().unwrap();
        let _running = storage(port);
        site.write(round);
        site.publish();
        site.is_whole(&format!("第 {round} 版"));
    }
}

#[test]
fn a_folder_that_speaks_webdav() {
    let port = free_port();
    let folder = webdav_folder();
    let running = webdav(port, folder.path());
    let site = webdav_site(port, folder.path());
    all_commands(&site);
    fs::write(folder.path().join("www/site/fremd.txt"), "fremd").unwrap();
    one_at_a_time(&site);
    killed_publishers(&site);
    let mut running = Some(running);
    let mut random = Random(SEED);
    for round in 200..210 {
        let old = site.live();
        site.write(round);
        let mut child = site.start();
        std::thread::sleep(Duration::from_millis(200 + random.below(3500)));
        drop(running.take());
        child.wait().unwrap();
        running = Some(webdav(port, folder.path()));
        site.is_old_or_new(&old);
        site.publish();
        site.is_whole(&format!("第 {round} 版"));
    }
    fs::write(
        folder.path().join("secrets"),
        "PILOTHOUSE_WEBDAV_USER=editor\nPILOTHOUSE_WEBDAV_PASSWORD=falsch-77\n",
    )
    .unwrap();
    wrong_secret(&site, &[]);
    site.is_whole("第 209 版");
    assert_eq!(fs::read(folder.path().join("www/site/fremd.txt")).unwrap(), b"fremd");
}
