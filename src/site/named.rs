//! Files named on the command line, as the site knows them: people name them from where they stand, from the site's folder, or
//! from the folder with the pages.

use std::path::{Path, PathBuf};

use super::SiteOptions;
use super::options::absolute;
use crate::base::SourcePath;

/// Returns the path inside the output folder of a file of the site, such as `pilots/a.html`.
pub fn output_named(options: &SiteOptions, named: &str) -> String {
    let folder = absolute(&options.target().folder);
    let below = absolute(Path::new(named)).strip_prefix(&folder).ok().map(slashed);
    let own = || {
        let plain = named.trim_start_matches("./").trim_start_matches('/');
        plain.strip_prefix("site/").unwrap_or(plain).to_owned()
    };
    below.unwrap_or_else(own)
}

/// Returns a source as it stands in traces, such as `content/pilots/a.md`; what lies nowhere in the site stays as it is written.
pub fn source_named(options: &SiteOptions, named: &str) -> SourcePath {
    let content = options.content.clone().unwrap_or_else(|| options.root.join("content"));
    let candidates = [PathBuf::from(named), options.root.join(named), content.join(named)];
    let (root, content) = (absolute(&options.root), absolute(&content));
    for file in candidates.iter().filter(|file| file.is_file()).map(|file| absolute(file)) {
        if let Ok(below) = file.strip_prefix(&content) {
            return SourcePath::new(&format!("content/{}", slashed(below)));
        }
        if let Ok(below) = file.strip_prefix(&root) {
            return SourcePath::new(&slashed(below));
        }
    }
    SourcePath::new(named)
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
