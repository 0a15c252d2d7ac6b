//! A target that speaks SFTP: the server of OpenSSH with keys of its own, and nginx for those who read what it holds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::server::{Running, free_port};
use super::site::{Random, Site};
use super::{SECRET, SEED, all_commands, install, killed_publishers, one_at_a_time, while_read};

/// How often the server is killed while somebody publishes.
const SERVER_KILLS: u64 = 25;

/// Two servers over one folder: one writes, one shows.
pub struct Host {
    home: tempfile::TempDir,
    port: u16,
    shown: u16,
    _web: Running,
}

impl Host {
    pub fn new() -> Self {
        let home = tempfile::Builder::new().prefix("pilothouse-sftp-").tempdir().unwrap();
        let (port, shown) = (free_port(), free_port());
        fs::create_dir(home.path().join("www")).unwrap();
        for name in ["host", "other", "user", "stranger"] {
            key(&home.path().join(name), "");
        }
        key(&home.path().join("guarded"), SECRET);
        let public = |name: &str| fs::read_to_string(home.path().join(format!("{name}.pub"))).unwrap();
        fs::write(home.path().join("let_in"), public("user") + &public("guarded")).unwrap();
        let known = |name: &str| {
            let key: Vec<String> = public(name).split(' ').take(2).map(str::to_owned).collect();
            format!("[127.0.0.1]:{port} {}\n", key.join(" "))
        };
        fs::write(home.path().join("known"), format!("# 服务器\n{}", known("host"))).unwrap();
        fs::write(home.path().join("known_other"), known("other")).unwrap();
        fs::write(home.path().join("known_none"), "elsewhere.example ssh-ed25519 AAAA\n").unwrap();
        let web = web(home.path(), shown);
        Self { home, port, shown, _web: web }
    }

    fn file(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    pub fn www(&self) -> PathBuf {
        self.home.path().join("www")
    }

    /// Starts the server that writes.
    pub fn open(&self, host_key: &str) -> Sshd {
        let conf = format!(
            "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n\
             MaxStartups 100\nSubsystem sftp internal-sftp\n",
            self.port,
            self.file(host_key),
            self.file("let_in")
        );
        let place = self.home.path().join("sshd_config");
        fs::write(&place, conf).unwrap();
        // Where Debian's server looks for the folder into which it locks itself.
        fs::create_dir_all("/run/sshd").unwrap();
        let mut command = Command::new(install::sshd());
        command.args(["-D", "-q", "-f"]).arg(place).stderr(Stdio::null());
        Sshd(Running::start(command, self.port))
    }

    fn address(&self) -> String {
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        format!("sftp://{}@127.0.0.1:{}{}/site", user.trim(), self.port, self.www().display())
    }

    fn site(&self, more: &str) -> Site {
        let target = format!("{{to: '{}', keep: 3, {more}}}", self.address());
        Site::new(&target, &[], "", self.shown).on_disk(&self.www())
    }

    pub fn usual(&self, more: &str) -> Site {
        self.site(&format!("known_hosts: '{}', key: '{}'{more}", self.file("known"), self.file("user")))
    }

    fn fingerprint(&self, name: &str) -> String {
        let told = Command::new(install::ssh_keygen()).arg("-lf").arg(self.file(name)).output().unwrap();
        String::from_utf8(told.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
    }
}

/// The server that writes, and those of its processes that serve somebody.
pub struct Sshd(Running);

impl Sshd {
    /// Ends it at once, with all whom it serves.
    fn kill(self) {
        for process in below(self.0.id()) {
            let _ = Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status();
        }
    }
}

/// Returns the processes that a process started, and those that they started.
fn below(process: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children: Vec<u32> = children.split_whitespace().map(|number| number.parse().unwrap()).collect();
    children.iter().flat_map(|child| [*child].into_iter().chain(below(*child))).collect()
}

pub fn key(place: &Path, passphrase: &str) {
    let made = Command::new(install::ssh_keygen())
        .args(["-q", "-t", "ed25519", "-N", passphrase, "-f"])
        .arg(place)
        .status();
    assert!(made.unwrap().success());
}

/// Shows a folder to readers. It follows links, as web servers do.
pub fn web(home: &Path, port: u16) -> Running {
    let conf = format!(
        "user root;\ndaemon off;\npid {0}/nginx.pid;\nerror_log {0}/nginx.log;\nevents {{}}\nhttp {{\n  access_log off;\n\
         \x20 types {{ text/html html; text/css css; }}\n  client_body_temp_path {0}/t1;\n  proxy_temp_path {0}/t2;\n\
         \x20 fastcgi_temp_path {0}/t3;\n  uwsgi_temp_path {0}/t4;\n  scgi_temp_path {0}/t5;\n\
         \x20 server {{ listen 127.0.0.1:{port}; root {0}/www; }}\n}}\n",
        home.display()
    );
    let place = home.join("nginx.conf");
    fs::write(&place, conf).unwrap();
    let mut command = Command::new(install::nginx());
    command.arg("-c").arg(place).stderr(Stdio::null());
    Running::start(command, port)
}

/// Runs a publisher that must be refused; returns what it says. Nothing is at the target then.
fn refused(site: &Site, host: &Host) -> String {
    let said = site.fails();
    assert!(said.contains("错误："), "{said}");
    assert!(!host.www().join("site").exists() && !host.www().join("site.pilothouse").exists(), "{said}");
    said
}

#[test]
fn hosts_and_users_that_are_not_known() {
    let host = Host::new();
    let server = host.open("host");
    let (key, right) = (format!("key: '{}'", host.file("user")), host.fingerprint("host"));
    // No word of the host, a list without it, and another key than it has.
    for more in [key.clone(), format!("{key}, known_hosts: '{}'", host.file("known_none"))] {
        let told = refused(&host.site(&more), &host);
        assert!(told.contains(&format!("host_key: {right}")) && told.contains("还不认识"), "{told}");
    }
    let other = host.fingerprint("other");
    for more in
        [format!("{key}, known_hosts: '{}'", host.file("known_other")), format!("{key}, host_key: '{other}'")]
    {
        let told = refused(&host.site(&more), &host);
        assert!(told.contains("指纹变了") && told.contains(&right), "{told}");
    }
    let told = refused(&host.site(&format!("{key}, known_hosts: '{}'", host.file("nowhere"))), &host);
    assert!(told.contains("nowhere"), "{told}");
    // Another user's key, one whose passphrase is not given, and none at all.
    let known = format!("host_key: '{right}'");
    let told = refused(&host.site(&format!("{known}, key: '{}'", host.file("stranger"))), &host);
    assert!(told.contains("登录") && told.contains("私钥"), "{told}");
    let told = refused(&host.site(&format!("{known}, key: '{}'", host.file("guarded"))), &host);
    assert!(told.contains("guarded"), "{told}");
    let told = refused(&host.site(&known), &host);
    assert!(told.contains("没有密钥") && told.contains("PILOTHOUSE_SFTP_PASSWORD"), "{told}");
    let site = host.site(&known);
    let wrong = site.command(&["publish"]).env("PILOTHOUSE_SFTP_PASSWORD", "falsch-77").output().unwrap();
    let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && told.contains("登录") && !told.contains("falsch-77"), "{told}");
    // The right ones.
    host.site(&format!("{known}, {key}")).publish();
    let site = host.site(&format!("{known}, key: '{}'", host.file("guarded")));
    let done = site.command(&["publish"]).env("PILOTHOUSE_SFTP_PASSPHRASE", SECRET).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    drop(server);
    // The host has another key one day.
    let _server = host.open("other");
    let told = host.usual("").fails();
    assert!(told.contains("指纹变了") && told.contains(&other), "{told}");
}

#[test]
fn a_key_that_an_agent_holds() {
    let host = Host::new();
    let _server = host.open("host");
    let socket = host.home.path().join("agent");
    let mut agent = Command::new(install::ssh_agent());
    agent.args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).stderr(Stdio::null());
    let mut agent: Child = agent.spawn().unwrap();
    while !socket.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let site = host.site(&format!("known_hosts: '{}'", host.file("known")));
    let publish = || site.command(&["publish"]).env("SSH_AUTH_SOCK", &socket).output().unwrap();
    let empty = publish();
    for name in ["stranger", "user"] {
        let added = Command::new(install::ssh_add())
            .arg(host.file(name))
            .env("SSH_AUTH_SOCK", &socket)
            .stderr(Stdio::null())
            .status();
        assert!(added.unwrap().success());
    }
    let done = publish();
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert!(!empty.status.success() && String::from_utf8_lossy(&empty.stderr).contains("登录"), "{empty:?}");
    assert!(done.status.success(), "{done:?}");
    site.is_whole("第 0 版");
}

/// Opens the folder that is served once and reads all of it, again and again: what was opened is one generation.
fn while_opened(host: &Host, work: impl FnOnce()) -> u64 {
    let (done, looks, served) = (AtomicBool::new(false), AtomicU64::new(0), host.www().join("site"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let tree = fs::canonicalize(&served).unwrap();
                let text = |path: &str| fs::read_to_string(tree.join(path)).ok();
                // The link may be led on, and the tree be gone, while one reads: then it is no tree of one's own any more.
                if let (Some(home), Some(page), true) =
                    (text("index.html"), text("notices/3.html"), tree.is_dir())
                {
                    let (home, page) = (round_of(&home), round_of(&page));
                    assert_eq!(home, page, "two generations in {}", tree.display());
                    looks.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        worked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    looks.into_inner()
}

/// Returns the number in "第 7 版".
fn round_of(page: &str) -> u64 {
    let text = page.split("第 ").find_map(|rest| rest.split_once(" 版")).unwrap().0;
    text.parse().unwrap()
}

#[test]
fn a_link_that_is_exchanged_in_one_step() {
    let host = Host::new();
    let server = host.open("host");
    let site = host.usual("");
    all_commands(&site);
    assert!(host.www().join("site").is_symlink());
    assert!(site.publish().contains("已切换到"));
    assert!(site.run(&["publish", "--dry-run"]).contains("全部文件一次切换"));
    one_at_a_time(&site);
    let looks = while_opened(&host, || killed_publishers(&site));
    drop(server);
    let mut server = Some(host.open("host"));
    let mut random = Random(SEED);
    let answers = while_read(&site, || {
        for round in 200..200 + SERVER_KILLS {
            let old = site.live();
            site.write(round);
            let mut child = site.start();
            std::thread::sleep(Duration::from_millis(random.below(700)));
            server.take().unwrap().kill();
            child.wait().unwrap();
            site.is_old_or_new(&old);
            server = Some(host.open("host"));
            site.publish();
            site.is_whole(&format!("第 {round} 版"));
        }
    });
    println!("{looks} looks, no mixture; the server was killed {SERVER_KILLS} times, {answers} answers");
    assert!(looks > 1000, "{looks}");
    let left = fs::read_dir(host.www().join("site.pilothouse")).unwrap();
    let left: Vec<String> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with("part-")), "{left:?}");
    assert_eq!(fs::read_dir(host.www().join("site.pilothouse/trees")).unwrap().count(), 3);
}

#[test]
fn files_that_are_exchanged_one_by_one() {
    let host = Host::new();
    let _server = host.open("host");
    let served = host.www().join("site");
    fs::create_dir(&served).unwrap();
    fs::write(served.join("fremd.txt"), "fremd").unwrap();
    let site = host.usual(", switch: files");
    all_commands(&site);
    assert!(!served.is_symlink());
    fs::write(served.join("notices/3.html"), "von Hand").unwrap();
    site.write(9);
    let told = site.publish();
    assert!(told.contains("手工改过"), "{told}");
    site.is_whole("第 9 版");
    // Something of others in the place of a new page: refused, and nothing is touched.
    site.write(11);
    site.publish();
    fs::create_dir_all(served.join("notices")).unwrap();
    fs::write(served.join("notices/extra.html"), "nicht von uns").unwrap();
    site.write(12);
    let told = site.fails();
    assert!(told.contains("不是本程序发布的"), "{told}");
    site.is_whole("第 11 版");
    fs::remove_file(served.join("notices/extra.html")).unwrap();
    site.publish();
    site.is_whole("第 12 版");
    assert_eq!(fs::read_to_string(served.join("fremd.txt")).unwrap(), "fremd");
}

#[test]
fn a_folder_of_others_stays_what_it_is() {
    let host = Host::new();
    let _server = host.open("host");
    let served = host.www().join("site");
    fs::write(&served, "nicht von uns").unwrap();
    let told = host.usual("").fails();
    assert!(told.contains("不是本程序发布的"), "{told}");
    fs::remove_file(&served).unwrap();
    std::os::unix::fs::symlink("/nowhere", &served).unwrap();
    let told = host.usual("").fails();
    assert!(told.contains("不是本程序发布的") && served.is_symlink(), "{told}");
    fs::remove_file(&served).unwrap();
    fs::create_dir(&served).unwrap();
    fs::write(served.join("fremd.txt"), "fremd").unwrap();
    let told = host.usual(", switch: link").fails();
    assert!(told.contains("不能做成链接"), "{told}");
    assert_eq!(fs::read_to_string(served.join("fremd.txt")).unwrap(), "fremd");
}
