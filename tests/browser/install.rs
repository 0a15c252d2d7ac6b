//! Finds Chromium, its driver and the judges of accessibility and markup, and installs them where that is possible.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The program that judges whether everyone can use a page, from the npm registry.
const AXE: &str = "axe-core@4.10.3";

/// The program that judges markup, styles and drawings, from the npm registry: the Nu HTML checker.
const NU: &str = "vnu-jar@26.9.27";

/// What runs that program, as Debian calls it.
const JAVA: &str = "default-jre-headless";

/// What a test needs on the machine, as Debian calls it. The fonts are there so that Chinese has the widths that readers see.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// What fetches from the npm registry, as Debian calls it.
const NPM: [&str; 2] = ["nodejs", "npm"];

/// Names under which systems know the browser.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Longest time an installation may take; two hundred megabytes over a slow line.
const PATIENCE: Duration = Duration::from_secs(900);

/// The programs that the tests drive.
pub struct Programs {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Returns the programs, installing them first if they are missing and this is a Debian with root rights.
pub fn programs() -> Programs {
    find().unwrap_or_else(|| {
        assert!(can_install(), "these tests need Chromium and ChromeDriver: install {}", PACKAGES.join(", "));
        install(&PACKAGES);
        find().unwrap_or_else(|| panic!("{} were installed but are not in PATH", PACKAGES.join(", ")))
    })
}

fn find() -> Option<Programs> {
    Some(Programs { browser: BROWSERS.iter().find_map(|name| which(name))?, driver: which("chromedriver")? })
}

fn which(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|place| place.is_file())
}

fn can_install() -> bool {
    let id = Command::new("id").arg("-u").output();
    which("apt-get").is_some() && id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Installs packages of Debian. Another installation under way is waited for.
fn install(packages: &[&str]) {
    let apt = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    for words in [vec!["update"], [vec!["install"], packages.to_vec()].concat()] {
        let mut command = Command::new("apt-get");
        command.args(apt).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        finish(command, &packages.join(", "));
    }
}

/// Returns the program that fetches from the npm registry, installing it first if that can be done. Without it the tests fail: a page
/// that nobody has looked at is not a page that passed.
pub fn npm(wanted: &str) -> PathBuf {
    which("npm").unwrap_or_else(|| {
        assert!(can_install(), "these tests need {wanted}: install npm, which fetches it");
        install(&NPM);
        which("npm").unwrap_or_else(|| panic!("npm was installed but is not in PATH"))
    })
}

/// Runs a command that brings what the tests need to its end, which must be a good one and come in time.
pub fn finish(mut command: Command, needed: &str) {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?} ended with {status}; these tests need {needed}");
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("{command:?} does not end");
}

/// Returns the script that judges pages, fetching it first if it is not there.
pub fn axe() -> String {
    let script = from_npm(AXE, "axe-core/axe.min.js");
    std::fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()))
}

/// Returns Java and the checker that it runs, fetching what is not there.
pub fn checker() -> (PathBuf, PathBuf) {
    let java = which("java").unwrap_or_else(|| {
        assert!(can_install(), "these tests need Java: install {JAVA}");
        install(&[JAVA]);
        which("java").unwrap_or_else(|| panic!("{JAVA} was installed but java is not in PATH"))
    });
    (java, from_npm(NU, "vnu-jar/build/dist/vnu.jar"))
}

/// Returns a file of a package from the npm registry.
fn from_npm(package: &str, file: &str) -> PathBuf {
    // Two tests must not fetch the same at the same time.
    static FETCHING: Mutex<()> = Mutex::new(());
    let _one = FETCHING.lock().unwrap_or_else(PoisonError::into_inner);
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let wanted = home.join("node_modules").join(file);
    if !wanted.is_file() {
        std::fs::create_dir_all(&home).unwrap();
        let mut command = Command::new(npm(package));
        command.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&home).arg(package);
        finish(command, package);
        assert!(wanted.is_file(), "{package} was fetched but has no {file}");
    }
    wanted
}
