//! Fetches old editions of Chromium from the npm registry and unpacks them, once.
//!
//! The package `chrome-aws-lambda` carries a Chromium for Linux, packed with brotli; nothing of the package itself is run.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Edition;
use crate::install::{finish, npm};

/// An old browser, unpacked.
pub struct Unpacked {
    pub program: PathBuf,
    /// Folder of libraries that it needs beside those of the system.
    pub libraries: PathBuf,
}

impl Edition {
    /// Returns the package that carries this edition.
    fn package(self) -> &'static str {
        match self {
            Self::Chromium86 => "chrome-aws-lambda@5.3.1",
            Self::Chromium78 => "chrome-aws-lambda@1.20.4",
        }
    }
}

/// Returns the browser, fetching it first if it is not there.
pub fn unpacked(edition: Edition) -> Unpacked {
    let tests = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let home = tests.join(edition.package());
    if !home.is_dir() {
        let work = tempfile::Builder::new().prefix("old-browser-").tempdir_in(tests).unwrap();
        fetch(edition.package(), work.path());
        let whole = work.path().join("whole");
        unpack(&work.path().join("node_modules/chrome-aws-lambda/bin"), &whole);
        // Only a whole one gets the name. Whoever was quicker has the same.
        assert!(fs::rename(whole, &home).is_ok() || home.is_dir(), "{} cannot be written", home.display());
    }
    Unpacked { program: home.join("chromium"), libraries: home.join("lib") }
}

fn fetch(package: &str, work: &Path) {
    let mut command = Command::new(npm(package));
    let quietly = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--legacy-peer-deps"];
    command.arg("install").args(quietly).arg("--prefix").arg(work).arg(package);
    finish(command, package);
}

fn unpack(packed: &Path, whole: &Path) {
    fs::create_dir(whole).unwrap();
    let program = whole.join("chromium");
    unbrotli(&packed.join("chromium.br"), &program);
    run(Command::new("chmod").arg("755").arg(&program));
    let archive = whole.join("aws.tar");
    unbrotli(&packed.join("aws.tar.br"), &archive);
    run(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(whole));
}

fn run(command: &mut Command) {
    let status = command.stdin(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?} ended with {status}");
}

fn unbrotli(from: &Path, to: &Path) {
    let packed = File::open(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    let mut plain = BufWriter::new(File::create(to).unwrap());
    brotli::BrotliDecompress(&mut BufReader::new(packed), &mut plain).unwrap();
}
