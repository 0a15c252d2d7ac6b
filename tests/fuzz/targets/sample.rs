//! Texts of the sample site and of the rules, as a start.

use std::fs;
use std::path::{Path, PathBuf};

/// Longer texts only make changes rarer. Bytes.
const LONGEST: usize = 6_000;

/// Returns the texts with an ending below some folders of the repository.
pub fn texts(folders: &[&str], ending: &str) -> Vec<String> {
    let root = root();
    let mut places = Vec::new();
    folders.iter().for_each(|folder| below(&root.join(folder), &mut places));
    places.sort();
    let texts = places.into_iter().filter(|place| place.to_string_lossy().ends_with(ending));
    texts.filter_map(|place| fs::read_to_string(place).ok()).map(shortened).collect()
}

/// Returns the repository, from its own tests and from the fuzzer's package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("pilothouse.yaml").is_file()).unwrap().to_owned()
}

fn below(folder: &Path, places: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let place = entry.path();
        if place.is_dir() { below(&place, places) } else { places.push(place) }
    }
}

fn shortened(mut text: String) -> String {
    let end = (0..=LONGEST.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text.truncate(end.unwrap_or(0));
    text
}
