//! The record of a page: a YAML list to which acts are added at the end and nothing is ever changed.
//!
//! *Shape:* one file for each page, so that people who work on different pages never meet; one block of lines for each act, so
//! that two histories can be merged by keeping the lines of both. Names of keys are Chinese or English.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::SourcePath;
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::signature::Digest;
use crate::yaml::{self, Data, Node};

/// Longest record that is read: ten thousand acts.
pub const MOST_BYTES: usize = 8 << 20;

/// First lines of a new record.
pub const HEAD: &str =
    "# 审批记录，由 pilothouse review 写入。只在末尾增加，不改已有的行；合并时两边的条目都保留。\n";

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Handed it in.
    Submit,
    /// Found a step to be done.
    Approve,
    /// Sent it back.
    Reject,
}

/// Names of acts: as written, in English.
const ACTS: [(Act, &str, &str); 3] =
    [(Act::Submit, "送审", "submit"), (Act::Approve, "通过", "approve"), (Act::Reject, "退回", "reject")];

/// Keys of an act: as written, in English.
const KEYS: [(&str, &str); 10] = [
    ("动作", "act"),
    ("步骤", "step"),
    ("姓名", "person"),
    ("职务", "post"),
    ("时间", "time"),
    ("意见", "opinion"),
    ("稿件", "page"),
    ("校验", "digest"),
    ("数据", "tables"),
    ("签名", "signature"),
];

/// Key of the tables that a page shows, as written, in English.
pub const TABLES: [&str; 2] = ["数据", "tables"];

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was done.
    pub act: Act,
    /// Which step; empty when it was handed in.
    pub step: String,
    /// Who.
    pub person: String,
    /// In what post.
    pub post: String,
    /// When: `2026-11-24T17:30:05+08:00`. Told, never counted with.
    pub time: String,
    /// What was said.
    pub opinion: String,
    /// Which page: its source below the site.
    pub page: String,
    /// Digest of the statement.
    pub digest: String,
    /// Tables that the page shows, noted when it was handed in; their rows are a part of the statement.
    pub tables: String,
    /// Detached signature over [`Entry::signed_text`]; empty if there is none.
    pub signature: String,
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The acts, in order.
    pub entries: Vec<Entry>,
    /// A part could not be read: what it says is not known, so nothing counts.
    pub broken: bool,
}

impl Act {
    /// Returns what people call it.
    pub fn zh(self) -> &'static str {
        ACTS[self as usize].1
    }

    /// Returns its English name.
    pub fn en(self) -> &'static str {
        ACTS[self as usize].2
    }
}

impl Entry {
    /// Returns the text that is signed: every word of the act, a line each.
    pub fn signed_text(&self) -> String {
        let mut text = String::from("pilothouse-review-act 1\n");
        for (key, value) in KEYS.map(|(_, en)| en).iter().zip(self.values()) {
            // Acts of before tables were noted had no line for them, and are signed as they were.
            if *key != "signature" && !(*key == "tables" && value.is_empty()) {
                let _ = writeln!(text, "{key}\t{}", one_line(value));
            }
        }
        text
    }

    /// Returns the lines that are added to a record.
    pub fn write(&self) -> String {
        let mut text = String::new();
        for ((key, _), value) in KEYS.iter().zip(self.values()) {
            if value.is_empty() {
                continue;
            }
            let _ = writeln!(text, "{}{key}: {}", if text.is_empty() { "- " } else { "  " }, quoted(value));
        }
        text
    }

    fn values(&self) -> [&str; 10] {
        [
            self.act.zh(),
            &self.step,
            &self.person,
            &self.post,
            &self.time,
            &self.opinion,
            &self.page,
            &self.digest,
            &self.tables,
            &self.signature,
        ]
    }
}

/// Returns a text as a scalar of YAML: bare where nothing can be mistaken, else in quotes.
pub fn quoted(text: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '_');
    if !text.is_empty() && text.chars().all(bare) && text.starts_with(char::is_alphanumeric) {
        return text.into();
    }
    serde_json::Value::from(text).to_string()
}

/// Returns a text on one line: what is signed and what stands on sheets has no others.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a record; what cannot be read is told and makes it broken.
pub fn parse(text: &str, file: &SourcePath) -> (Record, Vec<Diagnostic>) {
    let place = |range: Range<usize>| Place::text(file, range);
    let broken = |found: Vec<Diagnostic>| (Record { entries: Vec::new(), broken: true }, found);
    if text.len() > MOST_BYTES {
        return broken(vec![Diagnostic::new("review-record-broken").at(Place::file(file.clone()))]);
    }
    if let Some(range) = conflict(text) {
        return broken(vec![Diagnostic::new("review-record-conflict").at(place(range))]);
    }
    let (root, mut found) = yaml::parse_any(text, &place);
    let mut record = Record { entries: Vec::new(), broken: !found.is_empty() };
    let Some(root) = root else { return (record, found) };
    let Data::List(items) = &root.data else {
        let (start, end) = root.span;
        found.push(Diagnostic::new("review-record-broken").at(place(start as usize..end as usize)));
        return broken(found);
    };
    for item in items {
        match entry(item) {
            Ok(entry) => record.entries.push(entry),
            Err((span, what)) => {
                let at = place(span.0 as usize..span.1 as usize);
                found.push(Diagnostic::new("review-entry-broken").at(at).arg("what", what));
                record.broken = true;
            }
        }
    }
    (record, found)
}

/// Returns where a merge has left its marks.
fn conflict(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<<", ">>>>>>>", "=======", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// Returns the act of an item, or the place and what is wrong with it.
fn entry(item: &Node) -> Result<Entry, ((u32, u32), String)> {
    let Data::Map(pairs) = &item.data else { return Err((item.span, String::new())) };
    let mut values: [String; 10] = Default::default();
    for (key, value) in pairs {
        let (Data::Scalar(name), written) = (&key.data, &value.data) else { continue };
        let known = KEYS.iter().position(|(zh, en)| *zh == name.text || *en == name.text);
        let Some(at) = known else {
            let near = did_you_mean(&name.text, KEYS.iter().map(|(zh, _)| *zh));
            return Err((
                key.span,
                near.map_or_else(|| name.text.clone(), |near| format!("{}（{near}？）", name.text)),
            ));
        };
        values[at] = match written {
            Data::Scalar(scalar) => scalar.text.clone(),
            Data::Null => String::new(),
            _ => return Err((value.span, name.text.clone())),
        };
    }
    let missing = |name: &str| (item.span, name.to_owned());
    let [act, step, person, post, time, opinion, page, digest, tables, signature] = values;
    let act = ACTS.iter().find(|(_, zh, en)| *zh == act || *en == act).ok_or_else(|| missing("动作"))?.0;
    if act == Act::Approve && step.is_empty() {
        return Err(missing("步骤"));
    }
    if person.is_empty() {
        return Err(missing("姓名"));
    }
    let digest = Digest::parse(&digest).ok_or_else(|| missing("校验"))?.to_string();
    Ok(Entry { act, step, person, post, time, opinion, page, digest, tables, signature })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(act: Act) -> Entry {
        Entry {
            act,
            step: "初审".into(),
            person: "审核人甲".into(),
            post: "综合科: \"科长\"".into(),
            time: "2026-11-24T17:30:05+08:00".into(),
            opinion: "同意\n# - 动作: 通过".into(),
            page: "content/a 1.md".into(),
            digest: Digest::of(b"x").to_string(),
            tables: "contacts、awards level=province".into(),
            signature: "untrusted comment: a\nRU\ntrusted comment: b\nc==\n".into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let entries = vec![act(Act::Submit), act(Act::Approve), act(Act::Reject)];
        let text: String = HEAD.to_owned() + &entries.iter().map(Entry::write).collect::<String>();
        let (record, found) = parse(&text, &"content/_review/a.yaml".into());
        assert_eq!((record.entries, record.broken, found), (entries.clone(), false, vec![]), "{text}");
        let (record, found) = parse(&text.replace('\n', "\r\n"), &"content/_review/a.yaml".into());
        assert_eq!((record.entries, found), (entries, vec![]));
    }

    #[test]
    fn what_is_broken_counts_for_nothing() {
        let good = act(Act::Approve).write();
        let bad = [
            format!("<<<<<<< HEAD\n{good}=======\n{good}>>>>>>> other\n"),
            format!("{good}- 动作: 批准\n"),
            good.replace("姓名", "性名"),
            good.replace("步骤: 初审\n", "步骤:\n"),
            good.replace("校验: ", "校验: 0"),
            "动作: 通过\n".into(),
            format!("{good}- [\n"),
            format!("{good}- 通过\n"),
        ];
        for text in bad {
            let (record, found) = parse(&text, &"content/_review/a.yaml".into());
            assert!(record.broken && !found.is_empty(), "{text}");
        }
        assert_eq!(parse("", &"a".into()), (Record::default(), vec![]));
    }

    #[test]
    fn the_signed_text_holds_every_word() {
        let one = act(Act::Approve);
        let mut others = vec![one.clone(); 9];
        others[8].tables = String::new();
        others[0].act = Act::Submit;
        others[1].step = "复审".into();
        others[2].person = "乙".into();
        others[3].post = String::new();
        others[4].time = String::new();
        others[5].opinion = String::new();
        others[6].page = "content/b.md".into();
        others[7].digest = Digest::of(b"y").to_string();
        assert!(others.iter().all(|other| other.signed_text() != one.signed_text()));
    }
}
