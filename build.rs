//! Embeds the themes and the sites to start from into the binary, as a table of paths and bytes, and tells the program what it
//! was made of: a cache file that another program wrote is of no use to it.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Folders that are embedded, below the package.
const EMBEDDED: &[&str] = &[
    "themes/common",
    "themes/default/templates",
    "themes/default/assets",
    "themes/default/strings",
    "themes/plain-paper",
    "src/cli/starter",
    "content",
    "themes/_local",
    "tests/fixtures/library",
    "tests/fixtures/blog",
];

/// Single files that are embedded.
const FILES: &[&str] = &["themes/default/theme.yaml", "pilothouse.yaml"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files: Vec<PathBuf> = FILES.iter().map(|file| root.join(file)).collect();
    FILES.iter().for_each(|file| println!("cargo::rerun-if-changed={file}"));
    for folder in EMBEDDED {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).expect("collected below the root");
        let name = name.to_str().expect("embedded names are UTF-8").replace('\\', "/");
        writeln!(table, "    ({name:?}, include_bytes!({file:?})),").expect("a string takes text");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), table).expect("the output folder can be written");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rustc-env=PILOTHOUSE_BUILD={:016x}", source_hash(&root));
}

/// Returns a hash of all sources and of the versions of the dependencies: the same for equal checkouts anywhere.
fn source_hash(root: &Path) -> u64 {
    let mut files = vec![root.join("Cargo.lock")];
    collect(&root.join("src"), &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root).expect("collected below the root").hash(&mut hasher);
        fs::read(&file).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

/// Collects the regular files below a folder, leaving out hidden ones.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match path {
            _ if hidden => {}
            path if path.is_dir() => collect(&path, files),
            path => files.push(path),
        }
    }
}
