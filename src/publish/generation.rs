//! A generation as a list: which files, how large, with which sums, and what people call the pages among them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::PublishError;
use super::disk::sum_of;
use crate::base::{SourcePath, portable};

/// What the first lines of a list say of its layout.
const FORMAT: &str = "pilothouse-generation-1";

/// Digits of the digest in a generation's name.
const DIGITS: usize = 12;

/// One published set of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Layout of the list.
    pub format: String,
    /// Counted from 1 at each target.
    pub number: u64,
    /// Name of the site.
    pub site: String,
    /// When it was published, as the publisher's clock said; empty if that does not matter.
    pub made: String,
    /// The files, by path.
    pub files: Vec<Row>,
}

/// One file of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Path in the folder that is served.
    pub path: SourcePath,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// What it is to people, if it is a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// What people know of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Title.
    pub title: String,
    /// What its unit is called; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Who approved it, in the order of the steps; empty where nobody has to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<String>,
}

/// What differs between two generations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: Vec<Row>,
    /// Files with other bytes.
    pub changed: Vec<Row>,
    /// Files that are no more, as they were.
    pub withdrawn: Vec<Row>,
    /// Number of the others.
    pub unchanged: usize,
}

impl Changes {
    /// Tells whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.withdrawn.is_empty()
    }
}

impl Generation {
    /// Returns a generation that no target holds yet.
    pub fn new(site: &str, mut files: Vec<Row>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { format: FORMAT.into(), number: 0, site: site.into(), made: String::new(), files }
    }

    /// Returns the digest of all paths and bytes: two generations with one are the same to readers.
    pub fn digest(&self) -> String {
        let lines: String = self.files.iter().map(|row| format!("{}  {}\n", row.sha256, row.path)).collect();
        sum_of(lines.as_bytes())
    }

    /// Returns the name under which a target keeps it.
    pub fn id(&self) -> String {
        format!("{:06}-{}", self.number, &self.digest()[..DIGITS])
    }

    /// Returns the list as text.
    pub fn encode(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("values in memory can be encoded");
        text.push(b'\n');
        text
    }

    /// Reads what [`Self::encode`] wrote; `None` if it is anything else, or names that no target may hold.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        let sums = read.files.iter().all(|row| is_sum(&row.sha256));
        let sorted = read.files.is_sorted_by(|a, b| a.path < b.path);
        (read.format == FORMAT && sums && sorted && read.check_names().is_ok()).then_some(read)
    }

    /// Refuses names that some disk cannot hold, that lead out of the folder, or that differ in case alone.
    pub fn check_names(&self) -> Result<(), PublishError> {
        let mut seen: HashMap<String, &SourcePath> = HashMap::new();
        let refused = |path: &SourcePath| Err(PublishError::Name(path.clone()));
        for row in &self.files {
            let path = &row.path;
            if path.as_str().is_empty() || !path.is_normal() || portable::unportable(path).is_some() {
                return refused(path);
            }
            // A file may not be the folder of another one either.
            let lowered = path.as_str().to_lowercase();
            if seen.insert(lowered, path).is_some() {
                return refused(path);
            }
        }
        self.check_folders(&seen)
    }

    fn check_folders(&self, files: &HashMap<String, &SourcePath>) -> Result<(), PublishError> {
        let mut folders: HashMap<String, &str> = HashMap::new();
        for row in &self.files {
            for (at, _) in row.path.as_str().match_indices('/') {
                let folder = &row.path.as_str()[..at];
                let lowered = folder.to_lowercase();
                let is_file = files.contains_key(&lowered);
                let other_case = *folders.entry(lowered).or_insert(folder) != folder;
                if is_file || other_case {
                    return Err(PublishError::Name(row.path.clone()));
                }
            }
        }
        Ok(())
    }

    /// Returns the files by path.
    pub fn by_path(&self) -> BTreeMap<&SourcePath, &Row> {
        self.files.iter().map(|row| (&row.path, row)).collect()
    }

    /// Returns what differs from an earlier one.
    pub fn since(&self, earlier: Option<&Self>) -> Changes {
        let old = earlier.map(Self::by_path).unwrap_or_default();
        let new = self.by_path();
        let mut changes = Changes::default();
        for row in &self.files {
            match old.get(&row.path) {
                None => changes.added.push(row.clone()),
                Some(before) if before.sha256 != row.sha256 => changes.changed.push(row.clone()),
                Some(_) => changes.unchanged += 1,
            }
        }
        let gone = earlier.into_iter().flat_map(|earlier| &earlier.files);
        changes.withdrawn = gone.filter(|row| !new.contains_key(&row.path)).cloned().collect();
        changes
    }
}

/// Tells whether a text is a SHA-256 as this program writes it.
fn is_sum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generation(paths: &[(&str, &str)]) -> Generation {
        let row = |(path, text): &(&str, &str)| Row {
            path: serde_json::from_value(serde_json::json!(path)).expect("a string"),
            size: text.len() as u64,
            sha256: sum_of(text.as_bytes()),
            note: None,
        };
        Generation::new("示例站", paths.iter().map(row).collect())
    }

    #[test]
    fn names_that_no_target_may_hold() {
        let refused = |paths: &[&str]| {
            let paths: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
            generation(&paths).check_names().is_err()
        };
        for bad in ["../a", "/a", "a/../../b", "a\\b", "", "a//b", "con.html", "c:/a", "a/./b", "甲.\u{0}"] {
            assert!(refused(&[bad]), "{bad}");
        }
        assert!(refused(&["a.html", "A.html"]));
        assert!(refused(&["a/b.html", "A/c.html"]));
        assert!(refused(&["a", "a/b"]));
        assert!(!refused(&["a/b.html", "a/c.html", "附件/甲.pdf", ".htaccess"]));
    }

    #[test]
    fn differences() {
        let old = generation(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let new = generation(&[("a", "1"), ("b", "2"), ("d", "1")]);
        let changes = new.since(Some(&old));
        let paths = |rows: &[Row]| rows.iter().map(|row| row.path.to_string()).collect::<Vec<_>>();
        assert_eq!((paths(&changes.added), paths(&changes.changed)), (vec!["d".into()], vec!["b".into()]));
        assert_eq!((paths(&changes.withdrawn), changes.unchanged), (vec!["c".into()], 1));
        assert_eq!(Generation::decode(&new.encode()), Some(new));
    }
}
