//! What is approved: a page's text, and the digest of everything it shows, as one text that people can read.
//!
//! *Shape:* a head line, a line for each file and record, a line of dashes, then the text with plain line ends. The digest of
//! this text stands in the records; the text itself is kept under that name, so that it vouches for itself and can be compared.
//! Nothing of it depends on themes, addresses or the version of the program: those change how a page looks, not what it says.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::diff::{self, Shown};
use crate::signature::Digest;

/// First line; another number means that digests are made otherwise.
const HEAD: &str = "pilothouse-review 1";

/// Line between what is shown and the text.
const RULE: &str = "----";

/// What a page says and shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The source: what stands above it, and the text.
    pub text: String,
    /// Files, by path: the digest of their bytes, `missing` if there is none.
    pub files: Vec<(String, String)>,
    /// Records, by name: their fields as JSON.
    pub records: Vec<(String, String)>,
}

/// What two statements differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Changed words, with places in the newer text.
    pub words: Vec<Shown>,
    /// Files that are others, came or went.
    pub files: Vec<String>,
    /// Records whose fields are others: the name, and the changed words.
    pub records: Vec<(String, Vec<Shown>)>,
}

impl Statement {
    /// Returns a statement; line ends are made plain, for they change on the way between systems and say nothing.
    pub fn new(text: &str, mut files: Vec<(String, String)>, mut records: Vec<(String, String)>) -> Self {
        files.sort();
        files.dedup();
        records.sort();
        records.dedup();
        Self { text: text.replace("\r\n", "\n").replace('\r', "\n"), files, records }
    }

    /// Returns the text that is digested and kept.
    pub fn write(&self) -> String {
        let mut written = format!("{HEAD}\n");
        for (kind, lines) in [("file", &self.files), ("record", &self.records)] {
            for (name, what) in lines {
                let name = name.replace(['\n', '\t'], " ");
                let _ = writeln!(written, "{kind}\t{name}\t{}", what.replace(['\n', '\t'], " "));
            }
        }
        written + RULE + "\n" + &self.text
    }

    /// Returns the digest that approvals name.
    pub fn digest(&self) -> Digest {
        Digest::of(self.write().as_bytes())
    }

    /// Reads a kept text; `None` if it is none, or not the one that the digest names.
    pub fn read(written: &str, digest: &Digest) -> Option<Self> {
        let plain = written.replace("\r\n", "\n");
        if Digest::of(plain.as_bytes()) != *digest {
            return None;
        }
        let rest = plain.strip_prefix(HEAD)?.strip_prefix('\n')?;
        let (head, text) = match rest.strip_prefix(&format!("{RULE}\n")) {
            Some(text) => ("", text),
            None => rest.split_once(&format!("\n{RULE}\n"))?,
        };
        let mut statement = Self { text: text.into(), ..Self::default() };
        for line in head.lines() {
            let mut parts = line.splitn(3, '\t');
            let (kind, name, what) = (parts.next()?, parts.next()?.to_owned(), parts.next()?.to_owned());
            match kind {
                "file" => statement.files.push((name, what)),
                "record" => statement.records.push((name, what)),
                _ => return None,
            }
        }
        Some(statement)
    }

    /// Returns what has changed since an earlier statement.
    pub fn since(&self, earlier: &Self) -> Changes {
        let records = changed(&earlier.records, &self.records).into_iter().map(|(name, old, new)| {
            let words = diff::shown(&diff::compare(old, new));
            (name.to_owned(), words)
        });
        Changes {
            words: diff::shown(&diff::compare(&earlier.text, &self.text)),
            files: changed(&earlier.files, &self.files).iter().map(|(name, ..)| (*name).to_owned()).collect(),
            records: records.collect(),
        }
    }
}

/// Returns the names whose values are others, with both values; empty where there is none.
fn changed<'a>(old: &'a [(String, String)], new: &'a [(String, String)]) -> Vec<(&'a str, &'a str, &'a str)> {
    let value = |of: &'a [(String, String)], name: &str| {
        of.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value.as_str())
    };
    let mut names: Vec<&str> = old.iter().chain(new).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let both = names.into_iter().map(|name| (name, value(old, name), value(new, name)));
    both.filter(|(_, one, other)| one != other).collect()
}

impl Changes {
    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.files.is_empty() && self.records.is_empty()
    }

    /// Returns the first `most` changes as one line, in Chinese and in English.
    pub fn told(&self, most: usize) -> (String, String) {
        let word = |one: &Shown| match (&*one.old, &*one.new) {
            ("", new) => (format!("增加“{new}”"), format!("added \"{new}\"")),
            (old, "") => (format!("删去“{old}”"), format!("removed \"{old}\"")),
            (old, new) => (format!("“{old}”改为“{new}”"), format!("\"{old}\" became \"{new}\"")),
        };
        let mut told: Vec<(String, String)> = self.words.iter().map(word).collect();
        for (name, words) in &self.records {
            let (zh, en): (Vec<_>, Vec<_>) = words.iter().map(word).unzip();
            told.push((
                format!("数据“{name}”：{}", zh.join("，")),
                format!("data \"{name}\": {}", en.join(", ")),
            ));
        }
        told.extend(
            self.files.iter().map(|name| (format!("文件 {name} 换过"), format!("file {name} is another"))),
        );
        let more = told.len().saturating_sub(most);
        let (mut zh, mut en): (Vec<_>, Vec<_>) =
            told.into_iter().take(most).map(|(zh, en)| (cut(&zh), cut(&en))).unzip();
        if more > 0 {
            zh.push(format!("还有 {more} 处"));
            en.push(format!("and {more} more"));
        }
        (zh.join("；"), en.join("; "))
    }
}

/// Longest text of one change in a sentence, in characters.
const LONGEST: usize = 80;

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    let half = |skip: usize| text.chars().skip(skip).take(LONGEST / 2).collect::<String>();
    format!("{}……{}", half(0), half(text.chars().count() - LONGEST / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> Statement {
        let files = vec![("content/b.png".into(), "22".into()), ("content/a.png".into(), "11".into())];
        Statement::new(text, files, vec![("peixun".into(), "{\"value\":3600}".into())])
    }

    #[test]
    fn a_kept_text_vouches_for_itself() {
        for text in ["", "一行", "---\ntitle: 甲\n---\n\n----\n正文\n", "file\ta\tb\n"] {
            for one in [statement(text), Statement::new(text, vec![], vec![])] {
                let (written, digest) = (one.write(), one.digest());
                assert_eq!(Statement::read(&written, &digest), Some(one.clone()));
                assert_eq!(Statement::read(&written.replace('\n', "\r\n"), &digest), Some(one.clone()));
                assert_eq!(Statement::read(&(written + "x"), &digest), None);
            }
        }
    }

    #[test]
    fn what_counts_and_what_does_not() {
        let digest = statement("甲\n乙").digest();
        assert_eq!(statement("甲\r\n乙").digest(), digest);
        assert_ne!(statement("甲\n乙\n").digest(), digest, "the last byte counts");
        let mut other = statement("甲\n乙");
        other.files[0].1 = "12".into();
        assert_ne!(other.digest(), digest);
    }

    #[test]
    fn changes_are_told() {
        let mut new = statement("增长41%。");
        new.files[0].1 = "12".into();
        new.records[0].1 = "{\"value\":3700}".into();
        let (zh, en) = new.since(&statement("增长40%。")).told(9);
        assert_eq!(zh, "“增长40%”改为“增长41%”；数据“peixun”：“3600”改为“3700”；文件 content/a.png 换过");
        assert!(en.contains("\"增长40%\" became \"增长41%\""), "{en}");
        assert_eq!(new.since(&statement("增长40%。")).told(1).0, "“增长40%”改为“增长41%”；还有 2 处");
        assert!(new.since(&new).is_empty());
    }
}
