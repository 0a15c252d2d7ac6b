//! Finds Chromium, its driver and the judge of accessibility, and installs them where that is possible.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program that judges whether everyone can use a page, from the npm registry.
const AXE: &str = "axe-core@4.10.3";

/// What a test needs on the machine, as Debian calls it. The fonts are there so that Chinese has the widths that readers see.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

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
        install();
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

/// Installs the packages. Another installation under way is waited for.
fn install() {
    let apt = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    for words in [vec!["update"], [vec!["install"], PACKAGES.to_vec()].concat()] {
        let mut command = Command::new("apt-get");
        command.args(apt).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        finish(command, Path::new("apt-get"));
    }
}

/// Runs a command to its end, which must be a good one and come in time.
fn finish(mut command: Command, name: &Path) {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(
                status.success(),
                "{} ended with {status}; these tests need {} and {AXE}",
                name.display(),
                PACKAGES.join(", ")
            );
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("{} does not end", name.display());
}

/// Returns the script that judges pages, fetching it first if it is not there. Without npm the tests fail: a page that
/// nobody has judged is not a page that passed.
pub fn axe() -> String {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(AXE);
    let script = home.join("node_modules/axe-core/axe.min.js");
    if !script.is_file() {
        let npm =
            which("npm").unwrap_or_else(|| panic!("these tests need {AXE}: install npm, which fetches it"));
        std::fs::create_dir_all(&home).unwrap();
        let mut command = Command::new(npm);
        command.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&home).arg(AXE);
        finish(command, Path::new("npm"));
    }
    std::fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()))
}
