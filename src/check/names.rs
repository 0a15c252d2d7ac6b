//! People with their posts, and words that are to be used or not: by lists that the institution keeps itself.
//!
//! The lists are data files whose rows are of the kinds `person` and `wording`. None comes with the program, and it knows no names.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::{SourcePath, Value};
use crate::catalog::Data;
use crate::catalog::RecordOf;
use crate::catalog::data::named_with_kind;
use crate::catalog::roster::OfKind;
use crate::chinese::{Overrides, pinyin};
use crate::content::split;
use crate::diag::{Diagnostic, Place};
use crate::engine::{Ask, Query};

/// Asks for the lists of people and words.
#[derive(Debug, Serialize, Deserialize)]
pub struct Names;

/// The lists, ready to look for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WordLists {
    people: Vec<Person>,
    /// All posts, the longest first.
    posts: Vec<String>,
    words: Vec<Wording>,
    /// Full and short names of the units of the site.
    units: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Person {
    name: String,
    /// Empty for somebody who is on the list without one.
    post: String,
    from: String,
    to: String,
    withdrawn: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Wording {
    word: String,
    instead: String,
    /// `forbidden`, `retired` or `required`.
    kind: String,
    /// Until when the old name was right.
    until: String,
}

impl Query for Names {
    const NAME: &'static str = "WordLists";
    type Answer = WordLists;

    fn run(&self, ask: &mut Ask<'_>) -> WordLists {
        let mut lists = WordLists::default();
        each(ask, "person", |row| lists.people.push(Person::of(row)));
        each(ask, "wording", |row| lists.words.push(Wording::of(row)));
        lists.posts =
            lists.people.iter().map(|person| person.post.clone()).filter(|post| !post.is_empty()).collect();
        lists.posts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        lists.posts.dedup();
        for unit in ask.get(&OfKind("unit".into())).iter() {
            let record = ask.get(&RecordOf(unit.clone()));
            let (full, short) = (record.text("title"), record.text("short"));
            if !short.is_empty() && short != full {
                lists.units.push((full.to_owned(), short.to_owned()));
            }
        }
        lists
    }
}

fn each(ask: &mut Ask<'_>, kind: &str, mut with: impl FnMut(&Value)) {
    for name in named_with_kind(ask, kind) {
        let data = ask.get(&Data(name));
        data.as_ref().as_ref().map(Value::list).unwrap_or_default().iter().for_each(&mut with);
    }
}

fn text(row: &Value, name: &str) -> String {
    row.get(name).text().unwrap_or_default().to_owned()
}

impl Person {
    fn of(row: &Value) -> Self {
        let withdrawn = row.get("withdrawn").bool() == Some(true);
        Self {
            name: text(row, "name"),
            post: text(row, "post"),
            from: text(row, "from"),
            to: text(row, "to"),
            withdrawn,
        }
    }

    /// Tells whether the person held the post on a day; without a day always.
    fn held(&self, day: &str) -> bool {
        let as_exact = |limit: &str| day.get(..limit.len()).unwrap_or(day).to_owned();
        day.is_empty()
            || ((self.from.is_empty() || as_exact(&self.from) >= self.from)
                && (self.to.is_empty() || as_exact(&self.to) <= self.to))
    }
}

impl Wording {
    fn of(row: &Value) -> Self {
        Self {
            word: text(row, "word"),
            instead: text(row, "instead"),
            kind: text(row, "type"),
            until: text(row, "until"),
        }
    }
}

/// A page whose words are looked at.
pub struct Page<'p> {
    /// Its file.
    pub file: &'p SourcePath,
    /// All of its text.
    pub source: &'p str,
    /// Where its body begins.
    pub split: &'p split::Split,
    /// Its date, ISO.
    pub day: &'p str,
}

/// Reports names and words of a page's source that the lists speak against. `former` are the bytes where names of the past are right.
pub fn check(ask: &mut Ask<'_>, lists: &WordLists, page: &Page<'_>, former: &[Range<usize>]) {
    let (file, body) = (page.file, page.split.body.start);
    let place = |range: Range<usize>| match range.start >= body {
        true => Place::body(file, range.start - body..range.end - body),
        false => Place::text(file, range),
    };
    let is_former = |range: &Range<usize>| {
        former.iter().any(|field| field.start <= range.start && range.end <= field.end)
    };
    for (range, found) in lists.find(page.source, page.day) {
        if found.code != "word-retired" || !is_former(&range) {
            ask.report(found.at(place(range)));
        }
    }
}

impl WordLists {
    /// Reports short names of units that stand in a page's prose before the full ones.
    pub fn short_names(&self, ask: &mut Ask<'_>, file: &SourcePath, prose: &str) {
        for (full, short) in &self.units {
            let Some(first) = prose.find(full.as_str()) else { continue };
            // The full name holds the short one, as a rule: what stands inside of it is no short name.
            let early = prose[..first].find(short.as_str());
            if let Some(at) = early.filter(|at| !prose[*at..].starts_with(full.as_str())) {
                let found = Diagnostic::new("short-name-first").at(Place::body(file, at..at + short.len()));
                ask.report(found.arg("text", short).arg("full", full));
            }
        }
    }

    fn find(&self, text: &str, day: &str) -> Vec<(Range<usize>, Diagnostic)> {
        let mut found = Vec::new();
        if self.people.is_empty() && self.words.is_empty() {
            return found;
        }
        self.people(text, day, &mut found);
        self.posts(text, &mut found);
        for word in &self.words {
            word.find(text, day, &mut found);
        }
        found
    }

    /// Looks for names beside posts that are not theirs, and names that are not to stand anywhere.
    fn people(&self, text: &str, day: &str, found: &mut Vec<(Range<usize>, Diagnostic)>) {
        let mut seen = Vec::new();
        for person in self.people.iter().filter(|person| !person.name.is_empty()) {
            if seen.contains(&&person.name) {
                continue;
            }
            seen.push(&person.name);
            let same: Vec<&Person> = self.people.iter().filter(|other| other.name == person.name).collect();
            let withdrawn = same.iter().any(|one| one.withdrawn);
            for (at, name) in text.match_indices(&person.name) {
                let range = at..at + name.len();
                if withdrawn {
                    found.push((range, Diagnostic::new("person-withdrawn").arg("name", name)));
                    continue;
                }
                let Some((range, post)) = self.post_beside(text, &range) else { continue };
                if !same.iter().any(|one| one.post == post && one.held(day)) {
                    let posts: Vec<&str> =
                        same.iter().filter(|one| one.held(day)).map(|one| &*one.post).collect();
                    let posts = if posts.is_empty() { "—".into() } else { posts.join("、") };
                    let wrong =
                        Diagnostic::new("post-wrong").arg("text", &text[range.clone()]).arg("name", name);
                    found.push((range, wrong.arg("post", post).arg("posts", posts)));
                }
            }
        }
    }

    /// Returns the post right before or after a name, with the bytes of both.
    fn post_beside(&self, text: &str, name: &Range<usize>) -> Option<(Range<usize>, &str)> {
        let (head, tail) = (&text[..name.start], &text[name.end..]);
        let before = self.posts.iter().find(|post| head.ends_with(post.as_str()));
        if let Some(post) = before {
            return Some((name.start - post.len()..name.end, post));
        }
        let after = self.posts.iter().find(|post| tail.starts_with(post.as_str()))?;
        Some((name.start..name.end + after.len(), after))
    }

    /// Looks after every post for a name that is nearly that of its holder.
    fn posts(&self, text: &str, found: &mut Vec<(Range<usize>, Diagnostic)>) {
        for post in &self.posts {
            for (at, _) in text.match_indices(post.as_str()) {
                let start = at + post.len();
                // A longer post may end with a shorter one: it is looked at by itself.
                let inner = self
                    .posts
                    .iter()
                    .any(|other| other.len() > post.len() && text[..start].ends_with(other.as_str()));
                if inner
                    || self
                        .people
                        .iter()
                        .any(|one| !one.name.is_empty() && text[start..].starts_with(&one.name))
                {
                    continue;
                }
                let near = self
                    .people
                    .iter()
                    .filter(|one| one.post == *post)
                    .find_map(|one| Some((one, nearly(&text[start..], &one.name)?)));
                if let Some((person, length)) = near {
                    let range = start..start + length;
                    let one = Diagnostic::new("person-misspelt").arg("text", &text[range.clone()]);
                    found.push((range, one.arg("name", &person.name).arg("post", post)));
                }
            }
        }
    }
}

/// Returns the bytes at the beginning of a text that are a name but for one character; in names of two characters it must sound alike.
fn nearly(text: &str, name: &str) -> Option<usize> {
    let count = name.chars().count();
    let written: String = text.chars().take(count).collect();
    let mut differ = written.chars().zip(name.chars()).filter(|(one, other)| one != other);
    let (one, other) = differ.next()?;
    let is_name = written.chars().count() == count
        && written.chars().all(super::source::is_han)
        && differ.next().is_none();
    let fits = is_name && (count >= 3 || (count == 2 && sounds(one) == sounds(other)));
    fits.then_some(written.len())
}

fn sounds(c: char) -> String {
    let none = Overrides::default();
    pinyin::readings(&c.to_string(), &none)
        .iter()
        .map(|syllable| format!("{syllable:?}"))
        .map(|text| text.replace(c, ""))
        .collect()
}

impl Wording {
    fn find(&self, text: &str, day: &str, found: &mut Vec<(Range<usize>, Diagnostic)>) {
        let code = match &*self.kind {
            "retired" => "word-retired",
            "required" => "word-required",
            _ => "word-forbidden",
        };
        // What was written while the name was in use may keep it.
        if self.word.is_empty() || (!self.until.is_empty() && !day.is_empty() && day <= &*self.until) {
            return;
        }
        for (at, word) in text.match_indices(&self.word) {
            // The right words may hold the wrong ones: 某处办公室 holds 某处.
            let around = self.instead.match_indices(&self.word).any(|(inner, _)| {
                at.checked_sub(inner)
                    .and_then(|start| text.get(start..))
                    .is_some_and(|rest| rest.starts_with(&self.instead))
            });
            if !around {
                let fix = Some(&self.instead).filter(|instead| !instead.is_empty());
                found.push((at..at + word.len(), Diagnostic::new(code).arg("text", word).maybe("fix", fix)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> WordLists {
        let person = |name: &str, post: &str, from: &str, to: &str| Person {
            name: name.into(),
            post: post.into(),
            from: from.into(),
            to: to.into(),
            withdrawn: name == "丁某某",
        };
        let word = |word: &str, instead: &str, kind: &str| Wording {
            word: word.into(),
            instead: instead.into(),
            kind: kind.into(),
            until: String::new(),
        };
        let people = vec![
            person("甲某某", "院长", "2018", "2020-06"),
            person("甲某某", "主任", "2020-07", ""),
            person("乙某", "副院长", "", ""),
            person("丁某某", "", "", ""),
        ];
        let mut posts: Vec<String> = ["副院长", "院长", "主任"].map(String::from).to_vec();
        posts.sort_by_key(|post| std::cmp::Reverse(post.len()));
        WordLists {
            people,
            posts,
            units: Vec::new(),
            words: vec![
                word("科技处", "信息技术处", "retired"),
                word("搞定", "", "forbidden"),
                word("三会一课", "“三会一课”", "required"),
            ],
        }
    }

    fn found(text: &str, day: &str) -> Vec<(String, String)> {
        lists().find(text, day).into_iter().map(|(range, one)| (one.code, text[range].to_owned())).collect()
    }

    #[test]
    fn names_and_posts() {
        let one = |code: &str, text: &str| vec![(code.to_owned(), text.to_owned())];
        assert_eq!(found("院长甲某某讲话，甲某某院长到场", "2019-05-01"), []);
        assert_eq!(found("院长甲某某讲话", "2021-05-01"), one("post-wrong", "院长甲某某"));
        assert_eq!(found("主任甲某某", "2021-05-01"), []);
        assert_eq!(found("副院长乙某", ""), []);
        assert_eq!(found("院长乙某", ""), one("post-wrong", "院长乙某"));
        assert_eq!(found("院长甲某木", ""), one("person-misspelt", "甲某木"));
        assert_eq!(found("副院长一某", ""), []);
        assert_eq!(found("副院长以某", ""), one("person-misspelt", "以某"));
        assert_eq!(found("丁某某介绍经验", ""), one("person-withdrawn", "丁某某"));
        assert_eq!(found("院长办公会", ""), []);
    }

    #[test]
    fn words() {
        assert_eq!(found("科技处搞定了“三会一课”", "").len(), 2);
        assert_eq!(found("落实三会一课", "")[0].0, "word-required");
    }
}
