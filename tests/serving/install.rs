//! Finds the servers, and installs them where that is possible.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Longest time an installation may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

pub fn nginx() -> PathBuf {
    program("nginx", "nginx")
}

pub fn apache() -> PathBuf {
    program("apache2", "apache2")
}

pub fn sshd() -> PathBuf {
    program("sshd", "openssh-server")
}

pub fn ssh_keygen() -> PathBuf {
    program("ssh-keygen", "openssh-client")
}

pub fn ssh_agent() -> PathBuf {
    program("ssh-agent", "openssh-client")
}

pub fn ssh_add() -> PathBuf {
    program("ssh-add", "openssh-client")
}

pub fn minisign() -> PathBuf {
    program("minisign", "minisign")
}

/// Returns a program, installing its package first if it is missing and this is a Debian with root rights.
fn program(name: &str, package: &str) -> PathBuf {
    let _one = INSTALLING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    which(name).unwrap_or_else(|| {
        assert!(can_install(), "these tests need {name}: install the package {package}");
        install(package);
        which(name).unwrap_or_else(|| panic!("{package} was installed but {name} is not there"))
    })
}

fn which(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder: PathBuf| folder.join(name)).find(|place| place.is_file())
}

fn can_install() -> bool {
    let id = Command::new("id").arg("-u").output();
    which("apt-get").is_some() && id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Installs a package. Another installation under way is waited for.
fn install(package: &str) {
    let apt = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    for words in [vec!["update"], vec!["install", package]] {
        let mut command = Command::new("apt-get");
        command.args(apt).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        finish(command, Path::new(package));
    }
}

/// Runs a command to its end, which must be a good one and come in time.
fn finish(mut command: Command, name: &Path) {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "apt-get ended with {status}; install {}", name.display());
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("apt-get does not end");
}
