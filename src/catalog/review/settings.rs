//! What the settings say of reviews.

use serde::{Deserialize, Serialize};

use crate::base::Value;
use crate::catalog::sources::{Kinds, SETTINGS_FILE, setting};
use crate::diag::{Diagnostic, Place, did_you_mean};
use crate::engine::{Ask, Query};
use crate::review::{Reviewer, Rules, Sensitivity};
use crate::signature::PublicKey;

/// Steps of a site that names none.
const STEPS: [&str; 3] = ["初审", "复审", "终审"];

/// Step for pages to be handled with caution, of a site that names none.
const CAUTION_STEP: &str = "加审";

/// Asks for the rules of reviews; without steps the site has none.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReviewRules;

impl Query for ReviewRules {
    const NAME: &'static str = "ReviewRules";
    type Answer = Rules;

    fn run(&self, ask: &mut Ask<'_>) -> Rules {
        let written = setting(ask, "review");
        let on = match written.get("on").bool() {
            Some(on) => on,
            None => !written.entries().is_empty(),
        };
        if !on {
            return Rules::default();
        }
        let mut steps = texts(written.get("steps"));
        if steps.is_empty() {
            steps = STEPS.map(String::from).to_vec();
        }
        let caution_step = written.get("caution_step").text().unwrap_or(CAUTION_STEP).to_owned();
        let rules = Rules {
            caution_step,
            kinds: kinds(ask, &texts(written.get("kinds"))),
            same_person: written.get("same_person").bool() == Some(true),
            reviewers: written.get("reviewers").iter().map(reviewer).collect(),
            leave_out: written.get("unapproved").text() == Some("leave_out"),
            steps,
        };
        check_reviewers(ask, &rules);
        rules
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.iter().filter_map(|one| Some(one.text()?.to_owned())).collect()
}

fn reviewer(written: &Value) -> Reviewer {
    let text = |name: &str| written.get(name).text().unwrap_or_default().to_owned();
    Reviewer { name: text("name"), post: text("post"), key: text("key"), steps: texts(written.get("steps")) }
}

/// Returns kinds by their own names; one that does not exist is told, for its pages would go out unread.
fn kinds(ask: &mut Ask<'_>, written: &[String]) -> Vec<String> {
    let schema = ask.get(&Kinds);
    let mut found = Vec::new();
    for (number, name) in written.iter().enumerate() {
        match schema.kind(name) {
            Some(kind) => found.push(kind.name.to_string()),
            None => {
                let known: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
                report_unknown(ask, &format!("review.kinds[{number}]"), name, &known);
                found.push(name.clone());
            }
        }
    }
    found
}

/// Reports keys that are none, and steps of a reviewer that the site does not have.
fn check_reviewers(ask: &mut Ask<'_>, rules: &Rules) {
    let all = rules.of(Sensitivity::Caution);
    let steps: Vec<&str> = all.steps.iter().map(String::as_str).collect();
    for (number, one) in rules.reviewers.iter().enumerate() {
        let place =
            |field: &str| Place::field(&SETTINGS_FILE.into(), format!("review.reviewers[{number}].{field}"));
        if !one.key.is_empty() && PublicKey::parse(&one.key).is_err() {
            ask.report(Diagnostic::new("review-bad-key").at(place("key")).arg("name", &one.name));
        }
        for (at, step) in one.steps.iter().enumerate().filter(|(_, step)| !all.steps.contains(step)) {
            report_unknown(ask, &format!("review.reviewers[{number}].steps[{at}]"), step, &steps);
        }
    }
}

fn report_unknown(ask: &mut Ask<'_>, field: &str, name: &str, known: &[&str]) {
    let near = did_you_mean(name, known.iter().copied());
    let found = Diagnostic::new("review-unknown-name").at(Place::field(&SETTINGS_FILE.into(), field));
    ask.report(found.arg("name", name).maybe("suggestion", near).arg("known", known.join("、")));
}
