//! Servers that come from PyPI, installed once beside what is compiled.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Returns a program of a package, which is installed if it is missing.
pub fn program(name: &str, package: &str) -> PathBuf {
    let _one = INSTALLING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let place = home.join("bin").join(name);
    if !place.is_file() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home), "Python with venv");
        run(Command::new(home.join("bin/pip")).args(["install", "--quiet", package]), package);
    }
    assert!(place.is_file(), "{package} was installed but {name} is not there");
    place
}

fn run(command: &mut Command, what: &str) {
    let done = command.output();
    let well = done.as_ref().is_ok_and(|done| done.status.success());
    assert!(well, "these tests need {what}, which cannot be installed: {done:?}");
}
