//! How far a page has come: the acts of its record, counted by the rules of the site.
//!
//! Acts count in the order in which they stand in the record, never by their times: clocks of two machines differ.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::record::{Act, Record};
use crate::search::fold::fold;
use crate::signature::{PublicKey, verify_bytes};

/// Somebody who may review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// Name, as it stands in records.
    pub name: String,
    /// Post, printed on sheets.
    pub post: String,
    /// Public key; empty if there is none.
    pub key: String,
    /// Steps that may be done; all if empty.
    pub steps: Vec<String>,
}

/// What the settings say of reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Names of the steps, in order; none if the site has no reviews.
    pub steps: Vec<String>,
    /// The step that pages need besides which are to be handled with caution.
    pub caution_step: String,
    /// Whether one person may do several steps of one text.
    pub same_person: bool,
    /// Who may review; anybody if empty.
    pub reviewers: Vec<Reviewer>,
    /// Kinds whose pages need it; all if empty.
    pub kinds: Vec<String>,
    /// Whether pages without approval are left out of a public site, instead of stopping it.
    pub leave_out: bool,
}

/// How far a page has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What that is called.
    pub stage: Stage,
    /// Steps done with the present text: place of the act in the record.
    pub done: Vec<u32>,
    /// Digest of the text before the present one that came furthest; empty if there is none.
    pub earlier: String,
    /// Acts that do not count, and why.
    pub uncounted: Vec<(u32, Uncounted)>,
}

/// How far a page has come, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// It needs no review.
    NotNeeded,
    /// Nobody has submitted it.
    #[default]
    New,
    /// It was submitted or approved, then changed.
    Changed,
    /// It waits for a step.
    Waiting,
    /// Somebody has sent it back.
    Rejected,
    /// All steps are done.
    Approved,
}

/// Why an act does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Uncounted {
    /// Not the step whose turn it is.
    OutOfTurn,
    /// The same person has done another step.
    SamePerson,
    /// Nobody of this name may do this step.
    NotReviewer,
    /// It should be signed and is not.
    NotSigned,
    /// The signature is wrong.
    Forged,
    /// It is the act of another page.
    OtherPage,
    /// The text had not been submitted.
    NotSubmitted,
    /// It stands in the record before, word by word: a copy is no second act.
    Repeated,
}

/// Field that says how a page is to be handled.
pub const SENSITIVITY: &str = "sensitivity";

/// How a page is to be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// Like any other.
    Normal,
    /// With caution: one more person looks at it.
    Caution,
}

impl Sensitivity {
    /// Returns what the field of a page says.
    pub fn of(written: &str) -> Self {
        if written == "caution" { Self::Caution } else { Self::Normal }
    }
}

impl Rules {
    /// Returns the rules for a page: one to be handled with caution has a step more.
    pub fn of(&self, sensitivity: Sensitivity) -> Cow<'_, Self> {
        if sensitivity == Sensitivity::Normal || self.steps.is_empty() || self.caution_step.is_empty() {
            return Cow::Borrowed(self);
        }
        let steps = self.steps.iter().chain([&self.caution_step]).cloned().collect();
        Cow::Owned(Self { steps, ..self.clone() })
    }

    /// Tells whether a page of a kind needs review.
    pub fn concern(&self, kind: &str) -> bool {
        !self.steps.is_empty() && (self.kinds.is_empty() || self.kinds.iter().any(|one| one == kind))
    }

    /// Tells whether acts must be signed: as soon as one reviewer has a key, for else everybody could write in their name.
    pub fn signed(&self) -> bool {
        self.reviewers.iter().any(|one| !one.key.is_empty())
    }

    /// Returns who has a name.
    pub fn reviewer(&self, name: &str) -> Option<&Reviewer> {
        self.reviewers.iter().find(|one| one.name == name)
    }

    /// Tells whether somebody may do a step.
    pub fn may(&self, name: &str, step: &str) -> bool {
        let own = |one: &Reviewer| one.steps.is_empty() || one.steps.iter().any(|own| own == step);
        self.reviewers.is_empty() || self.reviewer(name).is_some_and(own)
    }

    /// Returns what tells persons apart: a key, for two names with one key are one hand; else a name, however it is spaced.
    fn person(&self, name: &str) -> String {
        match self.reviewer(name).map(|one| one.key.trim()).filter(|key| !key.is_empty()) {
            Some(key) => key.to_owned(),
            None => fold(name).split_whitespace().collect(),
        }
    }

    /// Returns how far a page has come with the text of a digest.
    pub fn standing(&self, page: &str, record: &Record, digest: &str) -> Standing {
        let mut count = Count::of(self);
        let mut found = Standing::default();
        let mut furthest = 0;
        let mut steps_of: Vec<(&str, usize)> = Vec::new();
        for (number, entry) in (0..).zip(&record.entries) {
            if entry.digest != digest {
                // What others say of another text is looked at only to know which text to compare with.
                let at = steps_of.iter().position(|(one, _)| *one == entry.digest);
                let at = at.unwrap_or_else(|| {
                    steps_of.push((&entry.digest, 0));
                    steps_of.len() - 1
                });
                steps_of[at].1 += usize::from(entry.act == Act::Approve);
                if steps_of[at].1 >= furthest && entry.act != Act::Reject {
                    (furthest, found.earlier) = (steps_of[at].1, entry.digest.clone());
                }
                continue;
            }
            match self.check(page, entry).map_or_else(|| count.take(entry, &mut found.done, number), Some) {
                None => {}
                Some(why) => found.uncounted.push((number, why)),
            }
        }
        if record.broken {
            found.done.clear();
        }
        found.stage = match () {
            () if !record.broken && found.done.len() >= self.steps.len() => Stage::Approved,
            () if count.rejected => Stage::Rejected,
            () if count.submitted => Stage::Waiting,
            () if !found.earlier.is_empty() => Stage::Changed,
            () => Stage::New,
        };
        found
    }

    /// Returns why an act cannot count at all.
    fn check(&self, page: &str, entry: &super::Entry) -> Option<Uncounted> {
        if entry.page != page {
            return Some(Uncounted::OtherPage);
        }
        // Submitting and sending back are on the safe side: whoever wrote them, the page does not go out by them.
        if entry.act != Act::Approve {
            return None;
        }
        if !self.may(&entry.person, &entry.step) {
            return Some(Uncounted::NotReviewer);
        }
        if !self.signed() {
            return None;
        }
        let key = self.reviewer(&entry.person).map(|one| PublicKey::parse(&one.key));
        let Some(Ok(key)) = key else { return Some(Uncounted::NotSigned) };
        if entry.signature.is_empty() {
            return Some(Uncounted::NotSigned);
        }
        let right = verify_bytes(&key, entry.signed_text().as_bytes(), &entry.signature).is_ok();
        (!right).then_some(Uncounted::Forged)
    }
}

/// The acts on one text so far.
struct Count<'r> {
    rules: &'r Rules,
    persons: BTreeSet<String>,
    seen: BTreeSet<String>,
    submitted: bool,
    rejected: bool,
}

impl<'r> Count<'r> {
    fn of(rules: &'r Rules) -> Self {
        Self { rules, persons: BTreeSet::new(), seen: BTreeSet::new(), submitted: false, rejected: false }
    }

    /// Takes one act; returns why it does not count.
    fn take(&mut self, entry: &super::Entry, done: &mut Vec<u32>, number: u32) -> Option<Uncounted> {
        match entry.act {
            Act::Submit => (self.submitted, self.rejected) = (true, false),
            Act::Reject => {
                done.clear();
                self.persons.clear();
                (self.submitted, self.rejected) = (false, true);
            }
            Act::Approve => {
                if !self.seen.insert(entry.signed_text()) {
                    return Some(Uncounted::Repeated);
                }
                let turn = self.rules.steps.get(done.len());
                if !self.submitted {
                    return Some(Uncounted::NotSubmitted);
                }
                if turn != Some(&entry.step) {
                    return Some(Uncounted::OutOfTurn);
                }
                let is_new = self.persons.insert(self.rules.person(&entry.person));
                if !self.rules.same_person && !is_new {
                    return Some(Uncounted::SamePerson);
                }
                done.push(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Entry;
    use crate::signature::{Digest, SecretKey, generate};

    const PAGE: &str = "content/a.md";

    fn rules() -> Rules {
        Rules { steps: ["初审", "复审", "终审"].map(String::from).to_vec(), ..Rules::default() }
    }

    fn act(act: Act, step: &str, person: &str, text: &str) -> Entry {
        let digest = Digest::of(text.as_bytes()).to_string();
        let (step, person, page) = (step.into(), person.into(), PAGE.into());
        let [post, time, opinion, tables, signature] = Default::default();
        Entry { act, step, person, post, time, opinion, page, digest, tables, signature }
    }

    fn submit(text: &str) -> Entry {
        act(Act::Submit, "", "作者", text)
    }

    fn approve(step: &str, person: &str) -> Entry {
        act(Act::Approve, step, person, "稿")
    }

    fn all() -> Vec<Entry> {
        vec![submit("稿"), approve("初审", "甲"), approve("复审", "乙"), approve("终审", "丙")]
    }

    fn standing_of(rules: &Rules, entries: Vec<Entry>, text: &str) -> Standing {
        let record = Record { entries, broken: false };
        rules.standing(PAGE, &record, &Digest::of(text.as_bytes()).to_string())
    }

    fn why(rules: &Rules, entries: Vec<Entry>) -> (Stage, Vec<Uncounted>) {
        let found = standing_of(rules, entries, "稿");
        (found.stage, found.uncounted.into_iter().map(|(_, why)| why).collect())
    }

    #[test]
    fn step_by_step() {
        let stage = |count: usize| standing_of(&rules(), all()[..count].to_vec(), "稿").stage;
        assert_eq!(
            [0, 1, 2, 3, 4].map(stage),
            [Stage::New, Stage::Waiting, Stage::Waiting, Stage::Waiting, Stage::Approved]
        );
        let changed = standing_of(&rules(), all(), "稿改");
        assert_eq!((changed.stage, changed.done.len()), (Stage::Changed, 0));
        assert_eq!(changed.earlier, Digest::of("稿".as_bytes()).to_string());
    }

    #[test]
    fn what_does_not_count() {
        use Uncounted::{NotSubmitted, OtherPage, OutOfTurn, Repeated, SamePerson};
        let with = |place: usize, entry: Entry| {
            let mut entries = all();
            entries[place] = entry;
            entries
        };
        assert_eq!(why(&rules(), with(3, approve("终审", "甲"))), (Stage::Waiting, vec![SamePerson]));
        assert_eq!(why(&rules(), with(2, approve("终审", "乙"))).1[0], OutOfTurn);
        assert_eq!(why(&rules(), all()[1..].to_vec()).1, [NotSubmitted; 3]);
        let other = Entry { page: "content/b.md".into(), ..approve("终审", "丙") };
        assert_eq!(why(&rules(), with(3, other)), (Stage::Waiting, vec![OtherPage]));
        let twice = [all(), all()[1..2].to_vec()].concat();
        assert_eq!(why(&rules(), twice), (Stage::Approved, vec![Repeated]));
        let same = Rules { same_person: true, ..rules() };
        assert_eq!(why(&same, with(3, approve("终审", "甲"))).0, Stage::Approved);
    }

    #[test]
    fn one_person_under_two_spellings_is_one() {
        for (one, other) in [("张三", "张 三"), ("张三", "张　三 "), ("Li Si", "li  si")] {
            let entries = vec![submit("稿"), approve("初审", one), approve("复审", other)];
            assert_eq!(why(&rules(), entries).1, [Uncounted::SamePerson], "{one} {other}");
        }
        let key = generate(None).unwrap().public;
        let named = |name: &str| Reviewer { name: name.into(), key: key.clone(), ..Reviewer::default() };
        let rules = Rules { reviewers: vec![named("甲"), named("乙")], ..rules() };
        assert_eq!(rules.person("甲"), rules.person("乙"));
    }

    #[test]
    fn sent_back_begins_anew() {
        let reject = act(Act::Reject, "终审", "丙", "稿");
        let mut entries = [all()[..3].to_vec(), vec![reject]].concat();
        assert_eq!(standing_of(&rules(), entries.clone(), "稿").stage, Stage::Rejected);
        entries.push(approve("终审", "丙"));
        assert_eq!(standing_of(&rules(), entries.clone(), "稿").stage, Stage::Rejected);
        // The signed approvals of before, copied behind it, are no new ones.
        entries.extend(all());
        let found = why(&rules(), entries);
        assert_eq!(found.0, Stage::Waiting);
        assert!(found.1.contains(&Uncounted::Repeated), "{found:?}");
    }

    #[test]
    fn with_keys_nobody_writes_for_another() {
        let pairs = [generate(None).unwrap(), generate(None).unwrap(), generate(None).unwrap()];
        let reviewers = ["甲", "乙", "丙"].iter().zip(&pairs).map(|(name, pair)| Reviewer {
            name: (*name).into(),
            key: pair.public.clone(),
            ..Reviewer::default()
        });
        let rules = Rules { reviewers: reviewers.collect(), ..rules() };
        let mut signed = all();
        for (entry, pair) in signed[1..].iter_mut().zip(&pairs) {
            let key = SecretKey::parse(&pair.secret, None).unwrap();
            entry.signature = key.sign(entry.signed_text().as_bytes(), "").unwrap();
        }
        assert_eq!(why(&rules, signed.clone()), (Stage::Approved, vec![]));
        assert_eq!(why(&rules, all()).1, [Uncounted::NotSigned; 3]);
        let with = |change: fn(&mut Entry)| {
            let mut entries = signed.clone();
            change(&mut entries[3]);
            why(&rules, entries)
        };
        assert_eq!(with(|entry| entry.opinion = "改".into()), (Stage::Waiting, vec![Uncounted::Forged]));
        assert_eq!(with(|entry| entry.person = "丁".into()).1, [Uncounted::NotReviewer]);
        assert_eq!(with(|entry| entry.signature.clear()).1, [Uncounted::NotSigned]);
        let mut entries = signed.clone();
        entries[3].signature = entries[2].signature.clone();
        assert_eq!(why(&rules, entries).1, [Uncounted::Forged]);
    }

    #[test]
    fn a_broken_record_approves_nothing() {
        let record = Record { entries: all(), broken: true };
        let digest = Digest::of("稿".as_bytes()).to_string();
        let found = rules().standing(PAGE, &record, &digest);
        assert_ne!(found.stage, Stage::Approved);
        assert!(found.done.is_empty());
    }
}
